"""What can be read of a store file that is laid out otherwise than ours: any JSON, or what is left of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from annotations.lines import (
    BASE,
    LENIENT,
    MARKERS,
    OURS,
    TABLE,
    THEIRS,
    UNMERGED,
    Line,
    Parsed,
    parse,
    value_of,
    without_surrogates,
)
from annotations.rows import HEADERS

_KEYED = re.compile(r'"(\d{1,20})"\s{0,64}:\s{0,64}(?=\{)')
_SPACE = re.compile(r"[ \t\r\n]*")
_MOST_FAILURES = 1000
_MARK = b"\xef\xbb\xbf"
"""The byte order mark in UTF-8."""


def read_anyhow(data: bytes, laid_out: Parsed) -> Parsed:
    """The records of *data*, of which *laid_out* was read line by line. Never raises."""
    if (recoded := _recoded(data)) is not None:
        return recoded
    whole = _parse_document(data)
    if whole is not None:
        return whole
    if not laid_out.damaged:
        return laid_out
    # Of several ways the one that found most records; lines of ours may hold more than two sides.
    return max((laid_out, *_parse_sides(data), _salvage(data)), key=_count)


def _count(parsed: Parsed) -> int:
    """How many records were found; a member inside one, on a line of its own, is none."""
    return sum(line.key.isdecimal() and isinstance(line.data.get("kind"), str) for line in parsed.lines)


def _recoded(data: bytes) -> Parsed | None:
    """The records of *data* if it is not UTF-8 alone, but with a byte order mark, or UTF-16 or UTF-32."""
    if data.startswith(_MARK):
        found = parse(data.lstrip(_MARK))
        said = (
            "begins with a byte order mark, which plain TinyDB cannot read: without one from the next save on"
        )
        found.problems.insert(0, (0, said))
        found.damaged = True
        return found
    encoding = json.detect_encoding(data)
    if encoding == "utf-8":
        return None
    text = data.decode(encoding, "replace")
    if "\0" in text:  # no JSON, but zeros where something was
        return None
    found = parse(text.encode())
    if not found.lines:
        return None
    said = f"written in {encoding.upper()[:6]}, which plain TinyDB cannot read: UTF-8 from the next save on"
    found.problems.insert(0, (0, said))
    found.damaged = True
    return found


def _parse_sides(data: bytes) -> Iterator[Parsed]:
    """The records of both sides of a document in which git left its marks, if it did."""
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    first = 0
    here = both = (True, True)
    for number, line in enumerate(data.split(b"\n"), 1):
        mark = line.lstrip(b" \t")[:7]
        if mark in MARKERS:
            first = first or number
            here = {OURS: (True, False), BASE: (False, False), THEIRS: (False, True)}.get(mark, both)
        for side, is_in in zip(sides, here, strict=True):
            # Lines keep their numbers.
            side.append(line if is_in and mark not in MARKERS else b"")
    if not first:
        return
    found = Parsed(damaged=True)
    found.problems.append((first, UNMERGED))
    for text in map(b"\n".join, sides):
        read = _parse_document(text) or _salvage(text)
        known = {(line.key, line.value) for line in found.lines}
        found.lines += [line for line in read.lines if (line.key, line.value) not in known]
        found.tables |= read.tables
        told = set(found.problems)
        found.problems += [one for one in read.problems if one not in told]
    yield found


class _Text:
    """A text with the line of an offset; offsets must be asked in rising order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at = 0
        self._line = 1

    def line(self, offset: int) -> int:
        self._line += self.text.count("\n", self._at, offset)
        self._at = offset
        return self._line


def _parse_document(data: bytes) -> Parsed | None:
    """The records of a whole JSON document in any layout, or ``None`` if it is not one."""
    try:
        return _Document(data.decode()).read()
    except (ValueError, RecursionError):
        return None


class _Document:
    """A JSON document, walked through member by member; each method returns where what it was given ends."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._source = _Text(text)
        self._out = Parsed()
        self._tables = 0

    def read(self) -> Parsed | None:
        """All in it. Raises ``ValueError`` or ``RecursionError`` when it is no object of JSON."""
        end = _members(self._text, _skip(self._text, 0), self._member)
        return self._out if _skip(self._text, end) == len(self._text) else None

    def _member(self, key: str, at: int) -> int:
        if key == TABLE:
            return self._records(at)
        end, found = self._value(at)
        if found is not None:
            self._out.tables[without_surrogates(key)] = found[1]
        return end

    def _records(self, at: int) -> int:
        """The table of records, or what stands in its place: of a list the records say their ids."""
        begins = self._text[at : at + 1]
        self._tables += 1
        if self._tables > 1:
            self._wrong(at, f"a second {TABLE}: all are read together")
        if begins == "{":
            return _members(self._text, at, self._row)
        if begins == "[":
            self._wrong(at, f"{TABLE} is a list: records stand by their ids")
            return _items(self._text, at, self._item)
        self._wrong(at, f"{TABLE} holds no records")
        return self._value(at)[0]

    def _row(self, key: str, at: int) -> int:
        end, found = self._value(at)
        if found is None or not isinstance(found[0], dict):
            self._wrong(at, "a record that is no object")
        else:
            self._add(without_surrogates(key), at, found)
        return end

    def _item(self, at: int) -> int:
        end, found = self._value(at)
        data = found[0] if found is not None else None
        if found is None or not isinstance(data, dict) or not (key := _key_of(data)):
            self._wrong(at, "a record that does not say its id")
        else:
            self._add(key, at, found)
        return end

    def _add(self, key: str, at: int, found: tuple[Any, bytes, str]) -> None:
        data, value, complaint = found
        if complaint:
            self._wrong(at, complaint)
        self._out.lines.append(Line(key, value, data, self._source.line(at)))

    def _wrong(self, at: int, complaint: str) -> None:
        self._out.damaged = True
        self._out.problems.append((self._source.line(at), complaint))

    def _value(self, at: int) -> tuple[int, tuple[Any, bytes, str] | None]:
        end = LENIENT.raw_decode(self._text, at)[1]
        return end, value_of(self._text[at:end].encode())


def _key_of(data: dict[str, Any]) -> str:
    """Under which key the record *data* stood: its id, ``""`` if it does not say it."""
    if data.get("kind") in HEADERS:
        return "1"
    key = data.get("id")
    return str(key) if type(key) in (str, int) else ""


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _members(text: str, at: int, visit: Callable[[str, int], int]) -> int:
    """Walk the object at *at*; *visit* gets each key with its value's offset and returns where that ends."""
    if text[at : at + 1] != "{":
        raise ValueError("no object")
    at = _skip(text, at + 1)
    if text[at : at + 1] == "}":
        return at + 1
    while True:
        if text[at : at + 1] != '"':
            raise ValueError("no key")
        key, at = LENIENT.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise ValueError("no colon")
        at = _skip(text, visit(key, _skip(text, at + 1)))
        if text[at : at + 1] == "}":
            return at + 1
        if text[at : at + 1] != ",":
            raise ValueError("no comma")
        at = _skip(text, at + 1)


def _items(text: str, at: int, visit: Callable[[int], int]) -> int:
    """Walk the list at *at*; *visit* gets the offset of each value and returns where that ends."""
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return at + 1
    while True:
        at = _skip(text, visit(at))
        if text[at : at + 1] == "]":
            return at + 1
        if text[at : at + 1] != ",":
            raise ValueError("no comma")
        at = _skip(text, at + 1)


def _salvage(data: bytes) -> Parsed:
    """Record by record what is left of a broken document that is not in our layout."""
    source = _Text(data.decode("utf-8", "replace"))
    out = Parsed(damaged=True)
    at = failures = 0
    while failures < _MOST_FAILURES and (match := _KEYED.search(source.text, at)):
        try:
            _, at = LENIENT.raw_decode(source.text, match.end())
        except json.JSONDecodeError as error:
            failures += 1
            at = max(match.end(), error.pos)
            continue
        except (ValueError, RecursionError):
            failures += 1
            at = match.end()
            continue
        found = value_of(source.text[match.end() : at].encode())
        if found is not None and isinstance(found[0].get("kind"), str):
            out.lines.append(Line(match[1], found[1], found[0], source.line(match.start())))
    out.problems.append((0, "the file is not in the layout of any program"))
    return out
