"""What lies over an article on the screen: its spans, and the marks that come and go while one reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from reader.corpus.document import Document
from reader.layout.painting import SpanIndex
from reader.layout.spans import Span

Density = Literal["all", "kind", "first", "off"]
"""Which entities are marked: all, one kind, each entity's first mention in a paragraph, none."""

Extent = tuple[int, int]
"""Start and end in code points, half-open."""


class ArticleMarks:
    """Spans, hits, unit, selection and caret over one document, asked for by range."""

    def __init__(self, document: Document | None = None, spans: Iterable[Span] = ()) -> None:
        self.document = document
        self.unit: Extent | None = None
        self.selection: Extent | None = None
        self.caret: Extent = (0, 0)
        """The character under the caret, with what joins it."""
        self.density: Density = "all"
        self.kind = ""
        self.set_spans(spans)
        self.set_hits(())

    def set_spans(self, spans: Iterable[Span]) -> None:
        """Other spans over the same text."""
        self.spans = tuple(spans)
        self._index = SpanIndex(self.spans)
        self._firsts: frozenset[Span] | None = None

    def set_hits(self, hits: Iterable[Span]) -> None:
        """What a search found."""
        self.hits = tuple(hits)
        self._hit_index = SpanIndex(self.hits)

    def over(self, start: int, end: int) -> list[Span]:
        """What lies over code points *start* to *end*, outer spans first, after the density of entities."""
        over = self._index.over(start, end)
        if self.density != "all":
            over = [s for s in over if s.layer != "entity" or self._shows(s)]
        more = self._hit_index.over(start, end) if self.hits else []
        if self.unit and self.unit[0] < end and self.unit[1] > start:
            more.append(Span(*self.unit, "unit"))
        if self.selection and self.selection[0] < end and self.selection[1] > start:
            more.append(Span(*self.selection, "selection"))
        if start <= self.caret[0] < end:
            more.append(Span(*self.caret, "caret"))
        return sorted([*over, *more], key=lambda s: (s.start, -s.end)) if more else over

    def _shows(self, entity: Span) -> bool:
        if self.density == "kind":
            return entity.kind == self.kind
        if self.density == "off":
            return False
        if self._firsts is None:
            self._firsts = self._first_mentions()
        return entity in self._firsts

    def _first_mentions(self) -> frozenset[Span]:
        seen: set[tuple[int, str]] = set()
        found: list[Span] = []
        for span in sorted((s for s in self.spans if s.layer == "entity"), key=lambda s: s.start):
            block = self.document.block_at(span.start) if self.document else None
            key = block.start if block else 0, span.id or f"{span.start}"
            if key not in seen:
                seen.add(key)
                found.append(span)
        return frozenset(found)


def difference(old: Extent | None, new: Extent | None) -> tuple[Extent | None, Extent | None]:
    """The two extents in which *old* and *new* differ; where they share nothing, both whole."""
    if old is None or new is None or old[1] <= new[0] or new[1] <= old[0]:
        return old, new
    starts, ends = sorted((old[0], new[0])), sorted((old[1], new[1]))
    return (
        (starts[0], starts[1]) if starts[0] != starts[1] else None,
        (ends[0], ends[1]) if ends[0] != ends[1] else None,
    )
