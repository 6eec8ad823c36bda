"""Words of an article with where they come from, for a clipboard."""

from __future__ import annotations

from reader.corpus.document import Document


def cited(document: Document, start: int, end: int) -> str:
    """The words from *start* to *end*: ``“…” (author, title, outlet, date; file, line 6)``."""
    quote = " ".join(document.text[start:end].split())
    line = document.text.count("\n", 0, start) + 1
    known = document.metadata
    source = ", ".join(part for part in (known.author, _title(document), known.outlet, known.date) if part)
    return f"“{quote}” ({source or document.path}; {document.path}, line {line})"


def _title(document: Document) -> str:
    """The title whole: of an article without one the first sentence, whose first words stand for it."""
    title = document.metadata.title
    lead = next((block for block in document.blocks if block.kind == "paragraph"), None)
    first = document.sentence_at(lead.start) if lead is not None else None
    if first is None or not title.endswith("…"):
        return title
    sentence = " ".join(document.text[first.start : first.end].split())
    return sentence if sentence.startswith(title[:-1]) else title
