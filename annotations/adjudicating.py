"""What several people coded, side by side, and the consensus made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from annotations.errors import StoreError
from annotations.folders import CONSENSUS
from annotations.model import Annotation, Ref

Verdict = Literal["agree", "differ", "alone"]
ADJUDICATOR = "adjudicator"
"""The field of a consensus annotation that names who decided."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation and the stretch of today's text it covers; ``None``: the whole article."""

    path: str
    annotation: Annotation
    stretch: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Group:
    """What was said of one target (or, without a stance, of none) on words that overlap."""

    path: str
    annotations: tuple[Annotation, ...]
    """By annotator, then place."""
    verdict: Verdict
    """``alone``: one person alone spoke."""


def groups(placed: Iterable[Placed]) -> list[Group]:
    """*placed* in groups, by path and place; what is only proposed, was refused, or is consensus is left out.

    Annotations meet when they are about the same target and their words overlap, be it by way of a third.
    Time grows as sorting does.
    """
    lines: dict[tuple[str, str, bool], list[Placed]] = {}
    for one in placed:
        record = one.annotation
        if record.status == "accepted" and record.annotator != CONSENSUS and (record.stance or record.tags):
            about = _about(record.stance.target) if record.stance is not None else "#"
            lines.setdefault((one.path, about, one.stretch is None), []).append(one)
    found: list[tuple[str, int, Group]] = []
    for (path, _, _), line in lines.items():
        for run in _runs(sorted(line, key=lambda one: (one.stretch or (0, 0), int(one.annotation.id)))):
            records = sorted((one.annotation for one in run), key=lambda a: a.annotator)
            start = (run[0].stretch or (-1, -1))[0]
            found.append((path, start, Group(path, tuple(records), _verdict(records))))
    return [group for _, _, group in sorted(found, key=lambda one: one[:2])]


def _runs(line: Sequence[Placed]) -> Iterable[list[Placed]]:
    run: list[Placed] = []
    end = -1
    for one in line:
        if run and one.stretch is not None and one.stretch[0] >= end:
            yield run
            run, end = [], -1
        run.append(one)
        end = max(end, one.stretch[1] if one.stretch is not None else -1)
    if run:
        yield run


def _about(target: Ref | None) -> str:
    return "" if target is None else target.id or f"{target.kind} {target.name.casefold()}"


def said(record: Annotation) -> tuple[object, ...]:
    """What *record* says, whoever says it and however it is spelt: stance with its holder, tags, values."""
    stance = record.stance
    holder: object = stance.holder if stance is not None else None
    if isinstance(holder, tuple):
        holder = tuple(tuple(sorted(_about(actor) for actor in level)) for level in holder)
    values = tuple(sorted((name, repr(value)) for name, value in record.values.items()))
    label = (stance.scale, stance.label, _about(stance.target), repr(holder)) if stance is not None else ()
    return (*label, tuple(sorted(record.tags)), values)


def _verdict(records: Iterable[Annotation]) -> Verdict:
    by: dict[str, set[tuple[object, ...]]] = {}
    for record in records:
        by.setdefault(record.annotator, set()).add(said(record))
    if len(by) == 1:
        return "alone"
    return "agree" if len({frozenset(each) for each in by.values()}) == 1 else "differ"


def decided(consensus: Iterable[Annotation]) -> dict[str, str]:
    """Which annotation of the *consensus* was made from which: ids by the ids they were made from."""
    return {of: record.id for record in consensus for of in record.derived_from}


def agreed(group: Group) -> list[list[Annotation]]:
    """The annotations of an agreeing *group* that say the same, for each thing that is said in it."""
    same: dict[tuple[object, ...], list[Annotation]] = {}
    for record in group.annotations:
        same.setdefault(said(record), []).append(record)
    return list(same.values())


def decision(
    taken: Sequence[Annotation], known: Mapping[str, str], *, id: str, by: str, now: str
) -> Annotation:
    """The consensus made from *taken*, as the first of them says it, decided *by* someone.

    *known* are those that were decided before. Raises ``StoreError``: nothing or consensus is taken, several
    articles are, or one was decided already.
    """
    if not taken:
        raise StoreError("a consensus is made from annotations: name them")
    for record in taken:
        if record.annotator == CONSENSUS:
            raise StoreError(f"{record.id} is consensus already")
        if record.id in known:
            raise StoreError(f"{record.id} was decided already: as {known[record.id]}")
        if record.doc != taken[0].doc:
            raise StoreError(f"{record.id} is on another article than {taken[0].id}")
    extra: dict[str, Any] = {**taken[0].extra, ADJUDICATOR: by}
    return replace(
        taken[0],
        id=id,
        annotator=CONSENSUS,
        created=now,
        modified=now,
        derived_from=tuple(record.id for record in taken),
        rev=1,
        prev="",
        conflict_of="",
        suggested_by="",
        extra=extra,
    )
