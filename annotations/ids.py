"""Names that never change: record ids, the ids of articles, and their universal forms."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable

EPOCH_MS = 1_577_836_800_000
"""2020-01-01T00:00:00Z in milliseconds since 1970."""
RANDOM_BITS = 22


def new_id(largest: int = 0, *, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> int:
    """A 63-bit id above *largest*: milliseconds since 2020-01-01 << 22 | 22 random bits; never goes back."""
    fresh = (now_ms() - EPOCH_MS) << RANDOM_BITS | _random_bits()
    return max(fresh, largest + 1)


def _random_bits() -> int:
    return int.from_bytes(os.urandom(3)) & ((1 << RANDOM_BITS) - 1)


def doc_id(path: str, plain_sha256: str) -> str:
    """The permanent id of an article: the same for everyone who first annotates the same text at *path*.

    *plain_sha256* is that of the text with newlines folded, for git may give another clone other line ends.
    """
    return hashlib.sha256(f"{path}\0{plain_sha256}".encode()).hexdigest()[:16]


def universal_id(annotator: str, record_id: str) -> str:
    """The uuid5 under which a record leaves in an export."""
    import uuid

    namespace = uuid.uuid5(uuid.NAMESPACE_URL, "urn:close-reader:annotation")
    return str(uuid.uuid5(namespace, f"{annotator}/{record_id}"))


def newlines_folded(text: str) -> str:
    """*text* with each CRLF and CR as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_hashes(text: str) -> tuple[str, str]:
    """sha256 of the text's UTF-8, and of the same text with CRLF and CR folded to LF."""
    exact = hashlib.sha256(text.encode()).hexdigest()
    if "\r" not in text:
        return exact, exact
    return exact, hashlib.sha256(newlines_folded(text).encode()).hexdigest()
