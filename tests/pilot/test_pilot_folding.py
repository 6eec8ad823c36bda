"""Boilerplate and repeats by keys: folded, opened, remembered; and a line's outlet told once what it is."""

from __future__ import annotations

from pathlib import Path

from reader.corpus.document import Block, Zone
from tests.pilot.driving import Driver, OpenReader

BLOG, TREATY = "000_305367dd2efea505.txt", "001_c52329024e729261.txt"
ARMS_TRADE, ARMS = "002_7dfa6152b7d8daca.txt", "003_b2f1ad3f4cdf42dc.txt"


def folded(reader: Driver) -> list[str]:
    """The reasons of what is folded."""
    return [zone.reason for zone in reader.screen.view.folds.folded]


def block(reader: Driver, words: str) -> Block:
    text = reader.text
    return next(b for b in reader.document.blocks if text[b.start : b.end].startswith(words))


def zone(reader: Driver, reason: str) -> Zone:
    return next(z for z in reader.document.zones if z.reason.startswith(reason))


async def onto(reader: Driver, offset: int) -> None:
    """Put the caret on *offset* without opening a fold over it."""
    reader.screen.page.move_caret(offset, open_folds=False)
    await reader.settle()


async def test_an_article_opens_with_its_sure_zones_folded_and_za_opens_them(app: OpenReader) -> None:
    async with app(first=BLOG) as reader:
        assert folded(reader) == ["repeats paragraphs 7-14", zone(reader, "words of").reason]
        repeat = zone(reader, "repeats")
        await onto(reader, repeat.start)
        rows = reader.screen.view.row_count
        await reader.press("z", "a")
        assert folded(reader) == [zone(reader, "words of").reason]
        assert reader.screen.view.row_count > rows
        await reader.press("z", "a")
        assert reader.screen.view.row_count == rows
        assert reader.caret == repeat.start
        assert reader.facts[0] == "¶15 repeats paragraphs 7-14"
        await reader.press("g", "g", "z", "a")
        assert (reader.warned, "the article's own" in reader.message) == (True, True)


async def test_reading_begins_at_the_articles_own_words(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        assert reader.caret == block(reader, "Russia and Britain").start
        assert reader.top_row == 0
        assert reader.screen.view.folds.folded[0] == reader.document.zone_at(0)


async def test_probable_boilerplate_is_open_until_all_is_folded(app: OpenReader, tmp_path: Path) -> None:
    prose = [
        f"Sentence {n} of the story is long enough to be taken for a part of its body." for n in range(4)
    ]
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("\n\n".join(["A title", *prose, "More from Berlin"]))
    (corpus / "b.txt").write_text("\n\n".join(["A title", *prose]))
    async with app(corpus, first="a.txt") as reader:
        assert [z.tier for z in reader.document.zones] == ["probable"]
        assert folded(reader) == []
        await reader.press("G")
        assert reader.facts[0] == "probable boilerplate: a short line that nothing follows"
        await reader.press("z", "M")
        assert len(folded(reader)) == 1
        await reader.press("z", "R")
        assert folded(reader) == []
        await reader.open("b.txt")
        for key in "aRM":
            await reader.press("z", key)
            assert reader.warned, key
            assert "no boilerplate and no repeat" in reader.message


async def test_what_is_folded_is_remembered_for_each_article(app: OpenReader) -> None:
    async with app(first=BLOG) as reader:
        await onto(reader, zone(reader, "repeats").start)
        await reader.press("z", "a", "J")
        assert reader.path == TREATY
        await reader.press("z", "R", "K")
        assert folded(reader) == [zone(reader, "words of").reason]
        await reader.press("J")
        assert folded(reader) == []
    async with app(first=BLOG) as reader:
        assert folded(reader) == [zone(reader, "words of").reason]
        await reader.press("J")
        assert folded(reader) == []
        await reader.press("J")
        assert folded(reader) != []


async def test_an_annotation_in_a_zone_keeps_it_open_and_one_that_was_folded_over_it_stays_so(
    app: OpenReader,
) -> None:
    async with app(first=BLOG) as reader:
        repeat = zone(reader, "repeats")
        await onto(reader, repeat.start)
        await reader.press("z", "a", "+", "enter")
        await reader.saved()
    async with app(first=BLOG) as reader:
        assert "repeats paragraphs 7-14" not in folded(reader)
        await reader.press("z", "M")
        assert "repeats paragraphs 7-14" in folded(reader)
        await reader.press("J", "K")
        assert "repeats paragraphs 7-14" in folded(reader)
    async with app(first=BLOG) as reader:
        assert "repeats paragraphs 7-14" in folded(reader)


async def test_zx_says_it_for_the_whole_outlet_and_u_takes_it_back(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        numbers = [b.number for b in reader.document.blocks]
        await reader.at("Read more")
        top = reader.screen.view.top_offset
        await reader.press("z", "x")
        assert reader.message == (
            "no boilerplate in The Moscow Times from now on, 2 articles: “Read more”; u takes it back"
        )
        assert block(reader, "Read more").kind == "paragraph"
        assert reader.screen.view.document is reader.document
        assert reader.screen.view.folds.zones == reader.document.zones
        assert (reader.caret, reader.screen.view.top_offset) == (reader.place_of("Read more"), top)
        assert max(b.number for b in reader.document.blocks) == max(numbers) + 1
        await reader.open(ARMS_TRADE)
        assert block(reader, "Read more").kind == "paragraph"
        await reader.open(TREATY)
        await reader.press("u")
        assert block(reader, "Read more").kind == "boilerplate"
        assert [b.number for b in reader.document.blocks] == numbers
        await reader.press("ctrl+r")
        assert block(reader, "Read more").kind == "paragraph"
        await reader.at("Read more")
        await reader.press("z", "x")
        assert reader.message.startswith("boilerplate in The Moscow Times from now on")
        (record,) = reader.store.corrections()
        assert (record.subject, record.verdict) == ("boilerplate", "boilerplate")
        await reader.saved()
    async with app(first=ARMS_TRADE) as reader:
        (said,) = [z for z in reader.document.zones if z.reason == "a reader said so"]
        assert reader.text[said.start : said.end] == "Read more"


async def test_a_line_that_becomes_boilerplate_stays_in_sight_and_leaves_all_counts(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("RUSSIA is expanding")
        words = reader.screen.sides.card(ARMS).words
        assert words
        units = reader.screen.page.need().units
        await reader.press("z", "x")
        await reader.known()
        line = block(reader, "RUSSIA is expanding")
        assert line.kind == "boilerplate"
        assert "a reader said so" not in folded(reader)
        assert reader.screen.view.line_of(reader.caret) is not None
        gone = [u for u in units if line.start <= u.start < line.end]
        assert gone
        assert set(reader.screen.page.need().units) == set(units) - set(gone)
        assert reader.screen.sides.card(ARMS).words == words - len(reader.text[line.start : line.end].split())
        # The next uncoded unit is not in it.
        await reader.press("[", "u")
        assert not line.start <= reader.caret < line.end
        await reader.press("]", "u")
        assert not line.start <= reader.caret < line.end


async def test_entities_of_a_line_that_became_boilerplate_are_counted_apart(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:

        def counted() -> tuple[int, int, int]:
            found = next(c for c in reader.workspace.table.entities(ARMS) if c.entity.id == "gpe:RU")
            return found.here, found.here_aside, found.corpus

        here, aside, corpus = counted()
        assert aside == 0
        await reader.at("RUSSIA is expanding")
        line = reader.document.block_at(reader.caret)
        assert line is not None
        inside = sum(
            m.entity == "gpe:RU" and line.start <= m.start < line.end for m in reader.workspace.mentions(ARMS)
        )
        assert inside
        await reader.press("z", "x")
        await reader.known()
        assert counted() == (here - inside, inside, corpus - inside)
        assert any(f" +{inside} " in row for row in reader.rows("entities"))
        await reader.press("u")
        await reader.known()
        assert counted() == (here, 0, corpus)


async def test_the_other_articles_of_the_outlet_are_counted_anew(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:

        def counted() -> tuple[int, int]:
            found = [c for c in reader.workspace.table.entities() if c.entity.name == "The Moscow Times"]
            return sum(c.corpus for c in found), sum(c.corpus_aside for c in found)

        body, aside = counted()
        await reader.at("Support The Moscow Times!")
        await reader.press("z", "x")
        assert "no boilerplate in The Moscow Times from now on, 2 articles" in reader.message
        await reader.until(lambda: counted() == (body + 2, aside - 2), "the other article")
        await reader.press("u")
        await reader.until(lambda: counted() == (body, aside), "the other article as it was")


async def test_a_line_set_free_takes_neither_the_titles_place_nor_what_is_open(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        title = reader.document.metadata.title
        assert title.startswith("Russia and Britain")
        await reader.press("z", "R")
        await reader.at("Support The Moscow Times!")
        await reader.press("z", "x")
        assert reader.document.metadata.title == title
        assert reader.screen.sides.card(TREATY).title == title
        assert reader.facts[0] == "head"
        assert block(reader, "Russia and Britain").kind == "title"
        await reader.press("u")
        assert reader.document.zone_at(0) is not None
        assert folded(reader) == [], "what zR opened stays open"
        # What is folded stays so, whatever is ruled beside it.
        await reader.press("z", "M")
        shut = folded(reader)
        await onto(reader, 0)
        await reader.press("z", "x", "u")
        assert folded(reader) == shut[1:]


async def test_zx_refuses_where_it_is_not_clear_what_is_meant(app: OpenReader) -> None:
    async with app(first=BLOG) as reader:
        await onto(reader, zone(reader, "words of").start)
        await reader.press("z", "x")
        assert (reader.warned, "za opens them" in reader.message) == (True, True)
        await onto(reader, zone(reader, "repeats").start)
        await reader.press("z", "a", "z", "x")
        assert (reader.warned, "is no boilerplate" in reader.message) == (True, True)
        assert reader.store.corrections() == ()


async def test_zx_asks_first_who_says_so(app: OpenReader) -> None:
    async with app(first=TREATY, annotator="", proposed="bea") as reader:
        await reader.at("Read more")
        await reader.press("z", "x")
        assert reader.context == "PROMPT"
        await reader.press("enter")
        (record,) = reader.store.corrections()
        assert record.annotator == "bea"
        assert block(reader, "Read more").kind == "paragraph"


async def test_an_article_done_counts_the_stances_of_its_body(app: OpenReader) -> None:
    async with app(first=BLOG) as reader:
        await reader.press("2", "G", "+", "enter", "3", "G", "-", "enter")
        await reader.press("1", "6", "G", "+", "enter")
        await reader.at("Post a Comment")
        await reader.press("=", "enter", "g", "d")
        assert reader.message == "done: 2 stances, +1 in boilerplate, +1 in repeats; gd opens it again"
        row = next(row for row in reader.rows("list") if "2 stances" in row)
        assert "2 stances +1 in boilerplate +1 in repeats" in " ".join(row.split())


async def test_a_place_one_is_taken_to_opens_the_fold_over_it(app: OpenReader) -> None:
    async with app(first=BLOG) as reader:
        await reader.press("g", "g", "/")
        await reader.type("Post a Comment")
        await reader.press("enter")
        assert reader.caret == reader.place_of("Post a Comment")
        assert zone(reader, "words of").reason not in folded(reader)
        assert "repeats paragraphs 7-14" in folded(reader)


async def test_folding_what_is_folded_and_opening_what_is_open_is_said(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("z", "M")
        await reader.press("z", "M")
        assert reader.message == "all that can be is folded; zR opens it, za one of them"
        await reader.press("z", "R")
        assert reader.message == ""
        await reader.press("z", "R")
        assert reader.message == "nothing is folded in this article; zM folds boilerplate and repeats"
