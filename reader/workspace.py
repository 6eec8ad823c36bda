"""A corpus with its entities, codebook, annotations and state: built once, handed in, never global."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.errors import PassageError
from annotations.ids import doc_id, text_hashes
from reader import marks
from reader.codebook_file import CodebookFile
from reader.corpus.corpus import ArticleError, Corpus
from reader.corpus.document import Document, Range
from reader.corrections import Corrections
from reader.layout.spans import Span
from reader.opened import Opened

if TYPE_CHECKING:
    from concurrent.futures import Future

    from annotations.bundle import Bundle
    from annotations.codes import Codebook
    from annotations.model import Annotation
    from annotations.records import Coding, CodingState
    from annotations.store import AnnotationStore, Problem, Saved
    from reader.carrying import Carrier
    from reader.coding import Draft, Stamp
    from reader.entities.mentions import Mention
    from reader.entities.table import EntityTable
    from reader.marks import Anchored
    from reader.refreshing import Refreshed
    from reader.sameness import Sameness
    from reader.tagging import MentionCache
    from reader.tracking import Tracking

ANNOTATIONS_NAME = "annotations"


def recognise_document(document: Document) -> tuple[Mention, ...]:
    """The entity mentions of *document*, unlinked."""
    from reader.entities import recognise

    return recognise(document.text, document.blocks)


class Workspace:
    """Everything about one corpus. Only the thread that made it may call it, unless a method says so."""

    def __init__(
        self, corpus: Corpus, *, annotator: str, folder: Path, show_others: bool, cache: Path | None
    ) -> None:
        self.corpus = corpus
        self._annotator = annotator
        self.folder = folder
        """Where the annotations are."""
        self._show_others = show_others
        self._cache_file = cache
        self._tagged: dict[str, tuple[object, ...]] = {}
        """By path: what the mentions of an article in the table rest on."""
        self.codebook_file = CodebookFile(corpus.root)
        self.corrections = Corrections(self)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        annotator: str,
        folder: Path | None = None,
        show_others: bool = False,
        cache: Path | None = None,
    ) -> Workspace:
        """The workspace of the corpus at *path*: a folder, or one file.

        *folder* holds the annotations, ``annotations/`` in the corpus when not given. *cache* is the file
        that keeps mentions between runs. Nothing is written. Raises ``CorpusError`` and ``CodebookError``.
        """
        corpus = Corpus.open(path, apart=folder)
        kept = folder or corpus.root / ANNOTATIONS_NAME
        opened = cls(corpus, annotator=annotator, folder=kept, show_others=show_others, cache=cache)
        if opened.codebook_file.is_there:
            _ = opened.codebook  # a codebook that cannot be read is said now, not at the first stance
        return opened

    @property
    def codebook(self) -> Codebook:
        """The corpus's codebook, or the built-in one; read when it is first asked for."""
        return self.codebook_file.book

    @cached_property
    def store(self) -> AnnotationStore:
        """The annotations; read when they are first asked for."""
        from annotations.store import AnnotationStore

        store = AnnotationStore(self.folder, self._annotator, show_others=self._show_others)
        store.load()
        self.corrections.heed(store)
        return store

    @cached_property
    def carrier(self) -> Carrier:
        """What carries passages from the texts they were marked in to those of today."""
        from reader.carrying import Carrier

        return Carrier(self.store.text)

    @cached_property
    def sameness(self) -> Sameness:
        """What tells an edited article from another one under its name."""
        from reader.sameness import Sameness

        return Sameness(self.store.text)

    @cached_property
    def tracking(self) -> Tracking:
        """What follows annotated articles that move."""
        from reader.tracking import Tracking

        return Tracking(self.corpus, self.store, self.sameness)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the annotations, as they were last read."""
        return self.store.problems()

    @cached_property
    def _cache(self) -> MentionCache:
        from reader.entities.version import RECOGNISER_VERSION
        from reader.tagging import MentionCache

        return MentionCache(self._cache_file, RECOGNISER_VERSION)

    def close(self) -> int:
        """Drain the queue of the store, keep what was recognised; how many changes are not saved even so."""
        unsaved = 0
        if "store" in self.__dict__:
            unsaved = len(self.store.close()) + len(self.store.held())
        if "_cache" in self.__dict__:
            self._cache.save()
        return unsaved

    # -- reading

    @cached_property
    def table(self) -> EntityTable:
        """The entities of the articles that were tagged, linked over the corpus."""
        from reader import same_as
        from reader.entities.table import EntityTable

        table = EntityTable()
        table.decide(same_as.verdicts(self.store.corrections(), self.store.annotator))
        return table

    @property
    def paths(self) -> tuple[str, ...]:
        """The articles that can be read, in the order of the list."""
        return tuple(entry.path for entry in self.corpus.entries if not entry.problem)

    def document(self, path: str) -> Document:
        """The article at *path*; safe in any thread. Raises ``ArticleError``."""
        return self.corpus.document(path)

    def recognised(self, path: str) -> tuple[Document, tuple[Mention, ...]]:
        """The article and its unlinked mentions; safe in a worker thread. Raises ``ArticleError``."""
        document = self.corrections.noted(path)
        return document, self._cache.mentions(document, recognise_document)

    def admit(self, document: Document, mentions: Sequence[Mention]) -> None:
        """Take recognised mentions, corrected, into the entity table, where corpus-wide links are made."""
        said = self.corrections.said(document.path)
        basis = (document.sha256, document.zones, said)
        if self._tagged.get(document.path) == basis:
            return
        if document.path in self._tagged:
            self.table.remove(document.path)
        if said:
            from reader.correcting import corrected

            mentions = corrected(document, mentions, said)
        self.table.add(document.path, document.text, mentions, document.zones)
        self._tagged[document.path] = basis

    def tag(
        self,
        paths: Iterable[str] | None = None,
        progress: Callable[[int], None] | None = None,
        seen: Callable[[Document], object] | None = None,
    ) -> None:
        """Recognise and link *paths*, all by default; an article that cannot be read is passed over.

        *seen* gets each that was read, so that nobody needs to parse it again.
        """
        for count, path in enumerate(self.paths if paths is None else paths, 1):
            try:
                document, mentions = self.recognised(path)
            except ArticleError:
                continue
            self.admit(document, mentions)
            if seen is not None:
                seen(document)
            if progress is not None:
                progress(count)
        self._cache.save()

    def keep_mentions(self) -> None:
        """Keep what was recognised for the next time."""
        self._cache.save()

    def mentions(self, path: str) -> tuple[Mention, ...]:
        """The linked mentions of *path*; empty until it was tagged."""
        return tuple(self.table.mentions(path)) if path in self._tagged else ()

    def tagged(self, path: str) -> bool:
        """Whether the mentions of *path* are known."""
        return path in self._tagged

    def anchored(self, document: Document) -> tuple[Anchored, ...]:
        """The annotations of *document* at their places in today's text, orphans first.

        Where it is another text than the one that was annotated, they have no place.
        """
        records = self.store.annotations(document.path)
        strangers = self.sameness.strangers(document, records)
        return marks.anchored(document, records, self.carrier.into(document), strangers)

    def candidates(self, document: Document, annotation: Annotation) -> list[Range]:
        """The places of *document* that an ambiguous *annotation* may have."""
        return marks.candidates(document, annotation, self.carrier.into(document))

    def open_article(self, document: Document) -> Opened:
        """*document* with what is known about it by now; mentions of another text are none of it."""
        known = self._tagged.get(document.path, ("",))[0] == document.sha256
        mentions = self.mentions(document.path) if known else ()
        annotations, unit = self.anchored(document), self.codebook.unit
        return Opened(document, mentions, annotations, unit, self.store.annotator)

    def spans(self, opened: Opened) -> tuple[Span, ...]:
        """The marks over an open article; the codebook is read when one of them is a stance."""
        return marks.spans(
            opened.document,
            opened.mentions,
            opened.annotations,
            lambda annotation: marks.glyph(self.codebook, annotation),
        )

    # -- coding

    def doc_id(self, document: Document) -> str:
        """The permanent id of *document*: the one it was first annotated under, else a new one."""
        known = self.tracking.doc_id(document)
        return known or doc_id(document.path, text_hashes(document.text)[1])

    def stamp(self) -> Stamp:
        """Who, when, under which codebook, and a fresh id."""
        from reader.coding import Stamp

        store = self.store
        return Stamp(store.new_id(), store.annotator, store.now(), self.codebook.hash)

    def annotate(
        self, document: Document, ranges: Sequence[tuple[int, int]], draft: Draft
    ) -> tuple[Annotation, Future[Saved]]:
        """Record *draft* on *ranges*; none: the whole article. Raises ``PassageError`` or ``StoreError``.

        Where the codebook fixes a unit, the whole units that *ranges* touch are annotated. A target that
        nobody declared yet is declared in the same action, so that it is offered again. ``PassageError``,
        too, where one's own annotation says just the same of it.
        """
        from annotations.store import Action, Change
        from reader import coding, declaring, steps

        whole = coding.whole_units(document, ranges, self.codebook.unit)
        doc, beside = self.doc_id(document), self.tracking.beside(document)
        record = coding.annotation(document, doc, whole, draft, self.stamp(), beside)
        own = self.store.annotations(document.path, annotator=record.annotator)
        if (known := coding.same(record, own)) is not None:
            raise PassageError(f"the same is there already: {steps.named(known, self.codebook)}")
        self.store.keep_text(document.sha256, document.text)
        changes = (Change(document.path, None, record), *declaring.target(self, record))
        return record, self.store.apply(Action("add", changes))

    def annotate_each(
        self, document: Document, places: Iterable[tuple[int, int]], draft: Draft
    ) -> tuple[tuple[Annotation, ...], Future[Saved]]:
        """Record *draft* (one without a target) on each of *places* by itself, all in one action.

        Raises as ``annotate`` does.
        """
        from annotations.store import Action, Change
        from reader import coding

        doc, unit, beside = self.doc_id(document), self.codebook.unit, self.tracking.beside(document)
        grown = [coding.whole_units(document, [place], unit) for place in places]
        records = tuple(
            coding.annotation(document, doc, whole, draft, self.stamp(), beside) for whole in grown
        )
        self.store.keep_text(document.sha256, document.text)
        changes = tuple(Change(document.path, None, record) for record in records)
        return records, self.store.apply(Action("add", changes))

    def edit(self, path: str, old: Annotation, new: Annotation) -> Future[Saved]:
        """Put *new*, stamped now, in the place of *old*; declare a new target. Raises ``StoreError``."""
        from annotations.store import Action, Change
        from reader import declaring

        changed = replace(new, modified=self.store.now())
        changes = (Change(path, old, changed), *declaring.target(self, changed))
        return self.store.apply(Action("edit", changes))

    def relocate(
        self, document: Document, record: Annotation, ranges: Sequence[tuple[int, int]]
    ) -> tuple[Annotation, Future[Saved]]:
        """Put *record* on other words of *document*, or the units they touch.

        Raises ``PassageError`` and ``StoreError``.
        """
        from reader import coding

        whole = coding.whole_units(document, ranges, self.codebook.unit)
        moved = coding.moved_to(record, document, whole, self.store.now())
        self.store.keep_text(document.sha256, document.text)
        return moved, self.edit_all("edit", [(document.path, record, moved)])

    def edit_all(
        self, op: str, records: Iterable[tuple[str, Annotation, Annotation | None]]
    ) -> Future[Saved]:
        """One undoable action over many annotations: ``(path, before, after)``, ``None`` removes."""
        from annotations.store import Action, Change

        now = self.store.now()
        changes = tuple(
            Change(path, before, replace(after, modified=now) if after is not None else None)
            for path, before, after in records
        )
        return self.store.apply(Action(op, changes))

    def set_state(
        self,
        document: Document,
        state: CodingState,
        reason: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> tuple[Coding, Future[Saved]]:
        """Mark *document* open, done or not codable, with its *values* if given. Raises ``StoreError``."""
        from annotations.codings import settled
        from reader import coding

        doc, known = self.doc_id(document), self.tracking.codings(document)
        old, beside = settled(known), self.tracking.beside(document)
        record = coding.coding(
            document, doc, state, self.stamp(), reason=reason, values=values, old=old, beside=beside
        )
        self.store.keep_text(document.sha256, document.text)
        return record, self.store.set_coding(record, known)

    def placed(self, path: str) -> tuple[Anchored, ...]:
        """Annotations of the article at *path*, without a place where it cannot be read. For any thread."""
        try:
            return self.anchored(self.document(path))
        except ArticleError:
            return marks.unplaced(self.store.annotations(path))

    # -- what others did meanwhile

    def refresh(self) -> Refreshed:
        """Look at articles and annotations again, as when the terminal gets the focus back.

        For any thread: with thousands of files it takes a while even when nothing changed (files are looked
        at, none is read). What it tells is to be taken in by the workspace's own thread: documents asked for
        again, ``forget`` for the articles that are gone, ``codebook_file.take``.
        """
        from reader.refreshing import refresh, turned_out

        found = refresh(self.corpus, self.__dict__.get("store"))
        found = replace(found, codebook=self.codebook_file.look())
        if found.annotated:
            self.carrier.look_again()
            self.sameness.look_again()
        if "store" in self.__dict__ and (found.changed or found.gone or found.new or found.annotated):
            before = self.tracking.found
            told = turned_out(before, self.tracking.follow(thorough=bool(found.changed)))
            found = replace(found, moved=told.moved, asked=told.asked)
        return found

    def forget(self, paths: Iterable[str]) -> None:
        """Take articles that are gone out of the entity table."""
        for path in paths:
            if self._tagged.pop(path, None) is not None:
                self.table.remove(path)

    # -- leaving

    def bundle(self, *, annotator: str | None = None) -> Bundle:
        """What an export writes: articles with their texts, one layer of annotations, entities, codebook."""
        from reader.bundling import bundle

        return bundle(self, annotator or self.store.annotator)
