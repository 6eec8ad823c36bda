"""Moving and selecting by keys, hops and what they refuse, jumps and marks, and how the text is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import motions
from reader.coding import Draft
from tests.pilot.driving import Driver, OpenReader, plain

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
INTERFAX = "002_7dfa6152b7d8daca.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
LAST = "004_456d49786a4be5be.txt"


async def test_motions_with_counts(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        document, text = reader.document, reader.text
        # Reading begins at the title: what stands above it is boilerplate.
        begun = reader.caret
        assert begun == document.blocks[1].start
        await reader.press("z", "R")
        await reader.press("w", "w", "3", "w")
        assert reader.caret == motions.word_forward(document, begun, 5)
        await reader.press("2", "b", "e")
        assert reader.caret == motions.word_end(document, motions.word_forward(document, begun, 3))
        await reader.press("2", "0", "l", "h")
        assert reader.caret == motions.word_end(document, motions.word_forward(document, begun, 3)) + 19
        await reader.press("2", "G")
        second = reader.caret
        assert second == document.paragraphs[1].start
        await reader.press(")", "2", ")")
        assert reader.caret == motions.sentence_forward(document, second, 3)
        await reader.press("(", "(", "(", "2", "}", "{")
        assert reader.caret == motions.paragraph_forward(document, second, 1)
        await reader.press("9", "9", "G")
        assert reader.caret == document.paragraphs[-1].start
        assert reader.message == f"there is no paragraph 99: {len(document.paragraphs)} is the last"
        await reader.press("G")
        assert reader.caret == motions.document_end(document) == len(text.rstrip()) - 1
        await reader.press("4", "g", "g")
        assert reader.caret == document.paragraphs[3].start
        await reader.press("g", "g")
        assert reader.caret == document.blocks[0].start
        await reader.press("5", "j", "2", "k")
        view = reader.screen.view
        assert view.caret_row == view.layout_of_text.step(0, 3) > 3
        row = view.caret_row
        await reader.press("$")
        assert reader.caret == view.layout_of_text.ends[row] - 1
        await reader.press("0")
        assert reader.caret == view.layout_of_text.starts[row]
        await reader.press("1", "0", "l")
        assert reader.caret == view.layout_of_text.starts[row] + 10
        await reader.press("home")
        assert reader.caret == view.layout_of_text.starts[row]
        for key in ("h", "b", "(", "{", "k", "ctrl+u", "ctrl+b", "backspace"):
            await reader.press("g", "g", key)
            assert reader.caret <= document.blocks[0].end
        for key in ("l", "w", "e", ")", "}", "j", "ctrl+d", "space", "pagedown"):
            await reader.press("G", "9", "9", "9", "9", "9", "9", "9", key)
            assert reader.caret == motions.document_end(document), key


async def test_pages_and_places_on_the_screen(app: OpenReader) -> None:
    async with app(first=FIRST, size=(100, 20)) as reader:
        view = reader.screen.view
        await reader.press("ctrl+f")
        page = reader.top_row
        assert page == view.height - 2
        await reader.press("2", "ctrl+d")
        assert reader.top_row == page + 2 * (view.height // 2)
        await reader.press("2", "ctrl+u", "ctrl+b")
        assert reader.top_row == 0
        await reader.press("5", "G", "z", "t")
        top = reader.top_row
        await reader.press("z", "b")
        bottom = reader.top_row
        await reader.press("z", "z")
        assert bottom < reader.top_row < top
        assert reader.caret == reader.document.paragraphs[4].start
        await reader.press("H")
        high = view.caret_row
        await reader.press("L")
        low = view.caret_row
        await reader.press("M")
        assert high < view.caret_row < low
        assert reader.top_row <= high
        assert low < reader.top_row + view.height


async def test_selecting_grows_shrinks_and_follows_the_motions(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked Western intelligence")
        await reader.press("l", "v")
        assert reader.context == "VISUAL"
        assert reader.selected == "mocked"
        sentence = reader.document.sentence_at(reader.caret)
        block = reader.document.block_at(reader.caret)
        assert sentence is not None
        assert block is not None
        assert "word selected" in reader.facts
        await reader.press("v")
        assert reader.selected == reader.text[sentence.start : sentence.end]
        assert "sentence selected" in reader.facts
        await reader.press("V")
        assert reader.selected == "mocked"
        await reader.press("escape")
        assert (reader.context, reader.selected) == ("READ", "")
        await reader.at("said in the National Defence")
        await reader.press("v", "2", "w", "o", "b")
        assert reader.selected == "he said in the"
        assert "4 words selected" in reader.facts
        await reader.press("i", "w")
        assert reader.selected == "he"
        await reader.press("i", "s")
        assert reader.selected.startswith("“We are not just")
        assert reader.selected.endswith("magazine.")
        await reader.press("o", "i", "q")
        assert reader.selected.startswith("“We are not just")
        assert reader.selected.endswith("’,”")
        await reader.press("i", "p")
        assert reader.selected.endswith("National Defence magazine.")
        await reader.press("escape")
        await reader.at("Ukraine")
        await reader.press("v", "i", "e")
        assert reader.selected == "Ukraine"
        await reader.press("q")
        assert reader.context == "READ"
        await reader.at("boasted that")
        await reader.press("v", "i", "e")
        assert "no entity" in reader.message
        assert reader.selected == "boasted"
        await reader.at("There have been")
        await reader.press("i", "q")
        assert "no quotation" in reader.message
        await reader.press("4", "v")
        first, last = map(reader.document.block_at, (reader.place_of("boasted that"), reader.caret))
        assert first is not None
        assert last is not None
        assert reader.selected == plain(reader.text[first.start : last.end]), "no wider than paragraphs"


async def test_a_selection_ends_with_the_words_before_what_a_motion_goes_to(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        seventh, eighth = reader.document.paragraphs[6:8]
        begun = next(s.start for s in reader.document.sentences if s.start > seventh.start)
        two = plain(reader.text[begun : eighth.end])
        await reader.at(plain(reader.text[begun : begun + 20]))
        await reader.press("v", "}")
        one = reader.selected
        assert one == plain(reader.text[begun : seventh.end])
        assert one.endswith("World War II.")
        await reader.press("}")
        assert reader.selected == two
        assert reader.screen.view.selection == (begun, eighth.end)
        await reader.press("{")
        assert reader.selected == one
        await reader.press("8", "G")
        assert reader.selected == one
        await reader.press("escape", "(", "(", "v", "2", "}")
        assert reader.selected.endswith("German ones.")
        await reader.press("escape", "7", "G", "v", "}")
        assert reader.selected == plain(reader.text[seventh.start : seventh.end])
        await reader.press("escape", "6", "G", "v", "2", "}")
        assert reader.selected.endswith("World War II.")
        await reader.press("escape")
        await reader.at(plain(reader.text[begun : begun + 20]))
        await reader.press("v", "9", "9", "}")
        # What follows is folded: it is not taken along.
        assert reader.selected == two
        await reader.press(")")
        assert reader.message == "no other sentence is there to select on this side"


async def test_hops_go_to_their_places_and_refuse_with_the_reason(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        opened = reader.screen.page.need()
        places = sorted({m.start for m in opened.linked})
        await reader.press("]", "e", "2", "]", "e")
        after = [place for place in places if place > reader.document.blocks[0].start]
        assert reader.caret == after[2]
        await reader.press("2", "[", "e")
        assert reader.caret == after[0]
        await reader.press("9", "9", "9", "]", "e")
        assert reader.caret == places[-1]
        await reader.press("]", "e")
        assert (reader.caret, reader.message) == (places[-1], "no entity after this")
        assert reader.warned
        await reader.press("g", "g", "[", "q")
        assert reader.message == "no quotation before this"
        quotes = sorted({q.start for q in opened.quotations})
        await reader.press("2", "]", "q")
        assert reader.caret == [q for q in quotes if q > reader.document.blocks[0].start][1]
        await reader.press("]", "a")
        assert reader.message == "no annotation in this article"
        await reader.press("4", "G", "a", "x", "enter", "g", "g", "]", "a")
        assert reader.caret == reader.document.paragraphs[3].start
        await reader.press("]", "a")
        assert reader.message == "no annotation after this"
        await reader.press("w", "w")
        between = reader.caret
        await reader.press("[", "e")
        assert reader.caret < between
        await reader.press("ctrl+o")
        assert reader.caret == between
        units = [unit.start for unit in opened.units]
        await reader.press("g", "g", "]", "u")
        first = reader.caret
        assert first == min(unit for unit in units if unit > reader.document.blocks[0].start)
        await reader.press("[", "u", "=", "enter", "]", "u", "=", "enter", "[", "u")
        assert reader.message in ("no uncoded unit before this", "")
        coded = reader.screen.page.need().coded_units
        assert len(coded) == 2
        await reader.press("g", "g", "]", "u")
        assert reader.caret not in {unit.start for unit in coded}


async def test_from_article_to_article_and_back_through_the_jumps(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        start = reader.caret
        await reader.press("6", "G", "J")
        assert reader.path == INTERFAX
        await reader.press("2", "J")
        assert (reader.path, reader.message) == (LAST, "")
        await reader.press("J")
        assert (reader.path, reader.message) == (LAST, "this is the last article")
        await reader.press("9", "K")
        assert (reader.path, reader.message) == (FIRST, "this is the first article: 4 back, not 9")
        await reader.press("K")
        assert (reader.path, reader.message) == (FIRST, "this is the first article")
        await reader.press("3", "K")
        assert (reader.path, reader.warned) == (FIRST, True)
        await reader.press("5", "J")
        assert (reader.path, reader.message) == (LAST, "this is the last article: 4 on, not 5")
        await reader.open(TREATY)
        await reader.press("3", "G", "m", "a", "m", "B", "5", "G")
        fifth = reader.caret
        await reader.press("'", "a")
        third = reader.caret
        assert third == reader.document.paragraphs[2].start
        await reader.press("'", "'")
        assert reader.caret == fifth
        await reader.press("'", "'")
        assert reader.caret == third
        await reader.press("<")
        assert reader.caret == fifth
        await reader.press(">")
        assert reader.caret == third
        await reader.press("9", "9", ">")
        assert "no newer place" in reader.message
        await reader.open(ARMS)
        await reader.press("'", "a")
        assert "no mark a" in reader.message
        await reader.press("2", "G", "'", "B")
        assert (reader.path, reader.caret) == (TREATY, third)
        await reader.press("ctrl+o")
        assert (reader.path, reader.caret) == (ARMS, reader.document.paragraphs[1].start)
        for _ in range(30):
            await reader.press("<")
        assert "no older place" in reader.message
        assert reader.path == TREATY
        assert reader.caret == start


async def test_going_on_to_the_next_article_is_a_jump_too(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("6", "G")
        sixth = reader.caret
        await reader.press("J")
        assert reader.path == INTERFAX
        await reader.press("ctrl+o")
        assert (reader.path, reader.caret) == (TREATY, sixth)


async def test_an_article_that_vanished_is_passed_over(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        (seeds / INTERFAX).unlink()
        await reader.press("J")
        assert reader.path == ARMS
        await reader.press("K")
        assert reader.path == TREATY
        (seeds / FIRST).unlink()
        await reader.press("K")
        assert reader.path == TREATY
        assert FIRST in reader.message
        assert reader.warned


async def test_density_and_measure_are_said_shown_and_kept(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        view = reader.screen.view
        seen = []
        for _ in range(4):
            await reader.press("z", "e")
            seen.append(view.density)
        assert seen == ["first", "kind", "off", "all"]
        await reader.at("hi-tech arms")
        await reader.press("z", "e", "z", "e")
        assert view.density == "off", "there is no kind at the caret"
        await reader.press("z", "e")
        await reader.press("5", "G")
        there = reader.caret
        await reader.press("z", "-")
        assert (view.measure, reader.screen.state.measure) == (68, 68)
        assert "68 cells" in reader.message
        assert view.layout_of_text.width == 68
        await reader.press("2", "z", "+")
        assert view.measure == 76
        await reader.press("1", "9", "z", "-")
        assert (view.measure, reader.screen.state.measure) == (20, 20)
        await reader.press("9", "9", "z", "+")
        assert view.measure == 200
        await reader.press("z", "=")
        assert (view.measure, reader.screen.state.measure) == (72, 0)
        assert reader.caret == there
        assert view.line_of(there) is not None


async def test_resizing_keeps_the_caret_and_the_text_at_the_top(app: OpenReader) -> None:
    async with app(first=FIRST, size=(160, 45)) as reader:
        view = reader.screen.view
        await reader.press("9", "G", "z", "t", "2", "w")
        caret, top = reader.caret, view.top_offset
        for columns, rows in ((100, 30), (80, 24), (40, 10), (160, 45), (40, 10), (100, 30), (160, 45)):
            await reader.pilot.resize_terminal(columns, rows)
            await reader.painted()
            assert reader.caret == caret
            assert view.line_of(caret) is not None
            assert view.top_offset == top
            assert reader.screen.has_class("wide") == (columns >= 140)
            assert reader.screen.has_class("narrow") == (columns < 100)
            assert reader.screen.status.outer_size.width == columns


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (40, 10)])
async def test_panes_come_out_as_drawers_and_the_bar_fits(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=ARMS, size=size) as reader:
        for keys, shown in (("gl", reader.screen.articles), ("ge", reader.screen.entities)):
            await reader.press(*keys)
            await reader.painted()
            assert shown.size.width > 0
            assert shown.size.height > 0
            await reader.press("escape")
            assert reader.context == "READ"
        await reader.press("3", "G", "-", "x")
        await reader.painted()
        bar = reader.screen.bar
        assert bar.region.right <= size[0]
        assert bar.region.y >= 0
        line = reader.screen.view.line_of(reader.caret)
        assert line is not None
        if size[1] > 10:
            assert reader.screen.view.region.y + line < bar.region.y
            assert bar.region.bottom <= size[1]
        await reader.press("enter")
        assert len(reader.records) == 1


async def test_an_article_without_words_is_opened_and_refuses_what_needs_them(
    app: OpenReader, seeds: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpus = tmp_path_factory.mktemp("empty")
    (corpus / "empty.txt").write_text("")
    (corpus / "white.txt").write_text(" \n\n\t\n")
    async with app(corpus) as reader:
        for path in ("empty.txt", "white.txt"):
            await reader.open(path)
            for keys in ("+", "a", "t", "s", "T", "."):
                await reader.press(keys)
                assert reader.context == "READ", keys
                assert reader.warned, keys
            await reader.press("g", "d")
            assert reader.store.codings()[path].state == "done"
        assert reader.records == []
        assert "2 of 2 articles coded" in reader.facts


async def prepared(reader: Driver, words: str, note: str) -> None:
    """A note on *words* of the open article."""
    start = reader.place_of(words)
    made = reader.workspace.annotate(reader.document, [(start, start + len(words))], Draft(note=note))
    made[1].result(20)
    await reader.settle()


async def test_an_annotation_hop_passes_annotations_of_the_whole_article(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("A", "x", "enter")
        assert reader.last.segments == ()
        await reader.press("G", "[", "a")
        assert reader.message == "no annotation in this article"
        await prepared(reader, "pioneering", "n")
        await reader.press("[", "a")
        assert plain(reader.text[reader.caret :]).startswith("pioneering")
