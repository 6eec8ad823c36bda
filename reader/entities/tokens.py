"""Words of a text with what stands between them: the ground every rule layer walks on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reader.entities.gazetteer import Gazetteer
from reader.entities.spelling import fold, word_set

WORD = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|(?:[Cc]o|[Aa]nti|[Nn]on|[Cc]ounter)-[a-z][a-z']*"
    r"|(?!(?<=\w')s\b)[^\W\d_](?:[\w\u0300-\u036f\u00ad]|'(?!s\b)(?=[^\W\d_]))*"
)
"""A word: U.S., Co-operation, O'Brien; the s of a possessive is none."""
SOFT_WRAP = 40
"""Code points a line needs to be read on into the next when no blocks are given."""
ABBREVIATIONS = word_set(
    "Mr Mrs Ms Dr Prof Gen Lt Col Maj Capt Sgt Cpl Adm Cmdr Brig Rev Fr St Sen Rep Gov Hon Jr Sr Mt Ft vs "
    "Messrs Pte Cpt Cdr Supt Insp Det Ald Pres Mme Mlle Ste Ave Blvd Rd Dept Univ Assn Bros Sec Amb"
)
HEADLINE = 160
"""Code points a line in Title Case has at most: a longer one is a list of names."""
COMPOUNDS = word_set(
    "made led based born run wide era like style bound only free held fed owned and or to in"
)
"""Second parts of English compounds, as opposed to a second syllable of a name (Ki-moon)."""
BREAK, SPACE, HYPHEN, POSSESSIVE, COMMA, AMPERSAND, SLASH = range(7)


class Span(Protocol):
    """Anything with a start and an end in code points."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(slots=True)
class Token:
    """One word: ``text`` is folded, ``start`` and ``end`` are code points of the source."""

    start: int
    end: int
    text: str
    gap: int
    """What lies between it and the word before: SPACE, HYPHEN, POSSESSIVE, COMMA... or BREAK."""
    first: bool
    """Whether a sentence, a quotation or a block may begin here, so that a capital says little."""
    cap: bool
    upper: bool
    """All its letters, two at least, are capitals."""
    latin: bool
    block: int
    """Number of the block it stands in."""


@dataclass(slots=True)
class Tokens:
    """The words of a text, its folded copy, and its blocks: ``headline`` says which are in Title Case."""

    folded: str
    words: list[Token]
    headline: list[bool]
    shouting: list[bool]
    """Blocks written in capitals throughout."""


def paragraphs(folded: str) -> list[int]:
    """Starts of blocks for a text that comes without: blank lines part, and so do short lines."""
    starts = [0]
    at = 0
    before = ""
    for line in folded.split("\n"):
        stripped = line.strip()
        if stripped and at and (len(before) < SOFT_WRAP):
            starts.append(at)
        before = stripped
        at += len(line) + 1
    return starts


def tokenise(text: str, blocks: Sequence[Span] | None = None) -> Tokens:
    """Words of *text*; a newline inside one of *blocks* is a space, between two a break."""
    folded = fold(text)
    starts = [b.start for b in blocks] if blocks else paragraphs(folded)
    words: list[Token] = []
    last_end, last_block, last_text = 0, -1, ""
    for match in WORD.finditer(folded):
        start, end = match.span()
        word = match.group()
        block = bisect_right(starts, start) - 1
        between = folded[last_end:start] if start - last_end <= 24 else "\n\n…"
        if block != last_block:
            gap, first = BREAK, True
        else:
            gap, first = _gap(between, last_text)
        cap = word[0].isupper()
        words.append(
            Token(
                start,
                end,
                word,
                gap,
                first,
                cap,
                cap and len(word) > 1 and word.isupper(),
                word[0] < "ɐ",
                block,
            )
        )
        last_end, last_block, last_text = end, block, word
    headline, shouting = _headlines(folded, words, len(starts))
    return Tokens(folded, words, headline, shouting)


def true_case(tokens: Tokens, known: Gazetteer) -> None:
    """Write blocks in capitals as ordinary text would be; make one word each of Jong-un and Ki-moon."""
    kept: list[Token] = []
    for word in tokens.words:
        if tokens.shouting[word.block]:
            small = word.text.lower()
            if word.text not in known.exact or small in known.words:
                word.cap = not (small in known.words and word.text.capitalize() not in known.given)
                word.text = word.text.capitalize() if word.cap else small
                word.upper = False
        elif word.gap == HYPHEN and not word.cap and len(word.text) <= 5 and kept and kept[-1].cap:
            before = kept[-1]
            syllable = len(before.text) <= 4 and len(kept) > 1 and kept[-2].cap and before.gap == SPACE
            strange = word.text not in (COMPOUNDS if syllable else known.words)
            if word.latin and strange and len(before.text) < 12 and not before.upper:
                before.text = f"{before.text}-{word.text}"
                before.end = word.end
                continue
        kept.append(word)
    tokens.words[:] = kept
    tokens.headline[:] = [h and not s for h, s in zip(tokens.headline, tokens.shouting, strict=True)]


def _gap(between: str, before: str) -> tuple[int, bool]:
    plain = between.replace("\n", " ")
    if plain == " ":
        # "U.S. Army" is one name; "in the U.S. But" is not told apart here: the words after decide.
        return SPACE, False
    if plain == "-":
        return HYPHEN, False
    bare = plain.strip()
    if not bare:
        return SPACE, False
    if bare == ".":
        joined = before in ABBREVIATIONS or (len(before) == 1 and before.isupper())
        return (SPACE, False) if joined else (BREAK, True)
    if bare in ("'s", "'"):
        return (POSSESSIVE, False) if plain[0] == "'" and plain[-1] == " " else (BREAK, plain[-1] != " ")
    if bare == ",":
        return COMMA, False
    if bare == "&":
        return AMPERSAND, False
    if bare == "/":
        return SLASH, False
    if bare == "-":
        return (HYPHEN, False) if "\n" in between and plain[0] == "-" else (BREAK, False)
    first = plain[-1] in "\"'([{*•-" or any(c in ".!?:;…—•*|" for c in bare) or "\n\n" in between
    return BREAK, first


def _headlines(folded: str, words: list[Token], blocks: int) -> tuple[list[bool], list[bool]]:
    long = [0] * (blocks + 1)
    capital = [0] * (blocks + 1)
    upper = [0] * (blocks + 1)
    last = [0] * (blocks + 1)
    first = [0] * (blocks + 1)
    commas = [0] * (blocks + 1)
    for word in words:
        first[word.block] = first[word.block] if last[word.block] else word.start
        last[word.block] = word.end
        commas[word.block] += word.gap == COMMA
        if len(word.text) > 3:
            long[word.block] += 1
            capital[word.block] += word.cap
            upper[word.block] += word.upper
    headline, shouting = [], []
    for block, (total, caps, ups, end) in enumerate(zip(long, capital, upper, last, strict=True)):
        loud = total >= 2 and ups >= 0.8 * total
        titled = total >= 4 and caps >= 0.75 * total and folded[end : end + 1] != "."
        titled = titled and end - first[block] <= HEADLINE and commas[block] <= 2
        headline.append(loud or titled)
        shouting.append(loud)
    return headline, shouting
