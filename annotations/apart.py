"""Records of one thing that one annotator made apart, on two computers: no clock says which was the last."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from annotations.changes import Change
from annotations.folders import CORPUS_FILE
from annotations.lines import dumps
from annotations.records import Coding, Correction
from annotations.resolving import both_kept
from annotations.rows import Problem

if TYPE_CHECKING:
    from annotations.layers import Layer

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


def contested(layer: Layer) -> Iterator[Problem]:
    """What an annotator's own records say twice: how far an article is coded, and what an annotation is.

    A file that was merged and not saved since says the latter by itself: it is not said again.
    """
    for said in layer.codings().contested():
        yield Problem(f"{layer.folder}/{CORPUS_FILE}", 0, said)
    copies = [one for one in layer.annotations() if one.conflict_of]
    told = {problem.message for state in layer.files.values() for problem in state.noticed} if copies else ()
    for one in copies:
        said = both_kept(one.conflict_of, one.id, one.kind)
        if layer.place(one.conflict_of) is not None and said not in told:
            yield Problem(f"{layer.folder}/{layer.find('', one.id)[0]}", 0, said)
