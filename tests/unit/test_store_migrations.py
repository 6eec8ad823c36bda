"""Records of older and newer versions: read by pure functions, merged by git, never rewritten unasked."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotations import migrations
from annotations.bundle import Bundle
from annotations.codebook import builtin
from annotations.formats import Options, jsonl
from annotations.lines import dumps, next_chain
from annotations.model import Annotation
from annotations.records import record_from_dict
from annotations.store import AnnotationStore, StoreError
from tests.stores import notes

Data = dict[str, Any]


def renamed(old: str, new: str) -> migrations.Migration:
    """A migration that calls the field *old* by its name of today."""

    def migrate(data: Data) -> Data:
        data = dict(data)
        if old in data:
            data[new] = data.pop(old)
        return data

    return migrate


@pytest.fixture
def version_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's program as if it wrote version 3: a note was a ``comment`` in 2, and a ``remark`` in 1."""
    monkeypatch.setattr(migrations, "SCHEMA", 3)
    steps = {1: renamed("remark", "comment"), 2: renamed("comment", "note")}
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)


def old_record(key: int, field: str, note: str, **more: Any) -> Data:
    made = Annotation(str(key), "d0c", "ann", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z").to_dict()
    return {**made, field: note, **more}


def write(repository: Path, records: list[Data]) -> Path:
    """A store file as it is laid out, with these records."""
    path = repository / "annotations" / "ann" / "a.txt.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = dumps({"kind": "article", "path": "a.txt", "schema": 1})
    rows = [b'"1": ' + header, *(b',"%s": %s' % (r["id"].encode(), dumps(r)) for r in records)]
    path.write_bytes(b'{"_default": {\n' + b"\n\n".join(rows) + b"\n\n}}\n")
    return path


def opened(repository: Path) -> AnnotationStore:
    store = AnnotationStore(repository / "annotations", "ann")
    store.load()
    return store


# -- the steps


def test_every_version_there_was_has_its_step() -> None:
    assert sorted(migrations.MIGRATIONS) == list(range(1, migrations.SCHEMA))


@pytest.mark.usefixtures("version_3")
def test_a_record_goes_through_every_step_from_its_own_version() -> None:
    first, second = old_record(5, "remark", "a"), old_record(5, "comment", "a", schema=2)
    today = old_record(5, "note", "a", schema=3)
    before = [dumps(data) for data in (first, second, today)]
    assert [migrations.migrated(data)["note"] for data in (first, second, today)] == ["a", "a", "a"]
    assert [dumps(data) for data in (first, second, today)] == before
    # A field that has today's meaning of an older one's name is not taken for it.
    assert migrations.migrated({**today, "remark": "of today"})["remark"] == "of today"
    record = record_from_dict(first)
    assert isinstance(record, Annotation)
    assert (record.note, dict(record.extra)) == ("a", {})


@pytest.mark.parametrize(
    ("schema", "is_newer"),
    [(1, False), (0, False), (-1, False), (2, True), (99, True), ("1", True), (True, True), (None, False)],
)
def test_what_is_not_known_is_newer(schema: Any, is_newer: bool) -> None:
    assert (migrations.newer({"schema": schema}) is not None) is is_newer
    assert migrations.migrated({"schema": schema, "a": 1})["a"] == 1


# -- in a store


@pytest.mark.usefixtures("version_3")
def test_nothing_is_rewritten_but_what_is_changed(tmp_path: Path) -> None:
    path = write(tmp_path, [old_record(5, "remark", "a"), old_record(6, "comment", "b", schema=2)])
    before = path.read_bytes()
    store = opened(tmp_path)
    assert (notes(store), store.problems()) == (["a", "b"], ())
    assert path.read_bytes() == before
    (a,) = [one for one in store.annotations() if one.note == "a"]
    store.edit("a.txt", replace(a, note="A")).result(10)
    lines = path.read_bytes().split(b"\n\n")
    assert lines[0] == before.split(b"\n\n")[0]
    assert lines[2] == before.split(b"\n\n")[2]
    changed = orjson.loads(lines[1].partition(b": ")[2])
    assert (changed["schema"], changed["note"], "remark" in changed) == (3, "A", False)
    # It is known for the next revision of the one that was there.
    was = orjson.loads(before.split(b"\n\n")[1].partition(b": ")[2])
    assert changed["prev"] == next_chain(was)
    store.undo()[1].result(10)
    assert notes(store) == ["a", "b"]
    store.close()


def test_a_newer_record_makes_a_file_read_only_with_one_clear_line(tmp_path: Path) -> None:
    path = write(tmp_path, [old_record(5, "note", "a"), old_record(6, "note", "b", schema=2, added=[1])])
    before = path.read_bytes()
    store = opened(tmp_path)
    (problem,) = store.problems()
    assert str(problem) == (
        "ann/a.txt.json:6: written by a newer version (schema 2): it opens read-only here; "
        "use a newer Close Reader"
    )
    assert notes(store) == ["a", "b"]
    with pytest.raises(StoreError, match="written by a newer version"):
        store.remove("a.txt", "5")
    store.add("b.txt", replace(store.annotations()[0], id=store.new_id())).result(10)
    store.close()
    assert path.read_bytes() == before


def test_a_newer_record_is_not_taken_in(tmp_path: Path) -> None:
    store = opened(write(tmp_path, []).parents[2])
    (from_elsewhere,) = [record_from_dict(old_record(5, "note", "a", schema=2))]
    assert isinstance(from_elsewhere, Annotation)
    with pytest.raises(StoreError, match=r"annotation 5: written by a newer version \(schema 2\)"):
        store.add("a.txt", from_elsewhere)
    assert notes(store) == []
    store.close()


@pytest.mark.usefixtures("version_3")
def test_unknown_fields_and_tables_outlast_a_migration(tmp_path: Path) -> None:
    path = write(tmp_path, [old_record(5, "remark", "a", colour={"of": ["red"]})])
    path.write_bytes(path.read_bytes().replace(b"}}\n", b'}\n\n,"theirs": {"9": {"b": 1}}\n\n}\n'))
    store = opened(tmp_path)
    (a,) = store.annotations()
    store.edit("a.txt", replace(a, note="A")).result(10)
    store.close()
    tables = orjson.loads(path.read_bytes())
    assert tables["theirs"] == {"9": {"b": 1}}
    record = tables["_default"]["5"]
    assert (record["note"], record["colour"], record["schema"]) == ("A", {"of": ["red"]}, 3)


@pytest.mark.usefixtures("version_3")
def test_what_leaves_says_its_version(tmp_path: Path) -> None:
    write(tmp_path, [old_record(5, "remark", "a")])
    store = opened(tmp_path)
    found = tuple((store.path_of(a.id), a) for a in store.annotations())
    stream = io.BytesIO()
    jsonl.write(Bundle("c", (), found, builtin(), "ann"), stream, Options())
    store.close()
    lines = map(orjson.loads, stream.getvalue().splitlines())
    (record,) = [line["record"] for line in lines if "record" in line]
    assert (record["schema"], record["note"]) == (3, "a")
    (back,) = jsonl.read(io.BytesIO(stream.getvalue()), "x").annotations
    assert back.annotation.note == "a"


# -- across branches


def git(repository: Path, *words: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *words], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


Edit = Callable[[list[Data]], list[Data]]


def by_an_older_program(repository: Path, edit: Edit) -> None:
    """What a program of version 1 makes of its records, which it writes as it knows them."""
    path = repository / "annotations" / "ann" / "a.txt.json"
    table = orjson.loads(path.read_bytes())["_default"]
    write(repository, edit([record for key, record in table.items() if key != "1"]))
    git(repository, "commit", "-q", "-a", "-m", "by an older program")


def edited(record: Data, note: str) -> Data:
    return {**record, "remark": note, "rev": record["rev"] + 1, "prev": next_chain(record)}


def by_this_program(repository: Path, **changed: str) -> None:
    store = opened(repository)
    for one in store.annotations():
        if one.note in changed:
            store.edit("a.txt", replace(one, note=changed[one.note]))
    assert store.close() == ()
    git(repository, "commit", "-q", "-a", "-m", "by this program")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Five records of version 1, on ``main`` and on ``older``."""
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, [old_record(number, "remark", note) for number, note in enumerate("abcde", 5)])
    (tmp_path / "annotations" / ".gitattributes").write_text("*.json text eol=lf merge=union\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "made")
    git(tmp_path, "branch", "older")
    return tmp_path


def merged(repository: Path) -> AnnotationStore:
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "-m", "merged", "older")
    orjson.loads((repository / "annotations" / "ann" / "a.txt.json").read_bytes())
    return opened(repository)


@pytest.mark.usefixtures("version_3")
def test_records_of_two_versions_meet_without_a_conflict(repository: Path) -> None:
    by_this_program(repository, a="A", c="C", e="E")
    git(repository, "checkout", "-q", "older")

    def edit(records: list[Data]) -> list[Data]:
        a, b, c, d, e = records
        return [a, edited(b, "B"), c, edited(d, "D"), e, old_record(10, "remark", "new")]

    by_an_older_program(repository, edit)
    store = merged(repository)
    assert (notes(store), store.problems()) == (["A", "B", "C", "D", "E", "new"], ())
    store.close()


@pytest.mark.usefixtures("version_3")
def test_one_record_changed_by_both_is_kept_twice(repository: Path) -> None:
    by_this_program(repository, b="B here")
    git(repository, "checkout", "-q", "older")
    by_an_older_program(repository, lambda r: [r[0], edited(r[1], "B there"), *r[2:]])
    store = merged(repository)
    assert notes(store) == ["B here", "B there", "a", "c", "d", "e"]
    assert "edited in two places: both are kept" in store.problems()[0].message
    store.close()


def test_the_older_program_reads_what_was_merged_and_leaves_it_alone(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "SCHEMA", 2)
        newer.setattr(migrations, "MIGRATIONS", {1: renamed("remark", "note")})
        by_this_program(repository, a="A")
    git(repository, "checkout", "-q", "older")
    by_an_older_program(repository, lambda r: [*r, old_record(10, "remark", "new")])
    store = merged(repository)
    (problem,) = store.problems()
    assert problem.message.startswith("written by a newer version (schema 2): it opens read-only here; ")
    assert len(store.annotations()) == 6
    store.close()
    assert git(repository, "status", "--porcelain", "-uno") == ""
