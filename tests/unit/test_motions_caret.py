"""Caret motions and text objects, pure and in code points."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader import motions
from reader.corpus import parse
from reader.corpus.document import Document, Range
from reader.motions import Selection

TEXT = (
    "A short title\n\n"
    "The minister's plan failed. “We will win,” he said, “and go home.” U.S. ships left.\n\n"
    "Cafe\u0301 au lait \U0001f468\u200d\U0001f469\u200d\U0001f467 is fine.\n"
)
DOC = parse("x.txt", TEXT)
SECOND = TEXT.index("The minister")
THIRD = TEXT.index("Cafe")


def at(needle: str) -> int:
    return TEXT.index(needle)


def shown(found: Range | None, document: Document = DOC) -> str:
    return "" if found is None else document.text[found.start : found.end]


def test_left_and_right_pass_what_combines() -> None:
    accent = at("e\u0301")
    assert motions.right(DOC, accent) == accent + 2
    assert motions.left(DOC, accent + 2) == accent
    family = at("\U0001f468")
    assert motions.right(DOC, family) == family + 5
    assert motions.left(DOC, family + 5) == family
    assert motions.right(DOC, 0, 5) == 5
    assert motions.left(DOC, 3, 10) == 0
    assert motions.right(DOC, 0, 10**9) == len(TEXT) - 1


def test_crlf_is_one_step() -> None:
    document = parse("x.txt", "ab\r\ncd")
    assert motions.right(document, 1, 2) == 4
    assert motions.left(document, 4) == 2


def test_words() -> None:
    assert motions.word_forward(DOC, SECOND) == at("minister's")
    assert motions.word_forward(DOC, at("minister's"), 2) == at("failed")
    assert motions.word_forward(DOC, at("failed")) == at(". “We")
    assert motions.word_back(DOC, at("plan") + 2) == at("plan")
    assert motions.word_back(DOC, at("plan")) == at("minister's")
    assert motions.word_back(DOC, at("plan"), 99) == 0
    assert motions.word_end(DOC, at("minister's")) == at("minister's") + 9
    assert motions.word_end(DOC, at("minister's") + 9) == at("plan") + 3
    assert motions.word_end(DOC, at("Cafe")) == at("Cafe") + 3
    assert motions.word_forward(DOC, 0, 999) == motions.document_end(DOC) == len(TEXT) - 2


def test_sentences_and_paragraphs() -> None:
    assert motions.sentence_forward(DOC, SECOND) == at("“We")
    assert motions.sentence_back(DOC, at("will")) == at("“We")
    assert motions.sentence_back(DOC, at("“We")) == SECOND
    assert motions.sentence_forward(DOC, 0, 3) == at("U.S.")
    assert motions.paragraph_forward(DOC, 0, 2) == THIRD
    assert motions.paragraph_back(DOC, THIRD + 3) == THIRD
    assert motions.paragraph_back(DOC, THIRD, 9) == 0
    assert motions.paragraph_forward(DOC, THIRD) == motions.document_end(DOC)
    assert motions.paragraph_number(DOC, 1) == SECOND
    assert motions.paragraph_number(DOC, 99) == THIRD
    assert motions.paragraph_number(parse("x.txt", ""), 1) is None


def test_text_objects() -> None:
    assert shown(motions.object_word(DOC, at("minister's") + 8)) == "minister's"
    assert shown(motions.object_word(DOC, at(" plan"))) == "plan"
    assert shown(motions.object_word(DOC, len(TEXT) - 1)) == "."
    assert shown(motions.object_sentence(DOC, at("will"))) == "“We will win,” he said, “and go home.”"
    assert shown(motions.object_paragraph(DOC, THIRD - 1)).startswith("Cafe\u0301")
    assert shown(motions.object_quotation(DOC, at("will"))) == "“We will win,”"
    assert shown(motions.object_quotation(DOC, at("he said"))) == "“and go home.”"
    assert motions.object_quotation(DOC, at("U.S.")) is None


def test_the_innermost_quotation() -> None:
    text = "“We march ‘on the road’ home,” he said."
    document = parse("x.txt", text)
    assert shown(motions.object_quotation(document, text.index("road")), document) == "‘on the road’"
    assert shown(motions.object_quotation(document, text.index("home")), document).startswith("“We")


def test_widening_and_narrowing() -> None:
    caret = at("will")
    selection = Selection(caret, caret)
    seen = []
    for _ in range(5):
        selection = motions.widen(DOC, selection)
        seen.append(shown(selection.range(DOC)))
    assert seen[:3] == ["will", shown(motions.object_sentence(DOC, caret)), shown(DOC.blocks[1])]
    assert seen[2] == seen[3] == seen[4], "a paragraph is the widest"
    back = []
    for _ in range(5):
        selection = motions.narrow(DOC, selection, caret)
        back.append(shown(selection.range(DOC)))
    assert back == [seen[1], "will", "w", "w", "w"]
    assert shown(motions.widen(DOC, Selection(caret, caret), 2).range(DOC)) == seen[1]


def test_a_selection_widens_over_all_it_touches() -> None:
    selection = Selection(at("plan") + 1, at("will") + 1)
    assert shown(motions.widen(DOC, selection).range(DOC)).startswith("plan failed. “We will")


def test_selections_cover_both_carets_and_turn_round() -> None:
    accent = at("e\u0301")
    assert shown(Selection(accent, at("C")).range(DOC)) == "Cafe\u0301"
    assert Selection(3, 8).flipped() == Selection(8, 3)
    assert Selection(3, 8).moved(1) == Selection(3, 1)
    assert Selection(0, 0).range(parse("x.txt", "")) == Range(0, 0)


@pytest.mark.parametrize(
    ("part", "whole"),
    [("inister's pl", "minister's plan"), (" plan ", "plan"), ("“We wi", "“We will"), ("  ", ""), (".", ".")],
)
def test_snapping(part: str, whole: str) -> None:
    start = TEXT.find(part) if part.strip() else 0
    found = Range(start, start + len(part)) if part.strip() else Range(13, 15)
    assert shown(motions.snap_to_words(DOC, found)) == whole


PIECES = st.lists(
    st.sampled_from(
        [
            "a",
            "Bc",
            " ",
            ". ",
            "\n",
            "\n\n",
            "“",
            "”",
            "e\u0301",
            "\u200d",
            "\r\n",
            "'s",
            "1.2",
            "👩",
            "❤\ufe0f",
        ]
    )
)


@given(PIECES, st.integers(0, 60), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_motions_stay_in_the_text_and_go_their_way(parts: list[str], offset: int, count: int) -> None:
    document = parse("x.txt", "".join(parts))
    last = max(0, len(document.text) - 1)
    offset = Selection(min(offset, last), min(offset, last)).range(document).start
    end = motions.document_end(document)
    for on in (motions.word_forward, motions.word_end, motions.sentence_forward, motions.paragraph_forward):
        assert min(offset, end) <= on(document, offset, count) <= last
    assert offset <= motions.right(document, offset, count) <= last
    for back in (motions.left, motions.word_back, motions.sentence_back, motions.paragraph_back):
        assert 0 <= back(document, offset, count) <= max(offset, motions.document_start(document))
    for pick in (motions.object_word, motions.object_sentence, motions.object_paragraph):
        found = pick(document, offset)
        assert found is None or 0 <= found.start < found.end <= len(document.text)
    selection = motions.widen(document, Selection(offset, offset), count)
    covered = selection.range(document)
    assert covered.start <= offset or document.text[offset].isspace()
    narrowed = motions.narrow(document, selection, offset, count).range(document)
    if covered.start <= offset < covered.end:
        assert covered.start <= narrowed.start < narrowed.end <= covered.end


@given(PIECES, st.integers(0, 40), st.integers(0, 40))
@example(["a", "a", "\u200d", "“", ". "], 0, 1)
@settings(max_examples=100, deadline=None)
def test_snapping_never_cuts_and_settles(parts: list[str], a: int, b: int) -> None:
    document = parse("x.txt", "".join(parts))
    n = len(document.text)
    found = Range(min(a, b, n), min(max(a, b), n))
    snapped = motions.snap_to_words(document, found)
    assert motions.snap_to_words(document, snapped) == snapped
    inside = document.text[found.start : found.end].strip()
    assert inside in document.text[snapped.start : snapped.end]
