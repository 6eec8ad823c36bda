"""Lines with proposals: Enter takes the row that is lit, in each of them; what is typed stays in reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from annotations.model import Ref, Stance
from reader.coding import Draft
from reader.holders import holder_chain, holder_text
from reader.tui.screens.metadata import MetadataScreen
from reader.tui.widgets.choice_list import ChoiceList
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
RUSSIA = Ref("Russia", "entity", "gpe:RU")


def shown(reader: Driver, name: str) -> list[str]:
    """The rows beside the line, as they are painted; the one that is lit begins with a bar."""
    rows = reader.screen.query_one(name, ChoiceList)
    return [strip.text.strip() for strip in rows.render_lines(rows.size.region)] if rows.display else []


async def test_a_target_that_is_lit_is_pinned_and_what_was_typed_stays_in_reach(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("T")
        assert reader.lit_row == ("", "")
        await reader.type("rus")
        assert reader.lit_row[0] == "Russia"
        await reader.painted()
        first, second = shown(reader, "#prompt-choices")[:2]
        assert (first, second.split("   ")[0]) == ("rus   new issue", "▌Russia")
        await reader.press("enter")
        assert reader.screen.coder.pinned == RUSSIA
        assert reader.message.startswith("target: Russia;")
        # It stands there, lit, and Enter alone changes nothing.
        await reader.press("T")
        assert (reader.screen.prompt.value, reader.lit_row[0]) == ("Russia", "Russia")
        await reader.press("enter")
        assert reader.screen.coder.pinned == RUSSIA
        await reader.press("T", "ctrl+u")
        await reader.type("rus")
        await reader.press("ctrl+p")
        assert reader.lit_row == ("rus", "new issue")
        await reader.press("enter")
        assert reader.screen.coder.pinned == Ref("rus", "issue")
        await reader.press("T", "ctrl+u")
        await reader.type("Nobody has heard of it")
        assert reader.lit_row == ("Nobody has heard of it", "new issue")
        await reader.press("enter")
        assert reader.screen.coder.pinned == Ref("Nobody has heard of it", "issue")
        # What is pinned and left as it stands stays what it is, whatever else is called so.
        reader.screen.coder.pinned = Ref("Russia", "issue")
        await reader.press("T", "enter")
        assert reader.screen.coder.pinned == Ref("Russia", "issue")
        await reader.press("T", "ctrl+u", "enter")
        assert reader.screen.coder.pinned is None


async def test_a_holder_that_is_typed_whole_is_kept_as_typed_and_a_chain_from_its_last_actor(
    app: OpenReader,
) -> None:
    used = holder_chain("the newspaper > diplomats & defense officials")
    both = holder_chain("diplomats & defense officials")
    async with app(first=TREATY) as reader:
        for holder in (used, both):
            await reader.coded("pioneering", Draft(Stance("position", "favor", RUSSIA, holder)))
        for typed, kept in (
            ("diplomats", "diplomats"),
            ("defense officials", "defense officials"),
            ("newspaper > diplomats & defense officials", "newspaper > diplomats & defense officials"),
            ("newspaper > diplomats & rus", "newspaper > diplomats & Russia"),
            ("diplomats & def", "diplomats & defense officials"),
        ):
            await reader.press("s")
            await reader.type("favor")
            await reader.press("tab", "tab")
            await reader.type(typed)
            await reader.press("enter")
            stance = reader.last.stance
            assert stance is not None
            assert holder_text(stance.holder) == kept
            if "rus" in typed:
                assert isinstance(stance.holder, tuple)
                assert stance.holder[-1][-1].id == RUSSIA.id, "what was lit is linked"


async def test_a_code_that_is_lit_is_the_tag_behind_others_too(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("t")
        await reader.type("mock")
        await reader.press("enter")
        assert list(reader.last.tags) == ["device-mockery"]
        await reader.press("t")
        await reader.type("secur")
        await reader.press("enter")
        assert list(reader.last.tags) == ["device-mockery", "frame-security"]
        await reader.press("t", "ctrl+u")
        await reader.type("secur, mock")
        assert reader.screen.prompt.value == "frame/security, mock", "a comma takes it, too"
        await reader.press("enter")
        assert list(reader.last.tags) == ["frame-security", "device-mockery"]
        await reader.press("i", "tab", "tab", "tab", "ctrl+u")
        await reader.type("mock,confl")
        await reader.press("enter")
        assert list(reader.last.tags) == ["device-mockery", "frame-conflict"]
        await reader.press("t")
        await reader.type("qqq")
        assert reader.lit_row == ("qqq", "no such code")
        await reader.press("enter")
        assert "no code 'qqq'" in reader.message


async def test_recoding_and_occurrences_take_the_row_that_is_lit(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.coded("pioneering", Draft(Stance("position", "favor"), ("frame-conflict",)))
        await reader.press("g", "a", "R")
        await reader.type("aga")
        assert reader.lit_row[0] == "position/against"
        await reader.press("enter")
        assert reader.last.stance == Stance("position", "against")
        await reader.press("escape")
        await reader.at("Russia")
        await reader.press("g", "*")
        await reader.type("secur")
        assert reader.lit_row[0] == "frame/security"
        await reader.press("enter", "y")
        assert reader.last.tags == ("frame-security",)


async def test_a_search_is_what_was_typed_whatever_was_searched_before(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("/")
        await reader.type("Russia")
        await reader.press("enter", "/")
        assert reader.completions == ["Russia"]
        await reader.type("Rus")
        assert (reader.completions, reader.lit_row) == ([], ("", ""))
        await reader.press("enter")
        assert reader.screen.state.searches("article") == ("Rus", "Russia")
        await reader.press("/", "up", "up", "enter")
        assert reader.screen.state.searches("article")[0] == "Russia"


@pytest.mark.parametrize("leaves", ["enter", "tab", "shift+tab"])
async def test_a_field_of_the_bar_takes_what_is_lit_however_it_is_left(app: OpenReader, leaves: str) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("s")
        await reader.type("aga")
        assert reader.lit_row[0] == "position/against"
        await reader.press("tab")
        assert reader.field("stance") == "position/against"
        await reader.type("rus")
        assert reader.lit_row[0] == "Russia"
        assert reader.screen.bar.completion.rows[0].reason == "new issue"
        await reader.press(leaves)
        assert reader.field("target") == "Russia"
        if leaves == "enter":
            assert reader.last.stance == Stance("position", "against", RUSSIA)


async def test_a_field_of_the_bar_keeps_what_it_holds_and_an_empty_one_only_proposes(app: OpenReader) -> None:
    async with app(first=TREATY, size=(80, 24)) as reader:
        old = await reader.coded("pioneering", Draft(Stance("position", "favor", Ref("Russia", "issue"))))
        await reader.press("i")
        await reader.painted()
        assert reader.screen.bar.field == "target"
        rows = shown(reader, "#bar-proposals")
        assert [row for row in rows if row.startswith("▌")] == [rows[0]]
        assert rows[0].startswith("▌Russia")
        await reader.press("tab")
        await reader.painted()
        rows = shown(reader, "#bar-proposals")
        assert not any(row.startswith(("▌", "│")) for row in rows)
        assert not any("empty" in row or "stands" in row for row in rows)
        await reader.press("enter")
        assert reader.record(old.id).stance == old.stance


async def test_a_value_of_the_article_that_is_lit_is_taken(app: OpenReader, seeds: Path) -> None:
    genre = '[[variable]]\nid = "g"\nname = "Genre"\nlevel = "article"\nvalues = ["news", "letter"]\n'
    words = '[[variable]]\nid = "w"\nname = "W"\nlevel = "article"\nvalues = ["arms", "oil"]\n'
    (seeds / "codebook.toml").write_text(f"schema = 1\n{genre}{words}exclusive = false\n")
    async with app(first=TREATY, size=(80, 24)) as reader:
        await reader.press("g", "m", *["tab"] * 5)
        dialog = reader.app.screen
        assert isinstance(dialog, MetadataScreen)
        await reader.type("let")
        assert [row.text for row in dialog.completion.rows] == ["let", "letter"]
        await reader.press("tab")
        await reader.type("oi, ar")
        await reader.press("enter")
        assert reader.store.codings()[TREATY].values == {"g": "letter", "w": ["oil", "arms"]}
        await reader.press("g", "m", *["tab"] * 5)
        dialog = reader.app.screen
        assert isinstance(dialog, MetadataScreen)
        await reader.press("ctrl+u")
        await reader.type("poem")
        assert dialog.completion.rows[dialog.completion.at].reason == "no such value"
        await reader.press("enter")
        assert dialog.is_current


async def test_a_row_that_is_clicked_stands_in_the_line(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("T")
        await reader.painted()
        second = reader.completions[1]
        await reader.pilot.click("#prompt-choices", offset=(4, 1))
        await reader.settle()
        assert (reader.screen.prompt.value, reader.lit_row[0]) == (second, second)
        await reader.press("escape", "+")
        await reader.painted()
        third = reader.offered[2][0]
        await reader.pilot.click("#bar-proposals", offset=(4, 2))
        await reader.settle()
        assert (reader.field("target"), reader.lit_row[0]) == (third, third)
        await reader.type("x")
        assert reader.screen.query_one("StanceBar Input:focus", Input).value == f"{third}x"


async def test_a_word_of_one_codes_name_lights_it_and_new_words_say_what_they_become(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("t")
        await reader.type("scare")
        assert reader.lit_row[0] == "device/scare quotes"
        await reader.press("enter", "-", *["tab"] * 2)
        assert reader.last.tags == ("device-distance",)
        await reader.type("scare")
        assert reader.lit_row[0] == "device/scare quotes"
        rows = reader.screen.bar.completion.rows
        assert rows[0].reason.startswith("no code 'scare'; near it: device/scare quotes")
        await reader.press("shift+tab", "shift+tab")
        await reader.type("Mr Putin")
        assert (reader.lit_row, len(reader.screen.bar.completion.rows)) == (("Vladimir Putin", "person"), 1)
        await reader.press("ctrl+u")
        await reader.type("Anything new")
        assert reader.lit_row == ("Anything new", "new issue")


async def test_the_form_the_article_prints_names_the_person_in_both_fields(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("1", "3", "G", "-")
        await reader.type("Mr Putin")
        await reader.press("tab")
        assert reader.field("target") == "Vladimir Putin"
        await reader.type("Mr Lukashenko")
        assert reader.lit_row[0] == "Alexander Lukashenko"
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert stance.target == Ref("Vladimir Putin", "entity", "person:vladimir-putin")
        assert holder_text(stance.holder) == "Alexander Lukashenko"
        assert isinstance(stance.holder, tuple)
        assert stance.holder[0][0].id == "person:alexander-lukashenko"
        # In a chain the last actor is completed by its title and name, too.
        await reader.press(")", "-", "tab")
        await reader.type("Medvedev > Mr Putin")
        assert reader.lit_row[0] == "Medvedev > Vladimir Putin"
        await reader.press("enter")
        chain = reader.last.stance.holder if reader.last.stance else None
        assert isinstance(chain, tuple)
        assert [level[0].id for level in chain] == ["person:dmitry-medvedev", "person:vladimir-putin"]


async def test_the_speaker_of_a_sentence_and_its_entity_are_one_row(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("1", "0", "G", "-", "tab")
        ministry = [row for row in reader.offered if "Ministry of Defence" in row[0]]
        assert ministry == [("British Ministry of Defence", "subject of “said”")]
