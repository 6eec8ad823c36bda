"""A workspace as search sees it: articles with their entities, annotations with their notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotations.codes import Codebook
from annotations.model import Annotation, Holder
from reader.corpus.document import Document, Range
from reader.entities.mentions import Entity, Mention
from reader.holders import holder_text
from reader.marks import Anchored
from reader.search.results import Article, ArticleEntity, NotePassage

ORPHAN = -1
"""Start and end of an annotation that has lost its place."""


def article(
    document: Document,
    mentions: Sequence[Mention],
    entity: Callable[[str], Entity | None],
    *,
    unread: bool = False,
) -> Article:
    """*document* ready to be searched, with the entities its *mentions* are linked to."""
    places: dict[str, list[Range]] = {}
    for mention in mentions:
        if mention.entity:
            places.setdefault(mention.entity, []).append(Range(mention.start, mention.end))
    named = ((entity(entity_id), ranges) for entity_id, ranges in places.items())
    return Article(
        path=document.path,
        text=document.text,
        blocks=document.blocks,
        boilerplate=[z for z in document.zones if z.kind == "boilerplate"],
        title=document.metadata.title,
        outlet=document.metadata.outlet,
        date=document.metadata.date,
        entities=[
            ArticleEntity(known.id, known.name, known.aliases, tuple(ranges))
            for known, ranges in named
            if known is not None
        ],
        sentences=document.sentences,
        unread=unread,
    )


def note(path: str, one: Anchored, codebook: Codebook) -> NotePassage:
    """An annotation of the article at *path*, ready to be searched at its present place."""
    record = one.annotation
    lost = bool(record.segments) and not one.ranges
    stance = record.stance
    return NotePassage(
        path=path,
        annotation_id=record.id,
        start=ORPHAN if lost else one.start,
        end=ORPHAN if lost else one.end,
        note=record.note,
        tags=tuple(codebook.code_path(tag) for tag in record.tags),
        codes=record.tags,
        stance=stance.label if stance else "",
        scale=stance.scale if stance else "",
        target=stance.target.name if stance and stance.target else "",
        target_id=stance.target.id if stance and stance.target else "",
        holders=holder_names(stance.holder) if stance else (),
        holder_ids=_holder_ids(stance.holder) if stance else (),
        quote=record.quote,
        stale=is_stale(record, codebook),
    )


def holder_names(holder: Holder) -> tuple[tuple[str, ...], ...]:
    """The names of a holder chain, outermost first; ``unattributed`` and ``writer`` alone are one, too."""
    if not isinstance(holder, tuple) or not holder:
        return ((name,),) if (name := holder_text(holder)) else ()
    return tuple(tuple(actor.name for actor in level) for level in holder)


def _holder_ids(holder: Holder) -> tuple[tuple[str, ...], ...]:
    levels = holder if isinstance(holder, tuple) else ()
    return tuple(tuple(actor.id for actor in level if actor.id) for level in levels)


def is_stale(record: Annotation, codebook: Codebook) -> bool:
    """Whether a definition *record* was coded by has changed since it was last touched."""
    subjects = [f"code:{tag}" for tag in record.tags]
    if record.stance is not None:
        subjects.append(f"label:{record.stance.scale}/{record.stance.label}")
    return any(codebook.definition_changed(subject) > record.modified for subject in subjects)
