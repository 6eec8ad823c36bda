"""A folder of articles, opened without reading them: each is parsed when it is asked for."""

from __future__ import annotations

import os
import threading
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.ids import text_hashes
from reader.corpus.decoding import Decoded, NotText, decode
from reader.corpus.document import Document, Metadata
from reader.corpus.parsing import parse
from reader.corpus.repeated_lines import EDGE, find_repeated_lines, spread
from reader.corpus.rulings import Rulings, outlet_key
from reader.corpus.scan import (
    ARTICLE_SUFFIXES,
    ARTICLES_CSV,
    MAX_BYTES,
    ArticleError,
    CorpusError,
    Entry,
    Found,
    read_bytes,
    read_edges,
    scan,
)
from reader.corpus.shelf import Basis, Shelf, Stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reader.corpus.articles_csv import ArticlesTable

__all__ = ["ArticleError", "Corpus", "CorpusError", "Entry"]

LISTED = 6
"""Candidates named in the message on an ambiguous name."""


class Corpus:
    """The articles below ``root`` (or the one file ``only``). May be asked from several threads."""

    def __init__(self, root: Path, only: str | None, max_bytes: int, found: list[Found]) -> None:
        self.root = root
        self.only = only
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        self._kept = Shelf()
        self._seen: dict[str, tuple[Basis, Metadata]] = {}
        self._repeated: dict[str, frozenset[str]] = {}
        self._rulings: Rulings = {}
        self._table: ArticlesTable | None = None
        self._table_stamp: Stamp | None = None
        self._looked = False
        """Whether the table was looked for at all."""
        self._told: Mapping[str, Metadata] | None = None
        self._entries: tuple[Entry, ...] | None = None
        self._found: dict[str, Found] = {}
        self._beside: frozenset[str] | None = None
        """Of a corpus of one article: what else is in its folder."""
        self._hashes: dict[str, tuple[Stamp | None, str, str]] = {}
        self._take(found)

    @classmethod
    def open(cls, path: Path, *, max_bytes: int = MAX_BYTES) -> Corpus:
        """The corpus at *path*, a folder or one article no larger than *max_bytes*. Reads names only.

        Raises ``CorpusError`` when there is nothing to read there.
        """
        suffixes = " ".join(ARTICLE_SUFFIXES)
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder; name a folder of {suffixes} files")
        if path.is_dir():
            root = Path(os.path.realpath(path))
            found = scan(root, max_bytes=max_bytes)
            if not found:
                raise CorpusError(f"{path}: no articles here; {suffixes} files are read")
            return cls(root, None, max_bytes, found)
        if path.suffix.lower() not in ARTICLE_SUFFIXES:
            raise CorpusError(f"{path}: not an article; {suffixes} files are read")
        root = Path(os.path.realpath(path.parent))
        found = scan(root, max_bytes=max_bytes, only=os.fsencode(path.name))
        if not found:
            raise CorpusError(f"{path}: hidden files are not read; name it without the dot")
        return cls(root, found[0].entry.path, max_bytes, found)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every file that is or should be an article, by path; those that cannot be read carry a problem."""
        with self._lock:
            if self._entries is None:
                self._entries = tuple(f.entry for f in self._found.values())
            return self._entries

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with ``articles.csv``, one line each."""
        with self._lock:
            table = self._said_in_table()
            return table.problems if table is not None else ()

    def document(self, path: str) -> Document:
        """The article at *path*, parsed; read again when the file or what is known of it has changed.

        Raises ``ArticleError`` when it is unknown, gone, or no text.
        """
        with self._lock:
            found = self._find(path)
            basis, rulings = self._basis(path, found), self._rulings
            if (kept := self._current(path, basis)) is not None:
                self._kept.use(path)
                return kept
        decoded, stamp = self._read(path, found)
        document = parse(
            path,
            decoded.text,
            metadata=basis.said,
            repeated_lines=basis.repeated,
            rulings=rulings,
            encoding=decoded.encoding,
            repairs=decoded.repairs,
        )
        ruled = rulings.get(outlet_key(document.metadata.outlet), {})
        basis = basis._replace(stamp=stamp, ruled=ruled)
        with self._lock:
            self._kept.put(path, basis, document)
            self._seen[path] = basis, document.metadata
        return document

    def at_hand(self, path: str) -> Document | None:
        """The article at *path* as ``document`` gives it, if it need not be parsed for that."""
        with self._lock:
            found = self._found.get(path) if path in self._kept else None
            return self._current(path, self._basis(path, found)) if found else None

    def is_current(self, document: Document) -> bool:
        """Whether *document* is what was last parsed of its file, and the file is as it was then."""
        with self._lock:
            found, seen = self._found.get(document.path), self._seen.get(document.path)
            if found is None or seen is None or seen[1] is not document.metadata:
                return False
            return seen[0] == self._ruled(self._basis(document.path, found), seen[1])

    def _current(self, path: str, basis: Basis) -> Document | None:
        kept = self._kept.get(path)
        current = kept and basis.stamp and kept[0] == self._ruled(basis, kept[1].metadata)
        return kept[1] if kept and current else None

    def _read(self, path: str, found: Found) -> tuple[Decoded, Stamp]:
        try:
            data, info = read_bytes(self.root, found.raw, max_bytes=self._max_bytes)
            return decode(data), _stamp_of(info)
        except NotText as error:
            self._blame(path, str(error))
            raise ArticleError(f"{path}: {error}") from error
        except ArticleError as error:
            self._forget(path)
            raise ArticleError(f"{path}: {str(error).split(': ', 1)[-1]}") from error

    def holds(self, path: str) -> bool:
        """Whether there is a file for the article *path*, be it readable or not."""
        with self._lock:
            if path in self._found or self.only is None:
                return path in self._found
            if self._beside is None:
                found = scan(self.root, max_bytes=self._max_bytes)
                self._beside = frozenset(one.entry.path for one in found)
            return path in self._beside

    def text(self, path: str) -> str:
        """The text of the article at *path* as ``document`` has it, not parsed. Raises ``ArticleError``."""
        with self._lock:
            found = self._find(path)
            kept = self._kept.get(path)
            if kept and kept[0].stamp and kept[0].stamp == _stamp(self.root, found.raw):
                return kept[1].text
        return self._read(path, found)[0].text

    def hashes(self, path: str) -> tuple[str, str]:
        """sha256 of the text, and of the text with newlines folded; read once. Raises ``ArticleError``."""
        with self._lock:
            stamp, known = _stamp(self.root, self._find(path).raw), self._hashes.get(path)
        if known is None or stamp is None or known[0] != stamp:
            known = self._hashes[path] = (stamp, *text_hashes(self.text(path)))
        return known[1:]

    def metadata(self, path: str) -> Metadata:
        """What is known about the article at *path*; parsed once and then remembered.

        Raises ``ArticleError`` like ``document``.
        """
        with self._lock:
            seen = self._seen.get(path)
            if seen and seen[0] == self._ruled(self._basis(path, self._find(path)), seen[1]):
                return seen[1]
        return self.document(path).metadata

    def known_metadata(self, path: str) -> Metadata | None:
        """The same as far as it is known without looking at the disk; ``None`` when nothing is.

        That is what the article was found to say when it was parsed, else what the table said last.
        """
        with self._lock:
            if path in self._seen:
                return self._seen[path][1]
            table = self._table if self._looked else self._said_in_table()
            return table.known.get(path) if table is not None else None

    def set_metadata(self, path: str, **fields: str) -> Metadata:
        """Write *fields* (title, outlet, date, url, author) of the article into ``articles.csv``.

        An empty string takes a field back to what the article says. Raises ``CorpusError`` for an unknown
        field, a date that is none, or a file that cannot be written.
        """
        from reader.corpus.articles_csv import read_table, with_fields, write_table

        with self._lock:
            self._find(path)
            table = with_fields(read_table(self.root), path, fields)
            try:
                write_table(self.root, table)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise CorpusError(f"{self.root / ARTICLES_CSV}: cannot be written: {reason}") from error
            self._table_stamp = None
        return self.metadata(path)

    @property
    def rulings(self) -> Rulings:
        """What a reader said of lines, by outlet, as it is heeded now."""
        return self._rulings

    def rule(self, rulings: Rulings) -> None:
        """Heed what a reader said of lines, by outlet; articles concerned are parsed anew when asked for."""
        with self._lock:
            self._rulings = rulings

    def refresh(self) -> tuple[str, ...]:
        """Look at the folder again: the paths that came, went or changed, sorted."""
        name = None if self.only is None else self._found[self.only].raw if self.only in self._found else None
        if self.only is not None and name is None:
            name = os.fsencode(self.only)
        found = scan(self.root, max_bytes=self._max_bytes, only=name)
        with self._lock:
            self._beside = None
            old = {p: (f.entry.size, f.entry.mtime_ns) for p, f in self._found.items()}
            new = {f.entry.path: (f.entry.size, f.entry.mtime_ns) for f in found}
            changed = {p for p in old.keys() | new.keys() if old.get(p) != new.get(p)}
            worse = (f.entry for f in found if f.entry.problem and f.entry.path in self._found)
            changed |= {entry.path for entry in worse if not self._found[entry.path].entry.problem}
            if not changed:
                return ()
            blamed = {p: f for p, f in self._found.items() if f.entry.problem and p not in changed}
            self._take([blamed.get(f.entry.path, f) for f in found])
            for path in changed:
                self._forget(path)
                self._seen.pop(path, None)
        return tuple(sorted(changed))

    def redescribed(self) -> tuple[str, ...]:
        """The articles of which ``articles.csv`` says something else than when this was last asked, sorted.

        The first time: than when the table was first read.
        """
        with self._lock:
            table = self._said_in_table()
            before, now = self._told or {}, table.known if table is not None else {}
            self._told = now
            changed = {p for p in before.keys() | now.keys() if before.get(p) != now.get(p)}
            for path in changed:
                self._seen.pop(path, None)
        return tuple(sorted(changed))

    def resolve(self, name: str) -> str:
        """The path *name* means: a path, its unique beginning, or a bare file name.

        Raises ``ArticleError`` when nothing or more than one article fits, listing them.
        """
        wanted = unicodedata.normalize("NFC", name).removeprefix("./")
        given = Path(name)
        if given.is_absolute():
            real = os.path.join(os.path.realpath(given.parent), given.name)
            wanted = unicodedata.normalize("NFC", os.path.relpath(real, self.root))
        with self._lock:
            paths = list(self._found)
        if wanted in self._found:
            return wanted
        if wanted:
            files = [p.rsplit("/", 1)[-1] for p in paths]
            for fits in (
                [p for p, file in zip(paths, files, strict=True) if wanted in (file, file.rsplit(".", 1)[0])],
                [p for p in paths if p.startswith(wanted)],
                [p for p, file in zip(paths, files, strict=True) if file.startswith(wanted)],
            ):
                if len(fits) == 1:
                    return fits[0]
                if fits:
                    more = f" and {len(fits) - LISTED} more" if len(fits) > LISTED else ""
                    named = ", ".join(fits[:LISTED])
                    raise ArticleError(f"{name}: {len(fits)} articles fit, name one: {named}{more}")
        raise ArticleError(f"{name}: no such article in {self.root}")

    def _take(self, found: list[Found]) -> None:
        self._found = {f.entry.path: f for f in found}
        self._entries = None
        self._repeated.clear()

    def _find(self, path: str) -> Found:
        found = self._found.get(path)
        if found is None:
            raise ArticleError(f"{path}: no such article in {self.root}")
        return found

    def _basis(self, path: str, found: Found) -> Basis:
        said = self._said(path) or Metadata()
        return Basis(_stamp(self.root, found.raw), said, self._repeated_lines(path), {})

    def _ruled(self, basis: Basis, metadata: Metadata) -> Basis:
        """*basis* with what was ruled on lines of the outlet in *metadata*."""
        return basis._replace(ruled=self._rulings.get(outlet_key(metadata.outlet), {}))

    def _said(self, path: str) -> Metadata | None:
        """What a person said of the article at *path*, if anything."""
        table = self._said_in_table()
        return table.known.get(path) if table is not None else None

    def _said_in_table(self) -> ArticlesTable | None:
        """``articles.csv`` as it is now; most corpora have none, and then its module is not even imported."""
        self._looked = True
        stamp = _stamp(self.root, os.fsencode(ARTICLES_CSV))
        if stamp is None and not os.path.lexists(self.root / ARTICLES_CSV):
            self._told = {} if self._told is None else self._told
            self._table = None
            return None
        if self._table is None or stamp != self._table_stamp:
            from reader.corpus.articles_csv import read_table

            self._table, self._table_stamp = read_table(self.root), stamp
            self._told = self._table.known if self._told is None else self._told
        return self._table

    def _repeated_lines(self, path: str) -> frozenset[str]:
        """Lines that several files of the article's folder share; read once for each folder."""
        if self.only is not None:
            return frozenset()
        folder = path.rpartition("/")[0]
        if folder not in self._repeated:
            inside = [
                p for p, f in self._found.items() if p.rpartition("/")[0] == folder and not f.entry.problem
            ]
            edges = (self._edges(self._found[p]) for p in spread(inside))
            self._repeated[folder] = find_repeated_lines(edge for edge in edges if edge)
        return self._repeated[folder]

    def _edges(self, found: Found) -> str:
        try:
            data = read_edges(self.root, found.raw, EDGE)
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError:
                return decode(data).text
        except (ArticleError, NotText):
            # Whoever opens that article is told; for its neighbours it is only one witness less.
            return ""

    def _forget(self, path: str) -> None:
        with self._lock:
            self._kept.drop(path)

    def _blame(self, path: str, problem: str) -> None:
        with self._lock:
            self._forget(path)
            if found := self._found.get(path):
                self._found[path] = found._replace(entry=found.entry._replace(problem=problem))
                self._entries = None


def _stamp(root: Path, raw: bytes) -> Stamp | None:
    try:
        return _stamp_of(os.stat(os.path.join(os.fsencode(root), raw)))
    except OSError:
        return None


def _stamp_of(info: os.stat_result) -> Stamp:
    return info.st_size, info.st_mtime_ns, info.st_ino
