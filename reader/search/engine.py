"""The index over a corpus, in memory: add and remove articles, hand over the notes, search.

Not thread-safe by design: one worker thread calls ``add``, ``remove``, ``set_notes`` and ``search``. Texts
are kept by reference. New articles become visible at the next search, for the price of a small segment.
"""

from __future__ import annotations

import time
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from reader.corpus.document import Range
from reader.search import browsing, ranking
from reader.search import filters as filtering
from reader.search.expansion import SHORTEST_PREFIX, Expansion, expand
from reader.search.names import EntityNames
from reader.search.passages import passages
from reader.search.postings import ENTITY, Row, Segment, build, digest, merge
from reader.search.query import Filters, Group, Query, parse_query
from reader.search.results import Article, Hit, NotePassage, Results
from reader.search.snapshot import Snapshot, take
from reader.search.snippets import Reader, Reading, highlights
from reader.search.tokens import Token, is_ideographic, keys, scan

SHORTEST_QUERY = 3
"""Letters from which the texts are searched, not only titles, entities and tags."""
REREAD = 60
MOST_READ = 1_000
"""Passages read for a phrase or an exclusion before the rest is left out."""
DEAD_SHARE = 0.1
REMEMBERED = 4_096
"""Passages whose words are kept at hand for the next keystroke."""


class SearchIndex:
    """Fuzzy search over articles and notes. All calls from one thread."""

    def __init__(self) -> None:
        self._articles: list[Article | None] = []
        self._numbers: dict[str, int] = {}
        self._pending: list[Row] = []
        self._segments: list[Segment] = []
        self._notes: tuple[NotePassage, ...] = ()
        self._note_segment: Segment | None = None
        self._names = EntityNames()
        self._snapshot: Snapshot | None = None
        self._scanned: dict[int, list[Token]] = {}

    def __len__(self) -> int:
        """How many articles are indexed."""
        return len(self._numbers)

    def __contains__(self, path: object) -> bool:
        return path in self._numbers

    def add(self, article: Article) -> None:
        """Index *article*, in place of an earlier one at its path. Cheap: the next search takes it in."""
        self.remove(article.path)
        number = len(self._articles)
        self._articles.append(article)
        self._numbers[article.path] = number
        self._names.add(article.entities)
        self._pending.extend(_article_rows(number, article))
        self._snapshot = None

    def remove(self, path: str) -> None:
        """Forget the article at *path*, if there is one."""
        number = self._numbers.pop(path, None)
        if number is None:
            return
        article = self._articles[number]
        if article is not None:
            self._names.remove(article.entities)
        self._articles[number] = None
        self._snapshot = None

    def set_unread(self, paths: Iterable[str]) -> None:
        """Say which articles are unread, for ``is:unread``; all others are read."""
        unread = frozenset(paths)
        for number, article in enumerate(self._articles):
            if article is not None and article.unread != (article.path in unread):
                self._articles[number] = replace(article, unread=article.path in unread)

    def set_notes(self, notes: Sequence[NotePassage]) -> None:
        """Replace all notes, tags and annotated quotes; the next search finds the new ones."""
        self._notes = tuple(notes)
        rows = [row for number, note in enumerate(self._notes) for row in _note_rows(-number - 1, note)]
        self._note_segment = build(rows) if rows else None
        self._snapshot = None

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        k: int = 20,
        *,
        exact: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Results:
        """The best *k* passages for *query*, under its own filters and *filters*.

        ``exact`` turns off everything fuzzy and asks for all words. ``cancelled`` is asked between the
        stages; once it says yes an empty answer with ``cancelled`` set comes back. An empty query finds
        nothing. Never raises for anything in *query*.
        """
        began = time.perf_counter()
        parsed = parse_query(query)
        wanted = parsed.filters + (filters or Filters())
        k = max(0, k)
        hits: list[Hit] = []
        total = copies = articles = 0
        if not cancelled() and (parsed.groups or wanted):
            snapshot = self._take()
            if parsed.groups:
                hits, total, copies, articles = self._find(snapshot, parsed, wanted, k, exact, cancelled)
            else:
                hits, total, articles = browsing.browse(snapshot, wanted, self._names, parsed.excluded, k)
        took = (time.perf_counter() - began) * 1000
        hints = parsed.hints
        short = bool(parsed.groups) and parsed.letters < SHORTEST_QUERY
        if short:
            hints += ("one or two letters search titles, entities and tags; a third searches the texts",)
        if cancelled():
            return Results(query, took_ms=took, hints=parsed.hints, cancelled=True)
        return Results(query, tuple(hits), total, articles, took, hints, copies=copies, short=short)

    def _find(
        self,
        snapshot: Snapshot,
        query: Query,
        wanted: Filters,
        k: int,
        exact: bool,
        cancelled: Callable[[], bool],
    ) -> tuple[list[Hit], int, int, int]:
        """The best hits; how many passages were found in all, how many of them are folded under another, and
        in how many articles.
        """
        short = query.letters < SHORTEST_QUERY
        fields, with_entities = filtering.fields_allowed(wanted, short=short)
        allowed = filtering.passing(snapshot, wanted, self._names) & filtering.field_mask(snapshot, fields)
        vocabularies = [segment.vocabulary for segment in snapshot.segments]
        plans = expand(query.groups, vocabularies, self._names, exact=exact, short=short)
        for term in query.excluded:
            if not term.phrase:
                for rows in snapshot.rows_with(term.keys[0]):
                    allowed[rows] = False
        for plan in plans:
            if exact or all(expansion.term.exact for expansion in plan):
                allowed &= ranking.having_any(snapshot, plan)
        twins = browsing.Twins(snapshot, allowed)
        allowed[twins.folded] = False
        if cancelled():
            return [], 0, 0, 0
        counted = [not _unfinished(group, query) for group in query.groups]
        scores = ranking.score(snapshot, plans, counted, allowed, cancelled)
        found = ranking.candidates(scores)
        reader = Reader(plans, query.excluded)
        most = max(REREAD, k)
        ordered = ranking.order(snapshot, scores, found, max(most, MOST_READ) if reader.decides else most)
        entities = _entities(plans)
        read: list[tuple[ranking.Rank, int, Reading]] = []
        refused: list[int] = []
        for row in ordered.tolist():
            if len(read) >= most or cancelled():
                break
            if 0 < k <= len(read) and read[k - 1][0] < ranking.at_best(snapshot, scores, row):
                break
            tokens = self._tokens(snapshot, row)
            reading = reader.read(tokens, _mentions(snapshot, row, entities))
            if reader.accepts(tokens, reading):
                insort(read, (ranking.rank(snapshot, scores, row, reading), row, reading), key=_by_rank)
            else:
                refused.append(row)
        read.sort(key=lambda item: (item[0], snapshot.place(item[1])))
        hits = [self._hit(snapshot, item, twins) for item in read[:k]]
        found = np.setdiff1d(found, refused)
        copies = twins.copies(found)
        total, articles = len(found) + len(copies), snapshot.count_articles(np.concatenate((found, copies)))
        if with_entities:
            extra = browsing.entity_hits(snapshot, query, self._names, k)
            hits, total = (extra + hits)[:k], total + len(extra)
            articles = max(articles, len({hit.path for hit in hits}))
        return hits, total, len(copies), articles

    def _take(self) -> Snapshot:
        """All segments as one, after the new articles have become a segment and small ones were merged."""
        if self._snapshot is not None:
            return self._snapshot
        alive = np.array([article is not None for article in self._articles], dtype=np.bool_)
        if self._pending:
            self._segments.append(build([row for row in self._pending if alive[row.owner]]))
            self._pending = []
        while len(self._segments) > 1 and len(self._segments[-1]) * 2 >= len(self._segments[-2]):
            self._segments[-2:] = [merge(self._segments[-2:], alive)]
        for i, segment in enumerate(self._segments):
            if len(segment) and float((~alive[segment.owners]).mean()) > DEAD_SHARE:
                self._segments[i] = merge([segment], alive)
        self._segments = [segment for segment in self._segments if len(segment)]
        segments = [*self._segments, *([self._note_segment] if self._note_segment else [])]
        self._scanned.clear()
        self._snapshot = take(segments, self._articles, self._notes, self._numbers, alive)
        return self._snapshot

    def _tokens(self, snapshot: Snapshot, row: int) -> list[Token]:
        tokens = self._scanned.get(row)
        if tokens is None:
            if len(self._scanned) >= REMEMBERED:
                self._scanned.clear()
            tokens = self._scanned[row] = scan(browsing.text_of(snapshot, row))
        return tokens

    def _hit(self, snapshot: Snapshot, item: tuple[ranking.Rank, int, Reading], twins: browsing.Twins) -> Hit:
        rank, row, reading = item
        shift = int(snapshot.starts[row]) if browsing.in_article(snapshot, row) else 0
        return browsing.make_hit(
            snapshot,
            row,
            score=-rank[-1],
            highlights=highlights(browsing.text_of(snapshot, row), shift, reading),
            others=twins.others(row),
            words=len(reading.groups),
            edits=reading.cost,
        )


def _by_rank(item: tuple[ranking.Rank, int, Reading]) -> ranking.Rank:
    return item[0]


def _unfinished(group: Group, query: Query) -> bool:
    """Whether this is a last word of one or two letters beside others: it may become anything, so it raises
    passages that have it as a word, and loses none."""
    return len(query.groups) > 1 and all(
        term.half_typed
        and not (term.exact or is_ideographic(term.keys[0]))
        and len(term.keys[0]) < SHORTEST_PREFIX
        for term in group.terms
    )


def _entities(plans: Sequence[Sequence[Expansion]]) -> frozenset[str]:
    """Ids of the entities the query's words stand for."""
    return frozenset(
        word[len(ENTITY) :] for plan in plans for e in plan for word in e.words if word.startswith(ENTITY)
    )


def _mentions(snapshot: Snapshot, row: int, entities: frozenset[str]) -> list[tuple[str, Range]]:
    """Mentions of *entities* in the row, as offsets into its text."""
    article = snapshot.article(row)
    if not entities or article is None or not browsing.in_article(snapshot, row):
        return []
    start, end = int(snapshot.starts[row]), int(snapshot.ends[row])
    return [
        (entity.id, Range(place.start - start, place.end - start))
        for entity in article.entities
        if entity.id in entities
        for place in entity.ranges
        if start <= place.start and place.end <= end
    ]


def _article_rows(number: int, article: Article) -> Iterator[Row]:
    pieces = passages(article)
    starts = [piece.start for piece in pieces]
    mentioned: list[set[str]] = [set() for _ in pieces]
    for entity in article.entities:
        for place in entity.ranges:
            at = bisect_right(starts, place.start) - 1
            if at >= 0 and place.end <= pieces[at].end:
                mentioned[at].add(entity.id)
    found = [keys(article.text[piece.start : piece.end]) for piece in pieces]
    title = keys(article.title)
    if title and not any(p.field == "title" and k == title for p, k in zip(pieces, found, strict=True)):
        yield Row(number, 0, 0, "title", title)
    for piece, words, entities in zip(pieces, found, mentioned, strict=True):
        folds = digest(words) if words and piece.field != "title" else 0
        yield Row(number, piece.start, piece.end, piece.field, words, sorted(entities), folds)


def _note_rows(owner: int, note: NotePassage) -> Iterator[Row]:
    for field in browsing.BESIDE:
        found = keys(browsing.note_text(field, note.note, note.tags, note.quote))
        if found:
            yield Row(owner, note.start, note.end, field, found)
