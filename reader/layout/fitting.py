"""A message in few cells: folders of a path go first, then what follows a semicolon, then whole words."""

from __future__ import annotations

import re

from reader.layout.cells import cells, elide
from reader.layout.wrapping import wrapped

FOLDERS = re.compile(
    r"(?<![^\s“\"'(])(?:(?:~|\.{1,2})?/(?:[^\s/]+/)+|(?:[^\s/]+/){2,}(?=[^\s/]+\.\w))(?=[^\s/])"
)
"""The folders of a path: of one from the root or a home, or of one to a file, two folders down at least."""


def short_paths(text: str) -> str:
    """*text* with the last part of every path alone: ``…/000.txt.json``."""
    return FOLDERS.sub("…/", text)


def fitted(text: str, width: int, rows: int) -> list[str]:
    """*text* in at most *rows* lines of at most *width* cells, broken and ended between words.

    Of what does not fit the folders of paths go first, then clauses behind a semicolon, the last one first;
    what is still too long ends in ``…``.
    """
    if cells(text) > width:
        text = short_paths(text)
    while len(wrapped(text, width, rows + 1)) > rows and "; " in text:
        text = text.rpartition("; ")[0]
    return wrapped(text, width, rows) if rows > 1 else [elide(text, width)]
