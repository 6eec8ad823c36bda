"""The command ``reader``: reads the line, runs one command, says in one line what went wrong."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING

from reader.commands.arguments import UsageError, first_word
from reader.commands.grammar import COMMANDS, VALUED, grammar, plain_opening
from reader.commands.talk import OutputError, flush, say

if TYPE_CHECKING:
    import argparse

DONE, NO, WRONG = 0, 1, 2
"""Exit statuses: done; the answer is "no"; wrong use or bad input."""
INTERRUPTED = 130
BROKEN_PIPE = 141
"""As a shell sees a program that SIGPIPE ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv* (without the program's name); the exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    _speak_anything()
    try:
        status = _run(given)
        flush()
    except SystemExit as leaving:
        # --help and --version, which argparse ends so.
        return leaving.code if isinstance(leaving.code, int) else DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return BROKEN_PIPE
    except OutputError as error:
        _silence_stdout()
        say(str(error))
        return WRONG
    except Exception as error:
        from reader.commands.failures import explain

        for line in explain(error):
            say(line)
        return WRONG
    return status


def _run(given: list[str]) -> int:
    at = first_word(given, VALUED)
    asks = any(word in ("--help", "-h", "--version") for word in given)
    if at < 0 and not asks:
        raise UsageError("name a corpus, as in: reader FOLDER; reader --help lists the commands")
    name = given[at] if at >= 0 else ""
    if at >= 0 and name not in COMMANDS:
        name = "open"
        given = [*(word for word in given[:at] if word != "--"), name, *given[at:]]
    if not asks and (plain := plain_opening(given)):
        return run(plain)
    return run(grammar("" if asks else name).parser.parse_args(given))


def run(args: argparse.Namespace | SimpleNamespace) -> int:
    """Run the subcommand that *args* names; only its own module is imported."""
    module, _, function = str(args.run).partition(":")
    command = getattr(importlib.import_module(f"reader.commands.{module}"), function)
    status: int = command(args)
    return status


def _speak_anything() -> None:
    """A terminal that is not UTF-8 gets escapes where it has no character, not an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _silence_stdout() -> None:
    """Whoever read has gone: what is left in the buffer goes nowhere, without a complaint at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # open until the program ends
