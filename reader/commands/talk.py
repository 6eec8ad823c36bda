"""What goes out: data to stdout, talk to stderr, every string through the sanitiser."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from reader.commands.arguments import UsageError
from reader.sanitise import clean, clean_line, json_safe

if TYPE_CHECKING:
    import argparse

PATIENCE = 1.0
"""Seconds before a piece of work says how far it is."""


class OutputError(OSError):
    """stdout cannot take what is written: the disk is full, say."""

    def __str__(self) -> str:
        return str(self.args[0])


def emit(line: str = "") -> None:
    """One line of data."""
    _write(clean(line))


def emit_painted(line: str) -> None:
    """One line whose text was cleaned when colour was put into it."""
    _write(line)


def emit_json(value: object) -> None:
    """One JSON value on one line; controls and lone surrogates are escaped."""
    import json

    _write(json_safe(json.dumps(value, ensure_ascii=False, allow_nan=False)))


def say(message: str) -> None:
    """One line of talk; a terminal that is gone hears none."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"reader: {clean_line(message)}\n")
            sys.stderr.flush()


def emit_bytes(data: bytes) -> None:
    """A whole file of data as it is; on a terminal, cleaned."""
    if sys.stdout is None:
        return
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None or is_terminal(sys.stdout):
        _write(clean(data.decode("utf-8", "replace"), newline=True), end="")
        return
    flush()
    with _writing():
        raw.write(data)
        raw.flush()


def flush() -> None:
    """Have everything written. Raises ``OutputError`` and ``BrokenPipeError``."""
    if sys.stdout is not None:
        with _writing():
            sys.stdout.flush()


def _write(line: str, end: str = "\n") -> None:
    if sys.stdout is not None:
        with _writing():
            sys.stdout.write(line + end)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"stdout cannot be written: {(error.strerror or str(error)).lower()}") from error


def stdin_lines(longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines of stdin with their numbers, none longer than *longest* bytes. Raises ``UsageError``."""
    stream = _stdin()
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise UsageError(f"stdin, line {number}: longer than {longest:,} bytes")
        yield number, line


def stdin_all(most: int) -> bytes:
    """All of stdin. Raises ``UsageError`` past *most* bytes."""
    data = _stdin().read(most + 1)
    if len(data) > most:
        raise UsageError(f"stdin: larger than {most:,} bytes")
    return data


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError("stdin is closed: there is nothing to read")
    return sys.stdin.buffer


def is_terminal(stream: TextIO | None) -> bool:
    """Whether *stream* is a terminal."""
    return stream is not None and stream.isatty()


def width(default: int = 80) -> int:
    """Columns of the terminal that stdout is; *default* when it is none."""
    return shutil.get_terminal_size((default, 24)).columns if is_terminal(sys.stdout) else default


def look(args: argparse.Namespace, environ: Mapping[str, str] | None = None) -> str:
    """``colour``, ``marks`` (bold and underline alone) or ``plain``, from --color, NO_COLOR and stdout."""
    environ = os.environ if environ is None else environ
    wanted = getattr(args, "color", "auto")
    if wanted != "auto":
        return "colour" if wanted == "always" else "plain"
    if not is_terminal(sys.stdout) or environ.get("TERM", "dumb") in ("", "dumb"):
        return "plain"
    return "marks" if environ.get("NO_COLOR") else "colour"


def painter(args: argparse.Namespace) -> Callable[[str, str], str]:
    """A function that cleans a text and puts SGR *codes* ("1", "2;33") around it where that is wanted."""
    chosen = look(args)

    def paint(text: str, codes: str) -> str:
        text = clean(text)
        if chosen == "marks":
            codes = ";".join(code for code in codes.split(";") if len(code) == 1)
        return text if chosen == "plain" or not codes or not text else f"\x1b[{codes}m{text}\x1b[0m"

    return paint


class Progress:
    """How far a piece of work is: on stderr, when that is a terminal and it takes longer than a second."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._begun = time.monotonic()
        self._shown = 0.0
        self._visible = is_terminal(sys.stderr)

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if self._visible and now - self._begun > PATIENCE and now - self._shown > 0.1:
            self._shown = now
            sys.stderr.write(f"\r{self._what} {done:,} of {self._total:,}\x1b[K")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def as_json(args: argparse.Namespace) -> bool:
    """Whether --json was given."""
    return bool(getattr(args, "json", False))


def counted(count: int, one: str) -> str:
    """``1 note``, ``4 notes``."""
    return f"{count} {one if count == 1 else one + 's'}"


def listed(names: Any, most: int = 6) -> str:
    """Names for a message: the first *most*, and how many more."""
    known = [str(name) for name in names]
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more
