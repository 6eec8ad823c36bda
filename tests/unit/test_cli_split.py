"""An article that was cut into two files: what is lost in the one goes to the other, by a second move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.running import Reader

WHOLE = "003_b2f1ad3f4cdf42dc.txt"
PARTS = ("003a.txt", "003b.txt")


@pytest.fixture
def split(reader: Reader, seeds: Path) -> tuple[Path, list[str]]:
    """A coded article that was cut in two, its annotations put on the first part; the notes of the second."""
    text = (seeds / WHOLE).read_text("utf-8")
    middle = text.index("\n\n", len(text) // 2)
    for at in range(100, len(text) - 40, 300):
        words = ("--range", f"{at}:{at + 40}", "--note", f"at {at:05}")
        assert reader("annotate", seeds, WHOLE, *words).status == 0
    assert reader("done", seeds, WHOLE).status == 0
    (seeds / WHOLE).unlink()
    for name, part in zip(PARTS, (text[:middle], text[middle:]), strict=True):
        (seeds / name).write_text(part, "utf-8")
    assert reader("move", seeds, WHOLE, PARTS[0]).status == 0
    lost = [one["note"] for one in listed(reader, seeds) if one["anchor"] == "orphan"]
    assert len(lost) > 1
    assert all(note[3:] > f"{middle - 40:05}" for note in lost)
    return seeds, sorted(lost)


def listed(reader: Reader, corpus: Path) -> list[dict[str, Any]]:
    return list(reader("annotations", corpus, "--json").json)


def notes(reader: Reader, corpus: Path, path: str) -> list[str]:
    return sorted(one["note"] for one in listed(reader, corpus) if one["path"] == path)


def test_what_is_lost_in_the_first_part_goes_to_the_second(
    reader: Reader, split: tuple[Path, list[str]]
) -> None:
    corpus, lost = split
    before = listed(reader, corpus)
    ran = reader("move", corpus, *PARTS)
    assert ran.out == f"{len(lost)} annotations of 003a.txt on 003b.txt: {len(lost)} in place\n"
    assert notes(reader, corpus, PARTS[1]) == lost
    assert {one["anchor"] for one in listed(reader, corpus)} <= {"exact", "moved"}
    text = (corpus / PARTS[1]).read_text("utf-8")
    for one in listed(reader, corpus):
        if one["path"] == PARTS[1]:
            (segment,) = one["segments"]
            assert text[segment["start"] : segment["end"]] == one["quote"]
    # They are two articles from then on: each goes its own way.
    docs = {path: {one["doc"] for one in listed(reader, corpus) if one["path"] == path} for path in PARTS}
    assert [len(found) for found in docs.values()] == [1, 1]
    assert docs[PARTS[0]] != docs[PARTS[1]]
    assert reader("check", corpus).status == 0
    coding = {one["path"]: one["coding"] for one in reader("list", corpus, "--json").json}
    assert (coding[PARTS[0]], coding[PARTS[1]]) == ("done", "open")
    assert reader("undo", corpus).status == 0
    assert [{**one, "rev": 0, "prev": ""} for one in listed(reader, corpus)] == [
        {**one, "rev": 0, "prev": ""} for one in before
    ]


def test_a_second_part_that_was_annotated_keeps_its_id(reader: Reader, split: tuple[Path, list[str]]) -> None:
    corpus, lost = split
    assert reader("annotate", corpus, PARTS[1], "--whole", "--note", "by itself").status == 0
    assert reader("move", corpus, *PARTS).status == 0
    assert notes(reader, corpus, PARTS[1]) == sorted([*lost, "by itself"])
    assert len({one["doc"] for one in listed(reader, corpus) if one["path"] == PARTS[1]}) == 1


def test_refusals_say_what_to_do(reader: Reader, split: tuple[Path, list[str]]) -> None:
    corpus, lost = split
    before = listed(reader, corpus)
    for old in (WHOLE, "003_b2"):
        said = reader("move", corpus, old, PARTS[1]).error
        assert f"{old}: your annotations were moved from there to 003a.txt: name that instead" in said
    said = reader("move", corpus, PARTS[0], "002").error
    assert f"{len(lost)} annotations have lost their places there, and none is surely in 002" in said
    assert "reader edit" in said
    assert listed(reader, corpus) == before
    assert reader("move", corpus, *PARTS).status == 0
    said = reader("move", corpus, *PARTS).error
    assert "its annotations are where they belong, and none has lost its place there" in said
