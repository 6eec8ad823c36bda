"""All segments seen as one: what a search reads while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.search.postings import Ints, Segment
from reader.search.results import FIELDS, Article, Field, NotePassage

K1 = 1.2
B = 0.4

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows of all segments one after the other; an owner below 0 is note ``-owner - 1``, else an article."""

    segments: tuple[Segment, ...]
    bases: tuple[int, ...]
    """The first row of each segment."""
    rarity: tuple[Floats, ...]
    """For each segment, the inverse document frequency of each term over all segments."""
    articles: Sequence[Article | None]
    notes: Sequence[NotePassage]
    numbers: dict[str, int]
    """Number of the article at a path."""
    owners: Ints
    starts: Ints
    ends: Ints
    fields: NDArray[np.uint8]
    norms: Floats
    """Of BM25, for each row."""
    alive: Mask
    twins: Ints
    """Rows that have an equal, grouped, in order of path and place inside a group."""
    twin_groups: Ints
    """The group of each of ``twins``."""
    first_row: Ints
    """Of each article; -1 if it has none."""
    after_row: Ints

    def __len__(self) -> int:
        return len(self.owners)

    def article(self, row: int) -> Article | None:
        """The article of a row, or of the note it belongs to."""
        owner = int(self.owners[row])
        if owner < 0:
            number = self.numbers.get(self.notes[-owner - 1].path)
            return None if number is None else self.articles[number]
        return self.articles[owner]

    def note(self, row: int) -> NotePassage | None:
        """The annotation of a row; ``None`` for a row of an article."""
        owner = int(self.owners[row])
        return self.notes[-owner - 1] if owner < 0 else None

    def path(self, row: int) -> str:
        """The article's path."""
        owner = int(self.owners[row])
        if owner < 0:
            return self.notes[-owner - 1].path
        article = self.articles[owner]
        return article.path if article else ""

    def place(self, row: int) -> tuple[str, int, int]:
        """Sorts rows by path and place."""
        return self.path(row), int(self.starts[row]), row

    def field(self, row: int) -> Field:
        """Where the row stands."""
        return FIELDS[int(self.fields[row])]

    def count_articles(self, rows: NDArray[np.int64]) -> int:
        """How many articles have or own one of *rows*."""
        owners = self.owners[rows]
        seen = np.zeros(len(self.articles), dtype=np.bool_)
        seen[owners[owners >= 0]] = True
        noted = {self.notes[-owner - 1].path for owner in owners[owners < 0].tolist()}
        new = sum(1 for path in noted if path not in self.numbers or not seen[self.numbers[path]])
        return int(seen.sum()) + new

    def rows_with(self, term: str) -> list[Ints]:
        """Rows that have *term*, a piece for each segment."""
        found = []
        for segment, base in zip(self.segments, self.bases, strict=True):
            i = segment.vocabulary.index.get(term)
            if i is not None:
                found.append(segment.pids[segment.offsets[i] : segment.offsets[i + 1]] + np.int32(base))
        return found

    def rows_beginning(self, prefix: str) -> list[Ints]:
        """Rows that have a word beginning with *prefix*, a piece for each segment, with repeats."""
        found = []
        for segment, base in zip(self.segments, self.bases, strict=True):
            low, high = segment.vocabulary.prefixed(prefix)
            found.append(segment.pids[segment.offsets[low] : segment.offsets[high]] + np.int32(base))
        return found


def take(
    segments: Sequence[Segment],
    articles: Sequence[Article | None],
    notes: Sequence[NotePassage],
    numbers: dict[str, int],
    alive: Mask,
) -> Snapshot:
    """See *segments* as one. *alive* is a mask over article numbers."""

    def column(name: str) -> NDArray[np.int64]:
        parts = [getattr(segment, name) for segment in segments]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    bases = np.cumsum([0] + [len(segment) for segment in segments])[:-1].tolist() if segments else []
    owners = column("owners").astype(np.int32)
    starts = column("starts").astype(np.int32)
    sizes = column("sizes").astype(np.float32)
    average = max(1.0, float(sizes.mean())) if len(sizes) else 1.0
    row_alive = np.ones(len(owners), dtype=np.bool_)
    of_articles = owners >= 0
    row_alive[of_articles] = alive[owners[of_articles]]
    first, after = _rows(owners, len(articles))
    twins, groups = _twins(column("digests"), owners, starts, row_alive, articles)
    return Snapshot(
        tuple(segments),
        tuple(bases),
        _rarity(segments, len(owners)),
        articles,
        notes,
        numbers,
        owners,
        starts,
        column("ends").astype(np.int32),
        column("fields").astype(np.uint8),
        (K1 * (1 - B + B * sizes / average)).astype(np.float32),
        row_alive,
        twins,
        groups,
        first,
        after,
    )


def rarity(frequencies: NDArray[np.float64], rows: int) -> Floats:
    """Inverse document frequency of terms that so many of *rows* rows have."""
    return np.log1p((rows - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)


def _rarity(segments: Sequence[Segment], rows: int) -> tuple[Floats, ...]:
    counts = [np.diff(segment.offsets).astype(np.float64) for segment in segments]
    totals = [count.copy() for count in counts]
    by_size = sorted(range(len(segments)), key=lambda i: len(segments[i].vocabulary))
    for at, small in enumerate(by_size):
        for large in by_size[at + 1 :]:
            index = segments[large].vocabulary.index
            for i, term in enumerate(segments[small].vocabulary.terms):
                j = index.get(term)
                if j is not None:
                    totals[small][i] += counts[large][j]
                    totals[large][j] += counts[small][i]
    return tuple(rarity(total, rows) for total in totals)


def _rows(owners: Ints, articles: int) -> tuple[Ints, Ints]:
    first = np.full(articles, -1, dtype=np.int32)
    after = np.full(articles, -1, dtype=np.int32)
    if len(owners):
        edges = np.flatnonzero(np.diff(owners)) + 1
        lows = np.concatenate(([0], edges))
        highs = np.concatenate((edges, [len(owners)]))
        of_article = owners[lows] >= 0
        first[owners[lows[of_article]]] = lows[of_article]
        after[owners[lows[of_article]]] = highs[of_article]
    return first, after


def _twins(
    digests: NDArray[np.int64],
    owners: Ints,
    starts: Ints,
    alive: Mask,
    articles: Sequence[Article | None],
) -> tuple[Ints, Ints]:
    rows = np.flatnonzero((digests != 0) & alive)
    rows = rows[np.argsort(digests[rows], kind="stable")]
    same = digests[rows][1:] == digests[rows][:-1]
    twin = np.zeros(len(rows), dtype=np.bool_)
    twin[1:] |= same
    twin[:-1] |= same
    rows = rows[twin]
    if not len(rows):
        empty = np.zeros(0, dtype=np.int32)
        return empty, empty

    def place(row: int) -> tuple[int, str, int]:
        article = articles[owners[row]]
        return int(digests[row]), article.path if article else "", int(starts[row])

    ordered = np.array(sorted(rows.tolist(), key=place), dtype=np.int32)
    groups = np.concatenate(([0], np.cumsum(np.diff(digests[ordered]) != 0))).astype(np.int32)
    return ordered, groups
