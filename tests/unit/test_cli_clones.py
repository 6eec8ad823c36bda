"""Two annotators who begin apart, in clones with different line ends, and meet in a merge."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reader import workspace
from tests.running import Reader
from tests.torture.branch import commit, git

ARMS = "003_b2f1ad3f4cdf42dc.txt"
SAID = ("003", "--quote", "mocked Western intelligence", "--stance", "against", "--target", "NATO")


@pytest.fixture
def clones(seeds: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A repository, and a clone in which git ends lines with CR LF."""
    git(seeds, "init", "-q", "-b", "main")
    commit(seeds)
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(seeds), "windows")
    assert b"\r\n" in (tmp_path / "windows" / ARMS).read_bytes()
    return seeds, tmp_path / "windows"


def merge(into: Path, other: Path) -> None:
    commit(into)
    commit(other)
    git(into, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main")


def docs(reader: Reader, corpus: Path) -> set[str]:
    return {row["doc"] for row in reader("annotations", corpus, "--json", "--show-others").json}


@pytest.mark.parametrize("how", ["ids", "agreed"])
def test_they_get_one_id_and_can_be_adjudicated(reader: Reader, clones: tuple[Path, Path], how: str) -> None:
    here, there = clones
    ids = [reader("annotate", here, *SAID).out.strip()]
    ids.append(reader("annotate", there, *SAID, "--as", "bob").out.strip())
    merge(here, there)
    assert len(docs(reader, here)) == 1
    decided = reader("adjudicate", here, *(ids if how == "ids" else ["--agreed"]))
    assert len(decided.out.split()) == 1
    assert "nothing is left" in reader("adjudicate", here).err


@pytest.fixture
def older(reader: Reader, clones: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The clones merged, the second with ids as they were given when line ends still counted."""
    here, there = clones
    reader("annotate", here, *SAID)
    with monkeypatch.context() as patched:
        patched.setattr(workspace, "doc_id", lambda path, sha: f"{sum(path.encode()):016x}")
        reader("annotate", there, *SAID, "--as", "bob")
        reader("annotate", there, "001", "--whole", "--note", "there", "--as", "bob")
        reader("done", there, "003", "--as", "bob")
    merge(here, there)
    return clones


def test_ids_given_before_stay_and_are_one_article_all_the_same(
    reader: Reader, older: tuple[Path, Path]
) -> None:
    here, _ = older
    assert len(docs(reader, here)) == 3, "two articles, one of them under two ids"
    found = reader("annotations", here, "--json", "--show-others").json
    assert [row["anchor"] for row in found] == ["exact"] * 3
    assert len(reader("adjudicate", here, "--agreed").out.split()) == 1
    states = {row["path"]: row["coding"] for row in reader("progress", here, "--json", "--as", "bob").json}
    assert states[ARMS] == "done"
    seen = {row["annotator"] for row in reader("annotations", here, "--json", "--as", "bob").json}
    assert "ann" in seen, "he is done: he sees hers"
    out = here.parent / "units.csv"
    reader("export", here, "--format", "csv-units", "--annotator", "bob", "-o", out)
    with out.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["path"] == ARMS]
    assert {row["state"] for row in rows} == {"done"}
    assert len({row["doc"] for row in rows}) == 1
    assert reader("check", here).status == 0


def test_both_ids_go_with_an_article_that_is_renamed(reader: Reader, older: tuple[Path, Path]) -> None:
    here, _ = older
    (here / ARMS).rename(here / "renamed.txt")
    found = reader("annotations", here, "--json", "--show-others").json
    assert {row["path"] for row in found if row.get("stance")} == {"renamed.txt"}
    assert {row["anchor"] for row in found} == {"exact"}
    states = {row["path"]: row["coding"] for row in reader("progress", here, "--json", "--as", "bob").json}
    assert states["renamed.txt"] == "done"
