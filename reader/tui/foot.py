"""The rows that tell where one is: the title row, the banner of what must not be missed, the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui import showing
from reader.tui.panes import counted
from reader.tui.widgets.status import Banner, Status, StatusLine, TitleRow

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.keys.engine import Pending
    from reader.tui.screens.reading import ReadingScreen
    from reader.tui.widgets.key_panel import KeyPanel


READ = 5.0
"""Seconds in which an answer in the status line has been read."""
PAUSE = 0.4
"""Seconds after which somebody who has begun a sequence of keys looks for the next one."""


class Foot:
    """The reading screen's hand on what it says of itself."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self.title_row, self.status, self.banner = (
            TitleRow(id="title"),
            StatusLine(id="status"),
            Banner(id="banner"),
        )
        self._message, self._warning = "", False
        self._news = ""
        """What arrived unasked: it waits behind the answer to a key."""
        self._pending: Pending | None = None
        self.keys: KeyPanel
        """Made with what the first frame does not show."""
        self._pause: Timer | None = None
        self.struck = 0
        """Keys struck so far, on whatever screen."""

    def say(self, message: str, *, warning: bool = False) -> None:
        """A message until the next key."""
        self._message, self._warning = message, warning
        self.show()

    def add(self, spoiled: str) -> None:
        """A warning that what was just answered has gone wrong: behind that, so that one knows what has."""
        said = self._message
        self.say(said if spoiled in said else f"{said}; {spoiled}".removeprefix("; "), warning=True)

    def tell(self, news: str) -> None:
        """Something that nobody asked for: once the answer to a key was read, until the next key."""
        self._news = news
        if said := self._message:
            self._screen.set_timer(READ, lambda: self._give_way(said))
        self.show()

    def _give_way(self, said: str) -> None:
        """News takes the place of what was *said* before it came."""
        if self._news and self._message == said:
            self._message = ""
            self.show()

    def forget(self) -> None:
        """Whoever looked elsewhere has seen the answer to the last key: nothing need wait behind it."""
        self._message = ""

    def heard(self) -> None:
        """A key went into a line: what was said of the line before is old; news waits on."""
        if self._message:
            self._message = ""
            self.show()

    def begin(self, pending: Pending | None) -> None:
        """A key was struck: what was said before it is old; *pending* keys wait for more."""
        if not self._message:
            self._news = ""
        self._message, self._pending = "", pending
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
            self.keys.show(())
        if pending is not None and pending.hints:
            self._pause = self._screen.set_timer(PAUSE, self._unfold)

    def _unfold(self) -> None:
        """Whoever stops between two keys sees all that may follow."""
        if self.status.cuts_hints:
            self.keys.show(self.status.status.hints)

    def show(self) -> None:
        """Mode, place, progress, saved state; a message or hints; pending keys; and the title row."""
        screen, context, pending = self._screen, self._screen.context, self._pending
        in_codebook = context == "DETAILS" and screen.pane == "codebook"
        keymap = screen.engine.keymap if screen.complete else None
        hints = showing.hints(keymap, context, pending, pane=screen.pane) if keymap else ()
        if context == "BAR":
            screen.bar.show_keys(hints)
            # A bar that has a border tells them there.
            hints = hints if screen.has_class("small") else ()
        self.status.show(
            Status(
                "CODEBOOK" if in_codebook else showing.MODES[context],
                # While keys are pending there is nothing to tell but what may follow them.
                () if hints and pending is not None else tuple(fact for fact in self._facts() if fact),
                self._message or self._news or (screen.prompt.untold if context == "PROMPT" else ""),
                self._warning if self._message else bool(self._news),
                hints,
                pending.keys if pending is not None else "",
                screen.engine.badge if screen.complete else "",
            )
        )
        if keymap:
            self.banner.show(*showing.lasting(screen.workspace.store, screen.news.wrong, keymap))

    def _facts(self) -> list[str]:
        screen = self._screen
        facts = self._chosen() if screen.complete else []
        if screen.context == "VISUAL":
            facts.append(screen.page.selected_name())
        opened, offset = screen.page.opened, screen.view.caret
        if opened is not None:
            figures = screen.sides.entity_figures()
            if figures or self.text_in_sight:
                facts.append(figures or showing.place(opened, offset))
            if not figures and screen.context != "BAR" and self.text_in_sight:
                facts.append(showing.percent(opened, offset))
            if screen.context in ("READ", "VISUAL"):
                facts.append(screen.sides.whose() if screen.complete else "")
                facts.append(showing.entity(opened, screen.sides.names, offset))
                begun = screen.view.begun_here
                facts.append(f"{begun} annotations begin in this row" if begun > 1 else "")
            path = opened.document.path
            gone = not screen.workspace.corpus.holds(path)
            self.title_row.show(showing.title(opened, screen.sides.card(path), offset, gone=gone))
        if screen.complete:
            facts.append(self._saved())
            facts.append(self._unfinished())
        if screen.context == "BAR":
            return facts
        facts.append(screen.sides.progress)
        done, total = screen.recognised
        return [*facts, f"reading {done:,} of {total:,}"] if done < total else facts

    @property
    def text_in_sight(self) -> bool:
        """Whether no drawer covers it: in a narrow terminal the row then has room for what is seen."""
        screen = self._screen
        covered = screen.has_class("narrow") and screen.pane != "text"
        return not covered or screen.has_class("split")

    def _chosen(self) -> list[str]:
        """What the keys that code stand for now."""
        screen = self._screen
        scale, pinned = screen.coder.scale, screen.coder.pinned
        facts = [f"target: {pinned.name}"] if pinned is not None else []
        # Label keys mean what they always do on the first scale: only another one has to be told.
        if scale is not None and scale not in screen.workspace.codebook.scales[:1]:
            facts.append(f"{scale.name} scale")
        return [*facts, screen.proposing.what] if screen.proposing.is_open else facts

    def _unfinished(self) -> str:
        screen = self._screen
        key = next(iter(screen.engine.keymap.keys_of("draft.resume", "READ")), "")
        count = screen.coder.drafting.waiting
        return " ".join(filter(None, (counted(count, "draft"), key))) if count else ""

    def _saved(self) -> str:
        store, opened = self._screen.workspace.store, self._screen.page.opened
        if store.barred(opened.document.path) if opened is not None else store.read_only:
            return "read-only"
        if store.failure() or store.held():
            return f"{store.pending() + len(store.held())} not saved"
        return "saving" if store.pending() else "saved" if store.paths() or store.codings() else ""
