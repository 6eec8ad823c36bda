"""Articles that moved, from the command line: followed, listed when they are gone, put in place by hand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.running import Reader

TREATY = "001_c52329024e729261.txt"
LAST = "004_456d49786a4be5be.txt"
QUOTES = ("diplomats and defense officials regarded the agreement", "Russia and Britain")


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """Two notes on the article about the treaty, which is marked as done."""
    for number, quote in enumerate(QUOTES):
        words = ("--quote", quote, "--nth", "1", "--note", f"note {number}")
        assert reader("annotate", seeds, "001", *words).status == 0
    assert reader("done", seeds, "001").status == 0
    return seeds


def listed(reader: Reader, corpus: Path) -> list[tuple[str, str, str]]:
    found = reader("annotations", corpus, "--json").json
    return sorted((one["note"], one["path"], one["anchor"]) for one in found)


def changed(text: str) -> str:
    return "A line put before it.\n\n" + text.replace("Moscow", "Minsk")


def entry(reader: Reader, corpus: Path, path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in reader("list", corpus, "--json").json if one["path"] == path)
    return found


def test_every_command_follows_an_article_that_was_renamed(reader: Reader, coded: Path) -> None:
    (coded / "2014").mkdir()
    (coded / TREATY).rename(coded / "2014" / "treaty.txt")
    new = "2014/treaty.txt"
    assert listed(reader, coded) == [("note 0", new, "exact"), ("note 1", new, "exact")]
    known = entry(reader, coded, new)
    assert (known["annotations"], known["coding"]) == (2, "done")
    assert all(one["path"] != TREATY for one in reader("list", coded, "--json").json)
    assert len(reader("show", coded, new, "--json").json[0]["annotations"]) == 2
    assert reader("search", coded, 'in:note "note 1"', "--json").json[0]["results"][0]["path"] == new
    assert new in reader("export", coded, "--format", "csv").out
    assert TREATY not in reader("export", coded, "--format", "jsonl").out
    assert reader("check", coded).status == 0
    # The first change of one of them brings the file along.
    record = reader("annotations", coded, "--json").json[0]["id"]
    assert reader("edit", coded, record, "--note", "edited").status == 0
    mine = coded / "annotations" / "ann"
    assert not (mine / f"{TREATY}.json").exists()
    assert (mine / f"{new}.json").exists()
    said = reader("log", coded, "--limit", "1")
    assert f"moved {TREATY} to {new}" in said.out
    assert reader("undo", coded).status == 0
    assert (mine / f"{TREATY}.json").exists()
    assert listed(reader, coded) == [("note 0", new, "exact"), ("note 1", new, "exact")]


def test_an_article_that_is_gone_is_listed_searched_and_exported(reader: Reader, coded: Path) -> None:
    (coded / TREATY).unlink()
    known = entry(reader, coded, TREATY)
    assert known["problem"] == "the file is gone; 2 annotations are kept"
    assert (known["annotations"], known["coding"]) == (2, "done")
    assert f"{TREATY}  the file is gone; 2 annotations are kept" in reader("list", coded).out
    assert listed(reader, coded) == [("note 0", TREATY, "orphan"), ("note 1", TREATY, "orphan")]
    assert "article gone" in reader("annotations", coded).out
    hits = reader("search", coded, "in:note note", "--json").json[0]["results"]
    assert {(hit["path"], hit["field"]) for hit in hits} == {(TREATY, "note")}
    assert len(hits) == 2
    assert "note 0" in reader("search", coded, "in:note note").out
    for form in ("csv", "jsonl", "w3c", "markdown"):
        assert "note 0" in reader("export", coded, "--format", form).out
    said = reader("check", coded, "--json")
    assert said.status == 1
    assert [(one["kind"], one["path"]) for one in said.json] == [("gone", TREATY)]
    assert "2 annotations are kept" in said.json[0]["message"]


def test_one_renamed_and_changed_waits_for_an_answer(reader: Reader, coded: Path) -> None:
    (coded / "new.txt").write_text(changed((coded / TREATY).read_text()))
    (coded / TREATY).unlink()
    asks = f"{TREATY}: the file is gone, new.txt is much like it: reader move {coded} {TREATY} new.txt"
    assert asks in reader("annotations", coded).err
    assert listed(reader, coded) == [("note 0", TREATY, "orphan"), ("note 1", TREATY, "orphan")]
    assert "new.txt is much like it" in entry(reader, coded, TREATY)["problem"]
    (found,) = [one for one in reader("check", coded, "--json").json if one["kind"] == "alike"]
    assert "reader move" in found["message"]
    moved = reader("move", coded, "001", "new")
    assert (moved.status, moved.out) == (0, f"2 annotations of {TREATY} on new.txt: 2 moved\n")
    assert listed(reader, coded) == [("note 0", "new.txt", "moved"), ("note 1", "new.txt", "moved")]
    assert entry(reader, coded, "new.txt")["coding"] == "done"
    assert reader("undo", coded).status == 0
    assert listed(reader, coded) == [("note 0", TREATY, "orphan"), ("note 1", TREATY, "orphan")]
    assert reader("redo", coded).status == 0
    assert listed(reader, coded) == [("note 0", "new.txt", "moved"), ("note 1", "new.txt", "moved")]


def test_of_several_copies_one_is_chosen(reader: Reader, coded: Path) -> None:
    shutil.copy(coded / TREATY, coded / "copy.txt")
    (coded / TREATY).rename(coded / "other.txt")
    assert f"its text is in copy.txt and other.txt: reader move {coded} {TREATY} NEW" in (
        reader("annotations", coded).err
    )
    assert reader("move", coded, TREATY, "other.txt").out.endswith("other.txt: 2 in place\n")
    assert {path for _, path, _ in listed(reader, coded)} == {"other.txt"}
    assert reader("annotations", coded).err == ""


def test_another_text_under_the_old_name_is_asked_about(reader: Reader, coded: Path) -> None:
    (coded / TREATY).write_text((coded / LAST).read_text() + "\n\n" + QUOTES[1] + " and others.\n")
    (coded / LAST).unlink()
    said = reader("annotations", coded)
    assert said.err == (
        f"reader: {TREATY}: holds another text than was annotated: reader move {coded} {TREATY} NEW "
        f"if the annotated one is elsewhere now, reader move {coded} {TREATY} {TREATY} if this is it\n"
    )
    assert said.out.count("another text") == 2
    assert [anchor for *_, anchor in listed(reader, coded)] == ["orphan", "orphan"]
    assert [one["kind"] for one in reader("check", coded, "--json").json] == ["replaced"]
    stayed = reader("move", coded, TREATY, TREATY)
    assert stayed.out == f"1 annotation of {TREATY} on {TREATY}: 1 in place\n"
    assert sorted(anchor for *_, anchor in listed(reader, coded)) == ["exact", "orphan"]
    assert reader("annotations", coded).err == ""
    assert reader("undo", coded).status == 0
    assert [anchor for *_, anchor in listed(reader, coded)] == ["orphan", "orphan"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (TREATY, "002", "its annotations are where they belong"),
        ("002", "003", "none of your annotations were made there"),
        ("nothing.txt", "003", "none of your annotations were made there"),
        (TREATY, "nothing.txt", "no such article"),
    ],
)
def test_moves_that_make_no_sense(reader: Reader, coded: Path, old: str, new: str, said: str) -> None:
    assert said in reader("move", coded, old, new).error


def test_onto_a_text_that_holds_none_of_the_words_nothing_is_moved(reader: Reader, coded: Path) -> None:
    (coded / TREATY).unlink()
    assert "none of the words that were annotated are in" in reader("move", coded, TREATY, "002").error
    assert {path for _, path, _ in listed(reader, coded)} == {TREATY}


def test_onto_an_unlike_text_that_holds_some_words_those_are_anchored_anew(
    reader: Reader, coded: Path
) -> None:
    (coded / TREATY).unlink()
    (coded / "new.txt").write_text(f"Other words altogether.\n\nHere {QUOTES[0]} as nothing.\n")
    assert reader("move", coded, TREATY, "new.txt").out == (
        f"2 annotations of {TREATY} on new.txt: 1 in place, 1 lost\n"
    )
    assert listed(reader, coded) == [("note 0", "new.txt", "exact"), ("note 1", "new.txt", "orphan")]


def test_an_annotation_is_put_on_other_words_by_hand(reader: Reader, coded: Path) -> None:
    (coded / TREATY).write_text("A line put before it.\n\n" + (coded / TREATY).read_text())
    record = reader("annotations", coded, "--json").json[0]["id"]
    assert reader("edit", coded, record, "--range", "0:6").status == 0
    found = {one["id"]: one for one in reader("annotations", coded, "--json").json}[record]
    assert (found["anchor"], found["places"]) == ("exact", [{"start": 0, "end": 6}])
    assert reader("undo", coded).status == 0
    assert {one["anchor"] for one in reader("annotations", coded, "--json").json} == {"moved"}


@pytest.fixture
def folder(reader: Reader, seeds: Path) -> Path:
    """All articles in a folder, two notes in each, one of them done; it is renamed, and they are edited."""
    (seeds / "old" / "in").mkdir(parents=True)
    for path in sorted(seeds.glob("*.txt")):
        path.rename(seeds / "old" / ("in" if path.name == LAST else "") / path.name)
    for path in sorted((seeds / "old").rglob("*.txt")):
        name = str(path.relative_to(seeds))
        for start in (100, 300):
            words = ("--range", f"{start}:{start + 20}", "--note", f"{name} {start}")
            assert reader("annotate", seeds, name, *words).status == 0
    assert reader("done", seeds, f"old/{TREATY}").status == 0
    (seeds / "old").rename(seeds / "new")
    for path in (seeds / "new").rglob("*.txt"):
        path.write_text("A line put before it.\n\n" + path.read_text())
    return seeds


def test_a_folder_that_was_renamed_and_edited_is_answered_for_at_once(reader: Reader, folder: Path) -> None:
    before = listed(reader, folder)
    assert {anchor for *_, anchor in before} == {"orphan"}
    how = f"files are gone, those of the same names in new are much like them: reader move {folder} old new"
    assert reader("annotations", folder).err == f"reader: old: 5 {how} if it is so\n"
    (said,) = (one for one in reader("check", folder, "--json").json if one["kind"] == "folder")
    assert (said["path"], said["message"]) == ("old", f"5 {how} if it is so")
    moved = reader("move", folder, "old/", "new")
    assert moved.status == 0
    assert moved.lines == [
        f"2 annotations of old/{name} on new/{name}: 2 moved"
        for name in sorted(str(path.relative_to(folder / "new")) for path in (folder / "new").rglob("*.txt"))
    ]
    assert moved.err.endswith("reader: 5 articles in one step, which reader undo takes back\n")
    after = listed(reader, folder)
    assert after == [(note, path.replace("old/", "new/"), "moved") for note, path, _ in before]
    assert entry(reader, folder, f"new/{TREATY}")["coding"] == "done"
    assert reader("check", folder).status == 0
    undone = reader("undo", folder)
    assert undone.status == 0
    assert re.search(r"move of 2 from new/\S+ to old/\S+, 4 more such moves", undone.out + undone.err)
    assert listed(reader, folder) == before
    assert reader("redo", folder).status == 0
    assert listed(reader, folder) == after
    assert "are where they belong" in reader("move", folder, "new", "new/in").error


def test_a_folder_s_articles_may_come_into_the_corpus_itself_and_back(reader: Reader, folder: Path) -> None:
    before = listed(reader, folder)
    for path in sorted((folder / "new").glob("*.txt")):
        path.rename(folder / path.name)
    (folder / "new" / "in").rename(folder / "in")
    assert reader("move", folder, "old", ".").status == 0
    assert listed(reader, folder) == [(note, path.replace("old/", ""), "moved") for note, path, _ in before]
    # What was in the other folder all the time, and is gone, is no matter of this.
    (folder / "back").mkdir()
    there = folder / "back" / "there.txt"
    there.write_text("Of something else.\n")
    assert reader("annotate", folder, "back/there.txt", "--whole", "--note", "there").status == 0
    there.unlink()
    for path in [*folder.glob("*.txt"), folder / "in"]:
        path.rename(folder / "back" / path.name)
    for path in (folder / "back").rglob("*.txt"):
        path.write_text("Another line.\n\n" + path.read_text())
    assert reader("move", folder, ".", "back/").status == 0
    there_too = ("there", "back/there.txt", "orphan")
    after = [one for one in listed(reader, folder) if one != there_too]
    assert {(path.split("/")[0], anchor) for _, path, anchor in after} == {("back", "moved")}
    assert len(after) == len(before)


def test_a_folder_with_an_article_that_is_unclear_stays_as_it_is(reader: Reader, folder: Path) -> None:
    before = listed(reader, folder)
    text = (folder / "new" / TREATY).read_text()
    (folder / "new" / TREATY).unlink()
    said = reader("move", folder, "old", "new")
    assert (said.status, said.out) == (2, "")
    assert "nothing was moved: " in said.err
    assert f"new/{TREATY}" in said.err
    (folder / "new" / TREATY).write_text("Quite another thing.\n\nNothing of the old one is in it.\n")
    assert f"new/{TREATY} is not like old/{TREATY}" in reader("move", folder, "old", "new").err
    (folder / "new" / TREATY).write_text(text)
    assert reader("annotate", folder, f"new/{TREATY}", "--whole", "--note", "its own").status == 0
    said = reader("move", folder, "old", "new")
    assert f"new/{TREATY} has annotations of its own beside those of old/{TREATY}" in said.err
    assert reader("undo", folder).status == 0
    assert listed(reader, folder) == before
    assert reader("move", folder, "old", "new").status == 0
