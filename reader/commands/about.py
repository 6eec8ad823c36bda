"""About the program: its keys, its places, its completion."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, cast

from reader import paths as places
from reader.commands.grammar import grammar
from reader.commands.session import CommandError, configured, corpus_root
from reader.commands.talk import as_json, emit, emit_json, emit_painted, say


def keys(args: argparse.Namespace) -> int:
    """The key table, with the changes of config.toml in it."""
    from reader.keys.keymap import build_keymap
    from reader.keys.table import keys_text

    for line in keys_text(build_keymap(overrides=configured(args).keys)).splitlines():
        emit(line)
    return 0


def paths(args: argparse.Namespace) -> int:
    """Where the program keeps its own files; or delete what is kept about one corpus."""
    if args.forget is not None:
        if not args.forget:
            raise CommandError("--forget: name a corpus")
        gone = places.forget(corpus_root(Path(args.forget)))
        for path in gone:
            emit(str(path))
        if not gone:
            say(f"nothing is kept about {args.forget}")
        return 0
    known = {
        "config": places.config_file(),
        "state": places.state_dir(),
        "cache": places.cache_dir(),
        "log": places.log_file(),
    }
    if as_json(args):
        emit_json({name: str(path) for name, path in known.items()})
        return 0
    for name, path in known.items():
        emit(f"{name:<7} {path}")
    return 0


def completion(args: argparse.Namespace) -> int:
    """A completion script, written from the parser itself."""
    import shtab

    known = grammar()
    for parser in known.parsers.values():
        for action in parser._actions:
            if action.dest in ("corpus", "forget", "annotations"):
                _completes(action, shtab.DIRECTORY if action.dest == "annotations" else shtab.FILE)
            elif action.dest in ("file", "output"):
                _completes(action, shtab.FILE)
    for line in shtab.complete(known.parser, args.shell).splitlines():
        emit_painted(line)
    return 0


def _completes(action: argparse.Action, files: object) -> None:
    """Tell shtab, which looks for this attribute, what fills the place of *action*."""
    cast(Any, action).complete = files
