"""Fixtures that start the program in a pty, in an environment of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pty_terminal import READER, Start, Terminal

__all__ = ["Start", "Terminal"]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of the user's is read or written."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {
        **keep,
        "HOME": str(tmp_path / "home"),
        "CLOSE_READER_CONFIG_DIR": str(tmp_path / "config"),
        "CLOSE_READER_STATE_DIR": str(tmp_path / "state"),
        "CLOSE_READER_CACHE_DIR": str(tmp_path / "cache"),
        "CLOSE_READER_ANNOTATOR": "ann",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def start(tmp_path: Path, home: dict[str, str]) -> Iterator[Start]:
    """Start the installed program: ``start("CORPUS", columns=160, rows=45)``."""
    running: list[Terminal] = []

    def begin(
        *argv: str | Path,
        columns: int = 120,
        rows: int = 36,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
        program: str = READER,
    ) -> Terminal:
        (tmp_path / "home").mkdir(exist_ok=True)
        terminal = Terminal(
            [program, *map(str, argv)],
            {**home, **(env or {})},
            columns=columns,
            rows=rows,
            cwd=cwd or tmp_path,
        )
        running.append(terminal)
        return terminal

    yield begin
    for terminal in running:
        terminal.process.close(force=True)
