"""Stores in tests: opened, filled, looked at."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from annotations.model import Annotation
from annotations.store import AnnotationStore


def opened(folder: Path, annotator: str = "ann", *, show_others: bool = False) -> AnnotationStore:
    """The store of *annotator* in *folder*, loaded."""
    store = AnnotationStore(folder, annotator, show_others=show_others)
    store.load()
    return store


def made(store: AnnotationStore, note: str = "", doc: str = "d0c") -> Annotation:
    """A new annotation of the store's annotator with nothing but a note."""
    return Annotation(store.new_id(), doc, store.annotator, store.now(), store.now(), note=note)


def notes(store: AnnotationStore, path: str | None = None) -> list[str]:
    """The notes of the annotations of the article *path*, or of all, sorted."""
    return sorted(a.note for a in store.annotations(path))


def stored(corpus: Path, article: str, annotator: str = "ann") -> list[dict[str, Any]]:
    """What plain TinyDB reads of the annotations of the article whose name begins with *article*."""
    [path] = (corpus / "annotations" / annotator).glob(f"{article}*.json")
    with TinyDB(path) as database:
        return [dict(record) for record in database.all() if record["kind"] == "annotation"]


def tree(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Mode, times of change (ns) and bytes of everything in *folder*."""
    found = {}
    for path in sorted(folder.rglob("*")):
        what = path.lstat()
        data = path.read_bytes() if stat.S_ISREG(what.st_mode) and os.access(path, os.R_OK) else b""
        found[str(path)] = (what.st_mode, what.st_mtime_ns, what.st_ctime_ns, data)
    return found
