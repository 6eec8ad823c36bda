"""Folds: which zones are one row, and motions that pass over them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import motions
from reader.corpus.document import Block, Document, Metadata, Zone
from reader.layout.folds import Folds, past_folds
from reader.layout.rows import FOLD, Layout
from reader.layout.spans import Span

A, B, C = Zone(0, 4, tier="sure"), Zone(6, 10, "repeat", "sure"), Zone(20, 30, tier="probable")
ZONES = (A, B, C)


def test_sure_zones_are_folded_at_first_unless_a_person_marked_them() -> None:
    assert Folds.of(ZONES) == Folds(ZONES, (A, B))
    marks = [Span(0, 3, "entity", "person"), Span(9, 15, "note"), Span(4, 6, "tag", "x")]
    assert Folds.of(ZONES, marks).folded == (A,)


def test_zones_are_found_opened_and_folded() -> None:
    folds = Folds.of(ZONES)
    assert [folds.at(n) for n in (0, 3, 4, 6, 19, 29, 30)] == [A, A, None, B, None, C, None]
    assert Folds().at(3) is None
    assert folds.toggled(C).folded == ZONES
    assert folds.toggled(A).folded == (B,)
    assert folds.all_open().folded == ()
    assert folds.all_folded().folded == ZONES


@given(
    st.lists(st.integers(1, 6), max_size=12),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8),
)
@settings(max_examples=100, deadline=None)
def test_a_fold_opens_when_a_range_shares_a_character_with_it(
    lengths: list[int], pairs: list[tuple[int, int]]
) -> None:
    zones, start = [], 0
    for length in lengths:
        zones.append(Zone(start, start + length))
        start += length + 1
    ranges = [(start, start + length) for start, length in pairs]
    kept = Folds(tuple(zones), tuple(zones)).opened(ranges).folded
    assert kept == tuple(z for z in zones if not any(a < z.end and b > z.start for a, b in ranges))


WORDS = "One two three.\n\nHidden words here. And more.\n\nStill hidden.\n\nLast words.\n \n"
DOCUMENT = Document(
    "a.txt",
    WORDS,
    "",
    Metadata(),
    tuple(
        Block(i, i + len(p), "paragraph", n)
        for n, p in enumerate(WORDS.strip().split("\n\n"))
        for i in [WORDS.index(p)]
    ),
)
HIDDEN = Zone(WORDS.index("Hidden"), WORDS.index("\n\nLast"), "repeat")
STEPS = {
    "w": motions.word_forward,
    "b": motions.word_back,
    "e": motions.word_end,
    "l": motions.right,
    "h": motions.left,
    "}": motions.paragraph_forward,
    "{": motions.paragraph_back,
    ")": motions.sentence_forward,
    "(": motions.sentence_back,
}


def travelled(key: str, offset: int, count: int, *folded: Zone) -> int:
    layout = Layout(WORDS, DOCUMENT.blocks, 20, folds=folded)
    return past_folds(layout, lambda at, n: STEPS[key](DOCUMENT, at, n), offset, count)


@pytest.mark.parametrize(
    ("key", "start", "count", "end"),
    [
        ("w", "three", 2, "Last"),
        ("w", "One", 4, "Last"),
        ("w", "Hidden", 1, "Last"),
        ("b", "Last", 2, "three"),
        ("b", "Hidden", 2, "three"),
        ("}", "two", 1, "Last"),
        ("{", "words.", 2, "One"),
        ("l", "Hidden", 1, "Last"),
    ],
)
def test_motions_count_no_words_of_a_fold(key: str, start: str, count: int, end: str) -> None:
    there = travelled(key, WORDS.index(start), count, HIDDEN)
    assert WORDS[there:].startswith(end)


def test_the_caret_stays_where_only_a_fold_follows() -> None:
    tail = Zone(WORDS.index("Hidden"), len(WORDS), "boilerplate")
    last = WORDS.index("three")
    assert travelled("}", last, 3, tail) == last
    assert travelled("w", WORDS.index("One"), 9, tail) == WORDS.index(".")
    head = Zone(0, WORDS.index("\n\nHidden"))
    assert travelled("b", HIDDEN.start, 2, head) == HIDDEN.start


@given(
    st.sampled_from(sorted(STEPS)),
    st.integers(0, len(WORDS.rstrip()) - 1),
    st.integers(1, 8),
    st.lists(st.sampled_from(DOCUMENT.blocks), unique=True, max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_no_motion_ends_in_a_fold(key: str, offset: int, count: int, hidden: list[Block]) -> None:
    folded = tuple(Zone(b.start, b.end) for b in sorted(hidden, key=lambda b: b.start))
    layout = Layout(WORDS, DOCUMENT.blocks, 20, folds=folded)
    there = travelled(key, offset, count, *folded)
    assert there == offset or layout.kinds[layout.row_of(there)] != FOLD
    if not folded:
        assert there == STEPS[key](DOCUMENT, offset, count)
    if key in "weljhb)}({" and there != offset:
        assert (there > offset) == (key in "wel)}")
