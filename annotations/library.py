"""Everyone's annotations of a corpus, read into memory and looked up; nothing here writes."""

from __future__ import annotations

import contextlib
import os
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from annotations import ids
from annotations.apart import contested
from annotations.changes import Event, LoadReport, Refreshed
from annotations.codings import Codings, Finished
from annotations.errors import StoreError
from annotations.folders import CORPUS_FILE
from annotations.homes import Home, homes
from annotations.layers import Layer, Pending
from annotations.model import Annotation
from annotations.observers import Observers
from annotations.quoting import one_line, quoted, several
from annotations.reading import (
    list_annotators,
    lock_problems,
    read_annotator,
    read_text,
    uncollected,
    unread,
    why_read_only,
)
from annotations.records import Correction, Memo, NewTarget, Record
from annotations.rows import KINDS, LONGEST_NAME, Problem, StoreFile
from annotations.shifting import Lost, Moves
from annotations.storage import open_below, open_root
from annotations.strays import counted, strays

_A_DAY = 24 * 3600 * 1000 << ids.RANDOM_BITS


class Library:
    """The layers of all annotators, one of them one's own; the store adds what changes it."""

    annotator: str
    _own: Layer

    def __init__(self, folder: Path, *, show_others: bool) -> None:
        self._folder = folder
        self._show_others = show_others
        self._mutex = threading.RLock()
        self._io = threading.Lock()
        """Held while files are read or written; never asked for by who holds the mutex."""
        self._layers: dict[str, Layer] = {}
        self._largest = 0
        self._moved: Moves = {}
        self._lost: Lost = frozenset()
        self._texts: dict[str, str] = {}
        self._observers = Observers()
        self._loaded = False
        self._beside: tuple[Problem, ...] = ()
        """What is wrong that is not in one of the files."""
        self.read_only = ""
        """Why nothing can be changed, or ``""``."""

    def _unsaved(self) -> list[Pending]:
        """What is still to be laid over one's own files."""
        return []

    def _hear(self, own: int) -> None:
        """Read what else is of interest in one's own folder, open as *own*."""

    # Reading the disk

    def load(self) -> LoadReport:
        """Read everything there is; a missing folder is an empty store. Writes nothing."""
        self._read()
        self.read_only = self._why_read_only()
        with self._mutex:
            self._loaded = True
            files = self._files()
            return LoadReport(
                sum(state.signature is not None for state in files),
                sum(row.kind in KINDS for state in files for row in state.rows.values()),
                self.annotators(),
                self.problems,
            )

    def refresh(self) -> Refreshed:
        """Look at the disk again and take in what other programs changed.

        What nobody touched is not read again: its folders are listed and its files looked at.
        """
        beside, before = self._state()
        paths = self._read()
        self.read_only = self._why_read_only()
        if paths:
            self._tell(Event("external", paths))
        beside_now, now = self._state()
        same = {id(state) for state in before} & {id(state) for state in now}
        told = {*beside, *_problems(state for state in before if id(state) not in same)}
        found = (*beside_now, *_problems(state for state in now if id(state) not in same))
        return Refreshed(paths, tuple(problem for problem in found if problem not in told))

    def _why_read_only(self) -> str:
        """Why one's own folder cannot be written, or must not be: it says that it is someone else's."""
        with self._mutex:
            corpus = self._own.files.get(CORPUS_FILE)
            names = (corpus.display_name if corpus else "", one_line(self.annotator, LONGEST_NAME))
        theirs, mine = (unicodedata.normalize("NFC", name) for name in names)
        if theirs and mine and theirs != mine:
            whose = (
                f"{self._folder}/{self._own.folder} is the folder of {quoted(theirs)}, by its {CORPUS_FILE}"
            )
            return f"{whose}: annotate under that name, or another than {quoted(mine)}"
        return why_read_only(self._folder, self._own.folder, self._beside)

    def problems(self, *, records: bool = True) -> tuple[Problem, ...]:
        """What is wrong with the annotations, as they were last read.

        Every record is read for that, at 10,000 in some tenths of a second; without *records*, what was seen
        in passing.
        """
        beside, files = self._state()
        if records:
            with self._mutex:
                apart = [problem for layer in self._counted() for problem in contested(layer)]
                apart += strays(self._layers)
            return (*beside, *_problems(files), *apart)
        return (*beside, *(problem for state in files for problem in state.noticed))

    def _state(self) -> tuple[tuple[Problem, ...], list[StoreFile]]:
        with self._mutex:
            return self._beside, self._files()

    def _files(self) -> list[StoreFile]:
        return [state for layer in self._layers.values() for state in layer.files.values()]

    def _read(self) -> tuple[str, ...]:
        """Re-read what changed: the articles concerned."""
        with uncollected():
            paths, problems = self._look()
        self._beside = tuple(problems)
        return paths

    def _look(self) -> tuple[tuple[str, ...], list[Problem]]:
        """The articles of which something changed, and problems that are not one file's."""
        with self._io:
            try:
                root = open_root(self._folder)
            except FileNotFoundError:
                return self._take({}), []
            except OSError as error:
                return (), [unread("", error)]
            try:
                return self._read_root(root)
            finally:
                os.close(root)

    def _read_root(self, root: int) -> tuple[tuple[str, ...], list[Problem]]:
        try:
            folders, problems = list_annotators(root)
        except OSError as error:
            return (), [unread("", error)]
        found: dict[str, list[StoreFile]] = {}
        for folder in folders:
            with self._mutex:
                layer = self._layers.get(folder)
                known = dict(layer.files) if layer else {}
            found[folder], more = read_annotator(root, folder, known)
            problems += more
        if self._own.folder in folders:
            with contextlib.suppress(OSError):  # said as a problem above
                own = open_below(root, [self._own.folder])
                try:
                    self._hear(own)
                    problems += lock_problems(own, self._own.folder)
                finally:
                    os.close(own)
        return self._take(found), problems

    def _take(self, found: Mapping[str, list[StoreFile]]) -> tuple[str, ...]:
        """Put *found*, by annotator's folder, in the place of what was known."""
        changed: set[str] = set()
        with self._mutex:
            for folder in {*self._layers, *found}:
                layer = self._layers.setdefault(folder, Layer(folder))
                unsaved = self._of(layer)
                states = {state.name: state for state in found.get(folder, [])}
                gone = {
                    name: StoreFile(name, known.path)
                    for name, known in layer.files.items()
                    if name not in states and known.signature is not None
                }
                known = layer.files
                fresh = [one for one in (states | gone).values() if known.get(one.name) is not one]
                news = {one.path for one in fresh if _held(known.get(one.name)) != _held(one)}
                concerned = layer.set_files(fresh, unsaved)
                changed |= news | (concerned if news else set())
                # A layer that came just now does not know yet what has moved.
                layer.follow(self._moved, unsaved, self._lost)
            self._measure_ids()
        return tuple(sorted(changed))

    def text(self, sha256: str) -> str | None:
        """The article text that annotations were made on, if it was kept."""
        with self._mutex:
            known = self._texts.get(sha256)
        return known if known is not None else read_text(self._folder, sha256)

    def _measure_ids(self) -> None:
        # Ids derived from bytes lie anywhere below 2^63; counting on from one would leave no room above.
        ceiling = ids.new_id() + _A_DAY
        for layer in self._layers.values():
            self._largest = max(
                self._largest, max((n for key in layer.ids() if (n := int(key)) < ceiling), default=0)
            )

    # Looking things up

    @property
    def own_folder(self) -> str:
        """The name of one's own folder, ``""`` while nobody has said who annotates."""
        return self._own.folder

    def annotators(self) -> tuple[str, ...]:
        """Display names of everyone who has annotations here, sorted."""
        with self._mutex:
            return tuple(sorted(layer.name for layer in self._counted() if layer.files))

    def _counted(self) -> list[Layer]:
        """Everyone's layers, without what is a copy of one and so nobody's."""
        return counted(self._layers, self._own)

    def folder_of(self, annotator: str) -> str:
        """The name of the folder of *annotator*. Raises ``StoreError`` for one who is not here."""
        with self._mutex:
            return self._seen(annotator)[0].folder

    def _seen(self, annotator: str | None = None) -> list[Layer]:
        if annotator is None:
            return self._counted() if self._show_others else [self._own]
        if annotator == self.annotator:
            return [self._own]
        named = [layer for layer in self._counted() if annotator in (layer.name, layer.folder)]
        if not named:
            there = several(self.annotators()) or "nobody yet"
            raise StoreError(f"no annotations by {quoted(annotator)}; there are those of: {there}")
        return named

    def _finished(self, paths: Iterable[str] | None = None) -> dict[str, Finished]:
        """What one is done with, by path, of *paths* or of all that others annotated: it is not hidden."""
        if paths is None:
            paths = {path for layer in self._others() for path in layer.paths()}
        return {path: done for path in paths if (done := self._own.finished(path)) is not None}

    def _others(self) -> list[Layer]:
        return [layer for layer in self._counted() if layer is not self._own]

    def annotations(self, path: str | None = None, *, annotator: str | None = None) -> tuple[Annotation, ...]:
        """Annotations of the article *path* (or of all), sorted by (path, start, id).

        One's own alone, and everyone's of the articles one is done with; unless others are shown or one
        *annotator* is named. Raises ``StoreError`` for one who is not here.
        """
        blind = annotator is None and not self._show_others
        if blind and path is not None and (known := self._own.known(path)) is not None:
            return known
        with self._mutex:
            layers = self._seen(annotator)
            try:
                done = self._finished([path] if path is not None else None) if blind else {}
                others = self._others() if done else []
                if len(layers) == 1 and not others:
                    return layers[0].annotations(path)
                found = [
                    (path or layer.path_of(a.id), a) for layer in layers for a in layer.annotations(path)
                ]
                theirs = ((p, a) for p in done for layer in others for a in layer.annotations(p))
                found += [(p, a) for p, a in theirs if done[p].covers(a)]
            except ValueError:
                return ()
        return tuple(a for _, a in sorted(found, key=lambda f: (f[0], f[1].start, int(f[1].id))))

    def everyones(self, path: str) -> tuple[Annotation, ...]:
        """All annotations of the article *path*, one's own first: for what is no matter of layers."""
        with self._mutex:
            layers = sorted(self._layers.values(), key=lambda layer: layer is not self._own)
            return tuple(one for layer in layers for one in layer.annotations(path))

    def paths(self) -> tuple[str, ...]:
        """Articles that have annotations, sorted."""
        with self._mutex:
            paths, done = {path for layer in self._seen() for path in layer.paths()}, self._finished()
            theirs = ((p, a) for p in done for layer in self._others() for a in layer.annotations(p))
            paths.update(p for p, one in theirs if done[p].covers(one))
            return tuple(sorted(paths))

    def get(self, id_prefix: str) -> tuple[str, Record]:
        """``(path, record)`` of the one whose id begins so. Raises ``StoreError``: unknown, or ambiguous."""
        with self._mutex:
            seen = self._seen()
            if (mine := next(filter(None, (layer.place(id_prefix) for layer in seen)), None)) is not None:
                return mine
            done = self._finished()
            others = [layer for layer in self._others() if layer not in seen] if done else []

            def shown(layer: Layer, key: str) -> tuple[str, Record] | None:
                place = layer.place(key)
                if place is None or layer in seen:
                    return place
                known, record = done.get(place[0]), place[1]
                return place if known and isinstance(record, Annotation) and known.covers(record) else None

            for layer in others:
                if (exact := shown(layer, id_prefix)) is not None:
                    return exact
            found = [
                place
                for layer in (*seen, *others)
                for key in layer.ids()
                if key.startswith(id_prefix) and (place := shown(layer, key)) is not None
            ]
        if len(found) == 1 and id_prefix:
            return found[0]
        if not found or not id_prefix:
            raise StoreError(f"no annotation has an id beginning with {quoted(id_prefix)}")
        listed = several(sorted(record.id for _, record in found))
        raise StoreError(f"{quoted(id_prefix)} is the beginning of {len(found)} ids: {listed}")

    def path_of(self, record_id: str) -> str:
        """The article of an annotation (``""``: a record about the corpus). Raises ``StoreError``."""
        with self._mutex:
            for layer in self._layers.values():
                if (place := layer.place(record_id)) is not None:
                    return place[0]
        raise StoreError(f"there is no annotation {record_id}")

    def _corpus_records(self, annotator: str | None) -> list[Record]:
        with self._mutex:
            return [record for layer in self._seen(annotator) for record in layer.corpus_records()]

    def codings(self, *, annotator: str | None = None) -> Codings:
        """How far one annotator (oneself, unless named) is with each article, by path."""
        with self._mutex:
            return (self._own if annotator is None else self._seen(annotator)[0]).codings()

    def memos(self, *, annotator: str | None = None) -> tuple[Memo, ...]:
        return tuple(record for record in self._corpus_records(annotator) if isinstance(record, Memo))

    def corrections(self, *, annotator: str | None = None) -> tuple[Correction, ...]:
        return tuple(record for record in self._corpus_records(annotator) if isinstance(record, Correction))

    def targets(self, *, annotator: str | None = None) -> tuple[NewTarget, ...]:
        return tuple(record for record in self._corpus_records(annotator) if isinstance(record, NewTarget))

    # Articles that moved

    def homes(self, wanted: Callable[[str], bool]) -> tuple[Home, ...]:
        """The articles with the *wanted* paths that anyone's records were saved with, wherever they are."""
        with self._mutex:
            return homes(
                (path, record)
                for layer in self._layers.values()
                for path, record in layer.recorded(self._of(layer), wanted)
            )

    def saved_with(self, path: str, *, own: bool = False) -> tuple[Record, ...]:
        """Every annotator's records (or only one's *own*) that were saved with the article *path*."""
        with self._mutex:
            layers = [self._own] if own else [*self._layers.values()]
            found = [layer.recorded(self._of(layer), path.__eq__) for layer in layers]
            return tuple(record for of in found for _, record in of)

    def _of(self, layer: Layer) -> list[Pending]:
        """What is still to be laid over the files of *layer*."""
        return self._unsaved() if layer is self._own else []

    def follow(self, moved: Moves, lost: Lost = ()) -> None:
        """Show annotations and coding states with the paths that their articles have today.

        No file is changed. One's own annotations come into the file of the article with the next change of
        one of them. What stands in several files counts at no article that is *lost*.
        """
        with self._mutex:
            self._moved, self._lost, changed = dict(moved), frozenset(lost), set[str]()
            for layer in self._layers.values():
                changed |= layer.follow(self._moved, self._of(layer), self._lost)
        if changed:
            self._tell(Event("external", ("", *sorted(changed))))

    # Events

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call *callback* with every event, in the thread it happens in; returns what ends that."""
        return self._observers.subscribe(callback)

    def _tell(self, event: Event) -> None:
        self._observers.tell(event)


def _problems(files: Iterable[StoreFile]) -> Iterator[Problem]:
    return (problem for state in files for problem in state.problems)


def _held(state: StoreFile | None) -> tuple[object, ...]:
    """What two states of a file that say the same have in common."""
    return (state.digest, state.blocked, state.folded) if state is not None else ()
