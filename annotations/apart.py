"""Records of one thing that one annotator made apart, on two computers: no clock says which was the last."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from annotations.changes import Change
from annotations.lines import dumps
from annotations.records import Coding, Correction

R = TypeVar("R", Coding, Correction)
K = TypeVar("K", bound=Hashable)

_WHEN = ("id", "created", "modified", "rev", "prev", "conflict_of")
MERGED = "in copies of the annotations that were merged"
"""How it came that two records contradict each other, for a message."""


def in_order(found: Iterable[R]) -> list[R]:
    """*found* in the order that every clone finds, whoever's clock was right: the latest revision first."""
    known = list(found)
    # There is one, but after a merge; and a list of articles asks for each.
    return sorted(known, key=lambda one: (-one.rev, _said(one), int(one.id))) if len(known) > 1 else known


def _said(one: Coding | Correction) -> bytes:
    return dumps({name: value for name, value in one.to_dict().items() if name not in _WHEN})


def replacing(record: R, known: Iterable[R]) -> tuple[Change, ...]:
    """The changes that leave *record* as the only one of what it is about, where there are those *known*."""
    ranked = in_order(known)
    if not ranked:
        return (Change("", None, record),)
    first, *apart = ranked
    kept = replace(record, id=first.id, created=first.created, rev=first.rev, prev=first.prev, conflict_of="")
    return (Change("", first, kept), *(Change("", other, None) for other in apart))


def standing(
    corrections: Iterable[Correction], annotator: str, about: Callable[[Correction], K | None]
) -> dict[K, Correction | None]:
    """Of *corrections* the one that counts of each thing that they are *about*; ``None``: none does.

    *annotator*'s own win over those of others. Where of one's own, or of those of others, two contradict each
    other, it is as if neither had been made.
    """
    found: dict[K, tuple[list[Correction], list[Correction]]] = {}
    for one in corrections:
        thing = about(one)
        if thing is not None:
            found.setdefault(thing, ([], []))[one.annotator != annotator].append(one)
    counted = ((thing, in_order(own or others)) for thing, (own, others) in found.items())
    return {
        thing: ranked[0] if len({one.verdict for one in ranked}) == 1 else None for thing, ranked in counted
    }
