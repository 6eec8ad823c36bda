"""Undo in one process takes in what another did just before: no refresh has told it of that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.store import AnnotationStore, StoreError
from tests.stores import made, notes, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


@pytest.fixture
def other(folder: Path) -> AnnotationStore:
    """Another process, which has added a record before the one that is asked starts."""
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    return store


def test_the_last_action_is_taken_back_whoever_did_it(folder: Path, other: AnnotationStore) -> None:
    store = opened(folder)
    other.add("b.txt", made(other, "second")).result(10)
    assert store.undoable().changes[0].path == "b.txt"
    action, future = store.undo()
    future.result(10)
    assert [change.path for change in action.changes] == ["b.txt"]
    other.undo()[1].result(10)
    assert notes(opened(folder)) == []
    for left in (["first"], ["first", "second"]):
        store.redo()[1].result(10)
        assert notes(store) == left
    assert store.close() == other.close() == ()
    assert notes(opened(folder)) == ["first", "second"]


def test_it_is_taken_back_on_what_is_there_by_then(folder: Path, other: AnnotationStore) -> None:
    store = opened(folder)
    other.edit("a.txt", replace(other.annotations()[0], note="edited")).result(10)
    store.undo()[1].result(10)
    assert store.held() == ()
    assert notes(store) == ["first"]
    other.add("b.txt", made(other, "second")).result(10)
    with pytest.raises(StoreError, match="nothing to redo"):
        store.redo()
    assert store.close() == other.close() == ()


def test_nothing_is_read_while_no_other_process_did_anything(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, looks = opened(folder), list[str]()
    store.add("a.txt", made(store, "mine")).result(10)
    assert store.flush() == ()
    monkeypatch.setattr(store, "refresh", lambda: looks.append("again"))
    store.undo()[1].result(10)
    assert store.flush() == ()
    store.redo()[1].result(10)
    store.undoable()
    assert looks == []
    assert store.close() == ()
