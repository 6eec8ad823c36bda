"""Drafts that are damaged, in the way or cannot be written: said, none lost, none hiding the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.config import Config
from reader.paths import drafts_folder
from reader.tui import outside
from tests.pilot.driving import OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_a_damaged_draft_is_said_stays_and_does_not_bar_the_way_to_others(
    app: OpenReader, seeds: Path
) -> None:
    folder = drafts_folder(seeds)
    folder.mkdir(parents=True)
    (folder / "draft-0bad.json").write_bytes(b'{"kind":"note"')
    async with app(first=TREATY) as reader:
        assert reader.warned
        assert reader.message.startswith("a draft is damaged and stays as it is: ")
        assert reader.message.endswith("draft-0bad.json")
        await reader.press("g", "n")
        assert reader.message.startswith("a draft is damaged and stays as it is: ")
        await reader.press("a")
        await reader.type("whole")
        await reader.press("escape", "g", "n")
        assert reader.screen.prompt.value == "whole"
        await reader.press("enter")
        await reader.saved()
    assert (folder / "draft-0bad.json").read_bytes() == b'{"kind":"note"'


async def test_a_draft_in_the_way_does_not_hide_the_others(app: OpenReader, seeds: Path) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("a")
        await reader.type("about what stays")
        await reader.press("escape")
        await reader.open(TREATY)
        await reader.press("a")
        await reader.type("about what goes")
        await reader.press("escape")
    (seeds / TREATY).unlink()
    async with app(first=ARMS) as reader:
        await reader.press("g", "n")
        assert reader.screen.prompt.value == "about what stays"
        await reader.press("escape")
        assert "2 drafts gn" in reader.facts


async def test_a_file_of_the_editor_that_cannot_be_read_is_not_written_over(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def fails(program: object, config: Config, path: Path, text: str, quote: str) -> str:
        nonlocal calls
        calls += 1
        path.write_bytes(b"caf\xe9")
        raise outside.OutsideError("the file is not UTF-8")

    monkeypatch.setattr(outside, "edit", fails)
    async with app(first=TREATY) as reader:
        await reader.press("E")
        await reader.press("g", "n")
        assert reader.message.startswith("the draft is not UTF-8 and stays as it is: ")
        assert "1 draft gn" in reader.facts
        [note] = drafts_folder(seeds).glob("note-*.md")
        assert note.read_bytes() == b"caf\xe9"
        assert calls == 1, "the editor is not given what cannot be read"


async def test_esc_does_not_lose_what_could_not_be_written(app: OpenReader, tmp_path: Path) -> None:
    async with app(first=TREATY) as reader:
        (tmp_path / "own" / "state" / "drafts").write_text("a file stands in the way")
        await reader.press("a")
        await reader.type("words")
        await reader.press("escape")
        assert reader.screen.prompt.value == "words"
        assert reader.message.startswith("no draft can be kept of this: Enter keeps it")
        await reader.press("ctrl+q")
        assert reader.message.startswith("no draft can be kept of this: Enter keeps it; to quit once more")
        assert reader.app.return_code is None
        await reader.press("s", "ctrl+q")
        assert reader.app.return_code is None, "more was typed since it was said"
        await reader.press("ctrl+u", "escape")
        assert reader.context == "READ"


async def test_where_no_draft_can_be_kept_that_is_said_once_and_typing_goes_on(
    app: OpenReader, tmp_path: Path
) -> None:
    async with app(first=TREATY) as reader:
        (tmp_path / "own" / "state" / "drafts").write_text("a file stands in the way")
        await reader.press("a")
        await reader.type("n")
        assert reader.warned
        assert reader.message.startswith("no draft is kept of what is typed: ")
        await reader.type("ote")
        await reader.press("enter")
        await reader.saved()
        assert reader.last.note == "note"
        await reader.press("a")
        await reader.type("x")
        assert reader.message == "", "once is enough"
