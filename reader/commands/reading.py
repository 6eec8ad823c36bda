"""The reading room: the list of articles, one article, and who is named in them."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from reader import zoned
from reader.cards import Card, bare, card, lost
from reader.commands.session import CommandError, Session, opened, whose
from reader.commands.talk import (
    as_json,
    emit,
    emit_json,
    emit_painted,
    is_terminal,
    look,
    painter,
    say,
    stdin_lines,
    width,
)
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document, ZoneKind
from reader.entities.mentions import Mention
from reader.entities.table import EntityCount
from reader.layout.ansi import Look, render
from reader.layout.cells import cells, elide, elide_middle
from reader.sanitise import clean_line

WIDEST = 100
"""Columns an article is shown in when nobody says how many: longer lines are hard to read."""
MEASURES = range(20, 1001)
LONGEST_LINE = 64 * 1024 * 1024
_SURROGATE = re.compile("[\ud800-\udfff]")


# -- list


def list_articles(args: argparse.Namespace) -> int:
    """The articles as a table, or as JSON lines."""
    with opened(args, thorough=True) as session:
        workspace, state = session.workspace, session.state
        read: dict[str, Card] = {}

        def seen(document: Document) -> None:
            read[document.path] = bare(document, state.reading(document.path))

        session.tag(seen=seen)
        known = [
            card(workspace, entry.path, state.reading(entry.path), read.get(entry.path))
            for entry in workspace.corpus.entries
        ]
        gone = [
            lost(workspace, path, why, state.reading(path)) for path, why in workspace.tracking.gone.items()
        ]
        for problem in workspace.corpus.problems:
            say(problem)
        if as_json(args):
            for one in (*known, *gone):
                emit_json(card_json(one))
        else:
            _table(args, known)
            aside: dict[ZoneKind, int] = {
                "boilerplate": sum(one.in_boilerplate for one in known),
                "repeat": sum(one.in_repeats for one in known),
            }
            if more := zoned.said(aside):
                say(f"annotations beside those counted: {more}")
            for one in gone:
                emit_painted(f"{painter(args)(one.path, '')}  {painter(args)(one.problem, '31')}")
        if all(one.problem for one in known):
            say(f"{args.corpus}: no article can be read")
            return 2
        return session.status()


def card_json(one: Card) -> dict[str, Any]:
    """A card as ``list --json`` prints it; what is unknown is ``null``."""
    return {
        "path": one.path,
        "title": one.title or None,
        "outlet": one.outlet or None,
        "date": one.date or None,
        "words": one.words,
        "entities": one.entities,
        "annotations": one.annotations,
        "stances": one.stances,
        "notes": one.notes,
        "in_boilerplate": one.in_boilerplate,
        "in_repeats": one.in_repeats,
        "coding": one.coding,
        "read": one.reading,
        "problem": _reason(one) or None,
    }


def _reason(one: Card) -> str:
    """Why an article cannot be read, without its path in front."""
    return one.problem.removeprefix(f"{one.path}: ")


COLUMNS = ("PATH", "TITLE", "OUTLET", "DATE", "WORDS", "ENTITIES", "ANNOTATIONS", "CODING", "READ")
COUNTS = (4, 5, 6)
PATH, TITLE, OUTLET = 0, 1, 2


SHRINKING = ((PATH, 40), (TITLE, 28), (OUTLET, 10), (OUTLET, 0), (PATH, 14), (TITLE, 12), (PATH, 8))
"""What gives way on a narrow terminal, in this order, and to how many cells; 0 leaves the column out."""


def _table(args: argparse.Namespace, cards: list[Card]) -> None:
    rows = [COLUMNS, *(_row(one) for one in cards if not one.problem)]
    widths = [max(cells(row[n]) for row in rows) for n in range(len(COLUMNS))]
    if is_terminal(sys.stdout):
        widths = _fitted(widths, width())
    paint = painter(args)
    for number, row in enumerate(rows):
        shown = [_cell(text, widths[n], n) for n, text in enumerate(row) if widths[n]]
        emit_painted(paint("  ".join(shown).rstrip(), "" if number else "2"))
    for one in cards:
        if one.problem:
            emit_painted(f"{paint(one.path, '')}  {paint(f'cannot be read: {_reason(one)}', '31')}")


def _fitted(widths: list[int], columns: int) -> list[int]:
    """*widths*, shrunk as far as it takes to fit a line into *columns* with two cells between."""
    widths = list(widths)
    for column, least in SHRINKING:
        over = sum(widths) + 2 * (sum(map(bool, widths)) - 1) - columns
        if over > 0:
            widths[column] = max(min(least, widths[column]), widths[column] - over) if least else 0
    return widths


def _row(one: Card) -> tuple[str, ...]:
    counts = ("" if n is None else str(n) for n in (one.words, one.entities, one.annotations))
    texts = (one.path, one.title, one.outlet, one.date)
    return (*(clean_line(text) for text in texts), *counts, one.coding, one.reading)


def _cell(text: str, room: int, column: int) -> str:
    shown = elide_middle(text, room) if column == PATH else elide(text, room)
    blank = " " * (room - cells(shown))
    return blank + shown if column in COUNTS else shown + blank


# -- show


def show(args: argparse.Namespace) -> int:
    """One article with its marks."""
    if args.width is not None and args.width not in MEASURES:
        raise CommandError(f"--width: {MEASURES[0]} to {MEASURES[-1]} columns, not {args.width}")
    with opened(args) as session:
        document = session.article(args.article)
        whose(session)
        session.tag(None if as_json(args) else [document.path])
        if as_json(args):
            emit_json(article_json(session, document))
            return session.status()
        workspace = session.workspace
        article = workspace.open_article(document)
        marks = workspace.spans(article)
        columns = args.width or min(width(), WIDEST)
        chosen = cast(Look, look(args))
        for line in render(document.text, document.blocks, marks, width=columns, look=chosen):
            emit_painted(line)
        if article.annotations:
            from reader.commands.listing import annotation_lines

            emit()
            for line in annotation_lines(args, session, document.path, article.annotations, columns):
                emit_painted(line)
        return session.status()


def article_json(session: Session, document: Document) -> dict[str, Any]:
    """An article with everything over it; offsets are code points, half-open, into ``text``."""
    from reader.commands.listing import annotation_json

    workspace, metadata = session.workspace, document.metadata
    return {
        "path": document.path,
        "title": metadata.title or None,
        "outlet": metadata.outlet or None,
        "date": metadata.date or None,
        "url": metadata.url or None,
        "author": metadata.author or None,
        "encoding": document.encoding,
        "sha256": document.sha256,
        "text": document.text,
        "blocks": [
            {"start": b.start, "end": b.end, "kind": b.kind, "paragraph": b.number or None}
            for b in document.blocks
        ],
        "sentences": [{"start": s.start, "end": s.end} for s in document.sentences],
        "zones": [
            {"start": z.start, "end": z.end, "kind": z.kind, "tier": z.tier, "reason": z.reason}
            for z in document.zones
        ],
        "entities": list(mentions_json(document.text, workspace.mentions(document.path), document)),
        "annotations": [
            annotation_json(session, document.path, document, one) for one in workspace.anchored(document)
        ],
    }


# -- entities


def mentions_json(
    text: str, mentions: Iterable[Mention], document: Document | None = None
) -> Iterator[dict[str, Any]]:
    """Mentions as JSON; ``entity`` is ``null`` for dates, sums and the like.

    Of a *document* it is said which zone each stands in: ``null`` for the body.
    """
    for mention in mentions:
        found = {
            "start": mention.start,
            "end": mention.end,
            "text": text[mention.start : mention.end],
            "kind": mention.kind,
            "entity": mention.entity or None,
        }
        if document is not None:
            zone = document.zone_at(mention.start)
            found["zone"] = zone.kind if zone is not None else None
        yield found


def entities(args: argparse.Namespace) -> int:
    """The entities of a corpus, of some of its articles, or of texts from stdin."""
    if args.corpus == "-":
        return _entities_of_stdin()
    with opened(args) as session:
        workspace = session.workspace
        paths = [session.article(name).path for name in args.articles] or list(_readable(session))
        # Links are made over the whole corpus: a surname means whom another article names in full.
        session.tag()
        if as_json(args):
            any_found = False
            for path in dict.fromkeys(paths):
                document = workspace.document(path)
                found = list(mentions_json(document.text, workspace.mentions(path), document))
                emit_json({"path": path, "entities": found})
                any_found = any_found or bool(found)
            return session.status(0 if any_found else 1)
        rows = _counted(session, paths if args.articles else [])
        for known in rows:
            emit_painted(_entity_line(args, known, among=bool(args.articles)))
        return session.status(0 if rows else 1)


def _counted(session: Session, paths: Sequence[str]) -> list[EntityCount]:
    """How often who is named: in the articles *paths*, the most frequent there first, or in the corpus."""
    table = session.workspace.table
    counts: dict[str, EntityCount] = {}
    if not paths:
        return list(table.entities())
    for path in dict.fromkeys(paths):
        for one in table.entities(path):
            so_far = counts.get(one.entity.id)
            if so_far is not None:
                here, aside = so_far.here + one.here, so_far.here_aside + one.here_aside
                counts[one.entity.id] = replace(one, here=here, here_aside=aside)
            else:
                counts[one.entity.id] = one
    return sorted(counts.values(), key=lambda one: (-one.here, -one.here_aside))


def _entity_line(args: argparse.Namespace, known: EntityCount, *, among: bool) -> str:
    """The line of one entity; *among* some articles, how often it is named there comes first."""
    paint, articles = painter(args), _count(known.articles, "article")
    if among:
        said, beside = _count(known.here, "mention"), known.here_aside
        corpus = f"; {known.corpus} in {articles} of the corpus"
    else:
        said, beside, corpus = f"{_count(known.corpus, 'mention')} in {articles}", known.corpus_aside, ""
    aside = f", +{beside} in boilerplate or repeats" if beside else ""
    kind, name = paint(f"{known.entity.kind:<9}", "2"), paint(clean_line(known.entity.name), "1")
    return f"{kind}{name}  {said}{paint(aside + corpus, '2')}"


def _readable(session: Session) -> Iterator[str]:
    """The articles that can be read; the others are named, and the rest goes on."""
    for entry in session.workspace.corpus.entries:
        try:
            yield session.workspace.document(entry.path).path
        except ArticleError as error:
            say(f"{entry.path} is left out: {str(error).removeprefix(f'{entry.path}: ')}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _entities_of_stdin() -> int:
    from reader.corpus.parsing import parse
    from reader.entities import EntityTable
    from reader.workspace import recognise_document

    for number, line in stdin_lines(LONGEST_LINE):
        if not line.strip():
            continue
        where = f"stdin, line {number}"
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CommandError(
                f'{where}: not JSON ({error}); one {{"id": ..., "text": ...}} a line'
            ) from None
        if not isinstance(item, dict) or not isinstance(item.get("text"), str) or "id" not in item:
            raise CommandError(f'{where}: {{"id": ..., "text": "..."}} expected')
        # One for one, so that offsets stay those of the text that came.
        document = parse(where, _SURROGATE.sub("\ufffd", item["text"]))
        table = EntityTable()
        table.add(where, document.text, recognise_document(document))
        emit_json({"id": item["id"], "entities": list(mentions_json(item["text"], table.mentions(where)))})
    return 0
