"""How many cells a character takes in a terminal: additive, so that widths of parts sum to the whole.

Wide and full-width characters (Unicode Standard Annex 11) take two cells; marks, format characters,
variation selectors, skin tones and the inner letters of a Hangul syllable none; everything else one.
Terminals differ on sequences (a family joined by U+200D, a skin tone), so what only joins or modifies is
never emitted: each character is drawn for itself, and every terminal agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import category, east_asian_width

_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Format characters with a shape of their own."""


def width_of(char: str) -> int:
    """Cells of one character: 0, 1 or 2."""
    code = ord(char)
    if code < 0x300:
        return 0 if code == 0xAD else 1
    kind = category(char)
    if kind in ("Mn", "Me") or (kind == "Cf" and char not in _PREPENDED):
        return 0
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FB or 0x1F3FB <= code <= 0x1F3FF:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def is_dropped(char: str) -> bool:
    """Whether a character is left out when text is emitted: it joins or modifies others and draws nothing."""
    code = ord(char)
    if code == 0xAD or 0x1F3FB <= code <= 0x1F3FF or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return True
    return code >= 0x300 and category(char) == "Cf" and char not in _PREPENDED


def odd_widths(characters: Iterable[str]) -> dict[str, int]:
    """The widths of those *characters* that do not take exactly one cell; pass ``set(text)``."""
    return {c: w for c in characters if (w := width_of(c)) != 1}


def cells(text: str, odd: Mapping[str, int] | None = None) -> int:
    """Cells *text* takes; *odd* as from :func:`odd_widths`, when it is known already."""
    if odd is None:
        if text.isascii():
            return len(text)
        odd = odd_widths(set(text))
    if not odd:
        return len(text)
    get = odd.get
    return sum(get(c, 1) for c in text)


def cut(text: str, width: int) -> str:
    """The longest head of *text* that takes at most *width* cells, marks of its last character included."""
    if text.isascii():
        return text[: max(0, width)]
    used = 0
    for i, char in enumerate(text):
        used += width_of(char)
        if used > width:
            return text[:i]
    return text


def elide(text: str, width: int) -> str:
    """*text* in at most *width* cells; what is cut ends with ``…``, at a word's end where one is near."""
    if cells(text) <= width:
        return text
    head = cut(text, width - 1)
    if not text[len(head) : len(head) + 1].isspace():
        space = head.rfind(" ")
        if space >= len(head) * 2 // 3:
            head = head[:space]
    return (head.rstrip(" ,;:—–-") + "…") if width > 0 else ""


def elide_middle(text: str, width: int) -> str:
    """*text* in at most *width* cells; what is cut out of it is ``…``, and both ends stay: of a path, say."""
    if cells(text) <= width:
        return text
    end = cut(text[::-1], (width - 1) // 3)[::-1]
    while end and not width_of(end[0]):
        end = end[1:]  # a mark whose letter was cut
    return f"{cut(text, width - 1 - cells(end))}…{end}" if width > 0 else ""
