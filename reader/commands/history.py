"""Undo, redo, the log of what was done, and what one record was."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from annotations.changes import Action, Saved
from annotations.errors import NothingDone
from annotations.folders import by_shortened
from annotations.history import Past
from annotations.model import Annotation
from annotations.revisiting import Revision
from annotations.store import AnnotationStore
from reader.commands.arguments import UsageError
from reader.commands.listing import said
from reader.commands.session import CommandError, Session, opened
from reader.commands.talk import as_json, emit, emit_json, emit_painted, listed, painter, say
from reader.sanitise import clean_line
from reader.steps import described

BEGINNING = 6
"""Characters of an action's id that tell it from the number of a revision."""
ELSEWHERE = (
    "What copies of this folder, backups, snapshots, git's history and other people have stays there; "
    "who removed a record, and when, stays in its file"
)


def undo(args: argparse.Namespace) -> int:
    """Take back the last action; 1 where there is none."""
    return _turned(args, AnnotationStore.undo, "undone")


def redo(args: argparse.Namespace) -> int:
    """Bring back what the last undo took; 1 where there is nothing."""
    return _turned(args, AnnotationStore.redo, "redone")


def _turned(
    args: argparse.Namespace, turn: Callable[[AnnotationStore], tuple[Action, Future[Saved]]], done: str
) -> int:
    with opened(args) as session:
        session.writing()
        try:
            action, future = turn(session.workspace.store)
        except NothingDone as nothing:
            say(str(nothing))
            return session.status(2 if session.workspace.store.log_unread() else 1)
        session.saved(future)
        say(f"{done}: {described([action], session.workspace, ids=True)}")
    return 0


def log(args: argparse.Namespace) -> int:
    """What was done, oldest first; with an id the revisions of that record."""
    if args.limit is not None and args.limit < 1:
        raise CommandError(f"--limit: 1 or more, not {args.limit}")
    if args.purge:
        return _purge(args)
    if args.yes:
        raise UsageError("--yes: only with --purge")
    if args.restore is not None and not args.id:
        raise UsageError("--restore: of which record? reader log CORPUS ID --restore REV")
    with opened(args) as session:
        if args.id:
            return _revisions(args, session)
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
        status = session.status(2 if session.workspace.store.log_unread() else 0 if entries else 1)
        if status == 1:
            say("nothing was done yet")
        return status


def _past(past: Past) -> str:
    file = past.file.removesuffix(".json")
    return past.id if file.startswith("_") else f"{file} {past.id}"


# -- one record


def _revisions(args: argparse.Namespace, session: Session) -> int:
    """Print what a record was and is, or make it again what it was."""
    store = session.workspace.store
    found, revisions = store.revisions(args.id)
    if args.restore is not None:
        session.writing()
        to = _wanted(args.restore, revisions)
        session.saved(store.go_back(to, by_shortened(session.workspace.paths)))
        say(f"{found} is again as it was at revision {to.rev}; reader undo takes that back")
        return 0
    for one in revisions[-(args.limit or 0) :]:
        if as_json(args):
            emit_json(
                {
                    "id": found,
                    "rev": one.rev,
                    "op": one.op or None,
                    "t": one.t,
                    "by": one.by,
                    "entry": one.entry or None,
                    "now": one.now,
                    "record": one.record.to_dict() if one.record is not None else None,
                }
            )
        else:
            emit_painted(_line(args, session, one))
    return session.status()


def _wanted(typed: str, revisions: Sequence[Revision]) -> Revision:
    """The revision *typed* means: its number, or, where two have one, the beginning of its action's id.

    A mistyped number must not be taken for such a beginning: that takes ``BEGINNING`` characters.
    """
    fits = [one for one in revisions if str(one.rev) == typed]
    if not fits and len(typed) >= BEGINNING:
        fits = [one for one in revisions if one.entry.startswith(typed)]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise CommandError(
            f"--restore {typed}: there are the revisions {listed(one.rev for one in revisions)}"
        )
    entries = listed(one.entry or "(not in the log)" for one in fits)
    raise CommandError(f"--restore {typed}: two branches made such a revision: say which action, {entries}")


def _line(args: argparse.Namespace, session: Session, one: Revision) -> str:
    paint, record = painter(args), one.record
    pieces = [
        (f"{one.rev}{' now' if one.now else ''}", "1"),
        (one.t, "2"),
        (one.op, "1"),
        (one.by, ""),
        ("removed" if record is None else record.kind if not isinstance(record, Annotation) else "", "31"),
    ]
    if isinstance(record, Annotation):
        pieces += said(record, session.workspace.codebook)
    return "  ".join(paint(text, codes) for text, codes in ((clean_line(t), c) for t, c in pieces) if text)


# -- the past


def _purge(args: argparse.Namespace) -> int:
    """Remove for good what was: the log, originals kept aside, texts nothing is made on."""
    if args.id or args.restore is not None or args.limit is not None:
        raise UsageError("--purge: removes the whole past; no ID, --restore or --limit beside it")
    with opened(args) as session:
        session.writing()
        found, why = session.workspace.store.past(remove=args.yes)
        for one in found:
            path = f"{session.annotations}/{one.path}"
            emit_json({"path": path, "what": one.what}) if as_json(args) else emit(f"{path}: {one.what}")
        if why:
            say(why)
        if not found:
            say("nothing old is kept here")
        elif args.yes:
            say(f"removed for good. {ELSEWHERE}")
        else:
            say(f"nothing was removed yet: --yes removes this for good. {ELSEWHERE}")
        return session.status(1 if found and not args.yes else 0)
