"""Words of a text as search compares them: folded keys, and where they stand in the text.

A word is a run of letters and digits (``[^\\W_]+`` and the marks that combine with them). Its key is lower
case, without accents and marks. Words joined by a hyphen (hard, soft, or at the end of a line) and digits
joined by a thousands comma are found apart and together: co-operation gives ``co``, ``operation`` and
``cooperation``. Apostrophes, curly or straight, separate. Text is never changed: offsets are code points.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

TOKENISER_VERSION = 1
"""Changes whenever the keys of a text may change: an index made by another version is not used."""

MAX_KEY = 64
"""Longer keys are cut here, in texts and in queries alike."""

_WORD = "[^\\W_]+(?:[\u0300-\u036f\u0483-\u0487]+[^\\W_]*)*"
_TOKEN = re.compile(_WORD)
_JOINT = re.compile(
    "(?<=[^\\W_])[-\u2010\u2011\u00ad](?:[ \t]{0,4}\r?\n[ \t]{0,4})?(?=[^\\W_])|(?<=[0-9]),(?=[0-9]{3})"
)
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
        found = _TOKEN.findall(text.lower())
    else:
        found = [w.lower() if w.isascii() else _fold_wide(w[: 4 * MAX_KEY]) for w in _TOKEN.findall(text)]
    if found and (len(max(found, key=len)) > MAX_KEY or "" in found):
        return [word[:MAX_KEY] for word in found if word]
    return found


def scan(text: str) -> list[Token]:
    """All words of *text* in order, a joined compound after its last part. Linear in the text's length."""
    joints = _joints(text)
    if not joints:
        return [
            Token(key, start, end, index, index + 1) for index, (key, start, end) in enumerate(_plain(text))
        ]
    found: list[Token] = []
    plain = _plain(text)
    chain = 0
    """How many joints in a row led to the word at hand."""
    for index, (key, start, end) in enumerate(plain):
        found.append(Token(key, start, end, index, index + 1))
        left = plain[index - 1]
        chain = chain + 1 if index and joints.get(left[2]) == start and _joinable(text, left, key) else 0
        if chain:
            found.append(Token((left[0] + key)[:MAX_KEY], left[1], end, index - 1, index + 1))
        if chain > 1:
            first = plain[index - 2]
            found.append(Token((first[0] + left[0] + key)[:MAX_KEY], first[1], end, index - 2, index + 1))
    return found


def keys(text: str) -> list[str]:
    """The keys of ``scan(text)``, in the same order."""
    if not _JOINT.search(text):
        return words(text)
    return [token.key for token in scan(text)]


def letters(text: str) -> int:
    """How many letters and digits *text* has."""
    return sum(map(len, words(text)))


def _plain(text: str) -> list[tuple[str, int, int]]:
    if text.isascii():
        return [(m[0][:MAX_KEY], m.start(), m.end()) for m in _TOKEN.finditer(text.lower())]
    return [(key, m.start(), m.end()) for m in _TOKEN.finditer(text) if (key := fold_word(m[0]))]


def _joints(text: str) -> dict[int, int]:
    return {m.start(): m.end() for m in _JOINT.finditer(text)}


def _joinable(text: str, left: tuple[str, int, int], key: str) -> bool:
    if text[left[2]] == ",":
        return len(left[0]) <= 3 and len(key) == 3
    return not (left[0].isdigit() and key.isdigit())
