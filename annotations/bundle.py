"""What a format writes: one layer of annotations with the articles they are on, frozen.

All offsets are code points, half-open, into ``BundleArticle.text``. An annotation may have been made on an
older text; ``Bundle.placement`` says where its passages are in the present one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotations.codes import Codebook
from annotations.codings import settled
from annotations.model import AnchorState, Annotation, Segment
from annotations.records import Coding, Correction, Memo, NewTarget, Record

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """Code points ``start`` to ``end``; ``kind`` says what lies there, where there are several kinds."""

    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class EntitySpan(Span):
    """A mention of a linked entity; ``kind`` is the mention's."""

    entity: str = ""
    """Id, ``kind:slug``."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an annotation is in the present text: one range a segment, ``None`` where it was not found."""

    state: AnchorState
    ranges: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of the present text, white space trimmed off its edges: ``text[start:end] == quote``."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class BundleArticle:
    """One article: its text as decoded, what is known about it, and what lies over it."""

    path: str
    """Relative to the corpus, with forward slashes, NFC."""
    doc: str
    """Its permanent id; empty while nobody annotated it."""
    text: str
    sha256: str
    title: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    author: str = ""
    units: tuple[Span, ...] = ()
    """What the codebook counts (sentences, paragraphs or the article), boilerplate and repeats left out."""
    paragraphs: tuple[Span, ...] = ()
    """The body's, numbered from 1 in this order."""
    zones: tuple[Span, ...] = ()
    """Boilerplate and repeats, named by ``kind``."""
    also: tuple[str, ...] = ()
    """Further permanent ids that it is known under: it was begun under two."""
    entities: tuple[EntitySpan, ...] = ()

    @cached_property
    def docs(self) -> frozenset[str]:
        """All its permanent ids."""
        return frozenset({self.doc, *self.also} - {""})

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [unit.start for unit in self.units]

    def line_at(self, offset: int) -> int:
        """The line that holds *offset*, counted from 1; CRLF, CR and LF end a line."""
        return bisect_right(self._line_starts, offset)

    def units_over(self, start: int, end: int) -> range:
        """Indexes into ``units`` of those that share a code point with *start* to *end*."""
        first = max(0, bisect_right(self._unit_starts, start) - 1)
        if first < len(self.units) and self.units[first].end <= start:
            first += 1
        return range(first, max(first, bisect_right(self._unit_starts, max(start, end - 1))))

    def zone_at(self, offset: int) -> str:
        """``boilerplate``, ``repeat`` or ``body``."""
        return next((z.kind for z in self.zones if z.start <= offset < z.end), "body")


@dataclass(frozen=True)
class Bundle:
    """One layer of one corpus, ready to leave. Ids of annotations are unique in it."""

    corpus: str
    """A name for people, not a path."""
    articles: tuple[BundleArticle, ...]
    annotations: tuple[tuple[str, Annotation], ...]
    """``(path, annotation)``; the path of an article that is gone is its last known one."""
    codebook: Codebook
    annotator: str
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    corrections: tuple[Correction, ...] = ()
    targets: tuple[NewTarget, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Annotator -> the name shown to people."""
    placements: Mapping[str, Placement] = field(default_factory=dict)
    """By annotation id, where the caller knows better than quote and context tell (from the older text)."""

    @cached_property
    def by_path(self) -> Mapping[str, BundleArticle]:
        """The articles by path."""
        return {article.path: article for article in self.articles}

    @cached_property
    def ordered(self) -> tuple[tuple[str, Annotation], ...]:
        """The annotations by path, place and id: the order in which every format writes them."""
        return tuple(sorted(self.annotations, key=lambda row: (row[0], row[1].start, _by_id(row[1]))))

    @cached_property
    def others(self) -> tuple[Record, ...]:
        """Codings, memos, corrections and new targets, each kind by id."""
        kinds: tuple[tuple[Record, ...], ...] = (self.codings, self.memos, self.corrections, self.targets)
        return tuple(record for kind in kinds for record in sorted(kind, key=_by_id))

    @cached_property
    def _codings(self) -> Mapping[tuple[str, str], list[Coding]]:
        found: dict[tuple[str, str], list[Coding]] = {}
        for one in self.codings:
            found.setdefault((one.annotator, one.doc), []).append(one)
        return found

    def coding(self, annotator: str, docs: Iterable[str]) -> Coding | None:
        """How far *annotator* is with the article that has the permanent ids *docs*, where that was said."""
        return settled(one for doc in docs for one in self._codings.get((annotator, doc), ()))

    def name(self, annotator: str) -> str:
        """The name shown to people."""
        return self.names.get(annotator) or annotator

    def doc(self, path: str, annotation: Annotation) -> str:
        """The permanent id of the article an annotation is on."""
        article = self.by_path.get(path)
        return annotation.doc or (article.doc if article else "")

    @cached_property
    def _placed(self) -> Mapping[tuple[str, str], Placement]:
        return {(a.annotator, a.id): self._place(path, a) for path, a in self.annotations}

    def _place(self, path: str, annotation: Annotation) -> Placement:
        article = self.by_path.get(path)
        if article is None:
            return Placement("orphan", (None,) * len(annotation.segments))
        known = self.placements.get(annotation.id)
        if known is None and annotation.text == article.sha256 and _there(article.text, annotation.segments):
            return Placement("exact", tuple((s.start, s.end) for s in annotation.segments))
        if known is None:
            # Only an export of passages that moved pays for the import of the matcher.
            from annotations.anchoring import anchor

            known = Placement(*anchor(article.text, article.sha256, annotation))
        ranges = (*known.ranges, *(None,) * len(annotation.segments))[: len(annotation.segments)]
        length = len(article.text)
        return Placement(known.state, tuple(r if r and 0 <= r[0] <= r[1] <= length else None for r in ranges))

    def placement(self, annotation: Annotation) -> Placement:
        """Where *annotation*, which is one of the bundle's, is in the present text."""
        return self._placed[annotation.annotator, annotation.id]

    def passages(self, path: str, annotation: Annotation) -> tuple[Passage | None, ...]:
        """One passage a segment, trimmed; ``None`` for one that is not in the present text."""
        article = self.by_path.get(path)
        if article is None:
            return (None,) * len(annotation.segments)
        return tuple(trimmed(article.text, *r) if r else None for r in self.placement(annotation).ranges)

    def annotators(self) -> Iterator[str]:
        """Everyone who made a record in it, by name."""
        makers = {a.annotator for _, a in self.annotations} | {r.annotator for r in self.others}
        return iter(sorted(makers | {self.annotator} - {""}))


def _by_id(record: Record) -> tuple[int, str]:
    return len(record.id), record.id


def _there(text: str, segments: tuple[Segment, ...]) -> bool:
    return all(text[s.start : s.end] == s.quote for s in segments)


def trimmed(text: str, start: int, end: int) -> Passage:
    """The passage without white space at its edges; one of white space alone stays as it is."""
    whole = text[start:end]
    quote = whole.strip()
    if quote:
        start += len(whole) - len(whole.lstrip())
        return Passage(start, start + len(quote), quote)
    return Passage(start, end, whole)
