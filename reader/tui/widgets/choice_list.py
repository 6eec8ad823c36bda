"""The rows beside a line that is typed, with the one lit that Enter takes."""

from __future__ import annotations

from reader.completing import Completion
from reader.tui.widgets.line_list import Item, LineList


class ChoiceList(LineList):
    """Shows a ``Completion``: a row each, and why it is proposed. A click posts ``Chosen`` with its index."""

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(empty=empty, id=id)
        self.can_focus = False

    def show(self, completion: Completion, most: int) -> None:
        """Show *completion* in at most so many rows."""
        self.marked = completion.at >= 0
        items = [
            Item(str(n), (((row.text, "text"), ("   ", "text"), (row.reason, "dim")),))
            for n, row in enumerate(completion.rows)
        ]
        self.set_items(items, keep=False)
        self.go(max(0, completion.at))
        self.styles.height = min(most, max(1, len(items)))
