"""What reading a file of annotations gives: records, and enough to find their passages again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from annotations.model import Annotation
from annotations.records import Coding, Correction, Memo, NewTarget

MAX_BYTES = 256 * 1024 * 1024
"""A file of annotations larger than this is refused."""
EMPTY = "the file is empty"
LONGEST_MESSAGE = 300
"""Code points; an error may quote what it met, but not all of it."""


class FormatError(ValueError):
    """A file not of its format, or one that cannot be written; one line: file, line, what is wrong."""

    def __init__(self, source: str, line: int, message: str) -> None:
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 1] + "…"
        super().__init__(f"{source}:{line}: {message}" if line else f"{source}: {message}")
        self.source = source
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was left out, and why; the rest of the file was read."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ImportedAnnotation:
    """An annotation as a file has it, not yet anchored in the articles at hand."""

    annotation: Annotation
    path: str = ""
    """The article's path where it came from; empty when the file does not tell."""
    sha: str = ""
    """sha256 of the text the segments' offsets count in; empty when unknown: go by the quote."""
    uuid: str = ""
    """The universal id under which it left, for finding it again where its own id did not travel."""
    line: int = 0
    foreign: bool = False
    """Not one of our records whole: its ``id`` is derived from the file (the same at each import), and
    ``doc``, ``annotator``, ``created`` and ``modified`` are empty where the file does not tell."""
    positioned: bool = True
    """Whether the segments' offsets mean anything; else they only have the quote's length."""


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """What a file tells of an article; its text stays in the corpus."""

    path: str
    doc: str = ""
    sha256: str = ""
    title: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """One file read whole; nothing was changed by reading it."""

    format: str
    annotations: tuple[ImportedAnnotation, ...] = ()
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    corrections: tuple[Correction, ...] = ()
    targets: tuple[NewTarget, ...] = ()
    articles: tuple[ImportedArticle, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_bytes(stream: BinaryIO, source: str) -> bytes:
    """All of *stream*. Raises ``FormatError`` when it is empty, or longer than ``MAX_BYTES``."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FormatError(source, 0, f"larger than {MAX_BYTES:,} bytes: not read")
    if not data.strip():
        raise FormatError(source, 0, EMPTY)
    return data


def decode(data: bytes, source: str) -> str:
    """*data* as UTF-8, a byte order mark left off. Raises ``FormatError`` naming the line of a wrong byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what UTF-16 begins with
            raise FormatError(source, 0, "not text: no file of annotations") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(source, line, "not UTF-8: save the file as UTF-8 and try again") from None


def derived_id(key: str) -> str:
    """A record id made from *key*: the first 63 bits of its sha256, the same each time."""
    return str(int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:8], "big") >> 1)
