"""Stores that are broken on purpose: each must be caught by the small torture or by the store's unit tests.

python -m tests.torture.mutants             all of them: a few minutes
python -m tests.torture.mutants "no lock"   one
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.torture.places import scratch

ROOT = Path(__file__).parents[2]
LONGEST = 240
"""Seconds after which a broken store that hangs counts as caught."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way to break the store: in *module*, *old* (which stands there once) becomes *new*."""

    name: str
    module: str
    old: str
    new: str
    torture: tuple[str, ...] = ()
    """The kinds of torture that should notice."""
    unit: tuple[str, ...] = ()
    """The unit tests that should notice: the names of their files without ``test_store_``."""

    def apply(self, package: Path) -> None:
        """Break the copy in *package*. Raises ``LookupError`` when the code is no longer what it was."""
        path = package / self.module
        code = path.read_text(encoding="utf-8")
        if code.count(self.old) != 1:
            raise LookupError(
                f"{self.name}: {self.module} holds this {code.count(self.old)} times:\n{self.old}"
            )
        path.write_text(code.replace(self.old, self.new), encoding="utf-8")


_REPLACE = """\
            write_all(fd, data)
            sync(fd)
            displaced = put(folder, temporary, name)
"""
_FAILED = """\
            if not isinstance(error, MeanwhileError) or self._displaced > _PATIENCE:
                outcome.failure = self._say(error, file)
            return False
"""
_SWALLOWED = """\
            for operation, index in plan.steps:
                operation.settled.add(index)
            return False
"""
_LOOKED = """\
        state = StoreFile(file, path)
        fd = -1
"""
_TRUSTED = """\
        if known is not None:
            return known
"""
_MADE = """\
        return os.open(name, flags, 0o666, dir_fd=folder)
"""
_MADE_FOR_ALL = """\
        fd = os.open(name, flags, 0o666, dir_fd=folder)
        os.fchmod(fd, 0o666)
        return fd
"""
_HELD = """\
    fd, known = _acquire(folder, waiting, give_up)
    try:
        yield known
    finally:
        os.close(fd)
"""
_HELD_ON = """\
    kept = vars(_acquire)
    if str(os.fstat(folder).st_ino) not in kept:
        kept[str(os.fstat(folder).st_ino)] = _acquire(folder, waiting, give_up)
    yield kept[str(os.fstat(folder).st_ino)][1]
"""
MUTANTS = (
    Mutant(
        "no fsync",
        "storage.py",
        _REPLACE,
        _REPLACE.replace("            sync(fd)\n", ""),
        ("power",),
        ("disk",),
    ),
    Mutant(
        "no directory fsync",
        "committing.py",
        "                sync_below(own, inside)\n",
        "                pass\n",
        ("power",),
        ("disk",),
    ),
    Mutant(
        "rename before fsync",
        "storage.py",
        _REPLACE,
        _REPLACE.replace("            sync(fd)\n", "") + "            sync(fd)\n",
        ("power",),
        ("disk",),
    ),
    Mutant(
        "no lock",
        "locks.py",
        "            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
        "",
        ("stopped", "crowd"),
        ("processes",),
    ),
    Mutant(
        "swallowed OSError",
        "committing.py",
        _FAILED,
        _SWALLOWED,
        ("calls", "full"),
        ("disk",),
    ),
    Mutant(
        "no blank lines",
        "lines.py",
        'b"%b: %b\\n\\n" % (said',
        'b"%b: %b\\n" % (said',
        ("git",),
        ("merge", "lines"),
    ),
    Mutant(
        "tombstone dropped",
        "rows.py",
        "for key in sorted(sorted(self.rows), key=len))",
        "for key in sorted(sorted(self.rows), key=len) if self.rows[key].kind != REMOVED)",
        ("git", "calls", "kills"),
        ("merge", "actions"),
    ),
    Mutant(
        "random conflict id",
        "resolving.py",
        "key.encode() + canonical(line.data, line.value)).digest()",
        'key.encode() + canonical(line.data, line.value) + __import__("os").urandom(8)).digest()',
        ("git",),
        ("lines", "merge"),
    ),
    Mutant(
        "superseded copy kept",
        "resolving.py",
        "return _without_superseded(pending, lines), notes",
        "return pending, notes",
        unit=("merge",),
    ),
    Mutant(
        "rows in the order they came",
        "rows.py",
        "for key in sorted(sorted(self.rows), key=len))",
        "for key in self.rows)",
        ("git",),
        ("merge",),
    ),
    Mutant(
        "no re-read under the lock",
        "committing.py",
        _LOOKED,
        _TRUSTED + _LOOKED,
        ("crowd", "branch"),
        ("disk",),
    ),
    Mutant(
        "symlink followed",
        "storage.py",
        "_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC",
        "_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC",
        (),
        ("planted", "disk"),
    ),
    Mutant(
        "symlink followed to the lock",
        "locks.py",
        "os.O_CREAT | os.O_NOFOLLOW |",
        "os.O_CREAT |",
        unit=("planted",),
    ),
    Mutant(
        "hard link written through",
        "storage.py",
        "    if found.st_nlink > 1:\n",
        "    if found.st_nlink > 9:\n",
        unit=("planted",),
    ),
    Mutant(
        "lock not parted from a hard link",
        "locks.py",
        "                    part(folder, LOCK_FILE, copied=False, held=found.st_ino)\n",
        "                    pass\n",
        unit=("planted",),
    ),
    Mutant(
        "copied records counted twice",
        "copies.py",
        "return {file: home for file, path in at.items() if path != home}",
        "return {}",
        unit=("folding",),
    ),
    Mutant(
        "only eight ancestors named",
        "lines.py",
        "*chain(data)))",
        "*chain(data))[:8])",
        ("calls",),
        ("copies",),
    ),
    Mutant(
        "others' temporary files swept",
        "keeping.py",
        "            if not shared:\n",
        "            if fd:\n",
        unit=("found",),
    ),
    Mutant(
        "umask ignored",
        "storage.py",
        _MADE,
        _MADE_FOR_ALL,
        (),
        ("found",),
    ),
    Mutant(
        "exclusive writer",
        "locks.py",
        _HELD,
        _HELD_ON,
        ("crowd",),
        ("processes",),
    ),
    Mutant(
        "only the last save is kept",
        "writer.py",
        "            self._queue.append(operation)\n",
        "            self._queue = [operation]\n",
        ("calls", "kills"),
        ("actions", "processes"),
    ),
    Mutant(
        "overwrites what was put there meanwhile",
        "committing.py",
        "put_bytes(fd, name, data, instead_of(plan.state.signature))",
        "put_bytes(fd, name, data)",
        ("branch", "crowd"),
        ("placing",),
    ),
    Mutant(
        "migrated again and again",
        "migrations.py",
        "return record if SCHEMA == _FIRST else",
        "return record if SCHEMA > 0 else",
        ("calls",),
        ("migrations",),
    ),
    Mutant(
        "names of folders not synced again",
        "keeping.py",
        "            sync_names(fd, depth)\n",
        "",
        ("power",),
        ("syncing",),
    ),
)
"""What stores are known to do wrong, and what this one might, by name."""


def copied(place: Path) -> Path:
    """The package and its tests, free to be broken."""
    for name in ("annotations", "reader", "tests"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", place)
    return place / "annotations"


def _green(place: Path, *command: str) -> bool:
    """Whether *command*, run in *place*, finds nothing wrong; one that hangs has found something."""
    environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    running = subprocess.Popen(
        [sys.executable, *command],
        cwd=place,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return running.wait(LONGEST) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)  # with all that it has started
        running.wait()


def by_torture(place: Path, kinds: tuple[str, ...]) -> str:
    """The first of *kinds* that catches the store in *place*, or ``""``."""
    found = (kind for kind in kinds if not _green(place, "-m", "tests.torture", kind, "--small"))
    return next(found, "")


def by_unit(place: Path, names: tuple[str, ...]) -> str:
    """The first of the unit tests *names* that catches it, or ``""``."""
    pytest = ("-m", "pytest", "-x", "-p", "no:xdist", "-p", "no:cacheprovider", "-o", "addopts=")
    found = (name for name in names if not _green(place, *pytest, f"tests/unit/test_store_{name}.py"))
    return next(found, "")


def main() -> int:
    chosen = [mutant for mutant in MUTANTS if mutant.name in sys.argv[1:]] or list(MUTANTS)
    kinds = tuple(dict.fromkeys(kind for mutant in chosen for kind in mutant.torture))
    names = tuple(dict.fromkeys(name for mutant in chosen for name in mutant.unit))
    with scratch(on_disk=True) as place:
        copied(place)
        if red := by_torture(place, kinds) or by_unit(place, names):
            print(f"the store as it is does not pass: {red}", file=sys.stderr)
            return 2
    survived = 0
    print(f"{'mutant':42}{'torture':14}unit tests")
    for mutant in chosen:
        with scratch(on_disk=True) as place:
            mutant.apply(copied(place))
            torture, unit = by_torture(place, mutant.torture), by_unit(place, mutant.unit)
        survived += not (torture or unit)
        row = f"{mutant.name:42}{torture or '-':14}{unit or '-'}"
        print(row if torture or unit else f"{row}   SURVIVED", flush=True)
    print(f"{len(chosen) - survived} caught, {survived} survived")
    return int(bool(survived))


if __name__ == "__main__":
    sys.exit(main())
