"""One thing that is wrong with a corpus or its annotations, or worth knowing of them."""

from __future__ import annotations

from dataclasses import dataclass

STATES = {
    "orphan": "nothing in the article is like its words and those that stood around them",
    "moved": "found again in another place, or with other words",
}
"""What became of a passage, by its state."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a ``note`` is worth knowing, a ``problem`` is wrong, one ``repaired`` was."""

    severity: str
    kind: str
    path: str
    message: str
    line: int | None = None
    id: str | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{self.severity}  {place}  {self.message}"


def severity(state: str) -> str:
    """How bad the *state* of a passage is."""
    return "note" if state == "moved" else "problem"
