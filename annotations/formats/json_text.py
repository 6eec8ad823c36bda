"""JSON that travels: written so that no line splitter or terminal trips over it, read strictly.

Strict: no duplicate keys, NaN, infinities, whole numbers beyond 64 bits, lone surrogates or deep nesting.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from annotations.formats.imports import FormatError

MAX_DEPTH = 60
Place = tuple[str | int, ...]

# C1, DEL, marks that reverse text, line separators a str.splitlines() splits at, lone surrogates.
_RISKY = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)


def json_line(value: Any) -> str:
    """*value* as JSON on one line, compact, non-ASCII as itself but for what hurts on the way.

    Raises ``ValueError`` for NaN and the infinities, which JSON does not have.
    """
    return _escaped(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def json_page(value: Any) -> str:
    """*value* as JSON over many lines, indented by one space."""
    return _escaped(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1))


def _escaped(text: str) -> str:
    return _RISKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def sorted_keys(value: Any) -> Any:
    """*value* with the keys of all its objects sorted, so that equal values give equal bytes."""
    if isinstance(value, Mapping):
        return {str(key): sorted_keys(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [sorted_keys(item) for item in value]
    return value


class _Refused(ValueError):
    """Something JSON allows and we do not; ``token`` is how the text spells it."""

    def __init__(self, message: str, token: str) -> None:
        super().__init__(message)
        self.token = token


def _constant(token: str) -> NoReturn:
    raise _Refused(f"{token} is not a number of JSON", token)


def _float(token: str) -> float:
    value = float(token)
    if not math.isfinite(value):
        raise _Refused(f"the number {token[:40]} is too large", token)
    return value


def _integer(token: str) -> int:
    if len(token) > 20 or not -(1 << 63) <= int(token) < 1 << 64:
        raise _Refused(f"the number {token[:40]} does not fit in 64 bits", token)
    return int(token)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused(f"the key {key[:40]!r} is there twice in one object", json.dumps(key))
            seen.add(key)
    return found


def strict_json(text: str, source: str, line: int = 1) -> Any:
    """The value in *text*, whose first line is line *line* of *source*. Raises ``FormatError``."""
    try:
        value = json.loads(
            text,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        at = text.count("\n", 0, error.pos)
        raise FormatError(source, line + at, f"not JSON: {_told(error)}") from None
    except _Refused as error:
        at = text.count("\n", 0, max(0, text.find(error.token)))
        raise FormatError(source, line + at, str(error)) from None
    except RecursionError:
        raise FormatError(source, line, "nested too deeply") from None
    _check(value, text, source, line)
    return value


def _told(error: json.JSONDecodeError) -> str:
    """What is wrong, in words for whoever has the file."""
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated"):
        return "it ends in the middle: cut short?"
    if error.msg == "Extra data":
        return "something follows where it should end"
    return error.msg[:1].lower() + error.msg[1:].removesuffix(" at")


def _check(value: Any, text: str, source: str, line: int) -> None:
    """Refuse what is nested too deeply and, where escapes could have made one, lone surrogates."""
    escapes = "\\ud" in text or "\\uD" in text
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
                if escapes:
                    below += item
            elif isinstance(item, list):
                below += item
            elif escapes and isinstance(item, str) and _lone(item):
                at = text.lower().find("\\ud")
                raise FormatError(
                    source, line + text.count("\n", 0, at), "half of a surrogate pair in a text"
                )
        level = below
        if not level:
            return
    raise FormatError(source, line, f"nested more than {MAX_DEPTH} levels deep")


def _lone(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)


def line_of(text: str, place: Place) -> int:
    """The line on which the object or list at *place* (keys and indexes) opens; 1 if none does.

    One pass over the brackets and strings of a text that is known to be JSON.
    """
    stack: list[tuple[str, str | int]] = []
    key_next = False
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        if mark in "{[":
            if len(stack) == len(place) and tuple(label for _, label in stack) == place:
                return text.count("\n", 0, token.start()) + 1
            stack.append((mark, 0))
            key_next = mark == "{"
        elif mark in "}]":
            stack.pop()
        elif mark == ",":
            kind, label = stack[-1]
            key_next = kind == "{"
            if isinstance(label, int):
                stack[-1] = (kind, label + 1)
        elif key_next:
            stack[-1] = ("{", json.loads(token[0]))
            key_next = False
    return 1
