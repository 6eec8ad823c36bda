"""A list of items of a few lines each: instant at ten thousand, driven by whoever holds the keys."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, repeat
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message

from reader.layout.cells import cells, elide, is_dropped
from reader.layout.fitting import fitted
from reader.layout.wrapping import wrapped
from reader.sanitise import clean
from reader.tui.widgets.line_view import LineView, Segments

Line = tuple[tuple[str, str], ...]
"""Pieces of text with the names of their styles; see ``Painter.named``. A piece of style ``fill`` pushes what
follows to the right edge."""

EMPTY_ROWS = 5
"""Rows that may say why there is nothing."""
FILL = ("", "fill")

Heights = int | Iterable[int] | Callable[[int], Iterable[int]]
"""The lines of items: one figure where all have as many, one each, or what these are in so many cells."""


class Item(NamedTuple):
    """What one entry shows; every text is cleaned when it is painted."""

    id: str
    lines: tuple[Line, ...]
    selectable: bool = True
    """A heading is not: the cursor passes over it."""


class LineList(LineView):
    """Items one below the other, with a cursor. It binds no keys: call its motions.

    ``Highlighted`` is posted whenever the cursor comes to another item, ``Chosen`` by :meth:`choose` and by a
    click. The row of the cursor has a bar and a ground of its own (while keys go elsewhere a thin line), and
    its ``text`` pieces are bold.
    """

    DEFAULT_CSS = """
    LineList { width: 1fr; height: 1fr; }
    """

    class _Told(Message):
        """Something happened to item *item_id*."""

        def __init__(self, view: LineList, item_id: str) -> None:
            super().__init__()
            self.view = view
            self.item_id = item_id

        @property
        def control(self) -> LineList:
            """The list it happened in."""
            return self.view

    class Highlighted(_Told):
        """The cursor came to item *item_id*; of several in a row only the last is delivered."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LineList.Highlighted)

    class Chosen(_Told):
        """Item *item_id* was opened."""

    def __init__(
        self,
        items: Sequence[Item] = (),
        *,
        empty: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """*empty* is said dimly where there are no items."""
        super().__init__(name=name, id=id, classes=classes)
        self.empty = empty
        self.marked = True
        """Whether the row of the cursor looks another than the rest."""
        self._item_at: Callable[[int, int], Item]
        self._ids: Sequence[str] | None
        self._heights: Heights
        self._made: tuple[int, Item] | None = None
        """The item made last: it is asked for once for each of its lines."""
        self._firsts = array("l", [0])
        """The row each item begins in, and the row after all."""
        self._cursor = 0
        self._take(items)
        self._cursor = self._selectable_from(0, 1)

    # -- items

    def set_items(self, items: Sequence[Item], *, keep: bool = True) -> None:
        """Show *items*; with *keep* the cursor stays on the item of the same id, else it is on the first."""
        old = self.current if keep else None
        self._take(items)
        self._settle(old)

    def _take(self, items: Sequence[Item]) -> None:
        self._item_at, self._ids = lambda index, width: items[index], [item.id for item in items]
        self._heights = [len(item.lines) for item in items]
        self._measure(len(items))

    def set_source(
        self,
        count: int,
        heights: Heights,
        item_at: Callable[[int, int], Item],
        *,
        ids: Sequence[str] | None = None,
    ) -> None:
        """Show *count* items, each made by ``item_at(index, width in cells)`` when it is painted.

        With *ids* no item is made to know which it is, and the cursor stays on the item of the same id; else
        it stays at its index.
        """
        old = self.current
        self._item_at, self._ids, self._heights = item_at, ids, heights
        self._measure(count)
        self._settle(old)

    def _measure(self, count: int) -> None:
        """Work out in which row each of *count* items begins; before the first layout each takes one."""
        heights: int | Iterable[int] = 1 if callable(self._heights) else self._heights
        if callable(self._heights) and self._width > 0:
            heights = self._heights(self._item_width)
        each = repeat(heights, count) if isinstance(heights, int) else heights
        self._firsts = array("l", accumulate(each, initial=0))

    def _settle(self, old: str | None) -> None:
        """Other items are shown: the cursor goes to that of id *old*, where it was."""
        self._made = None
        if self._ids is not None:
            self._cursor = (self._index_of_id(old) if old is not None else None) or 0
        self._cursor = self._selectable_from(min(self._cursor, max(0, self.count - 1)), 1)
        top, self._top = self._top, min(self._top, self.last_top)
        self._show_cursor()
        if self.styles.is_auto_height:
            self._strips.clear()
            self.refresh(layout=True)
        elif self._top != top or self._width < 0:
            self._strips.clear()
            self.refresh()
        else:
            self.touch()
        if self.current is not None and self.current != old:
            self._tell()

    @property
    def _item_width(self) -> int:
        """Cells of an item: bar, ruler and the cell before it are the list's own."""
        return max(1, self._width - 3)

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self._firsts) - 1

    def item(self, index: int) -> Item:
        """The item at *index*."""
        if self._made is None or self._made[0] != index:
            self._made = index, self._item_at(index, self._item_width)
        return self._made[1]

    # -- cursor

    @property
    def cursor(self) -> int:
        """Index of the current item; 0 in an empty list."""
        return self._cursor

    @property
    def ids(self) -> Sequence[str]:
        """What its items are, in order; none where that is not known without making them."""
        return self._ids or ()

    @property
    def current(self) -> str | None:
        """Id of the current item; None in an empty list."""
        if self._cursor >= self.count:
            return None
        return self._ids[self._cursor] if self._ids is not None else self.item(self._cursor).id

    def move(self, count: int) -> None:
        """The cursor goes *count* items down, up when negative, and stops at the ends."""
        self.go(self._cursor + count, 1 if count > 0 else -1)

    def page(self, count: float) -> None:
        """The cursor goes *count* pages down, up when negative; a half page is 0.5."""
        rows = round(self.height * count) or (1 if count > 0 else -1)
        row = min(max(0, self._firsts[self._cursor] + rows), self.row_count - 1)
        there = self._index_of(row)
        self.go(
            there if there != self._cursor else self._cursor + (1 if rows > 0 else -1), 1 if rows > 0 else -1
        )

    def first(self) -> None:
        """The cursor goes to the first item."""
        self.go(0, 1)

    def last(self) -> None:
        """The cursor goes to the last item."""
        self.go(self.count - 1, -1)

    def go(self, index: int, direction: int = 1) -> None:
        """The cursor goes to *index*, or to the next item in *direction* that can be chosen."""
        if not self.count:
            return
        index = self._selectable_from(min(max(0, index), self.count - 1), direction)
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        self._show_cursor()
        self.touch([*self._rows_of(old), *self._rows_of(index)])
        self._tell()

    def go_to(self, item_id: str) -> bool:
        """The cursor goes to the item of that id; whether there is one."""
        index = self._index_of_id(item_id)
        if index is None:
            return False
        self.go(index)
        return True

    def _index_of_id(self, item_id: str) -> int | None:
        if self._ids is None:
            return next((n for n in range(self.count) if self.item(n).id == item_id), None)
        try:
            return self._ids.index(item_id)
        except ValueError:
            return None

    def choose(self) -> None:
        """Open the current item."""
        if self.current is not None and self.item(self._cursor).selectable:
            self.post_message(self.Chosen(self, self.current))

    def _tell(self) -> None:
        if self.current is not None:
            self.post_message(self.Highlighted(self, self.current))

    def _selectable_from(self, index: int, direction: int) -> int:
        if not self.count:
            return index
        for way in (direction, -direction):
            there = index
            while 0 <= there < self.count:
                if self.item(there).selectable:
                    return there
                there += way
        return index

    def _rows_of(self, index: int) -> range:
        return range(self._firsts[index], self._firsts[index + 1]) if index < self.count else range(0)

    def _index_of(self, row: int) -> int:
        return min(bisect_right(self._firsts, row) - 1, self.count - 1)

    def _show_cursor(self) -> None:
        rows = self._rows_of(self._cursor)
        if not rows:
            return
        start = rows.start
        while start and not self.item(self._index_of(start - 1)).selectable:
            start = self._rows_of(self._index_of(start - 1)).start
        if start < self._top:
            self.scroll_rows_to(start)
        elif rows.stop > self._top + self.height:
            # Of an item higher than the list the head is shown.
            self.scroll_rows_to(min(rows.start, rows.stop - self.height))

    @property
    def last_top(self) -> int:
        """The furthest the list scrolls: the head of the item at the top stays in sight."""
        return self._headed(super().last_top, down=True)

    def scroll_rows_to(self, row: int) -> bool:
        """Put *row* at the top, or the head of the item next to it: none is shown without its first line."""
        return super().scroll_rows_to(self._headed(row, down=row > self._top))

    def _headed(self, row: int, *, down: bool) -> int:
        """The first row of the item that begins there or next; within one higher than the list, *row*."""
        if not self.count or not 0 < row < self.row_count:
            return row
        rows = self._rows_of(self._index_of(row))
        if rows.start == row or len(rows) > self.height:
            return row
        return rows.stop if down else rows.start

    # -- painting

    @property
    def row_count(self) -> int:
        return self._firsts[-1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows wanted where the height is ``auto``; an empty list has one for saying so."""
        return self.row_count or (1 if self.empty else 0)

    def fit(self, width: int, height: int) -> None:
        self._made = None
        if callable(self._heights):
            self._measure(self.count)
        self._top = min(self._top, self.last_top)
        self._show_cursor()

    def paint(self, row: int, width: int) -> Segments:
        index = self._index_of(row)
        lines, number = self.item(index).lines, row - self._firsts[index]
        line = lines[number] if number < len(lines) else ()
        at_cursor = self.marked and index == self._cursor and bool(line)
        current = at_cursor and self.active
        glyph, look = ("▌", "bar") if current else ("│", "dim") if at_cursor else (" ", "text")
        bar = Segment(glyph, self.painter.named(look, current=current))
        if width < 3:
            return [Segment(" " * width, self.painter.ground)]
        if at_cursor and not current:
            line = tuple((text, "bold" if style == "text" else style) for text, style in line)
        return [bar, *self._pieces(line, width - 1, current)]

    def _painted(self, row: int) -> Segments:
        if self.count or not self.empty or row >= EMPTY_ROWS:
            return super()._painted(row)
        width, rows = self._width - 1, min(EMPTY_ROWS, self.size.height)
        room = max(1, width - 3)
        said = wrapped(self.empty, room, rows) if rows > 1 else fitted(self.empty, room, 1)
        if row >= len(said):
            return super()._painted(row)
        return self._pieces(((" " + said[row], "dim"),), width, current=False)

    def _pieces(self, line: Line, width: int, current: bool) -> Segments:
        """*line* in exactly *width* cells: right of the fill it stays whole, left of it it is elided."""
        pieces = [(_drawn(text), style) for text, style in line]
        fill = next((i for i, (_, style) in enumerate(pieces) if style == "fill"), len(pieces))
        room = width - 1
        tail, used = self._fitted_pieces(pieces[fill + 1 :], room, current)
        room -= used + (1 if used else 0)
        head, taken = self._fitted_pieces(pieces[:fill], max(0, room), current)
        blank = self.painter.named("text", current=current)
        gap = width - 1 - used - taken
        between = [Segment(" " * gap, blank)] if gap else []
        return [*head, *between, *tail, Segment(" ", blank)]

    def _fitted_pieces(
        self, pieces: Sequence[tuple[str, str]], room: int, current: bool
    ) -> tuple[Segments, int]:
        """*pieces* in at most *room* cells, and the cells they take."""
        fitted: Segments = []
        used = 0
        for text, style in pieces:
            size = cells(text)
            cut = size > room - used
            if cut:
                text = elide(text, room - used)
                size = cells(text)
            if size:
                fitted.append(Segment(text, self.painter.named(style, current=current)))
                used += size
            if cut:
                break
        return fitted, used

    # -- mouse

    def on_click(self, event: events.Click) -> None:
        event.stop()
        row = self._top + event.y
        if self.RULER and event.x == self._width - 1 and self.row_count > self.height:
            self.scroll_rows_to(event.y * self.row_count // self.height)
        elif row < self.row_count and self.item(self._index_of(row)).selectable:
            self.go(self._index_of(row))
            self.choose()


def _drawn(text: str) -> str:
    """*text* cleaned, and without what joins or modifies: its cells are then the same in every terminal."""
    text = clean(text)
    return text if text.isascii() else "".join(c for c in text if not is_dropped(c))
