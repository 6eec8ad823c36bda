"""What several people coded, side by side, and the consensus: how it is made; that it is a layer apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.adjudicating import Consensus, Decided, Group, Placed, agreed, decision, groups
from annotations.errors import StoreError
from annotations.folders import CONSENSUS
from annotations.model import ADJUDICATOR, Annotation, Ref, Stance
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
    assert [[one.annotation.id for one in taken] for taken in agreed(group)] == [["1", "4"], ["2", "3"]]


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
    taken = [put(first, 0, 9), put(second, 2, 9)]
    record, old = decision(taken, Consensus(taken), id="9", by="carl", now="T")
    assert old == []
    assert (record.id, record.annotator, record.derived_from, record.rev, record.prev) == (
        "9",
        CONSENSUS,
        ("1", "2"),
        1,
        "",
    )
    assert (record.stance, record.extra) == (AGAINST, {"seen": 1, ADJUDICATOR: "carl"})
    known = Consensus([*taken, put(record, 0, 9)])
    elsewhere = replace(taken[1], state="elsewhere", stretch=None)
    for wrong in ([], [put(record, 0, 9)], [taken[0], put(second, 2, 9, "b.txt")], [taken[0], elsewhere]):
        with pytest.raises(StoreError, match=r"consensus|another article"):
            decision(wrong, known, id="9", by="carl", now="T", instead=True)
    with pytest.raises(Decided, match="2 was decided already: as 9"):
        decision([taken[1]], known, id="10", by="carl", now="T")
    assert decision([taken[1]], known, id="10", by="carl", now="T", instead=True)[1] == [put(record, 0, 9)]


def settled(placed: list[Placed]) -> list[str]:
    known = Consensus(placed)
    found = [one.annotation for one in placed if known.settles(one)]
    return [record.id for record in found if record.annotator != CONSENSUS]


def consensus(number: int, stance: Stance | None, *of: str) -> Annotation:
    return made(number, CONSENSUS, stance, derived_from=of)


def test_what_is_on_words_that_were_decided_is_decided_with_them() -> None:
    favor, holder = replace(AGAINST, label="favor"), replace(AGAINST, holder=((TREATY,),))
    mine, theirs = put(made(1, "ann"), 0, 9), put(made(2, "bob", favor), 2, 12)
    also = put(made(3, "ann", holder), 0, 9)
    others = [put(made(4, "cy"), 12, 20), put(made(5, "cy", Stance("position", "favor", TREATY)), 0, 9)]
    whole = Placed("a.txt", made(6, "cy"), None)
    taken = put(consensus(9, favor, "2"), 2, 12)
    placed = [mine, theirs, also, *others, whole]
    assert settled([*placed, taken]) == ["1", "2", "3"], "other words, another target, the whole article"
    assert settled([*placed, put(consensus(9, AGAINST, "1"), 0, 9)]) == ["1", "2"], "ann said 3 as well"
    known = Consensus([*placed, put(consensus(9, AGAINST, "1"), 0, 9)])
    assert decision([also], known, id="10", by="carl", now="T")[1] == []
    with pytest.raises(Decided, match="2 was decided already, by what is on the same words: as 9"):
        decision([theirs], known, id="10", by="carl", now="T")
    _, old = decision([theirs], known, id="10", by="carl", now="T", instead=True)
    assert [one.annotation.id for one in old] == ["9"]
    contrary = put(made(7, "ann", favor), 0, 9)
    with pytest.raises(Decided):
        decision([contrary], known, id="10", by="carl", now="T")
    lost = Placed("a.txt", consensus(9, AGAINST, "1"), None, "lost")
    assert settled([*placed, lost]) == ["1"]


def test_two_decisions_made_in_two_copies_are_to_be_decided_again() -> None:
    favor = replace(AGAINST, label="favor")
    placed = [put(made(1, "ann"), 0, 9), put(made(2, "bob", favor), 2, 12), put(made(3, "ann"), 30, 40)]
    here, there = put(consensus(8, AGAINST, "1"), 0, 9), put(consensus(9, favor, "2"), 2, 12)
    assert settled([*placed, here, there, put(consensus(7, AGAINST, "3"), 30, 40)]) == ["3"]
    twice = put(consensus(9, AGAINST, "1"), 0, 9)
    assert settled([*placed[:1], here, twice]) == []
    known = Consensus([*placed, here, there])
    with pytest.raises(Decided):
        decision([placed[0]], known, id="10", by="carl", now="T")
    _, old = decision([placed[0]], known, id="10", by="carl", now="T", instead=True)
    assert old == [here, there]


def test_what_each_says_against_himself_is_not_agreed_upon() -> None:
    favor = replace(AGAINST, label="favor")
    said = [made(1, "ann"), made(2, "ann", favor), made(3, "bob"), made(4, "bob", favor)]
    assert [group.verdict for group in groups(put(one, 0, 9) for one in said)] == ["differ"]


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
        found = reader("adjudicate", seeds, "--json", "--show-others").json
        return [(row["verdict"], [one["id"] for one in row["annotations"]]) for row in found]

    before = sorted((seeds / "annotations").rglob("*.json"))
    kept = [p.read_bytes() for p in before]
    assert left() == [
        ("agree", [coded["ann"], coded["bob"]]),
        ("differ", [coded["ann2"], coded["bob2"]]),
        ("alone", [coded["bob3"]]),
    ]
    lines = reader("adjudicate", seeds, "--show-others").lines
    assert [line.split("  ")[:2] for line in lines] == [
        ["1", "agree"],
        ["1", "agree"],
        ["2", "differ"],
        ["2", "differ"],
        ["3", "alone"],
    ]
    assert not (seeds / "annotations" / CONSENSUS).exists(), "to look is to write nothing"
    one = reader("adjudicate", seeds, "--agreed", "--show-others").out.split()
    assert len(one) == 1
    assert [verdict for verdict, _ in left()] == ["differ", "alone"]
    assert reader("adjudicate", seeds, "--agreed", "--show-others").status == 1
    two = reader("adjudicate", seeds, coded["bob2"], coded["ann2"], "--as", "carl").out.strip()
    [record] = [r for r in reader("annotations", seeds, "--json", "--as", CONSENSUS).json if r["id"] == two]
    assert (record["stance"]["label"], record["derived_from"]) == ("neutral", [coded["bob2"], coded["ann2"]])
    assert (record["adjudicator"], record["annotator"], record["anchor"]) == ("carl", CONSENSUS, "exact")
    assert "decided already" in reader("adjudicate", seeds, coded["ann2"]).error
    assert "consensus already" in reader("adjudicate", seeds, two).error
    reader("adjudicate", seeds, coded["bob3"])
    assert "nothing is left" in reader("adjudicate", seeds, "--show-others").err
    reader("undo", seeds, "--as", CONSENSUS)
    assert left() == [("alone", [coded["bob3"]])]
    assert [p.read_bytes() for p in before] == kept, "nobody else's file is written"


def test_articles_that_one_has_not_marked_as_coded_are_left_out_and_counted(
    reader: Reader, seeds: Path, coded: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = reader("adjudicate", seeds)
    said = "reader: 2 articles that you have not marked as coded are left out: --show-others\n"
    assert (ran.status, ran.out, ran.err) == (1, "", said)
    assert reader("adjudicate", seeds, "--agreed").status == 1
    assert not (seeds / "annotations" / CONSENSUS).exists()
    reader("done", seeds, "001")
    ran = reader("adjudicate", seeds, "--json")
    assert [row["path"][:3] for row in ran.json] == ["001"]
    assert "1 article that you have not marked as coded is left out" in ran.err
    assert len(reader("adjudicate", seeds, "--agreed").lines) == 1
    assert reader("adjudicate", seeds).status == 1
    reader("done", seeds, "003", "--not-codable", "too long")
    ran = reader("adjudicate", seeds)
    assert (ran.status, len(ran.lines), ran.err) == (0, 3, "")
    reader("done", seeds, "003", "--reopen")
    assert len(reader("adjudicate", seeds, "--show-others").lines) == 3
    # Who has coded nothing, or has not said a name, sees nothing unasked.
    assert reader("adjudicate", seeds, "--as", "carl").out == ""
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "")
    assert reader("adjudicate", seeds).out == ""


def test_the_consensus_is_a_layer_of_its_own(reader: Reader, seeds: Path, coded: dict[str, str]) -> None:
    counts = reader("list", seeds, "--json").out
    reader("adjudicate", seeds, "--agreed", "--show-others")
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


def test_one_of_two_that_differ_is_decided_and_the_other_only_instead(
    reader: Reader, seeds: Path, coded: dict[str, str]
) -> None:
    [neutral] = reader("adjudicate", seeds, coded["bob2"]).out.split()
    left = [row["verdict"] for row in reader("adjudicate", seeds, "--json", "--show-others").json]
    assert left == ["agree", "alone"], "what is on the same words is decided with it"
    said = reader("adjudicate", seeds, coded["ann2"]).error
    assert said == (
        f"reader: {coded['ann2']} was decided already, by what is on the same words: as {neutral}; "
        "--instead takes that back and decides anew\n"
    )
    [against] = reader("adjudicate", seeds, coded["ann2"], "--instead").out.split()
    rows = reader("annotations", seeds, "--json", "--as", CONSENSUS).json
    layer = {row["id"]: row["stance"]["label"] for row in rows}
    assert layer == {against: "against"}
    reader("undo", seeds, "--as", CONSENSUS)
    assert [row["id"] for row in reader("annotations", seeds, "--json", "--as", CONSENSUS).json] == [neutral]
    assert "an ID is needed" in reader("adjudicate", seeds, "--instead").error


def test_what_two_copies_decided_otherwise_is_listed_until_one_of_them_holds(
    reader: Reader, seeds: Path, coded: dict[str, str]
) -> None:
    [neutral] = reader("adjudicate", seeds, coded["bob2"]).out.split()
    [stored] = (seeds / "annotations" / CONSENSUS).glob("003*.json")
    mine = stored.read_text()
    reader("undo", seeds, "--as", CONSENSUS)
    [against] = reader("adjudicate", seeds, coded["ann2"]).out.split()
    other = next(line for line in mine.splitlines() if neutral in line)
    lines = stored.read_text().split("\n\n")
    kept = [line for line in lines if neutral not in line]
    stored.write_text("\n\n".join([kept[0], other, *kept[1:]]))
    row = next(
        row
        for row in reader("adjudicate", seeds, "--json", "--show-others").json
        if row["verdict"] == "differ"
    )
    assert sorted(row["decided"]) == sorted([neutral, against])
    decided = [
        line.split("  ")[1]
        for line in reader("adjudicate", seeds, "--show-others").lines
        if line.startswith("2")
    ]
    assert decided == ["differ", "differ", "decided", "decided"]
    [now] = reader("adjudicate", seeds, coded["ann2"], "--instead").out.split()
    assert [row["id"] for row in reader("annotations", seeds, "--json", "--as", CONSENSUS).json] == [now]
    assert reader("check", seeds).status == 0
