"""What is read beside the screen: no key waits until an article is parsed that nobody opens."""

from __future__ import annotations

import gc
import threading
from pathlib import Path
from typing import Any

import pytest
from textual import events

from annotations.changes import Action, Change
from reader.coding import Draft
from reader.corpus import corpus, parsing, shelf
from reader.corpus.document import Document
from reader.refreshing import Refreshed
from reader.tui.messages import Failed, Followed
from reader.workspace import Workspace
from tests.pilot.driving import PATIENCE, Driver, OpenReader

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
LAST = "004_456d49786a4be5be.txt"


class Parsed:
    """Which articles were parsed, and in which thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waited_for: list[str] = []
        """Those of the interface's own thread."""
        self.beside: list[str] = []
        parse, interface = parsing.parse, threading.current_thread()

        def parsed(path: str, *args: Any, **options: Any) -> Document:
            here = threading.current_thread() is interface
            (self.waited_for if here else self.beside).append(path)
            return parse(path, *args, **options)

        monkeypatch.setattr(corpus, "parse", parsed)
        # Of the many articles of a large corpus few are kept in memory.
        monkeypatch.setattr(shelf, "CACHED_DOCUMENTS", 2)

    def begin(self) -> None:
        """What was parsed until now was asked for."""
        self.waited_for.clear()
        self.beside.clear()


async def found(reader: Driver, query: str) -> set[str]:
    """The articles that a search over the corpus finds, once the answer is there."""
    await reader.press("f")
    await reader.type(query)
    await reader.until(lambda: "passage" in str(reader.searching._count.render()), "an answer")
    paths = {hit.path for hit in reader.hits}
    await reader.press("escape")
    return paths


async def test_recognition_and_what_follows_it_parse_nothing_on_the_interfaces_thread(
    app: OpenReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        name = f"Mr. Person{number % 7}" if number % 2 else f"Ann Person{number % 7}"
        (folder / f"{number:02}.txt").write_text(
            f"Headline {number}\n\nThe words of {name} are of number {number}.\n"
        )
    async with app(folder, first="31.txt") as reader:
        await reader.coded("words", Draft(note="zweifelhaft"))
        await reader.saved()
    parsed = Parsed(monkeypatch)
    async with app(folder, first="05.txt", size=(120, 12), known=False) as reader:
        parsed.begin()
        await reader.known()
        await reader.until(lambda: reader.screen.sides.card("31.txt").notes == 1, "the counts")
        assert {*parsed.beside} >= {*reader.workspace.paths} - {"05.txt"}
        assert parsed.waited_for == []
        # What is looked at beside the hits is another matter: one article, asked for.
        assert await found(reader, "note:zweifelhaft") == {"31.txt"}
        assert await found(reader, '"number 38"') == {"38.txt"}
        assert {*parsed.waited_for} <= {"31.txt", "38.txt"}


async def test_changes_over_many_articles_parse_nothing_on_the_interfaces_thread(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=LAST) as reader:
        for path, words in ((FIRST, "Britain"), (TREATY, "pioneering")):
            await reader.open(path)
            await reader.coded(words, Draft(note="soft"))
        await reader.open(LAST)
        await reader.saved()
        parsed = Parsed(monkeypatch)
        # Removed in two articles at once, and brought back.
        store = reader.store
        gone = [Change(path, one, None) for path in (FIRST, TREATY) for one in store.annotations(path)]
        store.apply(Action("remove", tuple(gone))).result(20)
        await reader.until(lambda: reader.screen.sides.card(TREATY).notes == 0, "the counts")
        store.undo()[1].result(20)
        await reader.until(lambda: reader.screen.sides.card(TREATY).notes == 1, "the counts")
        await reader.until(lambda: reader.screen.sides.card(FIRST).notes == 1, "the counts")
        # Another program changes texts, the open one, too, and the table.
        for path in (FIRST, LAST):
            (seeds / path).write_text("Nowherians ahead. " + (seeds / path).read_text())
        (seeds / "articles.csv").write_text(f"path,title\n{TREATY},Another title\n")
        reader.app.post_message(events.AppFocus())
        await reader.until(lambda: "read again" in reader.message, "the new text")
        await reader.until(lambda: reader.screen.sides.card(TREATY).title == "Another title", "the new title")
        await reader.known()
        assert {FIRST, LAST, TREATY} <= {*parsed.beside}
        assert parsed.waited_for == []
        assert await found(reader, "Nowherians") == {FIRST, LAST}


async def test_what_is_said_of_an_article_is_found_at_once(app: OpenReader) -> None:
    async with app(first=LAST) as reader:
        await reader.press("g", "m", "tab")
        await reader.burst("ctrl+u", *"Nowhere Herald", "enter")
        await reader.until(lambda: "articles.csv" in reader.message, "the table")
        await reader.known()
        assert await found(reader, 'outlet:"Nowhere Herald" Russia') == {LAST}


async def test_what_arrives_unasked_waits_behind_the_answer_to_a_key(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives, recognised = threading.Event(), Workspace.recognised

    def late(workspace: Workspace, path: str) -> Any:
        assert arrives.wait(PATIENCE)
        return recognised(workspace, path)

    monkeypatch.setattr(Workspace, "recognised", late)
    async with app(first=TREATY, known=False) as reader:
        monkeypatch.setattr(reader.store, "read_only", "this folder cannot be written to")
        await reader.press("+")
        assert (reader.message, reader.warned) == ("this folder cannot be written to", True)
        (seeds / LAST).unlink()
        arrives.set()
        await reader.known()
        assert (reader.message, reader.warned) == ("this folder cannot be written to", True)
        reader.screen.post_message(Followed(Refreshed(gone=(LAST,))))
        reader.screen.post_message(Failed("the index is gone"))
        await reader.settle()
        assert (reader.message, reader.warned) == ("this folder cannot be written to", True)
        # The next key brings what waited, in full, and the one after that takes it away.
        await reader.press("j")
        assert (reader.message, reader.warned) == ("the index is gone", True)
        await reader.press("j")
        assert (reader.message, reader.warned) == ("", False)
        reader.screen.post_message(Failed("the index is gone"))
        await reader.settle()
        assert reader.message == "the index is gone"
        await reader.press("+")
        assert reader.message == "this folder cannot be written to"


async def test_what_was_read_is_walked_by_no_later_collection(app: OpenReader) -> None:
    gc.disable()
    gc.freeze()  # what there was before is not what is looked for
    try:
        async with app(alone=True) as reader:
            await reader.until(lambda: reader.screen.background._checked, "the records")
            assert gc.isenabled()
            walked = {id(one) for one in gc.get_objects()}
            documents = [reader.workspace.document(path) for path in reader.workspace.paths]
            assert [one.path for one in documents if id(one) in walked] == []
    finally:
        gc.enable()
        gc.unfreeze()
