"""How keys are named: one canonical form for Textual's names and for the spellings people write.

Canonical: a printable character is itself (``g``, ``]``, ``%``); Space, Enter, Esc, Tab, Backspace, Delete,
Insert, Up, Down, Left, Right, Home, End, PgUp, PgDn and F1 to F24 are named; ``^d`` is control, ``A-x`` alt,
``S-Tab`` shift, in the order ``^A-S-``.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

Keys = tuple[str, ...]


class KeyNameError(ValueError):
    """Keys that are spelt in no known way; the message says which and what is expected."""


_NAMED = {
    "space": "Space",
    "enter": "Enter",
    "return": "Enter",
    "newline": "Enter",
    "esc": "Esc",
    "escape": "Esc",
    "tab": "Tab",
    "backspace": "Backspace",
    "delete": "Delete",
    "del": "Delete",
    "insert": "Insert",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pgup": "PgUp",
    "pagedown": "PgDn",
    "pgdn": "PgDn",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}

# Textual names a punctuation character by its Unicode name, but for these.
_PUNCTUATION = {
    unicodedata.name(character).lower().replace("-", "_").replace(" ", "_"): character
    for character in string.punctuation
} | {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "underscore": "_", "plus": "+"}

# A plain terminal sends the same byte for both, so nothing may depend on telling them apart.
SAME_BYTE = {"^i": "Tab", "^m": "Enter", "^j": "Enter", "^h": "Backspace", "^[": "Esc"}

_MODIFIERS = {"ctrl": "^", "alt": "A-", "shift": "S-"}


def quoted(text: str) -> str:
    """A word from a file as it may stand in a one-line message: shortened, nothing unprintable."""
    shortened = text if len(text) <= 60 else f"{text[:59]}…"
    return '"' + "".join(character if character.isprintable() else "?" for character in shortened) + '"'


def near(word: str, known: Iterable[str]) -> str:
    """``; did you mean "x"?`` when a known word is near."""
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in known}
    found = get_close_matches(word[:80].lower(), by_lower, n=1)
    return f'; did you mean "{by_lower[found[0]]}"?' if found else ""


def is_text(key: str) -> bool:
    """Whether a canonical key types text into a focused field."""
    return len(key) == 1 or key in {"Space", "Backspace"}


def _base(name: str) -> str:
    """A key's name without modifiers in canonical form; "" when unknown."""
    if name == " ":
        return "Space"
    if len(name) == 1:
        return name if name.isprintable() else ""
    lowered = name.lower()
    if lowered in _NAMED:
        return _NAMED[lowered]
    if lowered in _PUNCTUATION:
        return _PUNCTUATION[lowered]
    if "_" in lowered:
        try:
            character = unicodedata.lookup(lowered.replace("_", " "))
        except KeyError:
            return ""
        return character if len(character) == 1 and character.isprintable() else ""
    return ""


def _compose(modifiers: set[str], base: str) -> str:
    if base.isalpha() and len(base) == 1:
        if "^" in modifiers:
            base = base.lower()
        elif "S-" in modifiers:
            base = base.upper()
            modifiers = modifiers - {"S-"}
    if modifiers == {"^"} and base == "Space":
        base = "@"
    return "".join(mark for mark in ("^", "A-", "S-") if mark in modifiers) + base


def _parse_one(word: str) -> str:
    """One key in canonical form (``^i`` stays ``^i``); "" when the word names no single key."""
    if len(word) == 1 or "+" not in word[:-1]:
        modifiers: set[str] = set()
        rest = word
        while len(rest) > 1:
            if rest[0] == "^":
                modifiers.add("^")
                rest = rest[1:]
            elif len(rest) > 2 and rest[:2] in {"S-", "A-", "C-"}:
                modifiers.add("^" if rest[:2] == "C-" else rest[:2])
                rest = rest[2:]
            else:
                break
        base = _base(rest)
        return _compose(modifiers, base) if base else ""
    *marks, name = word.split("+") if not word.endswith("++") else [*word[:-2].split("+"), "+"]
    if any(mark.lower() not in _MODIFIERS for mark in marks):
        return ""
    base = _base(name)
    return _compose({_MODIFIERS[mark.lower()] for mark in marks}, base) if base else ""


@lru_cache(maxsize=1024)
def canonical(key: str) -> str:
    """The canonical form of one key as Textual or a person names it; an unknown name comes back as it is."""
    found = _parse_one(key)
    if found:
        return SAME_BYTE.get(found, found)
    return "".join(character if character.isprintable() else "?" for character in key)


def _split_word(word: str) -> list[str]:
    """The keys of a word that names no single key: one a character, ``^`` taking the next one along."""
    keys: list[str] = []
    index = 0
    while index < len(word):
        length = 2 if word[index] == "^" and index + 1 < len(word) else 1
        keys.append(_parse_one(word[index : index + length]))
        index += length
    return keys


def _is_mixed(word: str) -> bool:
    """Whether a word carries a modifier or looks like a name: read letter by letter it would mislead."""
    name = word.replace("_", "").isalpha() and len(word) > 2
    return name or "+" in word[1:-1] or word[:2] in {"S-", "A-", "C-"}


def parse_keys(spelling: str) -> Keys:
    """The canonical keys of ``"g e"``, ``"ge"``, ``"]e"``, ``"^d"``, ``"S-Tab"`` or ``"ctrl+d"``.

    A word that names a key is that key (``end`` is End, ``e n d`` are three); any other is read character by
    character. Raises KeyNameError for an empty or unreadable spelling and for ``^i ^m ^j ^h ^[``, which plain
    terminals cannot tell from Tab, Enter, Backspace and Esc.
    """
    keys: list[str] = []
    for word in spelling.split():
        single = _parse_one(word)
        found = [single] if single else [] if _is_mixed(word) else _split_word(word)
        if not found or not all(found):
            raise KeyNameError(f"no key is called {quoted(word)} (a sequence of keys is written with spaces)")
        keys += found
    if not keys:
        raise KeyNameError("no keys given")
    for key in keys:
        if key in SAME_BYTE:
            raise KeyNameError(f"{key} reaches the program as {SAME_BYTE[key]}: write {SAME_BYTE[key]}")
    return tuple(keys)


def show_keys(keys: Keys) -> str:
    """Keys for a screen, as short as they can be read back: ``ge``, ``^d``, ``z Enter``."""
    joined = "".join(keys)
    if len(keys) > 1 and all(len(key) == 1 for key in keys):
        try:
            if parse_keys(joined) == keys:
                return joined
        except KeyNameError:
            pass
    return " ".join(keys)
