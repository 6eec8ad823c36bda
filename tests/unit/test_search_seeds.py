"""What a reader of the five articles types, slips included, and must find."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.search import Article
from reader.search.engine import SearchIndex


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    made = SearchIndex()
    for path in sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")):
        made.add(Article(path.name, path.read_bytes().decode("utf-8")))
    return made


@pytest.mark.parametrize(
    ("query", "words", "articles"),
    [
        ("Lukashenka", "Lukashenko", {"003", "004"}),
        ("Лукашенко", "Lukashenko", {"003", "004"}),
        ("Лукаш", "Lukashenko", {"003", "004"}),
        ("dzirklan", "Dzirkaln", {"002"}),
        ("dzirkl", "Dzirkaln", {"002"}),
        ("Serdukov", "Serdyukov", {"002"}),
        ("Litvinienko", "Litvinenko", {"000", "001"}),
        ("Kalashnikof", "Kalashnikov", {"000", "001"}),
        ("Zelenskiy", "Zelensky", {"003"}),
        ("Рогозин", "Rogozin", {"004"}),
        ("cooperation", "co-operation", {"004"}),
    ],
)
def test_a_misspelt_name_finds_every_article_that_has_it(
    index: SearchIndex, query: str, words: str, articles: set[str]
) -> None:
    found = index.search(query, k=50)
    marked = [
        (hit.path[:3], hit.text[h.start - hit.start : h.end - hit.start])
        for hit in found.results
        for h in hit.highlights
    ]
    assert articles <= {path for path, shown in marked if shown.lower() == words.lower()}
    assert found.results[0].path[:3] in articles or query == "cooperation"


def test_two_words_meet_in_the_passage_that_has_both(index: SearchIndex) -> None:
    first = index.search("Medvedyev ammunition").results[0]
    assert first.path.startswith("003")
    assert {first.text[h.start - first.start : h.end - first.start] for h in first.highlights} >= {
        "Medvedev",
        "ammunition",
    }
