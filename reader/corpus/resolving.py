"""Which article a person means who names it by a path, its beginning, or a bare file name."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from reader.corpus.scan import ARTICLE_SUFFIXES, ArticleError, CorpusError, shown_path, why
from reader.sanitise import clean_line

__all__ = ["as_shown", "fitting", "resolve", "standing", "written"]

LISTED = 6
"""Candidates named in the message on an ambiguous name."""


def resolve(name: str, paths: Sequence[str], root: Path) -> str:
    """The one of *paths*, all below *root*, that *name* means.

    Raises ``ArticleError`` when nothing or more than one fits, listing them.
    """
    if not name.strip():
        raise ArticleError("an article is needed, not an empty name; reader list names them")
    wanted = written(name)
    given = Path(name)
    if given.is_absolute():
        real = os.path.join(os.path.realpath(given.parent), given.name)
        wanted = written(os.path.relpath(real, root))
    fits = fitting(wanted, paths)
    if len(fits) > 1:
        more = f" and {len(fits) - LISTED} more" if len(fits) > LISTED else ""
        named = ", ".join(fits[:LISTED])
        raise ArticleError(f"{name}: {len(fits)} articles fit, name one: {named}{more}")
    if not fits:
        raise ArticleError(f"{name}: no such article in {root}")
    return fits[0]


def written(name: str) -> str:
    """*name*, which was typed, or put on the line by a shell, as paths are written here."""
    raw = name.encode("utf-8", "surrogateescape")
    return shown_path(raw).removeprefix("./")


def standing(path: Path) -> tuple[Path, bool]:
    """The file or folder that *path* means, and whether it is a folder. Raises ``CorpusError``."""
    try:
        return path, stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        if (meant := as_shown(path)) is not None:
            return standing(meant)
        suffixes = " ".join(ARTICLE_SUFFIXES)
        raise CorpusError(f"{path}: no such file or folder; name a folder of {suffixes} files") from None
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {why(error)}") from error


def as_shown(path: Path) -> Path | None:
    """The one thing in the folder of *path* that is shown by its name, where nothing has that name itself."""
    names: list[bytes] = []
    with suppress(OSError):
        names = os.listdir(os.fsencode(path.parent))
    wanted = clean_line(written(path.name))
    fits = [path.with_name(os.fsdecode(raw)) for raw in names if clean_line(shown_path(raw)) == wanted]
    return fits[0] if len(fits) == 1 and fits[0] != path else None


def fitting(wanted: str, paths: Sequence[str]) -> list[str]:
    """Those of *paths* that *wanted* means: as they are, or else as lists and messages show them."""
    if wanted in paths:
        return [wanted]
    return _fitting(wanted, paths, paths) or _fitting(clean_line(wanted), paths, [*map(clean_line, paths)])


def _fitting(wanted: str, paths: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Those of *paths* whose names, as *shown*, fit best."""
    if not wanted:
        return []
    files = [name.rsplit("/", 1)[-1] for name in shown]
    named = [*zip(paths, shown, files, strict=True)]
    return (
        [path for path, name, _ in named if name == wanted]
        or [path for path, _, file in named if wanted in (file, file.rsplit(".", 1)[0])]
        or [path for path, name, _ in named if name.startswith(wanted)]
        or [path for path, _, file in named if file.startswith(wanted)]
    )
