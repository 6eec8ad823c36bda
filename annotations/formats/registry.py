"""The formats by id, and writing one to a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotations.bundle import Bundle
from annotations.formats import csv_read, csv_tables, csv_units, jsonl, markdown, w3c, w3c_read
from annotations.formats.imports import EMPTY, FormatError, Import
from annotations.formats.losses import Losses
from annotations.formats.options import DEFAULTS, Options


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what people call it, what a file of it ends in, how it is written and read."""

    id: str
    title: str
    suffix: str
    write: Callable[[Bundle, BinaryIO, Options], Losses]
    read: Callable[[BinaryIO, str], Import] | None = None
    """``None``: there is no way back."""
    also: tuple[str, ...] = ()
    """What else a file that is read may end in."""


FORMATS: dict[str, Format] = {
    f.id: f
    for f in (
        Format("w3c", "W3C Web Annotation JSON-LD", ".jsonld", w3c.write, w3c_read.read, (".json",)),
        Format(
            "csv",
            "Table of annotations (CSV)",
            ".csv",
            csv_tables.write_annotations,
            csv_read.read,
            (".tsv",),
        ),
        Format("csv-tags", "Table of tags (CSV)", ".csv", csv_tables.write_tags),
        Format("csv-units", "Table of units, zeros included (CSV)", ".csv", csv_units.write_units),
        Format("markdown", "Markdown notes", ".md", markdown.write),
        Format("jsonl", "Close Reader JSON lines", ".jsonl", jsonl.write, jsonl.read, (".ndjson",)),
    )
}


def find(name: str) -> Format:
    """The format with this id. Raises ``FormatError`` listing the choices."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise FormatError("format", 0, f"{name[:40]!r} is not known; choose from {', '.join(FORMATS)}")
    return found


def guess(head: bytes, name: str) -> Format:
    """The format that a file promises by its first bytes and its name; its reader says whether it is that.

    What says that it is ours goes before how it is called, and that before what it looks like. Raises
    ``FormatError`` for one not read.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.split(b"\n", 1)[0]
    if b'"format"' in first and jsonl.FORMAT.encode() in first:
        return FORMATS["jsonl"]
    suffix = os.path.splitext(name)[1].lower()
    for form in FORMATS.values():
        if form.read and suffix in (form.suffix, *form.also):
            return form
    if start[:1] in (b"{", b"["):
        return FORMATS["w3c"]
    if suffix == ".txt" and b"quote" in first:
        return FORMATS["csv"]
    if not start:
        raise FormatError(name, 0, EMPTY)
    raise FormatError(name, 0, f"not a format that can be read; name one of {readable()} with --format")


def readable() -> str:
    """The formats that can be read, as they are named on the command line."""
    return ", ".join(form.id for form in FORMATS.values() if form.read)


def export(
    bundle: Bundle, form: Format, path: Path, options: Options = DEFAULTS, *, force: bool = False
) -> Losses:
    """Write *bundle* to *path*, whole or not at all: into a temporary file beside it, then renamed.

    Raises ``FormatError`` when *path* is there already and *force* is not given, and ``OSError`` as it comes.
    """
    if not force and os.path.lexists(path):
        raise FormatError(str(path), 0, "is there already: --force replaces it")
    handle, name = tempfile.mkstemp(prefix=".close-reader-", suffix=form.suffix, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            losses = form.write(bundle, stream, options)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        if force:
            temporary.replace(path)
        else:
            _rename_new(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return losses


def _rename_new(temporary: Path, path: Path) -> None:
    """Rename without replacing a file that came meanwhile."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise FormatError(str(path), 0, "is there already: --force replaces it") from None
    except OSError:
        # No hard links on this file system: the check above has to do.
        temporary.replace(path)
    else:
        temporary.unlink()
