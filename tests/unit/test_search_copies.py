"""Passages that stand in several places: how many there are, and the way to each of them."""

from __future__ import annotations

from reader.search import Article
from reader.search.engine import SearchIndex

WIRE = "The wire story of the treaty that all the papers took over word for word that morning. " * 4
OWN = "A treaty, this paper wrote for itself at some length on the same morning as all the others. " * 4


def text(number: int) -> str:
    """The article of that number: something of its own, then the wire story."""
    first = f"Whatever stands on page {number} of this paper. " * 10 if number else OWN
    return f"{first}\n\n{WIRE}"


def index_of(papers: int) -> SearchIndex:
    """The wire story in so many papers, of which the first has a story of its own besides."""
    index = SearchIndex()
    for number in range(papers):
        index.add(
            Article(f"{number:02}", text(number), title=f"T{number}", outlet=f"Paper {number}", date="2014")
        )
    return index


def test_all_are_counted_and_each_is_listed_once() -> None:
    found = index_of(30).search("treaty")
    assert (found.passages, found.copies, found.articles) == (31, 29, 30)
    assert sorted(len(hit.others) for hit in found.results) == [0, 29]
    few = index_of(30).search("treaty", k=1)
    assert (len(few.results), few.passages, few.copies, few.articles) == (1, 31, 29, 30)


def test_what_is_refused_on_reading_counts_nowhere() -> None:
    found = index_of(5).search('treaty -"wire story"')
    assert (found.passages, found.copies, found.articles) == (1, 0, 1)
    found = index_of(5).search('"wire story"')
    assert (found.passages, found.copies, found.articles) == (5, 4, 5)


def test_each_place_is_a_hit_of_its_own() -> None:
    index = index_of(3)
    (hit,) = index.search('"wire story"').results
    one, two = hit.elsewhere()
    assert [(copy.path, copy.title, copy.outlet, copy.date) for copy in (one, two)] == [
        ("01", "T1", "Paper 1", "2014"),
        ("02", "T2", "Paper 2", "2014"),
    ]
    assert one.copy
    assert not hit.copy
    assert (one.others, one.text) == ((), hit.text)
    lit = [text(1)[mark.start : mark.end] for mark in one.highlights]
    assert lit[0] == "wire story"
    assert len(lit) == len(hit.highlights)
    assert [(m.start, m.end) for m in one.local_highlights] == [
        (m.start, m.end) for m in hit.local_highlights
    ]


def test_a_copy_of_other_lines_is_found_and_nothing_wrong_is_lit_there() -> None:
    index = SearchIndex()
    index.add(Article("a", WIRE))
    index.add(Article("b", WIRE.replace("wire story", "wire\r\nstory")))
    (hit,) = index.search("treaty").results
    (copy,) = hit.elsewhere()
    assert (copy.path, copy.highlights) == ("b", ())
