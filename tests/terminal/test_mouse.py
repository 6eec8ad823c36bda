"""The mouse in a real terminal: a second way to what keys do, and none at all where it is not wanted."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.pty_terminal import Start, Terminal, audit, check_restored
from tests.terminal.reading import last, opened

WHEEL_DOWN = 65


def place(reader: Terminal, words: str) -> tuple[int, int]:
    """Column and row, from one, where *words* stand on the screen."""
    row, line = next((n, line) for n, line in enumerate(reader.lines(), 1) if words in line)
    return line.index(words) + 1, row


def mouse(
    reader: Terminal, at: tuple[int, int], button: int = 0, *, up: tuple[int, int] | None = None
) -> None:
    """Press *button* at a place and let go there, or where *up* is, with the way between."""
    column, row = at
    reader.process.send(f"\x1b[<{button};{column};{row}M")
    if up is not None:
        column, row = up
        reader.process.send(f"\x1b[<{button + 32};{column};{row}M")
    if button < WHEEL_DOWN - 1:
        reader.process.send(f"\x1b[<{button};{column};{row}m")
    reader.settle()


def test_the_mouse_puts_the_caret_selects_and_scrolls(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=160, rows=45)
    opened(reader)
    mouse(reader, place(reader, "Kalashnikov rifle"))
    last(reader, "¶3 · ")
    mouse(reader, place(reader, "Defence chiefs"), up=place(reader, "are preparing"))
    last(reader, "SELECT")
    reader.press("y")
    last(reader, "copied: “Defence chiefs are")
    reader.press("Esc")
    for _ in range(2):
        mouse(reader, place(reader, "Kalashnikov rifle"))
    last(reader, "SELECT")
    reader.press("y")
    last(reader, "copied: “Kalashnikov”")
    reader.press("Esc")
    for _ in range(3):
        mouse(reader, (80, 20), WHEEL_DOWN)
    reader.until(lambda shown: "landmark defence treaty" not in shown)
    mouse(reader, place(reader, "Russia ‘ramping up"))
    reader.until("The Sunday Telegraph · date unknown")
    reader.press("^q")
    assert reader.wait() == 0
    seen = audit(bytes(reader.raw))
    assert seen.foreign == ()
    check_restored(seen)


def test_without_the_mouse_the_terminal_keeps_it(start: Start, seeds: Path) -> None:
    reader = start("--no-mouse", seeds, columns=160, rows=45)
    opened(reader)
    reader.press("J", "q")
    assert reader.wait() == 0
    modes = audit(bytes(reader.raw)).modes
    assert {"1000", "1003", "1006", "1015"}.isdisjoint(mode for mode, on in modes.items() if on)
    for mode in (b"1000", b"1003", b"1006", b"1015"):
        assert b"\x1b[?" + mode + b"h" not in reader.raw
