"""Two versions of a record, told apart by what they differ in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.codebook import builtin
from annotations.model import Annotation, Ref, Stance
from annotations.records import Coding, Record
from reader.steps import told_apart

WHEN = "2026-01-01T00:00:00Z"
BARE = Annotation("1", "d0c", "ann", WHEN, WHEN, note="a word")
STANCE = Stance("position", "favor", Ref("Russia", "entity"), ())
FULL = replace(BARE, stance=STANCE, tags=("device-mockery",), values={"intensity": "strong"})
DONE = Coding("2", "d0c", "ann", "done", WHEN, WHEN, "003.txt")


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (BARE, replace(BARE, note="another"), ("note “a word”", "note “another”")),
        (
            FULL,
            replace(FULL, stance=replace(STANCE, label="against", holder=None)),
            ("favor → Russia, held by writer", "against → Russia, no holder"),
        ),
        (FULL, replace(FULL, tags=()), ("#device/mockery", "no tags")),
        (
            FULL,
            BARE,
            (
                "favor → Russia, held by writer, #device/mockery, intensity: strong",
                "no stance, no holder, no tags, no values",
            ),
        ),
        (None, BARE, ("gone", "note “a word”")),
        (
            FULL,
            None,
            ("favor → Russia, held by writer, #device/mockery, intensity: strong, note “a word”", "gone"),
        ),
        (DONE, replace(DONE, state="open"), ("article done", "article open")),
        (DONE, replace(DONE, values={"genre": "news"}), ("article done", "article done, genre: news")),
    ],
)
def test_what_differs_is_said_of_both(
    mine: Record | None, theirs: Record | None, both: tuple[str, str]
) -> None:
    assert told_apart(mine, theirs, builtin(), "gone") == both
