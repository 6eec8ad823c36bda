"""Front matter of a Markdown article: lines ``key: value`` between two rules at the top."""

from __future__ import annotations

import re

from reader.corpus.bylines import is_date
from reader.corpus.document import Metadata, Range

__all__ = ["find_front_matter"]

LONGEST = 20_000
"""Code points in which the closing rule must come."""
RULE = r"(?m)^(?:---|\.\.\.)[ \t]*(?=\r?$|\Z)"
KEYS = {
    "title": "title",
    "headline": "title",
    "outlet": "outlet",
    "source": "outlet",
    "publication": "outlet",
    "publisher": "outlet",
    "date": "date",
    "published": "date",
    "url": "url",
    "link": "url",
    "author": "author",
    "authors": "author",
    "byline": "author",
}


def find_front_matter(text: str) -> tuple[Range | None, Metadata]:
    """Where the front matter of *text* stands, rules included, and what it says; ``None`` without any."""
    window = text[:LONGEST]
    first = re.match(r"---[ \t]*\r?\n", window)
    last = re.compile(RULE).search(window, first.end()) if first else None
    if not first or not last:
        return None, Metadata()
    said: dict[str, str] = {}
    for line in window[first.end() : last.start()].splitlines():
        key, colon, value = line.partition(":")
        field = KEYS.get(key.strip().lower(), "")
        value = value.strip().strip("\"'[]").strip()
        if colon and field == "date":
            value = value[:10] if is_date(value[:10]) else value if is_date(value) else ""
        if colon and field and value:
            said.setdefault(field, value)
    return Range(0, last.end()), Metadata(**said)
