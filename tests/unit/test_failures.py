"""What nobody expected is told in one line, whatever the error, its locals and the log are like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import pytest

from reader.commands import failures
from reader.paths import log_file


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the log is written."""
    monkeypatch.setenv("CLOSE_READER_STATE_DIR", str(tmp_path))
    return log_file()


class Unspeakable:
    def __repr__(self) -> str:
        raise ZeroDivisionError


def of_deep_locals() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    raise RecursionError("deep")


def of_locals_that_fail() -> None:
    local = Unspeakable()
    raise ValueError("bad", type(local))


@pytest.mark.parametrize("fail", [of_deep_locals, of_locals_that_fail])
def test_a_local_that_cannot_be_told_does_not_hide_the_error(log: Path, fail: Callable[[], None]) -> None:
    with pytest.raises((RecursionError, ValueError)) as caught:
        fail()
    assert isinstance(caught.value, Exception)
    [line] = failures.explain(caught.value)
    assert line.startswith(f"unexpected error ({type(caught.value).__name__}: ")
    written = log.read_text()
    assert f"in {fail.__name__}" in written
    assert "the locals cannot be told" in written


def test_a_log_that_the_disk_does_not_take_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> TextIO:
        return open("/dev/full", "w", encoding="utf-8")

    monkeypatch.setattr(failures, "open_log", full)
    [line] = failures.explain(ValueError("bad"))
    assert "the log cannot be written" in line
    assert "ValueError: bad" in line
