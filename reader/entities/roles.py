"""Offices that stand for a person in one article: "the Foreign Secretary" once his name was said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from reader.entities.gazetteer import gazetteer
from reader.entities.mentions import Mention

SOURCE = "role"
SCORE = 0.55
REACH = 80
"""Code points before a name in which its office is looked for."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    cues = gazetteer().cues
    heads = "|".join(sorted(cues["rolehead"], key=lambda w: (-len(w), w)))
    words = "|".join(sorted(cues["role"] | cues["topic"], key=lambda w: (-len(w), w)))
    role = rf"(?P<role>(?:(?:{words})[ \n](?:of[ \n]State[ \n]for[ \n])?){{0,4}}(?:{heads}))"
    before = re.compile(rf"\b{role},?[ \n]$")
    after = re.compile(rf",[ \n]the[ \n](?:(?:former|new|then|current)[ \n])?{role}\b(?![ \n](?:[A-Z]|of\b))")
    alone = re.compile(
        rf"\b[Tt]he[ \n]{role}\b(?!-)(?![ \n](?:[A-Z]|of\b|for\b|to[ \n]the\b))(?!,[ \n][A-Z])"
    )
    return before, after, alone


def offices(folded: str, mentions: Sequence[Mention]) -> dict[str, list[int]]:
    """Offices stated beside a name, in small letters, to the places of those persons in *mentions*."""
    before, after, _ = _patterns()
    out: defaultdict[str, list[int]] = defaultdict(list)
    for at, mention in enumerate(mentions):
        if mention.kind != "person" or mention.source == SOURCE:
            continue
        left = before.search(folded[max(0, mention.start - REACH) : mention.start])
        right = after.match(folded, mention.end)
        for match in (left, right):
            if match:
                out[" ".join(match["role"].lower().split())].append(at)
    return dict(out)


def role_mentions(folded: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Later "the Foreign Secretary" of an article that names one holder of that office, by surname."""
    held = offices(folded, mentions)
    if not held:
        return []
    _, _, alone = _patterns()
    out = []
    for match in alone.finditer(folded):
        holders = held.get(" ".join(match["role"].lower().split()), ())
        surnames = {folded[mentions[at].start : mentions[at].end].split()[-1] for at in holders}
        if len(surnames) == 1:
            out.append(Mention(match.start("role"), match.end("role"), "person", SCORE, SOURCE))
    return out
