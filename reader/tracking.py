"""A workspace's hand on articles that are no longer where they were annotated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reader.corpus.corpus import Corpus
from reader.corpus.document import Document
from reader.corpus.parsing import parse
from reader.whereabouts import Whereabouts, find

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
        self._thorough = self._thorough or thorough
        self.found = find(self._corpus, self._store, self._sameness, thorough=self._thorough)
        self._store.follow(self.found.moved)
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

    def doc_id(self, document: Document) -> str:
        """The permanent id under which *document* is known to the annotators, oneself first; ``""``: none."""
        coding = self._store.codings().get(document.path)
        records: list[Annotation | Coding] = [*self._store.everyones(document.path)]
        records += [coding] if coding is not None else []
        strangers = self._sameness.strangers(document, records)
        return next((record.doc for record in records if record.doc not in strangers), "")
