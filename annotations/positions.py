"""Offsets carried over: into UTF-16 and back, into a folded copy and back, from an old text to a new one."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from annotations.folding import Folded, fold
from annotations.revisions import PositionMap

__all__ = ["Folded", "PositionMap", "Utf16Map", "fold", "from_utf16", "utf16_offsets"]


class Utf16Map:
    """Code points of one text <-> UTF-16 code units, as JavaScript and Java count."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = (
            [] if text.isascii() else [m.start() for m in re.finditer("[\U00010000-\U0010ffff]", text)]
        )

    @cached_property
    def _wide_units(self) -> list[int]:
        return [offset + count for count, offset in enumerate(self._wide)]

    def to_utf16(self, offset: int) -> int:
        """The unit at which the code point *offset* begins. Raises ``ValueError`` outside the text."""
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside a text of {self._length} code points")
        return offset + bisect_left(self._wide, offset)

    def to_code_point(self, unit: int) -> int:
        """The code point that unit *unit* belongs to, its second half included.

        Raises ``ValueError`` outside the text.
        """
        if not 0 <= unit <= self._length + len(self._wide):
            raise ValueError(
                f"unit {unit} is outside a text of {self._length + len(self._wide)} UTF-16 units"
            )
        return unit - bisect_left(self._wide_units, unit)


def utf16_offsets(text: str, start: int, end: int) -> tuple[int, int]:
    """The UTF-16 units of the code points ``[start, end)``. Raises ``ValueError`` outside the text."""
    units = Utf16Map(text)
    return units.to_utf16(start), units.to_utf16(end)


def from_utf16(text: str, start: int, end: int) -> tuple[int, int]:
    """The code points of the UTF-16 units ``[start, end)``. Raises ``ValueError`` outside the text."""
    units = Utf16Map(text)
    return units.to_code_point(start), units.to_code_point(end)
