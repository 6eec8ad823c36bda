"""Records that stand in several files of one annotator, as after one was copied or an article renamed twice.

Each counts once: the lines are read as if one file had them, and at one article. No copy is taken away for
that: of two clones each might take another one, and git would take both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import repeat

from annotations.folders import CORPUS_FILE, article_file
from annotations.ids import doc_id
from annotations.model import Annotation
from annotations.rows import Row, StoreFile
from annotations.shifting import Lost, leaving

Away = Mapping[str, Mapping[str, str]]
"""By file: which of its articles, by their ids, are elsewhere today, and where."""


class Copies:
    """Which files hold each record, and of those in several at which articles they count."""

    def __init__(self) -> None:
        self._file: dict[str, str] = {}
        """By record: a file that holds it."""
        self._files: dict[str, set[str]] = {}
        """By record: all of them, where it is in several."""
        self._strays: dict[str, dict[str, str]] = {}
        """By record: the files it is in and does not count, and the path of the article where it does."""
        self._leaving: dict[str, dict[str, str]] = {}
        """The same by file, then by record."""
        self._into: dict[str, list[str]] = {}
        """By path: the files that hold what counts there."""

    def put(self, before: StoreFile | None, state: StoreFile) -> set[str]:
        """A file that was as *before* is as *state* now; the records that are in several files or were so."""
        old, new = _rows(before), _rows(state)
        name, touched = state.name, set[str]()
        if self._files:
            touched = {key for key in (*old, *new) if key in self._files}
        for key in old.keys() - new.keys() if old else ():
            if files := self._files.get(key):
                files.discard(name)
                self._file[key] = min(files)
                if len(files) == 1:
                    del self._files[key]
            elif self._file.get(key) == name:
                del self._file[key]
        fresh = new.keys() - old.keys() if old else new.keys()
        if not self._file.keys().isdisjoint(fresh):
            for key in fresh & self._file.keys():
                self._files.setdefault(key, {self._file[key]}).add(name)
                touched.add(key)
        self._file.update(zip(fresh, repeat(name)))
        return touched

    def settle(
        self, files: Mapping[str, StoreFile], away: Away, lost: Lost, keys: Iterable[str] | None = None
    ) -> set[str]:
        """Work out anew where *keys* (all that are in several files) count; the paths where that changed."""
        concerned: set[str] = set()
        places = _Places(files, away, lost)
        for key in (*self._files, *self._strays) if keys is None else keys:
            before = self._strays.pop(key, {})
            now = places.strays(key, sorted(self._files.get(key, ())))
            if now:
                self._strays[key] = now
            for file in before.keys() - now.keys():
                del self._leaving[file][key]
                if not self._leaving[file]:
                    del self._leaving[file]
            for file, path in now.items():
                self._leaving.setdefault(file, {})[key] = path
            if before != now:
                concerned.update(before.values(), now.values())
                concerned.update(files[file].path for file in {*before, *now} if file in files)
        if concerned:
            self._into = {}
            for file, homes in sorted(self._leaving.items()):
                for path in {*homes.values()}:
                    self._into.setdefault(path, []).append(file)
        return concerned

    @property
    def any(self) -> bool:
        """Whether there is one that counts elsewhere."""
        return bool(self._strays)

    def elsewhere(self, key: str) -> Mapping[str, str]:
        """The files that the record *key* is in and does not count, and the article where it does."""
        return self._strays.get(key, {})

    def of(self, file: str) -> Mapping[str, str]:
        """The records in *file* that count elsewhere, and the paths of the articles where."""
        return self._leaving.get(file, {})

    def into(self, path: str) -> Sequence[str]:
        """The files that hold records which count at the article *path* instead."""
        return self._into.get(path, ())


def _rows(state: StoreFile | None) -> Mapping[str, Row]:
    """The records of *state* that can be put into another file."""
    return {} if state is None or state.blocked or state.name == CORPUS_FILE else state.rows


class _Places:
    """At which articles the records of *files* are, seeing which of these are *away* today, or *lost*."""

    def __init__(self, files: Mapping[str, StoreFile], away: Away, lost: Lost) -> None:
        self._files = files
        self._away = away
        self._lost = lost
        self._today: dict[str, dict[str, str]] = {}

    def strays(self, key: str, files: Iterable[str]) -> dict[str, str]:
        """Of *files*, which hold *key*, those where it does not count, and the path where it does.

        That is where the article is not lost, and of such places where it was made; else where the path comes
        first. What is removed in all of them, or not of its shape, stays where it is.
        """
        states = [self._files[file] for file in files]
        states = [state for state in states if _is_shown(state) and not state.rows[key].hidden]
        records = [state.rows[key].record for state in states] if len(states) > 1 else []
        made_on = {(one.doc, one.text_lf or one.text) for one in records if isinstance(one, Annotation)}
        if not made_on:
            return {}
        ranks: dict[str, tuple[bool, bool, str]] = {}
        at: dict[str, str] = {}
        for state in states:
            at[state.name] = path = self._of(state).get(key, state.path)
            made_here = any(doc_id(state.path, text) == doc for doc, text in made_on)
            lost = any((state.path, doc) in self._lost for doc, _ in made_on)
            rank = (lost, not made_here, path)
            ranks[path] = min(rank, ranks.get(path, rank))
        home = min(ranks, key=ranks.__getitem__)
        return {file: home for file, path in at.items() if path != home}

    def _of(self, state: StoreFile) -> Mapping[str, str]:
        """The paths of the articles that those records of *state* go to whose article has moved."""
        if state.name not in self._today:
            found = leaving(state.rows, self._away[state.name]) if state.name in self._away else {}
            self._today[state.name] = {key: path for path, rows in found.items() for key in rows}
        return self._today[state.name]


def _is_shown(state: StoreFile) -> bool:
    with suppress(ValueError):
        return article_file(state.path) == state.name
    return False
