"""Recognition and linking walk a hostile text once: work doubles with it, counted in steps, not seconds."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from reader.entities import EntityTable, recognise
from reader.entities.gazetteer import gazetteer

SHAPES = (
    "(",
    '"',
    " ",
    "a.",
    "A.",
    "e\u0301",
    "Ab ",
    "Ab of ",
    "Ministry of ",
    "Mr ",
    "X-",
    "Russia's Army ",
)
FAILED = "calls grow faster than the text"


def calls(text: str) -> int:
    """Python calls and loop lines spent on *text*: a measure of work that no busy machine disturbs."""
    count = 0

    def step(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        mentions = recognise(text)
        table = EntityTable()
        table.add("a", text, mentions)
        table.entities()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_text(shape: str) -> None:
    gazetteer()
    recognise("Mr Smith paid $5.")
    half = calls((shape * 900)[:1800])
    whole = calls((shape * 1800)[:3600])
    assert whole < 2.5 * half + 4000, FAILED
