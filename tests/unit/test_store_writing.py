"""The thread that writes: a burst is one commit, and nothing of a commit is held when it is over."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations import committing, writer
from annotations.lines import Line
from annotations.model import Annotation, Ref, Segment, Stance
from annotations.operations import Operation, Outcome
from annotations.placing import Put
from annotations.rows import Signature, make_row, make_tombstone, rows_of
from annotations.storage import put_bytes
from annotations.store import AnnotationStore
from tests.stores import opened


def made(store: AnnotationStore, note: str) -> Annotation:
    now = store.now()
    stance = Stance("position", "favor", Ref("the treaty", "issue"), ())
    segment = Segment(0, 8, "“treaty”")
    return Annotation(store.new_id(), "d0c", store.annotator, now, now, (segment,), note=note, stance=stance)


def test_a_burst_is_written_file_by_file_not_add_by_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "annotations"
    store = opened(folder)
    written: list[str] = []
    real = put_bytes

    def put(fd: int, name: str, data: bytes, how: Put) -> tuple[Signature, str]:
        written.append(name)
        return real(fd, name, data, how)

    monkeypatch.setattr(committing, "put_bytes", put)
    monkeypatch.setattr(writer, "PAUSE", 0.2)  # so long that a busy machine does not end the burst
    for number in range(100):
        store.add(f"{number % 2}.txt", made(store, str(number)))
        time.sleep(0.001)  # the thread that writes has its turn
    store.flush()
    assert len(written) <= 8
    assert len(opened(folder).annotations()) == 100


def test_what_is_added_while_a_burst_is_let_go_on_is_written_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path / "annotations")
    store.add("a.txt", made(store, "first")).result(10)  # from now on its thread waits for more
    groups: list[int] = []
    real = committing.Committer.commit

    def commit(
        self: committing.Committer,
        group: list[Operation],
        waiting: Callable[[str], None],
        give_up: Callable[[], bool],
    ) -> Outcome:
        groups.append(len(group))
        return real(self, group, waiting, give_up)

    monkeypatch.setattr(committing.Committer, "commit", commit)
    looks = iter(range(100))

    def pause(seconds: float) -> None:
        # Every other look finds nothing new, as when all threads are halted for a moment.
        if (look := next(looks)) % 2 and look < 8:
            store.add("a.txt", made(store, f"during look {look}"))

    with store._mutex:  # so that both are there when the thread comes to look
        store.add("a.txt", made(store, "second"))
        store.add("a.txt", made(store, "third"))
        monkeypatch.setattr(time, "sleep", pause)
    store.flush(10)
    assert groups == [6]
    store.close()


def test_what_was_saved_is_let_go_of_before_the_next_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LINGERING", 60.0)
    store = opened(tmp_path / "annotations")
    future = store.add("a.txt", made(store, ""))
    held = weakref.ref(future)
    future.result(10)
    del future
    store.flush(10)
    end = time.monotonic() + 10
    while held() is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert held() is None
    store.close()


def test_a_revision_has_one_name_when_it_is_made_and_when_it_is_read(tmp_path: Path) -> None:
    store = opened(tmp_path / "annotations")
    made_here = make_row(made(store, 'Ünïcode and "quotes"'))
    gone = make_tombstone("7", 3, made_here.hash(), "ann", store.now())
    read = rows_of(
        Line(row.key, row.raw, row.data(), number) for number, row in enumerate((made_here, gone), 2)
    )
    assert [row.hash() for row in read.values()] == [made_here.hash(), gone.hash()]
