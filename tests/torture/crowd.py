"""Many at once: programs that add, one that polls with plain TinyDB, and one that renames files."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from functools import partial
from pathlib import Path

from tinydb import TinyDB

from annotations import writer
from annotations.model import Annotation
from annotations.store import AnnotationStore
from tests.torture.oracle import Tally, Verdict, complaints, data_files, strict
from tests.torture.outsider import Outsider, possible
from tests.torture.places import ended_well, forked, scratch
from tests.torture.workload import LINGERING

FILES = 5
PAUSE = 0.05
"""Seconds between two acts of the outsider, and between two looks for a file."""
MOST_ACTS = 100
"""After which it rests: every copy it leaves beside a file is read along with that file from then on."""


def add(folder: Path, name: str, count: int, said: Path, stop: Path) -> None:
    """Add *count* annotations one by one, and write into *said* which were called saved.

    It stays open until *stop* is there: who has nothing to save must keep nobody from saving.
    """
    writer.LINGERING = LINGERING
    store = AnnotationStore(folder, "ann")
    store.load()
    try:
        with said.open("w", encoding="utf-8") as told:
            for number in range(count):
                note = f"{name}-{number}"
                now = store.now()
                new = Annotation(store.new_id(), "d0c", "ann", now, now, note=note)
                saved = store.add(f"{number % FILES}.txt", new)
                saved.result(60)  # a store that never saves must not hang us
                print(json.dumps([new.id, note]), file=told, flush=True)
    finally:
        _through(said).touch()
    wait_for(stop)
    store.close()


def _through(said: Path) -> Path:
    """There when the program that writes *said* adds no more."""
    return said.with_name(f"{said.name}-through")


def wait_for(*paths: Path) -> None:
    while not all(path.exists() for path in paths):
        time.sleep(PAUSE)  # programs apart have nothing but files to tell each other


def poll(own: Path, stop: Path, said: Path) -> None:
    """Read every file over and over, as any program would, until *stop* is there; write what was wrong."""
    looks = 0
    with said.open("w", encoding="utf-8") as told:
        while not stop.exists():
            for path in data_files(own) if own.exists() else []:
                looks += 1
                try:
                    rows = strict(path.read_bytes())["_default"]
                    with TinyDB(path, access_mode="r") as database:
                        database.all()
                    first = next(iter(rows.values()))
                    if first["kind"] not in ("article", "corpus"):
                        raise ValueError(f"it begins with {first}")
                except FileNotFoundError:
                    continue
                except (ValueError, KeyError, StopIteration) as error:
                    print(json.dumps(f"{path.name}: {error!r}"), file=told, flush=True)
        print(json.dumps(looks), file=told)


def rename(own: Path, side: Path, stop: Path, said: Path, seed: str) -> None:
    """Rename and replace files until *stop* is there; write down what was put there."""
    side.mkdir()
    outsider = Outsider(own, side, random.Random(seed))
    acts = 0
    while not stop.exists():
        if own.exists() and acts < MOST_ACTS:
            outsider.act()
            acts += 1
        time.sleep(PAUSE)  # so that the others have their turn between two of its acts
    said.write_text("".join(json.dumps([key, note]) + "\n" for key, note in outsider.written.items()))


def census(folder: Path, saved: dict[str, str]) -> Verdict:
    """Whether every record *saved*, by id, is there once with its note, and no other."""
    verdict = Verdict()
    store = AnnotationStore(folder, "ann")
    verdict.unreadable += map(str, complaints(store.load()))
    found = {a.id: a.note for a in store.annotations()}
    verdict.lost += [f"{note} ({key})" for key, note in saved.items() if found.get(key) != note]
    verdict.duplicated += [f"{note} ({key})" for key, note in found.items() if key not in saved]
    verdict.duplicated += [note for note, count in Counter(found.values()).items() if count > 1]
    return verdict


def torture(seed: int, *, programs: int = 8, adds: int = 500, renaming: bool = True) -> Tally:
    """One crowd of *programs*, each adding *adds* times. Forks: call it where no thread runs."""
    tally = Tally("a crowd")
    with scratch() as place:
        folder, stop = place / "annotations", place / "stop"
        own = folder / "ann"
        said = {name: place / f"said-{name}" for name in (*(f"p{n}" for n in range(programs)), "outsider")}
        watchers = [forked(partial(poll, own, stop, place / "polled"))]
        if renaming and possible():
            side = place / "side"
            watchers.append(forked(partial(rename, own, side, stop, said["outsider"], f"{seed}")))
        else:
            said["outsider"].write_text("")
            tally.remark = "no outsider: this system cannot exchange two names"
        names = [name for name in said if name != "outsider"]
        adders = [forked(partial(add, folder, name, adds, said[name], stop)) for name in names]
        wait_for(*(_through(said[name]) for name in names))
        stop.touch()
        failed = sum(not ended_well(child) for child in (*adders, *watchers))
        saved = dict(json.loads(line) for path in said.values() for line in path.read_text().splitlines())
        *wrong, looks = map(json.loads, (place / "polled").read_text().splitlines())
        verdict = census(folder, saved)
        verdict.unreadable += wrong
        if failed:
            verdict.lost.append(f"{failed} programs failed")
        tally.count(verdict, f"seed {seed}")
        tally.cases = len(saved)
        tally.remark = tally.remark or f"{looks} looks by plain TinyDB"
    return tally
