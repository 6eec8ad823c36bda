"""Articles that are renamed and cleaned up while the reader is open: every mark stays on its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from reader.coding import Draft
from reader.workspace import Workspace
from tests.pilot.driving import Driver, OpenReader

PASTED = "000_305367dd2efea505.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
RENAMED = "a treaty.txt"
BEGINNING, END = "Nevertheless treaty is regarded", "No comments:"
"""Where a block of eight paragraphs that was pasted twice begins, and what follows it."""
BEFORE = ("landmark defence treaty", "Sochi Olympics", "Military Technical Cooperation", "Post a Comment")
NAME = "But Volodomyr Zelensky"


@pytest.fixture
def coded(seeds: Path) -> Path:
    """Notes before the pasted block, in it, and behind it; and on a misspelt name."""
    workspace = Workspace.open(seeds, annotator="ann")
    for path, quotes in ((PASTED, BEFORE), (ARMS, (NAME, "meet Xi Jinping"))):
        document = workspace.document(path)
        for quote in quotes:
            start = document.text.index(quote)
            workspace.annotate(document, [(start, start + len(quote))], Draft(note=quote))[1].result(20)
    document = workspace.document(PASTED)
    start = document.text.rindex("Sochi Olympics")
    workspace.annotate(document, [(start, start + 14)], Draft(note="the second time"))[1].result(20)
    workspace.close()
    return seeds


def marked(reader: Driver) -> dict[str, str]:
    """The words that each note of the open article stands at."""
    found = reader.screen.page.need().annotations
    return {one.annotation.note: reader.text[slice(*one.ranges[0])] for one in found if one.ranges}


async def focus(reader: Driver) -> None:
    reader.app.post_message(events.AppFocus())
    await reader.settle()


async def test_every_mark_stays_on_its_words(app: OpenReader, coded: Path) -> None:
    stand = dict(zip(BEFORE, BEFORE, strict=True))
    async with app(first=PASTED) as reader:
        await reader.until(
            lambda: marked(reader) == {**stand, "the second time": "Sochi Olympics"}, "the marks"
        )
        (coded / PASTED).rename(coded / RENAMED)
        await focus(reader)
        await reader.until(lambda: PASTED in reader.message, "the new name")
        await reader.open(RENAMED)
        assert marked(reader) == {**stand, "the second time": "Sochi Olympics"}
        # The next save brings the file along; then the article is rid of what was pasted twice.
        await reader.press("0", "a", *"one more", "enter")
        await reader.saved()
        text = (coded / RENAMED).read_text()
        begin = text.rindex(BEGINNING)
        (coded / RENAMED).write_text(text[:begin] + text[text.index(END) :])
        (coded / ARMS).write_text((coded / ARMS).read_text().replace("Volodomyr", "Volodymyr"))
        await focus(reader)
        await reader.until(lambda: "the second time" not in marked(reader), "the mended text")
        assert "4 in place, 1 moved, 1 not sure where" in reader.message
        stand["one more"] = marked(reader)["one more"]
        assert marked(reader) == stand
        await reader.open(ARMS)
        await reader.until(lambda: len(marked(reader)) == 2, "the marks of the other")
        assert marked(reader) == {
            NAME: NAME.replace("Volodomyr", "Volodymyr"),
            "meet Xi Jinping": "meet Xi Jinping",
        }
    # And so it is the next time.
    async with app(first=RENAMED) as reader:
        await reader.until(lambda: marked(reader) == stand, "the marks")
