"""One of two clones of a corpus, and what a person with it changes: through the store, committed to git."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotations import ids, migrations
from annotations.model import Annotation
from annotations.records import Memo
from annotations.store import AnnotationStore
from tests.torture.branch import commit, git
from tests.torture.places import emptied

ARTICLES = ("a.txt", "sub/b.txt")
CORPUS = ""
"""Where memos are."""
NEW = "new.txt"
"""An article that nobody has annotated."""
_LATE = timedelta(days=366)

Chain = tuple[str, ...]
"""A record: the notes of its revisions, which no other has, the newest last; a removal begins with ``-``."""
State = dict[str, Chain]
"""What a clone holds, by id."""


@dataclass(slots=True)
class Clone:
    """A clone whose owner writes as ``ann``, like that of the other, and what it should hold."""

    root: Path
    rng: random.Random
    behind: bool = False
    """Its clock is a year behind."""
    newer: bool = False
    """Its program is a version ahead of the other's."""
    state: State = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    """The article of each record, by id."""
    moved: dict[tuple[str, str], str] = field(default_factory=dict)
    """Articles that are elsewhere here."""
    steps: list[State] = field(default_factory=list)
    """What it held after each of its commits."""
    made: int = 0

    def live(self, path: str) -> list[str]:
        """The records of the article *path* that are there, the first first."""
        there = (key for key, chain in self.state.items() if not chain[-1].startswith("-"))
        return sorted((key for key in there if self.homes[key] == path), key=int)

    def _note(self) -> str:
        self.made += 1
        return f"{self.root.name}{self.made}"

    def add(self, store: AnnotationStore, path: str) -> None:
        key, note, now = store.new_id(), self._note(), store.now()
        if path == CORPUS:
            store.put(Memo(key, "ann", now, now, body=note))
        else:
            store.add(path, Annotation(key, path, "ann", now, now, note=note))
        self.state[key], self.homes[key] = (note,), path

    def edit(self, store: AnnotationStore, key: str) -> None:
        path, record = store.get(key)
        note = self._note()
        if isinstance(record, Memo):
            store.put(replace(record, body=note))
        elif isinstance(record, Annotation):
            store.edit(path, replace(record, note=note))
        self.state[key] += (note,)

    def remove(self, store: AnnotationStore, key: str) -> None:
        store.remove(self.homes[key], key)
        self.state[key] += (f"-{self._note()}",)

    def anything(self, store: AnnotationStore) -> None:
        """Something, somewhere: mostly to what is there."""
        path = self.rng.choice(sorted({*self.homes.values()}))
        there = self.live(path)
        deed = self.rng.choice((self.edit, self.edit, self.remove, None))
        if there and deed:
            deed(store, self.rng.choice(there))
        else:
            self.add(store, path)

    def move(self, old: str, new: str) -> None:
        """Rename an article, whose annotations go along with the next change of one of them."""
        (self.root / new).parent.mkdir(exist_ok=True)
        git(self.root, "mv", old, new)
        commit(self.root)
        self.moved[old, old] = new
        self.homes = {key: new if home == old else home for key, home in self.homes.items()}

    def save(self, *deeds: Callable[[AnnotationStore], None]) -> None:
        """Do *deeds*, and commit what has come of them. Raises ``RuntimeError`` if it is not saved."""
        with self.opened() as store:
            for deed in deeds:
                deed(store)
            if left := store.close():
                raise RuntimeError(f"not saved: {left}")
        commit(self.root)
        self.steps.append(dict(self.state))

    @contextlib.contextmanager
    def opened(self) -> Iterator[AnnotationStore]:
        """The store, in the program that its owner has."""
        with _clock(self.behind), _version(self.newer):
            store = AnnotationStore(self.root / "annotations", "ann")
            store.load()
            store.follow(self.moved)
            yield store
            store.close()


@contextlib.contextmanager
def _clock(behind: bool) -> Iterator[None]:
    """The time as a program sees it whose clock may be *behind*."""
    if not behind:
        yield
        return
    late = datetime.now(UTC) - _LATE
    new_id = partial(ids.new_id, now_ms=lambda: int(late.timestamp() * 1000))
    now = partial(late.strftime, "%Y-%m-%dT%H:%M:%SZ")
    with patch.object(ids, "new_id", new_id), patch.object(AnnotationStore, "now", lambda store: now()):
        yield


@contextlib.contextmanager
def _version(newer: bool) -> Iterator[None]:
    """The program of today, or the next, of which each record has a field more."""

    def migrated(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "of_an_older_version": True}

    if not newer:
        yield
        return
    today = migrations.SCHEMA
    with (
        patch.object(migrations, "SCHEMA", today + 1),
        patch.dict(migrations.MIGRATIONS, {today: migrated}),
    ):
        yield


def two_clones(place: Path, rng: random.Random, *, fresh: bool) -> tuple[Clone, Clone]:
    """In *place*: clones of a corpus with some annotations and memos, or without any if it is *fresh*."""
    base = Clone(emptied(place / "base"), rng)
    git(base.root, "init", "-q", "-b", "main")
    for path in (*ARTICLES, NEW):
        (base.root / path).parent.mkdir(exist_ok=True)
        (base.root / path).write_text(f"The words of {path}.\n")
    commit(base.root)
    if not fresh:
        homes = (*ARTICLES, CORPUS)
        base.save(*(partial(base.add, path=path) for path in homes for _ in range(rng.randint(2, 5))))
        base.save(
            base.anything, *(partial(base.add, path=path) for path in homes if len(base.live(path)) < 3)
        )
    clones = []
    for name in ("left", "right"):
        emptied(place / name)
        git(place, "clone", "-q", os.fspath(base.root), name)
        clones.append(
            Clone(place / name, rng, state=dict(base.state), homes=dict(base.homes), steps=[dict(base.state)])
        )
    return clones[0], clones[1]
