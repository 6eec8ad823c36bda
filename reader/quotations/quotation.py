"""Who says what: a quotation, the verb or phrase that introduces it, and its speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of reported words; all pairs are code points, half-open."""

    start: int
    end: int
    """Quotation marks included for a direct quotation."""
    kind: Literal["direct", "indirect"]
    cue: tuple[int, int] | None = None
    speaker: tuple[int, int] | None = None
    speaker_name: str = ""
    """The speaker's words as the text has them, or what a pronoun was resolved to."""
    reason: str = ""
    """Why this speaker, for the screen: ``subject of “mocked”``."""
