"""Other programs: the editor for a long note, the clipboard for a citation."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from textual.app import App, SuspendNotSupported

from reader.config import Config, editor_command
from reader.layout.cells import cells, cut
from reader.paths import PathsError, make_private, read_bounded, write_private
from reader.sanitise import clean, clean_line
from reader.tui.calls import Refusal

MAX_NOTE = 1_000_000
"""Bytes of a note that are read back."""
GUARD = 6
"""Own lines above and below a quote that may hold settings: an editor looks for them in the first and last
five lines."""
SETTING, SETTINGS = ":", "-*-"
"""One of these stands in every line that an editor takes for its settings."""
RULE = "# ------------------------------------------------------------"
COPY_SECONDS = 5.0
BESIDE = 16
"""Cells of the status line that a message does not get."""


class OutsideError(Refusal):
    """The other program could not be used; one line on what happened and where the text is."""


def draft(text: str, quote: str) -> str:
    """The file the editor opens: *text*, then the passage it is about, in lines that are left out again."""
    quoted = "\n".join(f"# {line}" for line in clean(quote, newline=True).split("\n"))
    guard = GUARD if SETTING in quoted or SETTINGS in quoted else 0
    above = ["# The passage; these lines are not kept.", *["#"] * (guard - 1)]
    below = ["#"] * guard
    return "\n".join((text.rstrip("\n"), "", RULE, *above, quoted, *below, ""))


def undraft(content: str, quote: str) -> str:
    """The note in what came back: every line above the rule, and those below it that ``draft`` did not write.

    It is cleaned, without empty lines at its ends.
    """
    lines = content.replace("\r\n", "\n").split("\n")
    ours = {line.rstrip() for line in draft("", quote).split("\n") if line} | {"#"}
    # Without its rule a file has nothing of which it is known that the user wrote it.
    rule = lines.index(RULE) if RULE in lines else 0
    above, below = lines[:rule], [line for line in lines[rule:] if line.rstrip() not in ours]
    parts = (clean("\n".join(part), newline=True).strip() for part in (above, below))
    return "\n\n".join(part for part in parts if part)


def kept(path: Path, quote: str, otherwise: str) -> str:
    """The note about *quote* in the draft at *path*; *otherwise* where there is none.

    Raises ``OutsideError`` for one that cannot be read: it is not to be written over.
    """
    try:
        data = read_bounded(path, MAX_NOTE)
        return undraft(data.decode(), quote) if data is not None else otherwise
    except PathsError as error:
        raise OutsideError(f"the draft stays as it is: {error}") from error
    except UnicodeDecodeError as error:
        raise OutsideError(f"the draft is not UTF-8 and stays as it is: {path}") from error


def edit(app: App[object], config: Config, path: Path, text: str, quote: str) -> str:
    """*text* as it comes back from the user's editor, which is given the terminal.

    The draft is at *path*, for its owner alone, and stays there, whatever happens: it goes when the note is
    saved. Raises ``OutsideError``.
    """
    try:
        command = editor_command(config)
    except ValueError as error:
        raise OutsideError(f"the editor cannot be told: {error}; a types a note in one line") from None
    if not command:
        raise OutsideError("no editor is set; set editor in config.toml or $EDITOR, or type the note with a")
    if shutil.which(command[0]) is None:
        raise OutsideError(f"there is no editor {command[0]!r}; set editor in config.toml or $EDITOR")
    try:
        folder = make_private(path.parent)
        write_private(path, draft(text, quote).encode())
        with app.suspend():
            status = subprocess.run(
                [*command, str(path)], cwd=folder, env=_environment(), check=False
            ).returncode
        if status != 0:
            raise OutsideError(_kept(app, f"the editor ended with {status}", path))
        data = read_bounded(path, MAX_NOTE)
    except SuspendNotSupported:
        raise OutsideError("the terminal cannot be handed over here; a types a note in one line") from None
    except (PathsError, OSError) as error:
        raise OutsideError(f"{command[0]}: {error}; the draft is kept") from None
    if data is None:
        raise OutsideError(f"the draft is gone: {path}")
    try:
        came = data.decode()
    except UnicodeDecodeError:
        raise OutsideError(_kept(app, "the file is not UTF-8", path)) from None
    note = undraft(came, quote)
    # An older note that was emptied is meant to be: there is no other way to say so, and u brings it back.
    if not note and not text and came != draft(text, quote):
        raise OutsideError(_kept(app, "nothing in the file is a note", path))
    return note


def stop(app: App[object], told: Iterable[str]) -> None:
    """Give the shell the terminal, and say *told* there, until it brings the program back."""
    with suppress(SuspendNotSupported), app.suspend():
        for line in told:
            print(f"reader: {clean_line(line)}", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)


def copy(app: App[object], config: Config, text: str) -> str:
    """Copy *text*, cleaned, with the configured command or through the terminal (OSC 52); what to say."""
    safe = clean(text, newline=True)
    shown = safe if len(safe) <= 60 else f"{safe[:59].rpartition(' ')[0] or safe[:59]}…"
    if not config.copy_command:
        app.copy_to_clipboard(safe)
        return f"copied: {shown}"
    try:
        done = subprocess.run(
            list(config.copy_command),
            input=safe.encode(),
            timeout=COPY_SECONDS,
            env=_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"not copied: {config.copy_command[0]}: {error}"
    return f"copied: {shown}" if done.returncode == 0 else f"not copied: {config.copy_command[0]} failed"


def _kept(app: App[object], why: str, path: Path) -> str:
    """*why* there is no note, and where the draft is, with as much of its folder as there is room for."""
    said, home = f"{why}: the note is kept in ", Path.home()
    whole = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    room = app.size.width - BESIDE - cells(said)
    if cells(whole) <= room:
        return said + whole
    return f"{said}{cut(whole, max(2, room - cells(path.name) - 2))}…/{path.name}"


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PYTHONSAFEPATH": "1"}
