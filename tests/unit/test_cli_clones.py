"""Two annotators who begin apart, in clones with different line ends, and meet in a merge."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.codings import settled
from annotations.records import Coding
from reader import workspace
from tests.running import Reader
from tests.stores import opened
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
    decided = reader("adjudicate", here, *(ids if how == "ids" else ["--agreed", "--show-others"]))
    assert len(decided.out.split()) == 1
    assert "nothing is left" in reader("adjudicate", here, "--show-others").err


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
    assert len(reader("adjudicate", here, "--agreed", "--show-others").out.split()) == 1
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


def coding(reader: Reader, corpus: Path, path: str) -> tuple[str, str | None]:
    [row] = [row for row in reader("progress", corpus, "--json").json if row["path"] == path]
    return row["coding"], row["contested"]


@pytest.mark.parametrize("first", [0, 1], ids=["done was first", "done was last"])
def test_two_states_of_one_article_count_as_none_until_one_holds(
    reader: Reader, clones: tuple[Path, Path], first: int
) -> None:
    said = [("003",), ("003", "--not-codable", "broken scan")]
    for one in (first, 1 - first):
        reader("done", clones[one], *said[one])
    reader("done", clones[0], "001")
    reader("done", clones[1], "001")
    here, there = clones
    merge(here, there)
    git(there, "pull", "-q", "--no-rebase", "--no-edit", str(here), "main")
    found = [coding(reader, clone, ARMS) for clone in clones]
    assert found[0] == found[1], "whose clock was ahead does not count"
    assert found[0][0] == "open"
    assert sorted((found[0][1] or "").split(", and ")) == ["done", "not codable (broken scan)"]
    assert coding(reader, here, "001_c52329024e729261.txt") == ("done", None)
    problem = reader("check", here)
    assert problem.status == 1
    assert f"{ARMS!r} is marked {found[0][1]}" in problem.out
    assert "reader done says which holds" in problem.out
    assert "reader done says which holds" in reader("progress", here).out
    assert reader("done", here, "003", "--reopen").err.endswith(f"{ARMS}: open\n")
    assert coding(reader, here, ARMS) == ("open", None)
    assert reader("check", here).status == 0
    reader("undo", here)
    assert coding(reader, here, ARMS) == found[0]
    reader("done", here, "003")
    assert coding(reader, here, ARMS) == ("done", None)


def test_two_ids_of_one_article_can_be_contested_too(reader: Reader, older: tuple[Path, Path]) -> None:
    here, _ = older
    store = opened(here / "annotations", "bob")
    [known] = store.codings().of(ARMS)
    now, new = store.now(), store.new_id()
    store.put(
        replace(known, id=new, doc="d821ab8e24417fb0", state="not codable", reason="a list", modified=now)
    )
    store.close()
    [row] = [row for row in reader("progress", here, "--json", "--as", "bob").json if row["path"] == ARMS]
    assert (row["coding"], row["contested"]) == ("open", "done, and not codable (a list)")
    reader("done", here, "003", "--as", "bob")
    assert [one.state for one in opened(here / "annotations", "bob").codings().of(ARMS)] == ["done"]


def test_other_variables_are_a_contradiction(tmp_path: Path) -> None:
    store = opened(tmp_path / "annotations")
    now = store.now()
    one = Coding(store.new_id(), "d", "ann", "done", now, now, "a.txt", values={"g": "news", "w": "x"})
    other = replace(one, id=store.new_id(), values={"g": "letter", "w": "x"}, created="1999-01-01T00:00:00Z")
    for record in (one, other):
        store.put(record).result(10)
    found = store.codings()["a.txt"]
    assert (found.state, dict(found.values)) == ("open", {"w": "x"})
    assert [str(problem) for problem in store.problems()] == [
        "ann/_corpus: 'a.txt' is marked done, with other variables, in copies of the annotations that were "
        "merged: it counts as open until reader done says which holds"
    ]
    assert settled([one, other]) == settled([other, one])
    store.set_coding(replace(one, values={"g": "letter"})).result(10)
    assert [dict(kept.values) for kept in store.codings().of("a.txt")] == [{"g": "letter"}]
    assert store.problems() == ()
    store.close()


def test_two_edits_of_one_annotation_are_named_until_one_of_them_is_removed(
    reader: Reader, seeds: Path, tmp_path: Path
) -> None:
    """After any save as much as right after the merge, by ``check`` and in passing."""
    git(seeds, "init", "-q", "-b", "main")
    first = reader("annotate", seeds, "003", "--quote", "short of weapons", "--note", "first").out.strip()
    commit(seeds)
    git(tmp_path, "clone", "-q", str(seeds), "other")
    other = tmp_path / "other"
    assert reader("edit", seeds, first, "--note", "here").status == 0
    assert reader("edit", other, first, "--note", "there").status == 0
    merge(seeds, other)
    notes = {row["note"]: row["id"] for row in reader("annotations", seeds, "--json").json}
    (copy,) = {*notes.values()} - {first}

    def told() -> list[str]:
        check = reader("check", seeds, "--json")
        said = [one["message"] for one in check.json if first in one["message"]]
        assert check.status == (1 if said else 0)
        return said

    right_after = told()
    assert len(right_after) == 1
    assert reader("annotate", seeds, "003", "--quote", "falling back", "--note", "new").status == 0
    assert told() == right_after
    assert copy in right_after[0]
    assert "remove one" in right_after[0]
    assert right_after[0] in reader("list", seeds).err
    assert reader("remove", seeds, notes["there"]).status == 0
    assert told() == []
    assert reader("undo", seeds).status == 0
    assert told() == right_after
    assert reader("remove", seeds, notes["here"]).status == 0
    assert told() == []
    assert "two places" not in reader("list", seeds).err
