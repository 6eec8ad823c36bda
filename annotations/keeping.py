"""What a commit sees to besides records: the folders it enters, the texts that annotations were made on."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from annotations.folders import TEXTS
from annotations.rows import Signature
from annotations.storage import (
    discard,
    look,
    open_below,
    open_root,
    read_bytes,
    replace_bytes,
    sweep,
    sync,
    sync_names,
)


class Entrance:
    """Sees to what a killed program left in a folder, before the first write there."""

    def __init__(self) -> None:
        self._entered: set[tuple[int, int]] = set()
        """Device and inode."""

    def enter(self, fd: int, depth: int, *, shared: bool = False) -> None:
        """Before a write in the folder *fd*, *depth* below the corpus.

        In one that is *shared* with others, whose locks are not held, a temporary file may be in use.
        """
        found = os.fstat(fd)
        if (found.st_dev, found.st_ino) not in self._entered:
            if not shared:
                sweep(fd)
            # Whoever made these folders may have been killed before their names were on the disk.
            sync_names(fd, depth)
            self._entered.add((found.st_dev, found.st_ino))


class KeptTexts:
    """The texts of articles as annotations were made on them, each once."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._known: dict[str, Signature] = {}
        """How those that are on the disk for sure looked, by sha256."""

    def keep(self, root: int, texts: Mapping[str, str]) -> None:
        """Return when *texts*, by sha256, are on the disk. Raises ``OSError``."""
        if not texts:
            return
        fd = open_below(root, [TEXTS], create=True)
        try:
            self._entrance.enter(fd, 2, shared=True)
            for sha, text in texts.items():
                name = f"{sha}.txt"
                there = look(fd, name)
                if there is not None and there == self._known.get(sha):
                    continue
                if there is None or hashlib.sha256(read_bytes(fd, name)[0]).hexdigest() != sha:
                    there = replace_bytes(fd, name, text.encode())
                else:
                    sync(fd)
                self._known[sha] = there
        finally:
            os.close(fd)


class Leftovers:
    """The old files that new ones took the place of, in the folder *own* below *folder*.

    Each is removed when its successor was called saved: nobody has to wait for that.
    """

    def __init__(self, folder: Path, own: str) -> None:
        self._folder = folder
        self._own = own
        self._names: dict[tuple[str, ...], list[str]] = {}
        """By the folders, below one's own, that they are in."""

    def add(self, folders: Sequence[str], displaced: str) -> None:
        """The file *displaced* in *folders* is to be removed (``""``: there is none)."""
        if displaced:
            self._names.setdefault(tuple(folders), []).append(displaced)

    def discard(self) -> None:
        """Remove them; what cannot be removed now is swept another time. Raises nothing."""
        if not self._names:
            return
        names, self._names = self._names, {}
        with contextlib.suppress(OSError):
            root = open_root(self._folder)
            try:
                for folders, displaced in names.items():
                    fd = open_below(root, [self._own, *folders])
                    try:
                        for name in displaced:
                            discard(fd, name)
                    finally:
                        os.close(fd)
            finally:
                os.close(root)
