"""What is wrong with annotations that one does not see: named by id, file and state, not by what they say."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotations.folders import CORPUS_FILE
from reader import marks
from reader.corpus.corpus import ArticleError
from reader.finding import STATES, Finding, severity
from reader.undeclared import has, of_actors, words
from reader.variables import unknown

if TYPE_CHECKING:
    from annotations.model import Annotation
    from reader.workspace import Workspace

_UNSURE = "it may be in several places, or gone"


def findings(workspace: Workspace, annotations: str, corpus: str) -> Iterator[Finding]:
    """Of every other annotator: lost passages, and words that the codebook does not have."""
    store, book = workspace.store, workspace.codebook
    seen = {one.id for one in store.annotations()}
    for annotator in store.annotators():
        if annotator == store.annotator:
            continue
        which = f"--as {shlex.quote(annotator)} says which"
        unseen: dict[str, list[Annotation]] = {}
        for one in store.annotations(annotator=annotator):
            if one.id not in seen:
                unseen.setdefault(store.path_of(one.id), []).append(one)
        for path, records in unseen.items():
            yield from _passages(workspace, path, records, annotator, corpus)
            if count := sum(any(words(book, one)) for one in records):
                yield _undeclared(path, f"{has(count, annotator)} a label, tag or value", which)
        for path, coding in store.codings(annotator=annotator).items():
            if any(unknown(book, "article", coding.values)):
                yield _undeclared(path, f"the article has, by {annotator}, a value", which)
        if any(of_actors(workspace, annotator)):
            file = f"{annotations}/{store.folder_of(annotator)}/{CORPUS_FILE}"
            yield _undeclared(file, "an actor has a value", which)


def _passages(
    workspace: Workspace, path: str, records: list[Annotation], annotator: str, corpus: str
) -> Iterator[Finding]:
    try:
        document = workspace.document(path)
    except ArticleError:
        if not workspace.corpus.holds(path) and path not in workspace.tracking.gone:
            why = workspace.tracking.found.reason(path)
            yield Finding("problem", "gone", path, f"{why}; what {annotator} said of it is kept")
        return
    strangers = workspace.sameness.strangers(document, records)
    found = marks.anchored(document, records, workspace.carrier.into(document), strangers)
    asked = {one.path: one for one in workspace.tracking.found.asked}
    if any(one.elsewhere for one in found) and path in asked:
        yield Finding("problem", "replaced", path, asked[path].reason(corpus))
    for one in found:
        if one.annotation.segments and one.state != "exact" and not one.elsewhere:
            what = STATES.get(one.state, _UNSURE)
            how = f"--as {shlex.quote(annotator)} shows it"
            said = f"annotation {one.annotation.id} of {annotator}: {what}: {how}"
            yield Finding(severity(one.state), one.state, path, said, id=one.annotation.id)


def _undeclared(path: str, who: str, which: str) -> Finding:
    return Finding("note", "undeclared", path, f"{who} which the codebook has not: {which}")
