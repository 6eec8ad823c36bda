"""Lines that say who wrote an article and when: bylines, credits, dates."""

from __future__ import annotations

import re
from datetime import date

from reader.corpus.outlets import AGENCIES

__all__ = ["authors", "is_credit", "is_date", "is_source", "stated_date"]

# Patterns are strings: ``re`` compiles one when it is first used, and keeps it.
PERSON = r"(?:[A-Z][\w.'-]*|de|van|von|der|al|bin)(?:[ \xa0](?:[A-Z][\w.'-]*|de|van|von|der|al|bin)){1,3}"
BYLINE = (
    r"[-*|\s]*(?:(?:[Ww]ritten |[Tt]ext |[Ww]ords |[Ss]tory |[Rr]eported )?[Bb]y|BY|[Aa]uthor:|Автор:?)\s+"
    rf"(?P<names>{PERSON}(?:(?:,|\s+and|\s+&)\s+{PERSON}){{0,4}})"
    r"(?P<rest>(?:,|\s[-|]|\s+in\s|\s*\().{0,80})?\s*"
)
PLAIN = str.maketrans("’–—•", "'||*")
"""``BYLINE`` reads lines so translated: a set with characters beyond Latin-1 is slow to compile."""
CREDIT = r"\(?(?:Additional\s)?(?:[Rr]eporting|[Ee]diting|[Ww]riting|[Cc]ompiled)\sby\s[A-Z].{0,300}"
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH = "|".join(f"{m[:3]}(?:{m[3:]})?" if m[3:] else m for m in MONTHS)
DATE_LINE = (
    r"(?i)(?:(?:published|updated|posted|date|last\smodified)\b:?\s*(?:on\s)?)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?"
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m1>{MONTH})\.?,?\s(?P<y1>\d{{4}})"
    rf"|(?P<m2>{MONTH})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))"
    r"(?:,?\s.{0,40})?"
)
YEAR = r"\d{4}"
ISO = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"


def is_date(text: str) -> bool:
    """Whether *text* is a date as precise as it is known: ``2014``, ``2014-01`` or ``2014-01-23``."""
    match = re.fullmatch(ISO, text)
    if not match or not text.isascii():
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def stated_date(line: str) -> str:
    """The ISO date that *line* is, when it is nothing else; "" otherwise. Months are names, or it is ISO."""
    if len(line) > 120 or not re.search(YEAR, line):
        return ""
    match = re.fullmatch(DATE_LINE, line.strip())
    if not match:
        return ""
    day = match["d1"] or match["d2"] or match["d3"]
    year = match["y1"] or match["y2"] or match["y3"]
    word = match["m1"] or match["m2"] or match["m3"]
    month = (
        int(word)
        if word.isdigit()
        else next(i for i, m in enumerate(MONTHS, 1) if m.startswith(word[:3].lower()))
    )
    iso = f"{year}-{month:02}-{int(day):02}"
    return iso if is_date(iso) else ""


def authors(line: str) -> str:
    """The names in *line* as they stand there when it says who wrote the article; "" otherwise."""
    match = re.fullmatch(BYLINE, line.translate(PLAIN))
    return line[match.start("names") : match.end("names")] if match else ""


def is_credit(line: str) -> bool:
    """Whether *line* names who wrote, reported or sent the article, and does nothing else."""
    bare = line.strip("()[]-–— ")
    return bool(re.fullmatch(CREDIT, line)) or bare in AGENCIES or authors(line) != ""


def is_source(line: str) -> bool:
    """Whether *line* is a byline, a credit or a date: they come back, and are the article's own."""
    return is_credit(line) or stated_date(line) != ""
