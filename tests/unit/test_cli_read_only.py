"""A coded corpus that one may only read: reading works, and not even a time of change is another."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.running import Reader

READING = (
    ("list",),
    ("show", "003"),
    ("annotations",),
    ("annotations", "--show-others"),
    ("entities",),
    ("search", "weapons"),
    ("export", "--format", "jsonl"),
    ("progress",),
    ("log",),
    ("check",),
)
CHANGING = (
    ("annotate", "003", "--quote", "peace plan", "--note", "n"),
    ("done", "002"),
    ("undo",),
    ("check", "--repair"),
)


@pytest.fixture
def corpus(reader: Reader, seeds: Path) -> Path:
    """Annotations of two people, one article renamed, another edited since; nobody may write."""
    for name, quote in (("ann", "short of weapons"), ("bob", "welcomed the initiative")):
        for article in ("003", "000"):
            words = quote if article == "003" else "Red Army"
            assert (
                reader(
                    "annotate", seeds, article, "--quote", words, "--nth", "1", "--note", "n", "--as", name
                ).status
                == 0
            )
    (seeds / "003_b2f1ad3f4cdf42dc.txt").rename(seeds / "003 renamed.txt")
    with open(seeds / "000_305367dd2efea505.txt", "a") as file:
        file.write("One line more.\n")
    for path in (*seeds.rglob("*"), seeds):
        path.chmod(path.stat().st_mode & ~0o222)
    return seeds


def tree(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    found = {}
    for path in (folder, *folder.rglob("*")):
        what = path.lstat()
        data = path.read_bytes() if stat.S_ISREG(what.st_mode) else b""
        found[str(path)] = (what.st_mode, what.st_mtime_ns, what.st_ctime_ns, data)
    return found


def test_reading_changes_nothing(reader: Reader, corpus: Path) -> None:
    before = tree(corpus)
    for name, *rest in READING:
        ran = reader(name, corpus, *rest)
        assert (ran.status, bool(ran.out)) == (0, True), (name, ran.err)
        assert tree(corpus) == before, name


def test_changing_is_refused_in_one_line(
    reader: Reader, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    # To a superuser everything is allowed.
    monkeypatch.setattr(
        os, "access", lambda path, mode, **how: not mode & os.W_OK and real(path, mode, **how)
    )
    before = tree(corpus)
    for name, *rest in CHANGING:
        assert "read-only" in reader(name, corpus, *rest).error, name
        assert tree(corpus) == before, name
