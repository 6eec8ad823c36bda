"""A TinyDB storage with the store's durable bytes and layout, for other programs that use TinyDB."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from tinydb import Storage

from annotations.errors import StoreError
from annotations.lines import TABLE, dumps, loads, parse, render
from annotations.storage import read_bytes, replace_bytes


class DurableJSONStorage(Storage):
    """A TinyDB storage over the same durable bytes and the same record-a-line layout as the store.

    ``TinyDB(path, storage=DurableJSONStorage)`` never leaves half a file behind, and refuses (``StoreError``)
    to overwrite what another program wrote since it last read. The file appears with the first write.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._seen = False
        self._digest: bytes | None = None
        """Of the file as last read or written; ``None`` where there was none."""

    def _folder(self) -> int:
        return os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def _bytes(self, folder: int) -> bytes | None:
        try:
            return read_bytes(folder, self._path.name)[0]
        except FileNotFoundError:
            return None

    def read(self) -> dict[str, dict[str, Any]] | None:
        folder = self._folder()
        try:
            data = self._bytes(folder)
        finally:
            os.close(folder)
        self._seen, self._digest = True, _digest(data)
        if data is None:
            return None
        parsed = parse(data)
        if parsed.damaged:
            raise StoreError(f"{self._path}: {parsed.problems[0][1]}; it was left as it is")
        tables: dict[str, dict[str, Any]] = {TABLE: {line.key: loads(line.value) for line in parsed.lines}}
        for name, value in parsed.tables.items():
            tables[name] = loads(value)
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        rows = [(str(key), dumps(dict(record))) for key, record in data.get(TABLE, {}).items()]
        tables = {
            name: dumps({str(key): dict(record) for key, record in table.items()})
            for name, table in data.items()
            if name != TABLE
        }
        rendered = render(rows, tables)
        folder = self._folder()
        try:
            there = self._bytes(folder)
            if self._seen and _digest(there) != self._digest:
                raise StoreError(f"{self._path}: another program wrote to it in the meantime; read it again")
            replace_bytes(folder, self._path.name, rendered)
        finally:
            os.close(folder)
        self._seen, self._digest = True, _digest(rendered)


def _digest(data: bytes | None) -> bytes | None:
    return None if data is None else hashlib.sha256(data).digest()
