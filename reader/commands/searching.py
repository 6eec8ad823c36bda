"""Search over a corpus from the command line: one query, or a batch from stdin."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reader import indexing
from reader.commands.session import CommandError, Session, opened, whose
from reader.commands.talk import (
    as_json,
    emit_json,
    emit_painted,
    is_terminal,
    painter,
    say,
    stdin_lines,
    width,
)
from reader.corpus.document import Document
from reader.layout.cells import cells
from reader.search.note_filters import ABOUT_ANNOTATIONS
from reader.search.query import parse_query
from reader.search.results import Hit, Results

if TYPE_CHECKING:
    from reader.search.engine import SearchIndex

MOST = 10_000
LONGEST_QUERY = 100_000
"""Bytes of a line of a batch."""


def search(args: argparse.Namespace) -> int:
    """Print the passages a query finds, the best first."""
    if not 1 <= args.limit <= MOST:
        raise CommandError(f"--limit: 1 to {MOST:,}, not {args.limit}")
    if args.batch and args.query:
        raise CommandError("--batch reads the queries from stdin: name none on the line")
    text = " ".join(args.query)
    if not args.batch and not text.strip():
        raise CommandError(
            "what is to be found? reader search CORPUS QUERY; --batch reads queries from stdin"
        )
    with opened(args, thorough=True) as session:
        index = build(session)
        found, told = False, False
        for query in _batch() if args.batch else (text,):
            if not told and _asks_for_annotations(query):
                whose(session)
                told = True
            for said in _unknown(session, query):
                say(said)
            results = index.search(query, k=args.limit, exact=args.exact)
            found = found or bool(results.results)
            _print(args, session, results)
        if not found and not args.batch and not as_json(args):
            say(f"nothing found for {text!r}")
        return session.status(0 if found else 1)


def build(session: Session) -> SearchIndex:
    """The index of a corpus with its entities and annotations."""
    from reader.search.engine import SearchIndex

    workspace, state, index, notes = session.workspace, session.state, SearchIndex(), []
    documents: list[Document] = []
    session.tag(seen=documents.append)
    for document in documents:
        path = document.path
        unread = state.reading(path) == "unread"
        index.add(indexing.article(document, workspace.mentions(path), workspace.table.entity, unread=unread))
        notes += [indexing.note(path, one, workspace.codebook) for one in workspace.anchored(document)]
    for path in workspace.tracking.gone:
        notes += [indexing.note(path, one, workspace.codebook) for one in workspace.placed(path)]
    index.set_notes(notes)
    return index


def _asks_for_annotations(query: str) -> bool:
    """Whether annotations are the answer to *query*, or what it goes by."""
    filters = parse_query(query).filters
    beside = any(set(item.alternatives) & {"note", "tag", "quote"} for item in filters.named("in"))
    return beside or bool(filters.named(*ABOUT_ANNOTATIONS))


def _unknown(session: Session, query: str) -> tuple[str, ...]:
    """What is to be said of labels and codes in *query* that nobody has."""
    from reader.filter_values import unknown

    workspace, filters = session.workspace, parse_query(query).filters
    return unknown(filters, workspace.codebook, workspace.store.annotations())


def _batch() -> Iterator[str]:
    for number, line in stdin_lines(LONGEST_QUERY):
        try:
            query = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise CommandError(f"stdin, line {number}: not UTF-8") from None
        if query:
            yield query


def _print(args: argparse.Namespace, session: Session, results: Results) -> None:
    if as_json(args):
        emit_json(results.to_dict())
        return
    for hint in results.hints:
        say(hint)
    if len(results.results) < results.passages - results.copies:
        listed, all_ = len(results.results), results.passages
        say(f"the first {listed} of {all_:,} passages in {results.articles:,} articles: --limit N shows more")
    paint = painter(args)
    if args.batch:
        emit_painted(paint(f"# {results.query}", "2"))
    for hit in results.results:
        place = _place(session, hit)
        room = width() - cells(place) - 2 if is_terminal(sys.stdout) else 0
        emit_painted(f"{paint(place, '2')}  {_words(hit, room, paint)}")


def _place(session: Session, hit: Hit) -> str:
    """``003.txt ¶4 120:240`` for a stretch of an article; else its path and what was found there."""
    if not hit.in_article:
        return f"{hit.path} {hit.field}"
    return f"{hit.path}{paragraph(session.workspace.document(hit.path), hit.start)} {hit.start}:{hit.end}"


def paragraph(document: Document, offset: int) -> str:
    """`` ¶4`` for an offset in a numbered paragraph, else nothing."""
    block = document.block_at(offset)
    return f" ¶{block.number}" if block is not None and block.number else ""


def _words(hit: Hit, room: int, paint: Callable[[str, str], str]) -> str:
    """The passage on one line with its hits marked; cut around the first when there is only *room*."""
    text, marks = hit.text, hit.local_highlights
    begin, end = 0, len(text)
    if room > 20 and len(text) > room:
        first = marks[0].start if marks else 0
        begin = max(0, min(first - room // 3, len(text) - room + 2))
        end = begin + room - 2
    parts, at = ["…" if begin else ""], begin
    for mark in marks:
        low, high = max(mark.start, at), min(mark.end, end)
        if low < high:
            parts += [paint(text[at:low], ""), paint(text[low:high], "1;33")]
            at = high
    parts += [paint(text[at:end], ""), "…" if end < len(text) else ""]
    return "".join(parts)
