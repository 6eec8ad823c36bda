"""Folding, UTF-16 and the map from an old text to a new one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.positions import PositionMap, Utf16Map, fold, from_utf16, utf16_offsets

AWKWARD = st.text(
    alphabet=st.one_of(
        st.sampled_from(' \n\u00a0\u00ad\u200b\u2009“”’—–…-.ßİAb"\U0001f600e\u0301'),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


def test_fold_makes_one_shape_of_what_does_not_matter() -> None:
    text = "The “Red\u00a0Army’s”\n  Kala\u00adshnikov \u200b— a… STRASSE straße"
    assert fold(text).text == 'the "red army\'s" kalashnikov - a... strasse strasse'


def test_fold_keeps_case_and_line_end_hyphens_when_asked() -> None:
    assert fold("Co-\noperate NOW", case=False).text == "Co- operate NOW"


def test_fold_leads_back_to_the_very_words() -> None:
    text = "x\u00a0 “Kala\u00adshnikov…”  y"
    folded = fold(text)
    at = folded.text.index('"kalashnikov..."')
    assert text[slice(*folded.range(at, at + len('"kalashnikov..."')))] == "“Kala\u00adshnikov…”"
    dots = folded.text.index("..")
    assert text[slice(*folded.range(dots + 1, dots + 2))] == "…"


@settings(max_examples=80)
@given(AWKWARD, AWKWARD, AWKWARD)
def test_folding_a_slice_is_slicing_the_fold(before: str, middle: str, after: str) -> None:
    text = f"{before}a{middle}b{after}"
    folded = fold(text)
    back = [folded.to_source(i) for i in range(len(folded.text))]
    start, end = back.index(len(before)), back.index(len(before) + 1 + len(middle)) + 1
    assert folded.range(start, end) == (len(before), len(before) + len(middle) + 2)
    assert folded.text[start:end] == fold(f"a{middle}b").text


@settings(max_examples=80)
@given(AWKWARD)
def test_the_map_back_rises_and_stays_inside(text: str) -> None:
    folded = fold(text)
    back = [folded.to_source(i) for i in range(len(folded.text) + 1)]
    assert back == sorted(back)
    assert back[-1] == len(text)
    for index in range(len(folded.text)):
        start, end = folded.range(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[index] in fold(text[start:end]).text


@given(AWKWARD)
def test_utf16_agrees_with_the_codec(text: str) -> None:
    units = Utf16Map(text)
    for offset in range(len(text) + 1):
        unit = len(text[:offset].encode("utf-16-le")) // 2
        assert units.to_utf16(offset) == unit
        assert units.to_code_point(unit) == offset


def test_utf16_of_a_range_and_of_half_a_character() -> None:
    assert utf16_offsets("a\U0001f600b", 1, 3) == (1, 4)
    assert from_utf16("a\U0001f600b", 2, 4) == (1, 3)
    with pytest.raises(ValueError, match="outside"):
        utf16_offsets("ab", 0, 3)
    with pytest.raises(ValueError, match="outside"):
        from_utf16("a\U0001f600", 0, 4)


OLD = """Defence chiefs are preparing to sign a deal. The deal covers many things.

“Work is ongoing,” a spokesman said on Monday. He would not say more.

The treaty is regarded as a step forward."""


def carried(new: str, words: str, old: str = OLD) -> str | None:
    at = old.index(words)
    place = PositionMap(old, new).map_range(at, at + len(words))
    return new[slice(*place)] if place else None


def test_unchanged_text_keeps_every_offset() -> None:
    same = PositionMap(OLD, OLD)
    assert [same.map(i) for i in range(len(OLD) + 1)] == list(range(len(OLD) + 1))


def test_a_new_paragraph_moves_what_follows() -> None:
    new = OLD.replace("“Work", "The deal is news.\n\n“Work")
    for words in ("“Work is ongoing,”", "The deal covers many things.", "The treaty is regarded"):
        assert carried(new, words) == words


def test_what_is_put_in_before_a_passage_stays_outside_even_when_it_begins_alike() -> None:
    new = OLD.replace("The treaty", "The minister left.\n\nThe treaty")
    assert (
        carried(new, "The treaty is regarded as a step forward.")
        == "The treaty is regarded as a step forward."
    )
    assert carried(OLD, "The minister left.", old=new) is None


def test_a_replaced_word_is_followed_inside_and_at_the_ends() -> None:
    assert (
        carried(OLD.replace("ongoing", "done"), "“Work is ongoing,” a spokesman")
        == "“Work is done,” a spokesman"
    )
    assert carried(OLD.replace("treaty", "pact"), "treaty is regarded as") == "pact is regarded as"
    assert (
        carried(OLD.replace("Monday", "Tuesday night"), "spokesman said on Monday")
        == "spokesman said on Tuesday night"
    )


def test_a_deleted_or_rewritten_passage_is_gone() -> None:
    assert carried(OLD.replace(" He would not say more.", ""), "He would not say more.") is None
    rewritten = OLD.replace(
        "He would not say more.", "Officials in both capitals declined to be drawn on this."
    )
    assert carried(rewritten, "He would not say more.") is None


def test_new_line_ends_and_quotes_do_not_matter() -> None:
    new = OLD.replace("\n", "\r\n").replace("“", '"').replace("”", '"').replace(" a ", "\r\na\u00a0")
    assert carried(new, "“Work is ongoing,” a spokesman") == '"Work is ongoing,"\r\na\u00a0spokesman'
    mapped = PositionMap(OLD, OLD.replace("\n", "\r\n"))
    assert all(mapped.map(i) == i + OLD[:i].count("\n") for i, c in enumerate(OLD) if c != "\n")


def test_a_respelt_word_alone_is_the_same_word() -> None:
    assert (
        carried("said Volodymyr Zelensky today", "Volodomyr", old="said Volodomyr Zelensky today")
        == "Volodymyr"
    )


def test_offsets_outside_have_no_place() -> None:
    same = PositionMap("one two", "one two")
    assert same.map(-1) is None
    assert same.map(8) is None
    assert same.map_range(0, 8) is None
    assert same.map_range(3, 3) is None
    assert PositionMap("", "new").map_range(0, 0) is None


VOCABULARY = ["the", "treaty", "of", "London", "and", "Moscow", "said", ".", ",", "“", "”"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=25).map(" ".join)
NEW_WORDS = st.lists(st.sampled_from(["a", "pact", "in", "Paris", "wrote", ";", "("]), max_size=25).map(
    " ".join
)
"""Words put in. Were they those taken out, they could be a longer stretch that moved, and rightly win."""


@settings(max_examples=80)
@given(WORDS, WORDS, NEW_WORDS, WORDS)
def test_words_left_alone_are_carried_to_themselves(start: str, old: str, new: str, end: str) -> None:
    """A passage that stands once in each text, between words taken out and words put in, is found whole."""
    passage = "Alpha beta gamma delta epsilon"
    before, after = f"{start} {old} {passage} {end}", f"{new} {start} {passage} {new} {end}"
    assert carried(after, passage, old=before) == passage


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_carried_offsets_never_cross(old: str, new: str) -> None:
    places = [p for p in map(PositionMap(old, new).map, range(len(old))) if p is not None]
    assert places == sorted(places)
    assert all(0 <= p <= len(new) for p in places)


def test_a_sentence_put_in_between_pasted_copies_begins_where_it_was_put() -> None:
    first, second = "They sold it to the crown.", "A clerk said that this was so."
    old = "\n".join([first, second] * 2)
    new = "\n".join([first, f"It came as a surprise. {second}"] * 2)
    carried = PositionMap(old, new)
    at = new_at = 0
    for _ in range(2):
        for words in (first, second):
            at, new_at = old.index(words, at), new.index(words, new_at)
            assert carried.map_range(at, at + len(words)) == (new_at, new_at + len(words))
            at, new_at = at + 1, new_at + 1
