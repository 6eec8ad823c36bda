"""What a command does while another program writes in the annotator's folder: it waits, and says for whom."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotations import locks
from reader.commands import session
from tests.running import Reader

TREATY = "001_c52329024e729261.txt"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("annotate", "{corpus}", "003", "--range", "600:630", "--note", "too"),
    ("check", "{corpus}", "--repair"),
    ("log", "{corpus}", "--purge", "--yes"),
    ("import", "{corpus}", "{copy}"),
)
commands = pytest.mark.parametrize("command", COMMANDS, ids=lambda words: str(words[0]))


@pytest.fixture
def corpus(reader: Reader, seeds: Path, tmp_path: Path) -> Path:
    """One with an annotation and what is left of a killed program, and a copy of it with one more."""
    assert reader("annotate", seeds, "001", "--range", "600:630", "--note", "one").status == 0
    shutil.copytree(seeds / "annotations", tmp_path / "before")
    assert reader("annotate", seeds, "001", "--range", "700:730", "--note", "two").status == 0
    (seeds / "annotations").rename(tmp_path / "copy")
    (tmp_path / "before").rename(seeds / "annotations")
    (seeds / "annotations" / "ann" / ".tmp-1-2").touch()
    return seeds


@pytest.fixture
def run(reader: Reader, corpus: Path, tmp_path: Path) -> Callable[[tuple[str, ...]], tuple[int, str]]:
    def run(command: tuple[str, ...]) -> tuple[int, str]:
        ran = reader(*(word.format(corpus=corpus, copy=tmp_path / "copy") for word in command))
        return ran.status, ran.err + ran.out

    return run


@pytest.fixture
def holder(corpus: Path) -> Iterator[int]:
    """The lock of the folder, as another program holds it."""
    fd = os.open(corpus / "annotations" / "ann" / ".lock", os.O_RDWR)
    yield fd
    os.close(fd)


@commands
def test_it_waits_and_says_for_whom(
    run: Callable[[tuple[str, ...]], tuple[int, str]],
    holder: int,
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []

    def say(message: str) -> None:
        said.append(message)
        if message.startswith("waiting for another program that is writing here (process "):
            fcntl.flock(holder, fcntl.LOCK_UN)

    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    monkeypatch.setattr(session, "say", say)
    fcntl.flock(holder, fcntl.LOCK_EX)
    assert run(command)[0] == 0
    assert [line.split(" (")[0] for line in said] == ["waiting for another program that is writing here"]


@commands
def test_it_says_what_to_do_when_it_waited_in_vain(
    run: Callable[[tuple[str, ...]], tuple[int, str]],
    holder: int,
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "CLOSING", 0.0)
    fcntl.flock(holder, fcntl.LOCK_EX)
    status, said = run(command)
    assert status != 0
    busy = f"another program is writing here (process {os.getpid()} on "
    assert busy in said
    assert said.partition(busy)[2].partition("): ")[2].startswith("end it, or try again when it is done")
