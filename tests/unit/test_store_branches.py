"""One folder on two branches: what was open on one neither changes the other nor brings anything over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.model import Annotation
from annotations.store import Action, AnnotationStore, Change, StoreError
from tests.stores import made, notes, opened

FILE = Path("ann", "a.txt.json")


class Branches:
    """The store file of one article on branches that are checked out one at a time; the log stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept = folder.parent / "branches"

    def keep(self, name: str) -> None:
        """What is checked out now is the tip of the branch *name*."""
        (self._kept / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / FILE, self._kept / name)

    def check_out(self, name: str) -> None:
        """Bring the tip of the branch *name*."""
        (self.folder / FILE).unlink(missing_ok=True)
        if (tip := self._kept / name / FILE.name).exists():
            shutil.copy(tip, self.folder / FILE)

    def merge(self, name: str) -> None:
        """Bring the lines of the branch *name* beside those that are checked out, as merge=union does."""
        ours = (self.folder / FILE).read_text("utf-8").splitlines(keepends=True)
        theirs = (self._kept / name / FILE.name).read_text("utf-8").splitlines(keepends=True)
        more = [line for line in theirs if line not in ours]
        (self.folder / FILE).write_text("".join([*ours[:-1], *more, ours[-1]]), "utf-8")


@pytest.fixture
def branches(tmp_path: Path) -> Branches:
    return Branches(tmp_path / "annotations")


def noted(store: AnnotationStore, annotation: Annotation, note: str) -> None:
    store.edit("a.txt", replace(annotation, note=note)).result(10)


@pytest.mark.parametrize(
    "change",
    [
        lambda old: Change("a.txt", old, replace(old, note="typed")),
        lambda old: Change("a.txt", old, None),
    ],
)
def test_what_was_opened_on_one_branch_changes_nothing_on_another(
    branches: Branches, change: Callable[[Annotation], Change]
) -> None:
    store = opened(branches.folder)
    base = made(store, "base")
    store.add("a.txt", base).result(10)
    branches.keep("main")
    noted(store, base, "on B")
    branches.keep("B")
    branches.check_out("main")
    store.refresh()
    noted(store, store.annotations("a.txt")[0], "on A")
    opened_on_a = store.annotations("a.txt")[0]
    branches.check_out("B")
    store.refresh()
    with pytest.raises(StoreError, match="changed in the meantime"):
        store.apply(Action("edit", (change(opened_on_a),)))
    assert notes(store) == ["on B"]
    store.close()


def test_nothing_is_brought_back_where_its_removal_is_not(branches: Branches) -> None:
    store = opened(branches.folder)
    store.add("a.txt", made(store, "there from the beginning")).result(10)
    branches.keep("A")
    store.add("a.txt", made(store, "taken back on main")).result(10)
    store.undo()[1].result(10)
    branches.check_out("A")
    store.refresh()
    with pytest.raises(StoreError, match="no longer there"):
        store.redo()
    store.close()


@pytest.mark.parametrize("edited", [False, True])
def test_what_is_restored_on_another_branch_than_it_was_removed_on_outlives_the_merge(
    branches: Branches, edited: bool
) -> None:
    store = opened(branches.folder)
    store.add("a.txt", made(store, "there from the beginning")).result(10)
    branches.keep("A")
    record = made(store, "first")
    store.add("a.txt", record).result(10)
    branches.keep("before")
    if edited:
        noted(store, record, "second")
    store.remove("a.txt", record.id).result(10)
    branches.keep("main")
    branches.check_out("A")
    store.refresh()
    assert notes(store) == ["there from the beginning"]
    store.go_back(store.revisions(record.id)[1][0]).result(10)
    for name in ("main", "before"):
        branches.merge(name)
        store.refresh()
        assert notes(store) == ["first", "there from the beginning"]
    store.close()
