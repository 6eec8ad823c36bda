"""The one lock of an annotator's folder: waited for politely, named to those who wait."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar

from annotations.parting import part
from annotations.placing import MeanwhileError
from annotations.quoting import one_line
from annotations.reasons import cured, reason
from annotations.storage import check_alone, check_partable, look

LOCK_FILE = ".lock"
PATIENCE = 2.0
"""Seconds of waiting for the lock before it is said who holds it."""
ORPHAN_PATIENCE = 10.0
"""Seconds a save still waits for the lock once the program itself has ended."""
_patience: ContextVar[tuple[float, Callable[[str], None]]] = ContextVar(
    "patience", default=(0.0, lambda message: None)
)
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL)


class LockBusyError(OSError):
    """Another program held the lock for as long as we could wait."""


@contextlib.contextmanager
def locked(folder: int, waiting: Callable[[str], None], give_up: Callable[[], bool]) -> Iterator[bool]:
    """Hold the one lock of an annotator's folder; yields whether the file system knows locks at all.

    *waiting* is told who holds it once ``PATIENCE`` is over, and ``""`` when that is over. Raises
    ``LockBusyError`` when *give_up* says so, ``OSError`` when there can be no lock file.
    """
    fd, known = _acquire(folder, waiting, give_up)
    try:
        yield known
    finally:
        os.close(fd)


@contextlib.contextmanager
def patient(seconds: float, waiting: Callable[[str], None]) -> Iterator[None]:
    """Within it ``held`` waits up to *seconds*, and tells *waiting* for whom, as ``locked`` does."""
    before = _patience.set((seconds, waiting))
    try:
        yield
    finally:
        _patience.reset(before)


def held(folder: int) -> AbstractContextManager[bool]:
    """The same, for work that has no thread of its own: waited for as ``patient`` says, else not at all."""
    seconds, waiting = _patience.get()
    end = time.monotonic() + seconds
    return locked(folder, waiting, lambda: time.monotonic() >= end)


def _acquire(folder: int, waiting: Callable[[str], None], give_up: Callable[[], bool]) -> tuple[int, bool]:
    began = time.monotonic()
    pause = 0.002
    told = linked = parted = False
    holder = ""
    while True:
        fd = _open(folder)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            here, found = look(folder, LOCK_FILE), os.fstat(fd)
            # If someone removed the file under us, the lock that counts is the one now there.
            if here is not None and here[0] == found.st_ino:
                linked = found.st_nlink > 1 and not parted
                if not linked:
                    check_alone(found, LOCK_FILE)
                    _sign(fd)
                    if told:
                        waiting("")
                    return fd, True
        except BlockingIOError:
            holder = one_line(os.pread(fd, 100, 0).decode("utf-8", "replace"), 100) or "unknown"
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return fd, False
            os.close(fd)
            raise
        try:
            if linked:  # others who come to this file wait meanwhile, and then look what is there
                with contextlib.suppress(MeanwhileError):
                    part(folder, LOCK_FILE, copied=False, held=found.st_ino)
                linked, parted = False, True
                continue
        finally:
            os.close(fd)
        waited = time.monotonic() - began
        if give_up() or (waited > ORPHAN_PATIENCE and not threading.main_thread().is_alive()):
            if told:
                waiting("")
            busy = f"another program is writing here (process {holder}): end it, or try again when it is done"
            raise LockBusyError(errno.EWOULDBLOCK, busy)
        if not told and waited > PATIENCE:
            told = True
            waiting(f"waiting for another program that is writing here (process {holder})")
        time.sleep(pause)  # flock cannot wait for a time, and no signal may end the wait of a thread
        pause = min(pause * 2, 0.05)


def _open(folder: int) -> int:
    fd = -1
    try:
        fd = os.open(LOCK_FILE, _FLAGS, 0o666, dir_fd=folder)
        check_partable(os.fstat(fd), LOCK_FILE)
    except OSError as error:
        if fd >= 0:
            os.close(fd)
        raise OSError(f"{LOCK_FILE}: {cured(reason(error))}") from error
    return fd


def _sign(fd: int) -> None:
    """Write who holds the lock, for those who wait; only where it says something else."""
    # Never truncated: some file systems flush the whole file when that is done, which costs a save its speed.
    name = f"{os.getpid()} on {socket.gethostname()}".encode()[:99].ljust(99) + b"\n"
    if os.pread(fd, 100, 0) != name:
        os.pwrite(fd, name, 0)
