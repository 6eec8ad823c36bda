"""Where the words of an old text are in a new one.

Both texts are cut into words and punctuation marks, folded; white space does not count, so that a re-wrapped
text aligns wholly. Stretches that occur once in each (shingles of falling length, in the longest increasing
order, as in patience diff) are fixed first; what is left between two fixed ones is aligned by longest common
subsequence when it is small enough, and not at all when it is not. Time is close to linear in the texts.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from annotations.folding import fold

if TYPE_CHECKING:
    from rapidfuzz.distance import Opcode

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SHINGLES = (12, 5, 2)
_MAX_CELLS = 20_000_000
"""Old words times new words of a gap that is still aligned word by word: 2.5 MB of bits."""
_MAX_SLIDE = 200
"""Words by which a change is moved to begin with a line or a sentence."""
_KEPT = 0.5
"""Share of a passage's characters that must be left for it to be the same passage."""
_SIMILAR = 0.5
"""Likeness from which a word in a replaced word's place is that word, respelt."""

_CLOSERS = frozenset(".!?”’\"'")
"""What a sentence may end with."""

Gap = tuple[int, int, int, int]
"""Old tokens from, to; new tokens from, to."""


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of *pairs*, which rise in the first member, that rises in the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(pairs):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [index]
    out: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        out.append(pairs[index])
        index = before[index]
    return out[::-1]


class PositionMap:
    """Offsets of *old* -> offsets of *new*, code points both."""

    def __init__(self, old: str, new: str) -> None:
        self._old_length, self._new_length = len(old), len(new)
        names: dict[str, int] = {}
        self._starts, self._ends, self._old = _tokens(old, names)
        self._new_starts, self._new_ends, self._new = _tokens(new, names)
        self._names = list(names)
        self._match = array("l", [-1]) * len(self._old)
        """Index of the new token for each old one; rising where not -1."""
        self._likeness: dict[int, float] = {}
        """How alike the words of a pair are, for the pairs that are not equal."""
        self._align(old, new)

    def _align(self, old: str, new: str) -> None:
        gaps: Iterable[Gap] = [(0, len(self._old), 0, len(self._new))]
        for size in _SHINGLES:
            gaps = [rest for gap in gaps for rest in self._fix(gap, size)]
        for gap in gaps:
            self._align_words(gap)
        for gap in self._gaps():
            self._slide(gap, old, new)
        for gap in self._gaps():
            self._pair_respelt(gap)

    def _gaps(self) -> list[Gap]:
        """The stretches without a match, of either text or of both."""
        gaps: list[Gap] = []
        at = new_at = 0
        for index, match in enumerate(self._match):
            if match >= 0:
                if at < index or new_at < match:
                    gaps.append((at, index, new_at, match))
                at, new_at = index + 1, match + 1
        if at < len(self._old) or new_at < len(self._new):
            gaps.append((at, len(self._old), new_at, len(self._new)))
        return gaps

    def _slide(self, gap: Gap, old: str, new: str) -> None:
        """Let words put in or taken out begin with a line or a sentence, where that makes no difference.

        "A. [The b. ]The c." and "A. The [b. The ]c." are the same change: only the first is what was done.
        """
        low, high, new_low, new_high = gap
        if low < high and new_low < new_high:
            return
        low, high, new_low, new_high = self._as_late_as_possible(low, high, new_low, new_high)
        taken_out = low < high
        tokens, first, end = (self._old, low, high) if taken_out else (self._new, new_low, new_high)
        text, starts, ends = (
            (old, self._starts, self._ends) if taken_out else (new, self._new_starts, self._new_ends)
        )
        best, best_shift, shift = _begins(text, starts, ends, first), 0, 0
        while shift < _MAX_SLIDE and shift < min(low, new_low) and best < 2:
            shift += 1
            matched = self._match[low - shift] == new_low - shift
            if not matched or tokens[first - shift] != tokens[end - shift]:
                break
            begins = _begins(text, starts, ends, first - shift)
            if begins > best:
                best, best_shift = begins, shift
        for step in range(1, best_shift + 1):
            if taken_out:
                self._match[high - step], self._match[low - step] = new_low - step, -1
            else:
                self._match[low - step] = new_high - step

    def _as_late_as_possible(self, low: int, high: int, new_low: int, new_high: int) -> Gap:
        """The gap at the last of the places where the same words may stand put in or taken out."""
        for _ in range(_MAX_SLIDE):
            if high >= len(self._old) or self._match[high] != new_high:
                break
            if low < high and self._old[low] == self._old[high]:
                self._match[low], self._match[high] = new_low, -1
            elif low == high and self._new[new_low] == self._new[new_high]:
                self._match[low] = new_low
            else:
                break
            low, high, new_low, new_high = low + 1, high + 1, new_low + 1, new_high + 1
        return low, high, new_low, new_high

    def _fix(self, gap: Gap, size: int) -> list[Gap]:
        """Match what surely belongs together in *gap*; the gaps that remain."""
        low, high, new_low, new_high = gap
        old, new, match = self._old, self._new, self._match
        while low < high and new_low < new_high and old[low] == new[new_low]:
            match[low] = new_low
            low, new_low = low + 1, new_low + 1
        while low < high and new_low < new_high and old[high - 1] == new[new_high - 1]:
            high, new_high = high - 1, new_high - 1
            match[high] = new_high
        if low == high or new_low == new_high:
            return []
        once, new_once = _once(old, low, high, size), _once(new, new_low, new_high, size)
        pairs = sorted((at, new_once[shingle]) for shingle, at in once.items() if shingle in new_once)
        gaps: list[Gap] = []
        for at, new_at in [*_rising(pairs), (high, new_high)]:
            if at < low or new_at < new_low:
                continue
            back, new_back = at, new_at
            while at < high and back > low and new_back > new_low and old[back - 1] == new[new_back - 1]:
                back, new_back = back - 1, new_back - 1
                match[back] = new_back
            if back > low and new_back > new_low:
                gaps.append((low, back, new_low, new_back))
            low, new_low = at, new_at
            while low < high and new_low < new_high and old[low] == new[new_low]:
                match[low] = new_low
                low, new_low = low + 1, new_low + 1
        return gaps

    def _align_words(self, gap: Gap) -> None:
        low, high, new_low, new_high = gap
        if (high - low) * (new_high - new_low) > _MAX_CELLS:
            return
        from rapidfuzz import distance

        steps = list(distance.Indel.opcodes(self._old[low:high], self._new[new_low:new_high]))
        for index, step in enumerate(steps):
            if step.tag != "equal":
                continue
            # A few common words between two large changes are chance, not the same words.
            around = [_extent(s) for s in steps[max(0, index - 1) : index + 2] if s is not step]
            if len(around) == 2 and step.src_end - step.src_start <= min(around) / 2:
                continue
            for offset in range(step.src_end - step.src_start):
                self._match[low + step.src_start + offset] = new_low + step.dest_start + offset

    def _pair_respelt(self, gap: Gap) -> None:
        low, high, new_low, new_high = gap
        if high - low != new_high - new_low or high - low > 8:
            return
        from rapidfuzz import distance

        for offset in range(high - low):
            old = self._names[self._old[low + offset]]
            new = self._names[self._new[new_low + offset]]
            likeness = distance.Indel.normalized_similarity(old[:200], new[:200])
            if likeness >= _SIMILAR:
                self._match[low + offset] = new_low + offset
                self._likeness[low + offset] = likeness

    def map(self, offset: int) -> int | None:
        """Where the character at *offset* is now; ``None`` if it is gone. The old end is the new end."""
        if not 0 <= offset <= self._old_length:
            return None
        if offset == self._old_length:
            return self._new_length
        token = bisect_right(self._starts, offset) - 1
        if token >= 0 and offset < self._ends[token]:
            return self._inside(token, offset)
        # White space: behind the word before it, if that is left, or before the word after it.
        if token >= 0 and self._match[token] >= 0:
            match = self._match[token]
            limit = self._new_starts[match + 1] if match + 1 < len(self._new) else self._new_length
            return min(self._new_ends[match] + offset - self._ends[token], limit)
        after = token + 1
        if after < len(self._old) and self._match[after] >= 0:
            return max(0, self._new_starts[self._match[after]] - (self._starts[after] - offset))
        return None

    def _inside(self, token: int, offset: int) -> int | None:
        match = self._match[token]
        if match < 0:
            return None
        return min(self._new_starts[match] + offset - self._starts[token], self._new_ends[match])

    def map_range(self, start: int, end: int) -> tuple[int, int] | None:
        """Where ``[start, end)`` is now, or ``None`` when less than half of it is left.

        Words put in before or after it stay outside; a first or last word that was replaced is followed.
        """
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        if not 0 <= start < end <= self._old_length or first > last:
            return None
        kept = total = 0.0
        for token in range(first, last + 1):
            size = min(self._ends[token], end) - max(self._starts[token], start)
            total += size
            if self._match[token] >= 0:
                kept += size * self._likeness.get(token, 1.0)
        if kept < total * _KEPT:
            return None
        new_start, new_end = self._new_start(first, last, start), self._new_end(first, last, end)
        if new_start >= new_end or new_end - new_start > 2 * (end - start) + 40:
            return None
        return new_start, new_end

    def put_in(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` of the new text is new: less than half of it was in the old one."""
        first, last = bisect_right(self._new_ends, start), bisect_left(self._new_starts, end)
        sizes = [self._new_ends[token] - self._new_starts[token] for token in range(first, last)]
        kept = sum(size for token, size in enumerate(sizes, first) if token in self._kept)
        return kept < sum(sizes) * _KEPT

    @cached_property
    def _kept(self) -> frozenset[int]:
        """The tokens of the new text that were in the old one."""
        return frozenset(self._match)

    def _new_start(self, first: int, last: int, start: int) -> int:
        if self._match[first] >= 0:
            inside = max(0, start - self._starts[first])
            return self._new_starts[self._match[first]] + inside if inside else self._start_of(first)
        following = next(t for t in range(first, last + 1) if self._match[t] >= 0)
        before = self._match[first - 1] if first else -1
        if first and before < 0:
            return self._start_of(following)
        return self._new_starts[before + 1]

    def _start_of(self, token: int) -> int:
        return self._new_starts[self._match[token]]

    def _new_end(self, first: int, last: int, end: int) -> int:
        if self._match[last] >= 0:
            cut = max(0, self._ends[last] - end)
            match = self._match[last]
            return max(self._new_ends[match] - cut, self._new_starts[match])
        preceding = next(t for t in range(last, first - 1, -1) if self._match[t] >= 0)
        after = self._match[last + 1] if last + 1 < len(self._old) else len(self._new)
        if after < 0:
            return self._new_ends[self._match[preceding]]
        return self._new_ends[after - 1]


def _tokens(text: str, names: dict[str, int]) -> tuple[array[int], array[int], list[int]]:
    """Where the words and marks of *text* begin and end, and a number for each different one."""
    folded = fold(text)
    starts, ends, numbers = array("l"), array("l"), []
    for match in _TOKEN.finditer(folded.text):
        start, end = folded.range(match.start(), match.end())
        starts.append(start)
        ends.append(end)
        numbers.append(names.setdefault(match.group(), len(names)))
    return starts, ends, numbers


def _once(tokens: Sequence[int], low: int, high: int, size: int) -> dict[tuple[int, ...], int]:
    """The shingles of *size* tokens that occur once between *low* and *high*, and where."""
    found: dict[tuple[int, ...], int] = {}
    for at in range(low, high - size + 1):
        shingle = tuple(tokens[at : at + size])
        found[shingle] = -1 if shingle in found else at
    return {shingle: at for shingle, at in found.items() if at >= 0}


def _begins(text: str, starts: Sequence[int], ends: Sequence[int], token: int) -> int:
    """2 when *token* begins a line, 1 when it follows the end of a sentence, else 0."""
    if token == 0:
        return 2
    before, start = ends[token - 1], starts[token]
    if "\n" in text[before:start]:
        return 2
    return int(before < start and text[before - 1] in _CLOSERS)


def _extent(step: Opcode) -> int:
    return max(step.src_end - step.src_start, step.dest_end - step.dest_start)
