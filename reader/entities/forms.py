"""Events, laws and numbered names told by their form: elections, resolutions, Leopard 2."""

from __future__ import annotations

import re
from functools import cache

from reader.entities.gazetteer import gazetteer
from reader.entities.mentions import Mention
from reader.entities.spelling import phrase_key

YEAR = r"(?:1[89]|20)\d\d"
NAME = r"[A-Z][\w.'-]{1,20}"
SORT = (
    r"(?:general|presidential|parliamentary|legislative|state|local|gubernatorial|federal|municipal|provincial"
    r"|primary|leadership|mayoral|regional|special|snap|by-)"
)
ELECTION = re.compile(
    rf"\b{YEAR}[ \n](?:{NAME}[ \n]){{1,5}}(?:{SORT}[ \n]?){{0,3}}(?:election|referendum|primarie)s?\b"
)
SUMMIT = re.compile(rf"\b(?:{YEAR}[ \n])(?:{NAME}[ \n]){{1,4}}(?:summit|coup|attacks|protests)\b")
RESOLUTION = re.compile(
    r"\b(?:(?:UN|U\.N\.|United[ \n]Nations)[ \n])?(?:Security[ \n]Council[ \n])?[Rr]esolution[ \n]\d{2,4}\b"
)
ACT = re.compile(
    rf"\b(?:{NAME}[ \n](?:(?:of|and|for|the|on)[ \n]){{0,2}}){{1,6}}Act[ \n](?:of[ \n])?{YEAR}\b"
)
LEADING = re.compile(r"(?:The|Under|In|By|A)[ \n]")


def form_mentions(folded: str) -> list[Mention]:
    """Events and laws of a folded text: 2015 Irish general election, Resolution 1701."""
    out = [
        Mention(match.start(), match.end(), "event", 0.9, "event.dated")
        for pattern in (ELECTION, SUMMIT)
        for match in pattern.finditer(folded)
    ]
    for match in RESOLUTION.finditer(folded):
        out.append(Mention(match.start(), match.end(), "law", 0.95, "law.resolution"))
    for match in ACT.finditer(folded):
        leading = LEADING.match(folded, match.start())
        out.append(Mention(leading.end() if leading else match.start(), match.end(), "law", 0.95, "law.act"))
    for match in numbered().finditer(folded):
        entry = gazetteer().find(phrase_key(match.group()))
        if entry is not None:
            out.append(Mention(match.start(), match.end(), entry.kind, 0.97, "lexicon"))
    return out


@cache
def numbered() -> re.Pattern[str]:
    """The lexicon's names that hold a figure after a blank, or are one: Leopard 2, Channel 4, 9/11."""
    forms = sorted(gazetteer().numbered, key=lambda f: (-len(f), f))
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(re.escape(f).replace(r"\ ", "[ \n]") for f in forms) + r")(?!\w)"
    )
