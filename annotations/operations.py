"""What is on its way to the disk, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from annotations.changes import Action, Saved
from annotations.history import Entry
from annotations.layers import Pending, Step
from annotations.rows import StoreFile
from annotations.shifting import Shift


@dataclass(slots=True, eq=False)
class Operation:
    """One action on its way to the disk."""

    action: Action
    entry: Entry
    steps: tuple[Step, ...]
    texts: dict[str, str]
    """Article texts to be kept first, by sha256."""
    future: Future[Saved]
    shifts: tuple[Shift, ...] = ()
    """Records that go into other files first."""
    logged: bool = False
    settled: set[int] = field(default_factory=set)
    """Indexes of the steps that are on the disk or were put aside."""
    held: dict[int, str] = field(default_factory=dict)
    """Indexes of the steps that were put aside, and why."""
    idle: set[int] = field(default_factory=set)
    """Indexes of the steps that another process had taken already: its line in the log tells of them."""
    tried: bool = False
    """Whether it was on its way into the files before, or elsewhere: what it does may be there by now."""
    shifted: bool = False
    """Whether what goes into other files is there, and no longer where it was."""

    @property
    def done(self) -> bool:
        return len(self.settled) == len(self.steps) and (self.shifted or not self.shifts)

    def unsaved(self) -> list[Pending]:
        """What is still to be done to the files, in order."""
        steps = (step for index, step in enumerate(self.steps) if index not in self.settled)
        return [*(() if self.shifted else self.shifts), *steps]

    def files(self) -> set[str]:
        """The files that this concerns."""
        return {step.file for step in self.steps} | {f for s in self.shifts for f in (s.old, s.file)}

    def concerns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The articles and the ids that this concerns."""
        paths = [path for shift in self.shifts for path in (shift.source, shift.target)]
        ids = [key for shift in self.shifts for key in shift.rows]
        paths += (step.path for step in self.steps)
        ids += (step.row.key for step in self.steps)
        return tuple(dict.fromkeys(paths)), tuple(dict.fromkeys(ids))

    def happened(self) -> Entry | None:
        """The line for the log: what was done here, and not put aside; ``None``: there is nothing to tell."""
        left_out = self.held.keys() | self.idle
        if not left_out:
            return self.entry if self.entry.changes or self.entry.moves else None
        changes = tuple(past for index, past in enumerate(self.entry.changes) if index not in left_out)
        return replace(self.entry, changes=changes) if changes or self.entry.moves else None


@dataclass(slots=True)
class Outcome:
    """What became of a group of operations."""

    failure: str = ""
    states: dict[str, StoreFile] = field(default_factory=dict)
    """Files as they are on the disk now."""
    outside: set[str] = field(default_factory=set)
    """Those of them that hold something we did not know."""
    notices: list[str] = field(default_factory=list)


def promised() -> Future[Saved]:
    """A future that nobody can cancel: what was done in memory will be written."""
    future: Future[Saved] = Future()
    future.set_running_or_notify_cancel()
    return future


def runs(group: Iterable[Operation]) -> Iterator[list[Operation]]:
    """*group* in parts that can be committed at once, in order: one that moves records goes by itself."""
    run: list[Operation] = []
    for operation in group:
        if not operation.shifts:
            run.append(operation)
            continue
        yield from ([run] if run else [])
        yield [operation]
        run = []
    yield from ([run] if run else [])
