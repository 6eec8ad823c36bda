"""What a store finds on the disk: damage, copies, links, strange files, modes."""

from __future__ import annotations

import errno
import json
import os
import stat
import threading
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations import storage
from annotations.changes import Saved
from annotations.ids import text_hashes
from annotations.records import Memo
from annotations.store import AnnotationStore, StoreError
from tests.stores import made, notes, opened, tree


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


def test_what_another_annotator_is_writing_is_not_swept(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts are everyone's, but a lock is of one: the first save of bob comes in the middle of ann's."""
    writing, go = threading.Event(), threading.Event()
    real = storage.write_all

    def slow(fd: int, data: bytes) -> None:
        real(fd, data)
        if data == b"of ann":
            writing.set()
            go.wait(10)

    monkeypatch.setattr(storage, "write_all", slow)
    ann, bob = opened(stored), opened(stored, "bob")

    def add(store: AnnotationStore) -> Future[Saved]:
        text = f"of {store.annotator}"
        sha = text_hashes(text)[0]
        store.keep_text(sha, text)
        return store.add("a.txt", replace(made(store), text=sha))

    saved = add(ann)
    assert writing.wait(10)
    add(bob).result(10)
    go.set()
    saved.result(10)
    assert ann.failure() == ""
    assert ann.text(text_hashes("of ann")[0]) == "of ann"
    ann.close()
    bob.close()


def test_a_text_that_cannot_be_kept_is_said_to_be_one(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = storage.write_all

    def full(fd: int, data: bytes) -> None:
        if data == b"words":
            raise OSError(errno.ENOSPC, "full")
        real(fd, data)

    monkeypatch.setattr(storage, "write_all", full)
    store = opened(stored)
    sha = text_hashes("words")[0]
    store.keep_text(sha, "words")
    store.add("a.txt", replace(made(store), text=sha))
    store.flush(10)
    assert store.failure() == f"not saved: {stored}/texts: the disk is full"
    monkeypatch.undo()
    store.retry()
    assert store.close() == ()


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
