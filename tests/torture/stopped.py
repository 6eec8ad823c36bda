"""A program that is stopped while it holds the lock: the other one waits, says for whom, and then saves."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from annotations import locks
from annotations.changes import Event
from tests.torture.every_call import aftermath
from tests.torture.faults import CHANGING, Call, Counter, standing_in
from tests.torture.kills import Spoken, heard
from tests.torture.oracle import Ledger, Tally, Verdict
from tests.torture.places import emptied, scratch
from tests.torture.workload import Gate, Session

SAVES = 2
"""How often the other program saves; only the last time all the files and folders are there."""


class Stopper:
    """Lets the program stop itself before the call number *at*, counted from when it is armed."""

    def __init__(self, at: int) -> None:
        self.armed = False
        self._left = at

    def __call__(self, call: Call) -> Any:
        if self.armed:
            if not self._left:
                # Sent to this thread, which then goes no step further; another one would wake up too late.
                signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
            self._left -= 1
        return call()


def second_save() -> list[str]:
    """What the calls of a save are, once the folder is known."""
    counter = Counter()
    with scratch() as place, standing_in(counter):
        session = Session(place / "annotations", Ledger())
        session.add("a.txt")
        session.settle()
        counter.calls.clear()
        session.add("a.txt")
        session.settle()
        session.store.close()
    return counter.calls


def points() -> Iterator[int]:
    """The calls of a save to stop before: all that change something, after the lock is held."""
    names = second_save()
    locked = names.index("create")
    yield from (at for at, what in enumerate(names) if at > locked + 4 and what in CHANGING)


def hold(folder: Path, ledger: Ledger, at: int, to: int) -> None:
    """Save ``SAVES`` times in *folder*; stop in the last, before call *at*."""
    stopper, gate = Stopper(at), Gate()
    with standing_in(gate.around(stopper)):
        session = Session(folder, Spoken(ledger.tried, ledger.latest, ledger.saved, to))
        for number in range(SAVES):
            gate.shut()  # what is tried must be said before it can be on the disk
            session.add("a.txt")
            stopper.armed = number == SAVES - 1
            gate.open()
            session.settle()
        session.store.close()


def run(folder: Path, at: int, end: signal.Signals, patience: float) -> Verdict:
    """Another program is stopped before call *at*, ours saves meanwhile, the other is let go or killed.

    Ours must wait, unless the other had called saved what it saves: then it holds the lock no longer.
    """
    ledger = Ledger()
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            hold(folder, ledger, at, theirs)
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    verdict = Verdict()
    if not os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1]):
        raise RuntimeError("the other program did not stop")
    os.set_blocking(ours, False)
    said = _said_until_now(ours)
    through = said.count(b'{"saved"') == SAVES
    told = threading.Event()
    with mock.patch.object(locks, "PATIENCE", patience):
        own = Ledger()
        session = Session(folder, own)
        session.store.subscribe(lambda event: _listen(event, told, child))
        session.add("a.txt")
        session.add("b.txt")
        while not told.wait(0.01) and session.store.pending():
            pass
        if through and (told.is_set() or session.store.flush()):
            verdict.lost.append("it waited for one who has nothing more to save")
        if not through and (not told.is_set() or session.store.pending() != 2):
            verdict.lost.append("it did not wait for the lock, with what it had to save in the queue")
        session.check_memory()
        os.kill(child, end)
        session.settle()
    if unsaved := session.store.close():
        verdict.lost.append(f"{len(unsaved)} not saved: {session.store.failure()}")
    os.waitpid(child, 0)
    said += _said_until_now(ours)
    os.close(ours)
    heard(said, ledger)
    for key, revisions in own.tried.items():
        ledger.tried[key] = revisions
        ledger.latest[key] = own.latest[key]
    ledger.saved |= own.saved
    verdict.add(session.verdict)
    verdict.add(aftermath(folder, ledger))
    return verdict


def _said_until_now(pipe: int) -> bytes:
    """What there is to read in *pipe*."""
    said = b""
    with contextlib.suppress(BlockingIOError):
        while more := os.read(pipe, 1 << 16):
            said += more
    return said


def _listen(event: Event, told: threading.Event, holder: int) -> None:
    if event.kind == "waiting" and f"process {holder} " in event.message:
        told.set()


def torture(seed: int, *, each: int | None = None, patience: float = locks.PATIENCE) -> Tally:
    """Every point in a save, or *each* drawn by *seed*, then let go and killed. Forks: no thread may run."""
    tally = Tally("a stopped holder of the lock")
    rng = random.Random(seed)
    found = [(at, end) for at in points() for end in (signal.SIGCONT, signal.SIGKILL)]
    for at, end in found if each is None else rng.sample(found, each):
        with scratch() as place:
            verdict = run(emptied(place) / "annotations", at, end, patience)
        tally.count(verdict, f"stopped before call {at}, then {end.name}")
    return tally
