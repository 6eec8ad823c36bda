"""Run a command in a pseudo-terminal until the reader's first frame is drawn, then quit by its own key.

    python tools/first_frame.py COMMAND [WORD ...]

The status is that of the command; 1 when it ends or falls silent before anything is drawn. Standard library
alone, so that it can be run by any Python beside any installation.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

COLUMNS, LINES = 120, 40
SILENCE = 240.0
"""Seconds a command may be silent: an installation from the network goes before the reader."""
LEAVING = 30.0
"""Seconds from the key to the end."""
FRAME = (b"Articles", b"READ")
"""What is on the screen when the frame is whole: the title of the list, and the mode in the status line."""
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x1b\x07]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


def main(argv: list[str]) -> int:
    """Run *argv*; its status once it has drawn and has been told to quit."""
    if not argv:
        print(__doc__, file=sys.stderr)
        return 2
    begun = time.monotonic()
    pid, fd = pty.fork()
    if not pid:
        os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
        try:
            os.execvp(argv[0], argv)
        except OSError as error:
            print(f"{argv[0]}: {error.strerror}")
            os._exit(127)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    seen, drawn = b"", False
    while not drawn and (more := _read(fd, SILENCE)):
        seen += more
        # A frame is drawn on the other screen of the terminal: what was printed before does not count.
        screen = _ESCAPES.sub(b"", seen.rpartition(b"\x1b[?1049h")[2]) if b"\x1b[?1049h" in seen else b""
        drawn = all(word in screen for word in FRAME)
    if not drawn:
        sys.stdout.buffer.write(b"no frame was drawn; the last that was written:\n" + seen[-4000:] + b"\n")
        os.close(fd)
        os.waitpid(pid, 0)
        return 1
    print(f"first frame after {time.monotonic() - begun:.1f} s")
    os.write(fd, b"q")
    while more := _read(fd, LEAVING):
        seen += more
    ended = b"\x1b[?1049l" in seen
    os.close(fd)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(f"left by its key with status {status}, screen {'given back' if ended else 'not given back'}")
    return status if ended else status or 1


def _read(fd: int, timeout: float) -> bytes:
    """What comes within *timeout* seconds; nothing when the other end is closed or silent."""
    if not select.select([fd], [], [], timeout)[0]:
        return b""
    try:
        return os.read(fd, 1 << 16)
    except OSError:
        return b""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
