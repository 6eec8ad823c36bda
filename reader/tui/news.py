"""What the store and the recognition have to tell, taken in by all that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.tui import showing

if TYPE_CHECKING:
    from annotations.changes import Event
    from annotations.rows import Problem
    from reader.tui.messages import Recognised
    from reader.tui.screens.reading import ReadingScreen


class News:
    """The reading screen's ear: records that changed, saves that failed, articles that were recognised."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self.wrong: tuple[Problem, ...] = ()
        """What is wrong with the annotations on disk and was not put away yet: it stands in the banner."""
        self._put_away: set[Problem] = set()
        self._told = ("", 0)
        """Why saving failed, and how many changes waited, when that was said last."""

    def checked(self, problems: Sequence[Problem]) -> None:
        """Take in all that is wrong with the annotations now."""
        self._put_away &= {*problems}
        self.wrong = tuple(one for one in problems if one not in self._put_away)
        self._screen.show_status()

    def put_away(self) -> bool:
        """Tell no more of what is wrong, until it is something else; false when nothing was."""
        self._put_away |= {*self.wrong}
        seen, self.wrong = self.wrong, ()
        return bool(seen)

    def stored(self, event: Event) -> None:
        """Take in what the store tells."""
        screen = self._screen
        if event.kind in ("changed", "external"):
            self._changed(event.paths)
        if event.kind == "external" or (self.wrong and event.kind in ("saved", "notice")):
            screen.background.check()
        if event.kind == "failed":
            self._failed(event.message)
        elif event.kind == "held":
            # What is pressed next was meant for the text: it is asked when one wants to be.
            keys = screen.engine.keymap.keys_of("store.retry", "READ")
            way = keys[0] if keys else "the command save again"
            screen.warn(f"not saved: changed elsewhere meanwhile; {way} shows both")
        elif event.kind == "notice":
            screen.foot.tell(event.message)  # what was done comes first
        screen.leaving.go_on()
        screen.show_status()

    def tried_again(self) -> None:
        """Somebody wants to know what comes of it, also if it is the same as before."""
        self._told = ("", 0)

    def _failed(self, why: str) -> None:
        """Say that something is not saved; why stands in the banner.

        It is tried again every few seconds, unasked: of that only what is new is said.
        """
        told = (why, self._screen.workspace.store.pending())
        if told != self._told:
            self._told = told
            self._screen.foot.add("not saved; it is kept here and tried again")

    def _changed(self, paths: tuple[str, ...]) -> None:
        """Records of the articles at *paths* changed; ``""`` stands for those about the corpus."""
        screen = self._screen
        if "" in paths:
            screen.room.heed()
        corrected = screen.workspace.corrections.take_stale()
        screen.background.renew(corrected)
        here = screen.page.opened.document.path if screen.page.opened is not None else ""
        # The other ones are read again in the background, and the list hears of each then.
        screen.sides.refresh((*paths, here) if here in corrected else paths)
        if {here, ""} & {*paths}:
            screen.page.reload(entities=here in corrected)
        screen.background.notes_changed(paths)
        screen.room.changed()
        screen.codebook.refresh()

    def recognised(self, message: Recognised) -> None:
        """Take in what was recognised."""
        screen = self._screen
        screen.background.admit(message.found)
        screen.recognised = (message.done, message.total)
        screen.sides.take_read([document for document, _ in message.found], message.failed)
        if message.failed:
            screen.foot.tell(showing.problems(list(message.failed.values())))
        finished = message.done == message.total
        if finished:
            screen.background.finished()
            screen.following.search(thorough=True)
        screen.page.reload(entities=True)
        screen.room.reread(document.path for document, _ in message.found)
        if finished:
            screen.room.changed()
        screen.finder.show_progress()
        screen.show_status()
