"""The fields of the stance bar and the draft they come to, without a bar."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.codes import Codebook, Label, Scale, Variable
from annotations.errors import PassageError
from annotations.model import Holder, Link, Ref, Stance
from reader import naming
from reader.coding import Draft
from reader.completing import Choice
from reader.holders import holder_chain
from reader.proposals import HolderProposal, TargetProposal
from reader.stance_form import Offers, StanceForm

FORCE = Variable("force", "Force", "passage", ("low", "high"), definition="How loud.")
TOPICS = Variable("topics", "Topics", "passage", ("arms", "oil"), exclusive=False)
BOOK = Codebook(
    "free",
    (
        Scale(
            "position", "Position", (Label("favor", "favor", "+", definition="For it."),), ("entity", "issue")
        ),
        Scale("claim", "Claim", (Label("denies", "denies", "-"), Label("favor", "favor")), ("claim",)),
    ),
    variables=(TOPICS, FORCE, Variable("genre", "Genre", "article")),
)
REQUIRED = Codebook(
    BOOK.unit, BOOK.scales, variables=(TOPICS, Variable("force", "Force", "passage", ("low",), True))
)
TREATY = Ref("The treaty", "issue", "t1")


def form(draft: Draft | None = None, book: Codebook = BOOK, scale: str = "position") -> StanceForm:
    offers = Offers(
        targets=lambda _: [TargetProposal(TREATY, "issue, codebook")],
        holders=[HolderProposal(((Ref("AT&T", "org", "org:att"),),), "subject of “said”")],
        codebook=book,
        target=lambda name, on: Ref(name, "claim" if on == "claim" else "issue"),
        fit=lambda stance, old: naming.need_fit(book, stance, old),
        holder=holder_chain,
        tag=lambda name: f"id-{name}",
    )
    return StanceForm(draft or Draft(), scale, offers)


def proposed(one: StanceForm, field: str, typed: str) -> list[Choice]:
    """What stands beside *field* when *typed* is typed, but for that itself."""
    return list(one.offered(field, typed, "").proposals)


def drafted(one: StanceForm, **texts: str) -> Draft:
    """What the fields come to when *texts* are typed in; ``value__x`` is ``value:x``."""
    return one.draft(one.shown | {name.replace("__", ":"): text for name, text in texts.items()})


def test_fields_are_empty_and_come_to_nothing() -> None:
    one = form()
    assert one.fields == ("stance", "target", "holder", "tags", "value:topics", "value:force", "note")
    assert set(one.shown.values()) == {""}
    assert drafted(one) == Draft()
    assert one.first == "stance"


@pytest.mark.parametrize(
    ("field", "typed_on", "left"),
    [("tags", "x, y, ", "x, y"), ("value:topics", "x, y, ", "x, y"), ("value:force", "x, y", "x, y,")],
)
def test_only_a_field_of_several_goes_on_with_a_comma(field: str, typed_on: str, left: str) -> None:
    one = form()
    assert one.begun(field, "x, y") == typed_on
    assert one.begun(field, "") == ""
    assert one.ended(field, "x, y,") == left


def test_a_comma_that_nothing_follows_is_no_tag() -> None:
    assert drafted(form(), tags="x, ").tags == ("id-x",)


def test_what_was_typed_is_what_is_drafted() -> None:
    found = drafted(
        form(),
        stance="FAVOR",
        target="arms",
        holder="A > B & C",
        tags="x, y",
        value__force="HIGH",
        value__topics="oil, arms",
        note=" n ",
    )
    assert found == Draft(
        Stance("position", "favor", Ref("arms", "issue"), holder_chain("A > B & C")),
        ("id-x", "id-y"),
        "n",
        {"force": "high", "topics": ["oil", "arms"]},
        (),
        ("target", "holder", "values"),
    )


HOLDERS: tuple[Holder, ...] = (None, (), "unattributed", ((Ref("A and B", "org", "org:ab", role="x"),),))


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("note", ["", "n", "a\n\nb ¶ c\n", "  - x\n\t- y", "¶ alone", "a\r\nb"])
@pytest.mark.parametrize("values", [{}, {"force": "high", "topics": ["arms"], "gone": 7, "odd": {"a": 1}}])
def test_what_is_left_as_it_stands_is_as_it_was(holder: Holder, note: str, values: dict[str, object]) -> None:
    stance = Stance("claim", "gone label", Ref("a  b", "claim", "c"), holder, "indirect", {"new": 1})
    known = Stance("claim", "denies", stance.target, holder, "indirect", {"new": 1})
    old = Draft(known, ("own tag",), note, values, (Link("see", "corpus:"),))
    one = form(old)
    one._offers = form()._offers
    found = drafted(one, tags=one.shown["tags"])
    assert (found.stance, found.note, found.values, found.links) == (known, note, values, old.links)
    with pytest.raises(PassageError, match="gone label"):
        drafted(form(Draft(stance)))


@given(st.text(st.sampled_from("ab ¶⏎\n"), max_size=20), st.text(st.sampled_from("xy¶"), max_size=4))
def test_a_note_keeps_its_lines_wherever_it_is_added_to(note: str, added: str) -> None:
    note = note.strip()
    one = form(Draft(note=note))
    end = one.shown["note"]
    if "\n" in note and "¶" in added:
        return
    assert drafted(one, note=end + added).note == (note + added).strip()
    assert "\n" not in end
    assert len(end) == len(note)


def test_a_line_end_can_be_taken_out_of_a_note() -> None:
    one = form(Draft(note="a\nb\nc"))
    assert one.shown["note"] == "a¶b¶c"
    assert drafted(one, note="a¶b c").note == "a\nb c"


def test_a_label_is_looked_up_on_the_scale_of_the_moment() -> None:
    one = form()
    assert (one.title(""), one.title("favor")) == ("stance · Position scale", "favor · Position scale")
    assert one.told("stance", "favor") == "For it."
    assert "A > B: A says B holds it" in one.told("holder", "favor")
    assert one.other_scale("") == ("", "Claim scale")
    assert one.title("favor") == "favor · Claim scale"
    found = drafted(one, stance="favor", target="x").stance
    assert found == Stance("claim", "favor", Ref("x", "claim"))
    assert one.title("position/favor") == "favor · Position scale"
    assert proposed(one, "stance", "")[0].text == "claim/denies"
    assert one.other_scale("") == ("", "Position scale")
    assert one.scale == "position"


def test_a_label_is_carried_to_the_one_of_its_key_else_its_sign_on_the_other_scale() -> None:
    signs = (
        Scale(
            "a", "A", (Label("for", "for", "+"), Label("both", "both", "%"), Label("not", "not", glyph="!"))
        ),
        Scale("b", "B", (Label("yes", "yes", "+"), Label("no", "no", "-", "!"), Label("bare", "bare"))),
    )
    one = form(book=replace(BOOK, scales=signs), scale="a")
    assert one.other_scale("a/for") == ("b/yes", "B scale: for → yes")
    assert one.other_scale("yes") == ("a/for", "A scale: yes → for")
    assert one.other_scale("not") == ("b/no", "B scale: not → no")
    assert one.other_scale("bare") == ("", "A scale: no label there is like bare, choose one"), (
        "no key is none"
    )
    assert one.other_scale("both") == ("", "B scale: no label there is like both, choose one")
    assert one.other_scale("nonsense") == ("nonsense", "A scale")
    assert one.other_scale("b/yes") == ("a/for", "A scale: yes → for"), "the next after that of the label"


def test_a_target_of_another_kind_is_refused_with_what_fits() -> None:
    one = form()
    name = one.choose("target", proposed(one, "target", "")[0])
    assert drafted(one, stance="favor", target=name).stance == Stance("position", "favor", TREATY)
    with pytest.raises(PassageError, match="'The treaty' is an issue, the Claim scale is for a claim"):
        drafted(one, stance="claim/denies", target=name)
    # What stands so already may stay while something else is changed, but not go to another scale.
    odd = Draft(Stance("claim", "denies", TREATY))
    assert drafted(form(odd), note="n").note == "n"
    with pytest.raises(PassageError, match="Position scale is for an entity or an issue"):
        drafted(form(Draft(Stance("claim", "denies", Ref("x", "claim", "c")))), stance="position/favor")


def test_a_required_variable_is_asked_for_and_typed_into_first() -> None:
    assert form(book=REQUIRED).fields[4:6] == ("value:force", "value:topics")
    with pytest.raises(PassageError, match="Force is required: low"):
        drafted(form(book=REQUIRED), stance="favor")
    assert drafted(form(book=REQUIRED), stance="favor", value__force="low").values == {"force": "low"}
    assert drafted(form(book=REQUIRED), note="n").note == "n"
    coded = Draft(Stance("position", "favor"))
    assert form(coded, REQUIRED).first == "target"
    aimed = Draft(Stance("position", "favor", TREATY))
    assert form(aimed, REQUIRED).first == "value:force"
    assert form(aimed).first == "target"
    assert form(Draft(aimed.stance, values={"force": "low"}), REQUIRED).first == "target"


def test_values_are_proposed_checked_and_taken_away() -> None:
    one = form()
    assert [row.text for row in proposed(one, "value:force", "")] == ["low", "high"]
    assert [row.text for row in proposed(one, "value:force", "hig")] == ["high"]
    assert [row.text for row in proposed(one, "value:topics", "arms, oi")] == ["oil"]
    assert one.with_part("value:topics", "arms, oi", "oil") == "arms, oil"
    assert one.with_part("value:force", "a, b", "low") == "low"
    assert proposed(one, "note", "x") == []
    assert one.told("value:force", "favor") == "Force · How loud."
    assert one.name("value:topics") == "Topics"
    for texts in ({"value__force": "low, high"}, {"value__topics": "gas"}):
        with pytest.raises(PassageError, match="none of its values"):
            drafted(one, **texts)
    assert drafted(form(Draft(values={"force": "low", "x": 1})), value__force="").values == {"x": 1}


def test_a_proposed_holder_is_meant_as_it_was_proposed() -> None:
    one = form()
    text = one.choose("holder", proposed(one, "holder", "att")[0])
    stance = drafted(one, stance="favor", holder=text).stance
    assert stance is not None
    assert stance.holder == ((Ref("AT&T", "org", "org:att"),),)


def test_a_target_or_holder_needs_a_stance() -> None:
    for name in ("target", "holder"):
        with pytest.raises(PassageError, match="needs a stance"):
            drafted(form(), **{name: "x"})


UNITED_KINGDOM = Ref("United Kingdom", "entity", "gpe:GB")


def named(near: bool) -> StanceForm:
    """A form where "Britain" means the United Kingdom, which is named *near* or not."""
    one = form()
    offered = [
        TargetProposal(Ref(name, "entity", f"org:{name}"), "org, near")
        for name in ("British Ministry of Defence", "Vladimir Putin", "Battle of Britain Fund")
    ]
    if near:
        offered.append(TargetProposal(UNITED_KINGDOM, "gpe, near", ("UK", "Britain")))
    one._offers = replace(
        one._offers,
        targets=lambda _: offered,
        target=lambda name, on: UNITED_KINGDOM if name == "Britain" else Ref(name, "issue"),
    )
    return one


@pytest.mark.parametrize("near", [True, False])
def test_a_target_is_found_first_by_another_name_of_it(near: bool) -> None:
    one = named(near)
    found = [row.text for row in proposed(one, "target", "Britain")]
    assert found == ["United Kingdom", "Battle of Britain Fund"]
    assert proposed(one, "target", "Britain")[0].value == UNITED_KINGDOM


def test_what_was_mistyped_finds_what_is_like_it_and_nothing_else() -> None:
    one = named(near=True)
    assert [row.text for row in proposed(one, "target", "vladimr putni")] == ["Vladimir Putin"]
    assert [row.text for row in proposed(one, "target", "putni")] == ["Vladimir Putin"]
    assert [row.text for row in proposed(one, "target", "Brtain")][:1] == ["Battle of Britain Fund"]
    assert proposed(one, "target", "treaty") == []


def test_what_is_typed_says_what_is_kept_of_it() -> None:
    one = named(near=False)
    assert one.stands("target", "Britain", "favor") == ("= United Kingdom, place", True)
    assert one.stands("target", "arms", "favor") == ("new issue", True)
    assert one.stands("holder", "writer > A and B", "favor") == ("= A & B", True)
    assert one.stands("holder", "A", "favor") == ("", True)
    said, kept = one.stands("holder", "A >", "favor")
    assert "empty level" in said
    assert not kept
    assert one.stands("tags", "x", "favor") == ("", True)
    stance = drafted(one, stance="favor", target="Britain").stance
    assert stance is not None
    assert stance.target == UNITED_KINGDOM
