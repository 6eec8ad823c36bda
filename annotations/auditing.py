"""What lies in an annotations folder besides the records: found, named, nothing written."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotations.folders import (
    CORPUS_FILE,
    DEEPEST,
    TEXTS,
    is_store_file,
    main_file,
)
from annotations.git_files import (
    ATTRIBUTES,
    GIT_FILES,
    IGNORE,
    KEPT_TEXT,
    attribute_troubles,
    left_out,
    taken_in,
)
from annotations.history import HISTORY_FILE, lost, readable
from annotations.locks import LOCK_FILE
from annotations.storage import (
    TEMPORARY,
    forbidden,
    need_search,
    open_below,
    open_root,
    read_bytes,
    reason,
    regular_or_none,
)

ASIDE = re.compile(r"\.corrupt-\d+\Z")
TEXT = re.compile(r"[0-9a-f]{64}\.txt\Z")
_WITHOUT = {ATTRIBUTES: "not merge annotations", IGNORE: "take in what is of use here alone"}
_HIDDEN = "hidden: nothing in it is read"


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something worth knowing of one file; a *serious* one is wrong."""

    kind: str
    path: str
    """Relative to the annotations folder."""
    message: str
    serious: bool = False


def audit(
    folder: Path, annotators: Iterable[str], made_on: Mapping[str, int], whole: bool
) -> Iterator[Oddity]:
    """All of it, below the folders of *annotators* and in that of the texts.

    *made_on* says how many records were made on each text, by its sha256; of all of them, if *whole*.
    """
    try:
        root = open_root(folder)
    except OSError:
        return  # whoever read the annotations has said that
    try:
        inner: list[str] = []
        files: list[str] = []
        for annotator in annotators:
            for fd, inside in walk(root, annotator):
                inner.append(inside)
                with os.scandir(fd) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
                top = inside == f"{annotator}/"
                files += (inside + entry.name for entry in entries if is_store(entry.name, top))
                yield from _beside(entries, inside, top)
                yield from _log(fd, inside) if top else ()
        yield from _top(root)
        yield from _texts(root, made_on, whole)
        if files:
            yield from _git(folder, root, files, inner)
    finally:
        os.close(root)


def _git(folder: Path, root: int, files: list[str], inner: list[str]) -> Iterator[Oddity]:
    """What git is told of *files*, which may not be all that it has to know."""
    there = []
    for name in GIT_FILES:
        try:
            if regular_or_none(root, name) is None:
                yield Oddity("git", name, f"not there: git would {_WITHOUT[name]}; a save puts it back")
            else:
                there.append(name)
        except OSError as error:
            wrong = f"{reason(error)}: git reads nothing there; take it away, and a save puts ours there"
            yield Oddity("git", name, wrong, serious=True)
    if ATTRIBUTES in there:
        for one in attribute_troubles(folder, root, [*files, KEPT_TEXT], inner):
            yield Oddity("git", one.path, one.message, serious=True)
    owners = {path.partition("/")[0] for path in files} if IGNORE in there else ()
    for one in taken_in(folder, root, sorted(owners), inner):
        yield Oddity("git", one.path, one.message)
    for one in left_out(folder, root, [*files, KEPT_TEXT, *there], inner):
        yield Oddity("git", one.path, one.message)


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
            if path.count("/") < DEEPEST:
                waiting += sorted((f"{path}/{name}" for name in inner), reverse=True)
            yield fd, f"{path}/"
        except OSError:
            continue
        finally:
            os.close(fd)


def read_only(folder: Path, annotator: str) -> Iterator[tuple[str, str]]:
    """The files of *annotator* that he may read and not change: each, and one line on it."""
    try:
        root = open_root(folder)
    except OSError:
        return  # none there, or who reads the annotations says so
    try:
        for fd, inside in walk(root, annotator):
            for name in sorted(os.listdir(fd)):
                ours = is_store(name, inside == f"{annotator}/") and os.access(name, os.R_OK, dir_fd=fd)
                if ours and (why := forbidden(fd, name)):
                    yield inside + name, f"{why}; nothing that goes into it is saved until it can"
    finally:
        os.close(root)


def is_store(name: str, top: bool) -> bool:
    """Whether records are kept in a file called *name*, in the *top* folder of an annotator or below it."""
    return is_store_file(name) and (top or name != CORPUS_FILE)


def _beside(entries: Iterable[os.DirEntry[str]], inside: str, top: bool) -> Iterator[Oddity]:
    """What of the *entries* of the folder *inside* is no store file; the *top* one is the annotator's."""
    for entry in entries:
        name = entry.name
        if is_store(name, top) or main_file(name) is not None or (top and name in (LOCK_FILE, HISTORY_FILE)):
            continue
        if entry.is_dir(follow_symlinks=False) or entry.is_symlink():
            if name.startswith("."):  # others are read, or it is said that they are not
                yield Oddity("foreign", inside + name, _HIDDEN)
        elif name.startswith(TEMPORARY):
            yield Oddity("leftover", inside + name, "left by a killed program; the next save takes it away")
        elif ASIDE.search(name):
            yield Oddity("aside", inside + name, "an original kept aside; delete it when nothing is missing")
        else:
            yield Oddity("foreign", inside + name, "no file of annotations: it is left alone")


def _top(root: int) -> Iterator[Oddity]:
    """What stands beside the annotators' folders, and is none of it."""
    with contextlib.suppress(OSError), os.scandir(root) as found:  # who reads the annotations says that
        for entry in sorted(found, key=lambda entry: entry.name):
            name, folder = entry.name, entry.is_dir(follow_symlinks=False)
            if name in GIT_FILES or name == ".git" or (folder and not name.startswith(".")):
                continue
            if name.startswith(TEMPORARY) and not folder:
                yield Oddity("leftover", name, _leftover(root, name))
            elif not entry.is_symlink() or name.startswith("."):
                wrong = _HIDDEN if folder else "no file of annotations: it is left alone"
                yield Oddity("foreign", name, wrong)


def _leftover(root: int, name: str) -> str:
    if is_dead(root, name):
        return "left by a killed program: reader check --repair takes it away"
    return "being written by another program, or left by one: delete it when none runs"


def is_dead(folder: int, name: str) -> bool:
    """Whether the temporary file *name* is one's own, and the program that made it ended on this computer."""
    number = name.removeprefix(TEMPORARY).partition("-")[0]
    try:
        found = regular_or_none(folder, name)
        if found is None or found.st_uid != os.geteuid() or not number.isdecimal() or len(number) > 9:
            return False
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _log(fd: int, inside: str) -> Iterator[Oddity]:
    """What is wrong with the log in the folder *inside*."""
    try:
        data = read_bytes(fd, HISTORY_FILE)[0]
    except OSError:
        return  # none there, or who reads it says so
    torn, missing = readable(data)[1], lost(data)
    path = inside + HISTORY_FILE
    if torn:
        lines = "1 line" if torn == 1 else f"{torn} lines"
        wrong = (
            f"{lines} cannot be read: what they tell cannot be undone, and is lost to the log alone; reader"
        )
        yield Oddity("log", path, f"{wrong} check --repair takes them out", serious=True)
    if missing:
        one = "1 action it speaks of is not told in it: it cannot be undone"
        many = f"{missing} actions it speaks of are not told in it: they cannot be undone"
        yield Oddity("log", path, one if missing == 1 else many)


def _texts(root: int, made_on: Mapping[str, int], whole: bool) -> Iterator[Oddity]:
    there: set[str] = set()
    try:
        fd = open_below(root, [TEXTS])
        need_search(fd)
    except FileNotFoundError:
        fd = -1
    except OSError:
        return  # who reads the annotations says so
    unused = "no annotation was made on it: it can be deleted"
    if not whole:
        unused = "no annotation that can be read was made on it"
    if fd >= 0:
        try:
            for name in sorted(os.listdir(fd)):
                path, sha = f"{TEXTS}/{name}", name.removesuffix(".txt")
                if name.startswith(TEMPORARY):
                    yield Oddity("leftover", path, _leftover(fd, name))
                    continue
                if not TEXT.match(name):
                    yield Oddity("foreign", path, "no text of an article: it is left alone")
                    continue
                there.add(sha)
                used = _made(made_on[sha]) if sha in made_on else ""
                kind, why = _wrong(fd, name, sha)
                if kind:
                    yield Oddity(kind, path, f"{why}; {used or unused}", serious=bool(used) or not whole)
                elif not used:
                    yield Oddity("orphan-text", path, unused)
        finally:
            os.close(fd)
    for sha, count in sorted(made_on.items()):
        if sha and sha not in there:
            yield Oddity("text-missing", f"{TEXTS}/{sha}.txt", f"not there; {_made(count)}")


def _made(count: int) -> str:
    return "1 record was made on it" if count == 1 else f"{count} records were made on it"


def _wrong(fd: int, name: str, sha: str) -> tuple[str, str]:
    """The kind of what is wrong with the kept text *name*, and what that is; ``""`` for nothing."""
    try:
        data = read_bytes(fd, name)[0]
        data.decode()
    except OSError as error:
        return "text-unread", f"cannot be read: {reason(error)}"
    except UnicodeDecodeError:
        return "text", "no text: it is not in UTF-8, and is not used"
    right = hashlib.sha256(data).hexdigest() == sha
    return ("", "") if right else ("text", "damaged: it is not the text it is named after, and is not used")
