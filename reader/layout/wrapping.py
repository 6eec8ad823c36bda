"""A short text in a few lines of a narrow column: for panes and lists, where nothing is anchored."""

from __future__ import annotations

from reader.layout.cells import cells, cut, elide
from reader.sanitise import clean_line


def wrapped(text: str, width: int, most: int) -> list[str]:
    """*text*, cleaned, in at most *most* lines of at most *width* cells; what is left out ends in ``…``.

    Words longer than a line are cut. An empty text has no lines.
    """
    width = max(1, width)
    words = clean_line(text).split()
    lines: list[str] = []
    while words and len(lines) < most:
        if len(lines) == most - 1:
            # Enough words to fill the line and one more: eliding needs no further ones.
            lines.append(elide(" ".join(words[: width + 1]), width))
            break
        line = ""
        while words and cells(f"{line} {words[0]}" if line else words[0]) <= width:
            line = f"{line} {words.pop(0)}" if line else words.pop(0)
        if not line:
            line = cut(words[0], width) or words[0][:1]
            rest = words.pop(0)[len(line) :]
            words[:0] = [rest] if rest else []
        lines.append(line)
    return lines


def height(text: str, width: int) -> int:
    """How many lines ``wrapped(text, width, 2)`` has (0, 1 or 2), found without wrapping."""
    bare = text.strip("“”")
    if bare.isascii() and bare.isprintable():  # there is nothing in it to be cleaned, and none is wide
        length = len(text) if len(text) <= width else len(" ".join(text.split()))
        return 0 if text.isspace() else min(length, 1) if length <= max(1, width) else 2
    line = " ".join(clean_line(text).split())
    return 0 if not line else 1 if len(line) == 1 or cells(line) <= max(1, width) else 2
