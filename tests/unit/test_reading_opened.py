"""The open article: hops, units, what is coded, what lies under the caret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.codes import Unit
from annotations.model import Annotation, Segment, Stance, Status
from reader.corpus.document import Document
from reader.corpus.parsing import parse
from reader.entities.mentions import Mention
from reader.marks import Anchored
from reader.opened import Opened, hop

TEXT = """The headline of it

First sentence here. Second one follows. A third ends it.

Another paragraph speaks. It goes on.

The last paragraph is short."""


def document(text: str = TEXT) -> Document:
    return parse("a.txt", text)


def anchored(
    words: str,
    number: int = 1,
    *,
    text: str = TEXT,
    tags: tuple[str, ...] = ("t",),
    stance: Stance | None = None,
    status: Status = "accepted",
) -> Anchored:
    """An annotation of *words*, where they stand first."""
    start = text.index(words)
    made = Annotation(
        str(number),
        "doc",
        "ann",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z",
        segments=(Segment(start, start + len(words), words),),
        tags=tags,
        stance=stance,
        status=status,
    )
    return Anchored(made, "exact", ((start, start + len(words)),))


def words_of(opened: Opened) -> list[str]:
    text = opened.document.text
    return sorted(text[unit.start : unit.end] for unit in opened.coded_units)


@pytest.mark.parametrize(
    ("offset", "count", "there"),
    [
        (0, 1, 5),
        (5, 1, 9),
        (5, 2, 20),
        (5, 99, 20),
        (20, 1, None),
        (99, 1, None),
        (20, -1, 9),
        (20, -2, 5),
        (20, -99, 5),
        (21, -1, 20),
        (5, -1, None),
        (0, -1, None),
        (6, -1, 5),
    ],
)
def test_hop(offset: int, count: int, there: int | None) -> None:
    assert hop([5, 9, 9, 20], offset, count) == there
    assert hop([20, 9, 5], offset, count) == there


def test_hop_over_nothing() -> None:
    assert hop([], 3, 1) is None
    assert hop([], 3, -1) is None


@settings(max_examples=150)
@given(st.lists(st.integers(0, 60)), st.integers(0, 60), st.integers(1, 9))
def test_hops_go_on_their_side_and_as_far_as_there_is_a_place(
    starts: list[int], offset: int, count: int
) -> None:
    after = sorted({place for place in starts if place > offset})
    before = sorted({place for place in starts if place < offset}, reverse=True)
    assert hop(starts, offset, count) == (after[min(count, len(after)) - 1] if after else None)
    assert hop(starts, offset, -count) == (before[min(count, len(before)) - 1] if before else None)


def test_coded_units_are_those_that_a_stance_or_a_tag_touches() -> None:
    opened = Opened(document(), annotations=(anchored("sentence here. Second"),))
    assert words_of(opened) == ["First sentence here.", "Second one follows."]
    opened = Opened(document(), annotations=(anchored("Second one follows."),))
    assert words_of(opened) == ["Second one follows."]
    opened = Opened(document(), annotations=(anchored("it", tags=(), stance=Stance("p", "favor")),))
    assert words_of(opened) == ["The headline of it"]
    start, end = TEXT.index("First"), TEXT.index("Second")
    one = Anchored(anchored("First").annotation, "exact", ((start, end),))
    assert words_of(Opened(document(), annotations=(one,))) == ["First sentence here."]
    one = Anchored(anchored("First").annotation, "exact", ((end - 1, end + 1),))
    assert words_of(Opened(document(), annotations=(one,))) == ["Second one follows."]
    both = (anchored("goes", 1), anchored("last", 2))
    assert words_of(Opened(document(), annotations=both)) == ["It goes on.", "The last paragraph is short."]


def test_notes_suggestions_and_annotations_of_the_article_code_no_unit() -> None:
    whole = Annotation("9", "doc", "ann", "t", "t", tags=("t",))
    for one in (
        anchored("goes", tags=()),
        anchored("goes", status="proposed"),
        anchored("goes", status="rejected"),
        Anchored(whole, "exact", ()),
        Anchored(anchored("goes").annotation, "orphan", ()),
    ):
        assert Opened(document(), annotations=(one,)).coded_units == frozenset()


@pytest.mark.parametrize(
    ("unit", "count", "under"),
    [
        ("sentence", 7, "Second one follows."),
        ("free", 7, "Second one follows."),
        ("paragraph", 4, "First sentence here. Second one follows. A third ends it."),
        ("article", 1, TEXT),
    ],
)
def test_units_are_what_the_codebook_says(unit: Unit, count: int, under: str) -> None:
    opened = Opened(document(), annotations=(anchored("Second"),), unit=unit)
    assert len(opened.units) == count
    found = opened.unit_at(TEXT.index("Second"))
    assert found is not None
    assert TEXT[found.start : found.end] == under
    assert words_of(opened) == [under]


def test_an_article_without_text_has_no_units() -> None:
    for unit in ("sentence", "paragraph", "article"):
        opened = Opened(document(""), unit=unit)
        assert opened.units == ()
        assert opened.unit_at(0) is None
        assert opened.coded_units == frozenset()
        assert opened.annotations_at(0) == ()
        assert opened.mention_at(0) is None
        assert opened.quotations == ()


def test_boilerplate_is_no_unit(seeds_source: Path) -> None:
    path = next(seeds_source.glob("001*.txt"))
    found = parse(path.name, path.read_text())
    assert found.zones
    opened = Opened(found)
    assert opened.units
    for unit in opened.units:
        assert not found.in_zone(unit.start)
    assert len(opened.units) < len(found.sentences)


def test_the_shortest_annotation_lies_on_top_and_equals_come_in_order_of_their_making() -> None:
    wide, narrow = anchored("First sentence here.", 1), anchored("sentence", 2)
    later, early = anchored("sentence here", 30), anchored("sentence here", 4)
    opened = Opened(document(), annotations=(wide, later, early, narrow))
    at = TEXT.index("sentence")
    assert opened.annotations_at(at) == (narrow, early, later, wide)
    assert opened.annotations_at(at + len("sentence")) == (early, later, wide)
    assert opened.annotations_at(at - 1) == (wide,)
    assert opened.annotations_at(TEXT.index("Second")) == ()


def test_mentions_under_the_caret_and_those_that_have_a_line_in_the_pane() -> None:
    mentions = (Mention(4, 9, "person"), Mention(12, 16, "date"))
    opened = Opened(document(), mentions)
    assert opened.mention_at(3) is None
    assert opened.mention_at(4) == opened.mention_at(8) == mentions[0]
    assert opened.mention_at(9) is None
    assert opened.linked == mentions[:1]


def test_other_annotations_leave_what_follows_from_the_text_alone() -> None:
    opened = Opened(document(), (Mention(4, 9, "person"),), (anchored("goes"),), "sentence")
    kept = (opened.folded, opened.quotations, opened.units, opened.linked)
    assert words_of(opened) == ["It goes on."]
    other = opened.with_annotations((anchored("last"),))
    for before, after in zip(kept, (other.folded, other.quotations, other.units, other.linked), strict=True):
        assert before is after
    assert other.mentions == opened.mentions
    assert words_of(other) == ["The last paragraph is short."]
    assert words_of(opened) == ["It goes on."]
