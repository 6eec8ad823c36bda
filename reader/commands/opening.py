"""Opening the reader: the one command that imports a screen."""

from __future__ import annotations

import gc
import os
import shlex
import sys
from itertools import islice
from typing import TYPE_CHECKING

from reader.annotator import propose_annotator
from reader.commands.grammar import COMMANDS
from reader.commands.session import CommandError, Session, begin
from reader.commands.talk import is_terminal, say
from reader.corpus.scan import ArticleError

if TYPE_CHECKING:
    import argparse


def open_reader(args: argparse.Namespace) -> int:
    """Open a corpus, at one article if it is named; the exit status: 1 when not all was saved."""
    _exists(args)
    # Nothing that is made before the first frame is garbage; it is collected again as soon as that is shown.
    gc.disable()
    try:
        return _open(args)
    finally:
        gc.enable()


def _exists(args: argparse.Namespace) -> None:
    """A word that is neither a corpus nor a command may be a command misspelt."""
    if os.path.lexists(args.corpus) or os.sep in args.corpus:
        return
    # Heavy, and only a mistake needs it.
    from difflib import get_close_matches

    near = get_close_matches(args.corpus, COMMANDS, 1, 0.6)
    if near:
        raise CommandError(
            f"{args.corpus}: no such folder, and no such command; did you mean reader {near[0]}?"
        )


def _first(args: argparse.Namespace, session: Session) -> str:
    corpus = session.workspace.corpus
    return corpus.resolve(args.article) if args.article else corpus.only or ""


def _readable(session: Session) -> None:
    """Refuse a corpus of which nothing can be read. Raises ``CommandError`` with the first reason."""
    corpus = session.workspace.corpus
    # Not all need to be looked at to know of two.
    paths = list(islice(corpus.readable(), 2))
    if len(paths) == 1:
        try:
            corpus.document(paths[0])
        except ArticleError as error:
            raise CommandError(f"{error}; there is no other article to open") from None
    elif not paths and corpus.names:
        entry = corpus.entry(corpus.names[0])
        raise CommandError(f"{entry.path}: {entry.problem}; there is no other article to open")


def _terminal(args: argparse.Namespace) -> None:
    """Refuse a place where no screen can be drawn. Raises ``CommandError``."""
    corpus = args.corpus
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        why = "the reader needs a terminal"
    elif (term := os.environ.get("TERM", "")) in ("", "dumb"):
        why = f"the reader needs a terminal that can move its cursor, and TERM is {term or 'not set'}"
    else:
        return
    raise CommandError(
        f"{why}; reader show {corpus} ARTICLE prints an article, reader list {corpus} names them"
    )


def _open(args: argparse.Namespace) -> int:
    session = begin(args)
    try:
        first = _first(args, session)
        _readable(session)
        _terminal(args)
        status = _run(session, first)
    finally:
        if unsaved := session.workspace.close():
            from reader import rescued

            for line in rescued.kept(session.workspace, shlex.quote(args.corpus)):
                say(line)
    return status or (1 if unsaved else 0)


def _run(session: Session, first: str) -> int:
    from reader.tui.setup import Setup
    from reader.tui.themes import choose_theme

    config, workspace = session.config, session.workspace
    try:
        choose_theme(os.environ, config.theme, config.themes)
    except ValueError as error:
        raise CommandError(f"{config.origin('theme')}: theme: {error}") from None
    locale = next((os.environ[n] for n in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(n)), "")
    setup = Setup(
        workspace,
        session.state,
        config,
        first=first,
        propose_annotator=lambda: propose_annotator(config)[0],
        locale=locale,
        alone=True,
    )
    if config.keys or workspace.codebook_file.is_there:
        # What a person wrote may clash: that is said before a screen opens.
        setup.keymap(next(iter(workspace.codebook.scales), None))
    from reader.tui.app import run

    try:
        return run(setup)
    finally:
        problem = session.state.save()
        if problem:
            say(problem)
