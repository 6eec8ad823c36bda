"""A text laid out: which code points stand in which row, and where a row has its cells."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from reader.layout.cells import elide
from reader.layout.display import NO_BREAK, Display, display

TEXT, BLANK, FOLD = 0, 1, 2
"""Kinds of rows: words, the empty row between blocks, a folded zone in one row."""

_NOT_SPACE = re.compile("[^ ]")
_NOT_WHITE = re.compile(f"[\\S{NO_BREAK}]")
_GLUE = NO_BREAK + "\u200d\u2060\ufeff"
"""Characters that hold together what stands on both sides of them (UAX 14: GL, WJ and ZWJ)."""
_BREAK_AFTER = "-/–—\u200b\u00ad"
_NEVER_FIRST = frozenset("、。，．！？：；」』）］｝〉》】〕’”…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
"""Characters that do not begin a row of Chinese or Japanese (JIS X 4051, the common core)."""


class Ranged(Protocol):
    """Code points ``start`` to ``end``, half-open."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Layout:
    """*text* wrapped to *width* cells.

    Rows are disjoint and in order; between two of them lies only white space. A row is code points
    ``starts[row]`` to ``ends[row]``; the blank row between two blocks and its successor start at the same
    offset. All figures are exact: nothing is estimated, and a re-wrap of a megabyte is a matter of
    milliseconds.
    """

    __slots__ = (
        "block_rows",
        "blocks",
        "display",
        "ends",
        "folds",
        "kinds",
        "plain",
        "starts",
        "text",
        "width",
    )

    def __init__(
        self,
        text: str,
        blocks: Sequence[Ranged],
        width: int,
        *,
        folds: Sequence[Ranged] = (),
        shown: Display | None = None,
        plain: bytearray | None = None,
    ) -> None:
        """*blocks* are paragraphs, in order and disjoint; *folds* are ranges whose blocks stand in one row.

        *shown* and *plain* are handed on by :meth:`with_width`, so that only the wrap is done again.
        """
        self.text = text
        self.blocks = blocks
        self.width = max(1, width)
        self.folds = folds
        self.display = display(text) if shown is None else shown
        self.plain = _plain_blocks(self.display, blocks) if plain is None else plain
        self.starts = array("l")
        self.ends = array("l")
        self.kinds = bytearray()
        self.block_rows = array("l")
        """The row each block begins in."""
        self._fill()

    def with_width(self, width: int, folds: Sequence[Ranged] | None = None) -> Layout:
        """The same text at another *width*, with other *folds* where given."""
        return Layout(
            self.text,
            self.blocks,
            width,
            folds=self.folds if folds is None else folds,
            shown=self.display,
            plain=self.plain,
        )

    def _fill(self) -> None:
        starts, ends, kinds = self.starts, self.ends, self.kinds
        folds = iter(self.folds)
        fold = next(folds, None)
        folded = False
        for block, plain in zip(self.blocks, self.plain, strict=True):
            while fold is not None and fold.end <= block.start:
                fold, folded = next(folds, None), False
            inside = fold is not None and fold.start <= block.start
            if inside and folded:
                self.block_rows.append(len(starts) - 1)
                ends[-1] = max(ends[-1], block.end)
                continue
            if starts:
                starts.append(block.start)
                ends.append(block.start)
                kinds.append(BLANK)
            self.block_rows.append(len(starts))
            if inside:
                folded = True
                starts.append(block.start)
                ends.append(block.end)
                kinds.append(FOLD)
            else:
                wrap = _wrap_plain if plain else _wrap_odd
                wrap(self, *_stripped(self.text, block.start, block.end))
                kinds.extend(bytes(len(starts) - len(kinds)))
        if not starts:
            starts.append(0)
            ends.append(0)
            kinds.append(BLANK)

    @property
    def row_count(self) -> int:
        """How many rows there are; an empty text has one, blank."""
        return len(self.starts)

    def row_of(self, offset: int) -> int:
        """The row that holds *offset*; in the white space after a row, that row."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def cell_of(self, offset: int) -> tuple[int, int]:
        """Row and cell of *offset*; in the white space after a row, the cell behind its last character."""
        row = self.row_of(offset)
        if self.kinds[row] != TEXT:
            return row, 0
        start = self.starts[row]
        return row, self.display.cells(start, max(start, min(offset, self.ends[row])))

    def offset_at(self, row: int, cell: int) -> int:
        """The code point drawn at *cell* of *row*; beyond the ends of the row or the text, the nearest."""
        row = min(max(0, row), len(self.starts) - 1)
        start, end = self.starts[row], self.ends[row]
        if self.kinds[row] != TEXT:
            return start
        shown, cell = self.display, max(0, cell)
        if not shown.odd:
            return max(start, min(start + cell, end - 1))
        get, text = shown.odd.get, shown.text
        used, found = 0, start
        for offset in range(start, end):
            wide = get(text[offset], 1)
            if wide:
                found = offset
            used += wide
            if used > cell:
                break
        return found

    def cluster_end(self, offset: int) -> int:
        """The end of the character at *offset* with the marks and joiners that follow it."""
        odd, text = self.display.odd, self.display.text
        end = offset + 1
        if odd:
            while end < len(text) and odd.get(text[end], 1) == 0:
                end += 1
        return end

    def row_text(self, row: int) -> str:
        """What is drawn in *row*; empty for a blank row or a fold."""
        if self.kinds[row] != TEXT:
            return ""
        return self.display.emit(self.starts[row], self.ends[row])

    def block_of(self, row: int) -> int:
        """Index of the block *row* belongs to (a blank row: of the block before); -1 without blocks."""
        return bisect_right(self.block_rows, row) - 1

    def has_fold(self, start: int, end: int) -> bool:
        """Whether a folded row holds some of code points *start* to *end*."""
        return self.kinds.find(FOLD, self.row_of(start), self.row_of(max(start, end - 1)) + 1) >= 0

    def step(self, row: int, count: int) -> int:
        """The row *count* rows away from *row* (negative: up) when blank rows are not counted."""
        kinds, last = self.kinds, len(self.kinds) - 1
        direction = 1 if count > 0 else -1
        here = row
        for _ in range(abs(count)):
            there = here + direction
            while 0 <= there <= last and kinds[there] == BLANK:
                there += direction
            if not 0 <= there <= last:
                break
            here = there
        return here

    def solid(self, row: int, direction: int = 1) -> int:
        """The nearest row with something in it, from *row* on in *direction*, else the other way."""
        row = min(max(0, row), len(self.kinds) - 1)
        for way in (direction, -direction):
            there = row
            while 0 <= there < len(self.kinds):
                if self.kinds[there] != BLANK:
                    return there
                there += way
        return row


def _plain_blocks(shown: Display, blocks: Sequence[Ranged]) -> bytearray:
    """One byte a block: 1 where every character takes one cell."""
    if not shown.odd:
        return bytearray(b"\1") * len(blocks)
    odd, text = shown.odd.keys(), shown.text
    return bytearray(odd.isdisjoint(text[b.start : b.end]) for b in blocks)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Code points *start* to *end*, as far as there is text, without white space at the ends."""
    end = min(end, len(text))
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _wrap_plain(layout: Layout, start: int, end: int) -> None:
    """Rows of code points *start* to *end*, where an index is a cell."""
    shown, width = layout.display.text, layout.width
    add_start, add_end, rfind = layout.starts.append, layout.ends.append, shown.rfind
    while end - start > width:
        add_start(start)
        stop = rfind(" ", start, start + width + 1)
        if stop > start:
            following = stop + 1
            while shown[stop - 1] == " ":
                stop -= 1
            if shown[following] == " " and (found := _NOT_SPACE.search(shown, following, end)):
                following = found.start()
        else:
            stop, following = _last_resort(shown, {}, start, start + width)
        add_end(stop)
        start = following
    add_start(start)
    add_end(end)


def _wrap_odd(layout: Layout, start: int, end: int) -> None:
    """Rows of code points *start* to *end*, some of which take no cell or two."""
    text, shown, width = layout.text, layout.display.text, layout.width
    odd = layout.display.odd
    keys = odd.keys()
    wide = 2 in odd.values()
    zero = "" if wide or len(odd) > 4 else "".join(odd)
    while True:
        limit = min(end, start + width)
        if not keys.isdisjoint(shown[start : limit + 1]):
            limit = (
                _fitting_narrow(shown, zero, start, end, width)
                if zero
                else _fitting(shown, odd, start, end, width)
            )
        if limit >= end:
            break
        if wide:
            stop = _break_before(shown, odd, start, limit)
        else:
            stop = max(start, shown.rfind(" ", start, limit + 1))
        if stop > start:
            found = _NOT_WHITE.search(text, stop, end)
            following = found.start() if found else end
            while stop > start + 1 and text[stop - 1].isspace() and text[stop - 1] not in NO_BREAK:
                stop -= 1
        else:
            stop, following = _last_resort(shown, odd, start, limit)
        layout.starts.append(start)
        layout.ends.append(stop)
        start = following
    layout.starts.append(start)
    layout.ends.append(end)


def _fitting(shown: str, odd: Mapping[str, int], start: int, end: int, width: int) -> int:
    """The first offset from *start* on that is no longer within *width* cells; one character always fits."""
    get = odd.get
    used = 0
    for offset in range(start, end):
        taken = get(shown[offset], 1)
        used += taken
        if used > width and taken and offset > start:
            return offset
    return end


def _fitting_narrow(shown: str, zero: str, start: int, end: int, width: int) -> int:
    """As :func:`_fitting`, by counting, where few characters (*zero*) take no cell and none takes two."""
    counted = start
    stop = min(end, start + width + 1)
    while counted < stop:
        more = sum(shown.count(c, counted, stop) for c in zero)
        counted, stop = stop, min(end, stop + more)
    cells = stop - start - sum(shown.count(c, start, stop) for c in zero)
    if cells <= width:
        return end
    while shown[stop - 1] in zero:
        stop -= 1
    return stop - 1


def _break_before(shown: str, odd: Mapping[str, int], start: int, limit: int) -> int:
    """Where a row from *start* may end: at a space or beside a wide character up to *limit*; else *start*.

    A character keeps the marks, modifiers and joiners that follow it; what joins it to the next holds both.
    """
    get = odd.get
    for at in range(limit, start, -1):
        char = shown[at]
        if char == " ":
            return at
        width = get(char, 1)
        if not width or char in _NEVER_FIRST or char in _GLUE or shown[at - 1] in _GLUE:
            continue
        base = at - 1
        while base > start and get(shown[base], 1) == 0:
            base -= 1
        if width == 2 or get(shown[base], 1) == 2:
            return at
    return start


def _last_resort(shown: str, odd: Mapping[str, int], start: int, limit: int) -> tuple[int, int]:
    """End of a row without a space, and the next one's start: at a no-break space, a hyphen, anywhere."""
    stop = max(shown.rfind(c, start + 1, limit + 1) for c in NO_BREAK)
    if stop > start:
        return stop, stop + 1
    stop = max(shown.rfind(c, start, limit) for c in _BREAK_AFTER) + 1
    if stop > start and odd.get(shown[stop], 1):
        return stop, stop
    return limit, limit


def fold_lines(text: str, width: int, lines: int) -> list[str]:
    """*text* in at most *lines* rows of *width* cells, broken between words; what is cut ends with ``…``.

    White space is collapsed first, so this is for quotes and titles, not for offsets.
    """
    text = " ".join(text.split())
    if not text or lines < 1:
        return []
    layout = Layout(text, (_Whole(0, len(text)),), width)
    rows = [layout.row_text(row) for row in range(min(lines, layout.row_count))]
    if layout.row_count > lines:
        rows[-1] = elide(layout.display.emit(layout.starts[lines - 1], len(text)), layout.width)
    return rows


class _Whole(NamedTuple):
    start: int
    end: int
