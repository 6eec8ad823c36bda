"""What stands beside a line that is typed, and which of it Enter takes: one rule for every such line.

Enter takes the row that is lit. Typing lights the proposal that it is (but for case, spaces and an article),
or whose name it has begun without coming to the end of a word; of a person the surname is enough. Else, and
in doubt, the row of what was typed is lit, which stands first as long as no proposal is just that: where that
could not be kept, the one proposal most like it. A line in which nothing was typed keeps what it holds: where
it is empty no row is lit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotations.model import Holder, Ref
from reader.sanitise import clean_line

SAME, FOLDED, LAST = 300.0, 280.0, 260.0
"""How well typed words fit a name they are, they are but for an article, whose last word names it alone."""
BEGINS, BEGINS_WORD, WORDS, INSIDE = 200.0, 150.0, 120.0, 50.0
"""The same of a name they begin, begin inside at a word, of which they are whole words, they stand in."""
MATCHES = 75.0
"""The least similarity (0 to 100) of typed words to those of a name at which it is shown."""
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Choice:
    """One proposal: what it puts into the line, where it comes from, what it means."""

    text: str
    reason: str = ""
    value: Ref | Holder = None
    also: tuple[str, ...] = ()
    """Other names it is found by."""

    @property
    def several(self) -> bool:
        """Whether it is a chain or a set of actors."""
        return isinstance(self.value, tuple) and sum(map(len, self.value)) > 1

    @property
    def person(self) -> bool:
        """Whether it is one person."""
        one = self.value
        if isinstance(one, tuple) and len(one) == 1 and len(one[0]) == 1:
            one = one[0][0]
        return isinstance(one, Ref) and "person" in (one.kind, one.id.partition(":")[0])


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


def completed(
    choices: Sequence[Choice], typed: str, stands: str = "as typed", *, kept: bool = True
) -> Completion:
    """Beside a line in which *typed* was typed: those of *choices* it resembles, the most alike first.

    What could not be *kept* as it was typed is not lit while one of them is more like it than all others.
    """
    typed = typed.strip()
    if not typed:
        return Completion(_clean(choices))
    ranked = closest(_clean(choices), typed)
    rows = tuple(choice for _, choice in ranked)
    fits = [points for points, _ in ranked]
    if fits and fits[0] >= SAME - 1:
        return Completion(rows, 0, typed)
    nearest = not kept and bool(fits) and fits[0] not in fits[1:]
    at = 1 if nearest or _means(fits) else 0
    return Completion((Choice(typed, stands), *rows), at, typed, own=True)


def _means(fits: Sequence[float]) -> bool:
    """Whether typed words that fit names so well (the best first) mean the first of them."""
    if not fits or fits[0] < BEGINS_WORD - 1:
        return False
    if fits[0] >= FOLDED - 1:
        return True
    if fits[0] >= LAST - 1:
        return len(fits) == 1 or fits[1] < LAST - 1
    # What is the beginning of one name and whole words of another may be finished.
    return not any(WORDS - 1 <= points < BEGINS_WORD - 1 for points in fits)


def behind(head: str, rest: Completion, stands: str = "as typed") -> Completion:
    """*rest*, of what is typed behind *head*, as rows of the whole line."""
    rows = tuple(replace(row, text=f"{head} {row.text}") for row in rest.rows)
    if rest.typed:
        return replace(rest, rows=rows, typed=f"{head} {rest.typed}")
    return Completion((Choice(head, stands), *rows), 0, head, own=True)


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
    wanted = _folded(typed)

    def score(choice: Choice) -> float:
        # Another name counts a little less than the name that is shown.
        also = (_alike(wanted, _folded(name), choice) - 1 for name in choice.also)
        return max((_alike(wanted, _folded(choice.text), choice), *also))

    ranked = sorted(((score(c), -n, c) for n, c in enumerate(choices)), key=lambda r: r[:2], reverse=True)
    return [(points, choice) for points, _, choice in ranked if points >= INSIDE - 1]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _alike(wanted: str, name: str, choice: Choice) -> float:
    """How well *wanted* fits *name*, one of *choice*; a sign before its words stands before the name, too."""
    if wanted == name:
        return SAME
    bare = _ARTICLE.sub("", wanted, count=1) if _ARTICLE.match(wanted) else wanted
    if bare == (_ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name):
        return FOLDED
    inside = INSIDE if wanted in name else 0.0
    first = _WORD.search(wanted)
    if first is None or not name.startswith(wanted[: first.start()]):
        return BEGINS if name.startswith(wanted) and not choice.several else inside
    words, typed = _WORD.findall(name), _WORD.findall(wanted)
    width = max(1, min(len(typed), len(words)))
    runs = [words[at : at + width] for at in range(len(words) - width + 1)]
    if typed in runs:
        named = choice.person and runs[-1] == typed
        return LAST if named or name.rpartition("/")[2] == wanted[first.start() :] else WORDS
    if not choice.several:
        if name.startswith(wanted):
            return BEGINS
        if any(run[:-1] == typed[:-1] and run[-1].startswith(typed[-1]) for run in runs):
            return BEGINS_WORD
    from rapidfuzz import fuzz

    near = max(
        (fuzz.ratio(" ".join(typed), " ".join(run), score_cutoff=MATCHES) for run in runs), default=0.0
    )
    return max(near, inside)
