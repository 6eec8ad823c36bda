"""The table from action ids to the functions that carry them out on the reading screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.tui.refusal import Refusal as Refusal

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


@dataclass(frozen=True, slots=True)
class Call:
    """How an action was asked for: the count that was typed, if any, and its operand."""

    count: int | None = None
    operand: str = ""

    @property
    def times(self) -> int:
        """How often to repeat."""
        return 1 if self.count is None else self.count


Command = Callable[["ReadingScreen", Call], None]
COMMANDS: dict[str, Command] = {}


def command(*ids: str) -> Callable[[Command], Command]:
    """Register a function under the ids of the actions it carries out."""

    def register(function: Command) -> Command:
        for action_id in ids:
            COMMANDS[action_id] = function
        return function

    return register
