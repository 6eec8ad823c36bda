"""Adding, editing, removing: in memory at once, on disk in the promised layout, read back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.ids import text_hashes
from annotations.model import Annotation, Ref, Segment, Stance
from annotations.records import Coding, Memo
from annotations.store import Action, AnnotationStore, Change, Event, StoreError
from tests.stores import opened


def made(store: AnnotationStore, start: int = 0, quote: str = "“treaty”", note: str = "") -> Annotation:
    segment = Segment(start, start + len(quote), quote)
    now = store.now()
    return Annotation(store.new_id(), "d0c", store.annotator, now, now, (segment,), note=note)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


def test_nothing_is_on_disk_before_the_first_annotation(folder: Path) -> None:
    store = opened(folder)
    assert store.annotations() == ()
    assert store.paths() == ()
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    assert store.close() == ()
    assert not folder.exists()


def test_an_action_is_visible_at_once_and_durable_when_its_future_says_so(folder: Path) -> None:
    store = opened(folder)
    annotation = made(store, note="Лукашенко")
    future = store.add("sub/003.txt", annotation)
    assert store.annotations("sub/003.txt") == (annotation,)
    assert future.result(10).records == (annotation,)
    assert opened(folder).annotations() == (annotation,)
    assert store.close() == ()


def test_the_file_has_the_promised_layout(folder: Path) -> None:
    store = opened(folder)
    first, second = made(store, 4), made(store, 9)
    store.add("003.txt", first)
    store.add("003.txt", second).result(10)
    store.remove("003.txt", first.id).result(10)
    lines = (folder / "ann" / "003.txt.json").read_text("utf-8").split("\n")
    assert lines[0] == '{"_default": {'
    assert lines[1] == '"1": {"kind":"article","path":"003.txt","schema":1}'
    assert lines[2] == lines[4] == lines[6] == ""
    assert lines[3].startswith(f',"{first.id}": {{"by":"ann","kind":"removed","prev":"')
    assert lines[3].count('"rev":2') == 1
    assert lines[5] == (
        f',"{second.id}": {{"anchor":"exact","annotator":"ann","created":"{second.created}","doc":"d0c",'
        f'"id":"{second.id}","kind":"annotation","modified":"{second.modified}","rev":1,'
        '"segments":[{"end":17,"quote":"“treaty”","start":9}],"status":"accepted"}'
    )
    assert lines[7:] == ["}}", ""]


def test_plain_tinydb_reads_what_was_stored(folder: Path) -> None:
    store = opened(folder)
    annotation = replace(made(store), stance=Stance("position", "against", Ref("treaty", "issue"), ()))
    store.add("003.txt", annotation).result(10)
    memo = Memo(store.new_id(), "ann", store.now(), store.now(), title="On “treaty”", body="…")
    store.put(memo).result(10)
    store.close()
    with TinyDB(folder / "ann" / "003.txt.json") as database:
        header, stored = database.all()
    assert header.doc_id == 1
    assert header == {"kind": "article", "path": "003.txt", "schema": 1}
    assert str(stored.doc_id) == stored["id"] == annotation.id
    assert Annotation.from_dict(dict(stored)) == annotation
    with TinyDB(folder / "ann" / "_corpus") as database:
        header, stored = database.all()
    assert header == {"kind": "corpus", "annotator": "ann", "schema": 1}
    assert Memo.from_dict(dict(stored)) == memo


def test_revisions_name_the_lines_they_replaced(folder: Path) -> None:
    store = opened(folder)
    annotation = made(store)
    store.add("003.txt", annotation)
    seen = [annotation]
    for note in "abc":
        store.edit("003.txt", replace(seen[-1], note=note))
        seen.append(store.annotations("003.txt")[0])
    assert [a.rev for a in seen] == [1, 2, 3, 4]
    chains = [a.prev.split() for a in seen]
    assert chains[0] == []
    assert [len(c) for c in chains] == [0, 1, 2, 3]
    assert chains[3][1:] == chains[2]
    assert chains[2][1:] == chains[1]
    store.close()


def test_an_edit_of_an_old_revision_is_refused_and_changes_nothing(folder: Path) -> None:
    store = opened(folder)
    old = made(store)
    store.add("003.txt", old).result(10)
    store.edit("003.txt", replace(old, note="new")).result(10)
    with pytest.raises(StoreError, match="revision 2"):
        store.edit("003.txt", replace(old, note="from the old one"))
    assert store.annotations("003.txt")[0].note == "new"
    assert store.pending() == 0
    store.close()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"values": {"a": float("nan")}}, "JSON"),
        ({"values": {"a": object()}}, "JSON"),
        ({"note": "\ud800"}, "JSON"),
        ({"segments": (Segment(5, 3, "x"),)}, "start"),
        ({"annotator": "bob"}, "bob"),
        ({"id": "none"}, "id"),
    ],
)
def test_a_record_that_fails_validation_fails_alone(folder: Path, wrong: dict[str, Any], words: str) -> None:
    store = opened(folder)
    good = [made(store, n) for n in range(3)]
    store.add("003.txt", good[0])
    bad = replace(made(store), **wrong)
    with pytest.raises(StoreError, match=words):
        store.add("003.txt", bad)
    with pytest.raises(StoreError, match=words):
        store.apply(Action("import", (Change("003.txt", None, good[1]), Change("003.txt", None, bad))))
    store.add("003.txt", good[2])
    assert store.close() == ()
    assert opened(folder).annotations("003.txt") == (good[0], good[2])


def test_a_burst_of_many_is_all_there(folder: Path) -> None:
    store = opened(folder)
    futures = [store.add(f"{n % 3}.txt", made(store, n)) for n in range(120)]
    for future in futures:
        future.result(20)
    again = opened(folder)
    assert again.annotations() == store.annotations()
    assert len(again.annotations()) == 120
    assert again.paths() == ("0.txt", "1.txt", "2.txt")
    starts = [a.start for a in again.annotations("1.txt")]
    assert starts == sorted(starts)
    store.close()


def test_ids_are_found_by_prefix(folder: Path) -> None:
    store = opened(folder)
    first, second = (replace(made(store), id=name) for name in ("1234500", "1234600"))
    store.add("a.txt", first)
    store.add("b.txt", second)
    assert store.get("12345") == ("a.txt", first)
    assert store.path_of("1234600") == "b.txt"
    with pytest.raises(StoreError, match="1234500, 1234600"):
        store.get("1234")
    with pytest.raises(StoreError, match="'99'"):
        store.get("99")
    with pytest.raises(StoreError, match="already"):
        store.add("b.txt", first)
    store.close()


def test_new_ids_rise_and_are_never_those_of_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(folder)
    future = int(store.new_id()) + (3600 * 1000 << 22)
    store.add("a.txt", replace(made(store), id=str(future))).result(10)
    store.close()
    other = opened(folder, "bob")
    ids = [int(other.new_id()) for _ in range(50)]
    assert ids[0] > future
    assert ids == sorted(set(ids))


def test_one_coding_state_an_article(folder: Path) -> None:
    store = opened(folder)
    now = store.now()
    store.set_coding(Coding(store.new_id(), "d0c", "ann", "open", now, now, "003.txt"))
    store.set_coding(Coding(store.new_id(), "d0c", "ann", "done", now, now, "003.txt"))
    store.close()
    codings = opened(folder).codings()
    assert list(codings) == ["003.txt"]
    assert (codings["003.txt"].state, codings["003.txt"].rev) == ("done", 2)


def test_the_text_is_kept_with_its_first_annotation(folder: Path) -> None:
    text = "One line\r\nand “another”\r\n"
    sha = text_hashes(text)[0]
    store = opened(folder)
    store.keep_text(sha, text)
    store.add("a.txt", made(store)).result(10)
    assert not (folder / "texts").exists()
    store.add("a.txt", replace(made(store), text=sha)).result(10)
    assert (folder / "texts" / f"{sha}.txt").read_bytes() == text.encode()
    assert opened(folder).text(sha) == text
    assert opened(folder).text("0" * 64) is None
    assert opened(folder).text("../ann/a.txt") is None
    store.close()


def test_others_stay_hidden_unless_asked_for(folder: Path) -> None:
    ann, bob = opened(folder), opened(folder, "Bob Lee")
    mine, theirs = made(ann, 7), made(bob, 3)
    ann.add("a.txt", mine).result(10)
    bob.add("a.txt", theirs).result(10)
    ann.refresh()
    assert ann.annotations("a.txt") == (mine,)
    assert ann.annotations("a.txt", annotator="Bob Lee") == (theirs,)
    assert ann.annotators() == ("Bob Lee", "ann")
    with pytest.raises(StoreError, match="Bob Lee"):
        ann.annotations(annotator="carol")
    with pytest.raises(StoreError, match="no annotation"):
        ann.get(theirs.id)
    with pytest.raises(StoreError, match="no annotation"):
        ann.remove("a.txt", theirs.id)
    everyone = opened(folder, show_others=True)
    assert everyone.annotations() == (theirs, mine)
    ann.close()
    bob.close()


def test_events_tell_what_changed_and_what_is_saved(folder: Path) -> None:
    store = opened(folder)
    events: list[Event] = []
    stop = store.subscribe(events.append)
    annotation = made(store)
    store.add("a.txt", annotation)
    store.flush(10)
    stop()
    store.remove("a.txt", annotation.id).result(10)
    assert [(e.kind, e.paths, e.ids) for e in events] == [
        ("changed", ("a.txt",), (annotation.id,)),
        ("saved", ("a.txt",), (annotation.id,)),
    ]
    store.close()


def test_who_annotates_is_asked_before_the_first_write(folder: Path) -> None:
    store = opened(folder, "")
    with pytest.raises(StoreError, match="name the annotator"):
        store.add("a.txt", made(store))
    store.become("Ann")
    store.add("a.txt", made(store)).result(10)
    assert opened(folder, "Ann").paths() == ("a.txt",)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.add("a.txt", made(store))


def test_a_broken_observer_stops_nobody(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = opened(folder)
    heard: list[str] = []

    def broken(event: Event) -> None:
        raise RuntimeError("deaf")

    store.subscribe(broken)
    store.subscribe(lambda event: heard.append(event.kind))
    store.add("a.txt", made(store)).result(10)
    store.flush(10)
    assert heard == ["changed", "saved"]
    assert "observer" in caplog.text
    store.close()
