"""Sentences by rule: cases, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus import Corpus, parse
from reader.corpus.sentences import find_sentences

CASES = [
    ["Mr. Putin met Dr. Smith.", "They talked."],
    ["It opens on Feb. 7.", "President Putin came."],
    ["The Games open on Feb. 7 in Sochi."],
    ["He joined the U.S. Army in 1990.", "The U.S. won."],
    ["He lives in the U.S.", "He likes it."],
    ["George W. Bush and J. K. Rowling met."],
    ["It cost 1.2 billion euros.", "No. 10 agreed."],
    ["“I won.", "You lost,” he said.", "“We turned.”"],
    ["“Really?” he asked.", "“Yes!” Mr Smith said."],
    ["Who knows?", "Nobody!", "It ended… Then it began."],
    ["Smith Inc. said so.", "It was Smith Inc.", "The end."],
    ["It was shown.[1]", "Others doubt it.[2][3]", "So do we."],
    ["He came at 5 p.m. on Monday.", "She left at 6 p.m.", "They slept."],
    ["(It rained.)", "He left."],
    ["Er kam.", "Éric partit.", "Он ушёл.", "Она осталась."],
    ["See e.g. Smith et al. 2004 for details."],
    ["Gen. Mark Milley spoke.", "Sen. Graham replied."],
    ["He said it.The war went on."],
    ["3.5 per cent.", "2014 was better."],
    ['"We won." The others lost.'],
]


@pytest.mark.parametrize("sentences", CASES, ids=lambda s: s[0][:24])
def test_cases(sentences: list[str]) -> None:
    if sentences == ["He said it.The war went on."]:
        sentences = ["He said it.", "The war went on."]
        text = "".join(sentences)
    elif sentences[0].startswith('"We won'):
        sentences, text = ['"We won."', "The others lost."], '"We won." The others lost.'
    elif sentences[-1].startswith("It ended"):
        text = " ".join(sentences)
        sentences = [*sentences[:-1], "It ended…", "Then it began."]
    else:
        text = " ".join(sentences)
    assert [text[s.start : s.end] for s in find_sentences(text)] == sentences


def test_inside_quotations_of_the_articles(seeds: Path) -> None:
    document = Corpus.open(seeds).document("004_456d49786a4be5be.txt")
    starts = [document.text[s.start : s.end] for s in document.sentences]
    assert "Of course, weakness is determined not only by a lack of weapons" in " ".join(starts)
    assert any(s.startswith("Of course, weakness") for s in starts)
    assert any(s.startswith("True protection lies") for s in starts)
    assert any(s.startswith("Mr. Rogozin notes that") for s in starts)


def test_a_heading_is_one_sentence() -> None:
    document = parse(
        "x.txt", "Is it war? Yes. Maybe\n\nThe minister spoke at length on Monday evening. He left."
    )
    assert document.blocks[0].kind == "title"
    assert len(document.sentences) == 3


ALPHABET = "aA1.?!…\"'“”‘’()[] \n\xa0Mr-,\u0301"


@given(st.text(st.sampled_from(ALPHABET), max_size=200), st.integers(0, 20))
@settings(max_examples=150, deadline=None)
def test_they_cover_everything_in_order(text: str, start: int) -> None:
    sentences = find_sentences(text, min(start, len(text)))
    place = min(start, len(text))
    for s in sentences:
        assert not text[place : s.start].strip()
        assert s.start < s.end
        assert not text[s.start].isspace()
        assert not text[s.end - 1].isspace()
        place = s.end
    assert not text[place:].strip()


@given(st.lists(st.text(st.sampled_from(ALPHABET), max_size=60), max_size=6))
@settings(max_examples=60, deadline=None)
def test_each_lies_in_one_block(parts: list[str]) -> None:
    document = parse("x.txt", "\n\n".join(parts))
    for s in document.sentences:
        assert any(b.start <= s.start and s.end <= b.end for b in document.blocks)
    assert [s.start for s in document.sentences] == sorted({s.start for s in document.sentences})
