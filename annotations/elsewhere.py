"""What could not be saved, written into another folder: store files like any other, of these records alone.

Each record keeps the names of the revisions it comes from, so that a copy put beside its original (as
``NAME.orig``) is taken for what it is: the next revision, or one that went a separate way.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotations.folders import CORPUS_FILE, TEXTS
from annotations.layers import Step
from annotations.lines import Line, render
from annotations.locks import locked
from annotations.reading import read_store_file, split_file
from annotations.rows import Row, article_header, corpus_header, resolve
from annotations.storage import create_once, keep_aside, open_below, open_root, replace_bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in another folder now."""

    folder: Path
    files: tuple[Path, ...]
    """The files that hold the records, sorted."""
    ids: tuple[str, ...]
    """The records in them, each once; removals included."""


def write_elsewhere(
    folder: Path, slug: str, name: str, steps: Iterable[Step], texts: Mapping[str, str]
) -> Written:
    """Write the rows of *steps* and the *texts* they were made on below *folder*, as annotator *name*.

    The folder is made if its parent is there. What it holds already is kept; of two revisions of a record the
    later one stays. Raises ``OSError``, also when another program is writing there.
    """
    rows: dict[str, dict[str, Row]] = {}
    paths: dict[str, str] = {CORPUS_FILE: ""}
    for step in steps:
        rows.setdefault(step.file, {})[step.row.key] = step.row
        paths.setdefault(step.file, step.path)
    root = open_root(folder, create=True)
    try:
        _write_texts(root, texts)
        own = open_below(root, [slug], create=True)
        try:
            with locked(own, lambda message: None, lambda: True):
                for file, path in sorted(paths.items()):
                    _write_file(own, slug, file, path, name, rows.get(file, {}))
        finally:
            os.close(own)
    finally:
        os.close(root)
    files = tuple(folder / slug / file for file in sorted(rows))
    return Written(folder, files, tuple(dict.fromkeys(key for known in rows.values() for key in known)))


def _write_texts(root: int, texts: Mapping[str, str]) -> None:
    if not texts:
        return
    fd = open_below(root, [TEXTS], create=True)
    try:
        for sha256, text in texts.items():
            create_once(fd, f"{sha256}.txt", text.encode())
    finally:
        os.close(fd)


def _write_file(own: int, slug: str, file: str, path: str, name: str, rows: Mapping[str, Row]) -> None:
    """Lay *rows* over what the file holds; one about the corpus is made if only to say the name."""
    folders, base = split_file(file)
    fd = open_below(own, folders, create=True)
    try:
        there = read_store_file(fd, base, inside="".join(f"{part}/" for part in folders), annotator=slug)
        if there.blocked:
            raise OSError(f"{slug}/{file}: {there.blocked}")
        if there.signature is not None and not rows:
            return
        if there.damaged:
            keep_aside(fd, base)
        both = (*there.rows.values(), *rows.values())
        lines, _ = resolve(Line(row.key, row.raw, row.data(), 0) for row in both)
        header = there.first(article_header(path) if path else corpus_header(name))
        replace_bytes(fd, base, render([header, *((line.key, line.value) for line in lines)], there.tables))
    finally:
        os.close(fd)
