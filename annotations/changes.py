"""What passes between the store and those who use it: actions, their outcome, events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from annotations.history import Move as Move
from annotations.records import Record
from annotations.rows import Problem

if TYPE_CHECKING:
    from annotations.layers import Step


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; ``None`` where there was or is none."""

    path: str
    """The article of an annotation; ``""`` for a record about the whole corpus."""
    before: Record | None
    after: Record | None

    @property
    def id(self) -> str:
        record = self.after or self.before
        return record.id if record else ""

    def concerns(self) -> tuple[str, ...]:
        """Its id, and that of the record which it was set apart from, if it was."""
        apart = getattr(self.before, "conflict_of", "")
        return (self.id, apart) if apart else (self.id,)


@dataclass(frozen=True, slots=True)
class Action:
    """What a person did in one step, undone in one step; ``op`` is a word for the log ("add", "recode").

    What moves moves first: a change of it is made in its new file.
    """

    op: str
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """An action that is on the disk, with the records as they are stored (``None``: removed)."""

    action: Action
    entry: str
    """The id of its line in the log."""
    records: tuple[Record | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A change that was made on another version than the one now on disk, and so was not written."""

    action: Action
    change: Change
    reason: str
    step: Step
    """The row it would have become, and the file."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the store.

    ``changed``: the state in memory is new. ``saved``: an action is durable. ``failed``: one could not be
    written and stays queued. ``waiting``: for another program's lock (an empty message: no longer).
    ``external``: files changed outside. ``held``: a change was put aside, see ``AnnotationStore.held``.
    ``notice``: worth a line, nothing is lost.
    """

    kind: Literal["changed", "saved", "failed", "waiting", "external", "held", "notice"]
    paths: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What opening the annotations found."""

    files: int
    records: int
    annotators: tuple[str, ...]
    """Display names of everyone with a folder here, sorted."""
    look: Callable[[], tuple[Problem, ...]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong; every record is read for that."""
        return self.look()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What changed outside since the files were last read."""

    paths: tuple[str, ...] = ()
    """Articles whose annotations are different now; ``""`` for records about the corpus."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with them that was not wrong before."""
