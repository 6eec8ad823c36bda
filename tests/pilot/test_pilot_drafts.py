"""What was being typed when the program ended is offered again; what was saved or given up is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reader.coding import Draft
from reader.config import Config
from reader.drafts import Sheet
from reader.paths import drafts_folder
from reader.tui import outside
from tests.pilot.driving import Driver, OpenReader, plain

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


def killed(reader: Driver) -> None:
    """Leave the drafts as a program leaves them that is killed: nobody holds them any more."""
    sheet = reader.screen.coder.drafting._sheet
    assert sheet is not None
    sheet.release()


def files(seeds: Path) -> list[str]:
    folder = drafts_folder(seeds)
    return sorted(p.suffix for p in folder.iterdir()) if folder.exists() else []


async def test_a_note_being_typed_is_taken_up_where_it_was(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G", "a")
        assert files(seeds) == []
        await reader.type("half a thou")
        quote = reader.text[reader.screen.page.passage().start : reader.screen.page.passage().end]
        killed(reader)
    async with app(first=ARMS) as reader:
        assert "gn goes on with it" in reader.message
        assert "1 draft gn" in reader.facts
        await reader.press("j", "g", "n")
        assert reader.path == TREATY
        assert reader.screen.prompt.value == "half a thou"
        assert "1 draft gn" not in reader.facts
        await reader.type("ght")
        await reader.press("enter")
        await reader.saved()
        assert (reader.last.note, reader.last.quote) == ("half a thought", quote)
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")
        await reader.press("g", "n")
        assert reader.message == "nothing was left unfinished"


async def test_what_was_emptied_or_changes_nothing_leaves_no_draft(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("a")
        await reader.type("never mind")
        assert files(seeds) == [".json", ".lock"]
        await reader.press("ctrl+u", "escape")
        assert files(seeds) == []
        await reader.press("a")
        await reader.type("x")
        await reader.press("backspace", "enter")
        assert files(seeds) == []
        await reader.press("s")
        await reader.type("fav")
        assert files(seeds) == [".json", ".lock"]
        await reader.press("escape")
        assert files(seeds) == [], "a label is found again"
        assert reader.records == []


async def test_esc_keeps_what_was_typed_and_offers_it_on_the_same_passage(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G", "a")
        await reader.type("a long thought")
        await reader.press("escape")
        assert reader.message == "draft kept; gn opens it"
        assert "1 draft gn" in reader.facts
        assert files(seeds) == [".json"]
        await reader.press("2", "G", "a")
        assert reader.screen.prompt.value == "", "another passage is another note"
        await reader.press("escape", "A")
        assert reader.screen.prompt.value == "", "and so is the article"
        await reader.press("escape", "4", "G", "a")
        assert reader.screen.prompt.value == "a long thought"
        assert reader.message == "as you left it; Esc keeps it so, emptied it is dropped"
        assert "1 draft gn" not in reader.facts
        await reader.press("escape")
        assert reader.message == "draft kept as it was"
        await reader.press("a")
        await reader.type("!")
        await reader.press("escape", "2", "G", "g", "n")
        assert reader.screen.prompt.value == "a long thought!"
        await reader.press("enter")
        await reader.saved()
        assert [record.note for record in reader.records] == ["a long thought!"]
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")
        # What was typed into the note that is there now is no less.
        await reader.press("a")
        await reader.type(" and more")
        await reader.press("escape")
        assert reader.last.note == "a long thought!"
        await reader.press("a")
        assert reader.screen.prompt.value == "a long thought! and more"
        await reader.press("ctrl+u", "escape")
        assert reader.message == "draft dropped: it was emptied"
        assert files(seeds) == []
        assert reader.last.note == "a long thought!"


async def test_a_draft_is_dropped_by_name_and_said_to_be_kept_when_one_comes_back(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        for paragraph, words in (("2", "an older thought"), ("4", "a long thought")):
            await reader.press(paragraph, "G", "a")
            await reader.type(words)
            await reader.press("escape")
    async with app(first=TREATY) as reader:
        assert reader.message == "2 drafts kept: gn goes on with the latest"
        await reader.press(":", *"drop the draft", "enter")
        assert reader.message == f"draft dropped: “a long thought” on {TREATY}; 1 draft left"
    async with app(first=TREATY) as reader:
        assert reader.message == "1 draft kept: gn goes on with it"
        await reader.press(":", *"discard", "enter")
        assert reader.message == f"draft dropped: “an older thought” on {TREATY}; none is left"
        assert files(seeds) == []
        await reader.press(":", *"discard", "enter")
        assert (reader.warned, reader.message) == (True, "nothing was left unfinished")


async def test_esc_keeps_what_was_typed_into_the_bar(app: OpenReader, seeds: Path) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked")
        await reader.press("-")
        await reader.press("shift+tab", "shift+tab")
        await reader.type("no figures")
        note = reader.field("note")
        assert note
        await reader.press("escape")
        assert reader.message == "draft kept; gn opens it"
        await reader.press("g", "n")
        assert (reader.context, reader.field("note")) == ("BAR", note)


async def test_of_several_drafts_the_newest_comes_first_and_one_that_is_passed_last(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        for paragraph in "246":
            await reader.press(paragraph, "G", "a")
            await reader.type(f"on {paragraph}")
            await reader.press("escape")
        assert "3 drafts gn" in reader.facts
        seen = []
        for _ in range(4):
            await reader.press("g", "n")
            seen.append(reader.screen.prompt.value)
            await reader.press("escape")
        assert sorted(seen[:3]) == ["on 2", "on 4", "on 6"]
        assert seen[3] == seen[0]


async def test_the_fields_of_the_bar_are_taken_up(app: OpenReader, seeds: Path) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked")
        await reader.press("ctrl+t", "-")
        await reader.type("Russia is short")
        await reader.press("shift+tab", "shift+tab")
        await reader.type("no figures")
        typed = {name: reader.field(name) for name in ("stance", "target", "note")}
        quote = reader.text[reader.screen.page.passage().start : reader.screen.page.passage().end]
        killed(reader)
    async with app(first=TREATY) as reader:
        await reader.press("g", "n")
        assert (reader.context, reader.path) == ("BAR", ARMS)
        assert {name: reader.field(name) for name in typed} == typed
        await reader.press("enter")
        await reader.saved()
        stance = reader.last.stance
        assert stance is not None
        assert stance.target is not None
        assert (stance.scale, stance.label, stance.target.name) == ("claim", "denies", typed["target"])
        assert (reader.last.note, reader.last.quote) == ("no figures", quote)
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")


async def test_a_change_of_an_annotation_is_taken_up_as_one(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G", "a")
        await reader.type("first")
        await reader.press("enter")
        await reader.saved()
        await reader.press("a")
        await reader.type(", and more")
        killed(reader)
    async with app(first=ARMS) as reader:
        await reader.press("g", "n", "enter")
        await reader.saved()
        assert [(one.note, one.rev) for one in reader.records] == [("first, and more", 2)]


async def test_a_first_note_survives_that_no_name_is_given(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY, annotator="") as reader:
        await reader.press("a")
        await reader.type("before I said who I am")
        await reader.press("enter")
        assert reader.screen.prompt.question is not None
        assert reader.screen.prompt.question.label == "first, your name"
        await reader.press("escape")
        assert reader.records == []
        assert "1 draft gn" in reader.facts
        await reader.press("g", "n")
        assert reader.screen.prompt.value == "before I said who I am"
        await reader.press("enter")
        await reader.type("ann")
        await reader.press("enter")
        await reader.saved()
        assert reader.last.note == "before I said who I am"
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")


async def test_a_draft_about_what_is_gone(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G", "a")
        await reader.type("about words")
        killed(reader)
    shutil.copyfile(seeds / ARMS, seeds / TREATY)
    async with app(first=ARMS) as reader:
        await reader.press("g", "n")
        assert f"{TREATY} has another text now; what was written about it is in " in reader.message
        assert (reader.path, reader.screen.prompt.asking) == (ARMS, False)
    (seeds / TREATY).unlink()
    async with app(first=ARMS) as reader:
        await reader.press("g", "n")
        assert f"{TREATY} is gone; what was written about it is in " in reader.message
        assert files(seeds) == [".json"]


@pytest.mark.parametrize("bar", [False, True])
async def test_a_draft_whose_words_are_gone_asks_for_others(app: OpenReader, seeds: Path, bar: bool) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "a")
        await reader.type("another one")
        await reader.press("escape", "4", "G", "-" if bar else "a")
        if bar:
            await reader.press("shift+tab", "shift+tab")
        await reader.type("about words")
        passage = reader.screen.page.passage()
        words = reader.text[passage.start : passage.end]
        killed(reader)
    article = seeds / TREATY
    article.write_text(article.read_text().replace(words, "Nobody knows what stood here."))
    async with app(first=ARMS) as reader:
        await reader.press("g", "n")
        assert "lost its place, “" + plain(words)[:20] in reader.message
        assert "select other words for it (v), then gn" in reader.message
        assert (reader.path, reader.context, reader.records) == (TREATY, "READ", [])
        assert "2 drafts gn" in reader.facts
        await reader.press("g", "n")
        assert reader.screen.prompt.value == "another one", "it does not stand in the way of others"
        await reader.press("escape", "3", "G", "v", "i", "s")
        chosen = reader.selected
        await reader.press("g", "n")
        assert reader.context == ("BAR" if bar else "PROMPT")
        assert (reader.field("note") if bar else reader.screen.prompt.value) == "about words"
        await reader.press("enter")
        await reader.saved()
        assert [(one.note, plain(one.quote)) for one in reader.records] == [("about words", chosen)]


async def test_a_draft_that_was_saved_after_all_is_not_offered(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("a")
        await reader.type("saved in time")
        sheet = reader.screen.coder.drafting._sheet
        assert sheet is not None
        what = sheet.read()
        await reader.press("enter")
        await reader.saved()
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")
    assert what is not None
    late = Sheet(drafts_folder(seeds))
    late.write(what)
    late.release()
    async with app(first=TREATY) as reader:
        assert "unfinished" not in reader.message
        assert files(seeds) == []


async def test_a_note_in_the_editor_is_taken_up_in_the_editor(
    app: OpenReader, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def fails(program: object, config: Config, path: Path, text: str, quote: str) -> str:
        path.write_text(outside.draft("two\n\nparagraphs", quote))
        raise outside.OutsideError("the editor ended with 3")

    def works(program: object, config: Config, path: Path, text: str, quote: str) -> str:
        given.extend((text, plain(quote)))
        return f"{text} more"

    monkeypatch.setattr(outside, "edit", fails)
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "E")
        assert "ended with 3" in reader.message
        assert "1 draft gn" in reader.facts
        assert files(seeds) == [".json", ".md"]
    monkeypatch.setattr(outside, "edit", works)
    async with app(first=ARMS) as reader:
        await reader.press("g", "n")
        await reader.saved()
        assert given[0] == "two\n\nparagraphs"
        assert given[1].startswith("Defense chiefs in London")
        assert reader.last.note == "two\n\nparagraphs more"
        assert plain(reader.last.quote) == given[1]
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")


async def test_a_note_that_could_not_be_saved_is_still_a_draft(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.coded("pioneering", Draft(tags=("frame",)))
        [file] = (seeds / "annotations" / "ann").glob("001*.json")
        await reader.press("4", "G", "a")
        await reader.type("in the way")
        file.unlink()
        file.mkdir()
        await reader.press("enter")
        await reader.until(lambda: reader.store.failure(), "the save to fail")
        assert ".json" in files(seeds)
        assert "1 not saved" in reader.facts
        file.rmdir()
        await reader.press("g", "w")
        await reader.until(lambda: not reader.store.pending(), "the save")
        await reader.until(lambda: files(seeds) == [], "the draft to go with the save")


@pytest.mark.parametrize("name", ["x" * 200, "two\tlines\x1b[31m", "\u202egnp", "../../etc"])
async def test_whatever_is_typed_as_a_name_the_note_is_not_lost(
    app: OpenReader, seeds: Path, name: str
) -> None:
    async with app(first=TREATY, annotator="") as reader:
        await reader.press("a")
        await reader.type("a thought")
        await reader.press("enter")
        reader.screen.prompt.field.put(name)
        await reader.press("enter")
        await reader.settle()
        assert reader.store.flush(20) == ()
        if len(name) > 100:
            assert reader.message == "nothing was kept: a name has at most 100 characters"
            assert reader.screen.prompt.value == name, "it can be mended"
            await reader.press("escape")
            assert "1 draft gn" in reader.facts
            assert (reader.records, reader.store.annotator, reader.screen.state.annotator) == ([], "", "")
            assert not (seeds / "annotations").exists()
        else:
            await reader.until(lambda: files(seeds) == [], "the draft to go with the save")
            assert reader.last.annotator.isprintable()
        assert {p.name for p in seeds.iterdir() if p.suffix != ".txt"} <= {"annotations"}
