"""Drafts of a corpus that is called otherwise now are offered where their text is, and nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path

from reader.paths import drafts_folder
from tests.pilot.driving import OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


def files(seeds: Path) -> list[str]:
    folder = drafts_folder(seeds)
    return sorted(p.suffix for p in folder.iterdir()) if folder.exists() else []


async def test_a_draft_is_offered_where_its_corpus_and_its_article_are_called_otherwise(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G", "a")
        await reader.type("half a thou")
        quote = reader.text[reader.screen.page.passage().start : reader.screen.page.passage().end]
        await reader.press("escape", "A")
        await reader.type("on the whole")
        await reader.press("escape")
    shutil.copytree(seeds, seeds.with_name("copy"))
    async with app(corpus=seeds.with_name("copy"), first=TREATY) as reader:
        assert "draft" not in reader.message, "it waits where it was written"
    moved = seeds.rename(seeds.with_name("press"))
    (moved / TREATY).rename(moved / "treaty.txt")
    shutil.copyfile(moved / ARMS, moved / TREATY)
    async with app(corpus=moved, first=ARMS) as reader:
        assert reader.message == "2 drafts kept: gn goes on with the latest"
        await reader.press("g", "n")
        assert (reader.path, reader.screen.prompt.value) == ("treaty.txt", "on the whole")
        await reader.type("!")
        await reader.press("enter")
        await reader.saved()
        await reader.press("4", "G", "a")
        assert reader.screen.prompt.value == "half a thou", "the key that begins a note finds it, too"
        await reader.type("ght")
        await reader.press("enter")
        await reader.saved()
        assert [record.note for record in reader.records] == ["on the whole!", "half a thought"]
        assert reader.records[1].quote == quote
        await reader.until(lambda: files(seeds) == [], "the drafts to go with the save")
        assert files(moved) == []


async def test_a_draft_that_saw_another_corpus_in_the_place_of_its_own_goes_to_neither_text(
    app: OpenReader, seeds: Path, tmp_path: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("A")
        await reader.type("on the treaty")
        await reader.press("escape")
    moved = seeds.rename(tmp_path / "press")
    seeds.mkdir()
    shutil.copyfile(moved / ARMS, seeds / TREATY)
    async with app(first=TREATY) as reader:
        await reader.press("g", "n")
        assert f"{TREATY} has another text now" in reader.message
    async with app(corpus=moved, first=ARMS) as reader:
        await reader.press("g", "n")
        assert (reader.path, reader.screen.prompt.value) == (TREATY, "on the treaty")
