"""The codebook beside the text: its rows, and under them all that is said of the current one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from reader.codebook_rows import Row
from reader.layout.cells import elide
from reader.layout.wrapping import wrapped
from reader.sanitise import clean_line
from reader.tui.codebook_items import items, kept, told
from reader.tui.widgets.line_list import LineList
from reader.tui.widgets.side_panes import Heading

TITLE, FIGURES = "Codebook (gb)", "here · corpus"
LONGEST = 500
"""Lines of one part that are shown at most."""
AIRY = 28
"""Rows from which an empty line parts scales, codes, targets and variables."""


class Definition(Widget):
    """A name and what is said of it, in as many lines as there are; how many are below is told."""

    DEFAULT_CSS = """
    Definition { height: auto; max-height: 75%; padding: 0 1; border-top: solid $border-blurred; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.name_told = ""
        self.parts: Sequence[tuple[str, str]] = ()
        self.key = ""
        """The key that shows what is below."""
        self._top = 0

    def show(self, name: str, parts: Sequence[tuple[str, str]]) -> None:
        """Say *parts* (name and text) of the row called *name*, from the beginning if that is another one."""
        if (name, parts) != (self.name_told, self.parts):
            self._top = self._top if name == self.name_told else 0
            self.name_told, self.parts = name, parts
            self.refresh(layout=True)

    def page(self, pages: float) -> bool:
        """So many times its own height further down, up if negative; false when all of it is to be seen."""
        room = self.size.height
        over = len(self._lines(self.size.width)) - room
        if over <= 0 or not self.display:
            return False
        step = max(1, round(abs(pages) * room))
        self._top = min(max(0, self._top + (step if pages > 0 else -step)), over)
        self.refresh()
        return True

    def render(self) -> Content:
        lines, room = self._lines(self.size.width), self.size.height
        top = min(self._top, max(0, len(lines) - room))
        shown, below = lines[top : top + room], len(lines) - top - room
        if below > 0 and room > 1:
            more = f"… {below + 1} more lines" + (f"  {self.key}" if self.key else "")
            shown[-1] = Content.styled(elide(more, self.size.width), "$text-muted")
        return Content("\n").join(shown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows it takes at *width* cells."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        lines = [Content.styled(line, "bold $accent") for line in wrapped(self.name_told, width, 3)]
        for name, text in self.parts:
            label = f"{name}: " if name else ""
            for n, line in enumerate(wrapped(label + text, width, LONGEST)):
                size = len(label) if not n and line.startswith(label) else 0
                lines.append(Content.assemble((line[:size], "$text-muted"), line[size:]))
        return lines


class CodebookPane(Vertical):
    """The list and the definition of its current row; counts are of one annotator's annotations."""

    DEFAULT_CSS = """
    CodebookPane { height: 1fr; }
    CodebookPane LineList { min-height: 3; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.heading = Heading()
        self.list = LineList(id="codes", empty="nothing in the codebook holds that; Esc shows all")
        self.list.can_focus = False
        self.definition = Definition()
        self._rows: list[tuple[Row, bool]] = []
        self._layer = ""
        self._here: Mapping[str, int] = {}
        self._corpus: Mapping[str, int] = {}

    def compose(self) -> ComposeResult:
        yield self.heading
        yield self.list
        yield self.definition

    def activate(self, on: bool) -> None:
        """Whether this pane has the keys."""
        self.heading.activate(on)
        self.list.active = on

    def show(
        self, rows: Sequence[Row], here: Mapping[str, int], corpus: Mapping[str, int], wanted: str, layer: str
    ) -> None:
        """Show those of *rows* that hold *wanted*, counted in the article and in the corpus of *layer*."""
        self._rows, self._here, self._corpus, self._layer = kept(rows, wanted), here, corpus, layer
        self.heading.filtered(wanted)
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        width, airy = max(20, self.size.width - 2), self.size.height >= AIRY
        layer = elide(clean_line(self._layer), max(4, width - len(TITLE + FIGURES) - 4))
        self.heading.show(TITLE, f"{layer}: {FIGURES}", (TITLE, FIGURES), (TITLE, ""))
        self.list.set_items(items(self._rows, self._here, self._corpus, width, airy=airy))
        self._tell()

    def half_page(self, pages: float) -> None:
        """Further down (up) in the definition that has no room to be seen whole; else in the list."""
        if not self.definition.page(pages):
            self.list.page(pages)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        row = self._rows[self.list.cursor][0] if self.list.cursor < len(self._rows) else None
        return row if row is not None and row.kind != "heading" else None

    def uses(self, row: Row) -> tuple[int, int]:
        """How often *row* is used in the article, and in the corpus."""
        return self._here.get(row.id, 0), self._corpus.get(row.id, 0)

    @on(LineList.Highlighted)
    def _moved(self, event: LineList.Highlighted) -> None:
        self._tell()

    def _tell(self) -> None:
        row = self.current
        self.definition.display = row is not None
        if row is not None:
            self.definition.show(row.path, told(row, self._here, self._corpus))
