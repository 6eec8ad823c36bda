"""Changes to a codebook file that leave the rest of it as its author wrote it, comments included.

Each change is a function from the file's text to its new text; ``edit`` applies one to a file, replaced as a
whole. What is read back is compared with what was meant, so that a file is never made to say anything else.
Every change but a new target leaves a dated line in the codebook's log.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from annotations.codebook import builtin_text, decode, parse, read_bytes
from annotations.codes import Change, Code, Codebook, CodebookError, Target
from annotations.quoting import one_line, quoted
from annotations.toml_lines import lines_of

_HEADER = re.compile(r"[ \t]*\[")


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made from *name* that is not among *taken*: permanent, so it never follows a later renaming."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    stem = re.sub(r"[^\w]+", "-", plain).strip("-_")[:60] or "code"
    candidate, count = stem, 1
    while candidate in taken:
        count += 1
        candidate = f"{stem}-{count}"
    return candidate


def add_code(text: str, code: Code, change: Change) -> str:
    """*text* with *code* behind the codes it has. Raises ``CodebookError`` when it does not fit in."""
    new = _insert(_insert(text, "code", _stated(code)), "change", _stated(change))
    return _checked(text, new, lambda b: replace(b, codes=(*b.codes, code), changes=(*b.changes, change)))


def add_target(text: str, target: Target) -> str:
    """*text* with *target* behind the targets it has. Raises ``CodebookError`` when it does not fit in."""
    new = _insert(text, "target", _stated(target))
    return _checked(text, new, lambda b: replace(b, targets=(*b.targets, target)))


def change_code(text: str, code_id: str, change: Change, **values: str) -> str:
    """*text* with fields of one code changed: renamed, moved, merged, defined anew; an empty value goes.

    Raises ``CodebookError`` for an unknown code, for its id, and for values that do not fit in.
    """
    book = parse(text, "the codebook")
    index = next((i for i, c in enumerate(book.codes) if c.id == code_id), None)
    known = {f.name for f in fields(Code)} - {"id"}
    if index is None:
        raise CodebookError(f"no code {quoted(code_id)} in the codebook")
    if unknown := set(values) - known:
        raise CodebookError(f"a code has no field {quoted(min(unknown))} that could be changed")
    try:
        document = tomlkit.parse(text)
        codes = document["code"]
        if not isinstance(codes, AoT):
            raise CodebookError("codes that are not written as [[code]] tables can be changed by hand only")
        for field, value in values.items():
            if value:
                codes[index][field] = value
            else:
                codes[index].pop(field, None)
        new = _insert(tomlkit.dumps(document), "change", _stated(change))
    except TOMLKitError as error:
        raise CodebookError(f"the codebook could not be changed: {one_line(str(error), 200)}") from None
    if "name" in values and not values["name"]:
        values["name"] = code_id
    codes_after = (*book.codes[:index], replace(book.codes[index], **values), *book.codes[index + 1 :])
    return _checked(text, new, lambda b: replace(b, codes=codes_after, changes=(*b.changes, change)))


def edit(path: Path, change: Callable[[str], str]) -> Codebook:
    """Apply *change* to the file at *path*, or to the built-in codebook when nothing is there yet.

    The file is replaced as a whole and is valid at every instant. Raises ``CodebookError``; then nothing has
    changed.
    """
    try:
        if path.is_symlink():
            raise CodebookError(f"{path}: a link; change the file it leads to")
        try:
            data: bytes | None = read_bytes(path)
        except FileNotFoundError:
            data = None
        text = builtin_text() if data is None else decode(data, str(path))
        new = change(text)
        book = parse(new, str(path), path)
        _replace(path, new.encode(), data)
    except OSError as error:
        raise CodebookError(f"{path}: {error.strerror or error}") from None
    return book


def _replace(path: Path, new: bytes, seen: bytes | None) -> None:
    """Put *new* in the place of *seen*, unless something else has come there meanwhile."""
    draft = path.with_name(f".tmp-{path.name}-{secrets.token_hex(6)}")
    mode = 0o666 if seen is None else path.stat().st_mode & 0o777
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with open(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if (read_bytes(path) if path.exists() else None) != seen:
            raise CodebookError(f"{path}: changed by someone else meanwhile; try again")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stated(item: Code | Target | Change) -> Mapping[str, Any]:
    values = {f.name: getattr(item, f.name) for f in fields(item)}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items() if v}


def _insert(text: str, kind: str, values: Mapping[str, Any]) -> str:
    """*text* with one more ``[[kind]]``, behind the last, before the comments that head the next table."""
    table = tomlkit.table()
    for name, value in values.items():
        table.add(name, value)
    ending = "\r\n" if "\r\n" in text else "\n"
    block = f"[[{kind}]]\n{tomlkit.dumps(table)}".replace("\n", ending)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    places = lines_of(text)
    last = max((line for place, line in places.items() if place[:1] == (kind,)), default=0)
    after = (
        [line for line in places.values() if line > last and _HEADER.match(lines[line - 1])] if last else []
    )
    at = min(after) - 1 if after else len(lines)
    while after and at > last and (not lines[at - 1].strip() or lines[at - 1].lstrip()[0] == "#"):
        at -= 1
    if lines and not lines[at - 1].endswith("\n"):
        lines[at - 1] += ending
    return "".join([*lines[:at], ending, block, *lines[at:]])


def _checked(text: str, new: str, meant: Callable[[Codebook], Codebook]) -> str:
    if parse(new, "the changed codebook") != meant(parse(text, "the codebook")):
        raise CodebookError(
            "the codebook could not be changed without touching something else: edit it by hand"
        )
    return new
