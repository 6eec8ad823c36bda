"""Spans over rows: asked for by range, cut into runs, told in the margin, printed as lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus.document import Block
from reader.layout.ansi import render
from reader.layout.painting import Margin, SpanIndex, begun, family, margin, margin_text, runs
from reader.layout.rows import Layout
from reader.layout.spans import Span

SPANS = st.lists(
    st.builds(
        lambda start, size, layer: Span(start, start + size, layer, "+", f"{start}"),
        st.integers(0, 300),
        st.one_of(st.integers(0, 8), st.integers(0, 300)),
        st.sampled_from(["entity", "stance", "note"]),
    ),
    max_size=30,
)


@given(SPANS, st.integers(0, 320), st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_the_index_finds_what_a_walk_finds(spans: list[Span], start: int, size: int) -> None:
    found = SpanIndex(spans).over(start, start + size)
    wanted = [s for s in spans if s.start < s.end and s.start < start + size and s.end > start]
    assert sorted(found, key=repr) == sorted(wanted, key=repr)
    assert found == sorted(found, key=lambda s: (s.start, -s.end))


@given(SPANS, st.integers(0, 300), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_runs_tile_the_row_and_carry_what_lies_over_them(spans: list[Span], start: int, size: int) -> None:
    cut = runs(start, start + size, SpanIndex(spans).over(start, start + size))
    assert [c.start for c in cut] == [start, *(c.end for c in cut)][: len(cut)]
    assert cut[-1].end == start + size
    for run in cut:
        for offset in range(run.start, run.end):
            over = [s for s in spans if s.start <= offset < s.end]
            assert sorted(run.spans, key=repr) == sorted(over, key=repr)


def test_marks_are_layers_and_kinds() -> None:
    (run,) = runs(0, 3, [Span(0, 9, "stance", "+"), Span(0, 3, "entity", "gpe", "gpe:RU")])
    assert run.marks == {("stance", "+"), ("entity", "gpe")}
    assert runs(3, 3, []) == []


TEXT = "one two three four five six seven eight nine ten"
LAYOUT = Layout(TEXT, [Block(0, len(TEXT), "paragraph", 7)], 10)


def margins(*spans: Span) -> list[tuple[str, str]]:
    index = SpanIndex(spans)
    found = []
    for row in range(LAYOUT.row_count):
        marks = margin(LAYOUT, row, index.over(LAYOUT.starts[row], LAYOUT.ends[row]))
        found.append((marks.glyph, marks.note))
    return found


def test_a_passage_has_its_glyph_once_and_then_a_bar() -> None:
    assert [LAYOUT.row_text(r) for r in range(LAYOUT.row_count)] == [
        *("one two", "three four", "five six", "seven", "eight nine", "ten"),
    ]
    assert margins(Span(4, 22, "stance", "-", "a"), Span(4, 22, "note", "", "a"))[:4] == [
        ("-", "†"), ("│", ""), ("│", ""), ("", ""),
    ]  # fmt: skip


def test_only_passages_that_begin_in_a_row_are_counted() -> None:
    """A sentence that ends there is no second one: the glyph is that of the passage that begins."""
    spans = (Span(0, 15, "stance", "+", "a"), Span(14, 27, "stance", "-", "b"))
    assert [glyph for glyph, _ in margins(*spans)] == ["+", "-", "│", "", "", ""]
    both = (*spans, Span(9, 30, "stance", "=", "c"))
    assert [glyph for glyph, _ in margins(*both)] == ["+", "2", "│", "│", "", ""]
    assert (begun(LAYOUT, 0, both[:1]), begun(LAYOUT, 1, both)) == (1, 2)


def test_tagged_passages_count_beside_those_with_a_stance() -> None:
    spans = (Span(0, 22, "stance", "+", "a"), Span(14, 27, "tag", "frame", "b"))
    assert [glyph for glyph, _ in margins(*spans)] == ["+", "#", "│", "", "", ""]
    both = margin(LAYOUT, 0, [Span(0, 13, "stance", "-", "a"), Span(0, 7, "tag", "frame", "b")])
    assert (both.glyph, both.kind) == ("2", "-"), "the hue is a stance's where there is one"
    tag = margin(LAYOUT, 1, [Span(0, 13, "stance", "-", "a"), Span(8, 13, "tag", "frame", "b")])
    assert (tag.glyph, tag.kind) == ("#", "")


def test_a_passage_that_begins_in_white_space_begins_on_the_next_row() -> None:
    """The space behind "two" is on no row."""
    assert [glyph for glyph, _ in margins(Span(7, 12, "stance", "=", "a"))][:3] == ["", "=", ""]


def test_a_repeat_is_told_where_its_paragraph_begins() -> None:
    assert margins(Span(0, len(TEXT), "zone", "repeat"))[:2] == [("", "≡"), ("", "")]


def test_a_tag_alone_has_a_mark_too() -> None:
    assert margins(Span(0, 3, "tag", "frame/mockery", "a"))[0] == ("#", "")


@pytest.mark.parametrize(
    ("marks", "width", "columns"),
    [
        (Margin(6, "-", "-", "†"), 8, "   6 -† "),
        (Margin(12345, "-", "-", ""), 8, "12345-  "),
        (Margin(), 8, " " * 8),
        (Margin(6, "-", "-", "†"), 3, "-† "),
        (Margin(6), 3, " 6 "),
        (Margin(6, "+"), 1, "+"),
    ],
)
def test_the_columns_of_the_margin(marks: Margin, width: int, columns: str) -> None:
    assert "".join(margin_text(marks, width)) == columns


def test_every_kind_has_a_family() -> None:
    assert family("person") == "person"
    assert {family(k) for k in ("gpe", "loc", "norp")} == {"place"}
    assert family("money") == family("of the future") == "value"


ARTICLE = "Headline\n\nRussia denied it. Western reports say so.\n\nNo comments:"
BLOCKS = (Block(0, 8, "title"), Block(10, 51, "paragraph", 1), Block(53, 65, "boilerplate"))
MARKS = (Span(10, 16, "entity", "gpe"), Span(10, 27, "stance", "-", "a"), Span(10, 27, "note", "", "a"))


def test_plain_lines_have_numbers_and_glyphs_but_no_codes() -> None:
    lines = list(render(ARTICLE, BLOCKS, MARKS, width=60, look="plain"))
    assert lines == [
        "        Headline",
        "",
        "   1 -† Russia denied it. Western reports say so.",
        "",
        "        No comments:",
    ]


def test_codes_change_nothing_in_the_words_and_only_colour_has_colours() -> None:
    plain = list(render(ARTICLE, BLOCKS, MARKS, width=60, look="plain"))
    coloured = list(render(ARTICLE, BLOCKS, MARKS, width=60, look="colour"))
    marked = list(render(ARTICLE, BLOCKS, MARKS, width=60, look="marks"))
    strip = re.compile(r"\x1b\[[\d;]*m")
    assert [strip.sub("", line) for line in coloured] == plain == [strip.sub("", line) for line in marked]
    assert "\x1b[1;4;32mRussia\x1b[0m" in coloured[2]
    assert "\x1b[1;4mRussia\x1b[0m" in marked[2]
    assert "\x1b[1mHeadline\x1b[0m" in marked[0]


def test_no_line_is_wider_than_asked_and_no_control_gets_through() -> None:
    text = "\x1b]0;owned\x07 word " * 20
    for line in render(text, (Block(0, len(text), "paragraph", 1),), width=40, look="plain"):
        assert len(line) <= 40
        assert line.isprintable()
