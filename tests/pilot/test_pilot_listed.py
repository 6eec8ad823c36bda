"""What is done to an article while the list has the keys is done to the one under its cursor."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.coding import Draft
from reader.workspace import Workspace
from tests.pilot.driving import Driver, OpenReader

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
OTHER = "002_7dfa6152b7d8daca.txt"


async def in_the_list(reader: Driver) -> None:
    """The list gets the keys, its cursor two rows below the open article."""
    await reader.press("g", "l", "j", "j")
    assert reader.context == "LIST"
    assert (reader.path, reader.screen.articles.current) == (FIRST, OTHER)


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_a_note_a_mark_and_what_is_known_go_to_the_article_under_the_cursor(
    app: OpenReader, seeds: Path, size: tuple[int, int]
) -> None:
    async with app(first=FIRST, size=size) as reader:
        await in_the_list(reader)
        await reader.press("A", *"of the other", "enter")
        await reader.saved()
        assert {path: len(reader.store.annotations(path)) for path in reader.store.paths()} == {OTHER: 1}
        # One sees what one writes about, stays in the list, and comes back to where one read.
        assert reader.context == "LIST"
        assert reader.path == OTHER
        await reader.press("k", "g", "d")
        assert reader.store.codings()[TREATY].state == "done"
        assert {*reader.store.codings()} == {TREATY}
        await reader.press("j", "g", "m")
        await reader.burst("ctrl+u", *"A title of my own", "enter")
        assert f"{OTHER},A title of my own" in (seeds / "articles.csv").read_text()
        assert reader.path == OTHER
        await reader.press("escape", "ctrl+o", "ctrl+o", "ctrl+o")
        assert reader.path == FIRST


async def test_what_is_under_the_cursor_is_copied(app: OpenReader, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app(first=FIRST, size=(160, 45)) as reader:
        copied: list[str] = []
        monkeypatch.setattr(reader.app, "copy_to_clipboard", copied.append)
        await in_the_list(reader)
        await reader.press("y")
        assert copied[-1].startswith("“Government Interested in Foreign Technology, Not")
        assert OTHER in copied[-1]
        assert reader.path == FIRST
        await reader.press("escape")
        for words in ("Kalashnikov", "landmark"):
            await reader.coded(words, Draft(note=words))
        await reader.press("g", "a", "G", "y")
        assert copied[-1].startswith("“Kalashnikov” (")
        await reader.press("k", "y")
        assert copied[-1].startswith("“landmark” (")


async def test_annotations_are_not_changed_from_the_list(app: OpenReader) -> None:
    async with app(first=FIRST) as reader:
        await reader.coded("Britain", Draft(note="stays"))
        for keys in (("d", "d"), ("i",)):
            await reader.press("g", "l", *keys)
            assert "no annotation in the list" in reader.message
            assert reader.context == "LIST"
        assert [record.note for record in reader.records] == ["stays"]


async def test_an_article_that_vanished_is_not_marked(app: OpenReader, seeds: Path) -> None:
    async with app(first=FIRST) as reader:
        (seeds / OTHER).unlink()
        await in_the_list(reader)
        for keys in (("A",), ("g", "d"), ("g", "m")):
            await reader.press(*keys)
            assert OTHER in reader.message
            assert reader.warned
            assert reader.context == "LIST"
        assert reader.path == FIRST
        assert dict(reader.store.codings()) == {}


async def test_the_next_article_is_the_next_of_those_listed(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.press("g", "l", "/")
        await reader.type("moscow")
        await reader.press("enter")
        assert reader.screen.articles.ids == [TREATY, OTHER]
        await reader.press("J")
        assert reader.path == OTHER
        assert reader.screen.articles.current == OTHER
        await reader.press("J")
        assert reader.message == "this is the last article of those listed"
        assert reader.path == OTHER
        await reader.press("K")
        assert reader.path == TREATY


async def test_another_text_under_the_name_of_a_coded_article_is_open(app: OpenReader, seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    for path in (TREATY, OTHER):
        workspace.set_state(workspace.document(path), "done")[1].result(20)
    workspace.close()
    (seeds / TREATY).write_bytes((seeds / FIRST).read_bytes())
    async with app(first=FIRST, size=(160, 45)) as reader:
        await reader.known()
        states = {path: reader.screen.sides.card(path).coding for path in (TREATY, OTHER)}
        assert states == {TREATY: "open", OTHER: "done"}
        await reader.press("g", "l", "j", "g", "d")
        await reader.saved()
        assert (reader.path, reader.screen.sides.card(TREATY).coding) == (TREATY, "done")
        assert len(reader.store.codings().of(TREATY)) == 2
        await reader.press("g", "d")
        await reader.saved()
        assert reader.screen.sides.card(TREATY).coding == "open"
        assert sorted(one.state for one in reader.store.codings().of(TREATY)) == ["done", "open"]
