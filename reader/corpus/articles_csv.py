"""``articles.csv`` beside the articles: what a person knows of each, over whatever the program guessed."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reader.corpus.bylines import is_date
from reader.corpus.decoding import NotText, decode
from reader.corpus.document import Metadata
from reader.corpus.metadata import FIELDS
from reader.corpus.scan import ARTICLES_CSV, CorpusError, read_bytes

__all__ = ["COLUMNS", "ArticlesTable", "CellError", "read_table", "with_fields", "write_table"]

COLUMNS = ("path", *FIELDS)
LONGEST_FILE = 16 * 1024 * 1024
_END = "(end)"
LONGEST_CELL = 2_000
"""Code points a cell of ours may hold."""


class CellError(CorpusError):
    """A value that cannot stand in the table; one line that says which and why."""


@dataclass(frozen=True, slots=True)
class ArticlesTable:
    """The table as it stands in the file, and what it says of each article."""

    header: tuple[str, ...] = COLUMNS
    rows: tuple[tuple[str, ...], ...] = ()
    known: Mapping[str, Metadata] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    """One line a bad row, with its line number; such a row is kept in the file and not believed."""
    newline: str = "\n"
    delimiter: str = ","
    signed: bool = False
    """Whether the file began with a byte order mark."""
    broken: bool = False
    """The file could not be read as a table, or not to its end: it is not written over."""


def read_table(root: Path) -> ArticlesTable:
    """The table in *root*; an empty one when there is none. What is wrong with it is in ``problems``."""
    if not os.path.lexists(root / ARTICLES_CSV):
        return ArticlesTable()
    try:
        data, _ = read_bytes(root, ARTICLES_CSV.encode(), max_bytes=LONGEST_FILE)
        decoded = decode(data)
    except NotText as error:
        return ArticlesTable(problems=(f"{ARTICLES_CSV}: {error}",), broken=True)
    except CorpusError as error:
        return ArticlesTable(problems=(str(error),), broken=True)
    text = decoded.text
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: (first.count(mark), mark == ","))
    lines: list[tuple[int, list[str]]] = []
    # A row of our own at the end: a quotation mark that is not closed takes it into its cell.
    whole = text.rstrip("\r\n") + f"\n{_END}"
    reader = csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            lines.append((reader.line_num, row))
    except csv.Error as error:
        where = f"{ARTICLES_CSV}, line {lines[-1][0] + 1 if lines else 1}"
        problem = f"{where}: {error}: is a quotation mark not closed? The whole file is ignored"
        return ArticlesTable(problems=(problem,), broken=True)
    unclosed = _unclosed(lines)
    lines.pop()
    if unclosed and not lines:
        return ArticlesTable(problems=(unclosed,), broken=True)
    while lines and not any(lines[-1][1]):
        lines.pop()
    if not lines:
        return ArticlesTable()
    header = tuple(lines[0][1])
    names = [name.strip().lower() for name in header]
    if "path" not in names:
        problem = f"{ARTICLES_CSV}, line 1: no column “path”; expected {','.join(COLUMNS)}"
        return ArticlesTable(header, problems=(problem,), broken=True)
    known: dict[str, Metadata] = {}
    problems: list[str] = [unclosed] if unclosed else []
    for number, row in lines[1:]:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            problems.append(
                f"{ARTICLES_CSV}, line {number}: {len(row)} cells under {len(header)} columns; row ignored"
            )
            continue
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
        path = _path(cells["path"]) if cells.get("path") else ""
        if not path or path in known:
            what = f"{path[:200]} stands here twice; the first row counts" if path else "no path; row ignored"
            problems.append(f"{ARTICLES_CSV}, line {number}: {what}")
            continue
        said: dict[str, str] = {}
        for name in FIELDS:
            try:
                said[name] = checked(name, _unguarded(cells.get(name, "")))
            except CellError as error:
                problems.append(f"{ARTICLES_CSV}, line {number}: {error}")
        known[path] = Metadata(**said)
    return ArticlesTable(
        header,
        tuple(tuple(row) for _, row in lines[1:]),
        known,
        tuple(problems),
        "\r\n" if first.endswith("\r") else "\n",
        delimiter,
        decoded.encoding.endswith("-sig"),
        bool(unclosed),
    )


def _unclosed(lines: list[tuple[int, list[str]]]) -> str:
    """What is lost by a quotation mark that is not closed; nothing when all are."""
    if lines[-1][1] == [_END]:
        return ""
    first, last = (lines[-2][0] if len(lines) > 1 else 0) + 1, lines[-1][0] - 1
    ignored = f"lines {first} to {last} are ignored" if last > first else "this row is ignored"
    return f"{ARTICLES_CSV}, line {first}: a quotation mark is not closed; {ignored}"


def checked(name: str, value: str) -> str:
    """*value* as the field *name* may hold it: one line, no longer than it should be, a date that exists.

    Raises ``CellError``.
    """
    if name not in FIELDS:
        raise CellError(f"{name}: no such field; there are {', '.join(FIELDS)}")
    value = " ".join(value.split())
    if len(value) > LONGEST_CELL:
        raise CellError(f"{name}: {len(value):,} characters; at most {LONGEST_CELL:,} are kept")
    if name == "date" and value and not is_date(value):
        raise CellError(f"date: “{value[:40]}” is no date; write 2014, 2014-01 or 2014-01-23")
    if name == "url" and value and not value.lower().startswith(("http://", "https://")):
        raise CellError(f"url: “{value[:40]}” does not begin with http:// or https://")
    return value


def with_fields(table: ArticlesTable, path: str, fields: Mapping[str, str]) -> ArticlesTable:
    """*table* with *fields* of the article *path* set; other cells, columns and rows stay as they are.

    Raises ``CellError`` for a field that does not exist or a value it cannot hold, ``CorpusError`` for a
    table that could not be read.
    """
    if table.broken:
        raise CorpusError(f"{table.problems[0]}; mend or move the file first")
    fields = {name: checked(name, value) for name, value in fields.items()}
    header = list(table.header)
    names = [name.strip().lower() for name in header]
    for name in ("path", *fields):
        if name not in names:
            header.append(name)
            names.append(name)
    rows = [list(row) for row in table.rows]
    at = names.index("path")
    row = next((r for r in rows if len(r) > at and _path(r[at].strip()) == path), None)
    if row is None:
        row = [""] * len(header)
        row[at] = path
        rows.append(row)
    row.extend([""] * (len(header) - len(row)))
    for name, value in fields.items():
        row[names.index(name)] = _guarded(value)
    known = dict(table.known)
    old = known.get(path, Metadata())
    known[path] = Metadata(**{name: fields.get(name, getattr(old, name)) for name in FIELDS})
    return ArticlesTable(
        tuple(header),
        tuple(tuple(r) for r in rows),
        known,
        table.problems,
        table.newline,
        table.delimiter,
        table.signed,
    )


def write_table(root: Path, table: ArticlesTable) -> None:
    """Write *table* into *root* atomically: whoever reads meanwhile sees the old file or the new one.

    Raises ``OSError`` when it cannot be written; the old file then stands unchanged.
    """
    target = root / ARTICLES_CSV
    if target.is_symlink():
        raise CorpusError(f"{target}: a link; it is not written through")
    # Heavy, and only writing needs it.
    import tempfile

    out = io.StringIO()
    # With both characters as terminator the writer quotes a cell that holds either of them.
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator="\r\n")
    lines: list[str] = []
    for row in (table.header, *table.rows):
        out.seek(0)
        out.truncate()
        writer.writerow(row)
        lines.append(out.getvalue().removesuffix("\r\n") + table.newline)
    handle, name = tempfile.mkstemp(dir=root, prefix=f".{ARTICLES_CSV}.")
    try:
        with open(handle, "wb") as file:
            file.write("".join(lines).encode("utf-8-sig" if table.signed else "utf-8"))
            file.flush()
            os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    folder = os.open(root, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        return 0o644


def _path(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).removeprefix("./")


def _guarded(value: str) -> str:
    """A value a spreadsheet would take for a formula, behind an apostrophe."""
    return "'" + value if value.startswith(("=", "+", "-", "@")) else value


def _unguarded(value: str) -> str:
    return value[1:] if value[:2] in ("'=", "'+", "'-", "'@") else value
