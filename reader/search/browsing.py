"""Rows of the index as hits, and the answers that need no words: filters alone, entities by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.search import filters as filtering
from reader.search.names import EntityNames
from reader.search.postings import ENTITY, FIELD_CODES, Ints
from reader.search.query import Filters, Query, Term
from reader.search.results import Field, Highlight, Hit, Place
from reader.search.snapshot import Mask, Snapshot

BESIDE: tuple[Field, ...] = ("note", "tag", "quote")
"""Fields of annotations, which have a text of their own."""


class Twins:
    """Equal passages: only the first allowed one, by path and place, is found; the rest are its others."""

    def __init__(self, snapshot: Snapshot, allowed: Mask) -> None:
        self._snapshot = snapshot
        kept = allowed[snapshot.twins]
        self._rows: Ints = snapshot.twins[kept]
        self._groups: Ints = snapshot.twin_groups[kept]
        repeated = np.zeros(len(self._rows), dtype=np.bool_)
        repeated[1:] = self._groups[1:] == self._groups[:-1]
        self._repeated = repeated
        self.folded: Ints = self._rows[repeated]

    def copies(self, found: NDArray[np.int64]) -> Ints:
        """The folded rows that are the same as one of *found*."""
        groups = self._groups[np.isin(self._rows, found)]
        return self._rows[self._repeated & np.isin(self._groups, groups)]

    def others(self, row: int) -> tuple[Place, ...]:
        """Where else the passage of *row* stands."""
        at = np.flatnonzero(self._rows == row)
        if not len(at):
            return ()
        rows = self._rows[self._groups == self._groups[at[0]]].tolist()
        snapshot = self._snapshot
        return tuple(
            _placed(snapshot, r, int(snapshot.starts[r]), int(snapshot.ends[r])) for r in rows if r != row
        )


def _placed(snapshot: Snapshot, row: int, start: int, end: int) -> Place:
    """Code points *start* to *end* in the article of *row*."""
    article = snapshot.article(row)
    if article is None:
        return Place(start, end, snapshot.path(row))
    return Place(start, end, article.path, article.title, article.outlet, article.date)


def in_article(snapshot: Snapshot, row: int) -> bool:
    """Whether the row is a stretch of its article, not a text beside it."""
    return snapshot.field(row) not in BESIDE and bool(snapshot.ends[row] > snapshot.starts[row])


def text_of(snapshot: Snapshot, row: int) -> str:
    """The words of a row, exactly as they are searched and shown."""
    field = snapshot.field(row)
    note = snapshot.note(row)
    if note is not None:
        return note_text(field, note.note, note.tags, note.quote)
    article = snapshot.article(row)
    if article is None:
        return ""
    if in_article(snapshot, row):
        return article.text[snapshot.starts[row] : snapshot.ends[row]]
    return article.title


def note_text(field: str, note: str, tags: Sequence[str], quote: str) -> str:
    """What is searched of an annotation in each of its fields."""
    return {"note": note, "tag": " · ".join(tags), "quote": quote}[field]


def make_hit(snapshot: Snapshot, row: int, **given: Any) -> Hit:
    """The hit of a row, with what is *given* of ``Hit``'s fields."""
    article = snapshot.article(row)
    note = snapshot.note(row)
    given.setdefault("score", 0.0)
    return Hit(
        path=snapshot.path(row),
        start=max(0, int(snapshot.starts[row])),
        end=max(0, int(snapshot.ends[row])),
        field=snapshot.field(row),
        title=article.title if article else "",
        outlet=article.outlet if article else "",
        date=article.date if article else "",
        text=text_of(snapshot, row),
        in_article=in_article(snapshot, row),
        annotation_id=note.annotation_id if note else "",
        **given,
    )


def browse(
    snapshot: Snapshot, filters: Filters, names: EntityNames, excluded: Sequence[Term], k: int
) -> tuple[list[Hit], int, int]:
    """What filters alone find, in order of path and place: the first *k* hits, how many passages, articles.

    Filters about annotations and entities list the passages these touch; filters about articles list each
    article once, by its first passage. A whole-article or orphaned annotation is listed by its own row.
    """
    fields, with_entities = filtering.fields_allowed(filters)
    allowed = filtering.passing(snapshot, filters, names)
    for term in excluded:
        if not term.phrase:
            for found in snapshot.rows_with(term.keys[0]):
                allowed[found] = False
    asked_in = bool(filters.named("in"))
    touching = bool(filters.named("entity", *filtering.OF_ANNOTATIONS))
    mask = allowed & filtering.field_mask(snapshot, fields)
    if not asked_in:
        mask &= ~filtering.field_mask(snapshot, BESIDE) | _placeless(snapshot, filters)
    rows = sorted(np.flatnonzero(mask).tolist(), key=snapshot.place)
    if touching and not asked_in:
        rows = _without_whole(snapshot, filters, names, rows)
    elif not touching and not asked_in:
        rows = _first_of_each(snapshot, rows)
    marks = _marks(snapshot, filters, names)
    hits = [
        make_hit(snapshot, row, highlights=_marks_in(snapshot, row, marks.get(snapshot.path(row), ())))
        for row in rows[:k]
    ]
    if with_entities:
        hits = entity_hits(snapshot, Query(""), names, k)
        return hits, len(hits), len({hit.path for hit in hits})
    return hits, len(rows), len({snapshot.path(row) for row in rows})


def entity_hits(snapshot: Snapshot, query: Query, names: EntityNames, k: int) -> list[Hit]:
    """Entities with a name that has words beginning as the query's do, at their first mention."""
    prefixes = [term.keys[0] for group in query.groups for term in group.terms[:1]] or [""]
    wanted = [set(names.starting(prefix)) for prefix in prefixes]
    hits: list[Hit] = []
    for entity in names.starting(prefixes[0]):
        if len(hits) >= k:
            break
        if not all(entity in found for found in wanted):
            continue
        rows = sorted(
            (r for part in snapshot.rows_with(ENTITY + entity) for r in part.tolist()), key=snapshot.place
        )
        rows = [row for row in rows if snapshot.alive[row]]
        if rows:
            hits.append(_entity_hit(snapshot, entity, rows, names))
    return hits


def _entity_hit(snapshot: Snapshot, entity: str, rows: Sequence[int], names: EntityNames) -> Hit:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(snapshot.path(row), row)
    places = []
    for row in first.values():
        article = snapshot.article(row)
        ranges = [r for e in (article.entities if article else ()) if e.id == entity for r in e.ranges]
        at = min(ranges, key=lambda r: r.start)
        places.append(_placed(snapshot, row, at.start, at.end))
    article = snapshot.article(rows[0])
    return Hit(
        path=places[0].path,
        start=places[0].start,
        end=places[0].end,
        field="entity",
        score=float(len(rows)),
        title=article.title if article else "",
        outlet=article.outlet if article else "",
        date=article.date if article else "",
        text=" · ".join(names.names(entity)),
        others=tuple(places[1:]),
        in_article=False,
    )


def _placeless(snapshot: Snapshot, filters: Filters) -> Mask:
    """Rows of annotations of a whole article or without a place, if annotations are asked for."""
    mask = np.zeros(len(snapshot), dtype=np.bool_)
    if filters.named(*filtering.OF_ANNOTATIONS):
        own = snapshot.owners < 0
        mask[own] = (snapshot.starts[own] >= snapshot.ends[own]) & (
            snapshot.fields[own] != FIELD_CODES["quote"]
        )
    return mask


def _without_whole(snapshot: Snapshot, filters: Filters, names: EntityNames, rows: list[int]) -> list[int]:
    """*rows* without those that only an annotation of the whole article touches, but for its first."""
    chosen = filtering.annotated(snapshot, filters, names)
    whole = {snapshot.notes[n].path for n in chosen if snapshot.notes[n].start == snapshot.notes[n].end >= 0}
    if not whole:
        return rows
    placed: dict[str, list[tuple[int, int]]] = {}
    for n in chosen:
        note = snapshot.notes[n]
        if note.start < note.end:
            placed.setdefault(note.path, []).append((note.start, note.end))
    kept: list[int] = []
    seen: set[str] = set()
    for row in rows:
        path, start, end = snapshot.path(row), int(snapshot.starts[row]), int(snapshot.ends[row])
        touched = any(s < end and e > start for s, e in placed.get(path, ()))
        if path not in whole or touched or path not in seen:
            kept.append(row)
            seen.add(path)
    return kept


def _first_of_each(snapshot: Snapshot, rows: list[int]) -> list[int]:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(snapshot.path(row), row)
    return list(first.values())


def _marks(snapshot: Snapshot, filters: Filters, names: EntityNames) -> dict[str, list[Highlight]]:
    """What the filters point at, by article: annotations and mentions."""
    marks: dict[str, list[Highlight]] = {}
    label = " ".join(f"{f.name}:{f.value}" for f in filters.items)
    for number in filtering.annotated(snapshot, filters, names):
        note = snapshot.notes[number]
        if 0 <= note.start < note.end:
            marks.setdefault(note.path, []).append(Highlight(note.start, note.end, "filter", label))
    wanted = filtering.entities_wanted(filters, names)
    if wanted:
        for article in snapshot.articles:
            for entity in article.entities if article else ():
                if article and entity.id in wanted:
                    marks.setdefault(article.path, []).extend(
                        Highlight(r.start, r.end, "filter", label) for r in entity.ranges
                    )
    return marks


def _marks_in(snapshot: Snapshot, row: int, marks: Sequence[Highlight]) -> tuple[Highlight, ...]:
    if not in_article(snapshot, row):
        return ()
    start, end = int(snapshot.starts[row]), int(snapshot.ends[row])
    found: list[Highlight] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        low, high = max(mark.start, start, found[-1].end if found else 0), min(mark.end, end)
        if low < high:
            found.append(Highlight(low, high, mark.kind, mark.word))
    return tuple(found)
