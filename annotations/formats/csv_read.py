"""``annotations.csv`` read back: what the table carries, for tables written here, edited or made by hand.

A table needs the columns ``path`` and ``quote``; commas, semicolons and tabs are taken as what parts cells.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotations.fields import ModelError
from annotations.formats.csv_cells import chain, unguarded
from annotations.formats.imports import (
    FormatError,
    Import,
    ImportedAnnotation,
    Problem,
    decode,
    derived_id,
    read_bytes,
)
from annotations.formats.json_text import strict_json
from annotations.model import UNATTRIBUTED, Annotation

MAX_CELL = 16 * 1024 * 1024
MAX_COLUMNS = 1_000
_DERIVED = ("title", "outlet", "date", "line", "unit", "context", "value", "round", "anchor", "zone", "guard")
_READ = (
    *("uuid", "doc", "path", "start", "end", "quote", "scale", "label", "target_id", "target", "target_kind"),
    *("holder", "mode", "values", "note", "annotator", "created", "modified", "codebook", "status"),
    *("more_segments", "text"),
)
Cells = dict[str, str]


def read(stream: BinaryIO, source: str) -> Import:
    """The annotations in *stream*. Raises ``FormatError`` naming *source* and the line; nothing is half read.

    Ids do not travel in a table: each is derived from the row's uuid, or from the row where it has none.
    """
    text = decode(read_bytes(stream, source), source)
    rows = _rows(text, source)
    line, header = rows[0] if rows else (1, [])
    columns = [name.strip() for name in header]
    _check_header(columns, source, line)
    unknown = [c for c in columns if c not in (*_READ, *_DERIVED) and not c.startswith("holder_")]
    problems = [Problem(line, f"the column {name[:40]!r} is not known: left out") for name in unknown]
    seen: dict[str, int] = {}
    annotations: list[ImportedAnnotation] = []
    for line, row in rows[1:]:
        if not any(row):
            continue
        if len(row) != len(columns):
            raise FormatError(source, line, f"{len(row)} cells where the header has {len(columns)}")
        cells = dict(zip(columns, row, strict=True))
        if cells.get("guard") == "excel":
            cells = {name: unguarded(cell) for name, cell in cells.items()}
        uuid = cells.get("uuid", "")
        key = uuid or repr(row)
        if key in seen:
            what = f"the uuid {uuid[:40]}" if uuid else "the row"
            raise FormatError(source, line, f"{what} is there twice: first on line {seen[key]}")
        seen[key] = line
        try:
            annotations.append(_annotation(cells, key, source, line))
        except FormatError:
            raise
        except ValueError as error:
            raise FormatError(source, line, str(error)) from None
    return Import("csv", tuple(annotations), problems=tuple(problems))


def _rows(text: str, source: str) -> list[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    first = text[: text.find("\n")] if "\n" in text else text
    rows: list[tuple[int, list[str]]] = []
    before = csv.field_size_limit(MAX_CELL)
    line = 1
    try:
        table = csv.reader(_lines(text), delimiter=max(",;\t", key=first.count), strict=True)
        for row in table:
            rows.append((line, row))
            line = table.line_num + 1
    except csv.Error as error:
        why = ": cut short?" if "end of data" in str(error) else ""
        raise FormatError(source, line, f"not a table: {error}{why}") from None
    finally:
        csv.field_size_limit(before)
    return rows


def _lines(text: str) -> Iterator[str]:
    """The lines of *text* with their ends; only CRLF and LF end one."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _check_header(columns: list[str], source: str, line: int) -> None:
    if len(columns) > MAX_COLUMNS:
        raise FormatError(source, line, f"{len(columns)} columns: not a table of annotations")
    for name in ("path", "quote"):
        if name not in columns:
            raise FormatError(source, line, f"not a table of annotations: no column {name!r}")
    for name in columns:
        if name and columns.count(name) > 1:
            raise FormatError(source, line, f"the column {name[:40]!r} is there twice")


def _annotation(cells: Cells, key: str, source: str, line: int) -> ImportedAnnotation:
    """The annotation in a row. Raises ``ValueError`` naming the column that is wrong."""
    segments, positioned = _segments(cells, source, line)
    values = strict_json(cells["values"], source, line) if cells.get("values") else {}
    created = cells.get("created", "")
    annotation = Annotation.from_dict(
        {
            "id": derived_id(key),
            "doc": cells.get("doc", ""),
            "annotator": cells.get("annotator", ""),
            "created": created,
            "modified": cells.get("modified") or created,
            "segments": segments,
            "text": cells.get("text", ""),
            "stance": _stance(cells),
            "note": cells.get("note", ""),
            "values": values,
            "status": cells.get("status") or "accepted",
            "codebook": cells.get("codebook", ""),
        }
    )
    return ImportedAnnotation(
        annotation,
        cells["path"],
        annotation.text,
        cells.get("uuid", ""),
        line,
        foreign=True,
        positioned=positioned,
    )


def _segments(cells: Cells, source: str, line: int) -> tuple[list[dict[str, Any]], bool]:
    quote, start, end = cells["quote"], cells.get("start", ""), cells.get("end", "")
    if not quote and not start:
        return [], True
    places: list[Any] = [[_whole(start, "start"), _whole(end, "end"), quote]]
    if cells.get("more_segments"):
        more = strict_json(cells["more_segments"], source, line)
        if not isinstance(more, list):
            raise ModelError("more_segments should be a list of [start, end, quote]")
        places += more
    segments = []
    for place in places:
        if not isinstance(place, list) or len(place) != 3 or not isinstance(place[2], str):
            raise ModelError("more_segments should be a list of [start, end, quote]")
        if (place[0] is None) != (place[1] is None):
            raise ModelError("start and end belong together: one of them is empty")
        begin, stop = (0, len(place[2])) if place[0] is None else place[:2]
        segments.append({"start": begin, "end": stop, "quote": place[2]})
    return segments, all(place[0] is not None for place in places)


def _whole(cell: str, column: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()) or len(cell) > 15:
        raise ModelError(f"{column}: {cell[:40]!r} is no whole number")
    return int(cell)


def _stance(cells: Cells) -> dict[str, Any] | None:
    scale, label = cells.get("scale", ""), cells.get("label", "")
    if not scale and not label:
        return None
    stance: dict[str, Any] = {"scale": scale, "label": label, "mode": cells.get("mode") or None}
    if cells.get("target"):
        stance["target"] = {
            "name": cells["target"],
            "kind": cells.get("target_kind", ""),
            "id": cells.get("target_id", ""),
        }
    voice = cells.get("holder", "")
    if voice == "writer":
        stance["holder"] = []
    elif voice == UNATTRIBUTED:
        stance["holder"] = voice
    elif voice in ("", "attributed"):
        levels = _levels(cells)
        if levels:
            stance["holder"] = [[actor.to_dict() for actor in level] for level in chain(levels)]
        elif voice:
            raise ModelError("holder is 'attributed', but holder_1 is empty")
    else:
        raise ModelError(
            f"holder: {voice[:40]!r} is none of what it may be: empty (not coded), writer, unattributed, "
            f"or attributed with the names in holder_1"
        )
    return stance


def _levels(cells: Cells) -> list[tuple[str, str]]:
    levels: list[tuple[str, str]] = []
    while names := cells.get(f"holder_{len(levels) + 1}", ""):
        levels.append((names, cells.get(f"holder_{len(levels) + 1}_id", "")))
    return levels
