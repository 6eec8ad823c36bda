"""Durable bytes below one folder: read and replaced whole, through descriptors, never through a link.

A folder and its files are opened component by component with ``O_NOFOLLOW``, so that a link planted in a
corpus cannot make us read or overwrite anything outside. A replace is acknowledged only when the new bytes,
the new name and the folder holding it have all reached the disk.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from annotations.placing import Put, over_anything
from annotations.reasons import IN_ITS_PLACE, NO_PERMISSION, cured
from annotations.reasons import reason as reason
from annotations.rows import Signature

MAX_BYTES = 512 << 20
"""The largest store file that is read."""
TEMPORARY = ".tmp-"
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_RACY_NS = 50_000_000
_CHUNK = 1 << 16
"""Bytes asked for beyond what a file was said to hold: more room takes longer to find than to fill."""


def open_root(path: Path, *, create: bool = False) -> int:
    """A descriptor of the annotations folder; its parent must exist. Raises ``OSError``."""
    try:
        return os.open(path, _FOLDER)
    except FileNotFoundError:
        if not create:
            raise
    except OSError as error:
        raise _link_or(error, os.path.islink(path), os.fspath(path)) from None
    with contextlib.suppress(FileExistsError):
        os.mkdir(path)
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync(parent)
    finally:
        os.close(parent)
    return os.open(path, _FOLDER)


def open_below(root: int, parts: Sequence[str], *, create: bool = False) -> int:
    """A descriptor of the folder *parts* below *root*, each component a real folder. Raises ``OSError``."""
    fd = os.dup(root)
    try:
        for part in parts:
            try:
                inner = _open_folder(fd, part)
            except FileNotFoundError:
                if not create:
                    raise
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, dir_fd=fd)
                sync(fd)
                inner = _open_folder(fd, part)
            os.close(fd)
            fd = inner
        return fd
    except BaseException:
        os.close(fd)
        raise


def _open_folder(fd: int, part: str) -> int:
    try:
        return os.open(part, _FOLDER, dir_fd=fd)
    except NotADirectoryError as error:
        mode = os.stat(part, dir_fd=fd, follow_symlinks=False).st_mode
        other = OSError(errno.ENOTDIR, f"{_what(mode)} {IN_ITS_PLACE}", part)
        raise _link_or(other, stat.S_ISLNK(mode), part) from error


def _link_or(error: OSError, is_link: bool, name: str) -> OSError:
    return OSError(errno.ELOOP, "a symbolic link", name) if is_link else error


def obstacle(root: int, place: str, *, written: bool = False) -> str:
    """What stands where the regular file *place* ("a/b.json") or a folder of it goes: ``PLACE: WHY``.

    Empty when nothing is there yet, or what belongs there; *written* says that it is no file to be replaced.
    """
    *folders, name = place.split("/")
    at, fd = "", root
    try:
        for part in folders:
            at = f"{at}/{part}" if at else part
            inner = _open_folder(fd, part)
            if fd != root:
                os.close(fd)
            fd = inner
        at = place
        found = regular_or_none(fd, name)
        if written and found is not None:
            check_partable(found, name)
    except FileNotFoundError:
        return ""
    except OSError as error:
        if isinstance(error, PermissionError) and at == place and folders:
            at = "/".join(folders)  # it is the folder that lets nobody look
        return f"{at}: {reason(error)}"
    finally:
        if fd != root:
            os.close(fd)
    return ""


def need_search(folder: int) -> None:
    """Raise ``OSError`` unless files in the open *folder* can be looked at, not only their names."""
    os.stat(".", dir_fd=folder)


def signature_of(found: os.stat_result) -> Signature:
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def look(folder: int, name: str) -> Signature | None:
    """The signature of *name* as it is now, or ``None`` if nothing is there."""
    try:
        return signature_of(os.stat(name, dir_fd=folder, follow_symlinks=False))
    except FileNotFoundError:
        return None


def is_racy(signature: Signature) -> bool:
    """Whether a file was touched so lately that a second change could leave the same times behind."""
    return time.time_ns() - max(signature[2], signature[3]) < _RACY_NS


def read_bytes(folder: int, name: str, limit: int = MAX_BYTES) -> tuple[bytes, Signature]:
    """The bytes of the regular file *name*, and what it looked like. Raises ``OSError``; never blocks."""
    fd = os.open(name, _READ, dir_fd=folder)
    try:
        found = os.fstat(fd)
        check_regular(found, name)
        if found.st_size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit >> 20} MB", name)
        parts: list[bytes] = []
        while chunk := os.read(fd, _CHUNK if parts else found.st_size + 1):
            parts.append(chunk)
        return b"".join(parts), signature_of(os.fstat(fd))
    finally:
        os.close(fd)


def check_regular(found: os.stat_result, name: str) -> None:
    """Raise ``OSError`` unless *found*, the state of *name*, is of a regular file."""
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, f"{_what(found.st_mode)} {IN_ITS_PLACE}", name)


def check_alone(found: os.stat_result, name: str) -> None:
    """Raise ``OSError`` unless *found*, of *name*, is of a regular file with no other name, to write into."""
    check_regular(found, name)
    if found.st_nlink > 1:
        whose = "a file of somebody else" if found.st_uid != os.geteuid() else "a file"
        what = f"{whose} that has another name, too (a hard link), {IN_ITS_PLACE}"
        raise OSError(errno.EMLINK, what, name)


def check_partable(found: os.stat_result, name: str) -> None:
    """The same, but one's own file may have other names: it can be parted from them before it is written."""
    if found.st_uid == os.geteuid():
        check_regular(found, name)
    else:
        check_alone(found, name)


def _what(mode: int) -> str:
    kinds = (
        (stat.S_ISREG, "a file"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
    )
    return next((words for test, words in kinds if test(mode)), "something that is no file")


def sync(fd: int) -> None:
    """Return when what *fd* refers to is on the disk itself. Raises ``OSError``."""
    if sys.platform == "darwin":
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
    else:
        os.fsync(fd)


def sync_below(root: int, parts: Sequence[str]) -> None:
    """Return when the names in the folder *parts* below *root* are on the disk. Raises ``OSError``."""
    fd = open_below(root, parts)
    try:
        sync(fd)
    finally:
        os.close(fd)


def sync_names(folder: int, depth: int) -> None:
    """Return when the name of *folder*, and those of the *depth* - 1 folders above it, are on the disk."""
    fd = os.dup(folder)
    try:
        for _ in range(depth):
            try:
                above = os.open("..", _FOLDER, dir_fd=fd)
            except PermissionError:
                return  # above a folder we were given, whose name is another's business
            os.close(fd)
            fd = above
            sync(fd)
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte, however little the system takes at a time."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def replace_bytes(folder: int, name: str, data: bytes, put: Put = over_anything) -> Signature:
    """Put *data* in the place of *name* so that at every instant the old or the new file is there whole.

    Returns when it is durable. Keeps the mode (and if possible the group) of the old file; refuses to replace
    anything but a regular file. Raises ``OSError``, after which the old file may still be there.
    """
    signature, displaced = put_bytes(folder, name, data, put)
    sync(folder)
    discard(folder, displaced)
    return signature


def put_bytes(folder: int, name: str, data: bytes, put: Put = over_anything) -> tuple[Signature, str]:
    """The same, but the name is durable only when *folder* is synced, and the old file may still be there.

    A file that may not be written is not replaced either, though the folder allows it.

    Returns what the new file looks like, and the name under which the old one is left to be discarded
    (``""``: it is gone).
    """
    old = regular_or_none(folder, name)
    if old is not None and (why := forbidden(folder, name)):
        raise OSError(f"{name}: {why}")
    temporary = temporary_name()
    fd = _create(folder, temporary, old)
    try:
        try:
            write_all(fd, data)
            sync(fd)
            displaced = put(folder, temporary, name)
        except BaseException:
            with contextlib.suppress(OSError):
                if os.stat(temporary, dir_fd=folder, follow_symlinks=False).st_ino == os.fstat(fd).st_ino:
                    os.unlink(temporary, dir_fd=folder)
            raise
        return signature_of(os.fstat(fd)), displaced
    finally:
        os.close(fd)


def forbidden(folder: int, name: str) -> str:
    """Why the file *name* is not ours to be changed, with what helps; ``""`` if it is, or is not there."""
    if os.access(name, os.W_OK, dir_fd=folder, effective_ids=os.access in os.supports_effective_ids):
        return ""
    try:
        owner = os.stat(name, dir_fd=folder, follow_symlinks=False).st_uid
    except FileNotFoundError:
        return ""
    return f"cannot be written: {cured(NO_PERMISSION, 'u+w' if owner == os.geteuid() else 'o+w')}"


def discard(folder: int, displaced: str) -> None:
    """Remove what was *displaced*; what cannot be removed now is swept another time."""
    if displaced:
        with contextlib.suppress(OSError):
            os.unlink(displaced, dir_fd=folder)


def temporary_name() -> str:
    """A name for a file that is nobody's yet: what is left of it is swept."""
    return f"{TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}"


def regular_or_none(folder: int, name: str) -> os.stat_result | None:
    """The regular file *name* as it is now, ``None`` if nothing is there. Raises ``OSError`` for all else."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "a symbolic link", name)
    check_regular(found, name)
    return found


def _create(folder: int, name: str, like: os.stat_result | None) -> int:
    """A new file *name*, open for writing: 0666 less the umask, or never wider than *like*."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    if like is None:
        return os.open(name, flags, 0o666, dir_fd=folder)
    mode = stat.S_IMODE(like.st_mode) & 0o777
    fd = os.open(name, flags, mode & 0o600, dir_fd=folder)
    try:
        if os.fstat(fd).st_gid != like.st_gid:
            try:
                os.fchown(fd, -1, like.st_gid)
            except OSError:
                # Another group would get what the old one had: give it no more than everyone has.
                mode = mode & ~0o070 | (mode & 0o007) << 3
        os.fchmod(fd, mode)
    except BaseException:
        os.close(fd)
        os.unlink(name, dir_fd=folder)
        raise
    return fd


def aside_name(folder: int, name: str, data: bytes) -> tuple[str, bool]:
    """Under which name *data* of the damaged file *name* is or will be kept, and whether it is already."""
    number = 1
    while True:
        copy = f"{name}.corrupt-{number}"
        if look(folder, copy) is None:
            return copy, False
        with contextlib.suppress(OSError):  # whatever stands there is in the way, not ours to judge
            if read_bytes(folder, copy)[0] == data:
                return copy, True
        number += 1


def keep_aside(folder: int, name: str) -> str:
    """Copy *name* as it is to the first free ``NAME.corrupt-N``, durably, and return that name."""
    data, _ = read_bytes(folder, name)
    like = os.stat(name, dir_fd=folder, follow_symlinks=False)
    copy, kept = aside_name(folder, name, data)
    fd = os.open(copy, _READ, dir_fd=folder) if kept else _create(folder, copy, like)
    try:
        write_all(fd, b"" if kept else data)
        sync(fd)
    except BaseException:
        if not kept:
            with contextlib.suppress(OSError):
                os.unlink(copy, dir_fd=folder)
        raise
    finally:
        os.close(fd)
    sync(folder)
    return copy


def create_once(folder: int, name: str, data: bytes) -> bool:
    """Write *name* unless something stands there already; whether it was written."""
    if look(folder, name) is not None:
        return False
    replace_bytes(folder, name, data)
    return True


def append_bytes(folder: int, name: str, data: bytes, *, durable: bool) -> Signature:
    """Append *data* on lines of its own to the regular file *name*; what that then looks like."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    fd = os.open(name, flags, 0o666, dir_fd=folder)
    try:
        found = os.fstat(fd)
        check_alone(found, name)
        if found.st_size and os.pread(fd, 1, found.st_size - 1) != b"\n":
            data = b"\n" + data
        try:
            write_all(fd, data)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(fd, found.st_size)
            raise
        if durable:
            sync(fd)
        return signature_of(os.fstat(fd))
    finally:
        os.close(fd)


def sweep(folder: int) -> None:
    """Remove the temporary files a killed program left here; only under the lock."""
    for name in os.listdir(folder):
        if name.startswith(TEMPORARY):
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=folder)
