"""Where the same stands elsewhere in an article: the same words, or the mentions of the same entity. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.corpus.document import Range
from reader.motions import object_word

if TYPE_CHECKING:
    from annotations.codes import Unit
    from reader.entities.mentions import Mention
    from reader.marks import Anchored
    from reader.opened import Opened


@dataclass(frozen=True, slots=True)
class Occurrences:
    """What is looked for, and all its places in order, the one it was taken from among them."""

    name: str
    """The words as they stand where they were taken from, on one line."""
    places: tuple[Range, ...]


def whole_words(opened: Opened, wanted: str) -> tuple[Range, ...]:
    """Where *wanted* stands as whole words, whatever its case, quotes, dashes and white space; in order."""
    from annotations.positions import fold

    folded, words = opened.folded, fold(wanted).text.strip()
    if not words:
        return ()
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.match(r"\w", words[-1]) else ""
    found = re.finditer(f"{before}{re.escape(words)}{after}", folded.text)
    return tuple(Range(*folded.range(match.start(), match.end())) for match in found)


def occurrences(opened: Opened, selected: Range | None, caret: int) -> Occurrences | None:
    """All of what is *selected*, else of the entity at *caret*, else of the word; ``None`` without words.

    Of an entity these are all its mentions, whatever it is called in them.
    """
    text = opened.document.text
    mention = opened.mention_at(caret) if selected is None else None
    if mention is not None and mention.entity:
        same = (m for m in opened.mentions if m.entity == mention.entity)
        return Occurrences(_words(text, mention), tuple(Range(m.start, m.end) for m in same))
    words = selected or object_word(opened.document, caret)
    if words is None or not any(c.isalnum() for c in text[words.start : words.end]):
        return None
    return Occurrences(_words(text, words), whole_words(opened, text[words.start : words.end]))


def to_tag(
    opened: Opened, places: Iterable[Range], tag: str, unit: Unit, annotator: str
) -> tuple[Range, ...]:
    """Of *places* those that *annotator* did not tag so yet; whole units where the codebook fixes them."""
    from reader.coding import whole_units

    grown = (whole_units(opened.document, [(place.start, place.end)], unit) for place in places)
    tagged = {one.ranges for one in opened.annotations if _tagged(one, tag, annotator)}
    open_ones = (ranges for ranges in dict.fromkeys(grown) if ranges not in tagged)
    return tuple(Range(*ranges[0]) for ranges in open_ones)


def to_correct(
    opened: Opened, places: Iterable[Range], kind: str, contested: Sequence[Range] = ()
) -> tuple[Range, ...]:
    """Of *places* those that name nothing of *kind* yet; for "" those inside which something is named.

    What touches words that are *contested* is to be said in any case.
    """
    named = {(m.start, m.end): m.kind for m in opened.mentions}

    def is_open(place: Range) -> bool:
        if any(one.start < place.end and place.start < one.end for one in contested):
            return True
        if kind:
            return named.get((place.start, place.end)) != kind
        first = bisect_left(opened.mentions, place.start, key=lambda m: m.start)
        return first < len(opened.mentions) and opened.mentions[first].end <= place.end

    return tuple(place for place in places if is_open(place))


def _tagged(one: Anchored, tag: str, annotator: str) -> bool:
    return one.annotation.annotator == annotator and tag in one.annotation.tags


def _words(text: str, found: Range | Mention) -> str:
    return " ".join(text[found.start : found.end].split())
