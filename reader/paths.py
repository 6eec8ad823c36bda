"""Where the program keeps its own files, never next to a corpus: configuration, state, caches, drafts, log.

The directories are those of the platform (XDG on Linux); ``CLOSE_READER_CONFIG_DIR``,
``CLOSE_READER_STATE_DIR`` and ``CLOSE_READER_CACHE_DIR`` name others. What is written here is for its owner
alone: files of 0600 in directories of 0700.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TextIO

APP = "close-reader"
LOG_LIMIT = 1_000_000
"""Bytes after which the log is begun anew; the old one is kept once beside it."""

Kind = Literal["config", "state", "cache"]


class PathsError(OSError):
    """One of the program's own files cannot be used; the message names it, the reason and what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


def _directory(kind: Kind, environ: Mapping[str, str] | None) -> Path:
    environ = os.environ if environ is None else environ
    override = environ.get(f"CLOSE_READER_{kind.upper()}_DIR", "")
    if override:
        return Path(os.path.abspath(os.path.expanduser(override)))
    from platformdirs import PlatformDirs

    places = PlatformDirs(APP, appauthor=False)
    chosen = {
        "config": places.user_config_dir,
        "state": places.user_state_dir,
        "cache": places.user_cache_dir,
    }
    return Path(os.path.abspath(chosen[kind]))


def config_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The directory of config.toml; nothing is made."""
    return _directory("config", environ)


def state_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The directory of places, histories, drafts and the log; nothing is made."""
    return _directory("state", environ)


def cache_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The directory of what can be computed again; nothing is made."""
    return _directory("cache", environ)


def config_file(environ: Mapping[str, str] | None = None) -> Path:
    """The configuration's path, whether it exists or not."""
    return config_dir(environ) / "config.toml"


def log_file(environ: Mapping[str, str] | None = None) -> Path:
    """The log's path, whether it exists or not."""
    return state_dir(environ) / "reader.log"


def resolved(corpus: Path) -> Path:
    """A corpus's folder as one absolute path: links followed, also when it no longer exists."""
    return Path(os.path.realpath(corpus))


def corpus_key(corpus: Path) -> str:
    """The name under which things about a corpus are kept: a readable slug and a hash of its path."""
    whole = resolved(corpus)
    plain = unicodedata.normalize("NFKD", whole.name).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    return f"{slug or 'corpus'}-{hashlib.sha256(os.fsencode(whole)).hexdigest()[:16]}"


def state_file(corpus: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Where the state of a corpus is kept."""
    return state_dir(environ) / "corpora" / f"{corpus_key(corpus)}.json"


def cache_folder(corpus: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Where what was computed of a corpus is kept: its index, its mentions."""
    return cache_dir(environ) / "corpora" / corpus_key(corpus)


def drafts_folder(corpus: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Where notes being written are kept until they are saved."""
    return state_dir(environ) / "drafts" / corpus_key(corpus)


def make_private(folder: Path) -> Path:
    """The folder, made where missing, for its owner alone (0700). Raises PathsError.

    One that exists keeps its mode: a person may have named a folder that is not only for this program.
    """
    missing = [folder, *folder.parents]
    missing = missing[: next((depth for depth, each in enumerate(missing) if each.exists()), None)]
    try:
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(0, "not a directory")
    except OSError as error:
        hint = "make it writable, or name another by CLOSE_READER_STATE_DIR or CLOSE_READER_CACHE_DIR"
        raise PathsError(f"{folder}: cannot be used: {_why(error)}; {hint}") from error
    return folder


def write_private(path: Path, data: bytes) -> None:
    """Replace a file at once, so that it is whole at every moment; 0600 in a 0700 folder. Raises PathsError.

    It is not synced: what is kept here may be lost to a power cut, and a sync could hold up the screen.
    """
    make_private(path.parent)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise PathsError(f"{path}: cannot be written: {_why(error)}") from error


def read_bounded(path: Path, limit: int) -> bytes | None:
    """A regular file's bytes, or None when there is none; never waits on a FIFO.

    Raises PathsError when it is no regular file, cannot be read, or is larger than ``limit`` bytes.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise PathsError(f"{path}: cannot be read: {_why(error)}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise PathsError(f"{path}: not a regular file")
    with os.fdopen(handle, "rb") as stream:
        try:
            data = stream.read(limit + 1)
        except OSError as error:
            raise PathsError(f"{path}: cannot be read: {_why(error)}") from error
    if len(data) > limit:
        raise PathsError(f"{path}: larger than {limit:,} bytes")
    return data


def open_log(environ: Mapping[str, str] | None = None) -> TextIO:
    """The log, opened for appending, 0600; past LOG_LIMIT bytes it is begun anew. Raises PathsError."""
    path = log_file(environ)
    make_private(path.parent)
    try:
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            os.replace(path, path.with_name(f"{path.name}.1"))
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        os.fchmod(handle, 0o600)
    except OSError as error:
        raise PathsError(f"{path}: cannot be written: {_why(error)}") from error
    return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")


def kept(corpus: Path, environ: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """What exists about a corpus: its state, also set aside or half written, drafts, cache; and the log.

    The log is one for all corpora, and a traceback in it may quote any of them.
    """
    state = state_file(corpus, environ)
    key = corpus_key(corpus)
    found = [path for path in _listed(state.parent) if path.name.lstrip(".").startswith(f"{key}.json")]
    others = (drafts_folder(corpus, environ), cache_folder(corpus, environ), log_file(environ))
    found += [path for path in others if os.path.lexists(path)]
    old_log = log_file(environ).with_name(f"{log_file(environ).name}.1")
    return (*found, *([old_log] if os.path.lexists(old_log) else []))


def forget(corpus: Path, environ: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Delete what is kept about a corpus and return what was deleted; the corpus itself is not touched.

    It works for a corpus that no longer exists. Raises PathsError at the first thing that cannot be deleted.
    """
    found = kept(corpus, environ)
    for path in found:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise PathsError(f"{path}: cannot be deleted: {_why(error)}") from error
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
