"""The thread that owns the search index: articles and notes go in, the latest query's results come out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.search.results import Article, NotePassage, Results

if TYPE_CHECKING:
    from reader.search.engine import SearchIndex


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the index; ``generation`` comes back with the answer."""

    generation: int
    text: str
    k: int
    exact: bool


class SearchDesk:
    """Owns a ``SearchIndex`` in a thread of its own; the latest query wins, an older one is given up.

    A query is answered with what is indexed by then, and again when everything handed in is indexed.

    Articles and notes are made there as well: reading what they are made of keeps nobody waiting.
    ``answered`` and ``failed`` are called in that thread: they may only post messages. The index and numpy
    are imported there, after ``start``.
    """

    def __init__(self, answered: Callable[[int, Results], None], failed: Callable[[str], None]) -> None:
        self._answered = answered
        self._failed = failed
        self._work: deque[Callable[[SearchIndex], None]] = deque()
        self._query: Query | None = None
        self._wake = threading.Condition()
        self._closed = False
        self._generation = 0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work; what was handed in before is worked off first."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="search", daemon=True)
            self._thread.start()

    def add(self, made: Callable[[], Article | None]) -> None:
        """Index what *made* gives, called in the desk's thread, in place of what was there under its path.

        Where it gives nothing, nothing changes.
        """

        def work(index: SearchIndex) -> None:
            article = made()
            if article is not None:
                index.add(article)

        self._put(work)

    def remove(self, path: str) -> None:
        """Find nothing more in the article at *path*."""
        self._put(lambda index: index.remove(path))

    def set_notes(self, made: Callable[[], Sequence[NotePassage]]) -> None:
        """Replace the annotations that can be found by what *made* gives, called in the desk's thread."""
        self._put(lambda index: index.set_notes(made()))

    def set_unread(self, paths: Sequence[str]) -> None:
        """Say which articles are unread; all others are read."""
        unread = list(paths)
        self._put(lambda index: index.set_unread(unread))

    def ask(self, text: str, *, k: int = 60, exact: bool = False) -> int:
        """Search for *text*; the number that is returned comes back with the results."""
        with self._wake:
            self._generation += 1
            self._query = Query(self._generation, text, k, exact)
            self._wake.notify()
            return self._generation

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        with self._wake:
            self._generation += 1
            self._query = None

    def close(self) -> None:
        """Let the thread end; an answer under way is dropped."""
        with self._wake:
            self._closed = True
            self._generation += 1
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _put(self, work: Callable[[SearchIndex], None]) -> None:
        with self._wake:
            self._work.append(work)
            self._wake.notify()

    def _run(self) -> None:
        from reader.search.engine import SearchIndex

        index = SearchIndex()
        answered: Query | None = None
        grown = False
        while True:
            with self._wake:
                while not (self._work or self._query or self._closed or (answered and grown)):
                    self._wake.wait()
                if self._closed:
                    return
                query, self._query = self._query, None
                work = self._work.popleft() if self._work and query is None else None
            try:
                if work is not None:
                    work(index)
                    grown = True
                elif query is not None or answered is not None:
                    # Typing goes before indexing; what was answered is answered anew when more was indexed.
                    answered = query or answered
                    grown = False
                    self._answer(index, answered)
            except Exception as error:  # a thread that died would search no more, without a word
                self._failed(f"search failed: {type(error).__name__}: {error}")

    def _answer(self, index: SearchIndex, query: Query | None) -> None:
        if query is None or query.generation != self._generation:
            return

        def newer() -> bool:
            return self._generation != query.generation

        results = index.search(query.text, k=query.k, exact=query.exact, cancelled=newer)
        if not newer() and not results.cancelled:
            self._answered(query.generation, results)
