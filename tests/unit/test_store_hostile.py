"""Whatever a store file holds, it is read without raising, and what is written then is sound and stays so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.lines import DEEPEST, dumps, parse
from annotations.model import Annotation
from annotations.rows import article_header, corpus_header, file_from, make_tombstone, successor
from annotations.shifting import union
from annotations.store import AnnotationStore, StoreError
from tests.stores import made, notes, opened

RECORDS: dict[str, dict[str, Any]] = {
    "1": {"kind": "article", "path": "a.txt", "schema": 1},
    "5": {
        **{"kind": "annotation", "id": "5", "rev": 1, "doc": "d", "annotator": "ann", "note": "five"},
        **{"created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", "segments": []},
    },
    "7": {"kind": "memo", "id": "7", "rev": 2, "prev": "0123456789ab", "annotator": "ann", "title": "t"},
    "9": {"kind": "removed", "rev": 3, "prev": "ba9876543210", "by": "ann", "t": "2024-01-01T00:00:00Z"},
}
FIELDS = sorted({name for record in RECORDS.values() for name in record} | {"path_hex", "conflict_of", "x"})
LEVELS = st.sampled_from([1, DEEPEST - 3, DEEPEST, 254, 300, 980, 1000, 1024, 1030, 3000])
NUMBERS = [
    "1e999",
    "-1e999",
    "NaN",
    "Infinity",
    "-0.0",
    "9" * 25,
    "9" * 400,
    "9" * 5000,
    str(1 << 63),
    str((1 << 64) - 1),
]
WORDS = [
    '"\\ud800"',
    '"../x"',
    '"ff00"',
    "null",
    "true",
    '"a/b"',
    "{}",
    "[]",
    '"article"',
    '"removed"',
    '"\\n"',
]
VALUES = st.one_of(
    LEVELS.map(lambda n: "[" * n + "]" * n),
    LEVELS.map(lambda n: '{"a":' * n + "1" + "}" * n),
    LEVELS.map(lambda n: "[" * n),
    st.sampled_from([*NUMBERS, *WORDS]),
    st.text(max_size=5),
)
KEYS = st.sampled_from([*RECORDS, "0", "05", "\\ud800", "x", "", str(1 << 63), "9" * 30])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A store file in which some fields, keys and bytes are not what they should be, maybe cut off."""
    between, after = draw(
        st.sampled_from([("\n", "\n\n,"), ("", ","), ("\r\n", "\r\n\r\n,"), ("\n", "\n=======\n,")])
    )
    lines = []
    for key, record in RECORDS.items():
        members = {name: json.dumps(value) for name, value in record.items()}
        members |= draw(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=2))
        key = draw(st.one_of(st.just(key), st.just(key), KEYS))
        lines.append(
            f'"{key}": {{{",".join(f"{json.dumps(name)}:{value}" for name, value in members.items())}}}'
        )
    lines += draw(st.lists(st.sampled_from(lines), max_size=2))
    data = f'{{"_default": {{{between}{after.join(lines)}{between}}}}}\n'.encode("utf-8", "surrogatepass")
    end = draw(st.one_of(st.just(len(data)), st.integers(0, len(data))))
    return data[:end]


def deeper(frames: int, do: Callable[[], None]) -> None:
    """*do* it with so many frames on the stack, as a screen has."""
    if frames:
        deeper(frames - 1, do)
    else:
        do()


@given(files(), st.sampled_from(["a.txt.json", "_corpus"]), st.sampled_from([0, 150]))
def test_any_file_is_read_and_what_is_written_of_it_is_sound(data: bytes, name: str, frames: int) -> None:
    def read() -> None:
        state = file_from(name, parse(data), shown="x")
        written = state.render(article_header(state.path) if state.path else corpus_header("ann"))
        assert parse(written).problems == []
        assert all(str(problem) for problem in state.problems)
        again = file_from(name, parse(written), shown="x")
        assert {key: row.raw for key, row in again.rows.items()} == {
            key: row.raw for key, row in state.rows.items()
        }
        assert again.render({}) == written
        assert union(state.rows, again.rows).keys() == state.rows.keys()
        for row in state.rows.values():
            make_tombstone(row.key, *successor(row), "ann", "now")
            if row.record is not None:
                dumps(row.record.to_dict())

    deeper(frames, read)


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """A folder in which another program nested the first of two annotations as deep as orjson reads it."""
    store = opened(tmp_path)
    for note in ("deep", "flat"):
        store.add("a.txt", made(store, note)).result(10)
    store.close()
    file = tmp_path / "ann" / "a.txt.json"
    deep = b"[" * 1000 + b"]" * 1000
    file.write_bytes(file.read_bytes().replace(b'"note":"deep"', b'"note":"deep","x":' + deep))
    return tmp_path


def test_what_is_nested_too_deep_is_kept_beside_what_is_changed(nested: Path) -> None:
    file = nested / "ann" / "a.txt.json"
    [line] = [line for line in file.read_bytes().split(b"\n") if b"[[" in line]
    store = opened(nested)
    assert notes(store) == ["flat"]
    [flat] = store.annotations()
    store.edit("a.txt", replace(flat, note="changed")).result(10)
    key = next(iter(parse(b'{"_default": {\n' + line[1:] + b"\n\n}}\n").lines)).key
    with pytest.raises(StoreError):
        store.remove("a.txt", key)
    with pytest.raises(StoreError):
        store.add("a.txt", replace(made(store), id=key))
    store.close()
    assert line in file.read_bytes().split(b"\n")
    assert notes(opened(nested)) == ["changed"]


def test_no_record_is_made_that_is_nested_too_deep(tmp_path: Path) -> None:
    store = opened(tmp_path)

    def holding(levels: int) -> Annotation:
        value: list[Any] = []
        for _ in range(levels - 2):
            value = [value]
        return replace(made(store), extra={"x": value})

    store.add("a.txt", holding(DEEPEST)).result(10)
    for levels in (DEEPEST + 1, 300, 5000):
        with pytest.raises(StoreError, match=r"nested|cannot be written"):
            store.add("a.txt", holding(levels))
    assert store.pending() == 0
    store.close()
    assert len(AnnotationStore(tmp_path, "ann").load().problems) == 0
