"""The bytes of a store file: layout, foreign layouts, damage."""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from annotations.lines import UNMERGED, Parsed, dumps, line_hash, parse, render
from annotations.rows import article_header, file_from

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
).filter(lambda value: value == value and "Infinity" not in json.dumps(value))
RECORDS = st.dictionaries(TEXTS, VALUES, max_size=3).map(lambda data: {**data, "kind": "future"})
TABLES = st.dictionaries(st.integers(1, 2**63 - 1).map(str), RECORDS, max_size=5)
MEMO: dict[str, Any] = {"kind": "memo", "id": "5", "rev": 1, "note": "base"}


def rendered(table: dict[str, Any], others: dict[str, Any] | None = None) -> bytes:
    tables = {name: dumps(value) for name, value in (others or {}).items()}
    return render([(key, dumps(data)) for key, data in table.items()], tables)


def read(parsed: Parsed) -> dict[str, Any]:
    return {line.key: line.data for line in parsed.lines}


@given(TABLES, st.dictionaries(TEXTS.filter(lambda name: name != "_default"), TABLES, max_size=2))
@settings(max_examples=60, deadline=None)
def test_what_is_rendered_is_json_and_parses_back(table: dict[str, Any], others: dict[str, Any]) -> None:
    data = rendered(table, others)
    assert json.loads(data) == {"_default": table, **others}
    parsed = parse(data)
    assert (read(parsed), parsed.problems, parsed.damaged) == (table, [], False)
    assert render([(line.key, line.value) for line in parsed.lines], parsed.tables) == data
    assert parse(data.replace(b"\n", b"\r\n")) == parsed


@given(TABLES, st.sampled_from([None, 2, "\t"]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_json_layout_opens(table: dict[str, Any], indent: int | str | None, ascii_only: bool) -> None:
    data = json.dumps({"_default": table, "more": {"1": {"a": 1}}}, indent=indent, ensure_ascii=ascii_only)
    parsed = parse(data.encode())
    assert (read(parsed), parsed.problems, parsed.damaged) == (table, [], False)
    assert parsed.tables == {"more": b'{"1":{"a":1}}'} or parsed.tables == {"more": b'{"1": {"a": 1}}'}
    assert json.loads(render([(line.key, line.value) for line in parsed.lines])) == {"_default": table}


@given(TABLES, st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_a_truncated_file_gives_every_whole_record(table: dict[str, Any], cut: int) -> None:
    data = rendered(table)
    part = data[: min(cut, len(data) - 3)]
    parsed = parse(part)
    whole = {}
    for line in part.split(b"\n")[:-1]:
        if b": " in line and not line.startswith(b"{"):
            key = json.loads(line.lstrip(b",").split(b": ", 1)[0])
            whole[key] = table[key]
    assert parsed.damaged
    assert parsed.problems
    assert read(parsed).items() >= whole.items()
    assert read(parsed).items() <= table.items()


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_foreign_bytes_never_raise(data: bytes) -> None:
    parsed = parse(data)
    assert parsed.damaged or not parsed.problems
    for line in parsed.lines:
        assert json.loads(line.value) == line.data


GOOD = {"5": {"kind": "memo", "n": 1}, "6": {"kind": "memo", "n": 2}, "7": {"kind": "memo", "n": 3}}


def test_an_empty_file_is_damage_not_an_empty_store() -> None:
    for data in (b"", b"\n", b" \r\n"):
        assert parse(data).damaged
        assert parse(data).problems == [(0, "the file is empty")]


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        (b'{"kind":"memo","n":NaN}', 4, "NaN"),
        (b'{"kind":"memo","n":"\\ud800"}', 4, "surrogate"),
        (b'{"kind":"memo","n":"\xff"}', 4, "foreign bytes"),
        (b'{"kind":"memo","n":', 4, "no record"),
        (b"12", 4, "no object"),
        (b"\x00\x00\x00", 4, "no record"),
        (b'{"kind":"memo","n":' + b"[" * 100_000, 4, "no record"),
    ],
)
def test_one_bad_record_is_named_and_the_others_are_read(broken: bytes, line: int, words: str) -> None:
    data = rendered(GOOD).replace(b'{"kind":"memo","n":2}', broken)
    parsed = parse(data)
    assert parsed.damaged
    assert [number for number, _ in parsed.problems] == [line]
    assert words in parsed.problems[0][1]
    assert (read(parsed)["5"], read(parsed)["7"]) == (GOOD["5"], GOOD["7"])
    json.loads(render([(found.key, found.value) for found in parsed.lines]))


def test_a_record_with_a_value_json_has_no_word_for_keeps_the_rest() -> None:
    data = rendered(GOOD).replace(b'"n":2', b'"n":[NaN,"\\ud800x","\\ud83d\\ude00"]')
    assert read(parse(data))["6"] == {"kind": "memo", "n": [None, "�x", "😀"]}


def test_conflict_markers_leave_both_sides() -> None:
    ours, theirs = b',"6": {"kind":"memo","n":2}', b',"8": {"kind":"memo","n":4}'
    data = rendered(GOOD).replace(
        ours, b"<<<<<<< HEAD\n" + ours + b"\n=======\n" + theirs + b"\n>>>>>>> topic"
    )
    parsed = parse(data)
    assert parsed.damaged
    assert [number for number, _ in parsed.problems] == [4]
    assert "merge" in parsed.problems[0][1]
    assert read(parsed) == {**GOOD, "8": {"kind": "memo", "n": 4}}


def test_both_sides_of_a_conflict_are_read_in_any_layout() -> None:
    """Both ends of a record and a whole record besides, as git marks them in a file that jq laid out."""
    ours, theirs = {**GOOD, "6": {"kind": "memo", "n": 20}}, {**GOOD, "8": {"kind": "memo", "n": 4}}
    sides = [json.dumps({"_default": one, "x": {}}, indent=2).split("\n") for one in (ours, theirs)]
    marked: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(None, sides[0], sides[1], autojunk=False).get_opcodes():
        if tag == "equal":
            marked += sides[0][i:j]
        else:
            marked += ["<<<<<<< HEAD", *sides[0][i:j], "=======", *sides[1][k:m], ">>>>>>> topic"]
    for end in ("\n", "\r\n"):
        parsed = parse(end.join(marked).encode())
        assert parsed.damaged
        assert [line.data for line in parsed.lines] == [*ours.values(), theirs["6"], theirs["8"]]
        assert [line.key for line in parsed.lines] == ["5", "6", "7", "6", "8"]
        assert parsed.problems == [(marked.index("<<<<<<< HEAD") + 1, UNMERGED)]
        assert parsed.tables == {"x": b"{}"}


def test_a_member_inside_a_record_is_not_taken_for_one() -> None:
    record = {"kind": "memo", "n": 1, "z": {"kind": "memo"}}
    pretty = json.dumps({"_default": {"5": record, "6": record}}, indent=1)
    compact = re.sub(r"\{\s+(\"kind\": \"memo\")\s+\}", r"{\1}", pretty)
    cut = compact[: compact.rindex('"n"')]
    assert '"z": {"kind": "memo"}\n' in cut
    assert read(parse(cut.encode())) == {"5": record}


def test_commas_are_mended_without_alarm() -> None:
    data = rendered(GOOD).replace(b',"6"', b'"6"')
    parsed = parse(data)
    assert read(parsed) == GOOD
    assert not parsed.damaged
    assert [number for number, _ in parsed.problems] == [4]


@pytest.mark.parametrize("end", [30, 60, 100])
def test_a_broken_one_line_document_is_salvaged(end: int) -> None:
    data = json.dumps({"_default": GOOD}).encode()
    parsed = parse(data[:end])
    expected = {
        key: value for key, value in GOOD.items() if json.dumps({key: value})[1:-1] in data[:end].decode()
    }
    assert parsed.damaged
    assert read(parsed) == expected


def test_nested_numbers_are_not_taken_for_records() -> None:
    data = b'{"_default": {"5": {"kind":"memo","values":{"9": {"kind":"memo"}, "x": tru'
    assert read(parse(data)) == {}
    data = b'{"_default": {"5": {"kind":"memo","values":{"9": {"kind":"memo"}}}, "6": {'
    assert list(read(parse(data))) == ["5"]


def test_no_file_is_made_with_a_second_table_of_records() -> None:
    with pytest.raises(ValueError, match="a second _default"):
        render([("5", dumps(GOOD["5"]))], {"_default": b"null"})


@pytest.mark.parametrize("value", ["null", "true", "7", '"abc"', "[]", "[7]", '[{"kind":"memo"}]'])
def test_what_is_no_table_of_records_is_damage_and_is_not_kept_beside_one(value: str) -> None:
    for data in (
        f'{{"_default": {value}, "x": {{}}}}',
        f'{{"_default": {{\n\n}}\n\n,"_default": {value}\n}}\n',
    ):
        parsed = parse(data.encode())
        assert parsed.damaged
        assert any("_default" in message for _, message in parsed.problems)
        assert parsed.lines == []
        assert "_default" not in parsed.tables


def test_records_in_a_list_stand_by_their_ids() -> None:
    records = [{"kind": "article", "path": "a.txt"}, {"kind": "memo", "id": "5"}, {"kind": "memo", "id": 6}]
    parsed = parse(json.dumps({"_default": [*records, {"kind": "memo", "id": True}]}, indent=1).encode())
    assert read(parsed) == dict(zip(["1", "5", "6"], records, strict=True))
    assert [message for _, message in parsed.problems][1:] == ["a record that does not say its id"]


def test_what_cannot_be_understood_is_kept_byte_for_byte() -> None:
    raw = {
        "2": b'{ "kind" : "hologram", "z": 1.0,  "a": 12345678901234567890 }',
        "3": b'{"kind":"annotation","id":"3","segments":"wrong"}',
        "4": b'{"no":"kind"}',
    }
    data = render(
        [("1", b'{"kind":"article","path":"a.txt","schema":1,"x":2}'), *raw.items()], {"t": b'{"1": {}}'}
    )
    state = file_from("a.txt.json", parse(data), shown="ann/a.txt.json")
    assert state.render({}) == data
    assert not state.damaged
    assert [(p.line, p.path) for p in state.problems] == [(6, "ann/a.txt.json"), (8, "ann/a.txt.json")]
    assert [row.live for row in state.rows.values()] == [False, False, False]


def test_of_two_first_records_the_one_that_means_the_file_counts_whoever_merged() -> None:
    moved, here, odd = (
        {"kind": "article", "path": path, "schema": 1} for path in ("old/a.txt", "a.txt", "z")
    )
    for headers in ([moved, here, odd], [odd, here, moved], [here]):
        lines = [("1", dumps(header)) for header in headers]
        state = file_from("a.txt.json", parse(render([*lines, ("5", dumps(MEMO))])), shown="f")
        assert state.path == "a.txt"
        assert state.render(article_header("never")) == rendered({"1": here, "5": MEMO})


def test_a_file_that_was_renamed_says_so_from_its_next_save() -> None:
    other = {"kind": "article", "path": "old/a.txt", "schema": 1}
    state = file_from("a.txt.json", parse(rendered({"1": other, "5": MEMO})), shown="f")
    assert state.path == "a.txt"
    data = state.render(article_header(state.path))
    assert data == rendered({"1": {**other, "path": "a.txt"}, "5": MEMO})


@pytest.mark.parametrize("key", ["5", "x", "05", str(1 << 63)])
def test_the_first_record_has_a_key_that_plain_tinydb_reads_and_no_other_has(
    key: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt.json"
    header = {"kind": "article", "path": "a.txt", "schema": 1}
    state = file_from("a.txt.json", parse(render([(key, dumps(header)), ("5", dumps(MEMO))])), shown="f")
    path.write_bytes(state.render({}))
    with TinyDB(path, access_mode="r") as database:
        assert [dict(record) for record in database.all()] == [header, MEMO]


@pytest.mark.parametrize(("schema", "blocked"), [(1, False), (2, True), ("1", True), (True, True)])
def test_a_newer_schema_opens_read_only(schema: Any, blocked: bool) -> None:
    data = rendered({"1": {"kind": "article", "path": "a.txt", "schema": schema}, **GOOD})
    state = file_from("a.txt.json", parse(data), shown="f")
    assert bool(state.blocked) == blocked
    assert list(state.rows) == ["5", "6", "7"]


def test_plain_tinydb_rewrites_and_we_read_it_back(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.json"
    table: dict[str, Any] = {
        "1": {"kind": "article", "path": "a.txt", "schema": 1},
        **GOOD,
        "8": {"kind": "memo", "t": "“ü”"},
    }
    path.write_bytes(rendered(table))
    with TinyDB(path) as database:
        database.update({"n": 9}, doc_ids=[6])
    assert b"\n" not in path.read_bytes()
    parsed = parse(path.read_bytes())
    assert read(parsed) == {**table, "6": {"kind": "memo", "n": 9}}
    assert not parsed.problems
    assert line_hash(parsed.lines[-1].data) == line_hash(table["8"])
