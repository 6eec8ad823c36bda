"""What a person at the reader waits for and does, key by key."""

from __future__ import annotations

import re

from tests.terminal.pty_terminal import Terminal


def last(reader: Terminal, wanted: str) -> None:
    """Wait until the last row of the screen holds *wanted*."""
    reader.until(lambda shown: wanted in shown.splitlines()[-1])


def opened(reader: Terminal) -> None:
    """Wait until the five articles are open and their entities known."""
    reader.until(lambda shown: re.search(r"5 articles coded|/5 coded", shown.splitlines()[-1]) is not None)


def stance(reader: Terminal, key: str, target: str) -> None:
    """Give the unit at the caret a stance on *target*."""
    reader.press(key)
    last(reader, "STANCE")
    reader.press(target)
    reader.until(lambda shown: bool(re.search(rf"target\s+{target}", shown)))
    reader.press("Enter")
    last(reader, f"→ {target}")


def matches(pattern: str, shown: str) -> bool:
    """Whether *pattern* is somewhere on the screen."""
    return re.search(pattern, shown) is not None


def lacks(words: str, shown: str) -> bool:
    """Whether *words* are nowhere on the screen."""
    return words not in shown
