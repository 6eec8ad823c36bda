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
from reader.drafts import Sheet, Unfinished, waiting

TEXT = "One sentence here. Another sentence there. A third one.\n"
SHA = sha256(TEXT.encode()).hexdigest()
PLACE = (TEXT.index("Another"), TEXT.index(" A third"))
NOTE = Unfinished("note", "a.txt", SHA, (describe(TEXT, *PLACE),), "2026-01-02T00:00:00Z", {"note": "half a"})


def test_a_draft_is_offered_once_its_program_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "drafts" / "seeds"
    sheet = Sheet(folder)
    sheet.write(NOTE)
    sheet.write(replace(NOTE, texts={"note": "half a thou"}))
    assert waiting(folder) == [], "it is still being written"
    assert [stat.S_IMODE(p.stat().st_mode) for p in sorted(folder.iterdir())] == [0o600, 0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    sheet.release()
    older = Sheet(folder)
    older.write(replace(NOTE, kind="stance", t="2026-01-01T00:00:00Z", texts={"target": "Russia"}))
    older.release()
    assert [(what.kind, what.texts) for _, what in waiting(folder)] == [
        ("stance", {"target": "Russia"}),
        ("note", {"note": "half a thou"}),
    ]
    taken = waiting(folder)[0][0]
    assert taken.hold()
    assert not older.hold(), "two programs do not take up the same"
    assert len(waiting(folder)) == 1
    taken.drop()
    waiting(folder)[0][0].drop()
    assert list(folder.iterdir()) == []


def test_nothing_is_there_before_something_is_written(tmp_path: Path) -> None:
    assert waiting(tmp_path / "none") == []
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
def test_what_is_no_draft_is_not_offered(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "draft-1.json").write_bytes(data)
    (tmp_path / "draft-2.json").symlink_to("/etc/passwd")
    (tmp_path / "draft-3.json").mkdir()
    assert waiting(tmp_path) == []


def test_a_draft_says_what_it_is() -> None:
    assert Unfinished.from_dict(json.loads(json.dumps(NOTE.to_dict()))) == NOTE
    with pytest.raises(ModelError):
        Unfinished.from_dict({})
