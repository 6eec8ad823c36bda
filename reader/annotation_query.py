"""Which annotations a search line means: its filters hold, and its words are in what the annotation says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reader.search.names import matching
from reader.search.note_filters import ABOUT_ANNOTATIONS, Called, holds
from reader.search.query import Filter, Query, Term, date_bounds, date_within
from reader.search.results import NotePassage
from reader.search.tokens import keys, words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """An annotation with what is known of its article; ``item`` is what the caller wants back."""

    item: T
    note: NotePassage
    outlet: str = ""
    date: str = ""
    unread: bool = False
    entities: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Id and names of the entities it touches."""


def select(
    query: Query, candidates: Sequence[Candidate[T]], called: Called = lambda _: frozenset()
) -> list[T]:
    """The items of those *candidates* for which every filter holds and every word is found, in order.

    *called* gives the ids of the entities that go by a name.

    A name (outlet, entity, a word) is met as search meets it: as it is or begins; only if nothing here is so,
    by sound or within the edit budget.
    """
    fields = _fields(query)
    kept = [
        c for c in candidates if all(_plain(f, c, called) != f.negated for f in query.filters.named(*_PLAIN))
    ]
    for item in query.filters.named("outlet"):
        outlets = {c.outlet for c in candidates}
        chosen = {name for value in item.alternatives for name in matching(value, outlets)}
        kept = [c for c in kept if (c.outlet in chosen) != item.negated]
    for item in query.filters.named("entity"):
        wanted = _entities(item, candidates)
        kept = [c for c in kept if any(e in wanted for e, _ in c.entities) != item.negated]
    texts = {id(c): _texts(c.note, fields) for c in kept}
    for group in query.groups:
        kept = [c for c in kept if any(_says(texts[id(c)], term) for term in group.terms)]
    return [c.item for c in kept if not any(_says(texts[id(c)], term) for term in query.excluded)]


_PLAIN = (*ABOUT_ANNOTATIONS, "date", "is")
_FIELDS: dict[str, Callable[[NotePassage], tuple[str, ...]]] = {
    "note": lambda note: (note.note,),
    "tag": lambda note: note.tags,
    "quote": lambda note: (note.quote,),
}


def _plain(item: Filter, candidate: Candidate[T], called: Called) -> bool:
    if item.name == "date":
        bounds = [b for value in item.alternatives if (b := date_bounds(value)) is not None]
        return any(date_within(candidate.date, b) for b in bounds)
    if item.name == "is":
        return candidate.unread in {value == "unread" for value in item.alternatives}
    return holds(item, candidate.note, called)


def _entities(item: Filter, candidates: Sequence[Candidate[T]]) -> set[str]:
    known = dict(pair for c in candidates for pair in c.entities)
    wanted = {value for value in item.alternatives if value in known}
    names = {name for of in known.values() for name in of}
    found = {name for value in item.alternatives if value not in known for name in matching(value, names)}
    return wanted | {entity for entity, of in known.items() if not found.isdisjoint(of)}


def _fields(query: Query) -> tuple[str, ...]:
    asked = {part for f in query.filters.named("in") if not f.negated for part in f.alternatives}
    refused = {part for f in query.filters.named("in") if f.negated for part in f.alternatives}
    return tuple(name for name in _FIELDS if (not asked or name in asked) and name not in refused)


def _texts(note: NotePassage, fields: tuple[str, ...]) -> tuple[str, ...]:
    """What can be found of an annotation; the names of its stance belong to no field."""
    named = (
        ()
        if len(fields) < len(_FIELDS)
        else (note.stance, note.target, *(a for x in note.holders for a in x))
    )
    return tuple(text for name in fields for text in _FIELDS[name](note) if text) + tuple(filter(None, named))


def _says(texts: Sequence[str], term: Term) -> bool:
    if term.exact:
        return any(_stands(text, term.keys) for text in texts)
    return any(matching(" ".join(term.keys), (text,)) for text in texts)


def _stands(text: str, wanted: Sequence[str]) -> bool:
    """Whether these folded words stand in *text*, one after the other."""
    if len(wanted) == 1:
        return wanted[0] in keys(text)
    have, size = words(text), len(wanted)
    return any(tuple(have[at : at + size]) == tuple(wanted) for at in range(len(have) - size + 1))
