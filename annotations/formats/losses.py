"""What a format could not carry: counted and named, so that nobody finds out later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotations.model import ADJUDICATOR, BESIDE, CREATOR, Annotation


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing left behind: ``what``, how often, and one example of it."""

    what: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses report of one export, in the order in which things were found missing."""

    items: tuple[Loss, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items)

    def lines(self) -> tuple[str, ...]:
        """One line a loss, for people: ``tags: 3 (e.g. frame/mockery)``."""
        return tuple(
            f"{loss.what}: {loss.count}" + (f" (e.g. {loss.example})" if loss.example else "")
            for loss in self.items
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON: ``{"losses": [{"what", "count", "example"}]}``."""
        return {"losses": [{"what": x.what, "count": x.count, "example": x.example} for x in self.items]}


class LossCount:
    """Losses while they are counted."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, str] = {}

    def add(self, what: str, count: int = 1, example: str = "") -> None:
        """Note *count* more of *what*; the first example that says something is kept, cut to one line."""
        if count <= 0:
            return
        self._counts[what] = self._counts.get(what, 0) + count
        if example and what not in self._examples:
            line = " ".join(example.split())
            self._examples[what] = line if len(line) <= 60 else line[:59] + "…"

    def origin(self, a: Annotation) -> None:
        """Note that an annotation tells what it was made from and by whom, and what a newer program said."""
        told = bool(a.conflict_of or a.derived_from or a.extra.keys() & {ADJUDICATOR, CREATOR})
        self.add("origins (conflict, adjudication, another program)", told, a.id)
        ours = (ADJUDICATOR, CREATOR, BESIDE)
        self.extra({name: value for name, value in a.extra.items() if name not in ours})

    def extra(self, extra: Mapping[str, Any]) -> None:
        """Note the fields of a newer program that a record carries along."""
        self.add("fields of a newer program", len(extra), next(iter(sorted(extra)), ""))

    def report(self) -> Losses:
        """The report so far."""
        return Losses(tuple(Loss(what, n, self._examples.get(what, "")) for what, n in self._counts.items()))
