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
import hashlib
import json
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tinydb import TinyDB  # noqa: E402

from annotations.changes import Action, Change, Saved  # noqa: E402
from annotations.model import Annotation, Ref, Segment, Stance  # noqa: E402
from annotations.placing import exchange  # noqa: E402
from annotations.store import AnnotationStore  # noqa: E402

FRAME = 1 / 60
"""Seconds a screen has for a frame."""
TICK = 0.0002
"""Seconds between two looks of a thread that waits for nothing."""
PATIENCE = 600.0
"""Seconds that a save may take before the run is given up."""
PLAIN = "The ministry said on Tuesday that the treaty would let both sides share what they build. "
CURLY = "“Мы расширяем производство”, — сказал он; the ministry’s ‘latest technologies’ were shown. "


def passage(rng: random.Random, words: str) -> Segment:
    """A sentence somewhere, with its context, out of text made of *words*."""
    start, text = rng.randrange(20_000), words * 3
    at = rng.randrange(len(words))
    return Segment(start, start + 80, text[at : at + 80], text[at : at + 32], text[at + 80 : at + 112])


def annotation(store: AnnotationStore, rng: random.Random, article: int, words: str = PLAIN) -> Annotation:
    """One annotation as people make them: a stance with its holder, or a tag, or a note."""
    sha = hashlib.sha256(f"text {article}".encode()).hexdigest()
    one = Annotation(
        store.new_id(),
        f"doc-{article}",
        "ann",
        store.now(),
        store.now(),
        (passage(rng, words),),
        text=sha,
        text_lf=sha,
        codebook="b" * 12,
    )
    if rng.random() < 0.6:
        holder = ((Ref("The Daily Telegraph", "org"),), (Ref("defence chiefs"), Ref("diplomats")))
        one = replace(
            one,
            stance=Stance("position", rng.choice(("favor", "against")), Ref("the treaty", "issue"), holder),
            confirmed=("target", "holder"),
        )
    if rng.random() < 0.4:
        one = replace(one, tags=("device-mockery",))
    return replace(one, note=words[: rng.randrange(10, 80)]) if rng.random() < 0.3 else one


def path_of(article: int) -> str:
    return f"{article:06d}.txt"


class Ours:
    """The annotation store of this project."""

    name = "ours"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus" / "annotations"
        self.folder.parent.mkdir()
        self.store = AnnotationStore(self.folder, "ann")
        self.store.load()
        self.waits: list[float] = []
        """Seconds that a caller waited before a change was under way."""

    def _saved(self, change: Callable[[], Future[Saved]]) -> None:
        began = time.perf_counter()
        future = change()
        self.waits.append(time.perf_counter() - began)
        future.result(PATIENCE)

    def fill(self, records: list[tuple[str, Annotation]]) -> None:
        self.store.apply(Action("import", tuple(Change(p, None, a) for p, a in records))).result(PATIENCE)

    def add(self, path: str, one: Annotation) -> None:
        self._saved(lambda: self.store.add(path, one))

    def edit(self, path: str, one: Annotation) -> None:
        current = self.store.get(one.id)[1]
        assert isinstance(current, Annotation)
        self._saved(lambda: self.store.edit(path, replace(current, note=one.note)))

    def remove(self, path: str, one: Annotation) -> None:
        self._saved(lambda: self.store.remove(path, one.id))

    def halts(self, path: str, one: Annotation) -> tuple[float, float]:
        """The longest halt (seconds) of a thread that does other things: while *one* is saved, and after."""
        future, longest = self.store.add(path, one), [0.0, 0.0]
        while True:
            saved, began = future.done(), time.perf_counter()
            for _ in range(4):
                time.sleep(TICK)
                now = time.perf_counter()
                longest[saved] = max(longest[saved], now - began - TICK)
                began = now
            if saved:
                return longest[False], longest[True]

    def burst(self, records: list[tuple[str, Annotation]]) -> None:
        futures = [self.store.add(path, one) for path, one in records]
        for future in futures:
            future.result(PATIENCE)

    def load(self, path: str | None = None) -> int:
        """Open them anew and make the records of the article *path*, or all."""
        store = AnnotationStore(self.folder, "ann")
        store.load()
        return len(store.annotations(path))

    def article(self, path: str) -> int:
        return len(self.store.annotations(path))

    def bytes(self) -> int:
        return sum(f.stat().st_size for f in (self.folder / "ann").glob("*.json"))

    def close(self) -> None:
        self.store.close()


class Sqlite:
    """SQLite, as durable as it gets."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "annotations.sqlite"
        self.connection = self._open()
        self.connection.execute(
            "CREATE TABLE annotation (id INTEGER PRIMARY KEY, path TEXT NOT NULL, data TEXT NOT NULL)"
        )
        self.connection.execute("CREATE INDEX by_path ON annotation (path)")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def fill(self, records: list[tuple[str, Annotation]]) -> None:
        self.connection.execute("BEGIN")
        for path, one in records:
            self.add(path, one)
        self.connection.execute("COMMIT")

    def add(self, path: str, one: Annotation) -> None:
        self.connection.execute(
            "INSERT INTO annotation VALUES (?, ?, ?)", (int(one.id), path, json.dumps(one.to_dict()))
        )

    def edit(self, path: str, one: Annotation) -> None:
        self.connection.execute(
            "UPDATE annotation SET data = ? WHERE id = ?", (json.dumps(one.to_dict()), int(one.id))
        )

    def remove(self, path: str, one: Annotation) -> None:
        self.connection.execute("DELETE FROM annotation WHERE id = ?", (int(one.id),))

    def burst(self, records: list[tuple[str, Annotation]]) -> None:
        for path, one in records:
            self.add(path, one)

    def load(self) -> int:
        connection = self._open()
        found = [json.loads(data) for (data,) in connection.execute("SELECT data FROM annotation")]
        connection.close()
        return len(found)

    def article(self, path: str) -> int:
        return len(self.connection.execute("SELECT data FROM annotation WHERE path = ?", (path,)).fetchall())

    def bytes(self) -> int:
        return self.file.stat().st_size

    def close(self) -> None:
        self.connection.close()


class Stock:
    """TinyDB with its own storage."""

    name = "TinyDB"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "stock.json"
        self.database = TinyDB(self.file)
        self.ids: dict[str, int] = {}

    def fill(self, records: list[tuple[str, Annotation]]) -> None:
        keys = self.database.insert_multiple(one.to_dict() | {"path": path} for path, one in records)
        self.ids |= {one.id: key for (_, one), key in zip(records, keys, strict=True)}

    def add(self, path: str, one: Annotation) -> None:
        self.ids[one.id] = self.database.insert(one.to_dict() | {"path": path})

    def edit(self, path: str, one: Annotation) -> None:
        self.database.update({"note": one.note}, doc_ids=[self.ids[one.id]])

    def remove(self, path: str, one: Annotation) -> None:
        self.database.remove(doc_ids=[self.ids[one.id]])

    def load(self) -> int:
        with TinyDB(self.file) as database:
            return len(database.all())

    def bytes(self) -> int:
        return self.file.stat().st_size

    def close(self) -> None:
        self.database.close()


class Disk:
    """What replacing one file durably takes."""

    name = "disk"

    def __init__(self, folder: Path, like: Path) -> None:
        self._data = [file.read_bytes() for file in sorted(like.glob("*.json"))]
        self._folder = folder / "disk"
        self._folder.mkdir()
        self._fd = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        for number in range(len(self._data)):
            os.close(os.open(f"{number}.json", os.O_CREAT, 0o666, dir_fd=self._fd))
            self._replace(number)
            self.tidy()

    def add(self, path: str, one: Annotation) -> None:
        self._replace(int(one.id) % len(self._data))

    def edit(self, path: str, one: Annotation) -> None:
        self.add(path, one)

    def remove(self, path: str, one: Annotation) -> None:
        self.add(path, one)

    def _replace(self, number: int) -> None:
        fd = os.open("new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=self._fd)
        os.write(fd, self._data[number])
        os.fsync(fd)
        exchange(self._fd, "new", f"{number}.json")
        os.fsync(self._fd)
        os.close(fd)

    def tidy(self) -> None:
        """Remove the old file, for which nobody waits."""
        os.unlink("new", dir_fd=self._fd)

    def close(self) -> None:
        os.close(self._fd)


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
