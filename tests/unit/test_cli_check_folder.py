"""What ``reader check`` says of what lies in the annotations folder besides records, and what it mends."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.git_files import ATTRIBUTES, GIT_FILES, IGNORE
from annotations.history import HISTORY_FILE, read_entries
from tests.running import Ran, Reader

TREATY = "001_c52329024e729261.txt"


@pytest.fixture
def stored(coded: Path) -> Path:
    return coded / "annotations"


def told(ran: Ran) -> list[tuple[str, str, str]]:
    return [(one["severity"], one["kind"], one["path"].removeprefix("annotations/")) for one in ran.json]


def messages(ran: Ran, severity: str = "repaired") -> list[str]:
    return [one["message"] for one in ran.json if one["severity"] == severity]


def ended() -> int:
    """The number of a program that has ended."""
    program = subprocess.Popen([sys.executable, "-c", ""])
    program.wait()
    return program.pid


@pytest.mark.parametrize("text", ["*.json -merge\n", "# nothing\n"])
def test_attributes_that_keep_git_from_merging_are_said_and_never_written_over(
    reader: Reader, coded: Path, stored: Path, text: str
) -> None:
    (stored / ATTRIBUTES).write_text(text)
    said = reader("check", coded, "--json")
    assert (said.status, told(said)) == (1, [("problem", "git", ATTRIBUTES)] * 3)
    assert told(reader("check", coded, "--repair", "--json")) == told(said)
    assert (stored / ATTRIBUTES).read_text() == text
    for message in messages(said, "problem"):
        with (stored / ATTRIBUTES).open("a") as file:
            file.write(message.partition("`")[2].partition("`")[0] + "\n")
    assert reader("check", coded, "--json").json == []


@pytest.mark.parametrize("name", GIT_FILES)
def test_a_file_of_gits_that_says_nothing_is_written_again(
    reader: Reader, coded: Path, stored: Path, name: str
) -> None:
    for spoil in (lambda: (stored / name).write_text("\n"), (stored / name).unlink):
        spoil()
        assert {one[1:] for one in told(reader("check", coded, "--json"))} == {("git", name)}
        assert told(reader("check", coded, "--repair", "--json")) == [("repaired", "repaired", name)]
        assert (stored / name).read_bytes() == GIT_FILES[name]


def _link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("name", GIT_FILES)
@pytest.mark.parametrize("put", [_link, Path.mkdir, os.mkfifo])
def test_what_stands_in_the_place_of_a_file_of_gits_is_said(
    reader: Reader, coded: Path, stored: Path, name: str, put: Callable[[Path], None]
) -> None:
    (stored / name).unlink()
    put(stored / name)
    said = reader("check", coded, "--json")
    assert (said.status, told(said)) == (1, [("problem", "git", name)])
    assert "git reads nothing there; take it away" in said.json[0]["message"]
    assert told(reader("check", coded, "--repair", "--json")) == told(said)


def test_annotations_that_git_leaves_out_are_said(reader: Reader, coded: Path, stored: Path) -> None:
    (coded / ".git" / "info").mkdir(parents=True)
    where = f"git would leave out ann/{TREATY}.json and 1 more, by line"
    for name, number in ((f"annotations/{IGNORE}", 5), (IGNORE, 1), (".git/info/exclude", 1)):
        with (coded / name).open("a") as file:
            file.write("*.json\n")
        (said,) = reader("check", coded, "--json").json
        assert said["message"].startswith(f"{where} {number} of ")
        assert (said["severity"], said["kind"], said["path"]) == ("note", "git", f"annotations/{IGNORE}")
        (coded / name).write_bytes(GIT_FILES[IGNORE])


def test_what_leaves_annotations_out_is_said_where_the_file_of_ours_is_away(
    reader: Reader, coded: Path, stored: Path
) -> None:
    (coded / ".git").mkdir()
    (coded / IGNORE).write_text("annotations/\n")
    (stored / IGNORE).unlink()
    said = reader("check", coded, "--json").json
    assert [one["message"].partition(":")[0] for one in said] == [
        "not there",
        f"git would leave out ann/{TREATY}.json and 5 more, by line 1 of ../{IGNORE}",
    ]


def test_lines_of_the_log_that_cannot_be_read_are_counted_and_taken_out(
    reader: Reader, coded: Path, stored: Path
) -> None:
    log = stored / "ann" / HISTORY_FILE
    right = log.read_bytes()
    torn = right.replace(b"\n", b'\ngarbage\n{"op":"add"}\n', 1) + b"\0\0\0"
    log.write_bytes(torn)
    said = reader("check", coded, "--json")
    assert (said.status, told(said)) == (1, [("problem", "log", f"ann/{HISTORY_FILE}")])
    assert said.json[0]["message"].startswith("3 lines cannot be read: what they tell cannot be undone")
    mended = reader("check", coded, "--repair", "--json")
    assert messages(mended) == [
        f"3 lines that cannot be read taken out; the original is kept as {HISTORY_FILE}.corrupt-1"
    ]
    assert (mended.status, log.read_bytes()) == (0, right)
    assert log.with_name(f"{HISTORY_FILE}.corrupt-1").read_bytes() == torn
    assert reader("undo", coded, "--as", "ann").status == 0


def test_a_log_that_speaks_of_what_it_does_not_tell_is_said(
    reader: Reader, coded: Path, stored: Path
) -> None:
    log = stored / "ann" / HISTORY_FILE
    assert reader("undo", coded, "--as", "ann").status == 0
    assert reader("check", coded, "--json").json == []
    first, second, undone = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(first + undone)
    (said,) = reader("check", coded, "--json").json
    assert (said["severity"], said["kind"]) == ("note", "log")
    assert said["message"] == "1 action it speaks of is not told in it: it cannot be undone"
    (taken,) = read_entries(second)
    log.write_bytes(first + undone + undone.replace(taken.id.encode(), b"0" * 16))
    (said,) = reader("check", coded, "--json").json
    assert said["message"] == "2 actions it speaks of are not told in it: they cannot be undone"


def test_what_lies_beside_the_annotators_folders_is_said(reader: Reader, coded: Path, stored: Path) -> None:
    dead, alive = f".tmp-{ended()}-00", f".tmp-{os.getpid()}-00"
    (stored / "texts").mkdir(exist_ok=True)
    for name in (dead, alive, f"texts/{dead}", f"texts/{alive}", "notes.docx", ".DS_Store"):
        (stored / name).write_bytes(b"")
    for folder in (".obsidian", ".git", "ann/.obsidian"):
        (stored / folder).mkdir()
    (stored / "ann" / "in").mkdir()
    (stored / "ann" / "in" / "_corpus").write_bytes(b"{}")
    os.mkfifo(stored / "ann" / "pipe")
    said = reader("check", coded, "--json")
    left = [
        ("note", "foreign", ".DS_Store"),
        ("note", "foreign", ".obsidian"),
        ("note", "leftover", alive),
        ("note", "leftover", f"texts/{alive}"),
        ("note", "foreign", "ann/.obsidian"),
        ("note", "foreign", "ann/in/_corpus"),
        ("note", "foreign", "ann/pipe"),
        ("note", "foreign", "notes.docx"),
    ]
    both = (dead, f"texts/{dead}")
    assert sorted(told(said)) == sorted([*left, *(("note", "leftover", one) for one in both)])
    mended = reader("check", coded, "--repair", "--json")
    assert sorted(told(mended)) == sorted([*left, *(("repaired", "repaired", one) for one in both)])
    assert not any((stored / one).exists() for one in both)
    assert (stored / alive).exists()


def test_a_folder_that_was_renamed_is_said_before_and_after_another_was_made(
    reader: Reader, coded: Path, stored: Path
) -> None:
    (stored / "ann").rename(stored / "anna")
    said = reader("check", coded, "--json", "--as", "ann")
    assert (said.status, told(said)) == (1, [("problem", "misnamed", "anna/_corpus")])
    assert said.json[0]["message"].endswith("it was renamed: call it ann again")
    asked = reader("annotations", coded, "--as", "ann").err
    assert "no annotations by ann here; anna says that it is theirs, and is called otherwise" in asked
    assert reader("annotate", coded, "001", "--whole", "--note", "new", "--as", "ann").status == 0
    said = reader("check", coded, "--json", "--as", "ann")
    assert told(said) == [("problem", "misnamed", "anna/_corpus")]
    # What is said to do mends it.
    assert "put its files there, each that is there already as NAME.orig" in said.json[0]["message"]
    for name in ("_corpus", f"{TREATY}.json"):
        (stored / "anna" / name).rename(stored / "ann" / f"{name}.orig")
    shutil.rmtree(stored / "anna")
    mended = reader("check", coded, "--repair", "--json", "--as", "ann")
    assert (mended.status, "misnamed" in {kind for _, kind, _ in told(mended)}) == (0, False)
    notes = [one["note"] for one in reader("annotations", coded, "--json", "--as", "ann").json]
    assert sorted(notes) == ["new", "note 0", "note 1"]


def test_ids_that_are_in_two_folders_are_said(reader: Reader, coded: Path, stored: Path) -> None:
    shutil.copy(stored / "ann" / f"{TREATY}.json", stored / "bob" / "other.txt.json")
    said = [one for one in reader("check", coded, "--json").json if one["kind"] == "copies"]
    assert [(one["path"], one["message"]) for one in said] == [
        (f"annotations/ann/{TREATY}.json", "2 of its records are in bob/other.txt.json, too")
    ]


def test_a_file_that_no_article_can_have_is_said_and_put_right(
    reader: Reader, coded: Path, stored: Path
) -> None:
    before = reader("annotations", coded, "--json").json
    (stored / "ann" / "old.orig").mkdir()
    (stored / "ann" / f"{TREATY}.json").rename(stored / "ann" / "old.orig" / f"{TREATY}.json")
    said = reader("check", coded, "--json")
    assert ("problem", "homeless", f"ann/old.orig/{TREATY}.json") in told(said)
    mended = reader("check", coded, "--repair", "--json")
    assert (mended.status, {one[0] for one in told(mended)}) == (0, {"repaired"})
    after = reader("annotations", coded, "--json").json
    assert [(one["id"], one["path"], one["rev"]) for one in after] == [
        (one["id"], one["path"], one["rev"]) for one in before
    ]


def test_what_the_codebook_has_not_is_said(reader: Reader, coded: Path) -> None:
    passage = ("--range", "800:830", "--as", "ann")
    assert reader("annotate", coded, "001", *passage, "--stance", "favor", "--target", "x").status == 0
    assert reader("check", coded, "--json").json == []
    (coded / "codebook.toml").write_text(
        'schema = 1\nunit = "free"\n[[scale]]\nid = "position"\nname = "Position"\n'
        '[[scale.label]]\nid = "against"\nname = "against"\nkey = "-"\n'
    )
    (said,) = reader("check", coded, "--json").json
    assert (said["severity"], said["kind"], said["path"]) == ("note", "undeclared", TREATY)
    assert said["message"].startswith(
        "1 annotation has the label 'position/favor', which the codebook has not"
    )


def test_variables_and_values_that_the_codebook_has_not_are_said_at_every_level(
    reader: Reader, coded: Path
) -> None:
    declared = 'schema = 1\nunit = "free"\n'
    for name, level, values in (
        ("tone", "passage", '["calm", "sharp"]'),
        ("genre", "article", '["news", "column"]'),
        ("frames", "article", '["war", "trade"]\nexclusive = false'),
        ("body", "actor", '["state", "firm"]'),
        ("role", "actor", "[]"),
    ):
        declared += f'[[variable]]\nid = "{name}"\nname = "{name}"\nlevel = "{level}"\nvalues = {values}\n'
    book = coded / "codebook.toml"
    book.write_text(declared)
    as_ann = ("--as", "ann")
    note = ("--range", "800:830", "--note", "n", "--set", "tone=sharp")
    assert reader("annotate", coded, "001", *note, *as_ann).status == 0
    frames = ("--set", "frames=war", "--set", "frames=trade")
    assert reader("done", coded, "001", "--set", "genre=column", *frames, *as_ann).status == 0
    assert reader("actor", coded, "NATO", "--set", "body=state", "--set", "role=x", *as_ann).status == 0
    assert reader("check", coded, "--json", *as_ann).json == []
    renamed = declared.replace("sharp", "harsh").replace("column", "opinion").replace("trade", "peace")
    book.write_text(renamed.replace('"state"', '"land"').replace('id = "role"', 'id = "part"'))
    found = reader("check", coded, "--json", *as_ann).json
    assert {(one["severity"], one["kind"]) for one in found} == {("note", "undeclared")}
    said = [(one["path"], one["message"].partition(", which the codebook has not: ")[0]) for one in found]
    actors, where = "annotations/ann/_corpus", TREATY
    assert said == [
        (where, "1 annotation has the value 'sharp' of the variable 'tone'"),
        (where, "the article has the value 'trade' of the variable 'frames'"),
        (where, "the article has the value 'column' of the variable 'genre'"),
        (actors, "the actor 'NATO' has the value 'state' of the variable 'body'"),
        (actors, "the actor 'NATO' has the variable 'role'"),
    ]
    book.write_text(declared.replace('level = "article"', 'level = "passage"'))
    found = reader("check", coded, "--json", *as_ann).json
    assert [one["message"].partition(",")[0] for one in found] == [
        "the article has the article variable 'frames'",
        "the article has the article variable 'genre'",
    ]


STRANGE: dict[str, tuple[str, str, str]] = {
    "unknown": (
        '"kind":"annotation"',
        '"kind":"drawing"',
        "2 records are of a kind this version does not know",
    ),
    "signed": (
        '"annotator":"ann"',
        '"annotator":"zed"',
        "2 records are signed by 'zed', and counted as those",
    ),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_records_that_are_not_shown_or_somebody_elses_are_counted(
    reader: Reader, coded: Path, stored: Path, kind: str
) -> None:
    right, wrong, message = STRANGE[kind]
    file = stored / "ann" / f"{TREATY}.json"
    file.write_text(file.read_text().replace(right, wrong))
    (said,) = reader("check", coded, "--json").json
    assert (said["severity"], said["kind"], said["path"]) == ("note", kind, f"annotations/ann/{TREATY}.json")
    assert said["message"].startswith(message)


def test_a_folder_that_does_not_say_whose_it_is_is_told(reader: Reader, coded: Path, stored: Path) -> None:
    (stored / "bob" / "_corpus").unlink()
    assert told(reader("check", coded, "--json")) == [("note", "nameless", "bob/_corpus")]
    assert reader("annotate", coded, "001", "--whole", "--note", "more", "--as", "bob").status == 0
    assert reader("check", coded, "--json").json == []


def test_a_kept_text_that_is_none_is_said_and_not_used(reader: Reader, coded: Path, stored: Path) -> None:
    data = b"\xff\xfe no text"
    sha = hashlib.sha256(data).hexdigest()
    (stored / "texts" / f"{sha}.txt").write_bytes(data)
    file = stored / "ann" / f"{TREATY}.json"
    file.write_text(re.sub('"text":"[0-9a-f]{64}"', f'"text":"{sha}"', file.read_text()))
    said = reader("check", coded, "--json")
    assert ("problem", "text", f"texts/{sha}.txt") in told(said)
    assert [one["anchor"] for one in reader("annotations", coded, "--json").json] == ["exact", "exact"]
