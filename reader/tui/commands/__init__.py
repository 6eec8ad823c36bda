"""What each action does: one function an action id, grouped as the key table is."""

from reader.tui.calls import COMMANDS
from reader.tui.commands import (
    codebook,
    coding,
    finding,
    folding,
    hopping,
    moving,
    noting,
    panes,
    program,
    proposing,
    recoding,
    whereabouts,
)

__all__ = [
    "COMMANDS",
    "codebook",
    "coding",
    "finding",
    "folding",
    "hopping",
    "moving",
    "noting",
    "panes",
    "program",
    "proposing",
    "recoding",
    "whereabouts",
]
