"""What became of a corpus and its annotations while somebody else had them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.corpus.scan import CorpusError

if TYPE_CHECKING:
    from annotations.rows import Problem
    from annotations.store import AnnotationStore
    from reader.codebook_file import Renewed
    from reader.corpus.corpus import Corpus
    from reader.whereabouts import Question, Whereabouts


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What is different since the last look, all paths sorted. False when nothing is."""

    changed: tuple[str, ...] = ()
    """Articles whose file is another one now; their text is read when they are next asked for."""
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    """Articles of which ``articles.csv`` says something else now."""
    annotated: tuple[str, ...] = ()
    """Articles whose annotations others changed; ``""`` for records about the corpus."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the annotations that was not wrong before."""
    moved: tuple[tuple[str, str], ...] = ()
    """Annotated articles that turned out to be elsewhere: the path they had, and the one they have."""
    asked: tuple[Question, ...] = ()
    """Annotated articles that turned out to be gone or other ones, whose place only a person can say."""

    codebook: Renewed | None = None
    """What ``codebook.toml`` has become, if it is another file now."""

    def __bool__(self) -> bool:
        paths = self.changed or self.gone or self.new or self.described or self.annotated
        return bool(paths or self.problems or self.moved or self.asked or self.codebook)


def turned_out(before: Whereabouts, now: Whereabouts) -> Refreshed:
    """What *now* tells of articles that *before* did not."""
    moved = {(old, new) for (old, doc), new in now.moved.items() if before.moved.get((old, doc)) != new}
    asked = tuple(question for question in now.asked if question not in before.asked)
    return Refreshed(moved=tuple(sorted(moved)), asked=asked)


def refresh(corpus: Corpus, store: AnnotationStore | None) -> Refreshed:
    """Look at *corpus*, its ``articles.csv``, and the annotations if they were read. For any thread.

    Where the whole folder is gone (a disk that was taken out), nothing in it is held for removed.
    """
    before = {entry.path for entry in corpus.entries}
    try:
        touched = corpus.refresh()
    except CorpusError as error:
        from annotations.rows import Problem

        why = str(error).removeprefix(f"{corpus.root}: ")
        return Refreshed(problems=(Problem(corpus.root.name, 0, f"{why}: what was read of it stays"),))
    after = {entry.path for entry in corpus.entries} if touched else before
    outside = store.refresh() if store is not None else None
    return Refreshed(
        changed=tuple(path for path in touched if path in before and path in after),
        gone=tuple(path for path in touched if path not in after),
        new=tuple(path for path in touched if path not in before),
        described=corpus.redescribed(),
        annotated=outside.paths if outside else (),
        problems=outside.problems if outside else (),
    )
