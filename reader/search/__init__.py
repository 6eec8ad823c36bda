"""Fuzzy search over the passages of a corpus.

``SearchIndex`` lives in ``reader.search.engine``, which imports numpy: import it from the worker that
searches. What is here is cheap.
"""

from __future__ import annotations

from reader.search.query import Filter, Filters, Query, parse_query
from reader.search.results import (
    Article,
    ArticleEntity,
    Highlight,
    Hit,
    NotePassage,
    Place,
    Results,
)

__all__ = [
    "Article",
    "ArticleEntity",
    "Filter",
    "Filters",
    "Highlight",
    "Hit",
    "NotePassage",
    "Place",
    "Query",
    "Results",
    "parse_query",
]
