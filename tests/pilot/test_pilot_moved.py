"""Articles that were renamed, changed or taken away: on opening, and while the reader is open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual import events

from reader import moving
from reader.coding import Draft
from reader.workspace import Workspace
from tests.pilot.driving import Driver, OpenReader

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
OTHER = "002_7dfa6152b7d8daca.txt"
THIRD = "003_b2f1ad3f4cdf42dc.txt"
LAST = "004_456d49786a4be5be.txt"
WORDS = "improving relations between"


@pytest.fixture
def coded(seeds: Path) -> Path:
    """A note by ``ann`` on words of the article about the treaty."""
    workspace = Workspace.open(seeds, annotator="ann")
    document = workspace.document(TREATY)
    start = document.text.index(WORDS)
    workspace.annotate(document, [(start, start + len(WORDS))], Draft(note="mine"))[1].result(20)
    workspace.close()
    return seeds


def listed(reader: Driver) -> dict[str, str]:
    """The articles in the list, and why those that cannot be read cannot."""
    cards = reader.screen.articles_pane._cards
    return {card.path: card.problem for card in cards}


def marked(reader: Driver) -> list[str]:
    """The words of the open article that are annotated."""
    found = reader.screen.page.need().annotations
    return [reader.text[start:end] for one in found for start, end in one.ranges]


async def focus(reader: Driver) -> None:
    reader.app.post_message(events.AppFocus())
    await reader.settle()


async def test_annotations_are_shown_where_the_article_is_now(app: OpenReader, coded: Path) -> None:
    (coded / TREATY).rename(coded / "renamed.txt")
    before = sorted((coded / "annotations").rglob("*"))
    async with app(first="renamed.txt") as reader:
        await reader.until(lambda: marked(reader), "the annotation")
        assert marked(reader) == [WORDS]
        assert reader.message == f"{TREATY} is renamed.txt now: its annotations are shown there"
        assert TREATY not in listed(reader)
        assert any("1 note" in row for row in reader.rows("list"))
        assert sorted((coded / "annotations").rglob("*")) == before
        await reader.press("0", "a", *"more", "enter")
        await reader.saved()
        mine = coded / "annotations" / "ann"
        assert (mine / "renamed.txt.json").exists()
        assert not (mine / f"{TREATY}.json").exists()
        await reader.press("u")
        await reader.saved()
        assert marked(reader) == [WORDS]


async def test_one_that_is_gone_is_listed_with_the_reason_and_can_be_read(
    app: OpenReader, coded: Path
) -> None:
    (coded / TREATY).unlink()
    async with app() as reader:
        await reader.until(lambda: TREATY in listed(reader), "the card")
        assert listed(reader)[TREATY] == "the file is gone; 1 annotation is kept"
        assert reader.screen.sides.progress == "0 of 4 articles coded"
        # Its note is found, and leads to the text that was annotated.
        await reader.press("f")
        await reader.type("in:note mine")
        await reader.until(lambda: [hit.path for hit in reader.hits] == [TREATY], "the note")
        await reader.press("enter")
        assert reader.path == TREATY
        assert marked(reader) == [WORDS]
        await reader.press("J")
        assert reader.path != TREATY


async def test_the_kept_text_of_one_that_is_gone_says_what_it_is_and_what_to_do(
    app: OpenReader, coded: Path
) -> None:
    (coded / TREATY).unlink()
    async with app(size=(160, 45)) as reader:
        await reader.until(lambda: TREATY in listed(reader), "the card")
        await reader.press("g", "l", "g", "g", "j", "enter")
        assert reader.path == TREATY
        way = "the file is gone: gM says where it is now"
        assert reader.message == way
        assert reader.screen.title_row.title.date == "the file is gone, this is its kept text"
        assert reader.screen.entities.empty == f"none here: {way}"
        await reader.painted()
        shown = " ".join(strip.text[-36:].strip() for strip in reader.screen._compositor.render_strips())
        assert "gM says where it is now" in shown, "the pane has rows enough for it"
        await reader.press("K")
        assert "gone" not in reader.screen.title_row.title.date


async def test_undo_of_a_move_lists_what_is_gone_and_redo_lists_it_no_more(
    app: OpenReader, coded: Path
) -> None:
    text = (coded / TREATY).read_text()
    (coded / TREATY).unlink()
    async with app(first=LAST) as reader:
        await reader.until(lambda: TREATY in listed(reader), "the card")
        (coded / "new.txt").write_text(text.replace("treaty", "agreement"))
        other = Workspace.open(coded, annotator="ann")
        other.store.apply(moving.onto(other, TREATY, other.document("new.txt"))).result(20)
        other.close()
        await focus(reader)
        await reader.until(lambda: "new.txt" in listed(reader) and TREATY not in listed(reader), "the move")
        await reader.press("u")
        await reader.saved()
        assert listed(reader)[TREATY].endswith("; 1 annotation is kept")
        await reader.press("ctrl+r")
        await reader.saved()
        assert TREATY not in listed(reader)
        assert sorted(listed(reader)) == list(listed(reader))


async def test_one_that_was_changed_too_is_asked_about(app: OpenReader, coded: Path) -> None:
    (coded / "renamed.txt").write_text("A line put before.\n\n" + (coded / TREATY).read_text())
    (coded / TREATY).unlink()
    async with app(first="renamed.txt") as reader:
        await reader.until(lambda: TREATY in listed(reader), "the card")
        asks = "renamed.txt is much like it: gM if that is it"
        assert asks in listed(reader)[TREATY]
        assert asks in reader.message
        assert marked(reader) == []
        await reader.press("g", "M")
        assert "is where it was annotated" in reader.message
        assert not reader.screen.prompt.asking
        await reader.press("g", "l", "g", "g")
        while reader.screen.articles.current != TREATY:
            await reader.press("j")
        await reader.press("g", "M")
        await reader.type("nowhere")
        await reader.press("enter")
        assert "no such article" in reader.message
        await reader.press("ctrl+u", "enter")
        await reader.saved()
        assert reader.path == "renamed.txt"
        assert marked(reader) == [WORDS]
        assert reader.message == f"1 annotation of {TREATY} on renamed.txt: 1 moved; u takes it back"
        await reader.until(lambda: TREATY not in listed(reader), "the list")
        await reader.press("u")
        await reader.saved()
        assert marked(reader) == []
        await reader.until(lambda: TREATY in listed(reader), "the card again")


async def test_another_text_under_its_name_is_said(app: OpenReader, coded: Path) -> None:
    shutil.copy(coded / LAST, coded / TREATY)
    (coded / LAST).unlink()
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.until(lambda: "holds another text" in reader.message, "the question")
        assert "gM says where the annotated one is, or that this is it" in reader.message
        assert marked(reader) == []
        assert any("another text" in row for row in reader.rows("annotations"))
        await reader.press("g", "M")
        await reader.type(TREATY)
        await reader.press("enter")
        assert "none of the words that were annotated are in" in reader.message
        assert reader.screen.prompt.asking, "it may be another one"


async def test_an_article_renamed_while_it_is_open_stays_open(app: OpenReader, coded: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.at(WORDS)
        await reader.press("w")
        caret = reader.caret
        (coded / "sub").mkdir()
        (coded / TREATY).rename(coded / "sub" / "new.txt")
        await focus(reader)
        await reader.until(lambda: reader.path == "sub/new.txt", "the new place")
        assert reader.message.startswith(f"{TREATY} is sub/new.txt now: its annotations went along")
        assert reader.caret == caret
        assert marked(reader) == [WORDS]
        assert TREATY not in listed(reader)
        # What was read of it is remembered under its new name.
        assert reader.screen.state.reading("sub/new.txt") == "begun"
        assert reader.screen.state.reading(TREATY) == "unread"
        await focus(reader)
        await reader.press("u")
        await reader.saved()
        assert marked(reader) == []


async def test_one_that_is_taken_away_and_comes_back(app: OpenReader, coded: Path) -> None:
    async with app(first=FIRST) as reader:
        aside = coded.parent / "aside.txt"
        (coded / TREATY).rename(aside)
        await focus(reader)
        await reader.until(lambda: listed(reader).get(TREATY), "the loss")
        assert "1 article gone" in reader.message
        aside.rename(coded / TREATY)
        await focus(reader)
        await reader.until(lambda: listed(reader).get(TREATY) == "", "the return")
        await reader.open(TREATY)
        assert marked(reader) == [WORDS]


@pytest.mark.parametrize(
    ("there", "begin", "ended", "notes"),
    [
        ("", "a", "enter", ["mine", "more"]),
        ("", "s", "enter", ["mine", "more"]),
        (WORDS, "a", "enter", ["minemore"]),
        (WORDS, "a", "escape", ["mine"]),
    ],
)
async def test_what_is_typed_while_its_article_is_renamed_goes_along(
    app: OpenReader, coded: Path, there: str, begin: str, ended: str, notes: list[str]
) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.until(lambda: marked(reader), "the annotation")
        await (reader.at(there) if there else reader.press("5", "G"))
        await reader.press(begin)
        while reader.context == "BAR" and reader.screen.bar.field != "note":
            await reader.press("tab")
        await reader.press(*"more")
        (coded / TREATY).rename(coded / "zzz.txt")
        await focus(reader)
        await reader.until(lambda: reader.screen.following._found, "what was seen")
        assert marked(reader) == [WORDS], "what was marked stays so"
        assert (TREATY in listed(reader), listed(reader)["zzz.txt"]) == (False, "")
        assert reader.screen.articles.current == "zzz.txt"
        await reader.press(ended)
        await reader.until(lambda: "is zzz.txt now: its annotations went along" in reader.message, "the news")
        await reader.saved()
        assert reader.path == "zzz.txt"
        assert sorted(record.note for record in reader.records) == notes
        assert reader.store.paths() == ("zzz.txt",)
        assert len(marked(reader)) == len(notes)
        assert len(reader.rows("annotations")) == len(notes)
        assert TREATY not in listed(reader)
        assert "gone" not in reader.message
        assert {one.state for one in reader.screen.page.need().annotations} == {"exact"}


async def test_what_is_offered_while_its_article_is_renamed_is_saved_there(
    app: OpenReader, coded: Path
) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.until(lambda: marked(reader), "the annotation")
        await reader.at("Russia")
        await reader.press("g", "*", *"econ", "enter")
        assert reader.context == "PROPOSALS"
        (coded / TREATY).rename(coded / "zzz.txt")
        await focus(reader)
        await reader.until(lambda: reader.screen.following._found, "what was seen")
        await reader.press("y", "escape")
        await reader.until(lambda: f"{TREATY} is zzz.txt now" in reader.message, "the news")
        await reader.saved()
        assert reader.store.paths() == ("zzz.txt",)
        assert len(marked(reader)) == len(reader.records) == 2


async def test_one_that_nobody_annotated_is_followed_by_its_text(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.press("3", "G", "a", *"more")
        (seeds / TREATY).rename(seeds / "zzz.txt")
        await focus(reader)
        await reader.until(lambda: reader.screen.following._found, "what was seen")
        await reader.press("enter")
        await reader.until(lambda: f"{TREATY} is zzz.txt now" in reader.message, "the news")
        await reader.saved()
        assert reader.path == "zzz.txt"
        assert reader.store.paths() == ("zzz.txt",)
        assert len(marked(reader)) == 1
        assert TREATY not in listed(reader)
        assert "beside" not in reader.last.extra
        (seeds / "zzz.txt").rename(seeds / "yyy.txt")
        await focus(reader)
        await reader.until(lambda: reader.path == "yyy.txt", "the next place")
        assert len(marked(reader)) == 1


async def test_one_that_is_gone_keeps_its_place_among_the_articles(app: OpenReader, seeds: Path) -> None:
    async with app(first=OTHER) as reader:
        for key, path in (("J", THIRD), ("K", TREATY)):
            await reader.open(OTHER)
            text = (seeds / OTHER).read_text()
            (seeds / OTHER).unlink()
            await focus(reader)
            await reader.until(lambda: listed(reader).get(OTHER), "the loss")
            # It can be gone to and read as long as it is open; then nothing is left to be listed.
            await reader.press("g", "l", "enter")
            assert (reader.path, reader.message) == (OTHER, "the file is gone")
            await reader.press(key)
            assert reader.path == path
            assert OTHER not in listed(reader)
            (seeds / OTHER).write_text(text)
            await focus(reader)
            await reader.until(lambda: listed(reader).get(OTHER) == "", "the return")


async def test_an_open_article_follows_to_where_its_annotations_were_moved(
    app: OpenReader, coded: Path
) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.at("treaty")
        text = (coded / TREATY).read_text()
        (coded / TREATY).unlink()
        (coded / "zzz.txt").write_text("A line put before.\n\n" + text.replace(WORDS, "closer ties of"))
        await focus(reader)
        await reader.until(lambda: "is gone" in reader.message, "the loss")
        assert "zzz.txt" in listed(reader)[TREATY]
        other = Workspace.open(coded, annotator="ann")
        other.store.apply(moving.onto(other, TREATY, other.document("zzz.txt"))).result(20)
        other.close()
        await focus(reader)
        await reader.until(lambda: f"{TREATY} is zzz.txt now" in reader.message, "the news")
        assert reader.path == "zzz.txt"
        assert reader.text.startswith("A line put before.")
        assert reader.text[reader.caret :].startswith("treaty")
        assert [one.annotation.note for one in reader.screen.page.need().annotations] == ["mine"]
        assert TREATY not in listed(reader)
        assert listed(reader)["zzz.txt"] == ""
