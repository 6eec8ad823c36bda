"""Entity mentions of a corpus, kept in the cache by content so that no text is read twice."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import orjson

from reader.corpus.document import Document
from reader.entities.mentions import Mention
from reader.paths import PathsError, write_private

Recognise = Callable[[Document], tuple[Mention, ...]]

MAX_CACHE_BYTES = 512 * 1024 * 1024


class MentionCache:
    """Mentions by the sha256 of the text; a file of another version, or a broken one, is an empty cache."""

    def __init__(self, path: Path | None, version: str) -> None:
        self._path = path
        self._version = version
        self._changed = False
        self._reading = threading.Lock()
        self._rows: dict[str, list[list[object]]] | None = None

    @property
    def _known(self) -> dict[str, list[list[object]]]:
        """What the file holds, read when it is first asked for: not before the first frame."""
        with self._reading:
            if self._rows is None:
                self._rows = {} if self._path is None else _read(self._path, self._version)
            return self._rows

    def mentions(self, document: Document, recognise: Recognise) -> tuple[Mention, ...]:
        """The mentions of *document*, from the cache or from *recognise*."""
        rows = self._known.get(document.sha256)
        if rows is not None:
            with contextlib.suppress(TypeError, ValueError):
                return tuple(_mention(row, len(document.text)) for row in rows)
        found = recognise(document)
        self._known[document.sha256] = [[m.start, m.end, m.kind, m.score, m.source] for m in found]
        self._changed = True
        return found

    def save(self) -> None:
        """Write what was added, atomically; a cache that cannot be written is no loss and raises nothing."""
        if self._path is None or not self._changed:
            return
        # Before it is written: what another thread adds meanwhile is to be written the next time.
        self._changed = False
        data = orjson.dumps({"version": self._version, "mentions": self._known})
        try:
            write_private(self._path, data)
        except PathsError:
            self._changed = True


def _read(path: Path, version: str) -> dict[str, list[list[object]]]:
    try:
        if path.stat().st_size > MAX_CACHE_BYTES:
            return {}
        data = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict) or data.get("version") != version:
        return {}
    known = data.get("mentions")
    return known if isinstance(known, dict) else {}


def _mention(row: list[object], length: int) -> Mention:
    start, end, kind, score, source = row
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length):
        raise ValueError("not a mention of this text")
    if not (isinstance(kind, str) and isinstance(score, int | float) and isinstance(source, str)):
        raise TypeError("not a mention")
    return Mention(start, end, kind, float(score), source)
