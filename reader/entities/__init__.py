"""Entities: found by rule and gazetteer in one text, linked over the corpus."""

from reader.entities.mentions import Entity, Mention
from reader.entities.recogniser import RECOGNISER_VERSION, Recogniser, recognise
from reader.entities.similar import SameAs
from reader.entities.table import EntityCount, EntityTable

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
