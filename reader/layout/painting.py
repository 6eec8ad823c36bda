"""Marks over a row: spans cut into runs, and what stands in the margin. Pure; colours come elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from reader.layout.rows import TEXT, Layout
from reader.layout.spans import Span

ENTITY_FAMILY = {
    "person": "person",
    "org": "org",
    "gpe": "place",
    "loc": "place",
    "norp": "place",
    "weapon": "arms",
    "platform": "arms",
    "law": "other",
    "event": "other",
    "misc": "other",
}
"""Kinds share a hue by family: every reader can tell five hues, none ten. The rest is ``value``."""


def family(kind: str) -> str:
    """The family of an entity kind: person, org, place, arms, other or value."""
    return ENTITY_FAMILY.get(kind, "value")


class SpanIndex:
    """Spans that can be asked for by range, however long or many they are.

    Spans are kept by the power of two of their length, each class sorted by start: a range then reads only
    spans that overlap it or nearly do, in every class.
    """

    __slots__ = ("_classes",)

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        classes: dict[int, list[Span]] = {}
        for span in spans:
            if span.end > span.start:
                classes.setdefault((span.end - span.start).bit_length(), []).append(span)
        self._classes: list[tuple[int, list[int], list[Span]]] = []
        for bits, members in sorted(classes.items()):
            members.sort(key=_by_start)
            self._classes.append((1 << bits, [s.start for s in members], members))

    def over(self, start: int, end: int) -> list[Span]:
        """The spans that share a code point with *start* to *end*: by start, longer ones first."""
        found: list[Span] = []
        for longest, starts, members in self._classes:
            last = bisect_left(starts, end)
            first = bisect_left(starts, start - longest, 0, last)
            found.extend(s for s in members[first:last] if s.end > start)
        found.sort(key=_outer_first)
        return found


def _by_start(span: Span) -> int:
    return span.start


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


class Run(NamedTuple):
    """Code points ``start`` to ``end`` of a row carry the same spans, the outer ones first."""

    start: int
    end: int
    spans: tuple[Span, ...]

    @property
    def marks(self) -> frozenset[tuple[str, str]]:
        """Layers and kinds at work here."""
        return frozenset((s.layer, s.kind) for s in self.spans)


def runs(start: int, end: int, spans: Sequence[Span]) -> list[Run]:
    """Code points *start* to *end* cut where one of *spans* (outer first) begins or ends."""
    if start >= end:
        return []
    if not spans:
        return [Run(start, end, ())]
    cuts = {start, end}
    for span in spans:
        if start < span.start < end:
            cuts.add(span.start)
        if start < span.end < end:
            cuts.add(span.end)
    edges = sorted(cuts)
    found: list[Run] = []
    active: list[Span] = []
    waiting = 0
    for left, right in pairwise(edges):
        active = [s for s in active if s.end > left]
        while waiting < len(spans) and spans[waiting].start <= left:
            if spans[waiting].end > left:
                active.append(spans[waiting])
            waiting += 1
        found.append(Run(left, right, tuple(active)))
    return found


class Margin(NamedTuple):
    """What stands beside a row; every mark is one cell."""

    number: int = 0
    """The paragraph's number, on its first row; 0 elsewhere."""
    glyph: str = ""
    """A stance's glyph on its passage's first row, then ``│``; a digit where several begin in a row."""
    kind: str = ""
    """The label of the stance the glyph is coloured by; "" where it is a tag."""
    note: str = ""
    """``†`` where a noted passage begins, ``≡`` beside paragraphs that repeat earlier ones."""


NO_MARGIN = Margin()
CODED = ("stance", "tag")
"""Layers that have a glyph in the margin."""


def margin(layout: Layout, row: int, spans: Sequence[Span], number: int = 0) -> Margin:
    """The margin of *row*; *spans* are those over it, *number* the paragraph's when the row is its first."""
    if layout.kinds[row] != TEXT:
        return NO_MARGIN
    edge = _edge(layout, row)
    glyph = kind = note = ""
    coded = [s for s in spans if s.layer in CODED]
    begun = [s for s in coded if s.start >= edge]
    if coded:
        one = max(begun or coded, key=lambda s: (s.layer == "stance", s.start, -s.end))
        kind = one.kind if one.layer == "stance" else ""
        passages = _passages(begun)
        if not begun:
            glyph = "│"
        elif passages > 1:
            glyph = str(min(9, passages))
        else:
            glyph = kind[:1] or "#"
    if any(s.layer == "note" and s.start >= edge for s in spans):
        note = "†"
    elif any(s.layer == "zone" and s.kind == "repeat" for s in spans) and _begins_block(layout, row):
        note = "≡"
    return Margin(number, glyph, kind, note)


def begun(layout: Layout, row: int, spans: Sequence[Span]) -> int:
    """How many coded passages begin in *row*: what a digit in its margin counts."""
    edge = _edge(layout, row)
    return _passages([s for s in spans if s.layer in CODED and s.start >= edge])


def _edge(layout: Layout, row: int) -> int:
    """Where the text of *row* begins, the white space before it included."""
    before = row - 1
    while before >= 0 and layout.kinds[before] != TEXT:
        before -= 1
    return layout.ends[before] if before >= 0 else 0


def _passages(spans: Sequence[Span]) -> int:
    return len({s.id or (s.start, s.end) for s in spans})


def _begins_block(layout: Layout, row: int) -> bool:
    block = layout.block_of(row)
    return block >= 0 and layout.block_rows[block] == row


def margin_text(marks: Margin, width: int) -> tuple[str, str, str]:
    """Number, glyph and note columns of *width* cells in all: 8 or more in full, fewer without the number."""
    glyph, note = marks.glyph or " ", marks.note or " "
    if width < 3:
        return "", glyph[:width], ""
    if width < 8:
        if marks.number and not marks.glyph and not marks.note:
            return str(marks.number)[: width - 1].rjust(width - 1), "", " "
        return " " * (width - 3), glyph, note + " "
    number = str(marks.number) if marks.number else ""
    number = number.rjust(width - 4) + " " if len(number) < 5 else number.rjust(width - 3)
    return number, glyph, note + " "
