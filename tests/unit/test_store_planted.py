"""What others planted where files of the store go: refused before anything is written, and named."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.ids import text_hashes
from annotations.locks import locked
from annotations.model import Annotation
from annotations.store import AnnotationStore, StoreError
from tests.stores import opened

TEXT = "the text it is on"
SHA = text_hashes(TEXT)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "annotations"
    (made / "ann").mkdir(parents=True)
    return made


def link(place: Path) -> None:
    """A link to a file that is worth overwriting."""
    victim = place.parents[2] / "bashrc"
    victim.write_text("precious")
    place.symlink_to(victim)


def dangling(place: Path) -> None:
    place.symlink_to(place.parents[2] / "nowhere")


def pipe(place: Path) -> None:
    os.mkfifo(place)


def hard(place: Path) -> None:
    """A second name of a file that is worth overwriting."""
    victim = place.parents[2] / "bashrc"
    victim.write_text("precious\n" * 30)
    place.hardlink_to(victim)


PLANTS = [link, dangling, pipe, Path.mkdir]
Plant = Callable[[Path], object]
FILES = ["ann/.lock", "ann/_corpus", "ann/b.txt.json", f"texts/{SHA}.txt"]


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below *folder*: its mode, and its bytes or where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        data = os.fsencode(path.readlink()) if stat.S_ISLNK(mode) else b""
        found[str(path)] = (mode, path.read_bytes() if stat.S_ISREG(mode) else data)
    return found


def add(store: AnnotationStore, path: str, note: str = "") -> None:
    now = store.now()
    store.keep_text(SHA, TEXT)
    store.add(path, Annotation(store.new_id(), "d0c", "ann", now, now, text=SHA, note=note))


def take_away(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("ann/.lock", hard),
        *((name, plant) for name in FILES for plant in PLANTS),
    ],
)
def test_nothing_is_written_beside_what_was_planted(
    folder: Path, tmp_path: Path, name: str, plant: Plant
) -> None:
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    store = opened(folder)
    plant(place)
    before = tree(tmp_path)
    add(store, "b.txt", "kept")
    store.flush(10)
    assert tree(tmp_path) == before
    assert str(place) in store.failure()
    assert "stands in its place" in store.failure()
    assert store.pending() == 1
    take_away(place)
    store.retry()
    assert store.close() == ()
    assert [a.note for a in opened(folder).annotations()] == ["kept"]


@pytest.mark.parametrize("plant", PLANTS[:3])
@pytest.mark.parametrize("name", ["texts", "ann", "ann/sub"])
def test_nothing_is_written_around_a_folder_that_is_none(
    folder: Path, tmp_path: Path, name: str, plant: Plant
) -> None:
    store = opened(folder)
    place = folder / name
    if place.exists():
        place.rmdir()
    plant(place)
    before = tree(tmp_path)
    add(store, "sub/b.txt")
    store.flush(10)
    assert tree(tmp_path) == before
    assert str(place) in store.failure()
    take_away(place)
    store.retry()
    assert store.close() == ()


@pytest.mark.parametrize("plant", [*PLANTS, hard])
@pytest.mark.parametrize("name", [".lock", ".history.jsonl"])
def test_what_was_planted_is_told_on_opening(folder: Path, name: str, plant: Plant) -> None:
    plant(folder / "ann" / name)
    (problem,) = AnnotationStore(folder, "ann").load().problems
    assert problem.path == f"ann/{name}"
    assert "in its place" in problem.message


def test_a_text_folder_that_is_none_is_told_on_opening(folder: Path) -> None:
    (folder / "texts").symlink_to(folder / "ann")
    assert [p.path for p in AnnotationStore(folder, "ann").load().problems] == ["texts"]


@pytest.mark.parametrize("plant", [*PLANTS, hard])
def test_a_planted_log_costs_undo_and_is_never_written_through(
    folder: Path, tmp_path: Path, plant: Plant
) -> None:
    store = opened(folder)
    plant(folder / "ann" / ".history.jsonl")
    before = tree(tmp_path)
    said: list[str] = []
    store.subscribe(lambda event: said.append(event.message))
    add(store, "b.txt", "kept")
    assert store.close() == ()
    assert any("log of changes" in message for message in said)
    after = tree(tmp_path)
    assert {path: after[path] for path in before} == before
    assert [a.note for a in opened(folder).annotations()] == ["kept"]


@pytest.mark.parametrize("name", ["ann/_corpus", "ann/b.txt.json", f"texts/{SHA}.txt"])
def test_a_second_name_of_a_file_that_is_replaced_is_let_go(folder: Path, name: str) -> None:
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    hard(place)
    precious = place.read_bytes()
    store = opened(folder)
    add(store, "b.txt", "kept")
    assert store.close() == ()
    assert (folder.parent / "bashrc").read_bytes() == precious
    assert [a.note for a in opened(folder).annotations()] == ["kept"]


@pytest.mark.parametrize("plant", [link, dangling, pipe, hard])
def test_a_planted_lock_is_not_opened_by_whoever_comes_to_it(
    folder: Path, tmp_path: Path, plant: Plant
) -> None:
    plant(folder / "ann" / ".lock")
    before = tree(tmp_path)
    fd = os.open(folder / "ann", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match=r"in its place|symbolic link"), locked(fd, print, lambda: True):
            pass
    finally:
        os.close(fd)
    with pytest.raises(StoreError, match=r"in its place|symbolic link"):
        opened(folder).repair()
    assert tree(tmp_path) == before


def test_what_can_be_written_is_written_beside_one_planted_file(folder: Path) -> None:
    store = opened(folder)
    link(folder / "ann" / "b.txt.json")
    add(store, "b.txt", "waits")
    add(store, "c.txt", "goes")
    assert len(store.flush(10)) == 1
    assert [a.note for a in opened(folder).annotations()] == ["goes"]
    assert len(opened(folder).log()) == 1
    (folder / "ann" / "b.txt.json").unlink()
    store.retry()
    assert store.close() == ()
    assert len(opened(folder).log()) == 2
