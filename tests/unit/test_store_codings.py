"""Coding states are worked out once, and anew as soon as one changes, whoever changed it."""

from __future__ import annotations

from pathlib import Path

from annotations.records import Coding
from annotations.store import AnnotationStore
from tests.stores import opened


def done(store: AnnotationStore, path: str) -> Coding:
    now = store.now()
    return Coding(store.new_id(), f"doc of {path}", "ann", "done", now, now, path)


def test_codings_are_kept_until_one_changes(tmp_path: Path) -> None:
    store = opened(tmp_path / "annotations")
    store.set_coding(done(store, "a.txt")).result(10)
    before = store.codings()
    assert store.codings() is before
    store.set_coding(done(store, "b.txt")).result(10)
    assert set(store.codings()) == {"a.txt", "b.txt"}
    assert set(before) == {"a.txt"}
    store.undo()[1].result(10)
    assert set(store.codings()) == {"a.txt"}
    store.close()


def test_codings_made_by_another_process_are_seen_on_refresh(tmp_path: Path) -> None:
    mine, other = opened(tmp_path / "annotations"), opened(tmp_path / "annotations")
    assert mine.codings() == {}
    other.set_coding(done(other, "a.txt")).result(10)
    other.close()
    mine.refresh()
    assert mine.codings()["a.txt"].state == "done"
    mine.close()
