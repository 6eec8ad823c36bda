"""A selection that grows by words, sentences and paragraphs: it ends where the words before a start end.

Offsets are code points into ``Document.text``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Literal

from reader import motions
from reader.corpus.document import Document, Range
from reader.layout.rows import Ranged
from reader.motions import WORD, Selection

__all__ = ["covered", "extend", "named", "short_of", "stops"]

Part = Literal["word", "sentence", "paragraph"]
PICK: dict[Part, Callable[[Document, int], Range | None]] = {
    "word": motions.object_word,
    "sentence": motions.object_sentence,
    "paragraph": motions.object_paragraph,
}
COUNTED = 20_000
"""Code points in which words are counted while one selects; of more the paragraphs are told."""


def covered(document: Document, selection: Selection) -> Range:
    """The whole words *selection* touches: what is marked; of white space alone, that."""
    raw = selection.range(document)
    words = motions.snap_to_words(document, raw)
    return words if words.start < words.end else raw


def short_of(document: Document, anchor: int, place: int) -> int:
    """Where the head of a selection from *anchor* stops that goes on to *place*: on the last word before it.

    What lies at or before the anchor is gone to itself.
    """
    text, at = document.text, place - 1
    while at > anchor and text[at].isspace():
        at -= 1
    return at if anchor <= at else place


def stops(ranges: Iterable[Ranged], selection: Selection | None) -> list[int]:
    """Where a hop to *ranges* puts the caret, in order and none twice.

    That is where they start; while one selects, and beyond the anchor, their last characters: a hop takes
    in the whole of what it goes to.
    """
    if selection is None:
        return sorted({one.start for one in ranges})
    return sorted({one.end - 1 if one.start > selection.anchor else one.start for one in ranges})


def extend(
    document: Document,
    selection: Selection,
    part: Part,
    motion: Callable[[int, int], int],
    count: int,
    *,
    onward: bool,
) -> Selection:
    """*selection* with its head moved *count* steps of *motion*, which leads to the start of a *part*.

    Beyond the anchor the head stops before that start. A step by which the same words stay selected goes on
    to the next; the same selection comes back when there is none.
    """
    was, head = covered(document, selection), selection.head
    while True:
        there = motion(head, 1)
        if there == head:
            # Nothing begins behind this part, or a fold alone follows: it is taken to its end.
            found = PICK[part](document, head)
            last = found.end - 1 if found is not None and onward else head
            moved = selection.moved(last)
            return moved if covered(document, moved) != was else selection
        moved = _moved(document, selection, part, there)
        head = there
        if covered(document, moved) != was:
            break
    if count == 1:
        return moved
    there = motion(head, count - 1)
    moved = _moved(document, selection, part, there)
    if there != (motion(head, count - 2) if count > 2 else head):
        return moved
    # There are fewer than were asked for: what the last of them holds is taken, too.
    return extend(document, moved, part, motion, 1, onward=onward)


def _moved(document: Document, selection: Selection, part: Part, there: int) -> Selection:
    """The head at *there*, or short of it where a *part* begins behind the anchor."""
    found = PICK[part](document, there)
    begins = found is not None and found.start == there
    return selection.moved(short_of(document, selection.anchor, there) if begins else there)


def named(document: Document, found: Range) -> str:
    """What *found* is: ``word``, ``sentence``, ``paragraph``, ``article``, ``12 words``, ``3 paragraphs``."""
    for part, pick in PICK.items():
        if _is_same(pick(document, found.start), found):
            return part
    if _is_same(motions.object_article(document), found):
        return "article"
    if found.end - found.start > COUNTED:
        first = bisect_left(document.blocks, found.start, key=lambda block: block.end)
        last = bisect_left(document.blocks, found.end, key=lambda block: block.start)
        return f"{last - first} paragraphs"
    words = sum(match[0][0].isalnum() for match in WORD.finditer(document.text, found.start, found.end))
    return f"{words} word" if words == 1 else f"{words} words"


def _is_same(one: Range | None, other: Range) -> bool:
    """Whether both are the same stretch, whatever they are stretches of."""
    return one is not None and (one.start, one.end) == (other.start, other.end)
