"""Whoever wants to hear what changed."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable

from annotations.changes import Event

_logger = logging.getLogger(__name__)


class Observers:
    """Callbacks that hear of every event, in the thread it happens in. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[Event], None]] = []

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call *callback* with every event; returns what ends that."""
        with self._lock:
            self._callbacks.append(callback)

        def unsubscribe() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._callbacks.remove(callback)

        return unsubscribe

    def tell(self, event: Event) -> None:
        """Let all of them hear of *event*."""
        with self._lock:
            callbacks = tuple(self._callbacks)
        for callback in callbacks:
            try:
                callback(event)
            except Exception:
                # One deaf observer must neither stop the writer nor keep the news from the others.
                _logger.exception("an observer of the annotations failed")
