"""What was promised, and whether the disk keeps it: the ledger of a run, and the look at what it left."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from annotations.changes import Change
from annotations.folders import is_store_file, main_file
from annotations.migrations import migrated
from annotations.records import Record
from annotations.shifting import Moves
from annotations.store import AnnotationStore, LoadReport, Problem

Content = tuple[str, str] | None
"""``(article, the record's own fields as JSON)``; ``None``: removed."""
_OF_THE_STORE = ("rev", "prev", "modified")
_HEADERS = ("article", "corpus")
_NOTHING_WRONG = (" read along", " broke off after ")
"""What is said of copies that were folded in, and of actions over several files that were cut short."""


@dataclass(slots=True)
class Verdict:
    """What was found wrong, a line each."""

    lost: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    resurrected: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.unreadable or self.resurrected or self.duplicated)

    def add(self, other: Verdict, case: str = "") -> None:
        """Take in what *other* found, in *case*."""
        before = f"{case}: " if case else ""
        for name in COLUMNS:
            getattr(self, name).extend(before + line for line in getattr(other, name))

    def __str__(self) -> str:
        lines = [f"{name}: {line}" for name in COLUMNS for line in getattr(self, name)]
        more = [f"... and {len(lines) - 20} more"] if len(lines) > 20 else []
        return "\n".join([*lines[:20], *more]) or "nothing wrong"


COLUMNS = ("lost", "unreadable", "resurrected", "duplicated")


@dataclass(slots=True)
class Tally:
    """One row of the table: how many *cases* of a *kind* were tried, and what was found."""

    kind: str
    cases: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    remark: str = ""
    minutes: float = 0.0

    def count(self, verdict: Verdict, case: str) -> None:
        self.cases += 1
        self.verdict.add(verdict, case)


def content(path: str, record: Record | None) -> Content:
    """What a person put into *record*, without what the store keeps of its own."""
    return None if record is None else _content(path, record.to_dict())


def _content(path: str, data: Mapping[str, Any]) -> Content:
    own = {name: value for name, value in data.items() if name not in _OF_THE_STORE}
    return path, json.dumps(own, sort_keys=True)


@dataclass(slots=True)
class Ledger:
    """Of each record: every revision that was tried, and the last one that was called saved."""

    tried: dict[str, dict[int, set[Content]]] = field(default_factory=dict)
    latest: dict[str, tuple[int, Content]] = field(default_factory=dict)
    """As it is in memory."""
    saved: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Ledger:
        return Ledger(
            {key: {rev: set(found) for rev, found in revs.items()} for key, revs in self.tried.items()},
            dict(self.latest),
            dict(self.saved),
        )

    def attempt(self, changes: Iterable[Change]) -> list[tuple[str, int]]:
        """*changes* were handed in; the records and the revisions they make."""
        made = []
        for change in changes:
            rev = self.latest.get(change.id, (0, None))[0] + 1
            self.put(change.id, rev, content(change.path, change.after))
            made.append((change.id, rev))
        return made

    def put(self, key: str, rev: int, what: Content) -> None:
        """A revision that may be on the disk from now on."""
        self.tried.setdefault(key, {}).setdefault(rev, set()).add(what)
        self.latest[key] = (rev, what)

    def acknowledge(self, made: Iterable[tuple[str, int]]) -> None:
        """The revisions *made* were called saved."""
        for key, rev in made:
            self.saved[key] = max(rev, self.saved.get(key, 0))

    def rebase(self, seen: Mapping[str, tuple[int, Content]]) -> None:
        """What was *seen* after reopening counts from now on, and what was not there never may be."""
        self.latest = dict(seen)
        self.saved = {key: rev for key, (rev, _) in seen.items()}
        self.tried = {key: {rev: {what}} for key, (rev, what) in seen.items()}

    def in_memory(self) -> dict[str, Content]:
        """The live records."""
        return {key: what for key, (_, what) in self.latest.items() if what is not None}


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a folder before a run begins."""

    damaged: Mapping[str, bytes] = field(default_factory=dict)
    """Files that are no whole JSON, relative to the folder: these bytes must never be lost."""
    moved: Moves = field(default_factory=dict)
    """Articles that are elsewhere today."""

    def untouched(self, folder: Path) -> set[Path]:
        """The damaged files in *folder* that still are as they were."""
        paths = {folder / name: data for name, data in self.damaged.items()}
        return {path for path, data in paths.items() if path.exists() and path.read_bytes() == data}


@dataclass(slots=True)
class Inspection:
    """What stands on the disk, and what is wrong with it."""

    verdict: Verdict
    seen: dict[str, tuple[int, Content]]
    store: AnnotationStore


def strict(data: bytes) -> dict[str, Any]:
    """*data* as one JSON object without NaN or a key that stands twice. Raises ``ValueError``."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) != len(found):
            raise ValueError("a key stands twice")
        return made

    def constant(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    value = json.loads(data.decode(), object_pairs_hook=pairs, parse_constant=constant)
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def data_files(own: Path) -> list[Path]:
    """The files of an annotator's folder that a plain TinyDB is promised to read."""
    return sorted(path for path in own.rglob("*") if is_store_file(path.name) and path.is_file())


def complaints(report: LoadReport) -> list[Problem]:
    """What was wrong on opening that should not be."""
    return [p for p in report.problems if not any(words in p.message for words in _NOTHING_WRONG)]


def inspect(folder: Path, ledger: Ledger, before: Before | None = None) -> Inspection:
    """Open what a run has left in *folder*, an annotations folder, and compare it with its *ledger*.

    A file that was damaged *before*, and holds the same bytes, need not be valid.
    """
    before = before or Before()
    own = folder / "ann"
    verdict = Verdict()
    found: dict[str, list[tuple[int, Content]]] = {}
    excused = before.untouched(folder)
    for path in data_files(own):
        if path in excused:
            continue
        try:
            rows = strict(path.read_bytes())["_default"]
            with TinyDB(path, access_mode="r") as database:
                if len(database.all()) != len(rows):
                    raise ValueError("plain TinyDB sees something else")
        except (ValueError, KeyError, OSError) as error:
            verdict.unreadable.append(f"{path.name}: {error}")
            continue
        _collect(rows, before.moved, found)
    if before.moved:
        # The file an article has left may still hold what is in its new one, or ancestors of that.
        found = {key: [max(versions, key=lambda version: version[0])] for key, versions in found.items()}
    store = AnnotationStore(folder, "ann")
    problems = complaints(store.load())
    store.follow(before.moved)
    names = {path.relative_to(folder).as_posix() for path in excused}
    verdict.unreadable += [str(problem) for problem in problems if problem.path not in names]
    live = in_store(store)
    if excused or any(main_file(path.name) for path in own.rglob("*")):
        _through_the_store(store, ledger, live, found)
    _compare(ledger, found, live, verdict)
    shown = Counter(annotation.id for annotation in store.annotations())
    verdict.duplicated += [f"{key} is shown {count} times" for key, count in shown.items() if count > 1]
    for annotation in store.annotations():
        if annotation.text and store.text(annotation.text) is None:
            verdict.lost.append(f"{annotation.id}: the text it was made on")
    return Inspection(verdict, {key: versions[0] for key, versions in found.items()}, store)


def _collect(rows: Mapping[str, Any], moved: Moves, found: dict[str, list[tuple[int, Content]]]) -> None:
    """Add to *found* what stands in one file, with the path that its article has today."""
    path = ""
    for key, data in rows.items():
        if data["kind"] in _HEADERS:
            path = data.get("path", "")
        else:
            doc = data.get("doc", "")
            if data["kind"] == "coding":
                data = {**data, "path": moved.get((data["path"], doc), data["path"])}
            data = migrated(data)
            what = None if data["kind"] == "removed" else _content(moved.get((path, doc), path), data)
            found.setdefault(key, []).append((data["rev"], what))


def _through_the_store(
    store: AnnotationStore,
    ledger: Ledger,
    live: Mapping[str, Content],
    found: dict[str, list[tuple[int, Content]]],
) -> None:
    """Add to *found* what stands in damaged files and in copies beside files; removals are taken on trust."""
    revisions = {record.id: record.rev for record in _records(store)}
    for key, what in live.items():
        found.setdefault(key, [(revisions[key], what)])
    for key, rev in ledger.saved.items():
        if ledger.tried[key].get(rev) == {None}:
            found.setdefault(key, [(rev, None)])


def _records(store: AnnotationStore) -> list[Record]:
    about_corpus: list[Record] = [
        *store.codings().values(),
        *store.memos(),
        *store.corrections(),
        *store.targets(),
    ]
    return [*store.annotations(), *about_corpus]


def in_store(store: AnnotationStore) -> dict[str, Content]:
    """The live records *store* shows."""
    return {record.id: content(store.path_of(record.id), record) for record in _records(store)}


def _kept(tried: Mapping[int, set[Content]], rev: int, what: Content) -> bool:
    """Whether the revision *rev* says *what* the one before said, word for word: its line left a file for one
    that had it already, as after a move that was cut short."""
    return what is not None and rev - 1 > 0 and what in tried.get(rev - 1, ())


def _compare(
    ledger: Ledger,
    found: Mapping[str, list[tuple[int, Content]]],
    live: Mapping[str, Content],
    verdict: Verdict,
) -> None:
    for key, versions in found.items():
        if len(versions) > 1:
            verdict.duplicated.append(f"{key} stands in {len(versions)} places")
        if key not in ledger.tried:
            verdict.duplicated.append(f"{key} was made by nobody: {versions[0]}")
    for key in {*ledger.saved, *ledger.tried}:
        promised = ledger.saved.get(key, 0)
        rev, what = found.get(key, [(0, None)])[0]
        if live.get(key) != what:
            verdict.unreadable.append(f"{key}: the store shows {live.get(key)}, the file says {what}")
        if rev < promised:
            gone = any(old is None for old in ledger.tried[key].get(promised, ()))
            name = "resurrected" if gone else "lost"
            getattr(verdict, name).append(f"{key} is at revision {rev}, {promised} was called saved")
        elif rev and what not in ledger.tried[key].get(rev, ()) and not _kept(ledger.tried[key], rev, what):
            name = "resurrected" if key in ledger.saved and rev > promised else "lost"
            getattr(verdict, name).append(f"{key} revision {rev} is {what}: nobody made that")
