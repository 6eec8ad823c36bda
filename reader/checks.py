"""All that is wrong with a corpus and its annotations, and what is worth knowing of them."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotations.codings import told
from annotations.errors import StoreError
from annotations.folders import SUFFIX, by_shortened, shortened
from annotations.ids import text_hashes
from annotations.quoting import quoted
from reader import draft_homes, hidden, rescued
from reader.cards import kept
from reader.contested import contested
from reader.corpus.corpus import ArticleError
from reader.finding import STATES, Finding, severity
from reader.undeclared import undeclared
from reader.whereabouts import folder_reason, folders

if TYPE_CHECKING:
    from annotations.auditing import Oddity
    from annotations.model import Annotation
    from annotations.recovering import Vanished
    from reader.workspace import Workspace

_KEPT = ("text", "text-missing", "text-unread")
"""Kinds of what is wrong with the texts that are kept."""
_NAMED = 5
"""Places of an ambiguous passage that are named."""


def findings(workspace: Workspace, annotations: str, corpus: str) -> list[Finding]:
    """Everything, by file; *annotations* and *corpus* are where they are, as a person knows it."""
    named, corpus = corpus, shlex.quote(corpus)
    found = [
        *_store(workspace, annotations, corpus),
        *_log(workspace, annotations, corpus),
        *_unsaved(workspace, corpus),
        *_corpus(workspace),
        *_anchors(workspace, named),
        *undeclared(workspace, annotations),
        *hidden.findings(workspace, annotations, corpus),
        *(Finding("problem", "contested", *told) for told in contested(workspace, annotations, corpus)),
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one.path)


def _store(workspace: Workspace, annotations: str, corpus: str) -> Iterator[Finding]:
    from annotations.auditing import read_only

    store = workspace.store
    damaged = {*store.damaged()}
    cut_short = {str(one) for one in store.cut_short()}
    oddities = store.oddities()
    named = {(one.path, one.message) for one in oddities}
    for problem in store.problems():
        path = problem.below(annotations).path
        damaged.discard(problem.path)
        if (problem.path, problem.message) in named:
            continue
        if problem.message in cut_short:
            how = f"reader check {corpus} --repair, or reader undo {corpus} while it is the last action"
            yield Finding("problem", "cut-short", path, f"{problem.message}: {how}")
        else:
            said = problem.message
            if problem.id and problem.path.startswith(f"{store.own_folder}/"):
                said = f"{said}; reader remove {corpus} {problem.id} takes it away"
            yield Finding("problem", "store", path, said, problem.line or None, problem.id or None)
    for path in sorted(damaged):
        yield Finding("problem", "store", f"{annotations}/{path}", "cannot be read whole")
    for path, said in () if store.read_only else read_only(workspace.folder, store.own_folder):
        yield Finding("problem", "store", f"{annotations}/{path}", said)
    texts = {f"texts/{sha}.txt": path for path, sha in reversed([*_present(workspace)])}
    for one in oddities:
        if one.kind == "orphan-text" and one.path in texts:
            continue  # the next annotation of that article needs it, and so may undo
        severity, said = "problem" if one.serious else "note", one.message
        if one.kind in _KEPT:
            said += _way_to_text(one, texts.get(one.path, ""), corpus)
        yield Finding(severity, one.kind, f"{annotations}/{one.path}", said)
    if store.read_only:
        yield Finding("note", "read-only", annotations, store.read_only)


def _present(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """The articles that can be read, and the sha256 of their texts: as they are, and with newlines folded."""
    for path in workspace.paths:
        with contextlib.suppress(ArticleError):
            yield from ((path, sha) for sha in dict.fromkeys(workspace.corpus.hashes(path)))


def _way_to_text(one: Oddity, path: str, corpus: str) -> str:
    """How the kept text of which *one* is said comes back, if it is needed; the article *path* has it."""
    if path:
        first = ", take away what stands there, and" if one.kind == "text-unread" else ","
        return f"; {path} has it{first} reader check {corpus} --repair keeps it again"
    if not one.serious and one.kind != "text-missing":
        return ""
    lost = "no article has it any more, and without it they are found again by their words alone"
    return f"; {lost}: put a whole copy there, of a backup or a clone"


def _log(workspace: Workspace, annotations: str, corpus: str) -> Iterator[Finding]:
    """What waits: changes put aside, records that vanished, files that are to move."""
    store = workspace.store
    for held in store.held():
        path = f"{annotations}/{store.own_folder}/{held.step.file}"
        yield Finding("problem", "held", path, held.reason, id=held.change.id)
    for one in vanished(workspace):
        how = f"reader check {corpus} --restore {one.record.id} brings it back"
        what = f"{one.record.kind} {one.record.id} of {one.t} is no longer there: {how}"
        yield Finding(
            "note", "vanished", f"{annotations}/{store.own_folder}/{one.file}", what, id=one.record.id
        )
    for (old, doc), new in workspace.tracking.found.moved.items():
        if any(getattr(record, "doc", "") == doc for record in store.saved_with(old, own=True)):
            said = f"is {new} now; what you said of it goes there with the next change, or by --repair"
            yield Finding("note", "renamed", old, said)


def vanished(workspace: Workspace) -> list[Vanished]:
    """One's own records that are in no file any more, but for what waits to be taken in: that never was."""
    waiting = set[str]()
    with contextlib.suppress(StoreError):  # which is among what is found
        waiting = rescued.ids(workspace)
    return [one for one in workspace.store.vanished() if one.record.id not in waiting]


def _unsaved(workspace: Workspace, corpus: str) -> Iterator[Finding]:
    """What programs that had to end left beside the drafts."""
    try:
        for one in rescued.waiting(workspace):
            what = "1 change was" if one.count == 1 else f"{one.count} changes were"
            how = rescued.way(workspace, corpus, one.by)
            said = (
                f"{what} not saved when a reader ended: {how} takes {'it' if one.count == 1 else 'them'} in"
            )
            if one.away == one.count and one.count:
                said = f"{what} not saved when a reader ended; {rescued.waits(one.away)}"
            elif one.away:
                said = f"{said}; {rescued.waits(one.away)}"
            if one.damaged and one.count:
                said = f"{said}; the rest of the file cannot be read, and is kept beside it then"
            elif one.damaged:
                said = f"what was not saved when a reader ended cannot be read: {how} keeps it aside"
            yield Finding("problem", "unsaved", str(one.path), one.wrong or said)
        for path, said in rescued.apart(workspace, corpus):
            yield Finding("note", "unsaved", str(path), said)
    except StoreError as error:
        yield Finding("problem", "unsaved", str(rescued.folder(workspace)), str(error))
    for path, said in rescued.lost(workspace):
        yield Finding("note", "unsaved", str(path), said)
    for sheet, draft in draft_homes.lost(workspace):
        where = f"{quoted(draft.path)} in {draft.corpus}" if draft.corpus else quoted(draft.path)
        said = f"what was being written about {where}, and is no annotation yet: no article here has its text"
        yield Finding("note", "draft", str(sheet.path), said)
    for path in rescued.aside(workspace):
        said = "not all in it could be read, and it was kept aside; delete it when nothing is missing"
        yield Finding("note", "aside", str(path), said)


def _corpus(workspace: Workspace) -> Iterator[Finding]:
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
        if apart := workspace.tracking.unplaced(document):
            marked = f"marked {told(apart[0])} with another text, which was not kept"
            yield Finding("note", "unplaced", entry.path, f"{marked}: open until reader done says what holds")
        if document.repairs:
            what = f"{document.repairs} bytes are no {document.encoding} and were read as cp1252"
            yield Finding("note", "encoding", entry.path, what)
        same = texts.setdefault(text_hashes(document.text)[1], entry.path)
        if same != entry.path:
            yield Finding("note", "duplicate", entry.path, f"the same text as {same}")


def _anchors(workspace: Workspace, corpus: str) -> Iterator[Finding]:
    store, tracking = workspace.store, workspace.tracking
    gone, asked = tracking.gone, {one.path: one for one in tracking.found.asked}
    misled = _misled(workspace)
    for wrong, path in misled.items():
        yield Finding("problem", "header", path, _way_to_header(workspace, wrong, corpus))
    for (old, new), ones in folders(asked.values()).items():
        said = folder_reason(old, new, len(ones), corpus).removeprefix(f"{old}: ")
        yield Finding("note", "folder", old, said)
    for path in (one for one in gone if one not in misled):
        why = asked[path].reason(corpus) if path in asked else gone[path]
        said = f"{why}; {kept(len(store.annotations(path)))}"
        yield Finding("problem", asked[path].kind if path in asked else "gone", path, said)
    for path in store.paths():
        found = () if path in gone else workspace.placed(path)
        if any(one.elsewhere for one in found) and path in asked:
            yield Finding("problem", "replaced", path, asked[path].reason(corpus))
        for one in found:
            if one.annotation.segments and one.state != "exact" and not one.elsewhere:
                state = STATES.get(one.state) or _unsure(workspace, path, one.annotation, corpus)
                yield _anchor(path, one.annotation, one.state, state)


def _misled(workspace: Workspace) -> dict[str, str]:
    """By what their files, with shortened names, say they are about: the articles that they are of."""
    homes = workspace.store.homes(shortened)
    wrong = [home.path for home in homes if not workspace.corpus.holds(home.path)]
    paths = by_shortened(workspace.paths) if wrong else {}
    return {path: paths[path + SUFFIX] for path in wrong if path + SUFFIX in paths}


def _way_to_header(workspace: Workspace, wrong: str, corpus: str) -> str:
    """That its file says it is about *wrong*, and how its first record gets right."""
    how = f"reader check {shlex.quote(corpus)} --repair puts that right"
    if not workspace.store.saved_with(wrong, own=True):
        how = "its annotator's reader check --repair puts that right"
    return f"the file of its annotations does not say that it is about it, but about {quoted(wrong)}: {how}"


def _unsure(workspace: Workspace, path: str, record: Annotation, corpus: str) -> str:
    """Where an ambiguous *record* may be, and how to say where it is."""
    document = workspace.document(path)
    places = workspace.candidates(document, record)
    named = []
    for place in places[:_NAMED]:
        block = document.block_at(place.start)
        paragraph = f" (¶{block.number})" if block is not None and block.number else ""
        named.append(f"{place.start}:{place.end}{paragraph}")
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    how = f"reader edit {shlex.quote(corpus)} {record.id} --range {places[0].start}:{places[0].end}"
    fit = "may be at" if len(places) == 1 else f"may be at any of {len(places)} places:"
    which = "puts it there" if len(places) == 1 else "puts it at the first"
    return f"{fit} {', '.join(named)}{more}, or gone ({how} {which})"


def _anchor(path: str, record: Annotation, state: str, what: str) -> Finding:
    quote = " ".join(record.quote.split())
    shown = quote if len(quote) <= 60 else quote[:59] + "…"
    said = f"annotation {record.id}: {what}: “{shown}”"
    return Finding(severity(state), state, path, said, id=record.id)
