"""A folder without permission, for whoever runs the tests: a superuser may read everything."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Locked:
    """What ``chmod 000`` (or, *readable*, ``chmod 444``) makes of *folder*: nobody can look inside."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *, readable: bool = False) -> None:
        self._folder = os.path.realpath(folder)
        found, above = os.stat(folder), os.stat(folder.parent)
        self._inode, self._above = found.st_ino, above.st_ino
        self._readable = readable
        self._fstat = os.fstat
        for name in ("open", "stat", "lstat", "access", "scandir", "listdir"):
            monkeypatch.setattr(os, name, self._refusing(name, getattr(os, name)))

    def _refusing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".", *args: Any, **more: Any) -> Any:
            if self._forbids(name, path, more.get("dir_fd")):
                if name == "access":
                    return False
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
            return real(path, *args, **more)

        return call

    def _forbids(self, name: str, path: Any, folder: int | None) -> bool:
        if isinstance(path, int):
            return False
        spelt = os.fsdecode(path)
        if folder is not None:
            inode = self._fstat(folder).st_ino
            inside = inode == self._inode
            itself = inode == self._above and spelt == os.path.basename(self._folder)
        else:
            # Without following links, which would look at files again.
            whole = os.path.join(os.getcwd(), spelt)
            inside, itself = whole.startswith(f"{self._folder}{os.sep}"), whole == self._folder
        lists = name in ("open", "scandir", "listdir")
        return inside or (itself and (name == "access" or (lists and not self._readable)))
