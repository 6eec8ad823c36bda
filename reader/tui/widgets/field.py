"""A line to type in, always clean."""

from __future__ import annotations

from textual import events
from textual.actions import parse
from textual.widgets import Input

from reader.sanitise import clean

LEFT_TO_THE_SCREEN = frozenset({"enter", "ctrl+c", "ctrl+x", "up", "down"})


class Field(Input):
    """Textual's Input, given its keys by the screen, one after the other."""

    def validate_value(self, value: str) -> str:
        """What is typed, pasted or put here, without anything a terminal would obey."""
        return clean(value)

    def paste(self, text: str) -> None:
        """Put *text* in the place of what is selected; several lines are kept whole, on one line."""
        self.replace(" ".join(clean(text).splitlines()), *self.selection)

    def take(self, event: events.Key) -> None:
        """Type or edit with a key; one that means nothing in a line is left alone."""
        bound = self._bindings.key_to_bindings.get(event.key, [])
        if event.is_printable and event.character is not None:
            self.replace(event.character, *self.selection)
        elif bound and event.key not in LEFT_TO_THE_SCREEN:
            _, name, arguments = parse(bound[0].action)
            getattr(self, f"action_{name}")(*arguments)
