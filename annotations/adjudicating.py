"""What several people coded, side by side, and the consensus made of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Literal

from annotations.errors import StoreError
from annotations.folders import CONSENSUS
from annotations.model import ADJUDICATOR, Annotation, Ref

Verdict = Literal["agree", "differ", "alone"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation and the stretch of today's text it covers; ``None``: the whole article, or none of it."""

    path: str
    """Of the article that it is shown with, whatever permanent id it was made under."""
    annotation: Annotation
    stretch: tuple[int, int] | None
    state: Literal["here", "lost", "elsewhere"] = "here"
    """``lost``: its words are gone. ``elsewhere``: it is about another text that had the name."""

    @property
    def line(self) -> _Line:
        """Where it meets others: path, target, and whether it is on the whole article."""
        stance = self.annotation.stance
        return self.path, _about(stance.target) if stance is not None else "#", self.stretch is None

    @property
    def codes(self) -> bool:
        """Whether it says something of words that are here, for others to agree with or not."""
        record = self.annotation
        said = record.status == "accepted" and bool(record.stance or record.tags)
        return said and self.state == "here"


_Line = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Group:
    """What was said of one target (or, without a stance, of none) on words that overlap."""

    placed: tuple[Placed, ...]
    """By annotator, then place."""
    verdict: Verdict
    """``alone``: one person alone spoke."""

    @property
    def path(self) -> str:
        """The article."""
        return self.placed[0].path

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """As they are placed."""
        return tuple(one.annotation for one in self.placed)


def groups(placed: Iterable[Placed]) -> list[Group]:
    """*placed* in groups, by path and place; what is only proposed, was refused, or is consensus is left out.

    Annotations meet when they are about the same target and their words overlap, be it by way of a third.
    Time grows as sorting does.
    """
    lines: dict[_Line, list[Placed]] = {}
    for one in placed:
        if one.codes and one.annotation.annotator != CONSENSUS:
            lines.setdefault(one.line, []).append(one)
    found: list[tuple[str, int, Group]] = []
    for (path, _, _), line in lines.items():
        for run in _runs(sorted(line, key=_by_place)):
            by_annotator = tuple(sorted(run, key=lambda one: one.annotation.annotator))
            start = (run[0].stretch or (-1, -1))[0]
            found.append((path, start, Group(by_annotator, _verdict([one.annotation for one in run]))))
    return [group for _, _, group in sorted(found, key=lambda one: one[:2])]


def _by_place(one: Placed) -> tuple[tuple[int, int], int]:
    return one.stretch or (0, 0), int(one.annotation.id)


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
    alike = len({frozenset(each) for each in by.values()}) == 1
    return "agree" if alike and not _contradict(records) else "differ"


def _contradict(records: Iterable[Annotation]) -> bool:
    """Whether among *records* about one target there are two labels of one scale, by the same holder."""
    labels: dict[object, object] = {}
    for record in records:
        if record.stance is not None:
            scale, label, _, holder, *_ = said(record)
            if labels.setdefault((scale, holder), label) != label:
                return True
    return False


class Consensus:
    """What was decided, at its places, beside all that it was decided from."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        everything = tuple(placed)
        self._by = {one.annotation.id: one.annotation.annotator for one in everything}
        self._made: dict[str, list[Placed]] = {}
        self._lines: dict[_Line, list[Placed]] = {}
        for one in sorted(everything, key=_by_place):
            if one.annotation.annotator == CONSENSUS:
                for source in one.annotation.derived_from:
                    self._made.setdefault(source, []).append(one)
                if one.codes:
                    self._lines.setdefault(one.line, []).append(one)
        self._reach = {
            line: list(accumulate((one.stretch[1] if one.stretch else 0 for one in found), max))
            for line, found in self._lines.items()
        }

    def of(self, one: Placed) -> list[Placed]:
        """What was decided of *one*: made from it, or about the same target on words of it."""
        found = {c.annotation.id: c for c in (*self._made.get(one.annotation.id, ()), *self._over(one))}
        return list(found.values())

    def _over(self, one: Placed) -> Iterator[Placed]:
        line = self._lines.get(one.line, ()) if one.codes else ()
        if one.stretch is None:
            yield from line
            return
        start, end = one.stretch
        at = bisect_left(line, end, key=lambda c: c.stretch[0] if c.stretch else 0)
        while at and self._reach[one.line][at - 1] > start:
            at -= 1
            stretch = line[at].stretch
            if stretch is not None and stretch[1] > start:
                yield line[at]

    def settles(self, one: Placed) -> bool:
        """Whether nothing is left to decide of *one*; where two decisions contradict each other it is."""
        found = [known.annotation for known in self.of(one)]
        return not self._clash(found) and any(not self.beside([one.annotation], known) for known in found)

    def beside(self, taken: Sequence[Annotation], decided: Annotation) -> bool:
        """Whether *taken* may be decided as well, as the first says it: somebody said that and the other."""
        ids, makers = {record.id for record in taken}, {record.annotator for record in taken}
        if not ids.isdisjoint(decided.derived_from) or _contradict([taken[0], decided]):
            return False
        return not makers.isdisjoint(self._makers(decided))

    def _makers(self, decided: Annotation) -> set[str]:
        return {self._by[source] for source in decided.derived_from if source in self._by}

    def _clash(self, decided: Sequence[Annotation]) -> bool:
        """Whether not all of *decided* can stand: they were made in two copies of the annotations."""
        sources, makers = set[str](), set[str]()
        for one in decided:
            mine = self._makers(one)
            if not sources.isdisjoint(one.derived_from) or (mine and makers and mine.isdisjoint(makers)):
                return True
            sources.update(one.derived_from)
            makers |= mine
        return _contradict(decided)


def agreed(group: Group) -> list[list[Placed]]:
    """The annotations of an agreeing *group* that say the same, for each thing that is said in it."""
    same: dict[tuple[object, ...], list[Placed]] = {}
    for one in group.placed:
        same.setdefault(said(one.annotation), []).append(one)
    return list(same.values())


class Decided(StoreError):
    """It was decided already."""


def decision(
    taken: Sequence[Placed], consensus: Consensus, *, id: str, by: str, now: str, instead: bool = False
) -> tuple[Annotation, list[Placed]]:
    """The consensus made from *taken*, as the first of them says it, decided *by* someone; what gives way.

    Raises ``StoreError``: nothing or consensus is taken, or several articles are; ``Decided`` where one of
    them was decided already, or what is on the same words, unless that is decided anew *instead*.
    """
    if not taken:
        raise StoreError("a consensus is made from annotations: name them")
    first, said_by = taken[0].annotation, [one.annotation for one in taken]
    old: dict[str, Placed] = {}
    for one in taken:
        record = one.annotation
        if record.annotator == CONSENSUS:
            raise StoreError(f"{record.id} is consensus already")
        if not _same_article(one, taken[0]):
            raise StoreError(f"{record.id} is on another article than {first.id}")
        for known in consensus.of(one):
            decided = known.annotation
            if consensus.beside(said_by, decided):
                continue
            if not instead:
                words = "" if record.id in decided.derived_from else ", by what is on the same words"
                raise Decided(f"{record.id} was decided already{words}: as {decided.id}")
            old[decided.id] = known
    extra: dict[str, Any] = {**first.extra, ADJUDICATOR: by}
    made = replace(
        first,
        id=id,
        annotator=CONSENSUS,
        created=now,
        modified=now,
        derived_from=tuple(one.annotation.id for one in taken),
        rev=1,
        prev="",
        conflict_of="",
        suggested_by="",
        extra=extra,
    )
    return made, list(old.values())


def _same_article(one: Placed, other: Placed) -> bool:
    if one.path != other.path or (one.state == "elsewhere") != (other.state == "elsewhere"):
        return False
    return one.state != "elsewhere" or one.annotation.doc == other.annotation.doc
