"""The cache of mentions: read once, whatever lies in its file."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from reader.corpus.document import Document
from reader.corpus.parsing import parse
from reader.entities.mentions import Mention
from reader.tagging import MentionCache

DOCUMENT = parse("a.txt", "Ann met Bob.")
FOUND = (Mention(0, 3, "person", 0.75, "rule"), Mention(8, 11, "person", 1.0, "gazetteer"))


class Recogniser:
    """Counts how often it is asked."""

    def __init__(self, found: tuple[Mention, ...] = FOUND) -> None:
        self.found = found
        self.asked: list[str] = []

    def __call__(self, document: Document) -> tuple[Mention, ...]:
        self.asked.append(document.sha256)
        return self.found


def test_each_text_is_recognised_once_and_kept(tmp_path: Path) -> None:
    path, recognise = tmp_path / "own" / "mentions.json", Recogniser()
    cache = MentionCache(path, "1")
    assert cache.mentions(DOCUMENT, recognise) == FOUND
    assert cache.mentions(DOCUMENT, recognise) == FOUND
    assert cache.mentions(parse("other.txt", DOCUMENT.text), recognise) == FOUND
    assert recognise.asked == [DOCUMENT.sha256]
    assert not path.exists()
    cache.save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Recogniser(())
    assert MentionCache(path, "1").mentions(DOCUMENT, again) == FOUND
    assert again.asked == []
    other = parse("a.txt", "Cid.")
    assert MentionCache(path, "1").mentions(other, again) == ()
    assert again.asked == [other.sha256]


def test_another_version_of_the_recogniser_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "mentions.json"
    cache = MentionCache(path, "1")
    cache.mentions(DOCUMENT, Recogniser())
    cache.save()
    newer = Recogniser(())
    later = MentionCache(path, "2")
    assert later.mentions(DOCUMENT, newer) == ()
    assert newer.asked
    later.save()
    assert json.loads(path.read_bytes())["version"] == "2"


def test_nothing_new_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "mentions.json"
    cache = MentionCache(path, "1")
    cache.save()
    assert not path.exists()
    cache.mentions(DOCUMENT, Recogniser())
    cache.save()
    path.write_text("touched")
    cache.save()
    assert path.read_text() == "touched"


def test_without_a_file_it_keeps_what_it_was_told_for_the_run() -> None:
    cache, recognise = MentionCache(None, "1"), Recogniser()
    cache.mentions(DOCUMENT, recognise)
    assert cache.mentions(DOCUMENT, recognise) == FOUND
    assert len(recognise.asked) == 1
    cache.save()


def row(*values: Any) -> dict[str, Any]:
    return {"version": "1", "mentions": {DOCUMENT.sha256: [list(values)]}}


BROKEN: list[object] = [
    b"",
    b"\x00\xff",
    b"{",
    b"[" * 100_000,
    b"null",
    b"[]",
    b'"1"',
    {"version": "1"},
    {"version": "1", "mentions": None},
    {"version": "1", "mentions": [1]},
    {"version": "1", "mentions": {DOCUMENT.sha256: 7}},
    {"version": "1", "mentions": {DOCUMENT.sha256: {"abcde": 1}}},
    {"version": "1", "mentions": {DOCUMENT.sha256: ["abcde"]}},
    {"version": "1", "mentions": {DOCUMENT.sha256: [None]}},
    row(),
    row(0, 3, "person", 1.0),
    row(0, 3, "person", 1.0, "rule", "more"),
    row("0", 3, "person", 1.0, "rule"),
    row(0, 3.5, "person", 1.0, "rule"),
    row(3, 3, "person", 1.0, "rule"),
    row(5, 3, "person", 1.0, "rule"),
    row(-1, 3, "person", 1.0, "rule"),
    row(0, 13, "person", 1.0, "rule"),
    row(0, 3, 7, 1.0, "rule"),
    row(0, 3, "person", "high", "rule"),
    row(0, 3, "person", 1.0, None),
]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_an_empty_cache_and_is_replaced(tmp_path: Path, content: object) -> None:
    path = tmp_path / "mentions.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    recognise = Recogniser()
    cache = MentionCache(path, "1")
    assert cache.mentions(DOCUMENT, recognise) == FOUND
    assert recognise.asked == [DOCUMENT.sha256]
    cache.save()
    assert MentionCache(path, "1").mentions(DOCUMENT, Recogniser(())) == FOUND


def test_a_folder_in_its_place_and_one_that_cannot_be_written_are_no_loss(tmp_path: Path) -> None:
    folder = tmp_path / "mentions.json"
    folder.mkdir()
    (tmp_path / "file").write_text("")
    for path in (folder, tmp_path / "file" / "mentions.json"):
        cache = MentionCache(path, "1")
        assert cache.mentions(DOCUMENT, Recogniser()) == FOUND
        cache.save()
        assert cache.mentions(DOCUMENT, Recogniser(())) == FOUND
    assert folder.is_dir()
