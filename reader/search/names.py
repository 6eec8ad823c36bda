"""The names entities go by, so that a query for one name finds passages that use another.

Byelorussia finds Belarus, USSR finds the Soviet Union. Names are counted by the articles that bring them, and
go when the last such article goes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import distance

from reader.search.results import ArticleEntity
from reader.search.tokens import edit_budget, words
from reader.search.transliteration import sound_key

if TYPE_CHECKING:
    from reader.search.vocabulary import Vocabulary

LONGEST = 6
"""Words in the longest name that is looked for in a query."""


class EntityNames:
    """Names and aliases of the entities of all articles, by their folded words."""

    def __init__(self) -> None:
        self._names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._titles: dict[str, str] = {}
        self._by_words: dict[tuple[str, ...], set[str]] | None = None
        self._single: Vocabulary | None = None

    def add(self, entities: Iterable[ArticleEntity]) -> None:
        """Count the names of *entities* once more."""
        for entity in entities:
            self._names[entity.id].update((entity.name, *entity.aliases))
            self._titles[entity.id] = entity.name
        self._by_words = self._single = None

    def remove(self, entities: Iterable[ArticleEntity]) -> None:
        """Undo one ``add``."""
        for entity in entities:
            names = self._names[entity.id]
            names.subtract((entity.name, *entity.aliases))
            self._names[entity.id] = names = +names
            if not names:
                del self._names[entity.id]
                self._titles.pop(entity.id, None)
        self._by_words = self._single = None

    def name(self, entity: str) -> str:
        """The name an entity is listed under."""
        return self._titles.get(entity, entity)

    def names(self, entity: str) -> tuple[str, ...]:
        """All names of an entity, the listed one first."""
        first = self.name(entity)
        return (first, *(name for name in self._names.get(entity, ()) if name != first))

    def called(self, keys: Sequence[str]) -> frozenset[str]:
        """Ids of the entities with a name of exactly these folded words."""
        return frozenset(self._table.get(tuple(keys), ()))

    @property
    def single(self) -> Vocabulary:
        """The names of one word."""
        if self._single is None:
            # Here, because those who only compare names have no need of numpy.
            from reader.search.vocabulary import Vocabulary

            self._single = Vocabulary(sorted(key[0] for key in self._table if len(key) == 1))
        return self._single

    def starting(self, prefix: str) -> list[str]:
        """Ids of the entities with a name that has a word beginning with *prefix*, sorted by name."""
        found = {
            entity
            for keys, entities in self._table.items()
            if any(key.startswith(prefix) for key in keys)
            for entity in entities
        }
        return sorted(found, key=lambda entity: (self.name(entity), entity))

    def like(self, value: str) -> frozenset[str]:
        """Ids of the entities whose id is *value* or whose name or an alias is like it (see ``matching``)."""
        if value in self._names:
            return frozenset((value,))
        found = matching(value, {name for names in self._names.values() for name in names})
        return frozenset(entity for entity, names in self._names.items() if not found.isdisjoint(names))

    @property
    def _table(self) -> dict[tuple[str, ...], set[str]]:
        if self._by_words is None:
            self._by_words = {}
            for entity, names in self._names.items():
                for name in names:
                    keys = tuple(words(name))
                    if 1 <= len(keys) <= LONGEST:
                        self._by_words.setdefault(keys, set()).add(entity)
        return self._by_words


def matching(value: str, names: Iterable[str]) -> frozenset[str]:
    """Those of *names* that have every word of *value*: as a word or its beginning; if no name has, as a word
    that sounds alike or is within the edit budget. Order and case do not matter."""
    wanted = words(value)
    if not wanted:
        return frozenset()
    table = {name: words(name) for name in names}
    for alike in (_begins, _resembles):
        found = frozenset(
            name
            for name, keys in table.items()
            if all(any(alike(word, key) for key in keys) for word in wanted)
        )
        if found:
            return found
    return frozenset()


def _begins(word: str, key: str) -> bool:
    return key == word or (len(word) >= 3 and key.startswith(word))


def _resembles(word: str, key: str) -> bool:
    if _begins(word, key):
        return True
    sound = sound_key(word)
    if sound and sound == sound_key(key):
        return True
    budget = edit_budget(word)
    return bool(budget) and distance.OSA.distance(word, key, score_cutoff=budget) <= budget
