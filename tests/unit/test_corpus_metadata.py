"""What an article says of itself, and that nothing is guessed that it does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.corpus import Corpus, parse
from reader.corpus.bylines import is_date, stated_date
from reader.corpus.document import Metadata
from reader.corpus.metadata import dateline

BODY = (
    "The minister of defence told parliament on Monday that the army would buy forty new tanks.\n\n"
    "The opposition rejected the plan as too costly and said the money was needed for schools.\n"
)


def test_the_five_articles(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    found = {e.path[:3]: corpus.metadata(e.path) for e in corpus.entries}
    assert found["000"].title == "Britain could buy weapons from its former Cold War foe for the…"
    assert found["000"].outlet == "The Telegraph"
    assert found["001"].title == "Russia and Britain to Work Together on Defense Projects"
    assert found["001"].outlet == found["002"].outlet == "The Moscow Times"
    assert found["002"].title.startswith("Government Interested in Foreign Technology")
    assert found["003"] == Metadata(
        title="Russia ‘ramping up hi-tech arms’ after copying Western weapons",
        outlet="The Sunday Telegraph",
        author="James Kilner",
    )
    assert found["004"].title == "Making full use of countries’ combined intellectual potential"
    assert found["004"].author == "Vladimir Khromov"
    assert {m.date for m in found.values()} == {""}


def test_the_kinds_of_a_head(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    kinds = [b.kind for b in corpus.document(corpus.resolve("003")).blocks[:5]]
    assert kinds == ["masthead", "title", "standfirst", "byline", "paragraph"]
    kinds = [b.kind for b in corpus.document(corpus.resolve("004")).blocks[:4]]
    assert kinds == ["title", "standfirst", "byline", "paragraph"]


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("Tanks\nBy Jane Doe and John Smith\n\n", {"title": "Tanks", "author": "Jane Doe and John Smith"}),
        ("The Daily Herald\n\nTanks\n\n", {"title": "Tanks", "outlet": "The Daily Herald"}),
        ("Tanks for the army - The Irish Times\n\n", {"outlet": "The Irish Times"}),
        ("Tanks\n\n27 January 2014\n\n", {"title": "Tanks", "date": "2014-01-27"}),
        ("Tanks\n\nPublished: Monday, January 27, 2014 10:15 GMT\n\n", {"date": "2014-01-27"}),
        ("Tanks\n\n31 February 2014\n\n", {"date": ""}),
        ("Is it war?\n\nOne sentence.\n\nBy Jane Doe\n\n", {"title": "Is it war?", "author": "Jane Doe"}),
        ("LONDON (Reuters) - ", {"outlet": "Reuters", "author": ""}),
        ("# Tanks for *all*\n\n", {"title": "Tanks for *all"}),
    ],
)
def test_heads(head: str, known: dict[str, str]) -> None:
    metadata = parse("2012-12-12.txt", head + BODY).metadata
    assert {name: getattr(metadata, name) for name in known} == known


@pytest.mark.parametrize(
    "body",
    [
        "The Daily Telegraph reported that tanks would be bought by the army this year, and more later.",
        "He told The Times that tanks would be bought by the army this year, and that more would follow.",
    ],
)
def test_a_paper_that_is_only_quoted_is_not_the_outlet(body: str) -> None:
    assert parse("x.txt", body).metadata.outlet == ""


def test_front_matter_is_metadata_and_not_body() -> None:
    text = '---\ntitle: "Tanks"\nsource: Kurier\ndate: 2014-01\nother: 1\n---\n\n# Not this\n\n' + BODY
    document = parse("a.md", text)
    assert document.metadata == Metadata(title="Tanks", outlet="Kurier", date="2014-01")
    first = document.blocks[0]
    assert document.text[first.start : first.end].endswith("---")
    assert (first.kind, first.number) == ("boilerplate", 0)
    assert document.zones[0].reason == "front matter"
    assert document.paragraphs[0].start == text.index("The minister")
    assert "front matter" not in {z.reason for z in parse("a.txt", text).zones}
    assert parse("a.md", "---\nnever closed\n\n" + BODY).metadata.title != "Tanks"


def test_what_a_person_says_wins_field_by_field() -> None:
    document = parse("x.txt", "Tanks\n\nBy Jane Doe\n\n" + BODY, metadata=Metadata(title="Guns", date="2014"))
    assert document.metadata == Metadata(title="Guns", date="2014", author="Jane Doe")


@pytest.mark.parametrize("text", ["2014", "2014-01", "2014-12-31", "2012-02-29"])
def test_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["", "14", "2014-13", "2014-02-29", "2014-1-1", "2014-01-23T10:00", "２０１４", "0000"]
)
def test_what_is_no_date(text: str) -> None:
    assert not is_date(text)


def test_numbers_alone_state_no_date() -> None:
    assert stated_date("01/02/2014") == ""
    assert stated_date("2014-01-23") == "2014-01-23"


def test_datelines() -> None:
    assert dateline("LONDON\xa0— Russia could begin") == "LONDON"
    assert dateline("NEW YORK, Jan 23 (AP) - Russia") == "NEW YORK"
    assert dateline("Russia could begin") == ""


def test_an_empty_article() -> None:
    document = parse("x.txt", " \n")
    assert (document.blocks, document.sentences, document.metadata) == ((), (), Metadata())
