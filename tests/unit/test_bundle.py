"""The bundle: where annotations are in the present text, their lines and units."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotations.bundle import Bundle, BundleArticle, Placement, Span, trimmed
from annotations.codebook import builtin
from annotations.ids import text_hashes
from annotations.model import Annotation, Segment

TEXT = "One.\nTwo words here.\r\nThree.\rFour"


def article(text: str = TEXT, units: tuple[Span, ...] = ()) -> BundleArticle:
    return BundleArticle("a.txt", "d", text, text_hashes(text)[0], units=units)


def bundle(text: str, made: Annotation, **more: Placement) -> Bundle:
    known = {made.id: more["placement"]} if more else {}
    return Bundle("c", (article(text),), (("a.txt", made),), builtin(), "ann", placements=known)


def on(text: str, start: int, end: int) -> Annotation:
    segment = Segment(start, end, text[start:end], text[:start], text[end : end + 32])
    return Annotation("1", "d", "ann", "t", "t", (segment,), *text_hashes(text))


def test_lines_end_at_lf_crlf_and_cr() -> None:
    a = article()
    for word, line in (("One", 1), ("\n", 1), ("Two", 2), ("\r\n", 2), ("Three", 3), ("Four", 4)):
        assert a.line_at(TEXT.index(word)) == line
    assert a.line_at(len(TEXT)) == 4


@given(st.lists(st.integers(1, 5), max_size=6), st.integers(0, 30), st.integers(0, 8))
def test_units_over_a_range(gaps: list[int], start: int, length: int) -> None:
    edges = [sum(gaps[:n]) for n in range(len(gaps) + 1)]
    units = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    end = start + length
    over = article("x" * 40, units=units).units_over(start, end)
    expected = [n for n, u in enumerate(units) if u.start < max(end, start + 1) and start < u.end]
    assert list(over) == expected


@given(st.text(" \n\u00a0\tab", max_size=6), st.text(" \n\u00a0ab", max_size=6), st.text(" ab", max_size=3))
def test_passages_are_trimmed(before: str, inside: str, after: str) -> None:
    text = before + inside + after
    p = trimmed(text, len(before), len(before) + len(inside))
    assert text[p.start : p.end] == p.quote
    assert len(before) <= p.start <= p.end <= len(before) + len(inside)
    assert p.quote == (inside.strip() or inside)


def test_on_its_own_text_a_passage_stands_where_it_was_made() -> None:
    made = on(TEXT, 5, 14)
    b = bundle(TEXT, made)
    assert b.placement(made) == Placement("exact", ((5, 14),))
    assert [p and p.quote for p in b.passages("a.txt", made)] == ["Two words"]


def test_on_another_text_it_is_found_by_its_words() -> None:
    made = on(TEXT, 5, 14)
    text = "A new line.\n" + TEXT
    b = bundle(text, made)
    assert b.placement(made).state == "moved"
    assert [p and (p.start, p.quote) for p in b.passages("a.txt", made)] == [(17, "Two words")]


def test_words_that_are_gone_have_no_place() -> None:
    made = on(TEXT, 5, 14)
    b = bundle("Nothing of the kind is said in this one.", made)
    assert b.placement(made) == Placement("orphan", (None,))
    assert b.passages("a.txt", made) == (None,)


def test_a_place_that_the_caller_knows_wins_where_it_is_one() -> None:
    made = on(TEXT, 5, 14)
    assert bundle(TEXT, made, placement=Placement("moved", ((0, 4),))).passages("a.txt", made) == (
        trimmed(TEXT, 0, 4),
    )
    for wrong in (((0, 400),), ((4, 0),), ((-3, 4),), ()):
        assert bundle(TEXT, made, placement=Placement("moved", wrong)).passages("a.txt", made) == (None,)


def test_an_article_that_is_gone() -> None:
    made = on(TEXT, 5, 14)
    b = replace(bundle(TEXT, made), articles=())
    assert b.placement(made) == Placement("orphan", (None,))
    assert b.passages("a.txt", made) == (None,)
    assert b.doc("a.txt", replace(made, doc="")) == ""


def test_annotators_are_all_who_made_a_record(exported_bundle: Bundle) -> None:
    assert list(exported_bundle.annotators()) == ["ann-b", "bob"]
