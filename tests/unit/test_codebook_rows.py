"""The codebook row by row, and how often each row is used."""

from __future__ import annotations

from dataclasses import replace

from annotations.codebook import builtin
from annotations.codes import Change, Code, Codebook, Target, Variable
from annotations.model import Annotation, Ref, Stance, Status
from annotations.records import Coding
from reader.codebook_rows import BELOW, Row, rows, tally
from reader.layout.cells import cells
from reader.tui.codebook_items import items, kept, told

SHORTAGE = Target("short", "claim", "Russia is short of weapons", ("the shortage",), "Any lack of arms.")
BOOK = replace(
    builtin(),
    targets=(SHORTAGE,),
    codes=(
        *builtin().codes,
        Code("old", "ridicule", merged_into="device-mockery"),
        Code("deep", "irony", "device-mockery", "Means the reverse."),
    ),
    changes=(Change("2024-05-01T10:00:00Z", "definition", "code:deep"),),
)


def record(
    number: int,
    *,
    stance: Stance | None = None,
    tags: tuple[str, ...] = (),
    status: Status = "accepted",
    **values: object,
) -> Annotation:
    return Annotation(f"{number}", "d", "ann", "", "", stance=stance, tags=tags, status=status, values=values)


def row(found: tuple[Row, ...], subject: str) -> Row:
    return next(one for one in found if one.id == subject)


def test_every_part_of_the_codebook_has_its_rows_in_order() -> None:
    found = rows(BOOK)
    assert len({one.id for one in found}) == len(found)
    kinds = [one.kind for one in found]
    assert kinds[:7] == ["scale", "label", "label", "label", "label", "label", "scale"]
    assert [one.name for one in found if one.kind == "heading"] == ["Codes", "Targets", "Variables"]
    denies = row(found, "label:claim/denies")
    assert (denies.name, denies.glyph, denies.key, denies.path) == ("denies", "-", "-", "Claim/denies")
    assert dict(denies.told)["include"].startswith("Mocking the claim")
    assert denies.filter == "stance:claim/denies"
    deep = row(found, "code:deep")
    assert (deep.depth, deep.path, deep.filter) == (2, "device/mockery/irony", "tag:device/mockery/irony")
    assert dict(deep.told)["changed"] == "2024-05-01"
    assert row(found, "code:device-loaded").filter == 'tag:"device/loaded word"'
    assert not [one for one in found if one.id == "code:old"], "a merged code is no choice any more"
    target = row(found, "target:short")
    assert (target.about, dict(target.told)["also"]) == ("claim", "the shortage")
    genre = row(found, "variable:genre")
    assert (genre.about, genre.filter) == ("article", "")
    assert genre.values[:2] == ("news", "analysis")
    assert row(found, "variable:intensity").filter == "value:intensity="


def test_what_is_used_without_being_in_the_codebook_is_shown() -> None:
    declared, used = [Ref("Arms trade", "issue")], [Ref("arms trade", "issue"), Ref("Belarus", "entity")]
    uses = [
        "label:mood/sad",
        "code:gone",
        "variable:lost",
        "variable:genre=odd",
        "code:frame",
        BELOW + "code:gone",
        "target:x",
    ]
    found = rows(BOOK, declared, [*used, Ref("The Shortage")], uses)
    targets = [(one.name, one.about) for one in found if one.kind == "target"]
    assert targets == [
        ("Russia is short of weapons", "claim"),
        ("Arms trade", "issue, yours"),
        ("Belarus", "entity, used"),
    ]
    strange = [one for one in found if not one.known]
    assert [(one.id, one.kind) for one in strange] == [
        ("code:gone", "code"),
        ("label:mood/sad", "label"),
        ("variable:lost", "variable"),
    ]
    assert found[found.index(strange[0]) - 1].kind == "heading"


def test_a_country_and_a_claim_of_its_name_are_two_rows_with_a_count_each() -> None:
    claim, country = Ref("Russia", "claim"), Ref("Russia", "entity", "gpe:RU")
    found = [one for one in rows(BOOK, [claim], [country, replace(country, name="RUSSIA")]) if one.ref]
    assert [(one.id, one.about, one.ref) for one in found[1:]] == [
        ("target:claim russia", "claim, yours", claim),
        ("target:entity russia", "entity, used", country),
    ]
    towards = [
        record(n, stance=Stance("position", "favor", ref)) for n, ref in enumerate((claim, country, country))
    ]
    counted = tally(towards, [], BOOK)
    assert (counted["target:claim russia"], counted["target:entity russia"]) == (1, 2)


def test_a_codebook_of_nothing_has_no_rows() -> None:
    assert rows(Codebook("sentence", ())) == ()
    assert [one.name for one in rows(Codebook("sentence", (), variables=(Variable("v", "V", "actor"),)))] == [
        "Variables",
        "V",
    ]


def test_uses_are_counted_once_an_annotation() -> None:
    towards = Stance("claim", "denies", Ref("The Shortage", "claim"))
    records = [
        record(1, stance=towards, tags=("device-mockery", "old")),
        record(2, stance=replace(towards, target=Ref("whatever", "claim", "short")), tags=("deep",)),
        record(3, stance=Stance("claim", "denies", Ref("Somebody"))),
        record(
            4,
            stance=Stance("mood", "sad"),
            tags=("gone",),
            intensity="weak",
            commitment="",
            topics=["arms", "oil"],
        ),
        record(5, stance=towards, tags=("frame",), status="proposed", intensity="weak"),
        record(6, stance=towards, status="rejected"),
    ]
    coding = Coding("9", "d", "ann", "open", "", "", values={"genre": "news", "dominant-frame": None})
    found = tally(records, [coding], BOOK)
    assert found == {
        "label:claim/denies": 3,
        "label:mood/sad": 1,
        "target:short": 2,
        "target:entity somebody": 1,
        "code:device-mockery": 1,
        "code:deep": 1,
        "code:gone": 1,
        BELOW + "code:device-mockery": 2,
        BELOW + "code:device": 2,
        BELOW + "code:deep": 1,
        BELOW + "code:gone": 1,
        "variable:intensity": 1,
        "variable:intensity=weak": 1,
        "variable:topics": 1,
        "variable:topics=arms": 1,
        "variable:topics=oil": 1,
        "variable:genre": 1,
        "variable:genre=news": 1,
    }


# -- as items


def lines(wanted: str = "", room: int = 36, uses: dict[str, int] | None = None) -> list[str]:
    known = kept(rows(BOOK), wanted)
    shown = items(known, {"code:deep": 1}, uses or {"code:deep": 12}, room, airy=False)
    return ["".join(text for text, _ in item.lines[0]) for item in shown]


def test_a_row_has_mark_name_key_and_both_counts() -> None:
    shown = lines()
    assert shown[0] == "Position  scale"
    assert shown[1] == "+ favor0 ·  0"
    assert "    # irony1 · 12" in shown
    assert "  # conflict,c  0 ·  0" in shown
    assert "Russia is short of weapons0 ·  0" in shown, "what it is gives way where there is no room"
    assert "Intensity  passage0 ·  0" in shown
    roomy = lines(room=90)
    assert any(line.startswith("+ favor  The holder speaks for the target") for line in roomy)
    assert any(line.startswith("Russia is short of weapons  claim  Any lack") for line in roomy)
    known = items(kept(rows(BOOK), ""), {}, {}, 36, airy=True)
    assert [item.selectable for item in known if len(item.lines) == 2] == [True, False, False, False]
    assert all(cells(line) < 60 for line in shown)


def test_a_filter_keeps_what_rows_are_under_but_not_to_be_chosen() -> None:
    known = kept(rows(BOOK), "means REVERSE")
    assert [(row.name, holds) for row, holds in known] == [
        ("Codes", False),
        ("device", False),
        ("mockery", False),
        ("irony", True),
    ]
    assert [item.selectable for item in items(known, {}, {}, 36, airy=False)] == [False] * 3 + [True]
    assert [row.name for row, _ in kept(rows(BOOK), "claim/denies")] == ["Claim", "denies"]
    assert kept(rows(BOOK), "no such thing anywhere") == []
    assert [row for row, holds in kept(rows(BOOK), "") if holds] == list(rows(BOOK))


def test_all_that_is_known_of_a_row_is_told() -> None:
    found = rows(BOOK)
    mocking = told(row(found, "code:device-mockery"), {}, {BELOW + "code:device-mockery": 3})
    assert mocking[0] == ("", "Ridicule of a person, a state or a claim, by the writer or by someone quoted.")
    assert ("key", ",m") in mocking
    assert mocking[-1] == ("used", "0 here, 0 in the corpus; with the codes below 0 and 3")
    short = told(row(found, "target:short"), {"target:short": 1}, {"target:short": 2})
    assert short == [
        ("", "Any lack of arms."),
        ("also", "the shortage"),
        ("kind", "claim"),
        ("used", "1 here, 2 in the corpus"),
    ]
    intensity = told(row(found, "variable:intensity"), {}, {"variable:intensity=strong": 4})
    assert ("values in the corpus", "weak 0, moderate 0, strong 4") in intensity
    scale = told(row(found, "scale:position"), {}, {})
    assert ("towards", "entity, issue, event") in scale
    assert ("labels", "ordered") in scale
    assert not [name for name, _ in scale if name in ("used", "path")]
