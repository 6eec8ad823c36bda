"""One annotator's records in memory: what the files hold, and over it what is not yet saved."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.changes import Action, Change
from annotations.codings import Codings, Finished, finished
from annotations.copies import Copies
from annotations.folders import CORPUS_FILE, article_file
from annotations.history import Move
from annotations.homes import article_of, placed
from annotations.model import Annotation
from annotations.records import Coding, Record
from annotations.rows import Row, StoreFile
from annotations.shifting import Lost, Moves, Shift, leaving, union


@dataclass(frozen=True, slots=True)
class Step:
    """One row to put into one file, made on the revision whose hash is ``on`` (``""``: on nothing)."""

    file: str
    path: str
    on: str
    row: Row
    change: Change
    action: Action


Strays = Callable[[str], dict[str, dict[str, Row]]]
"""By file: its copies that count elsewhere, by the path of the article where."""
Pending = Step | Shift
"""Something to be done to one's own files."""


def fits(step: Step, current: Row | None) -> bool:
    """Whether *step* was made on the row that is there now."""
    return step.on == ("" if current is None else current.hash())


class Layer:
    """The records of one annotator, by file and by id. Holds no lock and touches no disk."""

    def __init__(self, folder: str, name: str = "") -> None:
        self.folder = folder
        self._name = name
        self.files: dict[str, StoreFile] = {}
        """As on disk when last read or written."""
        self._rows: dict[str, dict[str, Row]] = {}
        self._paths: dict[str, str] = {}
        self._file_of: dict[str, str] = {}
        self._sorted: dict[str, tuple[Annotation, ...]] = {}
        self._codings: Codings | None = None
        self._finished: dict[str, Finished | None] = {}
        self._moved: Moves = {}
        self._away: dict[str, dict[str, str]] = {}
        """By file: which of its articles, by their ids, are elsewhere today, and where."""
        self._arriving: dict[str, dict[str, str]] = {}
        """By path: the files that hold its annotations besides its own, and the paths they are named by."""
        self._copies = Copies()
        self._lost: Lost = frozenset()

    @property
    def name(self) -> str:
        """The annotator's display name, else the folder's."""
        corpus = self.files.get(CORPUS_FILE)
        return self._name or (corpus.display_name if corpus else "") or self.folder

    def set_file(self, state: StoreFile, unsaved: Sequence[Pending] = ()) -> None:
        """*state* is what is on disk; what is *unsaved* and still fits is laid over it."""
        self.set_files([state], unsaved)

    def set_files(self, states: Iterable[StoreFile], unsaved: Sequence[Pending] = ()) -> set[str]:
        """The same for several, and the articles that, with theirs, may show something else now."""
        own: dict[str, str] = {}
        concerned: set[str] = set()
        touched: set[str] = set()
        for state in states:
            touched |= self._copies.put(self.files.get(state.name), state)
            concerned.update(self._copies.of(state.name).values())
            if state.signature is None and not state.rows:
                self.files.pop(state.name, None)
            else:
                self.files[state.name] = state
            own[state.name] = state.path
        concerned |= self._copies.settle(self.files, self._away, self._lost, touched)
        moved = {path for file in own for path in self._away.get(file, {}).values()}
        self._lay_all({**{article_file(path): path for path in concerned | moved}, **own}, unsaved)
        return concerned

    def _lay_all(self, files: Mapping[str, str], unsaved: Sequence[Pending]) -> None:
        """Work out anew what *files*, with the paths they are about, show."""
        for file in files:
            self._forget(file)
        strays = functools.cache(lambda file: self._strays(file, unsaved))  # many may have copies in one
        for file, path in files.items():
            self._lay(file, path, unsaved, strays)

    def _lay(self, file: str, path: str, unsaved: Sequence[Pending], strays: Strays) -> None:
        """Work out anew what *file*, which is about *path*, shows; *strays* as the method does."""
        rows = self._at_home(file, unsaved)
        if away := self._away.get(file):
            left = {key for leaves in leaving(rows, away).values() for key in leaves}
            rows = {key: row for key, row in rows.items() if key not in left}
        guests = [self._guests(old, path, unsaved) for old in self._arriving.get(path, ())]
        guests += [strays(other).get(path, {}) for other in self._copies.into(path)]
        if guests:
            rows = union(rows, *guests)
        if file in self.files or rows:
            self._paths[file] = path
        if not rows:
            return
        self._rows[file] = rows
        for key, row in rows.items():
            if key not in self._file_of or row.live:
                self._file_of[key] = file

    def _own_rows(self, file: str, unsaved: Sequence[Pending]) -> dict[str, Row]:
        """What *file* holds, and will hold once all that is *unsaved* is saved."""
        state = self.files.get(file)
        rows = dict(state.rows) if state is not None else {}
        coming: list[Mapping[str, Row]] = []
        for pending in unsaved:
            if isinstance(pending, Shift) and pending.file == file:
                coming.append(pending.rows)
                continue
            if coming and file in (pending.file, getattr(pending, "old", "")):
                rows, coming = union(rows, *coming), []
            if isinstance(pending, Step):
                if pending.file == file and fits(pending, rows.get(pending.row.key)):
                    rows[pending.row.key] = pending.row
            elif pending.old == file and not pending.copied:
                rows = {key: row for key, row in rows.items() if key not in pending.rows}
        return union(rows, *coming) if coming else rows

    def _guests(self, old: str, path: str, unsaved: Sequence[Pending]) -> dict[str, Row]:
        """The rows in the file *old* that belong to the article that is at *path* today."""
        return leaving(self._at_home(old, unsaved), self._away[old]).get(path, {})

    def _at_home(self, file: str, unsaved: Sequence[Pending]) -> dict[str, Row]:
        """What *file* holds, but for copies that count elsewhere."""
        rows, strays = self._own_rows(file, unsaved), self._copies.of(file)
        return {key: row for key, row in rows.items() if key not in strays} if strays else rows

    def _strays(self, file: str, unsaved: Sequence[Pending]) -> dict[str, dict[str, Row]]:
        """The copies in *file* that count elsewhere, by the path of the article where."""
        rows, found = self._own_rows(file, unsaved), dict[str, dict[str, Row]]()
        for key, path in self._copies.of(file).items():
            if key in rows:
                found.setdefault(path, {})[key] = rows[key]
        return found

    def follow(self, moved: Moves, unsaved: Sequence[Pending] = (), lost: Lost = frozenset()) -> set[str]:
        """Show annotations at the places of their articles today; the paths of which something changed.

        The files stay as they are. Of what stands in several, none counts at an article that is *lost*.
        """
        if moved == self._moved and lost == self._lost:
            return set()
        self._lost = lost
        before, self._moved = self._moved, dict(moved)
        self._away, self._arriving, self._codings, self._finished = {}, {}, None, {}
        for (path, doc), today in self._moved.items():
            self._away.setdefault(article_file(path), {})[doc] = today
            self._arriving.setdefault(today, {})[article_file(path)] = path
        concerned = {path for one in (before, moved) for (old, _), new in one.items() for path in (old, new)}
        concerned |= self._copies.settle(self.files, self._away, lost)
        self._lay_all({article_file(path): path for path in concerned}, unsaved)
        return concerned

    def has_guests(self, path: str) -> bool:
        """Whether other files may hold what is shown with the article *path*."""
        return path in self._arriving

    def shifts(self, path: str, unsaved: Sequence[Pending]) -> list[Shift]:
        """What has to come into the file of *path* first, when that is written: it is shown there already.

        Raises ``ValueError`` when a file that holds it must be left alone.
        """
        found = []
        for old, source in self._arriving.get(path, {}).items():
            rows = self._guests(old, path, unsaved)
            state = self.files.get(old)
            if rows and state is not None and state.blocked:
                raise ValueError(f"{old}: {state.blocked}")
            found += [Shift(source, path, rows, old, article_file(path))] if rows else []
        return found

    @property
    def copied(self) -> bool:
        """Whether any record stands in several files."""
        return self._copies.any

    def copies(self, moves: Iterable[Shift], keys: Iterable[str], unsaved: Sequence[Pending]) -> list[Shift]:
        """What brings in the copies that other files have of the records *keys*, and that stay there.

        Those of what *moves* move go along.
        """
        going = {key: shift.target for shift in moves for key in shift.rows}
        gone = {(shift.old, key) for shift in moves for key in shift.rows}
        found: dict[tuple[str, str, bool], dict[str, Row]] = {}
        for key in dict.fromkeys((*going, *keys)):
            for file, home in self._copies.elsewhere(key).items():
                target, row = going.get(key, home), self._own_rows(file, unsaved).get(key)
                if row is None or (file, key) in gone or article_file(target) == file:
                    continue
                there = self.files.get(article_file(home))
                known = there.rows.get(key) if there is not None else None
                if key in going or known is None or not known.contains(row):
                    found.setdefault((file, target, key not in going), {})[key] = row
        return [
            Shift(self.files[file].path, target, rows, file, article_file(target), copied)
            for (file, target, copied), rows in found.items()
        ]

    def relay(self, shifts: Iterable[Shift], unsaved: Sequence[Pending]) -> None:
        """Show what *shifts*, which are among the *unsaved*, do."""
        moved = {path for shift in shifts for path in (shift.source, shift.target)}
        onward = {to for path in moved for to in self._away.get(article_file(path), {}).values()}
        onward |= {to for path in moved for to in self._copies.of(article_file(path)).values()}
        self._lay_all({article_file(path): path for path in moved | onward}, unsaved)

    def recorded(
        self, unsaved: Sequence[Pending], wanted: Callable[[str], bool]
    ) -> Iterator[tuple[str, Record]]:
        """The records about the *wanted* articles, with the paths that they or their files were saved by."""
        paths = {pending.file: pending.path for pending in unsaved}
        paths |= {file: state.path for file, state in self.files.items()}
        for file, path in paths.items():
            if file == CORPUS_FILE:
                about = (row.record for row in self._own_rows(file, unsaved).values())
                yield from ((of, one) for one in about if one and (of := article_of(one)[0]) and wanted(of))
            elif wanted(path):
                rows = self._own_rows(file, unsaved).values()
                yield from ((path, row.record) for row in rows if row.record is not None)

    def saved(self, state: StoreFile) -> None:
        """*state* is on disk now and says nothing new."""
        self._copies.put(self.files.get(state.name), state)
        self.files[state.name] = state
        self._paths[state.name] = state.path

    def put(self, step: Step) -> None:
        """Make *step* visible."""
        self._rows.setdefault(step.file, {})[step.row.key] = step.row
        self._paths.setdefault(step.file, step.path)
        self._changed(step.file)
        if step.row.live or step.row.key not in self._file_of:
            self._file_of[step.row.key] = step.file

    def _forget(self, file: str) -> None:
        for key in self._rows.pop(file, ()):
            if self._file_of.get(key) == file:
                del self._file_of[key]
        self._changed(file)
        self._paths.pop(file, None)

    def _changed(self, file: str) -> None:
        """Nothing that was worked out from *file* holds any longer."""
        self._sorted.pop(file, None)
        self._finished.pop(self._paths.get(file, ""), None)
        if file == CORPUS_FILE:
            self._codings = None
            self._finished.clear()

    def find(self, file: str, key: str) -> tuple[str, Row | None]:
        """The row under *key* and its file: *file*, or the one it has gone to."""
        row = self.row(file, key)
        other = self._file_of.get(key)
        return (file, row) if row is not None or other is None else (other, self.row(other, key))

    def shift(self, move: Move) -> Shift:
        """What *move* moves: those of its records that are anywhere; with the last annotation all the rest.

        Raises ``ValueError`` for what is no path, and when the file they are in must be left alone.
        """
        file = article_file(move.source)
        state = self.files.get(file)
        if state is not None and state.blocked:
            raise ValueError(f"{file}: {state.blocked}")
        found = ((key, self.find(file, key)[1]) for key in move.ids)
        rows = {key: row for key, row in found if row is not None}
        here = self._rows.get(file, {})
        if all(key in rows for key, row in here.items() if isinstance(row.record, Annotation)):
            rows = {**here, **rows}
        return Shift(move.source, move.target, rows, article_file(move.source), article_file(move.target))

    def file_for(self, path: str) -> str:
        """The file of the article *path* (``""``: of the corpus). Raises ``ValueError``."""
        return article_file(path) if path else CORPUS_FILE

    def row(self, file: str, key: str) -> Row | None:
        """The row under *key*, unsaved changes included."""
        rows = self._rows.get(file)
        return rows.get(key) if rows else None

    def place(self, record_id: str) -> tuple[str, Record] | None:
        """``(path, record)`` of a live record."""
        file = self._file_of.get(record_id)
        row = self.row(file, record_id) if file else None
        if file is None or row is None or row.record is None:
            return None
        return self._paths.get(file, ""), row.record

    def path_of_file(self, file: str) -> str | None:
        """The article *file* is about, if it is known."""
        return self._paths.get(file)

    def path_of(self, record_id: str) -> str:
        """The article of the live record *record_id*, or ``""``."""
        place = self.place(record_id)
        return place[0] if place else ""

    def knows(self, record_id: str) -> bool:
        """Whether *record_id* is or was in use."""
        return record_id in self._file_of

    def ids(self) -> Iterator[str]:
        """Every id in use, those of removed records included."""
        return iter(self._file_of)

    def known(self, path: str) -> tuple[Annotation, ...] | None:
        """What ``annotations`` said of *path*, if nothing changed since and no coding state is about it."""
        codings = self._codings
        try:
            return None if codings is None or path in codings else self._sorted.get(article_file(path))
        except ValueError:
            return None

    def annotations(self, path: str | None = None) -> tuple[Annotation, ...]:
        """Live annotations, sorted by (path, start, id)."""
        if path is not None:
            return self._of_file(article_file(path))
        found = ((self._paths.get(file, ""), file) for file in self._rows if file != CORPUS_FILE)
        return tuple(annotation for _, file in sorted(found) for annotation in self._of_file(file))

    def _of_file(self, file: str) -> tuple[Annotation, ...]:
        known = self._sorted.get(file)
        if known is None:
            rows = self._rows.get(file, {}).values()
            records = (row.record for row in rows)
            mine = (record for record in records if isinstance(record, Annotation))
            known = tuple(sorted(mine, key=lambda a: (a.start, int(a.id))))
            self._sorted[file] = known
        return known

    def corpus_records(self) -> list[Record]:
        """Live records about the corpus: coding states, memos, corrections, targets; by id."""
        rows = self._rows.get(CORPUS_FILE, {}).values()
        found = (self._today(row.record) for row in rows if row.record is not None)
        return sorted(found, key=lambda r: int(r.id))

    def codings(self) -> Codings:
        """The coding states of the articles; kept, since a list asks once for each article."""
        if self._codings is None:
            self._codings = Codings(one for one in self.corpus_records() if isinstance(one, Coding))
        return self._codings

    def finished(self, path: str) -> Finished | None:
        """What the annotator is done with at *path*, if anything. Raises ``ValueError``: that is no path."""
        if path not in self.codings():
            return None
        if path not in self._finished:
            self._finished[path] = finished(path, self.codings(), self.annotations(path))
        return self._finished[path]

    def _today(self, record: Record) -> Record:
        """*record* with the path that its article has now."""
        path = self._moved.get(article_of(record)[:2])
        return record if path is None else placed(record, path)

    def paths(self) -> list[str]:
        """Articles with at least one live annotation."""
        return [
            self._paths[file]
            for file, rows in self._rows.items()
            if file != CORPUS_FILE and any(isinstance(row.record, Annotation) for row in rows.values())
        ]
