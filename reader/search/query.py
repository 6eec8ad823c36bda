"""The language of the search line: words, "phrases", =exact, -not, a | b, and filters. Pure, no numpy.

Nothing a person types is an error: what cannot be understood is searched as text, with a hint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from reader.search.tokens import MAX_KEY, is_ideographic, words

FILTERS = (
    "entity", "stance", "holder", "target", "via", "tag", "outlet", "date", "in", "has", "is", "stale",
)  # fmt: skip
CHOICES = {
    "in": ("title", "text", "note", "quote", "tag", "entity"),
    "has": ("note", "tag", "stance", "annotation"),
    "is": ("unread", "read"),
    "stale": ("yes", "no"),
}
MAX_TERMS = 24
"""Further words of a query are ignored: nobody types them, and a pasted page must not stall the search."""
MAX_QUERY = 4_000
"""Code points of a query that are read."""

_ATOM = re.compile(
    r"""\s*(?:
        (?P<bar>\|)
      | (?P<minus>-(?=[^\s\-|]))? (?P<equal>=(?=\S))?
        (?: (?P<filter>[A-Za-z]+):(?P<value>"[^"]*"?|[^\s"]*)
          | ["“„«](?P<phrase>[^"”“»]*)(?P<closed>["”“»])?
          | (?P<word>[^\s|"“„«”»]+)
          | (?P<junk>\S)
        )
    )""",
    re.VERBOSE,
)
_APOSTROPHE = re.compile("['\u2019\u02bc]")
_HYPHENED = re.compile("[-\u2010\u2011\u00ad]")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z")


@dataclass(frozen=True, slots=True)
class Filter:
    """``name:value``; ``negated`` keeps what does *not* match; ``|`` splits ``value`` into alternatives."""

    name: str
    value: str
    negated: bool = False

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The values of which one is enough."""
        return tuple(part for part in self.value.split("|") if part.strip())


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters that must all hold."""

    items: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items)

    def __add__(self, other: Filters) -> Filters:
        return Filters(self.items + other.items)

    def named(self, *names: str) -> tuple[Filter, ...]:
        """Those with one of *names*."""
        return tuple(item for item in self.items if item.name in names)

    @classmethod
    def of(cls, **values: str) -> Filters:
        """``Filters.of(outlet="The Telegraph", in_="text")``: ``in_`` and ``is_`` for ``in`` and ``is``."""
        return cls(tuple(Filter(name.rstrip("_"), value) for name, value in values.items()))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: folded words (several: a phrase or the parts of what was typed as one word)."""

    keys: tuple[str, ...]
    typed: str
    """As the person wrote it."""
    phrase: bool = False
    exact: bool = False
    """Only as written (accents and case apart), and the passage must have it."""
    half_typed: bool = False
    """The last word of the query, with nothing after it: it may go on."""


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of which one is enough: usually one, several for ``a | b``."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A search line understood: groups to find, terms to avoid, filters, hints for the person."""

    text: str
    groups: tuple[Group, ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: Filters = Filters()
    hints: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    """What is wrong with what was written as a filter and is none, or holds no value it can have."""

    @property
    def letters(self) -> int:
        """Letters and digits typed to be found; a Chinese or Japanese character says as much as two."""
        every = (key for group in self.groups for term in group.terms for key in term.keys)
        return sum(2 * len(key) if is_ideographic(key) else len(key) for key in every)


def parse_query(text: str) -> Query:
    """Understand a search line. Never raises; linear in the length of *text*."""
    source = text[:MAX_QUERY].replace("\0", " ")
    hints: list[str] = []
    mistakes: list[str] = []
    if len(text) > MAX_QUERY:
        hints.append(f"only the first {MAX_QUERY:,} characters of the query are read")
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    filters: list[Filter] = []
    joining = False
    count = 0
    for match in _ATOM.finditer(source.rstrip()):
        if match["bar"]:
            joining = bool(groups)
            continue
        at_end = match.end() == len(source)
        if match["filter"] is not None:
            found = _filter(match, hints, mistakes)
            if found is not None:
                if found.value:
                    filters.append(found)
                continue
            found_groups = _as_text(match["filter"] + " " + match["value"].strip('"'), at_end)
        else:
            found_groups = _groups(match, at_end)
        for terms in found_groups:
            count += 1
            if count > MAX_TERMS:
                break
            if match["minus"]:
                excluded.extend(terms)
            elif joining:
                groups[-1].extend(terms)
                joining = False
            else:
                groups.append(terms)
    if count > MAX_TERMS:
        hints.append(f"only the first {MAX_TERMS} words are searched")
    return Query(
        text,
        tuple(Group(tuple(terms)) for terms in groups),
        tuple(excluded),
        Filters(tuple(filters)),
        tuple(dict.fromkeys(hints)),
        tuple(dict.fromkeys(mistakes)),
    )


def _groups(match: re.Match[str], at_end: bool) -> list[list[Term]]:
    if match["phrase"] is not None:
        keys = tuple(words(match["phrase"])[:MAX_TERMS])
        is_open = at_end and not match["closed"] and not match["phrase"][-1:].isspace()
        phrase = Term(keys, match["phrase"].strip(), phrase=len(keys) > 1, exact=True, half_typed=is_open)
        return [[phrase]] if keys else []
    if match["word"] is None:
        return []
    if match["equal"] or match["minus"]:
        keys = tuple(words(match["word"])[:MAX_TERMS])
        return [[Term(keys, match["word"], phrase=len(keys) > 1, exact=True)]] if keys else []
    return _as_text(match["word"], at_end)


def _as_text(text: str, at_end: bool) -> list[list[Term]]:
    """The words of *text*, each with its alternatives.

    A lone letter after an apostrophe ("Russia's", "don't") is no word to look for. The parts of a hyphen
    compound are looked for apart and, instead of either, together.
    """
    found: list[list[Term]] = []
    typing = at_end and text[-1:].isalnum()
    pieces = text.split()
    for number, piece in enumerate(pieces):
        parts = _APOSTROPHE.split(piece)
        keys = [key for i, part in enumerate(parts) for key in words(part) if not (i and len(key) == 1)]
        ended = len(parts) > 1 and len(parts[-1]) == 1
        last = typing and number == len(pieces) - 1 and not ended
        joined = "".join(keys)[:MAX_KEY]
        compound = (
            2 <= len(keys) <= 3
            and not any(map(is_ideographic, keys))
            and _HYPHENED.search(piece) is not None
            and not joined.isdigit()
        )
        runs = _runs(keys)
        for index, run in enumerate(runs):
            typed = "".join(run)
            terms = [Term(run, typed, phrase=len(run) > 1, half_typed=last and index == len(runs) - 1)]
            if compound:
                terms.append(Term((joined,), piece, half_typed=last))
            found.append(terms)
    return found


def _runs(keys: list[str]) -> list[tuple[str, ...]]:
    """*keys* one by one, but characters of a text without spaces as they stand together."""
    runs: list[tuple[str, ...]] = []
    for ideographic, run in groupby(keys, is_ideographic):
        together = tuple(run)
        runs += [together[:MAX_TERMS]] if ideographic else [(key,) for key in together]
    return runs


def _filter(match: re.Match[str], hints: list[str], mistakes: list[str]) -> Filter | None:
    """The filter written here; one with an empty value if it is unfinished or cannot be used; ``None`` if the
    name is no filter."""
    name, value = match["filter"].lower(), match["value"].strip('"').strip()
    negated = match["minus"] is not None
    if name == "source":
        hints.append("source: is not a filter; outlet: is who published, holder: is who speaks")
        mistakes.append(hints[-1])
        return None
    if name not in FILTERS:
        if len(name) > 1 and not match["value"].startswith("//"):
            hints.append(f"{name}: is not a filter and is searched as text; filters: {_listed(FILTERS)}")
            mistakes.append(f"{name}: is not a filter; filters: {_listed(FILTERS)}")
        return None
    if not value:
        mistakes.append(f"{name}: needs a value")
        return Filter(name, "", negated)
    choices = CHOICES.get(name)
    if choices:
        value = value.lower()
        if any(part not in choices for part in value.split("|")):
            mistakes.append(f"{name}:{value} is unknown; choose {_listed(choices)}")
            if not any(choice.startswith(value) for choice in choices):
                hints.append(f"{name}:{value} is unknown and ignored; choose {_listed(choices)}")
            return Filter(name, "", negated)
    if name == "date" and date_bounds(value) is None:
        mistakes.append(f"date:{value} is no date; write 2014, 2014-01, 2014-01-31 or 2014..2016")
        hints.append(f"date:{value} is ignored; write 2014, 2014-01, 2014-01-31 or 2014..2016")
        return Filter(name, "", negated)
    return Filter(name, value, negated)


def date_bounds(value: str) -> tuple[str, str] | None:
    """First and last day (ISO, ``9999-12-31`` for an open end) of ``2014``, ``2014-01..2016``, ``..2016``."""
    low, dots, high = value.partition("..")
    if not dots:
        high = low
    if not (low or high) or any(part and not _DATE.match(part) for part in (low, high)):
        return None
    return (low + "-01-01"[len(low) - 4 :] if low else "0000-01-01"), (
        _last_day(high) if high else "9999-12-31"
    )


def date_within(date: str, bounds: tuple[str, str]) -> bool:
    """Whether *date*, as precise as it is known, touches *bounds*; an unknown date never does."""
    span = date_bounds(date[:10])
    return span is not None and span[0] <= bounds[1] and span[1] >= bounds[0]


def _last_day(date: str) -> str:
    return date + ("-12-31" if len(date) == 4 else "-31"[len(date) - 7 :])


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
