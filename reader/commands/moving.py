"""Saying where an article is now."""

from __future__ import annotations

import argparse

from reader import moving
from reader.commands.session import Session, opened
from reader.commands.talk import emit
from reader.corpus.corpus import ArticleError
from reader.corpus.resolving import fitting, written
from reader.marks import fates


def move(args: argparse.Namespace) -> int:
    """Put the annotations of an article that was renamed, or changed beyond likeness, on where it is."""
    with opened(args, thorough=True) as session:
        session.writing()
        workspace = session.workspace
        document = session.article(args.new)
        old = _meant(session, args.old)
        action = moving.onto(workspace, old, document)
        session.saved(workspace.store.apply(action))
        moved = {key for one in action.moves for key in one.ids} | {c.id for c in action.changes}
        found = [one for one in workspace.anchored(document) if one.annotation.id in moved]
        count = f"{len(found)} annotation{'' if len(found) == 1 else 's'}"
        emit(f"{count} of {old} on {document.path}{': ' if found else ''}{fates(found)}")
    return 0


def _meant(session: Session, name: str) -> str:
    """The path that *name* means among those one has annotated: it may be of no article any more."""
    wanted = written(name)
    store = session.workspace.store
    paths = sorted({home.path for home in store.homes(bool) if store.saved_with(home.path, own=True)})
    fits = fitting(wanted, paths)
    if len(fits) > 1:
        raise ArticleError(f"{name}: {len(fits)} annotated articles fit, name one: {', '.join(fits[:6])}")
    return fits[0] if fits else wanted
