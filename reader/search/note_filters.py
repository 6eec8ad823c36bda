"""Filters about annotations, asked of one annotation: pure, no numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from reader.search.names import matching
from reader.search.query import Filter
from reader.search.results import NotePassage
from reader.search.tokens import words

ABOUT_ANNOTATIONS = ("stance", "holder", "target", "via", "tag", "has", "stale")


Called = Callable[[Sequence[str]], frozenset[str]]
"""Ids of the entities that go by a name of these folded words."""


def holds(item: Filter, note: NotePassage, called: Called = lambda _: frozenset()) -> bool:
    """Whether *note* has one of the filter's values; whoever asks turns it round for a negated one.

    Who holds a stance and towards whom is found by every name that entity is *called*.
    """
    return any(_value_holds(item.name, value, note, called) for value in item.alternatives)


def _value_holds(name: str, value: str, note: NotePassage, called: Called) -> bool:
    if name == "stance":
        return _stance_is(value, note)
    if name == "tag":
        begun = any(code.casefold().startswith(value.strip("# ").casefold()) for code in note.codes)
        return begun or any(_tag_is(_path(value), _path(tag)) for tag in note.tags)
    if name == "target":
        return _is_named(value, (note.target,), (note.target_id,), called)
    if name == "holder":
        ids = note.holder_ids[-1] if note.holder_ids else ()
        return bool(note.holders) and _is_named(value, note.holders[-1], ids, called)
    if name == "via":
        every = [actor for level in note.holders for actor in level]
        return _is_named(value, every, [one for level in note.holder_ids for one in level], called)
    if name == "has":
        return {"note": bool(note.note), "tag": bool(note.tags), "stance": bool(note.stance)}.get(value, True)
    return note.stale == (value == "yes")


def _is_named(value: str, names: Iterable[str], ids: Iterable[str], called: Called) -> bool:
    """Whether *value* is, or is like, one of *names*, or another name of one of the entities *ids*."""
    return bool(matching(value, names)) or not called(words(value)).isdisjoint(ids)


def _stance_is(value: str, note: NotePassage) -> bool:
    scale, slash, label = value.rpartition("/")
    if slash and words(scale) != words(note.scale):
        return False
    wanted, have = words(label), words(note.stance)
    if not note.stance:
        return False
    return label == note.stance if not wanted else have[: len(wanted)] == wanted


def _tag_is(wanted: list[list[str]], path: list[list[str]]) -> bool:
    """Whether *wanted* is the code at *path*, or one above it: parts of the path, the last at least begun."""
    *above, last = (" ".join(part) for part in wanted)
    parts, size = [" ".join(part) for part in path], len(wanted)
    return bool(last) and any(
        parts[at : at + size - 1] == above and parts[at + size - 1].startswith(last)
        for at in range(len(parts) - size + 1)
    )


def _path(tag: str) -> list[list[str]]:
    return [words(part) for part in tag.split("/")]
