"""A reader without a terminal: keys go in as they are typed, state and messages are read off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from annotations.model import Annotation
from reader.coding import Draft
from reader.config import Config
from reader.corpus.document import Document
from reader.search.results import Hit
from reader.tui.app import ReaderApp
from reader.tui.screens.reading import ReadingScreen
from reader.tui.screens.search import SearchScreen
from reader.tui.widgets.prompt import Question
from reader.workspace import Workspace

PATIENCE = 20.0
"""Seconds after which something that was waited for is held to have failed."""


TURNS = 10
"""Turns of the loop after which nobody tells anybody anything any more."""


class Driver:
    """The hand on the keys and the eye on the state of one running reader."""

    def __init__(self, app: ReaderApp, pilot: Pilot[int], workspace: Workspace) -> None:
        self.app = app
        self.pilot = pilot
        self.workspace = workspace
        self.store = workspace.store
        screen = next(s for s in app.screen_stack if isinstance(s, ReadingScreen))
        self.screen: ReadingScreen = screen

    # -- doing

    async def press(self, *keys: str) -> None:
        """Type *keys* one after the other: characters, or names such as ``enter`` and ``ctrl+d``."""
        for key in keys:
            self._send(key)
            await self._worked_off()
        await self.settle()

    async def type(self, text: str) -> None:
        """Type *text* into the line or field that is open, fast."""
        await self.burst(*text)

    async def burst(self, *keys: str) -> None:
        """*keys* at once, as a slow line delivers them."""
        for key in keys:
            self._send(key)
        await self.settle()

    def _send(self, key: str) -> None:
        character = key if len(key) == 1 else "\t" if key == "tab" else None
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        self.app.post_message(events.Key(name, character))

    async def _worked_off(self) -> None:
        """Until nobody has anything left to be told, for some turns of the loop."""
        idle, screen, pumps = 0, None, []
        while idle < TURNS and self.app.is_running:
            if screen is not self.app.screen:
                screen = self.app.screen
                pumps = [self.app, *screen.walk_children(with_self=True)]
            idle = 0 if any(pump.message_queue_size for pump in pumps) else idle + 1
            await asyncio.sleep(0)

    async def settle(self) -> None:
        """Until what was asked for is carried out, whether it is painted yet or not."""
        await self._worked_off()

    async def painted(self) -> None:
        """Until it is on the screen as well: sizes and places are those of the last painting."""
        await self._worked_off()
        if self.app.is_running:
            await self.pilot.pause(0)
            await self._worked_off()

    async def until(self, true: Callable[[], object], what: str) -> None:
        """Until *true* says so."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"waited in vain for {what}; the status says {self.message!r}"
            await asyncio.sleep(0.005)
            await self.settle()

    async def known(self) -> None:
        """Until all articles are recognised."""
        await self.until(lambda: self.screen.all_recognised, "the entities")

    async def saved(self) -> None:
        """Until nothing is left to save, and the screen has heard of it."""
        assert self.store.flush(PATIENCE) == ()
        await self.settle()

    async def open(self, name: str) -> None:
        """Open an article, at its beginning."""
        self.screen.page.open(name, 0)
        self.screen.enter("text")
        await self.settle()

    async def at(self, words: str) -> None:
        """Put the caret on the first place where *words* stand."""
        self.screen.page.move_caret(self.place_of(words))
        await self.settle()

    async def coded(self, words: str, draft: Draft) -> Annotation:
        """An annotation of *words* made behind the keys' back; the caret is put on it."""
        start = self.place_of(words)
        record, saved = self.workspace.annotate(self.document, [(start, start + len(words))], draft)
        saved.result(PATIENCE)
        await self.at(words)
        return record

    # -- looking

    def running(self) -> bool:
        """Whether it was not left."""
        return self.app.is_running and self.app.return_code is None

    @property
    def context(self) -> str:
        """Where keys are read now."""
        return self.screen.context

    @property
    def message(self) -> str:
        """What the status line says."""
        return self.screen.status.status.message

    @property
    def warned(self) -> bool:
        """Whether it says so as a warning."""
        return self.screen.status.status.warning

    @property
    def facts(self) -> tuple[str, ...]:
        """Place, progress, saved state, as the status line has them."""
        return self.screen.status.status.facts

    @property
    def caret(self) -> int:
        """The offset of the caret."""
        return self.screen.view.caret

    @property
    def top_row(self) -> int:
        """The first row of the text that is on the screen."""
        return self.screen.view.top

    @property
    def document(self) -> Document:
        """The open article."""
        return self.screen.page.need().document

    @property
    def text(self) -> str:
        """Its text."""
        return self.document.text

    def place_of(self, words: str) -> int:
        """Where *words* stand first in the open article, whatever its spaces are."""
        return self.text.replace("\xa0", " ").index(words)

    @property
    def path(self) -> str:
        """Its path."""
        return self.document.path

    @property
    def selected(self) -> str:
        """The words that are selected, "" for none."""
        covered = self.screen.page.selected()
        return plain(self.text[covered.start : covered.end]) if covered is not None else ""

    @property
    def lit(self) -> list[tuple[int, int]]:
        """Start and end of the hits that are lit."""
        return [(hit.start, hit.end) for hit in self.screen.finder.hits]

    @property
    def records(self) -> list[Annotation]:
        """All annotations there are, oldest first."""
        return sorted(self.store.annotations(), key=lambda record: int(record.id))

    def record(self, record_id: str) -> Annotation:
        """The annotation of this id, as it is now."""
        found = self.store.get(record_id)[1]
        assert isinstance(found, Annotation)
        return found

    @property
    def last(self) -> Annotation:
        """The annotation made last."""
        return self.records[-1]

    @property
    def searching(self) -> SearchScreen:
        """The search over the corpus, which must be open."""
        top = self.app.screen
        assert isinstance(top, SearchScreen)
        return top

    @property
    def hits(self) -> list[Hit]:
        """What the search over the corpus shows."""
        return list(self.searching._hits)

    def field(self, name: str) -> str:
        """What stands in a field of the stance bar."""
        fields: dict[str, str] = {str(n): f.value for n, f in self.screen.bar._inputs.items()}
        return fields[name]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What the stance bar offers for the field: words and reason."""
        return [(row.text, row.reason) for row in self.screen.bar.completion.proposals]

    @property
    def completions(self) -> list[str]:
        """What the prompt offers."""
        return [choice.text for choice in self.screen.prompt.completion.proposals]

    @property
    def lit_row(self) -> tuple[str, str]:
        """The row that Enter takes in the prompt or the stance bar: words and reason; empty for none."""
        bar = self.screen.bar
        completion = bar.completion if bar.is_open else self.screen.prompt.completion
        row = completion.rows[completion.at] if completion.at >= 0 else None
        return (row.text, row.reason) if row is not None else ("", "")

    @property
    def question(self) -> Question:
        """What the prompt asks."""
        asked = self.screen.prompt.question
        assert asked is not None
        return asked

    def rows(self, pane: str) -> list[str]:
        """The items of a pane, the words of each on one line."""
        lists = {
            "list": self.screen.articles,
            "entities": self.screen.entities,
            "annotations": self.screen.annotations,
        }
        shown = lists[pane]
        items = (shown.item(number) for number in range(shown.count))
        return [" ".join("".join(piece for piece, _ in line) for line in item.lines) for item in items]


def plain(text: str) -> str:
    """*text* with ordinary spaces, for comparison by eye."""
    return text.replace("\xa0", " ")


class OpenReader(Protocol):
    """Opens a corpus without a terminal: ``async with reading() as reader:``."""

    def __call__(
        self,
        corpus: Path | None = None,
        *,
        size: tuple[int, int] = (120, 36),
        annotator: str = "ann",
        config: Config | None = None,
        first: str = "",
        proposed: str = "",
        known: bool = True,
        show_others: bool = False,
        alone: bool = False,
    ) -> AbstractAsyncContextManager[Driver]: ...
