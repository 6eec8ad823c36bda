"""The bytes of a store file: one record a line, readable by plain TinyDB, mergeable by git, salvageable.

The layout is a JSON document ``{"_default": {KEY: RECORD, ...}}`` with each record alone on its line, the
comma in front of it and a blank line behind it, so that two people's neighbouring lines never meet in one
hunk of a merge. Lines end in ``\\n`` and are told apart by that byte alone (U+2028 and its like are data).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

HEADER = b'{"_default": {'
FOOTER = b"}}"
TABLE = "_default"
_BEGIN = HEADER + b'\n"'
_BETWEEN = b'\n\n,"'
_END = b"\n\n" + FOOTER + b"\n"
DEEPEST = 100
"""How many levels of lists and objects a record may have; one with more is kept as it is, and never shown.

Nothing of ours comes near it, and somewhere beyond it Python, its JSON and orjson give up, each elsewhere."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_ROW = re.compile(rb'(,?)[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*:[ \t]*(.*)\Z', re.DOTALL)
OURS, BASE, THEIRS = b"<<<<<<<", b"|||||||", b"======="
"""What git writes before each side of a conflict, and before what both come from."""
MARKERS = (OURS, BASE, THEIRS, b">>>>>>>")
UNMERGED = "the marks of an unfinished merge: both sides were read"
_MENDED = "NaN, a lone surrogate, a number too large or foreign bytes: emptied or replaced"


def _finite(number: str) -> float | None:
    """*number*, if it is not too large for one."""
    return found if math.isfinite(found := float(number)) else None


def _whole(number: str) -> int | None:
    """*number*, digit by digit, if other programs can read it at least as a float."""
    return None if _finite(number) is None else int(number)


_DIGITS = bytes(ord("0") if chr(byte) in "-0123456789" else ord(" ") for byte in range(256))
_LONG = b"0" * 20
"""So many digits, or a sign and one less, has any whole number that 64 bits do not hold."""
_EXACT = json.JSONDecoder(parse_int=_whole)
LENIENT = json.JSONDecoder(
    parse_constant=lambda name: None, parse_float=_finite, parse_int=_whole, strict=False
)
"""Reads what hardly is JSON: what it has no value for is ``None``."""


class Line(NamedTuple):
    """One record as it stands in a file."""

    key: str
    value: bytes
    """Its JSON object, byte for byte, never holding a newline."""
    data: dict[str, Any]
    """What that says, up to whole numbers beyond 64 bits: see ``exactly``."""
    number: int
    """The line of the file it begins on, from 1."""


@dataclass(slots=True)
class Parsed:
    """What could be read of a file, and what was wrong with it."""

    lines: list[Line] = field(default_factory=list)
    tables: dict[str, bytes] = field(default_factory=dict)
    """Top-level members other than ``_default``: JSON without newlines."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    damaged: bool = False
    """Something in the file will not be there after a rewrite: keep the original aside."""


def dumps(data: Mapping[str, Any]) -> bytes:
    """*data* as one canonical line: compact, keys sorted, UTF-8 unescaped.

    Raises ``ValueError`` (NaN, infinity, lone surrogates) or ``TypeError`` (what JSON has no word for).
    """
    return _ENCODER.encode(data).encode()


def loads(value: bytes) -> Any:
    """The JSON *value* with whole numbers as they stand, for orjson makes floats of those beyond 64 bits.

    One that is nested too deep to be shown is left at that. Raises ``orjson.JSONDecodeError``.
    """
    data = orjson.loads(value)
    if not _has_long(value):
        return data
    try:
        return _EXACT.decode(value.decode())
    except RecursionError:
        return data


def exactly(line: Line) -> Line:
    """*line* with whole numbers as they stand, before it is compared or written anew.

    Hardly any is, and to look at each when a file is read would be felt.
    """
    return line._replace(data=loads(line.value)) if _has_long(line.value) else line


def _has_long(value: bytes) -> bool:
    """Whether a whole number beyond 64 bits may be in *value*: an expression would take ten times as long."""
    return _LONG in value.translate(_DIGITS)


def nested(data: Mapping[str, Any], value: bytes, most: int = DEEPEST) -> bool:
    """Whether *data*, whose JSON is *value*, has more than *most* levels: nothing may walk down it."""
    if value.count(b"[") + value.count(b"{") <= most:
        return False
    level: list[Any] = [data]
    for _ in range(most):
        inside = (one.values() if isinstance(one, dict) else one for one in level)
        level = [one for some in inside for one in some if isinstance(one, dict | list)]
    return bool(level)


def canonical(data: Mapping[str, Any], value: bytes = b"") -> bytes:
    """The one spelling of *data*, whose JSON is *value*: as it is where it is ``nested`` too deep."""
    return value if nested(data, value) else dumps(data)


def line_hash(data: Mapping[str, Any], value: bytes = b"") -> str:
    """The name of one revision in the ``prev`` of the next: 12 hex digits, whatever layout it was read in."""
    return bytes_hash(canonical(data, value))


def bytes_hash(value: bytes) -> str:
    """The same of *value*, which is the ``canonical`` spelling of a revision."""
    return hashlib.sha256(value).hexdigest()[:12]


def chain(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The hashes of the revisions *data* says it comes from, newest first."""
    prev = data.get("prev")
    return tuple(prev.split()) if isinstance(prev, str) else ()


def next_chain(data: Mapping[str, Any], name: str = "") -> str:
    """What the revision that replaces *data* holds in ``prev``; *name* is its hash, if that is known.

    Every revision it comes from is named, so that no copy is so old that it is taken for another edit.
    """
    return " ".join((name or line_hash(data), *chain(data)))


def render(rows: Iterable[tuple[str, bytes]], tables: Mapping[str, bytes] | None = None) -> bytes:
    """A whole file of *rows* ``(key, JSON object)``, with further top-level *tables* behind them.

    Raises ``ValueError`` as ``assemble`` does.
    """
    return assemble((member(key, value) for key, value in rows), tables)


def assemble(members: Iterable[bytes], tables: Mapping[str, bytes] | None = None) -> bytes:
    """A whole file of records that are laid out already, each by ``member``.

    Raises ``ValueError`` when one of the *tables* is called as that of the records: of two members of a name
    other programs read but one.
    """
    if tables and TABLE in tables:
        raise ValueError(f"a second {TABLE}")
    # Joined in one go: memory for a second copy of a large file takes longer to come by than all the rest.
    rows = [*members] or [b""]
    rows[0] = b"%b\n%b" % (HEADER, rows[0])
    if tables:
        rows[-1] += b"}\n\n"
        rows += (member(name, value) for name, value in tables.items())
        rows[-1] += b"}\n"
    else:
        rows[-1] += FOOTER + b"\n"
    return b",".join(rows)


def member(name: str, value: bytes) -> bytes:
    """A member of an object, and the blank line behind it; an id has nothing in it to escape."""
    said = f'"{name}"' if name.isdecimal() else json.dumps(name)
    return b"%b: %b\n\n" % (said.encode(), value)


def parse(data: bytes) -> Parsed:
    """Everything readable in *data*: our layout, any other JSON layout, merged, or damaged. Never raises."""
    if not data.strip():
        return Parsed(problems=[(0, "the file is empty")], damaged=True)
    exact = _parse_exact(data)
    if exact is not None:
        return exact
    laid_out = _parse_lines(data)
    if not laid_out.problems:
        return laid_out
    # Hardly any file is laid out otherwise: what reads those is loaded when it is needed.
    from annotations.salvaging import read_anyhow

    return read_anyhow(data, laid_out)


def _parse_exact(data: bytes) -> Parsed | None:
    """The records of a file that is byte for byte as ``render`` lays it out; ``None`` for every other.

    It says what ``_parse_lines`` says of the same bytes, in a tenth of the time.
    """
    if not (data.startswith(_BEGIN) and data.endswith(_END)) or b"\r" in data:
        return None
    rows = data[len(_BEGIN) : -len(_END)].split(_BETWEEN)
    parts = [row.partition(b'": ') for row in rows]
    keys, values = [key for key, _, _ in parts], [value for _, _, value in parts]
    if (
        any(b"\n" in row for row in rows)
        or not (all(keys) and b"".join(keys).isdigit())
        or not all(value[:1] == b"{" and value[-1:] == b"}" for value in values)
    ):
        return None
    try:
        found = [orjson.loads(value) for value in values]
    except orjson.JSONDecodeError:
        return None
    names = b" ".join(keys).decode().split(" ")
    return Parsed([*map(Line, names, values, found, range(2, 2 * len(parts) + 2, 2))])


def _parse_lines(data: bytes) -> Parsed:
    out = Parsed()
    opened = ended = in_tables = merged = False
    rows_seen = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        line = line.strip(b" \t\r")
        if not line:
            continue
        if line == HEADER:
            opened = True
        elif line == FOOTER:
            ended = True
        elif line == b"}":
            ended, in_tables = in_tables, True
        elif line.startswith(MARKERS):
            out.damaged = True
            if not merged:
                out.problems.append((number, UNMERGED))
            merged = True
        elif in_tables:
            _add_table(out, line, number)
        else:
            _add_row(out, line, number, first=rows_seen == 0)
            rows_seen += 1
    if not opened or not ended:
        out.damaged = True
        where = "the beginning" if not opened else "the end"
        out.problems.append((0, f"{where} of the file is missing"))
    return out


def _add_row(out: Parsed, line: bytes, number: int, *, first: bool) -> None:
    match = _ROW.match(line)
    found = value_of(match[3]) if match else None
    if match is None or found is None or not isinstance(found[0], dict):
        out.damaged = True
        out.problems.append((number, "a line that is no record"))
        return
    data, value, complaint = found
    if complaint:
        out.damaged = True
        out.problems.append((number, complaint))
    if bool(match[1]) == first:
        out.problems.append((number, "a comma is missing or too many: mended at the next save"))
    out.lines.append(Line(_text(match[2]), value, data, number))


def _add_table(out: Parsed, line: bytes, number: int) -> None:
    match = _ROW.match(line)
    found = value_of(match[3]) if match else None
    if match is None or found is None:
        out.damaged = True
        out.problems.append((number, "a line that is no table"))
    elif (name := _text(match[2])) == TABLE:
        out.damaged = True
        out.problems.append((number, f"a second {TABLE}"))
    else:
        out.tables[name] = found[1]


def _text(inside: bytes) -> str:
    """The text between the quotes of a JSON string."""
    try:
        return str(orjson.loads(b'"' + inside + b'"'))
    except orjson.JSONDecodeError:
        return inside.decode("utf-8", "replace")


def value_of(raw: bytes) -> tuple[Any, bytes, str] | None:
    """``(value, its bytes on one line, what was mended)``, or ``None`` when *raw* is not one JSON value."""
    try:
        data = loads(raw)
    except orjson.JSONDecodeError:
        return _mended(raw)
    if b"\n" in raw or b"\r" in raw:
        whole = {"": data}
        # Between its words alone: inside one a line break is no JSON.
        raw = raw.replace(b"\n", b" ").replace(b"\r", b" ")
        raw = raw if nested(whole, raw) else dumps(whole)[4:-1]
    return data, raw, ""


def _mended(raw: bytes) -> tuple[Any, bytes, str] | None:
    text = raw.decode("utf-8", "replace")
    try:
        data, end = LENIENT.raw_decode(text)
        if text[end:].strip():
            return None
        whole = {"": without_surrogates(data)}
        return whole[""], dumps(whole)[4:-1], _MENDED
    except (ValueError, TypeError, RecursionError):
        return None


def without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(item) for name, item in value.items()}
    return value
