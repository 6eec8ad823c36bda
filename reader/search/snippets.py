"""Read a passage again, word by word: exactly where the query is met, how close together, and why.

Nothing is shown that was not found here on the text itself; phrases and exclusions are decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.corpus.document import Range
from reader.search.expansion import Expansion, Match
from reader.search.postings import ENTITY
from reader.search.query import Term
from reader.search.results import Highlight
from reader.search.tokens import Token

Answer = tuple[int, str, Match]
"""Number of the group, the word as typed, how it is met."""
NEARNESS = 0.6
"""How much more a passage counts whose words stand side by side."""
IN_ORDER = 0.15
"""How much more if they stand there in the order typed."""


@dataclass(frozen=True, slots=True)
class Met:
    """A stretch of the text that answers to a group of the query."""

    start: int
    end: int
    first: int
    """Number of its first word."""
    last: int
    group: int
    word: str
    match: Match


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage turned out to have."""

    met: tuple[Met, ...]
    groups: frozenset[int]
    cost: int
    raised: float
    """What the score is multiplied by: 1 for a single word, more for words close together and in order."""


class Reader:
    """Reads passages for one query; remembers what each word of the texts answers to."""

    def __init__(self, plans: Sequence[Sequence[Expansion]], excluded: Sequence[Term]) -> None:
        self._plans = plans
        self._excluded = [term for term in excluded if term.phrase]
        self._phrases = any(e.term.phrase for plan in plans for e in plan)
        self._words: dict[str, list[Answer]] = {}
        self._beginnings: dict[str, list[Answer]] = {}
        for group, plan in enumerate(plans):
            for expansion in plan:
                for key, match in expansion.words.items():
                    self._words.setdefault(key, []).append((group, expansion.term.typed, match))
                for key, match in expansion.prefixes.items():
                    self._beginnings.setdefault(key, []).append((group, expansion.term.typed, match))
        self._sizes = sorted({len(prefix) for prefix in self._beginnings})
        self._known: dict[str, tuple[Answer, ...]] = {}

    @property
    def decides(self) -> bool:
        """Whether a passage may turn out to be no hit when it is read."""
        return self._phrases or bool(self._excluded)

    def accepts(self, tokens: Sequence[Token], reading: Reading) -> bool:
        """Whether the phrases asked for are here, and those excluded are not."""
        if any(next(iter(phrase_places(tokens, term)), None) is not None for term in self._excluded):
            return False
        if not reading.groups:
            return not self._phrases
        return all(
            group in reading.groups
            for group, plan in enumerate(self._plans)
            if all(e.term.phrase for e in plan)
        )

    def read(self, tokens: Sequence[Token], mentions: Iterable[tuple[str, Range]] = ()) -> Reading:
        """What *tokens* and the *mentions* (entity id and code points) have of the query."""
        met: list[Met] = []
        known = self._known
        for token in tokens:
            answers = known.get(token[0])
            for group, word, match in self._answers(token[0]) if answers is None else answers:
                met.append(Met(token.start, token.end, token.first, token.last, group, word, match))
        for entity, place in mentions:
            for group, word, match in self._answers(ENTITY + entity):
                inside = [t for t in tokens if place.start <= t.start and t.end <= place.end]
                if inside:
                    first, last = inside[0].first, inside[-1].last
                    met.append(Met(place.start, place.end, first, last, group, word, match))
        if self._phrases:
            met.extend(self._phrases_met(tokens))
        return _reading(met)

    def _answers(self, key: str) -> tuple[Answer, ...]:
        """What a word of the text answers to: for each term the match of most weight."""
        found = list(self._words.get(key, ()))
        for size in self._sizes:
            found.extend(self._beginnings.get(key[:size], ()))
        if len(found) > 1:
            found.sort(key=lambda answer: -answer[2].weight)
            found = list(
                {(group, word): (group, word, match) for group, word, match in reversed(found)}.values()
            )
        known = self._known[key] = tuple(found)
        return known

    def _phrases_met(self, tokens: Sequence[Token]) -> Iterable[Met]:
        for group, plan in enumerate(self._plans):
            for expansion in plan:
                if expansion.term.phrase:
                    for first, last in phrase_places(tokens, expansion.term):
                        yield Met(
                            first.start, last.end, first.first, last.last, group, expansion.term.typed,
                            Match(1.0, 0, "phrase"),
                        )  # fmt: skip


def phrase_places(tokens: Sequence[Token], term: Term) -> Iterable[tuple[Token, Token]]:
    """First and last word of each place where the words of *term* follow each other. A joined compound may
    stand for its parts, as it does in the text. Linear for words that do not repeat."""
    at: dict[int, list[Token]] = {}
    for token in tokens:
        at.setdefault(token.first, []).append(token)
    for token in tokens:
        if token.key != term.keys[0] and not (
            term.half_typed and len(term.keys) == 1 and token.key.startswith(term.keys[0])
        ):
            continue
        ends = [token]
        for number, key in enumerate(term.keys[1:], 1):
            typing = term.half_typed and number == len(term.keys) - 1
            ends = [
                following
                for end in ends
                for following in at.get(end.last, ())
                if following.key == key or (typing and following.key.startswith(key))
            ]
        if ends:
            yield token, ends[-1]


def highlights(text: str, shift: int, reading: Reading) -> tuple[Highlight, ...]:
    """The stretches of *text* met, disjoint and in order, as offsets into it plus *shift*. Of each group only
    the best kind of match is shown: a passage that has the word itself need not show what resembles it."""
    best: dict[int, int] = {}
    for met in reading.met:
        best[met.group] = min(best.get(met.group, 99), met.match.cost)
    chosen = [met for met in reading.met if met.match.cost == best[met.group]]
    chosen.sort(key=lambda met: (-met.match.weight, met.start - met.end, met.start))
    taken: set[int] = set()
    found: list[Highlight] = []
    for met in chosen:
        span = range(met.first, met.last)
        if any(i in taken for i in span):
            continue
        taken.update(span)
        shown = " ".join(text[met.start : met.end].split())
        found.append(
            Highlight(met.start + shift, met.end + shift, met.match.kind, met.word, reason(shown, met))
        )
    return tuple(sorted(found, key=lambda h: h.start))


def reason(shown: str, met: Met) -> str:
    """Why the words *shown* were found, for a person; empty if they are as typed."""
    match met.match.kind:
        case "edit":
            return f"{shown}: {met.match.edits} edit{'s' if met.match.edits > 1 else ''}"
        case "transliteration":
            return f"{shown}: transliteration"
        case "alias":
            return f"{shown}: another name for {met.word}"
        case _:
            return ""


def _reading(met: list[Met]) -> Reading:
    cost: dict[int, int] = {}
    for one in met:
        cost[one.group] = min(cost.get(one.group, 99), one.match.cost)
    return Reading(tuple(met), frozenset(cost), sum(cost.values()), _raised(met, cost))


def _raised(met: list[Met], cost: dict[int, int]) -> float:
    """From the densest window that has every group met: how near its words are, and whether in order."""
    if len(cost) < 2:
        return 1.0
    places = sorted({(m.first, m.group) for m in met if m.match.cost == cost[m.group]})
    order = sorted(cost)
    best = (places[-1][0] - places[0][0] + 1, True)
    inside: dict[int, int] = {}
    latest: dict[int, int] = {}
    low = 0
    for place, group in places:
        inside[group] = inside.get(group, 0) + 1
        latest[group] = place
        while len(inside) == len(cost):
            stand = [latest[g] for g in order]
            best = min(best, (place - places[low][0] + 1, stand != sorted(stand)))
            left = places[low][1]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            low += 1
    width, disordered = best
    nearness = min(1.0, (len(cost) - 1) / max(1, width - 1))
    return 1 + NEARNESS * nearness + (0 if disordered else IN_ORDER)
