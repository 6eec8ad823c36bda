"""The walls between the rooms of the house: what may be imported where, seen from outside."""

from __future__ import annotations

import ast
import json
import pkgutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

import reader

ROOT = Path(__file__).parents[2]
SCREEN = {"textual", "rich"}
HEAVY = {"numpy", "shtab"}
"""Costly to import: numpy belongs to search, shtab to completion."""
OF_ANNOTATIONS = {"annotations", "tinydb", "rapidfuzz", "orjson", "tomlkit", "defusedxml"}
IMPORT_ALL = """
import importlib, json, pkgutil, sys
reached = {}
for name in sys.argv[1:]:
    room = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(room, "__path__", []), name + "."):
        importlib.import_module(found.name)
    reached[name] = sorted({module.partition(".")[0] for module in sys.modules})
print(json.dumps(reached))
"""
RUN = """
import json, sys
from reader.cli import main
status = main(sys.argv[1:])
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def rooms() -> list[str]:
    """Every module and package right below ``reader``, but the screens."""
    return sorted(
        f"reader.{found.name}" for found in pkgutil.iter_modules(reader.__path__) if found.name != "tui"
    )


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def imported(code: str, *argv: str) -> Any:
    """What *code*, run in an interpreter of its own, prints as JSON on its last line."""
    run = subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    said = run.stderr if code == RUN else run.stdout
    return json.loads(said.splitlines()[-1])


def test_annotations_reach_neither_the_reader_nor_a_screen() -> None:
    found = set(imported(IMPORT_ALL, "annotations")["annotations"])
    assert "tinydb" in found
    assert not found & {"reader", *SCREEN, *HEAVY}


def test_no_room_but_the_screens_reaches_textual_or_rich() -> None:
    # One after the other in one interpreter: the first room that reaches too far is the one to blame.
    reached = imported(IMPORT_ALL, *(room for room in rooms() if room != "reader.search"), "reader.search")
    for room, found in reached.items():
        assert not set(found) & SCREEN, room
        assert room == "reader.search" or not set(found) & HEAVY, room
    assert "numpy" in reached["reader.search"]


def test_annotations_use_few_libraries() -> None:
    used = {
        name.partition(".")[0]
        for path in (ROOT / "annotations").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imports(node)
    }
    assert used - set(sys.stdlib_module_names) <= OF_ANNOTATIONS
    assert "tinydb" in used


def imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


@pytest.mark.parametrize(
    "line",
    [
        ("--help",),
        ("--version",),
        ("list", "CORPUS"),
        ("list", "CORPUS", "--json"),
        ("show", "CORPUS", "003", "--width", "60"),
        ("entities", "CORPUS", "003"),
        ("search", "CORPUS", "Lukashenka"),
        ("progress", "CORPUS"),
        ("export", "CORPUS", "--format", "csv"),
        ("keys",),
    ],
    ids=" ".join,
)
def test_commands_start_without_a_screen(line: tuple[str, ...], seeds: Path) -> None:
    status, found = imported(RUN, *(str(seeds) if word == "CORPUS" else word for word in line))
    assert status == 0
    assert "reader" in found
    assert not set(found) & SCREEN
    assert line[0] == "search" or not set(found) & HEAVY


# -- what the project file says of the house


def test_every_package_is_listed_and_in_the_wheel() -> None:
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("annotations", "reader")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert set(project()["tool"]["setuptools"]["packages"]) == found


def test_every_file_that_is_no_module_is_in_the_wheel() -> None:
    data = project()["tool"]["setuptools"]["package-data"]
    for top in ("annotations", "reader"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_dir() or path.suffix in (".py", ".pyc") or path.name.startswith("."):
                continue
            parts = path.relative_to(ROOT).parts
            carried = any(
                fnmatch("/".join(parts[depth:]), pattern)
                for depth in range(1, len(parts))
                for pattern in data.get(".".join(parts[:depth]), ())
            )
            assert carried, f"{'/'.join(parts)} is in no package-data"


def test_the_import_contracts_name_every_room() -> None:
    contracts = {one["name"]: one for one in project()["tool"]["importlinter"]["contracts"]}
    screen = contracts["Only reader.tui touches textual and rich"]
    assert sorted(screen["source_modules"]) == rooms()
    assert set(screen["forbidden_modules"]) >= SCREEN
    numpy = contracts["numpy belongs to search"]
    assert sorted(numpy["source_modules"]) == sorted(
        {"annotations", "reader.tui", *rooms()} - {"reader.search"}
    )


def test_no_thread_imports_a_part_of_what_another_thread_is_importing() -> None:
    """Of two threads that first need rapidfuzz at the same time, one would be told of a deadlock.

    ``from rapidfuzz.distance`` takes the lock of the part before that of the whole, and the import of the
    whole takes them the other way round.
    """
    parts = [
        f"{path.relative_to(ROOT)}: {name}"
        for top in ("annotations", "reader")
        for path in (ROOT / top).rglob("*.py")
        for node in run_by(ast.parse(path.read_text(encoding="utf-8")))
        for name in imports(node)
        if name.startswith("rapidfuzz.")
    ]
    assert not parts, "import them from rapidfuzz itself"


def run_by(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of *tree* but for what only a checker of types reads."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from run_by(node)
