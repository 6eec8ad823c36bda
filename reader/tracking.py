"""A workspace's hand on articles that are no longer where they were annotated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotations.codings import settled
from reader.corpus.corpus import Corpus
from reader.corpus.document import Document
from reader.corpus.parsing import parse
from reader.whereabouts import GONE, Whereabouts, find, twins

if TYPE_CHECKING:
    from annotations.library import Library
    from annotations.model import Annotation
    from annotations.records import Coding
    from reader.sameness import Sameness


class Tracking:
    """Follows the annotated articles of one corpus. For any thread."""

    def __init__(self, corpus: Corpus, store: Library, sameness: Sameness) -> None:
        self._corpus = corpus
        self._store = store
        self._sameness = sameness
        self._thorough = False
        self.found = Whereabouts()
        """What ``follow`` last found."""

    def follow(self, *, thorough: bool = False) -> Whereabouts:
        """Find the annotated articles that are elsewhere now, and show their annotations there.

        *thorough* reads every annotated article, and finds those with another text under their name; so does
        every later look. With thousands of articles this takes seconds once one is missing.
        """
        thorough = self._thorough or thorough
        self.found = find(self._corpus, self._store, self._sameness, thorough=thorough)
        self._store.follow(self.found.moved, {(one.path, one.doc) for one in self.found.asked})
        self._thorough = thorough
        return self.found

    @property
    def gone(self) -> Mapping[str, str]:
        """The annotated articles without a file, and why, by path, as far as that was looked for."""
        paths = {*self._store.paths(), *self._store.codings()}
        return {path: self.found.reason(path) for path in sorted(paths) if not self._corpus.holds(path)}

    def kept(self, path: str) -> Document | None:
        """The article *path*, which is gone, as it was when it was last annotated, if that text was kept."""
        if self._corpus.holds(path):
            return None
        for record in sorted(self._store.annotations(path), key=lambda one: one.modified, reverse=True):
            if (text := self._store.text(record.text)) is not None:
                return parse(path, text, metadata=self._corpus.known_metadata(path))
        return None

    def way(self, path: str, key: str) -> str:
        """Why the article *path*, which is gone, cannot be read; if it was annotated, that *key* helps."""
        return self.found.way(path, key) if path in self.gone else GONE

    def settle(self, document: Document) -> None:
        """Find out, for one about to say something of *document*, what was said of it before.

        Where all that is known at its path is of another text, or its text was annotated under another name,
        names may have been swapped or moved up: that takes a thorough look, once.
        """
        store, path = self._store, document.path
        if self._thorough or self.doc_ids(document):
            return
        if store.everyones(path) or store.codings().of(path) or store.text(document.sha256) is not None:
            self.follow(thorough=True)

    def doc_id(self, document: Document) -> str:
        """The permanent id under which *document* is known to the annotators, oneself first; ``""``: none."""
        self.settle(document)
        return next(iter(self.doc_ids(document)), "")

    def doc_ids(self, document: Document, *, annotator: str | None = None) -> tuple[str, ...]:
        """All of them: one text can have been begun under two. *annotator*: in that layer alone."""
        store, path = self._store, document.path
        named = store.everyones(path) if annotator is None else store.annotations(path, annotator=annotator)
        records: list[Annotation | Coding] = [*named]
        records += store.codings(annotator=annotator).of(path)
        strangers = self._sameness.strangers(document, records)
        return tuple(dict.fromkeys(record.doc for record in records if record.doc not in strangers))

    def beside(self, document: Document) -> tuple[str, ...]:
        """The other articles that have the text of *document* now: when it is gone, it is none of them."""
        return twins(self._corpus, document)

    def codings(self, document: Document, *, annotator: str | None = None) -> tuple[Coding, ...]:
        """What one annotator (oneself, unless named) said of how far *document* is coded.

        What was said of another text that had its name is none of it.
        """
        found = self._store.codings(annotator=annotator).of(document.path)
        known = {*self.doc_ids(document, annotator=annotator)} if found else set()
        return tuple(one for one in found if one.doc in known)

    def unplaced(self, document: Document) -> tuple[Coding, ...]:
        """What one said at the path of *document*, and nobody can tell whether of this article or of another.

        That is so when nothing was said of the text there is now, and the one it was said of was not kept.
        """
        found = self._store.codings().of(document.path)
        if not found or self.codings(document):
            return ()
        return tuple(one for one in found if one.state != "open" and self._store.text(one.text) is None)

    def coding(self, document: Document) -> Coding | None:
        """How far one is with *document*, ``None`` where one never said."""
        return settled(self.codings(document))
