"""The undo log: one line a user action, written before the data, read by every process of an annotator.

A line is ``{"id", "op", "t", "by", "changes": [{"file", "id", "from_rev", "to_rev", "was", "now", "left"}],
"moves": [{"from", "to", "ids"}], "of"}``. ``was`` is the record before (``null``: there was none), ``now``
the one after (left out: there is none), ``left`` the name of the revision that the action left. A move is of
records that went, as they were, from the file of one article to that of another. Undo and redo are lines of
their own that name in ``of`` what they took back or brought back. Before the line of an action over several
files stands ``{"begun": ID}``, and when all of it is on the disk ``{"done": ID}`` follows. Losing the log
loses undo, never data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from annotations.fields import ModelError, Reader
from annotations.lines import DEEPEST, dumps, loads, nested

HISTORY_FILE = ".history.jsonl"
UNDO = "undo"
REDO = "redo"
BEGUN = "begun"
DONE = "done"
_DEEPEST = DEEPEST + 3
"""How many levels a line may have: those of a record, and those it stands in."""
_MARK = re.compile(rb'^\{"(begun|done)":"([0-9a-f]{1,64})"\}$', re.MULTILINE)


def without_prev(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record *data* without the revisions it comes from."""
    return {name: value for name, value in data.items() if name != "prev"}


@dataclass(frozen=True, slots=True)
class Past:
    """One record before and after an action."""

    file: str
    """The store file, relative to the annotator's folder."""
    id: str
    from_rev: int
    """0 when there was no record."""
    to_rev: int
    was: Mapping[str, Any] | None
    """The record before, without its ``prev``: what takes its place descends from what is there then."""
    now: Mapping[str, Any] | None = None
    """The record after; in memory only until it is written: undo has no use for it."""
    left: str = ""
    """The hash of the row that the action left: another clone may have made a revision of the same number.
    ``""``: not known."""
    unshown: str = ""
    """The JSON of the record before, where that is not of its shape; then ``was`` is ``None``."""

    @classmethod
    def from_dict(cls, data: Any, *, whole: bool = False) -> Past:
        r = Reader(data, "log")
        was, now = r.value("was"), r.value("now")
        if not all(one is None or isinstance(one, dict) for one in (was, now)):
            raise ModelError("log: was and now should be objects or null")
        revisions = r.integer("from_rev"), r.integer("to_rev")
        return cls(
            r.text("file"),
            r.identifier("id"),
            *revisions,
            was,
            now if whole else None,
            r.text("left", ""),
            r.text("unshown", ""),
        )

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "file": self.file,
            "id": self.id,
            "from_rev": self.from_rev,
            "to_rev": self.to_rev,
            "was": self.was,
        }
        if self.now is not None:
            data["now"] = self.now
        more = {"left": self.left, "unshown": self.unshown}
        return {**data, **{name: value for name, value in more.items() if value}}


@dataclass(frozen=True, slots=True)
class Move:
    """Records that go, as they are, from the file of the article *source* into that of *target*."""

    source: str
    target: str
    ids: tuple[str, ...]

    @classmethod
    def from_dict(cls, data: Any) -> Move:
        r = Reader(data, "log")
        return cls(r.text("from"), r.text("to"), r.texts("ids"))

    def to_dict(self) -> dict[str, Any]:
        return {"from": self.source, "to": self.target, "ids": list(self.ids)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One user action in the log."""

    id: str
    op: str
    t: str
    by: str
    changes: tuple[Past, ...]
    of: str = ""
    """For undo and redo: the id of the action taken back or brought back."""
    moves: tuple[Move, ...] = ()

    @classmethod
    def from_dict(cls, data: Any, *, whole: bool = False) -> Entry:
        """The action in *data*; with *whole* also what its records were afterwards."""
        r = Reader(data, "log")
        return cls(
            r.text("id"),
            r.text("op"),
            r.text("t", ""),
            r.text("by", ""),
            r.items("changes", lambda one: Past.from_dict(one, whole=whole)),
            r.text("of", ""),
            r.items("moves", Move.from_dict),
        )

    @property
    def spans(self) -> bool:
        """Whether it concerns more than one store file."""
        return bool(self.moves) or len({past.file for past in self.changes}) > 1

    def settled(self) -> Entry:
        """The same without what its records were afterwards."""
        if all(past.now is None for past in self.changes):
            return self
        return replace(self, changes=tuple(replace(past, now=None) for past in self.changes))

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "op": self.op,
            "t": self.t,
            "by": self.by,
            "changes": [change.to_dict() for change in self.changes],
        }
        if self.moves:
            data["moves"] = [move.to_dict() for move in self.moves]
        return {**data, "of": self.of} if self.of else data


def entry_line(entry: Entry) -> bytes:
    """The line of *entry*, with its newline."""
    told = entry.to_dict()
    try:
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # a whole number beyond 64 bits, in a field that is not ours
        return dumps(told) + b"\n"


def mark(word: str, entry_id: str) -> bytes:
    """The line that says that the action *entry_id* over several files is ``begun`` or ``done``."""
    return orjson.dumps({word: entry_id}, option=orjson.OPT_APPEND_NEWLINE)


def _marks(data: bytes) -> list[tuple[str, str]]:
    """What the marks among the lines *data* say, in order: ``(word, id of an action)``."""
    found = []
    for word in (BEGUN, DONE):
        # To look for a few marks in megabytes with an expression would be felt at the start.
        at = data.find(begin := b'{"%b":' % word.encode())
        while at >= 0:
            if line := _MARK.match(data, at):
                found.append((at, word, line[2].decode()))
            at = data.find(begin, at + 1)
    return [(word, entry_id) for _, word, entry_id in sorted(found)]


def read_entries(data: bytes, *, whole: bool = False) -> tuple[Entry, ...]:
    """The actions in *data*, oldest first; lines that a crash tore or nobody can read are passed over."""
    entries = []
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            told = loads(line)
            if not nested(told, line, _DEEPEST):
                entries.append(Entry.from_dict(told, whole=whole))
        except ValueError:
            continue
    return tuple(entries)


def readable(data: bytes) -> tuple[bytes, int]:
    """The lines of *data* that can be read, marks among them, and how many cannot."""
    kept, torn = [], 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        if _MARK.fullmatch(line) or read_entries(line):
            kept.append(line + b"\n")
        else:
            torn += 1
    return b"".join(kept), torn


def lost(data: bytes) -> int:
    """How many actions the lines *data* speak of, as done or taken back, that no line tells."""
    entries = read_entries(data)
    spoken_of = {entry.of for entry in entries if entry.op in (UNDO, REDO)}
    spoken_of |= {entry_id for word, entry_id in _marks(data) if word == DONE}
    return len(spoken_of - {entry.id for entry in entries})


@dataclass(slots=True)
class Timeline:
    """What can be undone and redone after a run of actions, and which revisions are the same thing again."""

    done: list[Entry] = field(default_factory=list)
    """Actions in force, oldest first."""
    undone: list[tuple[Entry, Entry]] = field(default_factory=list)
    """``(action, the undo that took it back)``, the next to redo last."""
    _same: dict[tuple[str, int], int] = field(default_factory=dict)
    _left: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    """The hashes of the rows that actions left, ``""`` among them where one did not tell."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Timeline:
        timeline = cls()
        for entry in entries:
            timeline.add(entry)
        return timeline

    def add(self, entry: Entry) -> None:
        """Play *entry*."""
        for past in entry.changes:
            self._left.setdefault((past.id, past.to_rev), set()).add(past.left)
        if entry.op == UNDO and (action := _take(self.done, entry.of)) is not None:
            self.undone.append((action, entry))
            self._equate(entry, action)
        elif entry.op == REDO and (pair := self._take_undone(entry.of)) is not None:
            self.done.append(pair[0])
            self._equate(entry, pair[1])
        elif entry.op not in (UNDO, REDO):
            self.done.append(entry)
            self.undone.clear()

    def _take_undone(self, of: str) -> tuple[Entry, Entry] | None:
        for index in range(len(self.undone) - 1, -1, -1):
            if self.undone[index][0].id == of:
                return self.undone.pop(index)
        return None

    def _equate(self, later: Entry, earlier: Entry) -> None:
        """The revisions *later* made are those that *earlier* had found."""
        before = {past.id: past.from_rev for past in earlier.changes}
        for past in later.changes:
            if past.id in before:
                self._same[past.id, past.to_rev] = self.meaning(past.id, before[past.id])

    def meaning(self, record_id: str, rev: int) -> int:
        """The earliest revision that *rev* is the same as."""
        return self._same.get((record_id, rev), rev)

    def at(self, past: Past, rev: int, *, before: bool = False) -> bool:
        """Whether a record at *rev* is as *past* left it (or, with *before*, as *past* found it)."""
        wanted = past.from_rev if before else past.to_rev
        return self.meaning(past.id, rev) == self.meaning(past.id, wanted)

    def made(self, past: Past, rev: int, name: str) -> bool:
        """Whether the row of the hash *name*, which is ``at`` *past*, is what an action in the log left.

        It is, too, where the log does not tell.
        """
        left = {past.left} if rev == past.to_rev else self._left.get((past.id, rev), {""})
        return name in left or "" in left


def _take(entries: list[Entry], entry_id: str) -> Entry | None:
    for index in range(len(entries) - 1, -1, -1):
        if entries[index].id == entry_id:
            return entries.pop(index)
    return None


class Log:
    """The log of one annotator in memory: what is on disk, then what still waits to be written."""

    def __init__(self) -> None:
        self._before = b""
        """What the file held when it was first read: nobody needs it before something is undone."""
        self._written: dict[str, Entry] = {}
        self._waiting: dict[str, Entry] = {}
        self._unmarked: list[bytes] = []
        """Lines in which nobody has looked for marks yet: that takes a while, and is seldom asked for."""
        self._begun: dict[str, None] = {}
        """Actions over several files that were never said to be done."""
        self.offset = 0
        """How many bytes of the file have been read or written by us."""
        self.inode = 0
        self.unread = ""
        """Why the file cannot be read, or ``""``."""

    def entries(self) -> tuple[Entry, ...]:
        if self._before:
            since, self._written = self._written, {}
            self._take(read_entries(self._before))
            self._written |= since
            self._before = b""
        return (*self._written.values(), *self._waiting.values())

    def timeline(self) -> Timeline:
        return Timeline.of(self.entries())

    def wait(self, entry: Entry) -> None:
        """*entry* has happened in memory."""
        self._waiting[entry.id] = entry

    def settle(self, planned: Entry, written: Entry | None) -> None:
        """*planned* is done: as *written*, or, with ``None``, it never came to be."""
        self._waiting.pop(planned.id, None)
        if written is not None:
            self._written.setdefault(written.id, written.settled())

    def heard(self, data: bytes) -> None:
        """The lines *data* are in the file; what is known, or still waiting for its data, is skipped."""
        self._unmarked.append(data)
        if self._before or self._written or self._waiting:
            self._take(entry for entry in read_entries(data) if entry.id not in self._waiting)
        else:
            self._before = data

    def marked(self, word: str, entry_id: str) -> None:
        """The file says that the action *entry_id* over several files is ``begun`` or ``done``."""
        self._unmarked.append(mark(word, entry_id))

    def unfinished(self) -> tuple[Entry, ...]:
        """Actions that are in the file, begun and never done, and no longer on their way; oldest first."""
        for word, entry_id in _marks(b"".join(self._unmarked)):
            if word == BEGUN:
                self._begun[entry_id] = None
            else:
                self._begun.pop(entry_id, None)
        self._unmarked.clear()
        left = self._begun.keys() - self._waiting.keys()
        return tuple(entry for entry in self.entries() if entry.id in left) if left else ()

    def _take(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._written.setdefault(entry.id, entry)

    def restart(self) -> None:
        """The file is gone, or another one: forget what stood in it, and what was done here as well."""
        self._before = b""
        self._written.clear()
        self._unmarked.clear()
        self._begun.clear()
        self.inode = self.offset = 0
