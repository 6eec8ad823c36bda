"""Store files wherever a person keeps them: a folder of annotations, an annotator's own, or a single file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.elsewhere import Find, away, left, whole_records
from annotations.errors import StoreError
from annotations.folders import CORPUS_FILE, TEXTS
from annotations.lines import TABLE, parse
from annotations.quoting import one_line
from annotations.reading import list_annotators, read_annotator, read_text
from annotations.rows import LONGEST_NAME, Problem, Row, StoreFile, file_from, file_of
from annotations.storage import open_root

_BEGINNING = re.compile(
    rb'^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\{\s*"%b"\s*:' % TABLE.encode(), re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Backup:
    """Store files that a person named, and the folder of annotations they are in."""

    files: tuple[StoreFile, ...]
    folder: Path | None
    """``None``: they are in none that is known."""
    problems: tuple[Problem, ...] = ()
    """What in it could not be read, besides what its files tell."""

    def text(self, sha256: str) -> str | None:
        """The article text kept beside them under *sha256*, if it is there and is what it says."""
        return read_text(self.folder, sha256) if self.folder is not None else None


@dataclass(frozen=True, slots=True)
class Merge:
    """What would come of store files that are laid over one's own."""

    files: tuple[StoreFile, ...]
    """With the records alone that are not here yet."""
    added: tuple[str, ...]
    """The ids of those that are not here at all."""
    merged: tuple[str, ...]
    """The ids of those that are here otherwise."""
    waiting: tuple[str, ...]
    """The ids of changes of what is not here: they stay where they are."""
    same: int
    """Records that are here already, or what has become of them."""


def merge_of(files: Iterable[StoreFile], find: Find) -> Merge:
    """What would come of *files*; *find* has the records that are here."""
    files = list(files)
    news = [left(state, find) for state in files]
    waiting = {key for state in news for key in away(state, find)}
    rows = [(state.name, key) for state in news for key in state.rows if key not in waiting]
    added = [key for name, key in rows if find(name, key) is None]
    return Merge(
        tuple(state for state in news if state.rows),
        tuple(added),
        tuple(key for name, key in rows if find(name, key) is not None),
        tuple(sorted(waiting)),
        sum(len(state.rows) for state in files) - sum(len(state.rows) for state in news),
    )


def is_store_data(head: bytes) -> bool:
    """Whether the file that begins with *head* is one that a store keeps records in, damaged or not."""
    return _BEGINNING.search(head.replace(b"\0", b"")) is not None  # UTF-16, too


def from_data(data: bytes, path: Path | None, shown: str) -> Backup:
    """The store file of these bytes, which are at *path*; *shown*: its name where something is wrong with it.

    Raises ``StoreError`` when it does not say of which article it is.
    """
    parsed = parse(data)
    if not (name := file_of(parsed)):
        raise StoreError(
            f"{shown}: its first record, which says the article, is gone: name the folder it is in"
        )
    state = file_from(name, parsed, shown=shown)
    state = replace(whole_records(state), noticed=state.problems)
    above = path.resolve().parents if path is not None else ()
    return Backup((state,), next((folder for folder in above if (folder / TEXTS).is_dir()), None))


def from_folder(folder: Path) -> Backup:
    """The store files of *folder*: that of one annotator, which ``_corpus`` tells, or one that holds such.

    Raises ``OSError`` when it cannot be read.
    """
    folder = folder.resolve()
    alone = (folder / CORPUS_FILE).is_file()
    root = folder.parent if alone else folder
    fd = open_root(root)
    try:
        slugs = [folder.name] if alone else list_annotators(fd)[0]
        slugs = [slug for slug in slugs if (root / slug / CORPUS_FILE).is_file()]
        read = [read_annotator(fd, slug, {}) for slug in slugs]
    finally:
        os.close(fd)
    files = []
    for state in (state for states, _ in read for state in states):
        noticed = tuple(problem.below(os.fspath(root)) for problem in state.problems)
        files.append(replace(whole_records(state), noticed=noticed))
    unread = (problem.below(os.fspath(root)) for _, problems in read for problem in problems)
    return Backup(tuple(files), root, tuple(problem for problem in unread if problem.unread))


def signer(row: Row) -> str:
    """Who made the record, or removed it; ``""`` where it does not say."""
    data = row.data()
    said = data.get("annotator") or data.get("by")
    return one_line(said, LONGEST_NAME) if isinstance(said, str) else ""


def signed_by(files: tuple[StoreFile, ...], name: str) -> Iterator[StoreFile]:
    """*files* with those records alone that *name* signed, or nobody."""
    for state in files:
        rows = {key: row for key, row in state.rows.items() if signer(row) in ("", name)}
        yield replace(state, rows=rows)
