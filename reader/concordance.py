"""Keyword in context: every mention of an entity with the words around it, article by article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.corpus.document import Document, Range
from reader.layout.cells import cells, elide, width_of
from reader.sanitise import clean

REACH = 160
"""Code points of context kept on either side: more than the half of a wide screen shows."""
KEYWORD_AT = 0.42
"""Where in a line the keyword begins: what follows a name tells more than what precedes it."""
ASIDE = "≡"
"""What marks a mention that is not in the article's own text."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One mention: its place in code points, and what stands around it in its paragraph, on one line."""

    start: int
    end: int
    before: str
    word: str
    after: str
    number: int = 0
    """Of its paragraph; 0 in a heading and in boilerplate."""
    zone: str = ""
    """``boilerplate``, ``repeat``, or empty in the article's own text."""
    glyph: str = ""
    """Of the stance that lies over it, the shortest where there are several."""

    @property
    def place(self) -> str:
        """``¶6``; ``head`` above the first paragraph; ``≡`` before what is not counted."""
        where = f"¶{self.number}" if self.number else "" if self.zone else "head"
        return f"{ASIDE}{where}" if self.zone else where


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one article, with what it is; ``problem`` says why it could not be read."""

    path: str
    title: str = ""
    source: str = ""
    lines: tuple[Line, ...] = ()
    problem: str = ""

    @property
    def body(self) -> int:
        """Mentions in the article's own text."""
        return sum(not line.zone for line in self.lines)


Over = Sequence[tuple[int, int, str]]
"""Where stances lie, and their glyphs; the shortest first."""


def concordance(document: Document, places: Iterable[Range], over: Over = ()) -> Group:
    """The *places* of *document* in context, with the glyphs of what lies *over* them."""
    known = document.metadata
    source = " · ".join(part for part in (known.outlet or "outlet unknown", known.date) if part)
    lines = tuple(_line(document, place, over) for place in places)
    return Group(document.path, known.title or document.path, source, lines)


def _line(document: Document, place: Range, over: Over) -> Line:
    block, zone, text = document.block_at(place.start), document.zone_at(place.start), document.text
    first, last = (block.start, block.end) if block is not None else (0, len(text))
    before = text[max(first, place.start - REACH) : place.start]
    if place.start - REACH > first:
        # The first word may be half of one.
        before = before[before.find(" ") + 1 :]
    return Line(
        place.start,
        place.end,
        _flat(before),
        _flat(text[place.start : place.end]),
        _flat(text[place.end : max(place.end, min(last, place.end + REACH))]),
        block.number if block is not None else 0,
        zone.kind if zone is not None else "",
        next((glyph for start, end, glyph in over if start < place.end and end > place.start), ""),
    )


def _flat(text: str) -> str:
    """*text* on one line, runs of white space as one space; those at its ends stay, they part words."""
    return _SPACES.sub(" ", clean(text))


def fitted(line: Line, width: int) -> tuple[str, str, str]:
    """Left context, keyword and right context in *width* cells, no word cut; the left one fills its column.

    The keyword begins at the same cell in every line of one width; it is elided where it does not fit.
    """
    column = int(width * KEYWORD_AT)
    before = tail(line.before, column)
    before = " " * (column - cells(before)) + before
    word = elide(line.word, width - column)
    return before, word, head(line.after, width - column - cells(word))


def near(line: Line, width: int) -> str:
    """What of *line* there is room for in *width* cells, give or take a word."""
    column = int(width * KEYWORD_AT)
    before = line.before[-column:] if column else ""
    return f"{before}{line.word}{line.after[: max(0, width - column - len(line.word))]}"


def head(text: str, width: int) -> str:
    """The beginning of *text* in at most *width* cells: whole words, ``…`` where others stood after them."""
    if cells(text) <= width:
        return text
    at, room = 0, width - 1
    while room >= width_of(text[at]):
        room -= width_of(text[at])
        at += 1
    kept = text[:at]
    if not text[at].isspace() and kept and not kept[-1].isspace():
        kept = kept.rpartition(" ")[0]
    return f"{kept.rstrip(' ,;:—–-')}…" if width > 0 else ""


def tail(text: str, width: int) -> str:
    """The end of *text* in at most *width* cells: whole words, ``…`` where others stood before them.

    A space at its end stays: it parts the context from the keyword.
    """
    if cells(text) <= width:
        return text
    words = text.rstrip()
    edge = text[len(words) :][:1]
    room, at = width - 1 - len(edge), len(words)
    while at and room >= width_of(words[at - 1]):
        at -= 1
        room -= width_of(words[at])
    kept = words[at:]
    if at and not words[at - 1].isspace():
        kept = kept.partition(" ")[2]
    return f"…{kept.lstrip()}{edge}" if width > len(edge) else ""
