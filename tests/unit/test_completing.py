"""Which row beside a typed line is lit, and what Enter and the keys that choose make of it."""

from __future__ import annotations

import pytest

from annotations.model import Ref
from reader.completing import Choice, Completion, begun, completed, followed, last_part, with_last_part

NAMES = [Choice(name) for name in ("Russia", "United Kingdom", "Belarusian drones", "Iranian oil", "Reuters")]
MEDVEDEV = Choice("Dmitry Medvedev", value=Ref("Dmitry Medvedev", "entity", "person:medvedev"))
UNITED_KINGDOM = Choice("United Kingdom", also=("UK", "Britain"))


def taken(completion: Completion) -> str | None:
    return completion.taken.text if completion.taken is not None else None


@pytest.mark.parametrize(
    ("typed", "lit"),
    [
        ("rus", "Russia"),
        ("RUSSIA", "Russia"),
        ("king", "United Kingdom"),
        ("united k", "United Kingdom"),
        ("  united   kingdom ", "United Kingdom"),
        ("the russia", "Russia"),
        ("medv", "Dmitry Medvedev"),
        ("Medvedev", "Dmitry Medvedev"),
        ("newspaper", "the newspaper"),
    ],
)
def test_a_name_that_is_begun_is_lit_and_one_that_is_written_but_for_case_and_article(
    typed: str, lit: str
) -> None:
    assert taken(completed([*NAMES, MEDVEDEV, Choice("the newspaper")], typed)) == lit


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("eu", "Reuters"),
        ("iraq", None),
        ("Rusia", "Russia"),
        ("russia is short of weapons", None),
        ("kingdom united", None),
    ],
)
def test_what_only_holds_or_resembles_it_is_never_taken_unasked(typed: str, shown: str | None) -> None:
    found = completed(NAMES, typed)
    assert found.taken is None
    assert (found.at, found.rows[0]) == (0, Choice(typed, "as typed"))
    assert shown is None or shown in [choice.text for choice in found.proposals]


CODES = [Choice("device/scare quotes"), Choice("frame/security"), Choice("device/security")]


@pytest.mark.parametrize(
    ("typed", "lit"),
    [("scare", "device/scare quotes"), ("scaer", "device/scare quotes"), ("quo", "device/scare quotes")],
)
def test_what_cannot_be_kept_is_not_lit_while_one_is_near_it(typed: str, lit: str) -> None:
    found = completed(CODES, typed, "no such code", kept=False)
    assert (taken(found), found.rows[0]) == (lit, Choice(typed, "no such code"))


@pytest.mark.parametrize("typed", ["security", "peace"])
def test_of_two_that_are_as_near_none_is_lit(typed: str) -> None:
    assert taken(completed(CODES, typed, kept=False)) is None


def test_what_was_typed_stands_first_unless_a_proposal_is_just_that() -> None:
    assert completed(NAMES, "rus", "new").rows[0] == Choice("rus", "new")
    assert [choice.text for choice in completed(NAMES, "russia").rows] == ["Russia"]
    assert completed([UNITED_KINGDOM, Choice("Britain First")], "Britain").rows[0] == UNITED_KINGDOM


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("diplomats", "Western diplomats"),
        ("Security", "Security Council"),
        ("united", "United Kingdom"),
        ("Dmitry", "Dmitry Medvedev"),
    ],
)
def test_words_that_are_whole_never_light_a_longer_name(typed: str, name: str) -> None:
    found = completed([Choice(name, value=Ref(name, "person" if "Dmi" in name else "org"))], typed)
    assert (found.taken, found.rows[0].text, found.proposals[0].text) == (None, typed, name)
    assert completed([Choice(name), Choice(f"{typed}ial")], typed).taken is None, "it may be finished"


def test_a_surname_or_the_end_of_a_path_lights_what_it_names_alone() -> None:
    other = Choice("Anna Medvedev", value=((Ref("Anna Medvedev", "person"),),))
    assert completed([MEDVEDEV, other], "medvedev").taken is None
    assert (
        taken(completed([Choice("frame/security"), Choice("security/frame")], "Security")) == "frame/security"
    )
    assert completed([Choice("frame/security"), Choice("device/security")], "security").taken is None


def test_the_keys_that_choose_begin_with_what_is_lit_and_come_back_to_what_was_typed() -> None:
    first = completed(NAMES, "u").stepped(1)
    assert (first.text, taken(first)) == ("United Kingdom", "United Kingdom")
    assert (first.stepped(-1).text, taken(first.stepped(-1))) == ("u", None)
    assert completed(NAMES, "rus").stepped(-1).text == "rus"
    assert completed(NAMES, "rus").stepped(1).stepped(1).stepped(1).text == "rus"


def test_an_empty_line_has_nothing_lit_until_something_is_chosen() -> None:
    empty = completed(NAMES, "  ")
    assert (empty.at, empty.taken, len(empty.rows)) == (-1, None, len(NAMES))
    assert [empty.stepped(1).text, empty.stepped(-1).text] == ["Russia", "Reuters"]
    assert empty.stepped(1).stepped(-1).text == ""
    assert Completion().stepped(1) == Completion()


def test_a_line_that_was_only_entered_keeps_what_it_holds() -> None:
    known = begun(NAMES, "Russia")
    assert (known.rows[known.at].text, known.taken) == ("Russia", None)
    other = begun(NAMES, "rus")
    assert (other.rows[other.at], other.taken) == (Choice("rus", "as it stands"), None)
    assert begun(NAMES, "") == completed(NAMES, "")
    assert other.stepped(1).text == "Russia"


def test_a_sign_before_the_words_has_to_stand_before_the_name() -> None:
    tags = [Choice("#frame/mockery"), Choice("-#frame/mockery")]
    assert taken(completed(tags, "-#mock")) == "-#frame/mockery"
    assert taken(completed(tags, "#mock")) == "#frame/mockery"
    assert taken(completed(tags, "+mock")) is None


def test_of_a_line_that_takes_several_the_last_is_being_typed() -> None:
    assert last_part("a, b") == " b"
    assert [with_last_part("a, b", "c"), with_last_part("b", "c")] == ["a, c", "c"]


def test_a_comma_behind_words_takes_what_they_light() -> None:
    lit = completed(NAMES, "rus")
    assert followed("oil, rus,", lit) == "oil, Russia,"
    assert followed("rus,", lit.stepped(-1)) == "rus,", "what was typed was chosen"
    assert followed("oil, rusty,", lit) == "oil, rusty,"
    assert followed("oil, rus", lit) == "oil, rus"
    assert followed("United Kingdom,", completed(NAMES, "u").stepped(1)) == "United Kingdom,"


def test_what_would_drive_a_terminal_is_never_put_into_the_line() -> None:
    assert completed([Choice("Rus\x1b[2Jsia\n")], "rus").stepped(1).text.isprintable()
