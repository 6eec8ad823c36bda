"""Each program that had to end keeps what it could not save in a folder of its own: none meets another's."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest

from annotations import committing
from annotations.changes import Action, Move
from annotations.store import AnnotationStore
from reader.paths import drafts_folder
from reader.rescued import kept, kept_meanwhile, waiting
from reader.workspace import Workspace
from tests.running import Reader
from tests.stores import opened

TREATY = "001_c52329024e729261.txt"
Work = Callable[[AnnotationStore, str], object]


@pytest.fixture
def corpus(reader: Reader, seeds: Path) -> Path:
    words = ("--range", "600:630", "--note", "saved", "--as", "ann")
    assert reader("annotate", seeds, "001", *words).status == 0
    return seeds


@contextmanager
def unsaved(corpus: Path, work: Work) -> Iterator[Workspace]:
    """A reader that did *work* while another program writes in ann's folder, and cannot wait any longer."""
    fd = os.open(corpus / "annotations" / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        workspace = Workspace.open(corpus, annotator="ann")
        work(workspace.store, workspace.store.annotations()[0].id)
        assert workspace.store.close(0.1)
        yield workspace
    finally:
        os.close(fd)


def end(corpus: Path, work: Work) -> list[str]:
    """What such a reader says when it ends."""
    with unsaved(corpus, work) as workspace:
        return kept(workspace, "CORPUS")


def typed(note: str) -> Work:
    return lambda store, key: store.edit(TREATY, replace(store.annotations()[0], note=note))


def remove(store: AnnotationStore, key: str) -> object:
    return store.remove(TREATY, key)


def folders(corpus: Path) -> list[Path]:
    return sorted(drafts_folder(corpus).glob("unsaved*"))


def here(corpus: Path) -> Path:
    """The file of the article, as a checkout changes it."""
    return corpus / "annotations" / "ann" / f"{TREATY}.json"


def edit(reader: Reader, corpus: Path, note: str) -> bytes:
    """The file after *note* was saved."""
    (key,) = (one["id"] for one in reader("annotations", corpus, "--json", "--as", "ann").json)
    assert reader("edit", corpus, key, "--note", note, "--as", "ann").status == 0
    return here(corpus).read_bytes()


def notes(reader: Reader, corpus: Path) -> list[str]:
    return sorted(one["note"] for one in reader("annotations", corpus, "--json", "--as", "ann").json)


def test_what_is_in_the_log_and_waits_in_any_of_them_is_told_once(
    reader: Reader, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for note in ("one", "other"):
        workspace = Workspace.open(corpus, annotator="ann")
        store = workspace.store
        with monkeypatch.context() as broken:
            broken.setattr(committing, "put_bytes", full)
            (known,) = store.annotations()
            store.add(TREATY, replace(known, id=store.new_id(), note=note, rev=1, prev=""))
            assert store.close()
        kept(workspace, "CORPUS")
    assert len(opened(corpus / "annotations").vanished()) == 2
    said = reader("check", corpus, "--json", "--as", "ann").json
    assert [one["kind"] for one in said] == ["unsaved", "unsaved"]


@pytest.mark.parametrize("order", [("left", "right"), ("right", "left")])
def test_what_two_branches_could_not_save_of_a_record_goes_to_each_of_them(
    reader: Reader, corpus: Path, order: tuple[str, str]
) -> None:
    base, tips = here(corpus).read_bytes(), {}
    for branch in order:
        here(corpus).write_bytes(base)
        tips[branch] = edit(reader, corpus, branch)
        end(corpus, typed(f"typed on the {branch}"))
    for branch in reversed(order):
        here(corpus).write_bytes(tips[branch])
        reader("check", corpus, "--as", "ann", "--repair")
        assert notes(reader, corpus) == [f"typed on the {branch}"]
    assert folders(corpus) == []


def test_a_removal_takes_away_what_it_was_made_on(reader: Reader, corpus: Path) -> None:
    end(corpus, typed("a: typed, and not saved"))
    edit(reader, corpus, "b: saved since, and the greater")
    end(corpus, remove)
    said = reader("check", corpus, "--as", "ann", "--repair").out
    assert said.count("1 change that was not saved when a reader ended: taken in") == 2
    assert notes(reader, corpus) == ["a: typed, and not saved"]
    assert folders(corpus) == []


def test_what_older_versions_kept_in_one_folder_comes_first(reader: Reader, corpus: Path) -> None:
    end(corpus, typed("first"))
    (place,) = folders(corpus)
    place.rename(place.with_name("unsaved"))
    end(corpus, typed("second"))
    workspace = Workspace.open(corpus, annotator="ann")
    assert [one.path.parent.parent for one in waiting(workspace)] == folders(corpus)
    workspace.close()
    assert reader("check", corpus, "--as", "ann", "--repair").status == 1
    assert notes(reader, corpus) == ["first", "second"]
    assert folders(corpus) == [place.with_name("unsaved")]


def test_two_that_end_in_the_same_moment_have_two_folders(
    reader: Reader, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock: Iterator[int] = chain(repeat(7, 3), repeat(8))
    monkeypatch.setattr("reader.rescued.time.time_ns", lambda: next(clock))
    end(corpus, typed("one"))
    end(corpus, typed("other"))
    assert [place.name for place in folders(corpus)] == [f"unsaved.{n:019}" for n in (7, 8)]
    assert reader("check", corpus, "--as", "ann", "--repair").status == 1
    assert notes(reader, corpus) == ["one", "other"]


def test_a_folder_stays_while_something_in_it_waits_or_is_kept_aside(reader: Reader, corpus: Path) -> None:
    end(corpus, typed("typed"))
    (place,) = folders(corpus)
    (file,) = place.glob("ann/0*.json")
    file.write_bytes(file.read_bytes() + b"torn")
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == ["typed"]
    assert [path.name for path in place.glob("ann/0*")] == [f"{file.name}.corrupt-1"]


def test_nothing_is_left_where_nothing_could_be_kept(corpus: Path) -> None:
    (said,) = end(
        corpus, lambda store, key: store.apply(Action("move", (), (Move(TREATY, "b.txt", (key,)),)))
    )
    assert "; and not elsewhere: a move of annotations cannot be kept elsewhere" in said
    assert folders(corpus) == []


def test_what_was_kept_while_a_program_was_stopped_goes_with_its_folder(corpus: Path) -> None:
    with unsaved(corpus, typed("typed")) as workspace:
        with kept_meanwhile(workspace):
            (place,) = folders(corpus)
        assert folders(corpus) == []
        with kept_meanwhile(workspace):
            (place,) = folders(corpus)
            (file,) = place.glob("ann/0*.json")
            file.write_bytes(file.read_bytes() + b"\n")
        assert file.exists(), "somebody else has written there"
