"""What one record was, the way back to it, and the past removed for good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.ids import text_hashes
from annotations.model import Annotation
from annotations.reading import read_text
from annotations.store import AnnotationStore, StoreError
from tests.running import Reader

QUOTE = "mocked Western intelligence reports"


@pytest.fixture
def edited(reader: Reader, seeds: Path) -> str:
    """An annotation of three revisions; its id."""
    made = reader("annotate", seeds, "003", "--quote", QUOTE, "--note", "one").out.strip()
    reader("edit", seeds, made, "--note", "two")
    reader("edit", seeds, made, "--stance", "claim/denies", "--target", "Russia is short of weapons")
    return made


def notes(reader: Reader, seeds: Path) -> list[str]:
    return [row.get("note", "") for row in reader("annotations", seeds, "--json").json]


def test_every_revision_of_a_record_is_listed_with_what_it_said(
    reader: Reader, seeds: Path, edited: str
) -> None:
    reader("remove", seeds, edited)
    reader("undo", seeds)
    lines = [line.split("  ") for line in reader("log", seeds, edited).lines]
    assert [line[0] for line in lines] == ["1", "2", "3", "4", "5 now"]
    assert [line[2] for line in lines] == ["add", "edit", "edit", "remove", "undo"]
    assert [line[-1] for line in lines] == ["one", "two", "two", "removed", "two"]
    assert "→ Russia is short of weapons" in lines[2]
    found = reader("log", seeds, edited[:12], "--json").json
    assert [row["rev"] for row in found] == [1, 2, 3, 4, 5]
    assert [row["now"] for row in found] == [False, False, False, False, True]
    assert {row["id"] for row in found} == {edited}
    assert found[0]["record"]["note"] == "one"
    assert found[3]["record"] is None
    entries = {entry["id"] for entry in reader("log", seeds, "--json").json}
    assert {row["entry"] for row in found} == entries
    assert len(reader("log", seeds, edited, "--limit", "2").lines) == 2


def test_any_revision_comes_back_as_a_new_one_that_undo_takes_back(
    reader: Reader, seeds: Path, edited: str
) -> None:
    restored = reader("log", seeds, edited, "--restore", "1")
    assert (restored.status, restored.out) == (0, "")
    assert notes(reader, seeds) == ["one"]
    [record] = reader("annotations", seeds, "--json").json
    assert ("stance" in record, record["rev"], record["anchor"]) == (False, 4, "exact")
    assert "is as it was at revision 1" in reader("log", seeds, edited, "--restore", "1").error
    reader("undo", seeds)
    assert notes(reader, seeds) == ["two"]
    # One that was removed long ago comes back as well, also when others came after it.
    reader("remove", seeds, edited)
    reader("annotate", seeds, "001", "--whole", "--note", "later")
    assert reader("log", seeds, edited, "--restore", "2").status == 0
    assert sorted(notes(reader, seeds)) == ["later", "two"]
    assert [entry["op"] for entry in reader("log", seeds, "--json").json][-1] == "restore"


def test_what_came_without_the_log_is_a_revision_too(reader: Reader, seeds: Path, edited: str) -> None:
    [file] = (seeds / "annotations" / "ann").glob("003*")
    file.write_text(file.read_text().replace('"note":"two"', '"note":"theirs"').replace('"rev":3', '"rev":4'))
    found = reader("log", seeds, edited, "--json").json
    assert [(row["rev"], row["op"], row["now"]) for row in found][-1] == (4, None, True)
    assert found[-1]["record"]["note"] == "theirs"
    reader("log", seeds, edited, "--restore", "3")
    assert notes(reader, seeds) == ["two"]


def test_a_record_that_is_in_no_file_any_more_comes_back(reader: Reader, seeds: Path, edited: str) -> None:
    [file] = (seeds / "annotations" / "ann").glob("003*")
    file.unlink()
    assert reader("annotations", seeds).out == ""
    assert [row["now"] for row in reader("log", seeds, edited, "--json").json] == [False] * 3
    assert reader("log", seeds, edited, "--restore", "2").status == 0
    assert notes(reader, seeds) == ["two"]


def test_two_branches_may_have_made_the_same_revision(reader: Reader, seeds: Path, edited: str) -> None:
    [file] = (seeds / "annotations" / "ann").glob("003*")
    before = file.read_bytes()
    reader("edit", seeds, edited, "--note", "on one branch")
    file.write_bytes(before)
    reader("edit", seeds, edited, "--note", "on the other")
    found = reader("log", seeds, edited, "--json").json
    assert [row["rev"] for row in found] == [1, 2, 3, 4, 4]
    assert [row["now"] for row in found] == [False, False, False, False, True]
    assert found[3]["entry"] in reader("log", seeds, edited, "--restore", "4").error
    assert "there are the revisions" in reader("log", seeds, edited, "--restore", found[3]["entry"][:5]).error
    assert reader("log", seeds, edited, "--restore", found[3]["entry"][:6]).status == 0
    assert notes(reader, seeds) == ["on one branch"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--restore", "1"), "of which record?"),
        (("9999", "--restore", "1"), "no record of yours"),
        (("{id}", "--restore", "9"), "the revisions 1, 2, 3"),
        (("{id}", "--restore", ""), "the revisions 1, 2, 3"),
        (("--yes",), "only with --purge"),
        (("{id}", "--purge"), "the whole past"),
        (("--purge", "--limit", "1"), "the whole past"),
    ],
)
def test_what_the_log_cannot_do(
    reader: Reader, seeds: Path, edited: str, words: tuple[str, ...], said: str
) -> None:
    assert said in reader("log", seeds, *(word.format(id=edited) for word in words)).error
    assert notes(reader, seeds) == ["two"]


def test_nobody_goes_back_in_the_records_of_someone_else(reader: Reader, seeds: Path, edited: str) -> None:
    assert "no record of yours" in reader("log", seeds, edited, "--restore", "1", "--as", "bob").error
    assert not (seeds / "annotations" / "bob").exists()
    assert notes(reader, seeds) == ["two"]


def kept(seeds: Path) -> dict[str, bytes]:
    folder = seeds / "annotations"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_past_is_removed_when_that_is_said_twice(reader: Reader, seeds: Path, edited: str) -> None:
    gone = reader("annotate", seeds, "001", "--whole", "--note", "a SECRET").out.strip()
    reader("remove", seeds, gone)
    reader("edit", seeds, edited, "--note", "another SECRET")
    reader("edit", seeds, edited, "--note", "open")
    aside = seeds / "annotations" / "ann" / "003.txt.json.corrupt-1"
    aside.write_text("a SECRET of long ago")
    before = kept(seeds)
    asked = reader("log", seeds, "--purge")
    assert asked.status == 1
    assert kept(seeds) == before, "it was only asked"
    assert ".history.jsonl" in asked.out
    assert "corrupt-1" in asked.out
    assert asked.out.count("texts/") == 1, "the text of 001, on which nothing is made any more"
    assert "--yes" in asked.err
    assert "git's history" in asked.err
    done = reader("log", seeds, "--purge", "--yes")
    assert (done.status, done.out) == (0, asked.out)
    assert "git's history" in done.err
    left = kept(seeds)
    assert not any(b"SECRET" in data for data in left.values())
    assert before.keys() - left.keys() == {
        *(line.split(": ")[0].removeprefix("annotations/") for line in done.lines)
    }
    assert all(before[name] == data for name, data in left.items()), "records stay to the byte"
    assert notes(reader, seeds) == ["open"]
    assert (reader("undo", seeds).status, reader("undo", seeds).err) == (
        1,
        "reader: there is nothing to undo\n",
    )
    assert [row["rev"] for row in reader("log", seeds, edited, "--json").json] == [5]
    assert reader("log", seeds, "--purge").status == 0
    # The removal stays: another copy that has not heard of it must not bring the record back.
    [file] = (seeds / "annotations" / "ann").glob("001*")
    assert json.loads(file.read_bytes())["_default"][gone]["kind"] == "removed"
    reader("edit", seeds, edited, "--note", "on we go")
    reader("undo", seeds)
    assert notes(reader, seeds) == ["open"]


def test_an_open_program_forgets_what_is_purged(reader: Reader, seeds: Path, edited: str) -> None:
    store = AnnotationStore(seeds / "annotations", "ann")
    store.load()
    [path] = store.paths()
    store.remove(path, edited).result(10)
    assert reader("log", seeds, "--purge", "--yes").status == 0
    for take in (store.undo, store.redo):
        with pytest.raises(StoreError, match="nothing to"):
            take()
    assert (store.log(), store.annotations()) == ([], ())
    made = reader("annotate", seeds, "003", "--quote", QUOTE, "--note", "new").out.strip()
    assert [change.id for change in store.undo()[0].changes] == [made]
    assert store.close() == ()
    assert edited not in (seeds / "annotations" / "ann" / ".history.jsonl").read_text()
    assert reader("check", seeds).status == 0


def test_the_past_of_others_stays_and_so_do_the_texts_it_needs(
    reader: Reader, seeds: Path, edited: str
) -> None:
    theirs = reader("annotate", seeds, "001", "--whole", "--note", "bob's", "--as", "bob").out.strip()
    reader("remove", seeds, theirs, "--as", "bob")
    before = kept(seeds)
    assert reader("log", seeds, "--purge", "--yes").status == 0
    assert before.keys() - kept(seeds).keys() == {"ann/.history.jsonl"}
    reader("undo", seeds, "--as", "bob")
    [record] = reader("annotations", seeds, "--as", "bob", "--json").json
    assert (record["note"], record["anchor"]) == ("bob's", "exact")


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_text_on_which_another_program_saved_meanwhile_stays(tmp_path: Path, who: str) -> None:
    sha, text = text_hashes("A text.\n")[0], "A text.\n"
    stores = []
    for name in ("ann", who):
        store = AnnotationStore(tmp_path / "annotations", name)
        store.load()
        stores.append(store)
    mine, other = stores
    now = other.now()
    mine.add("b.txt", Annotation(mine.new_id(), "d0d", "ann", now, now, note="mine")).result(10)
    other.keep_text(sha, text)
    other.add("a.txt", Annotation(other.new_id(), "d0c", who, now, now, note="new", text=sha)).result(10)
    found = mine.past(remove=True)[0]
    assert [past.path for past in found] == ["ann/.history.jsonl"]
    assert read_text(tmp_path / "annotations", sha) == text
    for store in stores:
        assert store.close() == ()


def test_what_cannot_be_read_keeps_the_past(reader: Reader, seeds: Path, edited: str) -> None:
    reader("annotate", seeds, "001", "--whole", "--note", "x", "--as", "bob")
    (seeds / "annotations" / "texts" / f"{'0' * 64}.txt").write_text("")
    [theirs] = (seeds / "annotations" / "bob").glob("001*")
    theirs.write_bytes(b"garbage")
    assert "the texts stay" in reader("log", seeds, "--purge").err
    assert "texts/" not in reader("log", seeds, "--purge").out
    [mine] = (seeds / "annotations" / "ann").glob("003*")
    sound = mine.read_bytes()
    mine.write_bytes(b"garbage")
    before = kept(seeds)
    refused = reader("log", seeds, "--purge", "--yes")
    assert (refused.status, refused.out) == (2, "")
    assert "cannot be read whole" in refused.err
    assert kept(seeds) == before
    mine.write_bytes(sound)
    # A copy that is read along would bring the past back as well.
    mine.with_name(f"{mine.name}.orig").write_bytes(sound)
    refused = reader("log", seeds, "--purge", "--yes")
    assert refused.status == 2
    assert ".orig is read along with its original: reader check --repair" in refused.err
    assert kept(seeds).keys() >= before.keys()


def test_without_annotations_there_is_no_past(reader: Reader, seeds: Path) -> None:
    assert "nothing old" in reader("log", seeds, "--purge", "--yes").err
    assert not (seeds / "annotations").exists()
