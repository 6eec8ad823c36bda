"""The rows beside a line that is typed, with the one lit that Enter takes."""

from __future__ import annotations

from collections.abc import Iterator

from reader.completing import Choice, Completion
from reader.layout.cells import cells
from reader.layout.wrapping import wrapped
from reader.tui.widgets.line_list import Item, Line, LineList

GAP = 3
"""Cells between a proposal and its reason."""
OVER = 2
"""Lines over which the proposal that is lit, and its reason, may go where one is too short for them."""


class ChoiceList(LineList):
    """Shows a ``Completion``: a row each, and why it is proposed; the one that is lit in full, if it takes
    several. A click posts ``Chosen`` with its index.
    """

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(empty=empty, id=id)
        self.can_focus = False
        self._completion, self._most = Completion(), 1

    def show(self, completion: Completion, most: int) -> None:
        """Show *completion* in at most so many rows."""
        self._completion, self._most = completion, most
        self.marked = completion.at >= 0
        ids = [str(n) for n in range(len(completion.rows))]
        self.set_source(len(ids), self._heights_in, self._item_in, ids=ids)
        self.go(max(0, completion.at))
        self._grow()

    def fit(self, width: int, height: int) -> None:
        super().fit(width, height)
        self._grow()

    def _grow(self) -> None:
        self.styles.height = min(self._most, max(1, self.row_count))

    def _heights_in(self, width: int) -> Iterator[int]:
        rows = self._completion.rows
        return (len(self._lines(row, width)) if n == self._completion.at else 1 for n, row in enumerate(rows))

    def _item_in(self, index: int, width: int) -> Item:
        row = self._completion.rows[index]
        lines = self._lines(row, width)
        return Item(str(index), lines if index == self._completion.at else (_line(row),))

    def _lines(self, row: Choice, width: int) -> tuple[Line, ...]:
        """*row* in full, as far as there is room for it."""
        if cells(row.text) + GAP + cells(row.reason) <= width or self._most == 1:
            return (_line(row),)
        named = [((text, "text"),) for text in wrapped(row.text, width, OVER)]
        told = [((text, "dim"),) for text in wrapped(row.reason, width, OVER)]
        # A row is left for another proposal.
        return tuple((*named, *told)[: self._most - (len(self._completion.rows) > 1)])


def _line(row: Choice) -> Line:
    return ((row.text, "text"), (" " * GAP, "text"), (row.reason, "dim"))
