"""What the log knows and the files do not have: actions that broke off half-way, records that vanished."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.history import HISTORY_FILE
from annotations.records import Coding
from annotations.store import Action, AnnotationStore, Change, Move, StoreError
from tests.stores import made, opened

FILES = 20


def notes(store: AnnotationStore) -> dict[str, str]:
    return {store.path_of(a.id): a.note for a in store.annotations()}


def imported(folder: Path) -> dict[str, str]:
    """One action over ``FILES`` files; the notes by path."""
    store = opened(folder)
    changes = [Change(f"{n:02}.txt", None, made(store, f"note {n}")) for n in range(FILES)]
    store.apply(Action("import", tuple(changes))).result(20)
    store.close()
    return {change.path: f"note {n}" for n, change in enumerate(changes)}


def break_off(folder: Path, before: dict[Path, bytes | None]) -> None:
    """Leave the log as if the program had been killed, and these files as they were *before*."""
    log = folder / "ann" / HISTORY_FILE
    lines = log.read_bytes().splitlines(keepends=True)
    assert re.fullmatch(rb'\{"done":"[0-9a-f]+"\}\n', lines[-1])
    log.write_bytes(b"".join(lines[:-1]))
    for path, data in before.items():
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


@pytest.fixture
def halved(folder: Path) -> dict[str, str]:
    """An import that broke off after 12 of 20 files, with an annotation of later made since."""
    wanted = imported(folder)
    break_off(folder, {folder / "ann" / f"{n:02}.txt.json": None for n in range(12, FILES)})
    return wanted


def test_an_action_that_broke_off_is_found_on_opening(folder: Path, halved: dict[str, str]) -> None:
    store = opened(folder)
    (found,) = store.cut_short()
    assert (found.done, found.files) == (12, FILES)
    (problem,) = store.problems()
    assert problem.path == f"ann/{HISTORY_FILE}"
    assert problem.message.startswith("import of 2")
    assert problem.message.endswith("broke off after 12 of 20 files: finish it or undo it")
    assert store.vanished() == ()
    store.close()


def test_it_is_finished_as_it_was_meant_and_undone_as_one(folder: Path, halved: dict[str, str]) -> None:
    whole = {path.name: path.read_bytes() for path in (folder / "ann").glob("*.json")}
    store = opened(folder)
    store.finish(store.cut_short()[0]).result(20)
    assert notes(store) == halved
    assert store.cut_short() == ()
    assert store.problems() == ()
    store.close()
    assert {name: (folder / "ann" / name).read_bytes() for name in whole} == whole
    again = opened(folder)
    assert (notes(again), again.problems()) == (halved, ())
    assert [entry.op for entry in again.log()] == ["import"]
    again.undo()[1].result(20)
    assert notes(again) == {}
    again.close()


def test_it_is_undone_half_done_as_it_is(folder: Path, halved: dict[str, str]) -> None:
    store = opened(folder)
    store.undo()[1].result(20)
    assert notes(store) == {}
    assert store.problems() == ()
    store.redo()[1].result(20)
    store.close()
    assert len(notes(opened(folder))) == 12


def test_one_that_was_finished_or_never_begun_is_no_wonder(folder: Path) -> None:
    imported(folder)
    store = opened(folder)
    assert (store.cut_short(), store.problems()) == ((), ())
    store.close()
    # All of its files were written, only the last word in the log was not.
    break_off(folder, {})
    assert opened(folder).problems() == ()
    # None was.
    for path in (folder / "ann").glob("*.json"):
        path.unlink()
    assert opened(folder).problems() == ()


def test_a_checkout_is_no_action_that_broke_off(folder: Path) -> None:
    imported(folder)
    (folder / "ann" / "03.txt.json").unlink()
    store = opened(folder)
    assert store.problems() == ()
    (gone,) = store.vanished()
    assert (gone.file, getattr(gone.record, "note", "")) == ("03.txt.json", "note 3")
    store.close()


def test_edits_and_removals_that_broke_off(folder: Path) -> None:
    imported(folder)
    store = opened(folder)
    records = {store.path_of(a.id): a for a in store.annotations()}
    changes = [Change(path, one, replace(one, note="new")) for path, one in list(records.items())[:5]]
    changes += [Change(path, one, None) for path, one in list(records.items())[5:10]]
    before: dict[Path, bytes | None] = {
        folder / "ann" / f"{n:02}.txt.json": (folder / "ann" / f"{n:02}.txt.json").read_bytes()
        for n in (3, 4, 8, 9)
    }
    store.apply(Action("recode", tuple(changes))).result(20)
    wanted = notes(store)
    store.close()
    break_off(folder, before)
    again = opened(folder)
    (found,) = again.cut_short()
    assert (found.done, found.files, len(found.missing)) == (6, 10, 4)
    again.finish(found).result(20)
    assert notes(again) == wanted
    again.undo()[1].result(20)
    assert len(notes(again)) == FILES
    again.close()


def test_what_was_changed_since_is_left_alone(folder: Path, halved: dict[str, str]) -> None:
    store = opened(folder)
    one = next(a for a in store.annotations() if a.note == "note 0")
    store.edit("00.txt", replace(one, note="later")).result(20)
    (found,) = store.cut_short()
    assert found.done == 12
    store.finish(found).result(20)
    assert notes(store) == {**halved, "00.txt": "later"}
    store.close()


@pytest.fixture
def edited(folder: Path) -> dict[Path, bytes | None]:
    """Two files that were edited in one action, which broke off after ``a.txt``; ``b.txt``'s as it is."""
    store = opened(folder)
    for path in ("a.txt", "b.txt"):
        store.add(path, made(store, "old"))
    store.flush()
    before: dict[Path, bytes | None] = {}
    before[folder / "ann" / "b.txt.json"] = (folder / "ann" / "b.txt.json").read_bytes()
    edit_all(store, "first")
    store.close()
    break_off(folder, before)
    return before


def edit_all(store: AnnotationStore, note: str) -> None:
    changes = [Change(store.path_of(a.id), a, replace(a, note=note)) for a in store.annotations()]
    store.apply(Action("edit", tuple(changes))).result(20)


def test_of_two_that_broke_off_at_one_record_the_later_is_finished(
    folder: Path, edited: dict[Path, bytes | None]
) -> None:
    store = opened(folder)
    edit_all(store, "second")
    store.close()
    break_off(folder, edited)
    again = opened(folder)
    (found,) = again.cut_short()
    again.finish(found).result(20)
    assert notes(again) == {"a.txt": "second", "b.txt": "second"}
    assert again.cut_short() == ()
    with pytest.raises(StoreError, match="nothing of it is left"):
        again.finish(found)
    again.close()


@pytest.fixture
def edited_twice(folder: Path) -> tuple[Path, list[bytes]]:
    """Two edits of two files, none of which reached ``a.txt``; the file of ``b.txt``, and it after each."""
    files = [folder / "ann" / name for name in ("a.txt.json", "b.txt.json")]
    store = opened(folder)
    for path in ("a.txt", "b.txt"):
        store.add(path, made(store, "old"))
    assert store.close() == ()
    first, later = files[0].read_bytes(), []
    for note in ("first", "second"):
        store = opened(folder)
        edit_all(store, note)
        store.close()
        break_off(folder, {})
        later.append(files[1].read_bytes())
    files[0].write_bytes(first)
    return files[1], later


@pytest.mark.parametrize(("stage", "steps"), [(0, ["first"]), (1, ["first", "second"])])
def test_what_was_made_on_one_that_broke_off_is_finished_after_it(
    folder: Path, edited_twice: tuple[Path, list[bytes]], stage: int, steps: list[str]
) -> None:
    other, later = edited_twice
    other.write_bytes(later[stage])
    store = opened(folder)
    for note in steps:
        (found,) = store.cut_short()
        store.finish(found).result(20)
        assert notes(store)["a.txt"] == note
    assert store.cut_short() == ()
    store.close()
    assert notes(opened(folder)) == dict.fromkeys(("a.txt", "b.txt"), steps[-1])


@pytest.mark.usefixtures("edited")
def test_what_was_changed_and_changed_back_keeps_its_revision(folder: Path) -> None:
    store = opened(folder)
    (found,) = store.cut_short()
    (b,) = store.annotations("b.txt")
    store.edit("b.txt", replace(b, note="later")).result(20)
    store.undo()[1].result(20)
    assert store.cut_short() == ()
    with pytest.raises(StoreError, match="nothing of it is left"):
        store.finish(found)
    assert store.annotations("b.txt")[0].rev == 3
    store.close()


def test_a_record_of_another_branch_is_left_alone(folder: Path, edited: dict[Path, bytes | None]) -> None:
    for path, data in edited.items():
        assert data is not None
        path.write_bytes(data.replace(b'"note":"old"', b'"note":"of the other branch"'))
    store = opened(folder)
    assert (store.cut_short(), store.problems()) == ((), ())
    store.close()


@pytest.mark.usefixtures("edited")
def test_a_record_that_moved_meanwhile_is_finished_where_it_is(folder: Path) -> None:
    store = opened(folder)
    (b,) = store.annotations("b.txt")
    store.apply(Action("move", (), (Move("b.txt", "new/b.txt", (b.id,)),))).result(20)
    store.finish(store.cut_short()[0]).result(20)
    store.close()
    assert notes(opened(folder)) == {"a.txt": "first", "new/b.txt": "first"}


def test_a_move_that_broke_off(folder: Path) -> None:
    store = opened(folder)
    for n in range(4):
        store.add(f"{n}.txt", made(store, f"note {n}", doc=f"doc{n}"))
    store.flush()
    ids = {store.path_of(a.id): a.id for a in store.annotations()}
    kept: dict[Path, bytes | None] = {
        folder / "ann" / f"{n}.txt.json": (folder / "ann" / f"{n}.txt.json").read_bytes() for n in (2, 3)
    }
    moves = tuple(Move(path, f"sub/{path}", (key,)) for path, key in ids.items())
    store.apply(Action("move", (), moves)).result(20)
    store.close()
    # Of one both files are there, as between its two halves; of the other only the old one.
    break_off(folder, {**kept, folder / "ann" / "sub" / "3.txt.json": None})
    again = opened(folder)
    (found,) = again.cut_short()
    assert (found.done, found.files) == (2, 4)
    again.finish(found).result(20)
    assert notes(again) == {f"sub/{n}.txt": f"note {n}" for n in range(4)}
    assert sorted(path.name for path in (folder / "ann").glob("*.json")) == []
    again.undo()[1].result(20)
    assert notes(again) == {f"{n}.txt": f"note {n}" for n in range(4)}
    again.close()


def test_a_log_without_what_was_meant_is_said_to_be_damaged(folder: Path, halved: dict[str, str]) -> None:
    log = folder / "ann" / HISTORY_FILE
    log.write_bytes(log.read_bytes().replace(b'"file":"13.txt.json"', b'"file":"../13.txt.json"'))
    store = opened(folder)
    with pytest.raises(StoreError, match="the log is damaged"):
        store.finish(store.cut_short()[0])
    store.close()
    assert not (folder / "13.txt.json").exists()


@pytest.fixture
def vanished(folder: Path) -> Iterator[AnnotationStore]:
    """Two annotations, one of them edited, and a coding state, of which the files were taken away."""
    store = opened(folder)
    store.add("a.txt", made(store, "one"))
    two = made(store, "two")
    store.add("sub/b.txt", two).result(20)
    (two,) = store.annotations("sub/b.txt")
    store.edit("sub/b.txt", replace(two, note="two, edited")).result(20)
    removed = made(store, "removed")
    store.add("a.txt", removed).result(20)
    store.remove("a.txt", removed.id)
    store.set_coding(Coding(store.new_id(), "d0c", "ann", "done", store.now(), store.now(), path="a.txt"))
    store.close()
    for name in ("a.txt.json", "sub/b.txt.json", "_corpus"):
        os.unlink(folder / "ann" / name)
    again = opened(folder)
    yield again
    again.close()


def test_what_vanished_is_told_and_never_brought_back_by_itself(vanished: AnnotationStore) -> None:
    assert notes(vanished) == {}
    found = {one.file: one.record for one in vanished.vanished()}
    assert [getattr(found[file], "note", "") for file in ("a.txt.json", "sub/b.txt.json")] == [
        "one",
        "two, edited",
    ]
    assert isinstance(found["_corpus"], Coding)
    assert len(vanished.vanished()) == 3


def test_what_vanished_is_restored_as_it_was_in_one_action(vanished: AnnotationStore) -> None:
    found = vanished.vanished()
    vanished.restore(found).result(20)
    assert notes(vanished) == {"a.txt": "one", "sub/b.txt": "two, edited"}
    assert vanished.codings()["a.txt"].state == "done"
    assert [a.rev for a in vanished.annotations("sub/b.txt")] == [2]
    assert vanished.vanished() == ()
    vanished.undo()[1].result(20)
    assert notes(vanished) == {}
    assert vanished.vanished() == ()


def test_what_moved_did_not_vanish(folder: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store, "one")).result(20)
    (one,) = store.annotations()
    store.apply(Action("move", (), (Move("a.txt", "b.txt", (one.id,)),))).result(20)
    assert store.vanished() == ()
    store.close()
    (folder / "ann" / "b.txt.json").rename(folder / "ann" / "c.txt.json")
    assert opened(folder).vanished() == ()


def link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize(
    ("make", "of"), [(Path.mkdir, "file"), (os.mkfifo, "file"), (os.mkfifo, "folder"), (link, "folder")]
)
def test_what_cannot_be_read_did_not_vanish(
    folder: Path, make: Callable[[Path], object], of: str, moved: bool
) -> None:
    store = opened(folder)
    for path in ("a.txt", "sub/b.txt"):
        store.add(path, made(store, path)).result(20)
    if moved:
        (one,) = store.annotations("sub/b.txt")
        store.apply(Action("move", (), (Move("sub/b.txt", "c/d.txt", (one.id,)),))).result(20)
    store.close()
    place = folder / "ann" / ("c/d.txt.json" if moved else "sub/b.txt.json")
    place = place if of == "file" else place.parent
    place.rename(folder / "away")
    assert len(opened(folder).vanished()) == 1
    make(place)
    assert opened(folder).vanished() == ()
