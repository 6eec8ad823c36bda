"""Undo, redo, and the log of what was done."""

from __future__ import annotations

import argparse

from annotations.changes import Action
from annotations.history import Past
from reader.commands.session import CommandError, opened
from reader.commands.talk import as_json, emit_json, emit_painted, listed, painter, say


def undo(args: argparse.Namespace) -> int:
    """Take back the last action."""
    with opened(args) as session:
        session.writing()
        action, future = session.workspace.store.undo()
        session.saved(future)
        say(f"undone: {_described(action)}")
    return 0


def redo(args: argparse.Namespace) -> int:
    """Bring back what the last undo took."""
    with opened(args) as session:
        session.writing()
        action, future = session.workspace.store.redo()
        session.saved(future)
        say(f"redone: {_described(action)}")
    return 0


def _described(action: Action) -> str:
    """``removed annotation 2899 (003.txt)``."""
    parts = [f"moved {len(move.ids)} from {move.source} to {move.target}" for move in action.moves]
    for change in action.changes:
        record = change.after or change.before
        verb = "brought" if change.before is None else "removed" if change.after is None else "changed"
        where = f" ({change.path})" if change.path else ""
        parts.append(f"{verb} {record.kind if record else 'record'} {change.id}{where}")
    return listed(parts)


def log(args: argparse.Namespace) -> int:
    """What was done, oldest first."""
    if args.limit is not None and args.limit < 1:
        raise CommandError(f"--limit: 1 or more, not {args.limit}")
    with opened(args) as session:
        entries = session.workspace.store.log(args.limit)
        paint = painter(args)
        for entry in entries:
            if as_json(args):
                emit_json(entry.to_dict())
                continue
            moved = [f"moved {move.source} to {move.target} ({len(move.ids)})" for move in entry.moves]
            what = listed((*moved, *(_past(past) for past in entry.changes)))
            when, op = paint(entry.t, "2"), paint(f"{entry.op:<6}", "1")
            emit_painted(f"{when}  {op}  {paint(entry.by, '')}  {paint(what, '')}")
        if not entries:
            say("nothing was done yet")
        return session.status()


def _past(past: Past) -> str:
    file = past.file.removesuffix(".json")
    return past.id if file.startswith("_") else f"{file} {past.id}"
