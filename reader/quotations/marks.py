"""Quotation marks paired: which stretches of a block stand between them. Linear, whatever the text holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.corpus.document import Range

__all__ = ["Quoted", "find_quoted"]

MARK = re.compile("[\"“”„«»‘’']")
CLOSING = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "'": "'"}
DEEPEST = 4
"""Marks open at one time; more is noise."""
CLIPPED = re.compile(r"['’](?:s|t|re|ve|ll|d|m|em|tis|twas|n|\d\ds?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quoted(Range):
    """Code points between a pair of marks, the marks included; ``open_end`` when the closing one is missing
    and the next paragraph goes on with an opening one."""

    open_end: bool = False


def find_quoted(text: str, start: int, end: int, *, goes_on: bool = False) -> list[Quoted]:
    """The outermost quoted stretches of ``text[start:end]``, in order.

    *goes_on*: the next paragraph begins with an opening mark, so a mark left open here is a quotation that
    runs through several paragraphs. Otherwise an unclosed mark opens nothing.
    """
    stack: list[tuple[str, int]] = []
    found: list[Quoted] = []
    for match in MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        level = _closes(stack, mark, before, after)
        if level is not None:
            if level == 0:
                found.append(Quoted(stack[0][1], at + 1))
            del stack[level:]
        elif len(stack) < DEEPEST and _opens(text, at, mark, before, after):
            stack.append((mark, at))
    if stack:
        first = stack[0]
        if goes_on and first[0] in '“"«„':
            found.append(Quoted(first[1], end, True))
        else:
            # The outer mark never closes and hid the pairs inside of it: look again from there.
            found.extend(_inside(text, first[1] + 1, end))
    return found


def _inside(text: str, start: int, end: int) -> list[Quoted]:
    """Pairs after a mark that opens nothing; without nesting, so that one more pass is enough."""
    found: list[Quoted] = []
    opened: tuple[str, int] | None = None
    for match in MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if opened and _closes([opened], mark, before, after) is not None:
            found.append(Quoted(opened[1], at + 1))
            opened = None
        elif mark in '“"«' and _opens(text, at, mark, before, after):
            opened = (mark, at)
    return found


def _closes(stack: list[tuple[str, int]], mark: str, before: str, after: str) -> int | None:
    """The level of the stack that *mark* closes."""
    if mark in "‘„«" or (mark in "'’" and (after.isalnum() or before.isspace())):
        return None
    if mark == '"' and before.isspace() and not after.isspace():
        return None
    for level in range(len(stack) - 1, -1, -1):
        if mark in CLOSING[stack[level][0]]:
            return level
    return None


def _opens(text: str, at: int, mark: str, before: str, after: str) -> bool:
    if mark not in CLOSING or after.isspace():
        return False
    if mark in "“„«":
        return True
    if before.isalnum():
        return False
    if mark == "'" and CLIPPED.match(text, at):
        return False
    return before.isspace() or before in "([{“‘\"'—–-/:"
