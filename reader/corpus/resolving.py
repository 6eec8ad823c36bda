"""Which article a person means who names it by a path, its beginning, or a bare file name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from reader.corpus.scan import ArticleError

__all__ = ["resolve"]

LISTED = 6
"""Candidates named in the message on an ambiguous name."""


def resolve(name: str, paths: Sequence[str], root: Path) -> str:
    """The one of *paths*, all below *root*, that *name* means.

    Raises ``ArticleError`` when nothing or more than one fits, listing them.
    """
    wanted = unicodedata.normalize("NFC", name).removeprefix("./")
    given = Path(name)
    if given.is_absolute():
        real = os.path.join(os.path.realpath(given.parent), given.name)
        wanted = unicodedata.normalize("NFC", os.path.relpath(real, root))
    if wanted in paths:
        return wanted
    if wanted:
        files = [p.rsplit("/", 1)[-1] for p in paths]
        for fits in (
            [p for p, file in zip(paths, files, strict=True) if wanted in (file, file.rsplit(".", 1)[0])],
            [p for p in paths if p.startswith(wanted)],
            [p for p, file in zip(paths, files, strict=True) if file.startswith(wanted)],
        ):
            if len(fits) == 1:
                return fits[0]
            if fits:
                more = f" and {len(fits) - LISTED} more" if len(fits) > LISTED else ""
                named = ", ".join(fits[:LISTED])
                raise ArticleError(f"{name}: {len(fits)} articles fit, name one: {named}{more}")
    raise ArticleError(f"{name}: no such article in {root}")
