"""Texts made to hurt: 200 KB of each end, and what is found still holds."""

from __future__ import annotations

import pytest

from reader import motions
from reader.corpus import parse
from reader.corpus.decoding import decode
from reader.quotations import find_quotations, proposals

SIZE = 200_000
UNITS = {
    "brackets": "(",
    "straight": '"',
    "opening": "“",
    "apostrophes": "'",
    "spaces": " ",
    "dots": "a.",
    "initials": "A. ",
    "marks": "\u0301",
    "one line": "word and another ",
    "notes": ".[1] ",
    "speech": 'he said, "a b c" ',
    "names": "The New ",
    "repeats": "one paragraph, many times over\n\nRead more\n\n",
    "wrapped": "word " * 14 + "\n",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_it_ends(unit: str) -> None:
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    assert decode(text.encode()).text == text
    document = parse("x.md", text)
    covered = sum(len("".join(text[s.start : s.end].split())) for s in document.sentences)
    assert covered == len("".join(text.split()))
    assert 0 <= document.words <= len(text)
    quotations = find_quotations(document)
    assert all(q.start < q.end for q in quotations)
    middle = SIZE // 2
    assert len(proposals(quotations, document, middle)) < 50
    for move in (motions.word_forward, motions.word_back, motions.word_end, motions.right, motions.left):
        assert 0 <= move(document, middle) < SIZE
    assert motions.snap_to_words(document, motions.Selection(middle, middle + 9).range(document)).end <= SIZE
