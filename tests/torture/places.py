"""Where torture takes place: in memory where a real disk adds nothing but time."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
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
