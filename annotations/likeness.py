"""How alike two texts are as wholes: enough to tell an edited article from another one.

Dice's coefficient over the sets of three words in a row: 1 for the same words, about 2/3 when one half of a
text is gone, near 0 for two articles of one newspaper. What is written without spaces counts by characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

Shingles = frozenset[tuple[str, ...]]
ALIKE = 0.5
"""From here on a text may be another version of the same article."""
ANOTHER = 0.2
"""Below this it is another article."""
ROOM = 10_000_000
"""Characters of which every shingle is kept."""

_WIDE = "\u2e80-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_WIDE}]|[^\\W{_WIDE}]+")
_SIZE = 3


def shingles(text: str) -> Shingles:
    """The runs of three words in *text*; of a shorter text, its words in one run."""
    words = _WORD.findall(text.casefold())
    if len(words) <= _SIZE:
        return frozenset([tuple(words)] if words else [])
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def likeness(one: Shingles, other: Shingles) -> float:
    """0 to 1; two texts without words are not alike."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


class Crowd:
    """Many texts, asked which of them is like another one without comparing it with each.

    A share of the shingles is kept, so that *characters* in all take no more room than ``ROOM``.
    """

    def __init__(self, characters: int) -> None:
        self._every = 1 + characters // ROOM
        self._holding: dict[tuple[str, ...], list[int]] = {}
        self._names: list[str] = []

    def add(self, name: str, text: str) -> None:
        """Another text, called *name*."""
        for shingle in self._kept(shingles(text)):
            self._holding.setdefault(shingle, []).append(len(self._names))
        self._names.append(name)

    def nearest(self, texts: Iterable[Shingles], most: int) -> list[str]:
        """The names of the *most* texts that share most with any of *texts*; none that shares nothing."""
        shared: Counter[int] = Counter()
        for shingle in {kept for text in texts for kept in self._kept(text)}:
            shared.update(self._holding.get(shingle, ()))
        return [self._names[index] for index, _ in shared.most_common(most)]

    def _kept(self, text: Shingles) -> Iterator[tuple[str, ...]]:
        return (shingle for shingle in text if hash(shingle) % self._every == 0)
