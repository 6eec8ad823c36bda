"""What lies in an annotations folder besides the records: found, named, nothing written."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotations.folders import TEXTS, is_store_file, main_file
from annotations.history import HISTORY_FILE
from annotations.locks import LOCK_FILE
from annotations.rows import StoreFile
from annotations.storage import TEMPORARY, look, open_below, open_root, read_bytes, reason

GIT_FILES = (".gitattributes", ".gitignore")
ASIDE = re.compile(r"\.corrupt-\d+\Z")
TEXT = re.compile(r"[0-9a-f]{64}\.txt\Z")
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something worth knowing of one file; a *serious* one is wrong."""

    kind: str
    path: str
    """Relative to the annotations folder."""
    message: str
    serious: bool = False


def audit(folder: Path, annotators: Iterable[str], made_on: Mapping[str, int]) -> Iterator[Oddity]:
    """All of it, below the folders of *annotators* and in that of the texts.

    *made_on* says how many records were made on each text, by its sha256.
    """
    try:
        root = open_root(folder)
    except OSError:
        return  # whoever read the annotations has said that
    try:
        for annotator in annotators:
            for fd, inside in walk(root, annotator):
                yield from _beside(fd, inside)
        yield from _texts(root, made_on)
        missing: list[str] = []
        with contextlib.suppress(OSError):  # said, too
            missing = [name for name in GIT_FILES if look(root, name) is None]
        if missing and made_on:
            yield Oddity("git", missing[0], "not there: git would not merge annotations; a save puts it back")
    finally:
        os.close(root)


def walk(root: int, annotator: str) -> Iterator[tuple[int, str]]:
    """Each folder of *annotator* below *root*, open, and its path with a slash behind it.

    Folders that cannot be opened, and what is no folder, are passed over.
    """
    waiting = [annotator]
    while waiting:
        path = waiting.pop()
        try:
            fd = open_below(root, path.split("/"))
        except OSError:
            continue
        try:
            with os.scandir(fd) as entries:
                inner = [e.name for e in entries if e.is_dir(follow_symlinks=False) and e.name[0] != "."]
            if path.count("/") < _DEEPEST:
                waiting += sorted((f"{path}/{name}" for name in inner), reverse=True)
            yield fd, f"{path}/"
        except OSError:
            continue
        finally:
            os.close(fd)


def _beside(fd: int, inside: str) -> Iterator[Oddity]:
    """What is no store file in the folder *inside*."""
    with os.scandir(fd) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = entry.name
        if not entry.is_file(follow_symlinks=False) or is_store_file(name) or main_file(name):
            continue
        if name.startswith(TEMPORARY):
            yield Oddity("leftover", inside + name, "left by a killed program; the next save takes it away")
        elif ASIDE.search(name):
            yield Oddity("aside", inside + name, "an original kept aside; delete it when nothing is missing")
        elif name not in (LOCK_FILE, HISTORY_FILE):
            yield Oddity("foreign", inside + name, "no file of annotations: it is left alone")


def _texts(root: int, made_on: Mapping[str, int]) -> Iterator[Oddity]:
    there: set[str] = set()
    with contextlib.suppress(OSError):
        fd = open_below(root, [TEXTS])
        try:
            for name in sorted(os.listdir(fd)):
                path, sha = f"{TEXTS}/{name}", name.removesuffix(".txt")
                if name.startswith(TEMPORARY):
                    yield Oddity("leftover", path, "left by a killed program; the next save takes it away")
                elif not TEXT.match(name):
                    yield Oddity("foreign", path, "no text of an article: it is left alone")
                elif why := _wrong(fd, name, sha):
                    yield Oddity("text", path, why, serious=True)
                else:
                    there.add(sha)
                    if sha not in made_on:
                        yield Oddity("orphan-text", path, "no annotation was made on it: it can be deleted")
        finally:
            os.close(fd)
    for sha, count in sorted(made_on.items()):
        if sha and sha not in there:
            made = "1 record was" if count == 1 else f"{count} records were"
            yield Oddity(
                "text-missing",
                f"{TEXTS}/{sha}.txt",
                f"{made} made on it: without it they are found again by their words alone",
            )


def _wrong(fd: int, name: str, sha: str) -> str:
    try:
        data = read_bytes(fd, name)[0]
    except OSError as error:
        return f"cannot be read: {reason(error)}"
    right = hashlib.sha256(data).hexdigest() == sha
    return "" if right else "damaged: it is not the text it is named after, and is not used"


def twice(files: Iterable[StoreFile]) -> dict[tuple[str, str], int]:
    """How many live records the same pairs of *files* hold, by their names."""
    homes: dict[str, list[str]] = {}
    for state in files:
        for key, row in state.rows.items():
            if row.live:
                homes.setdefault(key, []).append(state.name)
    pairs = ((names[0], other) for names in homes.values() for other in names[1:])
    return dict(Counter(pairs))
