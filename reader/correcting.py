"""Corrections, from the records that keep them to what corpus and recognition heed, and back. Pure.

A ruling says of a line of an outlet whether it is boilerplate; a correction of a mention says of some words
of an article what kind of entity they name, or that they name none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotations.errors import PassageError
from reader.corpus.document import Block, Document
from reader.corpus.rulings import LONGEST, Rulings, line_key, outlet_key, takes_the_last
from reader.entities.mentions import KINDS, Mention

if TYPE_CHECKING:
    from annotations.model import Segment
    from annotations.records import Correction
    from reader.coding import Stamp

BOILERPLATE, BODY = "boilerplate", "body"
"""Verdicts on a line."""
NO_ENTITY = "none"
"""The verdict on words that name nobody and nothing; the others are kinds of entities."""
SOURCE = "user"
"""Where a mention comes from that a person made."""


# -- lines


def rulings(corrections: Iterable[Correction], annotator: str) -> Rulings:
    """What *corrections* say of lines, by outlet: *annotator*'s own word wins, then the latest one."""
    found: dict[str, dict[str, bool]] = {}
    for one in _by_weight(corrections, annotator):
        outlet, line = one.data.get("outlet"), one.data.get("line")
        known = one.subject == "boilerplate" and one.verdict in (BOILERPLATE, BODY)
        if known and isinstance(outlet, str) and isinstance(line, str):
            found.setdefault(outlet_key(outlet), {})[line_key(line)] = one.verdict == BOILERPLATE
    return found


def need_line(document: Document, block: Block, boilerplate: bool) -> str:
    """The words of *block*, if they can be ruled on. Raises ``PassageError``."""
    line = document.text[block.start : block.end]
    if len(line) > LONGEST:
        raise PassageError(f"{len(line):,} characters are no line: at most {LONGEST:,} can be boilerplate")
    if boilerplate and takes_the_last(document, line):
        raise PassageError("nothing of this article would be left: it stays the article's own")
    return line


def ruling(outlet: str, line: str, boilerplate: bool, own: Iterable[Correction], stamp: Stamp) -> Correction:
    """The record that *line* is or is not boilerplate in *outlet*, in the place of one of *own* on it."""
    from annotations.records import Correction

    verdict = BOILERPLATE if boilerplate else BODY
    for old in own:
        if old.subject == "boilerplate" and (outlet_key(outlet), line_key(line)) == _line_of(old):
            return replace(old, verdict=verdict, modified=stamp.now)
    return Correction(
        stamp.id,
        stamp.annotator,
        stamp.now,
        stamp.now,
        subject="boilerplate",
        verdict=verdict,
        data={"outlet": outlet, "line": " ".join(line.split())},
    )


def _line_of(record: Correction) -> tuple[str, str]:
    return outlet_key(str(record.data.get("outlet", ""))), line_key(str(record.data.get("line", "")))


# -- mentions


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of some words of an article: the kind of entity they name, "" for none."""

    segment: Segment
    text: str
    """sha256 of the text it was said of."""
    kind: str


def said_of_mentions(corrections: Iterable[Correction], annotator: str) -> dict[str, tuple[Said, ...]]:
    """What *corrections* say of mentions, by article; of two about the same words the later here wins."""
    found: dict[str, list[Said]] = {}
    for one in _by_weight(corrections, annotator):
        if one.subject == "mention" and one.verdict in (*KINDS, NO_ENTITY):
            segment = _segment(one)
            path, text = one.data.get("path"), one.data.get("text")
            if segment is not None and isinstance(path, str) and isinstance(text, str):
                kind = "" if one.verdict == NO_ENTITY else one.verdict
                found.setdefault(path, []).append(Said(segment, text, kind))
    return {path: tuple(said) for path, said in found.items()}


def corrected(document: Document, mentions: Sequence[Mention], said: Sequence[Said]) -> tuple[Mention, ...]:
    """*mentions* of *document* with what a person *said* over them: sorted and disjoint.

    Words that name something take the place of every mention they touch; words that name nothing take away
    the mentions inside them. What is no longer in the text changes nothing.
    """
    if not said:
        return tuple(mentions)
    known = sorted(mentions, key=_start)
    for one in said:
        place = _place(document, one)
        if place is None:
            continue
        start, end = place
        first = bisect_right(known, start, key=_end)
        last = bisect_left(known, end, first, key=_start)
        if one.kind:
            known[first:last] = [Mention(start, end, one.kind, source=SOURCE)]
        else:
            known[first:last] = [m for m in known[first:last] if m.start < start or m.end > end]
    return tuple(known)


def _start(mention: Mention) -> int:
    return mention.start


def _end(mention: Mention) -> int:
    return mention.end


def mention_corrections(
    document: Document,
    doc: str,
    ranges: Iterable[tuple[int, int]],
    kind: str,
    own: Sequence[Correction],
    stamps: Iterator[Stamp],
) -> list[tuple[Correction | None, Correction]]:
    """Old and new record for each of *ranges*: it names something of *kind*, nothing where that is ""."""
    from annotations.anchoring import describe
    from annotations.records import Correction

    before = {_mention_of(one): one for one in own if one.subject == "mention"}
    verdict = kind or NO_ENTITY
    found: list[tuple[Correction | None, Correction]] = []
    for start, end in ranges:
        old, stamp = before.get((document.path, document.sha256, start, end)), next(stamps)
        if old is not None:
            found.append((old, replace(old, verdict=verdict, modified=stamp.now)))
            continue
        segment = describe(document.text, start, end).to_dict()
        data = {"path": document.path, "doc": doc, "text": document.sha256, **segment}
        new = Correction(
            stamp.id, stamp.annotator, stamp.now, stamp.now, subject="mention", verdict=verdict, data=data
        )
        found.append((None, new))
    return found


def _mention_of(record: Correction) -> tuple[object, ...]:
    return tuple(record.data.get(name) for name in ("path", "text", "start", "end"))


def _segment(record: Correction) -> Segment | None:
    from annotations.fields import ModelError
    from annotations.model import Segment

    names = ("start", "end", "quote", "prefix", "suffix", "occurrence")
    try:
        return Segment.from_dict({name: record.data[name] for name in names if name in record.data})
    except ModelError:
        # Another version's, or a slip of a hand: what cannot be placed corrects nothing.
        return None


def _place(document: Document, said: Said) -> tuple[int, int] | None:
    from annotations.anchoring import locate

    start, end = said.segment.start, said.segment.end
    if said.text == document.sha256 and document.text[start:end] == said.segment.quote:
        return (start, end) if start < end else None
    return locate(document.text, said.segment).place


def _by_weight(corrections: Iterable[Correction], annotator: str) -> list[Correction]:
    """Others' before one's own, older ones before later ones: the last word counts."""
    return sorted(corrections, key=lambda one: (one.annotator == annotator, one.modified, int(one.id)))
