"""What several people coded, side by side, and the consensus: how it is made; that it is a layer apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.adjudicating import ADJUDICATOR, Group, Placed, agreed, decided, decision, groups
from annotations.errors import StoreError
from annotations.folders import CONSENSUS
from annotations.model import Annotation, Ref, Stance
from annotations.store import AnnotationStore
from tests.running import Reader

NATO = Ref("NATO", "entity", "org:nato")
TREATY = Ref("the treaty", "issue")
AGAINST = Stance("position", "against", NATO)


def made(number: int, by: str, stance: Stance | None = AGAINST, **fields: object) -> Annotation:
    record = Annotation(str(number), "d0c", by, "t", "t", stance=stance)
    return replace(record, **fields)  # type: ignore[arg-type]  # fields of the record, by name


def put(record: Annotation, start: int, end: int, path: str = "a.txt") -> Placed:
    return Placed(path, record, (start, end))


def ids(found: list[Group]) -> list[tuple[str, list[str]]]:
    return [(group.verdict, [one.id for one in group.annotations]) for group in found]


def test_annotations_meet_on_one_target_where_their_words_overlap() -> None:
    bridge = put(made(3, "cy"), 14, 25)
    apart = put(made(4, "bob"), 30, 40)
    found = groups([put(made(1, "ann"), 0, 15), put(made(2, "bob"), 24, 30), bridge, apart])
    assert ids(found) == [("agree", ["1", "2", "3"]), ("alone", ["4"])], "touching is not overlapping"
    other = replace(AGAINST, target=TREATY)
    found = groups([put(made(1, "ann"), 0, 15), put(made(2, "bob", other), 0, 15)])
    assert ids(found) == [("alone", ["1"]), ("alone", ["2"])]
    found = groups([put(made(1, "ann"), 0, 15), put(made(2, "bob"), 0, 15, "b.txt")])
    assert [group.path for group in found] == ["a.txt", "b.txt"]
    whole = [Placed("a.txt", made(1, "ann"), None), Placed("a.txt", made(2, "bob"), None)]
    assert ids(groups([*whole, put(made(3, "cy"), 0, 9)])) == [("agree", ["1", "2"]), ("alone", ["3"])]


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (made(2, "bob"), "agree"),
        (made(2, "bob", note="other words"), "agree"),
        (made(2, "bob", replace(AGAINST, label="favor")), "differ"),
        (made(2, "bob", replace(AGAINST, scale="claim")), "differ"),
        (made(2, "bob", replace(AGAINST, holder=())), "differ"),
        (made(2, "bob", replace(AGAINST, holder=((NATO,),))), "differ"),
        (made(2, "bob", tags=("frame",)), "differ"),
        (made(2, "bob", values={"intensity": "high"}), "differ"),
        (made(2, "ann", replace(AGAINST, label="favor")), "alone"),
    ],
)
def test_what_agreeing_is(other: Annotation, verdict: str) -> None:
    assert [one.verdict for one in groups([put(made(1, "ann"), 0, 9), put(other, 2, 9)])] == [verdict]


def test_two_stances_each_on_the_same_words_agree_whatever_their_order() -> None:
    mine, theirs = replace(AGAINST, holder=()), replace(AGAINST, holder=((Ref("A"), Ref("b")),))
    same = replace(AGAINST, holder=((Ref("B"), Ref("a")),))
    records = [made(1, "ann", mine), made(2, "ann", theirs), made(3, "bob", same), made(4, "bob", mine)]
    [group] = groups(put(one, 0, 9) for one in records)
    assert group.verdict == "agree"
    assert [[one.id for one in taken] for taken in agreed(group)] == [["1", "4"], ["2", "3"]]


def test_what_is_no_coding_is_left_out() -> None:
    out = [
        made(1, "ann", status="proposed"),
        made(2, "ann", status="rejected"),
        made(3, "ann", None, note="n"),
        made(4, CONSENSUS),
    ]
    assert groups(put(one, 0, 9) for one in out) == []


def test_a_decision_names_what_it_was_made_from_and_by_whom() -> None:
    first, second = made(1, "ann", extra={"seen": 1}, rev=7, prev="x"), made(2, "bob")
    record = decision([first, second], {}, id="9", by="carl", now="T")
    assert (record.id, record.annotator, record.derived_from, record.rev, record.prev) == (
        "9",
        CONSENSUS,
        ("1", "2"),
        1,
        "",
    )
    assert (record.stance, record.extra) == (AGAINST, {"seen": 1, ADJUDICATOR: "carl"})
    assert decided([record]) == {"1": "9", "2": "9"}
    for wrong in ([], [record], [first, made(2, "bob", doc="other")]):
        with pytest.raises(StoreError):
            decision(wrong, {}, id="9", by="carl", now="T")
    with pytest.raises(StoreError, match="decided already: as 9"):
        decision([second], {"2": "9"}, id="10", by="carl", now="T")


def test_nobody_codes_straight_into_the_consensus(tmp_path: Path) -> None:
    store = AnnotationStore(tmp_path / "annotations", CONSENSUS)
    store.load()
    coded = Annotation(store.new_id(), "d0c", CONSENSUS, store.now(), store.now(), note="mine")
    with pytest.raises(StoreError, match="made of what others coded"):
        store.add("a.txt", coded)
    assert not (tmp_path / "annotations").exists()
    store.add("a.txt", replace(coded, derived_from=("5",))).result(20)
    [stored] = store.annotations()
    store.edit("a.txt", replace(stored, note="better")).result(20)
    store.close()


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> dict[str, str]:
    """Three passages of three people; the ids by a name."""
    words = "diplomats and defense officials regarded the agreement"
    lines = {
        "ann": ("001", "--quote", words, "--stance", "favor", "--target", "treaty"),
        "bob": ("001", "--quote", words[14:], "--stance", "favor", "--target", "Treaty"),
        "ann2": ("003", "--quote", "mocked Western intelligence", "--stance", "against", "--target", "NATO"),
        "bob2": ("003", "--quote", "yesterday mocked Western", "--stance", "neutral", "--target", "NATO"),
        "bob3": ("003", "--quote", "mocked", "--tag", "device/mockery"),
    }
    return {
        name: reader("annotate", seeds, *line, "--as", name.rstrip("23")).out.strip()
        for name, line in lines.items()
    }


def test_what_is_left_to_decide_is_listed_and_decided(
    reader: Reader, seeds: Path, coded: dict[str, str]
) -> None:
    def left() -> list[tuple[str, list[str]]]:
        found = reader("adjudicate", seeds, "--json").json
        return [(row["verdict"], [one["id"] for one in row["annotations"]]) for row in found]

    before = sorted((seeds / "annotations").rglob("*.json"))
    kept = [p.read_bytes() for p in before]
    assert left() == [
        ("agree", [coded["ann"], coded["bob"]]),
        ("differ", [coded["ann2"], coded["bob2"]]),
        ("alone", [coded["bob3"]]),
    ]
    lines = reader("adjudicate", seeds).lines
    assert [line.split("  ")[:2] for line in lines] == [
        ["1", "agree"],
        ["1", "agree"],
        ["2", "differ"],
        ["2", "differ"],
        ["3", "alone"],
    ]
    assert not (seeds / "annotations" / CONSENSUS).exists(), "to look is to write nothing"
    one = reader("adjudicate", seeds, "--agreed").out.split()
    assert len(one) == 1
    assert [verdict for verdict, _ in left()] == ["differ", "alone"]
    assert reader("adjudicate", seeds, "--agreed").status == 1
    two = reader("adjudicate", seeds, coded["bob2"], coded["ann2"], "--as", "carl").out.strip()
    [record] = [r for r in reader("annotations", seeds, "--json", "--as", CONSENSUS).json if r["id"] == two]
    assert (record["stance"]["label"], record["derived_from"]) == ("neutral", [coded["bob2"], coded["ann2"]])
    assert (record["adjudicator"], record["annotator"], record["anchor"]) == ("carl", CONSENSUS, "exact")
    assert "decided already" in reader("adjudicate", seeds, coded["ann2"]).error
    assert "consensus already" in reader("adjudicate", seeds, two).error
    reader("adjudicate", seeds, coded["bob3"])
    assert "nothing is left" in reader("adjudicate", seeds).err
    reader("undo", seeds, "--as", CONSENSUS)
    assert left() == [("alone", [coded["bob3"]])]
    assert [p.read_bytes() for p in before] == kept, "nobody else's file is written"


def test_the_consensus_is_a_layer_of_its_own(reader: Reader, seeds: Path, coded: dict[str, str]) -> None:
    counts = reader("list", seeds, "--json").out
    reader("adjudicate", seeds, "--agreed")
    assert reader("list", seeds, "--json").out == counts
    assert reader("list", seeds, "--json", "--show-others").out == counts
    assert CONSENSUS not in reader("annotations", seeds).out
    layer = reader("export", seeds, "--format", "jsonl", "--annotator", CONSENSUS).out
    made_from = json.dumps([coded["ann"], coded["bob"]], separators=(",", ":"))
    assert layer.replace(", ", ",").count(f'"derived_from":{made_from}') == 1
    assert CONSENSUS not in reader("export", seeds, "--format", "jsonl").out
    coding = ("annotate", seeds, "001", "--whole", "--note", "x", "--as", CONSENSUS)
    assert "made of what others coded" in reader(*coding).error


def test_what_cannot_be_adjudicated(
    reader: Reader, seeds: Path, coded: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "another article" in reader("adjudicate", seeds, coded["ann"], coded["ann2"]).error
    assert "no annotation" in reader("adjudicate", seeds, "777").error
    assert "--agreed" in reader("adjudicate", seeds, coded["ann"], "--agreed").error
    assert "who decides" in reader("adjudicate", seeds, coded["ann"], "--as", CONSENSUS).error
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "")
    assert "who decides" in reader("adjudicate", seeds, coded["ann"]).error
    assert not (seeds / "annotations" / CONSENSUS).exists()
