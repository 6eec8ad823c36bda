"""What an action is: its keys in the contexts where keys mean something, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Context = Literal["READ", "VISUAL", "LIST", "DETAILS", "PROPOSALS", "PROMPT", "BAR"]
Group = Literal["move", "hop", "find", "panes", "select", "code", "open", "view", "field", "app"]
OperandKind = Literal["", "mark"]

CONTEXTS: dict[Context, str] = {
    "READ": "the article",
    "VISUAL": "the article while text is selected",
    "LIST": "the list of articles",
    "DETAILS": "the entities and annotations panes",
    "PROPOSALS": "proposals one by one",
    "PROMPT": "a line being typed",
    "BAR": "the stance bar",
}

# In these, printable keys type text: no counts, no layouts, only keys that type nothing can be bound.
TEXT_CONTEXTS: frozenset[Context] = frozenset({"PROMPT", "BAR"})

GROUPS: dict[Group, str] = {
    "move": "Move",
    "hop": "Hop",
    "find": "Find",
    "panes": "Panes",
    "select": "Select",
    "code": "Code",
    "open": "Open",
    "view": "View",
    "field": "Type and choose",
    "app": "Program",
}

# What a key that begins sequences stands for, in the hint while it is pending.
PREFIXES: dict[str, str] = {
    "g": "go",
    "z": "view",
    "]": "next",
    "[": "previous",
    "m": "set mark",
    "'": "go to mark",
    "d": "remove",
    ",": "codes",
    "i": "inside",
}

# The characters an operand may be, and how a hint shows them.
OPERANDS: dict[OperandKind, tuple[frozenset[str], str]] = {
    "mark": (frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), "a-z A-Z"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key, the palette or a test can ask of a screen, by its id.

    ``keys`` are the default spellings in every context named, ``extra`` those of one context alone.
    ``repeatable``: a count repeats it; ``numbered``: a count is a number it goes to. ``operand``: the kind of
    character it waits for.
    """

    id: str
    title: str
    help: str
    group: Group
    contexts: tuple[Context, ...]
    keys: tuple[str, ...]
    repeatable: bool = False
    numbered: bool = False
    operand: OperandKind = ""
    extra: Mapping[Context, tuple[str, ...]] = field(default_factory=dict, hash=False)
    also: str = ""
    """Other words that people look for it by."""

    def keys_in(self, context: Context) -> tuple[str, ...]:
        """The default spellings in one context; none where the action has no meaning."""
        return (*self.keys, *self.extra.get(context, ())) if context in self.contexts else ()


TEXT: tuple[Context, ...] = ("READ", "VISUAL")
PANES: tuple[Context, ...] = ("LIST", "DETAILS")
BROWSE: tuple[Context, ...] = ("READ", *PANES)
KEYED: tuple[Context, ...] = ("READ", "VISUAL", *PANES)
CHANGES: tuple[Context, ...] = (*KEYED, "PROPOSALS")
FIELDS: tuple[Context, ...] = ("PROMPT", "BAR")
ALL: tuple[Context, ...] = tuple(CONTEXTS)
NOT_TYPING: tuple[Context, ...] = ("READ", "VISUAL", *PANES, "PROPOSALS")


def act(
    group: Group,
    action_id: str,
    title: str,
    told: str,
    contexts: tuple[Context, ...],
    *keys: str,
    also: str = "",
) -> Action:
    """An action that takes neither count nor operand."""
    return Action(action_id, title, told, group, contexts, keys, also=also)
