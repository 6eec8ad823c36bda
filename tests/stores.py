"""Stores in tests: opened, filled, looked at."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from annotations.elsewhere import Written
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


def saved_elsewhere(
    corpus: Path, work: Callable[[AnnotationStore, Annotation], object], place: Path, annotator: str = "ann"
) -> Written:
    """What *work* does to the first annotation of *corpus* while another program writes in ann's folder.

    It is written into the folder *place* instead, as a reader does that has to.
    """
    store = opened(corpus / "annotations", annotator)
    fd = os.open(corpus / "annotations" / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        work(store, store.annotations()[0])
        assert store.close(0.1)
        return store.save_elsewhere(place)
    finally:
        os.close(fd)


@contextmanager
def busy(seeds: Path) -> Iterator[Callable[[], None]]:
    """Another program writes in ann's folder until it is told to end."""
    fd = os.open(seeds / "annotations" / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield lambda: fcntl.flock(fd, fcntl.LOCK_UN)
    finally:
        os.close(fd)
