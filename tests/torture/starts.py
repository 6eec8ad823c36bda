"""What a run finds on the disk when it begins: nothing, good files, damaged ones, a save cut short."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from tinydb import TinyDB

from annotations import migrations
from annotations.store import AnnotationStore
from tests.torture.faults import Fault, Killed, standing_in
from tests.torture.oracle import Before, Ledger, inspect
from tests.torture.places import emptied
from tests.torture.workload import Script, Session, day, recover, take_over, visit

REVISIONS = 40
"""How often a record is revised that somebody has an old copy of."""


@dataclass(frozen=True, slots=True)
class Start:
    """A folder to be copied before each run, and what is known of it."""

    name: str
    folder: Path
    ledger: Ledger
    script: Script
    before: Before = field(default_factory=Before)
    today: Callable[[], AbstractContextManager[object]] = nullcontext
    """What the program has become since; to be entered before anything is done here."""

    def copied(self, to: Path) -> Ledger:
        """The folder as *to*; its ledger."""
        emptied(to).rmdir()
        if self.folder.exists():
            shutil.copytree(self.folder, to)
        return self.ledger.copy()


def nothing(place: Path) -> Start:
    """A corpus that nobody annotated."""
    return Start("nothing", emptied(place) / "nothing", Ledger(), day)


def kept(place: Path) -> Start:
    """Files of an earlier day."""
    folder = emptied(place) / "kept"
    ledger = Ledger()
    work(Session(folder, ledger), day)
    return Start("kept", folder, ledger, visit)


def work(session: Session, script: Script) -> None:
    """Carry out *script* where nothing goes wrong."""
    for step in script(session):
        step()
        session.settle()
    unsaved = session.store.close()
    assert not unsaved, session.store.failure()
    assert not session.refused, session.refused


def _truncated(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) * 2 // 3])


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _merged(file: Path) -> None:
    ours, rest = file.read_bytes().split(b"\n\n,", 1)
    one, two = rest.split(b"\n\n,", 1)
    marks = b"<<<<<<< HEAD\n," + one + b"\n\n=======\n," + one + b"\n\n>>>>>>> other\n\n,"
    file.write_bytes(ours + b"\n\n" + marks + two)


def _not_a_number(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"anchor":"exact"', b'"anchor":"exact","x":NaN', 1))


def _foreign_bytes(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] = 0xFF
    file.write_bytes(data)


def _beside_a_copy(file: Path) -> None:
    """As a synchroniser leaves it: an older version in its place, and what came later beside it."""
    data = file.read_bytes()
    file.with_name("a.txt.sync-conflict-20240501-120000-ABCDEFG.json").write_bytes(data)
    rows = data.split(b"\n\n,")
    file.write_bytes(b"\n\n,".join(rows[:-2]) + b"\n\n}}\n")


def _one_line(file: Path) -> None:
    """As plain TinyDB writes it: to be laid out again at the first save."""
    with TinyDB(file) as database:
        database.update({})


HARM: dict[str, Callable[[Path], None]] = {
    "emptied": _emptied,
    "truncated": _truncated,
    "merge markers": _merged,
    "NaN": _not_a_number,
    "foreign bytes": _foreign_bytes,
    "one line": _one_line,
    "copy beside it": _beside_a_copy,
}
"""What others do to a store file, by name."""


def harmed(place: Path, name: str, script: Script = visit) -> Start:
    """Files of an earlier day, of which ``a.txt``'s was harmed in the way *name*."""
    whole = kept(place)
    folder = place / name
    shutil.copytree(whole.folder, folder)
    file = folder / "ann" / "a.txt.json"
    HARM[name](file)
    store = AnnotationStore(folder, "ann")
    store.load()
    bad = {"ann/a.txt.json": file.read_bytes()} if store.damaged() else {}
    known = salvaged(folder, place / "mended")
    return Start(f"{name}, {script.__name__}", folder, known, script, Before(bad))


def revised(place: Path) -> Start:
    """Files of an earlier day and the copy that a synchroniser left of one; since then two of the records in
    it were revised many times, and one of them removed."""
    start = kept(place)
    file = start.folder / "ann" / "a.txt.json"
    file.with_name("a.txt.sync-conflict-20240501-120000-ABCDEFG.json").write_bytes(file.read_bytes())

    def since(session: Session) -> Iterator[Callable[[], None]]:
        for _ in range(REVISIONS):
            yield lambda: session.edit(("a.txt", 0), ("a.txt", 1))
        yield lambda: session.remove(("a.txt", 1))

    work(Session(start.folder, start.ledger), since)
    return replace(start, name="revised beside a copy")


def moved(place: Path) -> Start:
    """Files of an earlier day, of whose articles one is elsewhere today: its records follow with a save."""
    whole = kept(place)
    before = Before(moved={("a.txt", "d0c"): "new/a.txt"})
    ledger = Ledger()
    ledger.rebase(inspect(whole.folder, whole.ledger, before).seen)
    return Start("moved", whole.folder, ledger, visit, before)


@contextmanager
def a_version_later() -> Iterator[None]:
    """The program writes version 2, in which every note says something more.

    A record that is migrated twice, or not at all, is seen: it says that twice, or not at all.
    """
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(migrations, "SCHEMA", 2))
        stack.enter_context(mock.patch.object(migrations, "MIGRATIONS", {1: _say_more}))
        yield


def _say_more(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "note": f"{data['note']}, of version 1"} if "note" in data else data


def older(place: Path) -> Start:
    """Files of an earlier day, written by the version before: each record is migrated when it is changed."""
    whole = kept(place)
    ledger = Ledger()
    with a_version_later():
        ledger.rebase(inspect(whole.folder, whole.ledger).seen)
    return Start("older schema", whole.folder, ledger, take_over, today=a_version_later)


def salvaged(folder: Path, copy: Path) -> Ledger:
    """What there is in *folder*, tombstones included, once a save has laid every file out anew."""
    shutil.copytree(folder, copy)
    session = Session(copy, Ledger())
    known = {a.id for a in session.store.annotations()}
    session.ledger.rebase({})
    session.add("a.txt")
    session.settle()
    session.store.close()
    seen = inspect(copy, session.ledger).seen
    ledger = Ledger()
    ledger.rebase({key: row for key, row in seen.items() if key in known or key not in session.ledger.saved})
    return ledger


def cut_short(place: Path, at: int) -> Start:
    """What the long script leaves when it is killed before the call number *at*."""
    folder = emptied(place) / f"cut at {at}"
    ledger = Ledger()
    fault = Fault("kill", at)
    with standing_in(fault):
        try:
            session = Session(folder, ledger)
            for step in day(session):
                step()
                session.settle()
                if fault.dead:
                    break
        except Killed:
            pass
    found = inspect(folder, ledger)
    assert found.verdict.clean, f"killed before call {at}:\n{found.verdict}"
    ledger.rebase(found.seen)
    return Start(folder.name, folder, ledger, visit)


def half_done(place: Path, ats: Iterable[int], count: int) -> Iterator[Start]:
    """*count* of the starts that are cut short at *ats* in the middle of an action over several files."""
    for at in ats:
        if not count:
            return
        start = cut_short(place / f"{at}", at)
        if inspect(start.folder, start.ledger).store.cut_short():
            count -= 1
            yield replace(start, script=recover)
