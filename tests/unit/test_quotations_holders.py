"""Holders proposed for a passage, with their reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.corpus import Corpus, parse
from reader.quotations import find_quotations, proposals


def proposed(text: str, needle: str) -> list[tuple[list[list[str]], str]]:
    document = parse("x.txt", text)
    found = proposals(find_quotations(document), document, text.index(needle))
    return [([[a.name for a in level] for level in p.levels], p.reason) for p in found]


@pytest.fixture
def corpus(seeds: Path) -> Corpus:
    return Corpus.open(seeds)


def of_article(corpus: Corpus, name: str, needle: str) -> list[tuple[list[list[str]], str]]:
    return proposed(corpus.document(corpus.resolve(name)).text, needle)


def test_the_subject_of_a_reporting_verb(corpus: Corpus) -> None:
    assert of_article(corpus, "003", "mocked") == [([["Dmitry Medvedev"]], "subject of “mocked”")]


@pytest.mark.parametrize("needle", ["But the", "regarded the"])
def test_a_chain_of_sources(corpus: Corpus, needle: str) -> None:
    found = of_article(corpus, "001", needle)
    assert found[0] == (
        [["the newspaper"], ["diplomats", "defense officials"]],
        "“regarded”, as “reported”",
    )
    assert [levels for levels, _ in found[1:]] == [[["the newspaper"]], [["diplomats", "defense officials"]]]


def test_an_agency_that_passes_words_on(corpus: Corpus) -> None:
    found = of_article(corpus, "002", "no one will")
    assert [levels for levels, _ in found[:2]] == [
        [["Interfax"], ["Vyacheslav Dzirkaln"]],
        [["Vyacheslav Dzirkaln"]],
    ]


def test_the_agent_of_a_passive(corpus: Corpus) -> None:
    assert of_article(corpus, "000", "treaty is regarded")[0][0] == [["defence chiefs", "diplomats"]]


def test_nobody_named_is_unattributed(corpus: Corpus) -> None:
    document = corpus.document(corpus.resolve("003"))
    offset = document.text.index("is believed to be looking")
    (p,) = proposals(find_quotations(document), document, offset)
    assert (p.unattributed, p.levels, p.reason) == (True, (), "no speaker given: “is believed”")


def test_a_pronoun_is_named(corpus: Corpus) -> None:
    assert of_article(corpus, "003", "Instead, he said")[0][0] == [["Dmitry Medvedev"]]


def test_the_writers_own_voice_proposes_nobody(corpus: Corpus) -> None:
    assert of_article(corpus, "003", "Officially, Mr") == []
    assert proposed("", "") == []


def test_one_institution_of_two_things_is_one_actor() -> None:
    text = "The Ministry of Labour and Health said that the law was good for all."
    assert proposed(text, "law")[0][0] == [["The Ministry of Labour and Health"]]
    text = "Putin and Lukashenko agreed that the law was good for all."
    assert proposed(text, "law")[0][0] == [["Putin", "Lukashenko"]]


def test_actors_are_where_their_names_are(corpus: Corpus) -> None:
    document = corpus.document(corpus.resolve("001"))
    found = proposals(find_quotations(document), document, document.text.index("regarded the"))
    for level in found[0].levels:
        for actor in level:
            assert " ".join(document.text[actor.start : actor.end].split()) == actor.name
