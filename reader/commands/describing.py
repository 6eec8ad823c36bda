"""What an article is, and whether its coding is done."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from annotations.codings import contradict, settled
from annotations.records import Coding, CodingState
from reader import actors
from reader.commands.arguments import UsageError
from reader.commands.session import CommandError, opened
from reader.commands.talk import say
from reader.commands.values import filled
from reader.sanitise import clean_line
from reader.variables import missing


def set_metadata(args: argparse.Namespace) -> int:
    """Write title, outlet, date... of an article into articles.csv."""
    fields: dict[str, str] = {}
    for one in args.fields:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"{one}: FIELD=VALUE is expected, as in date=2014-01")
        if name.strip() in fields:
            raise UsageError(f"{name.strip()} is there twice")
        fields[name.strip()] = clean_line(value)
    with opened(args) as session:
        path = session.workspace.corpus.resolve(args.article)
        said = session.workspace.corpus.set_metadata(path, **fields)
        say(f"{path}: " + ", ".join(f"{name}: {getattr(said, name) or 'unknown'}" for name in fields))
    return 0


def done(args: argparse.Namespace) -> int:
    """Mark an article as coded, not codable, or open again."""
    if args.not_codable is not None and not args.not_codable.strip():
        raise UsageError("--not-codable: the reason is needed")
    state: CodingState = "open" if args.reopen else "done" if args.not_codable is None else "not codable"
    with opened(args) as session:
        session.writing()
        workspace = session.workspace
        document = session.article(args.article)
        workspace.tracking.settle(document)
        known = workspace.tracking.codings(document)
        old = settled(known)
        values = filled(args.values, workspace.codebook, "article", old.values if old else {})
        if state == "done":
            store = workspace.store
            mine = store.annotations(document.path, annotator=store.annotator)
            empty = [*missing(workspace.codebook, values, mine)]
            noted = store.corrections()
            for who, lacking in actors.incomplete(workspace.codebook, mine, noted, store.annotator):
                empty += [f"{variable.name} of {who.name} is empty" for variable in lacking]
            if empty:
                raise CommandError(f"{document.path}: not done yet: {'; '.join(empty)}")
        reason = clean_line(args.not_codable or "")
        text, book = document.sha256, workspace.codebook.hash
        clear = not contradict(known) and not workspace.tracking.unplaced(document)
        if clear and _stands(old, state, reason, values, text, book):
            say(f"{document.path}: {state} already")
            return 0
        _, future = workspace.set_state(document, state, reason, values)
        session.saved(future)
        say(f"{document.path}: {state}{f' ({reason})' if reason else ''}")
    return 0


def _stands(
    old: Coding | None, state: CodingState, reason: str, values: Mapping[str, Any], text: str, codebook: str
) -> bool:
    """Whether the coding of an article is what is said of it, so that nothing is to be written."""
    if old is None:
        return state == "open" and not values
    # An open article is coded under no text and no codebook yet.
    same = state == "open" or (old.text, old.codebook) == (text, codebook)
    return same and (old.state, old.reason, dict(old.values)) == (state, reason, dict(values))
