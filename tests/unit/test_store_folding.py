"""Records that stand in several files of one annotator: each counts once, as if one file had its lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.ids import doc_id
from annotations.rows import article_header
from annotations.store import Action, AnnotationStore, Change, Move
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


def test_a_record_of_another_place_counts_where_the_file_says_that_it_belongs(
    folder: Path, there: str
) -> None:
    file(folder, HERE).rename(file(folder, AWAY))
    store = opened(folder)
    store.add(AWAY, made(store, "new"))
    store.close()
    file(folder, there).parent.mkdir(exist_ok=True)
    shutil.copy(file(folder, AWAY), file(folder, there))
    assert shown(opened(folder)) == [(AWAY, "new"), (AWAY, "one"), (AWAY, "two")]


def test_what_is_removed_is_gone_from_all_files_and_comes_back_with_undo(folder: Path, there: str) -> None:
    copy(folder, there)
    old = file(folder, there).read_bytes()
    store = opened(folder)
    store.remove("", store.annotations()[0].id).result(10)
    assert (shown(store), file(folder, there).exists()) == ([(HERE, "two")], False)
    assert shown(opened(folder)) == [(HERE, "two")]
    store.undo()[1].result(10)
    assert shown(store) == [(HERE, "one"), (HERE, "two")]
    assert file(folder, HERE).exists()
    # As after a crash before the copy was gone, or where another clone still had it.
    store.redo()[1].result(10)
    file(folder, there).write_bytes(old)
    assert shown(opened(folder)) == [(HERE, "two")]
    store.refresh()
    assert shown(store) == [(HERE, "two")]


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
    folding = store.fold()
    assert folding is None or folding.result(10)
    assert shown(store) == shown(opened(folder)) == left
    assert not file(folder, other).exists()


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
        folding = store.fold()
        assert folding is not None
        folding.result(10)
        assert store.fold() is None
        store.close()
        assert shown(opened(one)) == [(HERE, "mine"), (HERE, "theirs"), (HERE, "two")]
        found.append(files(one))
    assert found[0] == found[1]
    assert list(found[0]) == [f"ann/{HERE}.json"]
    # The one that was set apart can be changed while both files are there.
    shutil.copy(file(folder, HERE), file(folder, "b.txt"))
    store = opened(folder)
    (apart,) = (record for record in store.annotations() if record.conflict_of)
    store.remove(HERE, apart.id).result(10)
    assert len(shown(store)) == len(shown(opened(folder))) == 2


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
        folding = store.fold()
        assert folding is not None
        folding.result(10)
        found.append(files(clone))
        store.close()
    assert found[0] == found[1]


def test_a_save_at_the_copy_takes_out_what_counts_elsewhere(folder: Path, there: str) -> None:
    copy(folder, there, named=False)
    store = opened(folder)
    store.add(there, made(store, "new")).result(10)
    assert shown(store) == sorted([(HERE, "one"), (HERE, "two"), (there, "new")])
    assert file(folder, there).read_bytes().count(b'"kind":"annotation"') == 1
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
    assert store.fold() is None


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
