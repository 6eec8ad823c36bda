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


USUAL: dict[str, int] = {"list": 31, "details": 38}
"""Cells of a pane beside the text, its border included, as the style sheet has them."""
LEAST, TEXT_LEAST = 20, 40
"""Cells that a pane beside the text, and the text beside its panes, keep at least."""


def side(pane: Pane) -> str:
    """The side of the text on which *pane* stands: ``list`` or ``details``."""
    return "list" if pane == "list" else "details"


def beside(width: int, wanted: int) -> int:
    """The cells a pane gets that should have *wanted*, in a terminal of *width*; 0 where it stands alone."""
    if width < MIDDLE:
        return 0
    most = (width - TEXT_LEAST) // 2 if width >= WIDE else width - TEXT_LEAST
    return min(max(LEAST, wanted), most)


def classes(width: int, height: int, pane: Pane, *, codebook: bool, selected: bool) -> dict[str, bool]:
    """The classes of the screen at *width* by *height* cells while *pane* has the keys, on or off.

    While words are *selected* the annotations leave the text in sight: an annotation is put on them there.
    """
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
        "split": width < MIDDLE and height >= TINY and pane == "annotations" and selected,
        "on-details": on_details,
        "one-detail": on_details and (width < MIDDLE or height < AIRY),
    }
