"""The list of jumps: back to where one came from and forward again, as offsets that follow a changed text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

LONGEST = 100
"""Places remembered."""


class Spot(NamedTuple):
    """A place in the corpus: an article's path and a code point offset into its text."""

    path: str
    offset: int


class Jumps:
    """Places left by jumps, oldest first, and where among them one stands (at the end: at none of them)."""

    def __init__(self, spots: Iterable[Spot] = (), at: int | None = None, before: Spot | None = None) -> None:
        self._spots = list(spots)[-LONGEST:]
        self._at = len(self._spots) if at is None else max(0, min(at, len(self._spots)))
        self._before = before

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places, oldest first."""
        return tuple(self._spots)

    @property
    def at(self) -> int:
        """Where one stands: an index into ``spots``, or their number when at none of them."""
        return self._at

    @property
    def before(self) -> Spot | None:
        """The place before the last jump."""
        return self._before

    def leave(self, spot: Spot) -> None:
        """A jump begins at ``spot``: what lay ahead is forgotten."""
        self._before = spot
        del self._spots[self._at :]
        if not self._spots or self._spots[-1] != spot:
            self._spots.append(spot)
        del self._spots[:-LONGEST]
        self._at = len(self._spots)

    def back(self, now: Spot) -> Spot | None:
        """The place to go back to from ``now``; None at the oldest."""
        target = self._at - 1
        while target >= 0 and self._spots[target] == now:
            target -= 1
        if target < 0:
            return None
        if self._at == len(self._spots) and self._spots[-1] != now:
            self._spots.append(now)
        if len(self._spots) > LONGEST:
            del self._spots[0]
            target = max(target - 1, 0)
        return self._go(target, now)

    def forward(self, now: Spot) -> Spot | None:
        """The place to go forward to from ``now``; None at the newest."""
        target = self._at + 1
        while target < len(self._spots) and self._spots[target] == now:
            target += 1
        return self._go(target, now) if target < len(self._spots) else None

    def swap(self, now: Spot) -> Spot | None:
        """The place before the last jump, ``now`` taking its part; None before any jump."""
        target, self._before = self._before, now if self._before else None
        return target

    def carry(self, path: str, position: Callable[[int], int | None]) -> None:
        """Move the places in an article whose text has changed; those whose text is gone are forgotten."""
        carried = [_carried(spot, path, position) for spot in self._spots]
        self._at = sum(spot is not None for spot in carried[: self._at])
        self._spots = [spot for spot in carried if spot is not None]
        self._before = _carried(self._before, path, position) if self._before else None

    def rename(self, old: str, new: str) -> None:
        """The article at *old* is at *new* now."""
        self._spots = [spot._replace(path=new) if spot.path == old else spot for spot in self._spots]
        if self._before is not None and self._before.path == old:
            self._before = self._before._replace(path=new)

    def _go(self, target: int, now: Spot) -> Spot:
        self._at = target
        self._before = now
        return self._spots[target]


def _carried(spot: Spot, path: str, position: Callable[[int], int | None]) -> Spot | None:
    if spot.path != path:
        return spot
    offset = position(spot.offset)
    return None if offset is None else Spot(path, offset)
