"""One entity over the corpus by keys: mentions in context, stances, jumps and back, "same as?"."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.geometry import Region

from annotations.model import Ref, Stance
from reader.coding import Draft
from reader.holders import holder_chain
from reader.layout.cells import cells
from reader.workspace import Workspace
from tests.pilot.driving import OpenReader
from tests.pilot.entities import entity_screen, head, ids, open_entity, said, shown

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
DENIED = "mocked Western intelligence reports that Russia was running short of weapons"


async def test_enter_on_an_entity_shows_all_its_mentions_from_this_one_on(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        screen = await open_entity(reader, "Russia was running short")
        mention = reader.screen.page.need().mention_at(reader.caret)
        assert mention is not None
        count = next(c for c in reader.workspace.table.entities() if c.entity.id == mention.entity)
        assert screen._rows.mentions == count.corpus + count.corpus_aside
        assert screen._list.current == f"{ARMS}:{mention.start}"
        first, also, stances, *_ = head(reader)
        assert first.startswith("Russia  place")
        assert "in 5 articles" in first
        assert "Russian Federation" in also
        assert "none by or towards it" in stances
        assert stances.endswith("by ann")
        assert f"{count.corpus} mentions in" in first
        assert f"+{count.corpus_aside} ≡ in boilerplate or repeats" in first
        assert sum("≡" in row[:6] for row in shown(reader)) == count.corpus_aside > 0
        assert reader.context == "READ", "the text still has the keys that this screen does not take"


async def test_enter_goes_there_and_back_again_and_esc_stays(app: OpenReader) -> None:
    async with app(first=ARMS, size=(100, 30)) as reader:
        await open_entity(reader, "Russia was running short")
        began = reader.caret
        await reader.press("K", "j")
        row = entity_screen(reader)._list.current
        assert row is not None
        path, _, start = row.rpartition(":")
        assert path == "002_7dfa6152b7d8daca.txt"
        await reader.press("enter")
        assert (reader.path, reader.caret, reader.context) == (path, int(start), "READ")
        assert (int(start), int(start) + len("Russia")) in reader.lit
        assert "^o goes back to Russia" in reader.message
        await reader.press("ctrl+o")
        assert entity_screen(reader)._list.current == row
        await reader.press("escape")
        assert (reader.path, reader.caret) == (path, int(start))
        await reader.press("ctrl+o")
        assert (reader.path, reader.caret) == (ARMS, began)
        await reader.press("enter", "<")
        assert reader.app.screen is reader.screen


async def test_the_pane_opens_it_over_the_corpus_while_enter_hops(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.at("Medvedev, deputy head")
        await reader.press("g", "e")
        assert reader.screen.entities.current == "person:dmitry-medvedev", "the pane is at the caret's entity"
        await reader.press("enter")
        assert reader.context == "DETAILS"
        assert "mention" in reader.message
        await reader.press("F")
        assert "Dmitry Medvedev" in head(reader)[0]
        await reader.press("q")
        assert reader.app.screen is reader.screen
        assert reader.context == "DETAILS"
        await reader.press("/")
        await reader.type("no such entity")
        await reader.press("enter", "F")
        assert "nothing here to find" in reader.message


async def test_rows_are_filtered_copied_and_stepped_through(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=ARMS, size=(100, 30)) as reader:
        screen = await open_entity(reader, "Russia was running short")
        whole = screen._rows.mentions
        await reader.press("/")
        await reader.type("VASSAL state")
        assert screen._rows.mentions == 1
        await reader.press("enter")
        assert (screen.context, screen._rows.mentions) == ("DETAILS", 1)
        copied: list[str] = []
        monkeypatch.setattr(reader.app, "copy_to_clipboard", copied.append)
        await reader.press("y")
        text = reader.document.text
        line = text.count("\n", 0, text.index("vassal")) + 1
        assert "copied" in said(reader)
        assert "vassal state" in copied[0]
        assert copied[0].endswith(f"; {ARMS}, line {line})")
        await reader.press("/")
        await reader.type(" nothing like that")
        assert screen._rows.count == 0
        await reader.press("enter", "enter", "y")
        assert "no mention here" in said(reader)
        await reader.press("escape")
        assert screen._rows.mentions == whole
        await reader.press("g", "g")
        assert screen._list.cursor == 1, "the cursor passes over the heading"
        await reader.press("2", "J")
        assert str(screen._list.current).startswith("002")
        await reader.press("9", "J", "K", "K", "K", "K", "K")
        assert str(screen._list.current).startswith("000")
        await reader.press("G", "g", "d")
        assert "Esc goes back" in said(reader)
        await reader.press("escape")
        assert reader.app.screen is reader.screen


async def test_what_is_held_by_it_and_towards_it_is_summed_and_opened(app: OpenReader, seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    document = workspace.document(ARMS)
    start = document.text.replace("\xa0", " ").index(DENIED)
    short = Ref("Russia is short of weapons", "claim")
    by_him = Draft(Stance("claim", "denies", short, holder_chain("Interfax > Dmitry Medvedev")))
    towards = Draft(Stance("position", "against", Ref("Dmitry Medvedev", "entity"), ()))
    workspace.annotate(document, [(start, start + len(DENIED))], by_him)[1].result(10)
    workspace.annotate(document, [(start, start + 6)], towards)[1].result(10)
    workspace.close()
    async with app(first=ARMS, size=(100, 30)) as reader:
        await open_entity(reader, "Medvedev, deputy head")
        found = head(reader)
        assert any(
            line.startswith("holds") and "1 - denies → Russia is short of weapons" in line for line in found
        )
        assert any(line.startswith("towards") and "1 - against by the writer" in line for line in found)
        rows = shown(reader)
        assert rows[-3] == "" or rows[-3].startswith("- denies")
        assert any(row.startswith("stances held by it") and "1 by ann" in row for row in rows)
        await reader.press("G", "enter")
        assert (reader.path, reader.caret) == (ARMS, start)
        [here] = {
            a.annotation.stance.label for a in [reader.screen.coder.here()] if a and a.annotation.stance
        }
        assert here == "against"
        await reader.press("ctrl+o", "K", "s")
        assert reader.context == "BAR", "s gives the mention's sentence a stance"
        await reader.press("escape")
        # Over the whole screen a mention under a stance has its mark.
        await open_entity(reader, "Russia was running short")
        marked = [row for row in shown(reader) if row.startswith("- ¶2")]
        assert len(marked) == 1
        assert "that Russia was running" in marked[0]


async def test_a_question_is_answered_kept_undone_and_changed(app: OpenReader, seeds: Path) -> None:
    async with app(first=FIRST, size=(80, 24)) as reader:
        table = reader.workspace.table
        screen = await open_entity(reader, "Telegraph can reveal")
        assert head(reader)[-1].split()[:2] == ["same", "as?"]
        assert "Tab answers" in head(reader)[-1]
        await reader.press("n", "y")
        assert reader.store.corrections() == (), "keys of an answer answer only when asked"
        await reader.press("tab")
        assert screen.context == "PROPOSALS"
        await reader.press("y")
        merged = table.entity("org:telegraph")
        assert merged is not None
        assert merged == table.entity("org:daily-telegraph")
        assert "one with" in said(reader)
        assert (
            screen._rows.mentions == sum(c.corpus for c in table.entities() if c.entity.id == merged.id) > 1
        )
        [record] = reader.store.corrections()
        assert (record.subject, record.verdict) == ("entity", "same as")
        await reader.press("u")
        assert reader.store.corrections() == ()
        assert table.entity("org:telegraph") != table.entity("org:daily-telegraph")
        assert "taken back: entity correction “" in said(reader)
        assert "” same as “" in said(reader)
        await reader.press("ctrl+r")
        assert table.entity("org:telegraph") == table.entity("org:daily-telegraph")
        # The next open question, then the answer that was given.
        await reader.press("escape", "tab", "n")
        assert {record.verdict for record in reader.store.corrections()} == {"same as", "not same as"}
        assert not table.same_as()
        await reader.press("tab")
        assert head(reader)[-1].startswith("one with")
        await reader.press("n")
        assert {record.verdict for record in reader.store.corrections()} == {"not same as"}
        await reader.press("escape", "escape", "escape")
        await reader.saved()
    async with app(first=FIRST, size=(80, 24)) as reader:
        assert reader.workspace.table.same_as() == ()


async def test_an_answer_is_signed(app: OpenReader) -> None:
    async with app(first=FIRST, annotator="") as reader:
        await open_entity(reader, "Telegraph can reveal")
        await reader.press("tab", "y", "escape")
        assert reader.store.corrections() == ()
        await reader.press("tab", "y", "enter")
        assert "nothing was kept" in said(reader)
        await reader.press("y")
        await reader.type("Ann")
        await reader.press("enter")
        [record] = reader.store.corrections()
        assert record.annotator == "Ann"


async def test_an_answer_links_the_open_article_and_search_anew(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await open_entity(reader, "Daily Telegraph reported")

        def here() -> str:
            mention = reader.screen.page.need().mention_at(reader.caret)
            assert mention is not None
            return mention.entity

        assert (here(), head(reader)[0][:19]) == ("org:daily-telegraph", "The Daily Telegraph")
        await reader.press("tab", "y")
        assert here() == "org:telegraph"
        assert head(reader)[0].startswith("The Telegraph")
        await reader.press("u")
        assert here() == "org:daily-telegraph"
        assert head(reader)[0].startswith("The Daily Telegraph"), "one is where one was"
        await reader.press("ctrl+r", "escape", "escape")
        assert any("The Telegraph" in row for row in reader.rows("entities"))
        await reader.press("f")
        await reader.type("entity:org:telegraph")
        await reader.until(lambda: {hit.path for hit in reader.hits} == {FIRST, TREATY}, "both articles")
        await reader.press("escape", "u")
        assert here() == "org:daily-telegraph"


async def test_the_screen_has_a_palette_and_help_of_its_own_and_quits(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        screen = await open_entity(reader, "Russia was running short")
        await reader.press("?", "escape")
        assert reader.app.screen is screen
        await reader.press(":")
        await reader.type("filter this")
        await reader.press("enter")
        assert screen.context == "PROMPT"
        await reader.press("escape", "2", "g")
        assert screen._status.status.pending == "2g"
        await reader.press("escape", "g", "!")
        assert "means nothing" in said(reader)
        await reader.press("tab")
        assert "nothing is asked" in said(reader)
        await reader.press("ctrl+l", "ctrl+q")
        assert reader.app.return_code == 0


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24), (40, 10), (10, 4), (1, 1)])
async def test_it_fits_every_terminal(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=ARMS, size=size) as reader:
        screen = await open_entity(reader, "Russia was running short")
        await reader.painted()
        for line in screen._list.render_lines(Region(0, 0, *screen._list.size)):
            assert sum(cells(segment.text) for segment in line) == screen._list.size.width
        for said_line in screen._head._lines(max(1, size[0] - 2)):
            assert cells(said_line.plain) <= max(size[0] - 2, 14)
        if size[0] >= 40:
            assert "Russia" in head(reader)[0]
            current = screen._list.item(screen._list.cursor)
            assert any("Russia" in text for text, style in current.lines[0] if style == "match")


async def test_texts_that_change_and_articles_that_go_are_followed(app: OpenReader, seeds: Path) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await open_entity(reader, "Russia was running short")
        mentions = entity_screen(reader)._rows.mentions
        assert any("running short of" in row for row in shown(reader))
        # Of the same length: no mention stands elsewhere than before.
        text = (seeds / ARMS).read_text()
        (seeds / ARMS).write_text(text.replace("running short of", "strutting out of"))
        reader.app.post_message(events.AppFocus())
        await reader.until(lambda: any("strutting out of" in row for row in shown(reader)), "the new words")
        assert not any("running short of" in row for row in shown(reader))
        assert entity_screen(reader)._rows.mentions == mentions
        assert "read again" in said(reader)
        gone = sum(TREATY in row_id for row_id in ids(reader))
        (seeds / TREATY).unlink()
        reader.app.post_message(events.AppFocus())
        await reader.until(lambda: entity_screen(reader)._rows.mentions == mentions - gone, "the loss")
        assert gone > 0
        assert "1 article gone" in said(reader)
        assert not any(TREATY in row_id for row_id in ids(reader))


async def test_a_burst_of_keys_means_what_it_means_typed_slowly(app: OpenReader) -> None:
    async with app(first=ARMS, size=(100, 30)) as reader:
        await reader.at("Russia was running short")
        await reader.burst("enter", "/", *"vassal", "enter", "enter", "]", "e")
        assert reader.app.screen is reader.screen
        assert reader.caret > reader.place_of("vassal state") - len("a Russian ")
        assert (reader.path, reader.context) == (ARMS, "READ")
        await reader.burst("ctrl+o", "j", "q", "q", "v")
        assert reader.context == "VISUAL"
