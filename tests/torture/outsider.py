"""Another program in the store's folders, one that knows no locks: a synchroniser that never loses a byte.

It takes files away under another name, puts them back where nothing stands, and puts its own version in the
place of one, each time in one step of the system, and looks at what it has displaced. What a program so
careful has put there is as much saved as what the store itself has saved.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from annotations.lines import dumps
from annotations.model import Annotation

_LIBC = ctypes.CDLL(None, use_errno=True)
_HERE = -100
_NO_REPLACE = 1
_EXCHANGE = 2


def possible() -> bool:
    """Whether this system can rename in one step without overwriting, and exchange two names."""
    return hasattr(_LIBC, "renameat2")


def _rename(old: Path, new: Path, flags: int) -> None:
    if _LIBC.renameat2(_HERE, os.fsencode(old), _HERE, os.fsencode(new), flags):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), os.fspath(old))


@dataclass(slots=True)
class Outsider:
    """At work on the file of ``a.txt`` and its like in *own*, an annotator's folder."""

    own: Path
    side: Path
    """A folder of its own on the same file system."""
    rng: random.Random
    written: dict[str, str] = field(default_factory=dict)
    """The notes of records it has put there, by id."""
    _number: int = 0

    def act(self) -> None:
        """One of its ways to work, on one of the files."""
        files = sorted(path for path in self.own.glob("*.json") if ".sync-conflict-" not in path.name)
        if files:
            path = self.rng.choice(files)
            with contextlib.suppress(FileNotFoundError):  # it went away meanwhile; there will be another
                self.rng.choice((self.take_away, self.take_and_bring_back, self.add))(path)

    def _stray(self, path: Path) -> Path:
        self._number += 1
        return path.with_name(f"{path.stem}.sync-conflict-{os.getpid()}-{self._number}.json")

    def take_away(self, path: Path) -> None:
        """The file is a copy beside its place from now on."""
        _rename(path, self._stray(path), _NO_REPLACE)

    def take_and_bring_back(self, path: Path) -> None:
        """The file is gone for a moment; if another stands there by then, it becomes a copy beside that."""
        away = self.side / path.name
        _rename(path, away, _NO_REPLACE)
        try:
            _rename(away, path, _NO_REPLACE)
        except FileExistsError:
            _rename(away, self._stray(path), _NO_REPLACE)

    def add(self, path: Path) -> None:
        """The file is replaced by one that holds a record more."""
        before = path.read_bytes()
        self._number += 1
        key = str((1 << 61) + os.getpid() * 10_000 + self._number)
        note = f"outsider {key}"
        now = "2024-05-01T10:00:00Z"
        record = dumps(Annotation(key, "d0c", "ann", now, now, note=note).to_dict())
        mine = self.side / f"new-{self._number}"
        mine.write_bytes(before.removesuffix(b"}}\n") + b',"' + key.encode() + b'": ' + record + b"\n\n}}\n")
        _rename(mine, path, _EXCHANGE)
        if mine.read_bytes() == before:
            mine.unlink()
        else:
            _rename(mine, self._stray(path), _NO_REPLACE)
        self.written[key] = note
