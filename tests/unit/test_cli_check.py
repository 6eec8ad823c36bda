"""What ``reader check`` finds, mends and restores; what it mends it says, and what it replaces it keeps."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.history import HISTORY_FILE
from annotations.model import Annotation
from annotations.store import Action, AnnotationStore, Change
from tests.running import Ran, Reader

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


@pytest.fixture
def mine(coded: Path) -> Path:
    return coded / "annotations" / "ann" / f"{TREATY}.json"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def kinds(ran: Ran) -> list[tuple[str, str]]:
    return [(one["severity"], one["kind"]) for one in ran.json]


def notes(reader: Reader, corpus: Path, *more: str) -> list[str]:
    return sorted(one["note"] for one in reader("annotations", corpus, "--json", *more).json)


def found(ran: Ran, kind: str) -> list[dict[str, Any]]:
    return [one for one in ran.json if one["kind"] == kind]


def test_nothing_is_wrong_and_nothing_is_repaired(reader: Reader, coded: Path) -> None:
    before = tree(coded)
    assert (reader("check", coded).status, reader("check", coded, "--json").json) == (0, [])
    said = reader("check", coded, "--repair")
    assert (said.status, said.out, said.err) == (0, "", "reader: nothing is wrong\n")
    assert tree(coded) == before


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "truncated": lambda data: data[: data.rindex(b'"note"')],
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "merged": lambda data: data.replace(b"\n\n,", b"\n<<<<<<< HEAD\n,", 1) + b"=======\n>>>>>>> them\n",
    "not a number": lambda data: data.replace(b'"rev":1', b'"rev":NaN', 1),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_is_mended_and_the_original_kept(
    reader: Reader, coded: Path, mine: Path, how: str
) -> None:
    damaged = DAMAGE[how](mine.read_bytes())
    mine.write_bytes(damaged)
    assert reader("check", coded).status == 1
    left = notes(reader, coded)
    said = reader("check", coded, "--repair", "--json")
    (done,) = found(said, "repaired")
    assert done["path"] == f"annotations/ann/{TREATY}.json"
    assert f"the original is kept as {TREATY}.json.corrupt-1" in done["message"]
    assert mine.with_name(f"{mine.name}.corrupt-1").read_bytes() == damaged
    assert (said.status, notes(reader, coded)) == (0, left)
    assert {one["kind"] for one in said.json} <= {"repaired", "aside", "vanished"}
    with TinyDB(mine, access_mode="r") as database:
        assert len(database.all()) == len(left) + 1
    again = reader("check", coded, "--repair")
    assert "laid out" not in again.out
    assert again.status == 0
    # What could not be read is in the log.
    if len(left) < 2:
        assert len(found(said, "vanished")) == 2 - len(left)
        assert reader("check", coded, "--restore", "all").status == 0
        assert notes(reader, coded) == ["note 0", "note 1"]


def test_a_file_in_another_layout_is_laid_out_anew(reader: Reader, coded: Path, mine: Path) -> None:
    known = json.loads(mine.read_bytes())
    plain = json.dumps(known).encode()
    mine.write_bytes(plain)
    assert reader("check", coded).status == 0
    assert "laid out anew with 2 records" in reader("check", coded, "--repair").out
    assert mine.with_name(f"{mine.name}.corrupt-1").read_bytes() == plain
    assert json.loads(mine.read_bytes()) == known
    assert mine.read_bytes().count(b"\n\n") == 3
    assert "laid out" not in reader("check", coded, "--repair").out


def test_copies_and_doubled_keys_are_folded_in(reader: Reader, coded: Path, mine: Path) -> None:
    text = mine.read_text()
    copy = mine.with_name(f"{TREATY}.sync-conflict-20240101-1.json")
    copy.write_text(text.replace('"note":"note 1"', '"note":"theirs"'))
    said = reader("check", coded, "--json")
    assert said.status == 1
    assert any("edited in two places: both are kept" in one["message"] for one in found(said, "store"))
    assert notes(reader, coded) == ["note 0", "note 1", "theirs"]
    mended = reader("check", coded, "--repair", "--json")
    assert [one["path"].rpartition("/")[2] for one in found(mended, "repaired")] == [mine.name, copy.name]
    assert f"it is kept as {copy.name}.corrupt-1" in found(mended, "repaired")[1]["message"]
    assert not copy.exists()
    # Which of the two edits holds is for a person to say.
    assert mended.status == 1
    assert [one["kind"] for one in mended.json if one["severity"] == "problem"] == ["store"]
    assert notes(reader, coded) == ["note 0", "note 1", "theirs"]


def test_a_record_that_calls_itself_otherwise_is_set_right_as_it_says(
    reader: Reader, coded: Path, mine: Path
) -> None:
    (first, *_) = reader("annotations", coded, "--json").json
    key = first["id"]
    mine.write_bytes(mine.read_bytes().replace(f'"id":"{key}"'.encode(), b'"id":"77"', 1))
    (said,) = reader("check", coded, "--json").json
    cure = "the key counts, and the next change of the record, by its annotator, writes that"
    assert said["message"] == f"the record calls itself '77' but stands under {key}: {cure}"
    assert reader("edit", coded, key, "--note", "changed").status == 0
    assert json.loads(mine.read_bytes())["_default"][key]["id"] == key
    assert (reader("check", coded).status, reader("check", coded, "--json").json) == (0, [])


def test_only_ones_own_folder_is_repaired(reader: Reader, coded: Path) -> None:
    theirs = coded / "annotations" / "bob" / f"{TREATY}.json"
    theirs.write_bytes(theirs.read_bytes()[:-4])
    before = tree(theirs.parent)
    said = reader("check", coded, "--repair", "--json")
    assert (said.status, found(said, "repaired")) == (1, [])
    assert [one["path"] for one in found(said, "store")] == [f"annotations/bob/{TREATY}.json"] * 2
    assert tree(theirs.parent) == before
    assert reader("check", coded, "--repair", "--as", "bob").status == 0


def test_a_newer_schema_is_left_alone(reader: Reader, coded: Path, mine: Path) -> None:
    mine.write_bytes(mine.read_bytes().replace(b'"schema":1', b'"schema":9'))
    before = tree(coded)
    said = reader("check", coded, "--repair", "--json")
    assert (said.status, kinds(said)) == (1, [("problem", "store")])
    assert "written by a newer version (schema 9): it opens read-only here" in said.json[0]["message"]
    assert tree(coded) == before


def test_an_article_that_moved_takes_its_file_along(reader: Reader, coded: Path, mine: Path) -> None:
    assert reader("done", coded, "001").status == 0
    lines = mine.read_bytes()
    (coded / TREATY).rename(coded / "new.txt")
    said = reader("check", coded, "--json")
    assert (said.status, kinds(said)) == (0, [("note", "renamed")])
    assert said.json[0]["message"].startswith("is new.txt now")
    mended = reader("check", coded, "--repair", "--json")
    assert [(one["path"], one["message"]) for one in found(mended, "repaired")] == [
        ("annotations/ann/new.txt.json", f"2 annotations of {TREATY}, which is here now"),
        ("annotations/ann/_corpus", "1 record with the present path of the article"),
    ]
    assert (mended.status, found(mended, "renamed")) == (0, [])
    assert mine.with_name("new.txt.json").read_bytes().splitlines()[2:] == lines.splitlines()[2:]
    assert not mine.exists()
    # All of it is one action.
    assert reader("undo", coded).status == 0
    assert mine.read_bytes() == lines


def test_what_a_program_left_is_said_and_taken_away(reader: Reader, coded: Path, mine: Path) -> None:
    for name in (".tmp-1-2", f"{mine.name}.corrupt-1", "notes.docx"):
        mine.with_name(name).write_bytes(b"x")
    said = reader("check", coded, "--json")
    assert sorted(kinds(said)) == [("note", "aside"), ("note", "foreign"), ("note", "leftover")]
    mended = reader("check", coded, "--repair", "--json")
    assert [one["message"] for one in found(mended, "repaired")] == ["left by a killed program: taken away"]
    assert sorted(path.name for path in mine.parent.iterdir() if path.name[0] != ".") == sorted(
        ["_corpus", mine.name, f"{mine.name}.corrupt-1", "notes.docx"]
    )


def test_texts_without_annotations_and_annotations_without_texts(
    reader: Reader, coded: Path, seeds_source: Path
) -> None:
    texts = coded / "annotations" / "texts"
    (kept,) = texts.iterdir()
    right = kept.read_bytes()
    orphan = texts / f"{'0' * 64}.txt"
    orphan.write_bytes(b"not of that name")
    kept.unlink()
    said = reader("check", coded, "--json")
    assert sorted(kinds(said)) == [("note", "text"), ("note", "text-missing")]
    assert found(said, "text")[0]["message"].endswith("no annotation was made on it: it can be deleted")
    cure = f"{TREATY} has it, reader check {coded} --repair keeps it again"
    assert [one["message"] for one in found(said, "text-missing")] == [
        f"not there; 3 records were made on it; {cure}"
    ]
    mended = reader("check", coded, "--repair", "--json")
    assert [one["message"] for one in found(mended, "repaired")] == [f"kept again, from {TREATY}"]
    assert kept.read_bytes() == right
    orphan.unlink()
    for one in reader("annotations", coded, "--json", "--show-others").json:
        assert reader("remove", coded, one["id"], "--as", one["annotator"]).status == 0
    assert kinds(reader("check", coded, "--json")) == []
    (coded / TREATY).write_text("Another text.\n")
    said = reader("check", coded, "--json")
    assert kinds(said) == [("note", "orphan-text")]
    assert said.json[0]["path"] == f"annotations/texts/{kept.name}"


def test_an_action_that_broke_off_is_finished(reader: Reader, coded: Path) -> None:
    folder = coded / "annotations"
    store = AnnotationStore(folder, "ann")
    store.load()
    paths = [FIRST, TREATY, ARMS]
    made = [Annotation(store.new_id(), "d", "ann", store.now(), store.now(), note=path) for path in paths]
    changes = tuple(Change(path, None, one) for path, one in zip(paths, made, strict=True))
    store.apply(Action("import", changes)).result(20)
    store.close()
    log = folder / "ann" / HISTORY_FILE
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    (folder / "ann" / f"{ARMS}.json").unlink()
    assert "broke off after 2 of 3 files" in reader("annotations", coded).err
    said = reader("check", coded, "--json")
    (cut,) = found(said, "cut-short")
    assert cut["path"] == f"annotations/ann/{HISTORY_FILE}"
    assert f"reader check {coded} --repair, or reader undo {coded}" in cut["message"]
    assert found(said, "vanished") == []
    mended = reader("check", coded, "--repair", "--json")
    assert "is finished: 3 files" in found(mended, "repaired")[0]["message"]
    assert ARMS in notes(reader, coded)
    assert reader("annotations", coded).err == ""


def test_a_record_that_vanished_is_restored_only_when_that_is_asked(
    reader: Reader, coded: Path, mine: Path
) -> None:
    mine.unlink()
    said = reader("check", coded, "--json")
    assert (said.status, sorted({kind for _, kind in kinds(said)})) == (0, ["vanished"])
    first, second = found(said, "vanished")
    assert f"reader check {coded} --restore {first['id']} brings it back" in first["message"]
    assert found(reader("check", coded, "--repair", "--json"), "repaired") == []
    assert notes(reader, coded) == []
    restored = reader("check", coded, "--restore", first["id"][:12], "--json")
    assert [one["kind"] for one in restored.json] in (["restored", "vanished"], ["vanished", "restored"])
    assert notes(reader, coded) == ["note 0"]
    assert "0 records that vanished have such an id" in reader("check", coded, "--restore", "77").error
    assert reader("check", coded, "--restore", "all").status == 0
    assert notes(reader, coded) == ["note 0", "note 1"]
    assert "the log knows of no record that vanished" in reader("check", coded, "--restore", "all").error
    assert reader("undo", coded).status == 0
    assert notes(reader, coded) == ["note 0"]
    assert second["id"] != first["id"]


@pytest.mark.parametrize("name", [FIRST, ARMS])
def test_a_copied_store_file_is_said_and_counts_once(
    reader: Reader, coded: Path, mine: Path, name: str
) -> None:
    copy = mine.with_name(f"{name}.json")
    shutil.copy(mine, copy)
    said = reader("check", coded, "--json")
    one, other = sorted((mine.name, copy.name))
    assert [(said.status, one["severity"], one["message"]) for one in found(said, "copies")] == [
        (0, "note", f"2 of its records are in {other}, too: each counts once")
    ]
    assert found(said, "copies")[0]["path"] == f"annotations/ann/{one}"
    listed = reader("annotations", coded, "--json").json
    assert [(one["note"], one["path"]) for one in listed] == [("note 0", TREATY), ("note 1", TREATY)]
    assert reader("check", coded, "--repair").status == 0
    listed = reader("annotations", coded, "--json").json
    assert [(one["note"], one["path"]) for one in listed] == [("note 0", TREATY), ("note 1", TREATY)]


def test_annotations_count_where_an_article_is_of_those_that_their_files_name(
    reader: Reader, coded: Path, mine: Path
) -> None:
    for name in ("left.txt", "right.txt"):
        shutil.copy(coded / TREATY, coded / name)
        shutil.copy(mine, mine.with_name(f"{name}.json"))
    (coded / TREATY).unlink()
    said = reader("check", coded, "--json", "--as", "ann")
    assert {one["kind"] for one in said.json} >= {"copies", "duplicate"}
    listed = reader("annotations", coded, "--json", "--as", "ann").json
    assert [(one["note"], one["path"]) for one in listed] == [("note 0", "left.txt"), ("note 1", "left.txt")]
    assert reader("remove", coded, listed[0]["id"], "--as", "ann").status == 0
    assert notes(reader, coded, "--as", "ann") == ["note 1"]


@pytest.mark.parametrize("name", ["000.txt", "002.txt"])
def test_an_article_that_was_copied_with_its_annotations_has_none(
    reader: Reader, coded: Path, mine: Path, name: str
) -> None:
    before = mine.read_bytes()
    copy = mine.with_name(f"{name}.json")
    shutil.copy(coded / TREATY, coded / name)
    shutil.copy(mine, copy)
    assert {one["kind"] for one in reader("check", coded, "--json").json} == {"copies", "duplicate"}
    listed = reader("annotations", coded, "--json").json
    assert [(one["note"], one["path"]) for one in listed] == [("note 0", TREATY), ("note 1", TREATY)]
    mended = reader("check", coded, "--repair", "--json")
    assert (mended.status, mine.read_bytes()) == (0, before)
    assert reader("annotations", coded, "--json").json == listed
    assert reader("undo", coded).status == 0
    assert notes(reader, coded) == ["note 0"]


def test_a_read_only_folder_is_checked_but_not_repaired(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    said = reader("check", coded, "--json")
    assert ("note", "read-only") in kinds(said)
    assert "cannot be written" in reader("check", coded, "--repair").err


def test_repair_says_who_has_to_sign(reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setenv("PATH", "")
    assert "Say --as NAME" in reader("check", coded, "--repair").err
    assert "one at a time" in reader("check", coded, "--repair", "--restore", "all").error


def test_findings_stand_by_file(reader: Reader, coded: Path, mine: Path) -> None:
    mine.write_bytes(mine.read_bytes()[:-4])
    (coded / FIRST).write_bytes(b"\x00\x01")
    shutil.copy(coded / TREATY, coded / "copy.txt")
    paths = [one["path"] for one in reader("check", coded, "--json").json]
    assert paths == sorted(paths)
    lines = reader("check", coded).lines
    assert [line.split("  ")[1].partition(":")[0] for line in lines] == paths


def test_list_and_check_give_one_reason_for_an_article_that_is_not_to_be_had(
    reader: Reader, coded: Path
) -> None:
    assert reader("annotate", coded, "003", "--whole", "--note", "here", "--as", "ann").status == 0
    (coded / ARMS).unlink()
    (coded / TREATY).unlink()
    (coded / TREATY).symlink_to("nothing.txt")
    listed = reader("list", coded, "--as", "ann").out
    checked = reader("check", coded, "--as", "ann").out
    for path, why in (
        (ARMS, "the file is gone; 1 annotation is kept"),
        (TREATY, "cannot be read: link to nothing"),
    ):
        assert f"{path}  {why}\n" in listed
        assert f"problem  {path}  {why}\n" in checked
    assert "003: no such article" in reader("show", coded, "003").error
    assert reader("show", coded, "001").err.endswith(f"{TREATY}: link to nothing\n")
    told = reader("annotations", coded, "--as", "ann").lines
    assert [line.split("  ")[2] for line in told if TREATY in line] == ["article cannot be read"] * 2
    assert [line.split("  ")[2] for line in told if ARMS in line] == ["article gone"]
