"""The W3C names and our own: the JSON-LD context of what we write, and its inverse.

Standard terms come from http://www.w3.org/ns/anno.jsonld (Web Annotation Data Model and Vocabulary, W3C
Recommendations of 23 February 2017). A JSON-LD processor drops keys that no context declares without a word,
so all that is ours stands under ``cr:``. Lists whose order or emptiness counts are declared ``@list``; values
of free shape are JSON literals (``@json``, JSON-LD 1.1). Nothing here ever fetches a context.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

ANNO_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAMESPACE = "urn:close-reader:ns#"
PREFIX = "cr:"

_LISTS = (
    "actors",
    "articles",
    "codings",
    "confirmed",
    "corrections",
    "derived_from",
    "holder",
    "links",
    "memos",
    "targets",
)
_LITERALS = ("data", "extra", "names", "segment", "values")


def _context() -> list[Any]:
    terms: dict[str, Any] = {"@version": 1.1, "cr": NAMESPACE}
    terms |= {PREFIX + name: {"@id": PREFIX + name, "@container": "@list"} for name in _LISTS}
    terms |= {PREFIX + name: {"@id": PREFIX + name, "@type": "@json"} for name in _LITERALS}
    return [ANNO_CONTEXT, dict(sorted(terms.items()))]


CONTEXT = _context()

RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
"""``created`` and ``modified`` must say their time zone."""


def urn(*names: str) -> str:
    """The same urn:uuid for the same names, each time."""
    return "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, "urn:close-reader:" + "/".join(names)))


def ours(**fields: Any) -> dict[str, Any]:
    """*fields* under our prefix, without those that are ``None``: a processor would drop them anyway."""
    return {PREFIX + name: value for name, value in fields.items() if value is not None}
