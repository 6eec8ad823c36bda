"""Articles that other programs change, bring and take away while they are read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reader.corpus.corpus import ArticleError
from reader.tui.messages import Followed
from reader.tui.panes import counted

if TYPE_CHECKING:
    from annotations.model import AnchorState
    from reader.refreshing import Refreshed
    from reader.tui.screens.reading import ReadingScreen

FATES: tuple[tuple[AnchorState, str], ...] = (
    ("exact", "stand where they were"),
    ("moved", "moved"),
    ("ambiguous", "fit two places"),
    ("orphan", "lost their place"),
)
"""What became of annotations' passages in a new text, in words."""


class Following:
    """Looks at the disk when the terminal gets the focus back, and takes in what became of it."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._looking = False

    def look(self) -> None:
        """Look in a worker; a look that is under way is enough."""
        if self._looking or not self._screen.complete:
            return
        self._looking = True
        self._screen.run_worker(self._refresh, thread=True, group="following", exit_on_error=False)

    def _refresh(self) -> None:
        try:
            found = self._screen.workspace.refresh()
        finally:
            self._looking = False
        if found:
            self._screen.post_message(Followed(found))

    def take_in(self, found: Refreshed) -> None:
        """Show what *found* tells: list, open article with its annotations, search; and say it."""
        screen = self._screen
        opened = screen.page.opened
        here = opened.document.path if opened is not None else ""
        screen.workspace.forget(found.gone)
        said = [self._follow()] if here in (*found.changed, *found.described) else []
        screen.sides.take_in(found)
        screen.background.take_in(found)
        if here in found.gone:
            said.append(f"{here} is gone: this is what was read of it, its annotations are kept")
        for paths, what in ((found.changed, "changed"), (found.new, "new"), (found.gone, "gone")):
            others = len([path for path in paths if path != here])
            if others:
                said.append(f"{counted(others, 'article')} {what}")
        said += [str(problem) for problem in found.problems[:1]]
        if any(said):
            screen.warn("; ".join(part for part in said if part))

    def _follow(self) -> str:
        """Read the open article again, the caret on the same words; what became of it, or ``""``."""
        page, view = self._screen.page, self._screen.view
        old = page.need().document
        try:
            new = self._screen.workspace.document(old.path)
        except ArticleError as error:
            return str(error)
        if new.sha256 == old.sha256:
            page.reload()
            return ""
        from annotations.revisions import PositionMap

        place = PositionMap(old.text, new.text).map(view.caret)
        page.open(old.path, place if place is not None else min(view.caret, len(new.text)))
        states = Counter(one.state for one in page.need().annotations)
        fate = [f"{states[state]} {what}" for state, what in FATES if states[state]]
        kept = f": of its annotations {', '.join(fate)}" if fate else ""
        return f"{old.path} was changed by another program and read again{kept}"
