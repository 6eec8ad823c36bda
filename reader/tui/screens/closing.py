"""Leaving a screen once, however often the key is struck."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import Screen

T = TypeVar("T")


def close(screen: Screen[T], result: T) -> None:
    """Dismiss *screen* with *result*; a second key that arrives while it closes does nothing."""
    if screen.is_current:
        screen.dismiss(result)
