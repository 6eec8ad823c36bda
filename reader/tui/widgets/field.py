"""A line to type in: always clean, and its keys are carried out in the order in which they were typed."""

from __future__ import annotations

from textual import events
from textual.actions import parse
from textual.widgets import Input

from reader.sanitise import clean

LEFT_TO_THE_SCREEN = frozenset({"enter", "ctrl+c", "ctrl+x", "up", "down"})


class Field(Input):
    """Textual's Input, whose editing keys would otherwise go round by the application.

    A letter typed right behind ``^u`` overtook it there, and was deleted with what it was to replace.
    """

    def validate_value(self, value: str) -> str:
        """What is typed, pasted or put here, without anything a terminal would obey."""
        return clean(value)

    def _on_paste(self, event: events.Paste) -> None:
        """A paste of several lines is kept whole, on one line."""
        self.replace(" ".join(clean(event.text).splitlines()), *self.selection)
        event.stop()
        event.prevent_default()

    def take(self, event: events.Key) -> bool:
        """Type or edit with a key that reached the screen instead of the field; whether it was for a field.

        A focused field keeps its keys, so one that comes to the screen was typed before the focus was there:
        by a fast hand, a slow line or a paste.
        """
        if event.is_printable and event.character is not None:
            self.insert_text_at_cursor(event.character)
        elif not self._edited(event.key):
            return False
        event.stop()
        event.prevent_default()
        return True

    def _edited(self, key: str) -> bool:
        bound = self._bindings.key_to_bindings.get(key, [])
        if not bound or key in LEFT_TO_THE_SCREEN:
            return False
        _, name, arguments = parse(bound[0].action)
        getattr(self, f"action_{name}")(*arguments)
        return True

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable or not self._edited(event.key):
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
