"""Lines and paragraphs: where a text is cut, its offsets untouched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
ITEM = re.compile(r"[-–—*•·▪#>|]|\(?\d{1,3}[.)]\s|By\s+[A-Z]")
"""What begins a line of its own: list items, Markdown headings, quotes and tables, bylines."""


@dataclass(frozen=True, slots=True)
class Line(Range):
    """A line without the white space at its edges; ``indent`` code points of it stood in front."""

    indent: int = 0

    @property
    def length(self) -> int:
        return self.end - self.start


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
    blocks: list[Range] = []
    for stretch in _stretches(lines_of(text, start)):
        column = _column(text, stretch)
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
        if line is None or line.length > WRAPPED:
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


def _column(text: str, stretch: list[Line]) -> int:
    """The width *stretch* was wrapped to, or 0 when it is no wrapped prose."""
    if len(stretch) < 2:
        return 0
    lengths = sorted((line.length for line in stretch), reverse=True)
    column, low = 0, 0
    for high, length in enumerate(lengths):
        low = max(low, high)
        while low < len(lengths) and lengths[low] > length - SPREAD:
            low += 1
        if 4 * (low - high) >= len(lengths):
            column = length
            break
    if column < NARROWEST:
        return 0
    pairs = list(pairwise(stretch))
    full = sum(_flows(text, here, after, column) for here, after in pairs)
    if len(stretch) < 4:
        # Two or three lines prove little: the sentence must be seen to go on.
        goes_on = all(
            text[here.end - 1] not in ".!?:" and not text[after.start].isupper()
            for here, after in pairs
            if _flows(text, here, after, column)
        )
        return column if full and goes_on else 0
    return column if full >= 0.3 * len(pairs) else 0


def _flows(text: str, here: Line, after: Line, column: int) -> bool:
    if not column or here.length > column or after.length > column or after.indent > here.indent + 1:
        return False
    if ITEM.match(text, after.start) or text[here.start] in "#|":
        return False
    space = SPACE.search(text, after.start, after.end)
    word = (space.start() if space else after.end) - after.start
    return here.length + 1 + word > column
