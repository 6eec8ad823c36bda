"""Are two entities one? The linker's doubts as questions, and a person's answers as records of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reader.entities.mentions import Entity
from reader.entities.verdicts import Verdicts

if TYPE_CHECKING:
    from annotations.records import Correction
    from reader.entities.similar import SameAs

SUBJECT = "entity"
SAME, APART = "same as", "not same as"
TORN = "answered both ways"
"""Why what was answered is asked again."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether an entity is the one called ``name``; ``answer`` is what was said before, if anything."""

    one: str
    two: str
    name: str
    reason: str = ""
    """Why it is asked."""
    answer: Correction | None = None

    @property
    def answered(self) -> bool | None:
        """Yes, no, or not yet."""
        return None if self.answer is None else self.answer.verdict == SAME


def answers(corrections: Iterable[Correction], annotator: str) -> tuple[Correction, ...]:
    """Of *corrections* those that answer a question, one a pair; none where it was answered both ways."""
    from annotations.apart import standing

    return tuple(one for one in standing(corrections, annotator, pair_answered).values() if one is not None)


def torn(corrections: Iterable[Correction], annotator: str) -> tuple[Correction, ...]:
    """An answer for each pair that was answered both ways: whichever it is, it does not count."""
    from annotations.apart import standing

    known = tuple(corrections)
    settled = standing(known, annotator, pair_answered)
    return tuple({pair: c for c in known if (pair := pair_answered(c)) and settled[pair] is None}.values())


def pair_answered(one: Correction) -> frozenset[str] | None:
    """The ids of the two of which *one* says whether they are one."""
    is_answer = one.subject == SUBJECT and one.verdict in (SAME, APART) and all(_pair(one))
    return frozenset(_pair(one)) if is_answer else None


def verdicts(corrections: Iterable[Correction], annotator: str) -> Verdicts:
    """What *corrections* tell the linker."""
    said = answers(corrections, annotator)
    return Verdicts(
        (_pair(one) for one in said if one.verdict == SAME),
        (_pair(one) for one in said if one.verdict == APART),
    )


def questions(
    entity_id: str,
    doubts: Iterable[SameAs],
    said: Iterable[Correction],
    entity: Callable[[str], Entity | None],
    unsettled: Iterable[Correction] = (),
) -> tuple[Question, ...]:
    """What is to be asked of an entity, then what was *said* of it. *entity* knows entities by their ids.

    Of what is *unsettled* it is asked again.
    """
    asked = [replace(one, reason=TORN, answer=None) for one in _answered(entity_id, unsettled, entity)]
    again = {frozenset((one.one, one.two)) for one in asked}
    for doubt in doubts:
        if entity_id in (doubt.one, doubt.two) and frozenset((doubt.one, doubt.two)) not in again:
            other = doubt.two if doubt.one == entity_id else doubt.one
            known = entity(other)
            asked.append(Question(entity_id, other, known.name if known else _bare(other), doubt.reason))
    return (*asked, *_answered(entity_id, said, entity))


def _answered(
    entity_id: str, said: Iterable[Correction], entity: Callable[[str], Entity | None]
) -> Iterable[Question]:
    for one in said:
        pair = _pair(one)
        meant = [known.id if (known := entity(id_)) is not None else id_ for id_ in pair]
        if entity_id in meant:
            # Of a pair that is one by now the other is the one that gave its name up.
            own = 0 if meant[0] == entity_id and (meant[1] != entity_id or pair[0] == entity_id) else 1
            yield Question(pair[own], pair[1 - own], names_in(one)[1 - own] or _bare(pair[1 - own]), "", one)


def answer(
    question: Question, names: tuple[str, str], same: bool, *, id: str, annotator: str, now: str
) -> Correction:
    """The record of an answer; one *annotator* gave before is changed. *names* are those of the two."""
    from annotations.records import Correction

    verdict = SAME if same else APART
    if question.answer is not None and question.answer.annotator == annotator:
        return replace(question.answer, verdict=verdict, modified=now)
    data = {"one": question.one, "two": question.two, "names": list(names)}
    return Correction(id, annotator, now, now, subject=SUBJECT, verdict=verdict, data=data)


def _pair(correction: Correction) -> tuple[str, str]:
    one, two = correction.data.get("one"), correction.data.get("two")
    return (one, two) if isinstance(one, str) and isinstance(two, str) else ("", "")


def names_in(correction: Correction) -> tuple[str, str]:
    """What the two of an answer were called, as far as that is known."""
    names = correction.data.get("names")
    if isinstance(names, list) and len(names) == 2 and all(isinstance(name, str) for name in names):
        return names[0], names[1]
    return "", ""


def _bare(entity_id: str) -> str:
    """The name in an id, for one that is not met any more."""
    return entity_id.rpartition(":")[2].replace("-", " ")
