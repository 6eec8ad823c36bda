"""The undo log on the disk: what other processes added is heard, what is done here is added to it."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from annotations.history import BEGUN, DONE, HISTORY_FILE, Log, entry_line, mark
from annotations.operations import Operation
from annotations.parting import part
from annotations.quoting import one_line
from annotations.reasons import cured, reason
from annotations.storage import append_bytes, look, read_bytes


class LogFile:
    """The file behind *log*, in the folder of an annotator, which each method is given open as *own*."""

    def __init__(self, log: Log, mutex: threading.RLock) -> None:
        self._log = log
        self._mutex = mutex

    def behind(self, folder: Path, annotator: str) -> bool:
        """Whether the file of *annotator* in *folder* is not as it was last heard or written: one look."""
        try:
            found = os.stat(folder / annotator / HISTORY_FILE, follow_symlinks=False)
        except FileNotFoundError:
            now = (0, 0)
        except OSError:
            return False  # what was heard before is all there is
        else:
            now = (found.st_ino, found.st_size)
        with self._mutex:
            return now != (self._log.inode, self._log.offset)

    def hear(self, own: int) -> None:
        """Take in what other processes added. Raises nothing."""
        try:
            signature = look(own, HISTORY_FILE)
            if signature is None:
                with self._mutex:
                    self._log.unread = ""
                    if self._log.inode:
                        self._log.restart()  # who took it away, as a purge does, wants it told nowhere
                return
            with self._mutex:
                if signature[0] == self._log.inode and signature[1] == self._log.offset:
                    return
            data, signature = read_bytes(own, HISTORY_FILE)
        except OSError as error:
            # Undo reaches back to what this process did itself, no further.
            self._log.unread = cured(reason(error))
            return
        with self._mutex:
            self._log.unread = ""
            if signature[0] != self._log.inode or len(data) < self._log.offset:
                self._log.restart()
            end = data.rfind(b"\n") + 1
            self._log.heard(data[self._log.offset : end])
            self._log.inode, self._log.offset = signature[0], end

    def add(self, own: int, group: Iterable[Operation]) -> str:
        """Say what *group* does, where it is not in it yet; why that was not possible, or ``""``."""
        new = [operation for operation in group if not operation.logged]
        lines: list[bytes] = []
        many: list[str] = []
        told: list[Operation] = []
        untold = ""
        for operation in new:
            if (entry := operation.happened()) is None:
                continue
            try:
                lines.append(entry_line(entry))
            except (TypeError, ValueError, RecursionError) as error:
                untold = f"{one_line(entry.op)}: {one_line(str(error), 200)}"
                continue
            told.append(operation)
            if entry.spans:
                many.append(entry.id)
        if not lines:
            return untold
        marks = [mark(BEGUN, entry_id) for entry_id in many]
        if why := self._append(own, b"".join(marks + lines), durable=bool(many)):
            return why
        with self._mutex:
            for entry_id in many:
                self._log.marked(BEGUN, entry_id)
        for operation in told:
            operation.logged = True
        return untold

    def done(self, own: int, operation: Operation) -> None:
        """All of *operation*, which is over several files, is on the disk."""
        self._append(own, mark(DONE, operation.entry.id), durable=False)
        with self._mutex:
            self._log.marked(DONE, operation.entry.id)

    def _append(self, own: int, lines: bytes, *, durable: bool) -> str:
        """Append *lines*; why that was not possible, or ``""``."""
        try:
            try:
                signature = append_bytes(own, HISTORY_FILE, lines, durable=durable)
            except OSError as error:
                if error.errno != errno.EMLINK:
                    raise
                part(own, HISTORY_FILE, copied=True)
                signature = append_bytes(own, HISTORY_FILE, lines, durable=durable)
        except OSError as error:
            kept = "; a copy of it in its place keeps what it tells" if error.errno == errno.EMLINK else ""
            return f"{HISTORY_FILE}: {cured(reason(error))}{kept}"
        with self._mutex:
            self._log.inode, self._log.offset = signature[:2]
        return ""
