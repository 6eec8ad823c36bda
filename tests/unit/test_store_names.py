"""Names on disk: annotators' folders, articles' files."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.folders import (
    DEEPEST,
    annotator_folder,
    article_file,
    is_store_file,
    main_file,
    path_of_file,
)
from annotations.model import Annotation
from annotations.store import AnnotationStore, StoreError
from tests.stores import made, opened


@pytest.mark.parametrize("name", ["ann", "ann-lee", "a1", "x" * 40, "_consensus"])
def test_a_plain_name_is_its_own_folder(name: str) -> None:
    assert annotator_folder(name) == name


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("Ann", "ann-"),
        ("Ann Lee", "ann-lee-"),
        ("../../etc", "etc-"),
        ("CON", "con-"),
        ("con", "con-"),
        ("lpt1", "lpt1-"),
        ("texts", "texts-"),
        ("Анна", "annotator-"),
        ("..", "annotator-"),
        (" ", "annotator-"),
        ("x" * 200, "x" * 33 + "-"),
        ("-a-", "a-"),
        ("a--b", "a-b-"),
    ],
)
def test_any_other_name_gets_a_slug_and_six_digits(name: str, begins: str) -> None:
    folder = annotator_folder(name)
    assert folder.startswith(begins)
    assert len(folder) == len(begins) + 6
    assert len(folder) <= 40


@given(st.text(min_size=1), st.text(min_size=1))
@settings(max_examples=200)
def test_folders_are_slugs_and_tell_names_apart(first: str, second: str) -> None:
    folder = annotator_folder(first)
    assert set(folder) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert 0 < len(folder) <= 40
    same = unicodedata.normalize("NFC", first.strip()) == unicodedata.normalize("NFC", second.strip())
    assert (folder == annotator_folder(second)) == same


def test_decomposed_and_composed_names_are_one() -> None:
    assert annotator_folder("Jose\u0301") == annotator_folder("José")


LONG = "д" * 120


@pytest.mark.parametrize(
    "path",
    [
        "003.txt",
        "a/b/c.md",
        "x" * 180,
        "x" * 181,
        f"{LONG}.txt",
        f"{LONG}/{LONG}.txt",
        "_corpus/a.txt",
        "a.txt.json/b.txt",
        ".hidden/a.txt",
        ".tmp-x.txt",
        "a.corrupt-1.txt",
        "a.sync-conflict-20200101-120000-ABC.txt",
        "caf\udce9/x.txt",
        "back\\slash:colon*.txt",
    ],
)
def test_an_article_has_one_file_that_names_it_back(path: str) -> None:
    file = article_file(path)
    assert file.endswith(".json")
    for part in file.split("/"):
        assert len(part.encode()) <= 186
        assert part not in ("_corpus", ".", "..")
        assert not part.startswith(".")
    assert is_store_file(file.rpartition("/")[2])
    assert path_of_file(file, path) == path


def test_short_names_are_kept_and_long_ones_cut_at_a_code_point() -> None:
    assert article_file("sub/003.txt") == "sub/003.txt.json"
    kept, digest = article_file(f"{LONG}.txt").removesuffix(".json").split("~")
    assert kept == "д" * 60
    assert len(digest) == 16
    assert len({article_file(f"{LONG}{end}") for end in ("a.txt", "b.txt")}) == 2


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x.txt", "a/../b.txt", "a//b.txt", "a/./b", "a\0b"])
def test_paths_that_leave_the_corpus_are_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="path"):
        article_file(path)
    store = AnnotationStore(tmp_path / "annotations", "ann")
    store.load()
    with pytest.raises(StoreError):
        store.add(path, Annotation("5", "d", "ann", "t", "t"))
    assert store.annotations(path) == () or not path
    assert list(tmp_path.iterdir()) == []


def test_what_is_acknowledged_is_not_too_deep_to_be_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    deepest = "d/" * DEEPEST + "x.txt"
    store = opened(folder)
    store.add(deepest, made(store, "deep")).result(10)
    with pytest.raises(StoreError, match=f"more than {DEEPEST} folders deep"):
        store.add(f"d/{deepest}", made(store, "too deep"))
    assert store.annotations(f"d/{deepest}") == ()
    store.close()
    again = opened(folder)
    assert [a.note for a in again.annotations(deepest)] == ["deep"]
    assert again.problems() == ()
    assert [oddity.kind for oddity in again.oddities() if oddity.serious] == []
    again.close()


def test_a_file_that_was_moved_is_about_what_its_name_says() -> None:
    assert path_of_file("new.txt.json", "old.txt") == "new.txt"
    assert path_of_file("new.txt.json", "") == "new.txt"
    assert path_of_file("new.txt.json", "../../etc") == "new.txt"


def test_stray_copies_belong_to_their_file() -> None:
    assert main_file("003.txt.sync-conflict-20240101-120000-ABCDEFG.json") == "003.txt.json"
    assert main_file("_corpus.sync-conflict-20240101-120000-ABCDEFG") == "_corpus"
    assert main_file("003.txt.json.orig") == "003.txt.json"
    for name in ("003.txt.json", "003.txt.orig", "a.txt.json.corrupt-1", ".orig", "_corpus"):
        assert main_file(name) is None
    assert not is_store_file("003.txt.sync-conflict-20240101-120000-ABCDEFG.json")


@pytest.mark.parametrize("path", ["caf\udce9.txt", f"{LONG}.txt", "e\u0301.txt", "\u2028.txt"])
def test_strange_names_survive_a_round_trip(path: str, tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    store = AnnotationStore(folder, "ann")
    store.load()
    annotation = Annotation(store.new_id(), "d", "ann", "t", "t")
    store.add(path, annotation).result(10)
    store.close()
    again = AnnotationStore(folder, "ann")
    assert again.load().problems == ()
    assert again.paths() == (path,)
    assert again.annotations(path) == (annotation,)
    assert all(os.fsencode(p).decode() for p in folder.rglob("*"))
