"""One operation that cannot be written keeps no other from being written."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations.history import HISTORY_FILE, read_entries
from annotations.ids import text_hashes
from annotations.lines import DEEPEST
from annotations.rows import StoreFile
from annotations.store import Action, AnnotationStore, Change, Move
from tests.stores import made, notes, opened


@pytest.fixture
def stalled(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Say whether laying out the file of bad.txt fails in a way that nobody foresaw."""
    real, broken = StoreFile.render, True

    def render(self: StoreFile, header: Any) -> bytes:
        if broken and self.path == "bad.txt":
            raise RecursionError("as nobody foresaw")
        return real(self, header)

    def switch(on: bool) -> None:
        nonlocal broken
        broken = on

    monkeypatch.setattr(StoreFile, "render", render)
    return switch


def test_what_fails_as_nobody_foresaw_waits_alone(
    tmp_path: Path, stalled: Callable[[bool], None], caplog: pytest.LogCaptureFixture
) -> None:
    store = opened(tmp_path)
    first = made(store, "first")
    store.add("bad.txt", first)
    store.edit("bad.txt", replace(store.annotations("bad.txt")[0], note="second"))
    both = made(store, "in both"), made(store, "in both, too")
    store.apply(Action("add", (Change("bad.txt", None, both[0]), Change("c.txt", None, both[1]))))
    for path in ("a.txt", "b.txt", "a.txt"):
        store.add(path, made(store, path))
    store.flush(10)
    assert store.pending() == 3
    assert store.failure() == "not saved: RecursionError: as nobody foresaw"
    assert notes(opened(tmp_path)) == ["a.txt", "a.txt", "b.txt"]
    store.add("b.txt", made(store, "later")).result(10)
    assert store.pending() == 3
    stalled(False)
    store.retry()
    assert store.close() == ()
    assert store.held() == ()
    assert notes(opened(tmp_path)) == [
        "a.txt",
        "a.txt",
        "b.txt",
        "in both",
        "in both, too",
        "later",
        "second",
    ]
    assert "as nobody foresaw" in caplog.text


def test_what_the_log_cannot_hold_is_saved_and_that_is_said(tmp_path: Path) -> None:
    store = opened(tmp_path)
    said: list[str] = []
    store.subscribe(lambda event: said.append(event.message))
    latin = os.fsdecode(b"caf\xe9.txt")  # a name that no JSON can hold
    moved = made(store, "moved")
    store.add(latin, moved).result(10)
    store.apply(Action("move", (), (Move(latin, "b.txt", (moved.id,)),)))
    store.add("c.txt", made(store, "beside it"))
    assert store.close() == ()
    again = opened(tmp_path)
    assert [(again.path_of(a.id), a.note) for a in again.annotations()] == [
        ("b.txt", "moved"),
        ("c.txt", "beside it"),
    ]
    assert any("the log of changes could not be written (move: " in message for message in said)
    assert [entry.op for entry in again.log()] == ["add", "add"]


def test_a_text_that_cannot_be_kept_holds_up_what_was_made_on_it_alone(tmp_path: Path) -> None:
    text = "The words.\n"
    sha = text_hashes(text)[0]
    (tmp_path / "texts" / f"{sha}.txt").mkdir(parents=True)
    store = opened(tmp_path)
    store.keep_text(sha, text)
    store.add("a.txt", replace(made(store, "waits"), text=sha))
    store.add("a.txt", made(store, "behind it"))
    store.add("b.txt", made(store, "goes"))
    assert [action.op for action in store.flush(10)] == ["add", "add"]
    assert f"texts/{sha}.txt: a folder stands in its place" in store.failure()
    assert notes(opened(tmp_path)) == ["goes"]
    (tmp_path / "texts" / f"{sha}.txt").rmdir()
    store.retry()
    assert store.close() == ()
    assert notes(opened(tmp_path)) == ["behind it", "goes", "waits"]


def test_a_planted_log_that_is_nested_is_passed_over(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.add("a.txt", made(store, "one")).result(10)
    store.close()
    log = tmp_path / "ann" / HISTORY_FILE
    line = log.read_bytes()
    for levels in (DEEPEST + 1, 300, 1000):
        deep = b"[" * levels + b"]" * levels
        log.write_bytes(line + line.replace(b'"was":null', b'"was":{"x":' + deep + b"}"))
        assert len(read_entries(log.read_bytes(), whole=True)) == 1
    again = AnnotationStore(tmp_path, "ann")
    again.load()
    again.undo()[1].result(10)
    assert notes(again) == []
    again.close()
