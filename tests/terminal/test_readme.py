"""README is true: its commands run, its examples are read, its keys and its links exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotations.codebook import load

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
READER = str(Path(sys.executable).parent / "reader")
START = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/reader seeds"
TESTS = "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/python -m pytest"


def told(*words: str) -> list[str]:
    """The commands of README, by the program that the whole check takes them from."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "readme_commands.py"), *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.splitlines()


def block(language: str) -> str:
    """The one example of *language* in README."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_two_commands_are_what_a_stranger_types_first() -> None:
    assert told()[:2] == [START, TESTS]


def test_every_command_is_run_here_or_by_the_whole_check() -> None:
    installing = [line for line in told() if not line.startswith("reader ")]
    run = [told(words)[0] for words in re.findall(r'"\$\(readme ([^)]+)\)"', CI)]
    assert sorted(run) == sorted(installing)


def test_the_commands_of_the_reader_run(seeds: Path, home: dict[str, str]) -> None:
    lines = [shlex.split(line) for line in told() if line.startswith("reader ")]
    assert ["reader", "seeds"] in lines
    said = {}
    for words in lines:
        if words == ["reader", "seeds"]:
            continue
        run = subprocess.run(
            [READER, *words[1:]], cwd=seeds.parent, env=home, capture_output=True, text=True, timeout=60
        )
        assert run.returncode == 0, (words, run.stderr)
        said[words[1]] = run.stdout
    assert "Lukashenko" in said["search"]
    assert "Russia is short of weapons" in said["annotations"]
    assert (seeds.parent / "notes.jsonld").stat().st_size > 500
    assert (seeds / "articles.csv").read_text(encoding="utf-8").replace("\r\n", "\n") == block("csv")


def test_the_reader_opens_and_quits(start: Callable[..., Any], seeds: Path) -> None:
    reader = start("seeds")
    reader.until("Britain could buy")
    reader.until("READ")
    reader.press("q")
    assert reader.wait() == 0
    assert b"\x1b[?1049l" in reader.raw
    assert sorted(path.suffix for path in seeds.iterdir()) == [".txt"] * 5


def test_the_codebook_is_one(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text(block("toml"), encoding="utf-8")
    book = load(path)
    assert set(book.keys("position")) == {"+", "-"}
    assert [target.text for target in book.targets] == ["Britain should buy Russian arms"]


def test_the_keys_are_those_of_the_key_table() -> None:
    known = set(re.findall(r"`([^` ]+)`", (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")))
    table = README[README.index("## Keys") : README.index("## The command line")]
    keys = [key for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in row.split()]
    assert len(keys) > 20
    assert {key.strip("`") for key in keys} <= known


@pytest.mark.parametrize(
    "page", ["README.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert gone == []
