"""The stores that are compared: ours, SQLite, stock TinyDB, and a disk that does no more than it must."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from tinydb import TinyDB

from annotations.changes import Action, Change, Saved
from annotations.model import Annotation, Ref, Segment, Stance
from annotations.placing import exchange
from annotations.store import AnnotationStore

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
                time.sleep(TICK)  # what is measured is how much later than that it wakes
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
