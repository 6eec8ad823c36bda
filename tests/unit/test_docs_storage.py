"""docs/storage.md is true: its file is one of ours, its lines of Python and jq read it, its tests exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from annotations.lines import parse, render
from annotations.rows import file_from
from annotations.store import AnnotationStore
from tests.torture.__main__ import KINDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "storage.md").read_text(encoding="utf-8")
NAME = "003_b2f1ad3f4cdf42dc.txt"
QUOTE = "short of weapons"


def block(language: str) -> str:
    """The one example of *language* on the page."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def stored(seeds: Path) -> Path:
    """The corpus with the file that the page shows."""
    folder = seeds / "annotations" / "ann"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.json").write_text(block("json"), encoding="utf-8")
    return seeds


def ran(corpus: Path, *words: str) -> str:
    done = subprocess.run(words, cwd=corpus.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_file_is_laid_out_as_the_store_does(stored: Path) -> None:
    data = block("json").encode()
    orjson.loads(data)
    parsed = parse(data)
    state = file_from(f"{NAME}.json", parsed, shown="")
    assert (parsed.problems, state.render({})) == ([], data)
    assert render([(line.key, line.value) for line in parsed.lines]) == data
    store = AnnotationStore(stored / "annotations", "ann")
    store.load()
    assert store.problems() == ()
    (one,) = store.annotations()
    store.close()
    text = (stored / NAME).read_text(encoding="utf-8")
    assert text[one.segments[0].start : one.segments[0].end] == one.segments[0].quote == QUOTE
    removed = orjson.loads(data)["_default"]["912187313050987113"]
    assert removed["kind"] == "removed"


def test_three_lines_of_python_read_it(stored: Path) -> None:
    lines = block("python")
    assert len([line for line in lines.splitlines() if line]) == 3
    alone = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", lines],
        cwd=stored.parent,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"['{QUOTE}']\n", "")


def test_three_lines_of_jq_read_it(stored: Path) -> None:
    lines = block("sh").splitlines()
    wanted = ["see 001\n", "912187310101950244\tdenies\tRussia is short of weapons\n", "ann 1\n"]
    assert len(lines) == len(wanted)
    if shutil.which("jq") is None:
        # Nothing here depends on jq: it is only named to those who have it.
        assert all(line.startswith("jq ") for line in lines)
        return
    assert [ran(stored, "sh", "-c", line) for line in lines] == wanted


def test_what_is_promised_is_shown_by_what_is_there() -> None:
    promised = PAGE[PAGE.index("## What is promised") : PAGE.index("[torture.md]")]
    rows = [row.split("|") for row in re.findall(r"^\| [A-Z].*$", promised, re.MULTILINE)]
    assert len(rows) > 10
    for _, promise, shown, _ in rows:
        named = re.findall(r"`([^`]+)`", shown)
        assert named, promise
        for name in named:
            if name.startswith("python -m tests.torture "):
                assert set(name.split()[3:]) <= set(KINDS)
            else:
                assert (ROOT / name).is_file(), name
