"""Anchors: from a passage to the words that find it again, and back into a text that may have changed.

Pure functions. A mark is put only where the evidence says so: else the passage is ``ambiguous`` (several
places, all named) or an ``orphan``, which is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from annotations.folding import fold
from annotations.locating import CONTEXT, MAX_FUZZY, MAX_PLACES, locator, places
from annotations.model import AnchorState, Annotation, Segment
from annotations.revisions import PositionMap

__all__ = [
    "MAX_FUZZY",
    "AnchorState",
    "Found",
    "PositionMap",
    "anchor",
    "describe",
    "find_quote",
    "locate",
    "newline_variant",
]

MAX_CONTEXT = 256
_WORST_FIRST: tuple[AnchorState, ...] = ("orphan", "ambiguous", "moved", "exact")


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one segment."""

    state: AnchorState
    start: int = -1
    end: int = -1
    """Where it is; -1 for an orphan, and when ambiguous the first of the places."""
    others: tuple[tuple[int, int], ...] = ()
    """When ambiguous: all places, the first one included."""
    score: float = 0.0
    """0 to 1, how alike quote and context are."""

    @property
    def place(self) -> tuple[int, int] | None:
        """Where a mark may stand; ``None`` unless there is exactly one place."""
        return (self.start, self.end) if self.state in ("exact", "moved") else None


def describe(text: str, start: int, end: int) -> Segment:
    """The passage ``[start, end)`` with as much context as makes it unique, or its count among its copies.

    Raises ``ValueError`` outside the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"{start}..{end} is not a passage of a text of {len(text)} characters")
    quote = text[start:end]
    size = CONTEXT
    while True:
        prefix, suffix = text[max(0, start - size) : start], text[end : end + size]
        whole = prefix + quote + suffix
        if not whole or len(places(text, whole, 2)) == 1:
            return Segment(start, end, quote, prefix, suffix)
        if size >= MAX_CONTEXT:
            break
        size *= 2
    copies = places(text, whole)
    at = start - len(prefix)
    if len(copies) == MAX_PLACES:
        return Segment(start, end, quote, prefix, suffix)
    return Segment(start, end, quote, prefix, suffix, (copies.index(at) + 1, len(copies)))


def locate(text: str, segment: Segment, *, counted_here: bool = False) -> Found:
    """Where *segment* is in *text*, of which nothing else is known.

    *counted_here*: its offsets were counted in this text, as far as anyone says. Words that stand there
    verbatim, in the context given, are then the passage, however many copies of them there are.
    """
    here = (segment.start, segment.end)
    if _stands(text, segment, with_context=True) or (counted_here and _agrees(text, segment)):
        return Found("exact", *here, score=1.0)
    verdict = locator(text).find(segment)
    if not verdict.places:
        return Found("orphan")
    first = verdict.places[0]
    if not verdict.sure:
        return Found("ambiguous", *first, verdict.places, verdict.score)
    state: AnchorState = "exact" if first == here and text[slice(*first)] == segment.quote else "moved"
    return Found(state, *first, score=verdict.score)


def _stands(text: str, segment: Segment, *, with_context: bool) -> bool:
    """Whether the quote is at its stored offsets, and there only as far as context tells."""
    if segment.end > len(text) or text[segment.start : segment.end] != segment.quote:
        return False
    if not with_context:
        return True
    prefix, suffix = segment.prefix, segment.suffix
    if not prefix and not suffix:
        return len(places(text, segment.quote, 2)) == 1
    whole = prefix + segment.quote + suffix
    at = segment.start - len(prefix)
    if at < 0 or text[at : at + len(whole)] != whole:
        return False
    found = places(text, whole, MAX_PLACES)
    if segment.occurrence:
        k, n = segment.occurrence
        return len(found) == n and 1 <= k <= n and found[k - 1] == at
    return len(found) == 1


def _agrees(text: str, segment: Segment) -> bool:
    """Whether quote and context are at the stored offsets, whatever stands elsewhere."""
    return (
        bool(segment.quote)
        and text[segment.start : segment.end] == segment.quote
        and text.endswith(segment.prefix, 0, segment.start)
        and text.startswith(segment.suffix, segment.end)
    )


def newline_variant(text: str, sha256: str) -> str | None:
    """*text* with the line ends under which its hash is *sha256*: LF, CRLF or CR; ``None`` if none fits."""
    plain = _plain(text)
    for ending in ("\n", "\r\n", "\r"):
        variant = plain.replace("\n", ending)
        if hashlib.sha256(variant.encode()).hexdigest() == sha256:
            return variant
    return None


def anchor(
    text: str, text_sha256: str, annotation: Annotation, carried: PositionMap | None = None
) -> tuple[AnchorState, tuple[tuple[int, int] | None, ...]]:
    """What became of *annotation* in *text*, whose hash is *text_sha256*: its state, and a place per segment.

    *carried* leads from the text the annotation was made on to *text*, when that old text is at hand. The
    state is that of the segment that fared worst; a segment without one sure place has ``None``.
    """
    found = anchor_segments(text, text_sha256, annotation, carried)
    states = {f.state for f in found}
    worst = next((state for state in _WORST_FIRST if state in states), _WORST_FIRST[-1])
    return worst, tuple(f.place for f in found)


def anchor_segments(
    text: str, text_sha256: str, annotation: Annotation, carried: PositionMap | None = None
) -> tuple[Found, ...]:
    """The same, with all that was found of each segment: the places of an ambiguous one, scores."""
    segments = annotation.segments
    same = annotation.text == text_sha256
    only_newlines = not same and _plain_hash(text) == (annotation.text_lf or annotation.text)
    if only_newlines and carried is None and segments:
        carried = _from_other_newlines(text, annotation.text)
    found = tuple(_settle(text, segment, same, carried, only_newlines=only_newlines) for segment in segments)
    sure = [f.place for f in found if f.place]
    if not same and any(later[0] < earlier[1] for earlier, later in pairwise(sure)):
        return tuple(Found("ambiguous", f.start, f.end, (f.place,), f.score) if f.place else f for f in found)
    return found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=4)
def _plain_hash(text: str) -> str:
    return hashlib.sha256(_plain(text).encode()).hexdigest()


@lru_cache(maxsize=4)
def _from_other_newlines(text: str, sha256: str) -> PositionMap | None:
    """The way into *text* from the same with other line ends, whose hash is *sha256*."""
    old = newline_variant(text, sha256)
    return PositionMap(old, text) if old is not None else None


def _settle(
    text: str, segment: Segment, same: bool, carried: PositionMap | None, *, only_newlines: bool
) -> Found:
    if same and _stands(text, segment, with_context=False):
        return Found("exact", segment.start, segment.end, score=1.0)
    place = carried.map_range(segment.start, segment.end) if carried else None
    if place:
        words = text[slice(*place)]
        verbatim = words == segment.quote or (only_newlines and _plain(words) == _plain(segment.quote))
        unmoved = only_newlines or place == (segment.start, segment.end)
        return Found("exact" if verbatim and unmoved else "moved", *place, score=1.0 if verbatim else 0.9)
    found = locate(text, segment)
    if carried and found.place and not carried.put_in(*found.place):
        # What stands there was there before, beside the passage that is gone: a copy of it.
        return Found("ambiguous", *found.place, (found.place,), found.score)
    return found


def find_quote(text: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Where *quote* stands in *text*: verbatim, else up to white space, quotation marks, dashes and case.

    Places that begin and end with whole words are preferred to places inside longer ones. At most 1,000.
    """
    exact = [(at, at + len(quote)) for at in places(text, quote)]
    if not exact:
        folded = locator(text).folded
        words = fold(quote).text.strip()
        exact = [folded.range(at, at + len(words)) for at in places(folded.text, words)]
    return tuple(_whole(text, exact))


def _whole(text: str, found: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    whole = [
        (start, end)
        for start, end in found
        if not _JOINED.match(text[max(0, start - 1) : start + 1])
        and not _JOINED.match(text[max(0, end - 1) : end + 1])
    ]
    return whole or found


_JOINED = re.compile(r"\w\w")
