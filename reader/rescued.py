"""What programs that had to end could not save: written beside the drafts, told of, and taken in again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import StoreError
from reader.outgoing import save_elsewhere
from reader.paths import drafts_folder, make_private

if TYPE_CHECKING:
    from annotations.elsewhere import Written
    from annotations.repairing import Repaired
    from reader.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Rescued:
    """One file of changes that are not among the annotations."""

    path: Path
    count: int
    """Changes; 0 when they cannot be read."""
    by: str
    """Whose they are, if somebody else's."""
    wrong: str
    """Why they cannot be read, or ``""``."""


def folder(workspace: Workspace) -> Path:
    """Where such changes are kept; it may not be there."""
    return drafts_folder(workspace.corpus.root) / "unsaved"


def rescue(workspace: Workspace) -> Written:
    """Write there what could not be saved. Raises ``StoreError`` and ``PathsError``."""
    place = folder(workspace)
    make_private(place.parent)
    return save_elsewhere(workspace, place)


def waiting(workspace: Workspace) -> Iterator[Rescued]:
    """What waits there to be taken in. Raises ``StoreError`` when it cannot be listed."""
    place, store = folder(workspace), workspace.store
    for slug, files in store.left_elsewhere(place).items():
        for state in files:
            data = next((row.data() for row in state.rows.values()), {})
            by = str(data.get("annotator") or data.get("by") or slug)
            mine = slug == store.own_folder
            yield Rescued(place / slug / state.name, len(state.rows), "" if mine else by, state.blocked)


def told(workspace: Workspace) -> str:
    """One line on what waits there of one's own, ``""`` for nothing."""
    try:
        count = sum(one.count for one in waiting(workspace) if not one.by)
    except StoreError as error:
        return str(error)
    if not count:
        return ""
    which = "1 change that was not saved waits" if count == 1 else f"{count} changes that were not saved wait"
    return f"{which}: reader check --repair takes {'it' if count == 1 else 'them'} in"


def take_in(workspace: Workspace) -> Iterator[Repaired]:
    """Take one's own in, as a merge would, and tell it file by file. Raises ``StoreError``."""
    from annotations.repairing import Repaired

    store = workspace.store
    for state in store.take_in(folder(workspace)):
        what = "1 change that was" if len(state.rows) == 1 else f"{len(state.rows)} changes that were"
        yield Repaired(f"{store.own_folder}/{state.name}", f"{what} not saved when a reader ended: taken in")
