"""Undo and redo, within a process and across them, and what they refuse."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotations.history import HISTORY_FILE, Entry, Move, Past, Timeline, entry_line, read_entries
from annotations.model import Annotation
from annotations.store import Action, AnnotationStore, Change, StoreError
from tests.stores import made, opened


def plain(store: AnnotationStore) -> dict[str, str]:
    return {a.id: a.note for a in store.annotations()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


def test_undo_and_redo_reach_across_processes(folder: Path) -> None:
    first = opened(folder)
    annotation = made(first, "one")
    first.add("a.txt", annotation)
    first.edit("a.txt", replace(annotation, note="two")).result(10)
    first.remove("a.txt", annotation.id).result(10)
    first.close()
    seen = []
    for _ in range(3):
        store = opened(folder)
        action, future = store.undo()
        future.result(10)
        assert action.op == "undo"
        seen.append(plain(store))
        store.close()
    assert seen == [{annotation.id: "two"}, {annotation.id: "one"}, {}]
    for expected in ({annotation.id: "one"}, {annotation.id: "two"}, {}):
        store = opened(folder)
        store.redo()[1].result(10)
        assert plain(opened(folder)) == expected
        store.close()
    with pytest.raises(StoreError, match="nothing to redo"):
        opened(folder).redo()


def test_each_undo_is_a_new_revision(folder: Path) -> None:
    store = opened(folder)
    annotation = made(store, "one")
    store.add("a.txt", annotation)
    store.edit("a.txt", replace(annotation, note="two"))
    store.undo()
    restored = store.annotations("a.txt")[0]
    assert (restored.note, restored.rev, len(restored.prev.split())) == ("one", 3, 2)
    store.close()


def test_a_new_action_ends_redo(folder: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store))
    store.undo()
    store.add("a.txt", made(store))
    with pytest.raises(StoreError, match="nothing to redo"):
        store.redo()
    store.close()


def test_undo_before_anything_was_written(folder: Path) -> None:
    store = opened(folder)
    kept, dropped = made(store), made(store)
    store.add("a.txt", kept)
    store.add("a.txt", dropped)
    store.undo()
    assert list(plain(store)) == [kept.id]
    store.close()
    assert list(plain(opened(folder))) == [kept.id]


def test_one_step_over_many_files(folder: Path) -> None:
    store = opened(folder)
    many = tuple(Change(f"{n}.txt", None, made(store, str(n))) for n in range(5))
    store.apply(Action("import", many)).result(10)
    assert len(store.paths()) == 5
    store.undo()[1].result(10)
    assert opened(folder).paths() == ()
    store.redo()[1].result(10)
    assert sorted(plain(opened(folder)).values()) == ["0", "1", "2", "3", "4"]
    assert [entry.op for entry in store.log()] == ["import", "undo", "redo"]
    assert [entry.op for entry in store.log(2)] == ["undo", "redo"]
    store.close()


def test_undo_names_who_changed_it_since(folder: Path) -> None:
    store = opened(folder)
    annotation = made(store, "one")
    store.add("a.txt", annotation).result(10)
    log = folder / "ann" / HISTORY_FILE
    before, other = log.read_bytes(), opened(folder)
    other.edit("a.txt", replace(annotation, note="two")).result(10)
    log.write_bytes(before)  # the log is git-ignored: a change may come without it
    store.refresh()
    said = rf"note 'two' on a.txt \({annotation.id}\) was changed since by ann.*revision 2"
    with pytest.raises(StoreError, match=f"cannot undo 'add'.*{said}"):
        store.undo()
    assert plain(store) == {annotation.id: "two"}
    store.close()
    other.close()


def edited_in_two_clones(folder: Path, theirs: Path) -> Annotation:
    """An annotation edited in *folder* and in its clone *theirs*, whose file then stands in both."""
    store = opened(folder)
    annotation = made(store, "base")
    store.add("a.txt", annotation).result(10)
    store.close()
    shutil.copytree(folder, theirs)
    store, other = opened(folder), opened(theirs)
    other.edit("a.txt", replace(annotation, note="theirs")).result(10)
    store.edit("a.txt", replace(annotation, note="mine")).result(10)
    store.close()
    other.close()
    shutil.copy(theirs / "ann" / "a.txt.json", folder / "ann" / "a.txt.json")
    return annotation


def test_a_revision_of_the_same_number_from_another_clone_is_not_undone(folder: Path, tmp_path: Path) -> None:
    annotation = edited_in_two_clones(folder, tmp_path / "theirs")
    store = opened(folder)
    since = rf"cannot undo 'edit'.*note 'base' on a.txt \({annotation.id}\) is not what that left.*revision 2"
    with pytest.raises(StoreError, match=since):
        store.undo()
    assert plain(store) == {annotation.id: "theirs"}
    store.close()


def test_an_undo_is_not_redone_over_what_another_clone_made_of_it(folder: Path, tmp_path: Path) -> None:
    store = opened(folder)
    annotation = made(store, "base")
    store.add("a.txt", annotation).result(10)
    store.edit("a.txt", replace(annotation, note="edited")).result(10)
    store.close()
    shutil.copytree(folder, tmp_path / "theirs")
    store, other = opened(folder), opened(tmp_path / "theirs")
    other.edit("a.txt", replace(other.annotations()[0], note="theirs")).result(10)
    other.close()
    store.undo()[1].result(10)
    store.close()
    shutil.copy(tmp_path / "theirs" / "ann" / "a.txt.json", folder / "ann" / "a.txt.json")
    store = opened(folder)
    with pytest.raises(StoreError, match=r"cannot redo 'edit'.*is not what that left, as after a merge"):
        store.redo()
    with pytest.raises(StoreError, match=r"cannot undo 'add'.*was changed since"):
        store.undo()
    assert plain(store) == {annotation.id: "theirs"}
    store.close()


def test_a_log_that_does_not_name_what_it_left_goes_by_the_number(folder: Path) -> None:
    store = opened(folder)
    annotation = made(store, "one")
    store.add("a.txt", annotation).result(10)
    store.edit("a.txt", replace(annotation, note="two")).result(10)
    store.close()
    log = folder / "ann" / HISTORY_FILE
    changes = [(entry, entry.changes[0]) for entry in read_entries(log.read_bytes(), whole=True)]
    older = [replace(entry, changes=(replace(past, left=""),)) for entry, past in changes]
    log.write_bytes(b"".join(map(entry_line, older)))
    store = opened(folder)
    for left in ({annotation.id: "one"}, {}):
        store.undo()[1].result(10)
        assert plain(store) == left
    store.close()


def test_what_another_process_did_last_is_undone_first(folder: Path) -> None:
    store, other = opened(folder), opened(folder)
    mine, theirs = made(store, "mine"), made(other, "theirs")
    store.add("a.txt", mine).result(10)
    other.add("b.txt", theirs).result(10)
    store.refresh()
    action, future = store.undo()
    future.result(10)
    assert action.changes[0].id == theirs.id
    assert plain(opened(folder)) == {mine.id: "mine"}
    store.close()
    other.close()


def test_saving_takes_in_what_another_process_logged(folder: Path) -> None:
    store, other = opened(folder), opened(folder)
    mine, theirs = made(store, "mine"), made(other, "theirs")
    other.add("b.txt", theirs).result(10)
    store.add("a.txt", mine).result(10)
    assert [entry.changes[0].id for entry in store.log()] == [theirs.id, mine.id]
    assert [entry.changes[0].id for entry in opened(folder).log()] == [theirs.id, mine.id]
    other.close()
    store.close()


def test_a_save_cut_short_is_passed_over(folder: Path) -> None:
    store = opened(folder)
    annotation = made(store, "one")
    store.add("a.txt", annotation).result(10)
    store.close()
    never = Past("a.txt.json", annotation.id, 1, 2, annotation.to_dict())
    log = folder / "ann" / HISTORY_FILE
    log.write_bytes(log.read_bytes() + entry_line(Entry("x", "edit", "t", "ann", (never,))) + b'{"id": "torn')
    store = opened(folder)
    store.undo()[1].result(10)
    assert plain(store) == {}
    assert [entry.op for entry in opened(folder).log()] == ["add", "edit", "undo"]
    store.close()


def test_a_log_that_cannot_be_written_costs_undo_only(folder: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store)).result(10)
    log = folder / "ann" / HISTORY_FILE
    log.unlink()
    log.mkdir()
    notices = []
    store.subscribe(lambda event: notices.append(event.message))
    store.add("a.txt", made(store)).result(10)
    store.flush(10)
    assert len(opened(folder).annotations()) == 2
    assert any("log of changes" in notice for notice in notices)
    store.close()


def test_a_hostile_log_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    store = opened(folder)
    store.add("a.txt", made(store)).result(10)
    store.close()
    log = folder / "ann" / HISTORY_FILE
    for past in (
        Past("../../x.json", "5", 3, 0, {"kind": "memo"}),
        Past("a.txt.json", "5", 3, 0, {"kind": "annotation", "id": "6"}),
    ):
        log.write_bytes(entry_line(Entry("x", "edit", "t", "ann", (past,))) + b"[1]\n\xff\n{}\n")
        with pytest.raises(StoreError, match="cannot undo"):
            opened(folder).undo()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["annotations"]


def test_lines_round_trip() -> None:
    changes = (Past("f", "5", 1, 2, {"a": "“”"}, {"a": "“"}, "0c"), Past("f", "6", 1, 2, {"b": 1}))
    entry = Entry("e", "undo", "t", "ann", changes, "d", (Move("a.txt", "b/a.txt", ("5", "6")),))
    assert read_entries(entry_line(entry), whole=True) == (entry,)
    assert read_entries(entry_line(entry)) == (entry.settled(),)
    assert [past.now for past in entry.settled().changes] == [None, None]


def test_the_log_holds_each_record_before_and_after(folder: Path) -> None:
    store = opened(folder)
    first = made(store, "one")
    store.add("a.txt", first).result(10)
    _, stored = store.get(first.id)
    assert isinstance(stored, Annotation)
    store.edit("a.txt", replace(stored, note="two")).result(10)
    store.remove("a.txt", first.id).result(10)
    store.close()
    entries = read_entries((folder / "ann" / HISTORY_FILE).read_bytes(), whole=True)
    notes = [
        tuple(side and side["note"] for side in (past.was, past.now)) for e in entries for past in e.changes
    ]
    assert notes == [(None, "one"), ("one", "two"), ("two", None)]


def test_the_log_does_not_repeat_what_a_record_comes_from(folder: Path) -> None:
    annotation = edited_often(folder, 4)
    log = (folder / "ann" / HISTORY_FILE).read_bytes()
    pasts = [past for entry in read_entries(log, whole=True) for past in entry.changes]
    assert [past.was is not None and "prev" in past.was for past in pasts] == [False] * 4
    store = opened(folder)
    store.undo()[1].result(10)
    restored = store.annotations()[0]
    assert (restored.note, restored.rev, len(restored.prev.split())) == ("note 2", 5, 4)
    store.redo()[1].result(10)
    again = store.annotations()[0]
    assert (again.note, again.rev, again.prev.split()[1:]) == ("note 3", 6, restored.prev.split())
    store.remove("a.txt", annotation.id).result(10)
    store.undo()[1].result(10)
    assert len(store.annotations()[0].prev.split()) == 7
    store.close()


def test_what_a_change_found_is_the_revision_that_stands_there(folder: Path) -> None:
    annotation = edited_often(folder, 2)
    file = folder / "ann" / "a.txt.json"
    before = file.read_bytes()
    edit = opened(folder)
    edit.edit("a.txt", replace(edit.annotations()[0], note="on this branch")).result(10)
    edit.close()
    log = folder / "ann" / HISTORY_FILE
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[-1])
    file.write_bytes(before)
    told = opened(folder).revisions(annotation.id)[1]
    assert [(one.rev, one.now) for one in told] == [(2, True), (3, False)]


def edited_often(folder: Path, times: int) -> Annotation:
    """An annotation of so many revisions, the notes of which are numbered from 0."""
    store = opened(folder)
    annotation = made(store, "note 0")
    store.add("a.txt", annotation).result(10)
    for number in range(1, times):
        store.edit("a.txt", replace(store.annotations()[0], note=f"note {number}")).result(10)
    store.close()
    return annotation


def test_a_timeline_knows_equal_revisions() -> None:
    add = Entry("a", "add", "", "", (Past("f", "5", 0, 1, None),))
    edit = Entry("b", "edit", "", "", (Past("f", "5", 1, 2, {}),))
    undo = Entry("c", "undo", "", "", (Past("f", "5", 2, 3, {}),), "b")
    timeline = Timeline.of([add, edit, undo])
    assert timeline.done == [add]
    assert timeline.at(add.changes[0], 3)
    assert not timeline.at(add.changes[0], 2)
    assert timeline.undone == [(edit, undo)]


class UndoMachine(RuleBasedStateMachine):
    """Random actions, undos and redos against a list of snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.store = opened(Path(self.temporary.name) / "annotations")
        self.past: list[dict[str, str]] = [{}]
        self.at = 0

    def did(self) -> None:
        self.past = [*self.past[: self.at + 1], plain(self.store)]
        self.at += 1

    @rule(path=st.sampled_from(["a.txt", "b/c.txt"]), note=st.text("ab", max_size=2))
    def add(self, path: str, note: str) -> None:
        self.store.add(path, made(self.store, note))
        self.did()

    @precondition(lambda self: bool(self.past[self.at]))
    @rule(data=st.data(), note=st.text("cd", max_size=2))
    def edit(self, data: st.DataObject, note: str) -> None:
        path, record = self.store.get(data.draw(st.sampled_from(sorted(self.past[self.at]))))
        assert isinstance(record, Annotation)
        self.store.edit(path, replace(record, note=note))
        self.did()

    @precondition(lambda self: bool(self.past[self.at]))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.store.remove("", data.draw(st.sampled_from(sorted(self.past[self.at]))))
        self.did()

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        self.store.undo()
        self.at -= 1

    @precondition(lambda self: self.at < len(self.past) - 1)
    @rule()
    def redo(self) -> None:
        self.store.redo()
        self.at += 1

    @rule()
    def reopen(self) -> None:
        assert self.store.close() == ()
        self.store = opened(Path(self.temporary.name) / "annotations")

    @invariant()
    def as_expected(self) -> None:
        assert plain(self.store) == self.past[self.at]

    def teardown(self) -> None:
        assert self.store.close() == ()
        assert plain(opened(Path(self.temporary.name) / "annotations")) == self.past[self.at]
        self.temporary.cleanup()


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
