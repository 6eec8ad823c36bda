"""Annotations and progress as lists."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotations.model import Annotation, Ref
from reader.commands.session import CommandError, Session, opened, others_hint, whose
from reader.commands.talk import as_json, emit_json, emit_painted, is_terminal, painter, say, width
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Document
from reader.holders import holder_text
from reader.indexing import note
from reader.layout.cells import elide
from reader.marks import SHOWN, Anchored, glyph, unplaced
from reader.progress import progress as progress_of
from reader.sanitise import clean_line

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from reader.annotation_query import Candidate
    from reader.search.names import EntityNames
    from reader.search.query import Query

SHORTEST_ID = 8
"""Digits of an id that are shown at least."""
_TOLD = ("orphan", "ambiguous", "moved")
"""States of an anchor that are told of."""


def list_annotations(args: argparse.Namespace) -> int:
    """Annotations by article and place, all or those a query finds."""
    text = " ".join(args.query)
    query = _query(text) if text.strip() else None
    with opened(args, thorough=True) as session:
        found = list(everything(session))
        if query is not None:
            from reader.annotation_query import select
            from reader.filter_values import unknown

            for hint in query.hints:
                say(hint)
            records = [one.annotation for _, _, one in found]
            if strange := unknown(query.filters, session.workspace.codebook, records):
                raise CommandError(strange[0])
            asked = list(candidates(session, query, found))
            found = select(query, asked, _names(session).called)
        elif not found:
            others_hint(session)
        if found or text.strip():
            whose(session)
        if as_json(args):
            for path, document, one in found:
                emit_json(annotation_json(session, path, document, one))
        else:
            room = width() if is_terminal(sys.stdout) else 0
            digits = id_digits(session)
            for path, document, one in found:
                emit_painted(_line(args, session, path, document, one, digits, room))
        if text.strip() and not found:
            say(f"no annotation fits {text!r}")
        return session.status(0 if found else 1)


def _query(text: str) -> Query:
    """*text* understood. Raises ``CommandError``: what is no filter would let everything through."""
    # Only a query pays for numpy, which comes with the search's vocabulary.
    from reader.search.query import parse_query

    query = parse_query(text)
    if query.mistakes:
        raise CommandError(query.mistakes[0])
    return query


Placed = tuple[str, Document | None, Anchored]
"""Path, the article if it can be read, and an annotation at its place."""


def everything(session: Session) -> Iterator[Placed]:
    """Every annotation at its place; those of an article that cannot be read are orphans."""
    workspace = session.workspace
    for path in workspace.store.paths():
        try:
            document = workspace.document(path)
        except ArticleError:
            yield from ((path, None, one) for one in unplaced(workspace.store.annotations(path)))
            continue
        for one in workspace.anchored(document):
            yield path, document, one


def candidates(session: Session, query: Query, found: Sequence[Placed]) -> Iterator[Candidate[Placed]]:
    """What a query is asked of: the annotations with what is known of their articles."""
    from reader.annotation_query import Candidate

    workspace = session.workspace
    if query.filters.named("entity", "holder", "target", "via"):
        session.tag()
    for placed in found:
        path, document, one = placed
        passage = note(path, one, workspace.codebook)
        if document is None:
            yield Candidate(placed, passage)
            continue
        over = [m for m in workspace.mentions(path) if m.entity]
        touched = {
            m.entity for m in over if not one.ranges or any(m.start < e and m.end > s for s, e in one.ranges)
        }
        named = [known for e in sorted(touched) if (known := workspace.table.entity(e)) is not None]
        yield Candidate(
            placed,
            passage,
            outlet=document.metadata.outlet,
            date=document.metadata.date,
            unread=bool(query.filters.named("is")) and session.state.reading(path) == "unread",
            entities=tuple((e.id, (e.name, *e.aliases)) for e in named),
        )


def _names(session: Session) -> EntityNames:
    """What the entities of the articles read so far are called."""
    from reader.search.names import EntityNames
    from reader.search.results import ArticleEntity

    names = EntityNames()
    every = (count.entity for count in session.workspace.table.entities())
    names.add(ArticleEntity(one.id, one.name, one.aliases) for one in every)
    return names


def id_digits(session: Session) -> int:
    """How many digits tell all the annotations here apart."""
    ids = sorted(a.id for a in session.workspace.store.annotations())
    digits = SHORTEST_ID
    for earlier, later in pairwise(ids):
        same = next((n for n, (a, b) in enumerate(zip(earlier, later, strict=False)) if a != b), len(earlier))
        digits = max(digits, same + 1)
    return digits


def annotation_json(session: Session, path: str, document: Document | None, one: Anchored) -> dict[str, Any]:
    """An annotation as it is stored, with its article's path and where it stands today.

    ``anchor``, ``places`` and, of an ambiguous one, ``candidates`` are of today's text; ``segments`` are
    those it was made with.
    """
    record, unsure = one.annotation, []
    if document is not None and one.state == "ambiguous":
        unsure = session.workspace.candidates(document, record)
    number = _paragraph(document, one)
    return {
        "path": path,
        **record.to_dict(),
        "anchor": one.state,
        "places": [{"start": start, "end": end} for start, end in one.ranges],
        "candidates": [{"start": place.start, "end": place.end} for place in unsure],
        "paragraph": number or None,
        "quote": record.quote,
        "codes": [session.workspace.codebook.code_path(tag) for tag in record.tags],
    }


def annotation_lines(
    args: argparse.Namespace, session: Session, path: str, found: Sequence[Anchored], columns: int
) -> Iterator[str]:
    """The annotations of one article as lines at most *columns* wide."""
    document, digits = session.workspace.document(path), id_digits(session)
    for one in found:
        yield _line(args, session, "", document, one, digits, columns)


def _line(
    args: argparse.Namespace,
    session: Session,
    path: str,
    document: Document | None,
    one: Anchored,
    digits: int,
    room: int,
) -> str:
    """``ID  path ¶6  + position/favor  A > B → target  “quote”  #tag  note``."""
    record, book, paint = one.annotation, session.workspace.codebook, painter(args)
    number = _paragraph(document, one)
    where = [path, f"¶{number}" if number else ""]
    if not record.segments:
        where.append("whole article")
    lost = SHOWN.get(one.state, one.state) if record.segments and one.state in _TOLD else ""
    if document is None or one.elsewhere:
        there = session.workspace.corpus.holds(path)
        gone = "article cannot be read" if there else "article gone"
        lost = gone if document is None else "another text"
    mine = record.annotator == session.workspace.store.annotator
    parts = [
        (record.id[:digits], "2"),
        (" ".join(filter(None, where)), ""),
        (lost, "31"),
        (record.annotator if getattr(args, "show_others", False) or not mine else "", "2"),
        *said(record, book),
    ]
    shown, used = [], 0
    for text, codes in parts:
        text = clean_line(text)
        if not text:
            continue
        if room:
            text = elide(text, max(0, room - used))
            used += len(text) + 2
        if text:
            shown.append(paint(text, codes))
    return "  ".join(shown)


def said(record: Annotation, book: Codebook) -> tuple[tuple[str, str], ...]:
    """What an annotation says, piece by piece, each with the SGR codes it is shown in."""
    return (
        (f"{glyph(book, record)} {_label(record)}".strip(), "1"),
        (_towards(record), ""),
        (f"“{clean_line(record.quote)}”" if record.quote else "", ""),
        (" ".join(f"#{book.code_path(tag)}" for tag in record.tags), "36"),
        (" ".join(f"{name}={_value(value)}" for name, value in sorted(record.values.items())), ""),
        (clean_line(record.note), "3"),
    )


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _label(record: Annotation) -> str:
    return f"{record.stance.scale}/{record.stance.label}" if record.stance else ""


def _towards(record: Annotation) -> str:
    if record.stance is None:
        return ""
    target = _name(record.stance.target)
    return " ".join(filter(None, (holder_text(record.stance.holder), f"→ {target}" if target else "")))


def _name(ref: Ref | None) -> str:
    return ref.name if ref is not None else ""


def _paragraph(document: Document | None, one: Anchored) -> int:
    if document is None or not one.ranges:
        return 0
    block = document.block_at(one.start)
    return block.number if block is not None else 0


# -- progress


def progress(args: argparse.Namespace) -> int:
    """Coded units and state of every article, and the sum."""
    with opened(args, thorough=True) as session:
        whose(session)
        unit = session.workspace.codebook.unit
        units = "whole article" if unit == "article" else f"{'sentence' if unit == 'free' else unit}s"
        found, states = [], Counter[str]()
        for path in session.workspace.paths:
            try:
                found.append(progress_of(session.workspace, path))
            except ArticleError as error:
                say(str(error))
        paint = painter(args)
        broad = max((len(one.path) for one in found), default=0)
        for one in found:
            states[one.state] += 1
            if as_json(args):
                known = {"path": one.path, "coding": one.state, "coded": one.coded, "units": one.units}
                reason = (one.coding.reason or None) if one.coding else None
                said = {"contested": one.contested or None, "unplaced": one.unplaced or None}
                emit_json({**known, "reason": reason, **said})
            else:
                path = f"{clean_line(one.path):<{min(broad, 60)}}"
                state: str = one.state
                if one.contested:
                    state += f": marked {clean_line(one.contested)}; reader done says which holds"
                elif one.unplaced:
                    state += (
                        f": marked {clean_line(one.unplaced)} with another text; reader done says what holds"
                    )
                emit_painted(
                    f"{paint(path, '')}  {one.coded:>5} of {one.units} {units} coded  {paint(state, '2')}"
                )
        if not as_json(args):
            told = (f"{states[one]} {one}" for one in ("done", "not codable", "open") if states[one])
            say(f"{', '.join(told)} of {len(found)} articles")
        return session.status(0 if found else 1)
