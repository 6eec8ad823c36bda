"""Keys in the order in which they were typed: the application hands each to the screen that is open then."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import events, on
from textual.screen import Screen

from reader.tui.calls import Call
from reader.tui.messages import Quit
from reader.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen

T = TypeVar("T")
QUIT = "ctrl+q"
BY_ROWS = [(0, "-low"), (16, "-high")]
"""Classes of a dialog by the rows of the terminal."""


class KeyedScreen(Screen[T], inherit_bindings=False):
    """A screen that reads every key itself.

    Textual sends a key to the focused widget, which hands on what it does not know; each has a queue of its
    own, so that the letter behind an Enter arrives before it. Here one key is done with before the next is
    looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self._early: list[events.Key | events.Paste] | None = []
        """What was typed before the screen stood; ``None`` from then on."""

    @on(events.Mount)
    async def _stands(self) -> None:
        while self._early:
            await self._hand_over(self._early.pop(0))
        self._early = None

    async def take(self, event: events.Key | events.Paste) -> None:
        """Carry out a key or a paste, or keep it until the screen stands."""
        if self._early is not None:
            self._early.append(event)
        else:
            await self._hand_over(event)

    async def _hand_over(self, event: events.Key | events.Paste) -> None:
        if not self.is_current and isinstance(self.app.screen, KeyedScreen):
            await self.app.screen.take(event)
        elif isinstance(event, events.Key):
            await self.press(event)
        else:
            # Imported by whatever has a field to type in: there is none before the first frame.
            from reader.tui.widgets.field import Field

            if isinstance(self.focused, Field):
                self.focused.paste(event.text)
            else:
                self.warn("there is no line here to paste into: a asks for a note, / for words to find")

    def warn(self, message: str) -> None:
        """Say what did not go as asked, where the screen has a place for it."""

    @property
    def mode(self) -> str:
        """A word for what keys do here, while another screen is to be seen below; "" for none."""
        return ""

    @on(events.ScreenSuspend)
    @on(events.ScreenResume)
    def _covered(self) -> None:
        """What lies over this screen has the keys: the status line tells no others."""
        top = self.app.screen
        over = top.mode if top is not self and isinstance(top, KeyedScreen) else ""
        for line in self.query(StatusLine):
            line.cover(over)

    async def press(self, event: events.Key) -> None:
        """What a key does here."""
        # Textual's metaclass leaves no room for an abstract method.
        raise NotImplementedError

    def close(self, result: T) -> None:
        """Leave the screen with *result*, once, however often the key is struck."""
        if self.is_current:
            self.dismiss(result)


class Dialog(KeyedScreen[T | None], inherit_bindings=False):
    """A screen over the reading screen: ``answer`` has its keys, but those that leave the program.

    ``^q`` quits it; what suspends it while a line is typed suspends it here.
    """

    VERTICAL_BREAKPOINTS = BY_ROWS

    async def press(self, event: events.Key) -> None:
        if event.key == QUIT:
            self.quit()
        elif self._suspends(event.key):
            self._reading_screen.run_command("app.suspend", Call())
        else:
            self.answer(event)

    @property
    def _reading_screen(self) -> ReadingScreen:
        from reader.tui.screens.reading import ReadingScreen

        return next(one for one in self.app.screen_stack if isinstance(one, ReadingScreen))

    def _suspends(self, key: str) -> bool:
        from reader.keys.names import canonical

        bound = self._reading_screen.engine.keymap.root("PROMPT").children.get(canonical(key))
        return bound is not None and bound.action is not None and bound.action.id == "app.suspend"

    def answer(self, event: events.Key) -> None:
        """What a key does in this dialog."""
        # As above: each dialog has its own.
        raise NotImplementedError

    def quit(self) -> None:
        """Leave the dialog, and the program."""
        self.close(None)
        self.app.post_message(Quit())
