"""What a reader could not save on one branch, taken in on another, or after a merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.model import Annotation
from annotations.store import AnnotationStore
from reader.paths import drafts_folder, make_private
from tests.running import Reader
from tests.stores import saved_elsewhere

TREATY = "001_c52329024e729261.txt"


@pytest.fixture
def corpus(reader: Reader, seeds: Path) -> Path:
    words = ("--range", "600:630", "--note", "saved", "--as", "ann")
    assert reader("annotate", seeds, "001", *words).status == 0
    return seeds


def here(corpus: Path) -> Path:
    """The file of the article, as a checkout changes it."""
    return corpus / "annotations" / "ann" / f"{TREATY}.json"


def edit(reader: Reader, corpus: Path, note: str, key: str = "") -> bytes:
    """The file after *note* was saved as that of the annotation *key*."""
    key = key or known(reader, corpus)[0]["id"]
    assert reader("edit", corpus, key, "--note", note, "--as", "ann").status == 0
    return here(corpus).read_bytes()


def known(reader: Reader, corpus: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = reader("annotations", corpus, "--json", "--as", "ann").json
    return found


def notes(reader: Reader, corpus: Path) -> list[str]:
    return sorted(one["note"] for one in known(reader, corpus))


def typed(note: str) -> Callable[[AnnotationStore, Annotation], object]:
    return lambda store, one: store.edit(TREATY, replace(one, note=note))


@pytest.mark.parametrize("then", ["left", "edited", "removed"])
def test_a_change_of_what_a_merge_set_apart_is_taken_in(reader: Reader, corpus: Path, then: str) -> None:
    base = here(corpus).read_bytes()
    left = edit(reader, corpus, "left")
    kept = saved_elsewhere(corpus, typed("rescued"), make_private(drafts_folder(corpus)) / "unsaved")
    here(corpus).write_bytes(base)
    edit(reader, corpus, "right, first")
    right = edit(reader, corpus, "right")
    here(corpus).write_bytes(right)
    here(corpus).with_name(f"{TREATY}.json.orig").write_bytes(left)  # as a merge has both lines
    (apart,) = (one["id"] for one in known(reader, corpus) if "conflict_of" in one)
    if then == "edited":
        edit(reader, corpus, "left, edited", apart)
    elif then == "removed":
        assert reader("remove", corpus, apart, "--as", "ann").status == 0
    mended = reader("check", corpus, "--as", "ann", "--repair")
    assert "1 change that was not saved when a reader ended: taken in" in mended.out
    assert not kept.files[0].exists()
    more = ["left, edited"] if then == "edited" else []
    assert notes(reader, corpus) == [*more, "rescued", "right"]


def test_what_was_taken_in_does_not_wait_along_with_the_rest(reader: Reader, corpus: Path) -> None:
    base = here(corpus).read_bytes()
    left = edit(reader, corpus, "left")

    def work(store: AnnotationStore, one: Annotation) -> None:
        store.edit(TREATY, replace(one, note="rescued"))
        store.add(TREATY, replace(one, id=store.new_id(), note="added", rev=1, prev=""))

    (file,) = saved_elsewhere(corpus, work, make_private(drafts_folder(corpus)) / "unsaved").files
    torn = file.read_bytes() + b"torn"
    file.write_bytes(torn)
    here(corpus).write_bytes(base)
    mended = reader("check", corpus, "--as", "ann", "--repair")
    assert "taken in; 1 change is of a record that is not here" in mended.out
    assert notes(reader, corpus) == ["added", "saved"]
    # What cannot be read stays beside it, once; the rest of it is whole again.
    assert file.with_name(f"{file.name}.corrupt-1").read_bytes() == torn
    here(corpus).write_bytes(base)
    said = reader("check", corpus, "--json", "--as", "ann").json
    (waiting,) = (one["message"] for one in said if one["kind"] == "unsaved")
    assert waiting.startswith("1 change was not saved when a reader ended; 1 change is of a record")
    assert reader("check", corpus, "--as", "ann", "--repair").status == 1
    assert notes(reader, corpus) == ["saved"]
    assert len(list(file.parent.glob("*corrupt*"))) == 1
    here(corpus).write_bytes(left)
    assert reader("check", corpus, "--as", "ann", "--repair").status == 0
    assert notes(reader, corpus) == ["rescued"]
    assert not file.exists()
