"""Another program writes where one annotates: that is said as long as it lasts, and leaving waits for it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotations import locks
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
SIZES = [(160, 45), (80, 24), (60, 20)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the lock is said at once."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)


@contextmanager
def busy(seeds: Path) -> Iterator[Callable[[], None]]:
    """Another program writes in ann's folder until it is told to end."""
    fd = os.open(seeds / "annotations" / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield lambda: fcntl.flock(fd, fcntl.LOCK_UN)
    finally:
        os.close(fd)


def shown(reader: Driver) -> str:
    """The rows at the foot of the screen, from the banner on, as one line."""
    lines = [strip.text for strip in reader.app.screen._compositor.render_strips()]
    return " ".join(" ".join(lines[reader.screen.status.region.y - 4 :]).split())


def banner(reader: Driver) -> str:
    """What the banner says on the screen, "" when there is none."""
    region = reader.screen.banner.region
    lines = [strip.text for strip in reader.screen._compositor.render_strips()]
    return " ".join(" ".join(lines[region.y : region.bottom]).split())


def holder(seeds: Path) -> str:
    """Who is named as the one that holds the lock: whoever last held it through this program."""
    return (seeds / "annotations" / "ann" / ".lock").read_text().strip()


async def noted(reader: Driver, words: str) -> None:
    await reader.press("a")
    await reader.type(words)
    await reader.press("enter")


async def waiting(reader: Driver) -> None:
    """Until it is said who is waited for."""
    await reader.until(lambda: "waiting" in reader.screen.banner.reason, "the other program to be named")
    await reader.painted()


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_waited_for_is_said_as_long_as_it_lasts(
    app: OpenReader, seeds: Path, size: tuple[int, int]
) -> None:
    async with app(first=TREATY, size=size) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds) as let_go:
            await noted(reader, "two")
            await waiting(reader)
            who = f"waiting for another program that is writing here (process {holder(seeds)})"
            assert banner(reader) == f"! saving 1 change: {who} gW save elsewhere"
            await reader.press("j", "k", "v", "escape")
            await noted(reader, "three")
            await reader.painted()
            assert banner(reader) == f"! saving 2 changes: {who} gW save elsewhere"
            assert "waiting" not in reader.message
            await reader.press("g", "w")
            assert reader.message == "it is saved as soon as the other program is done"
            let_go()
            await reader.until(lambda: not reader.screen.banner.reason, "the save")
            await reader.saved()
        await reader.painted()
        assert banner(reader) == ""
        assert "waiting" not in shown(reader)
        assert "saved" in reader.facts or size[0] < 80


async def test_what_waits_is_written_elsewhere_meanwhile(
    app: OpenReader, seeds: Path, tmp_path: Path
) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds):
            await noted(reader, "two")
            await waiting(reader)
            await reader.press("g", "W", "ctrl+u")
            await reader.type(str(tmp_path / "rescue"))
            await reader.press("enter")
            await reader.until(lambda: "1 record written" in reader.message, "the other folder")
        await reader.saved()
