"""Esc and the key that follows at once: a slow line delivers them together, and they are two all the same.

Textual's parser takes Esc and a letter for Alt and the letter, Esc and a digit for a sign that some terminal
writes with Alt, and of Esc and another sign it drops the Esc.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import digits, punctuation

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

ESC = "\x1b"
SIGNS = frozenset(digits + punctuation + " ") - {"["}
"""What is never part of a longer sequence behind Esc; with ``[`` begin the keys of a terminal themselves."""


class KeyParser(XTermParser):
    """Textual's parser of what a terminal sends, which keeps an Esc that a sign or a digit follows."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if len(sequence) == 2 and sequence[0] == ESC and sequence[1] in SIGNS:
            yield events.Key("escape", ESC)
            sequence = sequence[1]
        yield from super()._sequence_to_key_events(sequence, alt=alt)


def keep_escapes() -> None:
    """From now on drivers read keys so; Textual has no place to say which parser they use."""
    vars(linux_driver)["XTermParser"] = KeyParser
