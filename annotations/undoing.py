"""What takes an action back, or brings it back again: the action that does, or who stands in the way."""

from __future__ import annotations

from annotations.changes import Action, Change
from annotations.errors import NothingDone, StoreError
from annotations.fields import ModelError
from annotations.history import REDO, UNDO, Entry, Log, Move, Past, Timeline
from annotations.layers import Layer
from annotations.quoting import named, one_line, quoted
from annotations.records import Record, Unshown, record_from_dict
from annotations.rows import REMOVED, Row, unshown


def last_undo(log: Log, own: Layer) -> tuple[str, Action]:
    """What undoes the last action in force, and that action's id. Raises ``StoreError``."""
    timeline = log.timeline()
    while timeline.done:
        entry = timeline.done.pop()
        if inverse := _inverse(UNDO, entry, entry, timeline, log, own):
            return entry.id, inverse
    raise NothingDone("there is nothing to undo")


def next_redo(log: Log, own: Layer) -> tuple[str, Action]:
    """What brings back the action undone last, and that action's id. Raises ``StoreError``."""
    timeline = log.timeline()
    while timeline.undone:
        entry, undo = timeline.undone.pop()
        if inverse := _inverse(REDO, entry, undo, timeline, log, own):
            return entry.id, inverse
    raise NothingDone("there is nothing to redo")


def _inverse(
    verb: str, entry: Entry, effect: Entry, timeline: Timeline, log: Log, own: Layer
) -> Action | None:
    """What takes *effect* back, but for what a save that was cut short never did; ``None``: nothing."""
    moves = tuple(filter(None, (_back(move, own) for move in reversed(effect.moves))))
    moved = {key: move.target for move in moves for key in move.ids}
    changes = []
    for past in reversed(effect.changes):
        file, row = own.find(past.file, past.id)
        rev = row.rev if row else 0
        # Where there is no row at all, not even of its removal, the action was done on another branch.
        if row is None or not timeline.at(past, rev):
            if timeline.at(past, rev, before=True):
                continue
            raise StoreError(f"cannot {verb} {_told(entry)}: {_since(past, row, effect, log, own)}")
        if not timeline.made(past, rev, row.hash()):
            raise StoreError(f"cannot {verb} {_told(entry)}: {_since(past, row, effect, log, own)}")
        try:
            after = _before(past)
        except ModelError as error:
            raise StoreError(f"cannot {verb} {_told(entry)}: the log is damaged: {error}") from None
        before = row.record or unshown(row)
        path = moved.get(past.id, own.path_of_file(file))
        if path is None:
            raise StoreError(f"cannot {verb} {_told(entry)}: {one_line(past.file, 200)} is gone")
        if before is not None or after is not None:
            changes.append(Change(path, before, after))
    return Action(verb, tuple(changes), moves) if changes or moves else None


def _before(past: Past) -> Record | None:
    """The record that *past* found. Raises ``ModelError``."""
    if past.unshown:
        return Unshown(past.id, past.unshown)
    return None if past.was is None else record_from_dict(dict(past.was))


def _back(move: Move, own: Layer) -> Move | None:
    """*move* the other way, of those records that are still anywhere."""
    ids = tuple(key for key in move.ids if own.knows(key))
    return Move(move.target, move.source, ids) if ids else None


def _told(entry: Entry) -> str:
    return f"{quoted(entry.op)} of {one_line(entry.t)}"


def _since(past: Past, row: Row | None, effect: Entry, log: Log, own: Layer) -> str:
    """Who has changed the record that *past* is about since *effect*, or that it is another one by now.

    After a switch of branches it may be an older one, after a merge one that another clone made meanwhile.
    """
    if row is None:
        return f"{_thing(past, None, own)} is no longer there"
    at, names = (past.id, row.rev), ("", row.hash())
    later = [e for e in log.entries() for p in e.changes if (p.id, p.to_rev) == at and p.left in names]
    data = row.data()
    by = named(data.get("by") or data.get("annotator"), "someone")
    when = named(later[-1].t if later else data.get("t") or data.get("modified"), "an unknown time")
    gone, thing = row.kind == REMOVED, _thing(past, row, own)
    if row.rev <= past.to_rev or when < effect.t:
        there = f"revision {row.rev} is there, {'removed' if gone else 'written'} by {by} ({when})"
        return f"{thing} is not what that left, as after a merge or a switch of branches: {there}"
    return f"{thing} was {'removed' if gone else 'changed'} since by {by} ({when}, revision {row.rev})"


def _thing(past: Past, row: Row | None, own: Layer) -> str:
    """``note 'one' on a.txt (ID)``: what the record is, or was, as far as that can be told."""
    data = past.was or (row.data() if row is not None else {})
    stance, note, tags = data.get("stance"), data.get("note"), data.get("tags")
    if isinstance(stance, dict):
        what = f"stance {quoted(stance.get('label'))}"
    elif tags and isinstance(tags, list):
        what = f"tag {quoted(tags[0])}"
    else:
        what = f"note {quoted(note)}" if note else "record"
    path = own.path_of_file(past.file) or ""
    return f"{what}{f' on {one_line(path, 200)}' if path else ''} ({past.id})"
