"""An article as lines for a terminal or a pipe, with its marks and paragraph numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol

from reader.layout.painting import NO_MARGIN, SpanIndex, family, margin, margin_text, runs
from reader.layout.rows import FOLD, TEXT, Layout, Ranged
from reader.layout.spans import Span

Look = Literal["colour", "marks", "plain"]
"""``colour``: the terminal's own sixteen; ``marks``: bold, underline, reverse; ``plain``: no codes at all."""

MARGIN = 8
_ENTITY = {"person": "34", "org": "33", "place": "32", "arms": "31", "other": "35", "value": ""}
_STANCE = {"+": "34", "-": "31", "=": "36", "%": "35", "~": "33", "?": "33"}


class NumberedBlock(Ranged, Protocol):
    """A block of an article: its kind, and its number among the paragraphs."""

    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> int: ...


def render(
    text: str,
    blocks: Sequence[NumberedBlock],
    spans: Iterable[Span] = (),
    *,
    width: int = 80,
    look: Look = "colour",
) -> Iterator[str]:
    """The lines of *text*, at most *width* cells wide, margin included, without line ends.

    The margin holds the paragraph's number, the glyph of a stance and ``†`` for a note, so the marks can be
    read without any code. Whoever calls decides on *look* from NO_COLOR and from what stdout is.
    """
    room = MARGIN if width >= 60 else 3
    layout = Layout(text, blocks, max(1, width - room))
    index = SpanIndex(spans)
    for row in range(layout.row_count):
        if layout.kinds[row] not in (TEXT, FOLD):
            yield ""
            continue
        yield _line(layout, row, index, blocks, room, look)


def _line(
    layout: Layout, row: int, index: SpanIndex, blocks: Sequence[NumberedBlock], room: int, look: Look
) -> str:
    start, end = layout.starts[row], layout.ends[row]
    block = layout.block_of(row)
    kind, number = (blocks[block].kind, blocks[block].number) if block >= 0 else ("paragraph", 0)
    over = index.over(start, end)
    first = block >= 0 and layout.block_rows[block] == row
    marks = margin(layout, row, over, number if first else 0) if over or first else NO_MARGIN
    count, glyph, note = margin_text(marks, room)
    parts = [
        _coded(count, "2", look),
        _coded(glyph, _join("1", _STANCE.get(marks.kind, "")), look),
        _coded(note, "2", look),
    ]
    base = {"title": "1", "masthead": "1", "boilerplate": "2"}.get(kind, "")
    parts.extend(
        _coded(layout.display.emit(run.start, run.end), _codes(run.spans, base), look)
        for run in runs(start, end, over)
    )
    return "".join(parts).rstrip(" ")


def _codes(spans: Sequence[Span], base: str) -> str:
    codes = [base]
    for span in spans:
        if span.layer == "entity":
            codes += ["4", _ENTITY[family(span.kind)]]
        elif span.layer in ("stance", "tag"):
            codes.append("1")
        elif span.layer == "hit":
            codes.append("7")
        elif span.layer == "zone":
            codes.append("2")
    return _join(*codes)


def _join(*codes: str) -> str:
    return ";".join(dict.fromkeys(filter(None, codes)))


def _coded(text: str, codes: str, look: Look) -> str:
    if look == "marks":
        codes = ";".join(c for c in codes.split(";") if len(c) == 1)
    if look == "plain" or not codes or not text.strip():
        return text
    return f"\x1b[{codes}m{text}\x1b[0m"
