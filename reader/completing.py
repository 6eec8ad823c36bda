"""What stands beside a line that is typed, and which of it Enter takes: one rule for every such line.

Enter takes the row that is lit. Typing lights the proposal it begins, or nearly writes; where there is none,
the row of what was typed, which stands first as long as no proposal is just that. A line in which nothing was
typed keeps what it holds: where it is empty no row is lit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotations.model import Holder, Ref
from reader.sanitise import clean_line

SAME, BEGINS, BEGINS_WORD, INSIDE = 300.0, 200.0, 150.0, 50.0
"""How well typed words fit a name they are, they begin, they begin inside at a word, they stand in."""
MATCHES, NEARLY = 75.0, 90.0
"""The least similarity (0 to 100) of typed words to those of a name at which it is shown, and lit."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One proposal: what it puts into the line, where it comes from, what it means."""

    text: str
    reason: str = ""
    value: Ref | Holder = None
    also: tuple[str, ...] = ()
    """Other names it is found by."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The rows beside a line, and the one that is lit."""

    rows: tuple[Choice, ...] = ()
    at: int = -1
    """Index of the row that Enter takes; -1: the line as it stands."""
    typed: str = ""
    """What stood in the line before a row was put there."""
    own: bool = False
    """Whether the first row is that."""
    untouched: bool = False
    """Whether the line holds what the program put there."""
    filled: bool = False
    """Whether the row that is lit was put into the line."""

    @property
    def taken(self) -> Choice | None:
        """The proposal that Enter takes; ``None``: the line as it stands."""
        stands = self.untouched or self.at < (1 if self.own else 0)
        return None if stands else self.rows[self.at]

    @property
    def text(self) -> str:
        """What the line says with the row that is lit."""
        return self.rows[self.at].text if self.at >= 0 else self.typed

    @property
    def proposals(self) -> tuple[Choice, ...]:
        """The rows but for that of what was typed."""
        return self.rows[1:] if self.own else self.rows

    def stepped(self, step: int) -> Completion:
        """The next (previous) row is put into the line, around the ends, where an empty line has none lit.

        The next to what was typed is the one that is lit already.
        """
        if not self.rows:
            return self
        if step > 0 and self.taken is not None and not self.filled:
            return self.pointed(self.at)
        none = 0 if self.typed else 1
        return self.pointed((self.at + none + step) % (len(self.rows) + none) - none)

    def pointed(self, row: int) -> Completion:
        """The row of index *row* is put into the line."""
        return replace(self, at=row, untouched=False, filled=True)


def begun(choices: Sequence[Choice], value: str, stands: str = "as it stands") -> Completion:
    """Beside a line that holds *value* and was not touched: all *choices*, lit what it holds."""
    value, rows = value.strip(), _clean(choices)
    if not value:
        return Completion(rows)
    at = next((n for n, choice in enumerate(rows) if choice.text == value), None)
    if at is not None:
        return Completion(rows, at, value, untouched=True)
    return Completion((Choice(value, stands), *rows), 0, value, own=True, untouched=True)


def completed(choices: Sequence[Choice], typed: str, stands: str = "as typed") -> Completion:
    """Beside a line in which *typed* was typed: those of *choices* it resembles, the most alike first."""
    typed = typed.strip()
    if not typed:
        return Completion(_clean(choices))
    ranked = closest(_clean(choices), typed)
    rows = tuple(choice for _, choice in ranked)
    best = ranked[0][0] if ranked else 0.0
    if best >= SAME - 1:
        return Completion(rows, 0, typed)
    return Completion((Choice(typed, stands), *rows), 1 if best >= NEARLY else 0, typed, own=True)


def last_part(line: str) -> str:
    """What of a *line* that takes several, with commas, is being typed."""
    return line.rpartition(",")[2]


def with_last_part(line: str, part: str) -> str:
    """A *line* that takes several with *part* in the place of what is being typed."""
    head, comma, _ = line.rpartition(",")
    return f"{head}{comma} {part}" if comma else part


def followed(line: str, before: Completion) -> str:
    """A *line* that takes several, what was lit *before* taken where a comma was typed behind it."""
    taken = before.taken
    if taken is None or not line.endswith(",") or last_part(line[:-1]).strip() != before.typed:
        return line
    return f"{with_last_part(line[:-1], taken.text)},"


def _clean(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """*choices* as they can stand in a line."""
    return tuple(replace(choice, text=clean_line(choice.text)) for choice in choices)


def closest(choices: Sequence[Choice], typed: str) -> list[tuple[float, Choice]]:
    """Those of *choices* that resemble *typed*, each with how well, the most alike first."""
    wanted = typed.strip().casefold()

    def score(choice: Choice) -> float:
        # Another name counts a little less than the name that is shown.
        also = (_alike(wanted, name.casefold()) - 1 for name in choice.also)
        return max((_alike(wanted, choice.text.casefold()), *also))

    ranked = sorted(((score(c), -n, c) for n, c in enumerate(choices)), key=lambda r: r[:2], reverse=True)
    return [(points, choice) for points, _, choice in ranked if points >= INSIDE - 1]


def _alike(wanted: str, name: str) -> float:
    """How well *wanted* fits *name*; a sign before its first word has to stand before the name, too."""
    if wanted in name:
        if wanted == name:
            return SAME
        if name.startswith(wanted):
            return BEGINS
    first = _WORD.search(wanted)
    if first is None or not name.startswith(wanted[: first.start()]):
        return INSIDE if wanted in name else 0.0
    words, typed = _WORD.findall(name), _WORD.findall(wanted)
    width = max(1, min(len(typed), len(words)))
    runs = [words[at : at + width] for at in range(len(words) - width + 1)]
    if any(run[:-1] == typed[:-1] and run[-1].startswith(typed[-1]) for run in runs):
        return BEGINS_WORD
    from rapidfuzz import fuzz

    near = max(
        (fuzz.ratio(" ".join(typed), " ".join(run), score_cutoff=MATCHES) for run in runs), default=0.0
    )
    return max(near, INSIDE if wanted in name else 0.0)
