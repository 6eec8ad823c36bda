"""Articles whose names were swapped or moved up, written to by a command before anything else looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Reader

NUMBERS = ("000", "001", "002", "003", "004")


@pytest.fixture
def renumbered(reader: Reader, seeds: Path) -> Path:
    """Five articles, each with a note and marked as done, and then each named by the next number."""
    for article in sorted(seeds.glob("*.txt")):
        article.rename(seeds / f"{article.name[:3]}.txt")
    for number in NUMBERS:
        assert reader("annotate", seeds, number, "--range", "100:120", "--note", f"in {number}").status == 0
    assert reader("done", seeds, "002", "--not-codable", "an advertisement").status == 0
    for number in reversed(NUMBERS):
        (seeds / f"{number}.txt").rename(seeds / f"{int(number) + 1:03}.txt")
    return seeds


def listed(reader: Reader, corpus: Path) -> list[tuple[str, str, str]]:
    found = reader("annotations", corpus, "--json").json
    return sorted((one["note"], one["path"], one["anchor"]) for one in found)


def moved_up() -> list[tuple[str, str, str]]:
    return [(f"in {number}", f"{int(number) + 1:03}.txt", "exact") for number in NUMBERS]


def docs(reader: Reader, corpus: Path, path: str) -> set[str]:
    return {one["doc"] for one in reader("annotations", corpus, "--json").json if one["path"] == path}


@pytest.mark.parametrize("article", ["003", "005"])
def test_an_annotation_after_a_renumbering_joins_those_of_its_article(
    reader: Reader, renumbered: Path, article: str
) -> None:
    assert reader("annotate", renumbered, article, "--range", "200:210", "--note", "later").status == 0
    assert listed(reader, renumbered) == [*moved_up(), ("later", f"{article}.txt", "exact")]
    assert len(docs(reader, renumbered, f"{article}.txt")) == 1
    assert "another text" not in reader("check", renumbered).out


def test_a_state_after_a_renumbering_takes_the_place_of_that_of_its_article(
    reader: Reader, renumbered: Path
) -> None:
    assert reader("done", renumbered, "003", "--reopen").status == 0
    coding = {one["path"]: one["coding"] for one in reader("list", renumbered, "--json").json}
    assert set(coding.values()) == {"open"}
    ran = reader("done", renumbered, "004")
    assert "004.txt: done" in ran.err
    assert "already" not in ran.err
    assert listed(reader, renumbered) == moved_up()


def test_an_annotation_put_on_other_words_is_put_on_those_of_its_article(
    reader: Reader, renumbered: Path
) -> None:
    first = next(one for one in reader("annotations", renumbered, "--json").json if one["note"] == "in 002")
    assert reader("edit", renumbered, first["id"], "--range", "300:310").status == 0
    text = (renumbered / "003.txt").read_text("utf-8")
    found = next(one for one in reader("annotations", renumbered, "--json").json if one["note"] == "in 002")
    assert (found["path"], found["quote"]) == ("003.txt", text[300:310])


def test_an_annotation_after_two_names_were_swapped_joins_those_of_its_article(
    reader: Reader, seeds: Path
) -> None:
    one, other = (next(seeds.glob(f"{number}*")) for number in ("002", "003"))
    for article in (one, other):
        assert (
            reader("annotate", seeds, article.name, "--range", "100:120", "--note", article.name[:3]).status
            == 0
        )
    away = seeds / "away"
    one.rename(away)
    other.rename(one)
    away.rename(other)
    assert reader("annotate", seeds, other.name, "--range", "200:210", "--note", "later").status == 0
    assert listed(reader, seeds) == [
        ("002", other.name, "exact"),
        ("003", one.name, "exact"),
        ("later", other.name, "exact"),
    ]
    assert len(docs(reader, seeds, other.name)) == 1
