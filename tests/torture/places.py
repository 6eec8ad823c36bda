"""Where torture takes place: in memory where a real disk adds nothing but time; in processes of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

_MEMORY = Path("/dev/shm")


@contextlib.contextmanager
def scratch(*, on_disk: bool = False) -> Iterator[Path]:
    """An empty folder, gone afterwards."""
    in_memory = not on_disk and os.access(_MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="torture-", dir=_MEMORY if in_memory else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(folder: Path) -> Path:
    """*folder* made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def forked(work: Callable[[], None]) -> int:
    """Do *work* in a process of its own; its id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        os._exit(1)
    os._exit(0)


def ended_well(child: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
