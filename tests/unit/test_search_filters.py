"""Filters: with words and alone."""

from __future__ import annotations

import pytest

from reader.corpus.document import Range
from reader.search import Article, ArticleEntity, Filters, NotePassage
from reader.search.engine import SearchIndex

FILLER = "Nothing else of note was said by anybody at all on that long and quiet afternoon in the town. " * 4
FIRST = f"Medvedev mocked the reports. {FILLER}"
SECOND = f"The treaty was signed. {FILLER}"


@pytest.fixture
def index() -> SearchIndex:
    made = SearchIndex()
    person = ArticleEntity("person:dmitry-medvedev", "Dmitry Medvedev", ("Medvedev",), (Range(0, 8),))
    text = f"{FIRST}\n\n{SECOND}"
    second = text.index(SECOND)
    made.add(
        Article(
            "a", text, title="Alpha", outlet="The Sunday Telegraph", date="2023-02-26", entities=(person,)
        )
    )
    made.add(Article("b", SECOND, title="Beta", outlet="The Moscow Times", date="2014", unread=True))
    made.add(Article("c", f"Other treaty words. {FILLER}", title="Gamma"))
    chain = (("Interfax",), ("diplomats", "Dmitry Medvedev"))
    made.set_notes(
        [
            NotePassage(
                "a",
                "1",
                0,
                8,
                "why so sure",
                ("frame/mockery",),
                "denies",
                "claim",
                "Russia is short",
                chain,
                "x",
            ),
            NotePassage(
                "a", "2", second, second + 10, "", ("trade",), "favor", "position", "treaty", stale=True
            ),
            NotePassage("b", "3", 0, 0, "", ("whole",), "", "", "", (("unattributed",),)),
        ]
    )
    return made


def found(index: SearchIndex, query: str) -> list[tuple[str, str, str]]:
    """Path, field and first word of each hit."""
    return [(hit.path, hit.field, hit.text.split()[0]) for hit in index.search(query, k=50).results]


MEDVEDEV = ("a", "text", "Medvedev")
TREATY_A = ("a", "text", "The")
TREATY_B = ("b", "text", "The")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("entity:medvedev", [MEDVEDEV]),
        ("entity:medvedyev", [MEDVEDEV]),
        ("entity:person:dmitry-medvedev", [MEDVEDEV]),
        ("stance:denies", [MEDVEDEV]),
        ("stance:claim/denies", [MEDVEDEV]),
        ("stance:position/denies", []),
        ("holder:medvedev", [MEDVEDEV]),
        ("holder:interfax", []),
        ("via:interfax", [MEDVEDEV]),
        ("holder:unattributed", [("b", "title", "Beta")]),
        ("target:treaty", [TREATY_A]),
        ("tag:mockery", [MEDVEDEV]),
        ("tag:frame/mockery", [MEDVEDEV]),
        ("tag:frame", [MEDVEDEV]),
        ("tag:mock", [MEDVEDEV]),
        ("tag:ockery", []),
        ("tag:fra/mockery", []),
        ("tag:mockery|trade", [MEDVEDEV, TREATY_A]),
        ("tag:mockery stance:favor", []),
        ("tag:mockery -stance:favor", [MEDVEDEV]),
        ("has:note", [MEDVEDEV]),
        ("stale:yes", [TREATY_A]),
        ("outlet:telegraph", [("a", "title", "Alpha")]),
        ("date:2014", [("b", "title", "Beta")]),
        ("date:2014..2022", [("b", "title", "Beta")]),
        ("date:2023..", [("a", "title", "Alpha")]),
        ("is:unread", [("b", "title", "Beta")]),
        ("-outlet:telegraph -outlet:times", [("c", "title", "Gamma")]),
        ("in:note", [("a", "note", "why")]),
        ("in:quote", [("a", "quote", "x")]),
        ("in:title", [("a", "title", "Alpha"), ("b", "title", "Beta"), ("c", "title", "Gamma")]),
        ("in:entity", [("a", "entity", "Dmitry")]),
        ("treaty in:title", []),
        ("treaty outlet:times", [TREATY_B]),
        ("treaty tag:trade", [TREATY_A]),
        ("treaty tag:whole", [TREATY_B]),
        ("sure tag:mockery", [("a", "note", "why")]),
        ("treaty is:read date:2023", [TREATY_A]),
    ],
)
def test_filters(index: SearchIndex, query: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(found(index, query)) == sorted(expected)


def test_refused_annotations_hide_only_what_they_touch(index: SearchIndex) -> None:
    assert {path for path, _, _ in found(index, "treaty -tag:trade")} == {"b", "c"}
    assert {path for path, _, _ in found(index, "treaty -tag:mockery")} == {"a", "c"}


def test_browsing_marks_what_the_filter_means(index: SearchIndex) -> None:
    (hit,) = index.search("tag:mockery").results
    assert [(h.start, h.end, h.kind, h.word) for h in hit.highlights] == [(0, 8, "filter", "tag:mockery")]
    (hit,) = index.search("entity:medvedev").results
    assert hit.text[hit.highlights[0].start : hit.highlights[0].end] == "Medvedev"


def test_filters_can_be_given_apart_from_the_query(index: SearchIndex) -> None:
    hits = index.search("treaty", Filters.of(outlet="moscow times")).results
    assert [hit.path for hit in hits] == ["b"]
    assert index.search("", Filters.of(stance="denies")).passages == 1


def test_a_twin_stands_in_where_the_first_is_filtered_out(index: SearchIndex) -> None:
    (both,) = index.search("signed").results
    assert both.path == "a"
    assert [place.path for place in both.others] == ["b"]
    (one,) = index.search("signed date:2014").results
    assert one.path == "b"
    assert one.others == ()


def test_unread_is_told_later(index: SearchIndex) -> None:
    index.set_unread(["c"])
    assert {path for path, _, _ in found(index, "is:unread")} == {"c"}
    assert {path for path, _, _ in found(index, "treaty is:read")} == {"a"}
