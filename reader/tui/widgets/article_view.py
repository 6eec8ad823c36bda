"""The article itself: words, margin, marks, caret and selection. It binds no keys and asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from rich.segment import Segment
from textual import events

from reader.corpus.document import Block, Document, Zone
from reader.layout.rows import BLANK, Layout
from reader.layout.spans import Span
from reader.tui.widgets import article_messages as told
from reader.tui.widgets.article_marks import ArticleMarks, Density, Extent, difference
from reader.tui.widgets.article_rows import row_segments
from reader.tui.widgets.line_view import LineView, Segments
from reader.tui.widgets.overview import Ticks

__all__ = ["MEASURE", "ArticleView", "Density"]

MEASURE = 72
WIDE_MARGIN, NARROW_MARGIN = 8, 3
NARROW = 60
"""Below this width the margin is narrow."""
TINY = 12
"""Below this width there is none."""
EDGE = 2
"""Rows the caret keeps from the upper and lower edge."""
FAR = 1 << 30
"""A cell beyond every row's end."""


class ArticleView(LineView):
    """One document, its marks, a caret and a selection; all positions are offsets in code points.

    What others set: the document, spans, hits, the unit that would be coded, the selection, the caret. What
    it tells: ``CaretMoved``, ``SelectionDragged``, ``WordClicked``. Rows and cells stay in here.
    """

    DEFAULT_CSS = """
    ArticleView { width: 1fr; height: 1fr; }
    """

    CaretMoved: TypeAlias = told.CaretMoved
    WordClicked: TypeAlias = told.WordClicked
    SelectionDragged: TypeAlias = told.SelectionDragged

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
        self._folds: tuple[Zone, ...] = ()
        self._marks = ArticleMarks()
        self._caret = 0
        self._goal = 0
        self._anchor = 0
        """The offset at the top of the view: what stays there when the view is resized."""
        self._blank_top = False
        """Whether it is the blank row above that offset: it has no offset of its own."""
        self._measure = MEASURE
        self._ticks: Ticks | None = None
        self._dragged_from: int | None = None

    # -- what is shown

    def set_document(
        self,
        document: Document | None,
        spans: Iterable[Span] = (),
        *,
        caret: int = 0,
        top: int | None = None,
        folds: Sequence[Zone] = (),
    ) -> None:
        """Show *document* with the caret at *caret*; *top* is the offset of the first row on the screen."""
        self.fitted()
        self.document = document
        self._blocks = document.blocks if document else ()
        self._folds = tuple(folds)
        marks = ArticleMarks(document, spans)
        marks.density, marks.kind = self._marks.density, self._marks.kind
        self._marks = marks
        self._ticks = None
        self._strips.clear()
        text = document.text if document else ""
        self._layout = Layout(text, self._blocks, self._room(self._width), folds=self._folds)
        self._set_caret(self._clamped(caret))
        self._goal = self._layout.cell_of(self._caret)[1]
        self._anchor, self._blank_top = self._clamped(caret if top is None else top), False
        self._top = self._anchored_row()
        if top is None:
            self._show_caret()
            self._say_top()
        self.refresh()

    def set_spans(self, spans: Iterable[Span]) -> None:
        """Lay other marks over the same text; only rows that look different are sent."""
        self._marks.set_spans(spans)
        self._ticks = None
        self.touch()

    def set_hits(self, hits: Iterable[Span]) -> None:
        """Mark what a search found (layer ``hit``; kind ``exact``, ``fuzzy``, or ``now`` for the current)."""
        self._marks.set_hits(hits)
        self._ticks = None
        self.touch()

    def set_folds(self, folds: Sequence[Zone]) -> None:
        """Show each of *folds* as one row with its reason; the caret stays where it is."""
        if tuple(folds) == self._folds:
            return
        self._folds = tuple(folds)
        self._layout = self._layout.with_width(self._layout.width, self._folds)
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
        self._ticks = None
        if self._room(self._width) != self._layout.width:
            self._rewrap()
        else:
            self._relaid()

    def _rewrap(self) -> None:
        self._layout = self._layout.with_width(self._room(self._width))
        self._relaid()

    def _relaid(self) -> None:
        """Rows have changed: the offset at the top stays there, and the caret is on the screen."""
        self._strips.clear()
        self._ticks = None
        self._top = self._anchored_row()
        self._goal = self.layout_of_text.cell_of(self._caret)[1]
        if not self._top <= self.caret_row < self._top + self.height:
            self._show_caret(keep_anchor=True)

    # -- caret

    @property
    def caret(self) -> int:
        """Where the caret stands. Setting it brings it into view."""
        return self._caret

    @caret.setter
    def caret(self, offset: int) -> None:
        self._place(self._clamped(offset))

    def _clamped(self, offset: int) -> int:
        size = len(self.document.text) if self.document else 0
        return min(max(0, offset), max(0, size - 1))

    def _set_caret(self, offset: int) -> None:
        self._caret = offset
        self._marks.caret = offset, self._layout.cluster_end(offset)

    def _place(self, offset: int, *, goal: int | None = None, by_mouse: bool = False) -> None:
        old = self._caret
        self._set_caret(offset)
        layout = self.layout_of_text
        row, cell = layout.cell_of(offset)
        self._goal = cell if goal is None else goal
        if old != offset:
            self.touch({layout.row_of(old), row})
        self._show_caret()
        if old != offset:
            self.post_message(self.CaretMoved(self, offset, by_mouse=by_mouse))

    @property
    def caret_row(self) -> int:
        """The row the caret is in."""
        return self.layout_of_text.row_of(self._caret)

    def _show_caret(self, *, keep_anchor: bool = False) -> None:
        """Scroll so that the caret is on the screen: near the edge by a third of it, else to its third."""
        height, row = self.height, self.caret_row
        first, last = self._still_lines()
        line = row - self._top
        if first <= line <= last:
            return
        step = max(1, height // 3)
        wanted = row - (height - 1 - step) if last < line < 2 * height else row - step
        if self.scroll_rows_to(wanted) and not keep_anchor:
            self._say_top()

    def _still_lines(self) -> tuple[int, int]:
        """First and last line of the screen where the caret may stand without a scroll."""
        edge = min(EDGE, (self.height - 1) // 2)
        last = min(self.height, self.row_count - self._top) - 1
        return edge if self._top else 0, max(0, last - (edge if self._top < self.last_top else 0))

    def _say_top(self) -> None:
        self._anchor = self._layout.starts[self._top]
        self._blank_top = self._layout.kinds[self._top] == BLANK

    def _anchored_row(self) -> int:
        """The row that belongs at the top, as far as the end allows."""
        row = self._layout.row_of(self._anchor)
        if self._blank_top and row and self._layout.kinds[row - 1] == BLANK:
            row -= 1
        return min(row, self.last_top)

    def _scroll(self, row: int) -> None:
        if self.scroll_rows_to(row):
            self._say_top()

    # -- motions in rows (those in words and sentences come as offsets)

    def move_rows(self, count: int) -> None:
        """The caret goes *count* rows down, up when negative, keeping its cell where rows are long enough."""
        layout = self.layout_of_text
        row = layout.step(self.caret_row, count)
        if row == self.caret_row:
            self._scroll(self._top + (1 if count > 0 else -1) * self.height)
            return
        self._place(layout.offset_at(row, self._goal), goal=self._goal)

    def page(self, count: int) -> None:
        """Scroll *count* pages down, up when negative; two rows stay. The caret keeps its line."""
        self._scroll_with_caret(count * max(1, self.height - 2))

    def half_page(self, count: int) -> None:
        """Scroll *count* half pages down, up when negative."""
        self._scroll_with_caret(count * max(1, self.height // 2))

    def _scroll_with_caret(self, rows: int) -> None:
        layout, old = self.layout_of_text, self._top
        line = self.caret_row - old
        self._scroll(old + rows)
        if self._top == old:
            row = layout.solid(self.row_count - 1, -1) if rows > 0 else layout.solid(0)
        else:
            first, last = self._still_lines()
            row = layout.solid(self._top + min(max(first, line), last), 1 if rows > 0 else -1)
        self._place(layout.offset_at(row, self._goal), goal=self._goal)

    def to_line(self, where: Literal["H", "M", "L"]) -> None:
        """The caret goes to the first, middle or last row on the screen."""
        first, last = self._still_lines()
        line = {"H": first, "M": (first + last) // 2, "L": last}[where]
        row = self.layout_of_text.solid(self._top + line, -1 if where == "L" else 1)
        self._place(self.layout_of_text.offset_at(row, self._goal), goal=self._goal)

    def align_caret(self, where: Literal["t", "z", "b"]) -> None:
        """Scroll so that the caret's row is at the top, the middle or the bottom of the screen."""
        row, height = self.caret_row, self.height
        edge = min(EDGE, (height - 1) // 2)
        self._scroll({"t": row - edge, "z": row - height // 2, "b": row - height + 1 + edge}[where])

    def row_start(self) -> None:
        """The caret goes to the first character of its row."""
        self._place(self.layout_of_text.offset_at(self.caret_row, 0), goal=0)

    def row_end(self) -> None:
        """The caret goes to the last character of its row, and stays at ends while it goes up and down."""
        self._place(self.layout_of_text.offset_at(self.caret_row, FAR), goal=FAR)

    # -- where things are

    @property
    def top_offset(self) -> int:
        """The offset of the first row on the screen; setting it scrolls, and the caret comes along."""
        return self._anchor

    @top_offset.setter
    def top_offset(self, offset: int) -> None:
        self._anchor, self._blank_top = self._clamped(offset), False
        self.scroll_rows_to(self.layout_of_text.row_of(self._anchor))
        self._follow()

    def visible_range(self) -> tuple[int, int]:
        """Start and end of the text on the screen."""
        layout = self.layout_of_text
        last = min(self._top + self.height, self.row_count) - 1
        return layout.starts[self._top], layout.ends[last]

    def line_of(self, offset: int) -> int | None:
        """The line on the screen (0 is the view's first) that holds *offset*; None when it is elsewhere."""
        line = self.layout_of_text.row_of(offset) - self._top
        return line if 0 <= line < self.height else None

    def column_of(self, offset: int) -> int:
        """The column in the view where *offset* is drawn."""
        return self._left() + self._margin_width() + self.layout_of_text.cell_of(offset)[1]

    def reveal(self, start: int, end: int, below: int = 0) -> None:
        """Scroll so that *start* to *end* and *below* more rows under it are on the screen, if they fit."""
        row_of = self.layout_of_text.row_of
        first, last = row_of(start), row_of(max(start, end - 1)) + below
        if last >= self._top + self.height:
            self._scroll(min(first, last - self.height + 1))
        elif first < self._top:
            self._scroll(first)
        self._follow()

    def _follow(self) -> None:
        """The view was scrolled: a caret that is no longer on the screen goes to the nearest row that is."""
        row = self.caret_row
        first, last = self._top, self._top + self.height - 1
        if not first <= row <= last:
            layout = self.layout_of_text
            near = layout.solid(first if row < first else last, 1 if row < first else -1)
            offset = layout.offset_at(near, self._goal)
            if offset != self._caret:
                self._set_caret(offset)
                self.touch({row, near})
                self.post_message(self.CaretMoved(self, offset))

    def wheeled(self, rows: int) -> None:
        self._scroll(self._top + rows)
        self._follow()

    # -- painting

    def _left(self) -> int:
        """Empty cells left of the margin: text and margin stand in the middle."""
        return max(0, (self._width - 1 - self._margin_width() - self.layout_of_text.width - 1) // 2)

    def paint(self, row: int, width: int) -> Segments:
        return row_segments(
            row,
            width,
            layout=self.layout_of_text,
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
            self._ticks = Ticks.of(self.layout_of_text, self._marks.spans, self._marks.hits, self.height)
        thumb = super().ruler(y)
        tick = self._ticks.at(y)
        if tick is None:
            return thumb
        glyph, name = tick
        style = self.painter.named(name)
        if thumb.text != " " or thumb.style != self.painter.ground:
            style = self.painter.on_thumb(name)
        return Segment(glyph, style)

    # -- mouse

    def _offset_under(self, event: events.MouseEvent) -> int:
        row = min(max(0, self._top + event.y), self.row_count - 1)
        row = self.layout_of_text.solid(row) if self.layout_of_text.kinds[row] == BLANK else row
        return self.layout_of_text.offset_at(row, event.x - self._left() - self._margin_width())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1:
            return
        event.stop()
        if event.x == self._width - 1:
            row = event.y * self.row_count // self.height if self.row_count > self.height else event.y
            self._scroll(row - self.height // 2)
            self._follow()
            return
        offset = self._offset_under(event)
        self._dragged_from = offset
        self.capture_mouse()
        self._place(offset, by_mouse=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragged_from is None:
            return
        event.stop()
        offset = self._offset_under(event)
        if offset != self._caret:
            self._place(offset, by_mouse=True)
            self.post_message(self.SelectionDragged(self, self._dragged_from, offset))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragged_from is not None:
            event.stop()
            self._dragged_from = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.chain == 2 and event.x != self._width - 1:
            self.post_message(self.WordClicked(self, self._offset_under(event)))
