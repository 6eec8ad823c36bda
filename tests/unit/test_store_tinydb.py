"""One set of expectations over three TinyDB storages: in memory, plain JSON, and ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.storages import JSONStorage, MemoryStorage

from annotations.errors import StoreError
from annotations.lines import parse
from annotations.tinydb_storage import DurableJSONStorage

Open = Callable[[], TinyDB]


@pytest.fixture(params=["memory", "json", "durable"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TinyDB]:
    path = tmp_path / "db.json"
    if request.param == "memory":
        opened = TinyDB(storage=MemoryStorage)
    else:
        opened = TinyDB(path, storage=JSONStorage if request.param == "json" else DurableJSONStorage)
    with opened as db:
        yield db


def test_documents_come_back_as_they_were(database: TinyDB) -> None:
    data = {"text": "“Лукашенко” \u2028 \U0001f600", "n": [1, 2.5, None, True], "deep": {"a": {"b": "c"}}}
    assert database.all() == []
    doc_id = database.insert(data)
    assert database.get(doc_id=doc_id) == data
    assert database.all() == [data]


def test_update_remove_and_search(database: TinyDB) -> None:
    database.insert_multiple({"n": n} for n in range(5))
    database.update({"n": 10}, where("n") == 3)
    database.remove(where("n") == 1)
    assert sorted(document["n"] for document in database) == [0, 2, 4, 10]
    assert database.count(where("n") > 2) == 2
    assert database.insert({"n": 99}) == 6


def test_tables_are_kept_apart(database: TinyDB) -> None:
    database.insert({"n": 1})
    database.table("other").insert({"n": 2})
    assert database.all() == [{"n": 1}]
    assert database.table("other").all() == [{"n": 2}]
    assert database.tables() == {"_default", "other"}
    database.drop_table("other")
    assert database.tables() == {"_default"}
    database.drop_tables()
    assert database.all() == []


def test_ours_is_a_record_a_line_and_plain_tinydb_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    with TinyDB(path, storage=DurableJSONStorage) as database:
        assert not path.exists()
        database.insert_multiple([{"b": "ü", "a": 1}, {"c": 2}])
        database.table("other").insert({"d": 3})
    lines = path.read_text("utf-8").split("\n")
    assert lines[1:4] == ['"1": {"a":1,"b":"ü"}', "", ',"2": {"c":2}']
    assert not parse(path.read_bytes()).problems
    with TinyDB(path) as plain:
        assert plain.all() == [{"a": 1, "b": "ü"}, {"c": 2}]
        assert plain.table("other").all() == [{"d": 3}]
        plain.insert({"e": 4})
    with TinyDB(path, storage=DurableJSONStorage) as database:
        assert database.all() == [{"a": 1, "b": "ü"}, {"c": 2}, {"e": 4}]


def test_ours_writes_nothing_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    with TinyDB(path, storage=DurableJSONStorage) as database:
        database.insert({"a": 1})
        before = path.read_bytes()
        with pytest.raises(ValueError, match="JSON"):
            database.insert({"a": float("nan")})
    assert path.read_bytes() == before


def test_ours_does_not_overwrite_what_another_program_wrote(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    storage = DurableJSONStorage(path)
    storage.write({"_default": {"1": {"a": 1}}})
    path.write_text('{"_default": {"1": {"a": 2}}}')
    with pytest.raises(StoreError, match="another program"):
        storage.write({"_default": {}})
    assert json.loads(path.read_bytes()) == {"_default": {"1": {"a": 2}}}


def test_ours_leaves_a_damaged_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    for damage in (b"", b'{"_default": {\n"1": {"a":', b"no json"):
        path.write_bytes(damage)
        with (
            TinyDB(path, storage=DurableJSONStorage) as database,
            pytest.raises(StoreError, match="left as it is"),
        ):
            database.insert({"b": 1})
        assert path.read_bytes() == damage
