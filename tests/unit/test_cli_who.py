"""Asking for annotations by who holds them and towards whom: other names, the writer, what nobody has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Reader

MINISTRY = "British Ministry of Defence"
CODED = (
    ("mocked Western intelligence reports", "MoD", "Ukraine"),
    ("had boosted their output", "writer", "the MoD"),
    ("Alexander Lukashenko", "Mr Medvedev > Mr. Lukashenko", "Mr Putin"),
    ("is to visit China", '"writer"', "Belarus"),
)


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """Four stances in one article."""
    for quote, holder, target in CODED:
        asked = ("--quote", quote, "--nth", "1", "--stance", "against", "--target", target)
        assert reader("annotate", seeds, "003", *asked, "--holder", holder).status == 0
    return seeds


@pytest.mark.parametrize(
    ("query", "targets"),
    [
        ("holder:MoD", ["Ukraine"]),
        ("holder:mod", ["Ukraine"]),
        ("via:MoD", ["Ukraine"]),
        ("target:MoD", [MINISTRY]),
        ("target:putin", ["Vladimir Putin"]),
        ("-holder:MoD", [MINISTRY, "Vladimir Putin", "Belarus"]),
        # The writer's own voice, and an actor who goes by that name.
        ("holder:writer", [MINISTRY, "Belarus"]),
        ("via:medvedev", ["Vladimir Putin"]),
        ("holder:medvedev", []),
    ],
)
def test_whoever_is_meant_is_found_by_any_name(
    reader: Reader, coded: Path, query: str, targets: list[str]
) -> None:
    listed = reader("annotations", coded, query, "--json")
    assert sorted(one["stance"]["target"]["name"] for one in listed.json) == sorted(targets)
    hits = reader("search", coded, query, "--json").json[0]["results"]
    assert bool(hits) == bool(targets)


def test_titles_link_the_actors_of_a_chain(reader: Reader, coded: Path) -> None:
    one = reader("annotations", coded, "target:putin", "--json").json[0]["stance"]
    assert one["target"]["id"] == "person:vladimir-putin"
    assert [level[0]["id"] for level in one["holder"]] == [
        "person:dmitry-medvedev",
        "person:alexander-lukashenko",
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stance:aganst", "no label 'aganst'; near it: position/against"),
        ("stance:nonesuch/against", "no label 'nonesuch/against'"),
        ("-tag:mokery", "no code 'mokery'; near it: device/mockery"),
        ("tag:mockery|zzzzqqq", "no code 'zzzzqqq'; there are: frame, frame/conflict, "),
    ],
)
def test_a_label_or_a_code_that_nobody_has_is_said(
    reader: Reader, coded: Path, query: str, said: str
) -> None:
    asked = reader("annotations", coded, query)
    assert (asked.status, asked.out) == (2, "")
    assert said in asked.err
    assert said in reader("search", coded, query).err
    for known in ("stance:against", "stance:position/against", "tag:mockery", "tag:device/mock"):
        told = reader("annotations", coded, known).err
        assert "no label" not in told
        assert "no code" not in told


def test_what_the_codebook_has_no_more_is_known_where_it_was_used(reader: Reader, coded: Path) -> None:
    (coded / "codebook.toml").write_text(
        'schema = 1\n[[scale]]\nid = "mood"\nname = "Mood"\nlabel = [{id = "glad"}]\n'
    )
    assert len(reader("annotations", coded, "stance:against", "--json").json) == len(CODED)
    assert "near it" not in reader("annotations", coded, "stance:favor").err
    assert "no label 'favor'" in reader("annotations", coded, "stance:favor").err


def test_a_country_is_no_claim_and_the_writer_is_in_no_chain(reader: Reader, seeds: Path) -> None:
    one = ("annotate", seeds, "003", "--quote", "mocked Western intelligence reports")
    asked = reader(*one, "--stance", "claim/affirms", "--target", "Russia")
    assert asked.status == 2
    assert "'Russia' is an entity, the Claim scale is for a claim: a claim is a sentence" in asked.err
    asked = reader(*one, "--stance", "against", "--holder", "Moscow > MoD & writer")
    assert asked.status == 2
    assert "writer is who wrote the article, and stands alone or first" in asked.err
    assert (
        reader(*one, "--stance", "claim/affirms", "--target", "Russia", "--target-kind", "claim").status == 0
    )
