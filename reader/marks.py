"""What lies over an article: annotations at their places, and the spans a view paints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.corpus.document import Document, Range
from reader.layout.spans import Span

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from annotations.model import AnchorState, Annotation
    from reader.carrying import Carried
    from reader.entities.mentions import Mention


FATES: tuple[tuple[AnchorState, str], ...] = (
    ("exact", "in place"),
    ("moved", "moved"),
    ("ambiguous", "not sure where"),
    ("orphan", "lost"),
)
"""What became of annotations' passages in a new text, in words."""

SHOWN: Mapping[str, str] = {"orphan": "lost"}
"""Words for people, where they are not those of the data."""


class Anchored(NamedTuple):
    """An annotation and where it stands in today's text: code points, half-open, one pair a found segment."""

    annotation: Annotation
    state: AnchorState
    ranges: tuple[tuple[int, int], ...]
    elsewhere: bool = False
    """Whether it is about another article, which had the same name."""

    @property
    def start(self) -> int:
        """Where it begins; 0 for a whole article and for an orphan."""
        return self.ranges[0][0] if self.ranges else 0

    @property
    def end(self) -> int:
        """Where it ends; 0 for a whole article and for an orphan."""
        return self.ranges[-1][1] if self.ranges else 0

    def covers(self, offset: int) -> bool:
        """Whether *offset* is inside one of the ranges."""
        return any(start <= offset < end for start, end in self.ranges)


def anchored(
    document: Document,
    annotations: Iterable[Annotation],
    carried: Carried | None = None,
    strangers: Collection[str] = (),
) -> tuple[Anchored, ...]:
    """Each annotation at its place in *document*, sorted by place; orphans first.

    *carried* leads there from the texts they were made on; without it quote and context have to do. Those of
    *strangers*, articles (by permanent id) that *document* is not, have no place in it.
    """
    from annotations.anchoring import anchor

    found = []
    for one in annotations:
        if one.doc in strangers:
            found.append(Anchored(one, "orphan", (), elsewhere=True))
            continue
        state, places = anchor(document.text, document.sha256, one, carried(one.text) if carried else None)
        shown = () if state in ("orphan", "ambiguous") else tuple(p for p in places if p is not None)
        found.append(Anchored(one, state, shown))
    return tuple(sorted(found, key=lambda a: (a.start, a.end, int(a.annotation.id))))


def candidates(document: Document, annotation: Annotation, carried: Carried | None = None) -> list[Range]:
    """The places of *document* that an ambiguous *annotation* may have, in their order."""
    from annotations.anchoring import anchor_segments

    way = carried(annotation.text) if carried else None
    found = anchor_segments(document.text, document.sha256, annotation, way)
    return [Range(*place) for place in sorted({place for one in found for place in one.others})]


def fates(found: Iterable[Anchored]) -> str:
    """How many of *found* fared how, in words."""
    states = Counter(one.state for one in found)
    return ", ".join(f"{states[state]} {what}" for state, what in FATES if states[state])


def unplaced(annotations: Iterable[Annotation]) -> tuple[Anchored, ...]:
    """*annotations* of an article that is not there to be read."""
    return tuple(Anchored(one, "orphan", ()) for one in annotations)


def moved(ranges: Sequence[tuple[int, int]], onto: Range) -> tuple[tuple[int, int], ...]:
    """Where an annotation on *ranges* stands when it is put *onto* other words.

    The parts of it that these touch are replaced; where they touch none, all of it is.
    """
    apart = tuple(r for r in ranges if r[1] <= onto.start or r[0] >= onto.end)
    return (*(apart if len(apart) < len(ranges) else ()), (onto.start, onto.end))


def glyph(codebook: Codebook, annotation: Annotation) -> str:
    """The one-cell mark of a stance in the margin; empty without one, ``?`` for a label nobody declared."""
    if annotation.stance is None:
        return ""
    label = codebook.label(annotation.stance.scale, annotation.stance.label)
    return label.glyph if label is not None else "?"


def spans(
    document: Document,
    mentions: Sequence[Mention],
    annotations: Sequence[Anchored],
    glyph_of: Callable[[Annotation], str],
) -> tuple[Span, ...]:
    """All marks of an article, sorted by start; proposals that nobody accepted are left out.

    *glyph_of* says how a stance is marked, as ``glyph`` does.
    """
    marks = [Span(m.start, m.end, "entity", m.kind, m.entity) for m in mentions]
    marks += [Span(z.start, z.end, "zone", z.kind, z.tier) for z in document.zones]
    for one in annotations:
        if one.annotation.status != "accepted":
            continue
        mark, record = glyph_of(one.annotation), one.annotation
        for start, end in one.ranges:
            if mark:
                marks.append(Span(start, end, "stance", mark, record.id))
            elif record.tags:
                marks.append(Span(start, end, "tag", record.tags[0], record.id))
            if record.note:
                marks.append(Span(start, end, "note", "", record.id))
    return tuple(sorted(marks, key=lambda s: (s.start, s.end)))
