"""Records on their way from one store file to another: an article that moved takes its annotations along.

Their lines stay as they are, to the byte: what a record says does not depend on where its article is. So a
copy that a merge or a killed program left in the old file is recognised as the same, or as an ancestor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from annotations.lines import Line
from annotations.model import Annotation
from annotations.resolving import resolve
from annotations.rows import Row, rows_of

Moves = Mapping[tuple[str, str], str]
"""Path and permanent id of an article, as records have them -> where that article is today."""
Lost = Collection[tuple[str, str]]
"""The same of articles that are no longer there, and nobody knows where they are."""
_COPIED = "conflict_of"
"""The member of every record that was set apart from another one."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Rows that go from the file of the article *source* into that of the article *target*."""

    source: str
    target: str
    rows: Mapping[str, Row]
    old: str
    """The file they leave."""
    file: str
    """The file they come into."""
    copied: bool = False
    """Whether they stay in the other file as well."""

    @property
    def path(self) -> str:
        """The article that file is about."""
        return self.target


def union(rows: Mapping[str, Row], *others: Mapping[str, Row]) -> dict[str, Row]:
    """The rows of all, one a key: the one that descends from the others; separate edits all stay."""
    both = {**rows}
    for more in others:
        both = {**more, **both}
    twice = {key for more in others for key, row in more.items() if both[key].raw != row.raw}
    if not twice:
        return both
    # One that loses its id may have been given another before, and changed there.
    copies = [(key, row.data().get(_COPIED)) for key, row in both.items() if _COPIED.encode() in row.raw]
    twice |= {key for pair in copies for key in pair if isinstance(key, str)} & both.keys()
    held = [(key, one[key]) for one in (rows, *others) for key in twice & one.keys()]
    found = rows_of(resolve((Line(key, row.raw, row.data(), 0) for key, row in held), both.keys())[0])
    for key in twice - found.keys():
        del both[key]
    return both | {key: row for key, row in found.items() if key not in both or both[key].raw != row.raw}


def leaving(rows: Mapping[str, Row], away: Mapping[str, str]) -> dict[str, dict[str, Row]]:
    """Which of *rows* belong into another file, by the path of its article; *away* says that of article ids.

    When every annotation leaves for one place, the rest (what was removed, what nobody can read) goes too.
    """
    going: dict[str, dict[str, Row]] = {}
    staying = False
    for key, row in rows.items():
        if isinstance(row.record, Annotation):
            target = away.get(row.record.doc)
            if target is None:
                staying = True
            else:
                going.setdefault(target, {})[key] = row
    if staying or len(going) != 1:
        return going
    return {target: dict(rows) for target in going}
