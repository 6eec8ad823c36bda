"""The one door for strings on their way to a terminal, a clipboard or a log.

What is done to each kind of character, and why:

- C0, C1, DEL and lone surrogates become U+FFFD: one sees that something was there, and nothing is run.
- White space controls (tab, CR, NEL, U+2028...) become a space, or a line break where one is wanted.
- Bidi controls and tag characters are dropped: legitimate text has them, they have no width, and what they
  do (turn a line around, hide words) is never wanted in a list, a notice or a paste.
- A base keeps at most four marks over it: more would paint over the lines above and below.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import category

BIDI_CONTROLS = (
    "\u061c\u200e\u200f" + "\u202a\u202b\u202c\u202d\u202e" + "".join(map(chr, range(0x2066, 0x2070)))
)
"""Characters that only turn the direction of text around."""
MARKS_PER_BASE = 4
"""Combining marks one base may carry; Vietnamese needs two, pointed Hebrew three."""

_LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"


@cache
def _table(*, newline: bool) -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\ufffd")
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    table.update(dict.fromkeys(map(ord, _LINE_BREAKS), "\n" if newline else " "))
    table[ord("\t")] = "\t" if newline else " "
    table.update(dict.fromkeys([*map(ord, BIDI_CONTROLS), *range(0xE0000, 0xE0080)]))
    return table


def clean(text: str, *, newline: bool = False) -> str:
    """*text* without anything a terminal would obey, on one line unless *newline*.

    With *newline* line breaks and tabs stay (every kind of break as ``\\n``). Offsets are not kept: this is
    for showing and copying, never for text that is anchored.
    """
    # What Python calls printable holds nothing that the table changes.
    if not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_table(newline=newline))
    return text if text.isascii() else _cap_marks(text)


def clean_line(text: str) -> str:
    """*text* cleaned, on one line, runs of white space as one space, none at the ends."""
    return " ".join(clean(text).split())


def _cap_marks(text: str) -> str:
    marks = "".join(c for c in set(text) if c > "\u02ff" and category(c) in ("Mn", "Me", "Cf"))
    if sum(map(text.count, marks)) <= MARKS_PER_BASE:
        return text
    run = f"[{re.escape(marks)}]"
    return re.sub(f"({run}{{{MARKS_PER_BASE}}}){run}+", r"\1", text)


_JSON_UNSAFE = f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{BIDI_CONTROLS}]"


def json_safe(text: str) -> str:
    """JSON *text* in which C0, C1, DEL, bidi controls, U+2028/9 and lone surrogates stand as ``\\uXXXX``.

    The JSON means the same afterwards; line breaks and tabs between tokens stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_JSON_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)
