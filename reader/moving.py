"""Putting one's own records where their article is: where a person says it is, or where it surely is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotations.anchoring import anchor
from annotations.changes import Action, Change, Move
from annotations.errors import StoreError
from annotations.homes import article_of, placed
from annotations.model import Annotation
from annotations.quoting import several
from annotations.records import Coding
from reader.coding import moved_to
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document

if TYPE_CHECKING:
    from annotations.records import Record
    from reader.workspace import Workspace


def onto(workspace: Workspace, old: str, document: Document) -> Action:
    """What puts one's own records of the article that was at *old* on *document*.

    They stay as they are and find their places there, unless that text is unlike the old one: then those
    whose words are in it are anchored anew. Where that article is still where it was, those alone go that are
    lost there and are in *document*: a part of its text is there now. Raises ``StoreError`` when there is
    nothing to move.
    """
    records = _away(workspace, old)
    if not records and document.path != old:
        return _parted(workspace, old, document)
    if not records:
        raise StoreError(f"{old}: its annotations are where they belong")
    annotations = [record for record in records if isinstance(record, Annotation)]
    anchored = tuple(_anchored(workspace, document, annotations))
    changes = (*_about(records, document.path), *anchored)
    if document.path == old:
        return Action("move", changes)
    ids = tuple(record.id for record in annotations)
    return Action("move", changes, (Move(old, document.path, ids),) if ids else ())


def all_onto(workspace: Workspace, old: str, new: str) -> tuple[Action, list[tuple[str, Document]]]:
    """What puts one's own records of the articles that were in the folder *old* on their namesakes in *new*.

    ``""`` is the corpus itself. Articles that are where they belong, or surely elsewhere, stay out of it.
    With it, where each was and is. Raises ``StoreError`` when for one of them there is no such article, or
    one that is not like it or has annotations of its own; or when there is none to move.
    """
    store, found, corpus = workspace.store, workspace.tracking.found, workspace.corpus
    sure = {path: today for (path, _), today in found.moved.items()}
    asked = {one.path for one in found.asked}
    pairs: list[tuple[str, Document]] = []
    unclear: list[str] = []
    below = inside(new, old) and new != old
    for path in sorted({home.path for home in store.homes(lambda path: inside(path, old))}):
        if below and inside(path, new):
            continue  # it was there before the others came
        target = "/".join(filter(None, (new, path[len(old) :].lstrip("/"))))
        records = store.saved_with(path, own=True)
        if not records or (corpus.holds(path) and path not in asked) or sure.get(path, target) != target:
            continue
        try:
            document = workspace.document(target)
        except ArticleError as error:
            unclear.append(str(error))
            continue
        if why := _unlike(workspace, records, document):
            unclear.append(f"{target} {why} {path}")
        pairs.append((path, document))
    if unclear:
        raise StoreError(f"nothing was moved: {several(unclear, 3)}; move the others one by one")
    if not pairs:
        raise StoreError(f"{old or '.'}: the annotations made there are where they belong")
    actions = [onto(workspace, path, document) for path, document in pairs]
    changes = tuple(change for action in actions for change in action.changes)
    moves = tuple(move for action in actions for move in action.moves)
    return Action("move", changes, moves), pairs


def inside(path: str, folder: str) -> bool:
    """Whether the article at *path* is in *folder* (``""``: the corpus) or below it."""
    return not folder or path.startswith(f"{folder}/")


def _unlike(workspace: Workspace, records: Sequence[Record], document: Document) -> str:
    """Why *document* may not be the article of *records*, ``""`` when nothing speaks against it."""
    docs = {article_of(record)[1] for record in records}
    here = (article_of(record)[1] for record in workspace.store.saved_with(document.path, own=True))
    if not docs.issuperset(filter(None, here)):
        return "has annotations of its own beside those of"
    about = [record for record in records if isinstance(record, Annotation | Coding)]
    return "is not like" if workspace.sameness.strangers(document, about) else ""


def home(workspace: Workspace) -> Action | None:
    """What brings one's own records into the files of the articles they are shown with; ``None``: nothing."""
    changes: list[Change] = []
    moves: list[Move] = []
    for (old, doc), today in sorted(workspace.tracking.found.moved.items()):
        records = [r for r in workspace.store.saved_with(old, own=True) if article_of(r)[1] == doc]
        changes += _about(records, today)
        ids = tuple(record.id for record in records if isinstance(record, Annotation))
        moves += [Move(old, today, ids)] if ids else []
    return Action("move", tuple(changes), tuple(moves)) if changes or moves else None


def went(workspace: Workspace, was: Callable[[str], bool]) -> str:
    """Where one's own records are that were last moved by hand from such a path; "": nowhere."""
    moves = (move for entry in reversed(workspace.store.log()) for move in entry.moves)
    gone = (move.target for move in moves if was(move.source))
    return next((path for path in gone if workspace.store.saved_with(path, own=True)), "")


def _away(workspace: Workspace, old: str) -> list[Record]:
    """One's own records that were saved with *old*, where that is no longer their article; none: it is.

    Raises ``StoreError`` when there are none with it.
    """
    found = workspace.store.saved_with(old, own=True)
    if not found:
        if now := went(workspace, lambda path: bool(old) and path.startswith(old)):
            raise StoreError(f"{old}: your annotations were moved from there to {now}: name that instead")
        raise StoreError(f"{old}: none of your annotations were made there")
    if not workspace.corpus.holds(old):
        return list(found)
    asked = {(one.path, one.doc) for one in workspace.tracking.found.asked}
    return [record for record in found if (old, article_of(record)[1]) in asked]


def _parted(workspace: Workspace, old: str, document: Document) -> Action:
    """What puts those of one's own annotations on *document* whose words left the article *old* for it.

    They are of that article from then on. Raises ``StoreError`` when there are none.
    """
    own = {record.id for record in workspace.store.saved_with(old, own=True)}
    found = [one for one in workspace.placed(old) if one.annotation.id in own]
    lost = [one.annotation for one in found if one.state == "orphan" and not one.elsewhere]
    if not lost:
        raise StoreError(f"{old}: its annotations are where they belong, and none has lost its place there")
    doc, now, carried = workspace.doc_id(document), workspace.store.now(), workspace.carrier.into(document)
    changes = []
    for record in lost:
        state, places = anchor(document.text, document.sha256, record, carried(record.text))
        ranges = [place for place in places if place is not None]
        if state in ("exact", "moved"):
            changes.append(
                Change(document.path, record, replace(moved_to(record, document, ranges, now), doc=doc))
            )
    if not changes:
        many = f"{len(lost)} annotations have lost their places there, and none is surely"
        what = "1 annotation has lost its place there, and is not surely" if len(lost) == 1 else many
        how = "reader edit CORPUS ID --quote puts one on other words of its article"
        raise StoreError(f"{old}: {what} in {document.path}: {how}")
    workspace.store.keep_text(document.sha256, document.text)
    ids = tuple(change.id for change in changes)
    return Action("move", tuple(changes), (Move(old, document.path, ids),))


def _about(records: Iterable[Record], path: str) -> Iterator[Change]:
    """The changes that make records about the corpus name *path*."""
    for record in records:
        new = placed(record, path)
        if new != record:
            yield Change("", record, new)


def _anchored(workspace: Workspace, document: Document, records: Sequence[Annotation]) -> Iterator[Change]:
    """Those of *records* anew in *document* that would not be shown in it as they are."""
    strangers = workspace.sameness.strangers(document, records)
    wanted = [record for record in records if record.doc in strangers]
    carried, now, found = workspace.carrier.into(document), workspace.store.now(), 0
    for record in wanted:
        _, places = anchor(document.text, document.sha256, record, carried(record.text))
        ranges = [place for place in places if place is not None]
        if len(ranges) == len(record.segments):
            found += 1
            yield Change(document.path, record, moved_to(record, document, ranges, now))
    if found:
        workspace.store.keep_text(document.sha256, document.text)
    elif wanted:
        raise StoreError(f"none of the words that were annotated are in {document.path}: nothing was moved")
