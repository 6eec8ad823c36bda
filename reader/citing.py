"""Words of an article with where they come from, for a clipboard."""

from __future__ import annotations

import re
from itertools import islice

from reader.corpus.document import Document


def cited(document: Document, start: int, end: int) -> str:
    """The words from *start* to *end*: ``“…” (author, title, outlet, date; file, line 6)``."""
    quote = " ".join(document.text[start:end].split())
    line = document.text.count("\n", 0, start) + 1
    known = document.metadata
    source = ", ".join(
        part for part in (known.author, whole_title(document), known.outlet, known.date) if part
    )
    return f"“{quote}” ({source or document.path}; {document.path}, line {line})"


def whole_title(document: Document) -> str:
    """The title whole: of an article without one the sentences whose first words stand for it."""
    title = document.metadata.title
    lead = next((block for block in document.blocks if block.kind == "paragraph"), None)
    if lead is None or not title.endswith("…"):
        return title
    words = islice(re.finditer(r"\S+", document.text[lead.start : lead.end]), len(title.split()))
    last = max((lead.start + word.start() for word in words), default=lead.start)
    sentence = document.sentence_at(last)
    said = " ".join(document.text[lead.start : sentence.end].split()) if sentence is not None else ""
    return said if said.startswith(title[:-1]) else title
