"""One annotator's records in memory: what the files hold, and over it what is not yet saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from annotations.changes import Action, Change
from annotations.folders import CORPUS_FILE, article_file
from annotations.model import Annotation
from annotations.records import Coding, Record
from annotations.rows import Row, StoreFile


@dataclass(frozen=True, slots=True)
class Step:
    """One row to put into one file, made on the revision whose hash is ``on`` (``""``: on nothing)."""

    file: str
    path: str
    on: str
    row: Row
    change: Change
    action: Action


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
        self._codings: Mapping[str, Coding] | None = None

    @property
    def name(self) -> str:
        """The annotator's display name, else the folder's."""
        corpus = self.files.get(CORPUS_FILE)
        return self._name or (corpus.display_name if corpus else "") or self.folder

    def set_file(self, state: StoreFile, unsaved: Iterable[Step] = ()) -> None:
        """*state* is what is on disk; *unsaved* steps on it that still fit are laid over it."""
        self._forget(state.name)
        if state.signature is None and not state.rows:
            self.files.pop(state.name, None)
        else:
            self.files[state.name] = state
            self._paths[state.name] = state.path
        rows = dict(state.rows)
        for step in unsaved:
            if step.file == state.name and fits(step, rows.get(step.row.key)):
                rows[step.row.key] = step.row
                self._paths.setdefault(step.file, step.path)
        if not rows:
            return
        self._rows[state.name] = rows
        for key, row in rows.items():
            if row.live or key not in self._file_of:
                self._file_of[key] = state.name

    def saved(self, state: StoreFile) -> None:
        """*state* is on disk now and says nothing new."""
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
        self._paths.pop(file, None)
        self._changed(file)

    def _changed(self, file: str) -> None:
        """Nothing that was worked out from *file* holds any longer."""
        self._sorted.pop(file, None)
        if file == CORPUS_FILE:
            self._codings = None

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
            mine = (row.record for row in rows if isinstance(row.record, Annotation))
            known = tuple(sorted(mine, key=lambda a: (a.start, int(a.id))))
            self._sorted[file] = known
        return known

    def corpus_records(self) -> list[Record]:
        """Live records about the corpus: coding states, memos, corrections, targets; by id."""
        rows = self._rows.get(CORPUS_FILE, {}).values()
        return sorted((row.record for row in rows if row.record is not None), key=lambda r: int(r.id))

    def codings(self) -> Mapping[str, Coding]:
        """The latest coding state of each article, by path; kept, since a list asks once for each article."""
        if self._codings is None:
            found = [record for record in self.corpus_records() if isinstance(record, Coding)]
            found.sort(key=lambda coding: (coding.rev, int(coding.id)))
            self._codings = MappingProxyType({coding.path: coding for coding in found})
        return self._codings

    def paths(self) -> list[str]:
        """Articles with at least one live annotation."""
        return [self._paths[file] for file in self._rows if file != CORPUS_FILE and self._of_file(file)]
