"""One table of a TOML file read field by field, strictly: unknown fields and wrong types are errors."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NoReturn, TypeVar

from annotations.quoting import quoted
from annotations.toml_lines import Place

T = TypeVar("T")
C = TypeVar("C", bound=str)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ID = re.compile(r"\w[\w.:-]{0,99}")


class Wrong(Exception):
    """Something is wrong at a place of the file."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


class Table:
    """One table read field by field; what nobody asked for is an error."""

    def __init__(self, data: Any, place: Place) -> None:
        if not isinstance(data, dict):
            raise Wrong(place, f"{_name(place)} should be a table, not {_kind(data)}")
        self._left: dict[str, Any] = dict(data)
        self.place = place

    def wrong(self, field: str, message: str) -> NoReturn:
        raise Wrong((*self.place, field), message)

    def _take(self, field: str, kind: type[T], expected: str, default: T | None) -> T:
        value = self._left.pop(field, default)
        if value is None:
            raise Wrong(self.place, f"{_name(self.place)} needs {field!r}")
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(field, f"{field!r} should be {expected}, not {_kind(value)}")
        return value

    def prose(self, field: str) -> str:
        """A text that may have several lines."""
        return self._take(field, str, "text", "")

    def line(self, field: str, default: str | None = "") -> str:
        """A text without line ends and control characters; needed when *default* is ``None``."""
        value = self._take(field, str, "text", default)
        self._check_line(field, value)
        if default is None and not value.strip():
            self.wrong(field, f"{field!r} is empty")
        return value

    def _check_line(self, field: str, value: str) -> None:
        if any(map(_is_control, value)) or value != value.strip():
            self.wrong(field, f"{field!r} should be one line without control characters or outer spaces")
        if len(value) > 500:
            self.wrong(field, f"{field!r} is longer than 500 characters")

    def id(self, field: str = "id", default: str | None = None) -> str:
        value = self.line(field, default)
        if value and not _ID.fullmatch(value):
            wanted = "letters, digits and _ - . : (at most 100)"
            self.wrong(field, f"{field!r} should be {wanted}, not {quoted(value)}")
        return value

    def boolean(self, field: str, default: bool) -> bool:
        return self._take(field, bool, "true or false", default)

    def number(self, field: str) -> float | None:
        value = self._left.pop(field, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(field, f"{field!r} should be a number, not {_kind(value)}")
        if not math.isfinite(value) or abs(value) > 1e9:
            self.wrong(field, f"{field!r} should be a finite number below a thousand million")
        return float(value)

    def choice(self, field: str, allowed: Sequence[C], default: C | None = None) -> C:
        otherwise: str | None = default
        value = self._take(field, str, f"one of {', '.join(allowed)}", otherwise)
        return self._among(field, value, allowed)

    def _among(self, field: str, value: str, allowed: Sequence[C]) -> C:
        for option in allowed:
            if value == option:
                return option
        self.wrong(field, f"{field!r} should be one of {', '.join(allowed)}, not {quoted(value)}")

    def lines(self, field: str) -> tuple[str, ...]:
        values: list[Any] = self._take(field, list, "a list of texts", [])
        for value in values:
            if not isinstance(value, str):
                self.wrong(field, f"{field!r} should be a list of texts; one of them is {_kind(value)}")
            self._check_line(field, value)
            if not value:
                self.wrong(field, f"{field!r} holds an empty text")
        if len(set(values)) < len(values):
            self.wrong(field, f"{field!r} holds the same text twice")
        return tuple(values)

    def choices(self, field: str, allowed: Sequence[C]) -> tuple[C, ...]:
        return tuple(self._among(field, value, allowed) for value in self.lines(field))

    def moment(self, field: str) -> str:
        value: Any = self._take(field, object, "a date", None)
        if isinstance(value, datetime):
            utc = value.astimezone(UTC) if value.tzinfo else value
            return utc.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)", value):
            self._check_line(field, value)
            return value
        self.wrong(field, f"{field!r} should be a date, not {_kind(value)}")

    def tables(self, field: str, build: Callable[[Table], T]) -> tuple[T, ...]:
        values: list[Any] = self._take(field, list, f"written as [[{field}]] tables", [])
        return tuple(build(Table(v, (*self.place, field, i))) for i, v in enumerate(values))

    def close(self) -> None:
        for field in self._left:
            self.wrong(field, f"unknown field {quoted(field)} in {_name(self.place)}")


def _is_control(character: str) -> bool:
    """Whether *character* ends a line, is obeyed by a terminal, or turns the direction of text around."""
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in _DIRECTIONS


def _name(place: Place) -> str:
    names = [str(part) for part in place if isinstance(part, str)]
    return f"[[{'.'.join(names)}]]" if names else "the codebook"


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date or time")
