"""Lines and paragraphs: where a text is cut, its offsets untouched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reader.corpus.document import Range

__all__ = ["Line", "find_blocks", "lines_of"]

LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
SPACE = re.compile(r"\s")
WRAPPED = 100
"""A longer line was not wrapped by hand; code points."""
NARROWEST = 36
"""Columns narrower than this are lists or verse, not wrapped prose."""
SPREAD = 12
"""Lines of wrapped prose end within this many code points of its column."""
ENOUGH = 4
"""Lines that show by themselves whether they were wrapped."""
ITEM = re.compile(r"[-–—*•·▪#>|]|\(?\d{1,3}[.)]\s|By\s+[A-Z]")
"""What begins a line of its own: list items, Markdown headings, quotes and tables, bylines."""


class Line(NamedTuple):
    """A line without the white space at its edges; ``indent`` code points of it stood in front."""

    start: int
    end: int
    indent: int

    @property
    def width(self) -> int:
        """Code points up to its last character, the indent included."""
        return self.indent + self.end - self.start


def lines_of(text: str, start: int = 0) -> list[Line | None]:
    """The lines of *text* from *start* on, in order; ``None`` for a blank one."""
    lines: list[Line | None] = []
    for match in LINE_END.finditer(text, start):
        lines.append(_line(text, start, match.start()))
        start = match.end()
    lines.append(_line(text, start, len(text)))
    return lines


def _line(text: str, start: int, end: int) -> Line | None:
    raw = text[start:end]
    left = raw.lstrip()
    if not left:
        return None
    begin = end - len(left)
    return Line(begin, begin + len(left.rstrip()), begin - start)


def find_blocks(text: str, start: int = 0) -> tuple[Range, ...]:
    """Paragraphs and headings of *text* from *start* on, without white space at their edges.

    A blank line ends a block. So does a line end, unless the line was wrapped by hand: it flows into the next
    iff it is at most 100 long, the next is no longer than the column, and the next word would not have
    fitted. The column is measured from the stretch of short lines around it.
    """
    stretches = _stretches(lines_of(text, start))
    general = _general_column(text, stretches)
    blocks: list[Range] = []
    for stretch in stretches:
        column = _column(text, stretch, general)
        begin = stretch[0].start
        for here, after in pairwise(stretch):
            if not _flows(text, here, after, column):
                blocks.append(Range(begin, here.end))
                begin = after.start
        blocks.append(Range(begin, stretch[-1].end))
    return tuple(blocks)


def _stretches(lines: Sequence[Line | None]) -> list[list[Line]]:
    """Neighbouring lines that might be one text: no blank line and no long line inside."""
    stretches: list[list[Line]] = []
    current: list[Line] = []
    for line in lines:
        if line is None or line.width > WRAPPED:
            if current:
                stretches.append(current)
            current = []
            if line is not None:
                stretches.append([line])
        else:
            current.append(line)
    if current:
        stretches.append(current)
    return stretches


def _general_column(text: str, stretches: Sequence[list[Line]]) -> int:
    """The column of a text whose paragraphs are few lines each, between blank lines; 0 without one."""
    several = [stretch for stretch in stretches if len(stretch) > 1]
    column = _widest([line for stretch in several for line in stretch])
    pairs = [pair for stretch in several for pair in pairwise(stretch)]
    return column if _mostly_full(text, pairs, column) else 0


def _column(text: str, stretch: list[Line], general: int) -> int:
    """The width *stretch* was wrapped to, or 0 when it is no wrapped prose."""
    if len(stretch) < 2:
        return 0
    column = _widest(stretch)
    pairs = list(pairwise(stretch))
    if len(stretch) >= ENOUGH:
        return column if _mostly_full(text, pairs, column) else 0
    if general and column <= general:
        return general
    # Two or three lines alone prove little: the sentence must be seen to go on.
    flowing = [pair for pair in pairs if _flows(text, *pair, column)]
    goes_on = all(
        text[here.end - 1] not in ".!?:" and not text[after.start].isupper() for here, after in flowing
    )
    return column if flowing and goes_on else 0


def _widest(lines: Sequence[Line]) -> int:
    """The greatest width that a good part of *lines* comes close to; 0 when that is too narrow for prose."""
    widths = sorted((line.width for line in lines), reverse=True)
    low = 0
    for high, width in enumerate(widths):
        low = max(low, high)
        while low < len(widths) and widths[low] > width - SPREAD:
            low += 1
        if 4 * (low - high) >= len(widths):
            return width if width >= NARROWEST else 0
    return 0


def _mostly_full(text: str, pairs: Sequence[tuple[Line, Line]], column: int) -> bool:
    full = sum(_flows(text, here, after, column) for here, after in pairs)
    return len(pairs) >= ENOUGH - 1 and full >= 0.3 * len(pairs)


def _flows(text: str, here: Line, after: Line, column: int) -> bool:
    if not column or here.width > column or after.width > column or after.indent > here.indent + 1:
        return False
    if ITEM.match(text, after.start) or text[here.start] in "#|":
        return False
    space = SPACE.search(text, after.start, after.end)
    word = (space.start() if space else after.end) - after.start
    return here.width + 1 + word > column
