"""A save that fails stays on the screen until it succeeded: why, and the keys that help."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from annotations.store import AnnotationStore
from reader.tui import foot
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Makes every write of annotations fail as on a full disk, or lets it work again."""
    real, full = os.fsync, False

    def fsync(fd: int) -> None:
        if full and threading.current_thread().name.startswith("annotations"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(fd)

    def fill(is_full: bool) -> None:
        nonlocal full
        full = is_full

    monkeypatch.setattr(os, "fsync", fsync)
    yield fill
    full = False


def banner(reader: Driver) -> str:
    """What the banner says on the screen, "" when there is none."""
    region = reader.screen.banner.region
    lines = [strip.text for strip in reader.screen._compositor.render_strips()]
    return " ".join(" ".join(lines[region.y : region.bottom]).split())


async def noted(reader: Driver, words: str, paragraph: str = "4") -> None:
    await reader.press(paragraph, "G", "a")
    await reader.type(words)
    await reader.press("enter")


async def failed(reader: Driver) -> None:
    """Until the store has said that it could not save, and the screen has heard it."""
    await reader.until(lambda: reader.store.failure() and reader.screen.banner.reason, "a failure")
    await reader.painted()


@pytest.mark.parametrize("size", [(160, 45), (80, 24), (40, 10)])
async def test_a_failing_save_has_a_row_of_its_own_until_it_succeeded(
    app: OpenReader, full_disk: Callable[[bool], None], size: tuple[int, int]
) -> None:
    async with app(first=TREATY, size=size) as reader:
        assert reader.screen.banner.region.height == 0
        full_disk(True)
        await noted(reader, "first")
        await failed(reader)
        assert "! 1 change not" in banner(reader) or size[0] < 60
        assert "disk is full" in banner(reader)
        assert "gw try again" in banner(reader)
        assert reader.screen.banner.region.bottom == reader.screen.status.region.y == size[1] - 1
        assert "1 not saved" in reader.facts
        await reader.press("j", "k", "v", "escape", "g", "l", "escape")
        await reader.painted()
        assert "disk is full" in banner(reader), "other keys leave it where it is"
        await noted(reader, "second", "6")
        await reader.until(lambda: reader.screen.banner.reason.startswith("2 "), "both to be counted")
        await reader.press("g", "w")
        assert "again" in reader.message, "it is tried, or has failed once more by now"
        await failed(reader)
        full_disk(False)
        await reader.press("g", "w")
        await reader.until(lambda: not reader.screen.banner.reason, "the save, and that it is heard of")
        await reader.painted()
        assert banner(reader) == ""
        assert reader.screen.banner.region.height == 0
        assert "saved" in reader.facts
    async with app(first=TREATY) as reader:
        assert sorted(record.note for record in reader.records) == ["first", "second"]


async def test_what_is_not_saved_is_written_into_another_folder_and_still_tried_here(
    app: OpenReader, full_disk: Callable[[bool], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.press("g", "W")
        assert reader.message == "everything is saved"
        full_disk(True)
        await noted(reader, "kept twice")
        await failed(reader)
        assert "gW save elsewhere" in banner(reader)
        await reader.press("g", "W")
        assert reader.screen.prompt.value == str(tmp_path / "seeds-annotations")
        await reader.press("enter")
        await reader.until(
            lambda: "not saved elsewhere" in reader.message, "the other folder to be full, too"
        )
        full_disk(False)
        await reader.press("g", "W", "ctrl+u")
        await reader.press("enter")
        assert "a folder has to be named" in reader.message
        await reader.press("g", "W", "ctrl+u")
        await reader.type("seeds/rescue")
        await reader.press("enter")
        await reader.until(lambda: "that is in the corpus" in reader.message, "the refusal")
        assert not (tmp_path / "seeds" / "rescue").exists()
        await reader.press("g", "W", "ctrl+u")
        await reader.type("~/rescue")
        await reader.press("enter")
        await reader.until(lambda: "1 record written" in reader.message, "the other folder")
        assert f"{tmp_path / 'rescue'} (reader import takes that in)" in reader.message
        assert not reader.warned, "it is what was asked for"
        await reader.painted()
        assert "disk is full" in banner(reader), "it is not where it belongs"
        [file] = (tmp_path / "rescue").glob("*/*001*.json")
        assert "kept twice" in file.read_text()
        await reader.press(":")
        await reader.type("save elsewhere")
        await reader.press("enter")
        assert reader.screen.prompt.asking
        await reader.press("escape", "g", "w")
        await reader.until(lambda: not reader.screen.banner.reason, "the save")
        assert reader.store.pending() == 0


async def test_what_could_not_be_saved_is_tried_again_unasked_and_of_that_only_news_is_said(
    app: OpenReader, full_disk: Callable[[bool], None]
) -> None:
    async with app(first=TREATY) as reader:
        told: list[str] = []
        reader.store.subscribe(lambda event: told.append(event.kind))
        full_disk(True)
        await noted(reader, "there is no room")
        await failed(reader)
        assert "tried again" in reader.message
        await reader.press("j")
        for _ in range(2):
            told.clear()
            reader.app.post_message(events.AppFocus())
            await reader.until(lambda: "failed" in told, "another try")
            await reader.settle()
            assert "not saved" not in reader.message
            assert "disk is full" in banner(reader)
        await reader.press("g", "w")
        await reader.until(lambda: "tried again" in reader.message, "the answer to a try that was asked for")
        full_disk(False)
        reader.app.post_message(events.AppFocus())
        await reader.until(lambda: not reader.screen.banner.reason, "the save")
        assert reader.store.pending() == 0


async def test_a_change_put_aside_stands_in_the_banner_until_it_is_decided(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await noted(reader, "mine")
        await reader.saved()
        [file] = (seeds / "annotations").glob("*/001*.json")
        text = file.read_text()
        rev = f'"rev":{reader.last.rev}'
        assert rev in text
        file.write_text(text.replace(rev, '"rev":7').replace('"mine"', '"theirs"'))
        await noted(reader, " and more")
        await reader.until(lambda: reader.store.held(), "the change to be put aside")
        await reader.until(lambda: "gw shows both" in reader.message, "the news")
        assert not reader.screen.prompt.asking, "the next key is meant for the text"
        await reader.painted()
        assert "! 1 change not saved: changed elsewhere meanwhile" in banner(reader)
        assert "gw decide" in banner(reader)
        await reader.press("g", "w")
        assert told(reader) == {"mine": "note “mine and more”", "theirs": "note “theirs”"}
        assert reader.message.startswith("changed elsewhere meanwhile: change of note “mine and more”")
        await reader.press("enter")
        assert (reader.warned, reader.screen.prompt.asking) == (True, True), "nothing is decided unsaid"
        await reader.type("theirs")
        await reader.press("enter")
        await reader.until(lambda: not reader.store.held(), "the decision")
        await reader.painted()
        assert banner(reader) == ""


def told(reader: Driver) -> dict[str, str]:
    """What is offered, and what each comes to."""
    return {choice.text: choice.reason for choice in reader.screen.prompt.completion.proposals}


async def test_a_removal_elsewhere_is_called_one(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await noted(reader, "mine")
        await reader.saved()
        other = AnnotationStore(seeds / "annotations", "ann")
        other.load()
        other.remove(TREATY, reader.last.id).result(20)
        other.close()
        await noted(reader, " and more")
        await reader.until(lambda: reader.store.held(), "the change to be put aside")
        await reader.press("g", "w")
        assert told(reader)["theirs"] == "removed by ann"
        assert told(reader)["mine"].startswith("note “mine and more”, on “")
        await reader.press("ctrl+n", "enter")
        await reader.saved()
        assert [record.note for record in reader.records] == ["mine and more"]


async def test_a_removal_put_aside_is_asked_about_until_it_is_removed_elsewhere_as_well(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await noted(reader, "mine")
        await reader.saved()
        other = AnnotationStore(seeds / "annotations", "ann")
        other.load()
        other.edit(TREATY, replace(reader.last, note="theirs")).result(20)
        await reader.press("d", "d")
        await reader.until(lambda: reader.store.held(), "the removal to be put aside")
        other.remove(TREATY, reader.last.id).result(20)
        other.close()
        reader.store.refresh()
        await reader.press("g", "w")
        assert reader.message == "removed elsewhere as well: nothing is left to decide"
        assert (reader.store.held(), reader.screen.prompt.asking) == ((), False)
        await reader.painted()
        assert banner(reader) == ""


async def test_what_was_done_is_said_before_that_it_cannot_be_logged_and_that_once(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foot, "READ", 0.2)
    async with app(first=TREATY, size=(160, 45)) as reader:
        for paragraph, note in (("2", "one"), ("4", "two")):
            await reader.press(paragraph, "G", "a", *note, "enter")
        await reader.saved()
        notices: list[str] = []
        reader.store.subscribe(
            lambda event: notices.append(event.message) if event.kind == "notice" else None
        )
        log = seeds / "annotations" / "ann" / ".history.jsonl"
        log.rename(log.with_name("aside"))
        log.mkdir()
        await reader.press("u")
        await reader.saved()
        assert reader.message.startswith("taken back: note “two”")
        await reader.until(lambda: "no undo later" in reader.message, "the warning")
        await reader.press("u")
        await reader.saved()
        assert reader.message.startswith("taken back: note “one”")
        assert len(notices) == 1


async def test_what_was_taken_back_is_said_though_it_cannot_be_saved(
    app: OpenReader, full_disk: Callable[[bool], None]
) -> None:
    kept = "not saved; it is kept here and tried again"
    async with app(first=TREATY, size=(160, 45)) as reader:
        full_disk(True)
        await noted(reader, "one")
        await failed(reader)
        wanted = {"u": "taken back: note “one”", "ctrl+r": "brought back: note “one”", "gw": "trying again"}
        for keys, said in wanted.items():
            await reader.press(*(keys if len(keys) == 2 else [keys]))
            await reader.until(lambda: reader.message.endswith(f"; {kept}"), "the failure")
            assert reader.message.startswith(said)
            assert reader.warned
        full_disk(False)
        await reader.press("g", "w")
        await reader.saved()


async def test_there_is_nothing_to_try_again_when_all_is_saved(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("g", "w")
        assert reader.message == "everything is saved"
        await reader.press(":")
        await reader.type("save again")
        await reader.press("enter")
        assert reader.message == "everything is saved"
