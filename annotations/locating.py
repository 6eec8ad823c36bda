"""Finding a quote again in a changed text, by its words and its context: evidence, and what follows from it.

All comparing is done on folded copies (``annotations.folding``). In this order, the first that decides:

1. quote and context together, verbatim;
2. the quote verbatim between contexts like its own, or other words, much like it, between its own contexts;
3. the quote verbatim with one context, or long and alone without any;
4. words like the quote, found by what is left of it, aligned word by word;
5. the quote verbatim among other words, in a few places: never taken, only asked about.

A context that is still in the text, but not beside the candidate, says that the passage was taken out there:
the candidate is then a look-alike, and at most shown as a question. A passage that was known to stand several
times (its context had to be lengthened) is never told from its copies by less than all of that context.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from annotations.folding import fold
from annotations.model import Segment
from annotations.revisions import PositionMap

CONTEXT = 32
"""Characters of context on each side, and the least that is compared."""
MAX_FUZZY = 10_000
"""Characters of a quote beyond which only verbatim places are looked for."""
MAX_PLACES = 1_000

_SIDE = 0.7
"""Likeness from which a context counts as the same."""
_LONG = 40
"""Folded characters from which a quote that stands alone needs no context."""
_TELLING = 12
"""Folded characters of words that say something about a place; a single name stands anywhere."""
_FEW = 9
"""Places that a person can look at one by one."""
_MAX_BRACKETS = 50
_WINDOWS = 6
_MEETING = 16
_MARGIN = 0.08
"""A runner-up nearer to the best place than this is as good as it."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the passage is or may be. Offsets into the text."""

    places: tuple[Place, ...]
    sure: bool
    """Whether there is one place, and it is the passage's."""
    score: float
    """0 to 1: how alike quote and context are; of the best place."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place in the folded text and how much speaks for it."""

    start: int
    end: int
    quote: float
    before: float | None
    after: float | None
    """Likeness of the nearest context; ``None`` where the segment has none on that side."""

    @property
    def sides(self) -> int:
        return sum(side is not None and side >= _SIDE for side in (self.before, self.after))

    @property
    def misses(self) -> int:
        return sum(side is not None and side < _SIDE for side in (self.before, self.after))

    @property
    def score(self) -> float:
        sides = [side for side in (self.before, self.after) if side is not None]
        return 0.5 * self.quote + 0.5 * (sum(sides) / len(sides) if sides else self.quote)


def places(text: str, words: str, limit: int = MAX_PLACES) -> list[int]:
    """Where *words* stand in *text*, overlapping ones too, at most *limit*."""
    found: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0 and len(found) < limit:
        found.append(at)
        at = text.find(words, at + 1)
    return found


@lru_cache(maxsize=4)
def locator(text: str) -> Locator:
    """The ``Locator`` of *text*; the last few are kept, as one text has many quotes."""
    return Locator(text)


class Locator:
    """One text, ready to be asked where quotes are."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text)

    def find(self, segment: Segment) -> Verdict:
        """Where *segment*'s passage is, judged without its stored position."""
        answer = _Search(self.folded.text, segment).run()
        places = dict.fromkeys(self.folded.range(c.start, c.end) for c in answer.candidates)
        score = max((c.score for c in answer.candidates), default=0.0)
        return Verdict(tuple(places), answer.sure and len(places) == 1, score)


@dataclass(frozen=True, slots=True)
class _Answer:
    candidates: list[_Candidate]
    sure: bool = True
    """Whether a single candidate is it; else it is only asked about."""


class _Search:
    """One quote sought in one folded text."""

    def __init__(self, text: str, segment: Segment) -> None:
        self.text = text
        self.quote = fold(segment.quote).text.strip()
        self.prefix = fold(segment.prefix).text.lstrip()
        self.suffix = fold(segment.suffix).text.rstrip()
        self.whole = fold(segment.prefix + segment.quote + segment.suffix).text.strip()
        self.occurrence = segment.occurrence
        self.copied = len(segment.prefix) > CONTEXT or len(segment.suffix) > CONTEXT
        """Whether it was known to stand several times."""

    def run(self) -> _Answer:
        if self.quote:
            for step in (
                self._verbatim_in_context,
                self._between_contexts,
                self._verbatim_alone,
                self._alike,
                self._verbatim_anywhere,
            ):
                answer = step()
                if answer.candidates:
                    return answer
        return _Answer([])

    def _candidate(self, start: int, end: int) -> _Candidate:
        words = self.text[start:end]
        return _Candidate(
            start,
            end,
            1.0 if words == self.quote else likeness(words, self.quote),
            _like(self.prefix[-CONTEXT:].strip(), self.text[max(0, start - CONTEXT - 2) : start].strip(), -1),
            _like(self.suffix[:CONTEXT].strip(), self.text[end : end + CONTEXT + 2].strip(), 1),
        )

    def _verbatim_in_context(self) -> _Answer:
        shift = max(0, self.whole.find(self.quote, max(0, len(self.prefix.strip()) - 1)))
        starts = [at + shift for at in places(self.text, self.whole)]
        found = [self._candidate(at, at + len(self.quote)) for at in starts]
        return self._by_count(found) if found and self.occurrence else _Answer(found)

    def _by_count(self, found: list[_Candidate]) -> _Answer:
        """The k-th of n, if there are still n places, altered ones included; else all of them, unsure."""
        k, n = self.occurrence or (0, 0)
        if len(found) < n:
            found = _merged(found, self._brackets())
        return _Answer([found[k - 1]]) if len(found) == n and 1 <= k <= n else _Answer(found, sure=False)

    def _brackets(self) -> list[_Candidate]:
        """Words much like the quote, exactly between its two contexts."""
        before, after = self.prefix.strip(), self.suffix.strip()
        if min(len(before), len(after)) < 8 or len(self.quote) > MAX_FUZZY:
            return []
        starts = places(self.text, after)
        found = []
        for at in places(self.text, before, _MAX_BRACKETS):
            begin = at + len(before)
            index = bisect_left(starts, begin)
            if index == len(starts):
                break
            words = self.text[begin : starts[index]]
            start = begin + len(words) - len(words.lstrip())
            end = starts[index] - (len(words) - len(words.rstrip()))
            if not 0.4 * len(self.quote) - 10 <= end - start <= 2 * len(self.quote) + 20:
                continue
            candidate = self._candidate(start, end)
            if end > start and candidate.quote >= 0.6:
                found.append(candidate)
        return found

    def _between_contexts(self) -> _Answer:
        verbatim = [] if self.copied else [c for c in self._verbatim() if not c.misses and c.sides]
        found = _merged(verbatim, self._brackets())
        return self._by_count(found) if found and self.occurrence else _Answer(found)

    def _verbatim(self) -> list[_Candidate]:
        return [self._candidate(at, at + len(self.quote)) for at in places(self.text, self.quote)]

    def _verbatim_alone(self) -> _Answer:
        found = self._verbatim()
        if not self.prefix and not self.suffix:
            return _Answer(found)
        beside = [c for c in found if c.sides]
        trusted = [c for c in beside if not self._closed_up and not self._taken_out(c)]
        if beside:
            return _Answer(trusted or beside, sure=bool(trusted) and not self.copied)
        if len(self.quote) < _LONG:
            return _Answer([])
        return _Answer(
            found, sure=not self.copied and not self._closed_up and not any(map(self._taken_out, found))
        )

    def _verbatim_anywhere(self) -> _Answer:
        """The words among others than their own: that they are there is said, where the passage is is not."""
        found = self._verbatim() if len(self.quote) >= _TELLING else []
        return _Answer(found if len(found) <= _FEW else [], sure=False)

    @cached_property
    def _closed_up(self) -> bool:
        """Whether the two contexts meet in the text: the passage was cut out from between them."""
        before, after = self.prefix.strip()[-_MEETING:], self.suffix.strip()[:_MEETING]
        if min(len(before), len(after)) < _MEETING // 2:
            return False
        return before + after in self.text or f"{before} {after}" in self.text

    def _taken_out(self, candidate: _Candidate) -> bool:
        """Whether a context that is not beside *candidate* stands somewhere else."""
        sides = ((candidate.before, self.prefix[-CONTEXT:]), (candidate.after, self.suffix[:CONTEXT]))
        return any(
            likeness is not None
            and likeness < _SIDE
            and len(context.strip()) >= 12
            and context.strip() in self.text
            for likeness, context in sides
        )

    def _alike(self) -> _Answer:
        if len(self.quote) > MAX_FUZZY or self._closed_up:
            return _Answer([])
        found: dict[Place, _Candidate] = {}
        for low, high in self._windows():
            place = self._align(low, high)
            if place:
                found.setdefault(place, self._candidate(*place))
        good = [c for c in found.values() if self._good(c)]
        if not good:
            return _Answer([])
        best = max(good, key=lambda c: c.score)
        # Windows overlap: the same words with other ends are no rivals.
        rivals = [c for c in good if c.score > best.score - _MARGIN]
        return _Answer(_merged([best], rivals), sure=not self.copied)

    def _good(self, candidate: _Candidate) -> bool:
        if not candidate.misses and candidate.sides:
            return candidate.quote >= 0.7
        if self._taken_out(candidate):
            return False
        if candidate.sides:
            return candidate.quote >= 0.8
        return candidate.quote >= 0.85 and len(self.quote) >= 1.5 * _LONG

    def _windows(self) -> list[Place]:
        """Stretches of the text that may hold the passage: where most of its pieces point to."""
        slack = CONTEXT + len(self.quote) // 3
        votes: dict[int, tuple[int, int]] = {}
        for offset, piece in _pieces(self.quote):
            found = places(self.text, piece, 40)
            if len(found) == 40:
                continue
            for at in found:
                start = at - offset
                slot = start // (slack + 1)
                count, first = votes.get(slot, (0, start))
                votes[slot] = (count + len(piece), first)
        for context, offset in ((self.prefix.strip(), 0), (self.suffix.strip(), -len(self.quote))):
            piece = context[-CONTEXT:] if offset == 0 else context[:CONTEXT]
            for at in places(self.text, piece, 4) if len(piece) >= 12 else ():
                start = at + len(piece) if offset == 0 else at + offset
                votes.setdefault(start // (slack + 1), (len(piece), start))
        best = sorted(votes.values(), key=lambda vote: (-vote[0], vote[1]))[:_WINDOWS]
        reach = len(self.quote) + 2 * slack
        return [(max(0, start - 2 * slack), min(len(self.text), start + reach)) for _, start in best]

    def _align(self, low: int, high: int) -> Place | None:
        """The words of the window that answer to the quote, its context guiding the ends."""
        before = _whole_words(self.prefix, -1)
        after = _whole_words(self.suffix, 1)
        known = f"{before}{self.quote}{after}"
        mapped = PositionMap(known, self.text[low:high]).map_range(len(before), len(before) + len(self.quote))
        return (mapped[0] + low, mapped[1] + low) if mapped else None


def _merged(first: list[_Candidate], more: list[_Candidate]) -> list[_Candidate]:
    """*first*, and those of *more* that overlap none of them, by place."""
    apart = [c for c in more if not any(c.start < f.end and f.start < c.end for f in first)]
    return sorted([*first, *apart], key=lambda c: c.start)


def _like(context: str, there: str, side: int) -> float | None:
    """How alike *context* and the words *there* are, both cut to the same length at the far end."""
    if not context:
        return None
    there = there[-len(context) :] if side < 0 else there[: len(context)]
    if context == there:
        return 1.0
    return likeness(context, there)


def likeness(words: str, others: str) -> float:
    """How alike two strings are, 0 to 1 (normalised indel similarity)."""
    # Here, because most passages are found where they were, and rapidfuzz is costly to import.
    from rapidfuzz import distance

    return distance.Indel.normalized_similarity(words, others)


def _whole_words(context: str, side: int) -> str:
    """The nearest ``CONTEXT`` characters without the word cut at the far end."""
    if side < 0:
        near = context[-CONTEXT:]
        return near.partition(" ")[2] if " " in near[:-1] else near
    near = context[:CONTEXT]
    return near.rpartition(" ")[0] if " " in near[1:] else near


def _pieces(quote: str) -> Sequence[tuple[int, str]]:
    """Pieces of *quote* that may have survived an edit, and where in it they begin; at most 64."""
    words: list[Place] = []
    at = 0
    for word in quote.split(" "):
        words.append((at, at + len(word)))
        at += len(word) + 1
    size = 1 if len(words) < 6 else 2 if len(words) < 12 else 3
    runs = [(words[i][0], words[i + size - 1][1]) for i in range(len(words) - size + 1)]
    step = max(1, len(runs) // 64)
    return [(start, quote[start:end]) for start, end in runs[::step] if end - start >= 4]
