"""An answer that is refused: the line stays open with what was typed, and the status line says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.errors import StoreError
from reader.annotator import LONGEST
from reader.coding import Draft
from reader.drafts import waiting
from reader.tui.calls import Call
from tests.pilot.driving import OpenReader

TREATY = "001_c52329024e729261.txt"


async def test_a_tag_that_is_no_code_can_be_mended(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("t")
        await reader.type("zzz")
        await reader.press("enter")
        assert (reader.context, reader.screen.prompt.value) == ("PROMPT", "zzz")
        assert reader.warned
        assert reader.message.startswith("no code 'zzz'; there are: ")
        assert reader.records == []
        await reader.press("ctrl+u")
        await reader.type("mock")
        await reader.press("enter")
        assert reader.context == "READ"
        assert reader.last.tags == ("device-mockery",)


async def test_of_several_tags_the_good_ones_are_not_lost_with_a_bad_one(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.coded("Kalashnikov", Draft(tags=("device-mockery",)))
        await reader.press("t")
        await reader.type("zzz")
        await reader.press("enter")
        assert (reader.context, reader.screen.prompt.value) == ("PROMPT", "device/mockery, zzz")
        await reader.press("escape")
        assert reader.last.tags == ("device-mockery",)


async def test_a_theme_there_is_not_can_be_mended(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        before = reader.app.theme
        reader.screen.run_command("app.theme", Call())
        await reader.type("nonsense")
        await reader.press("enter")
        assert (reader.context, reader.screen.prompt.value) == ("PROMPT", "nonsense")
        assert reader.message.startswith("there is no theme nonsense: ")
        assert reader.app.theme == before
        await reader.press("escape")
        assert reader.context == "READ"


async def test_occurrences_are_offered_once_their_tag_is_one(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("Sochi")
        reader.screen.run_command("occurrences.offer", Call())
        await reader.type("zzz")
        await reader.press("enter")
        assert (reader.context, reader.screen.prompt.value) == ("PROMPT", "zzz")
        assert "zzz" in reader.message


async def test_a_name_that_is_too_long_can_be_mended(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        reader.screen.run_command("annotator.change", Call())
        await reader.press("ctrl+u")
        reader.screen.prompt.field.put("n" * (LONGEST + 1))
        await reader.press("enter")
        assert (reader.context, reader.screen.prompt.value) == ("PROMPT", "n" * (LONGEST + 1))
        assert "characters" in reader.message
        assert reader.store.annotator == "ann"


async def test_a_note_that_is_refused_is_still_a_draft(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("a")
        await reader.type("a thought")

        def refuse(*_: object) -> None:
            raise StoreError("no")

        monkeypatch.setattr(reader.workspace, "annotate", refuse)
        await reader.press("enter")
        assert (reader.message, reader.screen.prompt.value) == ("no", "a thought")
        await reader.type("s")
        folder: Path = reader.screen.coder.drafting._folder
        assert [what.texts["note"] for _, what in waiting(folder).drafts] == []
        await reader.press("escape")
        assert [what.texts["note"] for _, what in waiting(folder).drafts] == ["a thoughts"]
