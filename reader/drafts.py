"""What is being typed of an annotation, kept until it is saved, and offered again when the program was ended.

A draft is a file ``draft-HEX.json`` in the state folder of the corpus, for its owner alone. Beside it lie
``draft-HEX.lock``, locked by the program that writes it for as long as it runs, and ``note-HEX.md`` where an
editor writes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from annotations.fields import ModelError, Reader
from annotations.model import Segment
from reader.paths import PathsError, make_private, read_bounded, write_private

MAX_BYTES = 4_000_000
CORE = 200
"""Code points before and behind the middle of a text that are kept with a draft."""


class DraftError(Exception):
    """A draft that is there and cannot be read: one line on why, and where it is."""


Kind = Literal["note", "stance", "editor"]
KINDS: tuple[Kind, ...] = ("note", "stance", "editor")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is typed, and what about."""

    kind: Kind
    path: str
    """The article."""
    text: str
    """The sha256 of its text."""
    segments: tuple[Segment, ...]
    """The passage; none: the whole article."""
    t: str
    """When it was begun."""
    texts: Mapping[str, str]
    """The fields; of a note in one line the field ``note`` alone."""
    editing: str = ""
    """The id of the annotation that is changed, ``""`` for a new one."""
    scale: str = ""
    """The scale on which a bare label was looked up."""
    corpus: str = ""
    """Where the corpus was, ``""`` in drafts of older versions."""
    size: int = 0
    """Bytes of the file of the article."""
    core: tuple[Segment, ...] = ()
    """Words from the middle of the text, by which an edited article is told from another one."""

    @classmethod
    def from_dict(cls, data: Any) -> Unfinished:
        """Raises ``ModelError``."""
        r = Reader(data, "draft")
        named, texts = r.text("kind"), r.value("texts")
        kind = next((known for known in KINDS if known == named), None)
        whole = isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values())
        if kind is None or not isinstance(texts, dict) or not whole:
            raise ModelError("draft: of no known kind, or without texts")
        segments = r.items("segments", Segment.from_dict)
        about = r.text("path"), r.text("text"), segments, r.text("t", "")
        return cls(
            kind,
            *about,
            texts,
            r.text("editing", ""),
            r.text("scale", ""),
            r.text("corpus", ""),
            r.integer("size", 0),
            r.items("core", Segment.from_dict),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "path": self.path,
            "text": self.text,
            "segments": [segment.to_dict() for segment in self.segments],
            "t": self.t,
            "texts": dict(self.texts),
            "editing": self.editing,
            "scale": self.scale,
            "corpus": self.corpus,
            "size": self.size,
            "core": [segment.to_dict() for segment in self.core],
        }

    def at(self, path: str) -> Unfinished:
        """The same of the article *path*."""
        return self if path == self.path else replace(self, path=path)

    def is_about(self, path: str, sha256: str, ranges: Sequence[tuple[int, int]], editing: str) -> bool:
        """Whether it was typed about *ranges* (none: the whole article) of that text, on that annotation."""
        places = [(segment.start, segment.end) for segment in self.segments]
        return (self.path, self.text, places, self.editing) == (path, sha256, list(ranges), editing)

    @property
    def quote(self) -> str:
        """The words of the passage, as an editor was shown them."""
        return self.segments[0].quote if self.segments else ""

    def places(self, text: str, sha256: str) -> list[tuple[int, int]] | None:
        """Where the passage is in *text*; ``None`` when its words are no longer there, or several times."""
        from annotations.anchoring import locate  # heavy, and a program that opens asks whether there is any

        found = [
            (segment.start, segment.end) if sha256 == self.text else locate(text, segment).place
            for segment in self.segments
        ]
        whole = [place for place in found if place is not None]
        return whole if len(whole) == len(found) else None

    def is_like(self, text: str) -> bool:
        """Whether *text* is that of its article, edited: its passage or what stood in the middle is there."""
        from annotations.anchoring import locate

        if any(locate(text, segment).place is not None for segment in self.core):
            return True
        return bool(self.segments) and self.places(text, "") is not None


def core(text: str) -> tuple[Segment, ...]:
    """Words from the middle of *text*, for a draft about it."""
    from annotations.anchoring import describe

    middle = len(text) // 2
    start, end = max(0, middle - CORE), min(len(text), middle + CORE)
    return (describe(text, start, end),) if text[start:end].strip() else ()


class Sheet:
    """The files of one draft; nothing is there before it is written."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self._folder = folder
        self._name = name or secrets.token_hex(8)
        self._lock = -1

    @property
    def path(self) -> Path:
        """Where the draft is."""
        return self._folder / f"draft-{self._name}.json"

    @property
    def note(self) -> Path:
        """Where an editor writes."""
        return self._folder / f"note-{self._name}.md"

    @property
    def _lock_path(self) -> Path:
        return self._folder / f"draft-{self._name}.lock"

    def write(self, what: Unfinished) -> None:
        """Keep *what* in the place of what was kept. Raises ``PathsError``."""
        make_private(self._folder)
        self.hold()
        write_private(self.path, json.dumps(what.to_dict()).encode())

    def read(self) -> Unfinished | None:
        """What is kept; ``None`` when that is nothing. Raises ``DraftError``."""
        try:
            data = read_bounded(self.path, MAX_BYTES)
            return Unfinished.from_dict(json.loads(data)) if data is not None else None
        except PathsError as error:
            raise DraftError(str(error)) from error
        except (ValueError, RecursionError) as error:
            raise DraftError(f"{self.path}: damaged") from error

    def hold(self) -> bool:
        """Claim it for this program, until it is released or the program ends; false when another has it."""
        if self._lock >= 0:
            return True
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            fd = os.open(self._lock_path, flags, 0o600)
        except OSError:
            return True  # what cannot be locked is written all the same
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        except OSError:
            pass  # a file system without locks: two programs may offer the same draft
        self._lock = fd
        return True

    def release(self) -> None:
        """Leave it to be offered."""
        if self._lock >= 0:
            with contextlib.suppress(OSError):
                self._lock_path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = -1

    def drop(self) -> None:
        """Take it away: it is saved, or was given up."""
        for path in (self.path, self.note):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        self.release()


@dataclass(frozen=True, slots=True)
class Left:
    """What programs that ended left of drafts."""

    drafts: tuple[tuple[Sheet, Unfinished], ...]
    """The oldest first."""
    damaged: tuple[Path, ...]
    """Files that cannot be read as a draft: they stay as they are."""


def waiting(folder: Path, *others: Path) -> Left:
    """The drafts that no running program writes, in the order they were begun in.

    Their times are whole seconds: within one the file that was written first comes first. Those in *others*
    are among them; what is damaged there is not told.
    """
    found, damaged = [], []
    for sheet in (Sheet(each, name) for each in (folder, *others) for name in _names(each)):
        try:
            what = sheet.read()
        except DraftError:
            if sheet.path.parent == folder:
                damaged.append(sheet.path)
            continue
        if what is not None and sheet.hold():
            written = sheet.path.stat().st_mtime_ns
            sheet.release()
            found.append((what.t, written, sheet, what))
    found.sort(key=lambda one: one[:2])
    return Left(tuple((sheet, what) for _, _, sheet, what in found), tuple(damaged))


def has_words(texts: Mapping[str, str], first: Mapping[str, str]) -> bool:
    """Whether *texts* hold words that stood not there at *first*; those of a label are found again anyhow."""
    return any(
        text.strip() and text != first.get(name, "") for name, text in texts.items() if name != "stance"
    )


def _names(folder: Path) -> Sequence[str]:
    try:
        listed = sorted(os.listdir(folder))
    except OSError:
        return ()
    return [n.removeprefix("draft-").removesuffix(".json") for n in listed if _is_draft(n)]


def _is_draft(name: str) -> bool:
    return name.startswith("draft-") and name.endswith(".json")
