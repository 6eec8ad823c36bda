"""What goes on beside the screen: entities recognised, the index filled, queries answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from reader import indexing
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document
from reader.entities.mentions import Mention
from reader.search.results import NotePassage
from reader.searching import SearchDesk
from reader.tui.messages import Answered, Failed, Recognised

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen

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
        self._indexed: dict[str, tuple[str, ...]] = {}
        """By path: the text's hash and the entities it was indexed with."""
        self._notes: dict[str, list[NotePassage]] = {}

    def _post(self, message: Message) -> None:
        """Called in any thread; a screen that is gone takes no messages."""
        self._screen.post_message(message)

    def start(self) -> None:
        """Begin: recognise every article, index it, and serve queries."""
        self.desk.start()
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
        """All articles are known: names that only the whole corpus tells are linked, and indexed so."""
        for path in list(self._indexed):
            try:
                document = self._workspace.document(path)
            except ArticleError:
                continue
            self._index(document)
        self.notes_changed(self._workspace.store.paths())
        self._workspace.keep_mentions()

    def notes_changed(self, paths: Iterable[str]) -> None:
        """Hand today's annotations of these articles to the index, beside the others' as they were."""
        book = self._workspace.codebook
        for path in paths:
            try:
                document = self._workspace.document(path) if path else None
            except ArticleError:
                continue
            if document is not None:
                anchored = self._workspace.anchored(document)
                self._notes[path] = [indexing.note(path, one, book) for one in anchored]
        self.desk.set_notes([note for notes in self._notes.values() for note in notes])

    def _index(self, document: Document) -> None:
        """Index *document*, unless it is indexed with the same entities already."""
        mentions = self._workspace.mentions(document.path)
        entities = (document.sha256, *(mention.entity for mention in mentions))
        if self._indexed.get(document.path) == entities:
            return
        self._indexed[document.path] = entities
        unread = self._screen.state.reading(document.path) == "unread"
        self.desk.add(indexing.article(document, mentions, self._workspace.table.entity, unread=unread))

    def _recognise(self) -> None:
        """In a worker: read and recognise all articles, the open one first."""
        worker = get_current_worker()
        paths = self._paths()
        batch: list[tuple[Document, tuple[Mention, ...]]] = []
        for done, path in enumerate(paths, 1):
            if worker.is_cancelled:
                return
            try:
                batch.append(self._workspace.recognised(path))
            except ArticleError as error:
                self._screen.post_message(Failed(str(error)))
            if len(batch) >= BATCH or done in (1, len(paths)):
                self._screen.post_message(Recognised(batch, done, len(paths)))
                batch = []

    def _paths(self) -> list[str]:
        paths = list(self._workspace.paths)
        first = self._screen.state.last_article
        return [first, *(p for p in paths if p != first)] if first in paths else paths
