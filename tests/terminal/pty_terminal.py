"""The program in a pty: keys go in, the screen comes out through a terminal emulator, every byte is kept."""

from __future__ import annotations

import base64
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pyte

from reader.sanitise import BIDI_CONTROLS

READER = str(Path(sys.executable).parent / "reader")
PATIENCE = 30.0
"""Seconds a test waits for something to appear before it fails."""

KEYS = {
    "Enter": "\r",
    # As terminals with the keyboard protocol send it: a bare ESC right before another key reads as Alt.
    "Esc": "\x1b[27u",
    "bare Esc": "\x1b",
    "Tab": "\t",
    "S-Tab": "\x1b[Z",
    "Down": "\x1b[B",
    "Up": "\x1b[A",
    "PgDn": "\x1b[6~",
    "PgUp": "\x1b[5~",
    "Backspace": "\x7f",
    "Space": " ",
    **{f"^{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}


_RENDITION = re.compile(rb"\x1b\[[0-9;]*m")
_COMPLETE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[ -Z\\^-~])")


class Screen(pyte.Screen):
    """pyte's screen, which leaves private forms of sequences it does not know alone, as a terminal does."""

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)

    def report_device_status(self, mode: int, private: bool = False) -> None:
        return None


class Terminal:
    """One program in a pty of *columns* by *rows* cells."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], *, columns: int, rows: int, cwd: Path
    ) -> None:
        self.screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._unseen = bytearray()
        self.raw = bytearray()
        """Every byte the program wrote."""
        self.process = pexpect.spawn(
            argv[0], list(argv[1:]), env=dict(env), cwd=str(cwd), dimensions=(rows, columns), timeout=PATIENCE
        )
        self.process.delaybeforesend = None

    def press(self, *keys: str) -> None:
        """Send *keys*: names of ``KEYS``, or text typed as it is; each waits until the screen is quiet."""
        for key in keys:
            self.process.send(KEYS.get(key, key))
            self.settle()

    def send(self, *keys: str) -> None:
        """Send *keys* one after the other without waiting for anything."""
        for key in keys:
            self.process.send(KEYS.get(key, key))

    def settle(self, quiet: float = 0.1) -> None:
        """Take in what the program writes until nothing comes for *quiet* seconds, for five at most.

        A blinking cursor never lets a longer *quiet* come.
        """
        end = time.monotonic() + 5
        while self._take(quiet) and time.monotonic() < end:
            pass

    def lines(self) -> list[str]:
        """The rows of the screen as text."""
        self._draw()
        return [row.rstrip() for row in self.screen.display]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def until(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until *wanted* is on the screen (or true of it); fails with the screen as it was."""
        holds = wanted if callable(wanted) else lambda shown: wanted in shown
        end = time.monotonic() + PATIENCE
        while not holds(self.text()):
            if time.monotonic() > end or (not self._take(0.1) and not self.process.isalive()):
                raise AssertionError(f"never came: {wanted}\n{self.text()}")
        return self.text()

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self._draw()
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)
        self.settle()

    def wait(self) -> int:
        """The exit status, once the program has ended; minus the signal that ended it."""
        end = time.monotonic() + PATIENCE
        while self.process.isalive():
            self._take(0.1)
            if time.monotonic() > end:
                raise AssertionError(f"did not end\n{self.text()}")
        while self._take(0.05):
            pass
        self.process.close()
        status = self.process.exitstatus
        return status if status is not None else -int(self.process.signalstatus)

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill(signal.SIGKILL)
        self.process.wait()

    def line_mode(self) -> tuple[bool, bool]:
        """Whether the terminal gathers whole lines, and whether it shows what is typed."""
        flags = termios.tcgetattr(self.process.child_fd)[3]
        return bool(flags & termios.ICANON), bool(flags & termios.ECHO)

    def _take(self, timeout: float) -> bool:
        try:
            data = self.process.read_nonblocking(65536, timeout)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += data
        self._unseen += data
        return True

    def _draw(self) -> None:
        """Bring the emulator up to date. It is slow, and nobody asks it for colours: they are left out.

        A terminal clears its other screen when a program enters it; this one has to be told.
        """
        cut = self._unseen.rfind(b"\x1b")
        whole = len(self._unseen) if cut < 0 or _COMPLETE.match(self._unseen, cut) else cut
        shown = _RENDITION.sub(b"", self._unseen[:whole])
        self._stream.feed(shown.replace(b"\x1b[?1049h", b"\x1b[?1049h\x1b[2J"))
        del self._unseen[:whole]


Start = Callable[..., Terminal]
"""``start("CORPUS", columns=160, rows=45)`` starts the program; see the fixture of this name."""


_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"  # everything else
)
_MODES = ("7", "25", "1000", "1003", "1004", "1006", "1015", "1049", "2004", "2026", "2048")
_OWN = re.compile(
    rf"\x1b\[(?:\?(?:{'|'.join(_MODES)})(?:[hl]|\$p)|>[0-9]+u|<[0-9]*u|[0-9]+;[0-9]+H)"
    r"|\x1b\]22;[a-z-]+\x07|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"
)
"""The sequences the reader writes, but for colours and attributes."""
_SGR = re.compile(r"\x1b\[([0-9;:]*)m")
_COLOUR = re.compile(r"(?:^|;)([34]8;(?:2;[0-9]+;[0-9]+;[0-9]+|5;[0-9]+)|[349][0-7]|10[0-7])(?=;|$)")
_ATTRIBUTES = frozenset(("", "0", "1", "2", "3", "4", "7", "9", "21", "39", "49"))
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff"
    f"{BIDI_CONTROLS}\ud800-\udfff\U000e0001-\U000e007f]"
)


@dataclass(frozen=True)
class Audit:
    """What a stream of bytes would make a terminal do."""

    foreign: tuple[str, ...]
    """Control sequences and characters that the reader has no reason to write, with what stands around."""
    farthest: tuple[int, int]
    """The lowest row and the rightmost column the cursor was sent to, from one."""
    colours: frozenset[str]
    copied: tuple[str, ...]
    """What was put on the clipboard."""
    modes: Mapping[str, bool]
    """Private modes by number, and how they were left."""


def audit(raw: bytes, *, tags: bool = False) -> Audit:
    """Read *raw* as a strict terminal would. Bytes that are no UTF-8 are foreign, too.

    With *tags* the invisible tag characters may be there: JSON keeps them.
    """
    text = raw.decode("utf-8", "surrogateescape")
    foreign: list[str] = []
    colours: set[str] = set()
    copied: list[str] = []
    modes: dict[str, bool] = {}
    rows = columns = 0
    plain_from = 0

    def strange(at: int, end: int) -> None:
        foreign.append(f"{text[max(0, at - 20) : end + 20]!r}")

    def plain(start: int, end: int) -> None:
        for found in _FORBIDDEN.finditer(text, start, end):
            if not tags or found[0] < "\U000e0000":
                strange(found.start(), found.end())

    for found in _SEQUENCE.finditer(text):
        plain(plain_from, found.start())
        plain_from = found.end()
        sequence = found[0]
        if rendition := _SGR.fullmatch(sequence):
            colours.update(_COLOUR.findall(rendition[1]))
            if not set(_COLOUR.sub("", rendition[1]).split(";")) <= _ATTRIBUTES:
                strange(found.start(), found.end())
        elif not _OWN.fullmatch(sequence):
            strange(found.start(), found.end())
        elif sequence.endswith("H"):
            row, column = map(int, sequence[2:-1].split(";"))
            rows, columns = max(rows, row), max(columns, column)
        elif sequence.startswith("\x1b]52;c;"):
            copied.append(base64.b64decode(sequence[7:-1]).decode())
        elif sequence[2] == "?" and sequence[-1] in "hl":
            modes[sequence[3:-1]] = sequence[-1] == "h"
    plain(plain_from, len(text))
    return Audit(tuple(foreign), (rows, columns), frozenset(colours), tuple(copied), modes)


RESTORED = {"7": True, "25": True, "1000": False, "1003": False, "1004": False, "1049": False, "2004": False}
"""How modes must be left: lines wrap, the cursor shows, no mouse, focus or paste, the first screen."""


def check_restored(seen: Audit) -> None:
    """Fail unless the terminal was left as it was found."""
    left = {mode: seen.modes[mode] for mode in RESTORED}
    assert left == RESTORED
