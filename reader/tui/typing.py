"""Keys that arrive faster than the focus moves: they belong to the field that is being opened."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


def typed_into(field: Input, event: events.Key) -> bool:
    """Put a printable key that reached the screen into *field*; whether it was one.

    A focused field keeps its printable keys, so one that comes to the screen was typed before the focus was
    there: by a fast hand, a slow line or a paste.
    """
    if not event.is_printable or event.character is None:
        return False
    field.insert_text_at_cursor(event.character)
    event.stop()
    event.prevent_default()
    return True
