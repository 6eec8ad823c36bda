"""Torture of the store, in full or in small; prints one table and ends with 1 if anything was found.

python -m tests.torture                     all of it: an hour or so
python -m tests.torture --small             a sample of every kind
python -m tests.torture power --seed 7      one kind, drawn anew
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.torture import branch, crowd, every_call, full, kills, merges, power, stopped
from tests.torture.oracle import COLUMNS, Tally


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of torture, and how to have only a little of it."""

    run: Callable[..., Tally]
    small: Mapping[str, Any]


KINDS = {
    "calls": Kind(every_call.torture, {"cuts": 1, "each": 8}),
    "power": Kind(power.torture, {"kills": 2, "draws": 2, "some": 6, "each": 8}),
    "kills": Kind(kills.torture, {"kills": 8}),
    "crowd": Kind(crowd.torture, {"programs": 3, "adds": 20}),
    "full": Kind(full.torture, {"each": 4}),
    "stopped": Kind(stopped.torture, {"each": 2, "patience": 0.05}),
    "branch": Kind(branch.torture, {"each": 8}),
    "git": Kind(merges.torture, {"histories": 11}),
}


def table(tallies: list[Tally]) -> str:
    """The figures, a row a kind."""
    head = ("kind", "cases", *COLUMNS, "minutes", "")
    rows = []
    for t in tallies:
        found = (str(len(getattr(t.verdict, name))) for name in COLUMNS)
        rows.append((t.kind, str(t.cases), *found, f"{t.minutes:.1f}", t.remark))
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in (0, len(head) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"one of: {', '.join(KINDS)}")
    parser.add_argument("--small", action="store_true", help="a sample of each kind")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn by lot (1)")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.kinds if name not in KINDS]:
        parser.error(f"no such kind: {', '.join(unknown)}")
    tallies = []
    for name in chosen.kinds or KINDS:
        kind = KINDS[name]
        began = time.monotonic()
        tally = kind.run(chosen.seed, **(kind.small if chosen.small else {}))
        tally.minutes = (time.monotonic() - began) / 60
        tallies.append(tally)
        print(table([tally]), file=sys.stderr, flush=True)
    print(table(tallies))
    for tally in tallies:
        if not tally.verdict.clean:
            print(f"\n{tally.kind}, seed {chosen.seed}\n{tally.verdict}")
    return int(not all(tally.verdict.clean for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
