"""The torture can fail: its oracle sees what is wrong, its shim sees every call, its mutants still break."""

from __future__ import annotations

import ast
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from annotations import storage
from annotations.lines import parse, render
from tests.torture.__main__ import KINDS, table
from tests.torture.clones import ARTICLES, State, two_clones
from tests.torture.every_call import calls, cases
from tests.torture.faults import CHANGING, HARMLESS, READING, Fault, Killed, standing_in
from tests.torture.merges import Judge, beside
from tests.torture.mutants import MUTANTS, Mutant, by_torture, copied
from tests.torture.oracle import COLUMNS, Ledger, Tally, Verdict, inspect
from tests.torture.replay import Bytes, Disk, Folder, Names, Synced, SyncFailed, crashes
from tests.torture.starts import Start, kept, nothing
from tests.torture.workload import Session, day

PACKAGE = Path(storage.__file__).parent


@pytest.fixture
def day_of(tmp_path: Path) -> Start:
    """A day's work, done."""
    return kept(tmp_path / "place")


def notes_by_article(folder: Path) -> dict[str, list[int]]:
    """Of each article, the revisions of its annotations."""
    store = inspect(folder, Ledger()).store
    return {path: [a.rev for a in store.annotations(path)] for path in store.paths()}


def test_a_day_without_faults_comes_to_what_it_should(day_of: Start) -> None:
    assert inspect(day_of.folder, day_of.ledger).verdict == Verdict()
    found = notes_by_article(day_of.folder)
    assert {path: sorted(revs) for path, revs in found.items()} == {
        "a.txt": [1, 1, 1, 8],  # edited twice, twice in the burst, undone, removed, undone
        "sub/b.txt": [1, 4],
        "sub/c.txt": [3],
    }
    assert len(day_of.ledger.saved) == len(day_of.ledger.tried) == 10


def without(data: bytes, key: str) -> bytes:
    parsed = parse(data)
    return render([(line.key, line.value) for line in parsed.lines if line.key != key])


def doubled(data: bytes, key: str) -> bytes:
    parsed = parse(data)
    rows = [(line.key, line.value) for line in parsed.lines]
    value = next(value for at, value in rows if at == key).replace(key.encode(), b"7")
    return render([*rows, ("7", value)])


def torn(data: bytes, key: str) -> bytes:
    return data[: data.index(key.encode()) + 30]


def foreign(data: bytes, key: str) -> bytes:
    at = data.index(key.encode())
    return data[:at] + data[at:].replace(b'"note":"', b'"note":"not ', 1)


@pytest.mark.parametrize(
    ("harm", "column"),
    [(without, "lost"), (doubled, "duplicated"), (torn, "unreadable"), (foreign, "lost")],
)
def test_the_oracle_sees_what_is_wrong(
    day_of: Start, harm: Callable[[bytes, str], bytes], column: str
) -> None:
    file = day_of.folder / "ann" / "sub" / "b.txt.json"
    key = next(
        key for key, (_, what) in day_of.ledger.latest.items() if what is not None and what[0] == "sub/b.txt"
    )
    file.write_bytes(harm(file.read_bytes(), key))
    assert getattr(inspect(day_of.folder, day_of.ledger).verdict, column)


def test_the_oracle_sees_what_came_back(day_of: Start) -> None:
    key = next(key for key, (_, what) in day_of.ledger.latest.items() if what is None)
    rev, content = next(
        (rev, what) for rev, found in day_of.ledger.tried[key].items() for what in found if what is not None
    )
    session = Session(day_of.folder, Ledger())
    file = next(f for f in day_of.folder.rglob("*.json") if key.encode() in f.read_bytes())
    session.store.close()
    data = file.read_bytes()
    parsed = parse(data)
    old = next(line for line in parsed.lines if line.key != key and line.data["kind"] == "annotation")
    alive = old.value.replace(old.key.encode(), key.encode()).replace(
        f'"rev":{old.data["rev"]}'.encode(), f'"rev":{rev}'.encode()
    )
    rows = [(line.key, alive if line.key == key else line.value) for line in parsed.lines]
    file.write_bytes(render(rows))
    assert content is not None
    assert inspect(day_of.folder, day_of.ledger).verdict.resurrected


@pytest.mark.parametrize(("said", "found"), [("", []), ("not ", ["resurrected"])])
def test_a_revision_that_nobody_made_may_say_again_what_the_last_said_and_nothing_else(
    day_of: Start, said: str, found: list[str]
) -> None:
    store = inspect(day_of.folder, Ledger()).store
    known = store.annotations("sub/c.txt")[0]
    store.edit("sub/c.txt", replace(known, note=f"{said}{known.note}")).result(10)
    store.close()
    verdict = inspect(day_of.folder, day_of.ledger).verdict
    assert [name for name in COLUMNS if getattr(verdict, name)] == found


def test_a_text_that_is_gone_is_seen(day_of: Start) -> None:
    shutil.rmtree(day_of.folder / "texts")
    assert inspect(day_of.folder, day_of.ledger).verdict.lost


@pytest.mark.parametrize(
    ("picked", "there", "missed"),
    [
        ("neighbour", "its removal", 0),
        ("neighbour", "nothing of it", 1),
        ("the one after", "its removal", 1),
        ("another file", "its removal", 1),
    ],
)
def test_a_removal_comes_along_with_its_neighbour_alone(
    tmp_path: Path, picked: str, there: str, missed: int
) -> None:
    left, right = two_clones(tmp_path, random.Random(1), fresh=False)
    gone, neighbour, after = left.live(ARTICLES[0])[:3]
    other = left.live(ARTICLES[1])[0]
    changed = {"neighbour": neighbour, "the one after": after, "another file": other}[picked]
    right.save(partial(right.remove, key=gone))
    ours = dict(left.state)
    if there == "its removal":
        left.save(partial(left.remove, key=gone))
    else:
        file = left.root / "annotations" / "ann" / f"{ARTICLES[0]}.json"
        file.write_bytes(without(file.read_bytes(), gone))
    judge = Judge(ours, [])
    judge.may_come_along(ours, right.state, beside({changed}, ours, right.state, left.homes))
    judge.look(left, "picked")
    assert len(judge.verdict.lost) == missed


def test_what_is_not_the_same_is_taken_along_as_far_as_it_goes() -> None:
    before: State = {key: ("a", "b") if key in "34" else ("a",) for key in "123456"}
    ours: State = dict.fromkeys("1234567", ("a",))
    homes = dict.fromkeys("1234578", "x.txt") | {"6": "y.txt"}
    assert beside("5", ours, before, homes) == {"3", "4", "7"}
    assert beside("2", ours, before, homes) == {"3", "4"}
    assert beside("1", ours, before, homes) == set()
    assert beside("8", ours, before, homes) == {"7"}
    assert beside("6", ours, before, homes) == set()


def test_the_shim_sees_every_call_the_store_makes() -> None:
    used = set()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
                used.add(node.attr)
    used = {name for name in used if name.islower()}
    assert used - READING - CHANGING - HARMLESS - {"stat_result"} == set()
    assert not HARMLESS & (READING | CHANGING)


def test_a_killed_program_changes_nothing_more(tmp_path: Path) -> None:
    start = nothing(tmp_path / "start")
    names = calls(start, tmp_path / "counted")
    at = names.index("exchange")
    fault = Fault("kill", at)
    with standing_in(fault):
        session = Session(tmp_path / "run", Ledger())
        for step in day(session):
            step()
            session.settle()
            if fault.dead:
                break
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
    with standing_in(fault), pytest.raises(Killed):
        session.open()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")} == before
    assert list((tmp_path / "run").rglob(".tmp-*"))


def test_every_call_that_changes_something_is_a_case(tmp_path: Path) -> None:
    start = nothing(tmp_path / "start")
    names = calls(start, tmp_path / "counted")
    assert names == calls(start, tmp_path / "counted")
    killed = {case.at for case in cases(start, names) if case.kind == "kill"}
    assert killed == {at for at, what in enumerate(names) if what in CHANGING}
    assert {"create", "write", "fsync", "exchange", "rename_new", "mkdir", "unlink"} <= {*names}


def test_a_disk_forgets_what_was_not_synced() -> None:
    disk = Disk()
    for event in (
        Names(0, (("tmp", 1),)),
        Bytes(1, 0, b"x" * 1000),
        Names(0, (("tmp", None), ("file", 1))),
    ):
        disk.take(event)
    left = {str(state.key()) for state in crashes(disk, random.Random(1), 50)}
    assert str(()) in left
    assert str((("file", b""),)) in left
    assert str((("file", b"x" * 512),)) in left
    disk.take(Synced(1))
    assert str((("file", b""),)) not in {str(state.key()) for state in crashes(disk, random.Random(1), 50)}
    disk.take(Synced(0))
    assert {state.key() for state in crashes(disk, random.Random(1), 50)} == {(("file", b"x" * 1000),)}


def test_a_sync_that_fails_forgets_the_bytes_but_not_the_names() -> None:
    disk = Disk()
    disk.take(Folder(2))
    disk.take(Names(0, (("folder", 2), ("file", 1))))
    disk.take(Bytes(1, 0, b"x"))
    disk.take(SyncFailed(1))
    disk.take(SyncFailed(0))
    disk.take(Synced(0))
    assert disk.key() == (("file", b""), ("folder", ()))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: str(mutant.name))
def test_a_mutant_can_still_be_made_and_names_what_catches_it(mutant: Mutant, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "annotations", ignore=shutil.ignore_patterns("__pycache__"))
    mutant.apply(tmp_path / "annotations")
    code = (tmp_path / "annotations" / mutant.module).read_text(encoding="utf-8")
    compile(code, mutant.module, "exec")
    assert set(mutant.torture) <= set(KINDS)
    tests = Path(__file__).parents[1] / "unit"
    assert all((tests / f"test_store_{name}.py").exists() for name in mutant.unit)


def test_a_store_that_renames_before_its_bytes_last_is_caught(tmp_path: Path) -> None:
    """One of the mutants; ``python -m tests.torture.mutants`` tries them all."""
    mutant = next(mutant for mutant in MUTANTS if mutant.name == "rename before fsync")
    mutant.apply(copied(tmp_path))
    assert by_torture(tmp_path, mutant.torture) == "power"


def test_the_table_is_readable() -> None:
    tally = Tally("a kind", 12, Verdict(lost=["x"]), "a remark", 2.04)
    assert table([tally]).splitlines() == [
        "kind    cases  lost  unreadable  resurrected  duplicated  minutes",
        "a kind     12     1           0            0           0      2.0  a remark",
    ]
