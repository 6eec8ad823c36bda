"""Clones of a coded corpus: with other line ends, with an article that was renamed, merged by git alone."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

import pytest

from tests.running import Reader
from tests.torture.branch import commit, git

TREATY = "000_305367dd2efea505.txt"
MOVED = "2014/a treaty.txt"


def words(text: str) -> list[tuple[int, int]]:
    """Every twentieth run of three words, some of them over the end of a line."""
    return [match.span() for match in re.finditer(r"\w+\s+\w+\s+\w+", text)][::20]


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """A repository with annotations all over the article that pastes eight paragraphs twice."""
    git(seeds, "init", "-q", "-b", "main")
    for start, end in words((seeds / TREATY).read_text()):
        place = ("--range", f"{start}:{end}", "--note", f"{start} {end}")
        assert reader("annotate", seeds, TREATY, *place).status == 0
    assert reader("done", seeds, "000").status == 0
    commit(seeds)
    return seeds


def anchors(reader: Reader, corpus: Path) -> set[tuple[str, str]]:
    return {(one["path"], one["anchor"]) for one in reader("annotations", corpus, "--json").json}


def notes(reader: Reader, corpus: Path) -> list[str]:
    return sorted(one["note"] for one in reader("annotations", corpus, "--json").json)


def store_files(corpus: Path) -> dict[str, bytes]:
    folder = corpus / "annotations"
    found = (path for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_clone_with_other_line_ends_is_exact(reader: Reader, coded: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(coded), "clone")
    assert b"\r\n" in (clone / TREATY).read_bytes()
    assert store_files(clone) == store_files(coded)
    assert anchors(reader, clone) == {(TREATY, "exact")}
    for one in reader("annotations", clone, "--json").json:
        (place,) = one["places"]
        said = (clone / TREATY).read_bytes().decode()[place["start"] : place["end"]]
        assert said.replace("\r\n", "\n") == one["quote"]
    # What is annotated there is where it belongs in the original, too.
    quote = ("--quote", "Greenpeace activists", "--nth", "2", "--note", "there")
    assert reader("annotate", clone, "000", *quote).status == 0
    commit(clone)
    git(coded, "pull", "-q", "--no-rebase", str(clone), "main")
    assert b"\r" not in b"".join(data for name, data in store_files(coded).items() if "texts/" not in name)
    assert anchors(reader, coded) == {(TREATY, "exact")}
    (new,) = [one for one in reader("annotations", coded, "--json").json if one["note"] == "there"]
    text, (place,) = (coded / TREATY).read_text(), new["places"]
    assert place["start"] == text.rindex("Greenpeace activists")
    assert reader("check", coded).status == 0


def test_an_article_that_git_renamed_keeps_its_annotations(
    reader: Reader, coded: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(coded), "clone")
    before = notes(reader, coded)
    (coded / MOVED).parent.mkdir()
    git(coded, "mv", TREATY, MOVED)
    commit(coded)
    assert (notes(reader, coded), anchors(reader, coded)) == (before, {(MOVED, "exact")})
    assert reader("annotate", coded, MOVED, "--quote", "Red Army", "--note", "here").status == 0
    commit(coded)
    # Someone else goes on with the article where it was.
    assert (
        reader("annotate", clone, "000", "--quote", "Arctic Convoys", "--nth", "1", "--note", "there").status
        == 0
    )
    first = reader("annotations", clone, "--json").json[0]
    assert reader("edit", clone, first["id"], "--note", "edited there").status == 0
    commit(clone)
    git(coded, "pull", "-q", "--no-rebase", "--no-edit", str(clone), "main")
    wanted = sorted([*(note for note in before if note != first["note"]), "here", "there", "edited there"])
    assert (notes(reader, coded), anchors(reader, coded)) == (wanted, {(MOVED, "exact")})
    assert reader("check", coded).status == 0


def test_of_what_two_files_have_a_merge_loses_nothing_that_two_clones_move_against_each_other(
    reader: Reader, coded: Path, tmp_path: Path
) -> None:
    own, before = coded / "annotations" / "ann", notes(reader, coded)
    shutil.copy(coded / TREATY, coded / "z.txt")
    line = b'"path":"%b"'
    copy = (own / f"{TREATY}.json").read_bytes().replace(line % TREATY.encode(), line % b"z.txt")
    (own / "z.txt.json").write_bytes(copy)
    commit(coded)
    git(tmp_path, "clone", "-q", str(coded), "clone")
    clone = tmp_path / "clone"
    for corpus, gone, stays in ((coded, TREATY, "z.txt"), (clone, "z.txt", TREATY)):
        git(corpus, "rm", "-q", gone)
        assert reader("check", corpus, "--repair").status == 0
        assert (notes(reader, corpus), anchors(reader, corpus)) == (before, {(stays, "exact")})
        commit(corpus)
    with contextlib.suppress(RuntimeError):  # git may ask about the files
        git(coded, "pull", "-q", "--no-rebase", "--no-edit", str(clone), "main")
    assert notes(reader, coded) == before


def test_an_article_that_two_clones_renamed_otherwise_counts_each_annotation_once(
    reader: Reader, coded: Path, tmp_path: Path
) -> None:
    clones = [tmp_path / "left", tmp_path / "right"]
    before = notes(reader, coded)
    first = reader("annotations", coded, "--json").json[0]["id"]
    for clone in clones:
        git(tmp_path, "clone", "-q", str(coded), clone.name)
        git(clone, "mv", TREATY, f"{clone.name}.txt")
        assert reader("annotate", clone, clone.name, "--whole", "--note", clone.name).status == 0
        commit(clone)
    assert reader("remove", clones[0], first).status == 0
    commit(clones[0])
    for clone, other in (clones, clones[::-1]):
        with pytest.raises(RuntimeError):  # git asks about the names
            git(clone, "pull", "-q", "--no-rebase", str(other), "main")
    for clone in clones:
        commit(clone)
        assert {path.name for path in clone.glob("*t.txt")} == {"left.txt", "right.txt"}
        wanted = sorted([*before[1:], "left", "right"])
        assert notes(reader, clone) == wanted
        assert "copies" in {one["kind"] for one in reader("check", clone, "--json").json}
        found = reader("check", clone, "--repair", "--json").json
        # Which of the two articles the old one is, nobody can say but its annotator.
        assert {one["kind"] for one in found if one["severity"] == "problem"} == {"several"}
        assert notes(reader, clone) == wanted
        commit(clone)
    # What each did to the copies since, the other takes over without losing one.
    git(clones[0], "pull", "-q", "--no-rebase", str(clones[1]), "main")
    assert notes(reader, clones[0]) == wanted
