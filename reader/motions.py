"""Where the caret goes, and what a text object holds: pure functions of a document and offsets.

Offsets are code points into ``Document.text``; a caret stands *on* a character, so the last place is the
last character of the text. A selection is an anchor and a head, both carets; what it covers includes the
character under the later one, whole graphemes. Rows are the view's: nothing here knows of them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reader.corpus.document import Document, Range

__all__ = [
    "UNITS",
    "Selection",
    "Unit",
    "document_end",
    "document_start",
    "left",
    "narrow",
    "object_article",
    "object_paragraph",
    "object_quotation",
    "object_sentence",
    "object_word",
    "paragraph_back",
    "paragraph_forward",
    "paragraph_number",
    "right",
    "select",
    "sentence_back",
    "sentence_forward",
    "snap_to_words",
    "widen",
    "word_back",
    "word_end",
    "word_forward",
]

Unit = Literal["character", "word", "sentence", "paragraph"]
UNITS: tuple[Unit, ...] = ("character", "word", "sentence", "paragraph")
"""What widening goes through."""

WORD = re.compile(r"[^\W_](?:[\w\u0300-\u036f\u00ad\u200c\u200d]|(?<=\w)['’.@/&-](?=\w))*|[^\w\s]+|_+")
"""A word with its inner apostrophes, hyphens and dots, or a run of marks."""
REACH = 4_000
"""Code points looked through at one time for the next word; doubled while none is found."""
JOINERS = "\u200d\u200c"


@dataclass(frozen=True, slots=True)
class Selection:
    """From the caret ``anchor`` to the caret ``head``, whichever comes first."""

    anchor: int
    head: int

    def range(self, document: Document) -> Range:
        """What is covered: the characters under both carets included, no grapheme cut."""
        low, high = sorted((self.anchor, self.head))
        if not document.text:
            return Range(0, 0)
        return Range(_grapheme_start(document.text, low), _grapheme_end(document.text, high))

    def flipped(self) -> Selection:
        """The same stretch with the caret at its other end."""
        return Selection(self.head, self.anchor)

    def moved(self, head: int) -> Selection:
        """The anchor stays, the head goes to *head*."""
        return Selection(self.anchor, head)


def select(found: Range) -> Selection:
    """The selection that covers *found*, head at its end."""
    return Selection(found.start, max(found.start, found.end - 1))


def left(document: Document, offset: int, count: int = 1) -> int:
    """*count* characters back; what combines with a character is passed together with it."""
    offset = _on(document, offset)
    for _ in range(min(count, offset)):
        if offset == 0:
            break
        offset = _grapheme_start(document.text, offset - 1)
    return offset


def right(document: Document, offset: int, count: int = 1) -> int:
    """*count* characters on."""
    text, offset = document.text, _on(document, offset)
    for _ in range(min(count, len(text))):
        after = _grapheme_end(text, offset)
        if after >= len(text):
            break
        offset = after
    return offset


def word_forward(document: Document, offset: int, count: int = 1) -> int:
    """The start of the *count*-th next word; the last character when there are no more."""
    for _ in range(count):
        found = _next_word(document.text, offset)
        if found is None:
            return document_end(document)
        offset = found.start
    return offset


def word_back(document: Document, offset: int, count: int = 1) -> int:
    """The start of this word, or of the *count*-th one before."""
    for _ in range(count):
        found = _previous_word(document.text, offset)
        if found is None:
            return 0
        offset = found.start
    return offset


def word_end(document: Document, offset: int, count: int = 1) -> int:
    """The last character of this word, or of the *count*-th next one."""
    for _ in range(count):
        found = _word_ending_after(document.text, offset)
        if found is None:
            return document_end(document)
        offset = _grapheme_start(document.text, found.end - 1)
    return offset


def sentence_forward(document: Document, offset: int, count: int = 1) -> int:
    """The start of the *count*-th next sentence; the last character when there are no more."""
    return _forward(document, document.sentences, offset, count)


def sentence_back(document: Document, offset: int, count: int = 1) -> int:
    """The start of this sentence, or of the *count*-th one before."""
    return _back(document.sentences, offset, count)


def paragraph_forward(document: Document, offset: int, count: int = 1) -> int:
    """The start of the *count*-th next block; the last character when there are no more."""
    return _forward(document, document.blocks, offset, count)


def paragraph_back(document: Document, offset: int, count: int = 1) -> int:
    """The start of this block, or of the *count*-th one before."""
    return _back(document.blocks, offset, count)


def paragraph_number(document: Document, number: int) -> int | None:
    """The start of the paragraph with this *number*, or of the last; ``None`` when there is none."""
    paragraphs = document.paragraphs
    if not paragraphs:
        return None
    return paragraphs[max(1, min(number, len(paragraphs))) - 1].start


def document_start(document: Document) -> int:
    """The first character that is not white space."""
    return document.blocks[0].start if document.blocks else 0


def document_end(document: Document) -> int:
    """The last character that is not white space."""
    if not document.blocks:
        return max(0, len(document.text) - 1)
    return _grapheme_start(document.text, document.blocks[-1].end - 1)


def object_word(document: Document, offset: int) -> Range | None:
    """The word at *offset*, or the next one on white space, or the last one of the text."""
    text = document.text
    offset = _on(document, offset)
    return _word_ending_after(text, offset - 1) or _previous_word(text, len(text))


def object_sentence(document: Document, offset: int) -> Range | None:
    """The sentence at *offset*; between two the one that follows, if it is in the same block."""
    return _holding(document.sentences, offset)


def object_paragraph(document: Document, offset: int) -> Range | None:
    """The block at *offset*; between two the one that follows."""
    found = _holding(document.blocks, offset)
    return Range(found.start, found.end) if found else None


def object_article(document: Document) -> Range | None:
    """Everything from the first to the last block."""
    if not document.blocks:
        return None
    return Range(document.blocks[0].start, document.blocks[-1].end)


def object_quotation(document: Document, offset: int) -> Range | None:
    """The quoted stretch at *offset*, marks included, innermost first; else the next one of the block."""
    from reader.quotations.marks import find_quoted

    block = _holding(document.blocks, offset)
    if block is None:
        return None
    found = _quoted(document, block)
    around = [q for q in found if q.start <= offset < q.end]
    if not around:
        around = [q for q in found if q.start > offset][:1]
    while around:
        outer = around[0]
        inner = [
            q for q in find_quoted(document.text, outer.start + 1, outer.end - 1) if q.start <= offset < q.end
        ]
        if not inner:
            return Range(outer.start, outer.end)
        around = list(inner)
    return None


def widen(document: Document, selection: Selection, count: int = 1) -> Selection:
    """The selection grown to the next unit that covers more: word, sentence, paragraph; then it stays."""
    for _ in range(count):
        covered = selection.range(document)
        for unit in UNITS[1:]:
            found = _unit_over(document, covered, unit)
            if found and (found.start < covered.start or found.end > covered.end):
                selection = select(found)
                break
        else:
            return selection
    return selection


def narrow(document: Document, selection: Selection, caret: int, count: int = 1) -> Selection:
    """The selection shrunk to the next smaller unit around *caret*; at last the caret alone."""
    for _ in range(count):
        covered = selection.range(document)
        for unit in reversed(UNITS):
            found = _unit_over(document, Range(caret, caret + 1), unit)
            if found is None:
                continue
            inside = covered.start <= found.start and found.end <= covered.end
            if inside and (found.start, found.end) != (covered.start, covered.end):
                selection = select(found)
                break
        else:
            return Selection(caret, caret)
    return selection


def snap_to_words(document: Document, found: Range) -> Range:
    """*found* without white space at its edges, grown to the ends of the words it cuts."""
    text = document.text
    bare = _bare(text, found)
    if bare.start == bare.end:
        return bare
    start, end = _grapheme_start(text, bare.start), _grapheme_end(text, bare.end - 1)
    first, last = _word_ending_after(text, start - 1), _word_ending_after(text, end - 2)
    if first and first.start < start < first.end:
        start = first.start
    if last and last.start < end < last.end:
        end = last.end
    return Range(_grapheme_start(text, start), _grapheme_end(text, end - 1))


def _bare(text: str, found: Range) -> Range:
    """*found* without the white space at its edges; empty when there is nothing else."""
    start, end = max(0, found.start), min(len(text), found.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Range(start, end) if start < end else Range(start, start)


def _unit_over(document: Document, covered: Range, unit: Unit) -> Range | None:
    """The smallest run of whole units that covers *covered*."""
    if unit == "character":
        return Selection(covered.start, covered.start).range(document)
    pick = {"word": object_word, "sentence": object_sentence, "paragraph": object_paragraph}[unit]
    bare = _bare(document.text, covered)
    if bare.start == bare.end:
        # Only white space: the unit that follows it.
        return pick(document, covered.start)
    first, last = pick(document, bare.start), pick(document, bare.end - 1)
    if first is None or last is None:
        return None
    return Range(min(first.start, bare.start), max(last.end, bare.end))


def _quoted(document: Document, block: Range) -> Sequence[Range]:
    from reader.quotations.marks import find_quoted

    at = bisect_right(document.blocks, block.start, key=lambda b: b.start)
    follows = document.text[document.blocks[at].start] if at < len(document.blocks) else ""
    return find_quoted(document.text, block.start, block.end, goes_on=follows in ("“", '"', "«", "„"))


def _on(document: Document, offset: int) -> int:
    return max(0, min(offset, len(document.text) - 1))


def _forward(document: Document, ranges: Sequence[Range], offset: int, count: int) -> int:
    at = bisect_right(ranges, offset, key=lambda r: r.start) + count - 1
    return ranges[at].start if at < len(ranges) else document_end(document)


def _back(ranges: Sequence[Range], offset: int, count: int) -> int:
    at = bisect_left(ranges, offset, key=lambda r: r.start) - count
    return ranges[max(0, at)].start if ranges else 0


def _holding(ranges: Sequence[Range], offset: int) -> Range | None:
    """The range that holds *offset*, else the next one, else the last."""
    if not ranges:
        return None
    at = bisect_right(ranges, offset, key=lambda r: r.end)
    return ranges[min(at, len(ranges) - 1)]


def _next_word(text: str, offset: int) -> Range | None:
    """The first word that starts after *offset*."""
    current = _word_ending_after(text, offset - 1)
    if current is not None and current.start > offset:
        return current
    match = WORD.search(text, current.end if current else max(0, offset + 1))
    return Range(match.start(), match.end()) if match else None


def _word_ending_after(text: str, offset: int) -> Range | None:
    """The first word whose last character stands after *offset*."""
    start = _word_border(text, offset + 1)
    for match in WORD.finditer(text, start):
        if match.end() - 1 > offset:
            return Range(match.start(), match.end())
    return None


def _previous_word(text: str, offset: int) -> Range | None:
    """The last word that starts before *offset*."""
    reach = REACH
    while True:
        start = _word_border(text, max(0, offset - reach))
        found = None
        for match in WORD.finditer(text, start, len(text)):
            if match.start() >= offset:
                break
            found = match
        if found is not None:
            return Range(found.start(), found.end())
        if start == 0:
            return None
        reach *= 2


def _word_border(text: str, offset: int) -> int:
    """A place at or before *offset* that cuts no word of sensible length: after white space, or the start."""
    offset = min(offset, len(text))
    lowest = max(0, offset - REACH)
    while offset > lowest and not text[offset - 1].isspace():
        offset -= 1
    return offset


def _joins(text: str, at: int) -> bool:
    """Whether the character *at* belongs to the one before: marks, joiners, CR LF, emoji behind a joiner."""
    char = text[at]
    if char < "\u0300":
        return char == "\n" and text[at - 1] == "\r"
    if _extends(char):
        return True
    if text[at - 1] != "\u200d" or unicodedata.category(char) != "So":
        return False
    base = at - 1
    while base > 0 and _extends(text[base]):
        base -= 1
    return unicodedata.category(text[base]) == "So"


def _extends(char: str) -> bool:
    """Whether *char* is a mark, a joiner, a variation selector or a skin tone."""
    return char in JOINERS or unicodedata.category(char)[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff"


def _grapheme_start(text: str, at: int) -> int:
    while at > 0 and _joins(text, at):
        at -= 1
    return at


def _grapheme_end(text: str, at: int) -> int:
    at += 1
    while at < len(text) and _joins(text, at):
        at += 1
    return min(at, len(text))
