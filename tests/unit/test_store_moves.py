"""Annotations of articles that moved: shown at the new place, moved there with the next save, and back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations import placing
from annotations.committing import Committer
from annotations.history import HISTORY_FILE, read_entries
from annotations.operations import Outcome
from annotations.records import Coding
from annotations.store import Action, Change, Move, StoreError
from tests.stores import made, notes, opened

OLD, NEW, DOC = "old.txt", "sub/new.txt", "d0c"


def lines(path: Path) -> list[bytes]:
    return [line.lstrip(b",") for line in path.read_bytes().split(b"\n") if b'"kind":"annotation"' in line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three annotations of ``old.txt``, one of them removed, and a coding state."""
    folder = tmp_path / "annotations"
    store = opened(folder)
    for note in ("one", "two", "gone"):
        store.add(OLD, made(store, note))
    store.flush()
    gone = next(a for a in store.annotations(OLD) if a.note == "gone")
    store.remove(OLD, gone.id)
    store.set_coding(Coding(store.new_id(), DOC, "ann", "done", store.now(), store.now(), path=OLD))
    assert store.close() == ()
    return folder


@pytest.fixture
def files(folder: Path) -> tuple[Path, Path]:
    """The old and the new store file of one's own."""
    return folder / "ann" / f"{OLD}.json", folder / "ann" / f"{NEW}.json"


def test_following_shows_everything_at_the_new_path_and_writes_nothing(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    store = opened(folder)
    told = []
    store.subscribe(lambda event: told.append((event.kind, event.paths)))
    store.follow({(OLD, DOC): NEW})
    assert told == [("external", ("", OLD, NEW))]
    assert notes(store, NEW) == notes(store) == ["one", "two"]
    assert notes(store, OLD) == []
    assert store.paths() == (NEW,)
    assert [store.path_of(a.id) for a in store.annotations()] == [NEW, NEW]
    assert {path: coding.path for path, coding in store.codings().items()} == {NEW: NEW}
    store.refresh()
    assert store.paths() == (NEW,)
    store.follow({})
    assert store.paths() == (OLD,)
    assert [*store.codings()] == [OLD]
    store.close()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_what_is_changed_while_the_records_move_is_changed_where_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit is over, and the store has not heard of it yet."""
    over, go = threading.Event(), threading.Event()
    real = Committer.commit

    def commit(self: Committer, *args: Any) -> Outcome:
        outcome = real(self, *args)
        over.set()
        go.wait(10)
        return outcome

    monkeypatch.setattr(Committer, "commit", commit)
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    for note in ("first", "second"):
        record = min(store.annotations(NEW), key=lambda a: int(a.id))
        store.edit(NEW, replace(record, note=note))
        assert over.wait(10)
    store.add(NEW, made(store, "three"))
    go.set()
    assert store.close() == ()
    assert store.held() == ()
    assert notes(opened(folder), NEW) == ["second", "three", "two"]


def test_the_next_save_moves_the_file_byte_for_byte(folder: Path, files: tuple[Path, Path]) -> None:
    old, new = files
    records, everything = lines(old), old.read_bytes()
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    store.add(NEW, made(store, "three")).result(10)
    assert not old.exists()
    assert lines(new)[:2] == records
    assert b'"kind":"removed"' in everything
    assert b'"kind":"removed"' in new.read_bytes()
    assert notes(store, NEW) == ["one", "three", "two"]
    store.close()
    assert notes(opened(folder), NEW) == ["one", "three", "two"]


def test_it_is_one_action_with_its_undo(folder: Path, files: tuple[Path, Path]) -> None:
    old, new = files
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    one = next(a for a in store.annotations(NEW) if a.note == "one")
    store.edit(NEW, replace(one, note="ONE")).result(10)
    (entry,) = store.log(1)
    assert entry.op == "edit"
    assert [(move.source, move.target, len(move.ids)) for move in entry.moves] == [(OLD, NEW, 3)]
    store.undo()[1].result(10)
    assert not new.exists()
    assert notes(store, NEW) == ["one", "two"]
    store.redo()[1].result(10)
    assert notes(store, NEW) == ["ONE", "two"]
    assert not old.exists()
    store.close()
    # And across processes, down to what was done before the article moved.
    again = opened(folder)
    again.follow({(OLD, DOC): NEW})
    for expected in (["one", "two"], ["one", "two"], ["gone", "one", "two"], ["one", "two"], ["one"]):
        again.undo()[1].result(10)
        assert notes(again, NEW) == expected
    again.close()


def test_what_belongs_to_another_article_stays(folder: Path, files: tuple[Path, Path]) -> None:
    old, new = files
    store = opened(folder)
    store.add(OLD, made(store, "another text", doc="0ther")).result(10)
    store.follow({(OLD, DOC): NEW})
    assert (notes(store, OLD), notes(store, NEW)) == (["another text"], ["one", "two"])
    store.add(NEW, made(store, "three")).result(10)
    assert len(lines(old)) == 1
    assert len(lines(new)) == 3
    store.close()
    again = opened(folder)
    assert (notes(again, OLD), notes(again, NEW)) == (["another text"], ["one", "three", "two"])
    again.close()


def test_a_move_that_was_asked_for(folder: Path, files: tuple[Path, Path]) -> None:
    old, new = files
    store = opened(folder)
    ids = tuple(a.id for a in store.annotations(OLD))
    coding = replace(store.codings()[OLD], path=NEW)
    changes = (Change("", store.codings()[OLD], coding),)
    store.apply(Action("move", changes, (Move(OLD, NEW, ids),))).result(10)
    assert (notes(store, OLD), notes(store, NEW)) == ([], ["one", "two"])
    assert [*store.codings()] == [NEW]
    assert (old.exists(), new.exists()) == (False, True)
    assert [len(move.ids) for move in store.log(1)[0].moves] == [3]
    store.undo()[1].result(10)
    assert (notes(store, OLD), notes(store, NEW)) == (["one", "two"], [])
    assert [*store.codings()] == [OLD]
    assert (old.exists(), new.exists()) == (True, False)
    store.redo()[1].result(10)
    store.close()
    assert notes(opened(folder), NEW) == ["one", "two"]


def test_names_that_were_exchanged(folder: Path) -> None:
    store = opened(folder)
    store.add(NEW, made(store, "other", doc="0ther")).result(10)
    store.follow({(OLD, DOC): NEW, (NEW, "0ther"): OLD})
    assert (notes(store, OLD), notes(store, NEW)) == (["other"], ["one", "two"])
    store.add(NEW, made(store, "three")).result(10)
    assert (notes(store, OLD), notes(store, NEW)) == (["other"], ["one", "three", "two"])
    store.add(OLD, made(store, "four", doc="0ther")).result(10)
    assert (notes(store, OLD), notes(store, NEW)) == (["four", "other"], ["one", "three", "two"])
    store.close()
    again = opened(folder)
    assert (notes(again, OLD), notes(again, NEW)) == (["four", "other"], ["one", "three", "two"])


def test_the_file_of_another_annotator_is_followed_and_left_alone(folder: Path) -> None:
    theirs = folder / "ann" / f"{OLD}.json"
    before = theirs.read_bytes()
    bob = opened(folder, "bob", show_others=True)
    bob.follow({(OLD, DOC): NEW})
    assert notes(bob, NEW) == ["one", "two"]
    bob.add(NEW, made(bob, "bob's")).result(10)
    assert notes(bob, NEW) == ["bob's", "one", "two"]
    bob.close()
    assert theirs.read_bytes() == before


def test_a_copy_left_behind_is_the_same_and_an_older_one_is_an_ancestor(
    folder: Path, files: tuple[Path, Path]
) -> None:
    old, _ = files
    before = old.read_bytes()
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    one, two = sorted(store.annotations(NEW), key=lambda a: a.note)
    store.edit(NEW, replace(one, note="ONE")).result(10)
    store.remove(NEW, two.id).result(10)
    store.close()
    old.write_bytes(before)  # as a merge, or a program killed at the last moment, leaves it
    again = opened(folder)
    again.follow({(OLD, DOC): NEW})
    assert notes(again) == notes(again, NEW) == ["ONE"]
    again.add(NEW, made(again, "three")).result(10)
    assert not old.exists()
    again.close()
    assert notes(opened(folder)) == ["ONE", "three"]


def test_an_edit_in_the_old_file_on_another_branch_wins_over_its_ancestor(
    folder: Path, files: tuple[Path, Path]
) -> None:
    old, _ = files
    branch = opened(folder)
    one = next(a for a in branch.annotations(OLD) if a.note == "one")
    branch.edit(OLD, replace(one, note="edited there")).result(10)
    branch.close()
    edited = old.read_bytes()
    branch = opened(folder)
    branch.undo()[1].result(10)
    branch.close()
    (folder / "ann" / HISTORY_FILE).unlink()
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    store.add(NEW, made(store, "three")).result(10)
    store.close()
    old.write_bytes(edited.replace(b'"note":"edited there"', b'"note":"edited after all"'))
    again = opened(folder)
    again.follow({(OLD, DOC): NEW})
    assert "edited after all" in notes(again, NEW)
    again.close()


def test_a_file_that_must_be_left_alone_is_not_moved(folder: Path, files: tuple[Path, Path]) -> None:
    old, new = files
    old.write_bytes(old.read_bytes().replace(b'"schema":1', b'"schema":99'))
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    assert notes(store, NEW) == ["one", "two"]
    with pytest.raises(StoreError, match="newer version"):
        store.add(NEW, made(store, "three"))
    assert notes(store, NEW) == ["one", "two"]
    assert not new.exists()
    store.close()


def test_a_move_out_of_the_corpus_is_refused(folder: Path) -> None:
    store = opened(folder)
    ids = tuple(a.id for a in store.annotations(OLD))
    for path in ("../x.txt", "/x.txt", ""):
        with pytest.raises(StoreError, match="not the path of an article"):
            store.apply(Action("move", moves=(Move(OLD, path, ids),)))
    assert notes(store, OLD) == ["one", "two"]
    store.close()


class Broken:
    """Lets one call of the system fail, the *n*-th from now on (and then all)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        for name in ("write", "fsync", "mkdir", "unlink", "stat", "open"):
            monkeypatch.setattr(os, name, self._failing(getattr(os, name)))
        monkeypatch.setattr(placing, "_rename", self._failing(placing._rename))

    def _failing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self.left >= 0:
                if self.left == 0:
                    raise OSError(28, os.strerror(28))
                self.left -= 1
            return real(*args, **kwargs)

        return call


def test_wherever_a_move_breaks_off_nothing_is_lost_and_it_goes_on(
    folder: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = files
    start = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    broken = Broken(monkeypatch)
    at = 0
    while True:
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()
        for path, data in start.items():
            path.write_bytes(data)
        store = opened(folder)
        store.follow({(OLD, DOC): NEW})
        broken.left = at
        saved = store.add(NEW, made(store, "three"))
        left = store.flush(10)
        assert bool(left) is not saved.done()
        assert notes(store, NEW) == ["one", "three", "two"]
        broken.left = -1
        # Another program that looks now finds every annotation that was saved once, and once only.
        other = opened(folder)
        other.follow({(OLD, DOC): NEW})
        assert notes(other, NEW) in (["one", "two"], ["one", "three", "two"])
        other.close()
        store.retry()
        assert store.flush(10) == ()
        saved.result(10)
        assert not old.exists()
        assert len(lines(new)) == 3
        store.close()
        if not left:
            break
        at += 1
    assert at > 30


def test_a_failed_move_holds_up_what_came_after_it_and_nothing_else(
    folder: Path, files: tuple[Path, Path]
) -> None:
    old, new = files
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    new.parent.write_bytes(b"in the way")
    moved = store.add(NEW, made(store, "three"))
    after = store.add(NEW, made(store, "four"))
    elsewhere = store.add("else.txt", made(store, "else", doc="x"))
    elsewhere.result(10)
    store.flush(10)
    assert (moved.done(), after.done()) == (False, False)
    assert notes(store, NEW) == ["four", "one", "three", "two"]
    new.parent.unlink()
    store.retry()
    store.flush(10)
    assert (moved.done(), after.done()) == (True, True)
    assert not old.exists()
    store.close()
    assert notes(opened(folder), NEW) == ["four", "one", "three", "two"]


def test_a_line_of_the_log_says_what_moved(folder: Path) -> None:
    store = opened(folder)
    store.follow({(OLD, DOC): NEW})
    store.add(NEW, made(store, "three")).result(10)
    store.close()
    *_, entry = read_entries((folder / "ann" / HISTORY_FILE).read_bytes())
    (move,) = entry.moves
    assert (move.source, move.target) == (OLD, NEW)
    assert len(move.ids) == 3
