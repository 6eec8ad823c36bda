"""What programs that had to end could not save: written beside the drafts, told of, and taken in again."""

from __future__ import annotations

import os
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
    """Changes that can be read."""
    by: str
    """Whose they are, if somebody else's."""
    wrong: str
    """Why none can be read now, or ``""``."""
    damaged: bool
    """Whether there was more in the file than can be read."""


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
            file, by = place / slug / state.name, "" if mine else by
            yield Rescued(file, len(state.rows), by, state.blocked, state.damaged)


def aside(workspace: Workspace) -> Iterator[Path]:
    """The files of which not all could be read when they were taken in, kept as they were."""
    from annotations.auditing import ASIDE

    for above, _, names in os.walk(folder(workspace)):
        yield from (Path(above, name) for name in sorted(names) if ASIDE.search(name))


def told(workspace: Workspace) -> str:
    """One line on what waits there of one's own, ``""`` for nothing."""
    try:
        mine = [one for one in waiting(workspace) if not one.by]
    except StoreError as error:
        return str(error)
    count = sum(one.count for one in mine)
    if not count:
        return "changes that were not saved cannot be read: reader check says which" if mine else ""
    which = "1 change that was not saved waits" if count == 1 else f"{count} changes that were not saved wait"
    return f"{which}: reader check --repair takes {'it' if count == 1 else 'them'} in"


def take_in(workspace: Workspace) -> Iterator[Repaired]:
    """Take one's own in, as a merge would, and tell it file by file. Raises ``StoreError``."""
    from annotations.repairing import Repaired

    store = workspace.store
    place = folder(workspace)
    for one in store.take_in(place):
        count, lost = len(one.rows), ""
        said = "1 change that was" if count == 1 else f"{count} changes that were"
        said = f"{said} not saved when a reader ended: taken in" if count else ""
        if one.aside:
            kept = (place / store.own_folder / one.name).with_name(one.aside)
            lost = f"what cannot be read of it is kept in {kept}"
        yield Repaired(f"{store.own_folder}/{one.name}", "; ".join(filter(None, (said, lost))))
