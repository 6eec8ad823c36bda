"""Reading a codebook: TOML -> ``Codebook``, strictly; every error names file and line.

First the shape of each table (types, unknown fields), then what holds across tables (parents, keys, names).
A file that is not there means the built-in codebook, which is a file of the same form.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from annotations.codes import (
    FREE_KEYS,
    LEVELS,
    SCALE_TARGETS,
    UNITS,
    Change,
    Code,
    Codebook,
    CodebookError,
    Label,
    Scale,
    Target,
    Variable,
)
from annotations.quoting import one_line, quoted
from annotations.storage import reason
from annotations.toml_lines import Place, in_plain_words, line_of
from annotations.toml_table import Table, Wrong

__all__ = [
    "FREE_KEYS",
    "Change",
    "Code",
    "Codebook",
    "CodebookError",
    "Label",
    "Scale",
    "Target",
    "Variable",
    "builtin",
    "builtin_text",
    "load",
    "parse",
]

SCHEMA = 1
MAX_BYTES = 1_000_000
MAX_DEPTH = 12
"""Levels of codes under codes."""

T = TypeVar("T")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){40}""")
_TOML_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_BUILTIN = Path(__file__).with_name("builtin_codebook.toml")


def _label(table: Table) -> Label:
    key, glyph = table.line("key"), table.line("glyph")
    if not glyph:
        glyph = key if len(key) == 1 else ""
    if glyph and (len(glyph) > 1 or not _one_cell(glyph)):
        table.wrong("glyph", f"'glyph' should be one character, one cell wide, not {quoted(glyph)}")
    label_id = table.id()
    label = Label(
        label_id,
        table.line("name", label_id),
        key,
        glyph,
        table.number("value"),
        table.prose("definition"),
        table.prose("include"),
        table.prose("exclude"),
        table.prose("example"),
    )
    table.close()
    return label


def _one_cell(character: str) -> bool:
    return (
        character.isprintable()
        and unicodedata.east_asian_width(character) not in "WF"
        and not unicodedata.category(character).startswith(("M", "C", "Z"))
    )


def _scale(table: Table) -> Scale:
    scale_id = table.id()
    scale = Scale(
        scale_id,
        table.line("name", scale_id),
        table.tables("label", _label),
        table.choices("for", SCALE_TARGETS),
        table.boolean("ordered", False),
        table.prose("definition"),
    )
    if not scale.labels:
        raise Wrong(table.place, f"scale {scale_id!r} has no [[scale.label]]")
    _unique(scale.labels, lambda x: x.id, "label", (*table.place, "label"), "id")
    _unique(scale.labels, lambda x: x.name.casefold(), "label", (*table.place, "label"), "name")
    table.close()
    return scale


def _target(table: Table) -> Target:
    target = Target(
        table.id(),
        table.choice("kind", SCALE_TARGETS, "issue"),
        table.line("text", None),
        table.lines("aliases"),
        table.prose("definition"),
    )
    table.close()
    return target


def _code(table: Table) -> Code:
    code_id = table.id()
    code = Code(
        code_id,
        table.line("name", code_id),
        table.id("parent", ""),
        table.prose("definition"),
        table.prose("include"),
        table.prose("exclude"),
        table.prose("example"),
        table.line("key"),
        table.line("colour"),
        table.id("merged_into", ""),
    )
    if "/" in code.name:
        table.wrong("name", "'name' may not hold a slash: the path is made from the parents")
    if code.colour and not _COLOUR.fullmatch(code.colour):
        table.wrong("colour", f"'colour' should be #RRGGBB, not {quoted(code.colour)}")
    table.close()
    return code


def _variable(table: Table) -> Variable:
    variable_id = table.id()
    variable = Variable(
        variable_id,
        table.line("name", variable_id),
        table.choice("level", LEVELS),
        table.lines("values"),
        table.boolean("required", False),
        table.boolean("exclusive", True),
        table.prose("definition"),
    )
    table.close()
    return variable


def _change(table: Table) -> Change:
    change = Change(
        table.moment("at"),
        table.line("what", None),
        table.line("subject"),
        table.line("by"),
        table.prose("note"),
    )
    table.close()
    return change


def _unique(items: Sequence[T], key: Callable[[T], str], what: str, place: Place, field: str) -> None:
    seen: set[str] = set()
    for index, item in enumerate(items):
        value = key(item)
        if value in seen:
            raise Wrong((*place, index, field), f"{field} {quoted(value)} belongs to another {what} already")
        seen.add(value)


def _read(data: dict[str, Any], path: Path | None) -> Codebook:
    table = Table(data, ())
    schema = table.number("schema")
    if schema is not None and schema != SCHEMA:
        table.wrong("schema", f"schema {schema:g} is not known to this version, which reads {SCHEMA}")
    book = Codebook(
        table.choice("unit", UNITS, "free"),
        table.tables("scale", _scale),
        table.tables("target", _target),
        table.tables("code", _code),
        table.tables("variable", _variable),
        table.tables("change", _change),
        path,
    )
    table.close()
    _unique(book.scales, lambda s: s.id, "scale", ("scale",), "id")
    _unique(book.targets, lambda t: t.id, "target", ("target",), "id")
    _unique(book.targets, lambda t: t.text.casefold(), "target", ("target",), "text")
    _unique(book.variables, lambda v: v.id, "variable", ("variable",), "id")
    _check_tree(book.codes)
    _check_keys(book)
    return book


def _check_tree(codes: Sequence[Code]) -> None:
    _unique(codes, lambda c: c.id, "code", ("code",), "id")
    by_id = {code.id: (index, code) for index, code in enumerate(codes)}
    names: set[tuple[str, str]] = set()
    for index, code in enumerate(codes):
        for field in ("parent", "merged_into"):
            other: str = getattr(code, field)
            if other and other not in by_id:
                raise Wrong(("code", index, field), f"{field} {quoted(other)} is not the id of a code")
        if code.merged_into:
            _walk(code, by_id, "merged_into", len(codes))
            continue
        _walk(code, by_id, "parent", MAX_DEPTH)
        if code.parent and by_id[code.parent][1].merged_into:
            raise Wrong(
                ("code", index, "parent"), f"parent {quoted(code.parent)} was merged into another code"
            )
        sibling = (code.parent, code.name.casefold())
        if sibling in names:
            raise Wrong(
                ("code", index, "name"), f"name {quoted(code.name)} belongs to another code beside it already"
            )
        names.add(sibling)


def _walk(code: Code, by_id: Mapping[str, tuple[int, Code]], field: str, limit: int) -> None:
    index, at, seen = by_id[code.id][0], code, {code.id}
    while following := getattr(at, field):
        if following in seen:
            raise Wrong(("code", index, field), f"{field} of {code.id!r} leads in a circle")
        seen.add(following)
        at = by_id[following][1]
        if len(seen) > limit:
            raise Wrong(("code", index, field), f"{code.id!r} lies more than {limit} levels deep")


def _check_keys(book: Codebook) -> None:
    codes: dict[str, str] = {}
    for index, code in enumerate(book.codes):
        if code.key and not code.merged_into:
            _check_key(code.key, f"code {code.id}", codes, ("code", index, "key"))
    for s, scale in enumerate(book.scales):
        # Codes work whatever the scale: a label may not take a code's key, but two scales may share keys.
        taken = dict(codes)
        for x, label in enumerate(scale.labels):
            if label.key:
                _check_key(label.key, f"label {label.id}", taken, ("scale", s, "label", x, "key"))


def _check_key(key: str, owner: str, taken: dict[str, str], place: Place) -> None:
    with_comma = len(key) == 2 and key[0] == "," and key[1].isascii() and key[1].isalpha()
    if not with_comma and not (len(key) == 1 and key in FREE_KEYS):
        why = "belongs to a reading action" if len(key) == 1 and key.isascii() else "is not one"
        raise Wrong(place, f"key {quoted(key)} {why}; free are {FREE_KEYS} and a comma with a letter")
    if key in taken:
        raise Wrong(place, f"key {quoted(key)} belongs to {taken[key]} already")
    taken[key] = owner


def parse(text: str, source: str, path: Path | None = None) -> Codebook:
    """The codebook in *text*, called *source* in errors. Raises ``CodebookError`` with the line."""
    # The parser's time grows with the square of a dotted key's length.
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise CodebookError(f"{source}:{line}: nested too deeply to be a codebook")
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise CodebookError(f"{source}: nested too deeply to be a codebook") from None
    except ValueError as error:
        at = _TOML_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        said = one_line(in_plain_words(_TOML_LINE.sub("", str(error))), 200)
        raise CodebookError(f"{source}:{line}: not TOML: {said}") from None
    try:
        return _read(data, path)
    except Wrong as wrong:
        raise CodebookError(f"{source}:{line_of(text, wrong.place)}: {wrong}") from None


def read_bytes(path: Path) -> bytes:
    """What the regular file at *path* holds. Raises ``OSError``, and ``CodebookError`` past ``MAX_BYTES``."""
    # Without O_NONBLOCK a named pipe of this name would wait for a writer for ever.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise CodebookError(f"{path}: not a regular file")
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise CodebookError(f"{path}: larger than {MAX_BYTES // 1000} kB, too large for a codebook")
    return data


def decode(data: bytes, source: str) -> str:
    """UTF-8, a byte order mark dropped. Raises ``CodebookError`` naming *source* and line."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodebookError(f"{source}:{line}: not UTF-8 text") from None


def load(path: Path) -> Codebook:
    """The codebook at *path*, or the built-in one when nothing is there.

    Raises ``CodebookError`` naming file and line.
    """
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        return builtin()
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read: {reason(error)}") from None
    return parse(decode(data, str(path)), str(path), path)


def builtin_text() -> str:
    """The built-in codebook as the text file it is."""
    return _BUILTIN.read_text(encoding="utf-8")


@cache
def builtin() -> Codebook:
    """The codebook that serves until a corpus has its own."""
    return parse(builtin_text(), _BUILTIN.name)
