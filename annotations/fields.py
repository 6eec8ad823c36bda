"""Reading typed fields out of untrusted JSON, and writing them back without the empty ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, overload

from annotations.quoting import quoted

T = TypeVar("T")
C = TypeVar("C", bound=str)


class ModelError(ValueError):
    """A record that is not of its shape; the message names the record, the field and what was expected."""


_REQUIRED: Any = object()


class Reader:
    """One JSON object read field by field; what nobody asked for is left for ``rest``."""

    def __init__(self, data: Any, what: str) -> None:
        if not isinstance(data, (dict, Mapping)):
            raise ModelError(f"{what}: an object expected, got {type(data).__name__}")
        self._left: dict[str, Any] = dict(data)
        self._what = what

    def _wrong(self, name: str, expected: str, value: Any) -> ModelError:
        return ModelError(f"{self._what}: {name} should be {expected}, got {type(value).__name__}")

    def _missing(self, name: str) -> ModelError:
        return ModelError(f"{self._what}: {name} is missing")

    def value(self, name: str) -> Any:
        """The raw value, or ``None``."""
        return self._left.pop(name, None)

    def _absent(self, name: str, default: T) -> T:
        """What a field that is missing, or null, stands for."""
        if default is _REQUIRED:
            raise self._missing(name)
        return default

    def text(self, name: str, default: str = _REQUIRED) -> str:
        value: Any = self._left.pop(name, None)
        if value is None:
            return self._absent(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, "text", value)
        return value if value.isascii() else self._sound(name, value)

    def _sound(self, name: str, value: str) -> str:
        """*value*, which can be written as UTF-8."""
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ModelError(f"{self._what}: {name} holds a lone surrogate") from None
        return value

    def integer(self, name: str, default: int = _REQUIRED) -> int:
        value = self._left.pop(name, None)
        if value is None:
            return self._absent(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 53:
            raise self._wrong(name, "a whole number", value)
        return value

    def boolean(self, name: str, default: bool = _REQUIRED) -> bool:
        value = self._left.pop(name, None)
        if value is None:
            return self._absent(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false", value)
        return value

    def identifier(self, name: str) -> str:
        """A record id: a decimal string (a whole number is taken too, as other programs write it)."""
        value = self._left.pop(name, None)
        if value is None:
            raise self._missing(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if (
            not isinstance(value, str)
            or len(value) > 19
            or not (value.isascii() and value.isdigit())
            or int(value) >= 1 << 63
        ):
            raise self._wrong(name, "a decimal id below 2^63", value)
        return value

    def pair(self, name: str) -> tuple[int, int] | None:
        value = self._left.pop(name, None)
        if value is None:
            return None
        if not (isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)):
            raise self._wrong(name, "two whole numbers", value)
        return (value[0], value[1])

    @overload
    def choice(self, name: str, allowed: Sequence[C], default: C) -> C: ...
    @overload
    def choice(self, name: str, allowed: Sequence[C], default: None) -> C | None: ...
    def choice(self, name: str, allowed: Sequence[C], default: C | None) -> C | None:
        value = self._left.pop(name, None)
        if value is None:
            return default
        for option in allowed:
            if value == option:
                return option
        raise ModelError(f"{self._what}: {name} should be one of {', '.join(allowed)}, got {quoted(value)}")

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._left.pop(name, None)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self._wrong(name, "a list of texts", value)
        return tuple(self._sound(name, v) for v in value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._left.pop(name, None)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self._wrong(name, "an object", value)
        return dict(value)

    def items(self, name: str, build: Callable[[Any], T]) -> tuple[T, ...]:
        value = self._left.pop(name, None)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._wrong(name, "a list", value)
        return tuple(build(v) for v in value)

    def optional(self, name: str, build: Callable[[Any], T]) -> T | None:
        value = self._left.pop(name, None)
        return None if value is None else build(value)

    def rest(self) -> Mapping[str, Any]:
        """The fields nobody asked for, kept so that a newer program's data survives."""
        return self._left


def compact(extra: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """*fields* without those that are ``None``, over the unknown *extra* ones."""
    known = {name: value for name, value in fields.items() if value is not None}
    return {**extra, **known}
