"""Corrections that contradict each other since a merge: told in the article, and settled by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reader.workspace import Workspace
from tests.pilot.driving import Driver, OpenReader

TREATY, ARMS = "001_c52329024e729261.txt", "003_b2f1ad3f4cdf42dc.txt"
MERGED = "in two ways, in copies of the annotations that were merged: it counts for nothing until"


def doubled(seeds: Path, verdict: str) -> None:
    """The one correction again, as another copy of the annotations had it."""
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    [one] = workspace.store.corrections()
    workspace.store.put(replace(one, id=workspace.store.new_id(), verdict=verdict)).result(20)
    workspace.close()


def verdicts(reader: Driver) -> list[str]:
    return [one.verdict for one in reader.store.corrections()]


async def test_what_words_name_is_asked_and_settled(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        at = reader.text.index("Kalashnikov")
        place = (at, at + len("Kalashnikov"))
        raw = [m.kind for m in reader.screen.page.need().mentions if (m.start, m.end) == place]
        reader.screen.workspace.corrections.correct(reader.document, [place], "law").result(20)
    doubled(seeds, "event")
    async with app(first=ARMS) as reader:
        await reader.press("j")
        assert "in two ways" not in reader.message, "nothing was said of this article"
        await reader.open(TREATY)
        await reader.press("j")
        assert reader.message == f"you said what 'Kalashnikov' names {MERGED} g* says it anew"
        await reader.at("Kalashnikov")
        await reader.press("g", "*", *"entity: law", "enter", "y")
        await reader.saved()
        assert verdicts(reader) == ["law"]
        now = [m.kind for m in reader.screen.page.need().mentions if (m.start, m.end) == place]
        assert (now, raw != now) == (["law"], True)
        await reader.press("u")
        await reader.saved()
        assert sorted(verdicts(reader)) == ["event", "law"]


async def test_what_a_line_is_is_told_and_settled(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        line = next(b for b in reader.document.blocks if reader.text.startswith("Read more", b.start))
        reader.screen.workspace.corrections.rule(reader.document, line, False).result(20)
    doubled(seeds, "boilerplate")
    async with app(first=TREATY) as reader:
        await reader.press("j")
        assert reader.message == f"you ruled on 'Read more' {MERGED} zx there says it anew"
        line = next(b for b in reader.document.blocks if reader.text.startswith("Read more", b.start))
        assert line.kind == "boilerplate", "as the rules have it"
        reader.screen.page.move_caret(line.start)
        await reader.press("z", "x")
        await reader.saved()
        assert verdicts(reader) == ["body"]
        await reader.press("z", "x")
        await reader.saved()
        assert verdicts(reader) == ["boilerplate"]
