"""Cut an article into passages: the unit that search finds and shows.

A passage is paragraphs merged until they have ``SHORT`` code points, cut at a sentence end past ``LONG``.
Headings and boilerplate are never merged with the body.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from reader.corpus.document import Block, Range
from reader.search.results import Article, Field

SHORT = 280
LONG = 800
HARD = 1_600
"""A stretch without any sentence end is cut here, at white space if there is some."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s")
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\S")


class Passage(NamedTuple):
    """Code points of a passage in its article, and where it stands."""

    start: int
    end: int
    field: Field


def passages(article: Article) -> list[Passage]:
    """The passages of *article* in order, disjoint, no white space at their edges. Linear in its length."""
    found: list[Passage] = []
    run: tuple[int, int] | None = None
    boilerplate = sorted((r.start, r.end) for r in article.boilerplate)
    ends = [s.end for s in article.sentences]
    zone = 0
    field: Field = "text"
    for block in article.blocks or _paragraphs(article.text):
        while zone < len(boilerplate) and boilerplate[zone][1] <= block.start:
            zone += 1
        inside = zone < len(boilerplate) and boilerplate[zone][0] <= block.start
        kind = block.kind if isinstance(block, Block) else "paragraph"
        here: Field = "boilerplate" if inside or kind == "boilerplate" else "text"
        if kind == "title" and not inside:
            here = "title"
        if run is not None and (here != field or here == "title" or run[1] - run[0] >= SHORT):
            found.extend(Passage(*piece, field) for piece in _cut(article.text, *run, ends))
            run = None
        run, field = (block.start if run is None else run[0], block.end), here
    if run is not None:
        found.extend(Passage(*piece, field) for piece in _cut(article.text, *run, ends))
    return found


def _paragraphs(text: str) -> Iterator[Range]:
    start = end = -1
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            if start < 0:
                start = at + len(line) - len(line.lstrip())
            end = at + len(line.rstrip())
        elif start >= 0:
            yield Range(start, end)
            start = -1
        at += len(line)
    if start >= 0:
        yield Range(start, end)


def _cut(text: str, start: int, end: int, ends: list[int]) -> Iterator[tuple[int, int]]:
    """*start* to *end* in pieces, each cut at the first sentence end past ``LONG``."""
    while end - start > LONG:
        stop = _stop(text, start, end, ends)
        after = _next_word(text, stop, end)
        if after >= end:
            break
        yield start, start + len(text[start:stop].rstrip())
        start = after
    yield start, end


def _stop(text: str, start: int, end: int, ends: list[int]) -> int:
    """The first sentence end past ``LONG``; *end* if what is left is not too long; else any white space."""
    low, high = start + LONG, min(end, start + HARD)
    at = bisect_left(ends, low)
    if at < len(ends) and ends[at] <= high:
        return ends[at]
    found = None if ends else _SENTENCE_END.search(text, low - 1, high)
    if found is None and high == end:
        return end
    found = found or _SPACE.search(text, low, high)
    return found.end() if found else high


def _next_word(text: str, start: int, end: int) -> int:
    found = _WORD.search(text, start, end)
    return found.start() if found else end
