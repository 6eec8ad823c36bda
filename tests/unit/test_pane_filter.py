"""What is typed to filter annotations: words anywhere, or in one field of what an annotation says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.codebook import builtin
from annotations.model import Annotation, Ref, Segment, Stance
from reader.holders import holder_chain
from reader.pane_filter import holds, may_mean_place, mistake, phrase, texts, wanted

STANCE = Stance(
    "claim", "denies", Ref("Russia is short of weapons", "claim"), holder_chain("Interfax > Dmitry Medvedev")
)
RECORD = Annotation(
    "1",
    "d",
    "ann",
    "",
    "",
    (Segment(0, 9, "mocked\u00a0Western\n  reports"),),
    stance=STANCE,
    tags=("device-mockery", "gone-code"),
    note="No figure; “half” a note",
    values={"intensity": "strong", "commitment": ["certain", "open"]},
)
SAYS = texts(RECORD, builtin(), "moved")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "denies",
        "CLAIM -",
        "stance:claim/denies",
        "stance:denies target:short",
        'target:"short of weapons"',
        'target:"short of',
        "holder:medvedev interfax",
        "tag:device/mockery",
        "#device gone-code",
        "western REPORTS",
        '"mocked western reports"',
        "note:'figure;' \"half\"".replace("'", ""),
        'quote:mocked note:figure "half" a',
        "value:intensity=strong certain,open",
        "moved",
        "half\u201d",
    ],
)
def test_every_word_is_found_somewhere_or_in_its_field(typed: str) -> None:
    assert holds(SAYS, wanted(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "denies putin",
        "stance:claim/affirms",
        "tag:medvedev",
        "holder:weapons",
        "target:medvedev",
        "note:mocked",
        "quote:figure",
        "value:weak",
        '"western mocked"',
        "orphan",
        "state:moved",
        "mood:denies",
    ],
)
def test_what_stands_elsewhere_or_nowhere_is_not_found(typed: str) -> None:
    assert not holds(SAYS, wanted(typed))


def test_a_note_without_a_stance_holds_no_stance() -> None:
    plain = texts(Annotation("2", "d", "ann", "", "", note="denies"), builtin())
    assert set(plain) == {"note"}
    assert holds(plain, wanted("denies"))
    assert not holds(plain, wanted("stance:denies"))


@given(st.text(max_size=40))
def test_what_is_typed_is_never_an_error_and_a_phrase_is_one_thing(typed: str) -> None:
    wanted(typed)
    asked = wanted(phrase("target", typed))
    if '"' not in typed and typed.isprintable() and typed.strip():
        assert [field for field, _ in asked] == ["target"]


def test_a_field_is_one_of_those_of_a_search() -> None:
    assert wanted('tag:a/b time:12 stance:"x y"') == (("tag", "a/b"), ("", "time:12"), ("stance", "x y"))


def test_a_free_word_may_mean_what_became_of_a_place() -> None:
    assert may_mean_place(wanted("soft ORPHAN"))
    assert may_mean_place(wanted("lost"))
    assert may_mean_place(wanted("ambig"))
    assert not may_mean_place(wanted("note:orphan soft"))
    assert not may_mean_place(())


def test_a_passage_that_lost_its_place_is_found_by_that_word_and_by_that_of_the_data() -> None:
    gone = texts(Annotation("1", "d", "ann", "", "", note="n"), builtin(), "orphan")
    assert holds(gone, wanted("lost"))
    assert holds(gone, wanted("orphan"))
    assert not holds(texts(Annotation("1", "d", "ann", "", ""), builtin(), "moved"), wanted("lost"))


def test_a_tag_is_found_by_its_id_and_its_path() -> None:
    assert holds(SAYS, wanted("tag:device-mockery"))
    assert holds(SAYS, wanted("tag:device/mockery"))


@pytest.mark.parametrize(
    ("typed", "known"),
    [("in:003", False), ("medvedev colour:red", False), ("tag:x note:y", True), ('"said: so"', True)],
)
def test_a_field_that_is_none_is_said(typed: str, known: bool) -> None:
    assert ("stance:, holder:" not in mistake(typed)) == known


def test_an_address_is_no_field() -> None:
    assert mistake("https://example.org") == ""
