"""keys, paths and completion; and docs/cli.md, which names every command and option."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reader import paths
from reader.commands.grammar import COMMANDS, SHELLS, grammar
from reader.keys.table import keys_text
from tests.running import Reader

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_keys_of_a_codebook_are_listed_with_their_names(reader: Reader, seeds: Path) -> None:
    lines = reader("keys").lines
    assert any(line.strip().startswith("-  ") and " against: The holder speaks" in line for line in lines)
    assert any("Code, on the Claim scale" in line for line in lines)
    (seeds / "codebook.toml").write_text(
        'schema = 1\n[[scale]]\nid = "p"\nname = "P"\nfor = ["issue"]\n'
        'label = [{id = "yes", name = "yes", key = "+", definition = "It is so."}]\n'
    )
    own = reader("keys", seeds).lines
    assert any("yes: It is so." in line for line in own)
    assert not any("against:" in line for line in own)


def test_keys_are_those_of_the_registry(reader: Reader) -> None:
    ran = reader("keys")
    assert (ran.status, ran.err) == (0, "")
    known = {*ran.out.splitlines()}
    assert {*keys_text().splitlines()} < known
    assert "no such file" in reader("keys", "nowhere").error


def test_keys_show_ones_own_changes(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "own" / "config").mkdir(parents=True)
    (tmp_path / "own" / "config" / "config.toml").write_text('[keys.READ]\n"g y" = "entities.show"\n')
    assert reader("keys").out.count("  gy") == keys_text().count("  gy") + 1


def test_paths_are_named(reader: Reader, tmp_path: Path) -> None:
    own = tmp_path / "own"
    wanted = {
        "config": str(own / "config" / "config.toml"),
        "state": str(own / "state"),
        "cache": str(own / "cache"),
        "log": str(own / "state" / "reader.log"),
    }
    assert reader("paths", "--json").json == [wanted]
    assert dict(line.split(maxsplit=1) for line in reader("paths").lines) == wanted
    assert not own.exists()


def test_what_is_kept_about_a_corpus_is_forgotten(reader: Reader, seeds: Path) -> None:
    reader("list", seeds)
    kept = paths.kept(seeds)
    assert kept
    assert reader("paths", "--forget", next(seeds.glob("003*"))).lines == [str(path) for path in kept]
    assert paths.kept(seeds) == ()
    assert len(list(seeds.glob("*.txt"))) == 5
    assert "nothing is kept" in reader("paths", "--forget", seeds).err


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_knows_every_command_and_option(reader: Reader, shell: str) -> None:
    ran = reader("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    assert all(re.search(rf"\b{name}\b", ran.out) for name in COMMANDS)
    assert "claim/denies" in ran.out or "target" in ran.out
    assert "json-losses" in ran.out


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_a_script_of_that_shell(reader: Reader, tmp_path: Path, shell: str) -> None:
    program = shutil.which(shell)
    script = tmp_path / "completion"
    script.write_text(reader("completion", shell).out)
    if program is None:
        assert "reader" in script.read_text()
        return
    option = "--no-execute" if shell == "fish" else "-n"
    ran = subprocess.run([program, option, script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings} - {"-h", "--help"}


def test_the_page_names_every_command_and_option() -> None:
    page = PAGE.read_text(encoding="utf-8")
    known = grammar()
    sections = dict(re.findall(r"^## `reader ([a-z]+)[^\n]*\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    everywhere = options(known.parser)
    assert all(f"`{name}" in page for name in everywhere)
    assert set(sections) == set(COMMANDS)
    for parser in known.parsers.values():
        name = parser.prog.split()[-1]
        heading = next(line for line in page.splitlines() if line.startswith(f"## `reader {name}"))
        text = heading + sections[name]
        missing = {option for option in options(parser) - everywhere if option not in text}
        assert not missing, f"docs/cli.md says nothing of {missing} of reader {name}"


def test_the_page_promises_nothing_that_is_not_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    known = grammar()
    there = options(known.parser).union({"--help", "-h"}, *map(options, known.parsers.values()))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page))
    assert named <= there
