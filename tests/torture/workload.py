"""A day's work in small: every way the store is changed, with a ledger of what it was told is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path

from annotations import writer
from annotations.ids import text_hashes
from annotations.model import Annotation
from annotations.records import Coding, Memo
from annotations.store import Action, AnnotationStore, Change, Saved, StoreError
from tests.torture.faults import Call
from tests.torture.oracle import Before, Ledger, Verdict, in_store

TEXT = "“Words” that passages are taken from: слова, 😀.\n"
SHA = text_hashes(TEXT)[0]
WRITER = "annotations-writer"
"""The name of the store's thread."""
LINGERING = writer.LINGERING
"""Seconds that it would linger in a real program."""
writer.LINGERING = 0.0  # to wait until it has ended is how one knows that it has nothing more to do
_ATTEMPTS = 3


class Gate:
    """Keeps the store's thread waiting before its first call: what is handed in meanwhile is a burst."""

    def __init__(self) -> None:
        self._shut = False
        self._reached = threading.Event()
        self._open = threading.Event()

    def shut(self) -> None:
        self._shut = True
        self._reached.clear()
        self._open.clear()

    def reached(self) -> None:
        self._reached.wait()

    def open(self) -> None:
        self._shut = False
        self._open.set()

    def around(self, inner: Callable[[Call], object]) -> Callable[[Call], object]:
        """*inner*, but that the store's thread waits while the gate is shut."""

        def call(call: Call) -> object:
            if self._shut and threading.current_thread().name == WRITER:
                self._reached.set()
                self._open.wait()
            return inner(call)

        return call


class Session:
    """One program at work in *folder*: what it does goes into *ledger* as it happens."""

    def __init__(
        self, folder: Path, ledger: Ledger, gate: Gate | None = None, before: Before | None = None
    ) -> None:
        self.folder = folder
        self.ledger = ledger
        self._moved = before.moved if before else {}
        self.main = next(iter(self._moved.values()), "a.txt")
        """Where the article that was first at ``a.txt`` is today."""
        self.verdict = Verdict()
        self.refused: list[str] = []
        """Why something was not taken at all: it has not happened."""
        self.told: Callable[[], None] = lambda: None
        """Called whenever something was called saved."""
        self._gate = gate
        self._count = len(ledger.tried)
        self.open()

    def open(self) -> None:
        self.store = AnnotationStore(self.folder, "ann")
        self._whole = not self.store.load().problems
        self.store.follow(self._moved)

    # Handing in

    def hand_in(self, do: Callable[[], tuple[Action, Future[Saved]]]) -> None:
        """Do something; what the store refuses at once has not happened."""
        try:
            action, future = do()
        except StoreError as error:
            self.refused.append(str(error))
            return
        made = self.ledger.attempt(action.changes)
        future.add_done_callback(partial(self._done, made))

    def _done(self, made: list[tuple[str, int]], future: Future[Saved]) -> None:
        if error := future.exception():
            self.verdict.lost.append(f"put aside: {error}")
            return
        self.ledger.acknowledge(made)
        self.told()
        saved = [(record.id, record.rev) for record in future.result().records if record is not None]
        if not set(saved) <= set(made):
            self.verdict.lost.append(f"{saved} were called saved, {made} were handed in")

    def apply(self, op: str, *changes: Change) -> None:
        def do() -> tuple[Action, Future[Saved]]:
            action = Action(op, changes)
            return action, self.store.apply(action)

        self.hand_in(do)

    def made(self) -> Annotation:
        """A new annotation that no other is like."""
        self._count += 1
        self.store.keep_text(SHA, TEXT)
        now = self.store.now()
        note = f"note {self._count} „ü“ \u2028"
        return Annotation(self.store.new_id(), "d0c", "ann", now, now, note=note, text=SHA)

    def add(self, path: str, count: int = 1) -> None:
        for _ in range(count):
            self.apply("add", Change(path, None, self.made()))

    def edit(self, *places: tuple[str, int]) -> None:
        """Change the annotations at *places*: an article, and which of its annotations."""
        self._count += 1
        found = [(path, self._at(path, index)) for path, index in places]
        note = f"edited {self._count}"
        changes = [Change(path, a, replace(a, note=f"{note} {a.id}")) for path, a in found if a is not None]
        if changes:
            self.apply("edit", *changes)

    def remove(self, *places: tuple[str, int]) -> None:
        found = [(path, self._at(path, index)) for path, index in places]
        if changes := [Change(path, a, None) for path, a in found if a is not None]:
            self.apply("remove", *changes)

    def _at(self, path: str, index: int) -> Annotation | None:
        found = sorted(self.store.annotations(path), key=lambda a: int(a.id))
        return found[index] if index < len(found) else None

    def memo(self) -> None:
        now = self.store.now()
        self.apply("add", Change("", None, Memo(self.store.new_id(), "ann", now, now, title="memo")))

    def code(self, path: str) -> None:
        """Say how far one is with *path*: the first time a record is made, then it is changed."""
        now = self.store.now()
        self._count += 1
        known = self.store.codings().get(path)
        coding = known or Coding(self.store.new_id(), "d0c", "ann", "open", now, now, path)
        self.apply("set", Change("", known, replace(coding, round=f"round {self._count}")))

    def code_again(self, path: str) -> None:
        """The same where that is known: of two such records about one article one is shown."""
        if path in self.store.codings():
            self.code(path)

    def undo(self) -> None:
        self.hand_in(self.store.undo)

    def redo(self) -> None:
        self.hand_in(self.store.redo)

    def finish(self) -> None:
        """Do what is left of actions over several files that another program could not complete."""
        seen: set[str] = set()
        while found := [one for one in self.store.cut_short() if one.entry.id not in seen]:
            cut_short = found[0]
            seen.add(cut_short.entry.id)
            try:
                future = self.store.finish(cut_short)
            except StoreError as error:
                self.verdict.lost.append(f"cannot be finished: {cut_short}: {error}")
                continue
            made = [(past.id, past.to_rev) for past in cut_short.missing]
            shown = in_store(self.store)
            for key, rev in made:
                self.ledger.put(key, rev, shown.get(key))
            future.add_done_callback(partial(self._done, made))
            self.settle()  # what was made on it can be finished next

    def repair(self) -> None:
        """Put the files in order: what they hold stays the same."""
        try:
            self.store.repair()
        except StoreError as error:
            self.refused.append(str(error))

    def burst(self) -> None:
        """Several actions that reach the disk together, two of them on one record."""
        if self._gate is not None:
            self._gate.shut()
        before = self.store.pending()
        self.add("a.txt")
        if self._gate is not None and self.store.pending() > before:  # it was not refused: it is on its way
            self._gate.reached()
        for path in ("a.txt", "sub/b.txt", "a.txt"):
            self.add(path)
        self.edit(("a.txt", 0))
        self.edit(("a.txt", 0))
        if self._gate is not None:
            self._gate.open()

    # Waiting

    def settle(self) -> None:
        """Wait until the store's thread has nothing more to do, or is no more."""
        for thread in threading.enumerate():
            if thread.name == WRITER:
                thread.join()

    def check_memory(self) -> None:
        """What was handed in is shown, whatever the disk does to it once it was read."""
        if not self._whole:
            return
        shown = in_store(self.store)
        for key, what in self.ledger.in_memory().items():
            if shown.get(key) != what:
                self.verdict.lost.append(f"{key} is not shown any more: {self.store.failure()}")

    def insist(self) -> None:
        """Try again what could not be written, as a person would."""
        for _ in range(_ATTEMPTS):
            self.settle()
            if not self.store.pending():
                return
            self.store.retry()
        self.settle()

    def reopen(self) -> None:
        """End as one should, and begin again."""
        self.insist()
        unsaved = self.store.close()
        self.settle()
        if not unsaved:
            self.open()


Script = Callable[[Session], Iterable[Callable[[], None]]]
"""What a session does, a step each."""


def day(session: Session) -> Iterable[Callable[[], None]]:
    """The long script: add, edit, remove, undo, redo, several files at once, a burst, a restart."""
    s = session
    return (
        lambda: s.add("a.txt"),
        lambda: s.add("a.txt"),
        lambda: s.add("sub/b.txt"),
        lambda: s.edit(("a.txt", 0)),
        lambda: s.edit(("a.txt", 0), ("sub/b.txt", 0), ("a.txt", 1)),
        lambda: s.remove(("a.txt", 1)),
        s.undo,
        s.redo,
        s.memo,
        lambda: s.code("a.txt"),
        lambda: s.code("a.txt"),
        s.burst,
        s.reopen,
        s.undo,
        lambda: s.add("sub/c.txt"),
        lambda: s.remove(("a.txt", 0), ("sub/b.txt", 0), ("sub/c.txt", 0)),
        s.undo,
    )


def visit(session: Session) -> Iterable[Callable[[], None]]:
    """The short script, for what was found on the disk: a change to each file, one to take back, one more."""
    s = session
    return (
        lambda: s.edit((s.main, 0), ("sub/b.txt", 0)),
        lambda: s.add(s.main),
        s.undo,
        lambda: s.add("sub/b.txt"),
    )


def recover(session: Session) -> Iterable[Callable[[], None]]:
    """What a killed program could not complete is done, and then something else."""
    return (session.finish, lambda: session.add("a.txt"))


def mend(session: Session) -> Iterable[Callable[[], None]]:
    """The files are put in order, and then something is done."""
    return (session.repair, lambda: session.add("a.txt"))


def take_over(session: Session) -> Iterable[Callable[[], None]]:
    """What makes records of an older version into records of today, and each of that undone."""
    s = session
    return (
        lambda: s.edit(("a.txt", 0), ("sub/b.txt", 0)),
        s.undo,
        s.redo,
        lambda: s.remove(("a.txt", 1)),
        s.undo,
        lambda: s.code_again("a.txt"),
        lambda: s.add("sub/b.txt"),
        s.burst,
    )
