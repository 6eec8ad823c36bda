"""What others planted where files of the store go: refused before anything is written, and named."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations import locks
from annotations.ids import text_hashes
from annotations.locks import LockBusyError, locked
from annotations.model import Annotation
from annotations.store import AnnotationStore, StoreError
from tests.stores import opened

TEXT = "the text it is on"
SHA = text_hashes(TEXT)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "annotations"
    (made / "ann").mkdir(parents=True)
    return made


def link(place: Path) -> None:
    """A link to a file that is worth overwriting."""
    victim = place.parents[2] / "bashrc"
    victim.write_text("precious")
    place.symlink_to(victim)


def dangling(place: Path) -> None:
    place.symlink_to(place.parents[2] / "nowhere")


def pipe(place: Path) -> None:
    os.mkfifo(place)


PRECIOUS = b"precious\n" * 30


def hard(place: Path) -> Path:
    """A second name of a file that is worth overwriting, which is returned."""
    victim = place.parents[2] / "bashrc"
    victim.write_bytes(PRECIOUS)
    victim.chmod(0o640)
    place.hardlink_to(victim)
    return victim


PLANTS = [link, dangling, pipe, Path.mkdir]
Plant = Callable[[Path], object]
FILES = ["ann/.lock", "ann/_corpus", "ann/b.txt.json", f"texts/{SHA}.txt"]


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below *folder*: its mode, and its bytes or where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        data = os.fsencode(path.readlink()) if stat.S_ISLNK(mode) else b""
        found[str(path)] = (mode, path.read_bytes() if stat.S_ISREG(mode) else data)
    return found


def add(store: AnnotationStore, path: str, note: str = "") -> None:
    now = store.now()
    store.keep_text(SHA, TEXT)
    store.add(path, Annotation(store.new_id(), "d0c", "ann", now, now, text=SHA, note=note))


def take_away(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


@pytest.mark.parametrize(
    ("name", "plant"),
    [(name, plant) for name in FILES for plant in PLANTS],
)
def test_nothing_is_written_beside_what_was_planted(
    folder: Path, tmp_path: Path, name: str, plant: Plant
) -> None:
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    store = opened(folder)
    plant(place)
    before = tree(tmp_path)
    add(store, "b.txt", "kept")
    store.flush(10)
    assert tree(tmp_path) == before
    assert str(place) in store.failure()
    assert "stands in its place" in store.failure()
    assert store.pending() == 1
    take_away(place)
    store.retry()
    assert store.close() == ()
    assert [a.note for a in opened(folder).annotations()] == ["kept"]


@pytest.mark.parametrize("plant", PLANTS[:3])
@pytest.mark.parametrize("name", ["texts", "ann", "ann/sub"])
def test_nothing_is_written_around_a_folder_that_is_none(
    folder: Path, tmp_path: Path, name: str, plant: Plant
) -> None:
    store = opened(folder)
    place = folder / name
    if place.exists():
        place.rmdir()
    plant(place)
    before = tree(tmp_path)
    add(store, "sub/b.txt")
    store.flush(10)
    assert tree(tmp_path) == before
    assert str(place) in store.failure()
    take_away(place)
    store.retry()
    assert store.close() == ()


@pytest.mark.parametrize("plant", PLANTS)
@pytest.mark.parametrize("name", [".lock", ".history.jsonl"])
def test_what_was_planted_is_told_on_opening(folder: Path, name: str, plant: Plant) -> None:
    plant(folder / "ann" / name)
    (problem,) = AnnotationStore(folder, "ann").load().problems
    assert problem.path == f"ann/{name}"
    assert "in its place" in problem.message


def test_a_text_folder_that_is_none_is_told_on_opening(folder: Path) -> None:
    (folder / "texts").symlink_to(folder / "ann")
    assert [p.path for p in AnnotationStore(folder, "ann").load().problems] == ["texts"]


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_log_costs_undo_and_is_never_written_through(
    folder: Path, tmp_path: Path, plant: Plant
) -> None:
    store = opened(folder)
    plant(folder / "ann" / ".history.jsonl")
    before = tree(tmp_path)
    said: list[str] = []
    store.subscribe(lambda event: said.append(event.message))
    add(store, "b.txt", "kept")
    assert store.close() == ()
    (told,) = (message for message in said if "log of changes" in message)
    assert "could not be written (.history.jsonl: " in told
    assert told.endswith(": take it away): no undo later")
    after = tree(tmp_path)
    assert {path: after[path] for path in before} == before
    assert [a.note for a in opened(folder).annotations()] == ["kept"]


@pytest.mark.parametrize("name", ["ann/_corpus", "ann/b.txt.json", f"texts/{SHA}.txt"])
def test_a_second_name_of_a_file_that_is_replaced_is_let_go(folder: Path, name: str) -> None:
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    victim = hard(place)
    store = opened(folder)
    add(store, "b.txt", "kept")
    assert store.close() == ()
    assert victim.read_bytes() == PRECIOUS
    assert [a.note for a in opened(folder).annotations()] == ["kept"]


@pytest.mark.parametrize("plant", [link, dangling, pipe, Path.mkdir])
def test_a_planted_lock_is_not_opened_by_whoever_comes_to_it(
    folder: Path, tmp_path: Path, plant: Plant
) -> None:
    plant(folder / "ann" / ".lock")
    before = tree(tmp_path)
    fd = os.open(folder / "ann", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match=r"^\.lock: .*: take it away$"), locked(fd, print, lambda: True):
            pass
    finally:
        os.close(fd)
    with pytest.raises(StoreError, match=r"/ann: not repaired: \.lock: .*: take it away$"):
        opened(folder).repair()
    assert tree(tmp_path) == before


def test_what_can_be_written_is_written_beside_one_planted_file(folder: Path) -> None:
    store = opened(folder)
    link(folder / "ann" / "b.txt.json")
    add(store, "b.txt", "waits")
    add(store, "c.txt", "goes")
    assert len(store.flush(10)) == 1
    assert [a.note for a in opened(folder).annotations()] == ["goes"]
    assert len(opened(folder).log()) == 1
    (folder / "ann" / "b.txt.json").unlink()
    store.retry()
    assert store.close() == ()
    assert len(opened(folder).log()) == 2


def state(path: Path) -> tuple[int, int, bytes]:
    found = path.stat()
    return found.st_mode, found.st_nlink, path.read_bytes()


@pytest.mark.parametrize("name", [".lock", ".history.jsonl"])
def test_a_file_that_is_written_into_is_parted_from_its_other_names_first(folder: Path, name: str) -> None:
    place = folder / "ann" / name
    victim = hard(place)
    mode = victim.stat().st_mode
    store = opened(folder)
    assert store.load().problems == ()
    assert state(victim) == (mode, 2, PRECIOUS)
    said: list[str] = []
    store.subscribe(lambda event: said.append(event.message))
    add(store, "b.txt", "kept")
    assert (store.close(), [message for message in said if message]) == ((), [])
    assert state(victim) == (mode, 1, PRECIOUS)
    assert state(place)[:2] == (mode, 1)
    again = opened(folder)
    assert [a.note for a in again.annotations()] == ["kept"]
    # What is none of the log's is kept, and not believed.
    assert place.read_bytes().startswith(PRECIOUS) == (name != ".lock")
    assert [entry.op for entry in again.log()] == ["add"]
    again.undo()[1].result(10)
    assert again.close() == ()


def test_a_backup_made_of_links_stays_and_nothing_is_lost_to_undo(folder: Path, tmp_path: Path) -> None:
    store, other = opened(folder), opened(folder)
    add(store, "b.txt", "one")
    store.flush()
    backup = tmp_path / "backup"
    shutil.copytree(folder, backup, copy_function=os.link)
    before = tree(backup)
    other.refresh()
    for writing, note in ((store, "two"), (other, "three"), (store, "four")):
        writing.refresh()
        add(writing, "b.txt", note)
        writing.flush()
        assert writing.failure() == ""
    assert tree(backup) == before
    for _ in range(4):
        store.undo()[1].result(10)
    assert store.annotations() == ()
    assert (store.close(), other.close()) == ((), ())


@pytest.fixture
def somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is another user's."""
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)


@pytest.mark.usefixtures("somebody_else")
def test_somebody_elses_file_with_another_name_is_left(folder: Path, tmp_path: Path) -> None:
    hard(folder / "ann" / ".history.jsonl")
    said: list[str] = []
    store = opened(folder)
    assert ["somebody else" in one.message for one in store.load().problems] == [True]
    store.subscribe(lambda event: said.append(event.message))
    add(store, "b.txt", "kept")
    assert store.close() == ()
    assert (folder / "ann" / ".history.jsonl").read_bytes() == PRECIOUS
    assert any("a copy of it in its place keeps what it tells): no undo later" in message for message in said)
    (folder / "ann" / ".lock").unlink()
    (folder / "ann" / ".lock").hardlink_to(tmp_path / "bashrc")
    before = tree(tmp_path)
    store = opened(folder)
    add(store, "b.txt", "waits")
    store.flush(10)
    assert "stands in its place: take it away" in store.failure()
    assert tree(tmp_path) == before
    (folder / "ann" / ".lock").unlink()
    store.retry()
    assert store.close() == ()


def test_a_lock_is_parted_only_by_who_holds_it(folder: Path) -> None:
    hard(folder / "ann" / ".lock")
    own = os.open(folder / "ann", os.O_RDONLY)
    holding = os.open(folder / "ann" / ".lock", os.O_RDONLY)
    try:
        fcntl.flock(holding, fcntl.LOCK_EX)
        with pytest.raises(LockBusyError), locked(own, print, lambda: True):
            pass
        assert state(folder / "ann" / ".lock")[1:] == (2, PRECIOUS)
        fcntl.flock(holding, fcntl.LOCK_UN)
        with locked(own, print, lambda: True):
            assert state(folder / "ann" / ".lock")[1] == 1
            with pytest.raises(LockBusyError), locked(own, print, lambda: True):
                pass
    finally:
        os.close(holding)
        os.close(own)


def test_where_files_always_have_other_names_that_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hard(folder / "ann" / ".lock")
    monkeypatch.setattr(locks, "part", lambda *args, **kwargs: None)
    own = os.open(folder / "ann", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="another name"), locked(own, print, lambda: True):
            pass
    finally:
        os.close(own)
