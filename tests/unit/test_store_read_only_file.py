"""A file that one may only read, in a folder that one may write into: it is not replaced; that is said."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.auditing import read_only
from annotations.errors import StoreError
from annotations.store import AnnotationStore
from tests.stores import made, opened

SOMEBODY = 65534


@pytest.fixture(params=["one's own", "another's"])
def kept(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The file about ``a.txt`` in a folder of annotations, as one sees it who may not write it.

    Root may write anywhere: then somebody else does all this. Who is not root has no file of another's here.
    """
    # Not below the folder of the tests, into which nobody else may look.
    with tempfile.TemporaryDirectory() as place:
        yield from seen(Path(place), own=request.param == "one's own")


def seen(place: Path, own: bool) -> Iterator[Path]:
    folder = place / "annotations"
    store = opened(folder)
    for path in ("a.txt", "b.txt"):
        store.add(path, made(store, "before")).result(10)
    store.close()
    file = folder / "ann" / "a.txt.json"
    file.write_bytes(file.read_bytes().replace(b"\n\n", b"\n"))  # what --repair would lay out anew
    root = os.geteuid() == 0
    if own or not root:
        file.chmod(0o444)
    if not root:
        yield file
        return
    for one in (place, *place.rglob("*")):
        if own or one != file:
            os.chown(one, SOMEBODY, SOMEBODY)
    os.seteuid(SOMEBODY)
    try:
        yield file
    finally:
        os.seteuid(0)


def told(file: Path) -> str:
    mode = "u+w" if file.stat().st_uid == os.geteuid() else "o+w"
    return f"cannot be written: no permission (its owner can allow it: chmod {mode})"


def look(file: Path) -> tuple[bytes, os.stat_result]:
    return file.read_bytes(), file.stat()


def test_it_holds_up_what_goes_into_it_alone(kept: Path) -> None:
    before = look(kept)
    store = AnnotationStore(kept.parents[1], "ann")
    store.load()
    store.add("a.txt", made(store, "waits"))
    store.flush()
    log = kept.with_name(".history.jsonl").read_bytes()
    store.add("b.txt", made(store, "goes")).result(10)
    (waiting,) = store.flush()
    assert waiting.changes[0].path == "a.txt"
    assert store.failure() == f"not saved: {kept}: {told(kept)}"
    assert b"waits" not in log, "what is refused was not done"
    assert look(kept)[0] == before[0]
    assert look(kept)[1].st_uid == before[1].st_uid
    if kept.stat().st_uid == os.geteuid():
        kept.chmod(0o644)
        store.retry()
        assert store.flush() == ()
    store.close()


def test_check_says_it_and_repair_leaves_it_alone(kept: Path) -> None:
    before = look(kept)
    said = f"{told(kept)}; nothing that goes into it is saved until it can"
    assert [*read_only(kept.parents[1], "ann")] == [("ann/a.txt.json", said)]
    store = opened(kept.parents[1])
    assert "a.txt.json" not in {Path(one.path).name for one in store.repair()}
    store.close()
    assert look(kept) == before


def test_nothing_else_replaces_it(kept: Path) -> None:
    before = look(kept)
    elsewhere = kept.parents[2] / "elsewhere"
    other = opened(elsewhere)
    other.add("a.txt", made(other, "elsewhere")).result(10)
    other.close()
    store = opened(kept.parents[1])
    with pytest.raises(StoreError, match=r"a\.txt\.json: cannot be written: no permission"):
        store.take_in(elsewhere)
    store.close()
    assert look(kept) == before
