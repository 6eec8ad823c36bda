"""What a key costs in the reading view, beside a blank Textual ScrollView in the same run.

Every view runs as a program of its own in a pseudo-terminal of 120 x 40 cells, animations off. A key is sent,
the output is read until it is quiet, then the next. Printed: processor time a key (by the program's own
count), time from the key to the last byte (median and 95th percentile), bytes a key, memory; and the wrap of
one text beside rich's wrap of the same. Ratios are what counts: times differ from machine to machine.

    python benchmarks/reading.py
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import resource
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

COLUMNS, LINES = 120, 40
QUIET = 0.012
"""Seconds without a byte after which a frame counts as drawn."""
REPORT = "CLOSE_READER_BENCHMARK_REPORT"
VIEWS = {"blank": 0, "5 KB": 5_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
SPANS = {"5 KB": 100, "1 MB": 20_000, "10 MB": 20_000}


def news(size: int) -> str:
    """About *size* characters of paragraphs, made of the articles in ``seeds``."""
    folder = Path(__file__).parent.parent / "seeds"
    lines = [
        line
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 60
    ]
    text: list[str] = []
    left = size
    while left > 0:
        for line in lines:
            text.append(line)
            left -= len(line) + 2
            if left <= 0:
                break
    return "\n\n".join(text)


# -- the programs that are measured


def run_view(name: str, size: int) -> None:
    """Show the view *name*; ``!`` makes it report its processor time, memory and opening time."""
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.geometry import Size
    from textual.scroll_view import ScrollView
    from textual.strip import Strip

    from reader.corpus.document import Block, Document, Metadata
    from reader.layout.spans import Span
    from reader.tui.themes import textual_themes
    from reader.tui.widgets.article_view import ArticleView

    opened = 0.0

    class Blank(ScrollView):
        """Lines without anything."""

        def on_mount(self) -> None:
            self.virtual_size = Size(COLUMNS - 2, 15_000)

        def render_line(self, y: int) -> Strip:
            return Strip.blank(self.size.width)

    class Measured(App[None]):
        """One view, four keys."""

        def __init__(self) -> None:
            super().__init__()
            for theme in textual_themes():
                self.register_theme(theme)
            self.theme = "close-dark"
            self.blank = Blank()
            self.article = ArticleView()

        def compose(self) -> ComposeResult:
            yield self.blank if name == "blank" else self.article

        def on_mount(self) -> None:
            nonlocal opened
            if name == "blank":
                return
            text = news(size)
            document, spans = marked(text, SPANS.get(name, 100))
            before = time.perf_counter()
            self.article.set_document(document, spans)
            opened = time.perf_counter() - before

        def on_key(self, event: Key) -> None:
            event.prevent_default().stop()
            if event.character == "!":
                report = {
                    "cpu": time.process_time(),
                    "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
                    "opened": opened,
                }
                with open(os.environ[REPORT], "a", encoding="utf-8") as out:
                    out.write(json.dumps(report) + "\n")
            elif name == "blank":
                rows = {"j": 1, "k": -1, " ": LINES - 2, "b": 2 - LINES}[event.character or "j"]
                self.blank.scroll_relative(y=rows, animate=False)
            elif event.character in ("j", "k"):
                self.article.move_rows(1 if event.character == "j" else -1)
            else:
                self.article.page(1 if event.character == " " else -1)

    def marked(text: str, count: int) -> tuple[Document, list[Span]]:
        blocks: list[Block] = []
        start = 0
        for number, part in enumerate(text.split("\n\n"), 1):
            blocks.append(Block(start, start + len(part), "paragraph", number))
            start += len(part) + 2
        step = max(1, len(text) // count)
        kinds = ("person", "org", "gpe", "weapon", "date", "event")
        spans = [
            Span(at, at + 9, "entity", kinds[at % 6], f"e{at % 97}")
            if at // step % 20
            else Span(at, at + 150, "stance", "+-=%~"[at % 5], str(at))
            for at in range(0, len(text) - 200, step)
        ]
        return Document("a.txt", text, "", Metadata(), tuple(blocks)), spans

    Measured().run()


# -- measuring them


@dataclass
class Cost:
    """What keys of one sort cost in one view."""

    cpu: float
    """Milliseconds of processor time a key."""
    bytes: float
    median: float
    """Milliseconds from key to last byte."""
    slow: float
    """The same, 95th percentile."""


class Program:
    """A view in a pseudo-terminal."""

    def __init__(self, name: str, size: int, report: Path) -> None:
        self.report = report
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.environ.update(
                {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
            )
            os.environ[REPORT] = str(report)
            os.environ.pop("NO_COLOR", None)
            os.execv(sys.executable, [sys.executable, __file__, "--view", name, "--size", str(size)])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.read(first=60.0, quiet=1.0)

    def read(self, first: float = 0.3, quiet: float = QUIET) -> tuple[int, float]:
        """Bytes until the output is quiet, and when the last came; *first* is how long to wait for any."""
        total, last = 0, time.perf_counter()
        wait = first
        while select.select([self.fd], [], [], wait)[0]:
            try:
                total += len(os.read(self.fd, 1 << 16))
            except OSError:
                break
            last = time.perf_counter()
            wait = quiet
        return total, last

    def ask(self) -> dict[str, float]:
        """The program's own account."""
        known = len(self.report.read_text().splitlines()) if self.report.exists() else 0
        os.write(self.fd, b"!")
        for _ in range(2000):
            lines = self.report.read_text().splitlines() if self.report.exists() else []
            if len(lines) > known:
                answer: dict[str, float] = json.loads(lines[-1])
                return answer
            self.read(first=0.01)
        raise RuntimeError("the view did not answer")

    def press(self, keys: str) -> Cost:
        """Send *keys* one by one, each when the one before is drawn."""
        before = self.ask()["cpu"]
        waits: list[float] = []
        written = 0
        for key in keys:
            sent = time.perf_counter()
            os.write(self.fd, key.encode())
            count, last = self.read()
            written += count
            if count:
                waits.append((last - sent) * 1000)
        spent = self.ask()["cpu"] - before
        waits.sort()
        return Cost(
            cpu=spent / len(keys) * 1000,
            bytes=written / len(keys),
            median=statistics.median(waits),
            slow=waits[int(len(waits) * 0.95)] if waits else 0.0,
        )

    def close(self) -> None:
        """End the program that was started here."""
        os.kill(self.pid, signal.SIGTERM)
        self.read(first=0.5)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def measure_keys(views: dict[str, int], keys: int, folder: Path) -> None:
    """Print what caret and page keys cost in each of *views*."""
    print(f"{'view':8} {'key':6} {'CPU ms':>8} {'ratio':>6} {'bytes':>8} {'p50 ms':>7} {'p95 ms':>7}")
    base: dict[str, float] = {}
    for name, size in views.items():
        program = Program(name, size, folder / f"{name.replace(' ', '')}.jsonl")
        program.press("j" * 5 + " " + "b")
        forth = max(1, keys // 2)
        pages = " b" * forth if 0 < size < 100_000 else " " * forth + "b" * forth
        costs = {"caret": program.press("j" * forth + "k" * forth), "page": program.press(pages)}
        for sort, cost in costs.items():
            base.setdefault(sort, cost.cpu)
            print(
                f"{name:8} {sort:6} {cost.cpu:8.2f} {cost.cpu / base[sort]:6.2f} {cost.bytes:8.0f}"
                f" {cost.median:7.1f} {cost.slow:7.1f}"
            )
        account = program.ask()
        unit = 1024 if sys.platform == "darwin" else 1
        base.setdefault("rss", account["rss"])
        more = (account["rss"] - base["rss"]) / unit / 1024
        print(f"{name:8} opened in {account['opened'] * 1000:.0f} ms, {more:+.1f} MB beside the blank view")
        program.close()


def measure_wrap(size: int) -> None:
    """Print what a new width costs for one text, beside rich's search for breaks in the same text."""
    from rich._wrap import divide_line

    from reader.corpus.document import Block
    from reader.layout.rows import Layout

    text = news(size)
    parts = text.split("\n\n")
    blocks, start = [], 0
    for part in parts:
        blocks.append(Block(start, start + len(part)))
        start += len(part) + 2
    before = time.perf_counter()
    layout = Layout(text, blocks, 72)
    first = time.perf_counter() - before
    again = min(_timed(lambda: layout.with_width(70)) for _ in range(5))
    theirs = min(_timed(lambda: [divide_line(part, 70) for part in parts]) for _ in range(2))
    print(
        f"wrap of {len(text):,} characters: first {first * 1000:.0f} ms, again {again * 1000:.0f} ms,"
        f" rich {theirs * 1000:.0f} ms, ratio {again / theirs:.2f}"
    )


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def main() -> None:
    import tempfile

    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--view", help=argparse.SUPPRESS)
    options.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    options.add_argument("--keys", type=int, default=80, help="keys of each sort (default 80)")
    options.add_argument(
        "--tiny", action="store_true", help="small texts and few keys: only to see that it runs"
    )
    chosen = options.parse_args()
    if chosen.view:
        run_view(chosen.view, chosen.size)
        return
    views = {"blank": 0, "5 KB": 5_000} if chosen.tiny else VIEWS
    with tempfile.TemporaryDirectory() as folder:
        measure_keys(views, 4 if chosen.tiny else chosen.keys, Path(folder))
    measure_wrap(20_000 if chosen.tiny else 1_000_000)


if __name__ == "__main__":
    main()
