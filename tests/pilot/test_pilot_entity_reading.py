"""The mentions of one entity while articles are still being read: what is shown, made and kept in place."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reader.corpus.document import Document
from reader.tui.screens.entity import EntityScreen
from reader.tui.widgets.line_list import Item
from tests.pilot.driving import OpenReader
from tests.pilot.entities import entity_screen, open_entity, said

ARMS = "003_b2f1ad3f4cdf42dc.txt"


def speeches(folder: Path, articles: int, paragraphs: int) -> Path:
    """A new corpus in *folder* of that many *articles*, each paragraph with one mention of one person."""
    corpus = folder / "speeches"
    corpus.mkdir()
    for n in range(articles):
        said = (f"Then Vladimir Putin spoke again, number {k} of {n}." for k in range(paragraphs))
        (corpus / f"{n:03}.txt").write_text("\n\n".join(said) + "\n")
    return corpus


async def test_of_thousands_of_mentions_those_on_the_screen_are_made(app: OpenReader, tmp_path: Path) -> None:
    corpus = speeches(tmp_path, 25, 80)
    async with app(corpus, size=(100, 30)) as reader:
        await reader.screen.finish()
        reader.screen.room.open("person:vladimir-putin")
        await reader.settle()
        screen = entity_screen(reader)
        await reader.until(lambda: screen._rows.mentions == 2_000, "all articles")
        made: list[int] = []
        item = screen._rows.item

        def counted(index: int, width: int) -> Item:
            made.append(index)
            return item(index, width)

        screen._list.set_source(screen._rows.count, 1, counted)
        await reader.press("G", "ctrl+u", "g", "g", "5", "0", "0", "G")
        assert len(set(made)) < 400
        await reader.press("/")
        await reader.type("number 79 of 24")
        assert screen._rows.mentions == 1


async def test_the_row_stays_where_it_is_while_articles_above_it_are_read(
    app: OpenReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = speeches(tmp_path, 8, 9)
    monkeypatch.setattr("reader.tui.entity_room.FILLING", 10)
    monkeypatch.setattr(EntityScreen, "read_on", lambda screen: None)
    async with app(corpus, first="002.txt", size=(100, 30)) as reader:
        await reader.press("3", "G")
        await reader.at("Vladimir Putin")
        screen = await open_entity(reader, "Vladimir Putin")
        await reader.painted()
        row = screen._list.current
        assert row is not None
        assert row.startswith("002.txt:"), "the article one comes from is read first"
        assert screen._rows.mentions == 9
        assert "still being read" in " ".join(screen._status.status.facts)
        above = screen._list.cursor - screen._list.top
        for groups in screen._room.rest():
            screen._room.take(screen._room.generation, groups)
            screen.show()
        assert screen._rows.mentions == 72
        assert (screen._list.current, screen._list.cursor - screen._list.top) == (row, above)
        screen._room.take(screen._room.generation - 1, [])
        assert "still being read" not in " ".join(screen._status.status.facts)


async def test_articles_that_are_not_at_hand_are_read_beside_the_screen(
    app: OpenReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = speeches(tmp_path, 8, 9)
    async with app(corpus, first="002.txt", size=(100, 30)) as reader:
        await reader.at("Vladimir Putin")
        articles, interface = reader.workspace.corpus, threading.get_ident()
        at_hand, document, gate = articles.at_hand, articles.document, threading.Event()

        def read(path: str) -> Document:
            assert threading.get_ident() != interface
            assert gate.wait(20)
            return document(path)

        monkeypatch.setattr(articles, "at_hand", lambda path: at_hand(path) if path == "002.txt" else None)
        monkeypatch.setattr(articles, "document", read)
        screen = await open_entity(reader, "Vladimir Putin")
        assert screen._rows.mentions == 9
        await reader.press("j", "j")
        await reader.painted()
        row, above = screen._list.current, screen._list.cursor - screen._list.top
        assert "still being read" in " ".join(screen._status.status.facts)
        gate.set()
        await reader.until(lambda: screen._rows.mentions == 72, "the others")
        assert (screen._list.current, screen._list.cursor - screen._list.top) == (row, above)
        assert "still being read" not in " ".join(screen._status.status.facts)
        # What is read again stands as it was until it was read.
        gate.clear()
        await reader.press("g", "g")
        row = screen._list.current
        screen._room.reread(["000.txt"])
        screen._room.changed()
        assert screen._room.unread == 1
        assert (screen._list.current, screen._rows.mentions) == (row, 72)
        gate.set()
        await reader.until(lambda: not screen._room.unread, "it to be read again")
        assert (screen._list.current, screen._rows.mentions) == (row, 72)


async def test_where_nothing_is_at_hand_it_says_that_articles_are_being_read(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=ARMS) as reader:
        monkeypatch.setattr(reader.workspace.corpus, "at_hand", lambda path: None)
        monkeypatch.setattr(EntityScreen, "read_on", lambda screen: None)
        screen = await open_entity(reader, "Russia was running short")
        assert (screen._rows.count, screen._list.empty) == (0, "articles are still being read")
        await reader.press("enter")
        assert said(reader) == "there is no mention here yet"
        for groups in screen._room.rest():
            screen._room.take(screen._room.generation, groups)
            screen.show()
            assert str(screen._list.current).startswith(ARMS), "the article one comes from is read first"
        await reader.press("/")
        await reader.type("no such words")
        assert (screen._rows.count, screen._list.empty) == (0, "no mention holds that; Esc shows all")
