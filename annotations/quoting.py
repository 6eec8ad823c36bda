"""What a message says of what it met in a file: short, on one line, nothing that a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 60
"""Code points of a value that are quoted."""
_KINDS: dict[type, str] = {dict: "an object", list: "a list", tuple: "a list"}


def one_line(text: str, most: int = LONGEST) -> str:
    """The first *most* code points of *text*, runs of what cannot be printed and white space as one space."""
    start = text[: 4 * most]
    line = " ".join("".join(c if c.isprintable() else " " for c in start).split())
    return line if len(line) <= most and len(start) == len(text) else f"{line[: most - 1]}…"


def quoted(value: object) -> str:
    """*value* in quotation marks, what cannot be printed escaped, cut; a list or an object by its kind."""
    if isinstance(value, str):
        return repr(value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 63:
        return "a number of more than 63 bits"
    return _KINDS.get(type(value)) or one_line(repr(value))


def named(value: object, otherwise: str) -> str:
    """*value* as a name or a time in a sentence; *otherwise* where it is no text, or an empty one."""
    return (one_line(value) if isinstance(value, str) else "") or otherwise


def several(names: Iterable[str], most: int = 5) -> str:
    """The first *most* of *names*, at most 200 code points of each, and how many more there are."""
    known = list(names)
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(one_line(name, 200) for name in known[:most]) + more
