"""Marks over a text, as every view takes them."""

from __future__ import annotations

from typing import Literal, NamedTuple

Layer = Literal["entity", "stance", "note", "tag", "quote", "zone", "hit", "selection", "unit", "caret"]


class Span(NamedTuple):
    """Code points ``start`` to ``end`` carry something of ``layer``.

    ``kind`` chooses the look inside the layer: an entity kind, a stance label's glyph, ``exact`` or ``fuzzy``
    for a hit, ``boilerplate`` or ``repeat`` for a zone. ``id`` leads back to what is marked.
    """

    start: int
    end: int
    layer: Layer
    kind: str = ""
    id: str = ""
