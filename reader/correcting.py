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
from reader.corpus.document import Block, Document, Range
from reader.corpus.rulings import LONGEST, Rulings, line_key, outlet_key, takes_the_last
from reader.entities.mentions import KINDS, Mention

if TYPE_CHECKING:
    from annotations.changes import Change
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
    """What *corrections* say of lines, by outlet; of a line of which they contradict each other nothing."""
    from annotations.apart import standing

    found: dict[str, dict[str, bool]] = {}
    for (outlet, line), one in standing(corrections, annotator, line_ruled).items():
        if one is not None:
            found.setdefault(outlet, {})[line] = one.verdict == BOILERPLATE
    return found


def torn_lines(corrections: Iterable[Correction], annotator: str) -> frozenset[tuple[str, str]]:
    """Outlet and line, by their keys, of what *annotator* ruled in two ways."""
    from annotations.apart import standing

    own = (one for one in corrections if one.annotator == annotator)
    return frozenset(at for at, one in standing(own, annotator, line_ruled).items() if one is None)


def line_ruled(one: Correction) -> tuple[str, str] | None:
    """Outlet and line, by their keys, that *one* is a ruling on."""
    outlet, line = one.data.get("outlet"), one.data.get("line")
    known = one.subject == "boilerplate" and one.verdict in (BOILERPLATE, BODY)
    whole = isinstance(outlet, str) and isinstance(line, str)
    return (outlet_key(str(outlet)), line_key(str(line))) if known and whole else None


def need_line(document: Document, block: Block, boilerplate: bool) -> str:
    """The words of *block*, if they can be ruled on. Raises ``PassageError``."""
    line = document.text[block.start : block.end]
    if len(line) > LONGEST:
        raise PassageError(f"{len(line):,} characters are no line: at most {LONGEST:,} can be boilerplate")
    if boilerplate and takes_the_last(document, line):
        raise PassageError("nothing of this article would be left: it stays the article's own")
    return line


def ruling(
    outlet: str, line: str, boilerplate: bool, own: Iterable[Correction], stamp: Stamp
) -> tuple[Change, ...]:
    """What makes *line* boilerplate in *outlet*, or not: one record, in the place of *own* ones on it."""
    from annotations.apart import in_order, replacing
    from annotations.records import Correction

    verdict = BOILERPLATE if boilerplate else BODY
    known = in_order(one for one in own if line_ruled(one) == (outlet_key(outlet), line_key(line)))
    if known:
        return replacing(replace(known[0], verdict=verdict, modified=stamp.now), known)
    data = {"outlet": outlet, "line": " ".join(line.split())}
    new = Correction(
        stamp.id,
        stamp.annotator,
        stamp.now,
        stamp.now,
        subject="boilerplate",
        verdict=verdict,
        data=data,
    )
    return replacing(new, ())


# -- mentions


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of some words of an article: the kind of entity they name, "" for none."""

    segment: Segment
    text: str
    """sha256 of the text it was said of."""
    kind: str
    own: bool = True
    """Whether it wins over what others said."""


@dataclass(frozen=True, slots=True)
class Placed(Range):
    """What was said of words, where they are in a text: ``kind`` as in ``Said``."""

    kind: str


def said_of_mentions(corrections: Iterable[Correction], annotator: str) -> dict[str, tuple[Said, ...]]:
    """What *corrections* say of mentions, by article."""
    found: dict[str, list[Said]] = {}
    for one in corrections:
        said, path = _said(one, annotator), one.data.get("path")
        if said is not None and isinstance(path, str):
            found.setdefault(path, []).append(said)
    return {path: tuple(said) for path, said in found.items()}


def _said(one: Correction, annotator: str) -> Said | None:
    text = one.data.get("text")
    if one.subject != "mention" or one.verdict not in (*KINDS, NO_ENTITY) or not isinstance(text, str):
        return None
    segment = _segment(one)
    kind = "" if one.verdict == NO_ENTITY else one.verdict
    return Said(segment, text, kind, one.annotator == annotator) if segment is not None else None


def corrected(document: Document, mentions: Sequence[Mention], said: Sequence[Said]) -> tuple[Mention, ...]:
    """*mentions* of *document* with what people *said* over them, oneself last: sorted and disjoint.

    Words that name something take the place of every mention they touch; words that name nothing take away
    the mentions inside them. What is no longer in the text, or contradicts each other, changes nothing.
    """
    if not said:
        return tuple(mentions)
    known = sorted(mentions, key=_start)
    for own in (False, True):
        for one in weighed(document, (each for each in said if each.own is own))[0]:
            first = bisect_right(known, one.start, key=_end)
            last = bisect_left(known, one.end, first, key=_start)
            if one.kind:
                known[first:last] = [Mention(one.start, one.end, one.kind, source=SOURCE)]
            else:
                known[first:last] = [m for m in known[first:last] if m.start < one.start or m.end > one.end]
    return tuple(known)


def weighed(
    document: Document, said: Iterable[Said]
) -> tuple[tuple[Placed, ...], tuple[tuple[Placed, ...], ...]]:
    """What counts of what one side *said* of *document*, "nothing" first; and the lots that contradict.

    Words that touch each other name one thing at most, and not something and nothing. Inside words that name
    nothing others may name something. None of a lot counts: nobody knows which was said last.
    """
    places = ((place, one.kind) for one in said if (place := _place(document, one)) is not None)
    found = sorted({Placed(*place, kind) for place, kind in places}, key=lambda p: (p.start, p.end, p.kind))
    nothing = {(one.start, one.end): one for one in found if not one.kind}
    lots: list[list[Placed]] = []
    end = -1
    for one in found:
        if one.kind:
            if one.start >= end:
                lots.append([])
            lots[-1].append(one)
            end = max(end, one.end)
    counted, against = [], []
    for lot in lots:
        none = [
            nothing.pop(place) for place in dict.fromkeys((p.start, p.end) for p in lot) if place in nothing
        ]
        if none or len(lot) > 1:
            against.append((*lot, *none))
        else:
            counted += lot
    return (*nothing.values(), *counted), tuple(against)


def _start(mention: Mention) -> int:
    return mention.start


def _end(mention: Mention) -> int:
    return mention.end


def mention_corrections(
    document: Document,
    doc: str,
    ranges: Iterable[tuple[int, int]],
    kind: str,
    own: Iterable[Correction],
    stamps: Iterator[Stamp],
) -> tuple[Change, ...]:
    """What makes each of *ranges*, which do not overlap, name something of *kind* (for "": nothing).

    Those of *own* that were about the same words give way, and so do those that would contradict it.
    """
    from annotations.anchoring import describe
    from annotations.apart import in_order, replacing
    from annotations.changes import Change
    from annotations.records import Correction

    wanted = sorted(ranges)
    before, beside = _giving_way(document, wanted, kind, own)
    verdict, changes = kind or NO_ENTITY, list[Change]()
    for start, end in wanted:
        segment = describe(document.text, start, end).to_dict()
        data = {"path": document.path, "doc": doc, "text": document.sha256, **segment}
        known, stamp = in_order(before.get((start, end), ())), next(stamps)
        new = Correction(
            stamp.id, stamp.annotator, stamp.now, stamp.now, subject="mention", verdict=verdict, data=data
        )
        if known:
            new = replace(known[0], verdict=verdict, modified=stamp.now, data=data)
        changes += replacing(new, known)
    return (*changes, *(Change("", old, None) for old in beside))


def _giving_way(
    document: Document, wanted: Sequence[tuple[int, int]], kind: str, own: Iterable[Correction]
) -> tuple[dict[tuple[int, int], list[Correction]], list[Correction]]:
    """Of *own* those about each of the *wanted* ranges, in order, and others that say otherwise there."""
    exact: dict[tuple[int, int], list[Correction]] = {place: [] for place in wanted}
    beside = []
    for one in own:
        said = _said(one, one.annotator) if one.data.get("path") == document.path else None
        place = _place(document, said) if said is not None else None
        if said is None or place is None:
            continue
        if place in exact:
            exact[place].append(one)
        elif said.kind:
            first = bisect_right(wanted, place[0], key=lambda r: r[1])
            touched = [r for r in wanted[first : first + 1] if r[0] < place[1]]
            if (kind and touched) or any(start <= place[0] and place[1] <= end for start, end in touched):
                beside.append(one)
    return exact, beside


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
