"""Verbs and phrases that report what someone says, thinks or holds."""

from __future__ import annotations

import re

__all__ = ["ADJUNCT", "AMBIGUOUS", "BE", "CARRYING", "CUE", "PARTICIPLES", "PASSIVES", "SAYING"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAYING = _words(
    """said says say told tells asked added adds noted stated announced warned warns argued argues argue
    insisted insists insist confirmed denied denies admitted admits acknowledged declared declares
    explained explains stressed stresses emphasised emphasized reiterated replied responded answered
    suggested suggests remarked commented complained boasted vowed pledged promised urged predicted
    concluded revealed disclosed wrote writes tweeted reported recalled maintained alleged asserted
    conceded contended cautioned joked quipped shouted claimed pointed observed proposed repeated
    continued indicated hinted signalled signaled thinks believes believe warn"""
)
"""May carry a quotation or a that-clause."""
HOLDING = _words(
    """mocked regarded regards considered considers described describes criticised criticized praised
    condemned welcomed rejected dismissed accused blamed called sees viewed views thought believed
    hoped feared demanded agreed opposed supported backed hailed ridiculed denounced defended
    questioned doubted expects expected wants wanted intends approves disapproves slammed protested
    assured thanked quoted cited denigrated"""
)
"""Say what someone holds of something without carrying its words."""
AMBIGUOUS = _words(
    "reports claims calls notes states comments hopes demands answers fears plans doubts backs"
)
"""Nouns as often as verbs: "intelligence reports that", "Mr Rogozin notes that"."""
CARRYING = SAYING | _words("reports claims notes states")
"""Verbs that may carry a quotation or a that-clause, nouns that may be such verbs included."""
PARTICIPLES = _words(
    """saying adding noting stating explaining stressing warning claiming arguing insisting declaring
    announcing telling asking suggesting writing commenting remarking emphasising emphasizing replying
    concluding boasting"""
)
"""Carry a quotation for the subject of the verb before."""
PASSIVES = _words(
    """believed reported said seen regarded considered described thought expected understood rumoured
    rumored alleged claimed feared hoped known called viewed"""
)
"""After a form of *to be* and without an agent: no speaker is given."""
BE = _words("is are was were be been being gets got am 's ’s")
CUE = re.compile(
    r"\b(?:"
    + "|".join(sorted(SAYING | HOLDING | AMBIGUOUS | PARTICIPLES, key=len, reverse=True))
    + r"|[Aa]ccording\s+to)\b"
)
ADJUNCT = re.compile(
    r"""\s*(?:(?:(?:on\s|late\s|early\s|this\s|last\s)*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday
    |today|week|month|year)|[a-z]{3,12}ly|earlier|later|here|in\s\d{4}|(?:to\s)?reporters
    |(?:in|at)\s[^,.;:“"]{2,40}?(?=\s+that\b|\s*[.,]|\s*$)|on\s[A-Z][^,.;:“"]{2,30}?(?=\s+that\b|\s*[.,]|\s*$))\b\s*)*""",
    re.IGNORECASE | re.VERBOSE,
)
"""When and where something was said: may stand between a verb and the end of its sentence."""
