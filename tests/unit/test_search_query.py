"""The language of the search line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.search.query import (
    MAX_TERMS,
    Filter,
    Filters,
    Query,
    date_bounds,
    date_within,
    parse_query,
)


def plain(query: Query) -> list[list[tuple[str, ...]]]:
    return [[term.keys for term in group.terms] for group in query.groups]


def flags(text: str) -> list[str]:
    """For each group its first term's flags: p phrase, e exact, t still being typed."""
    return [
        "".join(letter for letter, on in (("p", t.phrase), ("e", t.exact), ("t", t.half_typed)) if on)
        for t in (group.terms[0] for group in parse_query(text).groups)
    ]


@pytest.mark.parametrize(
    ("text", "groups", "kinds"),
    [
        ("russian Arms", [[("russian",)], [("arms",)]], ["", "t"]),
        ("arms ", [[("arms",)]], [""]),
        ('"defence Treaty"', [[("defence", "treaty")]], ["pe"]),
        ('"defence trea', [[("defence", "treaty"[:4])]], ["pet"]),
        ("“defence treaty”", [[("defence", "treaty")]], ["pe"]),
        ("=Arms", [[("arms",)]], ["e"]),
        ("普京", [[("普", "京")]], ["pt"]),
        ("普京 俄", [[("普", "京")], [("俄",)]], ["p", "t"]),
        ("普京2014", [[("普", "京")], [("2014",)]], ["p", "t"]),
        ("プーチン-x", [[("フ", "ー", "チ", "ン")], [("x",)]], ["p", "t"]),
        ("=hi-tech", [[("hi", "tech")]], ["pe"]),
        ("arms | weapons kit", [[("arms",), ("weapons",)], [("kit",)]], ["", "t"]),
        ("arms|weapons", [[("arms",), ("weapons",)]], [""]),
        ("| arms", [[("arms",)]], ["t"]),
        ("Russia’s don't", [[("russia",)], [("don",)]], ["", ""]),
        (
            "co-operation x",
            [[("co",), ("cooperation",)], [("operation",), ("cooperation",)], [("x",)]],
            ["", "", "t"],
        ),
        ("10:30", [[("10",)], [("30",)]], ["", "t"]),
        ("2012-2015", [[("2012",)], [("2015",)]], ["", "t"]),
        ("Лукашенко", [[("лукашенко",)]], ["t"]),
        ("", [], []),
        ("  \t ", [], []),
        ("()!?-|\"'=", [], []),
        ("a\0b", [[("a",)], [("b",)]], ["", "t"]),
    ],
)
def test_what_is_to_be_found(text: str, groups: list[list[tuple[str, ...]]], kinds: list[str]) -> None:
    query = parse_query(text)
    assert plain(query) == groups
    assert flags(text) == kinds
    assert not query.hints


def test_what_is_to_be_avoided() -> None:
    query = parse_query('arms -police -"cold war" - x')
    assert plain(query) == [[("arms",)], [("x",)]]
    assert [(t.keys, t.phrase) for t in query.excluded] == [(("police",), False), (("cold", "war"), True)]


def test_filters_are_taken_out() -> None:
    query = parse_query('entity:"Red Army" outlet:telegraph|times -tag:frame/mockery date:2014..2016 arms')
    assert plain(query) == [[("arms",)]]
    assert query.filters.items == (
        Filter("entity", "Red Army"),
        Filter("outlet", "telegraph|times"),
        Filter("tag", "frame/mockery", negated=True),
        Filter("date", "2014..2016"),
    )
    assert query.filters.items[1].alternatives == ("telegraph", "times")
    assert query.filters.named("tag", "date") == query.filters.items[2:]


@pytest.mark.parametrize(
    ("text", "hint", "groups"),
    [
        ("sauce:pan", "sauce: is not a filter", [[("sauce",)], [("pan",)]]),
        ("source:Telegraph", "outlet:", [[("source",)], [("telegraph",)]]),
        ("date:soon arms", "date:soon", [[("arms",)]]),
        ("in:basement arms", "in:basement", [[("arms",)]]),
        ("word " * 40, f"first {MAX_TERMS} words", [[("word",)]] * MAX_TERMS),
    ],
)
def test_what_is_not_understood_is_said(text: str, hint: str, groups: list[list[tuple[str, ...]]]) -> None:
    query = parse_query(text)
    assert plain(query) == groups
    assert not query.filters
    assert len(query.hints) == 1
    assert len(query.mistakes) == (0 if text.startswith("word") else 1)
    assert hint in query.hints[0]


@pytest.mark.parametrize("text", ["in:ti", "tag:", "entity:", "https://x", "is:un"])
def test_a_filter_being_typed_is_no_mistake(text: str) -> None:
    assert not parse_query(text).hints
    assert not parse_query(text).filters


@given(st.text(st.sampled_from("ab1 \"“”«»'’=-|:\0\n.(éЖ\ud800"), max_size=40))
def test_nothing_typed_is_an_error(text: str) -> None:
    query = parse_query(text)
    assert query.text == text
    assert all(term.keys and all(term.keys) for group in query.groups for term in group.terms)
    assert all(group.terms for group in query.groups)


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "(" * 10_000, '"' * 9_999, " " * 10_000, "a|" * 5_000, "a:" * 5_000]
)
def test_ten_thousand_characters_are_a_query(text: str) -> None:
    query = parse_query(text)
    assert len(query.groups) <= MAX_TERMS
    assert sum(len(group.terms) for group in query.groups) <= MAX_TERMS
    assert any("characters" in hint for hint in query.hints) or not text.strip()


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2014", ("2014-01-01", "2014-12-31")),
        ("2014-02", ("2014-02-01", "2014-02-31")),
        ("2014-02-03", ("2014-02-03", "2014-02-03")),
        ("2014..2016", ("2014-01-01", "2016-12-31")),
        ("..2016-05", ("0000-01-01", "2016-05-31")),
        ("2014..", ("2014-01-01", "9999-12-31")),
        ("..", None),
        ("14", None),
        ("2014...2016", None),
        ("2014-", None),
    ],
)
def test_dates_as_precise_as_they_are_written(value: str, bounds: tuple[str, str] | None) -> None:
    assert date_bounds(value) == bounds


def test_a_date_known_to_the_year_touches_any_month_of_it() -> None:
    assert date_within("2014", ("2014-06-01", "2014-06-31"))
    assert date_within("2014-06-30T10:00", ("2014-06-01", "2014-06-31"))
    assert not date_within("2015-01", ("2014-01-01", "2014-12-31"))
    assert not date_within("", ("0000-01-01", "9999-12-31"))


def test_filters_add_up() -> None:
    both = Filters.of(outlet="Times") + Filters.of(in_="title")
    assert both.items == (Filter("outlet", "Times"), Filter("in", "title"))
    assert both
    assert not Filters()
