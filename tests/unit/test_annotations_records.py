"""Records: whole round trips, unknown fields kept, and what is not of its shape refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.fields import ModelError
from annotations.model import UNATTRIBUTED, Annotation, Link, Ref, Segment, Stance, holder_from
from annotations.records import Coding, Correction, Memo, NewTarget, Record, record_from_dict

PLAIN: dict[str, Any] = {"id": "12", "annotator": "ann", "created": "2026-01-01T00:00:00Z", "modified": "m"}

FULL: list[dict[str, Any]] = [
    {
        **PLAIN,
        "kind": "annotation",
        "doc": "d1",
        "segments": [
            {"start": 0, "end": 3, "quote": "Abc", "suffix": " d", "occurrence": [1, 2], "page": 4},
            {"start": 9, "end": 9, "quote": ""},
        ],
        "text": "aa",
        "text_lf": "bb",
        "anchor": "moved",
        "stance": {
            "scale": "position",
            "label": "favor",
            "target": {"name": "the treaty", "kind": "issue", "id": "treaty", "note": {"deep": [1]}},
            "holder": [
                [{"name": "The Daily Telegraph", "kind": "org"}],
                [
                    {
                        "name": "diplomats",
                        "anonymous": True,
                        "country": "GB",
                        "role": "r",
                        "organisation": "o",
                    },
                    {"name": "defense officials"},
                ],
            ],
            "mode": "indirect",
            "strength": 3,
        },
        "tags": ["frame-security"],
        "note": "A *note*\n\nin two paragraphs",
        "values": {"intensity": "strong", "future": {"x": [None, 1.5]}},
        "links": [{"kind": "contradicts", "to": "annotation:7", "why": "?"}],
        "status": "proposed",
        "suggested_by": "rules",
        "confirmed": ["stance"],
        "codebook": "0123456789ab",
        "rev": 3,
        "prev": "ff",
        "conflict_of": "11",
        "derived_from": ["9", "10"],
        "colour_of_ink": "red",
    },
    {
        **PLAIN,
        "kind": "coding",
        "doc": "d1",
        "state": "not codable",
        "path": "a/b.txt",
        "reason": "a table",
        "text": "aa",
        "codebook": "cc",
        "round": "pilot",
        "values": {"genre": "news"},
        "rev": 2,
        "prev": "x",
        "conflict_of": "3",
        "later": [1],
    },
    {
        **PLAIN,
        "kind": "memo",
        "title": "On frames",
        "body": "…",
        "links": [{"kind": "see", "to": "corpus:"}],
        "rev": 1,
        "later": True,
    },
    {
        **PLAIN,
        "kind": "correction",
        "subject": "entity",
        "verdict": "merge",
        "data": {"from": "person:a", "to": "person:b"},
        "rev": 1,
        "later": 1,
    },
    {**PLAIN, "kind": "target", "target": {"name": "arms", "kind": "issue"}, "rev": 1, "later": ""},
]


@pytest.mark.parametrize("data", FULL, ids=[str(d["kind"]) for d in FULL])
def test_everything_survives_a_round_trip_unknown_fields_too(data: dict[str, Any]) -> None:
    record = record_from_dict(data)
    assert record.to_dict() == data
    assert record_from_dict(record.to_dict()) == record


def test_kinds_and_defaults() -> None:
    kinds = [type(record_from_dict(data)) for data in FULL]
    assert kinds == [Annotation, Coding, Memo, Correction, NewTarget]
    bare = record_from_dict({**PLAIN, "kind": "annotation", "doc": "d"})
    assert isinstance(bare, Annotation)
    assert (bare.segments, bare.stance, bare.status, bare.anchor, bare.rev) == (
        (),
        None,
        "accepted",
        "exact",
        1,
    )
    assert (bare.quote, bare.start) == ("", 0)
    assert set(bare.to_dict()) == {
        *("kind", "id", "doc", "annotator", "created", "modified", "segments", "anchor", "status", "rev")
    }


@pytest.mark.parametrize(
    "holder", [None, [], "unattributed", [[{"name": "Interfax"}], [{"name": "Dzirkaln"}]]], ids=repr
)
def test_the_three_kinds_of_nobody_stay_apart(holder: Any) -> None:
    data = {"scale": "s", "label": "l", **({"holder": holder} if holder is not None else {})}
    stance = Stance.from_dict(data)
    assert stance.to_dict() == data
    assert Stance.from_dict(stance.to_dict()).holder == stance.holder
    expected = {None: None, "[]": (), "unattributed": UNATTRIBUTED}.get(
        holder if holder in (None, "unattributed") else str(holder), stance.holder
    )
    assert stance.holder == expected


def test_an_id_may_come_as_a_number_and_leaves_as_text() -> None:
    record = record_from_dict({**FULL[2], "id": 2**63 - 1})
    assert record.id == "9223372036854775807" == record.to_dict()["id"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": "x1"}, "id should be a decimal id"),
    ({"id": str(2**63)}, "id should be a decimal id"),
    ({"id": True}, "id should be a decimal id"),
    ({"id": "٣"}, "id should be a decimal id"),
    ({"id": None}, "id is missing"),
    ({"doc": None}, "doc is missing"),
    ({"created": 5}, "created should be text, got int"),
    ({"note": "\ud800"}, "note holds a lone surrogate"),
    ({"note": ["a"]}, "note should be text, got list"),
    ({"tags": "a"}, "tags should be a list of texts, got str"),
    ({"tags": [1]}, "tags should be a list of texts"),
    ({"rev": 1.5}, "rev should be a whole number"),
    ({"rev": True}, "rev should be a whole number"),
    ({"rev": 2**60}, "rev should be a whole number"),
    ({"anchor": "lost"}, "anchor should be one of exact, moved, ambiguous, orphan, got 'lost'"),
    ({"status": []}, "status should be one of"),
    ({"values": [1]}, "values should be an object"),
    ({"segments": {}}, "segments should be a list"),
    ({"segments": [3]}, "segment: an object expected, got int"),
    ({"segments": [{"start": 5, "end": 3, "quote": ""}]}, "0 <= start <= end"),
    ({"segments": [{"start": -1, "end": 3, "quote": ""}]}, "0 <= start <= end"),
    ({"segments": [{"start": 1, "end": 3}]}, "segment: quote is missing"),
    ({"segments": [{"start": 1, "end": 3, "quote": "ab", "occurrence": [1]}]}, "two whole numbers"),
    ({"segments": [{"start": 1, "end": 3, "quote": "ab", "occurrence": [1, True]}]}, "two whole numbers"),
    ({"links": [{"kind": "hates", "to": "x"}]}, "kind should be one of see"),
    ({"links": [{}]}, "link: to is missing"),
    ({"stance": "favor"}, "stance: an object expected, got str"),
    ({"stance": {"scale": "s"}}, "stance: label is missing"),
    ({"stance": {"scale": "s", "label": "l", "mode": "x"}}, "mode should be one of"),
    ({"stance": {"scale": "s", "label": "l", "target": {"name": " "}}}, "a name is needed"),
    ({"stance": {"scale": "s", "label": "l", "holder": "me"}}, "holder: null, []"),
    ({"stance": {"scale": "s", "label": "l", "holder": [[]]}}, "non-empty list of actors"),
    ({"stance": {"scale": "s", "label": "l", "holder": [{"name": "x"}]}}, "non-empty list of actors"),
    ({"stance": {"scale": "s", "label": "l", "holder": [["x"]]}}, "reference: an object expected"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[w[1] + f" {i}" for i, w in enumerate(WRONG)])
def test_what_is_not_of_its_shape_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError) as raised:
        record_from_dict({**FULL[0], **change})
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "data", [None, [], 3, "x", {}, {"kind": "poem"}, {"kind": []}, {"kind": {}}], ids=repr
)
def test_an_unknown_kind_is_refused(data: Any) -> None:
    with pytest.raises(ModelError, match="unknown kind"):
        record_from_dict(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({**FULL[1], "state": "finished"}, "state should be one of open, done, not codable"),
        ({**FULL[3], "subject": None}, "correction: subject is missing"),
        ({**FULL[4], "target": None}, "reference: an object expected"),
        ({**FULL[2], "body": "\udfff"}, "memo: body holds a lone surrogate"),
    ],
)
def test_other_records_are_as_strict(data: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        record_from_dict(data)


def test_lone_surrogates_are_refused_in_every_text_and_list() -> None:
    for change in (
        {"tags": ["\ud800"]},
        {"confirmed": ["\ud800"]},
        {"segments": [{"start": 0, "end": 1, "quote": "\ud800"}]},
        {"stance": {"scale": "s", "label": "l", "target": {"name": "\ud800"}}},
    ):
        with pytest.raises(ModelError, match="surrogate"):
            record_from_dict({**FULL[0], **change})


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAME = TEXT.filter(str.strip)
REF = st.builds(Ref, NAME, TEXT, TEXT, TEXT, TEXT, TEXT, st.booleans())
HOLDER = st.one_of(
    st.none(),
    st.just(UNATTRIBUTED),
    st.lists(st.lists(REF, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple),
)
SEGMENT = st.builds(
    lambda start, quote, prefix, suffix, n: Segment(start, start + len(quote), quote, prefix, suffix, n),
    st.integers(0, 10**6),
    TEXT,
    TEXT,
    TEXT,
    st.one_of(st.none(), st.tuples(st.integers(1, 9), st.integers(1, 9))),
)
ANNOTATION = st.builds(
    Annotation,
    id=st.integers(0, 2**63 - 1).map(str),
    doc=TEXT,
    annotator=TEXT,
    created=TEXT,
    modified=TEXT,
    segments=st.lists(SEGMENT, max_size=2).map(tuple),
    stance=st.one_of(st.none(), st.builds(Stance, TEXT, TEXT, st.one_of(st.none(), REF), HOLDER)),
    tags=st.lists(TEXT, max_size=2).map(tuple),
    note=TEXT,
    values=st.dictionaries(TEXT, TEXT, max_size=2),
    links=st.lists(st.builds(Link, st.sampled_from(["see", "omits"]), TEXT), max_size=2).map(tuple),
    rev=st.integers(1, 99),
)


@settings(max_examples=60, deadline=None)
@given(ANNOTATION)
def test_any_annotation_survives_a_round_trip(annotation: Annotation) -> None:
    back: Record = record_from_dict(annotation.to_dict())
    assert back == annotation


def test_holders_are_read_alone_too() -> None:
    assert holder_from([[{"name": "a"}, {"name": "b"}]]) == ((Ref("a"), Ref("b")),)
