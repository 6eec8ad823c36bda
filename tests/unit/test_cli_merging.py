"""Folders of annotations and store files for ``reader import``: taken in as a merge would, and left alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.model import Annotation
from annotations.store import AnnotationStore
from tests.running import Ran, Reader
from tests.stores import saved_elsewhere, tree

TREATY = "001_c52329024e729261.txt"
Work = Callable[[AnnotationStore, Annotation], object]


@pytest.fixture
def corpus(reader: Reader, seeds: Path) -> Path:
    assert reader("annotate", seeds, "001", "--range", "600:630", "--note", "saved").status == 0
    return seeds


@pytest.fixture
def elsewhere(corpus: Path, tmp_path: Path) -> Callable[[Work], Path]:
    """Writes what *work* does into another folder, as a reader does that cannot save where it belongs."""

    def write(work: Work) -> Path:
        return saved_elsewhere(corpus, work, tmp_path / "usb").folder

    return write


def add(store: AnnotationStore, one: Annotation) -> object:
    store.keep_text(one.text, store.text(one.text) or "")
    return store.add(TREATY, replace(one, id=store.new_id(), note="elsewhere"))


def edit(store: AnnotationStore, one: Annotation) -> object:
    return store.edit(TREATY, replace(one, note="edited elsewhere"))


def notes(reader: Reader, corpus: Path, name: str = "ann") -> list[str]:
    return sorted(one["note"] for one in reader("annotations", corpus, "--json", "--as", name).json)


def told(ran: Ran) -> dict[str, object]:
    """What is in its outcome, but for what is empty."""
    (outcome,) = ran.json
    return {name: value for name, value in outcome.items() if value and name not in ("source", "annotator")}


@pytest.mark.parametrize("place", ["", "ann", f"ann/{TREATY}.json"])
def test_what_was_saved_elsewhere_is_taken_in_and_stays_there(
    reader: Reader, corpus: Path, elsewhere: Callable[[Work], Path], place: str
) -> None:
    folder = elsewhere(add)
    before = tree(folder), tree(corpus)
    ran = reader("import", corpus, folder / place, "--dry-run")
    assert (ran.status, ran.out, ran.err) == (0, "1 record would be added\n", "")
    assert tree(corpus) == before[1]
    for said in ("1 record added\n", "0 records added; 1 here already\n"):
        ran = reader("import", corpus, folder / place)
        assert (ran.status, ran.out, ran.err) == (0, said, "")
        assert notes(reader, corpus) == ["elsewhere", "saved"]
    assert tree(folder) == before[0]
    assert reader("check", corpus).err == "reader: nothing is wrong\n"


def test_the_text_they_were_made_on_comes_along(
    reader: Reader, corpus: Path, elsewhere: Callable[[Work], Path]
) -> None:
    folder = elsewhere(add)
    texts = sorted((folder / "texts").iterdir())
    assert texts
    shutil.rmtree(corpus / "annotations" / "texts")
    assert reader("import", corpus, folder / "ann" / f"{TREATY}.json").status == 0
    assert sorted(one.name for one in (corpus / "annotations" / "texts").iterdir()) == [
        one.name for one in texts
    ]


def test_what_was_edited_there_and_removed_here_is_merged(
    reader: Reader, corpus: Path, elsewhere: Callable[[Work], Path]
) -> None:
    folder = elsewhere(edit)
    ran = reader("import", corpus, folder, "--json")
    (known,) = reader("annotations", corpus, "--json").json
    assert (ran.status, told(ran)) == (0, {"merged": [known["id"]]})
    assert notes(reader, corpus) == ["edited elsewhere"]
    assert reader("remove", corpus, known["id"]).status == 0
    ran = reader("import", corpus, folder)
    assert (ran.status, ran.out) == (0, "0 records added; 1 here already\n")
    assert notes(reader, corpus) == []


def test_of_two_edits_both_stay_and_that_is_said(
    reader: Reader, corpus: Path, elsewhere: Callable[[Work], Path]
) -> None:
    folder = elsewhere(edit)
    (known,) = reader("annotations", corpus, "--json").json
    assert reader("edit", corpus, known["id"], "--note", "edited here").status == 0
    ran = reader("import", corpus, folder)
    (copy,) = (one for one in reader("annotations", corpus, "--json").json if "conflict_of" in one)
    assert (ran.status, ran.out) == (1, "0 records added; 1 merged with what is here\n")
    assert ran.err == (
        f"reader: {known['id']}: changed otherwise here: both stay, one of them as {copy['id']}\n"
    )
    assert notes(reader, corpus) == ["edited elsewhere", "edited here"]
    assert "here already" in reader("import", corpus, folder).out


def test_a_change_of_what_is_not_here_waits(
    reader: Reader, corpus: Path, elsewhere: Callable[[Work], Path]
) -> None:
    folder = elsewhere(edit)
    (corpus / "annotations" / "ann" / f"{TREATY}.json").unlink()
    ran = reader("import", corpus, folder)
    assert (ran.status, ran.out) == (1, "0 records added\n")
    assert "it waits until the branch that has it is checked out" in ran.err
    assert notes(reader, corpus) == []


def test_only_ones_own_of_a_backup_comes_back(reader: Reader, corpus: Path, tmp_path: Path) -> None:
    reader("annotate", corpus, "003", "--whole", "--note", "bob's", "--as", "bob")
    reader("done", corpus, "001")
    backup = tmp_path / "backup"
    (corpus / "annotations").rename(backup)
    ran = reader("import", corpus, backup)
    assert (ran.status, ran.out) == (1, "2 records added\n")
    assert ran.err == "reader: 1 record by bob\n"
    assert notes(reader, corpus) == ["saved"]
    assert not (corpus / "annotations" / "bob").exists()
    for place in (backup / "bob", next((backup / "bob").glob("003*"))):
        said = "the records are by bob, not by ann: --as 'bob' takes them in as theirs"
        assert reader("import", corpus, place).error == f"reader: {place}: {said}\n"
    assert reader("import", corpus, backup / "bob", "--as", "bob").status == 0
    assert notes(reader, corpus, "bob") == ["bob's"]
    assert "reader: nothing is wrong" in reader("check", corpus).err


def test_of_a_damaged_file_what_can_be_read_comes_back(reader: Reader, corpus: Path, tmp_path: Path) -> None:
    reader("annotate", corpus, "001", "--range", "10:20", "--note", "cut off")
    there = corpus / "annotations" / "ann" / f"{TREATY}.json"
    kept = tmp_path / "kept.json.corrupt-1"
    kept.write_bytes(there.read_bytes()[:-80])
    there.unlink()
    ran = reader("import", corpus, kept)
    assert (ran.status, ran.out) == (1, "1 record added\n")
    assert f"reader: {kept}: the end of the file is missing" in ran.err
    assert notes(reader, corpus) == ["saved"]
    kept.write_bytes(b'{"_default": {\n\n' + kept.read_bytes().split(b"\n\n,", 1)[1])
    assert reader("import", corpus, kept).error == (
        f"reader: {kept}: its first record, which says the article, is gone: name the folder it is in\n"
    )


def test_what_is_of_no_article_here_is_named(reader: Reader, corpus: Path, tmp_path: Path) -> None:
    (corpus / "annotations").rename(tmp_path / "backup")
    (corpus / TREATY).unlink()
    ran = reader("import", corpus, tmp_path / "backup")
    assert (ran.status, ran.out) == (0, "1 record added\n")
    assert ran.err.startswith(f"reader: {TREATY} is not in this corpus: kept, without a place")


def test_a_folder_without_annotations_is_refused(reader: Reader, corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "empty" / "inside"
    place.mkdir(parents=True)
    assert (
        "no folder of annotations: none in it has a file _corpus"
        in reader("import", corpus, place.parent).error
    )
    assert "--format: a folder" in reader("import", corpus, place, "--format", "csv").err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_store_file_is_known_however_it_was_saved(
    reader: Reader, corpus: Path, tmp_path: Path, encoding: str
) -> None:
    there = corpus / "annotations" / "ann" / f"{TREATY}.json"
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(json.loads(there.read_bytes()), indent=2), encoding=encoding)
    there.unlink()
    assert reader("import", corpus, kept).out == "1 record added\n"
    assert notes(reader, corpus) == ["saved"]
