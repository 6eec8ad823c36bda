"""Spellings made comparable: length-preserving folding, and keys under which variants of a name meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = "\u00a0\u1680\u202f\u205f\u3000\t\v\f\r\x1c\x1d\x1e\x1f\x85" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_FOLD = {ord(c): " " for c in _BLANKS}
_FOLD |= {ord(c): "'" for c in "‘’‛ʼ′`´"} | {ord(c): '"' for c in "“”„‟«»″"}
_FOLD |= {ord(c): "-" for c in "‐‑–−"} | {0x2028: "\n", 0x2029: "\n"}
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")
_UNACCENTED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_BRITISH = (
    (re.compile(r"\bco operat"), "cooperat"),
    (re.compile(r"\bdefence\b"), "defense"),
    (re.compile(r"\bcentre\b"), "center"),
    (re.compile(r"\blabour\b"), "labor"),
    (re.compile(r"\bprogramme\b"), "program"),
    (re.compile(r"isation\b"), "ization"),
    (re.compile(r"\bst\b"), "saint"),
)


def fold(text: str) -> str:
    """*text* with plain spaces, quotes and hyphens, code point for code point: offsets stay."""
    # Few characters fold: to look for them is much quicker than to ask of each what it becomes.
    return _FOLDED.sub(_folded, text)


def _folded(found: re.Match[str]) -> str:
    return _FOLD[ord(found[0])]


@lru_cache(maxsize=65536)
def phrase_key(form: str) -> str:
    """The gazetteer's key of a name: folded, small letters, hyphens as spaces, single spaces."""
    return " ".join(fold(form).lower().replace("-", " ").split())


def without_accents(text: str) -> str:
    """*text* in plain Latin letters where it has any."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.translate(_UNACCENTED)


@lru_cache(maxsize=65536)
def link_key(form: str) -> str:
    """The linker's key of a name: small letters, no accents, possessive and article off, one spelling."""
    key = without_accents(fold(form)).lower().replace("\u00ad", "").replace("&", " and ")
    key = re.sub(r"'s?$", "", key.strip())
    key = re.sub(r"(?<=\b\w)\.(?=\w\b|\s|$)", "", key)
    key = " ".join(re.sub(r"[^\w']+", " ", key).split()).replace("'", "")
    for pattern, plain in _BRITISH:
        key = pattern.sub(plain, key)
    return key.removeprefix("the ")


def slug(form: str) -> str:
    """The part of an entity's id after the colon: link key with hyphens, never empty."""
    return link_key(form).replace(" ", "-") or "-".join(f"{ord(c):x}" for c in form[:8]) or "unnamed"


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(words.split())
