"""Weapons and platforms by designator: Mi-17, S-400, T-90s, Mistral-class."""

from __future__ import annotations

import re

from reader.entities.mentions import Mention
from reader.entities.spelling import word_set

PLATFORM_PREFIXES = word_set(
    "Mi Su MiG Mig MIG Tu Il An Ka Yak Be T F B C E P A V U AH UH CH MH SH HH OH KC EA EC AC AV MV CV MQ "
    "RQ BMP BTR BMD BRDM BMPT MT GAZ KC LCS FV JF CF JAS CN DDG SSN SSBN LHD Bell HK DJI M"
)
WEAPON_PREFIXES = word_set(
    "S AK AKM RPK RPG RPD SA SS SSC Kh KH RS AIM AGM BGM MIM RIM FIM R PK PKM SVD SKS DF CJ YJ HQ GBU CBU "
    "MK Mk BM TOS 2S ZSU ZU D DP DShK KPV NSV AGS GP ATGM MGM UGM LGM BL RT UR RSM RSD SM TOR RBS IRIS AT "
    "FN MG MP HN KN PzH CAR AR QW HJ FN HY C4 RDX"
)
_SPELT = "|".join(sorted({*PLATFORM_PREFIXES, *WEAPON_PREFIXES} - {"2S"}, key=lambda p: (-len(p), p)))
DESIGNATOR = re.compile(
    rf"(?<![\w-])(?P<prefix>{_SPELT})-(?P<number>\d{{1,4}})"
    r"(?P<mark>(?!s\b)[A-Z]{0,3}[a-z]?\d{0,2})(?P<plural>s)?(?!\w)"
)
LETTERS = word_set("C E P A V U R D M B")
"""Prefixes that with one digit are rather a page, a vitamin or a road."""
CLASS = re.compile(r"(?<![\w-])(?P<name>[A-Z][\w']{2,20}(?: [A-Z][\w']{2,20})?)-(?:class|Class)\b")
NOT_SHIPS = word_set(
    "First Second Third Business World Middle Working Upper Lower Economy Master High Low Top"
)
SHIP = re.compile(
    r"(?<![\w-])(?:HMS|USS|HMCS|HMAS|INS|RFA|RV)[ \n][A-Z][\w']{2,20}(?:[ \n][A-Z][\w']{2,20}){0,2}"
)
_PAGE = re.compile(
    r"(?:[Pp]age|[Ss]ection|[Rr]oom|[Tt]able|[Ff]igure|[Ff]lat|[Rr]oute|[Rr]oad|[Hh]ighway"
    r"|grade|paper|vitamin)s?[ \n]$"
)


def arms_mentions(folded: str) -> list[Mention]:
    """Weapons and platforms in a folded text, by the form of their designators."""
    out = []
    for match in DESIGNATOR.finditer(folded):
        prefix = match["prefix"]
        if len(prefix) == 1 and _PAGE.search(folded[max(0, match.start() - 12) : match.start()]):
            continue
        if prefix in LETTERS and len(match["number"]) < 2 and not match["mark"]:
            continue
        kind = "platform" if prefix in PLATFORM_PREFIXES else "weapon"
        if prefix == "M" and match["number"] in ("4", "16", "240", "249"):
            kind = "weapon"
        out.append(Mention(match.start(), match.end(), kind, 0.98, f"{kind}.designator"))
    for match in CLASS.finditer(folded):
        if match["name"].split()[-1] not in NOT_SHIPS:
            start = match.start()
            out.append(Mention(start, match.end(), "platform", 0.98, "platform.class"))
    for match in SHIP.finditer(folded):
        out.append(Mention(match.start(), match.end(), "platform", 0.98, "platform.ship"))
    return out
