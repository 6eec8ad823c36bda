"""The hits of a search over the corpus: how many there are, copies, and what is said when there are none."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from reader.tui.screens.reading import ReadingScreen
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
WIRE = "Zelensky said the wire story of the treaty was taken over word for word that morning. " * 4


def counted(reader: Driver) -> str:
    return str(reader.searching._count.render()).strip()


def told(reader: Driver, said: str) -> bool:
    return said in counted(reader)


def corpus_of(folder: Path, papers: int) -> Path:
    """The same story in so many papers, each with a page of its own before it."""
    folder.mkdir()
    for number in range(papers):
        own = f"Whatever stands on page {number} of this paper. " * 10
        (folder / f"{number:02}.txt").write_text(f"Paper {number}\n\n{own}\n\n{WIRE}\n")
    return folder


async def test_copies_are_counted_and_shown_by_tab_and_opened_where_they_stand(
    app: OpenReader, tmp_path: Path
) -> None:
    async with app(corpus_of(tmp_path / "papers", 5)) as reader:
        await reader.press("f")
        await reader.type('"wire story"')
        await reader.until(lambda: reader.hits, "an answer")
        assert counted(reader).startswith("5 passages in 5 articles, 4 of them copies: Tab")
        (hit,) = reader.hits
        await reader.press("tab")
        assert [one.path for one in reader.hits] == [f"{number:02}.txt" for number in range(5)]
        await reader.press("down", "down", "tab")
        assert reader.hits == [hit], "folded again from one of them"
        await reader.press("tab", "down", "down", "down", "enter")
        assert reader.path == "03.txt"
        assert reader.text[reader.caret :].startswith("wire story")
        await reader.press("ctrl+o")
        await reader.until(lambda: reader.hits, "hits")
        assert (reader.hits, reader.searching.chosen) == ([hit], 0)


async def test_a_list_that_is_cut_says_of_how_many(app: OpenReader, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(70):
        (folder / f"{number:02}.txt").write_text(f"Page {number}\n\n{f'The zebra of page {number}. ' * 20}\n")
    async with app(folder) as reader:
        await reader.press("f")
        await reader.type("zebra")
        await reader.until(lambda: len(reader.hits) == 60, "an answer")
        assert counted(reader).startswith("the first 60 of 70 passages in 70 articles")
        await reader.press("tab")
        assert counted(reader).startswith("this one stands in no other place · the first 60")
        assert len(reader.hits) == 60


async def test_what_is_not_searched_or_does_not_exist_is_said(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        assert isinstance(reader.screen, ReadingScreen)
        for typed, said in (
            ("Mr", "one or two letters search titles, entities and tags; a third searches the texts"),
            ("stance:aganst", "no label 'aganst'; near it: position/against"),
            ("tag:mokery", "no code 'mokery'; near it: device/mockery"),
        ):
            await reader.press("f", "ctrl+u")
            await reader.type(typed)
            await reader.until(partial(told, reader, said), said)
            assert ("0 passages" in counted(reader)) == (typed != "Mr")
            await reader.press("escape")


def begins(reader: Driver, said: str) -> bool:
    return counted(reader).startswith(said)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_label_or_code_that_nobody_has_is_said_beside_the_other_facts(
    app: OpenReader, size: tuple[int, int]
) -> None:
    async with app(first=TREATY, size=size) as reader:
        for typed, said in (
            ("tag:nosuch", "no code 'nosuch' · 0 passages in 0 articles · misspellings too · "),
            ("stance:nosuch", "no label 'nosuch' · 0 passages in 0 articles · misspellings too · "),
            (f"tag:{'x' * 300}", f"no code '{'x' * 39}…' · 0 passages in 0 articles"),
        ):
            await reader.press("f", "ctrl+u")
            await reader.type(typed)
            await reader.until(partial(begins, reader, said), said)
            await reader.press("escape")
        await reader.press("f", "ctrl+u")
        await reader.type("tag:mokery")
        near = "; near it: device/mockery" if size[0] > 80 else ""
        whole = f"no code 'mokery'{near} · 0 passages in 0 articles"
        await reader.until(lambda: counted(reader).startswith(whole), whole)
