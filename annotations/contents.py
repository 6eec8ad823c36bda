"""What the files of everyone's annotations held when they were last read; nothing here writes."""

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
from annotations.folders import CORPUS_FILE
from annotations.layers import Layer, Pending
from annotations.observers import Observers
from annotations.quoting import one_line, quoted
from annotations.reading import (
    list_annotators,
    lock_problems,
    read_annotator,
    read_text,
    uncollected,
    unread,
    why_read_only,
)
from annotations.rows import KINDS, LONGEST_NAME, Problem, StoreFile
from annotations.shifting import Lost, Moves
from annotations.storage import open_below, open_root
from annotations.strays import counted, strays

_A_DAY = 24 * 3600 * 1000 << ids.RANDOM_BITS


class Contents:
    """The layers of all annotators, one of them one's own, as they are read and read again."""

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

    def barred(self, path: str) -> str:
        """Why what one said of the article *path* cannot be changed, or ``""``."""
        with self._mutex:
            file = self._own.file_for(path)
            state = self._own.files.get(file)
            blocked = state.blocked if state is not None else ""
        return self.read_only or (f"{self._folder}/{self._own.folder}/{file}: {blocked}" if blocked else "")

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

    def _of(self, layer: Layer) -> list[Pending]:
        """What is still to be laid over the files of *layer*."""
        return self._unsaved() if layer is self._own else []

    def annotators(self) -> tuple[str, ...]:
        """Display names of everyone who has annotations here, sorted."""
        with self._mutex:
            return tuple(sorted(layer.name for layer in self._counted() if layer.files))

    def _counted(self) -> list[Layer]:
        """Everyone's layers, without what is a copy of one and so nobody's."""
        return counted(self._layers, self._own)

    def damaged(self) -> tuple[str, ...]:
        """Files and folders (``""``: all of them) of which something could not be read.

        What could be is here, the rest is still on disk.
        """
        with self._mutex:
            folders = [problem.path for problem in self._beside if problem.unread]
            return (
                *folders,
                *(
                    f"{layer.folder}/{state.name}"
                    for layer in self._layers.values()
                    for state in layer.files.values()
                    if state.damaged or state.blocked
                ),
            )

    def lacking(self) -> bool:
        """Whether there are records on disk that are not shown: they, or their files, cannot be read."""
        return bool(self.damaged()) or any(
            row.hidden for state in self._files() for row in state.rows.values()
        )

    # Who hears of it

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
