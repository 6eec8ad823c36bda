"""The benchmark of the reading view runs and prints its ratios; what they are is not judged here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "reading.py"


def test_the_benchmark_measures_every_key_and_the_wrap() -> None:
    run = subprocess.run(
        [sys.executable, str(BENCHMARK), "--tiny"], capture_output=True, text=True, timeout=60, check=True
    )
    rows = re.findall(r"^(blank|5 KB) +(caret|page) +[\d.]+ +([\d.]+) +(\d+)", run.stdout, re.MULTILINE)
    assert [(view, key) for view, key, *_ in rows] == [
        *(("blank", "caret"), ("blank", "page"), ("5 KB", "caret"), ("5 KB", "page"))
    ]
    assert [ratio for view, _, ratio, _ in rows if view == "blank"] == ["1.00", "1.00"]
    assert all(int(size) > 0 for *_, size in rows)
    assert re.search(r"^wrap of .* ratio [\d.]+$", run.stdout, re.MULTILINE)
