"""From a file of annotations to changes of the store: articles found, passages anchored, ids compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotations.anchoring import Found, describe, locate
from annotations.changes import Change
from annotations.codes import Codebook
from annotations.codings import settled
from annotations.errors import StoreError
from annotations.folding import fold
from annotations.formats.imports import Import, ImportedAnnotation, derived_id
from annotations.ids import text_hashes, universal_id
from annotations.model import CREATOR, Annotation
from annotations.quoting import one_line, quoted, several
from annotations.records import Coding, Record
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document
from reader.workspace import Workspace


class ImportRefused(ValueError):
    """A file that cannot be taken in as a whole; one line saying why, and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. Nothing is changed by making one."""

    changes: tuple[Change, ...] = ()
    """Records to add."""
    brought_back: tuple[str, ...] = ()
    """The ids of those among them that were removed here."""
    same: int = 0
    """Records that are here already, word for word."""
    different: tuple[str, ...] = ()
    """One line a record that is here otherwise: it is left as it is."""
    left_out: tuple[str, ...] = ()
    """One line an annotation whose article is not in this corpus, or whose label is not in the codebook."""
    undeclared: tuple[str, ...] = ()
    """One line a label that is taken in as it is, though the codebook here does not have it."""
    lost: tuple[str, ...] = ()
    """One line an annotation that is taken in without a sure place in today's text."""
    texts: tuple[Document, ...] = ()
    """The texts they are anchored in, to be kept with them."""

    @property
    def annotations(self) -> int:
        """How many annotations are added."""
        return sum(isinstance(change.after, Annotation) for change in self.changes)


def annotators(found: Import) -> tuple[str, ...]:
    """Who made the records of *found* that are ours whole, sorted."""
    ours = (i.annotation.annotator for i in found.annotations if not i.foreign)
    return tuple(sorted({*ours, *(r.annotator for r in _others(found))} - {""}))


def plan(workspace: Workspace, found: Import) -> Plan:
    """How *found* would come into the annotator's layer of *workspace*.

    Records of ours stay as they are, to the revision. Of other programs' the passages are found again by
    quote and position, the label is one of the codebook (``coded``), and the annotator becomes their author;
    who made them is kept in ``creator``.
    Raises ``ImportRefused`` when records of ours are by someone else.
    """
    me = workspace.store.annotator
    strangers = [name for name in annotators(found) if name != me]
    if strangers:
        raise ImportRefused(
            f"the records are by {several(strangers, 3)}, not by {me}: "
            f"--as {quoted(strangers[0])} takes them in as theirs"
        )
    planner = _Planner(workspace, found)
    for one in found.annotations:
        planner.annotation(one)
    for record in _others(found):
        planner.other(record)
    return planner.done()


def _others(found: Import) -> tuple[Record, ...]:
    return (*found.codings, *found.memos, *found.corrections, *found.targets)


def coded(book: Codebook, record: Annotation) -> tuple[Annotation, str]:
    """*record* with its stance as *book* has it, and what is wrong with that; empty when nothing is.

    A label without its scale gets it where just one scale has such a label. What was coded under another
    codebook, which *record* names, stays as it is.
    """
    stance = record.stance
    if stance is None or book.label(stance.scale, stance.label) is not None:
        return record, ""
    if stance.scale and stance.label and record.codebook not in ("", book.hash):
        return record, ""
    text = f"{stance.scale}/{stance.label}" if stance.scale else stance.label
    meant = book.labels(text)
    if len(meant) == 1:
        [(scale, label)] = meant
        return replace(record, stance=replace(stance, scale=scale.id, label=label.id)), ""
    if meant:
        choices = several(f"{scale.id}/{label.id}" for scale, label in meant)
        return record, f"{quoted(text)} is a label of several scales: {choices}; name the scale"
    return record, book.no_label(text)


class _Planner:
    def __init__(self, workspace: Workspace, found: Import) -> None:
        store = workspace.store
        self._workspace = workspace
        self._known: dict[str, tuple[str, Record]] = {
            a.id: (store.path_of(a.id), a) for a in store.annotations(annotator=store.annotator)
        }
        corpus: tuple[Record, ...] = (
            *store.codings().records,
            *store.memos(),
            *store.corrections(),
            *store.targets(),
        )
        self._known |= {r.id: ("", r) for r in corpus if r.annotator == store.annotator}
        self._uuids = {universal_id(r.annotator, r.id): r.id for _, r in self._known.values()}
        self._removed = store.removed()
        self._removed_uuids = {universal_id(store.annotator, key): key for key in self._removed}
        self._shas: dict[str, str] | None = None
        self._paths = {article.path: article.sha256 for article in found.articles}
        self._changes: list[Change] = []
        self._same = 0
        self._different: list[str] = []
        self._left_out: list[str] = []
        self._undeclared = Counter[str]()
        self._lost: list[str] = []
        self._texts: dict[str, Document] = {}

    def done(self) -> Plan:
        return Plan(
            tuple(sorted(self._changes, key=lambda c: (c.path, len(c.id), c.id))),
            tuple(sorted(change.id for change in self._changes if change.id in self._removed)),
            self._same,
            tuple(self._different),
            tuple(self._left_out),
            tuple(
                f"the label {quoted(label)} ({count} annotation{'' if count == 1 else 's'}) is not in the "
                f"codebook here: taken in as it is; declare it, or code what has it anew"
                for label, count in sorted(self._undeclared.items())
            ),
            tuple(self._lost),
            tuple(self._texts.values()),
        )

    def annotation(self, one: ImportedAnnotation) -> None:
        document = self._document(one)
        path = document.path if document is not None else one.path
        if one.foreign:
            own_id = self._removed_uuids.get(one.uuid) or self._own_id(one.annotation.id)
            record, wrong = coded(self._workspace.codebook, replace(one.annotation, id=own_id))
            one = replace(one, annotation=record)
            present = self._known.get(self._uuids.get(one.uuid, one.annotation.id))
            if present is not None:
                self._compare(one, *present)
                return
            if document is None:
                self._left_out.append(
                    f"{_where(one)}: {_shown(one.path) or 'its article'} is not in this corpus"
                )
                return
            if wrong:
                self._left_out.append(f"{_where(one)}: {wrong}")
                return
            record = self._adopted(one, document)
        else:
            record = one.annotation
        if not path:
            self._left_out.append(f"{_where(one)}: the file does not say which article it is on")
            return
        before = len(self._changes)
        self._add(path, record)
        if len(self._changes) == before:
            return
        stance = record.stance
        if stance is not None and self._workspace.codebook.label(stance.scale, stance.label) is None:
            self._undeclared[f"{stance.scale}/{stance.label}"] += 1
        if document is None:
            self._lost.append(f"{_where(one)}: {_shown(path)} is not in this corpus: kept, without a place")
        elif record.text == document.sha256:
            self._texts[document.sha256] = document

    def _own_id(self, foreign: str) -> str:
        """The id of another program's annotation in this layer: its own, or another where that is taken."""
        store = self._workspace.store
        mine = derived_id(f"{foreign}/{store.annotator}")
        if foreign in self._known or mine in self._known:
            return foreign if foreign in self._known else mine
        try:
            store.path_of(foreign)
        except StoreError:
            return foreign
        return mine

    def _compare(self, one: ImportedAnnotation, path: str, present: Record) -> None:
        """Count what another program's file says of an annotation that is here as the same or not."""
        if isinstance(present, Annotation) and _carried(present) == _carried(one.annotation):
            self._same += 1
        else:
            self._different.append(f"annotation {present.id} on {path}: it is different here, and stays so")

    def other(self, record: Record) -> None:
        if isinstance(record, Coding):
            known = self._workspace.store.codings().of(record.path)
            about = [one for one in known if one.doc == record.doc or one.text == record.text != ""]
            present = settled(about)
            if present is not None and all(one.id != record.id for one in about):
                self._different.append(
                    f"coding of {_shown(record.path)}: it is {present.state!r} here, {record.state!r} there"
                )
                return
            self._keep_text(record.path, record.text)
        self._add("", record)

    def _keep_text(self, path: str, sha256: str) -> None:
        """Keep the text of the article at *path* when it is the one a record was made on."""
        try:
            document = self._workspace.document(path)
        except ArticleError:
            return
        if document.sha256 == sha256:
            self._texts[sha256] = document

    def _add(self, path: str, record: Record) -> None:
        known = self._known.get(record.id)
        if known is None:
            self._changes.append(Change(path, None, record))
        elif known[0] == path and _said(known[1]) == _said(record):
            self._same += 1
        else:
            where = f" on {_shown(path)}" if path else ""
            self._different.append(f"{record.kind} {record.id}{where}: it is different here, and stays so")

    def _document(self, one: ImportedAnnotation) -> Document | None:
        """The article an annotation is on: by its path, else by the text it was made on."""
        corpus = self._workspace.corpus
        if one.path:
            try:
                return self._workspace.document(corpus.resolve(one.path) if one.foreign else one.path)
            except ArticleError:
                pass
        sha = one.sha or self._paths.get(one.path, "")
        path = self._by_sha().get(sha) if sha and one.foreign else None
        return self._workspace.document(path) if path is not None else None

    def _by_sha(self) -> dict[str, str]:
        if self._shas is None:
            self._shas = {}
            for path in self._workspace.paths:
                try:
                    self._shas.setdefault(self._workspace.document(path).sha256, path)
                except ArticleError:
                    continue
        return self._shas

    def _adopted(self, one: ImportedAnnotation, document: Document) -> Annotation:
        """Another program's annotation as one's own, on the words of *document* where they can be found."""
        store, record = self._workspace.store, one.annotation
        exact, folded = text_hashes(document.text)
        segments, lost = [], ""
        counted_in = one.sha or self._paths.get(one.path, "")
        here = one.positioned and counted_in in ("", document.sha256)
        for segment in record.segments:
            wanted = (
                segment
                if one.positioned
                else replace(
                    segment, start=len(document.text) + 1, end=len(document.text) + 1 + len(segment.quote)
                )
            )
            found = locate(document.text, wanted, counted_here=here)
            lost = lost or _unplaced(found, segment.quote in document.text)
            segments.append(describe(document.text, *found.place) if found.place is not None else segment)
        sure = not lost
        if lost:
            self._lost.append(f"{_where(one)}: {lost} {document.path}: kept, without a place")
        creator = {CREATOR: record.annotator} if record.annotator not in ("", store.annotator) else {}
        created = record.created or store.now()
        return replace(
            record,
            doc=self._workspace.doc_id(document),
            annotator=store.annotator,
            created=created,
            modified=record.modified or created,
            segments=tuple(segments),
            text=exact if sure else "",
            text_lf=folded if sure and folded != exact else "",
            extra={**record.extra, **creator},
        )


def _said(record: Record) -> dict[str, object]:
    """What a record says, without the bookkeeping of the copy it is in."""
    return {k: v for k, v in record.to_dict().items() if k not in ("rev", "prev", "anchor")}


def _carried(record: Annotation) -> tuple[object, ...]:
    """What every format that is read carries: enough to see that someone changed it there."""
    stance = record.stance
    said = (stance.scale, stance.label, stance.target.name if stance.target else "") if stance else ()
    return fold(record.quote).text, said, record.note, dict(record.values)


def _unplaced(found: Found, verbatim: bool) -> str:
    """Why a passage has no place in an article, which is to be named behind it; empty when it has one.

    *verbatim*: its words are there.
    """
    if found.place is not None:
        return ""
    if found.state == "orphan":
        return "not in that context in" if verbatim else "not in"
    return "several times in" if len(found.others) > 1 else "only words like it are in"


def _shown(path: str) -> str:
    """A path that a file names, in a message."""
    return one_line(path, 200)


def _where(one: ImportedAnnotation) -> str:
    quote = " ".join(one.annotation.quote.split())[:40]
    line = f"line {one.line}, " if one.line else ""
    return f"{line}{'“' + quote + '”' if quote else 'an annotation of the whole article'}"


def lines(found: Sequence[str], most: int = 5) -> tuple[str, ...]:
    """The first *most* of *found*, and how many more there are."""
    more = (f"and {len(found) - most} more",) if len(found) > most else ()
    return (*found[:most], *more)
