"""Lines that come back in other files of the corpus: the strongest sign that they are the site's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from reader.corpus.boilerplate import normalised_line
from reader.corpus.decoding import NotText, decode
from reader.corpus.scan import read_edges

__all__ = ["EDGE", "SAMPLE", "find_repeated_lines", "repeated_in", "spread"]

T = TypeVar("T")

SAMPLE = 200
"""Files of one folder that are looked at; evenly spread, so that the choice depends on the names alone."""
EDGE = 4_096
"""Bytes at the head of a file that are looked at, and as many at its tail."""
LONGEST_LINE = 160
WITNESSES = 6
"""Files of one line that are compared with one another."""


def spread(names: Sequence[T], count: int = SAMPLE) -> Sequence[T]:
    """At most *count* of *names*, evenly spread."""
    if len(names) <= count:
        return names
    return [names[i * len(names) // count] for i in range(count)]


def repeated_in(root: Path, folder: bytes, names: Sequence[bytes]) -> frozenset[str]:
    """Normalised lines that several of the files *names* in one *folder* below *root* share."""
    edges = map(_text, read_edges(root, folder, names, EDGE))
    return find_repeated_lines(edge for edge in edges if edge)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return decode(data).text
    except NotText:
        # Whoever opens that article is told; for its neighbours it is only one witness less.
        return ""


def find_repeated_lines(edges: Iterable[str]) -> frozenset[str]:
    """Normalised lines that stand in two of *edges* (heads and tails of files) that are different stories.

    Two files that share half of their lines are one story in two versions: what they share says nothing.
    """
    stories: list[frozenset[str]] = []
    holders: dict[str, list[int]] = defaultdict(list)
    for number, edge in enumerate(edges):
        lines = {normalised_line(line) for line in edge.splitlines() if line} - {""}
        stories.append(frozenset(lines))
        for line in lines:
            if len(line) <= LONGEST_LINE and len(holders[line]) < WITNESSES:
                holders[line].append(number)
    return frozenset(
        line
        for line, files in holders.items()
        if any(_differ(stories[a], stories[b]) for n, a in enumerate(files) for b in files[n + 1 :])
    )


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether at most half of the shorter one is shared, by lines or by letters: a site's lines are short."""
    shared = a & b
    by_lines = 2 * len(shared) <= min(len(a), len(b))
    return by_lines or 2 * sum(map(len, shared)) <= min(sum(map(len, a)), sum(map(len, b)))
