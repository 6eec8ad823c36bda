"""What must be on the disk before something is called saved, though an earlier attempt failed or died."""

from __future__ import annotations

import errno
import fcntl
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations import placing
from annotations.ids import text_hashes
from annotations.model import Annotation
from annotations.store import Action, AnnotationStore, Change
from tests.stores import notes, opened

TEXT = "the text it is on"
SHA = text_hashes(TEXT)[0]


def made(store: AnnotationStore, note: str) -> Annotation:
    store.keep_text(SHA, TEXT)
    return Annotation(store.new_id(), "d0c", "ann", store.now(), store.now(), note=note, text=SHA)


class Syncs:
    """Keeps what was synced, by inode, and fails once at what it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._done: set[int] = set()
        self._bad = 0
        self._real = os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, fd: int) -> None:
        inode = os.fstat(fd).st_ino
        if inode == self._bad:
            self._bad = 0
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self._real(fd)
        self._done.add(inode)

    def fail_at(self, path: Path) -> None:
        self._bad = path.stat().st_ino

    def forget(self) -> None:
        self._done.clear()

    def of(self, *paths: Path) -> list[bool]:
        """Which of *paths* were synced."""
        return [path.stat().st_ino in self._done for path in paths]


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> Syncs:
    return Syncs(monkeypatch)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A folder with one annotation, noted "first", by ann on a.txt."""
    folder = tmp_path / "annotations"
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    store.close()
    return folder


def test_a_burst_whose_folder_could_not_be_synced_is_synced_before_it_is_called_saved(
    stored: Path, syncs: Syncs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(stored)
    store.add("a.txt", made(store, "second")).result(10)
    store.flush(10)
    real = placing.exchange

    def then_fail(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        monkeypatch.setattr(placing, "exchange", real)
        syncs.forget()
        syncs.fail_at(stored / "ann")

    monkeypatch.setattr(placing, "exchange", then_fail)
    with (stored / "ann" / ".lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        new = made(store, "third")
        futures = [store.add("a.txt", new)]
        for number in range(12):
            current = next(a for a in store.annotations() if a.id == new.id)
            futures.append(store.edit("a.txt", replace(current, note=f"edit {number}")))
    store.flush(10)
    store.flush(10)
    assert [future.exception(10) for future in futures] == [None] * 13
    assert store.held() == ()
    assert syncs.of(stored / "ann") == [True]
    assert store.close() == ()
    assert notes(opened(stored)) == ["edit 11", "first", "second"]


def test_names_that_another_program_left_unsynced_are_synced(tmp_path: Path, syncs: Syncs) -> None:
    folder = tmp_path / "annotations"
    (folder / "ann" / "sub").mkdir(parents=True)
    texts = folder / "texts"
    texts.mkdir()
    (texts / f"{SHA}.txt").write_text(TEXT)
    store = opened(folder)
    store.add("sub/a.txt", made(store, "first")).result(10)
    assert syncs.of(tmp_path, folder, folder / "ann", folder / "ann" / "sub", texts) == [True] * 5
    store.flush(10)
    syncs.forget()
    store.add("sub/a.txt", made(store, "second")).result(10)
    assert syncs.of(folder, texts) == [False, False]
    store.close()


def test_a_copy_kept_aside_by_a_killed_program_is_synced(stored: Path, syncs: Syncs) -> None:
    file = stored / "ann" / "a.txt.json"
    file.write_bytes(file.read_bytes()[:-20])
    copy = stored / "ann" / "a.txt.json.corrupt-1"
    copy.write_bytes(file.read_bytes())
    store = opened(stored)
    store.add("a.txt", made(store, "second")).result(10)
    store.close()
    assert syncs.of(copy) == [True]
    assert len(list((stored / "ann").glob("*.corrupt-*"))) == 1


def test_an_action_over_several_files_syncs_each_of_them_and_their_folder_once(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(stored)
    store.add("a.txt", made(store, "the folders are known now")).result(10)
    store.flush(10)
    synced: list[int] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        synced.append(os.fstat(fd).st_ino)
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    changes = tuple(Change(path, None, made(store, path)) for path in ("a.txt", "b.txt", "c.txt"))
    store.apply(Action("import", changes)).result(10)
    store.close()
    own = stored / "ann"
    files = [own / ".history.jsonl", *(own / f"{name}.txt.json" for name in "abc")]
    assert sorted(synced) == sorted(path.stat().st_ino for path in (own, *files))
    assert synced[-1] == own.stat().st_ino
    assert not list(own.glob(".tmp-*"))
