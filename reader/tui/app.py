"""The application: theme, screen, and nothing else."""

from __future__ import annotations

import os

from textual.app import App

from reader.tui.screens.reading import ReadingScreen
from reader.tui.setup import Setup
from reader.tui.themes import choose_theme, is_native, textual_themes


class ReaderApp(App[int], inherit_bindings=False):
    """Shows one corpus. Keys belong to the screens, which read them through the key engine."""

    CSS_PATH = "styles.tcss"
    TITLE = "Close Reader"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, setup: Setup) -> None:
        theme = choose_theme(os.environ, setup.config.theme)
        super().__init__(ansi_color=is_native(theme) or None)
        self.animation_level = "none"
        self._setup = setup
        for known in textual_themes():
            self.register_theme(known)
        self.theme = theme

    def on_mount(self) -> None:
        self.push_screen(ReadingScreen(self._setup))


def run(setup: Setup) -> int:
    """Open the reader; the exit status when it was left."""
    app = ReaderApp(setup)
    status = app.run(mouse=setup.config.mouse)
    return status if isinstance(status, int) else app.return_code or 0
