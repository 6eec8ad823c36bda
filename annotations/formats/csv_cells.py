"""Cells of our tables: names joined and parted again, and the guard against spreadsheet formulas."""

from __future__ import annotations

import re

from annotations.model import Holder, Ref

_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠']")
"""What makes a spreadsheet compute a cell (full-width forms too), and the quote that guards it."""
_NUMBER = re.compile(r"-\d+(\.\d+)?")
_PARTS = re.compile(r" & |\\(.)|([^\\])", re.DOTALL)
GUARD = "'"


def guarded(cell: str) -> str:
    """*cell* with a quote before it where a spreadsheet would run it as a formula; numbers stay numbers."""
    return GUARD + cell if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """What ``guarded`` was given."""
    return cell[1:] if cell.startswith(GUARD) and _FORMULA.match(cell, 1) else cell


def joined(names: list[str]) -> str:
    """Names in one cell, parted by `` & ``; a backslash stands before an ampersand or backslash of a name."""
    return " & ".join(re.sub(r"([&\\])", r"\\\1", name) for name in names)


def parted(cell: str) -> list[str]:
    """What ``joined`` was given; one empty name for an empty cell."""
    names, name = [], ""
    for part in _PARTS.finditer(cell):
        if part[0] == " & ":
            names.append(name)
            name = ""
        else:
            name += part[1] or part[2]
    return [*names, name]


def voice(holder: Holder) -> str:
    """How a holder is coded: empty (not coded), ``writer``, ``unattributed`` or ``attributed``."""
    if holder is None:
        return ""
    if isinstance(holder, str):
        return holder
    return "attributed" if holder else "writer"


def levels(holder: Holder) -> list[tuple[str, str]]:
    """Names and ids of each level of the chain, joined."""
    if holder is None or isinstance(holder, str):
        return []
    return [(joined([a.name for a in level]), joined([a.id for a in level])) for level in holder]


def chain(cells: list[tuple[str, str]]) -> tuple[tuple[Ref, ...], ...]:
    """The chain in *cells*, names and ids of each level. Raises ``ValueError`` when they do not pair."""
    out: list[tuple[Ref, ...]] = []
    for names_cell, ids_cell in cells:
        names = parted(names_cell)
        ids = parted(ids_cell) if ids_cell else [""] * len(names)
        if len(ids) != len(names) or any(not name.strip() for name in names):
            raise ValueError(f"{len(names)} names but {len(ids)} ids in a level of the holder")
        out.append(tuple(Ref(name, id=found) for name, found in zip(names, ids, strict=True)))
    return tuple(out)


def number(value: float | None) -> str:
    """A number of the codebook: without a point where it is whole."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)
