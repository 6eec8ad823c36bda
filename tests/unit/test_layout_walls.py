"""Layout and sanitising are for the command line, too: they draw in no screen library and no numpy."""

from __future__ import annotations

import subprocess
import sys


def test_layout_imports_nothing_of_a_screen() -> None:
    code = (
        "import sys, reader.layout.ansi, reader.layout.painting, reader.layout.rows, reader.sanitise;"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'textual', 'rich', 'numpy', 'wcwidth'}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
