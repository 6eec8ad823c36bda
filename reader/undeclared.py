"""What annotations say in words that the codebook in force does not have, the built-in one included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from annotations.folders import CORPUS_FILE
from annotations.quoting import quoted
from reader.actors import SUBJECT
from reader.finding import Finding
from reader.variables import unknown

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from annotations.model import Annotation
    from reader.workspace import Workspace


def undeclared(workspace: Workspace, annotations: str) -> Iterator[Finding]:
    """Of the annotations that one sees, and of what one noted oneself of articles and actors."""
    store, book = workspace.store, workspace.codebook
    for path in store.paths():
        counts = Counter[str]()
        for record in store.annotations(path):
            counts.update(words(book, record))
        for what, count in sorted(counts.items()):
            yield _finding(path, has(count), what, "code these anew")
    for path, coding in store.codings().items():
        for what in unknown(book, "article", coding.values):
            yield _finding(path, "the article has", what, "fill the form of the article anew (gm)")
    file = f"{annotations}/{store.own_folder}/{CORPUS_FILE}"
    for name, what in sorted({*of_actors(workspace, store.annotator)}):
        yield _finding(file, f"the actor {quoted(name)} has", what, "note it anew (reader actor)")


def words(book: Codebook, record: Annotation) -> Iterator[str]:
    """What in *record* is not in *book*: label, tags, variables and values, each once."""
    yield from (f"the tag {quoted(tag)}" for tag in {*record.tags} if book.resolve(tag) is None)
    stance = record.stance
    if stance is not None and book.label(stance.scale, stance.label) is None:
        yield f"the label {quoted(f'{stance.scale}/{stance.label}')}"
    yield from unknown(book, "passage", record.values)


def of_actors(workspace: Workspace, annotator: str) -> Iterator[tuple[str, str]]:
    """The names of actors, and what *annotator* noted of them that the codebook has not."""
    for one in workspace.store.corrections(annotator=annotator):
        values = one.data.get("values")
        if one.subject == SUBJECT and isinstance(values, Mapping):
            for what in unknown(workspace.codebook, "actor", values):
                yield str(one.data.get("name", "")), what


def has(count: int, annotator: str = "") -> str:
    """``2 annotations of ann have``."""
    of = f" of {annotator}" if annotator else ""
    return f"{count} annotation{'' if count == 1 else 's'}{of} {'has' if count == 1 else 'have'}"


def _finding(path: str, who: str, what: str, else_: str) -> Finding:
    said = f"{who} {what}, which the codebook has not: declare it, or {else_}"
    return Finding("note", "undeclared", path, said)
