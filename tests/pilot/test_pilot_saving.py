"""A save that fails stays on the screen until it succeeded: why, and the keys that help."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Makes every replacing of a file fail as on a full disk, or lets it work again."""
    real, full = os.replace, False

    def replace(*args: Any, **kwargs: Any) -> None:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(*args, **kwargs)

    def fill(is_full: bool) -> None:
        nonlocal full
        full = is_full

    monkeypatch.setattr(os, "replace", replace)
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
        assert "not saved" in reader.facts
        await reader.press("j", "k", "v", "escape", "g", "l", "escape")
        await reader.painted()
        assert "disk is full" in banner(reader), "other keys leave it where it is"
        await noted(reader, "second", "6")
        await reader.until(lambda: reader.screen.banner.reason.startswith("2 "), "both to be counted")
        await reader.press("g", "w")
        assert "trying again" in reader.message or "disk is full" in reader.message
        await failed(reader)
        full_disk(False)
        await reader.press("g", "w")
        await reader.until(lambda: not reader.store.pending(), "the save")
        await reader.painted()
        assert banner(reader) == ""
        assert reader.screen.banner.region.height == 0
        assert "saved" in reader.facts
    async with app(first=TREATY) as reader:
        assert sorted(record.note for record in reader.records) == ["first", "second"]


async def test_there_is_nothing_to_try_again_when_all_is_saved(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("g", "w")
        assert reader.message == "everything is saved"
        await reader.press(":")
        await reader.type("save again")
        await reader.press("enter")
        assert reader.message == "everything is saved"
