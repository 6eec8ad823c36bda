"""Who may hold the view a passage expresses: proposals with their reasons, for a person to choose from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reader.corpus.document import Document, Range
from reader.quotations.clauses import PRONOUNS, Clause, find_clauses
from reader.quotations.quotation import Quotation
from reader.quotations.verbs import CARRYING

__all__ = ["Actor", "Proposal", "proposals"]

SPLIT = re.compile(r",?\s+and\s+|,\s+")
ARTICLE = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
LOOKED_BACK = 60
"""Quotations before the passage in which the meaning of a pronoun is looked up."""


@dataclass(frozen=True, slots=True)
class Actor(Range):
    """Code points that name someone; ``name`` is what a pronoun means, or the words themselves."""

    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A holder: the chain without the writer, outermost first, each level the actors it consists of.

    ``unattributed``: nobody is named ("is believed"), and ``levels`` is empty.
    """

    levels: tuple[tuple[Actor, ...], ...]
    reason: str
    unattributed: bool = False


def proposals(quotations: Sequence[Quotation], document: Document, offset: int) -> tuple[Proposal, ...]:
    """Holders for the sentence at *offset* (code points), the likeliest first; none in the writer's voice.

    *quotations* are the document's, sorted. Chains come before their parts.
    """
    sentence = document.sentence_at(offset)
    if sentence is None:
        return ()
    around = [q for q in quotations if q.start <= offset < q.end]
    before = [q for q in quotations if q.end <= sentence.end][-LOOKED_BACK:]
    direct = [
        Range(q.start, q.end)
        for q in quotations
        if q.kind == "direct" and q.end > sentence.start and q.start < sentence.end
    ]
    clauses = find_clauses(document.text, sentence.start, sentence.end, direct)
    sources = [c for c in clauses if c.subject and not c.participle]
    found: list[Proposal] = []
    for q in sorted(around, key=lambda q: q.end - q.start):
        if not q.speaker_name:
            continue
        inner = _actors(document.text, q.speaker, q.speaker_name)
        for c in sources:
            # "...," he added, Interfax reported: an agency that passes the words on.
            if q.kind == "direct" and c.verb in CARRYING and c.subject != q.speaker and c.start > q.end:
                outer = _of(document.text, c, before)
                found.append(Proposal((outer, inner), f"subject of “{c.verb}” passes on {q.speaker_name}"))
        chain = _chain(document.text, sources, before) if q.kind == "indirect" else None
        if chain:
            found.append(chain)
        found.append(Proposal((inner,), q.reason))
    if not around and (chain := _chain(document.text, sources, before)):
        found.append(chain)
    for c in sources:
        reason = "according to" if c.verb.startswith("according") else f"subject of “{c.verb}”"
        found.append(Proposal((_of(document.text, c, before),), reason))
    for c in clauses:
        if c.passive:
            words = [*document.text[max(sentence.start, c.start - 24) : c.start].split()[-1:], c.verb]
            found.append(Proposal((), f"no speaker given: “{' '.join(words)}”", True))
    return _distinct(found)


def _chain(text: str, sources: Sequence[Clause], before: Sequence[Quotation]) -> Proposal | None:
    """ "X reported that Y regarded": X passes on what Y holds."""
    for outer, inner in pairwise(sources):
        between = text[outer.end : inner.subject[0] if inner.subject else inner.start]
        if (
            outer.verb in CARRYING
            and inner.subject != outer.subject
            and re.match(r"\s+(?:\w+\s+){0,3}that\s", between)
        ):
            reason = f"“{inner.verb}”, as “{outer.verb}”"
            return Proposal((_of(text, outer, before), _of(text, inner, before)), reason)
    return None


def _of(text: str, clause: Clause, before: Sequence[Quotation]) -> tuple[Actor, ...]:
    assert clause.subject is not None
    name = " ".join(text[slice(*clause.subject)].split())
    if name.lower() in PRONOUNS:
        same = [q.speaker_name for q in before if q.speaker == clause.subject]
        earlier = [q.speaker_name for q in before if q.end <= clause.start and q.speaker_name]
        name = next(iter([*same, *reversed(earlier)]), name)
        return (Actor(*clause.subject, name),)
    return _actors(text, clause.subject, name)


def _actors(text: str, speaker: tuple[int, int] | None, name: str) -> tuple[Actor, ...]:
    """The people of one level: "diplomats and defense officials" are two, a ministry of two things is one."""
    start, end = speaker or (0, 0)
    words = " ".join(text[start:end].split())
    parts = SPLIT.split(words)
    apart = len(parts) > 1 and not re.search(r"\b(?:of|for|on)\b", words)
    if words != name or not apart or not all(_plural_or_name(p) for p in parts):
        return (Actor(start, end, name),)
    actors: list[Actor] = []
    place = start
    for match in [*SPLIT.finditer(text, start, end), None]:
        stop = match.start() if match else end
        actors.append(Actor(place, stop, " ".join(text[place:stop].split())))
        place = match.end() if match else end
    return tuple(actors)


def _plural_or_name(part: str) -> bool:
    bare = ARTICLE.sub("", part, count=1)
    return bool(bare) and (bare.endswith("s") or all(w[:1].isupper() for w in bare.split()))


def _distinct(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    seen: dict[tuple[object, ...], Proposal] = {}
    for p in found:
        key = (p.unattributed, *(tuple(a.name.lower() for a in level) for level in p.levels))
        seen.setdefault(key, p)
    return tuple(seen.values())
