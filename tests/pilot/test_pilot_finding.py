"""Finding by keys: in the article, across the corpus, and answers that come too late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reader.coding import Draft
from reader.search.results import Article, Hit, NotePassage, Results
from reader.tui.messages import Recognised
from tests.pilot.driving import Driver, OpenReader, plain

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


def places(reader: Driver, words: str) -> list[int]:
    """Where *words* stand in the open article, case aside."""
    text, wanted = plain(reader.text).casefold(), words.casefold()
    found, at = [], text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


async def test_hits_are_lit_while_one_types_and_gone_through_round_the_end(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("3", "G")
        began = reader.caret
        await reader.press("/")
        await reader.type("treat")
        expected = places(reader, "treat")
        assert [start for start, _ in reader.lit] == expected
        following = [place for place in expected if place >= began]
        assert reader.caret == following[0]
        await reader.press("escape")
        assert (reader.caret, reader.lit, reader.context) == (began, [], "READ")
        await reader.press("/")
        await reader.type("British")
        await reader.press("enter")
        expected = places(reader, "british")
        assert len(expected) > 3
        first = next(n for n, place in enumerate(expected) if place >= began)
        assert reader.caret == expected[first]
        assert reader.message.startswith(f"hit {first + 1} of {len(expected)}")
        await reader.press("n", "2", "n")
        assert reader.caret == expected[(first + 3) % len(expected)]
        await reader.press("3", "N")
        assert reader.caret == expected[first]
        await reader.press("g", "g", "N")
        assert reader.caret == expected[-1]
        assert "went round" in reader.message
        await reader.press("n")
        assert reader.caret == expected[0]
        assert "went round" in reader.message
        await reader.press("n")
        assert "went round" not in reader.message
        await reader.press("<", "<")
        assert reader.path == TREATY
        await reader.press("escape")
        assert reader.lit == []
        await reader.press("n")
        assert "nothing is being searched" in reader.message


async def test_words_that_are_not_there_leave_the_caret_and_say_so(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G")
        began = reader.caret
        await reader.press("/")
        await reader.type("Lukashenka")
        await reader.press("enter")
        assert reader.caret == began
        assert "“Lukashenka” is not in this article" in reader.message
        assert reader.warned
        assert reader.lit == []
        await reader.press("/", "enter")
        assert reader.message == "nothing was typed, and nothing was searched before"
        assert reader.caret == began
        assert reader.screen.state.searches("article") == ()


async def test_an_empty_search_repeats_the_last_and_arrows_bring_back_older_ones(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        for words in ("London", "treaty"):
            await reader.press("/")
            await reader.type(words)
            await reader.press("enter")
        await reader.press("g", "g", "/", "enter")
        assert reader.caret == places(reader, "treaty")[0]
        await reader.press("/")
        assert reader.completions == ["London", "treaty"]
        await reader.press("up")
        assert reader.screen.prompt.value == "treaty"
        await reader.press("up")
        assert reader.screen.prompt.value == "London"
        assert [start for start, _ in reader.lit] == places(reader, "london")
        await reader.press("enter")
        assert "hit" in reader.message


async def test_search_folds_case_spaces_quotes_and_takes_everything_literally(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("/")
        await reader.type('SO-CALLED  "unclassified" tech')
        await reader.press("enter")
        assert plain(reader.text[reader.caret :]).startswith("so-called")
        for words in ("(.*", "[", "\\", "+++"):
            await reader.press("/")
            await reader.type(words)
            await reader.press("enter")
            assert "is not in this article" in reader.message


async def test_the_word_at_the_caret(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("British companies working")
        here = reader.caret
        await reader.press("l", "l", "*")
        expected = places(reader, "british")
        assert reader.caret == next(place for place in expected if place > here)
        await reader.press("N")
        assert reader.caret == here
        assert [start for start, _ in reader.lit] == expected
        await reader.at("in ")
        await reader.press("*")
        around = {reader.text[max(0, start - 1)] + reader.text[end] for start, end in reader.lit}
        assert not any(char.isalnum() for pair in around for char in pair), "letters inside words are no word"


async def test_a_misspelt_name_is_found_in_the_corpus_and_one_comes_back_to_the_hits(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G")
        began = reader.caret
        await reader.press("f")
        await reader.type("lukashenka drone")
        await reader.until(lambda: reader.hits and reader.hits[0].path == ARMS, "the best hit")
        await reader.press("down", "up", "enter")
        assert reader.path == ARMS
        assert plain(reader.text[reader.caret :]).startswith(("Lukashenko", "drone"))
        assert reader.caret in [start for start, _ in reader.lit]
        assert reader.context == "READ"
        await reader.press("ctrl+o")
        assert reader.searching.typed == "lukashenka drone"
        await reader.until(lambda: reader.hits, "hits")
        await reader.press("escape")
        assert reader.app.screen is reader.screen
        await reader.press("ctrl+o")
        assert (reader.path, reader.caret) == (TREATY, began)


async def test_exact_search_search_for_what_is_here_and_a_stance_from_the_hits(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("Kalashnikov rifles")
        await reader.press("F")
        assert reader.searching.typed == "Kalashnikov"
        await reader.until(lambda: {found.path for found in reader.hits} >= {FIRST, TREATY}, "hits")
        await reader.press("ctrl+u")
        await reader.type("kalashnikof")
        await reader.until(lambda: reader.hits, "fuzzy hits")
        await reader.press("ctrl+x")
        await reader.until(lambda: not reader.hits, "no exact hits")
        await reader.press("ctrl+x")
        await reader.until(lambda: reader.hits, "fuzzy hits again")
        wanted = reader.hits[0]
        await reader.press("ctrl+s")
        assert reader.context == "BAR"
        assert reader.path == wanted.path
        await reader.type("against")
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert stance.label == "against"
        assert "alashnikov" in reader.last.quote
        # A selection is what F looks for, and it does not grow to the place that is found.
        await reader.open(TREATY)
        await reader.at("Federal Service for Military")
        await reader.press("v", "e", "e", "F")
        assert reader.searching.typed == "Federal Service"
        await reader.press("ctrl+u")
        await reader.type("Kalashnikov rifles")
        await reader.until(lambda: reader.hits and reader.hits[0].path == TREATY, "the hit")
        await reader.press("enter")
        assert plain(reader.text[reader.caret :]).startswith("Kalashnikov rifles")
        assert (reader.context, reader.selected) == ("READ", "")


async def test_notes_and_tags_are_found_as_soon_as_they_are_made(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "a")
        await reader.type("zweifelhaft")
        await reader.press("enter", "f")
        await reader.type("zweifelhaft")
        await reader.until(lambda: reader.hits, "the note")
        assert [(found.path, found.field) for found in reader.hits] == [(TREATY, "note")]
        await reader.press("enter")
        assert reader.caret == reader.document.paragraphs[1].start
        await reader.press("u", "f")
        await reader.type("zweifelhaft")
        await reader.until(lambda: "0 passages" in str(reader.searching._count.render()), "an empty answer")
        assert reader.hits == []


class SlowIndex:
    """An index whose first answer waits until it is released."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.released = threading.Event()
        self.asked: list[str] = []

    def add(self, article: Article) -> None:
        return None

    def set_notes(self, notes: list[NotePassage]) -> None:
        return None

    def set_unread(self, paths: list[str]) -> None:
        return None

    def search(
        self,
        query: str,
        filters: object = None,
        k: int = 20,
        *,
        exact: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Results:
        self.asked.append(query)
        if len(self.asked) == 1:
            self.begun.set()
            assert self.released.wait(20)
        return Results(query, (hit(query),), 1, 1, 0.0)


def hit(query: str) -> Hit:
    """A hit that says which query it answers."""
    return Hit(
        path=TREATY, start=0, end=7, field="text", score=1.0, title=query, outlet="", date="", text="Support"
    )


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowIndex]:
    """Every index is this one."""
    index = SlowIndex()
    monkeypatch.setattr("reader.search.engine.SearchIndex", lambda: index)
    yield index
    index.released.set()


async def test_an_older_answer_never_replaces_a_newer_one(app: OpenReader, slow: SlowIndex) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("f", "a")
        await reader.until(slow.begun.is_set, "the first query")
        await reader.press("b", "c")
        assert reader.hits == []
        slow.released.set()
        await reader.until(lambda: reader.hits, "the answer")
        assert [found.title for found in reader.hits] == ["abc"]
        # Only the latest was asked of the index after the one under way.
        assert slow.asked[:2] == ["a", "abc"]
        # An answer that was on its way while one typed on is dropped.
        generation = reader.searching._generation
        reader.screen.background.desk._answered(generation - 1, Results("ab", (hit("late"),), 1, 1, 0.0))
        await reader.settle()
        assert [found.title for found in reader.hits] == ["abc"]
        await reader.press("ctrl+u")
        reader.screen.background.desk._answered(generation, Results("abc", (hit("late"),), 1, 1, 0.0))
        await reader.settle()
        assert reader.hits == []
        await reader.press("escape")
        reader.screen.background.desk._answered(generation, Results("abc", (hit("late"),), 1, 1, 0.0))
        await reader.settle()
        assert reader.context == "READ"


async def test_a_search_that_fails_is_said_and_the_next_one_works(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.search.engine import SearchIndex

    real = SearchIndex.search

    def search(self: SearchIndex, query: str, *rest: Any, **options: Any) -> Results:
        if query.startswith("boom"):
            raise RuntimeError("broken [bold]")
        return real(self, query, *rest, **options)

    monkeypatch.setattr(SearchIndex, "search", search)
    async with app(first=TREATY) as reader:
        await reader.press("f")
        await reader.type("boom")
        await reader.until(lambda: "broken [bold]" in reader.message, "the failure")
        assert reader.warned
        await reader.press("ctrl+u")
        await reader.type("treaty")
        await reader.until(lambda: reader.hits, "hits")
        await reader.press("escape", "a", "x", "enter")
        assert reader.records[0].note == "x"


async def test_a_hit_in_an_article_that_vanished_is_said(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("f")
        await reader.type("lukashenka")
        await reader.until(lambda: any(hit.path == ARMS for hit in reader.hits), "hits")
        while reader.hits[reader.searching._list.cursor].path != ARMS:
            await reader.press("down")
        (reader.workspace.corpus.root / ARMS).unlink()
        await reader.press("enter")
        assert reader.path == TREATY
        assert reader.warned
        assert ARMS in reader.message


async def test_a_draft_made_elsewhere_is_lit_where_it_was_found(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        start = reader.place_of("pioneering")
        made = reader.workspace.annotate(reader.document, [(start, start + 10)], Draft(tags=("own-tag",)))
        made[1].result(20)
        await reader.press("f")
        await reader.type("tag:own-tag")
        await reader.until(lambda: reader.hits, "the tag")
        await reader.press("enter")
        assert reader.caret == start


async def test_while_the_corpus_is_being_read_the_count_says_how_much_was(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("f")
        await reader.type("Russia")
        await reader.until(lambda: reader.hits, "an answer")

        def count() -> str:
            return str(reader.searching._count.render())

        assert "read so far" not in count()
        reader.screen.background._finished = False
        for done in (498, 1200):
            reader.screen.post_message(Recognised([], {}, done, 5000))
            await reader.settle()
            assert f" · {done:,} of 5,000 articles read so far" in count()
        reader.screen.post_message(Recognised([], {}, 5000, 5000))
        await reader.until(lambda: "read so far" not in count(), "the end of it")


async def test_what_was_searched_in_the_corpus_before_can_be_searched_again(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("f", "enter")
        assert reader.searching.typed == "", "nothing was searched yet: there is nothing to take"
        await reader.press("escape")
        for words in ("drone", "Minsk"):
            await reader.press("f")
            await reader.type(words)
            await reader.until(lambda: reader.hits, words)
            await reader.press("enter")
        await reader.press("f")
        listed = reader.searching._list
        assert [listed.item(n).id for n in range(listed.count)] == ["Minsk", "drone"]
        assert "searched before: Enter takes it again" in str(reader.searching._count.render())
        await reader.press("down", "enter")
        assert reader.searching.typed == "drone"
        await reader.until(lambda: reader.hits, "the hits again")
        await reader.press("enter")
        assert "drone" in reader.text[reader.caret :][:20].lower()
