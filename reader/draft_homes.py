"""Which article a draft is about today: its corpus may be called otherwise by now, and so may the article."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import StoreError
from annotations.model import Annotation
from reader.corpus.corpus import ArticleError
from reader.drafts import Left, Sheet, waiting
from reader.paths import PathsError, drafts_folder, read_bounded, resolved

if TYPE_CHECKING:
    from reader.drafts import Unfinished
    from reader.workspace import Workspace

_LONGEST = 16 << 20
"""Bytes of an article that are read for that: of a longer one it is not known."""


def left(workspace: Workspace) -> Left:
    """The drafts that belong to articles of the corpus, each with the path that its article has now.

    Among them are those that were written under another name of the corpus, if their article is no longer
    there. One of this corpus stays among them when its article is not found, and keeps its path.
    """
    own, found = _found(workspace)
    return Left(tuple((sheet, what) for sheet, what, is_own, home in found if is_own or home), own)


def lost(workspace: Workspace) -> Iterator[tuple[Sheet, Unfinished]]:
    """The drafts whose article is nowhere: of this corpus, and of those that are gone."""
    for sheet, what, is_own, home in _found(workspace)[1]:
        if not home and (is_own or (what.corpus and not os.path.lexists(what.corpus))):
            yield sheet, what


def _found(
    workspace: Workspace,
) -> tuple[tuple[Path, ...], list[tuple[Sheet, Unfinished, bool, str]]]:
    """Damaged files of this corpus; sheet, draft, whether it is one of it, and the article it is about."""
    own = drafts_folder(workspace.corpus.root)
    here, found = str(resolved(workspace.corpus.root)), []
    known = waiting(own, *_others(own))
    for sheet, what in known.drafts:
        is_own = sheet.path.parent == own or what.corpus == here
        if is_own or not _at_home(what):
            path = home(workspace, what)
            found.append((sheet, what.at(path or what.path), is_own, path))
    return known.damaged, found


def _others(own: Path) -> list[Path]:
    try:
        return sorted(path for path in own.parent.iterdir() if path != own)
    except OSError:
        return []


def _at_home(what: Unfinished) -> bool:
    """Whether the article still is where it was when the draft was written, edited though it may be."""
    place = Path(what.corpus, what.path)
    try:
        if not what.corpus:
            return False
        return os.stat(place).st_size == what.size or what.is_like(
            (read_bounded(place, _LONGEST) or b"").decode("utf-8", "replace")
        )
    except (OSError, ValueError, PathsError):
        return False


def home(workspace: Workspace, what: Unfinished) -> str:
    """The path of the article that *what* was typed about, ``""`` when it is not here.

    That is the one with the text it was typed about, or with the annotation; else the one of that name, if it
    was only edited. Files of the same size alone are read for that.
    """
    corpus = workspace.corpus
    if _has_text(workspace, what.path, what.text):
        return what.path
    if (path := _annotated(workspace, what.editing)) and corpus.holds(path):
        return path
    same = (one.path for one in corpus.entries if what.size and one.size == what.size)
    name = os.path.basename(what.path)
    for path in sorted(same, key=lambda path: (os.path.basename(path) != name, path)):
        if _has_text(workspace, path, what.text):
            return path
    with contextlib.suppress(ArticleError):
        if corpus.holds(what.path) and what.is_like(corpus.text(what.path)):
            return what.path
    return ""


def _has_text(workspace: Workspace, path: str, sha256: str) -> bool:
    try:
        return workspace.corpus.holds(path) and workspace.corpus.hashes(path)[0] == sha256
    except ArticleError:
        return False


def _annotated(workspace: Workspace, record_id: str) -> str:
    """The article of one's own annotation, ``""`` when it is not there."""
    store = workspace.store
    if not record_id or not store.annotator:
        return ""
    try:
        path, record = store.get(record_id)
    except StoreError:
        return ""
    mine = isinstance(record, Annotation) and record.annotator == store.annotator and record.id == record_id
    return path if mine else ""
