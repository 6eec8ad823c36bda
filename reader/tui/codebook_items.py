"""The codebook as items of a list, and what is said of the row under its cursor. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reader.codebook_rows import BELOW, Row
from reader.layout.cells import cells
from reader.sanitise import clean_line
from reader.tui.widgets.line_list import FILL, Item
from reader.tui.widgets.line_list import Line as Pieces

INDENT = "  "
ROOMY = 60
"""Cells from which a definition begins beside the name."""


def kept(rows: Iterable[Row], wanted: str) -> list[tuple[Row, bool]]:
    """Of *rows* those that hold every word of *wanted*, and, marked as false, the rows these are under."""
    words = wanted.casefold().split()
    found: dict[str, tuple[Row, bool]] = {}
    above: list[Row] = []
    for row in rows:
        above = [one for one in above if _depth(one) < _depth(row)]
        if not words or all(word in _text(row) for word in words):
            for one in above:
                found.setdefault(one.id, (one, not words))
            found[row.id] = (row, True)
        above.append(row)
    return list(found.values())


def _depth(row: Row) -> int:
    return -1 if row.kind in ("heading", "scale") else row.depth


def _text(row: Row) -> str:
    if row.kind == "heading":
        return ""
    return " ".join((row.name, row.about, row.key, *(text for _, text in row.told))).casefold()


def items(
    rows: Sequence[tuple[Row, bool]],
    here: Mapping[str, int],
    corpus: Mapping[str, int],
    room: int,
    *,
    airy: bool,
) -> list[Item]:
    """One line of *room* cells a row: mark, name, as much of its definition as fits, key, and how often it is
    used here and in the corpus. Rows marked as false cannot be chosen.

    With *airy* an empty line stands before each part.
    """
    counted = [row for row, _ in rows if row.kind not in ("heading", "scale")]
    near = max((len(str(here.get(row.id, 0))) for row in counted), default=1)
    far = max((len(str(corpus.get(row.id, 0))) for row in counted), default=1)
    found: list[Item] = []
    for row, holds in rows:
        if row.kind in ("heading", "scale"):
            gap: list[Pieces] = [()] if found and airy else []
            about = f"  {row.about}" if row.about else ""
            lines: list[Pieces] = [*gap, ((row.name, "bold"), (about, "dim"))]
        else:
            figures = f"{here.get(row.id, 0):>{near}} · {corpus.get(row.id, 0):>{far}}"
            look = "text" if corpus.get(row.id, 0) else "dim"
            lines = [(*_left(row, room - len(figures), holds), FILL, *_key(row), (figures, look))]
        found.append(Item(row.id, tuple(lines), selectable=holds and row.kind != "heading"))
    return found


def _left(row: Row, room: int, holds: bool) -> Pieces:
    indent = INDENT * max(0, row.depth - (row.kind == "label"))
    mark = f"{row.glyph} " if row.glyph else ""
    told = dict(row.told).get("definition", "") if room >= ROOMY else ""
    more = "  ".join(part for part in (row.about, told) if part)
    used = cells(f"{indent}{mark}{clean_line(row.name)}")
    fits = bool(told) or used + cells(more) + 4 <= room
    return (
        (indent, "dim"),
        (mark, f"stance.{row.glyph}" if row.kind == "label" else "dim"),
        (row.name, "text" if holds else "dim"),
        (f"  {more}" if more and fits else "", "dim"),
    )


def _key(row: Row) -> Pieces:
    """The key, where the mark does not tell it."""
    return ((f"{row.key}  ", "accent"),) if row.key and row.key != row.glyph else ()


def told(row: Row, here: Mapping[str, int], corpus: Mapping[str, int]) -> list[tuple[str, str]]:
    """All there is to say of *row*, part by part, each with its name ("" for what needs none)."""
    parts = [
        ("", text) if name == "definition" else (name, text) for name, text in row.told if name != "path"
    ]
    if row.values:
        counts = (f"{value} {corpus.get(f'{row.id}={value}', 0)}" for value in row.values)
        parts.append(("values in the corpus", ", ".join(counts)))
    parts += [("kind", row.about)] if row.about and row.kind != "scale" else []
    if row.kind != "scale":
        uses = f"{here.get(row.id, 0)} here, {corpus.get(row.id, 0)} in the corpus"
        below = BELOW + row.id
        if corpus.get(below, 0) > corpus.get(row.id, 0):
            uses += f"; with the codes below {here.get(below, 0)} and {corpus[below]}"
        parts.append(("used", uses))
    return parts
