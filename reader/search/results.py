"""What goes into search and what comes out of it: plain values, free of numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from reader.corpus.document import Range

Field = Literal["text", "title", "boilerplate", "note", "tag", "quote", "entity"]
FIELDS: tuple[Field, ...] = ("text", "title", "boilerplate", "note", "tag", "quote", "entity")
"""Where a hit may be. ``text``, ``title`` and ``boilerplate`` stand in the article, the rest beside it."""

HighlightKind = Literal["exact", "prefix", "phrase", "alias", "transliteration", "edit", "filter"]


@dataclass(frozen=True, slots=True)
class ArticleEntity:
    """An entity as one article has it: its linked id, its names, and where the article mentions it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article to be searched. Offsets are code points, half-open, into ``text``.

    ``blocks`` are the paragraphs and headings in order; a ``reader.corpus.document.Block`` of kind
    ``title`` is searched as the title, one of kind ``boilerplate`` as boilerplate. Without blocks the text is
    cut at blank lines. ``sentences`` help to cut long paragraphs; without them punctuation decides.
    """

    path: str
    text: str
    blocks: Sequence[Range] = ()
    boilerplate: Sequence[Range] = ()
    title: str = ""
    outlet: str = ""
    date: str = ""
    entities: Sequence[ArticleEntity] = ()
    sentences: Sequence[Range] = ()
    unread: bool = False


@dataclass(frozen=True, slots=True)
class NotePassage:
    """An annotation as search needs it.

    ``start`` and ``end`` are code points into the article; ``0, 0`` is the whole article, ``-1, -1`` an
    orphan that has lost its place. ``holders`` is the chain, outermost first, each level the names of its
    actors; ``(("unattributed",),)`` for agentless ones, ``(("writer",),)`` for the writer's own voice. The
    ids of those that are entities stand beside them. ``tags`` may be full paths (``frame/mockery``).
    """

    path: str
    annotation_id: str
    start: int
    end: int
    note: str = ""
    tags: tuple[str, ...] = ()
    stance: str = ""
    scale: str = ""
    target: str = ""
    holders: tuple[tuple[str, ...], ...] = ()
    quote: str = ""
    stale: bool = False
    codes: tuple[str, ...] = ()
    """Ids of the tags."""
    target_id: str = ""
    holder_ids: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight(Range):
    """Words found: code points as in ``Hit.start``, what kind of match, the query's word, and why."""

    kind: HighlightKind
    word: str
    """The word of the query that is matched here; for ``filter`` the filter."""
    reason: str = ""
    """For a person: "Dzirkaln: 1 edit", "Лукашенко: transliteration"; empty for an exact match."""


@dataclass(frozen=True, slots=True)
class Place(Range):
    """Code points of a passage in the article at ``path``, and what is known of that."""

    path: str
    title: str = ""
    outlet: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found.

    ``start`` and ``end`` are code points into the article at ``path``. For the fields that stand in the
    article, ``text`` is exactly that stretch and the highlights are offsets into the article too. For a note,
    tag, quote or entity, and for a title known from elsewhere (``in_article`` is false), ``text`` is its own
    text and the highlights are offsets into ``text``; ``start`` and ``end`` are the place it belongs to
    (0, 0: the whole article).
    """

    path: str
    start: int
    end: int
    field: Field
    score: float
    title: str
    outlet: str
    date: str
    text: str
    highlights: tuple[Highlight, ...] = ()
    others: tuple[Place, ...] = ()
    """The same passage elsewhere."""
    in_article: bool = True
    annotation_id: str = ""
    """For a note, tag or quote."""
    words: int = 0
    """How many of the query's words are here."""
    edits: int = 0
    """How far the matched words are from those typed: 1 for an alias or transliteration, 2 for an edit."""
    copy: bool = False
    """Whether it is one of the others of a hit."""

    def elsewhere(self) -> tuple[Hit, ...]:
        """A hit for each of the others. Where one is broken into lines otherwise, its words are not lit."""
        found = []
        for place in self.others:
            by = place.start - self.start if self.in_article else 0
            same = not self.in_article or place.end - place.start == self.end - self.start
            marks = self.highlights if same else ()
            lit = tuple(replace(mark, start=mark.start + by, end=mark.end + by) for mark in marks)
            moved = replace(self, path=place.path, start=place.start, end=place.end, highlights=lit)
            of = replace(moved, title=place.title, outlet=place.outlet, date=place.date)
            found.append(replace(of, others=(), copy=True))
        return tuple(found)

    @property
    def local_highlights(self) -> tuple[Highlight, ...]:
        """The highlights as offsets into ``text``."""
        if not self.in_article:
            return self.highlights
        at = self.start
        return tuple(Highlight(h.start - at, h.end - at, h.kind, h.word, h.reason) for h in self.highlights)

    def to_dict(self) -> dict[str, Any]:
        """The hit as ``reader search --json`` prints it."""
        return {
            "path": self.path,
            "start": self.start,
            "end": self.end,
            "field": self.field,
            "score": round(self.score, 4),
            "title": self.title,
            "source": self.outlet,
            "date": self.date,
            "text": self.text,
            "highlights": [
                {"start": h.start, "end": h.end, "kind": h.kind, "word": h.word} for h in self.highlights
            ],
        }


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query: the best hits, how many passages and articles were found in all, and hints."""

    query: str
    results: tuple[Hit, ...] = ()
    passages: int = 0
    """How many, those that stand in several places counted in each."""
    articles: int = 0
    took_ms: float = 0.0
    hints: tuple[str, ...] = ()
    cancelled: bool = False
    """The search was given up for a newer one; the rest is empty."""
    copies: int = 0
    """How many of the passages are the same as another, among whose ``others`` they are."""
    short: bool = False
    """So little was typed that the texts were not searched."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as ``reader search --json`` prints it."""
        return {
            "query": self.query,
            "took_ms": round(self.took_ms, 1),
            "results": [hit.to_dict() for hit in self.results],
        }
