"""Edits of a codebook file: what was meant is there, what the author wrote still is, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.codebook import Change, Code, CodebookError, Target, builtin, builtin_text, load, parse
from annotations.codebook_edit import add_code, add_target, change_code, edit, free_id

LOGGED = Change("2026-05-01T09:00:00Z", "added", "code:frame-history", "ann")
HISTORY = Code(
    "frame-history", "history", "frame", 'What "once was":\n  parallels.', key=",h", colour="#112233"
)


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def test_a_new_code_stands_behind_the_others_and_comments_stay() -> None:
    new = add_code(builtin_text(), HISTORY, LOGGED)
    book = parse(new, "f")
    assert book.codes == (*builtin().codes, HISTORY)
    assert book.changes == (LOGGED,)
    assert book.code_path("frame-history") == "frame/history"
    assert comments(new) == comments(builtin_text())
    assert new.index("[[code]]") < new.index('id = "frame-history"') < new.index("# --- Variables")
    rest = iter(new.splitlines())
    assert all(line in rest for line in builtin_text().splitlines())


def test_first_and_second_target() -> None:
    one = Target("arms", "issue", "Britain should buy Russian arms", ("the deal",))
    two = Target("short", "claim", "Russia is short of weapons")
    text = add_target(add_target(builtin_text(), one), two)
    assert parse(text, "f").targets == (one, two)
    with pytest.raises(CodebookError, match="belongs to another target already"):
        add_target(text, Target("other", "issue", "BRITAIN should buy Russian arms"))


def test_a_code_is_renamed_moved_defined_and_merged_under_its_old_id() -> None:
    text = add_code(builtin_text(), HISTORY, LOGGED)
    for what, values in (
        ("renamed", {"name": "the past"}),
        ("moved", {"parent": "device"}),
        ("definition", {"definition": "Anything before 1991.", "key": ""}),
    ):
        text = change_code(text, "frame-history", Change("2026-05-02", what, "code:frame-history"), **values)
    book = parse(text, "f")
    assert book.code_path("frame-history") == "device/the past"
    assert ",h" not in book.code_keys
    assert book.definition_changed("code:frame-history") == "2026-05-02"
    assert comments(text) == comments(builtin_text())
    merged = change_code(
        text,
        "frame-history",
        Change("2026-05-03", "merged", "code:frame-history"),
        merged_into="frame-conflict",
    )
    assert parse(merged, "f").code_path("frame-history") == "frame/conflict"


@pytest.mark.parametrize(
    ("code_id", "values", "said"),
    [
        ("nobody", {"name": "x"}, "no code 'nobody'"),
        ("frame", {"id": "frame2"}, "no field 'id'"),
        ("frame", {"weight": "1"}, "no field 'weight'"),
        ("frame", {"parent": "frame-conflict"}, "in a circle"),
        ("frame", {"key": "j"}, "belongs to a reading action"),
        ("frame", {"name": "a\nb"}, "one line"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(code_id: str, values: dict[str, str], said: str) -> None:
    with pytest.raises(CodebookError, match=said):
        change_code(builtin_text(), code_id, LOGGED, **values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# mine",
        "[[code]]\nid = 'x'",
        "unit = 'free'\r\n\r\n[[code]]\r\nid = 'x'\r\n",
        "# a\u2028b\n[[code]]\nid='x'\n#c\n[[change]]\nat=2020-01-01\nwhat='x'",
    ],
)
def test_small_files_of_any_line_ending(text: str) -> None:
    new = add_code(text, Code("frame", "frame"), LOGGED)
    assert [c.id for c in parse(new, "f").codes][-1] == "frame"
    rest = iter(new.split("\n"))
    assert all(line in rest for line in text.split("\n") if line)
    assert new.count("\r\n") in (0, new.count("\n"))


def test_codes_written_in_line_are_left_to_their_author() -> None:
    text = 'code = [{id = "a"}]\n'
    with pytest.raises(CodebookError):
        add_code(text, HISTORY, LOGGED)
    with pytest.raises(CodebookError, match="by hand"):
        change_code(text, "a", LOGGED, name="b")


def test_the_first_edit_makes_the_file_and_a_failed_one_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    book = edit(path, lambda text: add_code(text, HISTORY, LOGGED))
    assert book == load(path)
    assert book.path == path
    before = path.read_bytes()
    path.chmod(0o640)
    with pytest.raises(CodebookError):
        edit(path, lambda text: add_code(text, HISTORY, LOGGED))
    with pytest.raises(CodebookError, match="not TOML"):
        edit(path, lambda text: text + "[[")
    assert path.read_bytes() == before
    edit(path, lambda text: text + "# more\n")
    assert path.read_bytes() == before + b"# more\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["codebook.toml"]


def test_an_edit_never_overwrites_what_came_meanwhile_nor_follows_a_link(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text("# one\n", encoding="utf-8")

    def slow(text: str) -> str:
        path.write_text("# two\n", encoding="utf-8")
        return text + "# three\n"

    with pytest.raises(CodebookError, match="meanwhile"):
        edit(path, slow)
    assert path.read_text(encoding="utf-8") == "# two\n"
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    with pytest.raises(CodebookError, match="a link"):
        edit(link, lambda text: text)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["codebook.toml", "link.toml"]


def test_ids_are_made_from_names_and_never_twice() -> None:
    assert free_id("Scare quotes!", ()) == "scare-quotes"
    assert free_id("Frame/Mockery", {"frame-mockery", "frame-mockery-2"}) == "frame-mockery-3"
    assert free_id("Холодная война", ()) == "холодная-война"
    assert free_id("!!!", {"code"}) == "code-2"
    assert parse(f'[[code]]\nid = "{free_id("x" * 300, ())}"\n', "f").codes
