"""A corpus opened for one command: configuration, workspace, state, and what was wrong on the way."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import StoreError
from reader.annotator import propose_annotator
from reader.commands.arguments import UsageError
from reader.commands.talk import Progress, listed, say
from reader.config import Config, load_config
from reader.corpus.document import Document
from reader.paths import cache_folder
from reader.state import State
from reader.workspace import ANNOTATIONS_NAME, Workspace

if TYPE_CHECKING:
    import argparse
    from concurrent.futures import Future

    from annotations.changes import Event, Saved
    from annotations.rows import Problem
    from reader.whereabouts import Question

MENTIONS = "mentions.json"
SHOWN_PROBLEMS = 3
"""Files, and articles, of which is said what is wrong before the rest are only counted."""
CLOSING = 60.0
"""Seconds another program's lock is waited for before a save is given up."""


class CommandError(ValueError):
    """What a command cannot do: one line saying what, where, and what to do."""


@dataclass
class Session:
    """What a command works on."""

    config: Config
    workspace: Workspace
    annotations: str
    """Where the annotations are, as a person knows it."""
    show_others: bool
    state: State
    """Places and what was read. It is read once: a damaged file is put aside by that."""

    def status(self, code: int = 0) -> int:
        """*code*, or 2 when annotations could not be read whole: what was printed lacks something."""
        return 2 if self.workspace.store.lacking() else code

    def article(self, name: str) -> Document:
        """The article *name* means. Raises ``ArticleError``."""
        return self.workspace.document(self.workspace.corpus.resolve(name))

    def tag(
        self,
        paths: Iterable[str] | None = None,
        *,
        quiet: bool = False,
        seen: Callable[[Document], object] | None = None,
    ) -> None:
        """Find the entities of *paths* (all by default), saying how far that is when it takes long.

        *quiet* says nothing: for a command whose data go to the same terminal. *seen* gets each article.
        """
        wanted = list(self.workspace.paths if paths is None else paths)
        if quiet:
            self.workspace.tag(wanted, seen=seen)
            return
        shown = Progress("finding entities:", len(wanted))
        try:
            self.workspace.tag(wanted, shown, seen)
        finally:
            shown.end()

    def writing(self) -> None:
        """Make sure that someone signs what is about to be written. Raises ``CommandError``."""
        if not self.workspace.store.annotator:
            proposed, source = propose_annotator(self.config)
            offered = f" ({source} says {proposed!r})" if proposed else ""
            raise CommandError(
                f"whose annotation is it? Say --as NAME{offered}, or set annotator in config.toml"
            )

    def saved(self, future: Future[Saved]) -> Saved:
        """Wait until a change is durable. Raises ``StoreError`` when it cannot be."""
        store = self.workspace.store

        def heard(event: Event) -> None:
            if event.message and event.kind in ("waiting", "notice"):
                say(event.message)

        unsubscribe = store.subscribe(heard)
        try:
            store.flush(CLOSING)
        finally:
            unsubscribe()
        if not future.done():
            store.close(0.0)  # what is said not to be saved is not saved a moment later
        if not future.done():
            raise StoreError(store.failure() or "not saved: the annotations cannot be written")
        return future.result()


def configured(args: argparse.Namespace) -> Config:
    """The configuration under the flags of *args*. Raises ``ConfigError``."""
    name = getattr(args, "annotator", None)
    if name is not None and not name.strip():
        raise UsageError("--as: a name is needed")
    mouse = False if getattr(args, "no_mouse", False) else None
    flags = {"annotator": name, "annotations_dir": getattr(args, "annotations", None), "mouse": mouse}
    return load_config(flags)


def annotations_folder(config: Config) -> Path | None:
    """Where annotations are kept instead of in the corpus. Raises ``CommandError`` for what is no folder."""
    chosen = config.annotations_dir
    if chosen is None:
        return None
    folder = Path(os.path.realpath(chosen))
    origin = config.origin("annotations_dir")
    from annotations.storage import reason

    try:
        is_folder = stat.S_ISDIR(os.stat(folder).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        if not os.path.isdir(folder.parent):
            raise CommandError(f"{origin}: {folder.parent}: no such folder") from None
    except OSError as error:
        raise CommandError(f"{origin}: {chosen}: cannot be read: {reason(error)}") from error
    else:
        if not is_folder:
            raise CommandError(f"{origin}: {chosen} is not a folder")
    return folder


@contextmanager
def opened(
    args: argparse.Namespace,
    *,
    annotator: str | None = None,
    listing: bool = False,
    thorough: bool = False,
) -> Iterator[Session]:
    """The corpus of *args* with one annotator's layer (*annotator*, else whoever is configured).

    What is wrong with the annotations is said; not with *listing*, for a command that lists it itself.
    *thorough* also finds other texts under the names of annotated articles: for a command that reads all.
    Raises ``CorpusError``, ``CodebookError``, ``ConfigError`` and ``CommandError``.
    """
    from annotations.locks import patient

    session = begin(args, annotator=annotator)
    if session.state.problem:
        say(session.state.problem)
    try:
        problems, asked = (
            session.workspace.problems,
            session.workspace.tracking.follow(thorough=thorough).asked,
        )
        if not listing:
            _tell(session, problems, args.corpus)
            _ask(session, asked, args.corpus)
        with patient(CLOSING, _waiting):
            yield session
    finally:
        session.workspace.store.close()


def _waiting(message: str) -> None:
    if message:
        say(message)


def begin(args: argparse.Namespace, *, annotator: str | None = None) -> Session:
    """As ``opened``, for one who closes the workspace himself; the annotations are not read yet."""
    config = configured(args)
    path = Path(args.corpus)
    folder = annotations_folder(config)
    if folder is not None and folder == corpus_root(path):
        where = f"{config.origin('annotations_dir')}: {config.annotations_dir}"
        raise CommandError(f"{where} is the corpus itself: name a folder in it, or elsewhere")
    kept = folder or corpus_root(path) / ANNOTATIONS_NAME
    state = State.load(corpus_root(path))
    name = (annotator or config.annotator or state.annotator).strip()
    if not name and os.path.isdir(kept):
        proposed = propose_annotator(config)[0]
        name = proposed if proposed and _has_layer(kept, proposed) else ""
    show_others = bool(getattr(args, "show_others", False))
    workspace = Workspace.open(
        path,
        annotator=name,
        folder=folder,
        show_others=show_others,
        cache=cache_folder(corpus_root(path)) / MENTIONS,
    )
    return Session(config, workspace, _known_as(config, kept, workspace.corpus.root), show_others, state)


def _known_as(config: Config, kept: Path, root: Path) -> str:
    """How the folder *kept* of the annotations is called: from the corpus, or as it was given."""
    return str(kept.relative_to(root) if kept.is_relative_to(root) else config.annotations_dir)


def _tell(session: Session, problems: Sequence[Problem], corpus: str) -> None:
    """Say what is wrong with the annotations, a line a file, and in the last one where more is said."""
    import shlex

    found: dict[str, list[str]] = {}
    for problem in problems:
        problem = problem.below(session.annotations)
        found.setdefault(problem.path, []).append(str(problem))
    lines = [
        f"{first}; {len(others)} more in this file" if others else first for first, *others in found.values()
    ]
    more = f"reader check {shlex.quote(corpus)} lists all that is wrong"
    if len(lines) > SHOWN_PROBLEMS:
        count = len(lines) - SHOWN_PROBLEMS
        lines[SHOWN_PROBLEMS:] = [f"{count} more file{'' if count == 1 else 's'} of annotations: {more}"]
    elif lines:
        lines[-1] += f"; {more}"
    for line in lines:
        say(line)


def _ask(session: Session, asked: Sequence[Question], corpus: str) -> None:
    """Say which articles only a person can tell the place of, of those that one sees annotations of."""
    from reader.whereabouts import folder_reason, folders

    seen = {record.doc for record in session.workspace.store.annotations()}
    asked = [one for one in asked if one.kind != "gone" and one.doc in seen]
    for (old, new), ones in folders(asked).items():
        say(folder_reason(old, new, len(ones), corpus))
        asked = [one for one in asked if one not in ones]
    for one in asked[:SHOWN_PROBLEMS]:
        say(f"{one.path}: {one.reason(corpus)}")
    if len(asked) > SHOWN_PROBLEMS:
        say(f"{len(asked) - SHOWN_PROBLEMS} more such articles: reader check {corpus} lists them")


def corpus_root(path: Path) -> Path:
    """The folder a corpus is kept under: itself, or that of the one file."""
    real = Path(os.path.realpath(path))
    return real if os.path.isdir(real) else Path(os.path.realpath(path.parent))


def _has_layer(folder: Path, name: str) -> bool:
    from annotations.folders import annotator_folder

    layer = folder / annotator_folder(name)
    return os.path.isdir(layer) and not os.path.islink(layer)


def whose(session: Session) -> None:
    """Say whose annotations are here when it is not known who reads, and so whose are meant."""
    store = session.workspace.store
    here = store.annotators()
    if store.annotator or not here:
        return
    shown = "all are shown" if session.show_others else "none are shown: --as NAME or --show-others"
    say(f"there are annotations of {listed(here)}; {shown}")


def others_hint(session: Session) -> None:
    """Say whose annotations there are when one has none oneself."""
    store = session.workspace.store
    others = [name for name in store.annotators() if name != store.annotator]
    here = "that can be read" if store.lacking() else "here"
    whose = f"by {store.annotator}" if store.annotator else "of yours"
    there = f"; there are those of {listed(others)}: --as NAME or --show-others" if others else ""
    if strayed := store.strayed():
        there = f"; {listed(strayed)} says that it is theirs, and is called otherwise: see reader check"
    say(f"no annotations {whose} {here}{there}")
