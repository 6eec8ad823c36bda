"""What a typed word may stand for: itself, a beginning, another spelling, another name, a slip of the finger.

An expansion is a set of weighted words, independent of any index: what an engine for a larger corpus would be
handed. ``cost`` is the tier: 0 as typed (half-typed words too), 1 another spelling or name, 2 an edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reader.search.names import LONGEST, EntityNames
from reader.search.postings import ENTITY
from reader.search.query import Group, Term
from reader.search.results import HighlightKind
from reader.search.tokens import edit_budget
from reader.search.transliteration import from_french, has_cyrillic, sound_key, to_latin
from reader.search.vocabulary import Vocabulary

EXACT = 1.0
ALIAS = 0.9
PREFIX = 0.85
TRANSLITERATION = 0.7
ABBREVIATION = 0.6
"""A word typed in the middle of the query that no text has, taken as the beginning of one."""
EDITS = (1.0, 0.55, 0.3)
WRONG_FIRST = 0.7
SHORTEST_PREFIX = 3
MOST_WORDS = 256
"""Expansions by likeness that are kept for one word, the best ones."""


class Match(NamedTuple):
    """How a word of the text answers to a word of the query."""

    weight: float
    cost: int
    kind: HighlightKind
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Expansion:
    """One term of the query, with all it may stand for."""

    term: Term
    words: dict[str, Match] = field(default_factory=dict)
    """Whole words; one beginning with ``ENTITY`` is any mention of that entity."""
    prefixes: dict[str, Match] = field(default_factory=dict)
    """Beginnings of words."""

    def add(self, key: str, match: Match) -> None:
        """Let *key* stand for the term, unless it already does with more weight."""
        _better(self.words, key, match)


def _better(table: dict[str, Match], key: str, match: Match) -> None:
    known = table.get(key)
    if known is None or known.weight < match.weight:
        table[key] = match


def expand(
    groups: Sequence[Group],
    vocabularies: Sequence[Vocabulary],
    names: EntityNames,
    *,
    exact: bool = False,
    short: bool = False,
) -> list[list[Expansion]]:
    """For each group, its terms expanded over *vocabularies* and *names*: nothing fuzzy if *exact*,
    beginnings of any length if the whole query is *short*."""
    least = 1 if short else SHORTEST_PREFIX
    plans = [
        [
            _expand(term, vocabularies, names, least, fuzzy=not exact and not term.exact)
            for term in group.terms
        ]
        for group in groups
    ]
    if not exact:
        _add_long_names(plans, names)
    return plans


def _expand(
    term: Term, vocabularies: Sequence[Vocabulary], names: EntityNames, least: int, *, fuzzy: bool
) -> Expansion:
    found = Expansion(term)
    if term.phrase:
        return found
    word = term.keys[0]
    found.words[word] = Match(EXACT, 0, "exact")
    typing = term.half_typed and len(word) >= least
    if typing:
        found.prefixes[word] = Match(PREFIX, 0, "prefix")
    if not fuzzy:
        return found
    whole = any(word in vocabulary.index for vocabulary in vocabularies)
    begun = any(low < high for low, high in (v.prefixed(word) for v in vocabularies))
    known = whole or (typing and begun)
    if not whole and not typing and begun and len(word) >= SHORTEST_PREFIX:
        found.prefixes[word] = Match(ABBREVIATION, 1, "prefix")
    for vocabulary in vocabularies:
        _add_spellings(found, word, vocabulary, typing=typing, known=known)
        _add_edits(found, word, vocabulary, typing=typing, known=known)
    _add_names(found, word, names, typing=typing, known=known)
    _keep_best(found)
    return found


def _add_spellings(found: Expansion, word: str, vocabulary: Vocabulary, *, typing: bool, known: bool) -> None:
    spelling = Match(TRANSLITERATION, 1, "transliteration")
    for key in dict.fromkeys((sound_key(word), sound_key(from_french(word)))):
        for i in vocabulary.sounding(key):
            found.add(vocabulary.terms[i], spelling)
    foreign = has_cyrillic(word)
    if foreign and to_latin(word) in vocabulary.index:
        found.add(to_latin(word), spelling)
    if typing and (foreign or not known):
        begun = Match(TRANSLITERATION * PREFIX, 1, "transliteration")
        for i in vocabulary.sounding(sound_key(word, whole=False), prefix=True)[:MOST_WORDS]:
            found.add(vocabulary.terms[i], begun)


def _add_edits(found: Expansion, word: str, vocabulary: Vocabulary, *, typing: bool, known: bool) -> None:
    forms = [(word, 1.0, 0)]
    if has_cyrillic(word):
        forms.append((to_latin(word), TRANSLITERATION, 1))
    for form, weight, cost in forms:
        budget = edit_budget(form)
        for i, distance in vocabulary.near(form, budget):
            key = vocabulary.terms[i]
            first = 1.0 if key[0] == form[0] else WRONG_FIRST
            match = Match(weight * EDITS[distance] * first, cost + 2 * distance, "edit", distance)
            found.add(key, match)
        if typing and (len(form) > 4 or not known):
            for near in vocabulary.near_prefixes(form, budget):
                match = Match(
                    weight * PREFIX * EDITS[near.distance], cost + 2 * near.distance, "edit", near.distance
                )
                _better(found.prefixes, near.prefix, match)


def _add_names(found: Expansion, word: str, names: EntityNames, *, typing: bool, known: bool) -> None:
    vocabulary = names.single
    alike = {word: Match(ALIAS, 1, "alias")}
    for i, distance in vocabulary.near(word, edit_budget(word)):
        match = Match(ALIAS * EDITS[distance], 1 + 2 * distance, "alias", distance)
        _better(alike, vocabulary.terms[i], match)
    for i in vocabulary.sounding(sound_key(word)):
        _better(alike, vocabulary.terms[i], Match(ALIAS * TRANSLITERATION, 2, "alias"))
    if typing and not known:
        for i in range(*vocabulary.prefixed(word)):
            _better(alike, vocabulary.terms[i], Match(ALIAS * PREFIX, 1, "alias"))
    for name, match in alike.items():
        for entity in names.called((name,)):
            found.add(ENTITY + entity, match)


def _add_long_names(plans: list[list[Expansion]], names: EntityNames) -> None:
    """Words that together are a name stand, each of them, for the entity."""
    alone = [len(plan) == 1 and not (plan[0].term.exact or plan[0].term.phrase) for plan in plans]
    keys = [plan[0].term.keys[0] if one else "" for plan, one in zip(plans, alone, strict=True)]
    for start in range(len(keys)):
        for end in range(start + 2, min(len(keys), start + LONGEST) + 1):
            for entity in names.called(keys[start:end]):
                for plan in plans[start:end]:
                    plan[0].add(ENTITY + entity, Match(ALIAS, 1, "alias"))


def _keep_best(found: Expansion) -> None:
    if len(found.words) > MOST_WORDS:
        best = sorted(found.words.items(), key=lambda item: (-item[1].weight, item[0]))[:MOST_WORDS]
        found.words.clear()
        found.words.update(best)
