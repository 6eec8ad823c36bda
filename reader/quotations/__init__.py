"""Who says what: quotations with cue and speaker, and the holders they suggest.

What finds them is imported when it is first asked for: the first frame shows texts without them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from reader.quotations.quotation import Quotation

if TYPE_CHECKING:
    from reader.quotations.finding import find_quotations
    from reader.quotations.holders import Actor, Proposal, proposals
else:
    _ROOMS = {
        "find_quotations": "finding",
        "Actor": "holders",
        "Proposal": "holders",
        "proposals": "holders",
    }

    def __getattr__(name):
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


__all__ = ["Actor", "Proposal", "Quotation", "find_quotations", "proposals"]
