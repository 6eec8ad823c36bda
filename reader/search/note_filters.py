"""Filters about annotations, asked of one annotation: pure, no numpy."""

from __future__ import annotations

from reader.search.names import matching
from reader.search.query import Filter
from reader.search.results import NotePassage
from reader.search.tokens import words

ABOUT_ANNOTATIONS = ("stance", "holder", "target", "via", "tag", "has", "stale")


def holds(item: Filter, note: NotePassage) -> bool:
    """Whether *note* has one of the filter's values; whoever asks turns it round for a negated one."""
    return any(_value_holds(item.name, value, note) for value in item.alternatives)


def _value_holds(name: str, value: str, note: NotePassage) -> bool:
    if name == "stance":
        return _stance_is(value, note)
    if name == "tag":
        ids = any(code.casefold().startswith(value.strip("# ").casefold()) for code in note.codes)
        return ids or any(_tag_is(_path(value), _path(tag)) for tag in note.tags)
    if name == "target":
        return bool(matching(value, (note.target,)))
    if name == "holder":
        return bool(note.holders) and bool(matching(value, note.holders[-1]))
    if name == "via":
        return bool(matching(value, {actor for level in note.holders for actor in level}))
    if name == "has":
        return {"note": bool(note.note), "tag": bool(note.tags), "stance": bool(note.stance)}.get(value, True)
    return note.stale == (value == "yes")


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
