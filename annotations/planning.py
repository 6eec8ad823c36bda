"""What a commit is about to do to one file, and what of it was done before or cannot be done any more."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotations.layers import Step
from annotations.operations import Operation
from annotations.quoting import named
from annotations.rows import REMOVED, Row, StoreFile

_STAMPS = frozenset(("rev", "prev", "created", "modified"))


@dataclass(slots=True)
class Plan:
    """One file as a commit found it, and what is to be laid over it."""

    state: StoreFile
    path: str
    rows: dict[str, Row]
    queue: list[tuple[Operation, int]] = field(default_factory=list)
    """The steps to be laid over it, in order: an operation, and which of its steps."""
    steps: list[tuple[Operation, int]] = field(default_factory=list)
    """Those of them that its new bytes hold."""
    changed: bool = False
    failed: bool = False
    leaving: set[str] = field(default_factory=set)
    """Rows that go elsewhere: they leave when they are there."""


def arrived_in(plan: Plan) -> dict[str, int]:
    """How far on each record an earlier attempt got that failed in the end: places in the queue."""
    arrived = {}
    for at, (operation, index) in enumerate(plan.queue):
        row = operation.steps[index].row
        current = plan.state.rows.get(row.key)
        if operation.tried and current is not None and current.raw == row.raw:
            arrived[row.key] = at
    return arrived


def says_it(step: Step, current: Row | None) -> bool:
    """Whether *current* is, but for when it came about and of what, the row that *step* would put there."""
    if current is None or REMOVED in (current.kind, step.row.kind):
        return current is not None and current.kind == step.row.kind
    then, now = (
        {name: value for name, value in row.data().items() if name not in _STAMPS}
        for row in (current, step.row)
    )
    return then == now


def why_held(step: Step, current: Row | None) -> str:
    key = step.row.key
    if current is None:
        return f"{key} is no longer in {step.file}: your change was put aside"
    if current.kind == REMOVED:
        who = named(current.data().get("by"), "someone")
        return f"{key} was removed meanwhile by {who}: your change was put aside"
    modified = named(current.data().get("modified"), "?")
    return f"{key} was changed outside (revision {current.rev}, {modified}): your change was put aside"
