"""Other programs' Web Annotations: the quote, the note and the tags, as far as the standard says them."""

from __future__ import annotations

import json
from typing import Any

from annotations.fields import ModelError, Reader
from annotations.formats.imports import ImportedAnnotation, derived_id
from annotations.model import Annotation, Segment


def foreign(item: Any) -> ImportedAnnotation | str:
    """The annotation in *item*, or why it cannot be taken. Raises ``ModelError`` for a wrong shape.

    Positions are kept as they are, though other programs may count UTF-16 units: they tell copies of a quote
    apart where the quote stands at them, and nothing else.
    """
    r = Reader(item, "annotation")
    kinds = r.value("type") or r.value("@type")
    if "Annotation" not in (kinds if isinstance(kinds, list) else [kinds]):
        return "not an Annotation: left out"
    identifier = r.text("id", "")
    path, segments, why = _target(r.value("target"))
    if why:
        return why
    note, tags, why = _bodies(r.value("body"), r.text("bodyValue", ""))
    if why:
        return why
    created = r.text("created", "")
    annotation = Annotation(
        id=derived_id(identifier or json.dumps(item, sort_keys=True)),
        doc="",
        annotator=_name(r.value("creator")),
        created=created,
        modified=r.text("modified", created),
        segments=tuple(segment for segment, _ in segments),
        tags=tuple(tags),
        note=note,
    )
    positioned = all(known for _, known in segments)
    uuid = identifier.removeprefix("urn:uuid:")
    return ImportedAnnotation(annotation, path, "", uuid, foreign=True, positioned=positioned)


def _name(creator: Any) -> str:
    if isinstance(creator, list):
        creator = creator[0] if creator else None
    if isinstance(creator, dict):
        creator = creator.get("name") or creator.get("nickname") or creator.get("id")
    return creator if isinstance(creator, str) else ""


def _bodies(body: Any, plain: str) -> tuple[str, list[str], str]:
    """Note, tags, and why nothing can be taken."""
    if body is not None and plain:
        raise ModelError("annotation: both body and bodyValue")
    notes = [plain] if plain else []
    tags: list[str] = []
    for one in body if isinstance(body, list) else [] if body is None else [body]:
        if isinstance(one, str):
            notes.append(f"<{one}>")
            continue
        r = Reader(one, "body")
        value, purpose = r.value("value"), r.value("purpose")
        if not isinstance(value, str):
            identifier = r.text("id", "")
            if not identifier:
                return "", [], "a body without text: left out"
            value = f"<{identifier}>"
        purposes = purpose if isinstance(purpose, list) else [purpose]
        (tags if "tagging" in purposes else notes).append(value)
    return "\n\n".join(notes), tags, ""


def _target(target: Any) -> tuple[str, list[tuple[Segment, bool]], str]:
    """The article it names, the segments with whether their offsets are known, and why there are none."""
    targets = target if isinstance(target, list) else [target]
    path, segments = "", []
    for one in targets:
        if isinstance(one, str):
            path = path or one
            continue
        r = Reader(one, "target")
        source, selector = r.value("source"), r.value("selector")
        if isinstance(source, dict):
            source = source.get("cr:path") or source.get("id")
        path = path or (source if isinstance(source, str) else r.text("id", ""))
        if selector is None:
            continue
        segment = _segment(selector)
        if segment is None:
            return path, [], "no TextQuoteSelector: it cannot be found in a text, left out"
        segments.append(segment)
    if not path and not segments:
        return "", [], "a target without a source: left out"
    return path, segments, ""


def _segment(selector: Any) -> tuple[Segment, bool] | None:
    quote = position = None
    waiting = selector if isinstance(selector, list) else [selector]
    for one in waiting:
        while isinstance(one, dict):
            if one.get("type") == "TextQuoteSelector":
                quote = quote or one
            elif one.get("type") == "TextPositionSelector":
                position = position or one
            one = one.get("refinedBy")
    if quote is None:
        return None
    r = Reader(quote, "TextQuoteSelector")
    exact = r.text("exact")
    place = Reader(position or {"start": 0, "end": len(exact)}, "TextPositionSelector")
    start, end = place.integer("start"), place.integer("end")
    if not 0 <= start <= end:
        raise ModelError(f"TextPositionSelector: 0 <= start <= end expected, got {start}..{end}")
    return Segment(start, end, exact, r.text("prefix", ""), r.text("suffix", "")), position is not None
