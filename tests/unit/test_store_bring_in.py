"""Records of another copy of one's annotations come in with their revisions, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.changes import Action, Change
from annotations.model import Annotation, Segment
from annotations.store import AnnotationStore, StoreError
from tests.stores import opened


def annotation(store: AnnotationStore, note: str) -> Annotation:
    now = store.now()
    return Annotation(store.new_id(), "d", "ann", now, now, (Segment(0, 3, "abc"),), note=note)


@pytest.fixture
def edited(tmp_path: Path) -> Annotation:
    """A record at its third revision, as another copy has it."""
    store = opened(tmp_path / "there")
    first = annotation(store, "one")
    store.add("a.txt", first).result(10)
    for note in ("two", "three"):
        _, record = store.get(first.id)
        assert isinstance(record, Annotation)
        store.edit("a.txt", replace(record, note=note)).result(10)
    _, record = store.get(first.id)
    store.close()
    assert isinstance(record, Annotation)
    return record


def test_a_new_record_keeps_its_revision(tmp_path: Path, edited: Annotation) -> None:
    store = opened(tmp_path / "here")
    store.bring_in(Action("import", (Change("a.txt", None, edited),))).result(10)
    assert store.get(edited.id) == ("a.txt", edited)
    store.close()
    assert (edited.rev, edited.prev.count(" ")) == (3, 1)
    files = [tmp_path / where / "ann" / "a.txt.json" for where in ("here", "there")]
    assert files[0].read_bytes() == files[1].read_bytes()
    with TinyDB(files[0]) as database:
        assert [dict(record)["rev"] for record in database.all()[1:]] == [3]


def test_it_can_be_taken_back_and_brought_again(tmp_path: Path, edited: Annotation) -> None:
    store = opened(tmp_path / "here")
    store.bring_in(Action("import", (Change("a.txt", None, edited),))).result(10)
    store.close()
    store = opened(tmp_path / "here")
    store.undo()[1].result(10)
    assert store.annotations() == ()
    store.redo()[1].result(10)
    [again] = store.annotations()
    assert (again.note, again.rev) == ("three", 5)
    # It goes on from there like any other.
    store.edit("a.txt", replace(again, note="four")).result(10)
    assert store.annotations()[0].rev == 6
    store.close()


def test_what_was_removed_here_comes_back_as_a_later_revision(tmp_path: Path, edited: Annotation) -> None:
    store = opened(tmp_path / "there")
    store.remove("a.txt", edited.id).result(10)
    store.bring_in(Action("import", (Change("a.txt", None, edited),))).result(10)
    [back] = store.annotations()
    assert (back.note, back.rev) == ("three", 5)
    store.close()


def test_nothing_is_overwritten(tmp_path: Path, edited: Annotation) -> None:
    store = opened(tmp_path / "there")
    other = annotation(store, "other")
    with pytest.raises(StoreError, match="already"):
        store.bring_in(
            Action("import", (Change("b.txt", None, other), Change("a.txt", None, replace(edited, note="x"))))
        )
    assert [a.note for a in store.annotations()] == ["three"]
    with pytest.raises(StoreError, match="is by 'bob'"):
        store.bring_in(Action("import", (Change("b.txt", None, replace(other, annotator="bob")),)))
    store.close()


def test_damaged_files_are_named(tmp_path: Path, edited: Annotation) -> None:
    path = tmp_path / "there" / "ann" / "a.txt.json"
    store = opened(tmp_path / "there")
    assert store.damaged() == ()
    path.write_bytes(path.read_bytes()[:-5] + b"}")
    store.refresh()
    assert store.damaged() == ("ann/a.txt.json",)
    store.close()
