"""An article as the program sees it: its text exactly as decoded, and what lies over it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

BlockKind = Literal["masthead", "title", "standfirst", "byline", "paragraph", "boilerplate"]
ZoneKind = Literal["boilerplate", "repeat"]
Tier = Literal["sure", "probable"]


@dataclass(frozen=True, slots=True)
class Range:
    """Code points ``start`` to ``end``, half-open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block(Range):
    """A paragraph or a heading; soft-wrapped lines belong to one block. No white space at its edges."""

    kind: BlockKind = "paragraph"
    number: int = 0
    """Paragraphs of the body count from 1; headings, bylines and boilerplate have 0."""


@dataclass(frozen=True, slots=True)
class Zone(Range):
    """Text that is not the article's own: boilerplate, or a pasted repeat of earlier paragraphs."""

    kind: ZoneKind = "boilerplate"
    tier: Tier = "sure"
    reason: str = ""


class Metadata(NamedTuple):
    """What is known about an article; an empty string is "unknown". Dates are ISO 8601, as far as known."""

    title: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    author: str = ""


@dataclass(frozen=True)
class Document:
    """One article. Offsets are code points into ``text``, half-open; nothing is normalised under them."""

    path: str
    """Relative to the corpus, with forward slashes, NFC."""
    text: str
    sha256: str
    """Of the UTF-8 of ``text``."""
    metadata: Metadata
    blocks: tuple[Block, ...]
    """In order, disjoint; between two lies only white space."""
    zones: tuple[Zone, ...] = ()
    """In order, disjoint."""
    encoding: str = "utf-8"
    repairs: int = 0
    """Bytes that were not of the encoding and were read as cp1252."""

    @cached_property
    def sentences(self) -> tuple[Range, ...]:
        """In order, disjoint, each inside one block; found when first asked for."""
        from reader.corpus.sentences import sentences_of

        return sentences_of(self.text, self.blocks)

    @cached_property
    def _block_starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _zone_starts(self) -> list[int]:
        return [z.start for z in self.zones]

    def block_at(self, offset: int) -> Block | None:
        """The block that holds *offset*, or the last one before it; ``None`` in an article without text."""
        return _at(self.blocks, self._block_starts, offset)

    def sentence_at(self, offset: int) -> Range | None:
        """The sentence that holds *offset*, or the last one before it."""
        return _at(self.sentences, self._sentence_starts, offset)

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """The numbered paragraphs of the body."""
        return tuple(b for b in self.blocks if b.number)

    @cached_property
    def words(self) -> int:
        """Words of the body, headings included, boilerplate and repeats not."""
        return sum(len(self.text[b.start : b.end].split()) for b in self.blocks if not self.in_zone(b.start))

    def zone_at(self, offset: int) -> Zone | None:
        """The zone that holds *offset*, if any."""
        zone = _at(self.zones, self._zone_starts, offset)
        return zone if zone and zone.start <= offset < zone.end else None

    def in_zone(self, offset: int) -> bool:
        """Whether *offset* is in boilerplate or in a repeat."""
        return self.zone_at(offset) is not None


R = TypeVar("R", bound=Range)


def _at(ranges: Sequence[R], starts: list[int], offset: int) -> R | None:
    if not ranges:
        return None
    return ranges[max(0, bisect_right(starts, offset) - 1)]
