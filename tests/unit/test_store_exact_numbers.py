"""Whole numbers beyond 64 bits in fields that are not ours: kept digit by digit, whatever is done."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.lines import loads, parse
from annotations.tinydb_storage import DurableJSONStorage
from tests.stores import made, opened

ARTICLE = "a.txt"
BIG = 123456789012345678901234567890
LOW = -(1 << 63) - 1
FOREIGN: dict[str, Any] = {"big": BIG, "low": LOW, "list": [1 << 64, (1 << 64) - 1, 0.5, 7]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of an article with two annotations, one of which another program has added to."""
    with closing(opened(tmp_path)) as store:
        for note in ("one", "two"):
            store.add(ARTICLE, made(store, note)).result(10)
    path = tmp_path / "ann" / f"{ARTICLE}.json"
    path.write_text(path.read_text().replace('"note":"one"', f'"ext":{json.dumps(FOREIGN)},"note":"one"'))
    return path


def foreign(path: Path) -> list[dict[str, Any]]:
    return [row["ext"] for row in json.loads(path.read_bytes())["_default"].values() if "ext" in row]


def edit(folder: Path, note: str) -> None:
    with closing(opened(folder)) as store:
        old = next(one for one in store.annotations() if one.extra)
        store.edit(ARTICLE, replace(old, note=note)).result(10)


def test_an_edit_leaves_them_as_they_are(file: Path) -> None:
    edit(file.parents[1], "edited")
    assert '"edited"' in file.read_text()
    assert foreign(file) == [FOREIGN]


def test_undo_brings_them_back_as_they_were(file: Path) -> None:
    edit(file.parents[1], "edited")
    with closing(opened(file.parents[1])) as store:
        gone = next(one for one in store.annotations() if one.extra)
        store.remove(ARTICLE, gone.id).result(10)
    assert foreign(file) == []
    for note in ("edited", "one"):
        with closing(opened(file.parents[1])) as store:
            store.undo()[1].result(10)
        assert foreign(file) == [FOREIGN]
        assert f'"note":"{note}"' in file.read_text()


def test_two_edits_of_one_record_keep_them_both(file: Path) -> None:
    before = file.read_bytes()
    edit(file.parents[1], "here")
    here = file.read_bytes()
    file.write_bytes(before)
    edit(file.parents[1], "there")
    file.with_name(f"{file.name}.orig").write_bytes(here)
    with closing(opened(file.parents[1])) as store:
        assert sorted(one.note for one in store.annotations()) == ["here", "there", "two"]
        store.add(ARTICLE, made(store, "three")).result(10)
    assert foreign(file) == [FOREIGN, FOREIGN]


@pytest.mark.parametrize("indent", [None, 1])
def test_another_layout_keeps_them_too(file: Path, indent: int | None) -> None:
    file.write_text(json.dumps(json.loads(file.read_bytes()), indent=indent))
    edit(file.parents[1], "edited")
    assert foreign(file) == [FOREIGN]


def test_the_storage_for_other_programs_keeps_them(file: Path) -> None:
    with TinyDB(file, storage=DurableJSONStorage) as database:
        database.table("theirs").insert({"n": BIG})
        database.update({"note": "by another program"})
    assert foreign(file) == [FOREIGN]
    with TinyDB(file, storage=DurableJSONStorage) as database:
        assert database.table("theirs").all() == [{"n": BIG}]


@pytest.mark.parametrize("value", [b"9" * 5000, b"-" + b"9" * 400, b"1e400"])
def test_a_number_that_nobody_can_read_is_emptied_and_said(value: bytes) -> None:
    parsed = parse(b'{"_default": {\n"1": {"n":%b}\n\n}}\n' % value)
    assert parsed.damaged
    assert [line.data for line in parsed.lines] == [{"n": None}]
    assert "a number too large" in parsed.problems[0][1]


def test_a_long_run_of_digits_in_words_changes_nothing() -> None:
    value = b'{"a":"%b","b":[1.5,-0.0,1e30,true,null,"\\u00e9"],"c":-1}' % (b"7" * 64)
    assert loads(value) == json.loads(value)
