"""Entities: found by rule and gazetteer in one text, linked over the corpus.

Recogniser and table are imported when they are first asked for: the first frame shows texts without them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from reader.entities.mentions import Entity, Mention
from reader.entities.version import RECOGNISER_VERSION

if TYPE_CHECKING:
    from reader.entities.recogniser import Recogniser, recognise
    from reader.entities.similar import SameAs
    from reader.entities.table import EntityCount, EntityTable
else:
    _ROOMS = {
        "Recogniser": "recogniser",
        "recognise": "recogniser",
        "SameAs": "similar",
        "EntityCount": "table",
        "EntityTable": "table",
    }

    def __getattr__(name):
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


__all__ = [
    "RECOGNISER_VERSION",
    "Entity",
    "EntityCount",
    "EntityTable",
    "Mention",
    "Recogniser",
    "SameAs",
    "recognise",
]
