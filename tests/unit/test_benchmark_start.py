"""The benchmark of the start runs and prints its ratios; what they are is not judged here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "start.py"


def test_the_benchmark_reaches_every_first_frame() -> None:
    run = subprocess.run(
        [sys.executable, str(BENCHMARK), "--rounds", "1", "--articles", "30", "--rest", "1"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    rows = re.findall(r"^(bare|reader).*? +(\d+) +([\d.]+) +(\d+) +([\d.]+)$", run.stdout, re.MULTILINE)
    assert re.findall(r"^(first frame|ready|at rest) ", run.stdout, re.MULTILINE) == [
        "first frame",
        "ready",
        "at rest",
    ]
    assert [row[0] for row in rows] == ["bare", "reader", "reader"] * 3
    assert all(rows[n][2] == rows[n][4] == "1.00" for n in (0, 3, 6))
    assert all(int(cpu) > 0 and int(wall) > 0 for _, cpu, _, wall, _ in rows)
    stages = zip(rows[:3], rows[3:6], rows[6:], strict=True)
    assert all(int(frame[1]) <= int(ready[1]) <= int(rest[1]) for frame, ready, rest in [*stages][1:])
