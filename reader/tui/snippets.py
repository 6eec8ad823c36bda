"""A search hit as an item of a list: keyword in context, exact words bold, fuzzy ones with the reason."""

from __future__ import annotations

from itertools import groupby

from reader.layout.cells import cells, cut
from reader.sanitise import clean
from reader.search.results import Highlight, Hit
from reader.tui.widgets.line_list import FILL, Item, Line

ROWS = 2
"""Lines of a snippet."""
MARGIN = 3
"""Cells a snippet stands in, and keeps free at the end."""
PLACES = {
    "title": "headline",
    "boilerplate": "boilerplate",
    "note": "note",
    "tag": "tag",
    "quote": "annotated",
    "entity": "entity",
}


def hit_item(hit: Hit, number: int, room: int, *, heading: bool) -> Item:
    """*hit* in lines of *room* cells, under the title and outlet of its article when *heading*."""
    lines: list[Line] = []
    if heading:
        source = " · ".join(part for part in (hit.outlet or "outlet unknown", hit.date) if part)
        lines.append(((hit.title or hit.path, "bold"), FILL, (source, "dim")))
    place = PLACES.get(hit.field, "")
    width = max(8, room - MARGIN)
    snippet = pieces(hit.text, hit.local_highlights, width // 3, (ROWS + 1) * width)
    rows = laid((*(((f"{place}: ", "dim"),) if place else ()), *snippet), width, ROWS)
    lines += [(("  ", "body"), *row) for row in rows]
    why = list(dict.fromkeys(h.reason for h in hit.highlights if h.reason))[:2]
    places = f"also in {len(hit.others)} more place{'s' if len(hit.others) > 1 else ''}: Tab"
    more = ["a copy"] if hit.copy else [places] if hit.others else []
    if why or more:
        reason = (f"~ {' · '.join((*why, *more))}", "dim")
        last = cells("".join(text for text, _ in lines[-1]))
        if rows and last + cells(reason[0]) + 2 <= room:
            lines[-1] = (*lines[-1], FILL, reason)
        else:
            lines.append((("  ", "body"), reason))
    lines.append(())
    return Item(str(number), tuple(lines))


def pieces(text: str, highlights: tuple[Highlight, ...], before: int, window: int) -> Line:
    """*window* code points of *text* around its first highlight, of which *before* may stand before it.

    It begins at a word; highlights are told apart.
    """
    marks = sorted(highlights, key=lambda h: h.start)
    first = marks[0].start if marks else 0
    begin = 0
    if first > before:
        space = text.find(" ", first - before, first)
        begin = space + 1 if space >= 0 else first
    end = min(len(text), begin + window)
    parts: list[tuple[str, str]] = [("… ", "dim")] if begin else []
    at = begin
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        parts.append((text[at : mark.start], "body"))
        parts.append((text[mark.start : mark.end], "accent" if mark.kind in ("exact", "phrase") else "match"))
        at = mark.end
    parts.append((text[at:end], "body"))
    return tuple(parts)


def laid(parts: Line, width: int, rows: int) -> list[Line]:
    """*parts* on at most *rows* lines of *width* cells, broken between words, runs of white space as one.

    A slash stands between two paragraphs. The last line has all that is left, however long.
    """
    drawn: list[tuple[str, str]] = []
    ends = 0
    for text, style in parts:
        for char in clean(text, newline=True):
            if not char.isspace():
                if ends > 1:
                    drawn += [("/", "dim"), (" ", "dim")]
                drawn.append((char, style))
                ends = 0
            elif drawn:
                ends += char == "\n"
                if drawn[-1][0] != " ":
                    drawn.append((" ", style))
    lines: list[Line] = []
    while drawn:
        text = "".join(char for char, _ in drawn)
        end = len(text) if len(lines) == rows - 1 else max(1, len(cut(text, width)))
        if end < len(text):
            space = text.rfind(" ", 0, end + 1)
            end = space if space > 0 else end
        runs = groupby(drawn[:end], key=lambda one: one[1])
        lines.append(tuple(("".join(char for char, _ in run), style) for style, run in runs))
        drawn = drawn[end + 1 if text[end : end + 1] == " " else end :]
    return lines
