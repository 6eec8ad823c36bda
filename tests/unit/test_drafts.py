"""Drafts on disk: kept for their owner, offered when their program is gone, found again in a changed text."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from annotations.anchoring import describe
from annotations.fields import ModelError
from reader.drafts import DraftError, Left, Sheet, Unfinished, has_words, waiting

TEXT = "One sentence here. Another sentence there. A third one.\n"
SHA = sha256(TEXT.encode()).hexdigest()
PLACE = (TEXT.index("Another"), TEXT.index(" A third"))
NOTE = Unfinished("note", "a.txt", SHA, (describe(TEXT, *PLACE),), "2026-01-02T00:00:00Z", {"note": "half a"})


def test_a_draft_is_offered_once_its_program_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "drafts" / "seeds"
    sheet = Sheet(folder)
    sheet.write(NOTE)
    sheet.write(replace(NOTE, texts={"note": "half a thou"}))
    assert waiting(folder) == Left((), ()), "it is still being written"
    assert [stat.S_IMODE(p.stat().st_mode) for p in sorted(folder.iterdir())] == [0o600, 0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    sheet.release()
    older = Sheet(folder)
    older.write(replace(NOTE, kind="stance", t="2026-01-01T00:00:00Z", texts={"target": "Russia"}))
    older.release()
    assert [(what.kind, what.texts) for _, what in waiting(folder).drafts] == [
        ("stance", {"target": "Russia"}),
        ("note", {"note": "half a thou"}),
    ]
    taken = waiting(folder).drafts[0][0]
    assert taken.hold()
    assert not older.hold(), "two programs do not take up the same"
    assert len(waiting(folder).drafts) == 1
    taken.drop()
    waiting(folder).drafts[0][0].drop()
    assert list(folder.iterdir()) == []


def test_nothing_is_there_before_something_is_written(tmp_path: Path) -> None:
    assert waiting(tmp_path / "none") == Left((), ())
    Sheet(tmp_path / "none").drop()
    assert list(tmp_path.iterdir()) == []


def test_the_passage_is_found_again_in_a_changed_text() -> None:
    assert NOTE.places(TEXT, SHA) == [PLACE]
    longer = f"Something above it. {TEXT}"
    assert NOTE.places(longer, "other") == [(PLACE[0] + 20, PLACE[1] + 20)]
    assert NOTE.places("Nothing of it.", "other") is None
    assert replace(NOTE, segments=()).places("Nothing of it.", "other") == []
    assert NOTE.quote == "Another sentence there."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[1]",
        b"[" * 100_000,
        b'{"kind":"note"}',
        json.dumps({**NOTE.to_dict(), "kind": "other"}).encode(),
        json.dumps({**NOTE.to_dict(), "texts": {"note": 1}}).encode(),
        json.dumps({**NOTE.to_dict(), "segments": [{"start": 5, "end": 2, "quote": ""}]}).encode(),
    ],
)
def test_what_is_damaged_is_told_from_what_is_there_and_stays_as_it_is(tmp_path: Path, data: bytes) -> None:
    damaged = tuple(tmp_path / f"draft-{n}.json" for n in (1, 2, 3))
    damaged[0].write_bytes(data)
    damaged[1].symlink_to("/etc/passwd")
    damaged[2].mkdir()
    whole = Sheet(tmp_path)
    whole.write(NOTE)
    whole.release()
    left = waiting(tmp_path)
    assert [what for _, what in left.drafts] == [NOTE]
    assert left.damaged == damaged
    assert damaged[0].read_bytes() == data
    with pytest.raises(DraftError, match=r"draft-1\.json: damaged"):
        Sheet(tmp_path, "1").read()
    with pytest.raises(DraftError, match="not a regular file"):
        Sheet(tmp_path, "3").read()


@pytest.mark.parametrize(
    ("texts", "worth"),
    [
        ({"note": "a word"}, True),
        ({"note": " "}, False),
        ({"note": "as it was"}, False),
        ({"note": ""}, False),
        ({"stance": "fav", "target": "", "note": "as it was"}, False),
        ({"stance": "fav", "target": "Russia is short", "note": "as it was"}, True),
    ],
)
def test_words_are_what_was_not_there_before_and_is_no_label(texts: dict[str, str], worth: bool) -> None:
    assert has_words(texts, {"note": "as it was", "target": ""}) is worth


def test_a_draft_is_about_one_passage_of_one_text() -> None:
    assert NOTE.is_about("a.txt", SHA, [PLACE], "")
    assert not NOTE.is_about("b.txt", SHA, [PLACE], "")
    assert not NOTE.is_about("a.txt", "other", [PLACE], "")
    assert not NOTE.is_about("a.txt", SHA, [], "")
    assert not NOTE.is_about("a.txt", SHA, [PLACE], "17")


def test_a_draft_says_what_it_is() -> None:
    assert Unfinished.from_dict(json.loads(json.dumps(NOTE.to_dict()))) == NOTE
    with pytest.raises(ModelError):
        Unfinished.from_dict({})
