"""A store file in memory: typed rows over lines, duplicates resolved the same way on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import orjson

from annotations.fields import ModelError
from annotations.folders import CORPUS_FILE, article_file, path_of_file
from annotations.lines import (
    DEEPEST,
    Line,
    Parsed,
    assemble,
    bytes_hash,
    chain,
    dumps,
    line_hash,
    loads,
    member,
    nested,
    next_chain,
)
from annotations.migrations import newer, stamped, unread
from annotations.quoting import one_line, quoted
from annotations.records import Record, Unshown, record_from_dict
from annotations.resolving import REMOVED as REMOVED
from annotations.resolving import is_key, resolve

LAYOUT = 1
"""The version of the layout, in the first record of a file: it never changes with that of the records."""
LONGEST_NAME = 100
"""Code points of an annotator's display name."""
HEADERS = ("article", "corpus")
"""The kinds of a first record, which says what the file is about."""
KINDS = ("annotation", "coding", "memo", "correction", "target")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong on disk, in one line."""

    path: str
    """The file, relative to the annotations folder; ``""``: that folder."""
    line: int
    """From 1; 0 for the file as a whole."""
    message: str
    unread: bool = False
    """Whether it is a folder that cannot be read: what it holds is not known."""
    id: str = ""
    """The record it is about, where that is not of its shape."""

    def __str__(self) -> str:
        path = self.path or "annotations"
        place = f"{path}:{self.line}" if self.line else path
        return f"{place}: {self.message}"

    def below(self, folder: str) -> Problem:
        """The same, named from where *folder*, that of the annotations, is named from."""
        return replace(self, path=f"{folder}/{self.path}" if self.path else folder)


class Row:
    """One record of a file: its bytes, and the value they mean if this program knows the kind.

    The value, the hash and the line are made when they are first asked for, in any thread, and then kept;
    nothing else ever changes.
    """

    __slots__ = ("_hash", "_laid", "_read", "key", "kind", "line", "raw", "rev")

    def __init__(
        self,
        key: str,
        raw: bytes,
        kind: str,
        rev: int,
        line: int = 0,
        record: Record | None = None,
        name: str = "",
    ) -> None:
        self.key = key
        self.raw = raw
        self.kind = kind
        self.rev = rev
        self.line = line
        """Where it stood in the file it was read from, from 1; 0 if it was made here."""
        self._read: tuple[Record | None, str] | None = (record, "") if record else None
        self._hash = name
        self._laid = b""

    def read(self) -> tuple[Record | None, str]:
        """The record that can be shown and changed, if there is one, and what is wrong with it."""
        if self._read is None:
            self._read = self._record()
        return self._read

    def _record(self) -> tuple[Record | None, str]:
        if self.kind not in KINDS:
            return None, "" if self.kind else "kept, but not shown: a record without a kind"
        data, complaint = self.data(), ""
        if nested(data, self.raw):
            return None, f"kept, but not shown: nested more than {DEEPEST} deep"
        if str(data.setdefault("id", self.key)) != self.key:
            called = quoted(data["id"])
            complaint = f"the record calls itself {called} but stands under {self.key}: the key counts, "
            complaint += "and the next change of the record, by its annotator, writes that"
            data["id"] = self.key
        try:
            return record_from_dict(data), complaint
        except ModelError as error:
            return None, f"kept, but not shown: {error}"

    @property
    def record(self) -> Record | None:
        return self.read()[0]

    @property
    def live(self) -> bool:
        """Whether there is a record here that can be shown and changed."""
        return self.read()[0] is not None

    @property
    def hidden(self) -> bool:
        """Whether a record stands here that is not of its shape."""
        record, complaint = self.read()
        return record is None and bool(complaint)

    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = loads(self.raw)
        return data

    def laid(self) -> bytes:
        """Its line in a file, with the blank line behind it."""
        if not self._laid:
            self._laid = member(self.key, self.raw)
        return self._laid

    def contains(self, other: Row) -> bool:
        """Whether it is *other*, or descends from it."""
        return self.raw == other.raw or other.hash() in chain(self.data())

    def hash(self) -> str:
        """The name of this revision, as the next one's ``prev`` holds it."""
        if not self._hash:
            self._hash = line_hash(self.data(), self.raw)
        return self._hash


Signature = tuple[int, int, int, int]
"""What tells one state of a file from the next: inode, size, mtime and ctime in nanoseconds."""


def digest_of(data: bytes) -> int:
    """What tells *data* from any other bytes, in this process: hashes are keyed anew in each."""
    return hash(data)


@dataclass(frozen=True, slots=True)
class StoreFile:
    """What one file held when it was read; rows must not be changed in place."""

    name: str
    """Relative to the annotator's folder."""
    path: str
    """The article; ``""`` for the file about the whole corpus."""
    header: tuple[str, bytes] | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)
    tables: Mapping[str, bytes] = field(default_factory=dict)
    shown: str = ""
    """What it is called in problems."""
    noticed: tuple[Problem, ...] = ()
    """What was wrong with it, short of reading each record."""
    damaged: bool = False
    blocked: str = ""
    """Why it must not be written: a newer schema, no regular file, no permission."""
    signature: Signature | None = None
    """``None``: not on disk."""
    digest: int | None = None
    """Of its bytes, by ``digest_of``; ``None``: not on disk."""
    display_name: str = ""
    folded: tuple[str, ...] = ()
    """The copies beside it whose records are among its rows."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with it; every record is read for that."""
        read = ((row, row.read()[1]) for row in self.rows.values())
        wrong = ((row.line, why, row.key if row.hidden else "") for row, why in read if why)
        return (*self.noticed, *(Problem(self.shown, line, why, id=key) for line, why, key in wrong))

    def first(self, header: Mapping[str, Any]) -> tuple[str, bytes]:
        """The first row: its own, or, where it has none yet, *header*; under a key that no record has."""
        key, value = self.header or ("1", dumps(header))
        taken = key in self.rows or not is_key(key)
        return next(one for one in map(str, count()) if one not in self.rows) if taken else key, value

    def render(self, header: Mapping[str, Any]) -> bytes:
        """Its bytes; *header* is the first record if it has none yet.

        The rows are in the order of their ids, so that who merged what first cannot be seen.
        """
        # An id has one spelling, so that of two of a length the greater one comes later in the alphabet, too.
        rows = (self.rows[key].laid() for key in sorted(sorted(self.rows), key=len))
        return assemble((member(*self.first(header)), *rows), self.tables)


def article_header(path: str) -> dict[str, Any]:
    """The constant first record of an article's file; a path that is no Unicode is kept as hex beside it."""
    header: dict[str, Any] = {"kind": "article", "path": path, "schema": LAYOUT}
    raw = os.fsencode(path)
    try:
        raw.decode()
    except UnicodeDecodeError:
        header |= {"path": raw.decode("utf-8", "replace"), "path_hex": raw.hex()}
    return header


def corpus_header(annotator: str) -> dict[str, Any]:
    """The constant first record of an annotator's file about the whole corpus."""
    return {"kind": "corpus", "annotator": annotator, "schema": LAYOUT}


def unshown(row: Row) -> Unshown | None:
    """What stands in *row*, where that is not of its shape; ``None`` for any other."""
    return Unshown(row.key, row.raw.decode(), rev=row.rev) if row.hidden else None


def make_row(record: Record) -> Row:
    """The row of *record*. Raises ``ModelError`` when it is not of its shape, so that it fails alone."""
    try:
        raw = dumps(record.to_dict() if isinstance(record, Unshown) else stamped(record.to_dict()))
    except (ValueError, TypeError, RecursionError) as error:
        raise ModelError(f"{record.kind} {record.id}: cannot be written as JSON: {error}") from None
    data = orjson.loads(raw)
    if (schema := newer(data)) is not None:
        raise ModelError(f"{record.kind} {record.id}: {unread(schema)}")
    if nested(data, raw):
        raise ModelError(f"{record.kind} {record.id}: nested more than {DEEPEST} deep")
    if isinstance(record, Unshown):
        kind = data.get("kind")
        return Row(record.id, raw, kind if type(kind) is str else "", record.rev, name=bytes_hash(raw))
    record_from_dict(data)
    return Row(record.id, raw, record.kind, record.rev, record=record, name=bytes_hash(raw))


def make_tombstone(key: str, rev: int, prev: str, by: str, at: str) -> Row:
    """The row that stays where the record *key* was removed."""
    data = {"kind": REMOVED, "rev": rev, "prev": prev, "by": by, "t": at}
    raw = dumps(data)
    return Row(key, raw, REMOVED, rev, name=bytes_hash(raw))


def successor(row: Row | None) -> tuple[int, str]:
    """``(rev, prev)`` of the revision that replaces *row*."""
    return (1, "") if row is None else (row.rev + 1, next_chain(row.data(), row.hash()))


def file_from(
    name: str,
    parsed: Parsed,
    *,
    shown: str,
    strays: Iterable[Parsed] = (),
    signature: Signature | None = None,
    digest: int | None = None,
) -> StoreFile:
    """The file *name* as read; *shown* is its name in problems, *strays* the copies folded into it."""
    problems = [Problem(shown, number, message) for number, message in parsed.problems]
    headers: list[Line] = []
    lines: list[Line] = []
    for line in parsed.lines:
        (headers if line.data.get("kind") in HEADERS else lines).append(line)
    lines += (line for of in strays for line in of.lines if line.data.get("kind") not in HEADERS)
    blocked = ""
    for line in [line for line in (*headers, *lines) if "schema" in line.data]:
        if (schema := newer(line.data)) is not None:
            blocked = unread(schema)
            problems.append(Problem(shown, line.number, blocked))
            break
    kept, notes = resolve(lines)
    problems += (Problem(shown, number, message) for number, message in notes)
    # Whoever merged what: of several the same one counts, and is written anew where none means this file.
    headers.sort(key=lambda line: (not _means(name, line), line.value, line.key))
    said = headers[0] if headers else None
    header = said if said is not None and _means(name, said) else None
    return StoreFile(
        name,
        "" if name == CORPUS_FILE else path_of_file(name, _recorded_path(said)),
        (header.key, header.value) if header else None,
        rows_of(kept),
        parsed.tables,
        shown,
        tuple(problems),
        parsed.damaged,
        blocked,
        signature,
        digest,
        one_line(_text_of(header, "annotator"), LONGEST_NAME),
    )


def _means(name: str, header: Line) -> bool:
    """Whether *header* is the first record that the file *name* has; one that was renamed has another's."""
    if header.data["kind"] == "corpus" or name == CORPUS_FILE:
        return header.data["kind"] == "corpus" and name == CORPUS_FILE
    try:
        return article_file(_recorded_path(header)) == name
    except ValueError:
        return False


def file_of(parsed: Parsed) -> str:
    """What the first record says that the file is, relative to the annotator's folder; ``""``: nothing."""
    for line in parsed.lines:
        if line.data.get("kind") == "corpus":
            return CORPUS_FILE
        if line.data.get("kind") in HEADERS:
            try:
                return article_file(_recorded_path(line))
            except ValueError:
                return ""
    return ""


def _text_of(header: Line | None, name: str) -> str:
    value = header.data.get(name) if header else None
    return value if isinstance(value, str) else ""


def _recorded_path(header: Line | None) -> str:
    try:
        raw = bytes.fromhex(_text_of(header, "path_hex"))
    except ValueError:
        raw = b""
    return os.fsdecode(raw) if raw else _text_of(header, "path")


def rows_of(lines: Iterable[Line]) -> dict[str, Row]:
    """The rows of *lines*, by key."""
    rows = {}
    for key, value, data, number in lines:
        kind, rev = data.get("kind"), data.get("rev")
        # By exact type: true is no revision.
        rows[key] = Row(key, value, kind if type(kind) is str else "", rev if type(rev) is int else 1, number)
    return rows
