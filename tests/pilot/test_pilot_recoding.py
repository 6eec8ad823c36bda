"""Recoding a filtered list in one step, by keys: what is changed, what is said, what is refused."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from annotations.model import Ref, Stance
from reader.coding import Draft
from reader.marks import Anchored
from tests.pilot.driving import OpenReader, plain

TREATY = "001_c52329024e729261.txt"
OTHER = "002_7dfa6152b7d8daca.txt"
LAST = "004_456d49786a4be5be.txt"


async def test_annotations_of_others_are_neither_put_elsewhere_nor_recoded(app: OpenReader) -> None:
    async with app(annotator="bob", first=TREATY) as reader:
        await reader.coded("pioneering", Draft(note="of bob"))
    async with app(first=TREATY, show_others=True, size=(160, 45)) as reader:
        await reader.at("pioneering")
        await reader.press("v", "e", "e", "g", "r")
        assert "bob's" in reader.message
        assert plain(reader.last.quote) == "pioneering"
        await reader.coded("Kalashnikov", Draft(note="mine"))
        await reader.press("g", "a", "R")
        assert reader.screen.prompt.question is not None
        assert reader.screen.prompt.question.label == "recode 1"
        await reader.type("#device/mockery")
        await reader.press("enter")
        assert {record.note: record.tags for record in reader.records} == {
            "of bob": (),
            "mine": ("device-mockery",),
        }


async def test_a_filtered_list_is_recoded_in_one_step(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        for words, note in (("pioneering", "soft"), ("Kalashnikov", "soft"), ("Sochi", "hard")):
            stance = Stance("position", "favor", Ref("The treaty", "issue"))
            await reader.coded(words, Draft(stance, ("frame-conflict",), note))
        await reader.coded("London", Draft(note="soft"))
        await reader.press("g", "a", "/")
        await reader.type("soft")
        await reader.press("enter", "R")
        assert reader.context == "PROMPT"
        await reader.type("against, -#frame/conf")
        assert reader.completions == ["-#frame/conflict"]
        await reader.press("ctrl+n")
        await reader.type(", #device/mock")
        await reader.press("ctrl+n", "enter")
        assert reader.message.startswith("3 annotations recoded")
        said = {r.quote: (r.stance.label if r.stance else "", r.tags) for r in reader.records}
        assert said == {
            "pioneering": ("against", ("device-mockery",)),
            "Kalashnikov": ("against", ("device-mockery",)),
            "Sochi": ("favor", ("frame-conflict",)),
            "London": ("", ("device-mockery",)),
        }
        assert reader.store.log()[-1].op == "recode"
        await reader.press("u")
        assert [record.tags for record in reader.records] == [("frame-conflict",)] * 3 + [()]
        await reader.press("R", *"#frame/conflict", "enter")
        assert reader.message == "1 annotation recoded, 2 were so already; u takes it back"
        await reader.press("R", *"#frame/conflict", "enter")
        assert reader.message == "nothing changes, 3 were so already"


async def test_what_the_filter_finds_in_all_articles_is_recoded_in_one_step(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        for path, words, note in (
            (OTHER, "Mistral", "soft"),
            (OTHER, "Interfax", "hard"),
            (LAST, "Russia", "soft"),
            (TREATY, "pioneering", "soft"),
        ):
            await reader.open(path)
            await reader.coded(words, Draft(tags=("frame-conflict",), note=note))
        await reader.press("g", "a", "/")
        await reader.type("note:soft")
        await reader.press("enter", "R")
        await reader.type("-#frame/conflict, #device/mockery")
        await reader.press("enter")
        # It is asked which are meant, with their numbers; the answer nearest is the list that one sees.
        assert reader.context == "PROMPT"
        assert reader.lit_row[0] == "here"
        reasons = [choice.reason for choice in reader.screen.prompt.completion.rows]
        assert "1 annotation listed" in reasons[0]
        assert "3 annotations in 3 articles" in reasons[1]
        await reader.press("ctrl+n")
        assert reader.screen.prompt.value == "corpus"
        await reader.press("enter")
        assert reader.message.startswith("3 annotations in 3 articles recoded; u takes it back")
        tags = {record.quote: record.tags for record in reader.records}
        assert tags == {
            "Mistral": ("device-mockery",),
            "Interfax": ("frame-conflict",),
            "Russia": ("device-mockery",),
            "pioneering": ("device-mockery",),
        }
        await reader.saved()
        assert reader.store.log()[-1].op == "recode"
        await reader.press("u")
        assert "taken back: change of 3 annotations in 3 articles" in reader.message
        assert reader.path == TREATY
        assert {record.tags for record in reader.records} == {("frame-conflict",)}
        await reader.press("ctrl+r")
        assert {record.quote: record.tags for record in reader.records} == tags
        # Nothing but one of the two is an answer: it is asked again, what was to be recoded how is not lost.
        await reader.press("R", *"#device/loaded word", "enter", *"all", "enter")
        assert reader.message == "here or corpus is the answer; nothing is recoded yet"
        assert (reader.context, reader.screen.prompt.value) == ("PROMPT", "all")
        await reader.press("ctrl+u")
        assert reader.lit_row[0] == "here"
        await reader.press("enter")
        assert reader.message.startswith("1 annotation recoded")
        assert sum("device-loaded" in record.tags for record in reader.records) == 1
        # Where the list is empty, what the filter finds elsewhere is all there is.
        await reader.press("escape", "/", *"note:hard", "enter", "R")
        assert reader.screen.prompt.question is not None
        assert reader.screen.prompt.question.label == "recode 1 annotation in 1 article"
        await reader.press(*"#device/mockery", "enter")
        assert reader.message.startswith("1 annotation in 1 article recoded")


async def test_where_to_recode_is_answered_by_typing(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        for path, words in ((OTHER, "Mistral"), (TREATY, "pioneering")):
            await reader.open(path)
            await reader.coded(words, Draft(tags=("frame-conflict",), note="soft"))
        await reader.press("g", "a", "/", *"note:soft", "enter", "R", *"#device/mockery", "enter")
        await reader.press(*"corpus", "enter")
        assert reader.message == "2 annotations in 2 articles recoded; u takes it back"


async def test_words_on_the_place_of_an_annotation_hold_in_every_article(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=TREATY) as reader:
        for path, words in ((OTHER, "Mistral"), (LAST, "Russia"), (TREATY, "pioneering")):
            await reader.open(path)
            await reader.coded(words, Draft(note="soft"))
        await reader.saved()
    for path, words in ((OTHER, "Mistral"), (TREATY, "pioneering")):
        text = (seeds / path).read_text(encoding="utf-8")
        (seeds / path).write_text(text.replace(words, "something else"), encoding="utf-8")
    async with app(first=TREATY, size=(160, 45)) as reader:
        interface, placed, gate = threading.get_ident(), reader.workspace.placed, threading.Event()

        def looked(path: str) -> tuple[Anchored, ...]:
            assert threading.get_ident() != interface
            assert gate.wait(20)
            return placed(path)

        monkeypatch.setattr(reader.workspace, "placed", looked)
        await reader.press("g", "a", "/", *"lost", "enter", "R")
        assert reader.context == "DETAILS"
        assert reader.message.startswith("looking where annotations of other articles stand")
        gate.set()
        await reader.until(lambda: reader.context == "PROMPT", "the question")
        await reader.press(*"#device/mockery", "enter")
        assert "2 annotations in 2 articles" in reader.screen.prompt.completion.rows[1].reason
        await reader.press("ctrl+n", "enter")
        assert {record.quote for record in reader.records if record.tags} == {"Mistral", "pioneering"}
        # What is looked for is no longer wanted when the list is another one.
        gate.clear()
        await reader.press("R", "escape")
        gate.set()
        await reader.until(lambda: "another list by now" in reader.message, "the refusal")
        # Words that are none of a place's need no article to be read.
        gate.clear()
        await reader.press("/", *"soft", "enter", "R")
        assert reader.context == "PROMPT"


async def test_what_cannot_be_recoded_is_said_and_can_be_typed_again(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.press("g", "a", "R")
        assert "no annotation of yours" in reader.message
        await reader.press("g", "e", "R")
        assert "ga" in reader.message
        await reader.press("escape")
        await reader.coded("Sochi", Draft(Stance("position", "favor", Ref("The treaty", "issue"))))
        await reader.press("g", "a", "R")
        await reader.type("loved")
        await reader.press("enter")
        assert reader.context == "PROMPT"
        assert reader.screen.prompt.value == "loved"
        assert "no label 'loved'" in reader.message
        await reader.press("ctrl+u")
        await reader.type("claim/denies")
        await reader.press("enter")
        assert "nothing changes; 1 left as they were: 'The treaty' is an issue" in reader.message
        assert reader.warned
        assert reader.screen.prompt.value == "claim/denies"
        await reader.press("escape", "R", "enter")
        assert reader.context == "DETAILS"
        assert len(reader.store.log()) == 1
