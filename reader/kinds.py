"""Kinds of entities in words. Their ids (``gpe``) stand in searches, exports and the ids of entities."""

from __future__ import annotations

WORDS = {
    "gpe": "place",
    "loc": "area",
    "norp": "group",
    "platform": "vehicle",
    "misc": "other",
}
"""One word for each kind whose id is none."""
MEANT = {
    "person": "a person",
    "org": "an organisation: company, ministry, party, newspaper",
    "gpe": "a place with a government: country, region, city",
    "loc": "an area without one: sea, mountains, continent",
    "norp": "a group: nationality, religion, political camp",
    "weapon": "a weapon",
    "platform": "a vehicle: ship, aircraft, tank",
    "law": "a law or treaty",
    "event": "an event: war, summit, games",
    "misc": "something else that has a name",
}
"""What is meant by each kind that has a name."""


def word(kind: str) -> str:
    """What a screen calls *kind*."""
    return WORDS.get(kind, kind)
