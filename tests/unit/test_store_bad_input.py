"""Store files as they should not be: said clearly, unchanged by opening, nothing lost."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from tinydb import TinyDB

from annotations.ids import text_hashes
from annotations.lines import dumps, render
from annotations.model import Annotation
from annotations.records import Coding
from annotations.store import AnnotationStore, StoreError
from tests.stores import notes, opened

TEXT = "The words of an article.\n"
SHA = text_hashes(TEXT)[0]
BAD = "sub/a.txt"
"""The article whose file is spoilt."""
Tree = dict[str, tuple[int, int, int, bytes]]


def noted(store: AnnotationStore, note: str) -> Annotation:
    return Annotation(store.new_id(), "d0c", "ann", store.now(), store.now(), note=note, text=SHA)


def tree(folder: Path) -> Tree:
    """Mode, times of change (ns) and bytes, or where it leads, of everything in *folder*, itself included."""
    found: Tree = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        what = path.lstat()
        data = path.read_bytes() if stat.S_ISREG(what.st_mode) else b""
        data = os.fsencode(path.readlink()) if stat.S_ISLNK(what.st_mode) else data
        found[str(path)] = (what.st_mode, what.st_mtime_ns, what.st_ctime_ns, data)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two notes on the article that will be spoilt, one on another, and how far one is."""
    folder = tmp_path / "corpus" / "annotations"
    folder.parent.mkdir()
    store = opened(folder)
    store.keep_text(SHA, TEXT)
    for path, note in ((BAD, "one"), (BAD, "two"), ("b.txt", "three")):
        store.add(path, noted(store, note))
    store.set_coding(Coding(store.new_id(), "d0c", "ann", "done", store.now(), store.now(), path="b.txt"))
    assert store.close() == ()
    return folder


def replaced(old: bytes, new: bytes) -> Callable[[Path], None]:
    """Spoils a file by *new* in the place of the first *old*."""

    def spoil(path: Path) -> None:
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return spoil


def in_the_second(old: bytes, new: bytes) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        before, _, after = path.read_bytes().rpartition(old)
        assert before
        path.write_bytes(before + new + after)

    return spoil


def by_tinydb(path: Path) -> None:
    """As plain TinyDB writes it: in one line."""
    with TinyDB(path) as database:
        database.update({"colour": "red"})
    assert b"\n" not in path.read_bytes()


def as_list(path: Path) -> None:
    """All records in a list, as another program may write them, their ids only in them."""
    table = orjson.loads(path.read_bytes())["_default"]
    path.write_bytes(orjson.dumps({"_default": [*table.values(), {"kind": "annotation"}, 7]}))


def with_a_list(path: Path) -> None:
    """The first note in a table, the other in a list of that name behind it."""
    *first, other = path.read_bytes().split(b"\n\n,")
    record = other.partition(b": ")[2].partition(b"\n")[0]
    path.write_bytes(b"\n\n,".join(first) + b'\n\n}\n\n,"_default": [' + record + b"]\n\n}\n")


def pretty_and_unmerged(path: Path) -> None:
    """As jq lays it out, with a conflict about the second note."""
    lines = json.dumps(json.loads(path.read_bytes()), indent=2).encode().split(b"\n")
    [at] = [number for number, line in enumerate(lines) if b'"note": "two"' in line]
    other = lines[at].replace(b"two", b"zwei")
    marked = [b"<<<<<<< HEAD", lines[at], b"||||||| base", b"{", b"=======", other, b">>>>>>> theirs"]
    path.write_bytes(b"\n".join([*lines[:at], *marked, *lines[at + 1 :]]))


def recoded(encoding: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_bytes().decode().encode(encoding))


def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something else stands in its place."""

    def spoil(path: Path) -> None:
        path.unlink()
        make(path)

    return spoil


def deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def on_one_line(old: bytes, new: bytes) -> Callable[[Path], object]:
    """In no layout of ours, *new* in the place of *old*."""
    return lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"").replace(old, new))


def cut_in_one_line(second: bytes) -> Callable[[Path], None]:
    """The same with *second* in the place of the second note, and nothing behind its record."""

    def spoil(path: Path) -> None:
        on_one_line(b'"note":"two"', second)(path)
        path.write_bytes(path.read_bytes().removesuffix(b"}}"))

    return spoil


@dataclass(frozen=True)
class Bad:
    """One way to spoil a file, what is still shown of it, and what is said."""

    spoil: Callable[[Path], object]
    shown: tuple[str, ...] = ("one", "two")
    said: str = ""
    after: str = "kept"
    """What a save does: ``aside`` (the original is copied first), ``refused``, or only what was asked."""


MARKS = b"<<<<<<< HEAD\n%s\n=======\n>>>>>>> theirs\n"
CASES = {
    "0 bytes": Bad(lambda p: p.write_bytes(b""), (), "damaged: no record could be read", "aside"),
    "zeros": Bad(lambda p: p.write_bytes(bytes(4096)), (), "no record could be read", "aside"),
    "truncated": Bad(
        lambda p: p.write_bytes(p.read_bytes()[:-60]), ("one",), "damaged: 1 record was read", "aside"
    ),
    "conflict markers": Bad(
        replaced(b"\n\n,", b"\n<<<<<<< HEAD\n\n,"), said="the marks of an unfinished merge", after="aside"
    ),
    "NaN": Bad(replaced(b'"rev":1', b'"rev":NaN'), said="NaN, a lone surrogate", after="aside"),
    "lone surrogate": Bad(
        replaced(b'"note":"one"', b'"note":"one","x":"\\ud800"'), said="NaN, a lone surrogate", after="aside"
    ),
    "a number too large": Bad(
        replaced(b'"note":"one"', b'"note":"one","x":1e999'), said="a number too large", after="aside"
    ),
    "one line, cut behind a number too large": Bad(
        cut_in_one_line(b'"note":"two","x":-1e999'), said="damaged: 2 records were read", after="aside"
    ),
    "half of a sign as a key": Bad(on_one_line(b"}}}", b'},"\\ud800":{}}}'), said="is no id: it is now"),
    "nested": Bad(
        replaced(b'"note":"one"', b'"note":"one","x":' + deep(300)),
        ("two",),
        "kept, but not shown: nested more",
    ),
    "nested, and one line": Bad(
        on_one_line(b'"note":"one"', b'"note":"one","x":' + deep(300)),
        ("two",),
        "kept, but not shown: nested",
    ),
    "nested, one line and cut": Bad(
        cut_in_one_line(b'"note":"two","x":' + deep(900)), ("one",), "kept, but not shown: nested", "aside"
    ),
    "nested beyond reading": Bad(
        replaced(b'"note":"one"', b'"note":"one","x":' + deep(5000)), ("two",), "no record", "aside"
    ),
    "no UTF-8": Bad(replaced(b'"note":"one"', b'"note":"one\xff"'), ("one\ufffd", "two"), "bytes", "aside"),
    "a wrong type": Bad(
        replaced(b'"note":"one"', b'"note":["one"]'),
        ("two",),
        "kept, but not shown: annotation: note should be text, got list",
    ),
    "a record that is none": Bad(
        in_the_second(b'"kind":"annotation"', b'"kind":7'), ("one",), "without a kind"
    ),
    "unknown fields": Bad(replaced(b'"note":"one"', b'"note":"one","colour":{"of":["red"]}')),
    "an unknown table": Bad(in_the_second(b"}}\n", b'}\n\n,"theirs": {"9": {"b": 1}}\n\n}\n')),
    "ids as numbers": Bad(lambda p: p.write_bytes(numbers(p.read_bytes()))),
    "a key that is no id": Bad(
        lambda p: p.write_bytes(p.read_bytes().replace(b'\n,"', b'\n,"x', 1)), said="is no id: it is now"
    ),
    "a newer file": Bad(
        replaced(b'"schema":1', b'"schema":2'), said="written by a newer version (schema 2)", after="refused"
    ),
    "a newer record": Bad(
        replaced(b'"note":"one"', b'"note":"one","schema":9'),
        said="written by a newer version (schema 9)",
        after="refused",
    ),
    "one line": Bad(by_tinydb),
    "a list of records": Bad(as_list, said="_default is a list: records stand by their ids", after="aside"),
    "records and a list": Bad(with_a_list, said="a second _default: all are read together", after="aside"),
    "conflict markers in a pretty file": Bad(
        pretty_and_unmerged, ("one", "two", "zwei"), "the marks of an unfinished merge", "aside"
    ),
    "a byte order mark": Bad(recoded("utf-8-sig"), said="begins with a byte order mark", after="aside"),
    "byte order marks without end": Bad(
        lambda p: p.write_bytes(b"\xef\xbb\xbf" * 5000 + p.read_bytes()),
        said="begins with a byte order mark",
        after="aside",
    ),
    "UTF-16": Bad(recoded("utf-16"), said="written in UTF-16", after="aside"),
    "UTF-32 without a mark": Bad(recoded("utf-32-be"), said="written in UTF-32", after="aside"),
    "null for the records": Bad(
        lambda p: p.write_bytes(b'{"_default": null}'), (), "_default holds no records", "aside"
    ),
    "a text for the records": Bad(
        lambda p: p.write_bytes(b'{"x": {}, "_default": "one"}'), (), "_default holds no records", "aside"
    ),
    "a folder": Bad(instead(Path.mkdir), (), "a folder stands in its place: take it away", "refused"),
    "a link": Bad(
        instead(lambda p: p.symlink_to("../../../victim")), (), "not followed here: take it away", "refused"
    ),
    "a link to nothing": Bad(
        instead(lambda p: p.symlink_to("nowhere")), (), "cannot be read: a symbolic link", "refused"
    ),
    "a pipe": Bad(instead(os.mkfifo), (), "cannot be read: a pipe stands in its place", "refused"),
}


def numbers(data: bytes) -> bytes:
    """The ids inside the records as numbers, as other programs write them."""
    table = orjson.loads(data)["_default"]
    for record in table.values():
        if "id" in record:
            record["id"] = int(record["id"])
    return render([(key, dumps(record)) for key, record in table.items()])


def its_own(record: dict[str, Any]) -> dict[str, Any]:
    """*record* but for the id, which may be a new one."""
    return {name: value for name, value in record.items() if name not in ("id", "conflict_of")}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_is_said_and_nothing_is_lost(folder: Path, case: Bad) -> None:
    file = folder / "ann" / f"{BAD}.json"
    (folder.parent / "victim").write_text("precious")
    case.spoil(file)
    before = tree(folder.parent)
    store = opened(folder)
    assert notes(store, BAD) == sorted(case.shown)
    assert notes(store, "b.txt") == ["three"]
    assert store.codings()["b.txt"].state == "done"
    told = [str(problem) for problem in store.problems() if problem.path == f"ann/{BAD}.json"]
    assert bool(told) == bool(case.said)
    assert case.said in " ".join(told)
    store.oddities(), store.vanished(), store.log(), store.text(SHA), store.refresh()
    assert tree(folder.parent) == before
    # The rest of the corpus works, beside what is spoilt.
    beside = {name: what for name, what in before.items() if name.startswith(str(file.parent))}
    store.add("b.txt", noted(store, "four")).result(10)
    assert tree(file.parent) == beside
    data = file.read_bytes() if file.is_file() else b""
    if case.after == "refused":
        with pytest.raises(StoreError):
            store.add(BAD, noted(store, "five")).result(10)
        store.close()
        assert tree(file.parent) == beside
        assert (folder.parent / "victim").read_text() == "precious"
        return
    store.add(BAD, noted(store, "five")).result(10)
    store.close()
    aside = [path.read_bytes() for path in file.parent.glob("*.corrupt-*")]
    assert aside == ([data] if case.after == "aside" else [])
    after = orjson.loads(file.read_bytes())
    if case.after == "kept":
        had = json.loads(data)
        kept = [its_own(record) for record in after.pop("_default").values()]
        assert [record for record in had.pop("_default").values() if its_own(record) not in kept] == []
        assert after == had
    again = opened(folder)
    assert notes(again, BAD) == sorted([*case.shown, "five"])
    again.close()


@pytest.fixture
def forbidden(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder, once it is written, with a file that may not be read, even by a superuser."""
    real = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if os.fspath(path) == "a.txt.json":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    yield folder
    monkeypatch.undo()


def test_no_permission_is_said_and_the_rest_works(forbidden: Path) -> None:
    folder = forbidden
    file = folder / "ann" / f"{BAD}.json"
    before = file.stat()
    store = opened(folder)
    why = "cannot be read: no permission (its owner can allow it: chmod u+rw)"
    assert [str(problem) for problem in store.problems()] == [f"ann/{BAD}.json: {why}"]
    assert (notes(store, BAD), notes(store, "b.txt")) == ([], ["three"])
    store.add("b.txt", noted(store, "four")).result(10)
    with pytest.raises(StoreError, match=re.escape(f"{BAD}.json: {why}")):
        store.add(BAD, noted(store, "five"))
    store.close()
    assert file.stat() == before


def test_a_hundred_thousand_records_in_one_file(folder: Path) -> None:
    record = Annotation("7", "d0c", "ann", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", note="n").to_dict()
    line = dumps(record).replace(b'"id":"7"', b'"id":"%d"')
    rows = [(str(1 << 40 | number), line % (1 << 40 | number)) for number in range(100_000)]
    header = ("1", dumps({"kind": "article", "path": "c.txt", "schema": 1}))
    (folder / "ann" / "c.txt.json").write_bytes(render([header, *rows]))
    store = opened(folder)
    assert store.problems(records=False) == ()
    assert len(store.annotations("c.txt")) == 100_000
    store.remove("c.txt", rows[50_000][0]).result(60)
    store.close()
    left = orjson.loads((folder / "ann" / "c.txt.json").read_bytes())["_default"].values()
    assert Counter(record["kind"] for record in left) == {"article": 1, "annotation": 99_999, "removed": 1}


def test_a_file_of_another_is_read_and_left_alone(folder: Path) -> None:
    """Whatever is wrong with what others wrote: it is theirs."""
    shutil.copytree(folder / "ann", folder / "bob")
    damaged = folder / "bob" / f"{BAD}.json"
    damaged.write_bytes(damaged.read_bytes()[:-60])
    before = tree(folder / "bob")
    store = opened(folder)
    assert any(problem.path == f"bob/{BAD}.json" for problem in store.problems())
    store.add(BAD, noted(store, "five")).result(10)
    store.repair()
    store.close()
    assert tree(folder / "bob") == before
