"""Words of a text: keys, offsets, compounds; passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus.document import Block, BlockKind, Range
from reader.search.passages import LONG, SHORT, passages
from reader.search.results import Article
from reader.search.tokens import MAX_KEY, fold_word, keys, scan, words
from reader.search.transliteration import sound_key

TEXTS = st.text(
    st.sampled_from("abzABZ01 \n\t-‐\u00ad,.'’“”\u00a0\u0301éÉıİßłŁЖйЁ漢_\r\ud800\x00"), max_size=60
)


def shown(text: str) -> list[tuple[str, str]]:
    return [(token.key, text[token.start : token.end]) for token in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Co-operation", [("co", "Co"), ("operation", "operation"), ("cooperation", "Co-operation")]),
        ("mili-\n  tary", [("mili", "mili"), ("tary", "tary"), ("military", "mili-\n  tary")]),
        ("co\u00adop", [("co", "co"), ("op", "op"), ("coop", "co\u00adop")]),
        ("Russia’s", [("russia", "Russia"), ("s", "s")]),
        ("7,000 men", [("7", "7"), ("000", "000"), ("7000", "7,000"), ("men", "men")]),
        ("2012-2015", [("2012", "2012"), ("2015", "2015")]),
        ("2012,201", [("2012", "2012"), ("201", "201")]),
        ("a\u00a0b", [("a", "a"), ("b", "b")]),
        ("Cafe\u0301 CAFÉ", [("cafe", "Cafe\u0301"), ("cafe", "CAFÉ")]),
        ("Łódź Straße", [("lodz", "Łódź"), ("strasse", "Straße")]),
        ("Ёлка", [("елка", "Ёлка")]),
        ("snake_case", [("snake", "snake"), ("case", "case")]),
        ("one - two", [("one", "one"), ("two", "two")]),
    ],
)
def test_words_and_where_they_stand(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


def test_three_parts_are_joined_and_longer_chains_stay_short() -> None:
    assert "socalledby" in keys("so-called-by")
    assert max(token.last - token.first for token in scan("a-b-c-d")) == 3


@given(TEXTS)
def test_keys_are_those_of_scan_and_folding_again_changes_nothing(text: str) -> None:
    tokens = scan(text)
    assert keys(text) == [token.key for token in tokens]
    assert words(text) == [token.key for token in tokens if token.last == token.first + 1]
    for token in tokens:
        assert 0 < len(token.key) <= MAX_KEY
        assert fold_word(token.key) == token.key
        if token.last == token.first + 1:
            assert fold_word(text[token.start : token.end]) == token.key


@given(TEXTS)
def test_case_makes_no_difference(text: str) -> None:
    plain = text.replace("ß", "").replace("ı", "").replace("İ", "")
    assert words(plain) == words(plain.upper())


@pytest.mark.parametrize(
    "spellings",
    [
        ("lukashenko", "lukashenka", "лукашенко", "лукашенка"),
        ("zelensky", "zelenski", "zelenskiy", "zelenskyy"),
        ("medvedev", "medvedyev", "медведев"),
        ("kharkiv", "harkiv", "харкив"),
        ("zhukov", "jukov", "жуков"),
        ("natalya", "natalia", "наталья"),
        ("yeltsin", "eltsin", "yeltzin", "ельцин"),
        ("dzhugashvili", "jugashvili", "джугашвили"),
        ("rogozin", "рогозин"),
    ],
)
def test_spellings_of_a_name_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({sound_key(fold_word(word)) for word in spellings}) == 1
    assert sound_key(spellings[0])


def test_short_words_and_numbers_have_no_key() -> None:
    assert sound_key("abba") == ""
    assert sound_key("mi17xy") == ""
    assert sound_key("hoods") != sound_key("goods")


@pytest.mark.parametrize("letter", "taesж")
def test_a_letter_counts_once_when_it_is_doubled_and_no_run_of_it_does(letter: str) -> None:
    assert sound_key(f"mu{letter * 2}vada") == sound_key(f"mu{letter}vada")
    assert sound_key(f"mu{letter * 6}vada") != sound_key(f"mu{letter}vada")


def test_a_half_typed_word_has_a_key_once_three_sounds_are_there() -> None:
    assert sound_key("tchek", whole=False) == "Cek"
    assert sound_key("shche", whole=False) == ""
    assert sound_key("ttaax", whole=False) == "taks"
    assert sound_key("ttaaa", whole=False) == "taa"
    assert sound_key("ssooo", whole=False) == "soo"
    assert sound_key("ttoott", whole=False) == "tot"
    assert sound_key("shshzh", whole=False) == ""


def make(text: str, kinds: str = "") -> Article:
    """Blocks are lines; a letter each in *kinds*: t title, b boilerplate, else paragraph."""
    blocks: list[Block] = []
    names: dict[str, BlockKind] = {"t": "title", "b": "boilerplate"}
    at = 0
    for number, line in enumerate(text.split("\n")):
        kind = kinds[number : number + 1]
        blocks.append(Block(at, at + len(line), names.get(kind, "paragraph")))
        at += len(line) + 1
    return Article("a.txt", text, blocks)


def test_short_paragraphs_are_merged_and_headings_stand_alone() -> None:
    text = "\n".join(["Title", "x" * 100, "y" * 100, "z" * 100, "w" * 100, "Read more"])
    cut = passages(make(text, "tppppb"))
    assert [(p.field, text[p.start : p.end].replace("\n", "")[:1]) for p in cut] == [
        ("title", "T"),
        ("text", "x"),
        ("text", "w"),
        ("boilerplate", "R"),
    ]
    assert cut[1].end - cut[1].start >= SHORT


def test_long_paragraphs_are_cut_at_a_sentence_end() -> None:
    text = " ".join(f"Sentence {i} says that some things are so." for i in range(60))
    cut = passages(make(text))
    assert len(cut) > 2
    assert "".join(text[p.start : p.end] for p in cut).replace(" ", "") == text.replace(" ", "")
    for passage in cut[:-1]:
        assert text[passage.start : passage.end].endswith(".")
        assert LONG <= passage.end - passage.start < LONG + 60


def test_known_sentences_decide_where_to_cut() -> None:
    text = "a. " * 400
    article = Article("a.txt", text, (Range(0, 1199),), sentences=(Range(0, 902), Range(903, 1199)))
    assert [(p.start, p.end) for p in passages(article)] == [(0, 902), (903, 1199)]


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab. \n"), max_size=300), st.integers(1, 12))
def test_passages_are_in_order_disjoint_and_have_every_word(text: str, repeat: int) -> None:
    whole = text * repeat
    cut = passages(Article("a.txt", whole))
    assert [w for p in cut for w in words(whole[p.start : p.end])] == words(whole)
    assert all(a.end <= b.start for a, b in pairwise(cut))


@pytest.mark.parametrize("unit", ["(", '"', " ", "a.", "\u0301", "a-", "e\u0301", "a\u00ad", "1,", "x"])
def test_hostile_text_becomes_bounded_passages(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    cut = passages(Article("a.txt", text))
    assert all(p.end - p.start <= 2 * LONG for p in cut)
    assert sum(len(keys(text[p.start : p.end])) for p in cut) <= 3 * len(text)
    assert all(len(key) <= MAX_KEY for key in keys(text))
