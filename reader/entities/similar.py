"""Names spelt nearly alike: merged where that is safe, asked about where it is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reader.entities.gazetteer import gazetteer

RATIO = 88.0
LENGTHS = 2
SHORTEST = 10
"""Letters a name needs to be merged by likeness: in short names one letter is too much."""
SHORTEST_ASKED = 6
CROWD = 400
"""Names that may share one word before the word stops being a reason to compare."""
PATRONYMICS = ("vich", "ich", "ovna", "evna", "vna")
"""Endings of a middle name that says whose child one is, and so may be left out."""
FUZZY_KINDS = ("person", "org", "law", "event", "weapon", "platform", "loc")


@dataclass(frozen=True, slots=True)
class SameAs:
    """Two entity ids that may be one, and why."""

    one: str
    two: str
    reason: str


def bones(word: str) -> str:
    """The consonants of a word, spellings of one sound made one: Lukashenko and Lukashenka agree."""
    word = word.replace("x", "ks").replace("ck", "k").replace("kh", "h").replace("zh", "j").replace("w", "v")
    word = re.sub(r"[aeiouy]", "", word.replace("ph", "f").replace("q", "k").replace("c", "k"))
    return re.sub(r"(.)\1+", r"\1", word)


class Similar:
    """An index of keys by their words and consonants, with the likeness found at each `add`."""

    def __init__(self) -> None:
        self._blocks: defaultdict[str, set[str]] = defaultdict(set)
        self._same: defaultdict[str, set[str]] = defaultdict(set)
        self._ask: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def add(self, key: str) -> None:
        """Compare *key* with those that share a block with it, and keep it."""
        blocks = list(_blocks_of(key))
        others = set()
        for block in blocks:
            if len(self._blocks[block]) <= CROWD:
                others |= self._blocks[block]
        for other in others:
            if other != key:
                self._compare(key, other)
        for block in blocks:
            self._blocks[block].add(key)

    def remove(self, key: str) -> None:
        """Forget *key* and what was found about it."""
        for block in _blocks_of(key):
            self._blocks[block].discard(key)
        for other in self._same.pop(key, ()):
            self._same[other].discard(key)
        for other in self._ask.pop(key, ()):
            self._ask[other].pop(key, None)

    def same(self, key: str) -> frozenset[str] | set[str]:
        """Keys that are *key* in another spelling."""
        return self._same.get(key, frozenset())

    def questions(self) -> Iterator[SameAs]:
        """Pairs too alike to pass over, not alike enough to merge."""
        for one in sorted(self._ask):
            for two, reason in sorted(self._ask[one].items()):
                if one < two:
                    yield SameAs(one, two, reason)

    def _compare(self, one: str, two: str) -> None:
        verdict, reason = compare(one, two)
        if verdict == "same":
            self._same[one].add(two)
            self._same[two].add(one)
        elif verdict == "ask":
            self._ask[one][two] = reason
            self._ask[two][one] = reason


def _blocks_of(key: str) -> Iterator[str]:
    kind, _, name = key.partition(":")
    if kind not in FUZZY_KINDS:
        return
    words = [w for w in name.split("-") if w]
    if kind == "person" and len(words) < 2:
        return
    if len(words) > 1:
        yield f"{kind}<{words[0]}"
    if words:
        yield f"{kind}>{words[-1]}"
    yield f"{kind}={''.join(bones(w) for w in words)}"


def compare(one: str, two: str) -> tuple[str, str]:
    """``same``, ``ask`` or nothing for two keys of one kind, and the reason of a question.

    A whole-name ratio alone merges the universities of Bonn and London and the parties of Austria and
    Croatia, so the words are compared one by one as well, and a pair of words that both exist is never
    taken for a slip of the pen.
    """
    from rapidfuzz import fuzz

    kind = one.partition(":")[0]
    first, second = one.partition(":")[2].replace("-", " "), two.partition(":")[2].replace("-", " ")
    short, long = sorted((first, second), key=lambda n: (len(n), n))
    if kind == "org" and " " not in short:
        generic = short.capitalize() in gazetteer().cues["orghead"] or len(short) < 4
        if long.endswith(" " + short) and not generic:
            return "ask", "the shorter name may stand for the longer"
    if any(c.isdigit() for c in first + second) or len(short) < SHORTEST_ASKED:
        return "", ""
    mine, its = first.split(), second.split()
    if kind == "person" and sorted(mine) == sorted(its):
        return "same", ""
    if len(mine) != len(its):
        extra = kind == "person" and len(mine) > 1 and len(its) > 1
        if extra and (mine[0], mine[-1]) == (its[0], its[-1]):
            return "ask", "a middle name more"
        return "", ""
    pairs = [(a, b) for a, b in zip(mine, its, strict=True) if a != b]
    if not all(_near(a, b) for a, b in pairs):
        return "", ""
    close = abs(len(first) - len(second)) <= LENGTHS and fuzz.ratio(first, second) >= RATIO
    if not close or len(short) < SHORTEST:
        return "ask", "spelt nearly alike"
    doubt = _doubt(kind, pairs, pairs[-1] == (mine[-1], its[-1]))
    return ("ask", doubt) if doubt else ("same", "")


def _near(one: str, two: str) -> bool:
    """Whether two words may be one in two spellings: by their consonants, or but for two letters."""
    from rapidfuzz import distance

    if one[0] != two[0] or min(len(one), len(two)) < 4:
        return False
    return bones(one) == bones(two) or (
        min(len(one), len(two)) >= 5 and distance.Levenshtein.distance(one, two, score_cutoff=2) <= 2
    )


def _doubt(kind: str, pairs: list[tuple[str, str]], at_end: bool) -> str:
    """Why two names that look alike may yet be two: Kristin and Kristen, Ivanov and Ivanova, or empty."""
    from rapidfuzz import distance

    known = gazetteer()
    if len(pairs) > 1:
        return "they differ in two words"
    one, two = sorted(pairs[0], key=lambda w: (len(w), w))
    if kind == "person" and at_end and two in (one + "a", one + "aya", one[:-1] + "aya"):
        return "a man's and a woman's form of the surname"
    names = (one.capitalize(), two.capitalize())
    if all(n in known.men or n in known.women for n in names):
        return "two first names that both exist"
    if kind == "person" and at_end and all(n in known.surnames for n in names):
        return "two surnames that both exist"
    if kind != "person" and all(w in known.words or known.find(w) is not None for w in (one, two)):
        return "two words that both exist"
    if bones(one) != bones(two) and (distance.Levenshtein.distance(one, two) > 1 or len(one) < 6):
        return "spelt nearly alike"
    return ""


def without_middle(key: str, tokens: list[str], full: list[tuple[str, list[str]]]) -> str:
    """The name without initials or patronymic in the middle if it is met too and nothing contradicts.

    A whole middle name joins nobody: John Quincy Adams is not John Adams.
    """
    if len(tokens) < 3 or not all(len(t) <= 2 or t.endswith(PATRONYMICS) for t in tokens[1:-1]):
        return ""
    plain = ""
    for other, parts in full:
        if len(parts) < 2 or parts[0] != tokens[0] or parts[-1] != tokens[-1]:
            continue
        if len(parts) == 2:
            plain = other
        elif parts[1][0] != tokens[1][0] or (
            len(parts[1]) > 1 and len(tokens[1]) > 1 and parts[1] != tokens[1]
        ):
            return ""
    return plain
