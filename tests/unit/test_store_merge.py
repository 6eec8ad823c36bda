"""Two branches merged by git itself: neighbours, both create, both edit, a removal against an edit."""

from __future__ import annotations

import errno
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations import reading, storage
from annotations.model import Annotation
from annotations.rows import Signature
from annotations.store import AnnotationStore


def git(repository: Path, *words: str) -> None:
    names = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *words], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def opened(repository: Path) -> AnnotationStore:
    store = AnnotationStore(repository / "annotations", "ann")
    store.load()
    return store


def make(repository: Path, *notes: str) -> list[Annotation]:
    store = opened(repository)
    made = [Annotation(store.new_id(), "d0c", "ann", store.now(), store.now(), note=note) for note in notes]
    for annotation in made:
        store.add("a.txt", annotation)
    assert store.close() == ()
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "made")
    return made


def change(repository: Path, **notes: str) -> None:
    """Edit the annotations with the notes named; an empty new note removes."""
    store = opened(repository)
    for annotation in store.annotations():
        new = notes.get(annotation.note)
        if new:
            store.edit("a.txt", replace(annotation, note=new))
        elif new == "":
            store.remove("a.txt", annotation.id)
    assert store.close() == ()
    git(repository, "commit", "-q", "-a", "-m", "changed")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a.txt").write_text("words")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "an article")
    return tmp_path


def merged(repository: Path) -> list[str]:
    """The notes after merging ``other`` into ``main``, which must leave a file that plain TinyDB opens."""
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "-m", "merged", "other")
    with TinyDB(repository / "annotations" / "ann" / "a.txt.json") as database:
        assert database.all()[0]["kind"] == "article"
    return sorted(a.note for a in opened(repository).annotations())


def test_neighbours_changed_on_two_branches(repository: Path) -> None:
    make(repository, *"abcd")
    git(repository, "checkout", "-q", "-b", "other")
    change(repository, b="B", d="")
    make(repository, "other")
    git(repository, "checkout", "-q", "main")
    change(repository, a="", c="C")
    make(repository, "main")
    assert merged(repository) == ["B", "C", "main", "other"]


def test_both_create_the_file(repository: Path) -> None:
    git(repository, "branch", "other")
    make(repository, "main", "main2")
    git(repository, "checkout", "-q", "other")
    make(repository, "other")
    assert merged(repository) == ["main", "main2", "other"]


def test_both_edit_one_and_one_removes_what_the_other_edits(repository: Path) -> None:
    one, two = make(repository, "one", "two")
    git(repository, "checkout", "-q", "-b", "other")
    change(repository, one="one by other", two="")
    git(repository, "checkout", "-q", "main")
    change(repository, one="one by main", two="two by main")
    assert merged(repository) == ["one by main", "one by other", "two by main"]
    store = opened(repository)
    copies = [a for a in store.annotations() if a.conflict_of]
    assert [a.conflict_of for a in copies] == [one.id]
    assert store.get(two.id)[1].rev == 2
    store.remove("a.txt", copies[0].id).result(10)
    store.close()
    assert len(opened(repository).annotations()) == 2


@pytest.mark.parametrize("further", ["gone on", ""])
def test_a_copy_goes_when_its_revision_was_superseded_elsewhere(repository: Path, further: str) -> None:
    """One merges two edits and saves; the other, who has not seen that, edits on or removes."""
    make(repository, "base", "beside")
    git(repository, "checkout", "-q", "-b", "other")
    change(repository, base="theirs")
    git(repository, "checkout", "-q", "main")
    change(repository, base="mine")
    assert merged(repository) == ["beside", "mine", "theirs"]
    change(repository, beside="saved")
    [copy] = [a.note for a in opened(repository).annotations() if a.conflict_of]
    stays = {"mine": "theirs", "theirs": "mine"}[copy]
    # Who edits on is whoever's revision was set apart.
    git(repository, "checkout", "-q", "-b", "further", "other" if copy == "theirs" else "main~2")
    change(repository, **{copy: further})
    git(repository, "branch", "-f", "other", "further")
    expected = sorted([stays, "saved", *filter(None, [further])])
    assert merged(repository) == expected
    change(repository, saved="again")
    assert sorted(a.note for a in opened(repository).annotations()) == sorted(
        "again" if note == "saved" else note for note in expected
    )


def test_a_copy_that_was_edited_stays(repository: Path) -> None:
    make(repository, "base")
    git(repository, "checkout", "-q", "-b", "other")
    change(repository, base="theirs")
    git(repository, "checkout", "-q", "main")
    change(repository, base="mine")
    merged(repository)
    [copy] = [a.note for a in opened(repository).annotations() if a.conflict_of]
    stays = {"mine": "theirs", "theirs": "mine"}[copy]
    change(repository, **{copy: "edited as a copy"})
    git(repository, "checkout", "-q", "-b", "further", "other" if copy == "theirs" else "main~2")
    change(repository, **{copy: "gone on"})
    git(repository, "branch", "-f", "other", "further")
    assert merged(repository) == sorted(["edited as a copy", "gone on", stays])


def test_whoever_merges_comes_to_the_same_bytes(repository: Path) -> None:
    git(repository, "branch", "other")
    make(repository, "main")
    git(repository, "checkout", "-q", "other")
    make(repository, "other")
    laid_out = []
    for ours, theirs in (("main", "other"), ("other", "main")):
        git(repository, "checkout", "-q", "--detach", ours)
        git(repository, "merge", "-q", "-m", "merged", theirs)
        store = opened(repository)
        store.repair()
        store.close()
        laid_out.append((repository / "annotations" / "ann" / "a.txt.json").read_bytes())
        git(repository, "checkout", "-q", "--force", "main")
    assert laid_out[0] == laid_out[1]
    assert laid_out[0].index(b'"note":"main"') < laid_out[0].index(b'"note":"other"')


def test_a_copy_that_cannot_be_read_now_stays_beside_its_file(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repository / "annotations" / "ann" / "a.txt.json"
    make(repository, "first")
    make(repository, "later")
    copy = path.with_name("a.txt.json.orig")
    copy.write_bytes(path.read_bytes())
    git(repository, "checkout", "-q", "HEAD~1", "--", "annotations/ann/a.txt.json")

    def failing(folder: int, name: str) -> tuple[bytes, Signature]:
        if name == copy.name:
            raise OSError(errno.EIO, "the disk reports an error")
        return storage.read_bytes(folder, name)

    store = opened(repository)
    with monkeypatch.context() as disk:
        disk.setattr(reading, "read_bytes", failing)
        store.repair()
    assert copy.exists()
    store.repair()
    assert not copy.exists()
    assert "later" in {a.note for a in store.annotations()}
    store.close()
