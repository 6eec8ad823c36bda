"""Paragraphs: where lines flow into one another, and that no offset moves."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus import Corpus
from reader.corpus.blocks import find_blocks

PARAGRAPHS = [
    "Britain could buy weapons from its former Cold War foe for the first time under a landmark treaty, "
    "it is said.",
    "Defence chiefs are preparing to sign a deal that would see companies working jointly on projects with "
    "industry.",
    "The treaty allows arms companies to buy kit from Russia and sources said they hope one day to see "
    "soldiers.",
]


def texts(text: str) -> list[str]:
    return [text[b.start : b.end] for b in find_blocks(text)]


def test_wrapped_lines_without_blank_lines_become_paragraphs(seeds: Path) -> None:
    document = Corpus.open(seeds).document("000_305367dd2efea505.txt")
    lines = document.text.splitlines(keepends=True)
    starts = [document.text.index(line) for line in lines[:18]]
    wanted = [starts[n] for n in (0, 2, 5, 8, 12, 16)]
    assert [b.start for b in document.blocks[:6]] == wanted
    assert all("\n" not in document.text[b.start : b.end] for b in document.blocks[6:])
    assert len(document.blocks) == 6 + 16 + 2


@pytest.mark.parametrize("width", [50, 64, 72, 90])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r", "\u2028", "\x85"])
def test_what_was_wrapped_is_unwrapped(width: int, gap: str) -> None:
    end = gap[0] if gap == "\n\n" else gap
    wrapped = [textwrap.wrap(p, width, break_on_hyphens=False) for p in PARAGRAPHS]
    text = gap.join(end.join(lines) for lines in wrapped)
    assert [" ".join(t.split()) for t in texts(text)] == PARAGRAPHS


@pytest.mark.parametrize(
    "text",
    [
        "A short line\nAnother short line\nA third one",
        "x" * 130 + "\nfollowed by something short",
        "Once\nMonthly\nAnnual\nContinue\npaiment methods\nNot ready to support today?\nRemind me later.",
        "Putin ally says equipment captured in the war is used\nBy James Kilner\nRussia is expanding.",
        "- the first of several items that are rather long lines\n- the second of several items\n- third",
        "# A heading of a Markdown file\nText under it.",
    ],
)
def test_lines_that_were_not_wrapped_stay_apart(text: str) -> None:
    assert texts(text) == text.split("\n")


def test_an_indented_line_begins_a_paragraph() -> None:
    # The first paragraph is cut where its last line is full: only the indent tells where the next begins.
    first = textwrap.wrap(PARAGRAPHS[0] + " " + PARAGRAPHS[1], 60)[:3]
    second = textwrap.wrap(PARAGRAPHS[2] + " " + PARAGRAPHS[0], 60, initial_indent="    ")
    text = "\n".join([*first, *second])
    unindented = "\n".join([*first, *(line.strip() for line in second)])
    assert not any(t.startswith("The treaty") for t in texts(unindented))
    assert len(texts(text)) == 2


@given(st.text(st.sampled_from("ab. \t\n\r\u2028\x85\xa0\x1c\x0c“—"), max_size=300))
@settings(max_examples=150, deadline=None)
def test_blocks_cover_all_that_is_not_white_space(text: str) -> None:
    blocks = find_blocks(text)
    assert all(not text[b.start].isspace() and not text[b.end - 1].isspace() for b in blocks)
    edges = [0, *(e for b in blocks for e in (b.start, b.end)), len(text)]
    assert edges == sorted(edges)
    assert sum(len("".join(text[b.start : b.end].split())) for b in blocks) == len("".join(text.split()))
