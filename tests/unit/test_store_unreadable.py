"""A disk that will not be read for a while: said, nothing shown vanishes, and it ends when the fault does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotations import storage
from annotations.store import AnnotationStore
from tests.stores import made, notes, opened


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Annotations of ``a.txt`` and ``sub/b.txt``."""
    folder = tmp_path / "annotations"
    store = opened(folder)
    store.add("a.txt", made(store, "a"))
    store.add("sub/b.txt", made(store, "b"))
    assert store.close() == ()
    return folder


Break = Callable[[str], None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Break]:
    """Makes one system call fail from now on (``""``: none)."""
    at = ""

    def failing(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if name == at:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*args, **kwargs)

        return call

    for name in ("open", "read", "scandir", "listdir"):
        monkeypatch.setattr(os, name, failing(name))

    def at_call(name: str) -> None:
        nonlocal at
        at = name

    yield at_call
    at = ""


@pytest.mark.parametrize("call", ["open", "read", "scandir"])
def test_what_cannot_be_read_is_told_on_opening(stored: Path, broken: Break, call: str) -> None:
    broken(call)
    problems = AnnotationStore(stored, "ann").load().problems
    assert problems
    assert all("the disk reports an error" in problem.message for problem in problems)


@pytest.mark.parametrize("call", ["open", "read", "scandir", "listdir"])
def test_nothing_vanishes_because_the_disk_cannot_be_read(
    stored: Path, broken: Break, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_RACY_NS", 1 << 62)  # a save reads the file however slow the machine is
    store = opened(stored)
    broken(call)
    added = store.add("a.txt", made(store, "c"))
    store.flush(10)
    assert notes(store) == ["a", "b", "c"]
    store.refresh()
    assert notes(store) == ["a", "b", "c"]
    assert added.done() is (call == "scandir")  # a save lists no folder
    broken("")
    store.retry()
    added.result(10)
    store.refresh()
    store.add("a.txt", made(store, "d"))
    assert store.close() == ()
    assert notes(opened(stored)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("call", ["open", "read", "scandir"])
def test_a_disk_that_can_be_read_again_is_read_again(
    stored: Path, broken: Break, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_RACY_NS", 0)
    broken(call)
    store = opened(stored)
    broken("")
    store.refresh()
    assert notes(store) == ["a", "b"]
    store.add("a.txt", made(store, "c")).result(10)
    assert store.close() == ()
