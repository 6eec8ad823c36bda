"""Putting one annotator's files in order: laid out anew, copies folded in, originals kept aside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.auditing import is_dead, is_store, walk
from annotations.folders import TEXTS, article_file, main_file
from annotations.git_files import GIT_FILES
from annotations.history import HISTORY_FILE, readable
from annotations.locks import held
from annotations.placing import instead_of, take_away
from annotations.quoting import quoted
from annotations.reading import read_store_file, split_file
from annotations.rows import StoreFile, article_header, corpus_header
from annotations.storage import (
    TEMPORARY,
    forbidden,
    keep_aside,
    look,
    open_below,
    open_root,
    read_bytes,
    regular_or_none,
    replace_bytes,
    signature_of,
    sync,
    temporary_name,
)


@dataclass(frozen=True, slots=True)
class Repaired:
    """One thing that was done."""

    path: str
    """The file, relative to the annotations folder."""
    message: str


def repair(folder: Path, slug: str, name: str, paths: Mapping[str, str]) -> list[Repaired]:
    """Put every file in the folder *slug* in order, as annotator *name*, and tell each thing that was done.

    *paths* are articles, by their files, of which each is about that one, whatever its first record says.
    A file of a newer version, or one that cannot be read or written, is left alone. Raises ``OSError``, also
    when another program is writing there; what was done until then is done.
    """
    done: list[Repaired] = []
    root = open_root(folder)
    try:
        own = open_below(root, [slug])
        try:
            with held(own):
                done += _top(root)
                done += _log(own, slug)
                for fd, inside in walk(root, slug):
                    done += _put_in_order(own, fd, inside, slug, name, paths)
        finally:
            os.close(own)
    finally:
        os.close(root)
    return done


def _top(root: int) -> Iterator[Repaired]:
    """What is everyone's: temporary files that are one's own and dead, files of git's that say nothing."""
    yield from _dead(root)
    texts = -1
    with contextlib.suppress(OSError):  # none there, or who reads the annotations says so
        texts = open_below(root, [TEXTS])
    if texts >= 0:
        try:
            yield from _dead(texts, f"{TEXTS}/")
        finally:
            os.close(texts)
    for name, data in GIT_FILES.items():
        try:
            there = regular_or_none(root, name)
        except OSError:
            continue  # whose it is nobody knows: reader check says so
        if there is None or not (forbidden(root, name) or read_bytes(root, name)[0].strip()):
            replace_bytes(root, name, data, instead_of(signature_of(there) if there else None))
            yield Repaired(name, "says again what git has to know")


def _dead(folder: int, inside: str = "") -> Iterator[Repaired]:
    for name in sorted(os.listdir(folder)):
        if name.startswith(TEMPORARY) and is_dead(folder, name):
            os.unlink(name, dir_fd=folder)
            yield Repaired(inside + name, "left by a killed program: taken away")


def _log(own: int, slug: str) -> Iterator[Repaired]:
    """Take out of the log what cannot be read."""
    try:
        data, signature = read_bytes(own, HISTORY_FILE)
    except OSError:
        return  # none there, or reader check says so
    kept, torn = readable(data)
    if torn and not forbidden(own, HISTORY_FILE):
        aside = keep_aside(own, HISTORY_FILE)
        replace_bytes(own, HISTORY_FILE, kept, instead_of(signature))
        lines = "1 line" if torn == 1 else f"{torn} lines"
        said = f"{lines} that cannot be read taken out; the original is kept as {aside}"
        yield Repaired(f"{slug}/{HISTORY_FILE}", said)


def _put_in_order(
    own: int, fd: int, inside: str, slug: str, name: str, paths: Mapping[str, str]
) -> Iterator[Repaired]:
    names = sorted(os.listdir(fd))
    copies: dict[str, list[str]] = {}
    for entry in names:
        if (main := main_file(entry)) is not None:
            copies.setdefault(main, []).append(entry)
    for leftover in (entry for entry in names if entry.startswith(TEMPORARY)):
        os.unlink(leftover, dir_fd=fd)
        yield Repaired(inside + leftover, "left by a killed program: taken away")
    below = inside.removeprefix(f"{slug}/")
    for file in sorted(file for file in {*copies, *names} if is_store(file, not below)):
        beside = copies.get(file, [])
        state = read_store_file(fd, file, inside=below, annotator=slug, beside=beside)
        if state.blocked or forbidden(fd, file):
            continue
        if (path := paths.get(state.name, state.path)) != state.path:
            state = replace(state, path=path, header=None)
        yield from _lay_out(fd, file, inside, state, name)
        yield from _bring_home(own, fd, file, inside, state)
        for copy in state.folded:
            yield Repaired(inside + copy, f"its records are in {file} now; it is kept as {_aside(fd, copy)}")


def _lay_out(fd: int, file: str, inside: str, state: StoreFile, name: str) -> Iterator[Repaired]:
    """Write *file* as it was understood, unless that is how it is written."""
    there = read_bytes(fd, file)[0] if look(fd, file) is not None else None
    data = state.render(article_header(state.path) if state.path else corpus_header(name))
    if data == there:
        return
    headed = state.header is not None or state.damaged
    if there is not None and not headed and data.partition(b"\n\n")[1:] == there.partition(b"\n\n")[1:]:
        replace_bytes(fd, file, data, instead_of(state.signature))
        yield Repaired(inside + file, f"its first record says {quoted(state.path or name)} now")
        return
    kept = f"; the original is kept as {keep_aside(fd, file)}" if there is not None else ""
    replace_bytes(fd, file, data, instead_of(state.signature))
    count = f"{len(state.rows)} record{'' if len(state.rows) == 1 else 's'}"
    yield Repaired(inside + file, f"laid out anew with {count}{kept}")


def _bring_home(own: int, fd: int, file: str, inside: str, state: StoreFile) -> Iterator[Repaired]:
    """Give *file* the name that the article it is about has here, if it has another and that is free."""
    try:
        right = article_file(state.path) if state.path else state.name
    except ValueError:
        return
    if right == state.name:
        return
    folders, name = split_file(right)
    there = open_below(own, folders, create=True)
    try:
        if look(there, name) is None:
            replace_bytes(there, name, read_bytes(fd, file)[0], instead_of(None))
            os.unlink(file, dir_fd=fd)
            sync(fd)
            yield Repaired(inside + file, f"is {right} now: no article's file is called so")
    finally:
        os.close(there)


def _aside(fd: int, copy: str) -> str:
    """Give *copy* a name under which it is not read any more."""
    kept = keep_aside(fd, copy)
    signature = look(fd, copy)
    if signature is not None:
        take_away(fd, copy, temporary_name(), signature)
        sync(fd)
    return kept
