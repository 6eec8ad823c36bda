"""When saving keeps failing: why is said, nothing is forgotten, another folder takes what is unsaved."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations import committing, storage
from annotations.folders import annotator_folder
from annotations.ids import text_hashes
from annotations.model import Annotation
from annotations.records import Memo
from annotations.store import Action, AnnotationStore, Move, StoreError

TEXT = "the text it is on"
SHA = text_hashes(TEXT)[0]


class Disk:
    """The store's writing, that can be made to fail with an errno; other folders are written all the same."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.broken = 0
        real = storage.put_bytes

        def put_bytes(folder: int, name: str, *how: Any) -> Any:
            if self.broken:
                raise OSError(self.broken, os.strerror(self.broken), name)
            return real(folder, name, *how)

        monkeypatch.setattr(committing, "put_bytes", put_bytes)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / "annotations"


@pytest.fixture
def store(folder: Path, disk: Disk) -> Iterator[AnnotationStore]:
    """A store with three saved annotations, whose disk will fail."""
    folder.parent.mkdir()
    opened = AnnotationStore(folder, "Ann Bée")
    opened.load()
    for note in ("stays", "edited", "removed"):
        opened.add("a.txt", made(opened, note))
    assert opened.flush(10) == ()
    yield opened
    disk.broken = 0
    opened.close()


def made(store: AnnotationStore, note: str) -> Annotation:
    store.keep_text(SHA, TEXT)
    return Annotation(store.new_id(), "d0c", store.annotator, store.now(), store.now(), text=SHA, note=note)


def named(store: AnnotationStore, note: str) -> Annotation:
    return next(a for a in store.annotations() if a.note == note)


def notes(folder: Path) -> list[str]:
    opened = AnnotationStore(folder, "Ann Bée")
    assert opened.load().problems == ()
    return sorted(a.note for a in opened.annotations())


def spoil(store: AnnotationStore) -> None:
    """One change of each kind that will not be saved."""
    store.edit("a.txt", replace(named(store, "edited"), note="edited once"))
    store.edit("a.txt", replace(named(store, "edited once"), note="edited twice"))
    store.remove("a.txt", named(store, "removed").id)
    store.add("sub/b.txt", made(store, "added"))
    store.put(Memo(store.new_id(), store.annotator, store.now(), store.now(), title="t"))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EIO, "the disk reports an error"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EACCES, "no permission"),
    ],
)
def test_what_is_unsaved_is_saved_elsewhere_and_stays_queued(
    store: AnnotationStore, disk: Disk, folder: Path, tmp_path: Path, code: int, why: str
) -> None:
    disk.broken = code
    spoil(store)
    assert len(store.flush(10)) == 5
    assert store.failure().startswith("not saved: ")
    assert store.failure().endswith(why)
    written = store.save_elsewhere(tmp_path / "elsewhere")
    assert written.folder == tmp_path / "elsewhere"
    own = written.folder / annotator_folder("Ann Bée")
    assert written.files == (own / "_corpus", own / "a.txt.json", own / "sub" / "b.txt.json")
    assert len(written.ids) == 4
    assert notes(tmp_path / "elsewhere") == ["added", "edited twice"]
    for path in written.files:
        with TinyDB(path) as database:
            assert len(database.all()) >= 2
    assert (tmp_path / "elsewhere" / "texts" / f"{SHA}.txt").read_text() == TEXT
    # In its place nothing is saved, nothing is lost, and all of it still can be.
    assert store.pending() == 5
    assert notes(folder) == ["edited", "removed", "stays"]
    disk.broken = 0
    store.retry()
    assert store.flush(10) == ()
    assert store.failure() == ""
    assert notes(folder) == ["added", "edited twice", "stays"]


def test_a_second_time_takes_what_came_since(store: AnnotationStore, disk: Disk, tmp_path: Path) -> None:
    disk.broken = errno.ENOSPC
    spoil(store)
    store.flush(10)
    store.save_elsewhere(tmp_path / "elsewhere")
    store.edit("sub/b.txt", replace(named(store, "added"), note="added, edited"))
    store.remove("a.txt", named(store, "edited twice").id)
    store.flush(10)
    store.save_elsewhere(tmp_path / "elsewhere")
    assert notes(tmp_path / "elsewhere") == ["added, edited"]


def test_what_is_saved_elsewhere_comes_back_beside_the_original(
    store: AnnotationStore, disk: Disk, folder: Path, tmp_path: Path
) -> None:
    disk.broken = errno.EROFS
    spoil(store)
    assert len(store.close()) == 5
    written = store.save_elsewhere(tmp_path / "elsewhere")
    (own,) = (path for path in folder.iterdir() if (path / "_corpus").is_file())
    for path in written.files:
        place = own / path.relative_to(written.folder / own.name)
        place.parent.mkdir(exist_ok=True)
        shutil.copy(path, f"{place}.orig" if place.exists() else place)
    again = AnnotationStore(folder, "Ann Bée")
    again.load()
    assert sorted(a.note for a in again.annotations()) == ["added", "edited twice", "stays"]
    assert [memo.title for memo in again.memos()] == ["t"]


def test_what_another_program_took_in_meanwhile_is_saved_and_can_be_undone(
    store: AnnotationStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OSError(errno.EWOULDBLOCK, "another program is writing here")

    with monkeypatch.context() as waiting:
        waiting.setattr(committing, "locked", busy)
        spoil(store)
        assert len(store.flush(10)) == 5
    store.save_elsewhere(tmp_path / "elsewhere")
    other = AnnotationStore(folder, "Ann Bée")
    other.load()
    other.take_in(tmp_path / "elsewhere")
    other.close()
    store.retry()
    assert store.flush(10) == ()
    assert store.held() == ()
    assert notes(folder) == ["added", "edited twice", "stays"]
    for _ in range(4):
        store.undo()[1].result(10)
    assert notes(folder) == ["edited once", "removed", "stays"]


def test_a_change_put_aside_is_written_too(store: AnnotationStore, folder: Path, tmp_path: Path) -> None:
    other = AnnotationStore(folder, "Ann Bée")
    other.load()
    other.edit("a.txt", replace(named(other, "edited"), note="theirs")).result(10)
    other.close()
    future = store.edit("a.txt", replace(named(store, "edited"), note="mine"))
    with pytest.raises(StoreError, match="put aside"):
        future.result(10)
    written = store.save_elsewhere(tmp_path / "elsewhere")
    assert notes(tmp_path / "elsewhere") == ["mine"]
    assert len(written.ids) == 1
    assert len(store.held()) == 1
    # Both revisions are kept where the copy meets the one that was made meanwhile.
    (own,) = (path for path in folder.iterdir() if (path / "_corpus").is_file())
    shutil.copy(written.files[0], own / "a.txt.json.orig")
    again = AnnotationStore(folder, "Ann Bée")
    again.load()
    assert {"mine", "theirs"} <= {a.note for a in again.annotations()}


def test_places_that_cannot_take_it(store: AnnotationStore, disk: Disk, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="everything is saved"):
        store.save_elsewhere(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    disk.broken = errno.EIO
    spoil(store)
    store.flush(10)
    for place in (folder, folder / "sub"):
        with pytest.raises(StoreError, match="name another folder"):
            store.save_elsewhere(place)
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "file").write_text("x")
    for name, why in (("link", "link"), ("file", "not a directory"), ("no/where", "no such file")):
        with pytest.raises(StoreError, match=f"not saved elsewhere: .*{name}: .*{why}"):
            store.save_elsewhere(tmp_path / name)
    assert store.pending() == 5


def test_a_move_alone_cannot_be_kept_elsewhere_and_is_not_called_saved(
    store: AnnotationStore, disk: Disk, tmp_path: Path
) -> None:
    disk.broken = errno.ENOSPC
    ids = tuple(one.id for one in store.annotations())
    store.apply(Action("move", (), (Move("a.txt", "b.txt", ids),)))
    store.flush(10)
    with pytest.raises(StoreError, match="a move of annotations cannot be kept elsewhere"):
        store.save_elsewhere(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    assert store.pending() == 1


def test_what_stands_there_already_is_kept(store: AnnotationStore, disk: Disk, tmp_path: Path) -> None:
    there = AnnotationStore(tmp_path / "elsewhere", "Ann Bée")
    there.load()
    there.add("a.txt", made(there, "was there")).result(10)
    there.close()
    disk.broken = errno.ENOSPC
    spoil(store)
    store.flush(10)
    store.save_elsewhere(tmp_path / "elsewhere")
    assert notes(tmp_path / "elsewhere") == ["added", "edited twice", "was there"]


def test_a_file_there_that_must_not_be_written_is_left(
    store: AnnotationStore, disk: Disk, tmp_path: Path
) -> None:
    disk.broken = errno.ENOSPC
    spoil(store)
    store.flush(10)
    place = store.save_elsewhere(tmp_path / "elsewhere").files[1]
    newer = place.read_bytes().replace(b'"schema":1', b'"schema":2')
    place.write_bytes(newer)
    with pytest.raises(StoreError, match=r"not saved elsewhere: .*a\.txt\.json: written by a newer version"):
        store.save_elsewhere(tmp_path / "elsewhere")
    assert place.read_bytes() == newer
    place.write_bytes(b"garbage")
    store.save_elsewhere(tmp_path / "elsewhere")
    assert place.with_name("a.txt.json.corrupt-1").read_bytes() == b"garbage"
    assert notes(tmp_path / "elsewhere") == ["added", "edited twice"]
