"""Codebooks: what the built-in one offers, lookups, and errors that name file and line."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest

from annotations.codebook import (
    FREE_KEYS,
    CodebookError,
    builtin,
    load,
    parse,
)
from annotations.toml_lines import lines_of
from reader.keys.keymap import KeymapError, build_keymap
from reader.keys.labels import labels_to_bindings

SMALL = """
unit = "paragraph"

[[scale]]
id = "position"
name = "Haltung"
for = ["issue"]

[[scale.label]]
id = "favor"
key = "+"
value = 1

[[scale.label]]
id = "against"
key = "-"

[[target]]
id = "arms"
text = "Britain should buy Russian arms"
aliases = ["the arms deal"]

[[code]]
id = "frame"

[[code]]
id = "mock"
name = "mockery"
parent = "frame"
key = ",m"
colour = "#A3577D"

[[code]]
id = "ridicule"
merged_into = "mock"

[[variable]]
id = "genre"
level = "article"
values = ["news", "opinion"]
required = true

[[change]]
at = 2026-03-01T10:00:00+02:00
what = "definition"
subject = "code:mock"

[[change]]
at = 2026-02-01
what = "renamed"
subject = "code:mock"
"""


def test_the_built_in_codebook_has_the_two_scales_with_definitions_to_code_by() -> None:
    book = builtin()
    position, claim = book.scales
    assert book.unit == "free"
    assert [(x.id, x.key, x.glyph) for x in position.labels] == [
        ("favor", "+", "+"),
        ("against", "-", "-"),
        ("neutral", "=", "="),
        ("mixed", "%", "%"),
        ("unclear", "~", "~"),
    ]
    assert [(x.id, x.key) for x in claim.labels] == [
        ("affirms", "+"),
        ("denies", "-"),
        ("reports", "="),
        ("doubts", "~"),
    ]
    assert position.targets == ("entity", "issue", "event")
    assert claim.targets == ("claim",)
    assert (position.ordered, claim.ordered) == (True, False)
    for label in (*position.labels, *claim.labels):
        assert min(len(label.definition), len(label.exclude), len(label.example)) > 20
    assert not any(v.required for v in book.variables)
    assert {v.level for v in book.variables} == {"passage", "article"}
    assert book.path is None


def test_labels_are_found_by_id_name_key_and_scale() -> None:
    book = builtin()

    def found(text: str, kind: str = "") -> str:
        scale, label = book.find_label(text, target_kind=kind)
        return f"{scale.id}/{label.id}"

    assert found("against") == found("Against") == found("-") == "position/against"
    assert found("claim/denies") == found("Claim/-") == found("denies") == "claim/denies"
    assert found("-", "claim") == "claim/denies"
    assert found("mixed", "claim") == "position/mixed"
    for unknown in ("pro", "", "claim/", "claim/mixed", "other/favor"):
        with pytest.raises(CodebookError, match=r"position/favor\|against.*claim/affirms"):
            book.find_label(unknown)


def test_a_label_unknown_to_the_codebook_is_no_error() -> None:
    assert builtin().label("position", "hostile") is None
    assert builtin().label("mood", "favor") is None
    assert builtin().keys("mood") == {}
    assert list(builtin().keys("claim")) == ["+", "-", "=", "~"]


def test_codes_have_paths_and_merged_ones_lead_on() -> None:
    book = parse(SMALL, "f")
    assert book.code_path("mock") == book.code_path("ridicule") == "frame/mockery"
    assert book.code_path("unknown") == "unknown"
    for text in ("mock", "mockery", "Frame/Mockery", ",m", "ridicule"):
        code = book.find_code(text)
        assert code is not None
        assert code.id == "mock"
    assert book.find_code("nothing") is None
    assert [c.id for c in book.active_codes] == ["frame", "mock"]
    assert list(book.code_keys) == [",m"]


def test_a_name_of_two_codes_is_asked_about() -> None:
    book = parse(SMALL + '[[code]]\nid="tone"\n[[code]]\nid="m2"\nname="mockery"\nparent="tone"\n', "f")
    with pytest.raises(CodebookError, match="frame/mockery, tone/mockery"):
        book.find_code("Mockery ")
    assert book.find_code("frame/mockery") == book.codes[1]


def test_targets_variables_and_dates() -> None:
    book = parse(SMALL, "f")
    target = book.find_target("The ARMS deal")
    assert target is not None
    assert (target.id, target.kind) == ("arms", "issue")
    assert book.find_target("peace") is None
    genre = book.variable("genre")
    assert genre is not None
    assert (genre.required, genre.exclusive) == (True, True)
    assert genre.problem("news") == ""
    assert genre.problem("essay").startswith("genre: 'essay' is none of its values: news, opinion")
    assert genre.problem(["news"]) == "genre: it takes one text, not a list"
    several = dataclasses.replace(genre, exclusive=False)
    assert several.problem(["news", "opinion"]) == ""
    assert book.definition_changed("code:mock") == "2026-03-01T08:00:00Z"
    assert book.definition_changed("code:frame") == ""


def test_the_hash_is_of_what_is_said_not_of_how_it_is_written() -> None:
    book = parse(SMALL, "f")
    respaced = parse("# note\n" + SMALL.replace(" = ", "   =  ").replace("renamed", "moved"), "g", Path("x"))
    assert book.hash == respaced.hash
    assert re.fullmatch("[0-9a-f]{12}", book.hash)
    assert parse(SMALL.replace('"mockery"', '"ridicule!"'), "f").hash != book.hash
    assert parse(SMALL + "# more", "f") == book


WRONG = [
    ('unit = "paragraph"', 'unit = "word"', 2, "one of sentence, paragraph, article, free"),
    ('unit = "paragraph"', "unit = 3", 2, "not a whole number"),
    ('unit = "paragraph"', "schema = 2", 2, "schema 2 is not known"),
    ('unit = "paragraph"', "colour = 3", 2, "unknown field 'colour' in the codebook"),
    ('name = "Haltung"', 'nmae = "Haltung"', 6, "unknown field 'nmae' in [[scale]]"),
    ('for = ["issue"]', 'for = ["sport"]', 7, "not 'sport'"),
    ('for = ["issue"]', "for = [3]", 7, "one of them is a whole number"),
    ('for = ["issue"]', "ordered = 1", 7, "true or false"),
    ('id = "favor"', 'name = "favor"', 9, "[[scale.label]] needs 'id'"),
    ('id = "favor"', 'id = " favor"', 10, "outer spaces"),
    ('id = "favor"', 'id = "fa vor"', 10, "letters, digits"),
    ('id = "favor"', 'id = "fa\\u001bvor"', 10, "control characters"),
    ('id = "against"', 'id = "favor"', 15, "'favor' belongs to another label already"),
    ("value = 1", "value = nan", 12, "finite"),
    ("value = 1", "value = 1e300", 12, "finite"),
    ("value = 1", "value = true", 12, "should be a number"),
    ("value = 1", 'glyph = "ab"', 12, "one cell wide"),
    ("value = 1", 'glyph = "\U0001f600"', 12, "one cell wide"),
    ('key = "-"', 'key = "+"', 16, "belongs to label favor already"),
    ('key = "-"', 'key = "j"', 16, "belongs to a reading action"),
    ('key = "-"', 'key = ",m"', 16, "belongs to code mock already"),
    ('key = "-"', 'key = "ж"', 16, "is not one; free are"),
    ('key = "-"', 'key = ",1"', 16, "is not one"),
    ('key = "-"', 'key = ","', 16, "belongs to a reading action"),
    ('text = "Britain should buy Russian arms"', "", 18, "[[target]] needs 'text'"),
    ('aliases = ["the arms deal"]', 'aliases = ["a", "a"]', 21, "twice"),
    ('aliases = ["the arms deal"]', 'kind = "rumour"', 21, "not 'rumour'"),
    ('parent = "frame"', 'parent = "frames"', 29, "'frames' is not the id of a code"),
    ('parent = "frame"', 'parent = "mock"', 29, "in a circle"),
    ('parent = "frame"', 'parent = "ridicule"', 29, "was merged"),
    ('name = "mockery"', 'name = "a/b"', 28, "slash"),
    ('colour = "#A3577D"', 'colour = "red"', 31, "#RRGGBB"),
    ('colour = "#A3577D"', 'colour = "#A3577D\\n"', 31, "one line"),
    ('merged_into = "mock"', 'merged_into = "ridicule"', 35, "in a circle"),
    ('merged_into = "mock"', 'merged_into = "nobody"', 35, "not the id"),
    ('merged_into = "mock"', 'name = "frame"', 35, "belongs to another code beside it"),
    ('level = "article"', 'level = "word"', 39, "passage, article, actor"),
    ('what = "renamed"', 'what = ""', 50, "empty"),
    ("at = 2026-02-01", "at = 12", 49, "should be a date"),
    ("at = 2026-02-01", "", 48, "needs 'at'"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG, ids=[f"{w[2]} {w[3]}" for w in WRONG])
def test_errors_name_file_and_line(old: str, new: str, line: int, message: str) -> None:
    assert SMALL.count(old) == 1 or new.startswith("key") or old.startswith("id")
    with pytest.raises(CodebookError) as raised:
        parse(SMALL.replace(old, new, 1), "book.toml")
    said = str(raised.value)
    assert said.startswith(f"book.toml:{line}: ")
    assert message in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = [1,\n", "f:3: not TOML: behind = comes a text in quotes"),
        ("a = 1\na = 2\n", "f:2: not TOML: the same name stands there twice"),
        ("x = " + "[" * 50_000, "f: nested too deeply"),
        ("x = 1\n" + "a." * 50_000 + "a = 1", "f:2: nested too deeply"),
        ("x = " + "1" * 5000, "f:1: not TOML"),
        ("scale = 3", "f:1: 'scale' should be written as [[scale]] tables, not a whole number"),
        ("\nscale = [3]", "f:2: [[scale]] should be a table, not a whole number"),
        ('\nscale = [{id = "x"}]', "f:2: scale 'x' has no [[scale.label]]"),
        ("[scale]\nid = 3", "f:1: 'scale' should be written as [[scale]] tables, not a table"),
        ('x = """\n[[code]]\n"""\n[[code]]\nid = 3', "f:5: 'id' should be text"),
    ],
)
def test_hostile_text_gets_one_line(text: str, said: str) -> None:
    with pytest.raises(CodebookError) as raised:
        parse(text, "f")
    assert str(raised.value).startswith(said)
    assert len(str(raised.value)) < 400


def test_codes_nest_only_so_deep() -> None:
    chain = "".join(f'[[code]]\nid = "c{i}"\nparent = "c{i - 1}"\n' for i in range(1, 40))
    with pytest.raises(CodebookError, match="more than 12 levels deep"):
        parse('[[code]]\nid = "c0"\n' + chain, "f")


def test_lines_of_tables_and_keys_whatever_stands_in_texts() -> None:
    text = 'a = "x # [[no]]" # [[no]]\n[[t]] # c\nb = """\n[[t]]\n"""\nc = [\n 1,\n]\n'
    text += '[[t]]\n[[t.u]]\n"d e".f = 1\n'
    found = lines_of(text)
    assert found["a",] == 1
    assert (found["t", 0], found["t", 0, "b"], found["t", 0, "c"]) == (2, 3, 6)
    assert (found["t", 1], found["t", 1, "u", 0]) == (9, 10)


def test_no_file_means_the_built_in_codebook(tmp_path: Path) -> None:
    assert load(tmp_path / "codebook.toml") is builtin()
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_codebook(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(b'# one\n# two\nunit = "\xff"\n')
    with pytest.raises(CodebookError, match=r"codebook\.toml:3: not UTF-8"):
        load(path)
    path.write_bytes(b"\xef\xbb\xbfunit = 'article'\r\n")
    assert load(path).unit == "article"
    path.write_bytes(b"# " + b"x" * 1_000_001)
    with pytest.raises(CodebookError, match="larger than 1000 kB"):
        load(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(CodebookError, match="not a regular file"):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(CodebookError, match="a folder stands in its place"):
        load(path)


def test_every_free_key_can_be_bound_in_the_reader_and_no_other_can() -> None:
    label = builtin().scales[0].labels[0]
    build_keymap(labels=labels_to_bindings(dict.fromkeys(FREE_KEYS, label)))
    build_keymap(labels=labels_to_bindings(builtin().code_keys, kind="code"))
    for key in "jgz[]m'da0:?q/":
        assert key not in FREE_KEYS
        with pytest.raises(KeymapError):
            build_keymap(labels=labels_to_bindings({key: label}))
