"""One row of an article as segments: margin, words under their marks, folded zones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rich.segment import Segment

from reader.corpus.document import Block
from reader.layout.cells import cells, elide
from reader.layout.folds import PERSONAL, Folds
from reader.layout.painting import NO_MARGIN, Margin, margin, margin_text, runs
from reader.layout.rows import BLANK, FOLD, TEXT, Layout
from reader.layout.spans import Span
from reader.sanitise import clean_line
from reader.tui.painter import Face, Painter, face
from reader.tui.panes import counted
from reader.tui.widgets.article_marks import ArticleMarks

Segments = list[Segment]


def row_segments(
    row: int,
    width: int,
    *,
    layout: Layout,
    blocks: Sequence[Block],
    folds: Folds,
    marks: ArticleMarks,
    painter: Painter,
    left: int,
    beside: int,
) -> Segments:
    """*row* in exactly *width* cells: *left* empty ones, *beside* for the margin, the rest for words."""
    kind = layout.kinds[row]
    start, end = layout.starts[row], layout.ends[row]
    caret = marks.caret[0] if layout.row_of(marks.caret[0]) == row and marks.document else -1
    if kind == BLANK and caret < 0:
        return [Segment(" " * width, painter.ground)]
    beside = min(beside, width)
    room = max(0, width - left - beside)
    over = marks.over(start, end)
    block = layout.block_of(row)
    beginning = NO_MARGIN
    if kind == TEXT:
        first = layout.block_rows[block] == row
        beginning = margin(layout, row, over, blocks[block].number if first else 0)
    segments = _margin(beginning, left, beside, painter)
    if kind == FOLD:
        return [*segments, *_fold(_hidden(layout, row, folds, over), caret >= 0, room, painter)]
    base = blocks[block].kind if block >= 0 else "paragraph"
    return [*segments, *_words(layout, start, end, over, base, caret, room, painter)]


def _words(
    layout: Layout,
    start: int,
    end: int,
    over: Sequence[Span],
    base: str,
    caret: int,
    room: int,
    painter: Painter,
) -> Segments:
    segments: Segments = []
    used = 0
    for run in runs(start, end, over):
        text = layout.display.emit(run.start, run.end)
        used += layout.display.cells(run.start, run.end)
        if text:
            segments.append(Segment(text, painter.style(face(run.spans, base))))
    if caret >= end and used < room:
        segments.append(Segment(" ", painter.style(Face(base, caret=True))))
        used += 1
    if used > room:
        return Segment.adjust_line_length(segments, room, painter.ground)
    if used < room:
        segments.append(Segment(" " * (room - used), painter.ground))
    return segments


def _margin(marks: Margin, left: int, width: int, painter: Painter) -> Segments:
    count, glyph, note = margin_text(marks, width) if width else ("", "", "")
    if not marks.glyph and not marks.note:
        blank = " " * left + count + glyph + note
        return [Segment(blank, painter.named("dim"))] if blank else []
    hue = f"stance.{marks.kind}" if marks.kind else "dim"
    parts = ((" " * left + count, "dim"), (glyph, hue), (note, "dim" if marks.note == "≡" else "text"))
    return [Segment(text, painter.named(style)) for text, style in parts if text]


def _hidden(layout: Layout, row: int, folds: Folds, over: Sequence[Span]) -> str:
    """What the fold in *row* says: how much it hides, what of a person's is in it, and why it is one."""
    zone = folds.at(layout.starts[row])
    blocks = bisect_right(layout.block_rows, row) - bisect_left(layout.block_rows, row)
    said = f"▸ {counted(blocks, 'paragraph')} folded"
    for count, what in (
        (len({s.id or s for s in over if s.layer in PERSONAL}), "annotation"),
        (sum(s.layer == "hit" for s in over), "hit"),
    ):
        said += f", {counted(count, what)}" if count else ""
    return said + (f": {clean_line(zone.reason or zone.kind)}" if zone else "")


def _fold(said: str, caret: bool, room: int, painter: Painter) -> Segments:
    label = elide(said, max(0, room - 1))
    parts = (
        Segment(label[:1], painter.style(Face(dimmed=True, caret=caret))),
        Segment(label[1:], painter.style(Face(dimmed=True, unit=caret))),
        Segment(" " * (room - cells(label)), painter.ground),
    )
    return [part for part in parts if part.text]
