"""Whatever ends or stops the program, what is on its way to the disk gets there first."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.stores import busy
from tests.terminal.pty_terminal import READER, Start, Terminal, audit, check_restored
from tests.terminal.reading import last, opened, stance


def labels(seeds: Path) -> list[str]:
    """What is on the disk, in its order."""
    text = "".join(p.read_text() for p in sorted((seeds / "annotations" / "ann").glob("*.json")))
    return [part.split('"')[0] for part in text.split('"label":"')[1:]]


def coding(start: Start, seeds: Path, *argv: str, **more: str) -> Terminal:
    """A reader in which one stance is saved; ann's folder is there now."""
    reader = start(*(argv or (seeds,)), columns=160, **more)
    opened(reader)
    stance(reader, "-", "the treaty")
    last(reader, "· saved ·")
    return reader


def code_more(reader: Terminal) -> None:
    """Two more stances, which have to wait."""
    for key in ("+", "="):
        reader.press("]u")
        stance(reader, key, "the treaty")
    last(reader, "· saving ·")


@pytest.mark.parametrize("end", ["q", "^q", signal.SIGTERM, signal.SIGHUP])
def test_what_waits_is_saved_before_the_program_ends(start: Start, seeds: Path, end: str | int) -> None:
    reader = coding(start, seeds)
    with busy(seeds) as let_go:
        code_more(reader)
        assert labels(seeds) == ["against"]
        if isinstance(end, int):
            reader.process.kill(end)
        else:
            reader.send(end)
        reader.settle()
        assert reader.process.isalive(), "it waits for the other program"
        if not isinstance(end, int):
            reader.until(f"saving 2 changes, then leaving: {end} again leaves without, Esc stays")
            reader.until("! saving 2 changes: waiting for another program that is writing here (process ")
        let_go()
        assert reader.wait() == (128 + end if isinstance(end, int) else 0)
    assert sorted(labels(seeds)) == ["against", "favor", "neutral"]
    check_restored(audit(bytes(reader.raw)))


def test_who_stays_goes_on_and_who_asks_twice_leaves_without(start: Start, seeds: Path) -> None:
    reader = coding(start, seeds)
    with busy(seeds):
        code_more(reader)
        reader.press("q")
        last(reader, "q again leaves without, Esc stays")
        reader.press("Esc")
        last(reader, "· saving ·")
        reader.press("j", "q")
        last(reader, "q again leaves without, Esc stays")
        reader.press("q")
        assert reader.wait() == 1
    assert labels(seeds) == ["against"]
    check_restored(audit(bytes(reader.raw)))
    said = bytes(reader.raw).decode().split("reader: ")
    assert said[1].startswith("2 changes could not be saved: ")
    assert "another program is writing here" in said[1]


def coding_in_a_shell(start: Start) -> Terminal:
    """A shell with a reader in it that has saved one stance."""
    shell = start("--norc", "--noprofile", "-i", program="/bin/bash", env={"PS1": "PROMPT$ "}, columns=160)
    shell.until("PROMPT$")
    shell.send(f"{READER} seeds\r")
    opened(shell)
    stance(shell, "-", "the treaty")
    last(shell, "· saved ·")
    return shell


def test_what_waits_is_saved_before_the_program_stops(start: Start, seeds: Path) -> None:
    shell = coding_in_a_shell(start)
    with busy(seeds) as let_go:
        code_more(shell)
        before = len(shell.raw)
        shell.send("^z")
        last(shell, "saving 2 changes, then the shell: ^z again stops now, Esc stays")
        assert b"Stopped" not in shell.raw[before:], "it waits for the other program"
        let_go()
        shell.until(lambda _: b"Stopped" in shell.raw[before:])
        assert sorted(labels(seeds)) == ["against", "favor", "neutral"]
    shell.send("fg\r")
    last(shell, "· saved ·")
    shell.press("q")
    shell.until("PROMPT$")


def test_what_could_not_be_saved_is_kept_and_said_where(start: Start, seeds: Path, tmp_path: Path) -> None:
    reader = coding(start, seeds)
    with busy(seeds):
        code_more(reader)
        reader.process.kill(signal.SIGTERM)
        reader.wait()
    assert labels(seeds) == ["against"]
    check_restored(audit(bytes(reader.raw)))
    said = bytes(reader.raw).decode().split("reader: ")
    assert said[1].startswith("2 changes could not be saved: ")
    assert "not saved: " not in said[1]
    assert "another program is writing here" in said[1]
    # What it says is true.
    place, way = said[2].split(": ", 1)
    rescued = Path(place.removeprefix("it is in "))
    assert rescued.is_relative_to(tmp_path / "state")
    assert way.split() == ["reader", "check", str(seeds), "--repair", "takes", "it", "in", "again"]
    again = start(seeds, columns=160)
    again.until("2 changes that were not saved wait: reader check --repair takes them in")
    again.press("q")
    again.wait()
    mended = start("check", seeds, "--repair", "--as", "ann", columns=160)
    mended.wait()
    assert sorted(labels(seeds)) == ["against", "favor", "neutral"]
    assert not rescued.exists()
    once_more = start(seeds, columns=160)
    opened(once_more)
    assert "not saved" not in once_more.text()
    once_more.press("ga")
    for label in ("favor", "neutral", "against"):
        once_more.until(f"{label} → the treaty")


def stopped(start: Start, seeds: Path) -> Terminal:
    """A shell with a reader in it whose two last stances could not be saved when it was stopped."""
    shell = coding_in_a_shell(start)
    with busy(seeds):
        code_more(shell)
        before = len(shell.raw)
        shell.send("^z")
        shell.until(lambda _: b"Stopped" in shell.raw[before:])
        said = bytes(shell.raw[before:])
    assert labels(seeds) == ["against"]
    assert b"reader: 2 changes could not be saved: " in said
    assert b"takes it in again" in said
    return shell


def unsaved(tmp_path: Path) -> list[Path]:
    """The files of annotations in the state folder."""
    return [*(tmp_path / "state").glob("drafts/*/unsaved*/ann/0*.json")]


def test_what_could_not_be_saved_outlives_a_stopped_program(
    start: Start, seeds: Path, tmp_path: Path
) -> None:
    shell = stopped(start, seeds)
    assert unsaved(tmp_path)
    shell.send("kill -9 %1\r")
    shell.send(f"{READER} seeds\r")
    last(shell, "2 changes that were not saved wait: reader check --repair takes them in")


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_stopped_program_goes_on_with_what_it_could_not_save(
    start: Start, seeds: Path, tmp_path: Path, taken_in: bool
) -> None:
    shell = stopped(start, seeds)
    if taken_in:
        shell.send(f"{READER} check seeds --repair --as ann\r")
        shell.until("2 changes that were not saved when a reader ended: taken in")
    shell.send("fg\r")
    last(shell, "· saved ·")
    assert sorted(labels(seeds)) == ["against", "favor", "neutral"]
    assert [*(tmp_path / "state").glob("drafts/*/unsaved*")] == []
    shell.press("u")
    last(shell, "taken back")
    last(shell, "· saved ·")
    assert sorted(labels(seeds)) == ["against", "favor"]
    ended = len(shell.raw)
    shell.press("q")
    shell.until(lambda _: b"PROMPT$" in shell.raw[ended:])
    shell.send(f"{READER} check seeds --as ann; echo STATUS $?\r")
    shell.until("STATUS 0")
