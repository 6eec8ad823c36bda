"""The index: what is found, in which order, with which marks; adding, removing, notes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus.document import Block, Range
from reader.search import Article, ArticleEntity, Hit, NotePassage, Results
from reader.search.engine import SearchIndex

FILLER = "Nothing else of note was said by anybody at all on that long and quiet afternoon in the town. " * 4


def article(path: str, *paragraphs: str, filler: bool = True, title: str = "") -> Article:
    """Each paragraph is long enough to be a passage of its own."""
    return Article(path, "\n\n".join(p + (" " + FILLER).rstrip() * filler for p in paragraphs), title=title)


def index_of(*articles: Article) -> SearchIndex:
    index = SearchIndex()
    for one in articles:
        index.add(one)
    return index


def shown(hit: Hit) -> list[tuple[str, str]]:
    return [(hit.text[h.start : h.end], h.kind) for h in hit.local_highlights]


def places(results: Results) -> list[tuple[str, str]]:
    """Path and first word of each hit."""
    return [(hit.path, hit.text.split()[0]) for hit in results.results]


def test_marks_point_into_the_article() -> None:
    text = f"Alpha. {FILLER}\n\nThe\u00a0CAFE\u0301 of\nLukashenko’s co-operation, arms-\nrace. {FILLER}"
    index = index_of(Article("a", text))
    hit = index.search("cafe lukashenka cooperation").results[0]
    assert hit.text == text[hit.start : hit.end]
    assert [(text[h.start : h.end], h.kind, h.word, h.reason) for h in hit.highlights] == [
        ("CAFE\u0301", "exact", "cafe", ""),
        ("Lukashenko", "transliteration", "lukashenka", "Lukashenko: transliteration"),
        ("co-operation", "exact", "cooperation", ""),
    ]
    assert shown(index.search("armsrace").results[0]) == [("arms-\nrace", "exact")]
    assert hit.words == 3
    assert hit.edits == 1


def test_words_as_typed_come_before_words_that_need_an_edit() -> None:
    index = index_of(
        article("a", "Treary treary treary arms arms arms deal."),
        article("b", "The treaty, he said, was on the table. " + FILLER + "And arms were too."),
    )
    assert [hit.path for hit in index.search("treaty arms ").results] == ["b", "a"]
    assert [hit.edits for hit in index.search("treaty arms ").results] == [0, 2]


def test_all_words_come_before_some() -> None:
    index = index_of(
        article("a", "Zebra zebra zebra."), article("b", "Quagga and zebra."), article("c", "Other.")
    )
    found = index.search("zebra quagga")
    assert [(hit.path, hit.words) for hit in found.results] == [("b", 2), ("a", 1)]
    assert (found.passages, found.articles) == (2, 2)


def test_words_that_stand_together_come_first() -> None:
    index = index_of(
        article("far", "Zebra " + "and so on " * 20 + "quagga."),
        article("near", "A zebra quagga " + "and so on " * 20),
    )
    assert index.search("zebra quagga").results[0].path == "near"


def test_phrases_are_found_across_line_wraps_and_in_compounds() -> None:
    index = index_of(
        article("a", "The defence\ntreaty was signed."),
        article("b", "The treaty of defence was not."),
        article("c", "A military technical co-operation agreement."),
    )
    assert [hit.path for hit in index.search('"defence treaty"').results] == ["a"]
    assert shown(index.search('"defence treaty"').results[0]) == [("defence\ntreaty", "phrase")]
    assert [hit.path for hit in index.search('"defence trea').results] == ["a"]
    assert shown(index.search('"cooperation agreement"').results[0]) == [("co-operation agreement", "phrase")]
    assert shown(index.search('"co-operation agreement"').results[0]) == [
        ("co-operation agreement", "phrase")
    ]
    assert index.search('"defence treaty"').passages == 1
    assert index.search('"treaty defence"').passages == 0


def test_exact_excluded_and_either() -> None:
    index = index_of(
        article("a", "The army marched."),
        article("b", "The arms arrived."),
        article("c", "The arms of the police."),
    )
    assert [hit.path for hit in index.search("=arms -police").results] == ["b"]
    assert {hit.path for hit in index.search("=army | =police").results} == {"a", "c"}
    assert {hit.path for hit in index.search("arms ").results} == {"a", "b", "c"}
    assert {hit.path for hit in index.search("arms ", exact=True).results} == {"b", "c"}
    assert {hit.path for hit in index.search('arms -"the police"').results} == {"a", "b"}
    assert index.search("army police", exact=True).passages == 0


def test_a_hyphen_makes_no_difference() -> None:
    index = index_of(
        article("a", "Cooperation."), article("b", "Co-operation."), article("c", "Co operation.")
    )
    for query in ("cooperation", "co-operation", "co-oper"):
        assert {hit.path for hit in index.search(query).results} >= {"a", "b"}
    assert {hit.path for hit in index.search("co-operation").results} == {"a", "b", "c"}


def test_numbers_are_never_fuzzy() -> None:
    index = index_of(article("a", "In 2014."), article("b", "In 2015."))
    assert [hit.path for hit in index.search("2014").results] == ["a"]
    assert index.search("2013").passages == 0


def test_equal_passages_fold_under_the_first() -> None:
    index = index_of(
        article("b", "The same wire story."),
        article("a", "Intro.", "The same wire story."),
        article("c", "The same wire story."),
    )
    found = index.search("wire story")
    assert (found.passages, found.copies, found.articles, len(found.results)) == (3, 2, 3, 1)
    assert found.results[0].path == "a"
    assert [place.path for place in found.results[0].others] == ["b", "c"]
    index.remove("a")
    found = index.search("wire story")
    assert found.results[0].path == "b"
    assert [place.path for place in found.results[0].others] == ["c"]


def test_boilerplate_comes_last_but_is_found() -> None:
    text = f"Subscribe to our newsletter.\n\nReaders who subscribe get mail; {FILLER}"
    blocks = (Block(0, 28, "boilerplate"), Block(30, len(text) - 1, "paragraph", 1))
    found = index_of(Article("a", text, blocks)).search("subscribe")
    assert [hit.field for hit in found.results] == ["text", "boilerplate"]
    assert index_of(Article("a", text, boilerplate=(Range(0, 28),))).search("newsletter").results[
        0
    ].field == ("boilerplate")


def test_titles_are_found_in_the_text_or_beside_it() -> None:
    text = f"Great Headline\n\n{FILLER}"
    inside = Article("in", text, (Block(0, 14, "title"), Block(16, len(text) - 1)), title="Great Headline")
    beside = Article("by", FILLER.strip(), title="Great Headline Elsewhere")
    hits = {hit.path: hit for hit in index_of(inside, beside).search("headline").results}
    assert (hits["in"].field, hits["in"].start, hits["in"].end, hits["in"].in_article) == (
        "title",
        0,
        14,
        True,
    )
    assert (hits["by"].field, hits["by"].start, hits["by"].end, hits["by"].in_article) == (
        "title",
        0,
        0,
        False,
    )
    assert shown(hits["by"]) == [("Headline", "exact")]
    assert len(hits) == 2


def test_one_or_two_letters_search_titles_entities_and_tags_only() -> None:
    entity = ArticleEntity("org:un", "UN", ("United Nations",), (Range(0, 2),))
    first = Article("a", f"UN men met. {FILLER}", title="Unity", entities=(entity,))
    index = index_of(first, article("b", "Under the sun.", title="Moon"))
    index.set_notes([NotePassage("b", "1", 0, 5, tags=("unclear",), note="unsure")])
    found = index.search("un")
    assert [(hit.field, hit.path) for hit in found.results] == [("entity", "a"), ("title", "a"), ("tag", "b")]
    assert found.results[0].text == "UN · United Nations"
    assert (found.results[0].start, found.results[0].end) == (0, 2)
    assert found.hints
    assert {hit.field for hit in index.search("und").results} == {"text"}


def test_another_name_of_an_entity_finds_its_mentions() -> None:
    text = f"Talks in Belarus went on. {FILLER}"
    country = ArticleEntity("gpe:BY", "Belarus", ("Byelorussia",), (Range(9, 16),))
    index = index_of(Article("a", text, entities=(country,)), article("b", "Byelorussia itself."))
    found = index.search("Byelorussia")
    assert [hit.path for hit in found.results] == ["b", "a"]
    (mark,) = found.results[1].highlights
    assert (mark.start, mark.end, mark.kind) == (9, 16, "alias")
    assert mark.reason == "Belarus: another name for byelorussia"
    assert [hit.path for hit in index.search("byelorussia", exact=True).results] == ["b"]


def test_articles_come_and_go() -> None:
    index = SearchIndex()
    assert index.search("zebra").results == ()
    for number in range(30):
        index.add(article(f"{number:02}", f"Zebra number{number}."))
        assert index.search("zebra", k=100).passages == number + 1
    index.add(article("07", "Quagga."))
    assert index.search("zebra", k=100).passages == 29
    assert [hit.path for hit in index.search("quagga").results] == ["07"]
    for number in range(0, 30, 2):
        index.remove(f"{number:02}")
    index.remove("never there")
    assert {hit.path for hit in index.search("zebra", k=100).results} == {
        f"{n:02}" for n in range(1, 30, 2) if n != 7
    }
    assert len(index) == 15
    assert "07" in index
    assert "08" not in index


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["add", "remove", "search"])), max_size=25))
def test_an_index_built_in_steps_answers_as_one_built_at_once(steps: list[tuple[int, str]]) -> None:
    grown = SearchIndex()
    kept: dict[str, Article] = {}
    for number, (which, what) in enumerate(steps):
        path = str(which)
        if what == "add":
            kept[path] = article(path, f"Zebra word{number} quagga.", f"Other word{which}.")
            grown.add(kept[path])
        elif what == "remove":
            kept.pop(path, None)
            grown.remove(path)
        else:
            grown.search("zebra")
    whole = index_of(*kept.values())
    for query in ("zebra", "quaga", "word1", "other word3"):
        a, b = grown.search(query, k=50), whole.search(query, k=50)
        assert {(h.path, h.start, h.others) for h in a.results} == {
            (h.path, h.start, h.others) for h in b.results
        }
        assert (a.passages, a.articles) == (b.passages, b.articles)


def test_notes_tags_and_quotes() -> None:
    index = index_of(article("a", "Zebra one."), article("b", "Zebra two."))
    index.set_notes(
        [
            NotePassage(
                "a",
                "11",
                0,
                9,
                note="Compare the quagga’s stripes",
                tags=("frame/mockery",),
                quote="Zebra one",
            ),
            NotePassage("b", "12", -1, -1, note="", tags=(), quote="a lost quagga"),
        ]
    )
    (hit,) = index.search("quagha").results
    assert (hit.field, hit.path, hit.start, hit.end, hit.annotation_id) == ("note", "a", 0, 9, "11")
    assert shown(hit) == [("quagga", "edit")]
    assert hit.text == "Compare the quagga’s stripes"
    assert [h.field for h in index.search("mockery").results] == ["tag"]
    assert [(h.path, h.start, h.end) for h in index.search("quagga in:quote").results] == [("b", 0, 0)]
    assert {h.field for h in index.search("zebra").results} == {"text"}
    index.set_notes([])
    assert index.search("quagga").passages == 0


@pytest.mark.parametrize("query", ["", "   ", "()!?", '"', '""', "-", "-zebra", "=", "|", "\0", "a:" * 3])
def test_nothing_to_find_is_no_error(query: str) -> None:
    found = index_of(article("a", "Zebra.")).search(query)
    assert found.results == ()
    assert found.passages == 0
    assert not found.cancelled


@pytest.mark.parametrize(
    "query",
    [
        "z" * 10_000,
        "zebra " * 2_000,
        '"' * 10_000,
        '"zebra ' * 900,
        "zebra\0quagga",
        "zebra|" * 900,
        "\ud800 zebra",
    ],
)
def test_hostile_queries_are_answered(query: str) -> None:
    found = index_of(article("a", "Zebra and quagga.")).search(query)
    assert found.query == query
    assert len(found.results) <= 1


def test_k_and_cancelling() -> None:
    index = index_of(*(article(str(n), f"Zebra word{n}.") for n in range(5)))
    found = index.search("zebra", k=2)
    assert (len(found.results), found.passages) == (2, 5)
    assert index.search("zebra", k=0).results == ()
    asked = iter([False, False, True, True, True, True, True])
    stopped = index.search("zebra", cancelled=lambda: next(asked))
    assert stopped.cancelled
    assert stopped.results == ()


def test_the_last_word_of_one_or_two_letters_loses_nothing() -> None:
    index = index_of(article("a", "Zebra war."), article("b", "Zebra war of ii."))
    for query in ("zebra w", "zebra wa", "zebra xq"):
        assert {hit.path for hit in index.search(query).results} == {"a", "b"}
    assert index.search("zebra ii").results[0].path == "b"


def test_of_one_word_only_the_best_kind_of_match_is_marked() -> None:
    hit = index_of(article("a", "The arms of the army.")).search("arms ").results[0]
    assert shown(hit) == [("arms", "exact")]


def test_json_has_the_documented_shape() -> None:
    found = index_of(article("a", "Zebra.", title="T")).search("zebra").to_dict()
    assert list(found) == ["query", "took_ms", "results"]
    (hit,) = found["results"]
    assert list(hit) == [
        "path",
        "start",
        "end",
        "field",
        "score",
        "title",
        "source",
        "date",
        "text",
        "highlights",
    ]
    assert hit["highlights"] == [{"start": 0, "end": 5, "kind": "exact", "word": "zebra"}]


def test_the_package_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'rapidfuzz', 'textual', 'rich'}"
    code = f"import sys, reader.search; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_two_characters_of_a_text_without_spaces_are_found_in_it() -> None:
    index = index_of(
        article("a", "俄罗斯总统普京说，两国关系很好。"),
        article("b", "中国的京普不是。"),
        article("c", "プーチン大統領は言った。"),
        article("d", "푸틴은 말했다."),
    )
    for query, path, words in (
        ("普京", "a", "普京"),
        ("总统普京", "a", "总统普京"),
        ("チン", "c", "チン"),
        ("大統", "c", "大統"),
        ("푸틴", "d", "푸틴은"),
    ):
        found = index.search(query)
        assert ([hit.path for hit in found.results], found.short) == ([path], False)
        assert [text for text, _ in shown(found.results[0])] == [words]
    assert {hit.path for hit in index.search("普京 俄罗斯").results} == {"a"}
    for query in ("普", "Mr"):
        found = index.search(query)
        assert (found.results, found.short) == ((), True)
        assert found.hints == (
            "one or two letters search titles, entities and tags; a third searches the texts",
        )
