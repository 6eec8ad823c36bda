"""Mentions in their context: what stands beside them, in whole words, with the keyword in one column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.concordance import KEYWORD_AT, Line, concordance, fitted, head, near, tail
from reader.corpus.document import Document, Range
from reader.corpus.parsing import parse
from reader.layout.cells import cells
from reader.workspace import Workspace

TEXT = """The Daily Planet

Title of it all

The first paragraph names Clark Kent at
length. Kent agreed.

Nobody spoke; “Kent’s” friends did.
"""


def document(text: str = TEXT) -> Document:
    return parse("planet.txt", text)


def places(text: str, word: str) -> list[Range]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(Range(at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def test_a_line_holds_its_paragraph_around_the_mention() -> None:
    group = concordance(document(), places(TEXT, "Kent"))
    first, second, third = group.lines
    assert (first.before, first.word, first.after) == (
        "The first paragraph names Clark ",
        "Kent",
        " at length. Kent agreed.",
    )
    assert second.before.endswith("Clark Kent at length. ")
    assert (third.before, third.after) == ("Nobody spoke; “", "’s” friends did.")
    assert [line.place for line in group.lines] == ["¶1", "¶1", "¶2"]
    assert group.body == 3
    assert [TEXT[line.start : line.end] for line in group.lines] == ["Kent"] * 3


def test_a_long_context_begins_with_a_whole_word() -> None:
    text = "sentence " * 400 + "Kent " + "other " * 400
    [line] = concordance(document(text), places(text, "Kent")).lines
    assert set(line.before.split()) == {"sentence"}
    assert len(line.before) <= 160
    assert line.after.startswith(" other")


def test_what_is_not_the_articles_own_is_told_apart(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    pasted = workspace.document("000_305367dd2efea505.txt")
    group = concordance(pasted, places(pasted.text, "Russia"))
    aside = sum(pasted.in_zone(p.start) for p in places(pasted.text, "Russia"))
    assert group.body == len(group.lines) - aside < len(group.lines)
    repeated = next(line for line in group.lines if line.zone)
    assert repeated.place.startswith("≡¶")
    headed = workspace.document("001_c52329024e729261.txt")
    title = next(block for block in headed.blocks if block.kind == "title")
    assert concordance(headed, [Range(title.start, title.end)]).lines[0].place == "head"
    assert "outlet unknown" in concordance(document("Kent."), [Range(0, 4)]).source


def test_a_line_has_the_glyph_of_the_first_stance_over_it() -> None:
    doc = document()
    kent = places(TEXT, "Kent")
    over = [(kent[1].start - 5, kent[1].end, "-"), (kent[0].end, kent[2].end, "+")]
    assert [line.glyph for line in concordance(doc, kent, over).lines] == ["", "-", "+"]


WORDS = st.text(alphabet="ab é中\u0301👩 ", max_size=60)


@given(WORDS, WORDS, WORDS, st.integers(0, 90))
def test_the_keyword_stands_in_one_column_and_nothing_is_wider(
    before: str, word: str, after: str, width: int
) -> None:
    left, middle, right = fitted(Line(0, 1, before, word, after), width)
    assert cells(left) == int(width * KEYWORD_AT)
    assert cells(left + middle + right) <= max(width, cells(left))


@given(WORDS, st.integers(0, 40))
def test_the_end_of_a_text_is_whole_words(text: str, width: int) -> None:
    kept = tail(text, width)
    assert cells(kept) <= width
    if kept.startswith("…") and not text.startswith("…"):
        assert set(kept[1:].split()) <= set(text.split())
        assert text.rstrip().endswith(kept[1:].rstrip())


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        ("one two three ", 20, "one two three "),
        ("one two three ", 11, "…two three "),
        ("one two three ", 10, "…three "),
        ("one two three ", 7, "…three "),
        ("one two three ", 6, "… "),
        ("one two anti-", 8, "…anti-"),
        ("one two three ", 1, ""),
        ("three", 1, "…"),
    ],
)
def test_contexts_are_cut_at_words(text: str, width: int, kept: str) -> None:
    assert tail(text, width) == kept


@given(WORDS, st.integers(0, 40))
def test_the_beginning_of_a_text_is_whole_words(text: str, width: int) -> None:
    kept = head(text, width)
    assert cells(kept) <= width
    if kept.endswith("…"):
        assert set(kept[:-1].split()) <= set(text.split())
        assert text.startswith(kept[:-1])


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        (" one two three", 20, " one two three"),
        (" one two, three", 11, " one two…"),
        (" one two three", 8, " one…"),
        ("-kind of", 5, "…"),
        ("’s own words", 6, "’s…"),
        ("three", 1, "…"),
        ("three", 0, ""),
    ],
)
def test_what_follows_is_cut_at_words(text: str, width: int, kept: str) -> None:
    assert head(text, width) == kept


def test_a_filter_looks_at_what_is_shown() -> None:
    line = Line(0, 4, "far before it stood ", "Kent", " and then came words that are far away")
    assert near(line, 30) == "re it stood Kent and then came"
    assert "far away" in near(line, 100)
    assert near(line, 0) == "Kent"
