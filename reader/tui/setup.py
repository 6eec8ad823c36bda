"""What the screens are handed: the workspace, the state, the configuration and how keys are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reader.config import Config
from reader.state import State
from reader.workspace import Workspace

if TYPE_CHECKING:
    from annotations.codes import Scale
    from reader.keys.keyboards import Keyboard
    from reader.keys.keymap import Keymap
    from reader.tui.themes import Chosen


@dataclass(frozen=True, eq=False, repr=False)
class Setup:
    """Built once by the command line; ``first`` is the article to open, "" for the last one."""

    workspace: Workspace
    state: State
    config: Config
    first: str = ""
    propose_annotator: Callable[[], str] = str
    """Offered when the first annotation is made and nobody has been named yet."""
    locale: str = ""
    """The person's language as the system has it (``uk_UA.UTF-8``): it tells which keyboard is likely."""
    alone: bool = False
    """Whether the process is the reader's alone, to collect garbage in as it needs."""

    @cached_property
    def theme(self) -> Chosen:
        """The palette in use, and why it is not the one that was asked for."""
        from reader.tui.themes import choose

        return choose(os.environ, self.config, self.state.theme)

    # Keys are read after the first frame: their modules are not imported before.

    @cached_property
    def keyboard(self) -> Keyboard:
        """How keys of other alphabets are read."""
        from reader.keys.keyboards import Keyboard

        return Keyboard(self.config.keyboard, self.locale)

    def keymap(self, scale: Scale | None) -> Keymap:
        """The keys in use while *scale* has the label keys. Raises ``KeymapError``."""
        from reader.keys.actions import ACTIONS
        from reader.keys.keymap import KeymapError, build_keymap
        from reader.keys.labels import labels_to_bindings

        book = self.workspace.codebook
        labels = labels_to_bindings(book.keys(scale.id) if scale is not None else {})
        codes = labels_to_bindings(book.code_keys, kind="code")
        try:
            return build_keymap(ACTIONS, self.config.keys, (*labels, *codes))
        except KeymapError as error:
            where = self.config.origins.get(f"keys.{error.context}.{error.keys}")
            raise KeymapError(f"{where}: keys: {error}" if where else str(error)) from None
