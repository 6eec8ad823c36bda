"""What of the reading screen fits into a terminal of some size; the style sheet says how it looks then."""

from __future__ import annotations

from typing import Literal

Pane = Literal["text", "list", "entities", "annotations", "codebook"]
DETAILS: tuple[Pane, ...] = ("entities", "annotations", "codebook")
WIDE, MIDDLE = 140, 100
"""Columns from which three panes, and two, stand side by side; those that do not are drawers."""
SMALL, BAR_FITS = 60, 20
"""Columns and rows from which the stance bar has room to show all its fields at once."""
TINY, LOW, AIRY = 7, 16, 28
"""Rows from which proposals have more than one, there is a title, and empty rows set things apart."""


def classes(width: int, height: int, pane: Pane, *, codebook: bool) -> dict[str, bool]:
    """The classes of the screen at *width* by *height* cells while *pane* has the keys, on or off."""
    on_details = pane in DETAILS
    return {
        "wide": width >= WIDE,
        "middle": MIDDLE <= width < WIDE,
        "narrow": width < MIDDLE,
        "airy": height >= AIRY,
        "low": height < LOW,
        "tiny": height < TINY,
        "small": width < SMALL or height < BAR_FITS,
        **{f"on-{one}": pane == one for one in ("list", *DETAILS)},
        "codebook": codebook,
        "on-details": on_details,
        "one-detail": on_details and (width < MIDDLE or height < AIRY),
    }
