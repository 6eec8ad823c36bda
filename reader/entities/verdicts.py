"""What a person said of pairs of entities: that the two are one, or that they are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

Pair = tuple[str, str]
"""Two entity ids, the smaller first."""


class Verdicts:
    """Answers by pair of entity ids; they win over every rule of the linker.

    ``same`` is transitive: whoever is one with two is one with both. Where that would join a pair that was
    said to be two, the two stay apart; a rule that would bring them under one name is followed by neither.
    """

    def __init__(self, same: Iterable[Pair] = (), apart: Iterable[Pair] = ()) -> None:
        self.same = _pairs(same)
        self.apart = _pairs(apart)
        self._kin = _groups(self.same)
        self._others: defaultdict[str, set[str]] = defaultdict(set)
        for one, two in self.apart:
            self._others[one].add(two)
            self._others[two].add(one)

    def kin(self, entity: str) -> frozenset[str]:
        """All ids that are one with *entity*, itself among them; empty where nothing was said."""
        return self._kin.get(entity, frozenset())

    def others(self, entity: str) -> frozenset[str]:
        """The ids that *entity* is not."""
        return frozenset(self._others.get(entity, ()))

    def changed(self, older: Verdicts) -> frozenset[Pair]:
        """The pairs of which *older* says something else, or nothing, or this does not any more."""
        return (self.same ^ older.same) | (self.apart ^ older.apart)


def _pairs(pairs: Iterable[Pair]) -> frozenset[Pair]:
    # A surname after Mr or Mrs (``person:ivanov?m``) is a reading of a mention, never an entity.
    plain = ((one.partition("?")[0], two.partition("?")[0]) for one, two in pairs)
    return frozenset((min(pair), max(pair)) for pair in plain if pair[0] != pair[1])


def _groups(pairs: Iterable[Pair]) -> dict[str, frozenset[str]]:
    """The connected ids of *pairs*: each id with all of its group."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    for one, two in pairs:
        near[one].add(two)
        near[two].add(one)
    groups: dict[str, frozenset[str]] = {}
    for start in near:
        if start in groups:
            continue
        seen, todo = {start}, [start]
        while todo:
            new = near[todo.pop()] - seen
            seen |= new
            todo += new
        group = frozenset(seen)
        groups.update(dict.fromkeys(seen, group))
    return groups
