"""What is counted in an article: what its body has, and what boilerplate and repeats add to that. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reader.corpus.document import Document, ZoneKind

SAID: dict[ZoneKind, str] = {"boilerplate": "boilerplate", "repeat": "repeats"}


def added(document: Document, offsets: Iterable[int]) -> str:
    """What zones of *document* add, of what stands at *offsets*: ``+1 in boilerplate, +8 in repeats``."""
    return said(Counter(zone.kind for at in offsets if (zone := document.zone_at(at)) is not None))


def said(counts: Mapping[ZoneKind, int]) -> str:
    """The same of things counted already."""
    return ", ".join(f"+{counts[kind]} in {name}" for kind, name in SAID.items() if counts.get(kind))


def in_body(document: Document, offsets: Iterable[int]) -> int:
    """How many of *offsets* are in the body of *document*, headings included."""
    return sum(not document.in_zone(at) for at in offsets)


def counted(document: Document, offsets: Iterable[int]) -> str:
    """How many of *offsets* are in the body, and what zones add: ``12``, ``12, +8 in repeats``."""
    places = tuple(offsets)
    return ", ".join(part for part in (f"{in_body(document, places)}", added(document, places)) if part)


def placed(what: str, document: Document, offsets: Sequence[int], at: int) -> str:
    """Which one of *offsets* (sorted) number *at* is: ``mention 3 of 12 here, +8 in repeats``."""
    total, more = in_body(document, offsets), added(document, offsets)
    here = f"{total} here{f', {more}' if more else ''}"
    zone = document.zone_at(offsets[at])
    if zone is not None:
        return f"{what} in {SAID[zone.kind]}; {here}"
    return f"{what} {in_body(document, offsets[: at + 1])} of {here}"
