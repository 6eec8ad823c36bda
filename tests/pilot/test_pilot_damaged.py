"""What is wrong with the annotations on disk stays on the screen until the reader has seen to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.permissions import Locked
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"


def banner(reader: Driver) -> str:
    """What the banner says on the screen, its rows joined; "" when there is none."""
    region = reader.screen.banner.region
    lines = [strip.text for strip in reader.screen._compositor.render_strips()]
    return " ".join(" ".join(lines[region.y : region.bottom]).split())


@pytest.fixture
async def store_file(app: OpenReader, seeds: Path) -> Path:
    """The file of two notes on the article, whole."""
    async with app(first=TREATY) as reader:
        for paragraph, words in (("4", "one"), ("6", "two")):
            await reader.press(paragraph, "G", "a")
            await reader.type(words)
            await reader.press("enter")
        await reader.saved()
    [file] = (seeds / "annotations").glob("*/001*.json")
    return file


def cut_short(file: Path) -> None:
    """Leave the first record and a half of the second."""
    data = file.read_bytes()
    file.write_bytes(data[: data.rindex(b"\n,") + 40])


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24), (40, 12)])
async def test_a_damaged_file_is_told_of_whole_until_it_is_put_away(
    app: OpenReader, store_file: Path, size: tuple[int, int]
) -> None:
    cut_short(store_file)
    async with app(first=TREATY, size=size) as reader:
        await reader.press("j", "k", "v", "escape", "g", "l", "escape")
        await reader.painted()
        told = banner(reader).replace(" ", "")
        assert f"!ann/{store_file.name}:damaged:1recordwasread" in told
        assert "reader check lists all" in banner(reader)
        assert "gw put away" in banner(reader)
        assert reader.screen.banner.region.bottom == reader.screen.status.region.y
        await reader.press("g", "w")
        assert "put away" in reader.message
        await reader.painted()
        assert banner(reader) == ""
        await reader.press("g", "w")
        assert reader.message == "everything is saved"
    async with app(first=TREATY, size=size) as reader:
        await reader.painted()
        assert "damaged" in banner(reader), "it is as it was"


async def test_it_goes_by_itself_once_the_file_is_whole_again(app: OpenReader, store_file: Path) -> None:
    cut_short(store_file)
    async with app(first=TREATY) as reader:
        await reader.painted()
        assert "damaged" in banner(reader)
        await reader.press("4", "G", "a")
        await reader.type("three")
        await reader.press("enter")
        await reader.saved()
        await reader.until(lambda: not reader.screen.banner.reason, "the file to be written anew")
        assert reader.store.problems() == ()


async def test_damage_done_while_the_reader_is_open_is_told_of_too(app: OpenReader, store_file: Path) -> None:
    async with app(first=TREATY, size=(80, 24)) as reader:
        assert not reader.screen.banner.reason
        cut_short(store_file)
        reader.screen.following.look()
        await reader.until(lambda: "damaged" in reader.screen.banner.reason, "the damage")
        await reader.press("j", "k")
        await reader.painted()
        assert "damaged" in banner(reader)


async def test_a_record_that_makes_no_sense_is_told_of_once_all_are_read(
    app: OpenReader, store_file: Path
) -> None:
    text = store_file.read_text()
    assert text.count('"status":"accepted"') == 2
    store_file.write_text(text.replace('"status":"accepted"', '"status":1', 1))
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.until(lambda: store_file.name in reader.screen.banner.reason, "the record")
        await reader.press("j", "k")
        await reader.painted()
        assert f"! ann/{store_file.name}:" in banner(reader)
        assert "gw put away" in banner(reader)


async def test_what_is_not_saved_comes_before_what_is_damaged(
    app: OpenReader, store_file: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_short(store_file)
    async with app(first=TREATY, size=(160, 45)) as reader:
        monkeypatch.setattr(type(reader.store), "failure", lambda self: "not saved: the disk is full")
        reader.screen.show_status()
        assert "disk is full" in reader.screen.banner.reason
        monkeypatch.undo()
        reader.screen.show_status()
        assert "damaged" in reader.screen.banner.reason


@pytest.mark.parametrize("readable", [False, True], ids=["000", "444"])
async def test_annotations_without_permission_are_said_and_not_written_over(
    app: OpenReader, store_file: Path, seeds: Path, readable: bool
) -> None:
    whole = store_file.read_bytes()
    locked = pytest.MonkeyPatch()
    Locked(locked, seeds / "annotations", readable=readable)
    try:
        async with app(first=TREATY, size=(160, 45)) as reader:
            await reader.painted()
            assert reader.document.path == TREATY
            assert "annotations: cannot be read: no permission" in banner(reader)
            for key in ("a", "+", "u"):
                await reader.press(key)
                assert "cannot be read: no permission" in reader.message
                assert "nothing is written there until it can" in reader.message
            assert reader.records == []
            locked.undo()
            # Whoever gave the permission comes back from another window.
            reader.app.post_message(events.AppBlur())
            reader.app.post_message(events.AppFocus())
            await reader.until(lambda: len(reader.records) == 2, "the annotations")
            await reader.until(lambda: not reader.screen.banner.reason, "the banner to go")
            await reader.press("A")
            await reader.type("three")
            await reader.press("enter")
            await reader.saved()
            assert [record.note for record in reader.records if record.note == "three"] == ["three"]
    finally:
        locked.undo()
    assert store_file.read_bytes().startswith(whole[: whole.rindex(b"\n\n")])
