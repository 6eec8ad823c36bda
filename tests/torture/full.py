"""A disk that fills up in the middle of the work and is freed: on a small tmpfs of our own where one can be
mounted, else behind a shim that counts bytes.

    unshare --user --map-root-user --mount python -m tests.torture.full SEED EACH
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.torture.every_call import aftermath
from tests.torture.faults import Call, standing_in
from tests.torture.oracle import COLUMNS, Ledger, Tally, Verdict, inspect
from tests.torture.places import scratch
from tests.torture.workload import Session, day

PAGE = 4096
SIZE = 128 * PAGE
PAGES = 12
"""More than a day's work takes in the end."""
STEPS = 9
ROOT = Path(__file__).parents[2]


class Space(Protocol):
    """A corpus on a disk that can be filled."""

    @property
    def corpus(self) -> Path:
        """The folder of the corpus."""

    def fill(self, pages: int) -> None:
        """Leave room for that many pages."""

    def free(self) -> None:
        """Give all the room back."""

    def around(self) -> AbstractContextManager[object]:
        """What the store must work in to notice."""


@dataclass(slots=True)
class Mounted:
    """A tmpfs of ``SIZE`` bytes, filled by a file."""

    mount: Path

    @property
    def corpus(self) -> Path:
        return self.mount / "corpus"

    def fill(self, pages: int) -> None:
        found = os.statvfs(self.mount)
        (self.mount / "filler").write_bytes(b"x" * (found.f_bavail * found.f_bsize - pages * PAGE))

    def free(self) -> None:
        (self.mount / "filler").unlink()

    def around(self) -> AbstractContextManager[object]:
        return nullcontext()


class Counted:
    """A folder of which the store is told that it holds no more than so many bytes."""

    def __init__(self, folder: Path) -> None:
        self._corpus = folder / "corpus"
        self._most = sys.maxsize

    @property
    def corpus(self) -> Path:
        return self._corpus

    def fill(self, pages: int) -> None:
        self._most = self._used() + pages * PAGE

    def free(self) -> None:
        self._most = sys.maxsize

    def around(self) -> AbstractContextManager[object]:
        return standing_in(self._call)

    def _used(self) -> int:
        return sum(path.lstat().st_size for path in self.corpus.rglob("*"))

    def _call(self, call: Call) -> Any:
        if call.what != "write":
            return call()
        fd, data = call.args
        room = max(0, self._most - self._used())
        if data and not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call.real(fd, data[:room])


def run(space: Space, before: int, pages: int) -> tuple[Verdict, bool]:
    """Work, fill the disk but for *pages* after *before* steps, work on, look; free it, save, look again.

    What was found, and whether the disk was full at all.
    """
    shutil.rmtree(space.corpus, ignore_errors=True)
    space.corpus.mkdir()
    folder = space.corpus / "annotations"
    ledger = Ledger()
    with space.around():
        session = Session(folder, ledger)
        for number, step in enumerate(day(session)):
            if number == before:
                space.fill(pages)
            step()
            session.settle()
            session.check_memory()
        full = inspect(folder, ledger).verdict
        hindered = "disk is full" in session.store.failure()
        space.free()
        session.insist()
        if session.store.pending():
            session.verdict.lost.append(f"not saved though there is room: {session.store.failure()}")
        session.store.close()
    verdict = session.verdict
    verdict.add(full, "while it was full")
    verdict.add(aftermath(folder, ledger))
    return verdict, hindered


def runs(space: Space, seed: int, each: int) -> Tally:
    """*each* of the ways to fill it, drawn by *seed*; 0 for all."""
    tally = Tally("a full disk")
    ways = [(before, pages) for before in range(STEPS) for pages in range(PAGES)]
    full = 0
    for before, pages in random.Random(seed).sample(ways, each or len(ways)):
        verdict, hindered = run(space, before, pages)
        tally.count(verdict, f"{pages} pages left after {before} steps")
        full += hindered
    tally.remark = f"{full} times too full for a save"
    return tally


def torture(seed: int, *, each: int = 0) -> Tally:
    """*each* of the ways to fill a disk, drawn by *seed*; 0 for all."""
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    itself = [sys.executable, "-m", "tests.torture.full", str(seed), str(each)]
    if shutil.which("unshare"):
        inside = subprocess.run([*unshare, *itself], cwd=ROOT, capture_output=True, text=True, check=False)
        if inside.returncode == 0:
            found = json.loads(inside.stdout)
            remark = f"a tmpfs of its own, {found['remark']}"
            return Tally(found["kind"], found["cases"], Verdict(**found["verdict"]), remark)
        if inside.returncode != _NO_MOUNT:
            raise RuntimeError(inside.stderr)
    with scratch() as place:
        tally = runs(Counted(place), seed, each)
    tally.remark = f"a shim that counts bytes, since nothing can be mounted here, {tally.remark}"
    return tally


_NO_MOUNT = 3


def main() -> int:
    """Run in a mount namespace of its own: prints the tally as JSON."""
    seed, each = map(int, sys.argv[1:])
    with scratch(on_disk=True) as place:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            return _NO_MOUNT
        try:
            tally = runs(Mounted(place), seed, each)
        finally:
            subprocess.run(["umount", str(place)], capture_output=True, check=False)
    assert set(asdict(tally.verdict)) == set(COLUMNS)
    print(json.dumps(asdict(tally)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
