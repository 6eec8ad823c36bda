"""A line to type in, always clean."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.actions import parse
from textual.strip import Strip
from textual.widgets import Input

from reader.layout.cells import cells
from reader.sanitise import clean

LEFT_TO_THE_SCREEN = frozenset({"enter", "ctrl+c", "ctrl+x", "up", "down"})


class Field(Input):
    """Textual's Input, given its keys by the screen, one after the other.

    *typed* is told the line before the next key is looked at; what the program puts into it is no news.
    """

    def __init__(
        self,
        value: str = "",
        *,
        typed: Callable[[str], None] | None = None,
        id: str | None = None,
        placeholder: str = "",
    ) -> None:
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self._told = typed

    def validate_value(self, value: str) -> str:
        """What is typed, pasted or put here, without anything a terminal would obey."""
        return clean(value)

    def put(self, text: str) -> None:
        """Show *text*, the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)

    def paste(self, text: str) -> None:
        """Put *text* in the place of what is selected; several lines are kept whole, on one line."""
        self._edit(lambda: self.replace(" ".join(clean(text).splitlines()), *self.selection))

    def take(self, event: events.Key) -> None:
        """Type or edit with a key; one that means nothing in a line is left alone."""
        bound = self._bindings.key_to_bindings.get(event.key, [])
        if event.is_printable and (typed := event.character) is not None:
            self._edit(lambda: self.replace(typed, *self.selection))
        elif bound and event.key not in LEFT_TO_THE_SCREEN:
            _, name, arguments = parse(bound[0].action)
            self._edit(lambda: getattr(self, f"action_{name}")(*arguments))

    def render_line(self, y: int) -> Strip:
        """The line, with ``…`` at an edge beyond which there is more of it."""
        strip, width, gone = super().render_line(y), self.size.width, self.scroll_offset.x
        whole = cells(self.value) + (self.cursor_position == len(self.value))
        if y or width < 3 or whole <= width:
            return strip
        sign = Strip([Segment("…", self.rich_style)])
        at = cells(self.value[: self.cursor_position]) - gone
        # Half a wide character at the edge makes Textual's row a cell too long.
        strip = strip.crop(0, width)
        if gone and at > 0:
            strip = Strip.join([sign, strip.crop(1)])
        if whole - gone > width and (at < width - 1 or not self.has_focus):
            strip = Strip.join([strip.crop(0, width - 1), sign])
        return strip

    def _edit(self, act: Callable[[], object]) -> None:
        before = self.value
        act()
        if self._told is not None and self.value != before:
            self._told(self.value)
