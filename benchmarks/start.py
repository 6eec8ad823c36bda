"""What the first frame of the reader costs, beside a bare Textual app in the same run.

Both run as programs of their own in a pseudo-terminal of 120 x 40 cells, turn by turn. A program is killed as
soon as its first frame is on the screen; the system then says how much processor time it took until there.
Printed: processor time and time passed, medians, and the median of the ratios of neighbours. Ratios are what
counts: times differ from machine to machine.

    python benchmarks/start.py
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

ROOT = Path(__file__).parent.parent
COLUMNS, LINES = 120, 40
PATIENCE = 120.0
"""Seconds a first frame is waited for."""
BARE = """
from textual.app import App
from textual.widgets import Label

class Bare(App):
    def compose(self):
        yield Label("bare first frame")

Bare().run()
"""
READER = "import sys; from reader.cli import main; sys.exit(main(sys.argv[1:]))"
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x1b\x07]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_SPACE = re.compile(rb"\s+")


@dataclass(frozen=True)
class Program:
    """A program, and the words that are on the screen when its first frame is whole."""

    name: str
    argv: tuple[str, ...]
    shows: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    """One first frame: seconds of processor time and seconds passed since the program was begun."""

    cpu: float
    wall: float


def start(program: Program, env: dict[str, str]) -> Start:
    """Run *program* until its first frame is there. Raises ``RuntimeError`` when it never is."""
    fd, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    begun = time.perf_counter()
    pid = os.fork()
    if not pid:
        os.login_tty(theirs)
        os.execve(sys.executable, [sys.executable, *program.argv], env)
    os.close(theirs)
    wanted, seen = [word.encode() for word in program.shows], b""
    shown = 0.0
    while not shown and select.select([fd], [], [], PATIENCE)[0]:
        try:
            seen += os.read(fd, 1 << 16)
        except OSError:
            break
        text = _SPACE.sub(b" ", _ESCAPES.sub(b"", seen))
        if all(word in text for word in wanted):
            shown = time.perf_counter()
    os.kill(pid, signal.SIGKILL)
    _, _, used = os.wait4(pid, 0)
    os.close(fd)
    if not shown:
        raise RuntimeError(f"{program.name}: no first frame: {seen[-2000:]!r}")
    return Start(used.ru_utime + used.ru_stime, shown - begun)


def compare(programs: Sequence[Program], rounds: int, env: dict[str, str]) -> None:
    """Print the costs of *programs*, the first of which is 1.00."""
    for program in programs:
        start(program, env)
    taken: dict[str, list[Start]] = {program.name: [] for program in programs}
    for number in range(rounds):
        for program in programs if number % 2 else list(reversed(programs)):
            taken[program.name].append(start(program, env))
    base = taken[programs[0].name]
    print(f"{'program':24} {'CPU ms':>8} {'ratio':>6} {'wall ms':>8} {'ratio':>6}   {rounds} rounds")
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
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = surroundings(folder)
        bare = Program("bare Textual app", ("-c", BARE), ("bare first frame",))
        small = Program(
            "reader, 5 articles", ("-c", READER, str(five(folder))), ("Britain could buy", "READ")
        )
        programs = [bare, small]
        if chosen.articles:
            corpus = many(folder, chosen.articles)
            shows = ("Small article 00000", "READ")
            programs.append(
                Program(f"reader, {chosen.articles:,} articles", ("-c", READER, str(corpus)), shows)
            )
        compare(programs, chosen.rounds, env)


if __name__ == "__main__":
    main()
