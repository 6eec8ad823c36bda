"""Parsed articles kept in memory: those that were asked for last, as many as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from reader.corpus.document import Document, Metadata
from reader.corpus.rulings import Lines

CACHED_CHARACTERS = 32_000_000
"""Parsed articles kept in memory, code points; the one asked for last is always kept."""
CACHED_DOCUMENTS = 256

Stamp = tuple[int, int, int]
"""Size, modification time and inode: when one differs the file is read again."""


class Basis(NamedTuple):
    """What a parsed article rests on; when any of it changes the article is parsed again."""

    stamp: Stamp | None
    said: Metadata
    repeated: frozenset[str]
    ruled: Lines
    """What a reader ruled on lines of its outlet."""


class Shelf:
    """Articles by path with what they rest on. Whoever has it keeps threads apart."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Basis, Document]] = OrderedDict()
        self._characters = 0

    def __contains__(self, path: str) -> bool:
        return path in self._kept

    def get(self, path: str) -> tuple[Basis, Document] | None:
        """The article at *path* and what it rests on, if it is kept."""
        return self._kept.get(path)

    def use(self, path: str) -> None:
        """The article at *path* was asked for: others go before it."""
        self._kept.move_to_end(path)

    def put(self, path: str, basis: Basis, document: Document) -> None:
        """Keep *document*, and let go of what there is no room for any more."""
        self.drop(path)
        self._kept[path] = (basis, document)
        self._characters += len(document.text)
        while len(self._kept) > 1 and (
            self._characters > CACHED_CHARACTERS or len(self._kept) > CACHED_DOCUMENTS
        ):
            self.drop(next(iter(self._kept)))

    def drop(self, path: str) -> None:
        """Keep the article at *path* no longer."""
        if kept := self._kept.pop(path, None):
            self._characters -= len(kept[1].text)
