"""Filters become a bitmap over the rows before anything is scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from reader.corpus.document import Range
from reader.search.names import EntityNames, matching
from reader.search.note_filters import ABOUT_ANNOTATIONS, holds
from reader.search.postings import ENTITY, FIELD_CODES
from reader.search.query import Filter, Filters, date_bounds, date_within
from reader.search.results import Field, NotePassage
from reader.search.snapshot import Mask, Snapshot

OF_ARTICLES = ("outlet", "date", "is")
OF_ANNOTATIONS = ABOUT_ANNOTATIONS

DEFAULT_FIELDS: tuple[Field, ...] = ("text", "title", "boilerplate", "note", "tag")
SHORT_FIELDS: tuple[Field, ...] = ("title", "tag")
"""What is searched under three letters, beside the entities."""
IN: dict[str, tuple[Field, ...]] = {
    "title": ("title",),
    "text": ("text", "boilerplate"),
    "note": ("note",),
    "quote": ("quote",),
    "tag": ("tag",),
    "entity": (),
}


def fields_allowed(filters: Filters, *, short: bool = False) -> tuple[set[Field], bool]:
    """The fields to search, and whether entities themselves are to be found."""
    asked = [f for f in filters.named("in") if not f.negated]
    fields = set(SHORT_FIELDS if short and not asked else DEFAULT_FIELDS)
    entities = short
    if asked:
        named = [{field for part in f.alternatives for field in IN.get(part, ())} for f in asked]
        fields = set.intersection(*named)
        entities = all("entity" in f.alternatives for f in asked)
    for item in filters.named("in"):
        if item.negated:
            fields -= {field for part in item.alternatives for field in IN.get(part, ())}
    return fields, entities


def field_mask(snapshot: Snapshot, fields: Iterable[Field]) -> Mask:
    """Rows of these fields."""
    wanted = np.zeros(len(FIELD_CODES), dtype=np.bool_)
    wanted[[FIELD_CODES[field] for field in fields]] = True
    return wanted[snapshot.fields]


def passing(snapshot: Snapshot, filters: Filters, names: EntityNames) -> Mask:
    """Rows for which every filter but ``in:`` holds."""
    mask = snapshot.alive.copy()
    for item in filters.named(*OF_ARTICLES):
        mask &= _of_articles(snapshot, item) ^ item.negated
    for item in filters.named("entity"):
        mask &= _of_entity(snapshot, item, names) ^ item.negated
    annotation = filters.named(*OF_ANNOTATIONS)
    if annotation:
        positive = [f for f in annotation if not f.negated]
        if positive:
            chosen = annotated(snapshot, filters, names)
            mask &= _covered(snapshot, chosen)
        else:
            called, notes = names.called, enumerate(snapshot.notes)
            refused = [n for n, note in notes if any(holds(f, note, called) for f in annotation)]
            mask &= ~_covered(snapshot, refused)
    return mask


def annotated(snapshot: Snapshot, filters: Filters, names: EntityNames) -> list[int]:
    """Numbers of the notes for which every filter about annotations holds, all on the same annotation."""
    items = filters.named(*OF_ANNOTATIONS)
    if not items:
        return []
    called, notes = names.called, enumerate(snapshot.notes)
    return [n for n, note in notes if all(holds(f, note, called) != f.negated for f in items)]


def entities_wanted(filters: Filters, names: EntityNames) -> frozenset[str]:
    """Ids of the entities that ``entity:`` filters ask for."""
    return frozenset(
        entity
        for item in filters.named("entity")
        if not item.negated
        for value in item.alternatives
        for entity in names.like(value)
    )


def _of_articles(snapshot: Snapshot, item: Filter) -> Mask:
    holds = np.zeros(len(snapshot.articles) + 1, dtype=np.bool_)
    present = [(i, article) for i, article in enumerate(snapshot.articles) if article is not None]
    if item.name == "outlet":
        outlets = {article.outlet for _, article in present}
        chosen = {name for value in item.alternatives for name in matching(value, outlets)}
        holds[[i for i, article in present if article.outlet in chosen]] = True
    elif item.name == "date":
        bounds = [b for value in item.alternatives if (b := date_bounds(value)) is not None]
        holds[[i for i, article in present if any(date_within(article.date, b) for b in bounds)]] = True
    else:
        wanted = {value == "unread" for value in item.alternatives}
        holds[[i for i, article in present if article.unread in wanted]] = True
    owners = snapshot.owners.copy()
    for row in np.flatnonzero(owners < 0).tolist():
        owners[row] = snapshot.numbers.get(snapshot.path(row), len(snapshot.articles))
    return holds[owners]


def _of_entity(snapshot: Snapshot, item: Filter, names: EntityNames) -> Mask:
    mask = np.zeros(len(snapshot), dtype=np.bool_)
    wanted = entities_wanted(Filters((Filter(item.name, item.value),)), names)
    for entity in wanted:
        for rows in snapshot.rows_with(ENTITY + entity):
            mask[rows] = True
    for row in np.flatnonzero(snapshot.owners < 0).tolist():
        note, article = snapshot.note(row), snapshot.article(row)
        if note is not None and article is not None:
            mask[row] = any(
                overlaps(note, place) for e in article.entities if e.id in wanted for place in e.ranges
            )
    return mask


def overlaps(note: NotePassage, place: Range) -> bool:
    """Whether an annotation touches a stretch of its article; one of the whole article touches all."""
    if note.start < 0:
        return False
    return note.start == note.end or (note.start < place.end and place.start < note.end)


def _covered(snapshot: Snapshot, notes: Sequence[int]) -> Mask:
    """Rows that these annotations touch, and the annotations' own rows."""
    mask = np.zeros(len(snapshot), dtype=np.bool_)
    chosen = np.zeros(len(snapshot.notes) + 1, dtype=np.bool_)
    chosen[list(notes)] = True
    own = np.flatnonzero(snapshot.owners < 0)
    mask[own] = chosen[-snapshot.owners[own] - 1]
    for number in notes:
        note = snapshot.notes[number]
        article = snapshot.numbers.get(note.path)
        if article is None or note.start < 0 or snapshot.first_row[article] < 0:
            continue
        low, high = int(snapshot.first_row[article]), int(snapshot.after_row[article])
        if note.start == note.end:
            mask[low:high] = True
        else:
            here = slice(low, high)
            mask[here] |= (snapshot.starts[here] < note.end) & (snapshot.ends[here] > note.start)
    return mask
