"""What is said goes to the terminal, as long as there is one."""

from __future__ import annotations

import errno
import io
import os
import sys

import pytest

from reader.commands.talk import say


class Gone(io.StringIO):
    """A terminal that was closed."""

    def flush(self) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_terminal_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Gone()
    monkeypatch.setattr(sys, "stderr", terminal)
    say("1 change could not be saved")
    assert terminal.getvalue() == "reader: 1 change could not be saved\n"
