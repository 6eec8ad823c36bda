"""What each action does: one function an action id, grouped as the key table is."""

from reader.tui.commands import coding, finding, hopping, moving, panes, program
from reader.tui.commands.registry import COMMANDS

__all__ = ["COMMANDS", "coding", "finding", "hopping", "moving", "panes", "program"]
