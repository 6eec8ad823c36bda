"""The small torture in a process of its own: it forks, and so wants no threads beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def small(kind: str) -> str:
    """What a sample of *kind* found, with its seed; ``""`` when nothing is wrong."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.torture", kind, "--small"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.fspath(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr
