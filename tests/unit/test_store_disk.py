"""What stands on the disk: faults while writing, changes from outside."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations import placing
from annotations.store import StoreError
from tests.stores import made, notes, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


@pytest.fixture
def stored(folder: Path) -> Path:
    """A folder with one annotation, noted "first", by ann on a.txt."""
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    store.close()
    return folder


# Faults


@pytest.fixture(params=["write", "fsync", "_rename", "open"])
def faulty(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[int], None]]:
    """Makes one system call fail with an errno (0: work again)."""
    module = placing if request.param == "_rename" else os
    real = getattr(module, request.param)
    code = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        creates = request.param != "open" or args[1] & os.O_CREAT
        if code and creates:
            raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)

    def fail(with_errno: int) -> None:
        nonlocal code
        code = with_errno

    monkeypatch.setattr(module, request.param, call)
    yield fail
    code = 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission"),
        (errno.EIO, "error"),
    ],
)
def test_a_failed_save_stays_queued_until_it_works(
    stored: Path, faulty: Callable[[int], None], code: int, words: str
) -> None:
    store = opened(stored)
    events = []
    store.subscribe(lambda event: events.append(event.kind))
    faulty(code)
    futures = [store.add("a.txt", made(store, "second")), store.add("b.txt", made(store, "third"))]
    assert [action.op for action in store.flush(10)] == ["add", "add"]
    assert words in store.failure()
    assert "\n" not in store.failure()
    assert store.pending() == 2
    assert notes(store) == ["first", "second", "third"]
    assert notes(opened(stored)) == ["first"]
    assert not any(future.done() for future in futures)
    assert "failed" in events
    faulty(0)
    store.retry()
    for future in futures:
        future.result(10)
    assert (store.failure(), store.pending(), store.close()) == ("", 0, ())
    assert notes(opened(stored)) == ["first", "second", "third"]
    assert [p.name for p in stored.rglob(".tmp-*")] == []
    again = opened(stored)
    again.undo()
    again.undo()
    assert again.close() == ()
    assert notes(opened(stored)) == ["first"]


def test_close_returns_what_could_not_be_saved(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(stored)

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(placing, "exchange", full)
        annotation = made(store, "lost?")
        store.add("a.txt", annotation)
        unsaved = store.close()
    assert [action.changes[0].after for action in unsaved] == [annotation]
    assert notes(opened(stored)) == ["first"]


def test_one_bad_file_does_not_hold_up_the_others(stored: Path) -> None:
    store = opened(stored)
    (stored / "ann" / "b.txt.json").mkdir()
    blocked = store.add("b.txt", made(store, "waits"))
    free = store.add("c.txt", made(store, "goes"))
    free.result(10)
    store.flush(10)
    assert "b.txt.json" in store.failure()
    assert "a folder stands in its place" in store.failure()
    (stored / "ann" / "b.txt.json").rmdir()
    store.retry()
    blocked.result(10)
    store.close()
    assert notes(opened(stored)) == ["first", "goes", "waits"]


def test_short_writes_are_completed(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:7])))
    store = opened(stored)
    store.add("a.txt", made(store, "“second”")).result(10)
    store.close()
    assert notes(opened(stored)) == ["first", "“second”"]


def test_a_save_is_acknowledged_after_file_name_and_folder_are_synced(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def spy(name: str) -> None:
        module = placing if name == "exchange" else os
        real = getattr(module, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            if name != "write" or (
                b'"kind":"annotation"' in bytes(args[1]) and b'"op"' not in bytes(args[1])
            ):
                calls.append("fsync folder" if folder else name)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, call)

    store = opened(stored)
    store.add("a.txt", made(store)).result(10)
    store.flush(10)
    for name in ("write", "fsync", "exchange"):
        spy(name)
    store.add("a.txt", made(store)).add_done_callback(lambda _: calls.append("saved"))
    store.flush(10)
    assert calls == ["write", "fsync", "exchange", "fsync folder", "saved"]
    store.close()


# Changes from outside


def test_own_unsaved_changes_are_laid_over_what_others_wrote(stored: Path) -> None:
    store, other = opened(stored), opened(stored)
    theirs = made(other, "theirs")
    other.add("a.txt", theirs).result(10)
    store.add("a.txt", made(store, "mine")).result(10)
    assert notes(store) == notes(opened(stored)) == ["first", "mine", "theirs"]
    other.close()
    store.close()


def test_a_change_made_on_another_version_is_held(stored: Path) -> None:
    store, other = opened(stored), opened(stored)
    first = store.annotations()[0]
    other.edit("a.txt", replace(first, note="theirs")).result(10)
    future = store.edit("a.txt", replace(first, note="mine"))
    with pytest.raises(StoreError, match="changed outside"):
        future.result(10)
    store.flush(10)
    assert notes(store) == notes(opened(stored)) == ["theirs"]
    held = store.held()
    assert [change.change.after for change in held] == [replace(first, note="mine")]
    store.apply_held(held[0]).result(10)
    assert store.held() == ()
    assert notes(store) == notes(opened(stored)) == ["mine"]
    assert store.annotations()[0].rev == 3
    store.close()
    other.close()


def test_what_was_removed_outside_stays_removed(stored: Path) -> None:
    store, other = opened(stored), opened(stored)
    first = store.annotations()[0]
    other.remove("a.txt", first.id).result(10)
    with pytest.raises(StoreError, match="removed meanwhile by ann"):
        store.edit("a.txt", replace(first, note="mine")).result(10)
    store.flush(10)
    assert notes(store) == notes(opened(stored)) == []
    store.drop_held(store.held()[0])
    assert store.held() == ()
    store.close()
    other.close()


def test_a_file_taken_away_is_not_brought_back(stored: Path) -> None:
    store = opened(stored)
    (stored / "ann" / "a.txt.json").unlink()
    assert store.refresh().paths == ("a.txt",)
    assert store.annotations() == ()
    store.add("a.txt", made(store, "new")).result(10)
    assert notes(opened(stored)) == ["new"]
    store.close()


def test_refresh_says_what_changed_and_only_that(stored: Path) -> None:
    store, other = opened(stored), opened(stored)
    assert store.refresh().paths == ()
    other.add("b/c.txt", made(other, "theirs")).result(10)
    assert store.refresh().paths == ("b/c.txt",)
    assert store.refresh().paths == ()
    assert notes(store) == ["first", "theirs"]
    other.close()


def test_a_rewrite_by_plain_tinydb_is_taken_in_and_laid_out_again(stored: Path) -> None:
    store = opened(stored)
    first = store.annotations()[0]
    path = stored / "ann" / "a.txt.json"
    with TinyDB(path) as database:
        database.update({"note": "from outside"}, doc_ids=[int(first.id)])
        database.insert({"kind": "hologram", "rev": 1})
    second = made(store, "second")
    store.add("a.txt", second).result(10)
    store.close()
    again = opened(stored)
    assert notes(again) == ["from outside", "second"]
    lines = path.read_text("utf-8").split("\n")
    assert lines[1].startswith('"1": {"kind"')
    assert sum(line.startswith(",") for line in lines) == 3
    assert [p.name for p in stored.rglob("*.corrupt-*")] == []
