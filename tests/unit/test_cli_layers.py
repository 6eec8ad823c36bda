"""Whose annotations a command is about, and that it says so when nobody was named."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.commands import session
from tests.running import Reader

READING = [
    ("show", "003"),
    ("search", "Medvedev tag:frame"),
    ("search", "in:note Medvedev"),
    ("annotations",),
    ("annotations", "has:note"),
    ("progress",),
    ("check",),
]


@pytest.fixture
def shared(reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus that ann and bob annotated, read by someone who has not said a name."""
    for name in ("ann", "bob"):
        reader("annotate", seeds, "003", "--whole", "--note", f"by {name}", "--as", name)
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("", ""))
    return seeds


@pytest.mark.parametrize("command", READING)
def test_who_has_not_said_a_name_is_told_whose_there_are(
    reader: Reader, shared: Path, command: tuple[str, ...]
) -> None:
    name, *rest = command
    said = [line for line in reader(name, shared, *rest).err.splitlines() if "ann, bob" in line]
    assert len(said) == 1
    assert "--as NAME or --show-others" in said[0]
    (shown,) = [
        line
        for line in reader(name, shared, *rest, "--show-others").err.splitlines()
        if "annotations of ann, bob" in line
    ]
    assert shown.endswith("all are shown")
    assert "ann, bob" not in reader(name, shared, *rest, "--as", "bob").err


@pytest.mark.parametrize("command", [("list",), ("search", "Medvedev"), ("entities",)])
def test_where_annotations_are_not_the_answer_nothing_is_said_of_them(
    reader: Reader, shared: Path, command: tuple[str, ...]
) -> None:
    name, *rest = command
    assert "annotations of" not in reader(name, shared, *rest).err


def test_nothing_is_said_where_nobody_has_annotated(
    reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("", ""))
    assert reader("list", seeds).err == ""


def test_a_table_of_articles_that_breaks_off_is_said_by_list(reader: Reader, seeds: Path) -> None:
    (seeds / "articles.csv").write_text('path,title\n003_b2f1ad3f4cdf42dc.txt,"Open\n004.txt,x\n')
    assert "articles.csv, line 2: a quotation mark is not closed; lines 2 to 3 are ignored" in (
        reader("list", seeds).err
    )


def test_check_lists_what_is_wrong_once(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--whole", "--note", "one")
    path = next((seeds / "annotations" / "ann").glob("003*"))
    path.write_bytes(b"garbage")
    ran = reader("check", seeds)
    assert (ran.status, ran.out.count("damaged: no record could be read")) == (1, 1)
    assert "damaged" not in ran.err
