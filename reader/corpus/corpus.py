"""A folder of articles, opened without reading them: each is parsed when it is asked for."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.ids import text_hashes
from reader.corpus.decoding import Decoded, NotText, decode
from reader.corpus.document import Document, Metadata
from reader.corpus.parsing import parse
from reader.corpus.repeated_lines import repeated_in, spread
from reader.corpus.resolving import resolve, standing
from reader.corpus.rulings import Rulings, outlet_key
from reader.corpus.scan import (
    ARTICLE_SUFFIXES,
    ARTICLES_CSV,
    MAX_BYTES,
    ArticleError,
    CorpusError,
    Entry,
    Listing,
    look,
    read_bytes,
    scan,
)
from reader.corpus.shelf import Basis, Shelf, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reader.corpus.articles_csv import ArticlesTable

__all__ = ["ArticleError", "Corpus", "CorpusError", "Entry"]


class Corpus:
    """The articles below ``root`` (or the one file ``only``). May be asked from several threads."""

    def __init__(
        self, root: Path, only: str | None, max_bytes: int, found: Listing, apart: Path | None = None
    ) -> None:
        self.root = root
        self.only = only
        self._max_bytes = max_bytes
        self._apart = apart
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
        self._entries: dict[str, Entry] = {}
        """Those that were looked at or read, by path."""
        self._raw: dict[str, bytes] = {}
        """Of each article the name the file system knows it by."""
        self._problems: dict[str, str] = {}
        """What is known against an article without looking at its file."""
        self._beside: frozenset[str] | None = None
        """Of a corpus of one article: what else is in its folder."""
        self._hashes: dict[str, tuple[Stamp | None, str, str]] = {}
        self._take(found)

    @classmethod
    def open(cls, path: Path, *, max_bytes: int = MAX_BYTES, apart: Path | None = None) -> Corpus:
        """The corpus at *path*, a folder or one article no larger than *max_bytes*. Reads names only.

        Nothing in the folder *apart* is an article, wherever it is: annotations may be kept there.
        Raises ``CorpusError`` when there is nothing to read there.
        """
        suffixes = " ".join(ARTICLE_SUFFIXES)
        path, is_folder = standing(path)
        if is_folder:
            root = Path(os.path.realpath(path))
            found = scan(root, apart=apart)
            if not found.raw:
                raise CorpusError(f"{path}: no articles here; {suffixes} files are read")
            return cls(root, None, max_bytes, found, apart)
        if path.suffix.lower() not in ARTICLE_SUFFIXES:
            raise CorpusError(f"{path}: not an article; {suffixes} files are read")
        root = Path(os.path.realpath(path.parent))
        found = scan(root, only=os.fsencode(path.name))
        if not found.raw:
            raise CorpusError(f"{path}: hidden files are not read; name it without the dot")
        return cls(root, next(iter(found.raw)), max_bytes, found)

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of all entries, sorted; for this no file is looked at."""
        with self._lock:
            return tuple(self._raw)

    def files(self) -> tuple[bytes, ...]:
        """The files of all entries, as the file system knows them, with the folder."""
        root = os.fsencode(self.root)
        with self._lock:
            return tuple(os.path.join(root, raw) for raw in self._raw.values())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every file that is or should be an article, by path; those that cannot be read carry a problem.

        Each file is looked at when this is first asked for.
        """
        with self._lock:
            return tuple(self._entries.get(path) or self.entry(path) for path in self._raw)

    def entry(self, path: str) -> Entry:
        """What is known of the article *path* without reading it. Raises ``ArticleError`` when it is none."""
        with self._lock:
            if (known := self._entries.get(path)) is None:
                known = self._entries[path] = self._look(path, self._find(path), self._problems)
            return known

    def readable(self) -> Iterator[str]:
        """The paths of the entries that can be read: each is looked at when it is its turn."""
        return (path for path in self.names if not self.entry(path).problem)

    def _look(self, path: str, raw: bytes, problems: Mapping[str, str]) -> Entry:
        if problem := problems.get(path):
            return Entry(path, problem=problem)
        return look(self.root, path, raw, max_bytes=self._max_bytes)

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
            raw = self._find(path)
            basis, rulings = self._basis(path, raw), self._rulings
            if (kept := self._current(path, basis)) is not None:
                self._kept.use(path)
                return kept
        decoded, stamp = self._read(path, raw)
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
            raw = self._raw.get(path) if path in self._kept else None
            return self._current(path, self._basis(path, raw)) if raw else None

    def is_current(self, document: Document) -> bool:
        """Whether *document* is what was last parsed of its file, and the file is as it was then."""
        with self._lock:
            raw, seen = self._raw.get(document.path), self._seen.get(document.path)
            if raw is None or seen is None or seen[1] is not document.metadata:
                return False
            return seen[0] == self._ruled(self._basis(document.path, raw), seen[1])

    def _current(self, path: str, basis: Basis) -> Document | None:
        kept = self._kept.get(path)
        current = kept and basis.stamp and kept[0] == self._ruled(basis, kept[1].metadata)
        return kept[1] if kept and current else None

    def _read(self, path: str, raw: bytes) -> tuple[Decoded, Stamp]:
        if problem := self._problems.get(path):
            raise ArticleError(f"{path}: {problem}")
        try:
            data, info = read_bytes(self.root, raw, max_bytes=self._max_bytes)
            with self._lock:
                self._entries.setdefault(path, Entry(path, info.st_size, info.st_mtime_ns))
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
            if path in self._raw or self.only is None:
                return path in self._raw
            if self._beside is None:
                try:
                    self._beside = frozenset(scan(self.root).raw)
                except CorpusError:
                    self._beside = frozenset()
            return path in self._beside

    def text(self, path: str) -> str:
        """The text of the article at *path* as ``document`` has it, not parsed. Raises ``ArticleError``."""
        with self._lock:
            raw = self._find(path)
            kept = self._kept.get(path)
            if kept and kept[0].stamp and kept[0].stamp == _stamp(self.root, raw):
                return kept[1].text
        return self._read(path, raw)[0].text

    def hashes(self, path: str) -> tuple[str, str]:
        """sha256 of the text, and of the text with newlines folded; read once. Raises ``ArticleError``."""
        with self._lock:
            stamp, known = _stamp(self.root, self._find(path)), self._hashes.get(path)
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
        """Look at the folder again: the paths that came, went or changed, sorted.

        Raises ``CorpusError`` when the folder itself is gone; what is known stays then.
        """
        name = None if self.only is None else self._raw.get(self.only, os.fsencode(self.only))
        found = scan(self.root, only=name, apart=self._apart)
        now = {path: self._look(path, raw, found.problems) for path, raw in found.raw.items()}
        with self._lock:
            self._beside = None
            # Of one that nobody looked at nothing is known that could be otherwise now.
            before = {path: self._entries.get(path) or now.get(path, Entry(path)) for path in self._raw}
            changed = {p for p in before.keys() & now.keys() if _differ(before[p], now[p])}
            changed |= before.keys() ^ now.keys()
            if not changed:
                return ()
            self._take(found)
            blamed = {p: entry for p, entry in before.items() if entry.problem and p not in changed}
            self._entries = now | blamed
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
        return resolve(name, self.names, self.root)

    def _take(self, found: Listing) -> None:
        self._raw, self._problems = found
        self._entries = {}
        self._repeated.clear()

    def _find(self, path: str) -> bytes:
        raw = self._raw.get(path)
        if raw is None:
            raise ArticleError(f"{path}: no such article in {self.root}")
        return raw

    def _basis(self, path: str, raw: bytes) -> Basis:
        said = self._said(path) or Metadata()
        return Basis(_stamp(self.root, raw), said, self._repeated_lines(path), {})

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
            # By name alone, so that it does not depend on what was looked at.
            inside = [p for p in self._raw if p.rpartition("/")[0] == folder and p not in self._problems]
            raw = self._find(path).rpartition(b"/")[0]
            names = [self._raw[p].rpartition(b"/")[2] for p in spread(inside)]
            self._repeated[folder] = repeated_in(self.root, raw, names)
        return self._repeated[folder]

    def _forget(self, path: str) -> None:
        with self._lock:
            self._kept.drop(path)

    def _blame(self, path: str, problem: str) -> None:
        with self._lock:
            self._forget(path)
            if path in self._raw:
                self._entries[path] = self.entry(path)._replace(problem=problem)


def _stamp(root: Path, raw: bytes) -> Stamp | None:
    try:
        return _stamp_of(os.stat(os.path.join(os.fsencode(root), raw)))
    except OSError:
        return None


def _stamp_of(info: os.stat_result) -> Stamp:
    return info.st_size, info.st_mtime_ns, info.st_ino


def _differ(old: Entry, new: Entry) -> bool:
    """Whether it is another file now, or one that cannot be read any more."""
    return (old.size, old.mtime_ns) != (new.size, new.mtime_ns) or bool(new.problem and not old.problem)
