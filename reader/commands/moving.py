"""Saying where an article is now."""

from __future__ import annotations

import argparse

from reader import moving
from reader.commands.session import Session, opened
from reader.commands.talk import emit, say
from reader.corpus.corpus import ArticleError
from reader.corpus.resolving import fitting, written
from reader.marks import fates


def move(args: argparse.Namespace) -> int:
    """Put the annotations of an article that was renamed, or changed beyond likeness, on where it is.

    Of two folders, those of all articles that were in the first.
    """
    with opened(args, thorough=True) as session:
        session.writing()
        workspace = session.workspace
        folders = _folders(session, args.old, args.new)
        if folders is not None:
            action, pairs = moving.all_onto(workspace, *folders)
        else:
            document = session.article(args.new)
            pairs = [(_meant(session, args.old), document)]
            action = moving.onto(workspace, *pairs[0])
        session.saved(workspace.store.apply(action))
        moved = {key for one in action.moves for key in one.ids} | {c.id for c in action.changes}
        for old, document in pairs:
            found = [one for one in workspace.anchored(document) if one.annotation.id in moved]
            count = f"{len(found)} annotation{'' if len(found) == 1 else 's'}"
            emit(f"{count} of {old} on {document.path}{': ' if found else ''}{fates(found)}")
        if folders is not None:
            count = f"{len(pairs)} article{'' if len(pairs) == 1 else 's'}"
            say(f"{count} in one step, which reader undo takes back")
    return 0


def _folders(session: Session, old: str, new: str) -> tuple[str, str] | None:
    """The folders that *old* and *new* mean, ``""`` for the corpus; ``None`` when they mean articles."""
    workspace = session.workspace
    before, after = (written(name).rstrip("/") for name in (old, new))
    before, after = ("" if name == "." else name for name in (before, after))
    annotated = {home.path for home in workspace.store.homes(bool)}
    if before in annotated or workspace.corpus.holds(after):
        return None
    there = any(moving.inside(path, before) for path in annotated)
    return (before, after) if there and any(moving.inside(path, after) for path in workspace.paths) else None


def _meant(session: Session, name: str) -> str:
    """The path that *name* means among those one has annotated: it may be of no article any more."""
    wanted = written(name)
    store = session.workspace.store
    paths = sorted({home.path for home in store.homes(bool) if store.saved_with(home.path, own=True)})
    fits = fitting(wanted, paths)
    if len(fits) > 1:
        raise ArticleError(f"{name}: {len(fits)} annotated articles fit, name one: {', '.join(fits[:6])}")
    return fits[0] if fits else wanted
