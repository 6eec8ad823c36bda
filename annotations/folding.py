"""Folding: a copy of a text without its unimportant differences, and the way back to the source's offsets."""

from __future__ import annotations

import re
from bisect import bisect_right

_DOUBLE = "“”„‟″«»〝〞＂"
_SINGLE = "‘’‚‛′‹›`´＇"
_DASHES = "‐‑‒–—―−﹘﹣－⁃"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_SPACES = [code for code in range(0x3001) if chr(code).isspace()]

_ONE_TO_ONE = {
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
    **dict.fromkeys(map(ord, _SINGLE), "'"),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(_SPACES, " "),
}
_UNEVEN = re.compile(rf"[\s{_INVISIBLE}]{{2,}}|[{_INVISIBLE}]|…|[-{_DASHES}]{{2,}}")


class Folded:
    """A copy of a text in which unimportant differences are gone, with the way back to the source's offsets.

    White-space runs (no-break spaces and line ends included) are one space; quotation marks and dashes have
    one shape each, a run of dashes is one; an ellipsis is three dots; soft hyphens and other invisible
    characters are dropped; letters are case-folded unless asked otherwise. Hyphens at line ends stay.
    """

    def __init__(self, source: str, *, case: bool = True) -> None:
        self._length = len(source)
        self._out: list[str] = []
        self._size = 0
        # Pieces: where each begins in the copy and in the source. An even piece runs one to one; an uneven
        # one stands as a whole for its stretch of the source.
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._uneven_end: list[int] = []
        at = 0
        for match in _UNEVEN.finditer(source):
            self._even(source[at : match.start()], at, case)
            found = match.group()
            if found == "…":
                self._uneven("...", match.start(), match.end())
            elif found[0] in _DASHES or found[0] == "-":
                self._uneven("-", match.start(), match.end())
            elif not found.strip() or any(c.isspace() for c in found):
                self._uneven(" ", match.start(), match.end())
            at = match.end()
        self._even(source[at:], at, case)
        self.text = "".join(self._out)

    def _even(self, piece: str, at: int, case: bool) -> None:
        if not piece:
            return
        folded = piece.translate(_ONE_TO_ONE)
        if case:
            longer = folded.casefold()
            # No character folds to nothing: the same length means each stands for itself.
            if len(longer) != len(folded):
                for offset, character in enumerate(folded):
                    self._uneven(character.casefold(), at + offset, at + offset + 1)
                return
            folded = longer
        self._add(folded, at, 0)

    def _uneven(self, folded: str, start: int, end: int) -> None:
        self._add(folded, start, end)

    def _add(self, folded: str, start: int, uneven_end: int) -> None:
        self._out.append(folded)
        self._starts.append(self._size)
        self._sources.append(start)
        self._uneven_end.append(uneven_end)
        self._size += len(folded)

    def to_source(self, index: int) -> int:
        """Where the character at *index* of the copy begins in the source; its length for the copy's."""
        if index >= self._size:
            return self._length
        piece = bisect_right(self._starts, max(index, 0)) - 1
        if self._uneven_end[piece]:
            return self._sources[piece]
        return self._sources[piece] + index - self._starts[piece]

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The source's stretch for ``[start, end)`` of the copy, outward where one stands for several."""
        begin = self.to_source(start)
        if end <= start:
            return begin, begin
        piece = bisect_right(self._starts, min(end, self._size) - 1) - 1
        if self._uneven_end[piece]:
            return begin, self._uneven_end[piece]
        return begin, self._sources[piece] + min(end, self._size) - self._starts[piece]


def fold(text: str, *, case: bool = True) -> Folded:
    """*text* folded; ``case`` false keeps upper and lower case apart. Time grows with the text's length."""
    return Folded(text, case=case)
