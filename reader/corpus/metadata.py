"""What an article says of itself: title, stand-first, byline, outlet. Dates are never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.corpus.boilerplate import Verdict, is_unfinished
from reader.corpus.bylines import authors, is_credit, stated_date
from reader.corpus.document import BlockKind, Metadata, Range
from reader.corpus.outlets import (
    AGENCIES,
    is_masthead,
    outlet_in_boilerplate,
    outlet_in_title,
    outlet_naming_itself,
)

__all__ = ["FIELDS", "head_kinds", "merge", "read_metadata"]

FIELDS = ("title", "outlet", "date", "url", "author")
TITLE_WORDS = 15
STANDFIRST_WORDS = 45
HEAD_BLOCKS = 10
LEAD_WORDS = 12
"""Words of the lead that stand in for a missing title."""
SHORT = 400
"""Code points past which a block is neither heading nor byline."""

DATELINE = (
    r"(?P<place>[A-Z][A-Z.’' \xa0-]{2,30}(?:,[ \xa0][A-Z][\w.]{1,15})?)"
    r"(?:,?[ \xa0]{0,3}(?:\((?P<agency>[A-Z][\w-]{1,15})\)|(?:[A-Z][a-z]{2,8}\.?[ \xa0]\d{1,2}))){0,3}"
    r"[ \xa0]{0,3}[-–—:]{1,2}[ \xa0]"
)


def head_kinds(text: str, blocks: Sequence[Range], verdicts: Sequence[Verdict | None]) -> list[BlockKind]:
    """The kind of each block: what stands above the first paragraph, bylines, boilerplate, paragraphs."""
    kinds: list[BlockKind] = ["paragraph" if v is None else "boilerplate" for v in verdicts]
    own = [i for i, v in enumerate(verdicts) if v is None]
    head = own[:HEAD_BLOCKS]
    lead = next((n for n, i in enumerate(head) if _is_prose(text, blocks[i])), None)
    if lead is not None:
        lead = _past_standfirst(text, blocks, head, lead)
        _name_head(text, blocks, kinds, head[:lead])
    elif len(own) > 1 and _words(text, blocks[own[0]]) <= TITLE_WORDS and _heading(text, blocks[own[0]]):
        kinds[own[0]] = "title"
    for i in own[-3:]:
        if kinds[i] == "paragraph" and len(own) > 3 and is_credit(_line(text, blocks[i])):
            kinds[i] = "byline"
    return kinds


def _name_head(text: str, blocks: Sequence[Range], kinds: list[BlockKind], head: Sequence[int]) -> None:
    titled = False
    for n, i in enumerate(head):
        line = _line(text, blocks[i])
        if authors(line) or stated_date(line):
            kinds[i] = "byline"
        elif not titled and n + 1 < len(head) and is_masthead(line) and "masthead" not in kinds:
            kinds[i] = "masthead"
        elif not titled and _words(text, blocks[i]) <= TITLE_WORDS:
            kinds[i], titled = "title", True
        else:
            kinds[i] = "standfirst"


def _past_standfirst(text: str, blocks: Sequence[Range], head: list[int], lead: int) -> int:
    """A finished sentence between a title and a byline is a stand-first, not the lead."""
    if lead and lead + 1 < len(head) and authors(_line(text, blocks[head[lead + 1]])):
        return lead + 2
    return lead


def _is_prose(text: str, block: Range) -> bool:
    line = _line(text, block)
    if authors(line) or stated_date(line):
        return False
    return not _heading(text, block) or len(line.split()) > STANDFIRST_WORDS


def _heading(text: str, block: Range) -> bool:
    line = text[max(block.start, block.end - 20) : block.end]
    if block.end - block.start > SHORT:
        return False
    ends = line.rstrip("\"'”’»)]}*_ ")
    return is_unfinished(line) or (ends.endswith(("?", "!")) and _words(text, block) <= TITLE_WORDS)


def _line(text: str, block: Range) -> str:
    return text[block.start : min(block.end, block.start + SHORT)]


def _words(text: str, block: Range) -> int:
    return len(_line(text, block).split())


def read_metadata(
    text: str, blocks: Sequence[Range], kinds: Sequence[BlockKind], verdicts: Sequence[Verdict | None]
) -> Metadata:
    """What the blocks say. A missing title is the lead's first words; a date only where a line states it."""
    lines: dict[str, list[str]] = {kind: [] for kind in ("masthead", "title", "byline", "paragraph")}
    for block, kind in zip(blocks, kinds, strict=True):
        if kind in lines:
            lines[kind].append(_line(text, block))
    title = _bare(lines["title"][0]) if lines["title"] else _lead(lines["paragraph"])
    people = [names for line in lines["byline"] if (names := authors(line))]
    dates = [iso for line in lines["byline"] if (iso := stated_date(line))]
    foreign = "\n".join(text[b.start : b.end] for b, v in zip(blocks, verdicts, strict=True) if v is not None)
    body = "\n".join(lines["paragraph"])
    outlet = (
        " ".join(lines["masthead"][0].split())
        if lines["masthead"]
        else outlet_in_title(title) or outlet_in_boilerplate(foreign) or outlet_naming_itself(body)
    )
    return Metadata(
        title=title,
        outlet=outlet or _agency(lines["paragraph"], lines["byline"]),
        date=dates[0] if dates else "",
        author=" ".join(people[0].split()) if people else "",
    )


def dateline(text: str) -> str:
    """The place a paragraph begins with: "LONDON — ..." gives "LONDON"; "" when there is none."""
    match = re.match(DATELINE, text[:120])
    return " ".join(match["place"].split()) if match else ""


def merge(known: Metadata, guessed: Metadata) -> Metadata:
    """*known* wherever it says something, else *guessed*."""
    return guessed._replace(**{f: v for f in FIELDS if (v := getattr(known, f))})


def _bare(title: str) -> str:
    return " ".join(title.split()).lstrip("#*= ").rstrip("#*= ")


def _lead(paragraphs: list[str]) -> str:
    words = paragraphs[0].split() if paragraphs else []
    return " ".join(words[:LEAD_WORDS]) + ("…" if len(words) > LEAD_WORDS else "")


def _agency(paragraphs: list[str], bylines: list[str]) -> str:
    for line in bylines:
        if (bare := line.strip("()[]-–— ")) in AGENCIES:
            return bare
    first = paragraphs[0][:120] if paragraphs else ""
    # Most articles name none: then the pattern is not even compiled.
    match = re.match(DATELINE, first) if any(agency in first for agency in AGENCIES) else None
    return match["agency"] if match and match["agency"] in AGENCIES else ""
