"""The panes beside the text by keys: filters, hops, orphans, what is read; help and palette."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.geometry import Region

from reader.coding import Draft
from reader.tui import page
from reader.tui.screens import reading as reading_screen
from tests.pilot.driving import OpenReader, plain

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
LAST = "004_456d49786a4be5be.txt"


async def test_the_list_is_filtered_opened_and_whole_again(app: OpenReader) -> None:
    async with app(size=(160, 45)) as reader:
        assert len(reader.rows("list")) == 5
        await reader.press("g", "l")
        assert reader.context == "LIST"
        await reader.press("/")
        await reader.type("TOGETHER work")
        assert reader.screen.articles.count == 1
        await reader.press("enter")
        assert (reader.context, reader.screen.articles.count) == ("LIST", 1)
        await reader.press("enter")
        assert (reader.context, reader.path) == ("READ", TREATY)
        await reader.press("g", "l", "/")
        assert reader.screen.prompt.value == "TOGETHER work"
        await reader.type("foreign")
        assert reader.screen.prompt.value == "foreign", "another filter takes the place of the old one"
        await reader.press("escape")
        assert reader.screen.articles.count == 5
        await reader.press("/")
        await reader.type("no such article")
        assert reader.screen.articles.count == 0
        await reader.press("enter", "enter")
        assert "nothing to open" in reader.message
        await reader.press("escape")
        assert reader.screen.articles.count == 5
        assert reader.context == "LIST"
        await reader.press("escape")
        assert reader.context == "READ"


async def test_the_list_is_moved_in_and_tells_what_is_read(app: OpenReader) -> None:
    async with app(size=(160, 45)) as reader:
        await reader.press("tab", "shift+tab", "shift+tab")
        assert reader.context == "LIST"
        for keys, path in (("G", LAST), ("gg", FIRST), ("4G", ARMS), ("2k", TREATY), ("2j", ARMS)):
            await reader.press(*keys)
            assert reader.screen.articles.current == path
        state = reader.screen.state
        assert state.reading(ARMS) == "unread"
        await reader.press("r")
        assert (state.reading(ARMS), reader.message) == ("read", "read")
        await reader.press("r")
        assert (state.reading(ARMS), reader.message) == ("unread", "unread")
        await reader.press("enter")
        assert (reader.path, state.reading(ARMS)) == (ARMS, "unread")
        await reader.press("j")
        assert state.reading(ARMS) == "begun"
        await reader.press("r")
        assert state.reading(ARMS) == "read"
        rows = dict(zip(reader.workspace.paths, reader.rows("list"), strict=True))
        assert rows[ARMS].startswith("○")
        assert rows[LAST].startswith("●")
        await reader.press("ctrl+o")
        assert reader.path == FIRST


async def test_an_entity_is_hopped_through_round_the_end(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("g", "e", "/")
        await reader.type("medvedev")
        assert reader.screen.entities.count == 1
        await reader.press("enter")
        wanted = reader.screen.entities.current
        assert "person, 2 here, 2 in the corpus" in reader.facts
        places = [m.start for m in reader.screen.page.need().mentions if m.entity == wanted]
        assert len(places) >= 2
        for n in (*range(len(places)), 0):
            await reader.press("enter")
            assert reader.caret == places[n]
            assert reader.message == f"mention {n + 1} of {len(places)} here"
            assert [start for start, _ in reader.lit] == places
            assert reader.context == "DETAILS"
        await reader.press("q", "q")
        assert reader.context == "READ"
        assert reader.screen.entities.count > 1
        await reader.at("Medvedev, deputy head")
        await reader.press("g", "e")
        assert reader.screen.entities.current == wanted
        await reader.press("escape")
        await reader.at("boasted that")
        await reader.press("enter")
        assert "no entity" in reader.message
        assert reader.context == "READ"


async def test_annotations_are_hopped_to_filtered_and_removed_in_their_pane(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        for paragraph, note in ((2, "second"), (4, "fourth"), (6, "sixth")):
            await reader.press(str(paragraph), "G", "a")
            await reader.type(note)
            await reader.press("enter")
        await reader.press("g", "g", "g", "a", "g", "g", "j", "enter")
        assert reader.context == "READ"
        assert reader.caret == reader.document.paragraphs[3].start
        await reader.press("g", "a", "/")
        await reader.type("colour:red")
        assert reader.message.startswith("colour: is no field: stance:, holder:, ")
        assert reader.screen.annotations.count == 3
        await reader.press("ctrl+u")
        assert reader.message == ""
        await reader.type("sixth")
        assert reader.screen.annotations.count == 1
        await reader.press("enter", "d", "d")
        assert [record.note for record in reader.records] == ["second", "fourth"]
        await reader.press("escape")
        assert reader.screen.annotations.count == 2
        await reader.press("/")
        await reader.type("fourth")
        await reader.press("enter", "J", "K")
        assert reader.screen.annotations.count == 2, "a filter ends with its article"
        await reader.press("u", "G", "i")
        assert reader.field("note") == "sixth"
        assert reader.caret == reader.document.paragraphs[5].start


async def test_annotations_without_a_place_are_shown_kept_and_can_be_put_back(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("4", "G", "a")
        await reader.type("about the sources")
        await reader.press("enter")
        quote = reader.last.quote
        await reader.saved()
    text = (seeds / TREATY).read_text()
    (seeds / TREATY).write_text(text.replace(quote, "Nothing of the kind was written here, ever, by anyone."))
    async with app(first=TREATY, size=(160, 45)) as reader:
        [row] = reader.rows("annotations")
        assert "lost" in row
        assert "about the sources" in row
        assert "stood between …" in row
        assert "1 without a place" in reader.screen.details.annotations_heading._left
        await reader.press("g", "a", "enter")
        assert "lost its place" in reader.message
        await reader.press("escape", "]", "a")
        assert "no annotation" in reader.message
        await reader.at("Nothing of the kind")
        await reader.press("v", "i", "s", "g", "a", "g", "r")
        assert plain(reader.last.quote).startswith("Nothing of the kind")
        assert "lost" not in reader.rows("annotations")[0]
        await reader.press("u")
        assert "lost" in reader.rows("annotations")[0]
        assert "orphan" not in reader.rows("annotations")[0]


async def test_an_annotation_that_fits_two_places_is_put_on_one_of_them(app: OpenReader, seeds: Path) -> None:
    line = "The ministers agreed on all of it in the evening."
    (seeds / TREATY).write_text(f"Head of it\n\nFirst words.\n\n{line}\n\nLast words.\n")
    async with app(first=TREATY) as reader:
        await reader.coded(line, Draft(note="which of them"))
        await reader.saved()
    for kept in (seeds / "annotations" / "texts").iterdir():
        kept.unlink()
    (seeds / TREATY).write_text(f"Head\n\n{line}\n\nNew here.\n\n{line}\n\nAnd here.\n")
    async with app(first=TREATY, size=(160, 45)) as reader:
        places = [at for at in range(len(reader.text)) if reader.text.startswith(line, at)]
        assert len(places) == 2
        assert "ambiguous" in reader.rows("annotations")[0]
        await reader.press("g", "a", "enter")
        assert [start for start, _ in reader.lit] == places
        assert reader.selected == line
        assert "may be at 2 places, this is 1" in reader.message
        await reader.press("enter")
        assert "this is 2" in reader.message
        assert reader.context == "DETAILS"
        await reader.press("g", "r")
        [one] = reader.screen.page.need().annotations
        assert (one.state, one.ranges) == ("exact", ((places[1], places[1] + len(line)),))
        await reader.press("u")
        assert "ambiguous" in reader.rows("annotations")[0]


@pytest.mark.parametrize("size", [(99, 30), (80, 24), (60, 18), (40, 10)])
async def test_in_a_narrow_terminal_the_places_an_annotation_fits_are_in_sight(
    app: OpenReader, seeds: Path, size: tuple[int, int]
) -> None:
    line = "The ministers agreed on all of it in the evening."
    (seeds / TREATY).write_text(f"Head of it\n\nFirst words.\n\n{line}\n\nLast words.\n")
    async with app(first=TREATY) as reader:
        await reader.coded(line, Draft(note="which of them"))
        await reader.saved()
    for kept in (seeds / "annotations" / "texts").iterdir():
        kept.unlink()
    between = "\n\n".join(f"Other words, line {n}." for n in range(40))
    (seeds / TREATY).write_text(f"Head\n\n{line}\n\n{between}\n\n{line}\n\nAnd here.\n")

    async with app(first=TREATY, size=size) as reader:

        def text_in_sight() -> bool:
            return reader.screen.view.is_on_screen

        await reader.press("g", "a")
        await reader.painted()
        assert not text_in_sight(), "the drawer covers the text"
        for n in (1, 2):
            await reader.press("enter")
            await reader.painted()
            assert f"this is {n}" in reader.message
            assert reader.context == "DETAILS"
            start, end = reader.lit[n - 1]
            assert reader.text[start:end] == reader.selected == line
            assert text_in_sight()
            assert reader.screen.view.line_of(start) is not None
            assert reader.screen.view.line_of(end - 1) is not None
            assert reader.screen.annotations.size.height > 0
        await reader.press("escape")
        await reader.painted()
        assert (reader.selected, reader.context) == ("", "DETAILS")
        assert not text_in_sight()
        await reader.press("enter", "g", "r")
        await reader.painted()
        assert [one.state for one in reader.screen.page.need().annotations] == ["exact"]
        assert not text_in_sight(), "it has a place: nothing is left to look for"


async def test_an_article_that_cannot_be_read_is_listed_with_the_reason(app: OpenReader, seeds: Path) -> None:
    (seeds / "005_binary.txt").write_bytes(b"\x00\x01\x02" * 400)
    async with app(size=(160, 45)) as reader:
        assert len(reader.rows("list")) == 6
        await reader.press("g", "l", "G", "enter")
        assert reader.path == FIRST
        assert reader.context == "LIST"
        assert reader.warned
        assert "005_binary.txt" in reader.message
        assert "of 5 articles coded" in " ".join(reader.facts)


async def test_an_article_that_is_passed_is_not_begun(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "STAY", 3600.0)
    async with app(size=(160, 45)) as reader:
        await reader.press("J", "J", "K")
        assert reader.path == TREATY
        assert [row[0] for row in reader.rows("list")] == ["●"] * 5
        await reader.press("w")
        assert [row[0] for row in reader.rows("list")] == ["●", "◐", "●", "●", "●"]
        monkeypatch.setattr(page, "STAY", 0.01)
        await reader.press("J", "J")
        await reader.until(lambda: reader.rows("list")[3].startswith("◐"), "a stay")


async def test_of_many_articles_only_those_in_sight_are_read_for_the_first_frame(
    app: OpenReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03}.txt").write_text(f"Small article {number:03}\n\nWhat it says.\n")
    os.mkfifo(folder / "999.txt")
    monkeypatch.setattr(reading_screen, "AFTER_FIRST_FRAME", 3600.0)
    async with app(folder, size=(160, 45), known=False, first="100.txt") as reader:
        articles = reader.screen.articles
        assert (reader.path, articles.current, articles.count) == ("100.txt", "100.txt", 301)
        shown = [strip.text for strip in articles.render_lines(Region(0, 0, *articles.size))]
        assert any("Small article 100" in row for row in shown)
        assert not any(".txt" in row for row in shown)
        assert len(reader.screen.workspace.corpus._entries) < 30
        assert reader.rows("list")[200].startswith("● 200.txt")
        await reader.screen.finish()
        assert (articles.current, articles.count) == ("100.txt", 301)
        assert reader.rows("list")[300].endswith("but a pipe ")
        assert reader.screen.articles_pane.heading._right == "300 unread"


async def test_nothing_is_counted_before_it_is_known(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_screen, "AFTER_FIRST_FRAME", 3600.0)
    async with app(size=(160, 45), known=False) as reader:
        assert not reader.screen.complete
        assert not any("coded" in fact for fact in reader.facts)
        assert not any("none" in shown.empty for shown in (reader.screen.entities, reader.screen.annotations))
        await reader.screen.finish()
        assert "0 of 5 articles coded" in reader.facts
        assert reader.screen.entities.empty == "reading the article…"
        await reader.known()
        assert reader.screen.entities.empty == "none marked in this article"
        assert reader.screen.annotations.empty == "none in this article yet"


async def test_panes_are_made_wider_and_stay_so(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("g", "l", "2", "z", "+", "g", "b", "z", "-", "g", "a")
        await reader.painted()
        screen = reader.screen
        assert (screen.articles_pane.size.width, screen.details.size.width) == (30 + 8, 37 - 4)
        assert screen.view.size.width == 160 - (31 + 8) - (38 - 4)
        await reader.press("z", "=")
        assert "usual width" in reader.message
        await reader.painted()
        assert screen.details.size.width == 37
        await reader.press("g", "l", "9", "9", "z", "+")
        await reader.painted()
        assert screen.articles_pane.size.width == (160 - 40) // 2 - 1
        await reader.press("z", "+")
        assert "stays at 60" in reader.message
        await reader.press("9", "9", "z", "-")
        await reader.painted()
        assert screen.articles_pane.size.width == 20 - 1
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.painted()
        assert reader.screen.articles_pane.size.width == 20 - 1
        # A drawer has the whole width, and has it again after being beside the text.
        await reader.pilot.resize_terminal(80, 24)
        await reader.press("g", "l")
        await reader.painted()
        assert reader.screen.articles_pane.size.width == 80
        await reader.press("z", "+")
        assert "all the room there is" in reader.message
        await reader.pilot.resize_terminal(160, 45)
        await reader.painted()
        assert reader.screen.articles_pane.size.width == 20 - 1
        await reader.press("escape", "z", "+")
        assert "column of" in reader.message
