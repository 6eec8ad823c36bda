"""Segments: immutable pieces of the index, each with its vocabulary, postings and passages.

Articles are added to a new small segment; small neighbours are merged, so a text is rewritten only a
logarithmic number of times. Everything per passage is an array, one place a passage.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from reader.search.results import FIELDS, Field
from reader.search.vocabulary import Vocabulary

Ints = NDArray[np.int32]

ENTITY = "\x01"
"""A term of this character and an entity's id stands for a mention of the entity."""
FIELD_CODES: dict[Field, int] = {field: code for code, field in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class Row:
    """One passage on its way into a segment. ``owner`` numbers its article (or note)."""

    owner: int
    start: int
    end: int
    field: Field
    keys: Sequence[str]
    entities: Sequence[str] = ()
    digest: int = 0
    """Equal for equal passages; 0 for one that is never folded under another."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of the terms in sorted order: those of term *t* are ``pids[offsets[t]:offsets[t + 1]]``."""

    vocabulary: Vocabulary
    offsets: NDArray[np.int64]
    pids: Ints
    """Passages of this segment, counted from 0."""
    frequencies: NDArray[np.uint8]
    owners: Ints
    starts: Ints
    ends: Ints
    fields: NDArray[np.uint8]
    digests: NDArray[np.int64]
    sizes: Ints
    """Words in each passage."""

    def __len__(self) -> int:
        return len(self.owners)


def digest(keys: Iterable[str]) -> int:
    """A number that is equal for passages with the same words, else different; never 0."""
    value = hashlib.blake2b(" ".join(keys).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(value, "big", signed=True) or 1


def build(rows: Sequence[Row]) -> Segment:
    """A segment of *rows*, in their order."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    flat: list[int] = []
    sizes = np.zeros(len(rows), dtype=np.int64)
    for i, row in enumerate(rows):
        before = len(flat)
        flat.extend(map(numbers.__getitem__, row.keys))
        flat.extend(numbers[ENTITY + entity] for entity in row.entities)
        sizes[i] = len(flat) - before
    places = np.repeat(np.arange(len(rows), dtype=np.int64), sizes)
    return _assemble(
        list(numbers),
        np.array(flat, dtype=np.int64),
        places,
        None,
        np.array([row.owner for row in rows], dtype=np.int32),
        np.array([row.start for row in rows], dtype=np.int32),
        np.array([row.end for row in rows], dtype=np.int32),
        np.array([FIELD_CODES[row.field] for row in rows], dtype=np.uint8),
        np.array([row.digest for row in rows], dtype=np.int64),
        np.array([max(1, len(row.keys)) for row in rows], dtype=np.int32),
    )


def merge(segments: Sequence[Segment], alive: NDArray[np.bool_]) -> Segment:
    """One segment of those passages of *segments* whose owner is *alive* (a mask over owners)."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    terms: list[NDArray[np.int64]] = []
    places: list[NDArray[np.int64]] = []
    frequencies: list[NDArray[np.uint8]] = []
    kept: list[NDArray[np.bool_]] = []
    base = 0
    for segment in segments:
        keep = alive[segment.owners]
        renumbered = base + np.cumsum(keep) - 1
        base += int(keep.sum())
        ids = np.fromiter(
            map(numbers.__getitem__, segment.vocabulary.terms), np.int64, len(segment.vocabulary)
        )
        postings = keep[segment.pids]
        terms.append(np.repeat(ids, np.diff(segment.offsets))[postings])
        places.append(renumbered[segment.pids][postings])
        frequencies.append(segment.frequencies[postings])
        kept.append(keep)

    def column(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(s, name)[k] for s, k in zip(segments, kept, strict=True)])

    return _assemble(
        list(numbers),
        np.concatenate(terms),
        np.concatenate(places),
        np.concatenate(frequencies),
        column("owners").astype(np.int32),
        column("starts").astype(np.int32),
        column("ends").astype(np.int32),
        column("fields").astype(np.uint8),
        column("digests"),
        column("sizes").astype(np.int32),
    )


def _assemble(
    terms: list[str],
    ids: NDArray[np.int64],
    places: NDArray[np.int64],
    frequencies: NDArray[np.uint8] | None,
    owners: Ints,
    starts: Ints,
    ends: Ints,
    fields: NDArray[np.uint8],
    digests: NDArray[np.int64],
    sizes: Ints,
) -> Segment:
    """Sort the terms, drop those no passage has, and group the postings by term, in order of passage."""
    present = np.zeros(len(terms), dtype=np.bool_)
    present[ids] = True
    order = sorted(np.flatnonzero(present).tolist(), key=terms.__getitem__)
    rank = np.zeros(len(terms), dtype=np.int64)
    rank[order] = np.arange(len(order))
    width = max(1, len(owners))
    packed = rank[ids] * width + places
    if frequencies is None:
        packed, counts = np.unique(packed, return_counts=True)
    else:
        at = np.argsort(packed, kind="stable")
        packed, counts = packed[at], frequencies[at]
    found, pids = np.divmod(packed, width)
    offsets = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(np.bincount(found, minlength=len(order)), out=offsets[1:])
    return Segment(
        Vocabulary([terms[i] for i in order]),
        offsets,
        pids.astype(np.int32),
        np.minimum(counts, 255).astype(np.uint8),
        owners,
        starts,
        ends,
        fields,
        digests,
        sizes,
    )
