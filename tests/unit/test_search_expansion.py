"""What a typed word may stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from reader.search.expansion import (
    ABBREVIATION,
    ALIAS,
    EDITS,
    EXACT,
    PREFIX,
    TRANSLITERATION,
    WRONG_FIRST,
    Expansion,
    expand,
)
from reader.search.names import EntityNames, matching
from reader.search.postings import ENTITY
from reader.search.query import parse_query
from reader.search.results import ArticleEntity
from reader.search.tokens import edit_budget
from reader.search.vocabulary import Vocabulary

SOME = """
arms army armament armistice belarus defence defense dzirkaln gold hold lukashenko mi17 mi18 moscow medvedev
путин russia russian serdyukov treaty zelensky
"""
WORDS = sorted(SOME.split())


def expanded(query: str, *, exact: bool = False, names: EntityNames | None = None) -> list[Expansion]:
    vocabularies = [Vocabulary(WORDS[::2]), Vocabulary(WORDS[1::2])]
    plans = expand(parse_query(query).groups, vocabularies, names or EntityNames(), exact=exact)
    return [expansion for plan in plans for expansion in plan]


def weight(query: str, word: str) -> float:
    found = expanded(query)[0].words.get(word)
    return found.weight if found else 0.0


@pytest.mark.parametrize(
    ("query", "word", "expected"),
    [
        ("arms ", "arms", EXACT),
        ("arms ", "army", EDITS[1]),
        ("amrs ", "arms", EDITS[1]),
        ("lukashenka ", "lukashenko", TRANSLITERATION),
        ("лукашенко ", "lukashenko", TRANSLITERATION),
        ("putin ", "путин", TRANSLITERATION),
        ("serdukov ", "serdyukov", EDITS[1]),
        ("dzirklan ", "dzirkaln", EDITS[1]),
        ("zelenkry ", "zelensky", EDITS[2]),
        ("bold ", "gold", EDITS[1] * WRONG_FIRST),
        ("gold ", "hold", EDITS[1] * WRONG_FIRST),
        ("arm ", "arms", 0.0),
        ("mi19 ", "mi17", 0.0),
        ("treatis ", "treaty", 0.0),
        ("=amrs", "arms", 0.0),
        ("Сердуков ", "serdyukov", TRANSLITERATION * EDITS[1]),
    ],
)
def test_weights_of_single_words(query: str, word: str, expected: float) -> None:
    assert weight(query, word) == pytest.approx(expected)


def test_exact_only_turns_likeness_off() -> None:
    (found,) = expanded("amrs", exact=True)
    assert set(found.words) == {"amrs"}
    assert {p: m.weight for p, m in found.prefixes.items()} == {"amrs": PREFIX}


def test_a_half_typed_word_is_a_beginning_of_three_letters_or_more() -> None:
    assert expanded("treaty rus")[1].prefixes["rus"].weight == PREFIX
    assert not expanded("treaty ru")[1].prefixes
    assert not expanded("russia treaty ")[0].prefixes
    assert expanded("rus treaty")[0].prefixes["rus"].weight == ABBREVIATION


@pytest.mark.parametrize("typed", ["tttttt", "aaaaa", "mmmmmmmm", "ssssss", "rrrrr", "shshsh"])
def test_one_letter_over_and_over_is_no_beginning_of_other_words(typed: str) -> None:
    (found,) = expanded(typed)
    assert set(found.words) == {typed}
    assert set(found.prefixes) == {typed}


def test_a_half_typed_name_is_found_by_its_sound() -> None:
    for typed in ("lukkash", "lukasche", "serrdyu", "лукаш", "zzelensk"):
        kinds = {word: match.kind for word, match in expanded(typed)[0].words.items()}
        assert "transliteration" in kinds.values(), typed


def test_a_slip_in_a_half_typed_word_is_forgiven_after_its_first_letter() -> None:
    prefixes = expanded("dzirkl")[0].prefixes
    assert "dzirka" in prefixes
    assert prefixes["dzirka"].weight == pytest.approx(PREFIX * EDITS[1])
    assert prefixes["dzirka"].cost == 2
    assert not any(p.startswith("dz") for p in expanded("bzirkl")[0].prefixes)


def test_what_needs_no_edit_comes_before_what_does() -> None:
    (found,) = expanded("arms")
    assert found.words["arms"].cost == found.prefixes["arms"].cost == 0
    assert found.words["army"].cost == 2
    assert expanded("lukashenka")[0].words["lukashenko"].cost == 1
    assert expanded("zelenkry")[0].words["zelensky"].cost == 4


@settings(max_examples=150)
@given(
    st.lists(st.text(st.sampled_from("abcdeжé1"), min_size=1, max_size=9), max_size=30, unique=True),
    st.text(st.sampled_from("abcdeжé1"), min_size=1, max_size=9),
    st.integers(1, 2),
)
def test_near_words_are_all_words_within_the_distance(terms: list[str], word: str, budget: int) -> None:
    vocabulary = Vocabulary(sorted(terms))
    found = {(vocabulary.terms[i], distance) for i, distance in vocabulary.near(word, budget)}
    expected = {
        (term, distance)
        for term in terms
        if term.isalpha() and word.isalpha() and 0 < (distance := int(OSA.distance(word, term))) <= budget
    }
    assert found == expected


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from("abc\x01"), min_size=1, max_size=5), max_size=20, unique=True))
def test_prefixes_are_slices(terms: list[str]) -> None:
    vocabulary = Vocabulary(sorted(terms))
    for prefix in ("a", "ab", "b", "cc"):
        low, high = vocabulary.prefixed(prefix)
        assert vocabulary.terms[low:high] == [t for t in sorted(terms) if t.startswith(prefix)]


@pytest.mark.parametrize(
    ("word", "budget"), [("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2), ("2014", 0)]
)
def test_edit_budget_grows_with_the_word(word: str, budget: int) -> None:
    assert edit_budget(word) == budget


def table() -> EntityNames:
    names = EntityNames()
    names.add(
        [
            ArticleEntity("gpe:BY", "Belarus", ("Byelorussia", "White Russia")),
            ArticleEntity("gpe:SU", "Soviet Union", ("USSR",)),
        ]
    )
    return names


@pytest.mark.parametrize(
    ("query", "entity", "expected"),
    [
        ("byelorussia ", "gpe:BY", ALIAS),
        ("Byelorusia ", "gpe:BY", ALIAS * TRANSLITERATION),
        ("byelorrsia ", "gpe:BY", ALIAS * EDITS[2]),
        ("byelor", "gpe:BY", ALIAS * PREFIX),
        ("ussr ", "gpe:SU", ALIAS),
        ("soviet union ", "gpe:SU", ALIAS),
        ("white russia ", "gpe:BY", ALIAS),
    ],
)
def test_a_name_stands_for_the_entity_under_its_other_names(query: str, entity: str, expected: float) -> None:
    for found in expanded(query, names=table()):
        assert found.words[ENTITY + entity].weight == pytest.approx(expected)


def test_part_of_a_name_is_not_the_name() -> None:
    assert ENTITY + "gpe:SU" not in expanded("soviet treaty ", names=table())[0].words
    assert ENTITY + "gpe:BY" not in expanded("=byelorussia ", names=table())[0].words


def test_names_go_with_the_last_article_that_has_them() -> None:
    names = table()
    names.add([ArticleEntity("gpe:BY", "Belarus", ("Byelorussia",))])
    names.remove([ArticleEntity("gpe:BY", "Belarus", ("Byelorussia", "White Russia"))])
    assert names.called(["byelorussia"]) == {"gpe:BY"}
    assert not names.called(["white", "russia"])
    names.remove([ArticleEntity("gpe:BY", "Belarus", ("Byelorussia",))])
    assert not names.called(["belarus"])
    assert names.names("gpe:SU") == ("Soviet Union", "USSR")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("telegraph", {"The Daily Telegraph", "The Sunday Telegraph"}),
        ("sun tele", {"The Sunday Telegraph"}),
        ("telegrpah sunday", {"The Sunday Telegraph"}),
        ("times", {"The Moscow Times"}),
        ("guardian", set()),
        ("", set()),
    ],
)
def test_names_are_matched_by_words_then_by_likeness(value: str, expected: set[str]) -> None:
    assert matching(value, ["The Daily Telegraph", "The Sunday Telegraph", "The Moscow Times"]) == expected


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Poutine", "putin"),
        ("Lénine", "lenin"),
        ("Eltsine", "yeltsin"),
        ("Pouchkine", "pushkin"),
        ("machine", None),
        ("Ukraine", None),
        ("mine", None),
    ],
)
def test_names_as_french_writes_them_in_ine(typed: str, found: str | None) -> None:
    words = ["lenin", "mashine", "mashini", "min", "pushkin", "putin", "ukrainy", "yeltsin"]
    (plan,) = expand(parse_query(f"{typed} ").groups, [Vocabulary(words)], EntityNames())
    spelt = {word for word, match in plan[0].words.items() if match.kind == "transliteration"}
    assert spelt == ({found} if found else set())
