"""Two processes that do the same: it is done once, told once in the log, and neither is put aside."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations import committing, storage
from annotations.history import HISTORY_FILE, read_entries
from annotations.model import Annotation
from annotations.placing import MeanwhileError, Put
from annotations.rows import Signature
from annotations.store import Action, AnnotationStore, Change
from tests.stores import made, notes, opened

MOMENTS = ("2026-11-22T12:00:00Z", "2026-11-22T12:00:01Z")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


@pytest.fixture(params=[0, 1], ids=["at once", "a second later"])
def both(folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Both:
    return Both(folder, request.param, monkeypatch)


class Both:
    """Two processes that have both seen the same annotations, and do things so many seconds apart."""

    def __init__(self, folder: Path, apart: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        first = opened(folder)
        self.kept, self.other = made(first, "kept"), made(first, "other")
        first.add("a.txt", self.kept).result(10)
        first.edit("a.txt", replace(self.kept, note="edited")).result(10)
        first.add("a.txt", self.other).result(10)
        first.close()
        self.one, self.two = opened(folder), opened(folder)
        monkeypatch.setattr(self.one, "now", lambda: MOMENTS[0])
        monkeypatch.setattr(self.two, "now", lambda: MOMENTS[apart])

    def do(self, act: Callable[[AnnotationStore], object]) -> None:
        """Let the second process do what the first has done already, without having heard of that."""
        for store in (self.one, self.two):
            act(store)
            assert store.flush(10) == ()
            assert store.held() == ()

    def log(self) -> list[str]:
        return [entry.op for entry in read_entries((self._folder / "ann" / HISTORY_FILE).read_bytes())]

    def close(self) -> list[str]:
        assert self.one.close() == self.two.close() == ()
        return notes(opened(self._folder))


def test_what_is_removed_already_is_removed(both: Both) -> None:
    both.do(lambda store: store.remove("a.txt", both.other.id).result(10))
    assert both.log() == ["add", "edit", "add", "remove"]
    assert [entry.op for entry in both.two.log()] == both.log()
    both.two.undo()[1].result(10)
    assert notes(both.two) == ["edited", "other"]
    assert both.log() == ["add", "edit", "add", "remove", "undo"]
    assert both.close() == ["edited", "other"]


@pytest.mark.parametrize("steps", [1, 2])
def test_what_both_take_back_at_once_is_taken_back_once(folder: Path, both: Both, steps: int) -> None:
    """The last one is the addition of a record, the one before that an edit."""
    for step in range(steps):
        with (folder / "ann" / ".lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # neither can hear of the other
            undone = [store.undo()[1] for store in (both.one, both.two)]
        for future in undone:
            future.result(10)
        assert both.one.held() == both.two.held() == ()
        assert both.log() == ["add", "edit", "add", *["undo"] * (step + 1)]
        for store in (both.one, both.two):
            store.refresh()
    both.two.redo()[1].result(10)
    both.one.refresh()
    assert [entry.op for entry in both.one.log()] == both.log()
    assert both.close() == (["edited", "other"] if steps == 1 else ["edited"])


def test_one_of_several_that_is_removed_already(both: Both) -> None:
    def remove(*records: Annotation) -> Callable[[AnnotationStore], object]:
        def act(store: AnnotationStore) -> None:
            found = [store.get(record.id)[1] for record in records]
            changes = tuple(Change("a.txt", one, None) for one in found)
            store.apply(Action("remove", changes)).result(10)

        return act

    remove(both.other)(both.one)
    remove(both.kept, both.other)(both.two)
    both.two.undo()[1].result(10)
    assert notes(both.two) == ["edited"], "it takes back what this process has done"
    both.two.undo()[1].result(10)
    assert both.close() == ["edited", "other"]


def test_what_says_so_already_is_said_once(both: Both) -> None:
    def act(store: AnnotationStore) -> None:
        record = store.get(both.other.id)[1]
        assert isinstance(record, Annotation)
        store.edit("a.txt", replace(record, note="new", modified=store.now())).result(10)

    both.do(act)
    assert both.log() == ["add", "edit", "add", "edit"]
    both.two.undo()[1].result(10)
    assert both.close() == ["edited", "other"]


def test_what_was_done_already_and_then_taken_away_is_done_and_told_here(
    folder: Path, both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two attempts a checkout takes back what the other process did."""
    file = folder / "ann" / "a.txt.json"
    before, put = file.read_bytes(), storage.put_bytes
    both.one.remove("a.txt", both.other.id).result(10)
    both.one.flush()

    def meanwhile(fd: int, name: str, data: bytes, how: Put) -> tuple[Signature, str]:
        monkeypatch.setattr(committing, "put_bytes", put)
        replaced = file.with_name("another")
        replaced.write_bytes(before)
        replaced.replace(file)
        raise MeanwhileError("a checkout")

    monkeypatch.setattr(committing, "put_bytes", meanwhile)
    both.two.remove("a.txt", both.other.id).result(10)
    assert notes(both.two) == ["edited"]
    assert both.log() == ["add", "edit", "add", "remove", "remove"]
    both.two.undo()[1].result(10)
    assert both.close() == ["edited", "other"]
