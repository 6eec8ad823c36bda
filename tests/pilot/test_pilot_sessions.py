"""One run of the reader after another: what is remembered, who signs, what cannot be saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.folders import annotator_folder
from annotations.model import Annotation, Stance
from annotations.store import AnnotationStore
from reader.config import Config
from reader.tui.calls import Call
from reader.tui.widgets.side_panes import HINTS
from tests.pilot.driving import OpenReader

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"


async def test_scale_and_pinned_target_come_back_and_what_is_no_more_is_said(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("T", *"Britain should buy", "enter")
        pinned = reader.screen.coder.pinned
        assert pinned is not None
        await reader.press("ctrl+t", "q")
    async with app(first=TREATY) as reader:
        assert reader.screen.coder.pinned == pinned
        assert {f"target: {pinned.name}", "Claim scale"} <= set(reader.facts)
        await reader.press("ctrl+t", "T", "ctrl+u", "enter", "q")
    async with app(first=TREATY) as reader:
        assert reader.screen.coder.pinned is None
        assert "Claim scale" not in reader.facts
        reader.screen.state.pinned = {"name": ""}
        reader.screen.state.scale = "gone"
        await reader.press("q")
    async with app(first=TREATY) as reader:
        assert reader.screen.coder.pinned is None
        assert reader.warned
        assert reader.message.startswith(
            "the codebook has no scale gone any more, labels are of the Position"
        )
        assert "(and 1 more" in reader.message


async def test_the_second_run_begins_where_the_first_one_ended(app: OpenReader) -> None:
    async with app() as reader:
        await reader.press("J", "7", "G", "w", "w", "m", "a", "z", "t", "8", "z", "-", "z", "e")
        place = (reader.path, reader.caret, reader.top_row, reader.screen.view.measure)
        await reader.press("q")
        assert reader.app.return_code == 0
    async with app() as reader:
        view = reader.screen.view
        assert (reader.path, reader.caret, reader.top_row, view.measure) == place
        assert reader.top_row > 0
        assert place[0] == TREATY
        assert view.measure == 40
        assert view.density == "first"
        await reader.press("g", "g", "'", "a")
        assert reader.caret == place[1]
        await reader.press("<")
        assert reader.caret == reader.document.blocks[0].start


async def test_the_list_of_jumps_outlives_the_run(app: OpenReader) -> None:
    async with app() as reader:
        await reader.press("3", "G", "5", "G", "ctrl+q")
    async with app() as reader:
        await reader.press("ctrl+o")
        assert reader.caret == reader.document.paragraphs[2].start


async def test_an_article_named_on_opening_wins_over_the_last_one(app: OpenReader) -> None:
    async with app() as reader:
        await reader.press("J", "J", "q")
    async with app(first=TREATY) as reader:
        assert reader.path == TREATY


async def test_a_place_is_kept_on_each_change_of_article_not_only_on_quitting(app: OpenReader) -> None:
    async with app() as reader:
        await reader.press("4", "G")
        there = reader.caret
        await reader.press("J")
        kept = reader.screen.state.path.read_text()
        assert f'"{TREATY}"' in kept
        await reader.press("K")
        assert (reader.path, reader.caret) == (FIRST, there)


async def test_nothing_is_written_beside_the_articles_by_reading_alone(app: OpenReader, seeds: Path) -> None:
    before = sorted(seeds.rglob("*"))
    async with app() as reader:
        await reader.press("J", "]", "e", "v", "i", "s", "escape", "/", "B", "enter", "z", "e", "r", "q")
    assert sorted(seeds.rglob("*")) == before


async def test_the_name_is_asked_for_once_and_the_coding_goes_on(app: OpenReader, seeds: Path) -> None:
    async with app(annotator="", proposed="Ann Example", size=(80, 24)) as reader:
        await reader.press("-")
        assert reader.context == "PROMPT"
        assert reader.screen.prompt.value == "Ann Example"
        question = reader.screen.prompt.question
        assert question is not None
        assert question.label == "first, your name"
        assert question.hint == "asked once, before the first annotation; : sign as changes it later"
        assert question.hint in reader.message, "there is no room for it beside the line"
        await reader.press("x")
        assert reader.screen.prompt.value == "x", "what is typed first takes the place of a proposal"
        await reader.press("escape", "-", "end", *" Müller")
        assert reader.screen.prompt.value == "Ann Example Müller", "it can be changed as well"
        await reader.press("escape", "-", "enter")
        assert reader.context == "BAR"
        assert reader.message == "Ann Example signs from now on; : sign as changes that"
        await reader.type("arms")
        await reader.press("enter")
        await reader.saved()
        assert [record.annotator for record in reader.records] == ["Ann Example"]
        await reader.press("a", "x", "enter")
        await reader.saved()
        assert reader.last.note == "x"
        await reader.press("q")
    assert (seeds / "annotations" / annotator_folder("Ann Example")).is_dir()
    async with app(annotator="") as reader:
        assert reader.store.annotator == "Ann Example"
        await reader.press(")", ")", "+")
        assert reader.context == "BAR"


async def test_who_signs_is_changed_for_what_is_made_from_then_on(app: OpenReader, seeds: Path) -> None:
    async with app(annotator="", proposed="against") as reader:
        await reader.press("a", "x", "enter", "enter")
        await reader.saved()
        assert [record.annotator for record in reader.records] == ["against"]
        await reader.press(":")
        await reader.type("sign as")
        await reader.press("enter")
        assert (reader.screen.prompt.value, reader.context) == ("against", "PROMPT")
        await reader.press("enter")
        assert reader.message == "nothing was changed: against signs"
        reader.screen.run_command("annotator.change", Call())
        await reader.settle()
        await reader.type("Ann")
        await reader.press("enter")
        assert reader.message == "Ann signs from now on; 1 annotation stays against's"
        await reader.press(")", "a", "y", "enter")
        await reader.saved()
        assert (reader.last.annotator, reader.last.note) == ("Ann", "y")
        await reader.press("u", "u")
        assert "nothing to undo" in reader.message, "what the other made is not hers to take back"
        await reader.press("ctrl+r")
        await reader.saved()
        assert [one.note for one in reader.store.annotations(annotator="against")] == ["x"]
        await reader.press("q")
    async with app(annotator="") as reader:
        assert reader.store.annotator == "Ann"


async def test_a_name_said_elsewhere_is_told_to_come_back(app: OpenReader) -> None:
    async with app(annotator="ann", config=Config(annotator="ann", origins={"annotator": "--as"})) as reader:
        reader.screen.run_command("annotator.change", Call())
        await reader.press("ctrl+u")
        await reader.type("bob")
        await reader.press("enter")
        assert reader.message == "bob signs from now on; --as names ann next time"
        reader.screen.run_command("annotator.change", Call())
        await reader.press("ctrl+u")
        await reader.type("x" * 101)
        await reader.press("enter")
        assert (reader.warned, reader.store.annotator) == (True, "bob")


async def test_a_name_that_is_not_given_keeps_nothing_and_is_asked_for_again(app: OpenReader) -> None:
    async with app(annotator="", proposed="Someone") as reader:
        await reader.press("a", "x", "enter")
        assert reader.context == "PROMPT"
        await reader.press("ctrl+u", "enter")
        assert "need the name" in reader.message
        assert reader.warned
        await reader.press(",", "m", "escape")
        assert "need the name" in reader.message
        await reader.press("a", "y", "enter", "escape")
        assert reader.records == []
        assert reader.store.annotator == ""
        await reader.press("a", "y", "enter", "enter")
        await reader.saved()
        assert reader.last.annotator == "Someone"


async def test_marking_an_article_done_asks_for_the_name_too(app: OpenReader) -> None:
    async with app(annotator="", proposed="ann") as reader:
        await reader.press("g", "d")
        assert reader.context == "PROMPT"
        await reader.press("enter")
        assert reader.store.codings()[FIRST].state == "done"


async def test_hints_go_for_good_with_the_first_annotation(app: OpenReader) -> None:
    async with app(size=(160, 45)) as reader:
        assert reader.rows("annotations") == list(HINTS)
        await reader.press("a", "x", "enter")
        await reader.saved()
        assert len(reader.rows("annotations")) == 1
        await reader.press("u")
        await reader.saved()
        assert reader.rows("annotations") == []
        await reader.press("q")
    async with app(size=(160, 45)) as reader:
        assert reader.rows("annotations") == []


async def test_what_cannot_be_saved_is_said_and_quitting_warns_first(app: OpenReader, seeds: Path) -> None:
    async with app() as reader:
        (seeds / "annotations").write_text("in the way")
        await reader.press("a", "x", "enter")
        await reader.until(reader.store.failure, "the failure")
        assert "not saved" in reader.message
        assert reader.message.count("not saved") == 1
        assert reader.warned
        await reader.press("j", "w", "]", "u")
        assert "1 not saved" in reader.facts
        assert [record.note for record in reader.records] == ["x"]
        await reader.press("q")
        assert reader.running()
        assert "q again leaves" in reader.message
        assert reader.message.count("not saved") == 1
        assert reader.warned
        await reader.press("ctrl+q")
        assert reader.app.return_code == 0


async def test_annotations_that_cannot_be_written_at_all_are_refused_before_one_types(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "annotations").write_text("in the way")
    async with app() as reader:
        for keys in ("a", "A", "t", "E", "s", "+", "gd"):
            await reader.press(*keys)
            assert reader.context == "READ", keys
            assert "not a folder" in reader.message, keys
            assert reader.warned
        assert reader.records == []
        await reader.press("q")
        assert reader.app.return_code == 0


@pytest.mark.parametrize("opened_by", [("question_mark",), ("colon",), ("x",), ("g", "m"), ("f",)])
async def test_ctrl_q_quits_from_every_dialog(app: OpenReader, opened_by: tuple[str, ...]) -> None:
    async with app() as reader:
        await reader.press("a", "x", "enter", *opened_by)
        assert reader.app.screen is not reader.screen
        await reader.press("ctrl+q")
        await reader.until(lambda: not reader.running(), "the end")
        assert reader.app.return_code == 0
        assert not reader.store.pending()


async def test_what_could_not_be_saved_is_saved_when_the_way_is_free(app: OpenReader, seeds: Path) -> None:
    way = seeds / "annotations"
    async with app() as reader:
        way.write_text("in the way")
        await reader.press("a", "x", "enter")
        await reader.until(reader.store.failure, "the failure")
        await reader.press("q")
        assert reader.running()
        way.unlink()
        await reader.press(")", "a", "y", "enter")
        await reader.until(lambda: "saved" in reader.facts, "both notes to be saved")
        assert not reader.store.pending()
        assert {record.note for record in reader.records} == {"x", "y"}
        way_again = way / "ann"
        assert list(way_again.glob("*.json"))
        await reader.press("q")
        assert reader.app.return_code == 0
    assert {record.note for record in stored(seeds)} == {"x", "y"}


async def test_a_change_from_outside_is_shown(app: OpenReader, seeds: Path) -> None:
    async with app(size=(160, 45)) as reader:
        await reader.press("a", *"mine", "enter")
        await reader.saved()
        with_other = AnnotationStore(seeds / "annotations", "ann")
        with_other.load()
        [known] = with_other.annotations(FIRST)
        saved = with_other.edit(FIRST, replace(known, stance=Stance("position", "mixed")))
        saved.result(20)
        with_other.close()
        reader.store.refresh()
        await reader.settle()
        assert reader.screen.page.need().annotations[0].annotation.stance == Stance("position", "mixed")
        assert any("mixed" in row for row in reader.rows("annotations"))
        assert any("1 stance" in row for row in reader.rows("list"))


async def test_a_broken_store_file_is_said_and_the_rest_opens(app: OpenReader, seeds: Path) -> None:
    async with app() as reader:
        await reader.press("a", "x", "enter", "J", "a", "y", "enter")
        await reader.saved()
        await reader.press("q")
    (seeds / "annotations" / "ann" / f"{FIRST}.json").write_bytes(b"\x00\xff broken")
    async with app() as reader:
        assert FIRST in reader.screen.banner.reason
        await reader.open(TREATY)
        assert [one.annotation.note for one in reader.screen.page.need().annotations] == ["y"]


async def test_a_broken_record_is_said_and_the_others_are_shown(app: OpenReader, seeds: Path) -> None:
    async with app() as reader:
        await reader.press("a", "x", "enter", "J", "a", "y", "enter")
        await reader.saved()
        await reader.press("q")
    file = seeds / "annotations" / "ann" / f"{FIRST}.json"
    file.write_bytes(file.read_bytes().replace(b'"note":"x"', b'"note":["x"]'))
    async with app() as reader:
        banner = reader.screen.banner
        await reader.until(lambda: "kept, but not shown" in banner.reason, "the record of no shape")
        assert f"{FIRST}.json:4" in banner.reason
        assert [record.note for record in reader.store.annotations()] == ["y"]


def stored(corpus: Path) -> tuple[Annotation, ...]:
    """What a plain store reads from the disk."""
    store = AnnotationStore(corpus / "annotations", "ann")
    store.load()
    try:
        return store.annotations()
    finally:
        store.close()
