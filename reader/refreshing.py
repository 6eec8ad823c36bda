"""What became of a corpus and its annotations while somebody else had them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.rows import Problem
    from annotations.store import AnnotationStore
    from reader.corpus.corpus import Corpus


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

    def __bool__(self) -> bool:
        paths = self.changed or self.gone or self.new or self.described or self.annotated
        return bool(paths or self.problems)


def refresh(corpus: Corpus, store: AnnotationStore | None) -> Refreshed:
    """Look at *corpus*, its ``articles.csv``, and the annotations if they were read. For any thread."""
    before = {entry.path for entry in corpus.entries}
    touched = corpus.refresh()
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
