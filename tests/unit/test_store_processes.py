"""More than one program: killed while writing, writing at once, holding the lock."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations import locks
from annotations.store import AnnotationStore
from tests.stores import made

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from annotations.model import Annotation
from annotations.store import AnnotationStore

folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = AnnotationStore(folder, "ann")
store.load()
for number in range(count):
    note = f"{name}-{number}"
    now = store.now()
    annotation = Annotation(store.new_id(), "d0c", "ann", now, now, note=note)
    future = store.add(f"{number % 3}.txt", annotation)
    if "wait" in sys.argv:
        future.result(20)
        print("saved", note, flush=True)
if "leave" not in sys.argv:
    sys.exit(len(store.close()))
"""


def start(folder: Path, name: str, count: int, *how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), name, str(count), *how]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def opened(folder: Path) -> AnnotationStore:
    store = AnnotationStore(folder, "ann")
    report = store.load()
    assert report.problems == ()
    return store


def notes(folder: Path) -> list[str]:
    return sorted(a.note for a in opened(folder).annotations())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


@pytest.mark.parametrize("after", [1, 4, 9, 16])
def test_what_was_called_saved_survives_kill_9(folder: Path, after: int) -> None:
    child = start(folder, "x", 10_000, "wait")
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().split()[1] for _ in range(after)]
    child.send_signal(signal.SIGKILL)
    acknowledged += [
        line.split()[1] for line in child.stdout.read().splitlines() if line.startswith("saved x-")
    ]
    child.stdout.close()
    assert child.wait(30) == -signal.SIGKILL
    found = notes(folder)
    assert set(acknowledged) <= set(found)
    assert len(found) <= len(acknowledged) + 1
    for file in (folder / "ann").glob("*.json"):
        with TinyDB(file) as database:
            assert database.all()[0]["kind"] == "article"
    store = opened(folder)
    store.add("0.txt", made(store, "after")).result(10)
    assert store.close() == ()
    assert notes(folder) == sorted([*found, "after"])


def test_programs_that_write_at_once_lose_nothing(folder: Path) -> None:
    children = [start(folder, name, 40, "wait") for name in "xyz"]
    for child in children:
        child.communicate(timeout=60)  # each save gives up after 20 s by itself
    assert [child.returncode for child in children] == [0, 0, 0]
    assert notes(folder) == sorted(f"{name}-{n}" for name in "xyz" for n in range(40))
    assert len(opened(folder).log()) == 120


def test_a_program_that_ends_without_closing_still_saves(folder: Path) -> None:
    child = start(folder, "x", 30, "leave")
    child.communicate(timeout=60)
    assert child.returncode == 0
    assert notes(folder) == sorted(f"x-{n}" for n in range(30))


def test_waiting_for_a_lock_is_said_and_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    store.flush()
    said = threading.Event()
    messages: list[str] = []

    def listen(kind: str, message: str) -> None:
        if kind == "waiting":
            messages.append(message)
            said.set()

    store.subscribe(lambda event: listen(event.kind, event.message))
    with (folder / "ann" / ".lock").open("r+") as held:
        held.truncate()
        held.write("4711\x1b on elsewhere\n")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        future = store.add("a.txt", made(store, "second"))
        assert said.wait(20)
        assert "(process 4711 on elsewhere)" in store.waiting()
        assert store.pending() == 1
        assert not future.done()
        assert [a.note for a in store.annotations()] == ["first", "second"]
    future.result(20)
    assert store.waiting() == ""
    assert messages[-1] == ""
    assert store.close() == ()
    assert notes(folder) == ["first", "second"]


def test_closing_does_not_wait_for_ever(folder: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    store.flush()
    with (folder / "ann" / ".lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        store.add("a.txt", made(store, "second"))
        assert [action.op for action in store.close(timeout=0.05)] == ["add"]
        assert f"another program is writing here (process {os.getpid()} on " in store.failure()
        assert store.waiting() == ""
    assert notes(folder) == ["first"]


def test_a_lock_file_that_was_removed_is_made_again(folder: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store)).result(10)
    (folder / "ann" / ".lock").unlink()
    store.add("a.txt", made(store)).result(10)
    assert (folder / "ann" / ".lock").read_text().startswith(f"{os.getpid()} on ")
    store.close()


def test_a_file_system_without_locks_is_said_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(fd: int, operation: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    store = opened(folder)
    notices: list[str] = []
    store.subscribe(lambda event: notices.append(event.message) if event.kind == "notice" else None)
    for note in "ab":
        store.add("a.txt", made(store, note)).result(10)
        store.flush()
    assert len(notices) == 1
    assert "locks" in notices[0]
    store.close()
    assert notes(folder) == ["a", "b"]


def test_waiting_ends_with_the_lock_file_and_why_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    store.flush()
    told: dict[str, threading.Event] = {kind: threading.Event() for kind in ("waiting", "failed")}
    store.subscribe(lambda event: told[event.kind].set() if event.kind in told else None)
    lock = folder / "ann" / ".lock"
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        store.add("a.txt", made(store, "second"))
        assert told["waiting"].wait(20)
        lock.unlink()
        lock.mkdir()
        assert told["failed"].wait(20)
    assert (store.waiting(), bool(store.failure())) == ("", True)
    lock.rmdir()
    assert store.close() == ()


def test_what_was_said_not_to_be_saved_is_not_saved_after_that(folder: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    store.flush()
    with (folder / "ann" / ".lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        store.add("a.txt", made(store, "second"))
        assert len(store.close(0.0)) == 1
    assert len(store.close()) == 1
    assert notes(folder) == ["first"]
