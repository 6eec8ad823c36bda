"""The state of a corpus: what is remembered comes back, and a broken file costs nothing but itself."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import state as state_module
from reader.paths import state_file
from reader.state import Place, Spot, State
from reader.state_file import MAX_SEARCHES, MAX_TEXT, read, written


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"CLOSE_READER_STATE_DIR": str(tmp_path / "state")}


def test_everything_comes_back(tmp_path: Path, environ: dict[str, str]) -> None:
    state = State.load(tmp_path, environ)
    assert (state.last_article, state.problem, state.place("001.txt")) == ("", "", None)
    state.open_article("001.txt")
    assert state.reading("001.txt") == "unread"
    state.begin("001.txt", 120, 80)
    state.set_read("000.txt", True)
    state.set_mark("a", "001.txt", 7)
    state.set_mark("Q", "002.txt", 9)
    state.jumps.leave(Spot("000.txt", 4))
    state.remember_search("corpus", "lukashenka drone")
    state.set_folds("001.txt", {40: False, 90: True})
    state.set_size("list", 40)
    state.measure, state.density, state.hints_done = 66, "first", True
    state.theme, state.scale, state.pinned = "light", "claim", {"name": "Russia"}
    assert state.save() == ""
    again = State.load(tmp_path, environ)
    assert again.problem == ""
    assert (again.last_article, again.place("001.txt")) == ("001.txt", Place(120, 80))
    assert [again.reading(path) for path in ("000.txt", "001.txt", "002.txt")] == ["read", "begun", "unread"]
    assert again.marks("001.txt") == {"Q": Spot("002.txt", 9), "a": Spot("001.txt", 7)}
    assert again.mark("a", "002.txt") is None
    assert again.jumps.back(Spot("001.txt", 1)) == Spot("000.txt", 4)
    assert again.searches("corpus") == ("lukashenka drone",)
    assert (again.folds("001.txt"), again.folds("002.txt")) == ({40: False, 90: True}, {})
    assert (again.size("list"), again.size("details")) == (40, 0)
    assert (again.measure, again.density, again.hints_done) == (66, "first", True)
    assert (again.theme, again.scale, again.pinned) == ("light", "claim", {"name": "Russia"})


def test_the_file_is_private_whole_and_written_only_when_something_changed(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    state = State.load(tmp_path, environ)
    state.open_article("001.txt")
    assert state.save() == ""
    assert stat.S_IMODE(state.path.stat().st_mode) == 0o600
    inode = state.path.stat().st_ino
    assert state.save() == ""
    assert state.path.stat().st_ino == inode
    assert [each.name for each in state.path.parent.iterdir()] == [state.path.name]


def test_the_last_writer_wins(tmp_path: Path, environ: dict[str, str]) -> None:
    one, two = State.load(tmp_path, environ), State.load(tmp_path, environ)
    one.set_place("a.txt", 1, 0)
    two.set_place("a.txt", 2, 0)
    one.save()
    two.save()
    assert State.load(tmp_path, environ).place("a.txt") == Place(2, 0)


def test_an_unread_mark_lasts_until_the_article_is_begun(tmp_path: Path, environ: dict[str, str]) -> None:
    state = State.load(tmp_path, environ)
    state.begin("a.txt", 0, 0)
    assert state.reading("a.txt") == "begun"
    state.set_read("a.txt", False)
    state.set_place("a.txt", 5, 0)
    assert state.reading("a.txt") == "unread"
    assert state.open_article("a.txt") == Place(5, 0)
    assert state.reading("a.txt") == "unread"
    state.begin("a.txt", 5, 0)
    assert state.reading("a.txt") == "begun"
    state.set_read("a.txt", True)
    state.begin("a.txt", 5, 0)
    assert state.reading("a.txt") == "read"


def test_fields_of_another_version_are_kept(tmp_path: Path, environ: dict[str, str]) -> None:
    file = state_file(tmp_path, environ)
    file.parent.mkdir(parents=True)
    file.write_text('{"zoom": [1], "articles": {"a.txt": {"caret": 3, "fold": {"x": true}}}}')
    state = State.load(tmp_path, environ)
    state.set_place("a.txt", 4, 2)
    state.save()
    found = json.loads(file.read_text())
    assert found["zoom"] == [1]
    assert found["articles"]["a.txt"] == {"fold": {"x": True}, "caret": 4, "top": 2}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"", "not a state file"),
        (b'{"article": "a', "not a state file"),
        (b"[]", "not a state file"),
        (b'{"measure": ' + b"9" * 5000 + b"}", "not a state file"),
        (b'{"article": "\xff"}', "not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b" " * (state_module.MAX_BYTES + 1), "larger than"),
    ],
)
def test_a_broken_file_is_set_aside_and_said(
    tmp_path: Path, environ: dict[str, str], broken: bytes, reason: str
) -> None:
    file = state_file(tmp_path, environ)
    file.parent.mkdir(parents=True)
    for number in range(1, 12):
        file.write_bytes(broken)
        state = State.load(tmp_path, environ)
        assert reason in state.problem
        assert "\n" not in state.problem
        aside = file.with_name(f"{file.name}.broken-{min(number, state_module.SET_ASIDE)}")
        assert aside.name in state.problem
        assert aside.read_bytes() == broken
        assert not file.exists()
    state.set_place("a.txt", 1, 1)
    assert state.save() == ""
    assert State.load(tmp_path, environ).problem == ""


def test_a_wrong_field_costs_itself_alone(tmp_path: Path, environ: dict[str, str]) -> None:
    file = state_file(tmp_path, environ)
    file.parent.mkdir(parents=True)
    found: dict[str, Any] = {
        "article": "a.txt",
        "measure": "wide",
        "jumps": [["a.txt", -1]],
        "jump_at": 99,
        "articles": {
            "a.txt": {"caret": 1},
            "b.txt": {"caret": True},
            "e.txt": {"folded": ["x"]},
            "c.txt": 5,
            "d.txt": {"marks": {"ab": 1, "c": 2}},
        },
        "marks": {"A": ["a.txt", 2], "b": ["a.txt", 2], "C": "x"},
        "sizes": {"list": "wide"},
    }
    file.write_text(json.dumps(found))
    state = State.load(tmp_path, environ)
    assert state.last_article == "a.txt"
    assert state.place("a.txt") == Place(1, 0)
    assert state.place("b.txt") is None
    assert state.marks("d.txt") == {"A": Spot("a.txt", 2), "c": Spot("d.txt", 2)}
    for name in ("measure", "jumps", "articles", "marks", "sizes"):
        assert name in state.problem.split(": ")[-1].split(", ")
    assert state.jumps.spots == ()


def test_a_place_that_cannot_be_written_is_said_not_raised(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    state = State.load(tmp_path, environ)
    state.open_article("a.txt")
    assert str(tmp_path / "state") in state.save()


def test_a_file_that_cannot_be_read_is_no_crash(tmp_path: Path, environ: dict[str, str]) -> None:
    file = state_file(tmp_path, environ)
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    assert "not a regular file" in State.load(tmp_path, environ).problem


def test_sizes_are_limited(tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "MAX_ARTICLES", 3)
    state = State.load(tmp_path, environ)
    for number in range(5):
        state.set_place(f"{number}.txt", number, 0)
    state.set_place("2.txt", 9, 0)
    assert [state.place(f"{number}.txt") is not None for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    for number in range(MAX_SEARCHES + 20):
        state.remember_search("corpus", f"query {number}")
    state.remember_search("corpus", "query 110")
    state.remember_search("corpus", " ")
    state.remember_search("corpus", "x" * (MAX_TEXT + 1))
    found = state.searches("corpus")
    assert len(found) == MAX_SEARCHES
    assert found[:2] == ("query 110", "query 119")
    state.save()
    size = state.path.stat().st_size
    monkeypatch.setattr(state_module, "MAX_BYTES", size - 1)
    state.set_place("2.txt", 8, 0)
    assert state.save() == ""
    assert state.path.stat().st_size < size
    assert State.load(tmp_path, environ).place("2.txt") == Place(8, 0)


def test_paths_that_are_not_utf8_come_back(tmp_path: Path, environ: dict[str, str]) -> None:
    path = os.fsdecode(b"caf\xe9.txt")
    state = State.load(tmp_path, environ)
    state.open_article(path)
    state.set_place(path, 3, 1)
    assert state.save() == ""
    again = State.load(tmp_path, environ)
    assert again.last_article == path
    assert again.place(path) == Place(3, 1)


def test_places_marks_and_jumps_follow_a_changed_text(tmp_path: Path, environ: dict[str, str]) -> None:
    state = State.load(tmp_path, environ)
    state.set_place("a.txt", 50, 40)
    state.set_place("b.txt", 50, 40)
    state.set_mark("a", "a.txt", 45)
    state.set_mark("b", "a.txt", 5)
    state.set_mark("Z", "a.txt", 60)
    state.set_mark("Y", "a.txt", 1)
    state.jumps.leave(Spot("a.txt", 5))
    state.jumps.leave(Spot("a.txt", 44))
    state.jumps.leave(Spot("b.txt", 44))
    state.set_folds("a.txt", {4: True, 70: False})
    state.carry("a.txt", lambda offset: None if offset < 10 else offset + 100)
    assert state.folds("a.txt") == {170: False}
    assert state.place("a.txt") == Place(150, 140)
    assert state.place("b.txt") == Place(50, 40)
    assert state.marks("a.txt") == {"Z": Spot("a.txt", 160), "a": Spot("a.txt", 145)}
    assert state.jumps.spots == (Spot("a.txt", 144), Spot("b.txt", 44))
    assert state.jumps.at == 2
    state.carry("a.txt", lambda offset: None if offset == 150 else offset)
    assert state.place("a.txt") == Place(140, 140)
    state.carry("a.txt", lambda offset: None)
    assert state.place("a.txt") == Place(0, 0)


@pytest.mark.parametrize("letter", ["", "1", "é", "ab", "'"])
def test_only_letters_are_marks(tmp_path: Path, environ: dict[str, str], letter: str) -> None:
    with pytest.raises(ValueError, match="a mark is a letter"):
        State.load(tmp_path, environ).set_mark(letter, "a.txt", 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "A", "caret", "top", "folded", "unfolded"]), inner)
    ),
    max_leaves=8,
)
FIELDS = [
    "article",
    "articles",
    "marks",
    "jumps",
    "jump_at",
    "before",
    "searches",
    "sizes",
    "measure",
]


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from([*FIELDS, "density", "hints_done", "new"]), JSON))
def test_any_json_object_is_read_and_what_was_read_is_written_the_same(found: dict[str, Any]) -> None:
    kept, _ = read(dict(found))
    once = json.loads(json.dumps(written(kept, Path("/c"))))
    again, wrong = read(dict(once))
    assert wrong == []
    assert json.loads(json.dumps(written(again, Path("/c")))) == once
    if "new" in found:
        assert once["new"] == found["new"]


def test_what_is_remembered_of_a_renamed_article_goes_along(tmp_path: Path, environ: dict[str, str]) -> None:
    state = State.load(tmp_path, environ)
    state.open_article("old.txt")
    state.set_place("old.txt", 120, 80)
    state.set_mark("a", "old.txt", 7)
    state.set_mark("Q", "old.txt", 9)
    state.jumps.leave(Spot("old.txt", 4))
    state.open_article("new.txt")
    state.rename("old.txt", "new.txt")
    assert (state.place("new.txt"), state.place("old.txt")) == (Place(120, 80), None)
    assert state.marks("new.txt") == {"Q": Spot("new.txt", 9), "a": Spot("new.txt", 7)}
    assert state.jumps.spots == (Spot("new.txt", 4),)
    assert state.jumps.before == Spot("new.txt", 4)
    # What is remembered of the one that has the name already stays.
    state.set_place("other.txt", 1, 1)
    state.rename("other.txt", "new.txt")
    assert state.place("new.txt") == Place(120, 80)
    state.open_article("last.txt")
    state.rename("last.txt", "moved.txt")
    assert state.last_article == "moved.txt"
