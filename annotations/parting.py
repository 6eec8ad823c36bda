"""A file that has other names (hard links), as backups give it, parted from them before it is written into.

A planted link is so never written through, and a backup made with links never changes.
"""

from __future__ import annotations

from annotations.placing import instead_of
from annotations.storage import check_partable, read_bytes, regular_or_none, replace_bytes, signature_of


def part(folder: int, name: str, *, copied: bool, held: int | None = None) -> None:
    """Put another file in the place of *name*: a copy, or, unless it is to be *copied*, an empty one.

    The old one stays as it is under its other names; one that has none is left alone. To be called under the
    lock of all who write there; where *name* is that lock, *held* is the inode that is locked: no other is
    replaced. Raises ``OSError``, also where the old one is somebody else's, and ``MeanwhileError``.
    """
    found = regular_or_none(folder, name)
    if found is not None and found.st_nlink > 1 and held in (None, found.st_ino):
        check_partable(found, name)
        data, signature = read_bytes(folder, name) if copied else (b"", signature_of(found))
        replace_bytes(folder, name, data, instead_of(signature))
