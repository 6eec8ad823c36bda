"""Why the disk refused something, in words, and what helps."""

from __future__ import annotations

import errno

NO_PERMISSION = "no permission"
IN_ITS_PLACE = "stands in its place"
FOLDER = "u+rwx"
"""What a folder must allow its owner."""
_LINK = "a symbolic link"
_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EIO: "the disk reports an error",
    errno.EISDIR: f"a folder {IN_ITS_PLACE}",
    errno.ELOOP: f"{_LINK} {IN_ITS_PLACE}; links are not followed here",
}


def reason(error: OSError) -> str:
    """*error* in plain words, without the file."""
    words = _WORDS.get(error.errno or 0) or error.strerror
    return words[:1].lower() + words[1:] if words else str(error)


def cured(why: str, mode: str = "u+rw") -> str:
    """The reason *why*, and what helps where that is plain; *mode* is what it has to allow."""
    if why.endswith(NO_PERMISSION):
        return f"{why} (its owner can allow it: chmod {mode})"
    return f"{why}: take it away" if IN_ITS_PLACE in why or why.endswith(_LINK) else why
