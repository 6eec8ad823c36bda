"""A text as a ``Document``: blocks told apart, paragraphs numbered, sentences and zones found."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from reader.corpus.blocks import find_blocks
from reader.corpus.document import Block, Document, Metadata, Range
from reader.corpus.sentences import find_sentences

__all__ = ["parse"]

ONE_SENTENCE = ("masthead", "title", "byline")


def parse(
    path: str,
    text: str,
    *,
    metadata: Metadata | None = None,
    repeated_lines: Collection[str] = frozenset(),
    encoding: str = "utf-8",
    repairs: int = 0,
) -> Document:
    """The document that *text* is."""
    blocks = tuple(Block(r.start, r.end, "paragraph", n) for n, r in enumerate(find_blocks(text), 1))
    sentences: list[Range] = []
    for block in blocks:
        if block.kind in ONE_SENTENCE:
            sentences.append(Range(block.start, block.end))
        else:
            sentences.extend(find_sentences(text, block.start, block.end))
    return Document(
        path,
        text,
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        metadata or Metadata(),
        blocks,
        tuple(sentences),
        (),
        encoding,
        repairs,
    )
