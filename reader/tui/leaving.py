"""Out of what is open on the reading screen, and out of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reader import rescued
from reader.tui import outside
from reader.tui.panes import counted
from reader.tui.screens.keyed import KeyedScreen

if TYPE_CHECKING:
    from annotations.changes import Held
    from reader.tui.screens.reading import ReadingScreen

BLINK = 0.2
"""Seconds of a save that nobody notices: usually it is over by then."""
PATIENCE = 5.0
"""Seconds after which the shell gets the terminal, saved or not."""
STOP = "app.suspend"


class Asked(NamedTuple):
    """What is to be done once all is saved."""

    by: str
    """The action that asked for it."""
    struck: int
    """How many keys had been struck then."""


def close_something(screen: ReadingScreen) -> bool:
    """Close the innermost thing that is open; false when there was none.

    Raises ``Refusal`` where that would lose words that were typed.
    """
    screen.coder.drafting.need_kept()
    if screen.prompt.asking:
        screen.prompt.leave()
    elif screen.bar.is_open:
        screen.bar.leave()
    elif screen.proposing.is_open:
        screen.proposing.close()
    elif screen.page.selection is not None:
        screen.page.select(None)
    elif screen.pane != "text" and screen.sides.filters.get(screen.pane):
        screen.sides.set_filter(screen.pane, "")
    elif screen.pane != "text":
        screen.enter("text")
    elif screen.finder.hits:
        screen.finder.light([], 0)
    else:
        return False
    return True


class Leaving:
    """The reading screen's way out, and to the shell: the screen stays alive while a save is waited for."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._asked: Asked | None = None
        self._shown: tuple[Held, ...] = ()
        """The changes that it was asked about, on leaving, what is to become of them."""

    @property
    def asked(self) -> Asked | None:
        """What was asked for and waits for a save; nobody waits for it who struck another key since."""
        asked = self._asked
        return asked if asked is not None and asked.struck == self._screen.foot.struck else None

    def quit(self, by: str) -> None:
        """Quit, asked by the action *by*: all is saved first; asked once more, without what is not."""
        screen, store = self._screen, self._screen.workspace.store
        if screen.coder.drafting.warns_of_leaving():
            screen.warn("no draft can be kept of this: Enter keeps it; to quit once more leaves without it")
            return
        screen.page.remember_place()
        screen.state.save()
        unsaved, held = store.flush(BLINK), store.held()
        if held and held != self._shown:
            self._asked, self._shown = None, held
            screen.coder.ask_held()
        elif unsaved and not self._again(stops=False):
            self._wait(Asked(by, screen.foot.struck))
        else:
            self._asked = None
            store.close(0)  # what cannot be saved by now is waited for no longer
            screen.app.exit(0)

    def stop(self) -> None:
        """To the shell once all is saved; asked again, or after a while, what is not is kept elsewhere."""
        screen, store = self._screen, self._screen.workspace.store
        screen.state.save()
        if not store.flush(BLINK) or store.failure() or self._again(stops=True):
            self._to_shell()
            return
        self._wait(asked := Asked(STOP, screen.foot.struck))
        screen.set_timer(PATIENCE, lambda: self._to_shell() if self.asked is asked else None)

    def go_on(self) -> None:
        """The store has told something: what waits for it is done, or it is said how it stands."""
        asked, store = self.asked, self._screen.workspace.store
        if asked is None:
            return
        if asked.by == STOP and (store.failure() or not store.pending()):
            self._to_shell()
        elif not store.pending():
            self.quit(asked.by)
        else:
            self._wait(asked)

    def _again(self, *, stops: bool) -> bool:
        """Whether the key before this one, or the keys, asked for the same."""
        asked = self._asked
        if asked is None or (asked.by == STOP) != stops:
            return False
        bound = (one for one in self._screen.engine.keymap.bindings if one.action.id == asked.by)
        longest = max((len(one.keys) for one in bound), default=1)  # a sequence may be bound to it
        return 0 < self._screen.foot.struck - asked.struck <= longest

    def _to_shell(self) -> None:
        self._asked = None
        self._tell("")
        with rescued.kept_meanwhile(self._screen.workspace) as told:
            outside.stop(self._screen.app, told)

    def _wait(self, asked: Asked) -> None:
        """Say what is waited for, and how to wait no longer."""
        self._asked = asked
        store = self._screen.workspace.store
        keys = self._screen.engine.keymap.keys_of(asked.by)
        again = f"{keys[0] if keys else 'the same'} again"
        changes = counted(store.pending(), "change")
        if asked.by == STOP:
            said = f"saving {changes}, then the shell: {again} stops now"
        elif store.failure():
            said = f"{changes} not saved: {again} leaves without"
        else:
            said = f"saving {changes}, then leaving: {again} leaves without"
        self._tell(f"{said}, Esc stays")

    def _tell(self, message: str) -> None:
        """Say it on whatever is to be seen."""
        screen, top = self._screen, self._screen.app.screen
        screen.warn(message)
        if top is not screen and isinstance(top, KeyedScreen):
            top.warn(message)
