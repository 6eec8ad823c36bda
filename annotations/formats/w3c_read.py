"""W3C Web Annotation JSON-LD, read: ours comes back whole, other programs' as far as it can be anchored.

Taken are an AnnotationCollection or AnnotationPage with its annotations embedded, one annotation, or a list
of them. No context and no page elsewhere is ever fetched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO

from annotations.fields import ModelError
from annotations.formats.collected import Collected, article_from
from annotations.formats.imports import Import, ImportedAnnotation, Problem, decode, read_bytes
from annotations.formats.json_text import Place, line_of, strict_json
from annotations.formats.w3c_foreign import foreign
from annotations.formats.w3c_terms import NAMESPACE, PREFIX
from annotations.model import UNATTRIBUTED, Annotation
from annotations.records import record_from_dict

_RECORDS = {"codings": "coding", "memos": "memo", "corrections": "correction", "targets": "target"}


def read(stream: BinaryIO, source: str) -> Import:
    """The annotations in *stream*. Raises ``FormatError`` naming *source* and the line; nothing is half read.

    Of another program's file, what cannot be anchored (no quote, no text) is listed in ``problems``.
    """
    text = decode(read_bytes(stream, source), source)
    root = strict_json(text, source)
    found = Collected("w3c", source)
    problems: list[Problem] = []
    ours = False
    if isinstance(root, dict):
        ours = _declares_us(root.get("@context"))
        if ours:
            _take_ours(root, found, text)
    elif not isinstance(root, list):
        found.fail(1, "not Web Annotation JSON-LD: an object or a list expected")
    for item, place in _items(root, found, problems, text):
        try:
            if ours or (isinstance(item, dict) and _declares_us(item.get("@context"))):
                imported = _own(item) if isinstance(item, dict) and "cr:id" in item else foreign(item)
            else:
                imported = foreign(item)
        except ModelError as error:
            found.fail(line_of(text, place), str(error))
        if isinstance(imported, str):
            problems.append(Problem(line_of(text, place), imported))
        else:
            # A line costs a walk over the text: only a repeated id is worth one.
            line = line_of(text, place) if found.known(imported.annotation.id) else 0
            found.annotation(replace(imported, line=line))
    return replace(found.finish(), problems=tuple(problems))


def _declares_us(context: Any) -> bool:
    contexts = context if isinstance(context, list) else [context]
    return any(isinstance(c, dict) and c.get("cr") == NAMESPACE for c in contexts)


def _take_ours(root: dict[str, Any], found: Collected, text: str) -> None:
    found.name_people(root.get("cr:names") or {}, 1)
    for name in ("articles", *_RECORDS):
        nodes = root.get(PREFIX + name, [])
        if not isinstance(nodes, list):
            found.fail(1, f"cr:{name} should be a list")
        for index, node in enumerate(nodes):
            place: Place = (PREFIX + name, index)
            try:
                fields = _fields(node, name)
                if name == "articles":
                    found.articles.append(article_from(fields))
                    continue
                record = record_from_dict({**fields, "kind": _RECORDS[name]})
            except ModelError as error:
                found.fail(line_of(text, place), str(error))
            if isinstance(record, Annotation):
                found.fail(line_of(text, place), f"cr:{name} holds an annotation")
            line = line_of(text, place) if found.known(record.id) else 0
            found.other(record, line)


def _items(root: Any, found: Collected, problems: list[Problem], text: str) -> list[tuple[Any, Place]]:
    """Every annotation of the document with where it stands in it."""
    if isinstance(root, list):
        return [(item, (index,)) for index, item in enumerate(root)]
    kinds = _types(root)
    if "Annotation" in kinds:
        return [(root, ())]
    page: Any = root
    place: Place = ()
    if "AnnotationCollection" in kinds:
        page, place = root.get("first"), ("first",)
        if page is None and not root.get("total"):
            return []
    elif "AnnotationPage" not in kinds:
        found.fail(
            1, "not Web Annotation JSON-LD: an AnnotationCollection, AnnotationPage or Annotation expected"
        )
    out: list[tuple[Any, Place]] = []
    while isinstance(page, dict):
        items = page.get("items")
        if not isinstance(items, list):
            found.fail(line_of(text, place), "a page without its list of items")
        out += [(item, (*place, "items", index)) for index, item in enumerate(items)]
        page, place = page.get("next"), (*place, "next")
    if page is not None:
        problems.append(Problem(1, "further pages are not in this file: only what is embedded was read"))
    total = root.get("total")
    if page is None and isinstance(total, int) and total != len(out):
        found.fail(
            1, f"the collection promises {str(total)[:20]} annotations, {len(out)} are there: cut short?"
        )
    return out


def _types(node: dict[str, Any]) -> list[Any]:
    kinds = node.get("type", node.get("@type"))
    return kinds if isinstance(kinds, list) else [kinds]


def _fields(node: Any, what: str) -> dict[str, Any]:
    """The fields under our prefix, as a record has them."""
    if not isinstance(node, dict):
        raise ModelError(f"{what}: an object expected, got {type(node).__name__}")
    fields = {name[len(PREFIX) :]: value for name, value in node.items() if name.startswith(PREFIX)}
    extra = fields.pop("extra", {})
    if not isinstance(extra, dict):
        raise ModelError(f"{what}: cr:extra should be an object")
    if "links" in fields:
        fields["links"] = [_fields(link, "link") for link in _list(fields["links"], "cr:links")]
    if "target" in fields:
        fields["target"] = _fields(fields["target"], "reference")
    return {**extra, **fields}


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ModelError(f"{what} should be a list")
    return value


def _own(item: dict[str, Any]) -> ImportedAnnotation:
    """One of our annotations, whole. Raises ``ModelError``."""
    fields = _fields(item, "annotation")
    path = fields.pop("path", "")
    if not isinstance(path, str):
        raise ModelError("annotation: cr:path should be text")
    for name in ("created", "modified"):
        fields.setdefault(name, item.get(name))
    creator = item.get("creator")
    fields["annotator"] = creator.get("nickname") if isinstance(creator, dict) else None
    fields["segments"] = _segments(item.get("target"))
    bodies = item.get("body", [])
    for body in bodies if isinstance(bodies, list) else [bodies]:
        _take_body(body, fields)
    annotation = Annotation.from_dict(fields)
    identifier = item.get("id")
    uuid = identifier.removeprefix("urn:uuid:") if isinstance(identifier, str) else ""
    return ImportedAnnotation(annotation, path, annotation.text, uuid)


def _take_body(body: Any, fields: dict[str, Any]) -> None:
    if not isinstance(body, dict):
        raise ModelError("annotation: a body should be an object")
    if "cr:scale" in body:
        fields["stance"] = _stance(_fields(body, "stance"))
    elif "cr:code" in body:
        fields.setdefault("tags", []).append(body["cr:code"])
    elif body.get("purpose") == "commenting":
        fields["note"] = body.get("value")
    else:
        raise ModelError("annotation: a body that is neither stance, tag nor note")


def _stance(fields: dict[str, Any]) -> dict[str, Any]:
    voice, levels = fields.pop("voice", None), fields.pop("holder", None)
    if voice == "writer":
        fields["holder"] = []
    elif voice == UNATTRIBUTED:
        fields["holder"] = UNATTRIBUTED
    elif voice == "attributed":
        fields["holder"] = [
            [
                _fields(actor, "reference")
                for actor in _list(_fields(level, "holder").get("actors"), "cr:actors")
            ]
            for level in _list(levels, "cr:holder")
        ]
    elif voice is not None:
        raise ModelError(
            f"stance: cr:voice should be writer, unattributed or attributed, got {str(voice)[:40]!r}"
        )
    return fields


def _segments(target: Any) -> list[Any]:
    targets = target if isinstance(target, list) else [target]
    if any(not isinstance(one, dict) for one in targets):
        raise ModelError("annotation: a target should be an object")
    if len(targets) == 1 and "selector" not in targets[0]:
        return []
    return [_segment(one) for one in targets]


def _segment(target: dict[str, Any]) -> dict[str, Any]:
    if "cr:segment" in target:
        segment = target["cr:segment"]
        if not isinstance(segment, dict):
            raise ModelError("segment: cr:segment should be an object")
        return segment
    selectors = {
        selector.get("type"): selector
        for selector in _list(target.get("selector"), "selector")
        if isinstance(selector, dict) and isinstance(selector.get("type"), str)
    }
    quote, position = selectors.get("TextQuoteSelector", {}), selectors.get("TextPositionSelector", {})
    return {
        "start": position.get("start"),
        "end": position.get("end"),
        "quote": quote.get("exact"),
        "prefix": quote.get("prefix"),
        "suffix": quote.get("suffix"),
    }
