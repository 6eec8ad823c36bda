"""What is found for typed words in the palette and among the keys, and what of it comes first."""

from __future__ import annotations

from reader.tui.screens.picker import Option, matching


def ids(options: list[Option], typed: str) -> list[str]:
    return [option.id for option in matching(options, typed)]


def test_what_begins_with_the_word_comes_first() -> None:
    options = [
        Option("rest", "Turn it around", words="turnaround"),
        Option("word", "Remember this place under a letter", words="mark"),
        Option("also", "Take the last change back", words="undo revert"),
        Option("title", "underline it"),
    ]
    assert ids(options, "und") == ["title", "also", "word", "rest"]


def test_a_title_goes_before_another_name() -> None:
    options = [Option("undo", "undo", words="revert"), Option("redo", "redo"), Option("repeat", "repeat")]
    assert ids(options, "re") == ["redo", "repeat", "undo"]
