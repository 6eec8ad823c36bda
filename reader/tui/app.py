"""The application: theme, screen, and nothing else."""

from __future__ import annotations

import asyncio
import signal

from textual import events, on
from textual.app import App
from textual.screen import Screen

from reader.tui.escapes import keep_escapes
from reader.tui.messages import Quit
from reader.tui.screens.keyed import KeyedScreen
from reader.tui.screens.reading import ReadingScreen
from reader.tui.setup import Setup
from reader.tui.themes import textual_theme

ENDING = (signal.SIGTERM, signal.SIGHUP)
ENDING_SECONDS = 5.0
"""How long a save is waited for when the program is told to end."""


class ReaderApp(App[int], inherit_bindings=False):
    """Shows one corpus. Keys belong to the screens, which read them through the key engine."""

    CSS_PATH = "styles.tcss"
    TITLE = "Close Reader"
    ENABLE_COMMAND_PALETTE = False
    _themed = False
    """Whether the theme is known: Textual asks for its colours before."""

    def __init__(self, setup: Setup) -> None:
        palette = setup.theme.palette
        # Textual decides here, for good, whether colours are left to the terminal.
        super().__init__(ansi_color=bool(palette.terminal) or None)
        # What is to be said is said in the status line.
        self._disable_notifications = self._disable_tooltips = True
        self.animation_level = "none"
        self._setup = setup
        self._reading = ReadingScreen(setup)
        self.register_theme(textual_theme(palette))
        # Setting it the usual way would have every style sheet read a second time before the first frame.
        self.set_reactive(App.theme, palette.name)
        self._themed = True
        self.stylesheet.set_variables(self.get_css_variables())

        self.failure: Exception | None = None
        """What went wrong in the program itself, if anything did."""

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme, by name; none before there is one."""
        return super().get_css_variables() if self._themed else {}

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        if not self.is_headless:
            for number in ENDING:
                loop.add_signal_handler(number, self._told_to_end, number)
        self.app_resume_signal.subscribe(self, self._come_back)

    def get_default_screen(self) -> Screen[None]:
        """The reading screen itself: an empty one below it would be laid out and painted for nothing."""
        # Before anything is styled: else all of it would be twice.
        self._reading.fit(self.size, update=False)
        return self._reading

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and isinstance(self.screen, KeyedScreen):
            self.app_focus = True
            for one in self._apart(event):
                self._reading.foot.struck += 1
                await self.screen.take(one)
        else:
            await super().on_event(event)

    def _apart(self, event: events.Key | events.Paste) -> tuple[events.Key | events.Paste, ...]:
        """Alt and a letter, bound to nothing, is Esc and the letter: a terminal sends the same for both."""
        letter = event.character if isinstance(event, events.Key) else None
        if not isinstance(event, events.Key) or not letter or not event.key.startswith("alt+"):
            return (event,)
        from reader.keys.names import canonical

        reading, name = self._reading, canonical(event.key)
        known = reading.engine.keymap.bindings if reading.complete else ()
        if any(name in binding.keys for binding in known):
            return (event,)
        return events.Key("escape", "\x1b"), events.Key(letter, letter)

    def on_app_focus(self) -> None:
        """The terminal was elsewhere: another program may have changed what is read here."""
        if self._reading.complete:
            self._reading.foot.forget()
            self._reading.following.look()

    def _come_back(self, app: App[object]) -> None:
        """The shell had the terminal, and cleared it: everything is drawn anew."""
        self.refresh(repaint=True, layout=True)
        if self._reading.complete:
            self._reading.following.look()

    @on(Quit)
    def _quit(self) -> None:
        self._reading.leaving.quit("app.quit")

    def _told_to_end(self, number: int) -> None:
        """A signal asks the program to end: what is being saved is saved, the terminal is given back."""
        self._setup.workspace.store.flush(ENDING_SECONDS)
        self.exit(128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """End without a traceback on the screen: ``run`` raises what happened, and the log keeps it."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        self.failure = self.failure or error
        self._return_code = 1
        self._close_messages_no_wait()


def run(setup: Setup) -> int:
    """Open the reader; the exit status when it was left. Raises what went wrong in the program itself."""
    keep_escapes()
    app = ReaderApp(setup)
    status = app.run(mouse=setup.config.mouse)
    if app.failure is not None:
        raise app.failure
    return status if isinstance(status, int) else app.return_code or 0
