"""Rows of a text: nothing lost, nothing doubled, nothing too wide, and offsets that come back."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.layout.cells import cells, cut, elide, width_of
from reader.layout.display import display
from reader.layout.rows import BLANK, FOLD, TEXT, Layout, fold_lines


class Part(NamedTuple):
    start: int
    end: int


WORDS = st.sampled_from(
    [
        *("a", "word", "Ukraine", "co-operation", "Путин", "e\u0301te\u0301", "in\u00a0London", "x" * 90),
        *("中文", "日本語のテキスト。", "한국어", "👨\u200d👩\u200d👧", "👍🏽", "❤\ufe0f"),
        *("Co\u00adopera\u00adtion", "\u202eevil\u202c"),
    ]
)
GAPS = st.sampled_from(
    [" ", " ", " ", "  ", "\n", "\r\n", "\n    ", "\t", "\u2028", "\u3000", "\u00a0", " \r\n\t "]
)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[Part]]:
    """A text of a few paragraphs, and where they stand."""
    text, parts = "", []
    for _ in range(draw(st.integers(0, 4))):
        start = len(text)
        words = draw(st.lists(WORDS, min_size=1, max_size=12))
        text += words[0] + "".join(draw(GAPS) + w for w in words[1:])
        parts.append(Part(start, len(text)))
        text += draw(st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\u2029"]))
    return text, parts


@given(texts(), st.integers(1, 80))
@settings(max_examples=60, deadline=None)
def test_rows_cover_the_text_and_fit(case: tuple[str, list[Part]], width: int) -> None:
    text, parts = case
    layout = Layout(text, parts, width)
    before = 0
    for row in range(layout.row_count):
        start, end = layout.starts[row], layout.ends[row]
        assert before <= start <= end
        assert not text[before:start].strip(), "only white space lies between two rows"
        before = end
        shown = layout.row_text(row)
        assert cells(shown) == layout.display.cells(start, end) or layout.display.marks
        if cells(shown) > width:
            assert sum(1 for c in shown if width_of(c)) == 1, "only a single wide character may stand out"
        assert not shown.startswith(" ")
        assert not any(c < " " or c in "\u202e\u202c\u200d\u00ad\ufe0f\u2028" for c in shown)
    assert not text[before:].strip()


@given(texts(), st.integers(1, 80))
@settings(max_examples=60, deadline=None)
def test_every_offset_finds_its_cell_and_comes_back(case: tuple[str, list[Part]], width: int) -> None:
    text, parts = case
    layout = Layout(text, parts, width)
    for row in range(layout.row_count):
        if layout.kinds[row] != TEXT:
            continue
        base = -1
        for offset in range(layout.starts[row], layout.ends[row]):
            if layout.display.odd.get(layout.display.text[offset], 1):
                base = offset
            at = layout.cell_of(offset)
            assert at[0] == row
            if offset == base:
                assert layout.offset_at(*at) == offset
                assert layout.cluster_end(offset) > offset
        gap_end = layout.starts[row + 1] if row + 1 < layout.row_count else len(text)
        for offset in range(layout.ends[row], gap_end):
            assert layout.row_of(offset) == row, "white space after a row belongs to it"


GLUE = "\u00a0\u200d\u2060"


def may_break(shown: str, at: int) -> bool:
    """Whether a row may end before *at* without a space: beside a wide character and what belongs to it."""
    base = next((i for i in range(at - 1, -1, -1) if width_of(shown[i])), 0)
    glued = shown[at] in GLUE or shown[at - 1] in GLUE or shown[at] == "。"
    return width_of(shown[at]) > 0 and not glued and 2 in (width_of(shown[at]), width_of(shown[base]))


@given(texts(), st.integers(2, 40))
@example(("a a 👍🏽\xa0a\n\na\n\n", [Part(0, 8), Part(10, 11)]), 6)
@settings(max_examples=60, deadline=None)
def test_a_row_is_filled_before_the_next_begins(case: tuple[str, list[Part]], width: int) -> None:
    """Greedy: within a block the first word of a row did not fit in the row before."""
    text, parts = case
    layout = Layout(text, parts, width)
    for row in range(1, layout.row_count):
        if layout.kinds[row] != TEXT or layout.kinds[row - 1] != TEXT:
            continue
        shown, start = layout.display.text, layout.starts[row]
        end = parts[sum(part.start <= start for part in parts) - 1].end
        word = next((i for i in range(start, end) if shown[i] == " "), end)
        word = next((i for i in range(start + 1, word) if may_break(shown, i)), word)
        assert layout.display.cells(layout.starts[row - 1], word) > width or text[start] in "。"


@given(texts(), st.lists(st.integers(1, 60), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_rewrap_equals_a_fresh_wrap(case: tuple[str, list[Part]], widths: list[int]) -> None:
    text, parts = case
    layout = Layout(text, parts, widths[0])
    for width in widths[1:]:
        layout = layout.with_width(width)
        fresh = Layout(text, parts, width)
        assert (layout.starts, layout.ends, layout.kinds) == (fresh.starts, fresh.ends, fresh.kinds)


@given(st.text(max_size=60))
@example("a\r\nb")
@example("\ud800\x1b[31m\x9b2J")
@settings(max_examples=100, deadline=None)
def test_display_has_the_length_of_the_text_and_no_controls(text: str) -> None:
    shown = display(text)
    assert len(shown.text) == len(text)
    emitted = shown.emit(0, len(text))
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in emitted)
    assert not any(
        c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c" for c in emitted
    )
    assert cells(emitted) == sum(map(width_of, emitted))


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_widths_add_up(left: str, right: str) -> None:
    assert cells(left + right) == cells(left) + cells(right)


@pytest.mark.parametrize(
    ("char", "width"),
    [
        *(("a", 1), ("é", 1), ("Ж", 1), ("\u00a0", 1), ("“", 1), ("—", 1)),
        *(("中", 2), ("Ａ", 2), ("😀", 2), ("한", 2)),
        *(
            ("\u0301", 0),
            ("\u200d", 0),
            ("\u00ad", 0),
            ("🏽", 0),
            ("\ufe0f", 0),
            ("\u1161", 0),
            ("\ufeff", 0),
        ),
    ],
)
def test_width_of_one_character(char: str, width: int) -> None:
    assert width_of(char) == width


def test_soft_wrapped_lines_flow_and_blank_rows_part_blocks() -> None:
    text = "one two\nthree four\n\nfive"
    layout = Layout(text, [Part(0, 18), Part(20, 24)], 13)
    assert [layout.row_text(r) for r in range(layout.row_count)] == ["one two three", "four", "", "five"]
    assert layout.kinds == bytes([TEXT, TEXT, BLANK, TEXT])
    assert list(layout.block_rows) == [0, 3]
    assert layout.step(1, 1) == 3
    assert layout.step(3, -1) == 1
    assert layout.step(3, 5) == 3
    assert layout.solid(2, -1) == 1
    assert [layout.block_of(r) for r in range(4)] == [0, 0, 0, 1]


def test_crlf_and_indents_are_one_space() -> None:
    text = "one\r\ntwo \r\n   three\tfour"
    layout = Layout(text, [Part(0, len(text))], 40)
    assert layout.row_text(0) == "one two three four"
    assert layout.cell_of(text.index("three")) == (0, 8)
    assert layout.offset_at(0, 8) == text.index("three")


def test_a_no_break_space_breaks_only_when_nothing_else_is_left() -> None:
    text = "live in\u00a0London now"
    assert Layout(text, [Part(0, len(text))], 8).row_text(0) == "live"
    tight = Layout(text, [Part(0, len(text))], 6)
    assert [tight.row_text(r) for r in range(tight.row_count)] == ["live", "in", "London", "now"]


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("a a 👍🏽\u00a0a", 6, ["a a", "👍🏽\u00a0a"]),
        ("a ab\u00a0中", 6, ["a", "ab\u00a0中"]),
        ("a b 👨\u200d👩\u200d👧 c", 6, ["a b", "👨\u200d👩\u200d👧", "c"]),
        ("a 中\u2060文", 4, ["a", "中\u2060文"]),
        ("a👍🏽b", 3, ["a👍🏽", "b"]),
        ("中 文", 4, ["中", "文"]),
    ],
)
def test_what_belongs_together_beside_wide_characters_is_not_parted(
    text: str, width: int, rows: list[str]
) -> None:
    """A modifier stays with its base; joiners and no-break spaces hold both sides; no row ends in white."""
    layout = Layout(text, [Part(0, len(text))], width)
    assert [text[layout.starts[r] : layout.ends[r]] for r in range(layout.row_count)] == rows


def test_a_long_word_breaks_behind_its_hyphen() -> None:
    text = "Technical-Co-operation"
    layout = Layout(text, [Part(0, len(text))], 14)
    assert [layout.row_text(r) for r in range(layout.row_count)] == ["Technical-Co-", "operation"]


def test_a_fold_is_one_row() -> None:
    text = "a b\n\nc d\n\ne f\n\ng h"
    parts = [Part(0, 3), Part(5, 8), Part(10, 13), Part(15, 18)]
    layout = Layout(text, parts, 3, folds=[Part(5, 13)])
    assert layout.kinds == bytes([TEXT, BLANK, FOLD, BLANK, TEXT])
    assert (layout.starts[2], layout.ends[2]) == (5, 13)
    assert layout.row_of(11) == 2
    assert list(layout.block_rows) == [0, 2, 2, 4]
    assert layout.with_width(3, folds=()).row_count == 7


def test_an_empty_text_has_one_blank_row() -> None:
    layout = Layout("", [], 10)
    assert layout.row_count == 1
    assert layout.row_of(5) == 0
    assert layout.cell_of(0) == (0, 0)
    assert layout.offset_at(3, 3) == 0
    assert layout.solid(0) == 0


def test_one_line_of_a_megabyte_without_a_space() -> None:
    text = "x" * 1_000_000
    layout = Layout(text, [Part(0, len(text))], 70)
    assert layout.row_count == -(-1_000_000 // 70)
    assert layout.cell_of(999_999) == (layout.row_count - 1, 999_999 % 70)


def test_a_megabyte_of_marks_is_one_row_and_few_are_emitted() -> None:
    text = "a" + "\u0301" * 1_000_000
    layout = Layout(text, [Part(0, len(text))], 70)
    assert layout.row_count == 1
    assert layout.row_text(0) == "a" + "\u0301" * 4


def test_the_five_articles_at_many_widths(seeds_source: Path) -> None:
    for path in sorted(seeds_source.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for width in (1, 7, 36, 72):
            layout = Layout(text, [Part(0, len(text))], width)
            joined = "".join("".join(layout.row_text(r).split()) for r in range(layout.row_count))
            assert joined == "".join(display(text).emit(0, len(text)).split())


def test_lines_are_folded_between_words_and_the_last_says_that_more_follows() -> None:
    assert fold_lines("mocked Western intelligence\nreports", 20, 2) == [
        "mocked Western",
        "intelligence reports",
    ]
    assert fold_lines("mocked Western intelligence reports that", 20, 2) == [
        "mocked Western",
        "intelligence…",
    ]
    assert fold_lines("  ", 20, 2) == []


def test_elide_and_cut_count_cells() -> None:
    assert cut("中文字", 3) == "中"
    assert elide("Russia and Britain to Work", 20) == "Russia and Britain…"
    assert elide("Alexander Lukashenko", 19) == "Alexander Lukashen…", "half a name says more than none"
    assert elide("short", 20) == "short"
    assert elide("中文字", 4) == "中…"
    assert elide("anything", 0) == ""


@given(st.text(alphabet="ab \u00ad\u0301", max_size=60), st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_counting_and_walking_wrap_alike(text: str, width: int) -> None:
    """Few zero-width characters are counted, many are walked over: the rows must be the same."""
    counted = Layout(text, [Part(0, len(text))], width)
    more = text + "\n中\u0300\u0302\u0303"
    walked = Layout(more, [Part(0, len(text)), Part(len(text) + 1, len(more))], width)
    rows = counted.row_count
    assert walked.starts[:rows] == counted.starts
    assert walked.ends[:rows] == counted.ends
