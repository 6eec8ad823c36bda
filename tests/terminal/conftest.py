"""The real program under a pty: keys go in, the screen comes out through a terminal emulator."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

READER = str(Path(sys.executable).parent / "reader")
PATIENCE = 30.0
"""Seconds a test waits for something to appear before it fails."""

KEYS = {
    "Enter": "\r",
    "Esc": "\x1b",
    "Tab": "\t",
    "Down": "\x1b[B",
    "Up": "\x1b[A",
    "PgDn": "\x1b[6~",
    "Backspace": "\x7f",
    **{f"^{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}


class Terminal:
    """One program in a pty of *columns* by *rows* cells."""

    def __init__(self, argv: list[str], env: dict[str, str], *, columns: int, rows: int, cwd: Path) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.process = pexpect.spawn(
            argv[0], argv[1:], env=env, cwd=str(cwd), dimensions=(rows, columns), timeout=PATIENCE
        )
        self.process.delaybeforesend = None

    def press(self, *keys: str) -> None:
        """Send *keys*: names of ``KEYS``, or text typed as it is; each waits until the screen is quiet."""
        for key in keys:
            self.process.send(KEYS.get(key, key))
            self.settle()

    def settle(self, quiet: float = 0.15) -> None:
        """Take in what the program writes until nothing comes for *quiet* seconds."""
        while self._take(quiet):
            pass

    def lines(self) -> list[str]:
        """The rows of the screen as text."""
        return [row.rstrip() for row in self.screen.display]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def until(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until *wanted* is on the screen (or true of it); fails with the screen as it was."""
        holds = wanted if callable(wanted) else lambda shown: wanted in shown
        end = time.monotonic() + PATIENCE
        while not holds(self.text()):
            if time.monotonic() > end or (not self._take(0.1) and not self.process.isalive()):
                raise AssertionError(f"never came: {wanted}\n{self.text()}")
        return self.text()

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)
        self.settle()

    def wait(self) -> int:
        """The exit status, once the program has ended."""
        end = time.monotonic() + PATIENCE
        while self.process.isalive():
            self._take(0.1)
            if time.monotonic() > end:
                raise AssertionError(f"did not end\n{self.text()}")
        self.process.close()
        status = self.process.exitstatus
        return status if status is not None else -int(self.process.signalstatus)

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill(signal.SIGKILL)
        self.process.wait()

    def _take(self, timeout: float) -> bool:
        try:
            data = self.process.read_nonblocking(65536, timeout)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(data)
        return True


Start = Callable[..., Terminal]


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
        *argv: str | Path, columns: int = 120, rows: int = 36, env: dict[str, str] | None = None
    ) -> Terminal:
        (tmp_path / "home").mkdir(exist_ok=True)
        terminal = Terminal(
            [READER, *map(str, argv)], {**home, **(env or {})}, columns=columns, rows=rows, cwd=tmp_path
        )
        running.append(terminal)
        return terminal

    yield begin
    for terminal in running:
        terminal.process.close(force=True)
