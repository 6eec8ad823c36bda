"""The files of a corpus: which are articles, and how one is read without being caught by a trap."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import unicodedata
from collections.abc import Container, Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from annotations.folders import DEEPEST

__all__ = [
    "ARTICLES_CSV",
    "ARTICLE_SUFFIXES",
    "MAX_BYTES",
    "ArticleError",
    "CorpusError",
    "Entry",
    "Listing",
    "look",
    "read_bytes",
    "read_edges",
    "scan",
    "shown_path",
    "why",
]

ARTICLE_SUFFIXES = (".txt", ".text", ".md")
_SUFFIXES = tuple(suffix.encode() for suffix in ARTICLE_SUFFIXES)
ARTICLES_CSV = "articles.csv"
"""What a person knows of the articles, beside them."""
MAX_BYTES = 64 * 1024 * 1024
READING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Not blocking: opening a pipe for reading would otherwise wait for its writer."""
SKIPPED_AT_TOP = frozenset({b"annotations"})
LINK_TO_NOTHING = "link to nothing"


class CorpusError(ValueError):
    """A folder that is no corpus; one line that says what, where, and what to do."""


class ArticleError(CorpusError):
    """An article that cannot be found or read; the others are not concerned."""


class Entry(NamedTuple):
    """A file of the corpus. ``size`` in bytes, ``mtime_ns`` as the file system has it."""

    path: str
    """Relative to the corpus, forward slashes, NFC; bytes that are no UTF-8 are escaped as ``\\xe9``."""
    size: int = 0
    mtime_ns: int = 0
    problem: str = ""
    """Why it cannot be read; empty when nothing is known against it."""


class Listing(NamedTuple):
    """The files of a corpus as far as their folders tell of them: none was looked at itself."""

    raw: dict[str, bytes]
    """By path as in ``Entry``, sorted: the name the file system knows it by, relative to the corpus."""
    problems: dict[str, str]
    """By path, why some of them cannot be read."""


def scan(root: Path, *, only: bytes | None = None, apart: Path | None = None) -> Listing:
    """The articles below *root*; *only* restricts it to one file name in it.

    Hidden files, the ``annotations`` folder at the top, and the folder *apart* are left out. Links are
    followed inside the corpus alone, and named where they leave it; no folder is entered twice, nor one so
    deep that no annotations could be kept of what is in it. Raises ``CorpusError`` where *root* itself cannot
    be read.
    """
    top = os.fsencode(os.path.realpath(root))
    found: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    seen: set[tuple[int, int]] = set()
    if apart is not None:
        with contextlib.suppress(OSError):  # it comes with the first annotation
            info = os.stat(apart)
            seen.add((info.st_dev, info.st_ino))
    folders: list[bytes] = [b""]
    links: list[bytes] = []
    while folders or links:
        # Links wait until every real folder is known, so that a folder is listed under its own name.
        relative = folders.pop() if folders else links.pop(0)
        folder = os.path.join(top, relative) if relative else top
        try:
            # Not the folder by its name: what cannot be searched is a list of names that nobody can read.
            info = os.stat(os.path.join(folder, b"."))
            if (info.st_dev, info.st_ino) in seen:
                continue
            seen.add((info.st_dev, info.st_ino))
            with os.scandir(folder) as listing:
                items = sorted(listing, key=attrgetter("name"))
        except OSError as error:
            if not relative:
                gone = error.errno == errno.ENOENT
                told = "the folder is gone" if gone else f"the folder cannot be read: {why(error)}"
                if isinstance(error, PermissionError):
                    told += "; its owner can allow it: chmod u+rx"
                raise CorpusError(f"{root}: {told}") from error
            name = _unique(shown_path(relative) + "/", found)
            found[name], problems[name] = relative, why(error)
            continue
        for item in items:
            if item.name.startswith(b"."):
                continue
            path = relative + b"/" + item.name if relative else item.name
            skipped = not relative and item.name in SKIPPED_AT_TOP
            article = item.name.lower().endswith(_SUFFIXES) and (only is None or path == only)
            if article and item.is_file(follow_symlinks=False):
                found[_unique(shown_path(path), found)] = path
            elif item.is_symlink() and not _inside(top, item.path):
                if article or (only is None and not skipped and _is_other_folder(item, seen)):
                    name = _unique(shown_path(path) + ("" if article else "/"), found)
                    found[name], problems[name] = path, _astray(item.path)
            elif _is_folder(item):
                if only is not None or skipped:
                    continue
                if path.count(b"/") < DEEPEST:
                    (links if item.is_symlink() else folders).append(path)
                else:
                    name = _unique(shown_path(path) + "/", found)
                    found[name], problems[name] = path, f"more than {DEEPEST} folders deep: not read"
            elif article:
                found[_unique(shown_path(path), found)] = path
    return Listing(dict(sorted(found.items())), problems)


def look(root: Path, path: str, raw: bytes, *, max_bytes: int = MAX_BYTES) -> Entry:
    """The entry of the article *path*, the file *raw* below *root*: its state, and whether it can be read."""
    file = os.path.join(os.fsencode(root), raw)
    try:
        info = os.stat(file)
    except OSError as error:
        return Entry(path, problem=_unopened(file, error))
    problem = _unfit(info, max_bytes)
    # What everybody may read need not be asked for: in a large corpus that is ten thousand questions less.
    if not problem and not info.st_mode & stat.S_IROTH and not os.access(file, os.R_OK):
        problem = why(PermissionError(errno.EACCES, ""))
    return Entry(path, info.st_size, info.st_mtime_ns, problem)


def read_bytes(root: Path, raw: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[bytes, os.stat_result]:
    """The bytes of the file *raw* below *root*, a path without links, and its state when they were read.

    Raises ``ArticleError`` with the reason when it is gone, no regular file, too large, or leads elsewhere.
    """
    with _opened(root, raw, max_bytes) as handle, open(handle, "rb", closefd=False) as file:
        data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise ArticleError(f"{shown_path(raw)}: {_too_large(len(data), max_bytes)}")
        return data, os.fstat(handle)


def read_edges(root: Path, folder: bytes, names: Iterable[bytes], edge: int) -> Iterator[bytes]:
    """The first and last *edge* bytes of each file, a blank line between when some are left out.

    The files are *names* in one *folder* below *root*. Links, and what cannot be read, are passed over.
    """
    top = os.fsencode(root)
    place = os.path.join(top, folder)
    if folder and not _inside(top, place):
        return
    try:
        inside = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        for name in names:
            try:
                handle = os.open(name, READING | os.O_NOFOLLOW, dir_fd=inside)
            except OSError:
                continue
            try:
                data = _edges(handle, edge)
            except OSError:
                continue
            finally:
                os.close(handle)
            yield data
    finally:
        os.close(inside)


def _edges(handle: int, edge: int) -> bytes:
    info = os.fstat(handle)
    if _unfit(info, None):
        return b""
    if info.st_size <= 2 * edge:
        return os.read(handle, 2 * edge)
    return os.read(handle, edge) + b"\n\n" + os.pread(handle, edge, info.st_size - edge)


@contextlib.contextmanager
def _opened(root: Path, raw: bytes, max_bytes: int | None) -> Iterator[int]:
    """The handle of the file *raw* below *root*."""
    top = os.fsencode(root)
    path = os.path.join(top, raw)
    shown = shown_path(raw)
    if not _inside(top, path):
        raise ArticleError(f"{shown}: {_astray(path)}")
    try:
        handle = os.open(path, READING)
        try:
            if problem := _unfit(os.fstat(handle), max_bytes):
                raise ArticleError(f"{shown}: {problem}")
            yield handle
        finally:
            os.close(handle)
    except OSError as error:
        raise ArticleError(f"{shown}: {_unopened(path, error)}") from error


def _unfit(info: os.stat_result, max_bytes: int | None) -> str:
    if not stat.S_ISREG(info.st_mode):
        kind = (
            "a pipe"
            if stat.S_ISFIFO(info.st_mode)
            else "a folder"
            if stat.S_ISDIR(info.st_mode)
            else "a device"
        )
        return f"not a regular file but {kind}"
    return _too_large(info.st_size, max_bytes) if max_bytes is not None and info.st_size > max_bytes else ""


def _too_large(size: int, limit: int) -> str:
    return f"too large: {size:,} bytes or more, the limit is {limit:,}"


def _is_folder(item: os.DirEntry[bytes]) -> bool:
    try:
        return item.is_dir()
    except OSError:
        return False


def _is_other_folder(item: os.DirEntry[bytes], seen: Container[tuple[int, int]]) -> bool:
    """Whether the link *item* leads to a folder that is none of *seen*."""
    try:
        info = item.stat()
    except OSError:
        return False
    return stat.S_ISDIR(info.st_mode) and (info.st_dev, info.st_ino) not in seen


def _inside(top: bytes, path: bytes) -> bool:
    real = os.path.realpath(path)
    return real.startswith(top.rstrip(b"/") + b"/")


def _astray(file: bytes) -> str:
    return "link that leaves the corpus" if os.path.exists(file) else LINK_TO_NOTHING


def _unopened(file: bytes, error: OSError) -> str:
    """Why *file*, a path that was listed, is not to be had."""
    astray = isinstance(error, FileNotFoundError) and os.path.islink(file)
    return LINK_TO_NOTHING if astray else why(error)


def shown_path(raw: bytes) -> str:
    """*raw* as a name: NFC; bytes that are no UTF-8 as ``\\xe9``, so that it can be written anywhere."""
    name = raw.decode("utf-8", "backslashreplace")
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def _unique(name: str, taken: Container[str]) -> str:
    """*name*, or a numbered form when another file's name looks the same in NFC."""
    unique, n = name, 2
    while unique in taken:
        unique, n = f"{name} ({n})", n + 1
    return unique


def why(error: OSError) -> str:
    """*error* in plain words, without the file."""
    return {
        errno.ENOENT: "the file is gone",
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.ELOOP: "a loop of links",
        errno.ENXIO: "not a regular file",
    }.get(error.errno or 0, (error.strerror or "cannot be read").lower())
