"""Names spelt nearly alike: merged where that is safe, asked about where it is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reader.entities.gazetteer import gazetteer

RATIO = 88.0
TOKEN_SET = 95.0
LENGTHS = 2
ASK_FROM = 80.0
SHORTEST = 10
"""Letters a name needs to be merged by likeness: in short names one letter is too much."""
CROWD = 400
"""Names that may share one word before the word stops being a reason to compare."""
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
    """``same``, ``ask`` or nothing for two keys of one kind, and the reason of a question."""
    from rapidfuzz import fuzz

    kind = one.partition(":")[0]
    first, second = one.partition(":")[2].replace("-", " "), two.partition(":")[2].replace("-", " ")
    if kind == "org" and " " not in min(first, second, key=len):
        short, long = sorted((first, second), key=lambda n: (len(n), n))
        if long.endswith(" " + short) and short not in gazetteer().cues["orghead"]:
            return "ask", "the shorter name may stand for the longer"
    if any(c.isdigit() for c in first + second):
        return "", ""
    ratio = fuzz.ratio(first, second)
    close = abs(len(first) - len(second)) <= LENGTHS
    alike = close and (ratio >= RATIO or fuzz.token_set_ratio(first, second) >= TOKEN_SET)
    if alike and min(len(first), len(second)) >= SHORTEST:
        doubt = _doubt(kind, first.split(), second.split())
        return ("ask", doubt) if doubt else ("same", "")
    if close and ratio >= ASK_FROM:
        return "ask", "spelt nearly alike"
    mine, its = (["".join(bones(w)) for w in n.split()] for n in (first, second))
    if mine == its and kind == "person":
        return "ask", "the same consonants: another transliteration?"
    return "", ""


def _doubt(kind: str, first: list[str], second: list[str]) -> str:
    """Why two names that look alike may yet be two: John and Joan, Ivanov and Ivanova."""
    if kind != "person":
        known = gazetteer().words
        if len(first) == len(second) and any(
            a != b and a in known and b in known for a, b in zip(first, second, strict=True)
        ):
            return "they differ in an ordinary word"
        return "" if len(first) == len(second) else "a word more"
    if len(first) != len(second):
        return "a name more"
    given = gazetteer().given
    for at, (a, b) in enumerate(zip(first, second, strict=True)):
        if a == b:
            continue
        if (
            at + 1 < len(first)
            and a.capitalize() in given
            and b.capitalize() in given
            and bones(a) != bones(b)
        ):
            return "two first names that both exist"
        if at + 1 == len(first):
            short, long = sorted((a, b), key=len)
            if long in (short + "a", short + "aya", short[:-1] + "aya", short[:-1] + "a"):
                return "a man's and a woman's form of the surname"
            if len(short) < 6 or (
                a.capitalize() in gazetteer().surnames and b.capitalize() in gazetteer().surnames
            ):
                return "two surnames that both exist"
    if (
        {a for a, b in zip(first, second, strict=True) if a != b}
        and first[0] != second[0]
        and first[-1] != second[-1]
    ):
        return "both names differ"
    return ""
