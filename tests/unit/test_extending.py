"""Selections that grow by words, sentences and paragraphs: they end where the words before a start end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import extending, motions
from reader.corpus import parse
from reader.corpus.document import Document, Range
from reader.extending import Part
from reader.motions import Selection

SEEDS = Path(__file__).parents[2] / "seeds"
ARTICLES = [parse(path.name, path.read_text()) for path in sorted(SEEDS.glob("00*.txt"))]
FORWARD: dict[Part, Callable[[Document, int, int], int]] = {
    "word": motions.word_forward,
    "sentence": motions.sentence_forward,
    "paragraph": motions.paragraph_forward,
}
BACK: dict[Part, Callable[[Document, int, int], int]] = {
    "word": motions.word_back,
    "sentence": motions.sentence_back,
    "paragraph": motions.paragraph_back,
}


def step(
    document: Document, selection: Selection, part: Part, count: int = 1, *, back: bool = False
) -> Selection:
    motion = (BACK if back else FORWARD)[part]
    return extending.extend(
        document, selection, part, lambda at, n: motion(document, at, n), count, onward=not back
    )


def ends(document: Document, part: Part) -> set[int]:
    """Where parts end, seen by whole words."""
    parts = document.sentences if part == "sentence" else document.blocks
    return {motions.snap_to_words(document, Range(one.start, one.end)).end for one in parts}


def test_there_are_the_five_articles() -> None:
    assert len(ARTICLES) == 5


@pytest.mark.parametrize("part", ["sentence", "paragraph"])
@given(st.data())
@settings(max_examples=120, deadline=None)
def test_a_selection_ends_where_a_part_ends_and_each_step_takes_one_more(
    part: Part, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from(ARTICLES))
    caret = data.draw(st.integers(document.blocks[0].start, document.blocks[-1].end - 1))
    while document.text[caret].isspace():
        caret += 1
    selection, known, seen = Selection(caret, caret), ends(document, part), 0
    for _ in range(data.draw(st.integers(1, 6))):
        before = extending.covered(document, selection)
        longer = step(document, selection, part)
        covered = extending.covered(document, longer)
        if longer == selection:
            assert before.end == max(known)
            break
        assert covered.start == before.start
        assert covered.end in known
        assert len([end for end in known if before.end < end <= covered.end]) == 1
        selection, seen = longer, seen + 1
    if seen:
        assert (
            extending.covered(document, step(document, Selection(caret, caret), part, seen)).end
            == covered.end
        )


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_back_takes_off_what_forward_took_in(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(ARTICLES))
    part: Part = data.draw(st.sampled_from(["sentence", "paragraph"]))
    parts = document.sentences if part == "sentence" else document.blocks
    at = data.draw(st.integers(0, len(parts) - 3))
    caret = parts[at].start
    once = step(document, Selection(caret, caret), part)
    twice = step(document, once, part)
    if extending.covered(document, once).end < extending.covered(document, twice).end:
        again = extending.covered(document, step(document, twice, part, back=True))
        assert again == extending.covered(document, once)


def test_words_are_taken_one_by_one_and_none_that_was_only_reached() -> None:
    document = parse("x.txt", "One title\n\nHe said, in the end. Then he left.\n\nAnother day came.\n")
    text = document.text

    def shown(selection: Selection) -> str:
        found = extending.covered(document, selection)
        return text[found.start : found.end]

    begun = Selection(text.index("aid"), text.index("aid"))
    seen, selection = [shown(begun)], begun
    for _ in range(3):
        selection = step(document, selection, "word")
        seen.append(shown(selection))
    assert seen == ["said", "said,", "said, in", "said, in the"]
    assert shown(step(document, begun, "word", 3)) == seen[3]
    assert shown(step(document, selection, "word", back=True)) == seen[2]
    assert shown(step(document, begun, "word", back=True)) == "He said"
    assert shown(step(document, begun, "sentence")) == "said, in the end."
    assert shown(step(document, begun, "paragraph")) == "said, in the end. Then he left."
    assert shown(step(document, begun, "paragraph", 2)) == text[text.index("said") :].rstrip()
    everything = step(document, begun, "paragraph", 9)
    assert shown(everything) == text[text.index("said") :].rstrip()
    assert step(document, everything, "word") == everything
    short = extending.short_of(document, begun.anchor, text.index("Another"))
    assert shown(Selection(begun.anchor, short)) == "said, in the end. Then he left."
    assert extending.short_of(document, begun.anchor, 0) == 0


def test_what_is_selected_has_a_name() -> None:
    document = parse("x.txt", "One title\n\nHe said it. Then he left.\n\nAnother day came.\n")
    text = document.text

    def named(words: str) -> str:
        return extending.named(document, Range(text.index(words), text.index(words) + len(words)))

    assert named("said") == "word"
    assert named("said it.") == "2 words"
    assert named("He said it.") == "sentence"
    assert named("He said it. Then he left.") == "paragraph"
    assert named(text.strip()) == "article"
    long = parse("x.txt", "\n\n".join(["Many words are here to be counted. " * 40] * 30))
    assert extending.named(long, Range(5, long.blocks[24].end - 9)) == "25 paragraphs"
