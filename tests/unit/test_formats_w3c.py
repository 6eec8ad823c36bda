"""W3C Web Annotation: the model's constraints, JSON-LD that loses nothing, and other programs' files."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pyld import jsonld

from annotations.bundle import Bundle
from annotations.formats import FORMATS, FormatError, Import, Options
from annotations.formats.w3c_terms import ANNO_CONTEXT, NAMESPACE

STUB = Path(__file__).parent.parent / "contexts" / "anno.jsonld"
IRI = {"type": "string", "pattern": '^[a-z][a-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+$'}
MOMENT = {
    "type": "string",
    "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$",
}
MOTIVATIONS = frozenset(
    (
        "assessing",
        "bookmarking",
        "classifying",
        "commenting",
        "describing",
        "editing",
        "highlighting",
        "identifying",
        "linking",
        "moderating",
        "questioning",
        "replying",
        "tagging",
    )
)
"""The thirteen of the vocabulary."""
PURPOSE = {"anyOf": [{"enum": sorted(MOTIVATIONS)}, {"type": "string", "pattern": "^cr:"}]}
OFFSET = {"type": "integer", "minimum": 0}
QUOTE = {
    "type": "object",
    "required": ["type", "exact"],
    "properties": {
        "type": {"const": "TextQuoteSelector"},
        "exact": {"type": "string", "minLength": 1},
        "prefix": {"type": "string"},
        "suffix": {"type": "string"},
    },
    "additionalProperties": False,
}
POSITION = {
    "type": "object",
    "required": ["type", "start", "end"],
    "properties": {"type": {"const": "TextPositionSelector"}, "start": OFFSET, "end": OFFSET},
    "additionalProperties": False,
}
SOURCE = {
    "type": "object",
    "required": ["id", "type"],
    "properties": {"id": IRI, "type": {"const": "Text"}, "format": {"const": "text/plain"}},
    "not": {"required": ["source"]},
}
SPECIFIC = {
    "type": "object",
    "required": ["source", "selector"],
    "properties": {
        "type": {"const": "SpecificResource"},
        "source": SOURCE,
        "selector": {"type": "array", "minItems": 1, "items": {"oneOf": [QUOTE, POSITION]}},
    },
}
TARGET = {"oneOf": [SPECIFIC, SOURCE]}
BODY = {
    "type": "object",
    "required": ["type", "value", "purpose"],
    "properties": {
        "type": {
            "oneOf": [
                {"const": "TextualBody"},
                {"type": "array", "contains": {"const": "TextualBody"}, "items": {"type": "string"}},
            ]
        },
        "value": {"type": "string"},
        "format": {"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"},
        "purpose": PURPOSE,
    },
}
PERSON = {
    "type": "object",
    "required": ["id", "type", "name"],
    "properties": {"id": IRI, "type": {"const": "Person"}, "name": {"type": "string"}},
}
ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target"],
    "properties": {
        "id": {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
        "type": {"const": "Annotation"},
        "created": MOMENT,
        "modified": MOMENT,
        "creator": PERSON,
        "motivation": {"anyOf": [PURPOSE, {"type": "array", "items": PURPOSE, "minItems": 1}]},
        "body": {"type": "array", "items": BODY, "minItems": 1},
        "target": {"anyOf": [TARGET, {"type": "array", "items": TARGET, "minItems": 2}]},
    },
    "not": {"anyOf": [{"required": ["body", "bodyValue"]}, {"required": ["@type"]}]},
}
COLLECTION = {
    "type": "object",
    "required": ["@context", "id", "type", "total", "first", "last"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": ANNO_CONTEXT}},
        "id": IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string", "minLength": 1},
        "total": OFFSET,
        "creator": PERSON,
        "first": {
            "type": "object",
            "required": ["id", "type", "partOf", "items"],
            "properties": {
                "id": IRI,
                "type": {"const": "AnnotationPage"},
                "partOf": IRI,
                "startIndex": {"const": 0},
                "items": {"type": "array", "minItems": 1, "items": ANNOTATION},
            },
            "not": {"required": ["@context"]},
        },
        "last": IRI,
    },
}


def document(bundle: Bundle) -> dict[str, Any]:
    stream = io.BytesIO()
    FORMATS["w3c"].write(bundle, stream, Options())
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


def read(value: Any) -> Import:
    reader = FORMATS["w3c"].read
    assert reader
    return reader(io.BytesIO(json.dumps(value, indent=1).encode()), "file.jsonld")


def test_structure(exported_bundle: Bundle) -> None:
    found = document(exported_bundle)
    jsonschema.validate(found, COLLECTION)
    assert found["total"] == len(found["first"]["items"]) == 8
    assert found["first"]["partOf"] == found["id"]
    assert found["last"] == found["first"]["id"]
    ids = [item["id"] for item in found["first"]["items"]]
    assert len(set(ids)) == len(ids)
    text = json.dumps(found)
    assert not re.search(r'"(Composite|List|Independents|Choice)"', text)


def test_an_empty_layer_is_a_collection_without_pages(exported_bundle: Bundle) -> None:
    found = document(replace(exported_bundle, annotations=()))
    assert found["total"] == 0
    assert "first" not in found
    assert read(found).annotations == ()
    assert read(found).codings == tuple(sorted(exported_bundle.codings, key=lambda c: c.id))


def loader(url: str, options: Any = None) -> dict[str, Any]:
    """The stub of the one context we name; anything else would be the network."""
    assert url == ANNO_CONTEXT
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": json.loads(STUB.read_text()),
        "contentType": "application/ld+json",
    }


def keys_of(value: Any, prefix: str) -> list[str]:
    """Every key under *prefix* in JSON, but inside JSON literals, as often as it is there."""
    if isinstance(value, list):
        return [key for item in value for key in keys_of(item, prefix)]
    if not isinstance(value, dict) or value.get("@type") == "@json":
        return []
    literals = [prefix + name for name in ("data", "extra", "names", "segment", "values")]
    below = [
        keys_of(item, prefix) for key, item in value.items() if key not in literals or prefix == NAMESPACE
    ]
    return [key for key in value if key.startswith(prefix)] + [key for keys in below for key in keys]


def test_a_json_ld_processor_keeps_all_that_is_ours(exported_bundle: Bundle) -> None:
    found = document(exported_bundle)
    expanded = jsonld.expand(found, {"documentLoader": loader})
    context = found.pop("@context")
    sent = sorted(NAMESPACE + key.removeprefix("cr:") for key in keys_of(found, "cr:"))
    assert sorted(keys_of(expanded, NAMESPACE)) == sent
    assert {key for key in context[1] if key.startswith("cr:")} <= {
        "cr:" + key.removeprefix(NAMESPACE) for key in sent
    }
    # And there and back through the processor every record is what it was, values of free shape included.
    compacted = jsonld.compact(expanded, {"@context": context}, {"documentLoader": loader})
    again = read(compacted)
    by_id = {i.annotation.id: i.annotation for i in again.annotations}
    assert by_id == {a.id: a for _, a in exported_bundle.annotations}
    assert (again.codings, again.memos) == (exported_bundle.codings, exported_bundle.memos)
    assert (again.corrections, again.targets) == (exported_bundle.corrections, exported_bundle.targets)
    assert again.names == exported_bundle.names


def test_the_stub_would_show_an_undeclared_key(exported_bundle: Bundle) -> None:
    found = document(exported_bundle)
    found["first"]["items"][0]["opinion"] = "against"
    expanded = jsonld.expand(found, {"documentLoader": loader})
    assert "opinion" in json.dumps(found)
    assert "opinion" not in json.dumps(expanded)


def test_voices_are_told_apart(exported_bundle: Bundle) -> None:
    items = document(exported_bundle)["first"]["items"]
    stances = [b for item in items for b in item.get("body", []) if "cr:scale" in b]
    voices = [b.get("cr:voice") for b in stances]
    assert sorted(map(str, voices)) == ["None", "attributed", "attributed", "unattributed", "writer"]
    chain = next(b["cr:holder"] for b in stances if len(b.get("cr:holder", [])) == 3)
    assert [len(level["cr:actors"]) for level in chain] == [1, 2, 1]


def test_moved_and_trimmed_passages_keep_what_they_were(exported_bundle: Bundle) -> None:
    items = {item["cr:id"]: item for item in document(exported_bundle)["first"]["items"]}
    text = exported_bundle.by_path["а/treaty.txt"].text
    for key, was in (
        ("2000000000000000004", "Critics mock"),
        ("2000000000000000003", " It is believed to be ready.\n"),
    ):
        target = items[key]["target"]
        quote, position = target["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert target["cr:segment"]["quote"] == was
    assert "cr:segment" not in items["2000000000000000006"]["target"]
    (quote,) = items["2000000000000000008"]["target"]["selector"]
    assert quote == {"type": "TextQuoteSelector", "exact": "lost text", "prefix": "some "}


FOREIGN = {
    "@context": ANNO_CONTEXT,
    "id": "http://notes.example/1",
    "type": "Annotation",
    "created": "2020-01-01T00:00:00Z",
    "creator": {"id": "http://people.example/kit", "name": "Kit"},
    "body": [
        {"type": "TextualBody", "value": "a note", "purpose": "commenting"},
        {"type": "TextualBody", "value": "a tag", "purpose": "tagging"},
        "http://linked.example/",
    ],
    "target": {
        "source": "http://paper.example/treaty",
        "selector": {
            "type": "RangeSelector",
            "refinedBy": {"type": "TextQuoteSelector", "exact": "the quote", "prefix": "before "},
        },
    },
}


def test_another_programs_annotation() -> None:
    (found,) = read(FOREIGN).annotations
    a = found.annotation
    assert (found.foreign, found.positioned, found.path) == (True, False, "http://paper.example/treaty")
    assert (a.annotator, a.note, a.tags) == ("Kit", "a note\n\n<http://linked.example/>", ("a tag",))
    assert (a.created, a.modified) == ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z")
    assert [(s.quote, s.prefix, s.end) for s in a.segments] == [("the quote", "before ", 9)]
    assert a.id == read([FOREIGN]).annotations[0].annotation.id


def test_another_programs_positions_are_kept() -> None:
    selector = [
        {"type": "TextPositionSelector", "start": 5, "end": 14},
        {"type": "TextQuoteSelector", "exact": "the quote"},
    ]
    item = {**FOREIGN, "body": None, "bodyValue": "said", "target": {"source": "u:x", "selector": selector}}
    (found,) = read({"type": "AnnotationPage", "items": [item]}).annotations
    assert (found.positioned, found.annotation.segments[0].start, found.annotation.note) == (True, 5, "said")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"target": {"source": "u:x", "selector": {"type": "SvgSelector", "value": "<svg/>"}}},
            "cannot be found",
        ),
        ({"type": "Image"}, "not an Annotation"),
        ({"body": {"type": "Choice"}}, "without text"),
        ({"target": []}, "without a source"),
    ],
)
def test_what_cannot_be_anchored_is_listed(change: dict[str, Any], says: str) -> None:
    page = {"type": "AnnotationPage", "items": [FOREIGN, {**FOREIGN, "id": "http://n.example/2", **change}]}
    found = read(page)
    assert len(found.annotations) == 1
    (problem,) = found.problems
    assert says in problem.message
    lines = json.dumps(page, indent=1).split("\n")
    assert lines[problem.line - 1] == "  {"
    assert problem.line == next(n for n, line in enumerate(lines) if "n.example/2" in line) - 1


def test_pages_elsewhere_are_not_fetched() -> None:
    page = {"type": "AnnotationPage", "items": [FOREIGN], "next": "http://elsewhere.example/page2"}
    found = read({"type": "AnnotationCollection", "total": 7, "first": page})
    assert len(found.annotations) == 1
    assert "not in this file" in found.problems[0].message
    elsewhere = read({"type": "AnnotationCollection", "total": 7, "first": "http://elsewhere.example/page1"})
    assert elsewhere.annotations == ()
    assert elsewhere.problems


def broken(bundle: Bundle, change: Any) -> Any:
    found = document(bundle)
    change(found, {item["cr:id"]: item for item in found["first"]["items"]})
    return found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d, i: i["2000000000000000001"].update({"cr:id": "1.5"}), "id should be a decimal id"),
        (lambda d, i: i["2000000000000000001"].update({"cr:id": 1 << 63}), "id should be a decimal id"),
        (lambda d, i: i["2000000000000000001"].update(creator="x"), "annotator is missing"),
        (lambda d, i: i["2000000000000000001"].update(target="x"), "a target should be an object"),
        (lambda d, i: i["2000000000000000001"].update({"cr:extra": []}), "cr:extra should be an object"),
        (lambda d, i: i["2000000000000000001"].update({"cr:links": {}}), "cr:links should be a list"),
        (lambda d, i: i["2000000000000000001"]["body"][0].update({"cr:voice": "x"}), "cr:voice should be"),
        (
            lambda d, i: i["2000000000000000001"]["body"][0].update({"cr:holder": 3}),
            "cr:holder should be a list",
        ),
        (
            lambda d, i: i["2000000000000000001"]["body"].append({"type": "TextualBody"}),
            "neither stance, tag nor note",
        ),
        (lambda d, i: i["2000000000000000001"]["body"].append(3), "a body should be an object"),
        (lambda d, i: i["2000000000000000006"]["target"].update(selector=3), "selector should be a list"),
        (
            lambda d, i: i["2000000000000000006"]["target"]["selector"][1].update(start=10**15 * 90),
            "start should be",
        ),
        (
            lambda d, i: i["2000000000000000006"]["target"]["selector"][1].update(start=900),
            "0 <= start <= end",
        ),
        (lambda d, i: i["2000000000000000006"].update({"cr:id": "2000000000000000001"}), "is there twice"),
        (lambda d, i: d["first"].update(items={}), "without its list of items"),
        (lambda d, i: d["first"]["items"].pop(), "promises 8 annotations, 7 are there"),
        (lambda d, i: d.update({"cr:codings": {}}), "cr:codings should be a list"),
        (lambda d, i: d["cr:codings"][0].update({"cr:state": "asleep"}), "state should be one of"),
        (lambda d, i: d["cr:memos"].append(d["cr:memos"][0]), "the id 41 is there twice"),
        (lambda d, i: d.update({"cr:names": {"a": 1}}), "names should be"),
    ],
)
def test_a_wrong_file_of_ours_is_refused(exported_bundle: Bundle, change: Any, says: str) -> None:
    value = broken(exported_bundle, change)
    with pytest.raises(FormatError, match=re.escape(says)) as caught:
        read(value)
    assert str(caught.value).startswith("file.jsonld:")
    assert caught.value.line >= 1


def test_the_error_names_the_annotations_line(exported_bundle: Bundle) -> None:
    value = broken(exported_bundle, lambda d, i: i["2000000000000000003"].update({"cr:rev": "x"}))
    lines = json.dumps(value, indent=1).split("\n")
    with pytest.raises(FormatError, match="rev should be a whole number") as caught:
        read(value)
    inside = next(n for n, line in enumerate(lines, 1) if '"cr:id": "2000000000000000003"' in line)
    assert caught.value.line == max(n for n in range(1, inside) if lines[n - 1] == "   {")


def test_our_prefix_counts_only_where_it_is_declared() -> None:
    item = {**FOREIGN, "cr:id": "12", "cr:note": "x"}
    assert read(item).annotations[0].annotation.id != "12"
