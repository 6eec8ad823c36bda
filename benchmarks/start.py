"""What the start of the reader costs, beside a bare Textual app in the same run.

Both run as programs of their own in a pseudo-terminal of 120 x 40 cells, turn by turn, as ones that have been
opened before. A program is killed as soon as its first frame is on the screen; the system then says how much
processor time it took until there. Printed: processor time and time passed, medians, and the median of the
ratios of neighbours. Ratios are what counts: times differ from machine to machine.

What is put off until after the first frame is no less work. So the same is printed until the reader is ready:
a key is struck at the first frame, and the complete interface has answered it. ``--rest N`` prints what all
of it costs, too: a program is run until it rests, annotations read, articles recognised and indexed. (It
reads ``/proc``.)

    python benchmarks/start.py
    python benchmarks/start.py --articles 0 --rest 5
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parent.parent
COLUMNS, LINES = 120, 40
PATIENCE = 120.0
"""Seconds a first frame is waited for."""
REST, RESTLESS = 2.0, 0.02
"""A program rests when in so many seconds it took no more than that share of them as processor time."""
LINGER = 1.0
"""Seconds in which what is written after the first frame is written."""
BARE = """
from textual.app import App
from textual.widgets import Label

class Bare(App):
    def compose(self):
        yield Label("bare first frame")

Bare().run()
"""
READER = "import sys; from reader.cli import main; sys.exit(main(sys.argv[1:]))"
SELECTING = b"v", ("SELECT",)
"""A key of the reader, and what its status line then says."""
Until = Literal["first frame", "ready", "at rest"]
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x1b\x07]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_SPACE = re.compile(rb"\s+")


@dataclass(frozen=True)
class Program:
    """A program, and the words that are on the screen when its first frame is whole.

    *key* is struck then to see whether the program is ready; *answer* is on the screen when it was.
    """

    name: str
    argv: tuple[str, ...]
    shows: tuple[str, ...]
    key: bytes = b""
    answer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Start:
    """One first frame: seconds of processor time and seconds passed since the program was begun."""

    cpu: float
    wall: float


class Running:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, program: Program, env: dict[str, str]) -> None:
        self._program = program
        self._seen = b""
        self._begun = time.perf_counter()
        self._pid, self._terminal = pty.fork()
        if not self._pid:
            # The size has to be there before the program asks for it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execve(sys.executable, [sys.executable, *program.argv], env)

    def until_first_frame(self) -> float:
        """Wait for the first frame: seconds from the beginning. Raises ``RuntimeError`` if it never comes."""
        return self._until(self._program.shows, "no first frame")

    def until_ready(self) -> float:
        """Strike the key, wait for its answer: seconds from the beginning. Raises likewise."""
        if self._program.key:
            os.write(self._terminal, self._program.key)
        return self._until(self._program.answer, "no answer")

    def _until(self, words: Sequence[str], otherwise: str) -> float:
        wanted = [word.encode() for word in words]
        while wanted and self._read(PATIENCE):
            text = _SPACE.sub(b" ", _ESCAPES.sub(b"", self._seen))
            wanted = [word for word in wanted if word not in text]
        if wanted:
            raise RuntimeError(f"{self._program.name}: {otherwise}: {self._seen[-2000:]!r}")
        return time.perf_counter() - self._begun

    def until_rest(self) -> float:
        """Wait until it rests: seconds from the beginning."""
        working, spent = time.perf_counter(), self._spent()
        while time.perf_counter() - working < REST:
            self._read(0.1)
            if self._spent() - spent > REST * RESTLESS:
                working, spent = time.perf_counter(), self._spent()
        return working - self._begun

    def linger(self, seconds: float) -> None:
        """Let it go on for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def _read(self, patience: float) -> bool:
        """Take in what it writes; false when *patience* seconds bring nothing, or it has ended."""
        if not select.select([self._terminal], [], [], patience)[0]:
            return False
        try:
            self._seen += os.read(self._terminal, 1 << 16)
        except OSError:
            return False
        return True

    def _spent(self) -> float:
        """Seconds of processor time until now, of all its threads."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> float:
        """End it: the seconds of processor time it took."""
        os.kill(self._pid, signal.SIGKILL)
        _, _, used = os.wait4(self._pid, 0)
        os.close(self._terminal)
        return used.ru_utime + used.ru_stime


def start(program: Program, env: dict[str, str], until: Until = "first frame") -> Start:
    """Run *program* until its first frame is there, it is ready, or it rests."""
    running = Running(program, env)
    wall = cpu = 0.0
    try:
        wall = running.until_first_frame()
        if until == "ready":
            wall = running.until_ready()
        elif until == "at rest":
            wall = running.until_rest()
    finally:
        cpu = running.kill()
    return Start(cpu, wall)


def open_once(program: Program, env: dict[str, str]) -> None:
    """Have *program* compiled, and the place where one reads written, as they are for who comes back."""
    running = Running(program, env)
    try:
        running.until_first_frame()
        running.linger(LINGER)
    finally:
        running.kill()


def compare(programs: Sequence[Program], rounds: int, env: dict[str, str], until: Until) -> None:
    """Print what *programs* cost, the first of which is 1.00, until they are so far."""
    taken: dict[str, list[Start]] = {program.name: [] for program in programs}
    for number in range(rounds):
        for program in programs if number % 2 else list(reversed(programs)):
            taken[program.name].append(start(program, env, until))
    base = taken[programs[0].name]
    print(f"{until:24} {'CPU ms':>8} {'ratio':>6} {'wall ms':>8} {'ratio':>6}   {rounds} rounds")
    for name, starts in taken.items():
        cpu = statistics.median(one.cpu / bare.cpu for one, bare in zip(starts, base, strict=True))
        wall = statistics.median(one.wall / bare.wall for one, bare in zip(starts, base, strict=True))
        print(
            f"{name:24} {statistics.median(one.cpu for one in starts) * 1000:8.0f} {cpu:6.2f}"
            f" {statistics.median(one.wall for one in starts) * 1000:8.0f} {wall:6.2f}"
        )


# -- what is opened


def five(folder: Path) -> Path:
    """A copy of the five articles."""
    corpus = folder / "five"
    corpus.mkdir()
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        shutil.copy(path, corpus)
    return corpus


def many(folder: Path, count: int) -> Path:
    """*count* small articles of a title, a byline and six sentences of the five articles, always the same."""
    corpus = folder / "many"
    corpus.mkdir()
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    sentences = re.findall(r"[A-Z][^.!?\n]{40,200}[.!?]", text)
    dice = random.Random(7)
    for number in range(count):
        chosen = dice.sample(sentences, 6)
        body = "\n\n".join(" ".join(chosen[at : at + 2]) for at in (0, 2, 4))
        article = f"Small article {number:05}\n\nBy A. Writer\n\n{body}\n"
        (corpus / f"{number:05}.txt").write_text(article, encoding="utf-8")
    return corpus


def surroundings(folder: Path) -> dict[str, str]:
    """An environment in which nothing of the user's is read or written."""
    own = {f"CLOSE_READER_{kind}_DIR": str(folder / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE")}
    # Compiled modules are kept from the first round on, as they are in an installation.
    python = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, **own, **python, **terminal}


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rounds", type=int, default=15, help="starts of each program (default 15)")
    options.add_argument("--articles", type=int, default=10_000, help="of the big corpus (10000)")
    options.add_argument("--rest", type=int, default=0, help="starts until each program rests (default 0)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = surroundings(folder)
        bare = Program("bare Textual app", ("-c", BARE), ("bare first frame",))
        small = Program(
            "reader, 5 articles", ("-c", READER, str(five(folder))), ("Britain could buy", "READ"), *SELECTING
        )
        programs = [bare, small]
        if chosen.articles:
            corpus = many(folder, chosen.articles)
            shows = ("Small article 00000", "READ")
            programs.append(
                Program(
                    f"reader, {chosen.articles:,} articles", ("-c", READER, str(corpus)), shows, *SELECTING
                )
            )
        for program in programs:
            open_once(program, env)
        compare(programs, chosen.rounds, env, "first frame")
        compare(programs, chosen.rounds, env, "ready")
        if chosen.rest:
            compare(programs, chosen.rest, env, "at rest")


if __name__ == "__main__":
    main()
