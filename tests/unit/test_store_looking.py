"""What is looked up again and again: kept while it holds, and no longer."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.history import Log
from annotations.records import Coding
from annotations.store import AnnotationStore
from tests.stores import made


@pytest.fixture
def store(tmp_path: Path) -> AnnotationStore:
    store = AnnotationStore(tmp_path / "annotations", "ann")
    store.load()
    return store


def notes(store: AnnotationStore, path: str) -> list[str]:
    return [one.note for one in store.annotations(path)]


def test_the_annotations_of_an_article_are_kept_until_one_of_them_changes(store: AnnotationStore) -> None:
    first = made(store, "first")
    store.add("a.txt", first)
    store.add("b.txt", made(store, "elsewhere"))
    assert store.annotations("a.txt") is not store.annotations("b.txt")
    kept = store.annotations("a.txt")
    assert store.annotations("a.txt") is kept
    store.add("b.txt", made(store, "elsewhere again")).result(10)
    assert store.annotations("a.txt") is kept
    store.edit("a.txt", replace(first, note="changed"))
    assert notes(store, "a.txt") == ["changed"]
    store.add("a.txt", made(store, "second"))
    assert notes(store, "a.txt") == ["changed", "second"]
    store.remove("a.txt", first.id)
    assert notes(store, "a.txt") == ["second"]
    assert store.close() == ()


def test_what_another_program_saved_takes_the_place_of_what_was_kept(
    store: AnnotationStore, tmp_path: Path
) -> None:
    store.add("a.txt", made(store, "first")).result(10)
    assert notes(store, "a.txt") == ["first"]
    other = AnnotationStore(tmp_path / "annotations", "ann")
    other.load()
    other.add("a.txt", made(other, "second")).result(10)
    other.close()
    assert notes(store, "a.txt") == ["first"]
    store.refresh()
    assert notes(store, "a.txt") == ["first", "second"]
    store.close()


def test_an_article_one_is_done_with_shows_what_others_said(store: AnnotationStore, tmp_path: Path) -> None:
    bob = AnnotationStore(tmp_path / "annotations", "bob")
    bob.load()
    bob.add("a.txt", made(bob, "of bob")).result(10)
    bob.close()
    store.add("a.txt", made(store, "of ann")).result(10)
    store.refresh()
    assert notes(store, "a.txt") == notes(store, "a.txt") == ["of ann"]
    now = store.now()
    store.set_coding(Coding(store.new_id(), "d0c", "ann", "done", now, now, "a.txt"))
    for _ in range(2):
        assert sorted(notes(store, "a.txt")) == ["of ann", "of bob"]
    store.set_coding(replace(store.codings()["a.txt"], state="open"))
    assert notes(store, "a.txt") == ["of ann"]
    store.close()


def test_what_is_no_path_has_no_annotations(store: AnnotationStore) -> None:
    store.add("a.txt", made(store, "first"))
    assert [store.annotations(path) for path in ("", "../a.txt", "b.txt")] == [(), (), ()]
    assert [store.annotations(path) for path in ("", "../a.txt", "b.txt")] == [(), (), ()]
    store.close()


def entry(name: str, was: str = "null") -> bytes:
    change = f'{{"file":"a.json","from_rev":1,"id":"1","to_rev":2,"was":{was}}}'
    return f'{{"by":"ann","changes":[{change}],"id":"{name}","op":"edit","t":""}}\n'.encode()


@pytest.mark.parametrize(
    ("marks", "unfinished"),
    [
        (b'{"begun":"aa"}\n', ["aa"]),
        (b'{"begun":"aa"}\n{"done":"aa"}\n', []),
        (b'{"done":"aa"}\n{"begun":"aa"}\n', ["aa"]),
        (b'{"begun":"aa"}\n{"begun":"bb"}\n{"done":"aa"}\n', ["bb"]),
        (b'{"begun":"aa"}\n{"done":"aa"} \n', ["aa"]),
        (b' {"begun":"aa"}\n', []),
    ],
)
def test_actions_that_were_begun_and_never_done_are_told_from_their_marks(
    marks: bytes, unfinished: list[str]
) -> None:
    log = Log()
    log.heard(marks + entry("aa") + entry("bb"))
    assert [one.id for one in log.unfinished()] == unfinished


def test_a_mark_inside_a_record_is_none() -> None:
    log = Log()
    log.heard(b'{"begun":"aa"}\n' + entry("aa", '{"extra":{"done":"aa"}}') + entry("bb", '{"begun":"bb"}'))
    assert [one.id for one in log.unfinished()] == ["aa"]


def test_a_copy_that_comes_and_goes_beside_an_untouched_file_is_heard_of(
    store: AnnotationStore, tmp_path: Path
) -> None:
    first = made(store, "first")
    store.add("a.txt", first).result(10)
    store.remove("a.txt", first.id).result(10)
    file = tmp_path / "annotations" / "ann" / "a.txt.json"
    other = AnnotationStore(tmp_path / "elsewhere", "ann")
    other.load()
    other.add("a.txt", made(other, "of a copy")).result(10)
    other.close()
    # Long ago, so that its times alone say that nobody touched it.
    os.utime(file, ns=(1, 1))
    time.sleep(0.06)
    store.refresh()
    copy = file.with_name("a.txt.json.orig")
    shutil.copy(tmp_path / "elsewhere" / "ann" / "a.txt.json", copy)
    assert store.refresh().paths == ("a.txt",)
    assert notes(store, "a.txt") == ["of a copy"]
    assert [str(one) for one in store.problems()] == [
        "ann/a.txt.json: 1 record of a.txt.json.orig was read along"
    ]
    copy.unlink()
    assert store.refresh().paths == ("a.txt",)
    assert (notes(store, "a.txt"), store.problems()) == ([], ())
    store.close()
