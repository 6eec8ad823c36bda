"""What is noted of an actor, whichever articles it is in."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from annotations.apart import MERGED
from annotations.changes import Action
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
        known = actors.Noted(store.corrections(), store.annotator).of(meant.name, meant.id)
        values, torn = actors.values(known), actors.contested(known)
        if args.values or args.unset:
            session.writing()
            values = filled(args.values, book, "actor", dict.fromkeys(torn) | values, args.unset)
            if left := [name for name in torn if name in values and values[name] is None]:
                raise CommandError(f"{meant.name}: {_contested(left[0], torn)}")
            made = actors.noting(meant, values, workspace.stamp(), known)
            session.saved(store.apply(Action("set", made)))
            say(f"{meant.name}: " + (", ".join(f"{k}: {shown(v)}" for k, v in values.items()) or "nothing"))
        elif as_json(args):
            emit_json({"name": meant.name, "id": meant.id, "values": values, "contested": torn or None})
        else:
            for variable in of_level(book, "actor"):
                if variable.id in values:
                    emit(f"{variable.id}={clean_line(shown(values[variable.id]))}")
            for name in torn:
                say(_contested(name, torn))
        return session.status(0 if values or args.unset else 1)


def _contested(name: str, torn: Mapping[str, Sequence[Any]]) -> str:
    said = f"{name} is {actors.told(torn[name])}, {MERGED}"
    return f"{said}: none counts until --set {name}=VALUE or --unset {name} says which"
