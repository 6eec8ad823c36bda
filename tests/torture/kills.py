"""Kill -9 at any moment: a real program that says what it does on a pipe, and what it leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotations.changes import Change
from tests.torture.every_call import aftermath
from tests.torture.faults import carry_out, standing_in
from tests.torture.oracle import Ledger, Tally, inspect
from tests.torture.places import emptied, scratch
from tests.torture.workload import Gate, Session

LONGEST_LIFE = 400
"""Lines after which a program is killed at the latest; it would do ten times as much."""
FOLDER_FOR = 40
"""Kills after which a folder has grown enough, and the next begins with an empty one."""


@dataclass(slots=True)
class Spoken(Ledger):
    """A ledger that is also written, line by line, to the pipe *to*."""

    to: int = -1

    def attempt(self, changes: Iterable[Change]) -> list[tuple[str, int]]:
        made = Ledger.attempt(self, changes)
        self._say({"tried": [[key, rev, self.latest[key][1]] for key, rev in made]})
        return made

    def acknowledge(self, made: Iterable[tuple[str, int]]) -> None:
        made = list(made)
        Ledger.acknowledge(self, made)
        self._say({"saved": made})

    def _say(self, what: dict[str, object]) -> None:
        os.write(self.to, json.dumps(what).encode() + b"\n")


def heard(said: bytes, ledger: Ledger) -> None:
    """Put into *ledger* the whole lines that a program *said*."""
    for line in said[: said.rfind(b"\n") + 1].splitlines():
        what = json.loads(line)
        for key, rev, content in what.get("tried", ()):
            ledger.put(key, rev, None if content is None else (content[0], content[1]))
        ledger.acknowledge((key, rev) for key, rev in what.get("saved", ()))


def live(folder: Path, ledger: Ledger, rng: random.Random, to: int) -> None:
    """Work in *folder* until killed; say on *to* what is tried, before it can be on the disk, and saved."""
    spoken = Spoken(ledger.tried, ledger.latest, ledger.saved, to)
    gate = Gate()
    with standing_in(gate.around(carry_out)):
        session = Session(folder, spoken)
        for _ in range(LONGEST_LIFE * 10):
            gate.shut()
            act(session, rng)
            gate.open()
            if rng.random() < 0.5:
                session.settle()
            assert session.verdict.clean, session.verdict


def act(session: Session, rng: random.Random) -> None:
    """One random action."""
    path = rng.choice(["a.txt", "sub/b.txt", "c.txt"])
    other = rng.choice(["a.txt", "sub/b.txt", "c.txt"])
    which = rng.randrange(4)
    chance = rng.random()
    if chance < 0.4:
        session.add(path)
    elif chance < 0.6:
        session.edit((path, which))
    elif chance < 0.7:
        session.edit((path, which), *([(other, which)] if other != path else []))
    elif chance < 0.8:
        session.remove((path, which))
    elif chance < 0.9:
        session.undo()
    elif chance < 0.95:
        session.redo()
    else:
        session.code(path)


def kill_once(folder: Path, ledger: Ledger, rng: random.Random) -> None:
    """Let a program live for a random while and kill it; what it said goes into *ledger*."""
    lines = rng.choice([0, rng.randrange(6), rng.randrange(40), rng.randrange(LONGEST_LIFE)])
    grace = rng.random() * 0.004
    child_rng = random.Random(rng.random())
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        _be_the_child(folder, ledger, child_rng, theirs)
    os.close(theirs)
    said = b""
    while said.count(b"\n") < lines and (more := os.read(ours, 1 << 16)):
        said += more
    time.sleep(grace)  # it is killed at no moment that it chose
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    while more := os.read(ours, 1 << 16):
        said += more
    os.close(ours)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != -signal.SIGKILL:
        raise RuntimeError(f"the program ended by itself, with status {status}")
    heard(said, ledger)


def _be_the_child(folder: Path, ledger: Ledger, rng: random.Random, to: int) -> None:
    try:
        live(folder, ledger, rng, to)
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        os._exit(1)
    os._exit(0)


def torture(seed: int, *, kills: int = 1000) -> Tally:
    """*kills* programs killed one after another, each in what the last one left. Forks: no thread may run."""
    tally = Tally("kill -9")
    with scratch() as place:
        for number in range(kills):
            rng = random.Random(f"{seed}/{number}")
            folder = place / "annotations"
            if number % FOLDER_FOR == 0:
                emptied(place)
                ledger = Ledger()
            kill_once(folder, ledger, rng)
            if number % 4 == 3:
                verdict = aftermath(folder, ledger)
                ledger.rebase(inspect(folder, ledger).seen)
            else:
                found = inspect(folder, ledger)
                verdict = found.verdict
                ledger.rebase(found.seen)
            tally.count(verdict, f"seed {seed}, kill {number}")
    return tally
