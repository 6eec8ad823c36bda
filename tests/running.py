"""The command line run in the test's own process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command of the command line came to."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of its data."""
        return self.out.splitlines()

    @property
    def json(self) -> list[Any]:
        """Its data as JSON, one value a line."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    @property
    def error(self) -> str:
        """The one line a command that refused ends with; fails unless it refused, in one line."""
        assert (self.status, self.out) == (2, "")
        assert self.err.startswith("reader: ")
        assert self.err.count("\n") == 1
        assert self.err.endswith("\n")
        return self.err


Reader = Callable[..., Ran]
