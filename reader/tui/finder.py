"""Hits: lit in the open article, and taken from the search over the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.corpus.document import Range
from reader.layout.spans import Span
from reader.tui.calls import Call

if TYPE_CHECKING:
    from reader.tui.messages import Answered
    from reader.tui.screens.reading import ReadingScreen
    from reader.tui.screens.search import Found, SearchScreen


class Finder:
    """The reading screen's hand on what is being searched."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self.hits: list[Range] = []
        """What is lit in the open article, in order."""
        self._current = -1
        self._search: SearchScreen | None = None
        self._came_from_search = False

    def light(self, hits: list[Range], current: int) -> None:
        """Light *hits* in the text; the one at index *current* stands out."""
        self.hits, self._current = hits, current
        marks = [Span(h.start, h.end, "hit", "now" if n == current else "exact") for n, h in enumerate(hits)]
        self._screen.view.set_hits(marks)

    def relight(self) -> None:
        """Light the same again: the view was given another form of the same text."""
        self.light(self.hits, self._current)

    def forget(self) -> None:
        """Another article is open: nothing is lit in it, and ``back`` goes through the jumps again."""
        self.hits = []
        self._came_from_search = False

    def open(self, query: str, chosen: int = 0) -> None:
        """Find in the corpus, beginning with *query* and the cursor on hit number *chosen*."""
        from reader.tui.screens.search import SearchScreen

        self._search = SearchScreen(self._screen, query, chosen)
        self._screen.app.push_screen(self._search, self._done)

    def reopen(self) -> bool:
        """Back from a passage to the hits it was taken from; false when it was not taken from any."""
        if not self._came_from_search or self._search is None:
            return False
        self._came_from_search = False
        self.open(self._search.typed, self._search.chosen)
        return True

    def answer(self, answered: Answered) -> None:
        """Show an answer of the index, if the search is still open."""
        if self._search is not None and self._search.is_attached:
            self._search.show(answered.generation, answered.results)

    def _done(self, found: Found | None) -> None:
        screen = self._screen
        screen.background.desk.drop()
        if found is None:
            screen.show_status()
            return
        screen.page.leave_place()
        hit = found.hit
        there = screen.page.opened is not None and screen.page.opened.document.path == hit.path
        if not there and not screen.page.open(hit.path, found.offset):
            return
        screen.enter("text")
        screen.page.select(None)
        now = next((n for n, lit in enumerate(found.lit) if lit.start >= found.offset), 0)
        self.light(list(found.lit), now)
        screen.page.move_caret(found.offset)
        screen.view.reveal(hit.start, hit.end)
        self._came_from_search = True
        screen.say("^o goes back to the hits; n and N go on")
        if found.stance:
            screen.run_command("stance.bar", Call())
