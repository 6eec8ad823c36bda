"""Zones of a document: stretches of boilerplate, and paragraphs pasted a second time."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from reader.corpus.boilerplate import Verdict, is_unfinished
from reader.corpus.document import Block, Range, Zone
from reader.corpus.rulings import RULED

__all__ = ["boilerplate_zones", "find_repeats"]

SHORTEST_REPEAT = 25
"""Code points of a normalised paragraph below which its return means nothing."""
LINE_WORDS, LONGEST_LINE = 8, 400
"""Words of a heading or an item at most, and the code points they are counted in."""
FOLDED = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00ad": ""}


def boilerplate_zones(blocks: Sequence[Range], verdicts: Sequence[Verdict | None]) -> tuple[Zone, ...]:
    """Neighbouring boilerplate blocks of one tier as one zone, under the reason of its first block.

    What a reader said is a zone apart: its reason is not that of its neighbours.
    """
    zones: list[Zone] = []
    open_zone: Zone | None = None
    for block, verdict in zip(blocks, verdicts, strict=True):
        if verdict is None:
            open_zone = None
        elif (
            open_zone
            and open_zone.tier == verdict.tier
            and (open_zone.reason == RULED) == (verdict.reason == RULED)
        ):
            open_zone = Zone(open_zone.start, block.end, "boilerplate", open_zone.tier, open_zone.reason)
            zones[-1] = open_zone
        else:
            open_zone = Zone(block.start, block.end, "boilerplate", verdict.tier, verdict.reason)
            zones.append(open_zone)
    return tuple(zones)


def find_repeats(text: str, paragraphs: Sequence[Block]) -> tuple[Zone, ...]:
    """Paragraphs of at least 25 code points that came before, adjacent ones merged.

    A lone heading or item of a list is none: these come again. Compared by a hash of the text with white
    space, case, quotes and dashes folded.
    """
    first: dict[bytes, int] = {}
    runs: list[tuple[int, int, int]] = []
    for i, block in enumerate(paragraphs):
        folded = " ".join(_folded(text[block.start : block.end]).casefold().split())
        if len(folded) < SHORTEST_REPEAT:
            continue
        key = blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        source = first.setdefault(key, i)
        if source == i:
            continue
        together = not text[paragraphs[i - 1].end : block.start].strip()
        if runs and together and runs[-1][1] == i - 1 and runs[-1][2] + (i - runs[-1][0]) == source:
            runs[-1] = (runs[-1][0], i, runs[-1][2])
        else:
            runs.append((i, i, source))
    return tuple(
        Zone(
            paragraphs[a].start,
            paragraphs[b].end,
            "repeat",
            "sure",
            _said(paragraphs, source, source + b - a),
        )
        for a, b, source in runs
        if a != b or not _is_line(text, paragraphs[a])
    )


def _is_line(text: str, block: Block) -> bool:
    """Whether *block* is a heading or an item: a few words that are no statement."""
    line = text[block.start : min(block.end, block.start + LONGEST_LINE)]
    return len(line.split()) <= LINE_WORDS and (is_unfinished(line) or line.endswith(("?", "!")))


def _folded(text: str) -> str:
    for mark, plain in FOLDED.items():
        text = text.replace(mark, plain)
    return text


def _said(paragraphs: Sequence[Block], first: int, last: int) -> str:
    if first == last:
        return f"repeats paragraph {paragraphs[first].number}"
    return f"repeats paragraphs {paragraphs[first].number}-{paragraphs[last].number}"
