"""Recoding many annotations alike: what is asked, what changes, what cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.codes import Code, Codebook, Label, Scale
from annotations.errors import PassageError
from annotations.model import Annotation, Link, Ref, Stance
from reader.recoding import Recoding, changes, recoded, recoding

BOOK = Codebook(
    "free",
    (
        Scale(
            "position",
            "Position",
            (Label("favor", "favor", "+"), Label("against", "against", "-")),
            ("issue",),
        ),
        Scale("claim", "Claim", (Label("denies", "denies", "-"),), ("claim",)),
    ),
    codes=(Code("f", "frame"), Code("f-war", "war", "f"), Code("d", "loaded word")),
)
ISSUE, CLAIM = Ref("arms", "issue"), Ref("it is so", "claim")
ONE = Annotation(
    "1", "d", "ann", "t", "t", stance=Stance("position", "favor", ISSUE), tags=("d", "gone"), note="n"
)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("against", Recoding(("position", "against"))),
        ("-", Recoding(("position", "against"))),
        ("claim/denies", Recoding(("claim", "denies"))),
        ("#frame/war", Recoding(added=("f-war",))),
        ("# loaded word , -#frame, +", Recoding(("position", "favor"), ("d",), ("f",))),
        ("-#gone, -#war", Recoding(removed=("gone", "f-war"))),
    ],
)
def test_what_is_asked(typed: str, asked: Recoding) -> None:
    assert recoding(BOOK, typed) == asked


def test_a_bare_label_is_looked_up_on_the_scale_of_the_moment() -> None:
    assert recoding(BOOK, "-", "claim").label == ("claim", "denies")
    assert recoding(BOOK, "favor", "claim").label == ("position", "favor")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "say what"),
        (" , ", "say what"),
        ("loved", "no label"),
        ("#loved", "no code"),
        ("+, -", "two labels"),
    ],
)
def test_what_cannot_be_asked_is_said(typed: str, said: str) -> None:
    with pytest.raises(PassageError, match=said):
        recoding(BOOK, typed)


def test_a_label_and_tags_change_and_the_rest_stays() -> None:
    how = Recoding(("position", "against"), ("f", "d"), ("gone",))
    assert recoded(BOOK, ONE, how) == replace(
        ONE, stance=Stance("position", "against", ISSUE), tags=("d", "f")
    )
    noted = replace(ONE, stance=None)
    assert recoded(BOOK, noted, how) == replace(noted, tags=("d", "f"))


def test_what_does_not_fit_or_would_be_left_empty_is_left_with_the_reason() -> None:
    claim = replace(ONE, id="2", stance=Stance("claim", "denies", CLAIM))
    left: list[str] = []
    found = list(changes(BOOK, [("a", ONE), ("b", claim)], Recoding(("position", "against")), left))
    assert [(path, before.id, after.stance) for path, before, after in found] == [
        ("a", "1", Stance("position", "against", ISSUE))
    ]
    assert len(left) == 1
    assert "'it is so' is a claim" in left[0]
    tagged = replace(ONE, id="3", stance=None, note="", tags=("d",))
    linked = replace(tagged, id="4", links=(Link("see", "corpus:"),))
    left.clear()
    found = list(changes(BOOK, [("a", tagged), ("b", linked), ("c", ONE)], Recoding(removed=("d",)), left))
    assert [(path, after.id, after.tags) for path, _, after in found] == [
        ("b", "4", ()),
        ("c", "1", ("gone",)),
    ]
    assert left == ["nothing would be left of it"]
    assert list(changes(BOOK, [("a", ONE)], Recoding(added=("d",)), left)) == []
