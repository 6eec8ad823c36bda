"""Articles that other programs change, bring and take away while they are read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from reader.corpus.corpus import ArticleError
from reader.keys.keymap import KeymapError
from reader.marks import fates
from reader.tui.messages import Followed
from reader.tui.panes import counted

if TYPE_CHECKING:
    from reader.codebook_file import Renewed
    from reader.corpus.document import Document
    from reader.keys.action import Context
    from reader.refreshing import Refreshed
    from reader.tui.screens.reading import ReadingScreen


AGAIN, SHARE = 10.0, 0.01
"""Seconds between two looks at least, and the share of the time they take at most."""
AT_WORK: tuple[Context, ...] = ("PROMPT", "BAR", "PROPOSALS")
"""Where something is done on a passage of the text as it is on the screen."""
WAIT = 0.3
"""Seconds until it is seen again whether a passage is still being worked on."""


class Following:
    """Looks at the disk, takes in what became of it, and tries again what could not be saved.

    When the terminal gets the focus back, and every now and then: not every terminal tells of the focus.
    """

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._looking = False
        self._found: list[tuple[Refreshed, str]] = []
        """What was seen and is not shown yet; with it where the open article was until then, if it moved."""
        self._took = 0.0
        """Seconds the last look took."""

    def watch(self) -> None:
        """Look now and then, from now on."""
        self._screen.set_timer(max(AGAIN, self._took / SHARE), self._look_again)

    def _look_again(self) -> None:
        self.look()
        self.watch()

    def look(self) -> None:
        """Look at the disk in a worker; a look that is under way is enough."""
        if self._looking or not self._screen.complete:
            return
        self._looking = True
        opened = self._screen.page.opened
        self._run(lambda: self._refreshed(opened.document if opened is not None else None))

    def _refreshed(self, here: Document | None) -> Refreshed:
        """In a worker; the open article *here* is read again there, so that nobody waits for it."""
        began = monotonic()
        try:
            store = self._screen.workspace.store
            if store.failure():
                store.retry()  # there may be room by now, or the permission
            found = self._screen.workspace.refresh()
            if here is None:
                return found
            if here.path in (*found.changed, *found.described):
                with suppress(ArticleError):  # said when it is shown
                    self._screen.workspace.document(here.path)
            held = self._screen.workspace.corpus.holds(here.path)
            if not held and (now := self._renamed(here, found)):
                found = replace(found, moved=(*found.moved, (here.path, now)))
            return found
        finally:
            self._looking, self._took = False, monotonic() - began

    def _renamed(self, here: Document, found: Refreshed) -> str:
        """Where *here*, which is gone, is now; ``""``: nobody can tell.

        One that nobody annotated: one new article alone has its text. One that was is followed by its
        records, or to where a person moved these meanwhile.
        """
        workspace = self._screen.workspace
        if here.path in dict(found.moved) or here.path in workspace.tracking.gone:
            return ""
        same = []
        for path in found.new:
            with suppress(ArticleError):
                same += [path] if workspace.corpus.hashes(path)[0] == here.sha256 else []
        if len(same) == 1:
            return same[0]
        from reader.moving import went

        now = went(workspace, here.path.__eq__)
        return now if workspace.corpus.holds(now) else ""

    def search(self, *, thorough: bool = False) -> None:
        """Look, in a worker, for annotated articles that are elsewhere now; *thorough* reads them all."""
        self._run(lambda: self._moved(thorough))

    def _moved(self, thorough: bool) -> Refreshed:
        from reader.refreshing import turned_out

        tracking = self._screen.workspace.tracking
        return turned_out(tracking.found, tracking.follow(thorough=thorough))

    def _run(self, look: Callable[[], Refreshed]) -> None:
        def looking() -> None:
            found = look()
            if found:
                self._screen.post_message(Followed(found))

        self._screen.run_worker(looking, thread=True, group="following", exit_on_error=False)

    def take_in(self, found: Refreshed) -> None:
        """Show what *found* tells, once nothing is being done on words of the text as it is on the screen.

        A passage that is selected, asked about or offered is a place in that text: what is made of it is kept
        with the text, and follows it into the new one as all annotations do. Where the article is called
        otherwise now, it is so at once: what is being made is saved there.
        """
        self._found.append((found, self._rename(found)))
        if len(self._found) == 1:
            self._take_in()

    def _rename(self, found: Refreshed) -> str:
        """Have what moved where it is now; where the open article was if it is one of those, else ``""``."""
        page, was = self._screen.page, ""
        here = page.opened.document.path if page.opened is not None else ""
        for old, new in found.moved:
            self._screen.state.rename(old, new)
            if old == here and not self._screen.workspace.corpus.holds(old):
                page.rename(new)
                was = old
        return was

    def _take_in(self) -> None:
        at_work = self._screen.context in AT_WORK or self._screen.page.selection is not None
        if at_work:
            self._screen.set_timer(WAIT, self._take_in)
            return
        waiting, self._found = self._found, []
        for found, was in waiting:
            self._show(found, was)

    def _show(self, found: Refreshed, was: str) -> None:
        """Show what *found* tells: list, open article with its annotations, search; and say it.

        *was* is where the open article was until then, ``""`` where it is still.
        """
        screen = self._screen
        opened = screen.page.opened
        here = opened.document.path if opened is not None else ""
        screen.workspace.forget(found.gone)
        was = was if (was, here) in found.moved else ""  # another may have been opened meanwhile
        went = bool(was) and self._reopen()
        said = [self._recode(found.codebook)] if found.codebook is not None else []
        said += [self._follow()] if here in (*found.changed, *found.described) else []
        screen.sides.take_in(found)
        screen.background.take_in(found)
        if went:
            along = ": its annotations went along" if screen.page.need().annotations else ""
            said.append(f"{was} is {here} now{along}")
        elif here in found.gone:
            said.append(f"{here} is gone: this is what was read of it, its annotations are kept")
        elif found.moved and not found.gone:
            more = f"; {len(found.moved) - 1} more moved, too" if len(found.moved) > 1 else ""
            said.append("{} is {} now: its annotations are shown there".format(*found.moved[0]) + more)
        key = screen.sides.asks_where
        said += [f"{one.path}: {one.reason(key=key)}" for one in found.asked if one.kind != "gone"][:1]
        for paths, what in ((found.changed, "changed"), (found.new, "new"), (found.gone, "gone")):
            others = len([path for path in paths if path not in (here, was)])
            if others:
                said.append(f"{counted(others, 'article')} {what}")
        if found.problems:
            screen.background.check()
        said += [str(problem).partition("; ")[0] for problem in found.problems[:1]]
        if found.gone:
            screen.room.changed()
        if any(said):
            told = "; ".join(part for part in said if part)
            screen.foot.tell(told)
            screen.room.tell(told)

    def _recode(self, found: Renewed) -> str:
        """Code by another codebook from now on, if it is one; what is said of it."""
        screen, old = self._screen, self._screen.workspace.codebook
        stays = "the codebook that was read before stays"
        if found.book is None:
            return f"{found.problem}; {stays}"
        book, scale = found.book, screen.coder.scale
        screen.workspace.codebook_file.take(book)
        chosen = (book.scale(scale.id) if scale is not None else None) or next(iter(book.scales), None)
        try:
            screen.engine.keymap = screen.setup.keymap(chosen)
        except KeymapError as error:
            screen.workspace.codebook_file.take(old)
            return f"{error}; {stays}"
        screen.coder.scale = chosen
        screen.codebook.renew()
        screen.page.reload(entities=True)
        screen.background.notes_changed(screen.workspace.store.paths())
        screen.room.changed()
        return "codebook.toml was changed: it is coded by what it says now"

    def _follow(self) -> str:
        """Take in the new text of the open article; what became of it, or ``""``."""
        page = self._screen.page
        old = page.need().document
        try:
            if self._screen.workspace.document(old.path).sha256 == old.sha256:
                page.reload()
                return ""
        except ArticleError as error:
            return str(error)
        self._reopen()
        fate = fates(page.need().annotations)
        kept = f", annotations: {fate}" if fate else ""
        return f"{old.path} was changed by another program and read again{kept}"

    def _reopen(self) -> bool:
        """Read the open article again, the caret on the same words; false when it cannot be read."""
        from annotations.revisions import PositionMap

        page, caret = self._screen.page, self._screen.view.caret
        old = page.need().document
        try:
            text = self._screen.workspace.document(old.path).text
        except ArticleError:
            return page.open(old.path)
        place = PositionMap(old.text, text).map(caret) if text != old.text else caret
        return page.open(old.path, place if place is not None else min(caret, len(text)))
