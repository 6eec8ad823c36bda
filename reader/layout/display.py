"""Text as it is drawn: a copy of the same length, so that an index into it is an offset into the article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from unicodedata import category

from reader.layout.cells import is_dropped, odd_widths
from reader.sanitise import MARKS_PER_BASE

HIDDEN = "\u200b"
"""Stands for white space that is not drawn (the CR of a CRLF, an indent after a soft line break)."""
NO_BREAK = "\u00a0\u202f\u2007"
"""White space that holds words together: a row breaks there only when nothing else is left."""

_SPACES = "\t\n\v\f\r\x85\u1680\u2028\u2029\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_TABLE: dict[int, str] = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], "\ufffd"
) | dict.fromkeys((ord(c) for c in _SPACES if c not in NO_BREAK), " ")
_LOOSE_BREAKS = ("\r", "\n ", " \n", "\n\t", "\t\n")
"""Where one of these is, white space around line breaks may have to be drawn as one space."""
_WHITE_RUN = re.compile(r"[^\S\u00a0\u202f\u2007]{2,}")


class Display(NamedTuple):
    """What of an article is drawn: same length as the text, no control characters, spaces for white space."""

    text: str
    odd: Mapping[str, int]
    """Widths of the characters that do not take one cell; empty for most texts."""
    dropped: Mapping[int, None]
    """Table for ``str.translate`` that leaves out what must not be emitted."""
    marks: frozenset[str]
    """Combining marks that occur in the text."""

    def emit(self, start: int, end: int) -> str:
        """What goes to the terminal for code points *start* to *end*: marks capped, joiners left out."""
        piece = self.text[start:end]
        if not self.odd:
            return piece
        if self.dropped:
            piece = piece.translate(self.dropped)
        if self.marks and len(piece) > MARKS_PER_BASE and not self.marks.isdisjoint(piece):
            piece = _cap(piece, self.marks)
        return piece

    def cells(self, start: int, end: int) -> int:
        """Cells of code points *start* to *end*."""
        if not self.odd:
            return end - start
        get = self.odd.get
        return sum(get(c, 1) for c in self.text[start:end])


def display(text: str) -> Display:
    """How *text* is drawn. White space around a line break inside a paragraph counts as one space."""
    shown = text
    characters = set(text)
    replaced = [c for c in characters if ord(c) in _TABLE]
    if replaced:
        if any(white in text for white in _LOOSE_BREAKS):
            shown = _WHITE_RUN.sub(_one_space, shown)
        if len(replaced) <= 4:
            for char in replaced:
                shown = shown.replace(char, _TABLE[ord(char)])
        else:
            shown = shown.translate(_TABLE)
        if HIDDEN in shown:
            characters.add(HIDDEN)
        characters.difference_update(replaced)
    odd = odd_widths(characters)
    zero = [c for c, w in odd.items() if w == 0]
    return Display(
        text=shown,
        odd=odd,
        dropped={ord(c): None for c in zero if is_dropped(c)},
        marks=frozenset(c for c in zero if category(c) in ("Mn", "Me") and not is_dropped(c)),
    )


def _one_space(run: re.Match[str]) -> str:
    """A run with a line break and more than line feeds is one space; others are spaces as they are."""
    white = run[0]
    if "\n" not in white or white.count("\n") == len(white):
        return white
    return " " + HIDDEN * (len(white) - 1)


def _cap(piece: str, marks: frozenset[str]) -> str:
    kept: list[str] = []
    run = 0
    for char in piece:
        run = run + 1 if char in marks else 0
        if run <= MARKS_PER_BASE:
            kept.append(char)
    return "".join(kept)
