"""The benchmark of the start runs and prints its ratios; what they are is not judged here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "start.py"


def test_the_benchmark_reaches_every_first_frame() -> None:
    run = subprocess.run(
        [sys.executable, str(BENCHMARK), "--rounds", "1", "--articles", "30"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    rows = re.findall(r"^(bare|reader).*? +(\d+) +([\d.]+) +(\d+) +([\d.]+)$", run.stdout, re.MULTILINE)
    bare = rows[0]
    assert bare[2] == bare[4] == "1.00"
    assert [row[0] for row in rows] == ["bare", "reader", "reader"]
    assert all(int(cpu) > 0 and int(wall) > 0 for _, cpu, _, wall, _ in rows)
