"""Esc and what follows at once, as the terminal sends it."""

from __future__ import annotations

import pytest
from textual import events

from reader.tui.escapes import SIGNS, KeyParser


def keys(data: str) -> list[tuple[str, str | None]]:
    return [(key.key, key.character) for key in KeyParser().feed(data) if isinstance(key, events.Key)]


@pytest.mark.parametrize("sign", sorted(SIGNS))
def test_esc_and_a_sign_are_what_they_are_apart(sign: str) -> None:
    [alone] = keys(sign)
    assert keys(f"\x1b{sign}") == [("escape", "\x1b"), alone]
    assert keys(f"x\x1b{sign}y") == [("x", "x"), ("escape", "\x1b"), alone, ("y", "y")]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("\x1b[A", "up"),
        ("\x1bOP", "f1"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[Z", "shift+tab"),
        ("\x1b[57;5u", "ctrl+9"),
    ],
)
def test_the_keys_of_a_terminal_stay_one_key(data: str, name: str) -> None:
    assert [key for key, _ in keys(data)] == [name]


def test_what_is_pasted_is_no_key() -> None:
    found = [
        event for event in KeyParser().feed("\x1b[200~a]2b\x1b[201~x") if isinstance(event, events.Paste)
    ]
    assert [paste.text for paste in found] == ["a]2b"]
