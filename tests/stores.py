"""Stores in tests: opened, filled, looked at."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from annotations.model import Annotation
from annotations.store import AnnotationStore


def opened(folder: Path, annotator: str = "ann") -> AnnotationStore:
    """The store of *annotator* in *folder*, loaded."""
    store = AnnotationStore(folder, annotator)
    store.load()
    return store


def made(store: AnnotationStore, note: str = "") -> Annotation:
    """A new annotation of the store's annotator with nothing but a note."""
    return Annotation(store.new_id(), "d0c", store.annotator, store.now(), store.now(), note=note)


def notes(store: AnnotationStore) -> list[str]:
    """The notes of all annotations, sorted."""
    return sorted(a.note for a in store.annotations())


def tree(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Mode, times of change (ns) and bytes of everything in *folder*."""
    found = {}
    for path in sorted(folder.rglob("*")):
        what = path.lstat()
        data = path.read_bytes() if stat.S_ISREG(what.st_mode) and os.access(path, os.R_OK) else b""
        found[str(path)] = (what.st_mode, what.st_mtime_ns, what.st_ctime_ns, data)
    return found
