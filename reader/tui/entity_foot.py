"""What the status line of the screen of one entity says: mode, place, what is still missing, keys. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.keys.action import Context
from reader.tui.panes import counted
from reader.tui.showing import short_name

if TYPE_CHECKING:
    from reader.keys.keymap import Keymap
    from reader.tui.entity_items import Rows
    from reader.tui.entity_room import EntityRoom

HINTS: dict[Context, tuple[tuple[str, str], ...]] = {
    "DETAILS": (
        ("open.row", "open"),
        ("pane.filter", "filter"),
        ("stance.bar", "stance"),
        ("copy.citation", "copy"),
        ("app.escape", "back"),
        ("app.help", "keys"),
    ),
    "PROPOSALS": (
        ("proposal.yes", "yes, they are one"),
        ("proposal.no", "no"),
        ("proposal.next", "next"),
        ("undo", "undo"),
        ("app.escape", "back"),
    ),
}
"""What the status line offers: action and a short name."""
MODES: dict[Context, str] = {"PROMPT": "TYPE", "PROPOSALS": "SAME AS?"}
READING = "articles are still being read"


def mode(context: Context) -> str:
    """What the keys are for."""
    return MODES.get(context, "ENTITY")


def hints(keymap: Keymap, context: Context) -> tuple[tuple[str, str], ...]:
    """Keys and what they do."""
    known = ((keymap.keys_of(action, context), title) for action, title in HINTS.get(context, ()))
    return tuple((keys[0], title) for keys, title in known if keys)


def facts(room: EntityRoom, rows: Rows, cursor: int, *, whole_corpus: bool) -> tuple[str, ...]:
    """Which of the *rows* is at the *cursor*, and where it is from; whether there will be more.

    *whole_corpus*: the entities of all articles are known.
    """
    number, entry = rows.number(cursor), rows.entry(cursor)
    found = [f"{number} of {rows.mentions}"] if number else []
    found += [short_name(entry.path)] if entry is not None else []
    found += [f"filtered from {counted(room.mentions, 'mention')}"] if room.wanted else []
    found += [READING] if room.unread or not whole_corpus else []
    return tuple(found)


def without_rows(room: EntityRoom) -> str:
    """Why there are no rows, when there are none."""
    if room.unread:
        return READING
    return "no mention holds that; Esc shows all" if room.wanted else "no mention in any article"
