"""Giving a new file its name without overwriting what another program put there a moment ago.

Between a look at a file and the rename that replaces it, a program that knows no locks (git, a synchroniser,
an editor) may put its own version there. Linux can exchange two names, so that one sees what came out, and
can rename only where nothing stands; elsewhere that moment stays open.
"""

from __future__ import annotations

import errno
import functools
import os
from collections.abc import Callable

from annotations.rows import Signature

Put = Callable[[int, str, str], str]
"""``(folder, temporary, name)``: gives the file *temporary* its *name*. Raises ``OSError``.

Returns the name that the file which had it now has, ``""`` if that is gone."""
_WITHOUT_REPLACING, _EXCHANGING = 1, 2
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


class MeanwhileError(OSError):
    """Another program put something else there; nothing was changed."""


def over_anything(folder: int, temporary: str, name: str) -> str:
    """A ``Put`` that replaces whatever stands there."""
    os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    return ""


def instead_of(known: Signature | None) -> Put:
    """A ``Put`` that replaces only the file that looked like *known* (``None``: nothing).

    Raises ``MeanwhileError`` if another stands there.
    """

    def put(folder: int, temporary: str, name: str) -> str:
        try:
            if known is not None:
                _displace(folder, temporary, name, known)
                return temporary
            rename_new(folder, temporary, name)
        except (FileExistsError, FileNotFoundError) as error:
            raise MeanwhileError(error.errno, error.strerror, name) from error
        except OSError as error:
            if isinstance(error, MeanwhileError) or error.errno not in _CANNOT:
                raise
            return over_anything(folder, temporary, name)
        return ""

    return put


def _displace(folder: int, temporary: str, name: str, known: Signature) -> None:
    ours = _inode(folder, temporary)
    exchange(folder, temporary, name)
    out = os.stat(temporary, dir_fd=folder, follow_symlinks=False)
    if (out.st_ino, out.st_size, out.st_mtime_ns) == known[:3]:
        return
    try:
        exchange(folder, temporary, name)
    except FileNotFoundError:  # ours was taken away in its turn
        rename_new(folder, temporary, name)
    else:
        if _inode(folder, temporary) != ours:  # or replaced: what came now is read along beside the file
            stem, suffix = os.path.splitext(name)
            rename_new(folder, temporary, f"{stem}.sync-conflict-{os.urandom(6).hex()}{suffix}")
    raise MeanwhileError(errno.EBUSY, "another program has just put its own version there", name)


def take_away(folder: int, name: str, temporary: str, known: Signature) -> None:
    """Remove *name*, under the name *temporary* for a moment, if it looks like *known*.

    Raises ``MeanwhileError``, with nothing changed, if another file stands there.
    """
    try:
        rename_new(folder, name, temporary)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        os.rename(name, temporary, src_dir_fd=folder, dst_dir_fd=folder)
    out = os.stat(temporary, dir_fd=folder, follow_symlinks=False)
    if (out.st_ino, out.st_size, out.st_mtime_ns) != known[:3]:
        rename_new(folder, temporary, name)
        raise MeanwhileError(errno.EBUSY, "another program has just put its own version there", name)
    os.unlink(temporary, dir_fd=folder)


def _inode(folder: int, name: str) -> int:
    return os.stat(name, dir_fd=folder, follow_symlinks=False).st_ino


def exchange(folder: int, one: str, other: str) -> None:
    """Let two files in *folder* change names in one step. Raises ``OSError``, also where it is not known."""
    _rename(folder, one, other, _EXCHANGING)


def rename_new(folder: int, old: str, new: str) -> None:
    """Rename a file in *folder*, in one step, to a name that nothing has. Raises ``OSError`` likewise."""
    _rename(folder, old, new, _WITHOUT_REPLACING)


def _rename(folder: int, old: str, new: str, flags: int) -> None:
    code = _renameat2()(folder, os.fsencode(old), folder, os.fsencode(new), flags)
    if code:
        raise OSError(code, os.strerror(code), new)


@functools.cache
def _renameat2() -> Callable[[int, bytes, int, bytes, int], int]:
    """The call of that name: 0, or what went wrong, as ``errno`` has it."""
    import ctypes  # not before the first save: it takes longer to import than to read the annotations

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return lambda *_: errno.ENOSYS
    return lambda *of: ctypes.get_errno() if call(*of) else 0
