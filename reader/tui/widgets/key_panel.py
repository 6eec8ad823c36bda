"""All that may follow the keys typed so far, over the foot of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from reader.layout.cells import cells, elide
from reader.sanitise import clean_line

BETWEEN = 3
"""Cells between two columns."""
LEAST = 12
"""Cells of a column at least, where there are several."""


class KeyPanel(Widget):
    """Keys and what they do, in columns; hidden until there are some."""

    DEFAULT_CSS = """
    KeyPanel {
        layer: over; dock: bottom; width: 100%; height: auto; display: none;
        margin: 0 0 1 0; padding: 0 1; background: $surface; border-top: solid $border-blurred;
    }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: tuple[tuple[str, str], ...] = ()

    def show(self, hints: Sequence[tuple[str, str]]) -> None:
        """Stand with *hints* (key and title), or be gone without."""
        self._hints = tuple((key, clean_line(title)) for key, title in hints)
        self.display = bool(hints)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows they take at *width* cells."""
        most = _most(viewport)
        return min(most, self._columns(width, most)[0])

    def _columns(self, width: int, most: int) -> tuple[int, int]:
        """How many rows there are, *most* of which have room, and the cells of a column."""
        count = len(self._hints)
        column = max((cells(key) + 1 + cells(title) for key, title in self._hints), default=1)
        columns = max(1, (width + BETWEEN) // (column + BETWEEN))
        while -(-count // columns) > most and (width + BETWEEN) // (columns + 1) - BETWEEN >= LEAST:
            # Where there are too few rows a title is elided rather than missing.
            columns += 1
        return -(-count // columns), min(column, (width + BETWEEN) // columns - BETWEEN)

    def render(self) -> Content:
        """Down the columns; where there are too few rows it is said where the rest stands."""
        rows, column = self._columns(self.size.width, _most(self.screen.size))
        shown = []
        for row in range(rows):
            parts: list[str | tuple[str, str]] = []
            for key, title in self._hints[row::rows]:
                title = elide(title, column - cells(key) - 1)
                gap = " " * (column - cells(key) - 1 - cells(title) + BETWEEN)
                parts += [(key, "bold"), (f" {title}", "$text-muted"), gap]
            shown.append(Content.assemble(*parts).rstrip())
        if rows > (room := self.size.height):
            missing = sum(len(self._hints[row::rows]) for row in range(room - 1, rows))
            shown[room - 1 :] = [
                Content.styled(f"… {missing} more: Esc, then ? shows all keys", "$text-muted")
            ]
        return Content("\n").join(shown)


def _most(screen: Size) -> int:
    """Rows that there is room for on a screen of this size: the status line below stays in sight."""
    return max(1, screen.height - 2)
