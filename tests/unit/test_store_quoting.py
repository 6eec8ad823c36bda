"""Messages about what a file holds: one line, short, clean, whatever the file holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.codebook import CodebookError, parse
from annotations.fields import ModelError
from annotations.history import HISTORY_FILE, Entry, Past, entry_line
from annotations.model import Annotation
from annotations.quoting import named, one_line, quoted, several
from annotations.records import record_from_dict
from annotations.store import AnnotationStore, StoreError

LONG = "ab\x1b[31m\u202e\u2028" * 100_000
"""Longer than any line, with a terminal's orders, turned-around text, and an end of line in it."""
T = "2024-05-01T10:00:00Z"


def fit_to_show(message: str) -> bool:
    return len(message) < 600 and message.isprintable()


def test_quoting_is_short_and_clean() -> None:
    assert quoted("Ann") == "'Ann'"
    assert quoted(7) == "7"
    assert quoted({"a": [1]}) == "an object"
    assert quoted([[]]) == "a list"
    assert quoted(10**5000) == "a number of more than 63 bits"
    assert one_line(" a\n\x1bb ") == "a b"
    assert one_line("x" * 60) == "x" * 60
    assert one_line("x" * 61) == "x" * 59 + "…"
    assert (named("Ann", "?"), named(3, "?"), named("\n", "?")) == ("Ann", "?", "?")
    assert several("abcdefg") == "a, b, c, d, e and 2 more"
    for value in (LONG, [LONG], {LONG: 1}, 10**300, None):
        assert fit_to_show(quoted(value))
        assert fit_to_show(named(value, "?"))
    assert fit_to_show(one_line(LONG))
    assert fit_to_show(several([LONG, LONG], 2))


def stored(folder: Path, *records: dict[str, Any], schema: Any = 1, name: str = "ann") -> Path:
    """A store folder with *records* about a.txt, in a layout that any program may have written."""
    (folder / "ann").mkdir(parents=True)
    header = {"kind": "article", "path": "a.txt", "schema": schema}
    rows = {"1": header} | {str(number): record for number, record in enumerate(records, 2)}
    (folder / "ann" / "a.txt.json").write_text(json.dumps({"_default": rows}))
    corpus = {"_default": {"1": {"kind": "corpus", "annotator": name, "schema": 1}}}
    (folder / "ann" / "_corpus").write_text(json.dumps(corpus))
    return folder


def record(**fields: Any) -> dict[str, Any]:
    plain = {"kind": "annotation", "doc": "d", "annotator": "ann", "created": T, "modified": T}
    return {**plain, **fields}


DEEP: Any = []
for _ in range(900):
    DEEP = [DEEP]


@pytest.mark.parametrize("value", [LONG, {"x": LONG}, DEEP, 10**60, 1.5e300])
@pytest.mark.parametrize("field", ["status", "id", "kind", "schema"])
def test_what_is_wrong_with_a_file_is_told_in_a_short_line(tmp_path: Path, field: str, value: Any) -> None:
    folder = tmp_path / "annotations"
    if field == "schema":
        stored(folder, record(), schema=value)
    else:
        stored(folder, record(**{field: value}))
    store = AnnotationStore(folder, "ann")
    problems = store.load().problems
    assert bool(problems) == ((field, value) != ("kind", LONG))  # a kind of a newer program is kept, no more
    assert all(fit_to_show(str(problem)) for problem in problems)


def test_a_field_that_may_be_one_of_a_few_quotes_what_it_was() -> None:
    with pytest.raises(ModelError, match=r"status should be .*, got '(ab.*){2,}…'") as raised:
        record_from_dict(record(id="5", status=LONG))
    assert fit_to_show(str(raised.value))


def test_an_annotators_name_from_a_file_is_one_short_line(tmp_path: Path) -> None:
    store = AnnotationStore(stored(tmp_path / "annotations", record(), name=LONG), "")
    store.load()
    (name,) = store.annotators()
    assert len(name) == 100
    assert name.isprintable()
    with pytest.raises(StoreError, match="there are those of: ab") as raised:
        store.annotations(annotator=LONG)
    assert fit_to_show(str(raised.value))
    with pytest.raises(StoreError) as raised:
        store.get(LONG)
    assert fit_to_show(str(raised.value))


def test_who_changed_what_is_named_in_a_short_line(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    store = AnnotationStore(folder, "ann")
    store.load()
    one = Annotation(store.new_id(), "d", "ann", store.now(), store.now())
    store.add("a.txt", one).result(10)
    store.close()
    removed = {"kind": "removed", "rev": 2, "prev": "", "by": LONG, "t": LONG}
    rows = {"1": {"kind": "article", "path": "a.txt", "schema": 1}, one.id: removed}
    (folder / "ann" / "a.txt.json").write_text(json.dumps({"_default": rows}))
    store = AnnotationStore(folder, "ann")
    store.load()
    with pytest.raises(StoreError, match="was removed since by ab") as raised:
        store.undo()
    assert fit_to_show(str(raised.value))
    past = Past("a.txt.json", one.id, 1, 2, {"kind": LONG})
    (folder / "ann" / HISTORY_FILE).write_bytes(entry_line(Entry("e", LONG, LONG, "ann", (past,))))
    store = AnnotationStore(folder, "ann")
    store.load()
    with pytest.raises(StoreError, match="the log is damaged") as raised:
        store.undo()
    assert fit_to_show(str(raised.value))


def test_two_sides_that_meet_are_told_in_short_lines(tmp_path: Path) -> None:
    folder = stored(tmp_path / "annotations")
    kept = json.dumps(record(id="5", rev=2, note="kept"))
    gone = json.dumps({"kind": "removed", "rev": 2, "prev": "", "by": LONG, "t": T})
    header = json.dumps({"kind": "article", "path": "a.txt", "schema": 1})
    (folder / "ann" / "a.txt.json").write_text(
        f'{{"_default": {{\n"1": {header}\n\n,"5": {kept}\n\n,"5": {gone}\n\n}}}}\n'
    )
    problems = AnnotationStore(folder, "ann").load().problems
    assert any("was removed by ab" in problem.message for problem in problems)
    assert all(fit_to_show(str(problem)) for problem in problems)


@pytest.mark.parametrize("character", "\u202e\u2066\u200f\u061c\x85\u2028")
@pytest.mark.parametrize("field", ["id", "name"])
def test_a_codebook_has_no_name_that_turns_text_around(character: str, field: str) -> None:
    values = {"id": "frame", "name": "frame"} | {field: f"fra{character}me"}
    text = "[[code]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    with pytest.raises(CodebookError, match="one line without control characters") as raised:
        parse(text, "codebook.toml")
    assert fit_to_show(str(raised.value))


def test_joiners_stay_in_names_that_need_them() -> None:
    book = parse('[[code]]\nid = "c"\nname = "می\u200cخواهم"\n', "codebook.toml")
    assert book.codes[0].name == "می\u200cخواهم"


@pytest.mark.parametrize(
    "text",
    [
        f'"{"x" * 100_000}" = 1\n',
        f'unit = "{"x" * 100_000}"\n',
        f'[[code]]\nid = "{"!" * 490}"\n',
        f'[[code]]\nid = "a"\nkey = "{"k" * 490}"\n',
        f"[{'a' * 50_000}]\n[{'a' * 50_000}]\n",
        '"\\u202e\\u0007" = 1\n',
    ],
)
def test_a_wrong_codebook_is_told_in_a_short_line(text: str) -> None:
    with pytest.raises(CodebookError) as raised:
        parse(text, "codebook.toml")
    assert fit_to_show(str(raised.value))
