"""A disk that forgets: what a run asked of it, and every state a power cut may leave.

A call puts bytes or names into the cache; only ``fsync`` of a file makes its bytes last, only ``fsync`` of a
folder its names. At a power cut, whatever still was in the cache may be there, be missing, have come in
another order, or be torn at a sector of 512 bytes.
"""

from __future__ import annotations

import fcntl
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.torture.faults import Around, Call, carry_out

SECTOR = 512
ROOT = 0
"""The number of the folder that everything is below: it was there before."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """*data* was written into file *node* at *offset*."""

    node: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """File *node* was cut to *size* bytes."""

    node: int
    size: int


@dataclass(frozen=True, slots=True)
class Names:
    """In folder *folder* the names *entries* changed at once: to a node, or to ``None``, nothing."""

    folder: int
    entries: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder *node* was made, without a name as yet."""

    node: int


@dataclass(frozen=True, slots=True)
class Synced:
    """File or folder *node* was synced."""

    node: int


@dataclass(frozen=True, slots=True)
class SyncFailed:
    """A sync of *node* failed: the cache forgets its bytes, as Linux does."""

    node: int


Change = Bytes | Cut | Names
"""What a cache may keep from the disk."""
Event = Change | Folder | Synced | SyncFailed


@dataclass(slots=True)
class Disk:
    """What lasts, and what is in the cache only."""

    data: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=lambda: {ROOT: {}})
    cached: list[Change] = field(default_factory=list)

    def copy(self) -> Disk:
        return Disk(dict(self.data), {f: dict(n) for f, n in self.names.items()}, list(self.cached))

    def take(self, event: Event) -> None:
        """*event* happened."""
        match event:
            case Folder(node):
                self.names[node] = {}
            case Synced(node):
                for done in [e for e in self.cached if _node_of(e) == node]:
                    self.keep(done)
                self._forget(node)
            case SyncFailed(node):
                if node not in self.names:
                    self._forget(node)
            case _:
                self.cached.append(event)

    def _forget(self, node: int) -> None:
        self.cached = [e for e in self.cached if _node_of(e) != node]

    def keep(self, event: Change) -> None:
        """*event* reaches the disk."""
        match event:
            case Names(folder, entries):
                for name, node in entries:
                    if node is None:
                        self.names[folder].pop(name, None)
                    else:
                        self.names[folder][name] = node
            case Cut(node, size):
                self.data[node] = self.data.get(node, b"")[:size].ljust(size, b"\0")
            case Bytes(node, offset, data):
                old = self.data.get(node, b"").ljust(offset, b"\0")
                self.data[node] = old[:offset] + data + old[offset + len(data) :]

    def after(self, reached: Sequence[Change]) -> Disk:
        """The disk on which, of all that was cached, what *reached* it is there."""
        left = self.copy()
        left.cached = []
        for event in reached:
            left.keep(event)
        return left

    def lay_out(self, place: Path, folder: int = ROOT) -> None:
        """Make the folder *place* what this disk holds."""
        place.mkdir(exist_ok=True)
        for name, node in self.names[folder].items():
            if node in self.names:
                self.lay_out(place / name, node)
            else:
                (place / name).write_bytes(self.data.get(node, b""))

    def key(self, folder: int = ROOT) -> tuple[Any, ...]:
        """Equal for disks that hold the same."""
        return tuple(
            (name, self.key(node) if node in self.names else self.data.get(node, b""))
            for name, node in sorted(self.names[folder].items())
        )


class Recorder:
    """Keeps what each call did below *root*, all of which is on the disk for good; carries out *inner*."""

    def __init__(self, root: Path, inner: Around = carry_out) -> None:
        self.disk = Disk()
        """As it was before the first event."""
        self.events: list[Event] = []
        self.marks: list[tuple[int, Any]] = []
        """``(events before it, whatever the caller wanted to remember)``."""
        self.inner = inner
        self._nodes = {root.stat().st_ino: ROOT}
        self._made = ROOT
        self._find(root, ROOT)

    def _find(self, folder: Path, node: int) -> None:
        """Number what stands in *folder*, whose number is *node*."""
        self.disk.names[node] = {}
        for path in sorted(folder.iterdir()):
            inner = self._new(path.stat())
            self.disk.names[node][path.name] = inner
            if path.is_dir():
                self._find(path, inner)
            else:
                self.disk.data[inner] = path.read_bytes()

    def mark(self, what: Any) -> None:
        self.marks.append((len(self.events), what))

    def __call__(self, call: Call) -> Any:
        do: Callable[[Call], Any] | None = getattr(self, f"_{call.what}", None)
        return do(call) if do is not None else self.inner(call)

    def _node(self, fd: int) -> int:
        return self._nodes[os.fstat(fd).st_ino]

    def _place(self, name: Any, folder: int | None) -> tuple[int, str]:
        """The folder and the name in it that a call speaks of."""
        if folder is not None:
            return self._node(folder), os.fspath(name)
        path = Path(name)
        return self._nodes[path.parent.stat().st_ino], path.name

    def _new(self, found: os.stat_result) -> int:
        self._made += 1
        self._nodes[found.st_ino] = self._made
        return self._made

    def _create(self, call: Call) -> Any:
        name, folder = call.args[0], call.kwargs.get("dir_fd")
        place = self._place(name, folder)
        there = _exists(name, folder)
        fd = self.inner(call)
        if not there:
            node = self._new(os.fstat(fd))
            self.events.append(Names(place[0], ((place[1], node),)))
        return fd

    def _mkdir(self, call: Call) -> Any:
        name, folder = call.args[0], call.kwargs.get("dir_fd")
        done = self.inner(call)
        place = self._place(name, folder)
        node = self._new(os.stat(name, dir_fd=folder))
        self.events += (Folder(node), Names(place[0], ((place[1], node),)))
        return done

    def _write(self, call: Call) -> Any:
        fd, data = call.args
        appends = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND
        offset = os.fstat(fd).st_size if appends else os.lseek(fd, 0, os.SEEK_CUR)
        count = self.inner(call)
        self.events.append(Bytes(self._node(fd), offset, bytes(data[:count])))
        return count

    def _pwrite(self, call: Call) -> Any:
        fd, data, offset = call.args
        count = self.inner(call)
        self.events.append(Bytes(self._node(fd), offset, bytes(data[:count])))
        return count

    def _ftruncate(self, call: Call) -> Any:
        done = self.inner(call)
        self.events.append(Cut(self._node(call.args[0]), call.args[1]))
        return done

    def _fsync(self, call: Call) -> Any:
        node = self._node(call.args[0])
        try:
            done = self.inner(call)
        except OSError:
            self.events.append(SyncFailed(node))
            raise
        self.events.append(Synced(node))
        return done

    def _replace(self, call: Call) -> Any:
        old, new = call.args
        source, target = call.kwargs["src_dir_fd"], call.kwargs["dst_dir_fd"]
        node = self._nodes[os.stat(old, dir_fd=source).st_ino]
        done = self.inner(call)
        assert self._node(source) == self._node(target), "a rename between folders is not modelled"
        self.events.append(Names(self._node(source), ((old, None), (new, node))))
        return done

    def _rename_new(self, call: Call) -> Any:
        folder, old, new = call.args
        node = self._nodes[os.stat(old, dir_fd=folder).st_ino]
        done = self.inner(call)
        self.events.append(Names(self._node(folder), ((old, None), (new, node))))
        return done

    def _exchange(self, call: Call) -> Any:
        folder, one, other = call.args
        nodes = [self._nodes[os.stat(name, dir_fd=folder).st_ino] for name in (other, one)]
        done = self.inner(call)
        self.events.append(Names(self._node(folder), ((one, nodes[0]), (other, nodes[1]))))
        return done

    def _unlink(self, call: Call) -> Any:
        place = self._place(call.args[0], call.kwargs.get("dir_fd"))
        done = self.inner(call)
        self.events.append(Names(place[0], ((place[1], None),)))
        return done


def _exists(name: Any, folder: int | None) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _node_of(event: Change) -> int:
    return event.folder if isinstance(event, Names) else event.node


def crashes(disk: Disk, rng: random.Random, draws: int) -> Iterator[Disk]:
    """What a power cut may leave of *disk*: the extremes, each tear of the last write, and *draws* by lot."""
    names = [event for event in disk.cached if isinstance(event, Names)]
    contents = [event for event in disk.cached if not isinstance(event, Names)]
    yield disk.after([])
    yield disk.after(disk.cached)
    yield disk.after(names)
    yield disk.after(contents)
    for alone in names:
        yield disk.after([alone])
    if contents and isinstance(contents[-1], Bytes):
        last = contents[-1]
        for size in range(SECTOR, len(last.data), SECTOR):
            torn = Bytes(last.node, last.offset, last.data[:size])
            yield disk.after([*contents[:-1], torn, *names])
    for _ in range(draws if disk.cached else 0):
        reached: list[Change] = []
        for event in disk.cached:
            fate = rng.random()
            if fate < 0.4:
                reached.append(event)
            elif fate < 0.7 and isinstance(event, Bytes):
                reached.append(_torn(event, rng))
        if rng.random() < 0.3:
            rng.shuffle(reached)
        yield disk.after(reached)


def _torn(event: Bytes, rng: random.Random) -> Bytes:
    """A run of whole sectors of *event*, by lot."""
    sectors = range(0, len(event.data), SECTOR)
    begin = rng.choice(sectors)
    end = rng.randrange(begin, len(event.data) + SECTOR, SECTOR)
    return Bytes(event.node, event.offset + begin, event.data[begin:end])
