"""What is wrong with a corpus and its annotations."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from annotations.ids import text_hashes
from annotations.model import Annotation
from reader.commands.session import Session, opened, whose
from reader.commands.talk import as_json, emit, emit_json, say
from reader.corpus.corpus import ArticleError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; a ``note`` is worth knowing, a ``problem`` is wrong."""

    severity: str
    kind: str
    path: str
    message: str
    line: int | None = None
    id: str | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{self.severity}  {place}  {self.message}"


def check(args: argparse.Namespace) -> int:
    """Print findings; 1 when something is wrong."""
    with opened(args, listing=True, thorough=True) as session:
        whose(session)
        found = list(findings(session))
        for one in found:
            if as_json(args):
                emit_json(asdict(one))
            else:
                emit(str(one))
        wrong = sum(one.severity == "problem" for one in found)
        if not as_json(args):
            say(f"{wrong} problems, {len(found) - wrong} notes" if found else "nothing is wrong")
        return 1 if wrong else 0


def findings(session: Session) -> Iterator[Finding]:
    """Everything, in the order of store, corpus, anchors."""
    yield from _store(session)
    yield from _corpus(session)
    yield from _anchors(session)


def _store(session: Session) -> Iterator[Finding]:
    workspace = session.workspace
    damaged = {f"{session.annotations}/{file}" for file in workspace.store.damaged()}
    for problem in workspace.problems:
        path = f"{session.annotations}/{problem.path}"
        damaged.discard(path)
        yield Finding("problem", "store", path, problem.message, problem.line or None)
    for path in sorted(damaged):
        yield Finding("problem", "store", path, "cannot be read whole")
    if workspace.store.read_only:
        yield Finding("note", "read-only", session.annotations, workspace.store.read_only)


def _corpus(session: Session) -> Iterator[Finding]:
    workspace = session.workspace
    for problem in workspace.corpus.problems:
        yield Finding("problem", "articles.csv", "articles.csv", problem.removeprefix("articles.csv, "))
    texts: dict[str, str] = {}
    for entry in workspace.corpus.entries:
        try:
            document = workspace.document(entry.path)
        except ArticleError as error:
            reason = entry.problem or str(error).removeprefix(f"{entry.path}: ")
            yield Finding("problem", "unreadable", entry.path, f"cannot be read: {reason}")
            continue
        if document.repairs:
            what = f"{document.repairs} bytes are no {document.encoding} and were read as cp1252"
            yield Finding("note", "encoding", entry.path, what)
        same = texts.setdefault(text_hashes(document.text)[1], entry.path)
        if same != entry.path:
            yield Finding("note", "duplicate", entry.path, f"the same text as {same}")


def _anchors(session: Session) -> Iterator[Finding]:
    workspace = session.workspace
    gone, asked = workspace.tracking.gone, {one.path: one for one in workspace.tracking.found.asked}
    for path, why in gone.items():
        count = len(workspace.store.annotations(path))
        kept = (
            f"{count} annotation{'' if count == 1 else 's'} on it are kept" if count else "its coding is kept"
        )
        kind = asked[path].kind if path in asked else "gone"
        yield Finding("problem", kind, path, f"{why}; {kept}")
    for path in workspace.store.paths():
        found = () if path in gone else workspace.placed(path)
        if any(one.elsewhere for one in found) and path in asked:
            yield Finding("problem", "replaced", path, asked[path].reason())
        for one in found:
            if one.annotation.segments and one.state != "exact" and not one.elsewhere:
                yield _anchor(path, one.annotation, one.state)


def _anchor(path: str, record: Annotation, state: str) -> Finding:
    quote = " ".join(record.quote.split())
    shown = quote if len(quote) <= 60 else quote[:59] + "…"
    said = {
        "orphan": "its words are no longer in the article",
        "ambiguous": "its words fit several places",
        "moved": "found again in another place, or with other words",
    }[state]
    severity = "note" if state == "moved" else "problem"
    return Finding(severity, state, path, f"annotation {record.id}: {said}: “{shown}”", id=record.id)
