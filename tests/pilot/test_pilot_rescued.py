"""What a reader that had to end could not save is said when the next one opens."""

from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from pathlib import Path

from annotations.store import AnnotationStore
from reader import rescued
from reader.paths import drafts_folder, make_private
from tests.pilot.driving import OpenReader

TREATY = "001_c52329024e729261.txt"


async def test_what_was_never_saved_is_said_on_opening_until_it_is_taken_in(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("a")
        await reader.type("saved")
        await reader.press("enter")
        await reader.saved()
    store = AnnotationStore(seeds / "annotations", "ann")
    store.load()
    fd = os.open(seeds / "annotations" / "ann" / ".lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    (known,) = store.annotations()
    store.edit(TREATY, replace(known, note="edited"))
    assert store.close(0.1)
    store.save_elsewhere(make_private(drafts_folder(seeds)) / "unsaved")
    os.close(fd)
    async with app(first=TREATY) as reader:
        assert reader.message == "1 change that was not saved waits: reader check --repair takes it in"
        await reader.press("g", "n")
        assert reader.message == "1 change that was not saved waits: reader check --repair takes it in"
        assert [one.message for one in rescued.take_in(reader.screen.workspace)] == [
            "1 change that was not saved when a reader ended: taken in"
        ]
        assert reader.last.note == "edited"
        await reader.press("g", "n")
        assert reader.message == "nothing was left unfinished"
