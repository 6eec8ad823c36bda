"""Opening: the straight road through a file says what the long one says, and no record is made unasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations import lines
from annotations.lines import dumps, render
from annotations.records import Record, record_from_dict
from annotations.store import AnnotationStore
from tests.stores import made, opened

KEYS = st.integers(1, 2**63 - 1).map(str)
NOTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TABLES = st.dictionaries(KEYS, NOTES, min_size=1, max_size=4).map(
    lambda table: [(key, dumps({"kind": "memo", "n": note})) for key, note in table.items()]
)
PIECES = st.sampled_from(
    [
        b"\n",
        b"\n\n",
        b"\r",
        b"}",
        b"}}",
        b"{",
        b",",
        b'"',
        b'": ',
        b" ",
        b"NaN",
        b"\\",
        b"\xff",
        b"<<<<<<< x\n",
    ]
)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Two annotations on a.txt, "one" and "two", and "three" on b.txt."""
    store = opened(tmp_path / "annotations")
    for path, note in (("a.txt", "one"), ("a.txt", "two"), ("b.txt", "three")):
        store.add(path, made(store, note)).result(10)
    store.close()
    return tmp_path / "annotations"


def damage_record(stored: Path, note: bytes) -> int:
    """Make the record noted *note* one of no shape; the line it stands on."""
    for file in (stored / "ann").glob("*.json"):
        before = file.read_bytes().split(b"\n")
        for number, line in enumerate(before, 1):
            if note in line:
                spoilt = [
                    line.replace(b'"segments":[]', b'"segments":7') if line == other else other
                    for other in before
                ]
                file.write_bytes(b"\n".join(spoilt))
                return number
    raise AssertionError(note)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_what_is_rendered_takes_the_straight_road(table: list[tuple[str, bytes]]) -> None:
    data = render(table)
    assert lines._parse_exact(data) == lines._parse_lines(data)
    assert [(line.key, line.value) for line in lines.parse(data).lines] == table


@given(TABLES, st.integers(0, 400), st.integers(0, 3), PIECES)
@settings(max_examples=300, deadline=None)
def test_both_roads_say_the_same_of_what_is_spoilt(
    table: list[tuple[str, bytes]], at: int, gone: int, piece: bytes
) -> None:
    data = render(table)
    at %= len(data)
    spoilt = data[:at] + piece + data[at + gone :]
    exact = lines._parse_exact(spoilt)
    assert exact is None or exact == lines._parse_lines(spoilt)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'"5": ', b'"05 ": '),
        lambda data: data.replace(b'\n"5": ', b'\n,"5": '),
        lambda data: data.replace(b',"6": ', b'"6": '),
        lambda data: data.replace(b'{"n":6}', b'[{"n":6}]'),
        lambda data: data.replace(b'{"n":6}', b'{"n":NaN}'),
        lambda data: data.replace(b'{"n":6}', b'{"n":\n\n6}'),
        lambda data: data.replace(b'{"n":6}', b' {"n":6}'),
        lambda data: data.replace(b"}}\n", b'}\n\n,"t": {}\n\n}\n'),
        lambda data: data[:-1],
        lambda data: data.replace(b'\n\n,"6"', b'\n,"6"'),
    ],
)
def test_everything_odd_takes_the_long_road(spoil: Callable[[bytes], bytes]) -> None:
    data = render([("5", b'{"n":5}'), ("6", b'{"n":6}')])
    assert lines._parse_exact(data) is not None
    assert spoil(data) != data
    assert lines._parse_exact(spoil(data)) is None


def test_a_record_is_made_when_it_is_asked_for_and_once(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_of: list[str] = []

    def counted(data: Any) -> Record:
        made_of.append(data["note"])
        return record_from_dict(data)

    monkeypatch.setattr("annotations.rows.record_from_dict", counted)
    store = AnnotationStore(stored, "ann")
    report = store.load()
    assert (report.files, report.records) == (3, 3)
    assert made_of == []
    assert store.paths() == ("a.txt", "b.txt")
    assert made_of == ["one", "three"]
    assert [a.note for a in store.annotations("a.txt")] == ["one", "two"]
    assert report.problems == ()
    assert sorted(made_of) == ["one", "three", "two"]
    assert len(store.annotations()) == 3
    assert len(made_of) == 3


def test_a_record_of_no_shape_is_told_by_who_reads_it(stored: Path) -> None:
    number = damage_record(stored, b"two")
    store = opened(stored)
    assert store.problems(records=False) == ()
    (problem,) = store.problems()
    assert (problem.path, problem.line) == ("ann/a.txt.json", number)
    assert problem.message.startswith("kept, but not shown: annotation: segments")
    assert [a.note for a in store.annotations("a.txt")] == ["one"]
    store.add("a.txt", made(store, "four")).result(10)
    assert store.problems() == (problem,)
    assert b'"segments":7' in (stored / "ann/a.txt.json").read_bytes()


def test_a_record_that_lost_its_shape_since_is_told_once(stored: Path) -> None:
    store = opened(stored)
    damage_record(stored, b"three")
    (problem,) = store.refresh().problems
    assert "b.txt.json" in problem.path
    assert store.refresh().problems == ()
    damage_record(stored, b"two")
    (other,) = store.refresh().problems
    assert "a.txt.json" in other.path


@pytest.mark.parametrize("name", ["0.txt.json", "z.txt.json"])
def test_of_two_records_of_one_id_the_sound_one_is_found(stored: Path, name: str) -> None:
    (one, _) = opened(stored).annotations("a.txt")
    damage_record(stored, b"one")
    spoilt = stored / "ann/a.txt.json"
    other = opened(stored)
    other.add(name.removesuffix(".json"), replace(made(other), id="77")).result(10)
    other.close()
    copy = stored / "ann" / name
    copy.write_bytes(copy.read_bytes().replace(b'"77"', f'"{one.id}"'.encode()))
    store = opened(stored)
    assert spoilt.read_bytes().count(one.id.encode()) == 2
    assert store.get(one.id)[0] == name.removesuffix(".json")


def test_the_log_is_in_order_though_it_is_read_late(stored: Path) -> None:
    store = opened(stored)
    store.add("a.txt", made(store, "four")).result(10)
    entries = store.log()
    assert len(entries) == 4
    assert [entry.t for entry in entries] == sorted(entry.t for entry in entries)
    assert store.log() == opened(stored).log()
    store.undo()[1].result(10)
    store.undo()[1].result(10)
    assert [a.note for a in store.annotations()] == ["one", "two"]
