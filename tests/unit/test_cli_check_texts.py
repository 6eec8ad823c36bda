"""What ``reader check`` says of the texts that annotations were made on, and what it mends of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.corpus.corpus import Corpus
from tests.running import Ran, Reader

TREATY = "001_c52329024e729261.txt"
LOST = "no article has it any more, and without it they are found again by their words alone"


@pytest.fixture
def kept(coded: Path) -> Path:
    """The text that three records were made on."""
    (text,) = (coded / "annotations" / "texts").iterdir()
    return text


def told(ran: Ran) -> list[tuple[str, str, str]]:
    """The findings about texts: severity, kind, message."""
    ours = (one for one in ran.json if one["path"].startswith("annotations/texts/"))
    return [(one["severity"], one["kind"], one["message"]) for one in ours]


def damage(text: Path) -> None:
    text.write_bytes(text.read_bytes()[:-1])


def garble(text: Path) -> None:
    text.write_bytes(b"\xff" + text.read_bytes())


WRONG: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "damaged": (damage, "problem", "text", "damaged: it is not the text it is named after, and is not used"),
    "garbled": (garble, "problem", "text", "no text: it is not in UTF-8, and is not used"),
    "missing": (Path.unlink, "note", "text-missing", "not there"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_text_that_its_article_still_has_is_kept_again(
    reader: Reader, coded: Path, kept: Path, how: str
) -> None:
    right = kept.read_bytes()
    spoil, severity, kind, what = WRONG[how]
    spoil(kept)
    cure = f"{TREATY} has it, reader check {coded} --repair keeps it again"
    said = reader("check", coded, "--json")
    assert told(said) == [(severity, kind, f"{what}; 3 records were made on it; {cure}")]
    mended = reader("check", coded, "--repair", "--json")
    assert (mended.status, [one["message"] for one in mended.json]) == (0, [f"kept again, from {TREATY}"])
    assert kept.read_bytes() == right


@pytest.mark.parametrize("how", WRONG)
def test_a_text_that_no_article_has_any_more_is_said_and_left(
    reader: Reader, coded: Path, kept: Path, how: str
) -> None:
    spoil, severity, kind, what = WRONG[how]
    spoil(kept)
    with (coded / TREATY).open("a") as file:
        file.write("One more line.\n")
    there = kept.read_bytes() if kept.exists() else None
    message = f"{what}; 3 records were made on it; {LOST}: put a whole copy there, of a backup or a clone"
    for more in ((), ("--repair",)):
        assert told(reader("check", coded, "--json", *more)) == [(severity, kind, message)]
    assert (kept.read_bytes() if kept.exists() else None) == there


def test_a_text_that_its_article_has_with_other_line_ends_is_kept_again_as_it_was(
    reader: Reader, coded: Path, kept: Path
) -> None:
    right = kept.read_bytes()
    kept.unlink()
    (coded / TREATY).write_bytes(right.replace(b"\n", b"\r\n"))
    ((_, kind, message),) = told(reader("check", coded, "--json"))
    assert (kind, LOST in message) == ("text-missing", False)
    assert f"kept again, from {TREATY}" in reader("check", coded, "--repair").out
    assert kept.read_bytes() == right
    assert [*kept.parent.iterdir()] == [kept]


def test_a_text_of_an_article_that_changes_while_it_is_read_is_not_kept_under_its_old_name(
    reader: Reader, coded: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.unlink()
    monkeypatch.setattr(Corpus, "text", lambda self, path: "Another text.\n")
    monkeypatch.setattr(Corpus, "hashes", lambda self, path: (kept.stem, kept.stem))
    reader("check", coded, "--repair")
    assert not kept.exists()


def link(text: Path) -> None:
    text.symlink_to("/etc/hostname")


@pytest.mark.parametrize("put", [link, Path.mkdir, os.mkfifo])
def test_what_stands_in_the_place_of_a_text_is_said_and_left(
    reader: Reader, coded: Path, kept: Path, put: Callable[[Path], None]
) -> None:
    kept.unlink()
    put(kept)
    said = reader("check", coded, "--json")
    ((severity, kind, message),) = told(said)
    assert (said.status, severity, kind) == (1, "problem", "text-unread")
    assert message.startswith("cannot be read: ")
    how = f"take away what stands there, and reader check {coded} --repair keeps it again"
    assert message.endswith(f"; 3 records were made on it; {TREATY} has it, {how}")
    assert told(reader("check", coded, "--repair", "--json")) == [(severity, kind, message)]
    # What is said to do mends it.
    (kept.rmdir if kept.is_dir() else kept.unlink)()
    assert reader("check", coded, "--repair").status == 0
    assert kept.is_file()
    assert reader("check", coded, "--json").json == []


def test_a_text_is_not_called_unused_while_annotations_cannot_be_read(
    reader: Reader, coded: Path, kept: Path
) -> None:
    for stored in (coded / "annotations").glob("*/*.json"):
        stored.write_bytes(b"")
    with (coded / TREATY).open("a") as file:
        file.write("One more line.\n")
    assert told(reader("check", coded, "--json")) == [
        ("note", "orphan-text", "no annotation that can be read was made on it")
    ]
