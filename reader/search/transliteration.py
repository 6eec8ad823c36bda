"""One key for the many spellings of a name: Лукашенко, Lukashenko, Lukashenka and Loukachenko's cousins.

Cyrillic (Russian, Ukrainian, Belarusian) is first written in Latin letters, then the habits in which
romanisations differ are levelled: kh/h, ts/tz, zh/j, cz/ch, ya/ia/ja, ye/e, -sky/-ski/-skiy, w/v, ck/k,
ph/f, doubled letters, a final o or a. The key is only ever compared with other keys, never shown. What French
spells its own way (-ine for -in) is undone in the typed word alone: words of a text end so for other reasons.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST = 5
"""Shorter words have no key: too many plain words would share one."""
SHORTEST_BEGINNING = 3
"""Neither has a half-typed word of which fewer sounds are left: too many plain words begin with them."""

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
        "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
        "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i",
        "ї": "yi", "є": "ye",
    }
)  # fmt: skip
_HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")

# Sounds written with several letters become one capital; the order of the alternatives is the order tried.
_SOUNDS = {
    "shch": "S", "szcz": "S", "sch": "S", "sh": "S", "sz": "S",
    "dzh": "Z", "zh": "Z", "j": "Z",
    "tch": "C", "ch": "C", "cz": "C",
    "kh": "h", "ts": "T", "tz": "T", "ck": "k", "ph": "f", "x": "ks", "q": "k", "c": "k", "w": "v",
    "ye": "e", "yo": "e", "y": "i",
}  # fmt: skip
_SOUND = re.compile("|".join(_SOUNDS))
_FINAL_J = re.compile("j(?![aeiouy])")
_DOUBLED = re.compile(r"(.)\1")


_FRENCH = (("ou", "u"), ("tch", "\0"), ("ch", "sh"), ("\0", "ch"))


def from_french(word: str) -> str:
    """A folded *word* that ends as French writes names in -in (Poutine, Pouchkine), as English writes them;
    else ``""``.
    """
    if len(word) <= SHORTEST or not word.endswith("ine"):
        return ""
    for french, english in _FRENCH:
        word = word.replace(french, english)
    return word[:-1]


def has_cyrillic(word: str) -> bool:
    """Whether *word* has a Cyrillic letter."""
    return _HAS_CYRILLIC.search(word) is not None


def to_latin(word: str) -> str:
    """A folded *word* with its Cyrillic letters romanised one by one; other letters stay."""
    return word.translate(_CYRILLIC)


@lru_cache(maxsize=262_144)
def sound_key(word: str, *, whole: bool = True) -> str:
    """The key of a folded *word*, or ``""`` if it is too short or has digits.

    A doubled letter counts once. A longer run does not: no romanisation has one, and ``tttttt`` would begin
    every word with a ``t``. ``whole=False`` is for a half-typed word: its last letter is no ending yet.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return ""
    latin = to_latin(word)
    latin = _FINAL_J.sub("i", latin)
    key = _DOUBLED.sub(r"\1", _SOUND.sub(lambda m: _SOUNDS[m[0]], latin))
    if not whole:
        return key if len(key) >= SHORTEST_BEGINNING else ""
    return key[:-1] if len(key) > 4 and key[-1] in "oa" else key
