"""Words of an article with where they come from, for a clipboard."""

from __future__ import annotations

from reader.corpus.document import Document


def cited(document: Document, start: int, end: int) -> str:
    """The words from *start* to *end* in quotation marks, with source, file and line."""
    quote = " ".join(document.text[start:end].split())
    line = document.text.count("\n", 0, start) + 1
    known = document.metadata
    source = ", ".join(part for part in (known.author, known.title, known.outlet, known.date) if part)
    return f"“{quote}” ({source or document.path}; {document.path}:{line})"
