"""What a reader that had to end could not save: told by ``reader check``, and taken in by ``--repair``."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations import committing, elsewhere
from annotations.ids import text_hashes
from annotations.model import Annotation
from annotations.store import AnnotationStore
from reader.paths import drafts_folder, make_private
from reader.rescued import rescue
from reader.workspace import Workspace
from tests.running import Ran, Reader
from tests.stores import made, opened, saved_elsewhere

TREATY = "001_c52329024e729261.txt"
Work = Callable[[AnnotationStore, Annotation], object]


@pytest.fixture
def corpus(reader: Reader, seeds: Path) -> Path:
    words = ("--range", "600:630", "--note", "saved", "--as", "ann")
    assert reader("annotate", seeds, "001", *words).status == 0
    return seeds


def rescued(corpus: Path, work: Work, name: str = "ann") -> Path:
    """What *work* does while another program writes in ann's folder, kept as a reader that ends keeps it."""
    (file,) = saved_elsewhere(corpus, work, make_private(drafts_folder(corpus)) / "unsaved", name).files
    return file


def add(store: AnnotationStore, one: Annotation) -> object:
    store.keep_text(one.text, store.text(one.text) or "")
    return store.add(TREATY, replace(one, id=store.new_id(), note="rescued"))


def notes(reader: Reader, corpus: Path) -> list[str]:
    return sorted(one["note"] for one in reader("annotations", corpus, "--json", "--as", "ann").json)


def told(ran: Ran) -> list[tuple[str, str]]:
    return [(one["severity"], one["kind"]) for one in ran.json]


def test_what_was_not_saved_is_told_and_taken_in(reader: Reader, corpus: Path) -> None:
    file = rescued(corpus, add)
    said = reader("check", corpus, "--json", "--as", "ann")
    assert (said.status, told(said)) == (1, [("problem", "unsaved")])
    assert said.json[0]["path"] == str(file)
    how = f"reader check {corpus} --repair takes it in"
    assert said.json[0]["message"] == f"1 change was not saved when a reader ended: {how}"
    assert notes(reader, corpus) == ["saved"]
    mended = reader("check", corpus, "--json", "--as", "ann", "--repair")
    assert (mended.status, told(mended)) == (0, [("repaired", "repaired")])
    assert mended.json[0]["message"] == "1 change that was not saved when a reader ended: taken in"
    assert notes(reader, corpus) == ["rescued", "saved"]
    assert not file.exists()
    assert reader("check", corpus, "--json", "--as", "ann").json == []


def test_what_is_in_the_log_and_waits_is_told_once(
    reader: Reader, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(corpus / "annotations")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(committing, "put_bytes", full)
        add(store, store.annotations()[0])
        assert store.close()
        store.save_elsewhere(make_private(drafts_folder(corpus)) / "unsaved")
    assert len(opened(corpus / "annotations").vanished()) == 1
    assert told(reader("check", corpus, "--json", "--as", "ann")) == [("problem", "unsaved")]
    assert "no record that vanished" in reader("check", corpus, "--as", "ann", "--restore", "all").err
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == ["rescued", "saved"]


def test_what_another_made_of_it_meanwhile_stays(reader: Reader, corpus: Path) -> None:
    rescued(corpus, lambda store, one: store.edit(TREATY, replace(one, note="rescued")))
    (known,) = reader("annotations", corpus, "--json", "--as", "ann").json
    assert reader("edit", corpus, known["id"], "--note", "since then", "--as", "ann").status == 0
    mended = reader("check", corpus, "--json", "--as", "ann", "--repair")
    assert (mended.status, [severity for severity, _ in told(mended)]) == (1, ["repaired", "problem"])
    assert "edited in two places" in mended.json[1]["message"]
    assert notes(reader, corpus) == ["rescued", "since then"]
    (copy,) = (
        one for one in reader("annotations", corpus, "--json", "--as", "ann").json if "conflict_of" in one
    )
    assert copy["conflict_of"] == known["id"]


def test_a_removal_that_was_not_saved_is_taken_in(reader: Reader, corpus: Path) -> None:
    rescued(corpus, lambda store, one: store.remove(TREATY, one.id))
    assert notes(reader, corpus) == ["saved"]
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == []


def test_a_change_of_what_another_branch_has_waits_until_that_is_checked_out(
    reader: Reader, corpus: Path
) -> None:
    def work(store: AnnotationStore, one: Annotation) -> None:
        store.edit(TREATY, replace(one, note="rescued"))
        add(store, one)

    kept = rescued(corpus, work)
    here = corpus / "annotations" / "ann" / f"{TREATY}.json"
    tip = here.read_bytes()
    here.unlink()  # as a checkout of a branch without it does
    said = reader("check", corpus, "--json", "--as", "ann")
    (waiting,) = (one["message"] for one in said.json if one["kind"] == "unsaved")
    assert "; 1 change is of a record that is not here, or not as it was: it waits until" in waiting
    assert "vanished" in [kind for _, kind in told(said)], "that is not what the change brings back"
    mended = reader("check", corpus, "--as", "ann", "--repair")
    assert "1 change that was not saved when a reader ended: taken in; 1 change is of a record" in mended.out
    assert notes(reader, corpus) == ["rescued"]
    assert kept.exists()
    here.write_bytes(tip)
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == ["rescued"], "what was taken in before is not brought here as well"
    assert not kept.exists()


def test_a_change_of_a_revision_that_another_branch_has_waits_as_well(reader: Reader, corpus: Path) -> None:
    here = corpus / "annotations" / "ann" / f"{TREATY}.json"
    base = here.read_bytes()
    (known,) = reader("annotations", corpus, "--json", "--as", "ann").json
    assert reader("edit", corpus, known["id"], "--note", "saved on a branch", "--as", "ann").status == 0
    tip = here.read_bytes()
    rescued(corpus, lambda store, one: store.edit(TREATY, replace(one, tags=("device/mockery",))))
    here.write_bytes(base)
    mended = reader("check", corpus, "--as", "ann", "--repair")
    assert "1 change is of a record that is not here" in mended.out
    assert (notes(reader, corpus), here.read_bytes()) == (["saved"], base)
    here.write_bytes(tip)
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    (one,) = reader("annotations", corpus, "--json", "--as", "ann").json
    assert (one["note"], one["tags"]) == ("saved on a branch", ["device/mockery"])


def test_what_was_added_and_changed_before_it_could_be_saved_is_taken_in(
    reader: Reader, corpus: Path
) -> None:
    def work(store: AnnotationStore, one: Annotation) -> None:
        add(store, one)
        added = next(other for other in store.annotations() if other.note == "rescued")
        store.edit(TREATY, replace(added, note="changed at once"))

    rescued(corpus, work)
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == ["changed at once", "saved"]


def test_what_is_in_by_now_is_not_told(reader: Reader, corpus: Path) -> None:
    file = rescued(corpus, add)
    theirs = corpus / "annotations" / "ann" / f"{TREATY}.json"
    theirs.with_name(f"{theirs.name}.orig").write_bytes(file.read_bytes())
    assert "unsaved" not in {kind for _, kind in told(reader("check", corpus, "--json", "--as", "ann"))}
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == ["rescued", "saved"]


def test_what_is_somebody_elses_is_told_and_left_to_them(reader: Reader, corpus: Path) -> None:
    file = rescued(corpus, add)
    said = reader("check", corpus, "--json", "--as", "bob", "--repair")
    assert (said.status, told(said)) == (1, [("problem", "unsaved")])
    assert said.json[0]["message"].endswith(f"reader check {corpus} --repair --as ann takes it in")
    assert file.exists()
    assert not (corpus / "annotations" / "bob").exists()


def test_the_first_annotation_of_all_is_taken_in_with_its_text(reader: Reader, seeds: Path) -> None:
    folder, text = seeds / "annotations", (seeds / TREATY).read_text()
    store = AnnotationStore(folder, "ann")
    store.load()
    folder.write_bytes(b"in the way")
    one = replace(made(store, "first"), text=text_hashes(text)[0])
    store.keep_text(one.text, text)
    store.add(TREATY, one)
    assert store.close(0.1)
    store.save_elsewhere(make_private(drafts_folder(seeds)) / "unsaved")
    folder.unlink()
    assert reader("check", seeds, "--as", "ann", "--repair").status == 0
    assert notes(reader, seeds) == ["first"]
    assert sorted(path.name for path in folder.iterdir()) == [".gitattributes", ".gitignore", "ann", "texts"]
    assert [path.stem for path in (folder / "texts").iterdir()] == [one.text]


def test_what_is_damaged_there_is_said(reader: Reader, corpus: Path) -> None:
    file = rescued(corpus, add)
    file.unlink()
    file.mkdir()
    said = reader("check", corpus, "--json", "--as", "ann", "--repair")
    assert (said.status, told(said)) == (1, [("problem", "unsaved")])
    assert "cannot be read: a folder stands in its place" in said.json[0]["message"]


@pytest.mark.parametrize("torn", [(b'"note":"r2"', b'"note":"r2'), (b'"note":"r2"', b'"note":["r2"]')])
def test_of_a_damaged_file_the_rest_is_taken_in_and_the_original_stays(
    reader: Reader, corpus: Path, torn: tuple[bytes, bytes]
) -> None:
    def three(store: AnnotationStore, one: Annotation) -> object:
        return [store.add(TREATY, replace(one, id=store.new_id(), note=f"r{n}")) for n in (1, 2, 3)]

    file = rescued(corpus, three)
    data = file.read_bytes().replace(*torn)
    file.write_bytes(data)
    (said,) = reader("check", corpus, "--json", "--as", "ann").json
    assert said["message"].startswith("2 changes were not saved when a reader ended: ")
    assert said["message"].endswith("; the rest of the file cannot be read, and is kept beside it then")
    mended = reader("check", corpus, "--json", "--as", "ann", "--repair")
    kept = file.with_name(f"{file.name}.corrupt-1")
    assert (mended.status, told(mended)) == (0, [("repaired", "repaired"), ("note", "aside")])
    what = "2 changes that were not saved when a reader ended: taken in"
    assert mended.json[0]["message"] == f"{what}; what cannot be read of it is kept in {kept}"
    assert mended.json[1]["path"] == str(kept)
    assert notes(reader, corpus) == ["r1", "r3", "saved"]
    assert (kept.read_bytes(), file.exists()) == (data, False)


def test_a_file_of_which_nothing_can_be_read_is_told_and_kept(reader: Reader, corpus: Path) -> None:
    file = rescued(corpus, add)
    file.write_bytes(b"torn")
    said = reader("check", corpus, "--json", "--as", "ann")
    assert (said.status, told(said)) == (1, [("problem", "unsaved")])
    how = f"reader check {corpus} --repair keeps it aside"
    assert said.json[0]["message"] == f"what was not saved when a reader ended cannot be read: {how}"
    mended = reader("check", corpus, "--json", "--as", "ann", "--repair")
    kept = file.with_name(f"{file.name}.corrupt-1")
    assert (mended.status, told(mended)) == (0, [("repaired", "repaired"), ("note", "aside")])
    assert mended.json[0]["message"] == f"what cannot be read of it is kept in {kept}"
    assert kept.read_bytes() == b"torn"


def test_what_another_reader_leaves_there_meanwhile_is_taken_in_as_well(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    file = rescued(corpus, add)
    entered = elsewhere._entered
    late = [add]

    @contextlib.contextmanager
    def meanwhile(folder: Path, slug: str) -> Iterator[tuple[int, int]]:
        while late:
            rescued(corpus, late.pop())
        with entered(folder, slug) as opened:
            yield opened

    store = AnnotationStore(corpus / "annotations", "ann")
    store.load()
    monkeypatch.setattr(elsewhere, "_entered", meanwhile)
    (taken,) = store.take_in(file.parent.parent)
    assert store.close(1) == ()
    assert len(taken.rows) == 2
    assert not file.exists()
    assert notes(reader, corpus) == ["rescued", "rescued", "saved"]


def test_what_belongs_to_another_folder_of_annotations_goes_there_alone(
    reader: Reader, seeds: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept apart"
    apart = ("--annotations", kept)
    words = ("--range", "600:630", "--note", "saved", "--as", "ann")
    assert reader("annotate", seeds, "001", *words, *apart).status == 0
    workspace = Workspace.open(seeds, annotator="ann", folder=kept)
    (one,) = workspace.store.annotations()
    fd = os.open(kept / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    add(workspace.store, one)
    assert workspace.store.close(0.1)
    (file,) = rescue(workspace).files
    os.close(fd)
    how = f"reader check {seeds} --annotations '{kept}' --repair"
    mended = reader("check", seeds, "--json", "--as", "ann", "--repair")
    assert (mended.status, told(mended)) == (0, [("note", "unsaved")])
    assert mended.json[0]["path"] == str(file)
    said = f"1 change was not saved in {kept} when a reader ended: {how} --as ann takes it in"
    assert mended.json[0]["message"] == said
    assert not (seeds / "annotations").exists()
    (own,) = reader("check", seeds, "--json", "--as", "ann", *apart).json
    assert own["message"] == f"1 change was not saved when a reader ended: {how} takes it in"
    assert reader("check", seeds, "--as", "ann", *apart, "--repair").status == 0
    there = reader("annotations", seeds, "--json", "--as", "ann", *apart).json
    assert sorted(each["note"] for each in there) == ["rescued", "saved"]
    assert reader("check", seeds, "--json", "--as", "ann").json == []


def test_what_belongs_in_the_corpus_is_told_to_one_who_keeps_annotations_apart(
    reader: Reader, corpus: Path, tmp_path: Path
) -> None:
    file = rescued(corpus, add)
    said = reader("check", corpus, "--json", "--as", "ann", "--annotations", tmp_path / "apart", "--repair")
    (note,) = (one for one in said.json if one["kind"] == "unsaved")
    assert (note["severity"], note["path"], file.exists()) == ("note", str(file), True)
    how = f"reader check {corpus} --annotations {corpus / 'annotations'} --repair --as ann takes it in"
    assert note["message"].endswith(f" when a reader ended: {how}")
    file.write_bytes(b"torn")
    said = reader("check", corpus, "--json", "--as", "ann", "--annotations", tmp_path / "apart")
    (note,) = (one for one in said.json if one["kind"] == "unsaved")
    assert note["message"].startswith("some changes were not saved in ")


def test_what_waits_for_a_corpus_that_was_renamed_is_told(reader: Reader, corpus: Path) -> None:
    workspace = Workspace.open(corpus, annotator="ann")
    (one,) = workspace.store.annotations()
    fd = os.open(corpus / "annotations" / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    add(workspace.store, one)
    assert workspace.store.close(0.1)
    left = rescue(workspace).folder
    os.close(fd)
    now = corpus.rename(corpus.with_name("renamed"))
    there = drafts_folder(now) / left.name
    said = reader("check", now, "--json", "--as", "ann")
    assert (said.status, told(said)) == (0, [("note", "unsaved")])
    assert said.json[0]["path"] == str(left)
    how = f"if it is this corpus now, move that folder to {there}"
    assert said.json[0]["message"] == f"not saved when a reader of {corpus} ended, which is gone: {how}"
    make_private(there.parent)
    left.rename(there)
    assert told(reader("check", now, "--json", "--as", "ann")) == [("problem", "unsaved")]
    assert reader("check", now, "--as", "ann", "--repair").status == 0
    assert notes(reader, now) == ["rescued", "saved"]
    assert reader("check", now, "--json", "--as", "ann").json == []
