"""Sentences by rule: split inside quotations too, offsets kept, time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reader.corpus.document import Block, Range

__all__ = ["find_sentences", "sentences_of"]

ONE_SENTENCE = ("masthead", "title", "byline")
"""Kinds of blocks that are not parted."""

STOP = re.compile(
    r"""(?P<stop>[.!?…]+|[。！？]+)
        (?P<close>["'”’»)\]}]*)
        (?P<note>(?:\s?\[\d{1,3}\])*)
        (?P<space>\s*)
        (?P<open>["'“‘„«(\[{¿¡—–-]*\s?)""",
    re.VERBOSE,
)
WORD = re.compile(r"[\w'’-]{1,30}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """mr mrs ms mx messrs dr prof gen lt col sgt capt cpl pvt maj cmdr adm brig sen rep gov st rev hon pres
    fr sr sra mme mlle mgr supt insp det amb dep vs e.g i.e cf viz ca approx
    г-н г-жа им ул т.е проф акад"""
)
"""Never end a sentence: something is sure to follow."""
BEFORE_NUMBER = _words("no nos p pp vol fig art ch sec para feb jan mar apr jun jul aug sep sept oct nov dec")
"""Do not end one before a digit."""
ABBREVIATIONS = BEFORE_NUMBER | _words(
    """inc ltd co corp jr sr bros etc al est dept univ assn mt ft ave blvd rd a.m p.m ph.d m.d b.a m.a mon tue
    wed thu fri calif fla conn ariz pa va md ill mich г гг в вв т.д т.п др руб млн млрд тыс"""
)
"""End one only before a word that often begins sentences."""
STARTERS = _words(
    """a after although an and as asked at both but by despite during each earlier even few first for from he
    her here his how however if in instead it its last later many meanwhile more most moreover mr mrs my no
    nor not now officials on once one only or other others our over police several she since so some still
    such that the their then there these they this those though to today under until we what when where
    whether which while who why with yesterday yet you
    в и на но по он она они это как его ее при за с к у о не"""
)
REPORTING = r"(?:[A-Z][\w.'’-]*,?\s){1,4}(?:said|says|asked|added|told|wrote|replied|shouted|cried|joked)\b"


def sentences_of(text: str, blocks: Iterable[Block]) -> tuple[Range, ...]:
    """The sentences of *blocks*, in order; what stands above the text is one each."""
    found: list[Range] = []
    for block in blocks:
        if block.kind in ONE_SENTENCE:
            found.append(Range(block.start, block.end))
        else:
            found += find_sentences(text, block.start, block.end)
    return tuple(found)


def find_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Range, ...]:
    """The sentences of ``text[start:end]`` (code points): in order, disjoint, without white space at their
    edges, covering everything that is not white space."""
    end = len(text) if end is None else end
    found: list[Range] = []
    begin = start
    for match in STOP.finditer(text, start, end):
        if match.end() >= end or not _ends(text, match, end):
            continue
        cut = match.start("space")
        _append(found, text, begin, cut)
        begin = match.end("space")
    _append(found, text, begin, end)
    return tuple(found)


def _append(found: list[Range], text: str, start: int, end: int) -> None:
    raw = text[start:end]
    left = raw.lstrip()
    if left:
        begin = end - len(left)
        found.append(Range(begin, begin + len(left.rstrip())))


def _ends(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a sentence ends at the stop of *match*."""
    stop, after = match["stop"], text[match.end()]
    if stop[0] in "。！？":
        return True
    word = WORD.match(text, match.end(), end)
    begins = word is not None and word[0].lower() in STARTERS and not word[0][0].islower()
    if not match["space"]:
        # A space that was lost: only before a word that often begins sentences.
        return begins and len(word[0] if word else "") > 1 and _before(text, match).isalpha() and stop == "."
    if after.islower():
        return False
    if (
        match["close"]
        and stop[-1] in "!?"
        and re.match(REPORTING, text[match.end() : min(end, match.end() + 80)])
    ):
        return False
    if stop != ".":
        return stop[0] not in ".…" or begins or after.isupper()
    before = _before(text, match)
    low = before.lower()
    if low in TITLES:
        return False
    if low in BEFORE_NUMBER and after.isdigit():
        return False
    if low in ABBREVIATIONS or "." in before or (len(before) == 1 and before.isalpha()):
        return begins
    return True


def _before(text: str, match: re.Match[str]) -> str:
    """The word the stop stands on, its inner dots included: ``U.S``, ``Feb``."""
    window = text[max(0, match.start() - 24) : match.start()]
    token = re.split(r"[\s(\[{\"'“‘«—–/]", window)[-1]
    return token
