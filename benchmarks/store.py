"""How long a save takes until it is durable, and reading it back, beside SQLite and stock TinyDB in one run.

    python benchmarks/store.py [--annotations 10000] [--articles 200] [--rounds 60] [--folder DIR]

Compared on the same records, each durable when it returns:

- ours: as the reader does it: made visible, committed by the store's own thread, waited for.
- SQLite: WAL with synchronous=FULL, one table of JSON with an index on the article, a transaction a change.
- TinyDB: one file, as its documentation shows it; it syncs, but writes the file over in place.
- the disk: an article's file is written under another name, synced, exchanged for the old one, its folder is
  synced, and nothing else. No store that replaces a file durably is quicker. SQLite appends to one file and
  syncs that once.

Every round does one add, one edit and one remove in each, one after the other in an order drawn anew, so that
all meet the same disk; a figure is the median. ``--folder`` must be on a disk: on a file system in memory a
sync costs nothing. The ratio is the result, not the time.
"""

from __future__ import annotations

import argparse
import gc
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from store_engines import CURLY, PLAIN, Disk, Ours, Sqlite, Stock, annotation, path_of

FRAME = 1 / 60
"""Seconds a screen has for a frame."""


def timed(act: Callable[[], Any], *, alone: bool = False) -> float:
    """Seconds *act* takes by the clock; *alone*, as in a program that holds nothing else."""
    if alone:
        gc.collect()
        gc.freeze()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def row(
    what: str, ours: float, other: float, against: str, bar: float | None = None, unit: str = "ms"
) -> None:
    """One line of the table; the ratio is ours to the other's."""
    scale = 1000.0 if unit == "ms" else 1.0
    ratio = ours / other
    said = "" if bar is None else f"  <= {bar:g}"
    if bar is not None and ratio > bar:
        said += f"   ABOVE by {ratio / bar:.2f}x"
    print(f"{what:44} {ours * scale:10.3f} {other * scale:10.3f} {unit:4} {against:7} {ratio:8.3f}{said}")


def measure(folder: Path, annotations: int, articles: int, rounds: int) -> None:
    """Fill the three with the same, then take turns."""
    rng = random.Random(1)
    ours, sqlite, stock = Ours(folder), Sqlite(folder), Stock(folder)
    records = [(path_of(n % articles), annotation(ours.store, rng, n % articles)) for n in range(annotations)]
    for engine in (ours, sqlite, stock):
        engine.fill(records)
    disk = Disk(folder, ours.folder / "ann")
    # Stock TinyDB is so slow that a few of its rounds tell enough.
    stocks = 5 if annotations <= 10_000 else 1
    times: dict[tuple[str, str], list[float]] = {}
    for n in range(rounds):
        article = rng.randrange(articles)
        path = path_of(article)
        fresh = annotation(ours.store, rng, article)
        changed = replace(fresh, note=f"looked at again in round {n}")
        engines: list[Ours | Sqlite | Disk | Stock] = [ours, sqlite, disk, *([stock] if n < stocks else [])]
        rng.shuffle(engines)
        for change, record in (("add", fresh), ("edit", changed), ("remove", fresh)):
            for one in engines:
                act = partial(getattr(one, change), path, record)
                times.setdefault((one.name, change), []).append(timed(act))
                if isinstance(one, Disk):
                    one.tidy()
    middle = {key: statistics.median(found) for key, found in times.items()}
    bar = 2.5 if annotations <= 10_000 else 4.0
    print(f"{annotations} annotations in {articles} articles, {rounds} rounds")
    print(f"{'':44} {'ours':>10} {'other':>10}")
    for change in ("add", "edit", "remove"):
        row(f"durable {change}", middle["ours", change], middle["SQLite", change], "SQLite", bar)
    for change in ("add", "edit", "remove"):
        row(f"durable {change}", middle["ours", change], middle["disk", change], "disk")
    row("the disk alone, beside SQLite (not ours)", middle["disk", "add"], middle["SQLite", "add"], "SQLite")
    for change in ("add", "edit", "remove"):
        row(f"durable {change}", middle["ours", change], middle["TinyDB", change], "TinyDB", 1 / 40)
    row("until a change is shown, median", statistics.median(ours.waits), FRAME, "frame", 1)
    row("until a change is shown, longest", max(ours.waits), FRAME, "frame", 1)
    opened, whole, stocked = [], [], []
    for _ in range(7 if annotations <= 10_000 else 1):
        opened.append(timed(partial(ours.load, path_of(0)), alone=True))
        stocked.append(timed(stock.load, alone=True))
        whole.append(timed(ours.load, alone=True))
    load = statistics.median(stocked)
    row("load all, show an article", statistics.median(opened), load, "TinyDB", 0.5)
    row("load all, make every record", statistics.median(whole), load, "TinyDB")
    burst = [(path_of(n % articles), annotation(ours.store, rng, n % articles)) for n in range(1000)]
    row(
        "1,000 adds in a burst",
        timed(lambda: ours.burst(burst)),
        timed(lambda: sqlite.burst(burst)),
        "SQLite",
        2,
    )
    asked = [path_of(rng.randrange(articles)) for _ in range(300)]
    for path in asked:
        assert ours.article(path) == sqlite.article(path)
    looked = [(timed(lambda: ask(ours, asked)), timed(lambda: ask(sqlite, asked))) for _ in range(7)]
    row(
        "annotations of one article, each of 300",
        statistics.median(a for a, _ in looked) / len(asked),
        statistics.median(b for _, b in looked) / len(asked),
        "SQLite",
        0.02,
    )
    halts = [ours.halts(path_of(n % articles), annotation(ours.store, rng, n % articles)) for n in range(100)]
    saving, resting = [saving for saving, _ in halts], [resting for _, resting in halts]
    row("a thread halted by a save, median", statistics.median(saving), FRAME, "frame", 1)
    row("a thread halted by a save, longest", max(saving), FRAME, "frame", 1)
    row("the same while nothing is saved, longest", max(resting), FRAME, "frame")
    for opened_one in (ours, sqlite, disk, stock):
        opened_one.close()


def ask(engine: Ours | Sqlite, paths: list[str]) -> None:
    for path in paths:
        engine.article(path)


def sizes(folder: Path, words: str, what: str, bar: float) -> None:
    """Bytes of 2,000 annotations in 50 articles."""
    rng = random.Random(2)
    folder.mkdir()
    ours, stock = Ours(folder), Stock(folder)
    records = [(path_of(n % 50), annotation(ours.store, rng, n % 50, words)) for n in range(2000)]
    ours.fill(records)
    stock.database.insert_multiple(one.to_dict() for _, one in records)
    row(f"data bytes, {what}", ours.bytes() / 1e6, stock.bytes() / 1e6, "TinyDB", bar, "MB")
    ours.close()
    stock.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--annotations", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="where to measure; on a disk")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="store-", dir=given.folder))
    try:
        measure(folder, given.annotations, given.articles, given.rounds)
        sizes(folder / "ascii", PLAIN, "ASCII", 0.97)
        sizes(folder / "curly", CURLY, "curly quotes and Cyrillic", 0.9)
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
