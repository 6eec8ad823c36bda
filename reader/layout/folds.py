"""Zones shown as one row each: which can be, which are, and motions that pass over them. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple

from reader.corpus.document import Zone
from reader.layout.rows import FOLD, Layout
from reader.layout.spans import Span

Motion = Callable[[int, int], int]
"""Where one comes from an offset by so many steps."""

PERSONAL = frozenset({"stance", "tag", "note"})
"""Layers that a person made: what is under them is not folded away unasked."""


class Folds(NamedTuple):
    """The zones of an article that can be folded, in order and disjoint, and those of them that are."""

    zones: tuple[Zone, ...] = ()
    folded: tuple[Zone, ...] = ()

    @classmethod
    def of(cls, zones: Iterable[Zone], marks: Iterable[Span] = ()) -> Folds:
        """As an article is opened: *zones* of the sure tier are folded, but for those a person marked."""
        known = tuple(zones)
        fresh = cls(known, tuple(zone for zone in known if zone.tier == "sure"))
        return fresh.opened((mark.start, mark.end) for mark in marks if mark.layer in PERSONAL)

    def at(self, offset: int) -> Zone | None:
        """The zone that holds *offset*, folded or not."""
        index = bisect_right(self.zones, offset, key=lambda zone: zone.start) - 1
        return self.zones[index] if index >= 0 and offset < self.zones[index].end else None

    def opened(self, ranges: Iterable[tuple[int, int]]) -> Folds:
        """Without a fold over any of *ranges* (code points, half-open)."""
        if not self.folded:
            return self
        waiting, reach, kept = sorted(ranges, reverse=True), 0, []
        for zone in self.folded:
            while waiting and waiting[-1][0] < zone.end:
                reach = max(reach, waiting.pop()[1])
            if reach <= zone.start:
                kept.append(zone)
        return self._replace(folded=tuple(kept))

    def toggled(self, zone: Zone) -> Folds:
        """With *zone*, one of :attr:`zones`, opened if it was folded, and folded if it was open."""
        changed = {*self.folded} ^ {zone}
        return self._replace(folded=tuple(known for known in self.zones if known in changed))

    def all_open(self) -> Folds:
        """With nothing folded."""
        return self._replace(folded=())

    def all_folded(self) -> Folds:
        """With every zone folded."""
        return self._replace(folded=self.zones)


def past_folds(layout: Layout, motion: Motion, offset: int, count: int) -> int:
    """Where *count* steps of *motion* lead from *offset* when nobody stops inside a fold.

    What a fold hides is one step, however long it is. Where nothing but a fold follows, the caret stays.
    """
    there = motion(offset, count)
    if not layout.has_fold(min(offset, there), max(offset, there) + 1):
        return there
    for _ in range(count):
        there = _step(layout, motion, offset)
        if there == offset:
            break
        offset = there
    return offset


def _step(layout: Layout, motion: Motion, offset: int) -> int:
    there = motion(offset, 1)
    forward = there > offset
    while there != offset and layout.kinds[row := layout.row_of(there)] == FOLD:
        edge = layout.starts[row]
        if forward:
            edge = (layout.starts[row + 1] if row + 1 < layout.row_count else len(layout.text)) - 1
        there = motion(edge, 1)
        if there == edge or (there > edge) != forward:
            return offset
    return there
