"""Hits: lit in the open article, and taken from the search over the corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        self._back: Callable[[], None] | None = None
        """What the open passage was taken from, to be shown again."""

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
        self._back = None

    def open(self, query: str, chosen: int = 0) -> None:
        """Find in the corpus, beginning with *query* and the cursor on hit number *chosen*."""
        from reader.tui.screens.search import SearchScreen

        self._search = SearchScreen(self._screen, query, chosen)
        self._screen.app.push_screen(self._search, self._done)

    def reopen(self) -> bool:
        """Back from a passage to the list it was taken from; false when it was not taken from any."""
        back, self._back = self._back, None
        if back is not None:
            back()
        return back is not None

    def answer(self, answered: Answered) -> None:
        """Show an answer of the index, if the search is still open."""
        if self._search is not None and self._search.is_attached:
            self._search.show(answered.generation, answered.results)

    def show_progress(self) -> None:
        """More of the corpus was read: a search that is open says how much."""
        if self._search is not None and self._search.is_attached:
            self._search.show_progress()

    def _done(self, found: Found | None) -> None:
        screen = self._screen
        screen.background.desk.drop()
        if found is None:
            screen.show_status()
            return
        hit = found.hit
        place, search = Range(hit.start, hit.end), self._search
        again = (lambda: self.open(search.typed, search.chosen)) if search is not None else None
        if self.land(hit.path, place, found.lit, again, caret=found.offset):
            screen.say("^o goes back to the hits; n and N go on")
            if found.stance:
                screen.run_command("stance.bar", Call())

    def land(
        self,
        path: str,
        place: Range,
        lit: Sequence[Range],
        back: Callable[[], None] | None,
        *,
        caret: int | None = None,
    ) -> bool:
        """Jump to *place* in the article at *path*; false if it cannot be read.

        *lit* is lit in it; the caret goes to *caret*, else to where *place* begins. ^o then calls *back*.
        """
        screen, offset = self._screen, place.start if caret is None else caret
        screen.page.leave_place()
        there = screen.page.opened is not None and screen.page.opened.document.path == path
        if not there and not screen.page.open(path, offset):
            return False
        screen.enter("text")
        screen.page.select(None)
        self.light(list(lit), next((n for n, one in enumerate(lit) if one.start >= offset), 0))
        screen.page.move_caret(offset)
        screen.view.reveal(place.start, place.end)
        self._back = back
        return True
