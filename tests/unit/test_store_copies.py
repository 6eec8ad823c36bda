"""Old copies beside a file: whatever was done since, however often, is newer than what they hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.lines import Line, parse
from annotations.rows import rows_of
from annotations.shifting import union
from annotations.store import AnnotationStore
from tests.stores import made, notes, opened

CONFLICT = "a.txt.sync-conflict-20240101-120000-ABCDEFG.json"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a.txt, with two annotations of ann: "kept" and "gone"."""
    store = opened(tmp_path / "annotations")
    for note in ("kept", "gone"):
        store.add("a.txt", made(store, note)).result(10)
    store.close()
    return tmp_path / "annotations" / "ann" / "a.txt.json"


def again(file: Path) -> AnnotationStore:
    return opened(file.parents[1])


def edit(store: AnnotationStore, note: str, new: str) -> None:
    """Change the note of what is noted *note*."""
    record = next(one for one in store.annotations() if one.note == note)
    store.edit("a.txt", replace(record, note=new)).result(10)


def remove(store: AnnotationStore, note: str) -> None:
    store.remove("a.txt", next(one.id for one in store.annotations() if one.note == note)).result(10)


@pytest.mark.parametrize("name", [CONFLICT, "a.txt.json.orig"])
@pytest.mark.parametrize("stays", [True, False])
@pytest.mark.parametrize("times", [1, 9, 40])
def test_what_was_revised_often_is_newer_than_an_old_copy(
    file: Path, name: str, stays: bool, times: int
) -> None:
    old = file.read_bytes()
    if stays:
        file.with_name(name).write_bytes(old)
    store = again(file)
    for number in range(times):
        for note in ("kept", "gone"):
            edit(store, f"{note}{number or ''}", f"{note}{number + 1}")
    remove(store, f"gone{times}")
    store.close()
    file.with_name(name).write_bytes(old)
    store = again(file)
    assert notes(store) == [f"kept{times}"]
    edit(store, f"kept{times}", "the last")
    store.close()
    assert notes(again(file)) == ["the last"]


def test_undo_and_redo_are_revisions_like_any_other(file: Path) -> None:
    file.with_name(CONFLICT).write_bytes(file.read_bytes())
    store = again(file)
    edit(store, "kept", "changed")
    remove(store, "gone")
    for _ in range(5):
        for take in (store.undo, store.undo, store.redo, store.redo):
            take()[1].result(10)
    store.close()
    assert notes(again(file)) == ["changed"]


def test_a_conflict_that_was_settled_is_not_opened_again_by_the_copy(file: Path) -> None:
    before = file.read_bytes()
    store = again(file)
    edit(store, "kept", "theirs")
    store.close()
    copy = file.read_bytes()
    file.write_bytes(before)
    store = again(file)
    edit(store, "kept", "ours")
    edit(store, "ours", "ours again")
    store.close()
    file.with_name(CONFLICT).write_bytes(copy)
    store = again(file)
    assert notes(store) == ["gone", "ours again", "theirs"]
    remove(store, "ours again")
    edit(store, "theirs", "theirs, looked at")
    store.close()
    assert notes(again(file)) == ["gone", "theirs, looked at"]


def test_what_was_set_apart_and_removed_stays_so_where_two_files_come_together() -> None:
    def rows(*lines: bytes) -> list[Line]:
        return parse(b'{"_default": {\n' + b"\n\n,".join(lines) + b"\n\n}}\n").lines

    one, other = b'"5": {"kind":"memo","note":"one","rev":2}', b'"5": {"kind":"memo","note":"other","rev":2}'
    settled = union(rows_of(rows(one)), rows_of(rows(other)))
    (apart,) = settled.keys() - {"5"}
    tombstone = b'"%b": {"kind":"removed","prev":"%b","rev":3}' % (
        apart.encode(),
        settled[apart].hash().encode(),
    )
    winner = b'"5": ' + settled["5"].raw
    loser = one if other in winner else other
    found = union(rows_of(rows(loser)), rows_of(rows(winner, tombstone)))
    assert {key: row.kind for key, row in found.items()} == {"5": "memo", apart: "removed"}
