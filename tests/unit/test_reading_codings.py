"""How far the coding of an article is: what was said of it, not of another text that had its name."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from reader.cards import Card, card, counted
from reader.coding import Draft
from reader.progress import progress
from reader.workspace import Workspace
from tests.running import Ran, Reader
from tests.stores import opened as store_of

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


def put_another(corpus: Path, old: str = ARMS) -> None:
    """Another text under the name of an article."""
    [source] = corpus.glob("002_*")
    shutil.copyfile(source, corpus / old)


def states(ran: Ran) -> dict[str, str]:
    return {row["path"]: row["coding"] for row in ran.json}


def test_another_text_under_the_name_was_never_got_to(reader: Reader, seeds: Path) -> None:
    reader("done", seeds, "003")
    reader("done", seeds, "001")
    put_another(seeds)
    for command in ("list", "progress"):
        found = states(reader(command, seeds, "--json"))
        assert (found[ARMS], found[TREATY]) == ("open", "done")
    out = seeds.parent / "units.csv"
    assert reader("export", seeds, "--format", "csv-units", "-o", out).status == 0
    with out.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["path"] == ARMS]
    assert rows == [], "no zero says that somebody looked at it"
    markdown = seeds.parent / "notes.md"
    reader("export", seeds, "--format", "markdown", "-o", markdown)
    assert "- coding of another text that had this name: done" in markdown.read_text()


def test_to_mark_the_new_article_leaves_what_was_said_of_the_old_one(reader: Reader, seeds: Path) -> None:
    old = (seeds / ARMS).read_text()
    reader("done", seeds, "003")
    put_another(seeds)
    said = reader("done", seeds, "003", "--not-codable", "a list").err
    assert said == f"reader: {ARMS}: not codable (a list)\n"
    found = store_of(seeds / "annotations").codings().of(ARMS)
    assert sorted(one.state for one in found) == ["done", "not codable"]
    assert len({one.doc for one in found}) == len({one.text for one in found}) == 2
    assert states(reader("progress", seeds, "--json"))[ARMS] == "not codable"
    (seeds / ARMS).write_text(old)
    assert states(reader("progress", seeds, "--json"))[ARMS] == "done", "it has come back"


def test_an_edited_article_keeps_how_far_it_is_coded(reader: Reader, seeds: Path) -> None:
    reader("done", seeds, "003")
    text = (seeds / ARMS).read_text()
    (seeds / ARMS).write_text("A line that was not there.\n\n" + text.replace("Medvedev", "Medvedyev"))
    assert states(reader("list", seeds, "--json"))[ARMS] == "done"
    reader("done", seeds, "003", "--reopen")
    assert len(store_of(seeds / "annotations").codings().of(ARMS)) == 1
    assert states(reader("progress", seeds, "--json"))[ARMS] == "open"


def test_what_others_said_of_the_new_article_stays_hidden(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--whole", "--note", "of the old one", "--as", "bob")
    reader("done", seeds, "003")
    put_another(seeds)
    added = reader("annotate", seeds, "003", "--whole", "--note", "of the new one", "--as", "bob").out.strip()
    found = [row["note"] for row in reader("annotations", seeds, "--json").json]
    assert found == ["of the old one"]
    assert "no annotation has an id" in reader("edit", seeds, added, "--note", "x").err
    mine = store_of(seeds / "annotations")
    assert [one.note for one in mine.annotations(ARMS)] == ["of the old one"]
    reader("done", seeds, "003")
    notes = {row["note"] for row in reader("annotations", seeds, "--json").json}
    assert notes == {"of the old one", "of the new one"}


def test_two_corpora_that_share_a_folder_of_annotations(reader: Reader, seeds: Path, tmp_path: Path) -> None:
    other, kept = tmp_path / "other", tmp_path / "kept"
    shutil.copytree(seeds, other)
    put_another(other)
    reader("done", seeds, "003", "--annotations", kept)
    reader("done", seeds, "001", "--annotations", kept)
    found = states(reader("progress", other, "--json", "--annotations", kept))
    assert (found[ARMS], found[TREATY]) == ("open", "done"), "001 is the same article in both"


def test_the_list_tells_by_the_text_as_soon_as_it_is_read(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    document = workspace.document(ARMS)
    workspace.set_state(document, "done")[1].result(20)
    workspace.annotate(document, [(0, 9)], Draft(note="n"))[1].result(20)
    assert counted(workspace, Card(ARMS)).coding == "done"
    workspace.close()
    put_another(seeds)
    later = Workspace.open(seeds, annotator="ann")
    assert card(later, ARMS, "unread").coding == progress(later, ARMS).state == "open"
    later.close()


def test_a_coding_of_another_text_of_that_name_is_taken_in_beside_ones_own(
    reader: Reader, seeds: Path, tmp_path: Path
) -> None:
    other, file = tmp_path / "other", tmp_path / "a.jsonl"
    shutil.copytree(seeds, other)
    put_another(other)
    reader("done", seeds, "003", "--not-codable", "a list")
    reader("done", seeds, "001", "--not-codable", "a list")
    reader("export", seeds, "--format", "jsonl", "-o", file)
    reader("done", other, "003")
    reader("done", other, "001")
    told = reader("import", other, file).err
    assert f"coding of {TREATY}: it is 'done' here, 'not codable' there" in told
    assert ARMS not in told
    assert len(store_of(other / "annotations").codings().of(ARMS)) == 2
    assert states(reader("progress", other, "--json"))[TREATY] == "done"
    (other / ARMS).write_bytes((seeds / ARMS).read_bytes())
    assert states(reader("progress", other, "--json"))[ARMS] == "not codable"


def test_what_was_said_of_a_text_that_was_not_kept_is_told_and_does_not_count(
    reader: Reader, seeds: Path
) -> None:
    def row() -> tuple[str, str | None]:
        [found] = [row for row in reader("progress", seeds, "--json").json if row["path"] == ARMS]
        return found["coding"], found["unplaced"]

    def noted() -> list[str]:
        return [one["message"] for one in reader("check", seeds, "--json").json if one["kind"] == "unplaced"]

    reader("done", seeds, "003")
    reader("annotate", seeds, "003", "--whole", "--note", "of the new one", "--as", "bob")
    shutil.rmtree(seeds / "annotations" / "texts")
    shutil.rmtree(seeds / "annotations" / "bob")
    assert row() == ("done", None)
    put_another(seeds)
    assert row() == ("open", "done")
    assert "open: marked done with another text; reader done says what holds" in reader("progress", seeds).out
    assert states(reader("list", seeds, "--json"))[ARMS] == "open"
    assert noted() == [
        "marked done with another text, which was not kept: open until reader done says what holds"
    ]
    reader("annotate", seeds, "003", "--whole", "--note", "of the new one", "--as", "bob")
    assert reader("annotations", seeds, "--json").out == "", "what others say of it is hidden"
    assert reader("done", seeds, "003").err == f"reader: {ARMS}: done\n"
    assert (row(), noted()) == (("done", None), [])
    assert len(reader("annotations", seeds, "--json").json) == 1
    reader("undo", seeds)
    assert row() == ("open", "done")
    assert reader("done", seeds, "003", "--reopen").err == f"reader: {ARMS}: open\n"
    assert (row(), noted()) == (("open", None), []), "that holds, too"


def test_a_state_without_its_text_goes_by_the_passages_of_its_article(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--quote", "mocked Western intelligence", "--note", "n")
    reader("done", seeds, "003")
    shutil.rmtree(seeds / "annotations" / "texts")
    text = (seeds / ARMS).read_text()
    (seeds / ARMS).write_text("A line that was not there.\n\n" + text)
    [found] = [row for row in reader("progress", seeds, "--json").json if row["path"] == ARMS]
    assert (found["coding"], found["unplaced"]) == ("done", None)
