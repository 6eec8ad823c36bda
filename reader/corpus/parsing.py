"""A text as a ``Document``: blocks told apart, paragraphs numbered, zones found."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from reader.corpus.blocks import find_blocks
from reader.corpus.boilerplate import Verdict, find_boilerplate
from reader.corpus.document import Block, BlockKind, Document, Metadata, Range
from reader.corpus.front_matter import find_front_matter
from reader.corpus.metadata import head_kinds, merge, read_metadata
from reader.corpus.rulings import Rulings, outlet_key, overruled
from reader.corpus.zones import boilerplate_zones, find_repeats

__all__ = ["parse"]


def parse(
    path: str,
    text: str,
    *,
    metadata: Metadata | None = None,
    repeated_lines: Collection[str] = frozenset(),
    rulings: Rulings | None = None,
    encoding: str = "utf-8",
    repairs: int = 0,
) -> Document:
    """The document that *text* is.

    *metadata* is what a person said of it: each field that is not empty wins over what the text says.
    *repeated_lines* are normalised lines that stand in other files of the corpus too. *rulings* say what a
    reader takes for boilerplate or for the article's own, by outlet; which outlet it is they do not change.
    """
    front, said = find_front_matter(text) if path.lower().endswith(".md") else (None, Metadata())
    ranges = find_blocks(text, front.end if front else 0)
    verdicts = find_boilerplate(text, ranges, repeated_lines)
    kinds = head_kinds(text, ranges, verdicts)
    guessed = read_metadata(text, ranges, kinds, verdicts)
    if rulings:
        outlet = merge(metadata or Metadata(), merge(said, guessed)).outlet
        lines = rulings.get(outlet_key(outlet))
        if lines:
            verdicts = overruled(text, ranges, verdicts, lines)
            kinds = _titled_as(kinds, head_kinds(text, ranges, verdicts))
            guessed = read_metadata(text, ranges, kinds, verdicts)._replace(outlet=guessed.outlet)
    if front:
        ranges = (front, *ranges)
        verdicts = (Verdict("sure", "front matter"), *verdicts)
        kinds = ["boilerplate", *kinds]
    blocks = _numbered(ranges, kinds)
    zones = boilerplate_zones(blocks, verdicts) + find_repeats(text, [b for b in blocks if b.number])
    return Document(
        path,
        text,
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        merge(metadata or Metadata(), merge(said, guessed)),
        blocks,
        tuple(sorted(zones, key=lambda z: z.start)),
        encoding,
        repairs,
    )


def _titled_as(before: Sequence[BlockKind], kinds: list[BlockKind]) -> list[BlockKind]:
    """*kinds* with the title that there was *before* a ruling: a line set free takes no other's place."""
    if "title" in before and "title" in kinds:
        was, now = before.index("title"), kinds.index("title")
        if before[now] == "boilerplate" and kinds[was] != "boilerplate":
            kinds[now], kinds[was] = "standfirst", "title"
    return kinds


def _numbered(ranges: Collection[Range], kinds: Collection[BlockKind]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    number = 0
    for r, kind in zip(ranges, kinds, strict=True):
        number += kind == "paragraph"
        blocks.append(Block(r.start, r.end, kind, number if kind == "paragraph" else 0))
    return tuple(blocks)
