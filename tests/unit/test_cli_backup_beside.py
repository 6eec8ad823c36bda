"""A copy of an annotator's folder beside it, as of a backup: nobody's, and said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.running import Reader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


@pytest.fixture
def doubled(reader: Reader, seeds: Path) -> Path:
    """Two notes on an article that is marked as done, and a copy of the folder they are in."""
    for quote, note in (("short of weapons", "one"), ("Dmitry Medvedev", "two")):
        words = ("--quote", quote, "--nth", "1", "--note", note)
        assert reader("annotate", seeds, "003", *words).status == 0
    assert reader("done", seeds, "003").status == 0
    shutil.copytree(seeds / "annotations" / "ann", seeds / "annotations" / "ann-backup")
    return seeds


def notes(reader: Reader, corpus: Path, *words: str) -> list[str]:
    return sorted(one["note"] for one in reader("annotations", corpus, "--json", *words).json)


@pytest.mark.parametrize("who", [(), ("--show-others",), ("--as", "bob", "--show-others")])
def test_what_is_in_it_counts_as_nobodys(reader: Reader, doubled: Path, who: tuple[str, ...]) -> None:
    assert notes(reader, doubled, *who) == ["one", "two"]


def test_it_brings_nothing_back_and_holds_up_no_undo(reader: Reader, doubled: Path) -> None:
    first = next(one["id"] for one in reader("annotations", doubled, "--json").json if one["note"] == "one")
    assert reader("remove", doubled, first).status == 0
    assert notes(reader, doubled) == ["two"]
    assert reader("undo", doubled).status == 0
    assert notes(reader, doubled) == ["one", "two"]


def test_it_is_no_layer_of_its_own(reader: Reader, doubled: Path) -> None:
    out = reader("export", doubled, "--format", "csv", "--annotator", "ann", "--as", "bob").out
    assert out.count(ARMS) == 2
    assert "there are those of ann: --as" in reader("annotations", doubled, "--as", "bob").err


def test_it_is_told_once_wherever_problems_are(reader: Reader, doubled: Path) -> None:
    said = reader("check", doubled, "--json")
    about = [(one["kind"], one["path"]) for one in said.json if "backup" in one["path"] + one["message"]]
    assert (said.status, about) == (1, [("misnamed", "annotations/ann-backup/_corpus")])
    told = [line for line in reader("list", doubled).err.splitlines() if "ann-backup" in line]
    assert len(told) == 1
    assert "keep a backup elsewhere" in told[0]
    shutil.rmtree(doubled / "annotations" / "ann-backup")
    assert reader("check", doubled).status == 0
    assert reader("list", doubled).err == ""
