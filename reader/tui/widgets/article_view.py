"""The article itself: words, margin, marks, caret and selection. It binds no keys and asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.segment import Segment
from textual import events
from textual.message import Message

from reader.corpus.document import Block, Document, Zone
from reader.layout.cells import cells, elide
from reader.layout.painting import NO_MARGIN, Margin, SpanIndex, margin, margin_text, runs
from reader.layout.rows import BLANK, FOLD, TEXT, Layout
from reader.layout.spans import Span
from reader.sanitise import clean_line
from reader.tui.painter import Face, face
from reader.tui.widgets.line_view import LineView, Segments
from reader.tui.widgets.overview import Ticks

Density = Literal["all", "kind", "first", "off"]
"""Which entities are marked: all, one kind, each entity's first mention in a paragraph, none."""

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

    class CaretMoved(Message):
        """The caret stands at *offset* now."""

        def __init__(self, view: ArticleView, offset: int, *, by_mouse: bool = False) -> None:
            super().__init__()
            self.view = view
            self.offset = offset
            self.by_mouse = by_mouse

        @property
        def control(self) -> ArticleView:
            """The view it happened in."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ArticleView.CaretMoved) and message.by_mouse <= self.by_mouse

    class SelectionDragged(Message):
        """The mouse was drawn from *anchor* to *head*; the caret is at *head*."""

        def __init__(self, view: ArticleView, anchor: int, head: int) -> None:
            super().__init__()
            self.view = view
            self.anchor = anchor
            self.head = head

        @property
        def control(self) -> ArticleView:
            """The view it happened in."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ArticleView.SelectionDragged)

    class WordClicked(CaretMoved):
        """The word at *offset* was clicked twice."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.document: Document | None = None
        self.layout_of_text = Layout("", (), MEASURE)
        self._blocks: tuple[Block, ...] = ()
        self._spans: tuple[Span, ...] = ()
        self._index = SpanIndex()
        self._hits: tuple[Span, ...] = ()
        self._hit_index = SpanIndex()
        self._folds: tuple[Zone, ...] = ()
        self._unit: tuple[int, int] | None = None
        self._selection: tuple[int, int] | None = None
        self._caret = 0
        self._goal = 0
        self._anchor = 0
        """The offset at the top of the view: what stays there when the view is resized."""
        self._measure = MEASURE
        self._density: Density = "all"
        self._kind = ""
        self._firsts: frozenset[Span] | None = None
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
        self.document = document
        self._blocks = document.blocks if document else ()
        self._folds = tuple(folds)
        self._spans = tuple(spans)
        self._index = SpanIndex(self._spans)
        self._hits, self._hit_index = (), SpanIndex()
        self._unit = self._selection = self._firsts = self._ticks = None
        self._strips.clear()
        text = document.text if document else ""
        self.layout_of_text = Layout(text, self._blocks, self._room(self._width), folds=self._folds)
        self._caret = self._clamped(caret)
        self._goal = self.layout_of_text.cell_of(self._caret)[1]
        self._anchor = self._clamped(caret if top is None else top)
        self._top = min(self.layout_of_text.row_of(self._anchor), self.last_top)
        if top is None:
            self._show_caret()
        self._say_top()
        self.refresh()

    def set_spans(self, spans: Iterable[Span]) -> None:
        """Lay other marks over the same text; only rows that look different are sent."""
        self._spans = tuple(spans)
        self._index = SpanIndex(self._spans)
        self._firsts = self._ticks = None
        self.touch()

    def set_hits(self, hits: Iterable[Span]) -> None:
        """Mark what a search found (layer ``hit``; kind ``exact``, ``fuzzy``, or ``now`` for the current)."""
        self._hits = tuple(hits)
        self._hit_index = SpanIndex(self._hits)
        self._ticks = None
        self.touch()

    def set_folds(self, folds: Sequence[Zone]) -> None:
        """Show each of *folds* as one row with its reason; the caret stays where it is."""
        if tuple(folds) == self._folds:
            return
        self._folds = tuple(folds)
        self.layout_of_text = self.layout_of_text.with_width(self.layout_of_text.width, self._folds)
        self._relaid()
        self.repaint()

    def set_density(self, density: Density, kind: str = "") -> None:
        """Mark all entities, those of one *kind*, first mentions in each paragraph, or none."""
        if (density, kind) != (self._density, self._kind):
            self._density, self._kind = density, kind
            self._firsts = None
            self.touch()

    @property
    def density(self) -> Density:
        """Which entities are marked."""
        return self._density

    @property
    def focused_kind(self) -> str:
        """The kind that density ``kind`` marks."""
        return self._kind

    @property
    def measure(self) -> int:
        """Cells of a full row of text, at most; the view may have room for fewer."""
        return self._measure

    @measure.setter
    def measure(self, cells: int) -> None:
        self._measure = min(200, max(20, cells))
        if self._room(self._width) != self.layout_of_text.width:
            self._rewrap()
            self.repaint()

    @property
    def unit(self) -> tuple[int, int] | None:
        """What a label key would code: shown a shade apart."""
        return self._unit

    @unit.setter
    def unit(self, unit: tuple[int, int] | None) -> None:
        old, self._unit = self._unit, unit
        if old != unit:
            self.touch(self._rows_under(old, unit))

    @property
    def selection(self) -> tuple[int, int] | None:
        """Start and end of what is selected, in order."""
        return self._selection

    @selection.setter
    def selection(self, selection: tuple[int, int] | None) -> None:
        if selection is not None:
            selection = min(selection), max(selection)
        old, self._selection = self._selection, selection
        if old != selection:
            self.touch(self._rows_under(*_changed(old, selection)))

    def _rows_under(self, *ranges: tuple[int, int] | None) -> set[int]:
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
    def row_count(self) -> int:
        return self.layout_of_text.row_count

    def fit(self, width: int, height: int) -> None:
        self._ticks = None
        if self._room(self._width) != self.layout_of_text.width:
            self._rewrap()
        else:
            self._relaid()

    def _rewrap(self) -> None:
        self.layout_of_text = self.layout_of_text.with_width(self._room(self._width))
        self._relaid()

    def _relaid(self) -> None:
        """Rows have changed: the offset at the top stays there, and the caret is on the screen."""
        self._strips.clear()
        self._ticks = None
        self._top = min(self.layout_of_text.row_of(self._anchor), self.last_top)
        self._goal = self.layout_of_text.cell_of(self._caret)[1]
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

    def _place(self, offset: int, *, goal: int | None = None, by_mouse: bool = False) -> None:
        old, self._caret = self._caret, offset
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
        self._anchor = self.layout_of_text.starts[self._top]

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
        self._anchor = self._clamped(offset)
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
                self._caret = offset
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
        layout, painter = self.layout_of_text, self.painter
        kind = layout.kinds[row]
        ground = painter.ground
        if kind == BLANK and not (self.caret_row == row and self.document):
            return [Segment(" " * width, ground)]
        left, beside = self._left(), min(self._margin_width(), width)
        start, end = layout.starts[row], layout.ends[row]
        block = layout.block_of(row)
        over = self._over(start, end)
        if kind == TEXT:
            first = layout.block_rows[block] == row
            marks = margin(layout, row, over, self._blocks[block].number if first else 0)
        else:
            marks = NO_MARGIN
        segments = self._margin_segments(marks, left, beside, over)
        room = width - left - beside
        if kind == FOLD:
            return [*segments, *self._fold_segments(row, start, end, room)]
        segments += self._text_segments(row, start, end, over, room)
        return segments

    def _text_segments(self, row: int, start: int, end: int, over: Sequence[Span], room: int) -> Segments:
        """The words of *row* in exactly *room* cells."""
        layout, painter = self.layout_of_text, self.painter
        block = layout.block_of(row)
        segments: Segments = []
        used = 0
        base = self._blocks[block].kind if block >= 0 else "paragraph"
        for run in runs(start, end, over):
            text = layout.display.emit(run.start, run.end)
            used += layout.display.cells(run.start, run.end)
            if text:
                segments.append(Segment(text, painter.style(face(run.spans, base))))
        if self._caret >= end and row == self.caret_row and used < room:
            segments.append(Segment(" ", painter.style(Face(base, caret=True))))
            used += 1
        if used > room:
            return Segment.adjust_line_length(segments, room, painter.ground)
        if used < room:
            segments.append(Segment(" " * (room - used), painter.ground))
        return segments

    def _over(self, start: int, end: int) -> list[Span]:
        """What lies over code points *start* to *end*, outer spans first, after the density of entities."""
        over = self._index.over(start, end)
        if self._density != "all":
            over = [s for s in over if s.layer != "entity" or self._shows(s)]
        more = self._hit_index.over(start, end) if self._hits else []
        if self._unit and self._unit[0] < end and self._unit[1] > start:
            more.append(Span(*self._unit, "unit"))
        if self._selection and self._selection[0] < end and self._selection[1] > start:
            more.append(Span(*self._selection, "selection"))
        if start <= self._caret < end:
            more.append(Span(self._caret, self.layout_of_text.cluster_end(self._caret), "caret"))
        if more:
            over = sorted([*over, *more], key=lambda s: (s.start, -s.end))
        return over

    def _shows(self, span: Span) -> bool:
        if self._density == "kind":
            return span.kind == self._kind
        if self._density == "off":
            return False
        if self._firsts is None:
            self._firsts = self._first_mentions()
        return span in self._firsts

    def _first_mentions(self) -> frozenset[Span]:
        seen: set[tuple[int, str]] = set()
        found: list[Span] = []
        document = self.document
        for span in sorted((s for s in self._spans if s.layer == "entity"), key=lambda s: s.start):
            block = document.block_at(span.start) if document else None
            key = block.start if block else 0, span.id or f"{span.start}"
            if key not in seen:
                seen.add(key)
                found.append(span)
        return frozenset(found)

    def _margin_segments(self, marks: Margin, left: int, width: int, over: Sequence[Span]) -> Segments:
        painter = self.painter
        count, glyph, note = margin_text(marks, width)
        if not width:
            return [Segment(" " * left, painter.ground)] if left else []
        if not marks.glyph and not marks.note:
            return [Segment(" " * left + count + glyph + note, painter.named("dim"))]
        hue = f"stance.{marks.kind}" if any(s.layer == "stance" for s in over) else "dim"
        return [
            *([Segment(" " * left + count, painter.named("dim"))] if left or count else []),
            Segment(glyph, painter.named(hue)),
            Segment(note, painter.named("dim" if marks.note == "≡" else "text")),
        ]

    def _fold_segments(self, row: int, start: int, end: int, room: int) -> Segments:
        fold = next((z for z in self._folds if z.start <= start < z.end), None)
        count = self.layout_of_text.block_rows.count(row)
        what = "paragraph" if count == 1 else "paragraphs"
        reason = clean_line(fold.reason or fold.kind) if fold else ""
        label = elide(f"▸ {count} {what} folded: {reason}", max(1, room - 1))
        holds_caret = start <= self._caret < end
        style = self.painter.style(Face(dimmed=True, unit=holds_caret, caret=False))
        bar = Segment(label[:1], self.painter.style(Face(dimmed=True, caret=holds_caret)))
        return [
            bar,
            Segment(label[1:], style),
            Segment(" " * max(0, room - cells(label)), self.painter.ground),
        ]

    # -- ruler

    def ruler(self, y: int) -> Segment:
        """The thumb, and over it the ticks of annotations and hits: the whole article in one column."""
        if self._ticks is None:
            self._ticks = Ticks.of(self.layout_of_text, self._spans, self._hits, self.height)
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
        row = min(self._top + max(0, event.y), self.row_count - 1)
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
            self.post_message(self.WordClicked(self, self._offset_under(event), by_mouse=True))


def _changed(
    old: tuple[int, int] | None, new: tuple[int, int] | None
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The two ranges in which *old* and *new* differ; where they share nothing, both whole."""
    if old is None or new is None or old[1] <= new[0] or new[1] <= old[0]:
        return old, new
    starts, ends = sorted((old[0], new[0])), sorted((old[1], new[1]))
    return (
        (starts[0], starts[1]) if starts[0] != starts[1] else None,
        (ends[0], ends[1]) if ends[0] != ends[1] else None,
    )
