"""The shell commands of README, one a line: what a stranger is told to type, and what the checks run.

python tools/readme_commands.py           all of them
python tools/readme_commands.py pytest    the one that has this word; status 1 unless there is exactly one
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The commands in the ``sh`` blocks of a Markdown *text*, continued lines joined."""
    joined = "".join(_BLOCK.findall(text)).replace("\\\n", "")
    return [" ".join(line.split()) for line in joined.splitlines() if line.strip()]


def main(words: list[str]) -> int:
    """Print the commands of README that have all *words*."""
    found = [line for line in commands(README.read_text(encoding="utf-8")) if all(w in line for w in words)]
    if words and len(found) != 1:
        print(f"{README.name}: {len(found)} commands with {' '.join(words)}", file=sys.stderr)
        return 1
    print("\n".join(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
