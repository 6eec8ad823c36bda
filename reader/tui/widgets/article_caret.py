"""A caret in an article: where it stands, how it goes by rows and pages, and how the view follows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from reader.corpus.document import Document, Zone
from reader.layout.folds import Folds, Motion, past_folds
from reader.layout.painting import begun
from reader.layout.rows import FOLD
from reader.layout.spans import Span
from reader.tui.widgets import article_messages as told
from reader.tui.widgets.article_sheet import ArticleSheet

EDGE = 2
"""Rows the caret keeps from the upper and lower edge."""
FAR = 1 << 30
"""A cell beyond every row's end."""


class ArticleCaret(ArticleSheet):
    """An article with a caret: it moves inside the page, and the page comes along in steps near an edge.

    Motions by rows are here; those in words and sentences come as offsets.
    """

    CaretCarried: TypeAlias = told.CaretCarried

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._caret = 0
        self._goal = 0
        """The cell the caret keeps where rows are long enough."""
        self._before: tuple[int, bool, int] | None = None
        """The top (an offset, and whether it is the blank row above) and the caret before room was made."""

    def set_document(
        self,
        document: Document | None,
        spans: Iterable[Span] = (),
        *,
        caret: int = 0,
        top: int | None = None,
        folds: Folds | None = None,
    ) -> None:
        """Show *document* with the caret at *caret*; *top* is the offset of the first row on the screen.

        A fold over the caret opens, unless *top* says that this is a place one comes back to.
        """
        self._before, self.spare = None, 0
        self._lay_out(document, spans, folds or Folds())
        self._set_caret(self._clamped(caret))
        if top is None:
            self._open_folds(self._caret, self._caret + 1)
        self._goal = self._layout.cell_of(self._caret)[1]
        self._anchor = self._caret if top is None else self._clamped(top)
        self._top = self._anchored_row()
        if top is None:
            self._show_caret()
            self._anchor_top()
        else:
            self._keep_caret()
        self.refresh()

    # -- where it stands

    @property
    def caret(self) -> int:
        """Where the caret stands. Setting it brings it into view; a fold over it opens."""
        return self._caret

    @caret.setter
    def caret(self, offset: int) -> None:
        offset = self._clamped(offset)
        self._open_folds(offset, offset + 1)
        self._place(offset)

    def stand(self, offset: int) -> None:
        """Put the caret at *offset* and leave folds as they are: inside one it stands on the fold's row."""
        self._place(self._clamped(offset))

    @property
    def caret_row(self) -> int:
        """The row the caret is in."""
        return self.layout_of_text.row_of(self._caret)

    @property
    def begun_here(self) -> int:
        """How many coded passages begin in the caret's row: the digit in its margin."""
        layout, row = self.layout_of_text, self.caret_row
        return begun(layout, row, self._marks.over(layout.starts[row], layout.ends[row]))

    @property
    def zone(self) -> Zone | None:
        """The zone the caret is in, folded (then on its row) or open: what can be folded or opened here."""
        layout, row = self.layout_of_text, self.caret_row
        return self._folds.at(layout.starts[row] if layout.kinds[row] == FOLD else self._caret)

    def past_folds(self, motion: Motion, count: int = 1, start: int | None = None) -> int:
        """Where *count* steps of *motion* lead from *start* (the caret) when nobody stops inside a fold."""
        return past_folds(self.layout_of_text, motion, self._caret if start is None else start, count)

    def _open_folds(self, start: int, end: int) -> None:
        self.folds = self._folds.opened([(start, end)])

    def _clamped(self, offset: int) -> int:
        size = len(self.document.text) if self.document else 0
        return min(max(0, offset), max(0, size - 1))

    def _set_caret(self, offset: int) -> None:
        self._caret = offset
        self._marks.caret = offset, self._layout.cluster_end(offset)

    def _place(self, offset: int, *, goal: int | None = None) -> None:
        layout, old = self.layout_of_text, self._caret
        self._set_caret(offset)
        row, cell = layout.cell_of(offset)
        self._goal = cell if goal is None else goal
        if old != offset:
            self.touch({layout.row_of(old), row})
        self._show_caret()

    # -- the page around it

    def _relaid(self) -> None:
        """The caret stays on the screen, too."""
        super()._relaid()
        self._goal = self._layout.cell_of(self._caret)[1]
        self._keep_caret()

    def _keep_caret(self) -> None:
        """A caret that is not on the screen scrolls there; the top that was wanted is not forgotten."""
        if not self._top <= self.caret_row < self._top + self.height:
            self._show_caret(keep_anchor=True)

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
            self._anchor_top()

    def _still_lines(self) -> tuple[int, int]:
        """First and last line of the screen where the caret may stand without a scroll."""
        edge = min(EDGE, (self.height - 1) // 2)
        last = min(self.height, self.row_count - self._top) - 1
        return edge if self._top else 0, max(0, last - (edge if self._top < self.last_top else 0))

    @property
    def top_offset(self) -> int:
        """The offset of the first row on the screen; setting it scrolls, and the caret comes along."""
        return self._anchor

    @top_offset.setter
    def top_offset(self, offset: int) -> None:
        self._anchor, self._blank_top = self._clamped(offset), False
        self.scroll_rows_to(self.layout_of_text.row_of(self._anchor))
        self._follow()

    def reveal(self, start: int, end: int, below: int = 0) -> None:
        """Scroll so that *start* to *end* and *below* more rows under it are on the screen, if they fit."""
        self._open_folds(start, end)
        row_of = self.layout_of_text.row_of
        first, last = row_of(start), row_of(max(start, end - 1)) + below
        if last >= self._top + self.height:
            self._scroll(min(first, last - self.height + 1))
        elif first < self._top:
            self._scroll(first)
        self._follow()

    def make_room(self, start: int, end: int, covered: int) -> None:
        """Scroll so that *start* to *end* stand above the last *covered* rows, or what fits of it.

        ``leave_room`` scrolls back.
        """
        self._before = self._before or (self._anchor, self._blank_top, self._caret)
        self.spare = min(covered, self.height - 1)
        self.reveal(start, end, self.spare)

    def leave_room(self) -> None:
        """Top and caret are again where they were before room was made."""
        if self._before is None:
            return
        self._anchor, self._blank_top, caret = self._before
        self._before, self.spare = None, 0
        self.scroll_rows_to(self._anchored_row())
        stood = self.caret_row
        self._set_caret(caret)
        self.touch({stood, self.caret_row})

    def _follow(self) -> None:
        """The view was scrolled: a caret that is no longer on the screen goes to the nearest row that is."""
        layout, row = self.layout_of_text, self.caret_row
        first, last = self._top, self._top + self.height - 1
        if not first <= row <= last:
            near = layout.solid(first if row < first else last, 1 if row < first else -1)
            offset = layout.offset_at(near, self._goal)
            if offset != self._caret:
                self._set_caret(offset)
                self.touch({row, near})
                self.post_message(self.CaretCarried(self, offset))

    # -- motions in rows

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
            row = layout.solid(layout.row_count - 1, -1) if rows > 0 else layout.solid(0)
        else:
            first, last = self._still_lines()
            row = layout.solid(self._top + min(max(first, line), last), 1 if rows > 0 else -1)
        self._place(layout.offset_at(row, self._goal), goal=self._goal)

    def to_line(self, where: Literal["H", "M", "L"]) -> None:
        """The caret goes to the first, middle or last row on the screen."""
        layout = self.layout_of_text
        first, last = self._still_lines()
        line = {"H": first, "M": (first + last) // 2, "L": last}[where]
        row = layout.solid(self._top + line, -1 if where == "L" else 1)
        self._place(layout.offset_at(row, self._goal), goal=self._goal)

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
