"""From an exception to one line; what nobody expected goes to the log whole. Imported only on a failure."""

from __future__ import annotations

import argparse
import os
import traceback
from datetime import UTC, datetime

from annotations.codes import CodebookError
from annotations.errors import PassageError, StoreError
from annotations.fields import ModelError
from annotations.formats.imports import FormatError
from reader.commands.arguments import UsageError
from reader.commands.session import CommandError
from reader.config import ConfigError
from reader.corpus.scan import CorpusError
from reader.keys.keymap import KeymapError
from reader.outgoing import ProtectedError
from reader.paths import PathsError, log_file, open_log
from reader.sanitise import clean

EXPECTED = (
    *(UsageError, CommandError, CorpusError, CodebookError, ConfigError, FormatError, KeymapError),
    *(ModelError, PassageError, PathsError, ProtectedError, StoreError, argparse.ArgumentTypeError),
)
LONGEST = 400
"""Characters of a line in the log: a local may hold a whole article."""


def explain(error: Exception) -> tuple[str, ...]:
    """What to tell the person, line by line; an error that is not *expected* is written to the log first."""
    return error.args if isinstance(error, ConfigError) else (_explained(error),)


def _explained(error: Exception) -> str:
    if isinstance(error, EXPECTED):
        return str(error)
    if isinstance(error, OSError) and error.filename is None and (lost := _lost()):
        return lost
    what = f"{type(error).__name__}: {error}"
    try:
        where = record(error)
    except (PathsError, OSError) as refused:
        return f"unexpected error, and the log cannot be written ({refused}): {what[:200]}"
    return f"unexpected error ({what[:200]}); the details are in {where}"


def _lost() -> str:
    """What is wrong with the working folder, which every relative path begins in; ``""`` when nothing is."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return "the working folder is gone: change to one that is there, or give full paths"
    except OSError as error:
        return f"the working folder is not known ({(error.strerror or str(error)).lower()}): give full paths"
    return ""


def record(error: Exception) -> str:
    """Write *error* with its locals to the log, which only its owner may read; where that is.

    Raises ``PathsError`` or ``OSError`` when the log cannot be written.
    """
    with open_log() as log:
        log.write(f"\n{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {type(error).__name__}\n")
        for part in _told(error):
            for line in part.splitlines():
                log.write(clean(line)[:LONGEST] + "\n")
    return str(log_file())


def _told(error: Exception) -> list[str]:
    """The traceback of *error*; without locals when one of them cannot even be written down."""
    try:
        return [*traceback.TracebackException.from_exception(error, capture_locals=True).format()]
    except Exception as worse:
        plain = traceback.TracebackException.from_exception(error).format()
        return [*plain, f"(the locals cannot be told: {type(worse).__name__})"]
