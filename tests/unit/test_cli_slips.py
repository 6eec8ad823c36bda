"""Slips of the hand on the command line: each is told, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Reader


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (["annotate", "SEEDS", "003", "--whole", "--note", "caf\udce9"], "--note"),
        (["annotate", "SEEDS", "003", "--whole", "--stance", "favor", "--target", "\udce9"], "--target"),
        (["annotate", "SEEDS", "003", "--whole", "--tag", "\udce9"], "--tag"),
        (["annotate", "SEEDS", "003", "--quote", "\udce9", "--note", "x"], "--quote"),
        (["annotate", "SEEDS", "003", "--whole", "--note", "x", "--as", "\udce9"], "--as"),
        (["--as", "\udce9", "list", "SEEDS"], "--as"),
        (["set", "SEEDS", "003", "title=\udce9"], "FIELD=VALUE"),
        (["search", "SEEDS", "\udce9"], "QUERY"),
        (["done", "SEEDS", "003", "--not-codable", "\udce9"], "--not-codable"),
    ],
)
def test_bytes_that_are_no_text_are_refused(reader: Reader, seeds: Path, argv: list[str], name: str) -> None:
    said = reader(*(str(seeds) if word == "SEEDS" else word for word in argv)).error
    assert said.startswith(f"reader: {name}: not UTF-8: ")
    assert "\\xe9" in said
    assert reader("annotations", seeds, "--as", "ann").out == ""


def test_file_names_may_be_any_bytes(reader: Reader, seeds: Path) -> None:
    assert "no such article" in reader("show", seeds, "\udcff").error
    assert "no such file" in reader("import", seeds, "\udcff.json").error


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("annotate", "003", "--whole", "--note", "-"), "--note: stdin is not UTF-8"),
        (("search", "--batch"), "stdin, line 2: not UTF-8"),
    ],
)
def test_bytes_on_stdin_that_are_no_text_are_refused(
    reader: Reader, seeds: Path, argv: tuple[str, ...], said: str
) -> None:
    ran = reader(argv[0], seeds, *argv[1:], stdin=b"zzzzzzzz\ncaf\xe9\n")
    assert ran.status == 2
    assert said in ran.err


def test_an_empty_name_of_an_article_is_none(reader: Reader, seeds: Path) -> None:
    assert reader("show", seeds, "").error.startswith("reader: an article is needed, not an empty name")
    assert reader("annotate", seeds, " ", "--whole", "--note", "x").error.startswith("reader: an article")


@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (
            ["annotate", "SEEDS", "003", "--whole", "--note", "x", "--as", "ann", "--annotations"],
            "--annotations",
        ),
        (["list", "SEEDS", "--annotations"], "--annotations"),
        (["SEEDS", "--annotations"], "--annotations"),
        (["export", "SEEDS", "--format", "csv", "--output"], "--output"),
        (["paths", "--forget"], "--forget"),
        (["import", "SEEDS"], "FILE"),
        (["move", "SEEDS", "003"], "NEW"),
        (["check"], "CORPUS"),
        ([], "CORPUS"),
    ],
)
def test_an_empty_name_of_a_folder_or_file_is_refused(
    reader: Reader, seeds: Path, argv: list[str], name: str, empty: str
) -> None:
    said = reader(*(str(seeds) if word == "SEEDS" else word for word in argv), empty).error
    assert said == f"reader: {name}: it is empty, a name is needed\n"
    assert not (seeds / "annotations").exists()


@pytest.mark.parametrize("command", [("remove",), ("edit", "--note", "y")])
def test_the_first_digits_of_an_id_change_nothing(
    reader: Reader, seeds: Path, command: tuple[str, ...]
) -> None:
    made = reader("annotate", seeds, "003", "--whole", "--note", "x").out.strip()
    said = reader(command[0], seeds, made[:3], *command[1:]).error
    assert said == f"reader: {made[:3]}: too short for an id, give 4 characters; it begins {made}\n"
    assert reader(command[0], seeds, made[:4], *command[1:]).status == 0


def test_only_annotations_make_the_beginning_of_an_id_ambiguous(reader: Reader, seeds: Path) -> None:
    made = [
        reader("annotate", seeds, "003", "--whole", "--stance", "favor", "--target", name).out.strip()
        for name in ("a treaty of ours", "a treaty of theirs")
    ]
    reader("done", seeds, "001")
    said = reader("edit", seeds, made[0][:2], "--note", "y").error
    assert said == f"reader: {made[0][:2]} is the beginning of 2 ids: {', '.join(sorted(made))}\n"


def test_what_is_so_already_is_said_and_not_written(reader: Reader, seeds: Path) -> None:
    def records() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in seeds.rglob("annotations/**/*") if path.is_file()}

    article = next(seeds.glob("003*")).name
    assert reader("done", seeds, "003", "--reopen").err == f"reader: {article}: open already\n"
    assert records() == {}
    for option in ((), ("--not-codable", "a table"), ("--reopen",)):
        state = {(): "done", ("--reopen",): "open"}.get(option, "not codable (a table)")
        assert reader("done", seeds, "003", *option).err == f"reader: {article}: {state}\n"
        before = records()
        again = reader("done", seeds, "003", *option)
        assert (again.status, again.err) == (0, f"reader: {article}: {state.partition(' (')[0]} already\n")
        assert records() == before
    reader("done", seeds, "003")
    (seeds / article).write_text("Another text.\n")
    assert "already" not in reader("done", seeds, "003").err
    assert "already" not in reader("done", seeds, "003", "--not-codable", "a table").err
    assert "already" not in reader("done", seeds, "003", "--not-codable", "a list").err


def test_one_note_is_no_notes(reader: Reader, seeds: Path) -> None:
    (seeds / "copy.txt").write_bytes(next(seeds.glob("003*")).read_bytes())
    assert reader("check", seeds).err == "reader: 0 problems, 1 note\n"
