"""An article laid out and painted: words, margin, marks, folds, and the ruler beside them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment

from reader.corpus.document import Block, Document
from reader.layout.folds import PERSONAL, Folds
from reader.layout.rows import BLANK, Layout
from reader.layout.spans import Span
from reader.tui.widgets.article_marks import ArticleMarks, Density, Extent, difference
from reader.tui.widgets.article_rows import row_segments
from reader.tui.widgets.line_view import LineView, Segments
from reader.tui.widgets.overview import Ticks

MEASURE = 72
WIDE_MARGIN, NARROW_MARGIN = 8, 3
NARROW = 60
"""Below this width the margin is narrow."""
TINY = 12
"""Below this width there is none."""


class ArticleSheet(LineView):
    """One document as rows under its marks. Positions that go in and out are offsets in code points."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.document: Document | None = None
        self._layout = Layout("", (), MEASURE)
        self._blocks: tuple[Block, ...] = ()
        self._folds = Folds()
        self._marks = ArticleMarks()
        self._anchor = 0
        """The offset at the top of the view: what stays there when the view is resized."""
        self._blank_top = False
        """Whether it is the blank row above that offset: it has no offset of its own."""
        self._measure = MEASURE
        self._ticks: Ticks | None = None

    # -- what is shown

    def _lay_out(self, document: Document | None, spans: Iterable[Span], folds: Folds) -> None:
        """Take *document* on, from its first row."""
        self.fitted()
        self.document = document
        self._blocks = document.blocks if document else ()
        self._folds = folds
        marks = ArticleMarks(document, spans)
        marks.density, marks.kind = self._marks.density, self._marks.kind
        self._marks = marks
        text = document.text if document else ""
        self._layout = Layout(text, self._blocks, self._room(self._width), folds=folds.folded)
        self._anchor, self._blank_top, self._top = 0, False, 0
        self._forget_rows()

    def set_spans(self, spans: Iterable[Span]) -> None:
        """Lay other marks over the same text; only rows that look different are sent.

        A fold over a stance, a tag or a note that was not there before opens.
        """
        known = self._marks.spans
        self._marks.set_spans(spans)
        self._ticks = None
        if self._folds.folded:
            fresh = set(_personal(self._marks.spans)) - set(_personal(known))
            self.folds = self._folds.opened((mark.start, mark.end) for mark in fresh)
        self.touch()

    def set_hits(self, hits: Iterable[Span]) -> None:
        """Mark what a search found (layer ``hit``; kind ``exact``, ``fuzzy``, or ``now`` for the current).

        A fold over the current one opens; of the others a fold says how many it hides.
        """
        self._marks.set_hits(hits)
        self._ticks = None
        self.folds = self._folds.opened((h.start, h.end) for h in self._marks.hits if h.kind == "now")
        self.touch()

    @property
    def folds(self) -> Folds:
        """Which zones can be folded, and which are: each of those is one row with its reason.

        Setting it leaves caret and top where they are.
        """
        return self._folds

    @folds.setter
    def folds(self, folds: Folds) -> None:
        old, self._folds = self._folds, folds
        if folds.folded != old.folded:
            self._layout = self._layout.with_width(self._layout.width, folds.folded)
            self._relaid()
            self.repaint()

    def set_density(self, density: Density, kind: str = "") -> None:
        """Mark all entities, those of one *kind*, first mentions in each paragraph, or none."""
        marks = self._marks
        if (density, kind) != (marks.density, marks.kind):
            marks.density, marks.kind = density, kind
            self.touch()

    @property
    def density(self) -> Density:
        """Which entities are marked."""
        return self._marks.density

    @property
    def focused_kind(self) -> str:
        """The kind that density ``kind`` marks."""
        return self._marks.kind

    @property
    def measure(self) -> int:
        """Cells of a full row of text, at most; the view may have room for fewer."""
        return self._measure

    @measure.setter
    def measure(self, cells: int) -> None:
        self._measure = min(200, max(20, cells))
        if self._room(self._width) != self._layout.width:
            self._rewrap()
            self.repaint()

    @property
    def column(self) -> int:
        """Cells of a full row of text, as there is room now."""
        return self._room(self._width)

    @property
    def unit(self) -> Extent | None:
        """What a label key would code: shown a shade apart."""
        return self._marks.unit

    @unit.setter
    def unit(self, unit: Extent | None) -> None:
        old, self._marks.unit = self._marks.unit, unit
        if old != unit:
            self.touch(self._rows_under(old, unit))

    @property
    def selection(self) -> Extent | None:
        """Start and end of what is selected, in order."""
        return self._marks.selection

    @selection.setter
    def selection(self, selection: Extent | None) -> None:
        if selection is not None:
            selection = min(selection), max(selection)
        old, self._marks.selection = self._marks.selection, selection
        if old != selection:
            self.touch(self._rows_under(*difference(old, selection)))

    def _rows_under(self, *ranges: Extent | None) -> set[int]:
        """Rows on the screen that one of *ranges* touches."""
        row_of, top, bottom = self.layout_of_text.row_of, self._top, self._top + self.height
        rows: set[int] = set()
        for pair in ranges:
            if pair is not None:
                rows.update(
                    range(max(top, row_of(pair[0])), min(bottom, row_of(max(pair[0], pair[1] - 1)) + 1))
                )
        return rows

    # -- measures

    def _margin_width(self) -> int:
        if self._width <= 0 or self._width >= NARROW:
            return WIDE_MARGIN
        return NARROW_MARGIN if self._width >= TINY else 0

    def _left(self) -> int:
        """Empty cells left of the margin: text and margin stand in the middle."""
        return max(0, (self._width - 1 - self._margin_width() - self._layout.width - 1) // 2)

    def _room(self, width: int) -> int:
        """Cells of a row of text in a view of *width* cells: margin, ruler and a last caret take some."""
        return self._measure if width <= 0 else max(1, min(self._measure, width - self._margin_width() - 2))

    @property
    def layout_of_text(self) -> Layout:
        """The rows at the size the view has now."""
        self.fitted()
        return self._layout

    @property
    def row_count(self) -> int:
        return self.layout_of_text.row_count

    def fit(self, width: int, height: int) -> None:
        if self._room(self._width) != self._layout.width:
            self._rewrap()
        else:
            self._relaid()

    def _rewrap(self) -> None:
        self._layout = self._layout.with_width(self._room(self._width))
        self._relaid()

    def _relaid(self) -> None:
        """Rows have changed: the offset at the top stays there."""
        self._forget_rows()
        self._top = self._anchored_row()

    def _forget_rows(self) -> None:
        self._strips.clear()
        self._ticks = None

    # -- the top

    def _anchored_row(self) -> int:
        """The row that belongs at the top, as far as the end allows."""
        row = self._layout.row_of(self._anchor)
        if self._blank_top and row and self._layout.kinds[row - 1] == BLANK:
            row -= 1
        return min(row, self.last_top)

    def _anchor_top(self) -> None:
        """What is at the top now is to stay there."""
        self._anchor = self._layout.starts[self._top]
        self._blank_top = self._layout.kinds[self._top] == BLANK

    def _scroll(self, row: int) -> None:
        if self.scroll_rows_to(row):
            self._anchor_top()

    # -- where things are

    def visible_range(self) -> tuple[int, int]:
        """Start and end of the text on the screen."""
        layout = self.layout_of_text
        last = min(self._top + self.height, layout.row_count) - 1
        return layout.starts[self._top], layout.ends[last]

    def line_of(self, offset: int) -> int | None:
        """The line on the screen (0 is the view's first) that holds *offset*; None when it is elsewhere."""
        line = self.layout_of_text.row_of(offset) - self._top
        return line if 0 <= line < self.height else None

    def column_of(self, offset: int) -> int:
        """The column in the view where *offset* is drawn."""
        cell = self.layout_of_text.cell_of(offset)[1]
        return self._left() + self._margin_width() + cell

    # -- painting

    def paint(self, row: int, width: int) -> Segments:
        return row_segments(
            row,
            width,
            layout=self._layout,
            blocks=self._blocks,
            folds=self._folds,
            marks=self._marks,
            painter=self.painter,
            left=self._left(),
            beside=self._margin_width(),
        )

    def ruler(self, y: int) -> Segment:
        """The thumb, and over it the ticks of annotations and hits: the whole article in one column."""
        if self._ticks is None:
            self._ticks = Ticks.of(self._layout, self._marks.spans, self._marks.hits, self.height)
        thumb = super().ruler(y)
        tick = self._ticks.at(y)
        if tick is None:
            return thumb
        glyph, name = tick
        style = self.painter.named(name)
        if thumb.text != " " or thumb.style != self.painter.ground:
            style = self.painter.on_thumb(name)
        return Segment(glyph, style)


def _personal(spans: Iterable[Span]) -> Iterable[Span]:
    return (span for span in spans if span.layer in PERSONAL)
