"""What a reader said of a line: boilerplate or not. Remembered by outlet, it wins over every rule."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from reader.corpus.boilerplate import Verdict, normalised_line
from reader.corpus.document import Document, Range

__all__ = [
    "LONGEST",
    "RULED",
    "Lines",
    "LinesOfArticles",
    "Rulings",
    "differing",
    "line_key",
    "outlet_key",
    "overruled",
    "takes_the_last",
]

LONGEST = 2_000
"""Code points of the longest line that can be ruled on: a longer one is text, and no record holds a book."""
RULED = "a reader said so"
"""The reason of boilerplate that a reader took for it."""
FEWEST_WORDS = 3
"""Of a block that makes an article: shorter ones alone are no article."""

Lines = Mapping[str, bool]
"""Whether a line, by its key, is boilerplate."""
Rulings = Mapping[str, Lines]
"""The lines of each outlet, by its key; "" is that of articles whose outlet is unknown."""


def outlet_key(outlet: str) -> str:
    """*outlet* for comparison: case and white space folded."""
    return " ".join(outlet.casefold().split())


def line_key(line: str) -> str:
    """*line* for comparison; one of marks alone is compared by them."""
    return normalised_line(line) or " ".join(line.split())


def overruled(
    text: str, blocks: Sequence[Range], verdicts: Sequence[Verdict | None], lines: Lines
) -> tuple[Verdict | None, ...]:
    """*verdicts* on *blocks* with what a reader said of these *lines* in their place.

    An article never loses all its blocks: what would take the last ones is not heeded.
    """
    said = [_said(text, block, lines) for block in blocks]
    ruled = [
        verdict if ruling is None else Verdict("sure", RULED) if ruling else None
        for verdict, ruling in zip(verdicts, said, strict=True)
    ]
    left = any(v is None and _is_text(text, b) for v, b in zip(ruled, blocks, strict=True))
    if left:
        return tuple(ruled)
    return tuple(v if ruling else r for v, r, ruling in zip(verdicts, ruled, said, strict=True))


def _said(text: str, block: Range, lines: Lines) -> bool | None:
    if block.end - block.start > LONGEST:
        return None
    return lines.get(line_key(text[block.start : block.end]))


def _is_text(text: str, block: Range) -> bool:
    return len(text[block.start : min(block.end, block.start + LONGEST)].split()) >= FEWEST_WORDS


def takes_the_last(document: Document, line: str) -> bool:
    """Whether nothing of *document* is left once *line* is boilerplate."""
    text, key = document.text, line_key(line)
    return not any(
        b.kind != "boilerplate" and _is_text(text, b) and line_key(text[b.start : b.end]) != key
        for b in document.blocks
    )


def differing(old: Rulings, new: Rulings) -> tuple[tuple[str, str], ...]:
    """Outlet and line, by their keys, of each ruling that *new* adds to *old*, takes away or turns round."""
    both = {(outlet, line) for rulings in (old, new) for outlet, lines in rulings.items() for line in lines}
    return tuple(at for at in both if old.get(at[0], {}).get(at[1]) != new.get(at[0], {}).get(at[1]))


class LinesOfArticles:
    """Which articles hold a line, 8 bytes a line; articles that were not noted are not known.

    May be asked and told from several threads.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, array[int]]] = {}

    def note(self, document: Document) -> None:
        """Take in the lines of *document*, in the place of what was known of its path."""
        text = document.text
        keys = (hash(line_key(text[b.start : b.end])) for b in document.blocks if b.end - b.start <= LONGEST)
        self._known[document.path] = outlet_key(document.metadata.outlet), array("q", keys)

    def holding(self, outlet: str, line: str) -> tuple[str, ...]:
        """The articles of *outlet* in which *line* stands as a paragraph of its own, sorted."""
        wanted, published = hash(line_key(line)), outlet_key(outlet)
        known = dict(self._known)
        return tuple(sorted(p for p, (by, lines) in known.items() if by == published and wanted in lines))
