"""Reading an annotations folder: every file of every annotator; nothing is written, no link followed."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotations.folders import CORPUS_FILE, DEEPEST, TEXTS, is_store_file, main_file, path_of_file
from annotations.history import HISTORY_FILE
from annotations.lines import Parsed, parse
from annotations.locks import LOCK_FILE
from annotations.reasons import FOLDER, NO_PERMISSION, cured, reason
from annotations.rows import HEADERS, Problem, Signature, StoreFile, digest_of, file_from
from annotations.storage import (
    aside_name,
    is_racy,
    look,
    need_search,
    obstacle,
    open_below,
    open_root,
    read_bytes,
)

_BESIDE = {LOCK_FILE: "nothing is saved", HISTORY_FILE: "nothing can be undone later"}
"""Files beside the records, and what comes of another thing standing in their place."""
UNREAD: Signature = (0, 0, 0, 0)
"""How no file looks: one that could not be read is read again the next time."""


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """While it lasts nobody looks for garbage: what is being read is none, and looking takes longer."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def read_store_file(
    folder: int,
    name: str,
    *,
    inside: str,
    annotator: str,
    known: StoreFile | None = None,
    beside: Iterable[str] | None = None,
) -> StoreFile:
    """The store file *name* in the open *folder*, which is *inside* ("" or "a/b/") of *annotator*'s.

    *beside* names its copies there, if they were looked for already. Never raises for what the disk holds: a
    file that is missing is empty, one that cannot be read is blocked and holds what is *known* of it.
    """
    file = inside + name
    shown = f"{annotator}/{file}"
    parsed, data, signature, digest = Parsed(), b"", None, None
    try:
        with contextlib.suppress(FileNotFoundError):  # the file of an article nobody annotated yet
            data, signature = read_bytes(folder, name)
            parsed, digest = parse(data), digest_of(data)
        copies = _copies(os.listdir(folder)).get(name, ()) if beside is None else beside
        strays, folded, complaints = _strays(folder, copies, shown)
        state = file_from(file, parsed, shown=shown, strays=strays, signature=signature, digest=digest)
        damage = [Problem(shown, 0, _damage(folder, name, data, state))] if parsed.damaged else []
    except OSError as error:
        return unreadable(file, shown, cured(reason(error)), known)
    if damage or complaints:
        state = replace(state, noticed=(*damage, *state.noticed, *complaints), folded=tuple(folded))
    return state


def _damage(folder: int, name: str, data: bytes, state: StoreFile) -> str:
    """What was read of a damaged file, and where the original stays."""
    count = len(state.rows)
    read = {0: "no record could be read", 1: "1 record was read"}.get(count, f"{count} records were read")
    aside = aside_name(folder, name, data)[0]
    return f"damaged: {read}; the file stays as it is, and the next save keeps a copy beside it ({aside})"


def unreadable(file: str, shown: str, why: str, known: StoreFile | None = None) -> StoreFile:
    """A file that must be left alone, and why, and what helps; what is *known* of it stays."""
    known = known or StoreFile(file, "" if file == CORPUS_FILE else path_of_file(file, ""))
    blocked = f"cannot be read: {why}"
    wrong = (Problem(shown, 0, blocked),)
    return replace(known, shown=shown, noticed=wrong, blocked=blocked, signature=UNREAD)


def _copies(names: Iterable[str]) -> dict[str, list[str]]:
    """By store file: those of *names* that a synchroniser or a merge left as copies of it, sorted."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        if (main := main_file(name)) is not None:
            found.setdefault(main, []).append(name)
    return found


def _strays(folder: int, copies: Iterable[str], shown: str) -> tuple[list[Parsed], list[str], list[Problem]]:
    """What the *copies* of a file hold, which of them could be read, and what is to be said of them."""
    found, read, problems = [], [], []
    for copy in copies:
        try:
            parsed = parse(read_bytes(folder, copy)[0])
        except OSError as error:
            problems.append(Problem(f"{shown} and {copy}", 0, f"cannot be read: {cured(reason(error))}"))
            continue
        found.append(parsed)
        read.append(copy)
        count = sum(line.data.get("kind") not in HEADERS for line in parsed.lines)
        said = f"1 record of {copy} was" if count == 1 else f"{count} records of {copy} were"
        problems.append(Problem(shown, 0, f"{said} read along"))
    return found, read, problems


def list_annotators(root: int) -> tuple[list[str], list[Problem]]:
    """The annotators' folders below *root*, sorted, and what stands there that should not."""
    folders, problems = [], []
    need_search(root)
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.startswith("."):
                continue
            if entry.name == TEXTS:
                if why := obstacle(root, f"{TEXTS}/SHA256.txt"):
                    problems.append(_obstructed("", why, "no new annotation is saved"))
            elif entry.is_symlink():
                # It may be an annotator's folder.
                problems.append(Problem(entry.name, 0, "a symbolic link: not followed", unread=True))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
    return folders, problems


def read_annotator(
    root: int, annotator: str, known: Mapping[str, StoreFile]
) -> tuple[list[StoreFile], list[Problem]]:
    """Every store file in the folder *annotator* below *root*; what nobody touched is taken from *known*."""
    files: list[StoreFile] = []
    problems: list[Problem] = []
    try:
        fd = open_below(root, [annotator])
    except FileNotFoundError:
        return [], []
    except OSError as error:
        _unread(annotator, "", known, files, problems, error)
        return files, problems
    try:
        _walk(fd, "", annotator, known, files, problems)
    finally:
        os.close(fd)
    return files, problems


def _walk(
    fd: int,
    inside: str,
    annotator: str,
    known: Mapping[str, StoreFile],
    files: list[StoreFile],
    problems: list[Problem],
) -> None:
    try:
        need_search(fd)
        with os.scandir(fd) as found:
            entries = sorted(found, key=lambda e: e.name)
    except OSError as error:
        _unread(annotator, inside, known, files, problems, error)
        return
    names = {entry.name for entry in entries}
    copies = _copies(names)
    wanted = {name for name in names if is_store_file(name) and (name != CORPUS_FILE or not inside)}
    wanted |= copies.keys()
    for entry in entries:
        if entry.name in _BESIDE and not inside:
            if why := obstacle(fd, entry.name, written=True):
                problems.append(_obstructed(f"{annotator}/", why, _BESIDE[entry.name]))
            continue
        if entry.name in wanted:
            continue
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            _descend(fd, entry.name, inside, annotator, known, files, problems)
        elif entry.is_symlink() and not entry.name.startswith("."):
            problems.append(Problem(f"{annotator}/{inside}{entry.name}", 0, "a symbolic link: not followed"))
    for name in sorted(wanted):
        state, beside = known.get(inside + name), copies.get(name, ())
        # What was read along of copies may not be what they hold now.
        if state is None or beside or state.folded or not _untouched(fd, name, state):
            state = read_store_file(fd, name, inside=inside, annotator=annotator, known=state, beside=beside)
        files.append(state)


def _untouched(folder: int, name: str, state: StoreFile) -> bool:
    """Whether *name* surely is as it was when it was read as *state*."""
    try:
        signature = look(folder, name)
    except OSError:
        return False
    return signature is not None and signature == state.signature and not is_racy(signature)


def _descend(
    fd: int,
    name: str,
    inside: str,
    annotator: str,
    known: Mapping[str, StoreFile],
    files: list[StoreFile],
    problems: list[Problem],
) -> None:
    where = f"{annotator}/{inside}{name}"
    if inside.count("/") >= DEEPEST:
        problems.append(Problem(where, 0, f"more than {DEEPEST} folders deep: not read"))
        return
    try:
        inner = open_below(fd, [name])
    except FileNotFoundError:
        return
    except OSError as error:
        _unread(annotator, f"{inside}{name}/", known, files, problems, error)
        return
    try:
        _walk(inner, f"{inside}{name}/", annotator, known, files, problems)
    finally:
        os.close(inner)


def _unread(
    annotator: str,
    inside: str,
    known: Mapping[str, StoreFile],
    files: list[StoreFile],
    problems: list[Problem],
    error: OSError,
) -> None:
    """A folder that cannot be read now: that is said, and what is known of it stays."""
    files += (state for name, state in known.items() if name.startswith(inside))
    problems.append(unread(f"{annotator}/{inside}".rstrip("/"), error))


def unread(path: str, error: OSError) -> Problem:
    """The folder *path* cannot be read: why, and what comes of it."""
    why = cured(reason(error), FOLDER)
    return Problem(path, 0, f"cannot be read: {why}; nothing is written there until it can", unread=True)


def lock_problems(own: int, annotator: str) -> list[Problem]:
    """Why nothing can be saved into the open folder *own* of *annotator*, though it may be written."""
    if not os.access(".", os.W_OK | os.X_OK, dir_fd=own) or obstacle(own, LOCK_FILE, written=True):
        return []  # that is said already
    if look(own, LOCK_FILE) is None or os.access(LOCK_FILE, os.R_OK | os.W_OK, dir_fd=own):
        return []
    said = f"cannot be opened: {cured(NO_PERMISSION)}; {_BESIDE[LOCK_FILE]} until it can"
    return [Problem(f"{annotator}/{LOCK_FILE}", 0, said)]


def _obstructed(below: str, why: str, outcome: str) -> Problem:
    place, _, what = why.rpartition(": ")
    if what == NO_PERMISSION:
        return Problem(below + place, 0, f"cannot be read: {cured(what, FOLDER)}; {outcome} until it can")
    return Problem(below + place, 0, f"{what}: {outcome} until it is taken away")


def split_file(file: str) -> tuple[Sequence[str], str]:
    """``(folders, name)`` of a file relative to its annotator's folder."""
    *folders, name = file.split("/")
    return folders, name


def read_text(folder: Path, sha256: str) -> str | None:
    """The article text kept under *sha256*, if it is there and is what it says."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        return None
    try:
        root = open_root(folder)
    except OSError:
        return None
    try:
        fd = open_below(root, [TEXTS])
        try:
            data = read_bytes(fd, f"{sha256}.txt")[0]
        finally:
            os.close(fd)
    except OSError:
        return None
    finally:
        os.close(root)
    try:
        return data.decode() if hashlib.sha256(data).hexdigest() == sha256 else None
    except UnicodeDecodeError:
        return None  # a stranger's, that is named after its bytes and is no text


def read_beside(folder: Path, annotator: str, name: str) -> bytes:
    """The bytes of the file *name* in the folder of *annotator*; none where there is none to be read."""
    with contextlib.suppress(OSError):
        root = open_root(folder)
        try:
            fd = open_below(root, [annotator])
            try:
                return read_bytes(fd, name)[0]
            finally:
                os.close(fd)
        finally:
            os.close(root)
    return b""


def why_read_only(folder: Path, annotator: str, problems: Iterable[Problem] = ()) -> str:
    """Why *annotator*'s folder in *folder* cannot be written or made, or ``""``; asks, never tries.

    Among the *problems* of reading it may be that it could not be: what is not known is not written over.
    """
    if os.path.islink(folder):
        return f"{folder} is a symbolic link: links are not followed here"
    own = folder / annotator
    place = next((place for place in (own, folder) if os.path.lexists(place)), folder.parent)
    if os.path.islink(place):
        return f"{place} is a symbolic link: links are not followed here, put the folder itself there"
    if not os.path.isdir(place):
        return f"{place} is not a folder: take it away"
    for problem in problems:
        if problem.unread and problem.path in ("", annotator):
            return str(problem.below(os.fspath(folder)))
    if os.access(place, os.W_OK | os.X_OK):
        return ""
    how = "--annotations DIR keeps yours elsewhere"
    return f"{place} cannot be written: the annotations are read-only here; {how}"
