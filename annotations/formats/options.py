"""What a person may choose about an export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for all formats; each takes those it knows."""

    excel: bool = False
    """Tables open in Excel as they are: a byte order mark, and cells that look like formulas are guarded."""


DEFAULTS = Options()
