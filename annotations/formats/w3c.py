"""W3C Web Annotation JSON-LD, written: the lossless exchange format. ``w3c_read`` reads it back.

One AnnotationCollection with its first AnnotationPage embedded; an annotation has one absolute id, bodies
with a purpose, and a target with a TextQuoteSelector and a TextPositionSelector (code points) in the present
text. What the standard has no word for stands under ``cr:`` (see ``w3c_terms``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO

from annotations.bundle import Bundle, BundleArticle, Passage
from annotations.formats.collected import article_fields
from annotations.formats.imports import FormatError
from annotations.formats.json_text import json_page, sorted_keys
from annotations.formats.losses import LossCount, Losses
from annotations.formats.options import DEFAULTS, Options
from annotations.formats.w3c_terms import CONTEXT, PREFIX, RFC3339, ours, urn
from annotations.ids import universal_id
from annotations.model import Annotation, Link, Ref, Segment, Stance
from annotations.records import Coding, Correction, Memo, NewTarget, Record

CONTEXT_LENGTH = 32
"""Code points of prefix and suffix around a passage that is no longer where its segment says."""


def write(bundle: Bundle, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """Write *bundle* as one JSON-LD document, UTF-8, LF. Raises ``FormatError`` for NaN and the like."""
    losses = LossCount()
    for article in sorted(bundle.articles, key=lambda a: a.path):
        losses.add("texts of articles (they stay in the corpus)", example=article.path)
    items = [_annotation(bundle, path, annotation, losses) for path, annotation in bundle.ordered]
    try:
        stream.write(json_page(_collection(bundle, items)).encode() + b"\n")
    except ValueError as error:
        raise FormatError("w3c", 0, f"cannot be written: {error}") from None
    return losses.report()


def _collection(bundle: Bundle, items: list[dict[str, Any]]) -> dict[str, Any]:
    collection_id = urn("collection", bundle.corpus, bundle.annotator)
    collection: dict[str, Any] = {
        "@context": CONTEXT,
        "id": collection_id,
        "type": "AnnotationCollection",
        "label": bundle.corpus or "corpus",
        "creator": _person(bundle, bundle.annotator),
        "generator": {"id": "urn:close-reader:program", "type": "Software", "name": "Close Reader"},
        "total": len(items),
        **ours(
            corpus=bundle.corpus,
            annotator=bundle.annotator,
            codebook=bundle.codebook.hash,
            names=sorted_keys(bundle.names) or None,
            articles=[_article_node(a) for a in sorted(bundle.articles, key=lambda a: a.path)],
            codings=_records(bundle.codings),
            memos=_records(bundle.memos),
            corrections=_records(bundle.corrections),
            targets=_records(bundle.targets),
        ),
    }
    if items:
        page = urn("page", bundle.corpus, bundle.annotator, "0")
        collection["first"] = {
            "id": page,
            "type": "AnnotationPage",
            "partOf": collection_id,
            "startIndex": 0,
            "items": items,
        }
        collection["last"] = page
    return collection


def _person(bundle: Bundle, annotator: str) -> dict[str, Any]:
    return {
        "id": urn("annotator", annotator),
        "type": "Person",
        "name": bundle.name(annotator),
        "nickname": annotator,
    }


def _article_node(article: BundleArticle) -> dict[str, Any]:
    return {"type": "cr:Article", **ours(**article_fields(article))}


def _annotation(bundle: Bundle, path: str, annotation: Annotation, losses: LossCount) -> dict[str, Any]:
    a = annotation
    bodies = _bodies(bundle, a)
    node: dict[str, Any] = {"id": f"urn:uuid:{universal_id(a.annotator, a.id)}", "type": "Annotation"}
    purposes = list(dict.fromkeys(body["purpose"] for body in bodies)) or ["highlighting"]
    node["motivation"] = purposes if len(purposes) > 1 else purposes[0]
    for name in ("created", "modified"):
        moment = getattr(a, name)
        node[name if RFC3339.fullmatch(moment) else PREFIX + name] = moment
    node["creator"] = _person(bundle, a.annotator)
    if bodies:
        node["body"] = bodies
    node["target"] = _target(bundle, path, a, losses)
    node |= ours(
        id=a.id,
        doc=a.doc,
        path=path,
        text=a.text or None,
        text_lf=a.text_lf or None,
        anchor=a.anchor,
        values=sorted_keys(a.values) or None,
        links=[_link(link) for link in a.links] or None,
        status=a.status,
        suggested_by=a.suggested_by or None,
        confirmed=list(a.confirmed) or None,
        codebook=a.codebook or None,
        rev=a.rev,
        prev=a.prev or None,
        conflict_of=a.conflict_of or None,
        derived_from=list(a.derived_from) or None,
        extra=sorted_keys(a.extra) or None,
    )
    return node


def _bodies(bundle: Bundle, annotation: Annotation) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []
    if annotation.stance:
        bodies.append(_stance(annotation.stance))
    bodies += [
        {
            "type": "TextualBody",
            "purpose": "tagging",
            "format": "text/plain",
            "value": bundle.codebook.code_path(tag),
            PREFIX + "code": tag,
        }
        for tag in annotation.tags
    ]
    if annotation.note:
        bodies.append(
            {
                "type": "TextualBody",
                "purpose": "commenting",
                "format": "text/markdown",
                "value": annotation.note,
            }
        )
    return bodies


def _stance(stance: Stance) -> dict[str, Any]:
    holder = stance.holder
    voice = None if holder is None else "writer" if not holder else "attributed"
    if isinstance(holder, str):
        voice, holder = holder, None
    return {
        "type": ["TextualBody", "cr:Stance"],
        "purpose": "classifying",
        "format": "text/plain",
        "value": f"{stance.scale}/{stance.label}",
        **ours(scale=stance.scale, label=stance.label),
        **ours(target=_ref(stance.target) if stance.target else None, voice=voice),
        **ours(
            holder=[
                {"type": "cr:HolderLevel", PREFIX + "actors": [_ref(actor) for actor in level]}
                for level in holder
            ]
            if holder
            else None,
            mode=stance.mode,
            extra=sorted_keys(stance.extra) or None,
        ),
    }


def _ref(ref: Ref) -> dict[str, Any]:
    known = replace(ref, extra={}).to_dict()
    return {"type": "cr:Actor", **ours(**known, extra=sorted_keys(ref.extra) or None)}


def _link(link: Link) -> dict[str, Any]:
    return {
        "type": "cr:Link",
        **ours(kind=link.kind, to=link.to, extra=sorted_keys(link.extra) or None),
    }


def _target(bundle: Bundle, path: str, annotation: Annotation, losses: LossCount) -> Any:
    article = bundle.by_path.get(path)
    doc = bundle.doc(path, annotation)
    source: dict[str, Any] = {"id": urn("article", doc or path), "type": "Text", "format": "text/plain"}
    source |= ours(doc=doc, path=path, sha256=article.sha256 if article else None)
    if not annotation.segments:
        return source
    targets = []
    for segment, passage in zip(annotation.segments, bundle.passages(path, annotation), strict=True):
        if passage is None:
            losses.add("passages not in the present text (kept by quote)", example=segment.quote)
        targets.append(_specific(source, article, segment, passage))
    return targets if len(targets) > 1 else targets[0]


def _specific(
    source: dict[str, Any], article: BundleArticle | None, segment: Segment, passage: Passage | None
) -> dict[str, Any]:
    """One passage. ``cr:segment`` is there when the selectors alone would not give the segment back."""
    if passage is None or article is None:
        words = Segment(segment.start, segment.end, segment.quote, segment.prefix, segment.suffix)
        selectors = [_quote_selector(words)]
    else:
        words = Segment(passage.start, passage.end, passage.quote, segment.prefix, segment.suffix)
        if words != segment:
            before = article.text[max(0, passage.start - CONTEXT_LENGTH) : passage.start]
            words = replace(
                words, prefix=before, suffix=article.text[passage.end : passage.end + CONTEXT_LENGTH]
            )
        position = {"type": "TextPositionSelector", "start": words.start, "end": words.end}
        selectors = [_quote_selector(words), position]
    target: dict[str, Any] = {"type": "SpecificResource", "source": source, "selector": selectors}
    if passage is None or words != segment:
        target |= ours(segment=sorted_keys(segment.to_dict()))
    return target


def _quote_selector(words: Segment) -> dict[str, Any]:
    selector = {"type": "TextQuoteSelector", "exact": words.quote}
    if words.prefix:
        selector["prefix"] = words.prefix
    if words.suffix:
        selector["suffix"] = words.suffix
    return selector


def _records(records: tuple[Record, ...]) -> list[dict[str, Any]] | None:
    """Codings, memos, corrections or new targets as nodes: ``cr:`` and the name of each field."""
    ordered = sorted(records, key=lambda r: (len(r.id), r.id))
    return [_record(record) for record in ordered] or None


def _record(record: Record) -> dict[str, Any]:
    known = replace(record, extra={}).to_dict()
    kind = str(known.pop("kind"))
    if isinstance(record, Memo):
        known["links"] = [_link(link) for link in record.links] or None
    elif isinstance(record, NewTarget):
        known["target"] = _ref(record.target)
    elif isinstance(record, Coding | Correction):
        free = "values" if isinstance(record, Coding) else "data"
        known[free] = sorted_keys(known.get(free) or {}) or None
    node = {"id": f"urn:uuid:{universal_id(record.annotator, record.id)}", "type": f"cr:{kind.title()}"}
    return {**node, **ours(**known, extra=sorted_keys(record.extra) or None)}
