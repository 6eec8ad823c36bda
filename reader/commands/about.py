"""About the program: its keys, its places, its completion."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, cast

from reader import paths as places
from reader.codebook_file import CODEBOOK_NAME
from reader.commands.grammar import grammar
from reader.commands.session import CommandError, configured, corpus_root
from reader.commands.talk import as_json, emit, emit_json, emit_painted, say


def keys(args: argparse.Namespace) -> int:
    """The key table, with the changes of config.toml in it, and the keys of a codebook."""
    from annotations.codebook import builtin, load
    from reader.keys.actions import ACTIONS
    from reader.keys.keymap import build_keymap
    from reader.keys.labels import labels_to_bindings, told
    from reader.keys.table import keys_text

    if args.corpus and not Path(args.corpus).exists():
        raise CommandError(f"{args.corpus}: no such file or folder")
    book = load(corpus_root(Path(args.corpus)) / CODEBOOK_NAME) if args.corpus else builtin()
    first, *others = book.scales or (None,)
    labels = labels_to_bindings(book.keys(first.id) if first is not None else {})
    codes = labels_to_bindings(book.code_keys, kind="code")
    keymap = build_keymap(ACTIONS, configured(args).keys, (*labels, *codes))
    lines = keys_text(keymap).splitlines()
    for scale in filter(None, others):
        lines += ["", f"Code, on the {scale.name} scale"]
        of_scale = labels_to_bindings(book.keys(scale.id))
        lines += [f"  {one.keys[0]:<22} {told(one)}  (READ VISUAL)" for one in of_scale]
    for line in lines:
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
