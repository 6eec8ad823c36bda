"""The stance bar by keys: what it proposes, what it keeps, and what it refuses without losing a letter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.model import Ref, Stance
from reader.coding import Draft
from tests.pilot.driving import OpenReader, plain

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
EMPTY_FIELDS = ("target", "holder", "tags", "note")


async def test_a_label_key_opens_an_empty_bar_on_the_unit_and_esc_leaves_nothing(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("6", "G")
        unit = reader.screen.view.unit
        await reader.press("+")
        assert reader.context == "BAR"
        assert reader.field("stance") == "position/favor"
        assert [reader.field(name) for name in EMPTY_FIELDS] == [""] * 4
        assert reader.screen.bar.field == "target"
        assert reader.screen.view.selection == unit
        assert all(reason for _, reason in reader.offered)
        await reader.type("half a target")
        await reader.press("escape")
        assert reader.context == "READ"
        assert reader.screen.view.selection is None
        assert (reader.screen.view.unit, reader.records, reader.store.targets()) == (unit, [], ())
        assert reader.store.log() == []
        assert not (seeds / "annotations").exists()
        # The next bar remembers nothing of it.
        await reader.press("-")
        assert [reader.field(name) for name in EMPTY_FIELDS] == [""] * 4
        await reader.press("ctrl+c")
        assert reader.context == "READ"


async def test_enter_keeps_the_label_on_the_sentence_with_what_was_chosen_and_no_more(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("6", "G", "+", "enter")
        record = reader.last
        assert record.stance == Stance("position", "favor")
        assert record.quote == reader.text[slice(*reader.screen.view.unit or (0, 0))]
        assert plain(record.quote).startswith("But the newspaper reported that diplomats")
        assert (record.tags, record.note, record.confirmed) == ((), "", ())
        assert reader.message.startswith("favor")


async def test_a_label_key_takes_the_selection(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("pioneering defense treaty")
        await reader.press("v", "e", "e", "e", "+", "enter")
        assert plain(reader.last.quote) == "pioneering defense treaty"
        assert reader.context == "READ"
        assert reader.selected == ""


async def test_the_test_case_of_the_codebook_can_be_coded_by_keys(app: OpenReader) -> None:
    """001 ¶6: the newspaper > {diplomats, defense officials}, in favour of the treaty."""
    async with app(first=TREATY) as reader:
        await reader.press("6", "G", "+")
        await reader.type("defense treaty")
        await reader.press("tab")
        chain = next(
            (n, text) for n, (text, _) in enumerate(reader.offered) if " > " in text and "diplomats" in text
        )
        assert reader.offered[chain[0]][1]
        await reader.press(*["ctrl+n"] * (chain[0] + 1))
        assert reader.field("holder") == chain[1]
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert stance.target == Ref("defense treaty", "issue")
        assert isinstance(stance.holder, tuple)
        names = [[actor.name for actor in level] for level in stance.holder]
        assert names == [["the newspaper"], ["diplomats", "defense officials"]]
        assert reader.last.confirmed == ("target", "holder")
        # And typed, over another scale: Medvedev denies the claim.
        await reader.open(ARMS)
        await reader.at("Dmitry Medvedev, the former")
        await reader.press("ctrl+t")
        assert "Claim" in reader.message
        await reader.press("-")
        assert reader.field("stance") == "claim/denies"
        await reader.type("Russia is short of weapons")
        await reader.press("tab")
        await reader.type("Dmitry Medvedev")
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert (stance.scale, stance.label) == ("claim", "denies")
        assert stance.target == Ref("Russia is short of weapons", "claim")
        await reader.press("ctrl+t", "-")
        assert reader.field("stance") == "position/against"


async def test_proposals_go_in_by_one_key_and_back_to_what_was_typed(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+")
        offered = [text for text, _ in reader.offered]
        await reader.press("ctrl+n")
        assert reader.field("target") == offered[0]
        await reader.press("down")
        assert reader.field("target") == offered[1]
        await reader.press("ctrl+p", "up")
        assert reader.field("target") == ""
        await reader.type("Lond")
        assert reader.offered[0][0] == "London"
        await reader.press("ctrl+n", "enter")
        assert reader.last.stance is not None
        target = reader.last.stance.target
        assert target is not None
        assert (target.name, target.kind) == ("London", "entity")
        assert reader.workspace.table.entity(target.id) is not None
        assert reader.store.targets() == ()


async def test_what_cannot_be_kept_is_said_and_the_bar_stays_open(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("s")
        assert reader.screen.bar.field == "stance"
        await reader.type("nonsense")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert reader.warned
        assert "nonsense" in reader.message
        assert reader.field("stance") == "nonsense"
        await reader.press("ctrl+u")
        await reader.type("against")
        await reader.press("tab", "tab")
        await reader.type("A > > B")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "empty level" in reader.message
        assert reader.records == []
        await reader.press("tab", "enter")
        assert reader.screen.bar.field == "holder", "what is refused is where one types on"
        stands = reader.screen.bar.completion.rows[0]
        assert stands.text == "A > > B"
        assert "empty level" in stands.reason
        await reader.press("ctrl+u")
        await reader.type("A > B & C")
        await reader.press("enter")
        assert reader.context == "READ"
        assert reader.last.stance == Stance("position", "against", None, ((Ref("A"),), (Ref("B"), Ref("C"))))


async def test_a_target_without_a_stance_is_refused_and_an_empty_bar_keeps_nothing(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("s", "tab", "x", "enter")
        assert reader.context == "BAR"
        assert "needs a stance" in reader.message
        assert reader.screen.bar.field == "stance"
        await reader.press("tab", "ctrl+u", "enter")
        assert reader.context == "READ"
        assert "nothing is kept" in reader.message
        assert reader.records == []
        await reader.press("s", "shift+tab", "n", "o", "t", "e", "enter")
        assert (reader.last.stance, reader.last.note) == (None, "note")


async def test_a_new_target_is_declared_once_offered_again_and_one_undo_takes_the_coding(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+")
        await reader.type("Joint projects")
        await reader.press("enter")
        assert [known.target for known in reader.store.targets()] == [Ref("Joint projects", "issue")]
        await reader.press("u")
        assert reader.records == []
        await reader.press("ctrl+r", ")", "-")
        assert ("Joint projects", "issue, used once") in reader.offered
        await reader.type("joint PROJECTS")
        await reader.press("enter")
        assert reader.last.stance is not None
        assert reader.last.stance.target == Ref("Joint projects", "issue")
        assert len(reader.store.targets()) == 1
        await reader.press(")", "=")
        assert ("Joint projects", "issue, used twice") in reader.offered


async def test_a_change_made_elsewhere_meanwhile_keeps_the_bar_and_all_that_was_typed(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        old = await reader.coded("pioneering", Draft(Stance("position", "favor"), note="n"))
        await reader.press("i")
        await reader.type("The treaty")
        await reader.press("tab")
        await reader.type("A > B")
        reader.store.edit(TREATY, replace(reader.record(old.id), note="theirs", tags=("frame-conflict",)))
        await reader.press("enter")
        assert reader.context == "BAR"
        assert reader.warned
        assert "changed in the meantime" in reader.message
        assert (reader.field("target"), reader.field("holder")) == ("The treaty", "A > B")
        assert reader.record(old.id).note == "theirs"
        # Having been told, one may write over it.
        await reader.press("enter")
        assert reader.context == "READ"
        new = reader.record(old.id)
        assert new.stance == Stance(
            "position", "favor", Ref("The treaty", "issue"), ((Ref("A"),), (Ref("B"),))
        )
        assert (new.note, new.tags) == ("n", ())
        await reader.press("u")
        assert reader.record(old.id).note == "theirs"


async def test_what_was_removed_meanwhile_can_be_made_anew(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        old = await reader.coded("pioneering", Draft(Stance("position", "favor"), values={"gone": "x"}))
        await reader.press("i")
        await reader.type("The treaty")
        reader.store.remove(TREATY, old.id)
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "removed in the meantime" in reader.message
        assert reader.records == []
        await reader.press("enter")
        assert reader.context == "READ"
        assert reader.last.id != old.id
        assert reader.last.stance == Stance("position", "favor", Ref("The treaty", "issue"))
        assert (plain(reader.last.quote), reader.last.values) == ("pioneering", {"gone": "x"})


async def test_a_store_that_refuses_keeps_the_bar(app: OpenReader, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("+")
        await reader.type("The treaty")
        monkeypatch.setattr(reader.store, "read_only", "this folder cannot be written to")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "cannot be written to" in reader.message
        assert reader.field("target") == "The treaty"
        monkeypatch.undo()
        await reader.press("enter")
        assert reader.context == "READ"
        assert reader.last.stance == Stance("position", "favor", Ref("The treaty", "issue"))


async def test_a_target_of_another_kind_is_refused_by_name_of_what_fits(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+")
        await reader.type("Joint projects")
        await reader.press("enter", ")", "s")
        await reader.type("claim/denies")
        await reader.press("tab")
        await reader.type("joint projects")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "'Joint projects' is an issue, the Claim scale is for a claim" in reader.message
        assert len(reader.records) == 1
        await reader.press("escape", "-")
        await reader.press("ctrl+n")
        chosen = reader.field("target")
        await reader.press("ctrl+t")
        assert (reader.field("stance"), reader.screen.bar.field) == ("claim/denies", "target")
        assert reader.message.startswith("Claim scale: against → denies")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "Claim scale is for a claim" in reader.message
        assert reader.field("target") == chosen
        await reader.press("ctrl+u")
        await reader.type("They will last")
        await reader.press("enter")
        assert reader.last.stance == Stance("claim", "denies", Ref("They will last", "claim"))


async def test_a_holder_is_parted_at_words_of_their_own(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("+", "tab")
        await reader.type('AT&T > "Trade and Industry" and R&D')
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert stance.holder == ((Ref("AT&T"),), (Ref("Trade and Industry"), Ref("R&D")))
        await reader.press("i", "tab")
        assert reader.field("holder") == 'AT&T > "Trade and Industry" & R&D'


async def test_the_lines_of_a_note_survive_the_bar(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        note = "# Why\n\n  - first  one\n  - second"
        old = await reader.coded("pioneering", Draft(note=note))
        await reader.press("i", "shift+tab")
        assert reader.screen.bar.field == "note"
        assert "\n" not in reader.field("note")
        await reader.type(", and third")
        await reader.press("enter")
        assert reader.record(old.id).note == note + ", and third"
        await reader.press("i", "shift+tab", "home")
        await reader.type("#")
        await reader.press("enter")
        assert reader.record(old.id).note == "#" + note + ", and third"


async def test_proposals_follow_what_is_typed_in_one_burst(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+")
        await reader.burst(*"Lond", "ctrl+n", "tab", *"writ", "ctrl+n", "enter")
        stance = reader.last.stance
        assert stance is not None
        assert stance.target is not None
        assert (stance.target.name, stance.holder) == ("London", ())


async def test_the_other_scale_carries_the_label_over_and_leaves_what_is_typed(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("=")
        await reader.type("rus")
        await reader.press("ctrl+t")
        assert (reader.field("stance"), reader.field("target")) == ("claim/reports", "rus")
        assert (reader.screen.bar.field, reader.screen.bar.input.has_focus) == ("target", True)
        await reader.type("t will do")
        await reader.press("ctrl+t")
        assert (reader.field("stance"), reader.field("target")) == ("position/neutral", "rust will do")
        await reader.press("shift+tab", "ctrl+u")
        await reader.type("aga")
        await reader.press("ctrl+t")
        assert (reader.screen.bar.field, reader.field("stance")) == ("stance", "claim/denies")
        await reader.press("escape", "%")
        await reader.type("rust will do")
        await reader.press("ctrl+t")
        assert (reader.screen.bar.field, reader.field("stance")) == ("stance", "")
        assert reader.field("target") == "rust will do"
        assert reader.message.startswith("Claim scale: no label there is like mixed, choose one")
        await reader.press("ctrl+t")
        assert reader.message.startswith("Position scale")


async def test_why_nothing_was_kept_goes_with_the_next_key_in_the_field(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("+", "tab", "tab")
        await reader.type("nosuch")
        await reader.press("enter")
        assert reader.warned
        assert reader.message.startswith("no code 'nosuch'")
        await reader.press("backspace")
        assert (reader.message, reader.warned, reader.context) == ("", False, "BAR")
        await reader.press("enter")
        assert reader.message.startswith("no code 'nosuc'")
        await reader.type("x")
        assert reader.message == ""


async def test_a_scale_other_than_the_first_is_named_and_gives_the_hints(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        assert not any("scale" in fact for fact in reader.facts)
        first = reader.screen.status.status.hints
        await reader.press("ctrl+t", "j")
        assert "Claim scale" in reader.facts
        labels = {label.name for label in reader.workspace.codebook.scales[1].labels}
        assert len([title for _, title in reader.screen.status.status.hints if title in labels]) == 2
        while "Claim scale" in reader.facts:
            await reader.press("ctrl+t", "j")
        while any("scale" in fact for fact in reader.facts):
            await reader.press("ctrl+t", "j")
        assert reader.screen.status.status.hints == first


async def test_a_name_an_entity_also_goes_by_offers_that_entity_first(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("6", "G", "+")
        await reader.type("Britain")
        assert reader.offered[0][0] == "United Kingdom"
        assert "Vladimir Putin" not in [name for name, _ in reader.offered]
        assert reader.lit_row == reader.offered[0]
        await reader.press("enter")
        assert reader.last.stance is not None
        assert reader.last.stance.target == Ref("United Kingdom", "entity", "gpe:GB")
