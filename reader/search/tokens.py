"""Words of a text as search compares them: folded keys, and where they stand in the text.

A word is a run of letters and digits (``[^\\W_]+`` and the marks that combine with them); of Chinese and
Japanese, which has no spaces, each character is one. Its key is lower case, without accents and marks. Words
joined by a hyphen (hard, soft, or at the end of a line) and digits joined by a thousands comma are found
apart and together: co-operation gives ``co``, ``operation`` and ``cooperation``. Apostrophes, curly or
straight, separate. Text is never changed: offsets are code points.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

TOKENISER_VERSION = 2
"""Changes whenever the keys of a text may change: an index made by another version is not used."""

MAX_KEY = 64
"""Longer keys are cut here, in texts and in queries alike."""

_IDEOGRAPHS = "\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_LETTER = f"[^\\W_{_IDEOGRAPHS}]"
_WORD = f"{_LETTER}+(?:[\u0300-\u036f\u0483-\u0487]+{_LETTER}*)*|(?!\\W)[{_IDEOGRAPHS}]"
_TOKEN = re.compile(_WORD)
_ASCII = re.compile("[a-z0-9]+")
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_JOINT = re.compile("[-\u2010\u2011\u00ad,]")
_LINE_END = re.compile("[ \t]{0,4}\r?\n[ \t]{0,4}")
_THOUSANDS = re.compile(r"\d{3}(?!\w)")
_MARK = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ß": "ss"}
)


class Token(NamedTuple):
    """One word: its key, its code points in the text, and the words it covers, counted from 0.

    A plain word covers ``first`` to ``first + 1``; a joined compound covers all its parts, so a phrase can
    step over either.
    """

    key: str
    start: int
    end: int
    first: int
    last: int


@lru_cache(maxsize=65_536)
def _fold_wide(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold()).casefold()
    folded = _MARK.sub("", unicodedata.normalize("NFKD", folded)).translate(_LETTERS)
    return "".join(c for c in folded if c.isalnum())[:MAX_KEY]


def fold_word(word: str) -> str:
    """The key of *word*: lower case, no accents, at most ``MAX_KEY`` characters; may be empty."""
    if word.isascii():
        return word.lower()[:MAX_KEY]
    return _fold_wide(word[: 4 * MAX_KEY])


def words(text: str) -> list[str]:
    """The keys of the plain words of *text* in order, without joined compounds."""
    if text.isascii():
        found = _ASCII.findall(text.lower())
    else:
        found = [w.lower() if w.isascii() else _fold_wide(w[: 4 * MAX_KEY]) for w in _TOKEN.findall(text)]
    if found and (len(max(found, key=len)) > MAX_KEY or "" in found):
        return [word[:MAX_KEY] for word in found if word]
    return found


def scan(text: str) -> list[Token]:
    """All words of *text* in order, a joined compound after its last part. Linear in the text's length."""
    if text.isascii():
        matches = list(_ASCII.finditer(text.lower()))
        plain = [match[0][:MAX_KEY] for match in matches]
    else:
        matches = list(_TOKEN.finditer(text))
        plain = [w.lower()[:MAX_KEY] if (w := match[0]).isascii() else fold_word(w) for match in matches]
        if "" in plain:
            matches = [match for match, key in zip(matches, plain, strict=True) if key]
            plain = [key for key in plain if key]
    starts = [match.start() for match in matches]
    ends = [match.end() for match in matches]
    count = len(plain)
    # Without the named tuple's own constructor: it would be most of the cost of reading a passage.
    rows = zip(plain, starts, ends, range(count), range(1, count + 1), strict=True)
    found: list[Token] = list(map(tuple.__new__, repeat(Token), rows))
    joints = _joints(text)
    return _with_compounds(found, joints) if joints else found


def keys(text: str) -> list[str]:
    """The keys of ``scan(text)``, in the same order."""
    if not _joints(text):
        return words(text)
    return [token[0] for token in scan(text)]


def is_ideographic(key: str) -> bool:
    """Whether *key* is a Chinese or Japanese character: a word of a text that has no spaces."""
    return _IDEOGRAPH.match(key) is not None


def letters(text: str) -> int:
    """How many letters and digits *text* has."""
    return sum(map(len, words(text)))


def _joints(text: str) -> dict[int, int]:
    """Where two words may be one: from the end of the left one to the start of the right one."""
    found: dict[int, int] = {}
    for match in _JOINT.finditer(text):
        start, end = match.span()
        digits = text[start - 1 : start].isdecimal() and text[end : end + 1].isdecimal()
        if text[start] == ",":
            if not (digits and _THOUSANDS.match(text, end)) or _long_number(text, start):
                continue
        else:
            line_end = _LINE_END.match(text, end)
            end = line_end.end() if line_end else end
        if end < len(text) and text[end].isalnum() and not (digits and text[start] != ","):
            found[start] = end
    return found


def _long_number(text: str, end: int) -> bool:
    return end >= 4 and text[end - 4 : end].isdecimal()


def _with_compounds(plain: list[Token], joints: dict[int, int]) -> list[Token]:
    found: list[Token] = []
    chain = 0
    """How many joints in a row led to the word at hand."""
    for index, token in enumerate(plain):
        found.append(token)
        left = plain[index - 1]
        chain = chain + 1 if index and joints.get(left.end) == token.start else 0
        if chain:
            key = (left.key + token.key)[:MAX_KEY]
            found.append(Token(key, left.start, token.end, index - 1, index + 1))
        if chain > 1:
            first = plain[index - 2]
            key = (first.key + left.key + token.key)[:MAX_KEY]
            found.append(Token(key, first.start, token.end, index - 2, index + 1))
    return found


def edit_budget(word: str) -> int:
    """Edits allowed for *word*: none under four letters or with a digit, one up to seven, two from eight."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2
