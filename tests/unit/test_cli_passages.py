"""What the command line annotates and what for: whole units where they are fixed, targets that fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotations.model import Link
from reader.coding import Draft
from reader.workspace import Workspace
from tests.running import Reader

OLYMPICS = "athletes and spectators"


def quotes(reader: Reader, seeds: Path) -> list[list[str]]:
    """The words of each annotation's segments, with ordinary spaces."""
    rows: list[dict[str, Any]] = reader("annotations", seeds, "--json").json
    return [[s["quote"].replace("\xa0", " ") for s in row["segments"]] for row in rows]


def fix(seeds: Path, unit: str) -> None:
    (seeds / "codebook.toml").write_text(
        f'schema = 1\nunit = "{unit}"\n[[scale]]\nid = "p"\nname = "P"\nlabel = [{{id = "yes"}}]\n'
    )


@pytest.mark.parametrize(
    ("unit", "begins", "ends"),
    [
        ("sentence", "British and Russian", "Feb. 7."),
        ("paragraph", "British and Russian", "World War II."),
        ("article", "Support The Moscow Times!", "largest country."),
        ("free", "athletes", "spectators"),
    ],
)
def test_a_quote_is_annotated_to_the_units_the_codebook_fixes(
    reader: Reader, seeds: Path, unit: str, begins: str, ends: str
) -> None:
    fix(seeds, unit)
    reader("annotate", seeds, "001", "--quote", OLYMPICS, "--note", "n")
    [[quote]] = quotes(reader, seeds)
    assert quote.startswith(begins)
    assert quote.endswith(ends)


@pytest.mark.parametrize(
    ("unit", "ends"), [("sentence", "German ones."), ("paragraph", "German ones."), ("free", "600 British")]
)
def test_a_quote_moved_by_hand_keeps_to_units(reader: Reader, seeds: Path, unit: str, ends: str) -> None:
    fix(seeds, unit)
    made = reader("annotate", seeds, "001", "--quote", OLYMPICS, "--note", "n").out.strip()
    assert reader("edit", seeds, made, "--quote", "600 British").status == 0
    [[quote]] = quotes(reader, seeds)
    assert quote.endswith(ends)


def test_ranges_of_one_unit_are_one_segment_and_the_whole_article_stays_whole(
    reader: Reader, seeds: Path
) -> None:
    fix(seeds, "sentence")
    text = next(seeds.glob("001*.txt")).read_text(encoding="utf-8")
    at = [text.index(words) for words in ("athletes", "spectators", "Litvinenko")]
    ranges = [word for start in at for word in ("--range", f"{start}:{start + 5}")]
    reader("annotate", seeds, "001", *ranges, "--note", "n")
    [found] = quotes(reader, seeds)
    assert [words[:11] for words in found] == ["But the new", "British and"]
    assert (
        "white space"
        in reader(
            "annotate",
            seeds,
            "001",
            "--range",
            f"{text.index(chr(10))}:{text.index(chr(10)) + 1}",
            "--note",
            "n",
        ).error
    )
    reader("annotate", seeds, "002", "--whole", "--note", "n")
    assert quotes(reader, seeds)[-1] == []


def test_a_target_of_another_kind_is_refused_by_name_of_what_fits(reader: Reader, seeds: Path) -> None:
    say = ("annotate", seeds, "003", "--whole")
    assert reader(*say, "--stance", "favor", "--target", "Joint projects").status == 0
    for words in (
        ("--stance", "claim/denies", "--target", "joint projects"),
        ("--stance", "claim/denies", "--target", "x", "--target-kind", "issue"),
        ("--stance", "position/favor", "--target", "x", "--target-kind", "claim"),
    ):
        refused = reader(*say, *words).error
        assert " scale is for a" in refused
    [row] = reader("annotations", seeds, "--json").json
    assert (
        "is an issue, the Claim scale is for a claim"
        in reader("edit", seeds, row["id"], "--stance", "claim/denies").error
    )
    assert reader("edit", seeds, row["id"], "--stance", "claim/denies", "--target", "It lasts").status == 0
    [row] = reader("annotations", seeds, "--json").json
    assert row["stance"]["target"] == {"name": "It lasts", "kind": "claim"}


def test_an_annotation_that_holds_links_alone_is_something(reader: Reader, seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    document = workspace.document(workspace.corpus.resolve("003"))
    record, saved = workspace.annotate(document, [(0, 6)], Draft(note="n", links=(Link("see", "corpus:"),)))
    saved.result(20)
    workspace.close()
    assert reader("edit", seeds, record.id, "--note", "").status == 0
    [row] = reader("annotations", seeds, "--json").json
    assert (row.get("note", ""), row["links"]) == ("", [{"kind": "see", "to": "corpus:"}])
