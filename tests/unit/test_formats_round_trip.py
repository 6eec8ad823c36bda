"""W3C and JSONL bring every record back equal; the table brings back what it carries."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.bundle import Bundle, BundleArticle, Placement
from annotations.codebook import builtin
from annotations.formats import FORMATS, Import, Options
from annotations.formats.imports import derived_id
from annotations.ids import text_hashes, universal_id
from annotations.model import (
    ANCHOR_STATES,
    LINK_KINDS,
    MODES,
    STATUSES,
    UNATTRIBUTED,
    Annotation,
    Link,
    Ref,
    Segment,
    Stance,
)
from annotations.records import CODING_STATES, Coding, Correction, Memo, NewTarget, Record

LOSSLESS = ("w3c", "jsonl")


def back(bundle: Bundle, format_id: str, options: Options | None = None) -> Import:
    stream = io.BytesIO()
    form = FORMATS[format_id]
    form.write(bundle, stream, options or Options())
    assert form.read
    return form.read(io.BytesIO(stream.getvalue()), "file")


def exact(record: Record) -> str:
    """The record so that 1, 1.0 and true differ, and a field that vanished shows."""
    return json.dumps(record.to_dict(), sort_keys=True)


def assert_equal(bundle: Bundle, found: Import) -> None:
    assert not found.problems
    by_id = {(i.path, i.annotation.id): i.annotation for i in found.annotations}
    assert by_id == {(path, a.id): a for path, a in bundle.annotations}
    for path, a in bundle.annotations:
        assert exact(by_id[path, a.id]) == exact(a)
    kinds: list[tuple[tuple[Record, ...], tuple[Record, ...]]] = [
        (found.codings, bundle.codings),
        (found.memos, bundle.memos),
        (found.corrections, bundle.corrections),
        (found.targets, bundle.targets),
    ]
    for got, sent in kinds:
        assert {r.id: r for r in got} == {r.id: r for r in sent}
        assert sorted(map(exact, got)) == sorted(map(exact, sent))


@pytest.mark.parametrize("format_id", LOSSLESS)
def test_everything_comes_back(exported_bundle: Bundle, format_id: str) -> None:
    found = back(exported_bundle, format_id)
    assert_equal(exported_bundle, found)
    assert found.names == exported_bundle.names
    assert {a.path: a.sha256 for a in found.articles} == {a.path: a.sha256 for a in exported_bundle.articles}
    for imported in found.annotations:
        a = imported.annotation
        assert imported.sha == a.text
        assert imported.uuid == universal_id(a.annotator, a.id)
        assert not imported.foreign


WORDS = st.text(
    st.sampled_from("aЖ 😀\u00a0“”\n\r\t\"'\\/<>&[]{}:#\u2028\u202e\x85\x1b\ufeff\x00-=+@,;")
    | st.characters(codec="utf-8"),
    max_size=6,
)
NAMES = WORDS.filter(lambda name: bool(name.strip()))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda below: st.lists(below, max_size=2) | st.dictionaries(WORDS, below, max_size=2),
    max_leaves=4,
)
EXTRA = st.dictionaries(WORDS.map(lambda w: "x-" + w), JSON, max_size=2)
VALUES = st.dictionaries(WORDS, JSON, max_size=2)
IDS = st.integers(1, 2**63 - 1).map(str)
COUNTS = st.integers(-(2**53) + 1, 2**53 - 1)
REFS = st.builds(Ref, NAMES, WORDS, WORDS, WORDS, WORDS, WORDS, st.booleans(), EXTRA)
LEVELS = st.lists(REFS, min_size=1, max_size=2).map(tuple)
HOLDERS = st.none() | st.just(UNATTRIBUTED) | st.lists(LEVELS, max_size=2).map(tuple)
STANCES = st.builds(
    Stance, WORDS, WORDS, st.none() | REFS, HOLDERS, st.none() | st.sampled_from(MODES), EXTRA
)
LINKS = st.lists(st.builds(Link, st.sampled_from(LINK_KINDS), WORDS, EXTRA), max_size=2).map(tuple)
TEXT = "Договор 😀\u00a0“quoted”\nsecond  line, and “more”.\r\n"
ARTICLE = BundleArticle("a.txt", "d", TEXT, text_hashes(TEXT)[0])


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    start = draw(st.integers(0, len(TEXT)))
    end = draw(st.integers(start, len(TEXT)))
    return Segment(
        start,
        end,
        draw(st.just(TEXT[start:end]) | WORDS),
        draw(WORDS),
        draw(WORDS),
        draw(st.none() | st.tuples(COUNTS, COUNTS)),
        draw(st.just({}) | EXTRA),
    )


TEXTS = st.lists(WORDS, max_size=2).map(tuple)
ANNOTATIONS = st.builds(
    Annotation,
    id=IDS,
    doc=WORDS,
    annotator=WORDS,
    created=WORDS | st.just("2024-05-01T10:00:00+02:00"),
    modified=WORDS | st.just("2024-05-01T10:00:00.5Z"),
    segments=st.lists(segments(), max_size=3).map(tuple),
    text=st.just(ARTICLE.sha256) | WORDS,
    text_lf=WORDS,
    anchor=st.sampled_from(ANCHOR_STATES),
    stance=st.none() | STANCES,
    tags=TEXTS,
    note=WORDS,
    values=VALUES,
    links=LINKS,
    status=st.sampled_from(STATUSES),
    suggested_by=WORDS,
    confirmed=TEXTS,
    codebook=WORDS,
    rev=COUNTS,
    prev=WORDS,
    conflict_of=WORDS,
    derived_from=TEXTS,
    extra=EXTRA,
)
PLAIN: dict[str, Any] = {
    "id": IDS,
    "annotator": WORDS,
    "created": WORDS,
    "modified": WORDS,
    "rev": COUNTS,
    "prev": WORDS,
    "conflict_of": WORDS,
    "extra": EXTRA,
}
OTHERS: st.SearchStrategy[Record] = st.one_of(
    st.builds(
        Coding,
        **PLAIN,
        doc=WORDS,
        state=st.sampled_from(CODING_STATES),
        path=WORDS,
        reason=WORDS,
        text=WORDS,
        codebook=WORDS,
        round=WORDS,
        values=VALUES,
    ),
    st.builds(Memo, **PLAIN, title=WORDS, body=WORDS, links=LINKS),
    st.builds(Correction, **PLAIN, subject=WORDS, verdict=WORDS, data=VALUES),
    st.builds(NewTarget, **PLAIN, target=REFS),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANNOTATIONS, max_size=2), st.lists(OTHERS, max_size=3), st.sampled_from(LOSSLESS))
def test_any_record_comes_back(made: list[Annotation], others: list[Record], format_id: str) -> None:
    ids = [r.id for r in (*made, *others)]
    if len(set(ids)) < len(ids):
        return
    bundle = Bundle(
        "c",
        (ARTICLE,),
        tuple(("a.txt" if a.text == ARTICLE.sha256 else "gone.txt", a) for a in made),
        builtin(),
        "ann",
        tuple(r for r in others if isinstance(r, Coding)),
        tuple(r for r in others if isinstance(r, Memo)),
        tuple(r for r in others if isinstance(r, Correction)),
        tuple(r for r in others if isinstance(r, NewTarget)),
        placements={a.id: Placement("moved", tuple((s.start, s.end) for s in a.segments)) for a in made},
    )
    assert_equal(bundle, back(bundle, format_id))


def carried(bundle: Bundle, path: str, a: Annotation) -> Annotation:
    """What of an annotation a table promises to carry."""
    stance = a.stance
    if stance:
        holder = stance.holder
        if holder and not isinstance(holder, str):
            holder = tuple(tuple(Ref(x.name, id=x.id) for x in level) for level in holder)
        target = stance.target
        named = Ref(target.name, target.kind, target.id) if target else None
        stance = replace(stance, target=named, holder=holder, extra={})
    passages = bundle.passages(path, a)
    places = tuple(
        Segment(p.start, p.end, p.quote) if p else Segment(0, len(s.quote), s.quote)
        for s, p in zip(a.segments, passages, strict=True)
    )
    article = bundle.by_path.get(path)
    return Annotation(
        derived_id(universal_id(a.annotator, a.id)),
        a.doc,
        a.annotator,
        a.created,
        a.modified,
        places,
        article.sha256 if article else a.text,
        stance=stance,
        note=a.note,
        values=a.values,
        status=a.status,
        codebook=a.codebook,
    )


@pytest.mark.parametrize("excel", [False, True])
def test_table_brings_back_what_it_carries(exported_bundle: Bundle, excel: bool) -> None:
    found = back(exported_bundle, "csv", Options(excel=excel))
    assert not found.problems
    sent = {universal_id(a.annotator, a.id): (path, a) for path, a in exported_bundle.annotations}
    assert {i.uuid for i in found.annotations} == set(sent)
    for imported in found.annotations:
        path, a = sent[imported.uuid]
        assert imported.path == path
        assert imported.annotation == carried(exported_bundle, path, a)
        assert imported.sha == imported.annotation.text
        assert imported.positioned == (path != "gone.txt")


@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES, WORDS, WORDS, HOLDERS, VALUES, st.booleans())
def test_any_words_survive_a_table(
    name: str, label: str, note: str, target: str, holder: Any, values: dict[str, Any], excel: bool
) -> None:
    stance = Stance("s", label, Ref(name, id=target), holder)
    made = Annotation("7", "d", "ann", "t", "t", (), ARTICLE.sha256, stance=stance, note=note, values=values)
    bundle = Bundle("c", (ARTICLE,), (("a.txt", made),), builtin(), "ann")
    (imported,) = back(bundle, "csv", Options(excel=excel)).annotations
    assert imported.annotation == carried(bundle, "a.txt", made)
