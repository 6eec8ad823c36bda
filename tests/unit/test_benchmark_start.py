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
    assert re.findall(r"^(first frame|until it rests) ", run.stdout, re.MULTILINE) == [
        "first frame",
        "until it rests",
    ]
    assert [row[0] for row in rows] == ["bare", "reader", "reader"] * 2
    assert all(rows[n][2] == rows[n][4] == "1.00" for n in (0, 3))
    assert all(int(cpu) > 0 and int(wall) > 0 for _, cpu, _, wall, _ in rows)
    frame, rest = rows[:3], rows[3:]
    assert all(int(later[1]) >= int(first[1]) for first, later in zip(frame[1:], rest[1:], strict=True))
