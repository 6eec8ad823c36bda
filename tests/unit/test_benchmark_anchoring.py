"""The benchmark of many annotations runs, and where no file has changed nothing is looked for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "anchoring.py"


def test_nothing_is_aligned_sought_or_compared_where_no_file_has_changed() -> None:
    wanted = ("--many", "60", "--articles", "4", "--rounds", "1")
    run = subprocess.run(
        [sys.executable, str(BENCHMARK), *wanted], capture_output=True, text=True, timeout=120, check=True
    )
    rows = [
        (title, [int(figure) for figure in figures.split()])
        for title, figures in re.findall(r"^(\S.*?)  +[\d.]+ +[\d.]+ +(\d[\d ]+)$", run.stdout, re.MULTILINE)
    ]
    assert [title for title, _ in rows] == [
        "no file has changed",
        "every file has",
        "and no old text was kept",
    ]
    same, edited, alone = (figures for _, figures in rows)
    assert same == [0, 0, 0, 60, 0, 0, 0]
    # A text is aligned once for all that is in it, and what it lost is looked for.
    assert edited[0] >= 4
    assert 0 < edited[1] < 60 <= alone[1]
    assert all(sum(figures[3:]) == 60 for figures in (edited, alone))
