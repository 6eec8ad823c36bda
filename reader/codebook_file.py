"""The codebook of a corpus as it was last read, and what became of its file since."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.codes import Codebook

CODEBOOK_NAME = "codebook.toml"


@dataclass(frozen=True, slots=True)
class Renewed:
    """What the file holds by now: another codebook, or what is wrong with it."""

    book: Codebook | None = None
    problem: str = ""


class CodebookFile:
    """``codebook.toml`` in *root*; the built-in codebook where there is none."""

    def __init__(self, root: Path) -> None:
        self._path = root / CODEBOOK_NAME
        self._seen: tuple[int, ...] | None = None
        """What the file looked like when it was last read; ``None``: there was none, or it was not read."""

    @property
    def is_there(self) -> bool:
        """Whether the corpus brings a codebook."""
        return os.path.lexists(self._path)

    @cached_property
    def book(self) -> Codebook:
        """The codebook in use; read when it is first asked for. Raises ``CodebookError``."""
        from annotations import codebook

        self._seen = self._signature()
        return codebook.load(self._path)

    def look(self) -> Renewed | None:
        """What the file has become since the last look, if anything. For any thread; nothing is taken."""
        if "book" not in self.__dict__:
            return None
        now = self._signature()
        if now == self._seen:
            return None
        self._seen = now
        from annotations import codebook

        try:
            book = codebook.load(self._path)
        except codebook.CodebookError as error:
            return Renewed(problem=str(error).removeprefix(f"{self._path.parent}/"))
        return Renewed(book) if book != self.book else None

    def take(self, book: Codebook) -> None:
        """Use *book* from now on."""
        self.__dict__["book"] = book

    def _signature(self) -> tuple[int, ...] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
