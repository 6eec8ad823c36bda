"""What is noted of an actor, whichever articles it is in."""

from __future__ import annotations

import argparse

from reader import actors, naming
from reader.commands.session import CommandError, opened
from reader.commands.talk import as_json, emit, emit_json, say
from reader.commands.values import filled
from reader.sanitise import clean_line
from reader.variables import of_level, shown


def actor(args: argparse.Namespace) -> int:
    """Fill in the variables of an actor, or print them."""
    name = clean_line(args.name)
    if not name:
        raise CommandError("whose variables? A name is needed")
    with opened(args) as session:
        session.tag()
        workspace = session.workspace
        book, store = workspace.codebook, workspace.store
        meant = naming.actor(workspace, name)
        old = actors.record(store.corrections(), store.annotator, meant)
        values = actors.values(old)
        if args.values or args.unset:
            session.writing()
            values = filled(args.values, book, "actor", values, args.unset)
            session.saved(store.put(actors.noting(meant, values, workspace.stamp(), old)))
            say(f"{meant.name}: " + (", ".join(f"{k}: {shown(v)}" for k, v in values.items()) or "nothing"))
        elif as_json(args):
            emit_json({"name": meant.name, "id": meant.id, "values": values})
        else:
            for variable in of_level(book, "actor"):
                if variable.id in values:
                    emit(f"{variable.id}={clean_line(shown(values[variable.id]))}")
        return session.status(0 if values or args.unset else 1)
