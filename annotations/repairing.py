"""Putting one annotator's files in order: laid out anew, copies folded in, originals kept aside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotations.auditing import walk
from annotations.folders import is_store_file, main_file
from annotations.locks import locked
from annotations.placing import instead_of, take_away
from annotations.reading import read_store_file
from annotations.rows import StoreFile, article_header, corpus_header
from annotations.storage import (
    TEMPORARY,
    keep_aside,
    look,
    open_below,
    open_root,
    read_bytes,
    replace_bytes,
    sync,
    temporary_name,
)


@dataclass(frozen=True, slots=True)
class Repaired:
    """One thing that was done."""

    path: str
    """The file, relative to the annotations folder."""
    message: str


def repair(folder: Path, slug: str, name: str) -> list[Repaired]:
    """Put every file in the folder *slug* in order, as annotator *name*, and tell each thing that was done.

    A file of a newer version, or one that cannot be read, is left alone. Raises ``OSError``, also when
    another program is writing there; what was done until then is done.
    """
    done: list[Repaired] = []
    root = open_root(folder)
    try:
        own = open_below(root, [slug])
        try:
            with locked(own, lambda message: None, lambda: True):
                for fd, inside in walk(root, slug):
                    done += _put_in_order(fd, inside, slug, name)
        finally:
            os.close(own)
    finally:
        os.close(root)
    return done


def _put_in_order(fd: int, inside: str, slug: str, name: str) -> Iterator[Repaired]:
    names = sorted(os.listdir(fd))
    copies: dict[str, list[str]] = {}
    for entry in names:
        if (main := main_file(entry)) is not None:
            copies.setdefault(main, []).append(entry)
    for leftover in (entry for entry in names if entry.startswith(TEMPORARY)):
        os.unlink(leftover, dir_fd=fd)
        yield Repaired(inside + leftover, "left by a killed program: taken away")
    below = inside.removeprefix(f"{slug}/")
    for file in sorted({*copies, *(entry for entry in names if is_store_file(entry))}):
        beside = copies.get(file, [])
        state = read_store_file(fd, file, inside=below, annotator=slug, beside=beside)
        if state.blocked:
            continue
        yield from _lay_out(fd, file, inside, state, name)
        for copy in state.folded:
            yield Repaired(inside + copy, f"its records are in {file} now; it is kept as {_aside(fd, copy)}")


def _lay_out(fd: int, file: str, inside: str, state: StoreFile, name: str) -> Iterator[Repaired]:
    """Write *file* as it was understood, unless that is how it is written."""
    there = read_bytes(fd, file)[0] if look(fd, file) is not None else None
    data = state.render(article_header(state.path) if state.path else corpus_header(name))
    if data == there:
        return
    kept = f"; the original is kept as {keep_aside(fd, file)}" if there is not None else ""
    replace_bytes(fd, file, data, instead_of(state.signature))
    count = f"{len(state.rows)} record{'' if len(state.rows) == 1 else 's'}"
    yield Repaired(inside + file, f"laid out anew with {count}{kept}")


def _aside(fd: int, copy: str) -> str:
    """Give *copy* a name under which it is not read any more."""
    kept = keep_aside(fd, copy)
    signature = look(fd, copy)
    if signature is not None:
        take_away(fd, copy, temporary_name(), signature)
        sync(fd)
    return kept
