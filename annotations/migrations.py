"""From the records of older versions to those of today: one pure function for each step.

A record says in ``schema`` which version wrote it; the first did not say so. It is brought to the present
shape when it is read, in memory alone: its bytes stay as they are until it is changed itself, and the first
record of a file never changes. So a version that knows more rewrites nothing by being opened, and git
merges what it writes with what an older one wrote meanwhile: they meet only where both changed the same
record. A file with a record of a newer version can be read, and is written by nobody who does not know that
version.

A migration takes the JSON object of a record and returns that of the next version. It leaves alone what is
not the record's own: ``kind``, ``id``, ``rev``, ``prev``, ``conflict_of``. Removed records have no version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from annotations.quoting import quoted

Migration = Callable[[dict[str, Any]], dict[str, Any]]

SCHEMA = 1
"""The version that is written here."""
MIGRATIONS: dict[int, Migration] = {}
"""By the version they start from: what makes a record one of the next version."""
_FIRST = 1


def newer(data: Mapping[str, Any]) -> object | None:
    """The version of *data* when it is not one that is known here; ``None`` when it is."""
    schema = data.get("schema")
    known = schema is None or (isinstance(schema, int) and not isinstance(schema, bool) and schema <= SCHEMA)
    return None if known else schema


def unread(schema: object) -> str:
    """Why a file with a record of this *schema*, one that is not known here, is not written."""
    if isinstance(schema, int) and not isinstance(schema, bool):
        how = "use a newer Close Reader"
        return f"written by a newer version (schema {quoted(schema)}): it opens read-only here; {how}"
    return f"its schema is {quoted(schema)}, which is no number: it opens read-only here; mend that by hand"


def migrated(data: Mapping[str, Any]) -> dict[str, Any]:
    """*data*, a record of any version, in the shape of today; one of a newer version as it is."""
    record = dict(data)
    if newer(record) is not None:
        return record
    for version in range(max(_FIRST, record.pop("schema", None) or _FIRST), SCHEMA):
        record = MIGRATIONS[version](record)
    return record


def stamped(record: dict[str, Any]) -> dict[str, Any]:
    """*record*, in the shape of today, with its version as far as that has to be said."""
    return record if SCHEMA == _FIRST else {**record, "schema": SCHEMA}
