"""Power cuts: a day is recorded call by call, then cut at every point, with all the cache may have lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.torture.every_call import aftermath, calls
from tests.torture.faults import CHANGING, Fault, Killed, carry_out, standing_in
from tests.torture.oracle import Ledger, Tally, inspect
from tests.torture.places import emptied, scratch
from tests.torture.replay import Disk, Recorder, crashes
from tests.torture.starts import Start, harmed, moved, nothing, older
from tests.torture.workload import Gate, Script, Session, visit


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run did, and what had been called saved when."""

    start: Start
    fault: str
    recorder: Recorder
    ledger: Ledger
    begin: int
    """How many events came before the first cut."""


def record(start: Start, corpus: Path, fault: Fault | None = None) -> Recording:
    """*start*'s script in *corpus*, in which a *fault* may befall it.

    A fault that kills the program is followed by the short script in another, and the power is cut in that.
    """
    gate, ledger = Gate(), start.copied(emptied(corpus) / "annotations")
    recorder = Recorder(corpus, fault or carry_out)
    begin = 0
    with standing_in(gate.around(recorder)):
        _work(corpus, ledger, gate, recorder, start, start.script, fault)
        if fault and fault.dead:
            recorder.inner = carry_out
            begin = len(recorder.events)
            folder = corpus / "annotations"
            ledger.latest = inspect(folder, ledger, start.before).seen
            _work(corpus, ledger, gate, recorder, start, visit)
    what = f"{fault.kind} at call {fault.at}" if fault else "no fault"
    return Recording(start, what, recorder, ledger, begin)


def _work(
    corpus: Path,
    ledger: Ledger,
    gate: Gate,
    recorder: Recorder,
    start: Start,
    script: Script,
    fault: Fault | None = None,
) -> None:
    try:
        session = Session(corpus / "annotations", ledger, gate, start.before)
        recorder.mark(dict(ledger.saved))
        session.told = lambda: recorder.mark(dict(ledger.saved))
        for step in script(session):
            step()
            session.insist()
            if fault and fault.dead:
                break
    except Killed:
        pass


def cuts(recording: Recording, rng: random.Random, draws: int) -> Iterator[tuple[int, Disk, Ledger]]:
    """``(events before it, the disk it leaves, what was promised by then)``, each different state once."""
    seen = set()
    disk = recording.recorder.disk.copy()
    events = recording.recorder.events
    marks = recording.recorder.marks
    told = 0
    for at in range(len(events) + 1):
        if at:
            disk.take(events[at - 1])
        while told < len(marks) and marks[told][0] <= at:
            told += 1
        if at < recording.begin:
            continue
        promised = marks[told - 1][1] if told else {}
        for left in crashes(disk, rng, draws):
            key = hash((told, left.key()))
            if key not in seen:
                seen.add(key)
                yield at, left, Ledger(recording.ledger.tried, {}, promised)


def days(place: Path, rng: random.Random, kills: int) -> list[tuple[Start, Fault | None]]:
    """Days without faults, days in which one fsync fails, *kills* that end early, and then another."""
    found: list[tuple[Start, Fault | None]] = []
    starts = (
        nothing(place / "0"),
        harmed(place / "1", "truncated"),
        moved(place / "2"),
        older(place / "3"),
    )
    for start in starts:
        with start.today():
            names = calls(start, place / "counted")
        found.append((start, None))
        found += ((start, Fault("EIO", at)) for at, what in enumerate(names) if what == "fsync")
        changing = [at for at, what in enumerate(names) if what in CHANGING]
        found += ((start, Fault("kill", at)) for at in sorted(rng.sample(changing, kills)))
    return found


def torture(seed: int, *, kills: int = 20, draws: int = 4, some: int | None = None, each: int = 60) -> Tally:
    """*each* of the states of every day, drawn by *seed*, all of days without faults; or of *some* days."""
    tally = Tally("a power cut")
    rng = random.Random(seed)
    with scratch() as place:
        found = days(place, rng, kills)
        for start, fault in found if some is None else [found[0], *rng.sample(found[1:], some - 1)]:
            with start.today():
                recording = record(start, place / "corpus", fault)
                states = list(cuts(recording, rng, draws))
                if fault is not None or some is not None:
                    states = rng.sample(states, min(each, len(states)))
                for at, disk, ledger in states:
                    corpus = emptied(place / "cut")
                    disk.lay_out(corpus)
                    folder = corpus / "annotations"
                    verdict = aftermath(folder, ledger.copy(), recording.start.before)
                    case = f"seed {seed}, {recording.start.name}, {recording.fault}, cut after event {at}"
                    tally.count(verdict, case)
    return tally
