"""The command line in a real terminal: it fits, and is coloured where that is wanted."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.terminal.pty_terminal import READER, Start

SGR = re.compile(rb"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_a_list_fits_the_terminal(start: Start, seeds: Path, columns: int) -> None:
    terminal = start("list", seeds, columns=columns, rows=20)
    assert terminal.wait() == 0
    head, *rows = [line for line in terminal.lines() if line]
    assert head.startswith("PATH ")
    assert [row[:3] for row in rows] == ["000", "001", "002", "003", "004"]
    assert all(row.endswith("  open    unread") for row in rows)
    assert ("OUTLET" in head) == (columns > 100)


def test_a_long_name_is_cut_in_its_middle_and_leaves_room(start: Start, seeds: Path) -> None:
    long = "long-name-" * 24
    (seeds / "004_456d49786a4be5be.txt").rename(seeds / f"{long}end.txt")
    terminal = start("list", seeds, columns=160, rows=20)
    assert terminal.wait() == 0
    head, *rows = [line for line in terminal.lines() if line]
    assert "OUTLET" in head
    path = rows[-1].split()[0]
    assert path.startswith("long-name-long-name-")
    assert path.endswith("-end.txt")
    assert (len(path), path.count("…")) == (40, 1)
    assert all(row.endswith("  open    unread") for row in rows)


@pytest.mark.parametrize(
    ("env", "argv", "coloured"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({}, ["--color", "never"], False),
        ({"TERM": "dumb"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
    ],
)
def test_colour_where_it_is_wanted(
    start: Start, seeds: Path, env: dict[str, str], argv: list[str], coloured: bool
) -> None:
    terminal = start("show", seeds, "003", *argv, rows=200, env=env)
    assert terminal.wait() == 0
    codes = {code for found in SGR.findall(bytes(terminal.raw)) for code in found[2:-1].split(b";")}
    assert bool({c for c in codes if len(c) == 2}) == coloured
    if env.get("TERM") == "dumb" or argv == ["--color", "never"]:
        assert codes == set()
    assert "Dmitry Medvedev, the former Russian president" in " ".join(terminal.text().split())


def test_a_terminal_that_cannot_move_its_cursor(start: Start, seeds: Path) -> None:
    terminal = start(seeds, env={"TERM": "dumb"})
    assert terminal.wait() == 2
    assert " ".join(terminal.text().split()).startswith(
        "reader: the reader needs a terminal that can move its cursor"
    )
    assert f"reader show {seeds}" in terminal.text().replace("\n", "")
    assert b"\x1b" not in terminal.raw


def test_without_a_terminal(seeds: Path, home: dict[str, str]) -> None:
    ran = subprocess.run(
        [READER, seeds], env=home, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert ran.stderr.decode() == (
        f"reader: the reader needs a terminal; reader show {seeds} ARTICLE prints an article, "
        f"reader list {seeds} names them\n"
    )


def test_an_unknown_theme_is_said_before_anything_is_drawn(
    start: Start, seeds: Path, home: dict[str, str]
) -> None:
    config = Path(home["CLOSE_READER_CONFIG_DIR"])
    config.mkdir()
    (config / "config.toml").write_text('theme = "rainbow"\n')
    terminal = start(seeds, columns=200)
    assert terminal.wait() == 2
    assert "config.toml:1: theme: there is no theme 'rainbow'" in terminal.text()
    assert b"\x1b[?1049h" not in terminal.raw


def test_an_export_to_the_terminal_is_cleaned(start: Start, seeds: Path, home: dict[str, str]) -> None:
    subprocess.run(
        [
            READER,
            "annotate",
            seeds,
            "003",
            "--whole",
            "--stance",
            "favor",
            "--target",
            "t",
            "--note",
            "a\n=b",
        ],
        env=home,
        check=True,
        capture_output=True,
    )
    [path] = (seeds / "annotations" / "ann").glob("003*")
    path.write_bytes(path.read_bytes().replace(b'"note":"a', b'"note":"\\u001b[2J\\u202ea'))
    terminal = start("export", seeds, "--format", "csv", rows=200)
    assert terminal.wait() == 0
    assert b"\x1b" not in terminal.raw
    assert "\u202e" not in terminal.raw.decode()
    assert "=b" in terminal.text()
