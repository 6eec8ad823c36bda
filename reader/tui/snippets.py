"""A search hit as an item of a list: keyword in context, exact words bold, fuzzy ones with the reason."""

from __future__ import annotations

from reader.search.results import Highlight, Hit
from reader.tui.widgets.line_list import FILL, Item, Line

WINDOW = 150
"""Code points of a snippet; its list may show fewer."""
BEFORE = 40
"""How many of them may stand before the first word found."""
PLACES = {
    "title": "headline",
    "boilerplate": "boilerplate",
    "note": "note",
    "tag": "tag",
    "quote": "annotated",
    "entity": "entity",
}


def hit_item(hit: Hit, number: int, *, heading: bool) -> Item:
    """*hit*, under the title and outlet of its article when *heading*."""
    lines: list[Line] = []
    if heading:
        source = " · ".join(part for part in (hit.outlet or "outlet unknown", hit.date) if part)
        lines.append(((hit.title or hit.path, "bold"), FILL, (source, "dim")))
    place = PLACES.get(hit.field, "")
    snippet = pieces(hit.text, hit.local_highlights)
    lines.append((("  ", "text"), *(((f"{place}: ", "dim"),) if place else ()), *snippet))
    why = list(dict.fromkeys(h.reason for h in hit.highlights if h.reason))[:2]
    more = [f"also in {len(hit.others)} more place{'s' if len(hit.others) > 1 else ''}"] if hit.others else []
    if why or more:
        lines.append(((f"  ~ {' · '.join((*why, *more))}", "dim"),))
    lines.append(())
    return Item(str(number), tuple(lines))


def pieces(text: str, highlights: tuple[Highlight, ...]) -> Line:
    """The stretch of *text* around its first highlight, cut at words, highlights told apart."""
    marks = sorted(highlights, key=lambda h: h.start)
    first = marks[0].start if marks else 0
    begin = 0
    if first > BEFORE:
        space = text.find(" ", first - BEFORE, first)
        begin = space + 1 if space >= 0 else first
    end = min(len(text), begin + WINDOW)
    parts: list[tuple[str, str]] = [("… ", "dim")] if begin else []
    at = begin
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        parts.append((text[at : mark.start], "text"))
        parts.append((text[mark.start : mark.end], "accent" if mark.kind in ("exact", "phrase") else "match"))
        at = mark.end
    parts.append((text[at:end], "text"))
    return tuple(parts)
