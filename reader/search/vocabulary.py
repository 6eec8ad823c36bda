"""A sorted vocabulary and the words in it that a typed word may mean.

Term ids are places in the sorted order, so all words with a prefix are one slice. Words within an edit
distance are found by comparing 64-bit letter signatures first (``numpy.bitwise_count``) and measuring only
what is left: optimal string alignment, where a swap of neighbours counts as one edit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import distance, process

from reader.search.transliteration import sound_key

_CHUNK = 16_384
_LAST = "\U0010ffff"


class NearPrefix(NamedTuple):
    """Terms ``low`` to ``high`` begin with ``prefix``, which is ``distance`` edits from the word typed."""

    low: int
    high: int
    prefix: str
    distance: int


class Vocabulary:
    """Sorted, distinct *terms*. Terms beginning with a control character are no words and never found by
    likeness."""

    def __init__(self, terms: list[str]) -> None:
        self.terms = terms
        self.index = {term: i for i, term in enumerate(terms)}
        self._signatures, self._lengths, self._wordlike = _signatures(terms)
        sounds = sorted((key, i) for i, term in enumerate(terms) if (key := sound_key(term)))
        self._sounds = [key for key, _ in sounds]
        self._sound_ids = [i for _, i in sounds]
        self._prefixes: dict[tuple[str, int], tuple[list[str], list[int], list[int]]] = {}

    def __len__(self) -> int:
        return len(self.terms)

    def prefixed(self, prefix: str) -> tuple[int, int]:
        """Ids from, to of the terms that begin with *prefix*."""
        low = bisect_left(self.terms, prefix)
        return low, bisect_left(self.terms, prefix + _LAST, low)

    def sounding(self, key: str, *, prefix: bool = False) -> list[int]:
        """Ids of the terms with this sound key, or with one that begins so."""
        if not key:
            return []
        low = bisect_left(self._sounds, key)
        high = bisect_left(self._sounds, key + (_LAST if prefix else "\0"), low)
        return self._sound_ids[low:high]

    def near(self, word: str, budget: int) -> list[tuple[int, int]]:
        """(id, distance) of the terms 1 to *budget* edits from *word*; never terms with digits."""
        if not budget or not self.terms:
            return []
        (signature,), (length,), (wordlike,) = _signatures([word])
        if not wordlike:
            return []
        candidates = np.flatnonzero(
            (np.abs(self._lengths - length) <= budget)
            & (np.bitwise_count(self._signatures ^ signature) <= 2 * budget)
            & self._wordlike
        )
        if not len(candidates):
            return []
        distances = _distances(word, [self.terms[i] for i in candidates.tolist()], budget)
        kept = np.flatnonzero((distances <= budget) & (distances > 0))
        return list(zip(candidates[kept].tolist(), distances[kept].tolist(), strict=True))

    def near_prefixes(self, word: str, budget: int) -> list[NearPrefix]:
        """Prefixes of terms 1 to *budget* edits from the half-typed *word*, with its first letter."""
        if not budget or not word.isalpha():
            return []
        found: list[NearPrefix] = []
        for size in range(max(2, len(word) - 1), len(word) + 2):
            prefixes, lows, highs = self._prefixes_of(word[0], size)
            if not prefixes:
                continue
            distances = _distances(word, prefixes, budget)
            for i in np.flatnonzero((distances <= budget) & (distances > 0)).tolist():
                if not prefixes[i].startswith(word):
                    found.append(NearPrefix(lows[i], highs[i], prefixes[i], int(distances[i])))
        return found

    def _prefixes_of(self, first: str, size: int) -> tuple[list[str], list[int], list[int]]:
        cached = self._prefixes.get((first, size))
        if cached is None:
            low, high = self.prefixed(first)
            prefixes: list[str] = []
            lows: list[int] = []
            highs: list[int] = []
            for i in range(low, high):
                prefix = self.terms[i][:size]
                if prefixes and prefixes[-1] == prefix:
                    highs[-1] = i + 1
                elif len(prefix) == size and prefix.isalpha():
                    prefixes.append(prefix)
                    lows.append(i)
                    highs.append(i + 1)
            cached = self._prefixes[first, size] = (prefixes, lows, highs)
        return cached


def _distances(word: str, choices: Sequence[str], budget: int) -> NDArray[np.uint8]:
    found = process.cdist([word], choices, scorer=distance.OSA.distance, score_cutoff=budget, dtype=np.uint8)
    return np.asarray(found[0], dtype=np.uint8)


def _signatures(terms: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int16], NDArray[np.bool_]]:
    """For each term its letters as 64 bits (a-z apart, others shared), its length, whether it is a word."""
    count = len(terms)
    signatures = np.zeros(count, dtype=np.uint64)
    lengths = np.fromiter(map(len, terms), dtype=np.int16, count=count)
    wordlike = np.fromiter(map(str.isalpha, terms), dtype=np.bool_, count=count)
    for low in range(0, count, _CHUNK):
        chunk = np.array(terms[low : low + _CHUNK], dtype=np.str_)
        codes = chunk.view(np.uint32).reshape(len(chunk), -1).astype(np.uint64)
        latin = (codes >= 97) & (codes <= 122)
        bits = np.where(latin, codes - np.uint64(97), np.uint64(26) + codes % np.uint64(38))
        sets = np.where(codes > 0, np.uint64(1) << bits, np.uint64(0))
        signatures[low : low + len(chunk)] = np.bitwise_or.reduce(sets, axis=1)
    return signatures, lengths, wordlike
