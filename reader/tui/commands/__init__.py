"""What each action does: one function an action id, grouped as the key table is."""

from reader.tui.calls import COMMANDS
from reader.tui.commands import coding, finding, folding, hopping, moving, panes, program, recoding

__all__ = ["COMMANDS", "coding", "finding", "folding", "hopping", "moving", "panes", "program", "recoding"]
