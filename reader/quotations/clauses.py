"""Reporting clauses of a sentence: the verb, and whose words or view it reports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reader.corpus.document import Range
from reader.quotations.verbs import AMBIGUOUS, BE, CUE, PARTICIPLES, PASSIVES

__all__ = ["PRONOUNS", "Clause", "find_clauses", "subject_after", "trimmed"]

WINDOW = 240
"""Code points before a verb in which its subject is looked for."""
LONGEST_SENTENCE = 5_000
"""Code points of a sentence that are looked at."""
LONGEST_SUBJECT = 9
"""Words; a longer candidate is no subject but half a sentence."""
PRONOUNS = frozenset(["he", "she", "they", "it", "who", "i", "we"])

BREAK = re.compile(
    r"[,;:–—()]|\s-\s|\b(?:that|who|which|when|because|if|while|where|whether|as|after|before|since)\b"
)
LEAD_IN = re.compile(
    r"(?:\s|[–—-])*(?:(?:but|and|however|while|although|though|yet|so|instead|meanwhile|then|yesterday|today|also|"
    r"earlier|later|still|separately|officially|nevertheless|even|indeed|now|last\s\w+|on\s\w+day|in\s\d{4}|"
    r"when|as|after|because|if|that|where)\b\s*)*",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?:\s+(?:also|has|have|had|then|later|yesterday|today|earlier|recently|repeatedly|once|again|still|even|just|"
    r"openly|publicly|reportedly|never|not|now|will|would|may|might|could|did|does|do|[a-z]{3,}ly|"
    r"(?:on\s|last\s|this\s)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|this)\s(?:week|month|year)))+$"
)
AFTER_STOP = re.compile(
    r"""[,.;:?!“”\"()–—]|\s(?:in|on|at|after|during|yesterday|today|last|this|adding|who|as|when|while|before
    |earlier|later|to|from|by|with|without|about|that|speaking|is|was|has|had|where|amid|through|via|as
    |(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b""",
    re.IGNORECASE | re.VERBOSE,
)
DETERMINED = re.compile(
    r"(?:(?:the|an?|his|her|its|their|some|many|several|most|another|one|two|three)\b|[A-ZÀ-ÞА-Я])"
)
NOT_SUBJECT = frozenset(
    ["there", "here", "it's", "what", "how", "why", "this", "these", "those", "yes", "no"]
)
AGENT = re.compile(r"\s+by\s+")
NOT_BEFORE = frozenset(
    ["to", "of", "by", "a", "an", "the", "no", "as", "for", "with", "their", "his", "her", "its", "so-called"]
)
"""Words after which a reporting verb is a noun, an infinitive or a participle."""


@dataclass(frozen=True, slots=True)
class Clause(Range):
    """A reporting verb or "according to", and the range of its subject when one was found."""

    verb: str = ""
    subject: tuple[int, int] | None = None
    passive: bool = False
    """"is believed", "was seen": nobody is named."""

    @property
    def participle(self) -> bool:
        return self.verb in PARTICIPLES


def find_clauses(text: str, start: int, end: int, quoted: Sequence[Range] = ()) -> list[Clause]:
    """The reporting clauses of the sentence ``text[start:end]`` outside *quoted* (sorted), in order."""
    end = min(end, start + LONGEST_SENTENCE)
    starts = [q.start for q in quoted]
    found: list[Clause] = []
    edge = start
    for match in CUE.finditer(text, start, end):
        n = bisect_right(starts, match.start()) - 1
        if n >= 0 and quoted[n].end > match.start():
            continue
        low = max(start, match.start() - WINDOW, quoted[n].end if n >= 0 else 0, edge)
        clause = _clause(text, match, low, end, found)
        if clause is not None:
            found.append(clause)
            edge = max(edge, clause.end, clause.subject[1] if clause.subject else 0)
    return found


def _clause(text: str, match: re.Match[str], low: int, end: int, before: list[Clause]) -> Clause | None:
    verb = " ".join(match[0].lower().split())
    if verb.startswith("according"):
        subject = subject_after(text, match.end(), end)
        return Clause(match.start(), match.end(), verb, subject) if subject else None
    words = text[low : match.start()].split()
    last = words[-1] if words else ""
    if last.lower() in BE or (len(words) > 1 and words[-2].lower() in BE and last.endswith("ly")):
        if agent := AGENT.match(text, match.end(), end):
            subject = subject_after(text, agent.end(), end)
            return Clause(match.start(), match.end(), verb, subject) if subject else None
        return Clause(match.start(), match.end(), verb, None, True) if verb in PASSIVES else None
    if verb in PARTICIPLES:
        return Clause(match.start(), match.end(), verb)
    if last.lower() in NOT_BEFORE:
        return None
    if last.lower() in ("and", "but", "then") and before and before[-1].subject and not before[-1].participle:
        # "Zelensky welcomed the initiative and said": the subject serves both verbs.
        return Clause(match.start(), match.end(), verb, before[-1].subject)
    if verb in AMBIGUOUS and (before or not (last[:1].isupper() or last.lower() in PRONOUNS)):
        return None
    subject = _subject_before(text, low, match.start())
    if subject is None and verb in AMBIGUOUS:
        return None
    return Clause(match.start(), match.end(), verb, subject)


def _subject_before(text: str, low: int, high: int) -> tuple[int, int] | None:
    """The noun phrase that ends at *high*, an apposition between commas skipped."""
    window = text[low:high]
    plain = window.rstrip()
    cut = TRAILING.search(plain)
    if cut:
        plain = plain[: cut.start()].rstrip()
    if plain.endswith(","):
        # "Dmitry Medvedev, the former president, mocked": what stands before the apposition.
        parts = plain[:-1].rsplit(",", 1)
        if len(parts) < 2:
            return None
        plain = parts[0]
    begin = 0
    for match in BREAK.finditer(plain):
        begin = match.end()
    lead_in = LEAD_IN.match(plain[begin:])
    begin += lead_in.end() if lead_in else 0
    phrase = plain[begin:].rstrip()
    if not phrase.strip():
        return None
    words = phrase.split()
    if len(words) > LONGEST_SUBJECT:
        return None
    if words[0].lower() in NOT_SUBJECT and len(words) == 1:
        return None
    if not (DETERMINED.match(phrase) or words[-1].lower() in PRONOUNS or words[-1].endswith("s")):
        return None
    return trimmed(text, low + begin, low + begin + len(phrase))


def subject_after(text: str, low: int, end: int) -> tuple[int, int] | None:
    """The noun phrase that begins at *low*: up to punctuation or a word that leads away from it."""
    high = min(end, low + WINDOW)
    low += len(text[low:high]) - len(text[low:high].lstrip())
    place = low
    while stop := AFTER_STOP.search(text, place, high):
        title = text[max(low, stop.start() - 5) : stop.start()].rsplit(None, 1)[-1:]
        if (
            stop[0] == "."
            and title
            and (title[0] in ("Mr", "Mrs", "Ms", "Dr", "Gen", "St") or len(title[0]) == 1)
        ):
            place = stop.end()
            continue
        high = stop.start()
        break
    phrase = text[low:high].rstrip()
    words = phrase.split()
    if not words or len(words) > LONGEST_SUBJECT + 3:
        return None
    if not (DETERMINED.match(phrase) or words[-1].endswith("s")):
        return None
    return trimmed(text, low, low + len(phrase))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space and stray marks at its edges."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ".)’'"):
        end -= 1
    return start, end
