"""What is held by an entity and towards it, in one's own annotations."""

from __future__ import annotations

import pytest

from annotations.codebook import builtin
from annotations.model import Annotation, Holder, Ref, Stance, Status
from reader.dossier import Meaning, Role, Said, Sum, other_side, said, summed
from reader.entities.mentions import Entity
from reader.holders import holder_chain

MEDVEDEV = Entity("person:dmitry-medvedev", "person", "Dmitry Medvedev", ("Medvedev", "Mr Medvedev"))
OLD_ID = "person:d-medvedev"


def entity(entity_id: str) -> Entity | None:
    if entity_id in (MEDVEDEV.id, OLD_ID):
        return MEDVEDEV
    return Entity(entity_id, "person", "Somebody Else") if entity_id == "person:else" else None


MEANS = Meaning(MEDVEDEV, entity)


def stance(holder: Holder = None, target: Ref | None = None, label: str = "against") -> Stance:
    return Stance("position", label, target, holder)


def record(of: Stance | None, number: int = 1, status: Status = "accepted") -> Annotation:
    return Annotation(f"{number}", "d", "ann", "", "", stance=of, status=status)


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        (Ref("Dmitry Medvedev"), True),
        (Ref("MEDVEDEV’s", "person"), True),
        (Ref("anything", "entity", MEDVEDEV.id), True),
        (Ref("anything", "person", OLD_ID), True),
        (Ref("Dmitry Medvedev", "person", "person:else"), False),
        (Ref("Dmitry Medvedev", "person", "person:not-met-any-more"), True),
        (Ref("Medvedev", "org"), False),
        (Ref("Medvedev", "issue"), False),
        (Ref("Putin"), False),
        (None, False),
    ],
)
def test_whom_a_reference_means(ref: Ref | None, meant: bool) -> None:
    assert MEANS(ref) is meant


@pytest.mark.parametrize(
    ("chain", "role"),
    [
        ("Dmitry Medvedev", "holds"),
        ("Interfax > Dmitry Medvedev & diplomats", "holds"),
        ("Dmitry Medvedev > diplomats", "passes on"),
        ("Interfax > diplomats", None),
        ("writer", None),
        ("unattributed", None),
        ("", None),
    ],
)
def test_the_innermost_holds_and_those_around_pass_on(chain: str, role: Role | None) -> None:
    found = said("a.txt", [record(stance(holder_chain(chain)))], MEANS)
    assert [one.role for one in found] == ([role] if role else [])


def test_proposals_and_notes_are_no_stances_of_anybody() -> None:
    holds = stance(holder_chain("Medvedev"))
    records = [record(holds, status="proposed"), record(None), record(holds, status="rejected")]
    assert said("a.txt", records, MEANS) == ()


def test_stances_are_summed_by_label_and_other_side() -> None:
    ukraine = Ref("Ukraine", "entity")
    of = [
        stance(holder_chain("Medvedev"), ukraine),
        stance(holder_chain("Medvedev"), ukraine),
        stance(holder_chain("Medvedev"), None, "favor"),
        stance((), Ref("Medvedev"), "neutral"),
        stance(None, Ref("Medvedev"), "an unknown label"),
        stance(holder_chain("Medvedev"), Ref("Medvedev"), "mixed"),
    ]
    found = said("a.txt", [record(one, n) for n, one in enumerate(of)], MEANS)
    book = builtin()
    assert summed(found, "holds", book) == (
        Sum(2, "-", "against", "Ukraine"),
        Sum(1, "+", "favor", ""),
        Sum(1, "%", "mixed", "Medvedev"),
    )
    assert summed(found, "towards", book) == (
        Sum(1, "?", "an unknown label", ""),
        Sum(1, "%", "mixed", "Medvedev"),
        Sum(1, "=", "neutral", "the writer"),
    )
    assert summed(found, "passes on", book) == ()
    assert [one.role for one in found] == ["holds"] * 3 + ["towards", "towards", "holds", "towards"]
    assert other_side(Said("towards", "a", found[0].annotation, of[3])) == "the writer"
