"""What stands on the disk: faults while writing, changes from outside, damage, links, modes."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations import placing
from annotations.model import Annotation
from annotations.records import Memo
from annotations.store import AnnotationStore, StoreError


def opened(folder: Path, annotator: str = "ann") -> AnnotationStore:
    store = AnnotationStore(folder, annotator)
    store.load()
    return store


def made(store: AnnotationStore, note: str = "") -> Annotation:
    return Annotation(store.new_id(), "d0c", store.annotator, store.now(), store.now(), note=note)


def notes(store: AnnotationStore) -> list[str]:
    return sorted(a.note for a in store.annotations())


def tree(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        what = path.lstat()
        data = path.read_bytes() if stat.S_ISREG(what.st_mode) and os.access(path, os.R_OK) else b""
        found[str(path)] = (what.st_mode, what.st_mtime_ns, what.st_ctime_ns, data)
    return found


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


# Damage


def test_a_damaged_file_is_shown_and_kept_aside_before_it_is_rewritten(stored: Path) -> None:
    path = stored / "ann" / "a.txt.json"
    store = opened(stored)
    store.add("a.txt", made(store, "second")).result(10)
    store.close()
    whole = path.read_bytes()
    damaged = whole[: whole.rindex(b'"note"')]
    path.write_bytes(damaged)
    store = AnnotationStore(stored, "ann")
    report = store.load()
    assert notes(store) == ["first"]
    assert [(p.path, p.line) for p in report.problems] == [
        ("ann/a.txt.json", 0),
        ("ann/a.txt.json", 6),
        ("ann/a.txt.json", 0),
    ]
    assert report.problems[0].message == (
        "damaged: 1 record was read; the file stays as it is, "
        "and the next save keeps a copy beside it (a.txt.json.corrupt-1)"
    )
    assert path.read_bytes() == damaged
    store.add("a.txt", made(store, "third")).result(10)
    store.add("a.txt", made(store, "fourth")).result(10)
    store.close()
    aside = [p for p in stored.rglob("*") if ".corrupt-" in p.name]
    assert [p.name for p in aside] == ["a.txt.json.corrupt-1"]
    assert aside[0].read_bytes() == damaged
    assert json.loads(path.read_bytes())
    again = AnnotationStore(stored, "ann")
    assert again.load().problems == ()
    assert notes(again) == ["first", "fourth", "third"]


def test_an_emptied_file_is_said_and_kept_aside(stored: Path) -> None:
    path = stored / "ann" / "a.txt.json"
    path.write_bytes(b"")
    store = AnnotationStore(stored, "ann")
    first, second = (str(p) for p in store.load().problems)
    assert first.startswith("ann/a.txt.json: damaged: no record could be read;")
    assert second == "ann/a.txt.json: the file is empty"
    store.add("a.txt", made(store, "new")).result(10)
    store.close()
    assert (stored / "ann" / "a.txt.json.corrupt-1").read_bytes() == b""


def test_copies_kept_aside_never_overwrite_one_another(stored: Path) -> None:
    path = stored / "ann" / "a.txt.json"
    told = []
    for text in (b"one", b"two", b"two"):
        path.write_bytes(text)
        store = AnnotationStore(stored, "ann")
        said = store.load().problems[0].message
        store.add("a.txt", made(store)).result(10)
        store.close()
        told.append(said.rpartition("(")[2])
    assert told == ["a.txt.json.corrupt-1)", "a.txt.json.corrupt-2)", "a.txt.json.corrupt-2)"]
    copies = sorted((p.name, p.read_bytes()) for p in stored.rglob("*.corrupt-*"))
    assert copies == [("a.txt.json.corrupt-1", b"one"), ("a.txt.json.corrupt-2", b"two")]


def test_a_newer_schema_is_shown_but_not_written(stored: Path) -> None:
    path = stored / "ann" / "a.txt.json"
    path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":2'))
    before = path.read_bytes()
    store = AnnotationStore(stored, "ann")
    assert "newer" in store.load().problems[0].message
    assert notes(store) == ["first"]
    with pytest.raises(StoreError, match="newer version"):
        store.add("a.txt", made(store))
    store.add("b.txt", made(store)).result(10)
    store.close()
    assert path.read_bytes() == before


def test_stray_copies_are_read_along(stored: Path) -> None:
    path = stored / "ann" / "a.txt.json"
    other = opened(stored)
    before = path.read_bytes()
    other.add("a.txt", made(other, "on the laptop")).result(10)
    other.close()
    path.rename(path.with_name("a.txt.sync-conflict-20240101-120000-ABCDEFG.json"))
    path.write_bytes(before)
    store = AnnotationStore(stored, "ann")
    report = store.load()
    assert notes(store) == ["first", "on the laptop"]
    assert "sync-conflict" in report.problems[0].message
    store.add("a.txt", made(store, "third")).result(10)
    store.close()
    with TinyDB(path) as database:
        assert len(database) == 4


# Links, strange things, modes


def test_no_link_is_followed_to_read_or_to_write(stored: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_bytes((stored / "ann" / "a.txt.json").read_bytes())
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.txt.json").write_bytes(secret.read_bytes())
    (stored / "ann" / "b.txt.json").symlink_to(secret)
    (stored / "ann" / "linked").symlink_to(outside)
    (stored / "eve").symlink_to(outside)
    before = tree(tmp_path)
    store = AnnotationStore(stored, "ann", show_others=True)
    report = store.load()
    assert notes(store) == ["first"]
    assert sorted(p.path for p in report.problems) == ["ann/b.txt.json", "ann/linked", "eve"]
    assert tree(tmp_path) == before
    with pytest.raises(StoreError, match="link"):
        store.add("b.txt", made(store))
    future = store.add("linked/x.txt", made(store, "waits"))
    store.flush(10)
    assert not future.done()
    assert "link" in store.failure()
    (stored / "ann" / "linked").unlink()
    store.retry()
    future.result(10)
    store.close()
    assert {p: s for p, s in tree(tmp_path).items() if "secret" in p or "outside" in p} == {
        p: s for p, s in before.items() if "secret" in p or "outside" in p
    }


def test_an_annotations_folder_that_is_a_link_is_not_followed(stored: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(stored)
    store = AnnotationStore(link, "ann")
    report = store.load()
    assert store.annotations() == ()
    assert "link" in report.problems[0].message
    with pytest.raises(StoreError, match="link"):
        store.add("a.txt", made(store))


def test_a_pipe_does_not_hang_us_and_a_locked_file_is_said(stored: Path) -> None:
    os.mkfifo(stored / "ann" / "p.txt.json")
    closed = stored / "ann" / "q.txt.json"
    closed.write_text("{}")
    closed.chmod(0)
    store = AnnotationStore(stored, "ann")
    report = store.load()
    said = {p.path: p.message for p in report.problems}
    assert "a pipe" in said["ann/p.txt.json"]
    if os.geteuid() != 0:
        assert "no permission" in said["ann/q.txt.json"]
        with pytest.raises(StoreError, match="no permission"):
            store.add("q.txt", made(store))
    assert notes(store) == ["first"]


def test_opening_changes_nothing_on_disk(stored: Path, tmp_path: Path) -> None:
    store = opened(stored, "bob")
    store.add("a.txt", made(store)).result(10)
    store.close()
    (stored / "ann" / "z.txt.json").write_bytes(b"damaged")
    (stored / "ann" / ".tmp-1-dead").write_bytes(b"half")
    (stored / "ann" / ".lock").unlink()
    (stored / ".gitattributes").unlink()
    before = tree(tmp_path)
    store = opened(stored)
    store.annotations()
    store.refresh()
    store.log()
    assert store.close() == ()
    assert tree(tmp_path) == before


def test_leftovers_are_swept_with_the_first_write(stored: Path) -> None:
    (stored / "ann" / ".tmp-1-dead").write_bytes(b"half")
    store = opened(stored)
    store.add("a.txt", made(store)).result(10)
    store.close()
    assert [p.name for p in stored.rglob(".tmp-*")] == []


def test_a_read_only_corpus_is_shown_and_says_so(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    store = opened(stored)
    assert "read-only" in store.read_only
    assert notes(store) == ["first"]
    with pytest.raises(StoreError, match="read-only"):
        store.add("a.txt", made(store))


def test_modes_are_never_wider_than_before(stored: Path) -> None:
    path = stored / "ann" / "a.txt.json"
    umask = os.umask(0o022)
    try:
        for mode in (0o600, 0o640, 0o664):
            path.write_bytes(path.read_bytes()[:-3])
            path.chmod(mode)
            store = opened(stored)
            store.add("a.txt", made(store)).result(10)
            store.close()
            assert stat.S_IMODE(path.stat().st_mode) == mode
        for copy in stored.rglob("*.corrupt-*"):
            assert stat.S_IMODE(copy.stat().st_mode) in (0o600, 0o640, 0o664)
        os.umask(0o077)
        store = opened(stored)
        store.add("b.txt", made(store)).result(10)
        store.close()
        assert stat.S_IMODE((stored / "ann" / "b.txt.json").stat().st_mode) == 0o600
    finally:
        os.umask(umask)


def test_git_is_told_how_to_merge_and_what_to_leave_out(stored: Path) -> None:
    attributes = (stored / ".gitattributes").read_text()
    assert "*.json text eol=lf merge=union\n_corpus text eol=lf merge=union\n" in attributes
    ignored = (stored / ".gitignore").read_text().split()
    assert ignored == [".lock", ".history*", ".tmp-*", "*.corrupt-*"]
    (stored / ".gitignore").write_text("mine\n")
    store = opened(stored)
    store.put(Memo(store.new_id(), "ann", store.now(), store.now(), title="t")).result(10)
    store.close()
    assert (stored / ".gitignore").read_text() == "mine\n"
