"""From the texts that annotations were made on to those of today: how offsets are carried along."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.corpus.document import Document

if TYPE_CHECKING:
    from annotations.positions import PositionMap

Carried = Callable[[str], "PositionMap | None"]
"""The sha256 of an older text of an article -> the way from there into the present one, if it is known."""
KEPT = 64
"""Pairs of texts whose map is kept."""


class Carrier:
    """One map for each pair of an old text and a new one, made when an annotation first needs it.

    *text* gives a kept text by its sha256. A map takes time that grows with the texts (about 2 s for 1 MB).
    For any thread.
    """

    def __init__(self, text: Callable[[str], str | None]) -> None:
        self._text = text
        self._maps: dict[tuple[str, str], PositionMap | None] = {}
        self._lock = threading.Lock()

    def into(self, document: Document) -> Carried:
        """The ways into *document*; for a text that was not kept there is none."""

        def carried(sha256: str) -> PositionMap | None:
            if not sha256 or sha256 == document.sha256:
                return None
            pair = (sha256, document.sha256)
            with self._lock:
                if pair not in self._maps:
                    while len(self._maps) >= KEPT:
                        del self._maps[next(iter(self._maps))]
                    self._maps[pair] = self._made(sha256, document.text)
                return self._maps[pair]

        return carried

    def _made(self, sha256: str, new: str) -> PositionMap | None:
        from annotations.positions import PositionMap

        old = self._text(sha256)
        return PositionMap(old, new) if old is not None else None

    def look_again(self) -> None:
        """Texts that were missing may be there now."""
        with self._lock:
            self._maps = {pair: known for pair, known in self._maps.items() if known is not None}
