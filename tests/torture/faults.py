"""The store's calls to the operating system, one by one: counted, hindered, or ended in the middle.

Every module of ``annotations`` reaches the system through its global ``os``. ``standing_in`` puts another in
its place that hands each call that touches the disk to one function, which may carry it out, refuse it, do
half of it, or end the program there: nothing after that reaches the disk, as after ``kill -9``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from unittest import mock

from annotations import placing, storage

READING = frozenset({"open", "read", "pread", "stat", "fstat", "listdir", "scandir"})
CHANGING = frozenset(
    {
        "create",
        "write",
        "pwrite",
        "fsync",
        "replace",
        "rename",
        "exchange",
        "rename_new",
        "link",
        "unlink",
        "ftruncate",
        "mkdir",
        "rmdir",
        "fchmod",
        "fchown",
    }
)
"""What a call can be; ``create`` is an ``open`` that may make a file, the two renames of ``placing`` are one
call each."""
HARMLESS = frozenset(
    {"close", "dup", "urandom", "getpid", "fspath", "fsencode", "fsdecode", "strerror", "access", "path"}
    | {"geteuid", "supports_effective_ids", "kill"}  # which asks whether a program is still there
)
"""What else the store takes from ``os``; none of it changes a file."""


class Killed(BaseException):
    """The program ended here, without a word."""


@dataclass(slots=True)
class Call:
    """One call on its way to the operating system."""

    index: int
    what: str
    real: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __call__(self) -> Any:
        """Carry it out."""
        return self.real(*self.args, **self.kwargs)


Around = Callable[[Call], Any]
"""What is done instead of a call; it may call it."""


def carry_out(call: Call) -> Any:
    """Nothing but the call."""
    return call()


class StandIn(ModuleType):
    """Stands for ``os``; hands what touches the disk to *around*, in the order of the calls."""

    def __init__(self, around: Around) -> None:
        super().__init__("os")
        self.left: set[int] = set()
        """Descriptors that were opened and not closed."""
        self._around = around
        self._lock = threading.Lock()
        self._calls = 0

    def open(self, *args: Any, **kwargs: Any) -> int:
        fd: int = self.hand_over("open", os.open)(*args, **kwargs)
        self.left.add(fd)
        return fd

    def dup(self, fd: int) -> int:
        copy = os.dup(fd)
        self.left.add(copy)
        return copy

    def close(self, fd: int) -> None:
        self.left.discard(fd)
        os.close(fd)

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self.hand_over(name, real) if name in READING or name in CHANGING else real

    def hand_over(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """What stands for the function *real*, called *name*."""

        def stand_in(*args: Any, **kwargs: Any) -> Any:
            what = "create" if name == "open" and args[1] & os.O_CREAT else name
            with self._lock:
                index = self._calls
                self._calls += 1
            return self._around(Call(index, what, real, args, kwargs))

        return stand_in


@contextlib.contextmanager
def standing_in(around: Around) -> Iterator[StandIn]:
    """While it lasts, every module of the store makes its calls through *around*.

    What a program that was killed has left open, its lock with it, is closed in the end, as the system does.
    """
    stand_in = StandIn(around)
    with contextlib.ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("annotations.") and getattr(module, "os", None) is os:
                stack.enter_context(mock.patch.object(module, "os", stand_in))
        for name in ("exchange", "rename_new"):
            real = getattr(placing, name)
            stack.enter_context(mock.patch.object(placing, name, stand_in.hand_over(name, real)))
        # Whether a file is looked at twice must not depend on how fast this machine is.
        stack.enter_context(mock.patch.object(storage, "_RACY_NS", 1 << 62))
        stack.enter_context(mock.patch.object(threading, "excepthook", _quiet(threading.excepthook)))
        try:
            yield stand_in
        finally:
            for fd in stand_in.left:
                os.close(fd)


def _quiet(hook: Callable[[threading.ExceptHookArgs], Any]) -> Callable[[threading.ExceptHookArgs], None]:
    def called(args: threading.ExceptHookArgs) -> None:
        if not issubclass(args.exc_type, Killed):
            hook(args)

    return called


_ANY = READING | CHANGING
_SPACE = CHANGING - {"unlink", "ftruncate", "rmdir", "fchmod", "fchown"}
APPLIES: dict[str, frozenset[str]] = {
    "kill": CHANGING,
    "half kill": frozenset({"write", "pwrite"}),
    "EIO, then kill": CHANGING,
    "short": frozenset({"write"}),
    "half": frozenset({"write"}),
    "ENOSPC": _SPACE,
    "EROFS": CHANGING,
    "EIO": _ANY,
    "dropped": frozenset({"fsync"}),
}
"""The kinds of faults, and the calls they can befall.

``kill`` ends the program before the call, ``half kill`` in the middle of its bytes, ``EIO, then kill`` while
it clears up after an error; ``short`` takes half of the bytes and says so, ``half`` takes half and the disk
is full; ``dropped`` is an fsync that fails and after which the bytes are gone, as Linux does it. Names of
errors are raised before anything was done.
"""
ENDING = ("kill", "half kill", "EIO, then kill")


@dataclass(slots=True)
class Fault:
    """Befalls the call number *at*, and with *sticky* each later one it applies to, until ``heal``."""

    kind: str
    at: int
    sticky: bool = False
    struck: bool = False
    dead: bool = False
    _healed: bool = field(default=False)

    def heal(self) -> None:
        self._healed = True

    def __call__(self, call: Call) -> Any:
        if self.dead:
            raise Killed
        if self.struck and self.kind == "EIO, then kill" and call.what in CHANGING:
            self.dead = True
            raise Killed
        due = call.index >= self.at if self.sticky else call.index == self.at
        if self._healed or not due or call.what not in APPLIES[self.kind]:
            return call()
        self.struck = True
        if self.kind == "short":
            return os.write(call.args[0], half(call.args[1]))
        if self.kind in ("half", "half kill"):
            call.real(call.args[0], half(call.args[1]), *call.args[2:])
        if self.kind in ("kill", "half kill"):
            self.dead = True
            raise Killed
        if self.kind == "dropped":
            with contextlib.suppress(OSError):
                os.ftruncate(call.args[0], 0)
        raise refusal(self.kind)


def half(data: Any) -> bytes:
    """The first half of *data*, at least one byte."""
    return bytes(data[: max(1, len(data) // 2)])


def refusal(kind: str) -> OSError:
    """The error that *kind* of fault ends in."""
    code = getattr(errno, {"half": "ENOSPC", "dropped": "EIO", "EIO, then kill": "EIO"}.get(kind, kind))
    return OSError(code, os.strerror(code))


@dataclass(slots=True)
class Counter:
    """Lets everything through and keeps what each call was."""

    calls: list[str] = field(default_factory=list)

    def __call__(self, call: Call) -> Any:
        self.calls.append(call.what)
        return call()
