"""Putting one's own annotations of a corpus in order: each thing is done, and said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING

from annotations.folders import article_file, by_shortened
from annotations.ids import newlines_folded, text_hashes
from annotations.repairing import Repaired
from reader import moving, rescued
from reader.corpus.corpus import ArticleError

if TYPE_CHECKING:
    from annotations.changes import Saved
    from reader.workspace import Workspace

Wait = Callable[["Future[Saved]"], object]
"""Returns when a change is durable. Raises ``StoreError``."""


def repair(workspace: Workspace, saved: Wait) -> Iterator[Repaired]:
    """Repair all that can be without asking: files, what could not be saved, what broke off or moved, texts.

    Nobody else's files are touched. Raises ``StoreError``; what was said until then is done.
    """
    store, own = workspace.store, workspace.store.own_folder
    paths = by_shortened(workspace.paths)
    yield from store.repair(paths)
    yield from rescued.take_in(workspace)
    finished: set[str] = set()
    # Where one that broke off is finished, another that was made on it can be.
    while found := [one for one in store.cut_short() if one.entry.id not in finished]:
        one = found[0]
        finished.add(one.entry.id)
        saved(store.finish(one, paths))
        yield Repaired(own, f"{one.entry.op} of {one.entry.t} is finished: {one.files} files")
    workspace.tracking.follow()
    action = moving.home(workspace)
    if action is not None:
        saved(store.apply(action))
        for move in action.moves:
            what = f"{_counted(len(move.ids), 'annotation')} of {move.source}, which is here now"
            yield Repaired(f"{own}/{article_file(move.target)}", what)
        if action.changes:
            what = f"{_counted(len(action.changes), 'record')} with the present path of the article"
            yield Repaired(f"{own}/_corpus", what)
    yield from _texts(workspace)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _texts(workspace: Workspace) -> Iterator[Repaired]:
    """Keep again the texts that records were made on and that the articles still have, but for line ends.

    They are everyone's, as each save writes them; a name says what bytes belong there, and no others do.
    """
    lost = {one.path for one in workspace.store.oddities() if one.kind in ("text-missing", "text")}
    wanted = {path.removeprefix("texts/").removesuffix(".txt"): path for path in lost}
    for path in workspace.paths if wanted else ():
        try:
            if wanted.keys().isdisjoint(workspace.corpus.hashes(path)):
                continue
            text = workspace.corpus.text(path)
        except ArticleError:
            continue
        for known in dict.fromkeys((text, newlines_folded(text))):
            sha = text_hashes(known)[0]
            if sha in wanted:
                workspace.store.keep_missing({sha: known})
                yield Repaired(wanted.pop(sha), f"kept again, from {path}")
