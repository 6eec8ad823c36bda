"""From a draft to a record: passages, the units they touch, annotations and coding states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.codes import UNITS, Unit
from annotations.errors import PassageError
from annotations.ids import text_hashes
from annotations.model import Link, Ref, Stance
from reader.coding import (
    Draft,
    Stamp,
    annotation,
    coding,
    moved_to,
    passage,
    says_nothing,
    trimmed,
    whole_units,
)
from reader.corpus.parsing import parse

TEXT = "Head\n\n  One two three.  \n\nOne two three. Four.\r\n"
DOCUMENT = parse("a.txt", TEXT)
STAMP = Stamp("12", "ann", "2026-01-01T00:00:00Z", "hash")


def test_a_passage_is_trimmed_and_refused_when_nothing_is_left() -> None:
    start = TEXT.index("  One")
    assert trimmed(TEXT, start, start + 18) == (start + 2, start + 16)
    assert trimmed(TEXT, 0, 4) == (0, 4)
    for begin, end in ((4, 4), (5, 4), (-1, 3), (0, len(TEXT) + 1)):
        with pytest.raises(PassageError, match="not inside"):
            trimmed(TEXT, begin, end)
    with pytest.raises(PassageError, match="white space"):
        trimmed(TEXT, 4, 8)


LONG = "The head\n\nOne is here. Two is there. Three.\n\n  Four goes on. Five.\n"


def grown(unit: Unit, *parts: str) -> list[str]:
    """The words of the units that *parts* of the long text touch."""
    document = parse("b.txt", LONG)
    ranges = [(LONG.index(part), LONG.index(part) + len(part)) for part in parts]
    return [LONG[start:end] for start, end in whole_units(document, ranges, unit)]


@pytest.mark.parametrize(
    ("unit", "parts", "whole"),
    [
        ("free", ["wo is"], ["wo is"]),
        ("free", ["Two", "One"], ["Two", "One"]),
        ("sentence", ["wo is"], ["Two is there."]),
        ("sentence", ["here. T"], ["One is here. Two is there."]),
        ("sentence", ["One is here. "], ["One is here."]),
        ("sentence", [" there", "Two", "Five"], ["Two is there.", "Five."]),
        ("sentence", ["he he"], ["The head"]),
        ("sentence", ["here.", "Three.\n\n  Four"], ["One is here.", "Three.\n\n  Four goes on."]),
        ("sentence", ["One is", "is here. Two"], ["One is here. Two is there."]),
        ("paragraph", ["wo is"], ["One is here. Two is there. Three."]),
        ("paragraph", ["Five", "Four"], ["Four goes on. Five."]),
        ("article", ["wo is"], [LONG.strip()]),
    ],
)
def test_a_passage_grows_to_the_units_the_codebook_fixes(
    unit: Unit, parts: list[str], whole: list[str]
) -> None:
    assert grown(unit, *parts) == whole


def test_units_settle_and_need_words() -> None:
    document = parse("b.txt", LONG)
    for unit in UNITS:
        once = whole_units(document, [(12, 30), (40, 48)], unit)
        assert whole_units(document, once, unit) == once
        assert whole_units(document, [], unit) == ()
    with pytest.raises(PassageError, match="white space"):
        whole_units(document, [(8, 10)], "sentence")


@pytest.mark.parametrize(
    "one",
    [
        Draft(Stance("p", "l")),
        Draft(tags=("t",)),
        Draft(note="n"),
        Draft(values={"v": "w"}),
        Draft(links=(Link("see", "corpus:"),)),
    ],
)
def test_whatever_is_said_is_something(one: Draft) -> None:
    assert not says_nothing(one)
    assert says_nothing(Draft(note=" \n", confirmed=("target",)))


def test_segments_come_in_order_with_what_finds_them_again() -> None:
    second = TEXT.rindex("One")
    first, last = passage(DOCUMENT, [(second, second + 3), (0, 4)])
    assert (first.start, first.end, first.quote) == (0, 4, "Head")
    assert (last.start, last.end, last.quote) == (second, second + 3, "One")
    assert last.prefix
    assert passage(DOCUMENT, []) == ()


def test_an_annotation_is_the_draft_stamped_on_the_text() -> None:
    draft = Draft(
        Stance("p", "favor", Ref("x"), (), "direct"),
        ("a", "b", "a"),
        "  note\n",
        {"v": "w"},
        (Link("see", "corpus:"),),
        ("target",),
    )
    made = annotation(DOCUMENT, "doc", [(0, 4)], draft, STAMP)
    exact, folded = text_hashes(TEXT)
    assert exact != folded
    assert (made.id, made.doc, made.annotator, made.codebook) == ("12", "doc", "ann", "hash")
    assert (made.created, made.modified) == (STAMP.now, STAMP.now)
    assert (made.text, made.text_lf) == (exact, folded)
    assert (made.stance, made.tags, made.note) == (draft.stance, ("a", "b"), "note")
    assert (made.values, made.links, made.confirmed) == ({"v": "w"}, draft.links, ("target",))
    assert made.status == "accepted"
    plain = parse("b.txt", "One line.")
    assert annotation(plain, "doc", [], Draft(), STAMP).text_lf == ""
    assert annotation(plain, "doc", [], Draft(), STAMP).segments == ()


def test_what_was_moved_by_hand_stands_exactly_there_and_is_otherwise_the_same() -> None:
    old = replace(
        annotation(DOCUMENT, "doc", [(0, 4)], Draft(note="n", values={"v": 1}), STAMP),
        anchor="orphan",
        text="older",
        text_lf="older",
    )
    at = TEXT.index("Four")
    new = moved_to(old, DOCUMENT, [(at, at + 5)], "later")
    assert [segment.quote for segment in new.segments] == ["Four."]
    assert (new.anchor, new.modified, new.created) == ("exact", "later", old.created)
    assert (new.text, new.text_lf) == text_hashes(TEXT)
    assert (new.id, new.note, new.values, new.rev) == (old.id, old.note, old.values, old.rev)


def test_a_coding_state_follows_the_old_one_and_keeps_its_values() -> None:
    first = coding(DOCUMENT, "doc", "done", STAMP, values={"genre": "news"})
    assert (first.state, first.path, first.text, first.values) == (
        "done",
        "a.txt",
        DOCUMENT.sha256,
        {"genre": "news"},
    )
    later = Stamp("99", "bob", "later", "other")
    second = coding(DOCUMENT, "ignored", "open", later, reason="why", old=first)
    assert (second.id, second.doc, second.annotator, second.created) == ("12", "doc", "ann", STAMP.now)
    assert (second.state, second.reason, second.modified, second.codebook) == (
        "open",
        "why",
        "later",
        "other",
    )
    assert second.values == {"genre": "news"}
    assert coding(DOCUMENT, "doc", "open", later, values={}, old=first).values == {}
