"""Faults at every call: each kind, once and lasting, from each start, and what is left of it all."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from tests.torture.faults import APPLIES, ENDING, Counter, Fault, Killed, standing_in
from tests.torture.oracle import Before, Ledger, Tally, Verdict, inspect
from tests.torture.places import ended_well, forked, scratch
from tests.torture.starts import (
    HARM,
    Start,
    cut_short,
    half_done,
    harmed,
    kept,
    moved,
    nothing,
    older,
    revised,
)
from tests.torture.workload import Gate, Session, mend, visit


@dataclass(frozen=True, slots=True)
class Case:
    """One run: the fault, and whether it is mended before the program ends."""

    start: Start
    kind: str
    at: int
    sticky: bool = False
    mended: bool = False

    def __str__(self) -> str:
        how = "from then on" if self.sticky else "once"
        end = ", then mended" if self.mended else ""
        return f"{self.start.name}: {self.kind} {how} at call {self.at}{end}"


def calls(start: Start, place: Path) -> list[str]:
    """What each call of *start*'s script is when nothing goes wrong."""
    counter = Counter()
    gate = Gate()
    ledger = start.copied(place)
    with standing_in(gate.around(counter)):
        session = Session(place, ledger, gate, start.before)
        for step in start.script(session):
            step()
            session.settle()
    session.store.close()
    return counter.calls


def cases(start: Start, names: list[str]) -> Iterator[Case]:
    """Every fault at every call it can befall."""
    for at, what in enumerate(names):
        for kind, applies in APPLIES.items():
            if what in applies:
                yield Case(start, kind, at)
                if kind not in ENDING:
                    yield Case(start, kind, at, sticky=True)
                    yield Case(start, kind, at, sticky=True, mended=True)


def run(case: Case, place: Path) -> Verdict:
    """Carry *case* out in the folder *place*, reopen, look, go on working, look again."""
    ledger = case.start.copied(place)
    fault = Fault(case.kind, case.at, case.sticky)
    gate = Gate()
    verdict = Verdict()
    with standing_in(gate.around(fault)) as system:
        try:
            session = Session(place, ledger, gate, case.start.before)
            verdict = session.verdict
            for step in case.start.script(session):
                step()
                if case.sticky:
                    session.settle()
                else:
                    session.insist()
                if fault.dead:
                    break
                session.check_memory()
            if case.mended:
                fault.heal()
                session.insist()
        except Killed:
            pass
        if system.left and not fault.dead:
            verdict.lost.append(
                f"{len(system.left)} descriptors were left open, and with them maybe the lock"
            )
    finished = case.mended or not (case.sticky or fault.dead)
    if finished and session.store.pending():
        verdict.lost.append(f"never saved: {session.store.failure()}")
    if finished and session.store.held():
        verdict.lost.append("put aside, though nobody else was there")
    verdict.add(aftermath(place, ledger, case.start.before))
    return verdict


def aftermath(place: Path, ledger: Ledger, before: Before | None = None) -> Verdict:
    """Open what is left, look, work on in it, and look again."""
    before = before or Before()
    found = inspect(place, ledger, before)
    verdict = found.verdict
    ledger.rebase(found.seen)
    session = Session(place, ledger, before=before)
    session.finish()
    session.settle()
    verdict.lost += [f"not finished: {one}" for one in session.store.cut_short()]
    for step in visit(session):
        step()
        session.settle()
    if session.store.close():
        verdict.lost.append(f"cannot be saved on reopening: {session.store.failure()}")
    verdict.add(session.verdict, "on reopening")
    verdict.add(inspect(place, ledger, before).verdict, "on reopening")
    for name, data in before.damaged.items():
        if all(path.read_bytes() != data for path in place.glob(f"{name}*")):
            verdict.lost.append(f"the damaged bytes of {name}")
    return verdict


def starts(place: Path, rng: random.Random, cuts: int) -> Iterator[Start]:
    """Every kind of start, made below *place*; *cuts* of them after a save that was cut short."""
    first = nothing(place / "0")
    yield first
    yield kept(place / "1")
    yield moved(place / "2")
    yield revised(place / "4")
    for name in HARM:
        for script in (visit, mend):
            yield harmed(place / f"{name}-{script.__name__}", name, script)
    yield older(place / "3")
    length = len(calls(first, place / "counted"))
    for at in sorted(rng.sample(range(length), cuts)):
        yield cut_short(place / f"cut-{at}", at)
    yield from half_done(place / "half", rng.sample(range(length), length), cuts)


def torture(seed: int, *, cuts: int = 6, each: int | None = None, programs: int | None = None) -> Tally:
    """Every case of every start, or *each* of a start drawn by *seed*, spread over *programs*.

    Forks: call it where no thread runs.
    """
    tally = Tally("a fault at a call")
    rng = random.Random(seed)
    programs = programs or os.cpu_count() or 1
    with scratch() as place:
        found: list[list[Case]] = []
        for start in starts(place, rng, cuts):
            with start.today():
                some = list(cases(start, calls(start, place / "counted")))
            if each is not None:
                some = sorted(rng.sample(some, min(each, len(some))), key=lambda case: case.at)
            found.append(some)
        parts = [place / f"part-{number}" for number in range(programs)]
        children = [
            forked(partial(_part, [some[number::programs] for some in found], part, seed))
            for number, part in enumerate(parts)
        ]
        if sum(not ended_well(child) for child in children):
            raise RuntimeError("a part of it broke off")
        for part in parts:
            more = json.loads((part / "tally").read_text())
            tally.cases += more["cases"]
            tally.verdict.add(Verdict(**more["verdict"]))
    return tally


def _part(found: list[list[Case]], place: Path, seed: int) -> None:
    """Carry out the cases *found*, a list a start; leave in *place* what came of it."""
    tally = Tally("")
    place.mkdir()
    for some in filter(None, found):
        start = some[0].start
        with start.today():
            for case in some:
                tally.count(run(case, place / "run"), f"seed {seed}, {case}")
        print(f"{start.name}: {len(some)} more, {tally.verdict}", file=sys.stderr, flush=True)
    (place / "tally").write_text(json.dumps(asdict(tally)))
