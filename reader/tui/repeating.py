"""What was coded in this session and can be repeated: the last of it that is still there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.tui.calls import Refusal

if TYPE_CHECKING:
    from annotations.model import Annotation
    from reader.coding import Draft
    from reader.corpus.document import Range
    from reader.tui.screens.reading import ReadingScreen


class Repeating:
    """The reading screen's memory for ``.``."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._made: list[tuple[tuple[str, ...], Draft]] = []
        """What was coded, oldest first, with the ids of the annotations made of it."""

    def made(self, records: Sequence[Annotation], draft: Draft) -> None:
        """*records* were made of *draft*, which can be repeated as long as one of them is there."""
        self._made.append((tuple(record.id for record in records), draft))

    def repeat(self, passage: Range) -> None:
        """Make an annotation of *passage* like the last one still there. Raises ``Refusal``: none is."""
        if not self._made:
            raise Refusal("nothing was coded yet in this session")
        there = {record.id for record in self._screen.workspace.store.annotations()}
        drafts = (draft for ids, draft in reversed(self._made) if there.intersection(ids))
        if (draft := next(drafts, None)) is None:
            raise Refusal("nothing to repeat: what was coded in this session was taken back")
        self._screen.coder.annotate([passage], draft, "")
