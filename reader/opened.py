"""One article as it lies open: its text with everything over it, and where each hop leads."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from reader.corpus.document import Document, Range

if TYPE_CHECKING:
    from annotations.codes import Unit
    from annotations.positions import Folded
    from reader.entities.mentions import Mention
    from reader.marks import Anchored
    from reader.quotations import Quotation


@dataclass(frozen=True)
class Opened:
    """A document, its mentions and annotations, and what follows from them; all in code points."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    annotations: tuple[Anchored, ...] = ()
    unit: Unit = "sentence"
    annotator: str | None = None
    """Whose annotations count as coding, of all that are shown; ``None``: everyone's."""

    @cached_property
    def folded(self) -> Folded:
        """The text folded, with the map back: what `/` looks through."""
        from annotations.positions import fold

        return fold(self.document.text)

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """Who says what, found when it is first asked for."""
        from reader.quotations import find_quotations

        return find_quotations(self.document, self.mentions)

    def quotation_at(self, offset: int) -> Range | None:
        """What is quoted or reported at *offset*, the innermost; else the next words in quotation marks.

        Where a quotation begins it is that one: what the hop to it went to.
        """
        from reader.motions import object_quotation

        covering = [Range(q.start, q.end) for q in self.quotations if q.start <= offset < q.end]
        marked = object_quotation(self.document, offset)
        begun = [one for one in covering if one.start == offset]
        around = (
            [*covering, marked] if marked is not None and marked.start <= offset < marked.end else covering
        )
        return min(begun or around, key=lambda one: one.end - one.start, default=marked)

    @cached_property
    def linked(self) -> tuple[Mention, ...]:
        """The mentions that name someone or something; dates and figures are left out."""
        from reader.entities.mentions import LINKED_KINDS

        return tuple(m for m in self.mentions if m.kind in LINKED_KINDS)

    @cached_property
    def units(self) -> tuple[Range, ...]:
        """What there is to code, in order: sentences or paragraphs of the body and its headings."""
        document = self.document
        if self.unit == "article":
            return (Range(0, len(document.text)),) if document.blocks else ()
        whole = self.unit == "paragraph"
        ranges: Sequence[Range] = document.blocks if whole else document.sentences
        return tuple(r for r in ranges if not document.in_zone(r.start))

    def unit_at(self, offset: int) -> Range | None:
        """The unit under *offset*: what an action without a selection takes."""
        if self.unit == "article":
            return self.units[0] if self.units else None
        if self.unit == "paragraph":
            return self.document.block_at(offset)
        return self.document.sentence_at(offset)

    @cached_property
    def coded_units(self) -> frozenset[Range]:
        """The units an accepted annotation with a stance or a tag touches, of the one layer that counts."""
        starts = [u.start for u in self.units]
        coded: set[Range] = set()
        for one in self.annotations:
            record = one.annotation
            if self.annotator not in (None, record.annotator):
                continue
            if record.status != "accepted" or (record.stance is None and not record.tags):
                continue
            for start, end in one.ranges:
                first = max(0, bisect_right(starts, start) - 1)
                coded.update(u for u in self.units[first : bisect_left(starts, end)] if u.end > start)
        return frozenset(coded)

    def annotations_at(self, offset: int) -> tuple[Anchored, ...]:
        """The annotations that cover *offset*, the shortest first."""
        covering = (a for a in self.annotations if a.covers(offset))
        return tuple(sorted(covering, key=lambda a: (a.end - a.start, a.start, int(a.annotation.id))))

    def by(self, one: Anchored) -> str:
        """Who made *one*, an annotation; "" where it counts as one's own."""
        name = one.annotation.annotator
        return "" if self.annotator in (None, name) else name

    def mention_at(self, offset: int) -> Mention | None:
        """The mention that covers *offset*; mentions are disjoint and sorted."""
        at = bisect_right(self.mentions, offset, key=lambda mention: mention.start) - 1
        return self.mentions[at] if at >= 0 and offset < self.mentions[at].end else None

    def with_annotations(self, annotations: tuple[Anchored, ...]) -> Opened:
        """The same article with other annotations."""
        other = replace(self, annotations=annotations)
        kept = ("folded", "linked", "quotations", "units")
        # What is worked out from text and mentions alone stays as it is: finding it again takes time.
        other.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        return other


def hop(starts: Sequence[int], offset: int, count: int) -> int | None:
    """The start *count* places after *offset* (before it, when negative), as far as there is one.

    *starts* is sorted. ``None`` when there is none on that side.
    """
    places = sorted(set(starts))
    if count > 0:
        at = bisect_right(places, offset) + count - 1
        return places[min(at, len(places) - 1)] if bisect_right(places, offset) < len(places) else None
    at = bisect_left(places, offset) + count
    return places[max(at, 0)] if bisect_left(places, offset) > 0 else None
