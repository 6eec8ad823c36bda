"""A folder of articles, opened without reading them: each is parsed when it is asked for."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from reader.corpus.decoding import NotText, decode
from reader.corpus.document import Document, Metadata
from reader.corpus.parsing import parse
from reader.corpus.scan import (
    ARTICLE_SUFFIXES,
    MAX_BYTES,
    ArticleError,
    CorpusError,
    Entry,
    Found,
    read_bytes,
    scan,
)

__all__ = ["ArticleError", "Corpus", "CorpusError", "Entry"]

CACHED_CHARACTERS = 32_000_000
"""Parsed articles kept in memory, code points; the one asked for last is always kept."""
CACHED_DOCUMENTS = 256

Stamp = tuple[int, int, int]
"""Size, modification time and inode: when one differs the file is read again."""


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    document: Document


class Corpus:
    """The articles below ``root`` (or the one file ``only``), safe to ask from several threads."""

    def __init__(self, root: Path, only: str | None, max_bytes: int, found: list[Found]) -> None:
        self.root = root
        self.only = only
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._characters = 0
        self._take(found)

    @classmethod
    def open(cls, path: Path, *, max_bytes: int = MAX_BYTES) -> Corpus:
        """The corpus at *path*, a folder or one article. Reads names only.

        Raises ``CorpusError`` when there is nothing to read there.
        """
        suffixes = " ".join(ARTICLE_SUFFIXES)
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder; name a folder of {suffixes} files")
        if path.is_dir():
            found = scan(path, max_bytes=max_bytes)
            if not found:
                raise CorpusError(f"{path}: no articles here; {suffixes} files are read")
            return cls(Path(os.path.realpath(path)), None, max_bytes, found)
        if path.suffix.lower() not in ARTICLE_SUFFIXES:
            raise CorpusError(f"{path}: not an article; {suffixes} files are read")
        root = Path(os.path.realpath(path.parent))
        found = scan(root, max_bytes=max_bytes, only=os.fsencode(path.name))
        if not found:
            raise CorpusError(f"{path}: hidden files are not read; name it without the dot")
        return cls(root, found[0].entry.path, max_bytes, found)

    def _take(self, found: list[Found]) -> None:
        self._found = {f.entry.path: f for f in found}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every file that is or should be an article, by path; those that cannot be read carry a problem."""
        with self._lock:
            return tuple(f.entry for f in self._found.values())

    def document(self, path: str) -> Document:
        """The article at *path*, parsed; read again when the file has changed.

        Raises ``ArticleError`` when it is unknown, gone, or no text.
        """
        with self._lock:
            found = self._found.get(path)
            if found is None:
                raise ArticleError(f"{path}: no such article in {self.root}")
            stamp = self._stamp(found)
            kept = self._kept.get(path)
            if kept and kept.stamp == stamp:
                self._kept.move_to_end(path)
                return kept.document
        try:
            data, info = read_bytes(self.root, found.raw, max_bytes=self._max_bytes)
            decoded = decode(data)
        except NotText as error:
            self._blame(path, str(error))
            raise ArticleError(f"{path}: {error}") from error
        except ArticleError as error:
            self._forget(path)
            raise ArticleError(f"{path}: {str(error).removeprefix(path + ': ')}") from error
        document = parse(path, decoded.text, encoding=decoded.encoding, repairs=decoded.repairs)
        self._keep(path, _Kept((info.st_size, info.st_mtime_ns, info.st_ino), document))
        return document

    def metadata(self, path: str) -> Metadata:
        """What is known about the article at *path*. Raises ``ArticleError`` like ``document``."""
        return self.document(path).metadata

    def refresh(self) -> tuple[str, ...]:
        """Look at the folder again: the paths that came, went or changed, sorted."""
        name = None if self.only is None else self._found[self.only].raw
        found = scan(self.root, max_bytes=self._max_bytes, only=name)
        with self._lock:
            old = {p: f.entry for p, f in self._found.items()}
            new = {f.entry.path: f.entry for f in found}
            changed = {
                p
                for p in old.keys() | new.keys()
                if p not in old
                or p not in new
                or (old[p].size, old[p].mtime_ns) != (new[p].size, new[p].mtime_ns)
            }
            self._take(found)
            for path in changed:
                self._forget(path)
        return tuple(sorted(changed))

    def resolve(self, name: str) -> str:
        """The path *name* means: a path, its unique beginning, or a bare file name.

        Raises ``ArticleError`` when nothing or more than one article fits, listing them.
        """
        wanted = unicodedata.normalize("NFC", name).removeprefix("./")
        absolute = Path(name)
        if absolute.is_absolute():
            real = os.path.realpath(absolute.parent) + "/" + absolute.name
            wanted = unicodedata.normalize("NFC", os.path.relpath(real, self.root))
        if wanted in self._found:
            return wanted
        paths = list(self._found)
        for fits in (
            [p for p in paths if p.rsplit("/", 1)[-1] == wanted],
            [p for p in paths if p.rsplit("/", 1)[-1].rsplit(".", 1)[0] == wanted],
            [p for p in paths if wanted and p.startswith(wanted)],
            [p for p in paths if wanted and p.rsplit("/", 1)[-1].startswith(wanted)],
        ):
            if len(fits) == 1:
                return fits[0]
            if fits:
                more = f" and {len(fits) - 6} more" if len(fits) > 6 else ""
                raise ArticleError(f"{name}: {len(fits)} articles fit, name one: {', '.join(fits[:6])}{more}")
        raise ArticleError(f"{name}: no such article in {self.root}; reader list shows them")

    def _stamp(self, found: Found) -> Stamp | None:
        try:
            info = os.stat(os.path.join(os.fsencode(self.root), found.raw))
        except OSError:
            return None
        return info.st_size, info.st_mtime_ns, info.st_ino

    def _keep(self, path: str, kept: _Kept) -> None:
        with self._lock:
            self._forget(path)
            self._kept[path] = kept
            self._characters += len(kept.document.text)
            while len(self._kept) > 1 and (
                self._characters > CACHED_CHARACTERS or len(self._kept) > CACHED_DOCUMENTS
            ):
                _, dropped = self._kept.popitem(last=False)
                self._characters -= len(dropped.document.text)

    def _forget(self, path: str) -> None:
        with self._lock:
            if dropped := self._kept.pop(path, None):
                self._characters -= len(dropped.document.text)

    def _blame(self, path: str, problem: str) -> None:
        with self._lock:
            self._forget(path)
            if found := self._found.get(path):
                self._found[path] = replace(found, entry=replace(found.entry, problem=problem))
