"""The whole article in one column: where its annotations and hits are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reader.layout.rows import Layout
from reader.layout.spans import Span

Tick = tuple[str, str]
"""Glyph and the name of its style."""


class Ticks(NamedTuple):
    """What stands on the lines of an overview of a given height."""

    lines: Mapping[int, Tick]

    @classmethod
    def of(cls, layout: Layout, spans: Iterable[Span], hits: Iterable[Span], height: int) -> Ticks:
        """Ticks for stances, tags and notes, and for hits: a hit gives way to a stance, a note to both."""
        count = layout.row_count
        lines: dict[int, tuple[int, Tick]] = {}
        for span in (*spans, *hits):
            tick = _tick(span)
            if tick is None:
                continue
            row = layout.row_of(span.start)
            line = row * height // count if count > height else row
            if line not in lines or tick[0] > lines[line][0]:
                lines[line] = tick
        return cls({line: tick for line, (_, tick) in lines.items()})

    def at(self, line: int) -> Tick | None:
        """The tick on *line*, if any."""
        return self.lines.get(line)


def _tick(span: Span) -> tuple[int, Tick] | None:
    """Rank and look of a span's tick."""
    if span.layer == "stance":
        return 4, (span.kind[:1] or "?", f"stance.{span.kind}")
    if span.layer == "hit":
        return (5, ("•", "hit")) if span.kind == "now" else (3, ("•", "accent"))
    if span.layer == "note":
        return 2, ("†", "bold")
    if span.layer == "tag":
        return 1, ("#", "bold")
    return None
