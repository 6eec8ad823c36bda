"""The ruler: ticks of annotations and hits, each on its line of the whole article."""

from __future__ import annotations

from reader.corpus.document import Block
from reader.layout.rows import Layout
from reader.layout.spans import Layer, Span
from reader.tui.widgets.overview import Ticks

ROWS = 200
TEXT = "\n\n".join(["word"] * (ROWS // 2))
BLOCKS = [Block(at, at + 4) for at in range(0, len(TEXT), 6)]
LAYOUT = Layout(TEXT, BLOCKS, 70)


def mark(row: int, layer: Layer, kind: str = "") -> Span:
    start = LAYOUT.starts[row]
    return Span(start, start + 4, layer, kind)


def test_a_tick_stands_on_its_share_of_the_column() -> None:
    ticks = Ticks.of(LAYOUT, [mark(0, "note"), mark(100, "stance", "-"), mark(198, "tag", "x")], (), 20)
    assert {line: tick[0] for line, tick in ticks.lines.items()} == {0: "†", 10: "-", 19: "#"}
    assert ticks.at(5) is None
    short = Layout(TEXT, BLOCKS[:4], 70)
    assert list(Ticks.of(short, [mark(4, "note")], (), 20).lines) == [4], "one line a row where all have room"


def test_what_counts_most_has_the_line() -> None:
    hit, now = mark(2, "hit", "exact"), mark(4, "hit", "now")
    marks = [mark(0, "tag"), mark(1, "note"), mark(2, "entity", "org"), mark(3, "zone", "repeat")]

    def shown(*spans: Span, hits: tuple[Span, ...] = ()) -> str:
        return Ticks.of(LAYOUT, spans, hits, 2).lines[0][1]

    assert shown(*marks) == "bold"
    assert shown(*marks, hits=(hit,)) == "accent"
    assert shown(*marks, mark(5, "stance", "+"), hits=(hit,)) == "stance.+"
    assert shown(*marks, mark(5, "stance", "+"), hits=(hit, now)) == "hit"
    assert Ticks.of(LAYOUT, marks[2:], (), 2).lines == {}


def test_what_a_fold_hides_has_its_tick_on_the_row_of_the_fold() -> None:
    folded = LAYOUT.with_width(70, [Block(BLOCKS[10].start, BLOCKS[19].end)])
    ticks = Ticks.of(folded, [mark(30, "note"), mark(60, "stance", "=")], (), 400)
    assert {line: tick[0] for line, tick in ticks.lines.items()} == {20: "†", 42: "="}
