"""What programs that had to end could not save: written beside the drafts, told of, and taken in again.

Each has a folder of its own: what was changed on one branch never meets what was changed on another one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import StoreError
from annotations.storage import open_root, reason, sync_names
from reader.outgoing import save_elsewhere
from reader.paths import (
    PathsError,
    corpus_key,
    drafts_folder,
    make_private,
    read_bounded,
    resolved,
    state_dir,
    write_private,
)
from reader.workspace import ANNOTATIONS_NAME

if TYPE_CHECKING:
    from annotations.elsewhere import Taken, Written
    from annotations.repairing import Repaired
    from annotations.rows import StoreFile
    from reader.workspace import Workspace

_UNSAVED = "unsaved"
_WHOSE = "whose.json"
"""Beside the annotators' folders: the corpus and the annotations folder that the changes belong to."""
_LIMIT = 1 << 16
"""Bytes of it that are read."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """One file of changes that are not among the annotations."""

    path: Path
    count: int
    """Changes that can be read."""
    by: str
    """Whose they are, if somebody else's."""
    wrong: str
    """Why none can be read now, or ``""``."""
    damaged: bool
    """Whether there was more in the file than can be read."""
    away: int = 0
    """How many of the changes are of saved records that are not here: another branch may have them."""


def folder(workspace: Workspace) -> Path:
    """Where older versions kept such changes to these annotations; beside it stands one folder a program.

    Those have its name, a dot and the time, in nanoseconds, at which they were made. None may be there.
    """
    apart = "" if _is_own(workspace) else f"-{corpus_key(workspace.folder)}"
    return drafts_folder(workspace.corpus.root) / f"{_UNSAVED}{apart}"


def _folders(workspace: Workspace) -> list[Path]:
    """Those that are there, the oldest first."""
    name = folder(workspace).name
    found = folder(workspace).parent.glob(f"{name}*")
    return sorted(place for place in found if _stem(place) == name)


def _stem(place: Path) -> str:
    return place.name.partition(".")[0]


def _is_own(workspace: Workspace) -> bool:
    """Whether the annotations are kept in the corpus, and not apart from it."""
    return resolved(workspace.folder) == resolved(workspace.corpus.root / ANNOTATIONS_NAME)


def way(workspace: Workspace, corpus: str, sign: str = "") -> str:
    """The command that takes them in, for the quoted *corpus*, signed by *sign* (``""``: oneself)."""
    apart = None if _is_own(workspace) else workspace.folder
    return _way(corpus, apart, sign)


def _way(corpus: str, annotations: Path | None, sign: str) -> str:
    apart = f" --annotations {shlex.quote(str(annotations))}" if annotations is not None else ""
    return f"reader check {corpus}{apart} --repair{f' --as {shlex.quote(sign)}' if sign else ''}"


def rescue(workspace: Workspace) -> Written:
    """Write there what could not be saved. Raises ``StoreError`` and ``PathsError``."""
    place = _new_folder(folder(workspace))
    whose = {"corpus": str(resolved(workspace.corpus.root)), "annotations": str(resolved(workspace.folder))}
    try:
        write_private(place / _WHOSE, json.dumps(whose).encode())
        return save_elsewhere(workspace, place)
    except (StoreError, PathsError):
        with contextlib.suppress(OSError):
            if not any(one.is_dir() for one in place.iterdir()):  # nothing of it
                shutil.rmtree(place)
        raise


def _new_folder(beside: Path) -> Path:
    """A folder that no other program has, its name on the disk. Raises ``PathsError``."""
    make_private(beside.parent)
    while True:
        place = beside.with_name(f"{beside.name}.{time.time_ns():019}")
        try:
            place.mkdir(mode=0o700)
            fd = open_root(place)
            try:
                sync_names(fd, 4)  # up to the state folder
            finally:
                os.close(fd)
            return place
        except FileExistsError:
            continue
        except OSError as error:
            raise PathsError(f"{place}: cannot be made: {reason(error)}") from error


def kept(workspace: Workspace, corpus: str) -> list[str]:
    """Write there what could not be saved; lines that say so, and what takes it in again.

    *corpus* is how it is called, quoted. That it cannot be written there either is said as well.
    """
    return _written(workspace, corpus)[1]


@contextlib.contextmanager
def kept_meanwhile(workspace: Workspace) -> Iterator[list[str]]:
    """The same while the program is stopped; no line when all is saved.

    A program that goes on has it in its queue again: what was made for that time goes, if nobody touched it.
    """
    store = workspace.store
    if not store.pending() and not store.held():
        yield []
        return
    written, said = _written(workspace, shlex.quote(str(workspace.corpus.root)))
    new: dict[Path, bytes] = {}
    for path in written.files if written is not None else ():
        with contextlib.suppress(OSError):  # taken in already, as below
            new[path] = path.read_bytes()
    yield said
    for path, data in new.items():
        with contextlib.suppress(OSError):  # taken in or changed meanwhile: that is somebody else's
            if path.read_bytes() == data:
                path.unlink()
    if written is not None and not any(path.exists() for path in new):
        shutil.rmtree(written.folder, ignore_errors=True)


def _written(workspace: Workspace, corpus: str) -> tuple[Written | None, list[str]]:
    store = workspace.store
    why = store.failure().removeprefix("not saved: ") or _why_not(workspace)
    try:
        written = rescue(workspace)
    except (StoreError, PathsError) as error:
        count = store.pending() + len(store.held())
        return None, [f"{_changes(count)} could not be saved: {why}; and not elsewhere: {error}"]
    takes = f"{way(workspace, corpus)} takes it in again"
    lines = [f"it is in {file}: {takes}" for file in written.files]
    return written, [f"{_changes(len(written.ids))} could not be saved: {why}", *lines]


def _why_not(workspace: Workspace) -> str:
    held = "changed elsewhere meanwhile" if workspace.store.held() else ""
    return workspace.store.waiting() or held or "it took too long"


def _changes(count: int) -> str:
    return f"{count} change{'' if count == 1 else 's'}"


def waiting(workspace: Workspace) -> Iterator[Rescued]:
    """What waits there to be taken in. Raises ``StoreError`` when it cannot be listed."""
    store = workspace.store
    found = ((place, store.left_elsewhere(place).items()) for place in _folders(workspace))
    for place, slug, state in (
        (place, slug, one) for place, of in found for slug, files in of for one in files
    ):
        by = "" if slug == store.own_folder else _signer(slug, state)
        away = 0 if by else len(store.away(state))
        yield Rescued(place / slug / state.name, len(state.rows), by, state.blocked, state.damaged, away)


def ids(workspace: Workspace) -> set[str]:
    """Of what waits there, one's own records that can be taken in now. Raises ``StoreError``."""
    store = workspace.store
    found = (store.left_elsewhere(place).get(store.own_folder, ()) for place in _folders(workspace))
    return {key for files in found for one in files for key in one.rows.keys() - {*store.away(one)}}


def _signer(slug: str, state: StoreFile) -> str:
    data = next((row.data() for row in state.rows.values()), {})
    return str(data.get("annotator") or data.get("by") or slug)


def apart(workspace: Workspace, corpus: str) -> Iterator[tuple[Path, str]]:
    """What waits for annotations of the corpus that are kept in other folders: the file, and one line on it.

    *corpus* is how it is called, quoted. Raises ``StoreError`` when that cannot be listed.
    """
    from annotations.elsewhere import read_elsewhere

    for place in sorted(drafts_folder(workspace.corpus.root).glob(f"{_UNSAVED}*")):
        if _stem(place) == folder(workspace).name:
            continue
        own = workspace.corpus.root / ANNOTATIONS_NAME if _stem(place) == _UNSAVED else None
        annotations = own or _belongs(place).get("annotations")
        try:
            files = read_elsewhere(place)
        except OSError as error:
            raise StoreError(f"{place}: cannot be read: {error.strerror}") from None
        for slug, states in files.items():
            for state in states:
                if state.rows or state.damaged or state.blocked:
                    count = len(state.rows)
                    what = "1 change was" if count == 1 else f"{count or 'some'} changes were"
                    which = f"in {annotations}" if annotations else "in another folder of annotations"
                    how = ""
                    if annotations:
                        how = f": {_way(corpus, Path(annotations), _signer(slug, state))}"
                        how += f" takes {'it' if count == 1 else 'them'} in"
                    yield place / slug / state.name, f"{what} not saved {which} when a reader ended{how}"


def lost(workspace: Workspace) -> Iterator[tuple[Path, str]]:
    """What waits for corpora that are gone, or have another name now: the folder, and one line on it."""
    from annotations.elsewhere import read_elsewhere

    here = drafts_folder(workspace.corpus.root)
    for place in sorted(state_dir().glob(f"drafts/*/{_UNSAVED}*")):
        corpus = _belongs(place).get("corpus")
        if corpus is None or os.path.lexists(corpus) or place.parent == here:
            continue
        with contextlib.suppress(OSError):  # it is not this corpus's
            files = [state for states in read_elsewhere(place).values() for state in states]
            if any(state.rows or state.damaged or state.blocked for state in files):
                what = f"not saved when a reader of {corpus} ended, which is gone"
                yield place, f"{what}: if it is this corpus now, move that folder to {here / place.name}"


def _belongs(place: Path) -> dict[str, str]:
    """Whose the changes in *place* are, as far as that can be read."""
    try:
        data = json.loads(read_bounded(place / _WHOSE, _LIMIT) or b"{}")
    except (PathsError, ValueError):
        return {}
    return {key: one for key, one in data.items() if isinstance(one, str)} if isinstance(data, dict) else {}


def waits(count: int) -> str:
    """That *count* changes are not taken in for now, and what lets them."""
    if count == 1:
        said = "1 change is of a record that is not here, or not as it was: it waits"
        said += " until the branch that has it"
    else:
        said = f"{count} changes are of records that are not here, or not as they were: they wait"
        said += " until the branch that has them"
    return f"{said} is checked out, or reader log --restore brings {'it' if count == 1 else 'them'} back"


def aside(workspace: Workspace) -> Iterator[Path]:
    """The files of which not all could be read when they were taken in, kept as they were."""
    for place in _folders(workspace):
        yield from _aside(place)


def _aside(place: Path) -> Iterator[Path]:
    from annotations.auditing import ASIDE

    for above, _, names in os.walk(place):
        yield from (Path(above, name) for name in sorted(names) if ASIDE.search(name))


def told(workspace: Workspace) -> str:
    """One line on what waits there of one's own, ``""`` for nothing."""
    try:
        mine = [one for one in waiting(workspace) if not one.by]
    except StoreError as error:
        return str(error)
    count = sum(one.count - one.away for one in mine)
    if not count and any(one.away for one in mine):
        return "a change that was not saved waits for a record that is not here: reader check says more"
    if not count:
        return "changes that were not saved cannot be read: reader check says which" if mine else ""
    which = "1 change that was not saved waits" if count == 1 else f"{count} changes that were not saved wait"
    kept = "" if _is_own(workspace) else f" --annotations {shlex.quote(str(workspace.folder))}"
    return f"{which}: reader check{kept} --repair takes {'it' if count == 1 else 'them'} in"


def take_in(workspace: Workspace) -> Iterator[Repaired]:
    """Take one's own in, as a merge would, and tell it file by file. Raises ``StoreError``."""
    store = workspace.store
    for place in _folders(workspace):
        taken = store.take_in(place)
        yield from (_told(place / store.own_folder, one) for one in taken)
        # Its program wrote there once and under a lock: whoever took something in has seen all of it.
        done = taken and place != folder(workspace) and not store.left_elsewhere(place)
        if done and not any(_aside(place)):
            shutil.rmtree(place, ignore_errors=True)


def _told(own: Path, one: Taken) -> Repaired:
    """What was done with *one* file of one's *own* folder in another one."""
    from annotations.repairing import Repaired

    count, lost = len(one.rows), ""
    said = "1 change that was" if count == 1 else f"{count} changes that were"
    said = f"{said} not saved when a reader ended: taken in" if count else ""
    if one.away:
        said = "; ".join(filter(None, (said, waits(len(one.away)))))
    if one.aside:
        lost = f"what cannot be read of it is kept in {(own / one.name).with_name(one.aside)}"
    return Repaired(f"{own.name}/{one.name}", "; ".join(filter(None, (said, lost))))
