"""One line about each article: what it is, how far it is read and coded, and what is in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document, ZoneKind
from reader.state import Reading
from reader.workspace import Workspace

if TYPE_CHECKING:
    from annotations.model import Annotation
    from annotations.records import CodingState

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction by adults, words a minute (Brysbaert 2019: 238, rounded down)."""


class Card(NamedTuple):
    """An article as the list shows it. Counts are of the body; ``None`` is "not counted yet"."""

    path: str
    title: str = ""
    outlet: str = ""
    date: str = ""
    words: int | None = None
    entities: int | None = None
    annotations: int = 0
    stances: int = 0
    notes: int = 0
    tags: int = 0
    """Annotations with tags alone."""
    in_boilerplate: int = 0
    """Further annotations, in boilerplate."""
    in_repeats: int = 0
    """Further annotations, in pasted repeats."""
    coding: CodingState = "open"
    reading: Reading = "unread"
    problem: str = ""

    @property
    def minutes(self) -> int:
        """Minutes it takes to read, at least one."""
        return max(1, round((self.words or 0) / WORDS_A_MINUTE))


def described(workspace: Workspace, path: str, reading: Reading, *, read: bool = True) -> Card:
    """The card of the article at *path* as far as the article tells; annotations are not counted.

    One that cannot be read says why in ``problem``. Without *read* only what is known without opening the
    file is on it.
    """
    if not read:
        known = workspace.corpus.known_metadata(path)
        if known is None:
            return Card(path, reading=reading)
        return Card(path, known.title, known.outlet, known.date, reading=reading)
    try:
        return of(workspace, workspace.document(path), reading)
    except ArticleError as error:
        return Card(path, reading=reading, problem=str(error))


def of(workspace: Workspace, document: Document, reading: Reading) -> Card:
    """The card of an article that was read, as far as the article tells."""
    return bare(document, reading)._replace(entities=_entities(workspace, document.path))


def bare(document: Document, reading: Reading) -> Card:
    """The card of an article that was read, without its entities: those the whole corpus links."""
    metadata = document.metadata
    return Card(
        document.path,
        metadata.title,
        metadata.outlet,
        metadata.date,
        words=document.words,
        reading=reading,
    )


def lost(workspace: Workspace, path: str, why: str, reading: Reading = "unread") -> Card:
    """The card of an article that is not there any more: why, and what is kept of it, if anything is."""
    known = counted(workspace, Card(path, reading=reading))
    count = len(workspace.store.annotations(path))
    something = count or path in workspace.store.codings()
    return known._replace(problem=f"{why}; {kept(count)}" if something else why)


def kept(count: int) -> str:
    """That what was said of an article outlives it: its *count* annotations, or how far it was coded."""
    what = f"{count} annotation{'' if count == 1 else 's'}" if count else "how far it was coded"
    return f"{what} {'are' if count > 1 else 'is'} kept"


def counted(workspace: Workspace, card: Card, document: Document | None = None) -> Card:
    """*card* with one's own annotations counted, whoever's are shown, and how far the article is coded.

    Without the article itself (*document*) all its annotations count as the body's, and a coding state of
    its path as its own.
    """
    records = [a for a in _own(workspace, card.path) if a.status == "accepted"]
    aside = _zones(workspace, document) if records and document is not None else {}
    zones = Counter(aside[a.id] for a in records if a.id in aside)
    records = [a for a in records if a.id not in aside]
    if document is not None:
        coding = workspace.tracking.coding(document)
    else:
        coding = workspace.store.codings().get(card.path)
    return card._replace(
        annotations=len(records),
        stances=sum(a.stance is not None for a in records),
        notes=sum(bool(a.note) for a in records),
        tags=sum(bool(a.tags) and a.stance is None and not a.note for a in records),
        in_boilerplate=zones["boilerplate"],
        in_repeats=zones["repeat"],
        coding=coding.state if coding is not None else "open",
    )


def _own(workspace: Workspace, path: str) -> tuple[Annotation, ...]:
    """The one layer that is counted."""
    store = workspace.store
    return store.annotations(path, annotator=store.annotator)


def _zones(workspace: Workspace, document: Document) -> dict[str, ZoneKind]:
    """The annotations of the article that begin in boilerplate or in a repeat: id and which of them."""
    placed = ((one.annotation.id, one.start) for one in workspace.anchored(document) if one.ranges)
    return {id_: zone.kind for id_, start in placed if (zone := document.zone_at(start)) is not None}


def card(workspace: Workspace, path: str, reading: Reading, known: Card | None = None) -> Card:
    """All there is to say of the article at *path* in a list.

    *known* is what ``bare`` said of it: an article of which nothing was said is not parsed again then.
    """
    if known is not None and not _own(workspace, path) and path not in workspace.store.codings():
        return counted(workspace, known._replace(entities=_entities(workspace, path)))
    try:
        document = workspace.document(path)
    except ArticleError as error:
        return counted(workspace, Card(path, reading=reading, problem=str(error)))
    return counted(workspace, of(workspace, document, reading), document)


def _entities(workspace: Workspace, path: str) -> int | None:
    return workspace.table.met(path) if workspace.tagged(path) else None
