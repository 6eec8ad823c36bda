"""Coding states are worked out once, and anew as soon as one changes, whoever changed it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.model import Annotation
from annotations.records import Coding
from annotations.store import AnnotationStore, StoreError
from tests.stores import made, notes, opened


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


def seen(store: AnnotationStore) -> list[tuple[str, ...]]:
    """The notes that are shown of the article, and of all; the paths that are named."""
    return [tuple(notes(store, "a.txt")), tuple(notes(store)), store.paths()]


def test_what_others_said_is_shown_by_what_one_said_oneself_meanwhile(tmp_path: Path) -> None:
    store, other = opened(tmp_path / "annotations"), opened(tmp_path / "annotations", "bob")
    theirs = replace(made(other, "theirs", doc="their id"), text="t2")
    other.add("a.txt", theirs).result(10)
    store.refresh()
    assert seen(store) == [(), (), ()]
    mine = replace(made(store, "mine", doc="doc of a.txt"), text="t1")
    store.set_coding(done(store, "a.txt")).result(10)
    store.put(replace(done(store, "../x"), doc="x")).result(10)
    assert seen(store) == [(), (), ()], "it is about another article, as far as one knows"
    store.add("a.txt", mine).result(10)
    assert seen(store)[0] == ("mine",)
    store.edit("a.txt", replace(store.annotations("a.txt")[0], text_lf="t2")).result(10)
    assert seen(store) == [("mine", "theirs"), ("mine", "theirs"), ("a.txt",)], "one text: one article"
    assert store.get(theirs.id)[1] == other.get(theirs.id)[1]
    store.undo()[1].result(10)
    assert seen(store) == [("mine",), ("mine",), ("a.txt",)]
    with pytest.raises(StoreError, match="no annotation"):
        store.get(theirs.id)
    stored = other.get(theirs.id)[1]
    assert isinstance(stored, Annotation)
    other.edit("a.txt", replace(stored, doc="doc of a.txt")).result(10)
    store.refresh()
    assert seen(store)[0] == ("mine", "theirs")
    store.set_coding(replace(store.codings()["a.txt"], state="open")).result(10)
    assert seen(store)[0] == ("mine",)
    other.close()
    store.close()
