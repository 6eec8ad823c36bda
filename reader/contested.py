"""What one annotator corrected twice, on two computers, and not alike: named, with the way to settle it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotations.apart import MERGED, standing
from annotations.folders import CORPUS_FILE
from annotations.quoting import one_line, quoted
from reader import actors, correcting, kinds, same_as
from reader.corpus.corpus import ArticleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotations.records import Correction
    from reader.workspace import Workspace

_LONGEST = 60
"""Code points of a line or of words that are named."""


def contested(workspace: Workspace, annotations: str, corpus: str) -> Iterator[tuple[str, str]]:
    """A file or an article and a line on what contradicts there; *corpus* as a shell takes it.

    Every annotator's own: that two of them differ is no mistake.
    """
    store = workspace.store
    for annotator in store.annotators():
        known = store.corrections(annotator=annotator)
        file = f"{annotations}/{store.folder_of(annotator)}/{CORPUS_FILE}"
        told = (_lines(known, annotator), _pairs(known, annotator), _actors(known, annotator, corpus))
        yield from ((file, f"{said}, {MERGED}: {how}") for each in told for said, how in each)
        for path, said in _mentions(workspace, known, annotator):
            yield path, f"{said}, {MERGED}: none of it counts until g* on these words says what they name"


def _lines(known: Sequence[Correction], annotator: str) -> Iterator[tuple[str, str]]:
    last = {correcting.line_ruled(one): one for one in known}
    for line, one in standing(known, annotator, correcting.line_ruled).items():
        if one is None:
            outlet = last[line].data["outlet"]
            where = f"in {quoted(outlet)}" if outlet else "where the outlet is unknown"
            ruled = f"the line {_short(last[line].data['line'])} is ruled boilerplate, and no boilerplate"
            yield f"{ruled}, {where}", "neither counts until zx on that line says which holds"


def _pairs(known: Sequence[Correction], annotator: str) -> Iterator[tuple[str, str]]:
    for one in same_as.torn(known, annotator):
        first, second = map(quoted, same_as.names_in(one))
        said = f"{first} and {second} are said to be one, and to be two"
        yield said, "neither counts until it is answered again (Enter on the name of one, then Tab)"


def _actors(known: Sequence[Correction], annotator: str, corpus: str) -> Iterator[tuple[str, str]]:
    for name, records in actors.Noted(known, annotator).each():
        for variable, values in actors.contested(records).items():
            how = f"reader actor {corpus} {shlex.quote(one_line(name))} --set {shlex.quote(variable)}=VALUE"
            said = f"{variable} of {quoted(name)} is {actors.told(values)}"
            yield said, f"none counts until {how} says which holds"


def _mentions(workspace: Workspace, known: Sequence[Correction], annotator: str) -> Iterator[tuple[str, str]]:
    for path, said in correcting.said_of_mentions(known, annotator).items():
        try:
            document = workspace.document(path)
        except ArticleError:
            continue  # it is gone or cannot be read, which is said by itself
        for lot in correcting.weighed(document, said)[1]:
            words = (f"{_short(document.text[p.start : p.end])} is {_named(p.kind)}" for p in lot)
            yield path, f"{', and '.join(words)}"


def _named(kind: str) -> str:
    return kinds.word(kind) if kind else "no entity"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return quoted(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…")
