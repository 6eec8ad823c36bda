"""The desk of the search: the latest query wins, failures are told, and the thread goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from reader.search.results import Article, NotePassage, Results
from reader.searching import SearchDesk

PATIENCE = 20.0


class Index:
    """An index that writes down what is asked of it, and answers when it is let."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.fail: set[str] = set()
        self.saw_cancel: list[bool] = []

    def add(self, article: Article) -> None:
        if article.path in self.fail:
            raise ValueError(f"cannot index {article.path}")
        self.done.append(f"add {article.path}")

    def set_notes(self, notes: list[NotePassage]) -> None:
        self.done.append(f"notes {len(notes)}")

    def set_unread(self, paths: list[str]) -> None:
        self.done.append(f"unread {paths}")

    def search(
        self,
        query: str,
        filters: object = None,
        k: int = 20,
        *,
        exact: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Results:
        self.entered.set()
        assert self.gate.wait(PATIENCE)
        self.saw_cancel.append(cancelled())
        if query in self.fail:
            raise RuntimeError(f"cannot find {query}")
        self.done.append(f"search {query} {k} {exact}")
        return Results(query, (), 0, 0, 0.0)


class Heard:
    """What the desk told."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = []
        self.failures: list[str] = []

    def until(self, true: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, (self.answers, self.failures)
            time.sleep(0.002)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Index:
    made = Index()
    monkeypatch.setattr("reader.search.engine.SearchIndex", lambda: made)
    return made


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def desk(index: Index, heard: Heard) -> Iterator[SearchDesk]:
    made = SearchDesk(
        lambda generation, results: heard.answers.append((generation, results.query)), heard.failures.append
    )
    yield made
    index.gate.set()
    made.close()


def article(path: str) -> Article:
    return Article(path, "text")


def test_nothing_happens_before_the_start_and_then_all_of_it(
    desk: SearchDesk, index: Index, heard: Heard
) -> None:
    desk.add(lambda: article("a"))
    desk.set_notes(list)
    number = desk.ask("words", k=7, exact=True)
    assert (index.done, heard.answers) == ([], [])
    desk.start()
    desk.start()
    heard.until(lambda: {"add a", "notes 0"} <= set(index.done))
    heard.until(lambda: heard.answers)
    assert heard.answers[0] == (number, "words")
    assert "search words 7 True" in index.done
    assert index.done.count("add a") == 1


def test_articles_are_indexed_in_their_order(desk: SearchDesk, index: Index, heard: Heard) -> None:
    for name in "abcd":
        desk.add(partial(article, name))
    desk.start()
    heard.until(lambda: len(index.done) >= 4)
    assert [done for done in index.done if done.startswith("add")] == ["add a", "add b", "add c", "add d"]


def test_a_query_that_was_overtaken_is_neither_answered_nor_asked(
    desk: SearchDesk, index: Index, heard: Heard
) -> None:
    index.gate.clear()
    desk.start()
    desk.ask("first")
    assert index.entered.wait(PATIENCE)
    desk.ask("second")
    last = desk.ask("third")
    index.gate.set()
    heard.until(lambda: heard.answers)
    assert heard.answers == [(last, "third")]
    assert not any("second" in done for done in index.done)
    # The one under way was told to give up, the last one was not.
    assert index.saw_cancel == [True, False]


def test_generations_only_grow(desk: SearchDesk) -> None:
    numbers = [desk.ask(word) for word in ("a", "b", "a")]
    assert numbers == sorted(set(numbers))


def test_an_answer_that_was_dropped_is_not_told(desk: SearchDesk, index: Index, heard: Heard) -> None:
    index.gate.clear()
    desk.start()
    desk.ask("first")
    assert index.entered.wait(PATIENCE)
    desk.drop()
    index.gate.set()
    last = desk.ask("second")
    heard.until(lambda: heard.answers)
    assert heard.answers == [(last, "second")]


def test_an_answer_is_told_anew_when_more_was_indexed(desk: SearchDesk, index: Index, heard: Heard) -> None:
    desk.start()
    number = desk.ask("words")
    heard.until(lambda: heard.answers)
    desk.add(lambda: article("later"))
    heard.until(lambda: len(heard.answers) >= 2)
    assert heard.answers[-1] == (number, "words")
    assert index.done.index("add later") < len(index.done) - 1
    assert index.done[-1].startswith("search words")
    desk.drop()
    told, cancelled = len(heard.answers), len(index.saw_cancel)
    desk.add(lambda: article("last"))
    desk.add(lambda: article("very last"))
    heard.until(lambda: "add very last" in index.done)
    time.sleep(0.05)
    assert (len(heard.answers), len(index.saw_cancel)) == (told, cancelled)


def test_failures_are_told_in_one_line_and_the_thread_goes_on(
    desk: SearchDesk, index: Index, heard: Heard
) -> None:
    index.fail = {"bad", "broken"}
    desk.start()
    desk.add(lambda: article("bad"))
    heard.until(lambda: heard.failures)
    assert heard.failures == ["search failed: ValueError: cannot index bad"]
    desk.ask("broken")
    heard.until(lambda: len(heard.failures) >= 2)
    assert heard.failures[1] == "search failed: RuntimeError: cannot find broken"
    assert heard.answers == []
    last = desk.ask("fine")
    heard.until(lambda: heard.answers)
    assert heard.answers[0] == (last, "fine")


def test_closing_ends_the_thread_and_drops_what_is_under_way(
    desk: SearchDesk, index: Index, heard: Heard
) -> None:
    index.gate.clear()
    desk.start()
    desk.ask("first")
    assert index.entered.wait(PATIENCE)
    thread = desk._thread
    assert thread is not None
    threading.Timer(0.05, index.gate.set).start()
    desk.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert heard.answers == []
    desk.add(lambda: article("after"))
    assert "add after" not in index.done
