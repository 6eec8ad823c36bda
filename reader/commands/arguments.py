"""What a command line is read by before its grammar is known."""

from __future__ import annotations

from collections.abc import Sequence


class UsageError(ValueError):
    """A command line that cannot be understood: one line saying what is wrong and where to look."""


def first_word(argv: Sequence[str], valued: frozenset[str]) -> int:
    """Where the first word that is no option stands, or -1; *valued* options take the word behind them."""
    skip = False
    for index, word in enumerate(argv):
        if skip:
            skip = False
        elif word in valued:
            skip = True
        elif word == "--":
            return index + 1 if index + 1 < len(argv) else -1
        elif word == "-" or not word.startswith("-"):
            return index
    return -1
