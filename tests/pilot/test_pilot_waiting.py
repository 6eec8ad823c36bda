"""Another program writes where one annotates: that is said as long as it lasts, and leaving waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from annotations import locks
from reader.config import Config
from reader.tui import leaving, outside
from tests.pilot.driving import Driver, OpenReader
from tests.stores import busy

TREATY = "001_c52329024e729261.txt"
SIZES = [(160, 45), (80, 24), (60, 20)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the lock is said at once."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)


def shown(reader: Driver) -> str:
    """The rows at the foot of the screen, from the banner on, as one line."""
    lines = [strip.text for strip in reader.app.screen._compositor.render_strips()]
    return " ".join(" ".join(lines[reader.screen.status.region.y - 4 :]).split())


def banner(reader: Driver) -> str:
    """What the banner says on the screen, "" when there is none."""
    region = reader.screen.banner.region
    lines = [strip.text for strip in reader.screen._compositor.render_strips()]
    return " ".join(" ".join(lines[region.y : region.bottom]).split())


def notes(seeds: Path) -> str:
    """What is on the disk of the notes."""
    [file] = (seeds / "annotations").glob("*/001*.json")
    return file.read_text()


@pytest.fixture
def shells(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the shell was told each time that it got the terminal."""
    told: list[list[str]] = []

    def stop(app: object, said: Iterable[str]) -> None:
        told.append([*said])

    monkeypatch.setattr(outside, "stop", stop)
    return told


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


async def two_noted(reader: Driver) -> None:
    """Two notes of which none can be saved yet, and it is said why."""
    for words in ("two", "three"):
        await reader.press("]", "u")
        await noted(reader, words)
    await waiting(reader)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_who_leaves_sees_what_is_waited_for_and_leaves_when_it_is_saved(
    app: OpenReader, seeds: Path, size: tuple[int, int], key: str
) -> None:
    async with app(first=TREATY, size=size) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds) as let_go:
            await two_noted(reader)
            await reader.press(key)
            await reader.painted()
            assert reader.running()
            shown_key = key.replace("ctrl+", "^")
            asked = f"saving 2 changes, then leaving: {shown_key} again leaves without, Esc stays"
            assert reader.message == asked
            assert asked in shown(reader), "nothing of it is cut"
            assert banner(reader).startswith(
                "! saving 2 changes: waiting for another program that is writing"
            )
            let_go()
            await reader.until(lambda: not reader.running(), "the end")
        assert reader.app.return_code == 0
        assert "three" in notes(seeds)


async def test_who_asks_twice_leaves_without_what_is_not_saved_and_waits_for_nobody(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds):
            await two_noted(reader)
            await reader.press("q", "q")
            assert not reader.running()
            assert len(reader.workspace.store.close()) == 2, "nor does the program behind the screen"
        assert "two" not in notes(seeds)


@pytest.mark.parametrize("key", ["escape", "j"])
async def test_another_key_stays_and_leaving_is_asked_anew(app: OpenReader, seeds: Path, key: str) -> None:
    async with app(first=TREATY) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds) as let_go:
            await two_noted(reader)
            await reader.press("q", key, "q")
            assert reader.running()
            assert reader.message.startswith("saving 2 changes, then leaving")
            await reader.press(key)
            assert "leaving" not in reader.message
            let_go()
            await reader.saved()
        assert reader.running()
        await reader.press("q")
        assert reader.app.return_code == 0


async def test_a_change_put_aside_while_one_leaves_is_asked_about(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds) as let_go:
            await noted(reader, " and more")
            await waiting(reader)
            [file] = (seeds / "annotations").glob("*/001*.json")
            rev = f'"rev":{reader.last.rev - 1}'
            assert rev in file.read_text()
            file.write_text(file.read_text().replace(rev, '"rev":7').replace('"one"', '"theirs"'))
            await reader.press("q")
            let_go()
            await reader.until(lambda: reader.store.held() and reader.screen.prompt.asking, "the question")
        assert reader.running()
        await reader.type("mine")
        await reader.press("enter")
        await reader.saved()
        await reader.press("q")
        assert reader.app.return_code == 0
        assert "one and more" in notes(seeds)


async def test_what_fails_is_said_and_leaving_asked_twice(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        (seeds / "annotations").write_text("in the way")
        await noted(reader, "one")
        await reader.until(reader.store.failure, "the failure")
        said = "1 change not saved: q again leaves without, Esc stays"
        for _ in range(2):
            await reader.press("q")
            assert (reader.message, reader.warned) == (said, True)
            await reader.press("j")
            assert reader.message == ""
        await reader.press("q", "q")
        assert reader.app.return_code == 0


@pytest.mark.parametrize("size", SIZES)
async def test_who_goes_to_the_shell_sees_what_is_waited_for(
    app: OpenReader, seeds: Path, shells: list[list[str]], size: tuple[int, int]
) -> None:
    async with app(first=TREATY, size=size) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds) as let_go:
            await two_noted(reader)
            await reader.press("ctrl+z")
            await reader.painted()
            asked = "saving 2 changes, then the shell: ^z again stops now, Esc stays"
            assert (reader.message, shells) == (asked, [])
            assert asked in shown(reader), "nothing of it is cut"
            let_go()
            await reader.until(lambda: shells, "the shell")
        assert shells == [[]]
        assert "shell" not in reader.message
        await reader.saved()
        await reader.painted()
        assert (len(shells), reader.running()) == (1, True)


async def test_the_shell_asked_for_twice_comes_at_once_and_is_told(
    app: OpenReader, seeds: Path, shells: list[list[str]]
) -> None:
    async with app(first=TREATY) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds):
            await two_noted(reader)
            await reader.press("ctrl+z", "escape")
            assert shells == []
            await reader.press("ctrl+z", "ctrl+z")
            [(first, *_)] = shells
            assert first.startswith("2 changes could not be saved: waiting for another program")
        await reader.saved()
        assert len(shells) == 1


async def test_the_shell_comes_after_a_while(
    app: OpenReader, seeds: Path, shells: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "PATIENCE", 0.01)
    async with app(first=TREATY) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds):
            await two_noted(reader)
            await reader.press("ctrl+z")
            await reader.until(lambda: shells, "the shell")
            assert "could not be saved" in shells[0][0]
        await reader.saved()


async def test_on_the_screen_of_an_entity_the_shell_is_waited_for_in_its_own_status_line(
    app: OpenReader, seeds: Path, shells: list[list[str]]
) -> None:
    async with app(first=TREATY) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds) as let_go:
            await two_noted(reader)
            await reader.press("]", "e", "enter")
            assert reader.app.screen is not reader.screen
            await reader.press("ctrl+z")
            await reader.painted()
            assert "saving 2 changes, then the shell" in shown(reader)
            let_go()
            await reader.until(lambda: shells, "the shell")
        await reader.saved()


async def test_keys_that_one_strikes_one_after_the_other_leave_when_struck_twice(
    app: OpenReader, seeds: Path
) -> None:
    config = Config(keys={"READ": {"Q Q": "app.quit"}})
    async with app(first=TREATY, config=config) as reader:
        await noted(reader, "one")
        await reader.saved()
        with busy(seeds):
            await two_noted(reader)
            await reader.press("Q", "Q")
            assert reader.running()
            await reader.press("Q", "Q")
            assert not reader.running()
