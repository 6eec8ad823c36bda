"""Layers brought together: overlaps resolved, then one name read the same way all over a document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from reader.entities.gazetteer import gazetteer
from reader.entities.mentions import Mention
from reader.entities.tokens import Token, Tokens

CONFIDENT = 0.8
"""From this score on a name speaks for its other occurrences."""
NAME_KINDS = ("person", "org", "gpe", "loc", "norp", "weapon", "platform", "law", "event", "misc")


def resolve(mentions: Iterable[Mention]) -> list[Mention]:
    """A disjoint choice, sorted: a mention that holds another wins, unless weak; else the likelier one."""
    ordered = sorted(mentions, key=lambda m: (m.score < 0.5, m.start - m.end, -m.score, m.start, m.kind))
    taken = bytearray(max((m.end for m in ordered), default=0))
    chosen: list[Mention] = []
    for mention in ordered:
        if mention.start < mention.end and taken.find(1, mention.start, mention.end) < 0:
            taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            chosen.append(mention)
    chosen.sort(key=lambda m: m.start)
    return chosen


def consistent(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """*mentions* with every confident name found wherever it stands, and weak readings put right by it."""
    known = gazetteer()
    spans = _words_of(tokens, mentions)
    confident: dict[tuple[str, ...], tuple[float, str]] = {}
    votes: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for mention, (start, stop) in zip(mentions, spans, strict=True):
        if mention.kind not in NAME_KINDS or start >= stop:
            continue
        name = tuple(_spelling(w) for w in tokens.words[start:stop])
        votes[name][mention.kind] += mention.score
        if mention.score >= CONFIDENT:
            _teach(confident, name, mention.kind, mention.score)
            if mention.kind == "person" and len(name) > 1:
                surname = name[-1]
                if len(surname) > 2 and surname.lower() not in known.words and not surname.islower():
                    _teach(confident, (surname,), "person", 0.9)
    for name, kinds in votes.items():
        if name not in confident and len(kinds) > 1:
            kind, total = max(kinds.items(), key=lambda item: (item[1], item[0]))
            if total >= 0.5:
                confident[name] = (0.55, kind)
    firsts: dict[str, int] = {}
    for name in confident:
        firsts[name[0]] = max(firsts.get(name[0], 0), len(name))
    out: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for mention, (start, stop) in zip(mentions, spans, strict=True):
        name = tuple(_spelling(w) for w in tokens.words[start:stop])
        better = confident.get(name)
        if better and mention.kind in NAME_KINDS and mention.score < CONFIDENT and better[0] > mention.score:
            mention = Mention(mention.start, mention.end, better[1], better[0], "propagated")
        out.append(mention)
        taken.append((mention.start, mention.end))
    starts = [s for s, _ in taken]
    words = tokens.words
    at = 0
    while at < len(words):
        most = min(firsts.get(_spelling(words[at]), 0), len(words) - at)
        step = 1
        for length in range(most, 0, -1):
            piece = words[at : at + length]
            better = confident.get(tuple(_spelling(w) for w in piece))
            if better is None or any(w.gap == 0 for w in piece[1:]) or (not piece[0].cap and length == 1):
                continue
            begin, end = piece[0].start, piece[-1].end
            left = bisect_right(starts, begin)
            clear = (not left or taken[left - 1][1] <= begin) and (
                left == len(taken) or taken[left][0] >= end
            )
            if clear:
                out.append(Mention(begin, end, better[1], min(better[0], 0.85), "propagated"))
                step = length
                break
        at += step
    out.sort(key=lambda m: m.start)
    return _coordinated(tokens.folded, out)


def _coordinated(folded: str, mentions: list[Mention]) -> list[Mention]:
    """Weak readings that stand in a list with a sure one take its kind: in Tula, Orel and Moscow."""
    out = list(mentions)
    for order in (range(1, len(out)), range(len(out) - 2, -1, -1)):
        for at in order:
            mention = out[at]
            other = out[at - 1] if order.step > 0 else out[at + 1]
            if mention.score >= 0.55 or other.score < 0.55 or other.kind not in LISTED:
                continue
            left, right = (other, mention) if order.step > 0 else (mention, other)
            if right.start - left.end <= 6 and folded[left.end : right.start].split() in LISTS:
                out[at] = Mention(mention.start, mention.end, other.kind, 0.6, "list")
    return out


LISTED = ("person", "gpe", "loc", "org")
LISTS = ([","], ["and"], [",", "and"], [";"], ["or"], ["&"])


def _teach(
    confident: dict[tuple[str, ...], tuple[float, str]], name: tuple[str, ...], kind: str, score: float
) -> None:
    if name not in confident or confident[name] < (score, kind):
        confident[name] = (score, kind)


def _spelling(word: Token) -> str:
    """PUTIN and Putin are one spelling; NATO stays."""
    return word.text.capitalize() if word.upper and len(word.text) > 4 else word.text


def _words_of(tokens: Tokens, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    starts = [w.start for w in tokens.words]
    return [(bisect_left(starts, m.start), bisect_left(starts, m.end)) for m in mentions]
