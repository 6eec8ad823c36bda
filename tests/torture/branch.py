"""Another branch is checked out while the annotations are open, at every call of a save.

Whatever was saved on branch A belongs to A: none of it may turn up on B, and all of it is there on coming
back. What was not yet saved is saved on B where it still fits, or held and shown.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from annotations import writer
from annotations.ids import text_hashes
from annotations.model import Annotation
from annotations.store import AnnotationStore, Saved, StoreError
from tests.torture.faults import Call, Counter, Fault, standing_in
from tests.torture.oracle import Tally, Verdict, data_files
from tests.torture.places import scratch
from tests.torture.workload import LINGERING

TEXTS = {
    "a.txt": "A text.\n",
    "b.txt": "Another text, annotated on A alone.\n",
    "copy.txt": "Another text, annotated on A alone.\n",
}


def git(corpus: Path, *words: str) -> None:
    """Run git without anyone's own configuration. Raises ``RuntimeError`` when it refuses."""
    who = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *words], cwd=corpus, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"git {' '.join(words)}: {done.stdout}{done.stderr}")


def commit(corpus: Path) -> None:
    git(corpus, "add", "-A")
    git(corpus, "commit", "-q", "--allow-empty", "-m", "annotations")


def opened(corpus: Path) -> AnnotationStore:
    store = AnnotationStore(corpus / "annotations", "ann")
    store.load()
    return store


def add(store: AnnotationStore, path: str, note: str, *, text: bool = True) -> Future[Saved]:
    """A new annotation of *path*, made on its *text*, or on none that is kept."""
    sha = text_hashes(TEXTS[path])[0] if text else ""
    if text:
        store.keep_text(sha, TEXTS[path])
    now = store.now()
    return store.add(path, Annotation(store.new_id(), path, "ann", now, now, note=note, text=sha))


def noted(store: AnnotationStore, note: str) -> Annotation:
    return next(a for a in store.annotations() if a.note == note)


def edit(store: AnnotationStore, old: str, new: str) -> Future[Saved]:
    annotation = noted(store, old)
    return store.edit(store.path_of(annotation.id), replace(annotation, note=new))


def on_disk(corpus: Path) -> list[str]:
    """The notes of live annotations in the files, as they are now."""
    found = []
    for path in data_files(corpus / "annotations" / "ann"):
        rows = json.loads(path.read_bytes())["_default"].values()
        found += [row["note"] for row in rows if row["kind"] == "annotation"]
    return sorted(found)


def prepare(corpus: Path) -> None:
    """Two branches that share four annotations; on A one of them was edited, and others were added."""
    corpus.mkdir()
    git(corpus, "init", "-q", "-b", "B")
    for path in TEXTS:
        (corpus / path).write_text(TEXTS[path])
    store = opened(corpus)
    for note in ("shared", "edited on A", "another"):
        add(store, "a.txt", note)
    add(store, "copy.txt", "on no text", text=False)
    assert not store.close()
    commit(corpus)
    git(corpus, "checkout", "-q", "-b", "A")
    store = opened(corpus)
    edit(store, "edited on A", "A: edited")
    add(store, "a.txt", "A: added")
    add(store, "b.txt", "A: on the other")
    assert not store.close()
    commit(corpus)


Deed = Callable[[AnnotationStore], Future[Saved]]
DEEDS: dict[str, Deed] = {
    "add": lambda store: add(store, "a.txt", "new"),
    "add to a file of A alone": lambda store: add(store, "b.txt", "new"),
    "add on a text of A alone": lambda store: add(store, "copy.txt", "new"),
    "edit what both have": lambda store: edit(store, "shared", "new"),
    "edit what A edited": lambda store: edit(store, "A: edited", "new"),
    "edit what A added": lambda store: edit(store, "A: on the other", "new"),
    "remove what A edited": lambda store: store.remove("a.txt", noted(store, "A: edited").id),
    "undo on A": lambda store: store.undo()[1],
}
"""What is on its way to the disk when the branch changes."""


@dataclass(slots=True)
class Switch:
    """Checks B out before the call number *at*, once, and keeps what was on either branch then."""

    corpus: Path
    at: int
    on_a: list[str] | None = None
    on_b: list[str] = field(default_factory=list)

    def __call__(self, call: Call) -> Any:
        if call.index == self.at:
            self.now()
        return call()

    def now(self) -> None:
        commit(self.corpus)
        self.on_a = on_disk(self.corpus)
        git(self.corpus, "checkout", "-q", "B")
        self.on_b = on_disk(self.corpus)


def run(corpus: Path, deed: Deed, at: int | None) -> Verdict:
    """Do *deed* on A; B is checked out before its call *at*, or while the disk is full (``None``)."""
    switch = Switch(corpus, -1 if at is None else at)
    fault = Fault("ENOSPC", 0, sticky=True) if at is None else None
    store = opened(corpus)
    with standing_in(fault or switch):
        future = deed(store)
        if fault:
            store.flush()
            switch.now()
            fault.heal()
        unsaved = store.flush() and store.flush()
    if switch.on_a is None:
        raise RuntimeError(f"a save has no call {at}")
    verdict = Verdict()
    if unsaved:
        verdict.lost.append(f"never saved: {store.failure()}")
    put_aside = future.done() and future.exception() is not None
    if put_aside != bool(store.held()):
        verdict.lost.append("put aside, but not shown")
    _judge(corpus, switch, "new" if not put_aside else "", verdict)
    # Undo must not bring over what was done on A either.
    for back in (store.undo, store.undo, store.redo, store.redo):
        with contextlib.suppress(StoreError):
            back()
    store.close()
    verdict.resurrected += [f"undone: {note}" for note in on_disk(corpus) if note.startswith("A:")]
    commit(corpus)
    git(corpus, "checkout", "-q", "A")
    if (back_again := on_disk(corpus)) != switch.on_a:
        verdict.lost.append(f"A held {switch.on_a}, on coming back {back_again}")
    return verdict


def _judge(corpus: Path, switch: Switch, new: str, verdict: Verdict) -> None:
    """What B holds now, against what it held and the one change that was on its way."""
    assert switch.on_a is not None
    found = on_disk(corpus)
    verdict.resurrected += [note for note in found if note.startswith("A:")]
    verdict.duplicated += [note for note in {*found} if found.count(note) > 1]
    if new in found and new in switch.on_a:
        verdict.duplicated.append("what was saved on A was saved on B, too")
    fresh = opened(corpus)
    verdict.unreadable += [str(problem) for problem in AnnotationStore.load(fresh).problems]
    for annotation in fresh.annotations():
        if annotation.text and fresh.text(annotation.text) is None:
            verdict.lost.append(f"the text of {annotation.note!r}")
    gone = [note for note in switch.on_b if note not in found]
    if len(gone) > (new in found) or len(found) > len(switch.on_b) + (new in found):
        verdict.lost.append(f"B held {switch.on_b}, now {found}")


def cases(place: Path) -> Iterator[tuple[str, int | None]]:
    """Every deed, at every call of its save, and while the disk is full."""
    for name, deed in DEEDS.items():
        corpus = place / "counted"
        shutil.copytree(place / "prepared", corpus, symlinks=True)
        counter = Counter()
        store = opened(corpus)
        with standing_in(counter):
            deed(store)
            store.flush()
        store.close()
        shutil.rmtree(corpus)
        yield name, None
        yield from ((name, at) for at in range(len(counter.calls)))


def torture(seed: int, *, each: int | None = None) -> Tally:
    """Every case, or *each* of them drawn by *seed*."""
    tally = Tally("a branch switch")
    with scratch() as place, mock.patch.object(writer, "LINGERING", LINGERING):
        prepare(place / "prepared")
        found = list(cases(place))
        for name, at in found if each is None else random.Random(seed).sample(found, each):
            corpus = place / "corpus"
            shutil.rmtree(corpus, ignore_errors=True)
            shutil.copytree(place / "prepared", corpus, symlinks=True)
            where = "while the disk was full" if at is None else f"before call {at}"
            tally.count(run(corpus, DEEDS[name], at), f"{name}, switched {where}")
    return tally
