"""Records that stand in several files of one annotator: each counts once, as if one file had its lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.ids import doc_id
from annotations.rows import article_header
from annotations.store import Action, AnnotationStore, Change, Event, Move
from tests.stores import made, notes, opened

HERE, THERE, TEXT = "m.txt", ["a.txt", "z.txt", "in/m.txt"], "0" * 64
AWAY = "away.txt"


@pytest.fixture(params=THERE)
def there(request: pytest.FixtureRequest) -> str:
    """Another article, before, behind or below the one that the annotations were made on."""
    path: str = request.param
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two annotations of one article."""
    folder = tmp_path / "annotations"
    store = opened(folder)
    for note in ("one", "two"):
        store.add(HERE, replace(made(store, note, doc_id(HERE, TEXT)), text=TEXT))
    assert store.close() == ()
    return folder


def file(folder: Path, path: str) -> Path:
    return folder / "ann" / f"{path}.json"


def copy(folder: Path, to: str, *, named: bool = True) -> None:
    """Copy the file of the article to that of *to*; *named*: as if it were its own."""
    file(folder, to).parent.mkdir(exist_ok=True)
    shutil.copy(file(folder, HERE), file(folder, to))
    if named:
        said = file(folder, to)
        said.write_bytes(said.read_bytes().replace(f'"path":"{HERE}"'.encode(), f'"path":"{to}"'.encode()))
        assert article_header(to)["path"] == to


def edit(folder: Path, path: str, note: str) -> None:
    """Edit the first annotation in the file of *path* alone, with a program that sees no other file."""
    alone = folder.with_name("alone")
    (alone / "ann").mkdir(parents=True)
    shutil.copy(folder / "ann" / "_corpus", alone / "ann")
    file(alone, path).parent.mkdir(exist_ok=True)
    shutil.copy(file(folder, path), file(alone, path))
    store = opened(alone)
    first = store.annotations(path)[0]
    store.edit(path, replace(first, note=note)) if note else store.remove(path, first.id)
    assert store.close() == ()
    shutil.copy(file(alone, path), file(folder, path))
    shutil.rmtree(alone)


def shown(store: AnnotationStore) -> list[tuple[str, str]]:
    return sorted((store.path_of(one.id), one.note) for one in store.annotations())


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.json")}


@pytest.mark.parametrize("named", [True, False])
def test_a_copied_record_counts_once_and_where_it_was_made(folder: Path, there: str, named: bool) -> None:
    copy(folder, there, named=named)
    before = files(folder)
    store = opened(folder)
    assert shown(store) == [(HERE, "one"), (HERE, "two")]
    assert (store.paths(), notes(store, there)) == ((HERE,), [])
    assert files(folder) == before


def test_a_record_that_was_made_at_none_of_the_places_counts_at_the_first_whatever_is_saved_there(
    folder: Path, there: str
) -> None:
    file(folder, HERE).rename(file(folder, AWAY))
    file(folder, there).parent.mkdir(exist_ok=True)
    shutil.copy(file(folder, AWAY), file(folder, there))
    first = min(there, AWAY)
    for path in (there, AWAY):
        store = opened(folder)
        assert [place for place, note in shown(store) if note in ("one", "two")] == [first, first]
        store.add(path, made(store, "new")).result(10)
        assert [place for place, note in shown(store) if note in ("one", "two")] == [first, first]
        store.close()


def test_what_is_removed_is_gone_whatever_other_files_have_and_comes_back_with_undo(
    folder: Path, there: str
) -> None:
    copy(folder, there)
    old = file(folder, there).read_bytes()
    store = opened(folder)
    store.remove("", store.annotations()[0].id).result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "two")]
    store.undo()[1].result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "one"), (HERE, "two")]
    store.redo()[1].result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "two")]
    assert file(folder, there).read_bytes() == old


@pytest.mark.parametrize("where", [HERE, *THERE])
@pytest.mark.parametrize("note", ["", "newer"])
def test_the_line_that_descends_from_the_other_counts_wherever_it_is(
    folder: Path, where: str, note: str
) -> None:
    other = THERE[0] if where == HERE else where
    copy(folder, other)
    edit(folder, where, note)
    left = [(HERE, one) for one in (note, "two") if one]
    store = opened(folder)
    assert shown(store) == left
    if note:
        store.edit(HERE, replace(store.annotations(HERE)[0], note="newest")).result(10)
        left[0] = (HERE, "newest")
    assert shown(store) == left
    # What is changed is changed of that one, and no file loses a line for it.
    before = file(folder, other).read_bytes()
    for one in store.annotations():
        store.edit(HERE, replace(one, note=f"{one.note} again")).result(10)
    again = [(HERE, f"{note} again") for _, note in left]
    assert shown(store) == shown(opened(folder)) == again
    assert file(folder, other).read_bytes() == before or where == other


def test_two_separate_edits_both_stay_and_whichever_file_has_which_is_one(folder: Path, there: str) -> None:
    copy(folder, there)
    edit(folder, HERE, "mine")
    edit(folder, there, "theirs")
    swapped = folder.with_name("swapped")
    shutil.copytree(folder, swapped)
    first, second = (file(folder, path).read_bytes() for path in (HERE, there))
    file(swapped, HERE).write_bytes(second.replace(f'"path":"{there}"'.encode(), f'"path":"{HERE}"'.encode()))
    file(swapped, there).write_bytes(first)
    found = []
    for one in (folder, swapped):
        store = opened(one)
        assert shown(store) == [(HERE, "mine"), (HERE, "theirs"), (HERE, "two")]
        (apart,) = (record for record in store.annotations() if record.conflict_of)
        assert (apart.conflict_of in {record.id for record in store.annotations()}, apart.note) == (
            True,
            "mine" if apart.note == "mine" else "theirs",
        )
        found.append(store.annotations())
        # The one that was set apart can be changed while both files are there.
        store.remove(HERE, apart.id).result(10)
        assert len(shown(store)) == len(shown(opened(one))) == 2
    assert found[0] == found[1]


def test_clones_that_put_an_article_in_two_places_come_to_the_same(folder: Path) -> None:
    """Each clone renamed the article otherwise and went on; then each has the files of both."""
    clones = [folder.with_name(name) for name in ("left", "right")]
    for clone, path in zip(clones, ("y1.txt", "y2.txt"), strict=True):
        shutil.copytree(folder, clone)
        store = opened(clone)
        ids = tuple(one.id for one in store.annotations())
        store.apply(Action("move", (), (Move(HERE, path, ids),))).result(10)
        store.edit(path, replace(store.annotations(path)[0], note=path)).result(10)
        store.close()
    for clone, other in (clones, clones[::-1]):
        for one in other.rglob("y?.txt.json"):
            shutil.copy(one, clone / "ann")
    found = []
    for clone in clones:
        store = opened(clone)
        assert shown(store) == [("y1.txt", "two"), ("y1.txt", "y1.txt"), ("y1.txt", "y2.txt")]
        found.append(store.annotations())
        store.close()
    assert found[0] == found[1]


def test_a_save_at_the_copy_changes_nothing_of_what_counts_elsewhere(folder: Path, there: str) -> None:
    copy(folder, there, named=False)
    lines = file(folder, there).read_text("utf-8").splitlines()[3:-1]
    store = opened(folder)
    store.add(there, made(store, "new")).result(10)
    assert shown(store) == sorted([(HERE, "one"), (HERE, "two"), (there, "new")])
    assert set(lines) <= set(file(folder, there).read_text("utf-8").splitlines())
    store.undo()[1].result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "one"), (HERE, "two")]


def test_a_move_takes_the_copies_along(folder: Path, there: str) -> None:
    copy(folder, there)
    edit(folder, there, "newer")
    store = opened(folder)
    ids = tuple(one.id for one in store.annotations())
    store.apply(Action("move", (), (Move(HERE, AWAY, ids),))).result(10)
    moved = [(AWAY, "newer"), (AWAY, "two")]
    assert shown(store) == shown(opened(folder)) == moved
    assert [*files(folder)] == [f"ann/{AWAY}.json"]
    store.undo()[1].result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "newer"), (HERE, "two")]


def test_a_move_onto_the_copy_makes_one_of_both(folder: Path, there: str) -> None:
    copy(folder, there)
    edit(folder, there, "newer")
    store = opened(folder)
    ids = tuple(one.id for one in store.annotations())
    store.apply(Action("move", (), (Move(HERE, there, ids),))).result(10)
    assert shown(store) == shown(opened(folder)) == [(there, "newer"), (there, "two")]
    assert [*files(folder)] == [f"ann/{there}.json"]


def test_copies_that_come_and_go_while_one_reads(folder: Path, there: str) -> None:
    store = opened(folder)
    copy(folder, there)
    edit(folder, there, "newer")
    assert set(store.refresh().paths) == {HERE, there}
    assert shown(store) == [(HERE, "newer"), (HERE, "two")]
    file(folder, HERE).unlink()
    store.refresh()
    assert shown(store) == [(there, "newer"), (there, "two")]
    file(folder, there).rename(file(folder, HERE))
    store.refresh()
    assert shown(store) == [(HERE, "newer"), (HERE, "two")]
    store.remove(HERE, store.annotations(HERE)[0].id).result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "two")]


def test_an_article_that_moved_takes_its_copy_along(folder: Path, there: str) -> None:
    copy(folder, there)
    for moved in ({(HERE, doc_id(HERE, TEXT)): AWAY}, {(there, doc_id(HERE, TEXT)): HERE}, {}):
        store = opened(folder)
        store.follow(moved)
        home = moved.get((HERE, doc_id(HERE, TEXT)), HERE)
        assert shown(store) == [(home, "one"), (home, "two")]
        store.follow({})
        assert shown(store) == [(HERE, "one"), (HERE, "two")]
    store.follow({(HERE, doc_id(HERE, TEXT)): AWAY})
    store.remove(AWAY, store.annotations()[0].id).result(10)
    assert shown(store) == [(AWAY, "two")]
    assert shown(opened(folder)) == [(AWAY, "two")]


def test_of_several_places_none_counts_where_the_article_is_lost(folder: Path, there: str) -> None:
    copy(folder, there)
    store = opened(folder)
    heard: list[tuple[str, ...]] = []
    store.subscribe(lambda event: heard.append(event.paths))
    store.follow({}, {(HERE, doc_id(HERE, TEXT))})
    assert shown(store) == [(there, "one"), (there, "two")]
    assert heard == [("", *sorted((HERE, there)))]
    store.follow({}, {(path, doc_id(HERE, TEXT)) for path in (HERE, there)})
    assert shown(store) == [(HERE, "one"), (HERE, "two")]


def _newer(data: bytes) -> bytes:
    return data.replace(b'"schema":1', b'"schema":9')


def _spoilt(data: bytes) -> bytes:
    return data.replace(b'"annotator":"ann"', b'"annotator":7')


@pytest.mark.parametrize("spoil", [_newer, _spoilt])
def test_a_copy_that_cannot_be_put_anywhere_stays_as_it_is(
    folder: Path, there: str, spoil: Callable[[bytes], bytes]
) -> None:
    copy(folder, there)
    left = file(folder, there)
    left.write_bytes(spoil(left.read_bytes()))
    before = left.read_bytes()
    store = opened(folder)
    store.edit(HERE, replace(store.annotations(HERE)[0], note="newer")).result(10)
    assert (notes(store, HERE), left.read_bytes()) == (["newer", "two"], before)


def test_of_someone_else_too_a_copied_record_is_shown_once(folder: Path, there: str) -> None:
    copy(folder, there)
    store = opened(folder, "bob", show_others=True)
    assert shown(store) == [(HERE, "one"), (HERE, "two")]
    store.add(there, made(store, "bob's")).result(10)
    assert file(folder, there).read_bytes().count(b'"kind":"annotation"') == 2


def test_a_change_made_of_the_copy_is_refused_at_its_place(folder: Path, there: str) -> None:
    copy(folder, there)
    store = opened(folder)
    (one, _) = store.annotations(HERE)
    with pytest.raises(Exception, match="to change"):
        store.apply(Action("remove", (Change(there, one, None),)))


def test_what_leaves_for_a_file_that_has_the_very_line_is_a_revision_there(folder: Path, there: str) -> None:
    """Else a merge would take it out of both: of this one for the move, of that one for another clone's."""
    copy(folder, there)
    had = {line for line in file(folder, there).read_text("utf-8").splitlines() if "annotation" in line}
    store = opened(folder)
    ids = tuple(one.id for one in store.annotations())
    store.apply(Action("move", (), (Move(HERE, there, ids),))).result(10)
    assert [*files(folder)] == [f"ann/{there}.json"]
    assert had.isdisjoint(file(folder, there).read_text("utf-8").splitlines())
    assert shown(store) == shown(opened(folder)) == [(there, "one"), (there, "two")]
    store.undo()[1].result(10)
    assert shown(store) == shown(opened(folder)) == [(HERE, "one"), (HERE, "two")]


def test_a_copy_that_says_nothing_new_is_brought_along_with_no_change(folder: Path, there: str) -> None:
    """With every change all of the file would be worked out anew."""
    copy(folder, there)
    store = opened(folder)
    events: list[Event] = []
    store.subscribe(events.append)
    concerned = []
    for note in ("edited", "again", "and again"):
        (one, *_) = store.annotations(HERE)
        store.edit(HERE, replace(one, note=note)).result(10)
        concerned.append({path for event in events if event.kind == "changed" for path in event.paths})
        events.clear()
    assert concerned == [{HERE}] * 3
    assert shown(opened(folder)) == [(HERE, "and again"), (HERE, "two")]
