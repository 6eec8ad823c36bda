"""A file with other names is parted from them; the lock of another program is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotations.parting import part


@pytest.mark.parametrize(
    ("names", "held", "parted"),
    [(2, True, True), (2, False, False), (1, True, False)],
    ids=["the lock that is held", "another's lock in its place", "one without another name"],
)
def test_the_lock_that_is_held_is_parted_and_no_other(
    tmp_path: Path, names: int, held: bool, parted: bool
) -> None:
    lock = tmp_path / ".lock"
    lock.write_text("1 on here\n")
    before = lock.stat().st_ino
    if names > 1:
        os.link(lock, tmp_path / "backup")
    fd = os.open(tmp_path, os.O_RDONLY)
    try:
        part(fd, lock.name, copied=False, held=before if held else before + 1)
    finally:
        os.close(fd)
    assert (lock.stat().st_ino != before, lock.read_text()) == (parted, "" if parted else "1 on here\n")
