"""The store's own thread: a first-in-first-out queue of operations, grouped into commits."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable

from annotations.changes import Action
from annotations.layers import Pending
from annotations.operations import Operation, Outcome

LINGERING = 1.0
"""Seconds the thread waits for more to do before it ends."""
GATHERING = 1.0
"""Seconds that a burst is let go on at most before it is written."""
PAUSE = 0.002
"""Seconds between two looks whether a burst goes on."""
LOOKS = 2
"""So many looks that find nothing new end a burst: after one the other threads may have been halted, too."""
_logger = logging.getLogger(__name__)


class Writer:
    """Runs *commit* on what is queued, in order, while there is anything; nothing leaves the queue unsaved.

    The thread is no daemon: a program that ends drains it first. When there is nothing more to do it lingers
    a moment, since to start one takes a tenth of a save. *settle* is called with the mutex held as soon as
    a commit is over, *announce* without it; *tidy* then, when nobody waits any more.
    """

    def __init__(
        self,
        mutex: threading.RLock,
        commit: Callable[[list[Operation]], Outcome],
        settle: Callable[[list[Operation], Outcome], None],
        announce: Callable[[list[Operation], Outcome], None],
        tidy: Callable[[], None],
    ) -> None:
        self._idle = threading.Condition(mutex)
        self._commit = commit
        self._settle = settle
        self._announce = announce
        self._tidy = tidy
        self._queue: list[Operation] = []
        self._under_way: tuple[int, list[Pending]] = (0, [])
        """How much of the queue is being committed, and what that was to do when it began: what is done of it
        meanwhile does not count before *settle* says it."""
        self._thread: threading.Thread | None = None
        self._again = False
        """Whether there is something to be tried."""
        self._busy = False
        self._deadline: float | None = None
        """When waiting for a lock has to end: the program does."""
        self.failure = ""
        """Why the last commit left something in the queue, in one line."""

    def submit(self, operation: Operation) -> None:
        """Queue *operation*; returns at once."""
        with self._idle:
            self._queue.append(operation)
            self._start()

    def retry(self) -> None:
        """Try again what could not be written."""
        with self._idle:
            if self._queue:
                self._start()

    def _start(self) -> None:
        self._again = True
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="annotations-writer", daemon=False)
            self._thread.start()
        else:
            self._idle.notify_all()

    def pending(self) -> int:
        """How many actions are not on the disk yet."""
        with self._idle:
            return len(self._queue)

    def unsaved(self) -> list[Pending]:
        """What the queue will do to the files, in order."""
        with self._idle:
            count, found = self._under_way
            return found + [one for operation in self._queue[count:] for one in operation.unsaved()]

    def on_other_ways(self) -> None:
        """Know that what is queued may come into the files by another program."""
        with self._idle:
            for operation in self._queue:
                operation.tried = True

    def give_up(self) -> bool:
        """Whether waiting for a lock has to end now."""
        return self._deadline is not None and time.monotonic() >= self._deadline

    def flush(self, timeout: float | None = None) -> tuple[Action, ...]:
        """Wait until everything is written, or cannot be, or *timeout* seconds are over; what is unsaved."""
        with self._idle:
            if not self.give_up():  # what was said not to be saved is not saved after that
                self.retry()
            self._idle.wait_for(lambda: not (self._again or self._busy), timeout)
            return tuple(operation.action for operation in self._queue)

    def close(self, timeout: float) -> tuple[Action, ...]:
        """The same, giving up on a lock that another program keeps for longer than *timeout* seconds.

        Called again, it does not wait for longer than it would have.
        """
        with self._idle:
            self._deadline = min(self._deadline or math.inf, time.monotonic() + timeout)
            self._idle.notify_all()
        return self.flush(timeout + 1.0)

    def _run(self) -> None:
        while self._round():
            pass

    def _round(self) -> bool:
        """One commit and all that follows it; ``False`` when the thread has to end.

        Nothing of it is held afterwards: what is let go during the next save would halt everyone then.
        """
        group = self._next()
        if not group:
            return False
        try:
            outcome = self._commit(group)
        except Exception as error:
            # Whatever it was, the queue keeps what it has and the next attempt starts afresh.
            _logger.exception("a commit failed")
            outcome = Outcome(failure=f"not saved: {type(error).__name__}: {error}")
        with self._idle:
            done = [operation for operation in group if operation.done]
            self._queue = [operation for operation in self._queue if not operation.done]
            self.failure = outcome.failure if self._queue else ""
            self._again = self._again or bool(self._queue and not outcome.failure)
            self._under_way = (0, [])
            self._settle(group, outcome)
        try:
            self._announce(done, outcome)
        except Exception:
            _logger.exception("an observer of the annotations failed")
        self._tidy()
        return True

    def _gather(self) -> None:
        """Let a burst end, for a moment at most: each file is then written once, not once an operation."""
        end, count, idle = time.monotonic() + GATHERING, len(self._queue), 0
        while count > 1 and idle < LOOKS and time.monotonic() < end:
            time.sleep(PAUSE)  # a condition would wake this thread at every operation, which slows the burst
            before, count = count, len(self._queue)
            idle = idle + 1 if count == before else 0

    def _next(self) -> list[Operation]:
        """What is queued, once there is something to be tried; nothing when the thread has to end."""
        with self._idle:
            self._busy = False
            if not (self._again and self._queue):
                self._again = False
                self._idle.notify_all()
                self._idle.wait_for(lambda: self._again or self._deadline is not None, LINGERING)
            if not self._again:
                self._thread = None
                return []
        self._gather()
        with self._idle:
            self._again, self._busy = False, True
            self._under_way = (len(self._queue), self.unsaved())
            return list(self._queue)
