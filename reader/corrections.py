"""The corrections of one corpus: made, and heeded at once by its articles and their mentions."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reader.corpus.document import Block, Document, Range
from reader.corpus.rulings import LinesOfArticles, differing, line_key, outlet_key

if TYPE_CHECKING:
    from concurrent.futures import Future

    from annotations.changes import Event
    from annotations.records import Correction
    from annotations.store import AnnotationStore, Saved
    from reader.coding import Stamp
    from reader.correcting import Said
    from reader.workspace import Workspace


class Corrections:
    """A workspace's hand on what readers corrected. Making a correction is for the workspace's own thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._corpus = workspace.corpus
        self._lines = LinesOfArticles()
        self._said: Mapping[str, tuple[Said, ...]] = {}
        self._torn: frozenset[tuple[str, str]] = frozenset()
        """Outlet and line, by their keys, of what oneself ruled in two ways."""
        self._stale: set[str] = set()
        self._heeding = threading.Lock()

    # -- heeding

    def heed(self, store: AnnotationStore) -> None:
        """Have articles and mentions follow the corrections of *store*, now and whenever they change."""
        self._heed(store)

        def changed(event: Event) -> None:
            if event.kind in ("changed", "external") and "" in event.paths:
                self._heed(store)

        store.subscribe(changed)

    def _heed(self, store: AnnotationStore) -> None:
        """Called in whatever thread the store is in."""
        known = store.corrections()
        if not known and not self._said and not self._torn and not self._corpus.rulings:
            return
        from reader import correcting

        with self._heeding:
            rulings = correcting.rulings(known, store.annotator)
            said = correcting.said_of_mentions(known, store.annotator)
            lines = differing(self._corpus.rulings, rulings)
            self._corpus.rule(rulings)
            self._stale.update(path for line in lines for path in self._lines.holding(*line))
            self._stale.update(p for p in {*said, *self._said} if said.get(p) != self._said.get(p))
            self._said = said
            self._torn = correcting.torn_lines(known, store.annotator)

    def noted(self, path: str) -> Document:
        """The article at *path*, its lines noted, so that a ruling on one finds it. For any thread.

        Raises ``ArticleError``.
        """
        self._lines.note(self._corpus.document(path))
        # Asked again: what was ruled before the lines were noted concerns it all the same.
        return self._corpus.document(path)

    def said(self, path: str) -> tuple[Said, ...]:
        """What was said of the mentions of the article at *path*."""
        return self._said.get(path, ())

    def take_stale(self) -> tuple[str, ...]:
        """The articles of which something was corrected since this was last asked, sorted.

        Their documents are new already; the entity table waits for their mentions to be admitted again.
        """
        with self._heeding:
            stale, self._stale = sorted(self._stale), set()
        return tuple(stale)

    def contested(self, document: Document) -> tuple[Range, ...]:
        """The words of *document* of which one's own corrections contradict each other: none counts."""
        from reader import correcting

        mine = (one for one in self.said(document.path) if one.own)
        return tuple(one for lot in correcting.weighed(document, mine)[1] for one in lot)

    def unsettled(self, document: Document) -> str:
        """One line on what one's own corrections say in two ways of *document*, "" for nothing."""
        if not self._torn and not self.said(document.path):
            return ""
        from annotations.apart import MERGED
        from annotations.quoting import quoted

        text, twice = document.text, f"in two ways, {MERGED}: it counts for nothing until"
        for one in self.contested(document):
            return f"you said what {quoted(text[one.start : one.end])} names {twice} g* says it anew"
        outlet = outlet_key(document.metadata.outlet)
        for line in (text[block.start : block.end] for block in document.blocks) if self._torn else ():
            if (outlet, line_key(line)) in self._torn:
                return f"you ruled on {quoted(' '.join(line.split()))} {twice} zx there says it anew"
        return ""

    # -- making

    def rule(self, document: Document, block: Block, boilerplate: bool) -> Future[Saved]:
        """Say that the line *block* of *document* is boilerplate in its outlet, or that it is not.

        When this returns it is heeded in every article of that outlet. Raises ``PassageError`` for a line
        that cannot be ruled on, and ``StoreError``.
        """
        from annotations.store import Action
        from reader import correcting

        line = correcting.need_line(document, block, boilerplate)
        store, outlet = self._workspace.store, document.metadata.outlet
        made = correcting.ruling(outlet, line, boilerplate, self._own(store), self._workspace.stamp())
        return store.apply(Action("correct", made))

    def holding(self, document: Document, block: Block) -> tuple[str, ...]:
        """The articles of the outlet of *document* that hold the line *block*, among those read so far."""
        line = document.text[block.start : block.end]
        return tuple(sorted({*self._lines.holding(document.metadata.outlet, line), document.path}))

    def correct(self, document: Document, ranges: Sequence[tuple[int, int]], kind: str) -> Future[Saved]:
        """Say in one action that *ranges* name something of *kind*, or (for "") nothing.

        When this returns the mentions of *document* are new. Raises ``StoreError``.
        """
        from annotations.store import Action
        from reader import correcting

        workspace = self._workspace
        doc, own = workspace.doc_id(document), self._own(workspace.store)
        made = correcting.mention_corrections(document, doc, ranges, kind, own, self._stamps())
        saved = workspace.store.apply(Action("correct", made))
        self.renew(document.path)
        return saved

    def renew(self, path: str) -> None:
        """Correct the mentions of an article anew; one that was not recognised yet waits for that.

        Raises ``ArticleError``.
        """
        if self._workspace.tagged(path):
            self._workspace.admit(*self._workspace.recognised(path))

    def _stamps(self) -> Iterator[Stamp]:
        while True:
            yield self._workspace.stamp()

    def _own(self, store: AnnotationStore) -> tuple[Correction, ...]:
        return tuple(one for one in store.corrections() if one.annotator == store.annotator)
