"""The labels of imported stances: of the codebook in force, or the row is named; whole records stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Ran, Reader

ARMS = "003_b2f1ad3f4cdf42dc.txt"
QUOTE = "mocked Western intelligence reports"
MOODS = """schema = 1
[[scale]]
id = "mood"
name = "Mood"
label = [{id = "glad"}, {id = "against"}]
[[scale]]
id = "view"
name = "View"
label = [{id = "against"}, {id = "for", name = "in favour"}]
"""


def table(reader: Reader, seeds: Path, *rows: str, columns: str = "scale,label", more: str = "") -> Ran:
    """Import of a table by hand that says each of *rows* of the same words."""
    lines = [f"path,quote,note,{columns}", *(f"{ARMS},{QUOTE},{n},{row}" for n, row in enumerate(rows))]
    (seeds.parent / "hand.csv").write_text("\n".join(lines) + "\n")
    return reader("import", seeds, seeds.parent / "hand.csv", *more.split())


def stances(reader: Reader, corpus: Path) -> list[tuple[str, str]]:
    rows = reader("annotations", corpus, "--json").json
    return sorted((row["stance"]["scale"], row["stance"]["label"]) for row in rows)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("scale,label", ",against"),
        ("label", "against"),
        ("scale,label", "Position,Against"),
        ("label", "mixed"),
    ],
)
def test_a_label_of_one_scale_gets_it(reader: Reader, seeds: Path, columns: str, row: str) -> None:
    ran = table(reader, seeds, row, columns=columns)
    assert (ran.status, ran.err) == (0, "")
    assert stances(reader, seeds) == [("position", row.rpartition(",")[2].lower())]
    assert table(reader, seeds, row, columns=columns).out.startswith("0 annotations"), "it is known again"
    assert reader("check", seeds).err == "reader: nothing is wrong\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "position,agianst",
            "no label 'position/agianst' in the codebook (near it: position/against): position/favor|",
        ),
        (
            "positoin,against",
            "no label 'positoin/against' in the codebook (near it: position/against): position/favor|",
        ),
        (",agianst", "no label 'agianst' in the codebook (near it: position/against): position/favor|"),
        (",zzqqy", "no label 'zzqqy' in the codebook: position/favor|against|"),
        ("position,", "no label 'position/' in the codebook"),
        (",+", "'+' is a label of several scales: position/favor, claim/affirms; name the scale"),
    ],
)
def test_a_row_with_another_label_is_left_out_and_named(
    reader: Reader, seeds: Path, row: str, said: str
) -> None:
    ran = table(reader, seeds, row, "claim,denies")
    assert ran.status == 1
    assert f"hand.csv: line 2, “{QUOTE}”: {said}" in ran.err
    assert ran.out == "1 annotation and 0 other records added; 1 left out\n"
    assert stances(reader, seeds) == [("claim", "denies")]


def test_the_codebook_of_the_corpus_is_asked(reader: Reader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(MOODS)
    ran = table(reader, seeds, ",glad", ",In favour", ",against", "mood,against", ",favor")
    assert "line 4, " in ran.err
    assert "'against' is a label of several scales: mood/against, view/against; name the scale" in ran.err
    assert "line 6, " in ran.err
    assert stances(reader, seeds) == [("mood", "against"), ("mood", "glad"), ("view", "for")]


@pytest.mark.parametrize("form", ["w3c", "jsonl", "csv"])
def test_what_was_coded_under_another_codebook_comes_back_as_it_is(
    reader: Reader, seeds: Path, form: str
) -> None:
    (seeds / "codebook.toml").write_text(MOODS)
    for label in ("glad", "view/against"):
        assert reader("annotate", seeds, "003", "--quote", QUOTE, "--stance", label).status == 0
    out = seeds.parent / f"out.{form}"
    assert reader("export", seeds, "--format", form, "-o", out).status == 0
    (seeds / "codebook.toml").unlink()
    ran = reader(
        "import", seeds, out, "--format", form, "--as", "ann", "--annotations", seeds.parent / "copy"
    )
    assert ran.status == 0
    assert "the label 'mood/glad' (1 annotation) is not in the codebook here: taken in as it is" in ran.err
    here = reader("annotations", seeds, "--json", "--annotations", seeds.parent / "copy").json
    assert sorted(row["stance"]["scale"] for row in here) == ["mood", "view"]
    [first, second] = [
        one["message"]
        for one in reader("check", seeds, "--json", "--annotations", seeds.parent / "copy").json
        if one["kind"] == "undeclared"
    ]
    assert "1 annotation has the label 'mood/glad', which the codebook has not" in first
    assert "view/against" in second
