"""What goes on beside the screen: entities recognised, the index filled, queries answered."""

from __future__ import annotations

import gc
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message
from textual.worker import get_current_worker

from annotations.reading import uncollected
from reader import indexing
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document
from reader.entities.mentions import Mention
from reader.search.results import Article, NotePassage
from reader.searching import SearchDesk
from reader.tui.messages import Answered, Checked, Failed, Looked, Recognised

if TYPE_CHECKING:
    from reader.refreshing import Refreshed
    from reader.tui.screens.reading import ReadingScreen

T = TypeVar("T")
BATCH = 25
"""Articles recognised between two messages to the screen."""


class Background:
    """The screen's helper threads: they touch no widget, they post messages."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self.desk = SearchDesk(
            lambda generation, results: self._post(Answered(generation, results)),
            lambda text: self._post(Failed(text)),
        )
        self._indexed: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {}
        """By path: the text's hash, what else of the article and which entities it was indexed with."""
        self._notes: dict[str, list[NotePassage]] = {}
        """By path: the annotations as they were last found. For the desk's thread alone."""
        self._waiting: deque[str] = deque()
        """Articles that are to be recognised."""
        self._reading = threading.Lock()
        """Held while ``_waiting`` and ``_busy`` are looked at together."""
        self._checking = threading.Lock()
        self._checked = False
        self._busy = False
        self._finished = False
        """Whether all articles were read once."""

    @property
    def progress(self) -> str:
        """``1,200 of 5,000 articles read so far``; "" once all were."""
        done, total = self._screen.recognised
        return "" if self._finished else f"{done:,} of {total:,} articles read so far"

    def _post(self, message: Message) -> None:
        """Called in any thread; a screen that is gone takes no messages."""
        self._screen.post_message(message)

    def start(self) -> None:
        """Begin: recognise every article, index it, serve queries; read every record once."""
        self._keep()
        self.desk.start()
        self.read(self._paths())
        self.check()

    def _keep(self) -> None:
        """Let no collection walk what there is now: with 100,000 annotations that would halt every key."""
        if self._screen.setup.alone:
            gc.freeze()
            gc.enable()

    def check(self) -> None:
        """Find, in a worker, all that is wrong with the annotations: every record is read for that."""
        self._screen.run_worker(self._check, thread=True, group="records", exit_on_error=False)

    def _check(self) -> None:
        with self._checking:  # what is found last is told last
            with uncollected():
                self._post(Checked(self._workspace.store.problems()))
            if not self._checked:
                self._checked = True
                self._keep()

    def look(self, find: Callable[[], T], take: Callable[[T], None]) -> None:
        """Have *find* look in a thread, and *take* what it found in the screen's; a later one replaces it."""

        def found() -> None:
            worker, result = get_current_worker(), find()
            if not worker.is_cancelled:
                self._post(Looked(partial(take, result)))

        self._screen.run_worker(found, thread=True, exclusive=True, group="look", exit_on_error=False)

    def renew(self, paths: Sequence[str]) -> None:
        """Something of these articles was corrected: the open one is renewed now, the others one by one."""
        opened = self._screen.page.opened
        if opened is not None and opened.document.path in paths:
            self._workspace.corrections.renew(opened.document.path)
        self.read(paths)

    def take_in(self, found: Refreshed) -> None:
        """Articles came, went or changed: read those, find nothing more in what is gone."""
        for path in found.gone:
            if self._indexed.pop(path, None) is not None:
                self.desk.remove(path)
        self.notes_changed(found.gone)
        self.read((*found.changed, *found.new, *found.described))

    def read(self, paths: Iterable[str]) -> None:
        """Read these articles again, in a worker; the screen hears of each, or why it cannot be read."""
        with self._reading:
            self._waiting.extend(paths)
            begin = bool(self._waiting) and not self._busy
            self._busy = self._busy or begin
        if begin:
            self._screen.run_worker(
                self._recognise, thread=True, exclusive=True, group="recognise", exit_on_error=False
            )

    def close(self) -> None:
        """Let the threads end."""
        self._screen.workers.cancel_group(self._screen, "recognise")
        self.desk.close()

    def admit(self, found: list[tuple[Document, tuple[Mention, ...]]]) -> None:
        """Take recognised articles into the entity table and hand them to the index."""
        for document, mentions in found:
            self._workspace.admit(document, mentions)
        for document, _ in found:
            self._index(document)

    def finished(self) -> None:
        """All articles are known: names that only the whole corpus tells are linked, and indexed so; once."""
        if self._finished:
            return
        self._finished = True
        self._keep()
        self.reindex(list(self._indexed))
        self.notes_changed(self._workspace.store.paths())

    def reindex(self, paths: Iterable[str]) -> None:
        """Index those of *paths* whose mentions are linked otherwise than when they were indexed."""
        for path in paths:
            if known := self._indexed.get(path):
                self._hand_in(path, *known[:2], partial(self._same_text, path, known[0]))

    def _same_text(self, path: str, sha256: str) -> Document | None:
        """The article at *path* while its text is that one; another is about to be read. For any thread."""
        try:
            document = self._workspace.document(path)
        except ArticleError:
            return None
        return document if document.sha256 == sha256 else None

    def notes_changed(self, paths: Iterable[str]) -> None:
        """Hand today's annotations of these articles to the index, beside the others' as they were."""
        book, changed = self._workspace.codebook, [path for path in paths if path]

        def found() -> list[NotePassage]:
            for path in changed:
                self._notes[path] = [indexing.note(path, one, book) for one in self._workspace.placed(path)]
            return [note for notes in self._notes.values() for note in notes]

        if changed:
            self.desk.set_notes(found)

    def _index(self, document: Document) -> None:
        zones = (f"{zone.kind} {zone.start}-{zone.end}" for zone in document.zones)
        said = document.metadata
        basis = (said.title, said.outlet, said.date, *zones)
        self._hand_in(document.path, document.sha256, basis, lambda: document)

    def _hand_in(
        self, path: str, sha256: str, basis: tuple[str, ...], document: Callable[[], Document | None]
    ) -> None:
        """Have an article indexed, unless it is with the same entities; *document* is asked in any thread."""
        mentions = self._workspace.mentions(path)
        entities = tuple(mention.entity for mention in mentions)
        if self._indexed.get(path) == (sha256, basis, entities):
            return
        self._indexed[path] = sha256, basis, entities
        known = {entity: self._workspace.table.entity(entity) for entity in {*entities} if entity}
        unread = self._screen.state.reading(path) == "unread"

        def made() -> Article | None:
            found = document()
            return indexing.article(found, mentions, known.get, unread=unread) if found is not None else None

        self.desk.add(made)

    def _recognise(self) -> None:
        """In a worker: read and recognise the articles that wait, in their order."""
        worker = get_current_worker()
        batch: list[tuple[Document, tuple[Mention, ...]]] = []
        failed: dict[str, str] = {}
        done = 0
        while (path := self._next()) and not worker.is_cancelled:
            done += 1
            try:
                batch.append(self._workspace.recognised(path))
            except ArticleError as error:
                failed[path] = str(error)
            left = len(self._waiting)
            if len(batch) + len(failed) >= BATCH or done == 1 or not left:
                self._post(Recognised(batch, failed, done, done + left))
                batch, failed = [], {}
        self._workspace.keep_mentions()

    def _next(self) -> str:
        with self._reading:
            self._busy = bool(self._waiting)
            return self._waiting.popleft() if self._busy else ""

    def _paths(self) -> list[str]:
        paths = list(self._workspace.paths)
        first = self._screen.state.last_article
        return [first, *(p for p in paths if p != first)] if first in paths else paths
