"""Score every passage for a query with dense accumulators: one float a row, one pass a word.

For each group the best of its expansions counts: weight x min(rarity of the word met, rarity of the word
typed) x BM25's term frequency. Groups are summed; ``order`` sorts by tier before score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.search.expansion import Expansion
from reader.search.postings import FIELD_CODES, Segment
from reader.search.snapshot import K1, Floats, Mask, Snapshot, rarity
from reader.search.snippets import IN_ORDER, NEARNESS, Reading

UNMATCHED = 255
LEAST_MASS = 0.3
"""A passage must match words that carry this share of the query's rarity: stop words alone are no hit."""


@dataclass(frozen=True, slots=True)
class Scores:
    """For each row: its score, how many groups it matches, how far the matches are from what was typed."""

    total: Floats
    matched: NDArray[np.uint8]
    cost: NDArray[np.uint16]
    mass: Floats
    """Rarity of the groups matched, as a share of all."""
    groups: int
    """Groups that count."""
    plans: int
    """All groups."""


def score(
    snapshot: Snapshot,
    plans: Sequence[Sequence[Expansion]],
    counted: Sequence[bool],
    allowed: Mask,
    cancelled: Callable[[], bool],
) -> Scores:
    """Scores of all rows; those not *allowed* have none. A group not *counted* adds to the score alone. Stops
    early when *cancelled*."""
    rows = len(snapshot)
    total = np.zeros(rows, dtype=np.float32)
    matched = np.zeros(rows, dtype=np.uint8)
    cost = np.zeros(rows, dtype=np.uint16)
    mass = np.zeros(rows, dtype=np.float32)
    whole_mass = 0.0
    for plan, counts in zip(plans, counted, strict=True):
        if cancelled():
            break
        best = np.zeros(rows, dtype=np.float32)
        least = np.full(rows, UNMATCHED, dtype=np.uint8)
        weight = 0.0
        for expansion in plan:
            add = _phrase if expansion.term.phrase else _word
            weight = max(weight, add(snapshot, expansion, best, least))
        total += best
        if counts:
            hit = least < UNMATCHED
            matched += hit
            cost[hit] += least[hit]
            mass[hit] += np.float32(weight)
            whole_mass += weight
    total[~allowed] = 0
    matched[~allowed] = 0
    return Scores(total, matched, cost, mass / np.float32(whole_mass or 1.0), sum(counted), len(plans))


def candidates(scores: Scores) -> NDArray[np.int64]:
    """Rows that count as found."""
    full = scores.matched == scores.groups
    return np.flatnonzero((scores.matched > 0) & (full | (scores.mass >= LEAST_MASS)))


def order(snapshot: Snapshot, scores: Scores, rows: NDArray[np.int64], keep: int) -> NDArray[np.int64]:
    """The best *keep* of *rows*, best first: all words before some, the article's own text before
    boilerplate, fewer edits before more, then the score."""
    full = scores.matched[rows] == scores.groups
    boilerplate = snapshot.fields[rows] == FIELD_CODES["boilerplate"]
    value = scores.total[rows].astype(np.float64) * (scores.matched[rows] / max(1, scores.groups))
    value -= 1e4 * np.where(full, scores.cost[rows], 0) + 1e8 * boilerplate + 1e10 * ~full
    if len(rows) > keep:
        best = np.argpartition(-value, keep - 1)[:keep]
        rows, value = rows[best], value[best]
    return rows[np.lexsort((rows, -value))]


Rank = tuple[int, int, int, float]
"""Some words missing, boilerplate, edits, score negated: the smallest is the best."""


def rank(snapshot: Snapshot, scores: Scores, row: int, reading: Reading) -> Rank:
    """Sorts the passages read: as ``order``, with the score raised where the words stand close together."""
    return _rank(snapshot, scores, row, reading.raised)


def at_best(snapshot: Snapshot, scores: Scores, row: int) -> Rank:
    """The best rank that reading the passage could give it."""
    alone = scores.matched[row] < 2 and scores.plans == scores.groups
    return _rank(snapshot, scores, row, 1.0 if alone else 1 + NEARNESS + IN_ORDER)


def _rank(snapshot: Snapshot, scores: Scores, row: int, raised: float) -> Rank:
    matched = int(scores.matched[row])
    full = matched == scores.groups
    boilerplate = int(snapshot.fields[row]) == FIELD_CODES["boilerplate"]
    value = float(scores.total[row]) * matched / max(1, scores.groups) * raised
    return int(not full), int(boilerplate), int(scores.cost[row]) if full else 0, -value


def _word(snapshot: Snapshot, expansion: Expansion, best: Floats, least: NDArray[np.uint8]) -> float:
    """Add one word to the accumulators; returns the greatest rarity met.

    Words that stand for the typed one at the same or a lower cost count as one word in its rarity: nobody
    who slips means the rarest of the words within reach.
    """
    found = [_terms(segment, expansion) for segment in snapshot.segments]
    frequencies = np.zeros(UNMATCHED + 1)
    for segment, (ids, _, costs) in zip(snapshot.segments, found, strict=True):
        counts = segment.offsets[ids + 1] - segment.offsets[ids]
        frequencies += np.bincount(costs, weights=counts, minlength=UNMATCHED + 1)
    together = rarity(np.minimum(np.cumsum(frequencies), len(snapshot)), len(snapshot))
    greatest = 0.0
    for segment, base, rare, (ids, weights, costs) in zip(
        snapshot.segments, snapshot.bases, snapshot.rarity, found, strict=True
    ):
        if not len(ids):
            continue
        capped = np.minimum(rare[ids], together[costs])
        greatest = max(greatest, float(capped.max()))
        here = slice(base, base + len(segment))
        _scatter(segment, ids, weights * capped, costs, snapshot.norms[here], best[here], least[here])
    return greatest


def _terms(segment: Segment, expansion: Expansion) -> tuple[NDArray[np.int64], Floats, NDArray[np.uint8]]:
    """Ids of the terms the expansion has here, with weights and costs, the typed word last."""
    ids: list[NDArray[np.int64]] = []
    weights: list[float] = []
    costs: list[int] = []
    sizes: list[int] = []
    index = segment.vocabulary.index
    for prefix, match in expansion.prefixes.items():
        low, high = segment.vocabulary.prefixed(prefix)
        ids.append(np.arange(low, high))
        weights.append(match.weight)
        costs.append(match.cost)
        sizes.append(high - low)
    known = [(index[word], match) for word, match in expansion.words.items() if word in index]
    ids.append(np.array([i for i, _ in known], dtype=np.int64))
    weights.extend(match.weight for _, match in known)
    costs.extend(match.cost for _, match in known)
    sizes.extend([1] * len(known))
    return (
        np.concatenate(ids),
        np.repeat(np.array(weights, dtype=np.float32), sizes),
        np.repeat(np.array(costs, dtype=np.uint8), sizes),
    )


def _scatter(
    segment: Segment,
    ids: NDArray[np.int64],
    values: Floats,
    costs: NDArray[np.uint8],
    norms: Floats,
    best: Floats,
    least: NDArray[np.uint8],
) -> None:
    """Raise the rows of each term to its value, and lower their cost to its cost."""
    lows = segment.offsets[ids]
    lengths = segment.offsets[ids + 1] - lows
    count = int(lengths.sum())
    if not count:
        return
    before = np.cumsum(lengths) - lengths
    places = np.arange(count) + np.repeat(lows - before, lengths)
    pids = segment.pids[places]
    frequency = segment.frequencies[places].astype(np.float32)
    impact = np.repeat(values, lengths) * frequency * np.float32(K1 + 1) / (frequency + norms[pids])
    if len(ids) == 1:
        best[pids] = np.maximum(best[pids], impact)
        least[pids] = np.minimum(least[pids], costs[0])
        return
    np.maximum.at(best, pids, impact)
    np.minimum.at(least, pids, np.repeat(costs, lengths))


def _phrase(snapshot: Snapshot, expansion: Expansion, best: Floats, least: NDArray[np.uint8]) -> float:
    """Rows that have every word of the phrase; whether they stand together is seen on the text."""
    having = having_all(snapshot, expansion)
    rows = np.flatnonzero(having)
    value = np.zeros(len(snapshot), dtype=np.float32)
    for key in expansion.term.keys:
        for segment, rare in zip(snapshot.segments, snapshot.rarity, strict=True):
            i = segment.vocabulary.index.get(key)
            if i is not None:
                value[rows] += rare[i]
                break
    best[rows] = np.maximum(best[rows], value[rows])
    least[rows] = 0
    return float(value[rows].max()) if len(rows) else 0.0


def having_all(snapshot: Snapshot, expansion: Expansion) -> Mask:
    """Mask of the rows with all words of a term, as typed; the last one may be the beginning of a word."""
    term = expansion.term
    having = np.ones(len(snapshot), dtype=np.bool_)
    for number, key in enumerate(term.keys):
        one = np.zeros(len(snapshot), dtype=np.bool_)
        typing = term.half_typed and number == len(term.keys) - 1
        for rows in snapshot.rows_beginning(key) if typing else snapshot.rows_with(key):
            one[rows] = True
        having &= one
    return having


def having_any(snapshot: Snapshot, plan: Sequence[Expansion]) -> Mask:
    """Mask of the rows with at least one term of a group, as typed."""
    masks = [having_all(snapshot, expansion) for expansion in plan]
    return np.asarray(np.logical_or.reduce(masks), dtype=np.bool_)
