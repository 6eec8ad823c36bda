"""What the recogniser and the linker say: mentions in a text, and the entities they mean."""

from __future__ import annotations

from dataclasses import dataclass

LINKED_KINDS = ("person", "org", "gpe", "loc", "norp", "weapon", "platform", "law", "event", "misc")
"""Kinds that have a line in the entities panel."""
VALUE_KINDS = ("date", "time", "percent", "money", "quantity", "number")
KINDS = LINKED_KINDS + VALUE_KINDS


@dataclass(frozen=True, slots=True)
class Mention:
    """Code points ``start`` to ``end`` name something of ``kind``; ``entity`` is set by the linker."""

    start: int
    end: int
    kind: str
    score: float = 1.0
    """0 to 1; below .5 a screen may dim the mark."""
    source: str = ""
    """Rule id, ``gazetteer``, ``crf``, ``propagated`` or ``user``."""
    entity: str = ""
    """Id of the linked entity, ``kind:slug``; empty for value kinds."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, place, organisation... over the whole corpus."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    """Other forms met or known, the most frequent first, without ``name``."""
