"""Another program puts its own version of a file there in the very moment it is replaced."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations import placing
from annotations.ids import text_hashes
from annotations.lines import dumps
from annotations.model import Annotation
from tests.stores import made, notes, opened


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A folder with one annotation, noted "first", by ann on a.txt."""
    folder = tmp_path / "annotations"
    store = opened(folder)
    store.add("a.txt", made(store, "first")).result(10)
    assert store.close() == ()
    return folder


@pytest.fixture
def file(stored: Path) -> Path:
    return stored / "ann" / "a.txt.json"


def with_another(data: bytes, note: str) -> bytes:
    """*data*, a file, with one more record, noted *note*."""
    key = str(1 << 60 | len(note))
    record = Annotation(key, "d0c", "ann", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z", note=note)
    return data.removesuffix(b"}}\n") + f',"{key}": '.encode() + dumps(record.to_dict()) + b"\n\n}}\n"


Interfere = Callable[[str, Callable[[], None]], None]


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Interfere:
    """Does something just before the next call of a function of ``placing``, or the next but one."""
    waiting: dict[str, list[Callable[[], None]]] = {"exchange": [], "rename_new": []}
    for name, acts in waiting.items():
        real = getattr(placing, name)

        def call(
            folder: int,
            old: str,
            new: str,
            real: Callable[[int, str, str], None] = real,
            acts: list[Callable[[], None]] = acts,
        ) -> None:
            if acts:
                acts.pop(0)()
            real(folder, old, new)

        monkeypatch.setattr(placing, name, call)
    return lambda name, act: waiting[name].append(act)


def put(file: Path, data: bytes) -> None:
    """As a careful program does: in one step, under the old name."""
    new = file.with_name("new")
    new.write_bytes(data)
    new.replace(file)


def save(stored: Path) -> list[str]:
    """Add "mine" to a.txt; what is there on reopening, when nothing was left behind."""
    store = opened(stored)
    store.add("a.txt", made(store, "mine")).result(10)
    assert store.close() == ()
    assert store.held() == ()
    assert [p.name for p in stored.rglob(".tmp-*")] == []
    shown = notes(store)
    assert notes(opened(stored)) == shown
    return shown


def test_a_version_put_there_meanwhile_is_kept(stored: Path, file: Path, before: Interfere) -> None:
    before("exchange", lambda: put(file, with_another(file.read_bytes(), "theirs")))
    assert save(stored) == ["first", "mine", "theirs"]


def test_a_file_that_appears_meanwhile_is_kept(stored: Path, file: Path, before: Interfere) -> None:
    data = file.read_bytes()
    file.unlink()
    before("rename_new", lambda: put(file, with_another(data, "theirs")))
    assert save(stored) == ["first", "mine", "theirs"]


def test_a_file_that_vanishes_meanwhile_is_not_brought_back(
    stored: Path, file: Path, before: Interfere
) -> None:
    before("exchange", file.unlink)
    assert save(stored) == ["mine"]


def test_a_link_put_there_meanwhile_is_not_followed(
    stored: Path, file: Path, before: Interfere, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")

    def plant() -> None:
        file.unlink()
        file.symlink_to(victim)

    before("exchange", plant)
    store = opened(stored)
    store.add("a.txt", made(store, "mine"))
    store.flush(10)
    assert "a symbolic link stands in its place" in store.failure()
    assert file.is_symlink()
    assert victim.read_text() == "precious"
    file.unlink()
    assert store.close() == ()


def test_a_version_put_over_ours_before_theirs_is_put_back_is_read_along(
    stored: Path, file: Path, before: Interfere
) -> None:
    data = file.read_bytes()
    before("exchange", lambda: put(file, with_another(data, "theirs")))
    before("exchange", lambda: put(file, with_another(data, "theirs, later")))
    assert save(stored) == ["first", "mine", "theirs", "theirs, later"]
    assert len(list(stored.rglob("a.txt.sync-conflict-*.json"))) == 1


def test_theirs_is_put_back_though_ours_was_taken_away(stored: Path, file: Path, before: Interfere) -> None:
    data = file.read_bytes()
    before("exchange", lambda: put(file, with_another(data, "theirs")))
    before("exchange", file.unlink)
    assert save(stored) == ["first", "mine", "theirs"]


def test_a_file_that_never_keeps_still_is_said(stored: Path, file: Path, before: Interfere) -> None:
    def again() -> None:
        put(file, file.read_bytes() + b"\n")
        before("exchange", again)

    again()
    store = opened(stored)
    future = store.add("a.txt", made(store, "mine"))
    store.flush(10)
    assert not future.done()
    assert "another program has just put its own version there" in store.failure()
    store.close()


def test_a_system_that_cannot_exchange_names_replaces(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_renameat2", lambda: lambda *_: errno.ENOSYS)
    assert save(stored) == ["first", "mine"]
    store = opened(stored)
    store.add("b.txt", made(store, "new")).result(10)
    assert store.close() == ()
    assert sorted(os.listdir(stored / "ann"))[-3:] == ["_corpus", "a.txt.json", "b.txt.json"]


def test_a_text_taken_away_meanwhile_is_kept_again(stored: Path, file: Path, before: Interfere) -> None:
    text = "the text it is on"
    sha = text_hashes(text)[0]
    kept = stored / "texts" / f"{sha}.txt"

    def switch() -> None:
        kept.unlink()
        put(file, with_another(file.read_bytes(), "theirs"))

    store = opened(stored)
    store.keep_text(sha, text)
    before("exchange", switch)
    store.add("a.txt", replace(made(store, "mine"), text=sha)).result(10)
    store.flush(10)
    assert kept.read_text() == text
    before("exchange", kept.unlink)
    store.add("a.txt", replace(made(store, "more"), text=sha)).result(10)
    assert store.close() == ()
    assert kept.read_text() == text
