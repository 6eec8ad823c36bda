"""Where a file that a person names must not be written: over an article, annotations, the codebook."""

from __future__ import annotations

import contextlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import StoreError
from reader.codebook_file import CODEBOOK_NAME
from reader.corpus.scan import ARTICLE_SUFFIXES, ARTICLES_CSV
from reader.workspace import ANNOTATIONS_NAME

if TYPE_CHECKING:
    from annotations.elsewhere import Written
    from reader.workspace import Workspace

_TABLES = {CODEBOOK_NAME: "the codebook", ARTICLES_CSV: "the table of the articles"}


class ProtectedError(ValueError):
    """A place where nothing may be written that a person names: what it is, and what to do."""


def check_output(workspace: Workspace, path: Path) -> None:
    """Raise ``ProtectedError`` where a file at *path* would replace what the corpus is made of, or join it.

    Links are followed, other names of the same file known, and names compared as they are on a disk that
    does not tell cases apart: a corpus may be copied to one.
    """
    root = workspace.corpus.root
    # A link would be replaced itself, but whoever names it means what it leads to.
    for place in dict.fromkeys(
        (Path(os.path.realpath(path.parent)) / path.name, Path(os.path.realpath(path)))
    ):
        inside = below(root, place) or ()
        if inside[:1] == (ANNOTATIONS_NAME,) or below(workspace.folder, place) is not None:
            raise ProtectedError(f"{path}: is a place of annotations: name another file")
        if what := _named(workspace, place, inside):
            raise ProtectedError(f"{path}: {what}")
    try:
        found = os.stat(path)
    except OSError:
        return  # nothing is there, or nothing that can be written: whoever writes says why
    if not stat.S_ISREG(found.st_mode):
        raise ProtectedError(f"{path}: is no regular file: name another one")
    if found.st_nlink > 1:
        for name in _files(workspace):
            if os.path.lexists(name) and os.path.samestat(found, os.stat(name, follow_symlinks=False)):
                raise ProtectedError(f"{path}: is {os.fsdecode(name)} under another name: name another file")


def save_elsewhere(workspace: Workspace, folder: Path) -> Written:
    """Write what cannot be saved as store files into another *folder*; it stays queued all the same.

    For any thread; it writes before it returns. Raises ``StoreError``: nothing is unsaved, *folder*
    cannot be written, or lies in the corpus, where nothing but annotations is written.
    """
    if below(workspace.corpus.root, Path(os.path.realpath(folder))) is not None:
        raise StoreError(f"{folder}: that is in the corpus: name another folder")
    return workspace.store.save_elsewhere(folder)


def _named(workspace: Workspace, place: Path, inside: tuple[str, ...]) -> str:
    """What stands or would stand at *place*, *inside* the corpus, if that may not be written; else ``""``."""
    if len(inside) == 1 and (table := _TABLES.get(inside[0])):
        return f"is {table}: name another file"
    if not inside or not inside[-1].endswith(ARTICLE_SUFFIXES) or any(part[0] == "." for part in inside):
        return ""
    if os.path.lexists(place):
        return "is an article of the corpus: name another file"
    if workspace.corpus.only is not None:
        return ""
    return "would be read as an article of the corpus: name a file outside it, or one with another ending"


def below(folder: Path, place: Path) -> tuple[str, ...] | None:
    """The folded names that lead from *folder* to *place*, both without links; ``None``: it lies elsewhere.

    The folder is known however it is spelt or mounted; one that is not there yet, by its name alone.
    """
    for depth, above in enumerate((place, *place.parents)):
        with contextlib.suppress(OSError):
            if above == folder or os.path.samefile(folder, above):
                return tuple(map(_folded, place.parts[len(place.parts) - depth :]))
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _files(workspace: Workspace) -> Iterator[bytes]:
    """The files that must not be replaced, as far as the corpus can be read."""
    root = os.fsencode(workspace.corpus.root)
    yield from (os.path.join(root, os.fsencode(name)) for name in _TABLES)
    yield from workspace.corpus.files()
    for folder in (workspace.folder, workspace.corpus.root / ANNOTATIONS_NAME):
        for above, _, names in os.walk(os.fsencode(folder)):
            yield from (os.path.join(above, name) for name in names)
