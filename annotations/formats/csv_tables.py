"""Tidy tables: annotations, tags, and units by annotator and variable with their zeros. RFC 4180, UTF-8.

Every cell is what it says: ``text[start:end] == quote``. With ``Options.excel`` a byte order mark is put
before, cells that a spreadsheet would run are guarded by a quote, and a last column ``guard`` says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from annotations.bundle import Bundle, BundleArticle, Passage, Span
from annotations.formats.csv_cells import guarded, levels, number, voice
from annotations.formats.imports import FormatError
from annotations.formats.json_text import json_line, sorted_keys
from annotations.formats.losses import LossCount, Losses
from annotations.formats.options import DEFAULTS, Options
from annotations.ids import universal_id
from annotations.model import Annotation, Ref

HOLDER_LEVELS = 3
"""Holder columns there are at least, so that tables of several annotators fit together."""
CONTEXT_LENGTH = 100
LONGEST_CONTEXT = 600
"""Code points; a unit longer than this is cut to ``CONTEXT_LENGTH`` around the passage."""

Row = list[str]


def write_annotations(bundle: Bundle, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """``annotations.csv``: one row an annotation."""
    losses = LossCount()
    depth = max([HOLDER_LEVELS, *(len(_levels(a)) for _, a in bundle.ordered)])
    holders = [name for n in range(1, depth + 1) for name in (f"holder_{n}", f"holder_{n}_id")]
    header = [
        *("uuid", "doc", "path", "title", "outlet", "date", "start", "end", "line", "unit", "quote"),
        *("context", "scale", "label", "value", "target_id", "target", "target_kind", "holder"),
        *holders,
        *("mode", "values", "note", "annotator", "round", "created", "modified", "codebook", "status"),
        *("anchor", "zone", "more_segments", "text"),
    ]
    rows = (_annotation_row(bundle, path, a, depth, losses) for path, a in bundle.ordered)
    put(stream, header, rows, options, "csv")
    for record in bundle.others:
        losses.add(f"records: {record.kind}", example=getattr(record, "path", ""))
    return losses.report()


def _levels(annotation: Annotation) -> list[tuple[str, str]]:
    return levels(annotation.stance.holder) if annotation.stance else []


def _annotation_row(bundle: Bundle, path: str, a: Annotation, depth: int, losses: LossCount) -> Row:
    article = bundle.by_path.get(path)
    passages = bundle.passages(path, a)
    first = passages[0] if passages else None
    stance = a.stance
    label = bundle.codebook.label(stance.scale, stance.label) if stance else None
    target = stance.target if stance else None
    chain = [*_levels(a), *[("", "")] * depth][:depth]
    doc = bundle.doc(path, a)
    docs = article.docs if article else ()
    coding = bundle.coding(a.annotator, docs if doc in docs else (doc,))
    _count_losses(a, passages, path, losses)
    return [
        universal_id(a.annotator, a.id),
        doc,
        path,
        *((article.title, article.outlet, article.date) if article else ("", "", "")),
        *_place(article, first),
        _unit_name(bundle, doc or path, article, first),
        first.quote if first else a.segments[0].quote if a.segments else "",
        _context(article, first),
        *((stance.scale, stance.label) if stance else ("", "")),
        number(label.value if label else None),
        *((target.id, target.name, target.kind) if target else ("", "", "")),
        voice(stance.holder) if stance else "",
        *(cell for level in chain for cell in level),
        (stance.mode or "") if stance else "",
        json_line(sorted_keys(a.values)) if a.values else "",
        a.note,
        a.annotator,
        coding.round if coding else "",
        a.created,
        a.modified,
        a.codebook,
        a.status,
        bundle.placement(a).state,
        article.zone_at(first.start) if article and first else "",
        _more(a, passages),
        article.sha256 if article and (first or not a.segments) else a.text,
    ]


def _place(article: BundleArticle | None, passage: Passage | None) -> tuple[str, str, str]:
    if article is None or passage is None:
        return "", "", ""
    return str(passage.start), str(passage.end), str(article.line_at(passage.start))


def _unit_name(bundle: Bundle, doc: str, article: BundleArticle | None, passage: Passage | None) -> str:
    if bundle.codebook.unit == "article":
        return f"{doc}#1" if article else ""
    if article is None or passage is None:
        return ""
    over = article.units_over(passage.start, passage.end)
    return f"{doc}#{over[0] + 1}" if over else ""


def _context(article: BundleArticle | None, passage: Passage | None) -> str:
    if article is None or passage is None:
        return ""
    start, end = max(0, passage.start - CONTEXT_LENGTH), passage.end + CONTEXT_LENGTH
    over = article.units_over(passage.start, passage.end)
    if over:
        whole = article.units[over[0]].start, article.units[over[-1]].end
        if whole[0] <= passage.start and passage.end <= whole[1] and whole[1] - whole[0] <= LONGEST_CONTEXT:
            start, end = whole
    return article.text[start:end].strip()


def _more(annotation: Annotation, passages: Sequence[Passage | None]) -> str:
    """The further segments of a discontinuous passage; null stands for the place of one not found."""
    more = [
        [p.start, p.end, p.quote] if p else [None, None, s.quote]
        for s, p in zip(annotation.segments[1:], passages[1:], strict=True)
    ]
    return json_line(more) if more else ""


def _count_losses(a: Annotation, passages: Sequence[Passage | None], path: str, losses: LossCount) -> None:
    losses.add("record ids (a uuid made from each stands instead)", example=a.id)
    losses.add("tags (they are in csv-tags)", len(a.tags), next(iter(a.tags), ""))
    losses.add("links", len(a.links), next((link.to for link in a.links), ""))
    losses.add("confirmed fields", len(a.confirmed), next(iter(a.confirmed), ""))
    losses.add("suggested by", bool(a.suggested_by), a.suggested_by)
    losses.add("revisions", a.rev > 1, a.id)
    losses.add("places of passages not in the present text", passages.count(None), path)
    losses.origin(a)
    for segment, passage in zip(a.segments, passages, strict=True):
        losses.extra(segment.extra)
        losses.add("context around a passage (prefix, suffix)", bool(segment.prefix or segment.suffix))
        changed = passage is not None and passage.quote != segment.quote
        losses.add("passages as first coded (trimmed, or changed since)", changed, segment.quote)
    for link in a.links:
        losses.extra(link.extra)
    if a.stance:
        losses.extra(a.stance.extra)
        holder = a.stance.holder
        chain = holder if holder and not isinstance(holder, str) else ()
        actors = [actor for level in chain for actor in level]
        for ref in actors:
            losses.add("kinds of holders", bool(ref.kind), f"{ref.name}: {ref.kind}")
        for ref in [*actors, a.stance.target] if a.stance.target else actors:
            _count_ref(ref, losses)


def _count_ref(ref: Ref, losses: LossCount) -> None:
    for name in ("role", "organisation", "country"):
        value = getattr(ref, name)
        losses.add(f"{name} of an actor", bool(value), f"{ref.name}: {value}")
    losses.add("anonymity of an actor", ref.anonymous, ref.name)
    losses.extra(ref.extra)


def write_tags(bundle: Bundle, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """``tags.csv``: one row a tag of a passage; ``tag`` is the code's id, ``code`` its present path."""
    losses = LossCount()
    rows: list[Row] = []
    for path, a in bundle.ordered:
        article = bundle.by_path.get(path)
        passages = bundle.passages(path, a) or (None,)
        losses.add("annotations without a tag", not a.tags, a.quote)
        losses.add("segments of discontinuous passages after the first", (len(passages) - 1) * len(a.tags))
        first = passages[0]
        quote = first.quote if first else a.segments[0].quote if a.segments else ""
        losses.add("everything of an annotation but its tags", bool(a.stance or a.note or a.values), quote)
        rows += [
            [
                universal_id(a.annotator, a.id),
                bundle.doc(path, a),
                path,
                *_place(article, first),
                quote,
                tag,
                bundle.codebook.code_path(tag),
                a.annotator,
                a.created,
                a.status,
                bundle.placement(a).state,
                article.zone_at(first.start) if article and first else "",
            ]
            for tag in a.tags
        ]
    header = [
        *("uuid", "doc", "path", "start", "end", "line", "quote", "tag", "code", "annotator", "created"),
        *("status", "anchor", "zone"),
    ]
    put(stream, header, rows, options, "csv-tags")
    return losses.report()


def put(stream: BinaryIO, header: Row, rows: Iterable[Row], options: Options, name: str) -> None:
    """Write a table. CRLF ends a row, so that a cell with either half of it is always quoted."""
    guard: Callable[[str], str] = guarded if options.excel else str
    end = ["excel"] if options.excel else []
    text = io.TextIOWrapper(stream, "utf-8-sig" if options.excel else "utf-8", newline="", write_through=True)
    try:
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow([*header, "guard"] if options.excel else header)
        table.writerows([*map(guard, row), *end] for row in rows)
    except ValueError as error:
        half = isinstance(error, UnicodeEncodeError)
        why = "half of a surrogate pair in a text" if half else str(error)
        raise FormatError(name, 0, f"cannot be written: {why}") from None
    finally:
        text.detach()


def units_of(bundle: Bundle, article: BundleArticle) -> tuple[Span, ...]:
    """What is counted in *article*: its units, or all of it where the codebook's unit is the article."""
    if bundle.codebook.unit == "article":
        return (Span(0, len(article.text)),)
    return article.units
