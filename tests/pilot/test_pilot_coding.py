"""Coding by keys: one key with a pinned target, repeating, units, codes, articles done."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.codebook import builtin
from annotations.model import Ref, Stance
from reader.coding import Draft
from reader.tui import outside
from reader.tui.screens.metadata import MetadataScreen
from tests.pilot.driving import OpenReader, plain

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_with_a_pinned_target_one_key_codes_and_a_full_stop_repeats(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T")
        await reader.type("The treaty")
        await reader.press("enter")
        assert "target: The treaty" in reader.facts
        await reader.press("+")
        assert reader.context == "READ"
        assert reader.last.stance == Stance("position", "favor", Ref("The treaty", "issue"))
        assert reader.last.confirmed == ("target",)
        await reader.press(")", ".")
        assert len(reader.records) == 2
        assert reader.records[1].stance == reader.records[0].stance
        assert reader.records[1].quote != reader.records[0].quote
        await reader.press("T")
        assert reader.screen.prompt.value == "The treaty"
        await reader.press("ctrl+u", "enter")
        assert not any(fact.startswith("target") for fact in reader.facts)
        await reader.press("-")
        assert reader.context == "BAR"


async def test_what_is_there_already_is_not_made_again(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T", *"The treaty", "enter", "+")
        there = "the same is there already: favor → The treaty"
        for key in ("+", "."):
            await reader.press(key)
            assert (reader.message, reader.warned, len(reader.records)) == (there, True, 1)
        # Another label, another note, and the same after it was taken back, are something else.
        await reader.press("-", "a", *"x", "enter", "u", "u", "-")
        assert [record.stance and record.stance.label for record in reader.records] == ["favor", "against"]
        await reader.press(*"AA note", "enter")
        await reader.press(*"AA note", "enter")
        assert (reader.message, len(reader.records)) == ("the same is there already: note “A note”", 3)


async def test_a_full_stop_names_what_it_repeats_and_never_what_was_taken_back(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T", *"The treaty", "enter", "+", ")", "-", ")", ".")
        assert reader.message == "again: against → The treaty; u takes it back"
        await reader.press("u", "u", ".")
        assert reader.message == "again: favor → The treaty; u takes it back"
        assert [record.stance and record.stance.label for record in reader.records] == ["favor", "favor"]
        await reader.press("u", "u", ".")
        assert (reader.message, reader.warned) == (
            "nothing to repeat: what was coded in this session was taken back",
            True,
        )
        assert reader.records == []
        await reader.press("ctrl+r", ")", ".")
        assert reader.message == "again: favor → The treaty; u takes it back"
        await reader.press(")", "t", *"mockery", "enter", ")", ".")
        assert reader.message == "again: #device/mockery; u takes it back"


async def test_repeating_before_anything_was_coded_is_refused(app: OpenReader) -> None:
    async with app() as reader:
        await reader.press(".")
        assert "nothing was coded" in reader.message
        await reader.press("d", "d")
        assert "no annotation here" in reader.message
        await reader.press("i")
        assert "no annotation here" in reader.message
        await reader.press("g", "o")
        assert "no annotation here" in reader.message
        await reader.press("u")
        assert "nothing to undo" in reader.message
        await reader.press("ctrl+r")
        assert "nothing to redo" in reader.message
        await reader.press("g", "r")
        assert "select new words first" in reader.message
        await reader.press("v", "g", "r")
        assert "choose the annotation first" in reader.message
        assert reader.warned
        assert reader.records == []


async def test_an_article_is_done_and_open_again(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        assert "0 of 5 articles coded" in reader.facts
        await reader.press("g", "d")
        assert reader.store.codings()[TREATY].state == "done"
        assert "no stance" in reader.message
        assert "1 of 5 articles coded" in reader.facts
        assert reader.screen.title_row.title.coding == "done"
        await reader.press("g", "d")
        assert reader.store.codings()[TREATY].state == "open"
        assert "0 of 5 articles coded" in reader.facts
        await reader.press("u")
        assert reader.store.codings()[TREATY].state == "done"
        assert "1 of 5 articles coded" in reader.facts


REQUIRED = """
schema = 1
[[scale]]
id = "p"
name = "P"
for = ["issue"]
label = [{id = "yes", name = "yes", key = "+"}]
[[variable]]
id = "g"
name = "Genre"
level = "article"
values = ["news", "letter"]
required = true
definition = "What it is."
[[variable]]
id = "w"
name = "Who"
level = "article"
exclusive = false
[[variable]]
id = "s"
name = "Strength"
level = "passage"
values = ["low"]
required = true
"""


async def test_an_article_is_not_done_while_a_required_variable_is_empty(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(REQUIRED)
    async with app(first=TREATY) as reader:
        await reader.coded("Kalashnikov", Draft(Stance("p", "yes")))
        old = await reader.coded("pioneering", Draft(Stance("p", "yes", Ref("x", "issue"))))
        await reader.press("g", "g", "g", "d")
        assert (reader.message, reader.warned) == ("not done yet: Genre to be filled: gm", True)
        assert reader.store.codings() == {}
        await reader.press("g", "m", *["tab"] * 5, "ctrl+n", "enter")
        coding = reader.store.codings()[TREATY]
        assert (coding.state, coding.values) == ("open", {"g": "news"})
        assert "variables are kept" in reader.message
        # What a stance lacks is gone to, and the key that fills it named.
        await reader.press("g", "d")
        assert "Strength to be filled here: i (2 annotations)" in reader.message
        assert reader.caret == reader.place_of("pioneering")
        await reader.press("i")
        assert reader.screen.bar.field == "value:s"
        await reader.press("ctrl+n", "enter", "g", "d")
        assert reader.record(old.id).values == {"s": "low"}
        assert "(1 annotation)" in reader.message
        assert reader.caret == reader.place_of("Kalashnikov")
        await reader.press("i", "tab", "tab", "tab", "ctrl+n", "enter", "g", "d")
        assert reader.message == "done: 2 stances; gd opens it again"
        coding = reader.store.codings()[TREATY]
        assert (coding.state, coding.values) == ("done", {"g": "news"})


async def test_an_incomplete_stance_without_a_place_is_shown_in_its_pane(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(REQUIRED)
    async with app(first=TREATY, size=(160, 45)) as reader:
        workspace = reader.workspace
        workspace.set_state(reader.document, "open", values={"g": "news"})[1].result(20)
        record, saved = workspace.annotate(reader.document, [], Draft(Stance("p", "yes")))
        saved.result(20)
        await reader.press("g", "d")
        assert "Strength to be filled" in reader.message
        assert reader.screen.annotations.current == record.id
        await reader.press("i", *["tab"] * 3, "ctrl+n", "enter", "g", "d")
        assert reader.message == "done: 1 stance; gd opens it again"


async def test_variables_of_an_article_are_proposed_checked_and_taken_back(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(REQUIRED)
    async with app(first=TREATY) as reader:
        await reader.press("g", "m", *["tab"] * 5)
        dialog = reader.app.screen
        assert isinstance(dialog, MetadataScreen)
        assert str(dialog._told.content) == "Genre: required: What it is: news, letter; ^n the next"
        shown = []
        for key in ("ctrl+n", "ctrl+n", "ctrl+n", "ctrl+p"):
            await reader.press(key)
            shown.append(dialog._inputs["value:g"].value)
        assert shown == ["news", "letter", "", "letter"], "around the ends, by way of what was typed: nothing"
        await reader.press("ctrl+u")
        await reader.type("poem")
        await reader.press("enter")
        assert dialog.is_current
        assert "is none of its values: news, letter" in str(dialog._told.content)
        await reader.press("ctrl+u", "ctrl+p", "tab")
        await reader.type("A, B")
        await reader.press("tab")
        await reader.type("Known")
        await reader.press("enter")
        assert reader.store.codings()[TREATY].values == {"g": "letter", "w": ["A", "B"]}
        assert reader.document.metadata.title.endswith("Known")
        assert not any("Genre" in path.read_text() for path in seeds.glob("*.csv"))
        await reader.press("g", "m", *["tab"] * 5, "ctrl+u", "enter")
        assert reader.store.codings()[TREATY].values == {"w": ["A", "B"]}
        await reader.press("u")
        assert reader.store.codings()[TREATY].values == {"g": "letter", "w": ["A", "B"]}
        await reader.press("g", "m", "enter")
        assert len(reader.store.log()) == 3


async def test_a_required_variable_of_an_actor_is_asked_for(app: OpenReader, seeds: Path) -> None:
    actor = '[[variable]]\nid = "party"\nname = "Party"\nlevel = "actor"\nrequired = true\n'
    (seeds / "codebook.toml").write_text(FIXED.format("free") + actor)
    async with app(first=TREATY) as reader:
        await reader.coded("pioneering", Draft(Stance("p", "yes", holder=((Ref("Ann"),),))))
        await reader.press("g", "d")
        assert "Party of Ann to be filled: reader actor" in reader.message
        assert reader.store.codings() == {}


async def test_variables_are_kept_by_somebody(app: OpenReader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(REQUIRED)
    async with app(first=TREATY, annotator="", proposed="eve") as reader:
        await reader.press("g", "m", *["tab"] * 5, "ctrl+n", "enter")
        assert reader.context == "PROMPT"
        await reader.press("enter")
        assert reader.store.codings()[TREATY].annotator == "eve"
        assert reader.store.codings()[TREATY].values == {"g": "news"}


async def test_done_with_notes_alone_is_done_with_no_stance(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("a", "n", "enter", "g", "d")
        assert reader.message == "done, with no stance: that is data too; gd opens it again"
        await reader.press("g", "d", "+", "enter", "g", "d")
        assert reader.message == "done: 1 stance; gd opens it again"


async def test_code_keys_tag_the_passage(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked")
        await reader.press(",", "m")
        assert reader.last.tags == ("device-mockery",)
        assert "#device/mockery" in reader.message
        assert builtin().code_keys[",m"].id == "device-mockery"


async def test_annotations_of_others_are_hidden_unless_asked_for_and_never_changed(app: OpenReader) -> None:
    async with app(annotator="bob", first=TREATY) as reader:
        await reader.coded("pioneering", Draft(note="of bob"))
    async with app(first=TREATY, size=(160, 45)) as reader:
        assert reader.screen.page.need().annotations == ()
        assert not any("1 note" in row for row in reader.rows("list"))
    async with app(first=TREATY, show_others=True) as reader:
        [shown] = reader.screen.page.need().annotations
        assert shown.annotation.annotator == "bob"
        await reader.at("pioneering")
        assert "annotation by bob" in reader.facts
        await reader.coded("Kalashnikov", Draft(note="mine"))
        assert [" by bob " in row for row in reader.rows("annotations")] == [True, False]
        assert not any("annotation by" in fact for fact in reader.facts)
        await reader.at("pioneering")
        for keys in ("dd", "i"):
            await reader.press(*keys)
            assert "bob's" in reader.message
        await reader.press("a", "x", "enter")
        assert reader.record(shown.annotation.id).note == "of bob"


async def test_with_an_article_done_what_others_said_of_it_appears_and_is_not_counted(
    app: OpenReader,
) -> None:
    async with app(annotator="bob", first=TREATY) as reader:
        await reader.coded("pioneering", Draft(stance=Stance("position", "favor"), note="of bob"))
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.press("g", "d")
        assert [one.annotation.note for one in reader.screen.page.need().annotations] == ["of bob"]
        assert "with no stance" in reader.message
        assert not any("1 note" in row for row in reader.rows("list"))
        assert reader.screen.page.need().coded_units == frozenset()
        await reader.press("g", "d")
        assert reader.screen.page.need().annotations == ()


FIXED = """
schema = 1
unit = "{}"
[[scale]]
id = "p"
name = "P"
label = [{{id = "yes", name = "yes", key = "+"}}]
[[code]]
id = "c"
name = "c"
key = ",c"
"""


OLYMPICS = ("British and Russian security services", "which open on Feb. 7.")
MEDALS = ("President Vladimir Putin also presented", "during World War II.")


@pytest.mark.parametrize(
    ("unit", "begins", "ends"),
    [
        ("sentence", *OLYMPICS),
        ("paragraph", OLYMPICS[0], MEDALS[1]),
        ("article", "Support The Moscow Times!", "world’s largest country."),
        ("free", "athletes", "spectators"),
    ],
)
async def test_a_selection_is_annotated_to_the_units_the_codebook_fixes(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch, unit: str, begins: str, ends: str
) -> None:
    monkeypatch.setattr(outside, "edit", lambda *_: "n")
    (seeds / "codebook.toml").write_text(FIXED.format(unit))
    async with app(first=TREATY) as reader:
        for keys in (("+", "enter"), (",", "c"), ("E",)):
            await reader.at("athletes and spectators")
            await reader.press("v", "e", "e", "e", *keys)
            quote = plain(reader.last.quote)
            assert (quote[: len(begins)], quote[len(quote) - len(ends) :]) == (begins, ends)
            assert reader.selected == ""
        assert len(reader.records) == 3


async def test_units_hold_over_their_edges_without_a_selection_and_when_moved(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(FIXED.format("sentence"))
    async with app(first=TREATY) as reader:
        await reader.at("Feb. 7. President")
        await reader.press("v", "w", "w", "w", "w", "+")
        lit = reader.screen.view.selection
        assert lit is not None
        assert plain(reader.text[slice(*lit)]).startswith(OLYMPICS[0])
        assert plain(reader.text[slice(*lit)]).endswith(MEDALS[1])
        await reader.press("enter")
        assert reader.last.quote == reader.text[slice(*lit)]
        await reader.at("600 British")
        await reader.press(",", "c")
        assert plain(reader.last.quote).startswith("The newspaper reported that only 600")
        await reader.at("pioneering")
        await reader.press("v", "e", "g", "a", "j", "g", "r")
        assert any(plain(record.quote).startswith("LONDON") for record in reader.records)
        # A citation takes the words.
        await reader.press("escape")
        await reader.at("athletes")
        await reader.press("v", "e", "y")
        assert "athletes" in reader.message
        assert "spectators" not in reader.message


async def test_a_pinned_target_is_not_used_on_a_scale_it_does_not_fit_and_a_country_is_no_claim(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T")
        await reader.type("russia")
        await reader.press("enter", "+", "ctrl+t")
        told = "Claim scale: Russia is no target for the Claim scale, label keys open the bar"
        assert (reader.message, reader.warned) == (told, True)
        await reader.press("+")
        assert reader.context == "BAR"
        # The country is not made a claim of that name, and it is said what is.
        await reader.type("Russia")
        why = "'Russia' is an entity, the Claim scale is for a claim: a claim is a sentence, type what is"
        assert reader.lit_row[0] == "Russia"
        assert reader.lit_row[1].startswith(why)
        await reader.press("enter")
        assert reader.context == "BAR"
        assert reader.message.startswith(why)
        await reader.type(" is short of weapons")
        assert reader.lit_row == ("Russia is short of weapons", "new claim")
        await reader.press("enter")
        assert reader.last.stance == Stance("claim", "affirms", Ref("Russia is short of weapons", "claim"))
        await reader.press("T", "ctrl+u")
        await reader.type("Ukraine")
        await reader.press("enter")
        assert reader.message.startswith("target: Ukraine is no target for the Claim scale")
        assert reader.warned
