"""Notes, tags, citations, what is known of an article, and exports, by keys."""

from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label

from annotations.formats.registry import FORMATS
from reader.coding import Draft
from reader.tui import outside
from reader.tui.widgets.field import Field
from tests.pilot.driving import OpenReader, plain

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_a_note_is_made_changed_and_with_its_last_word_the_annotation_goes(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "a")
        await reader.type("odd  [bold]claim[/]")
        await reader.press("enter")
        assert reader.last.note == "odd  [bold]claim[/]"
        assert reader.last.stance is None
        assert plain(reader.last.quote).startswith("Defense chiefs in London")
        await reader.press("a")
        assert reader.screen.prompt.value == "odd [bold]claim[/]"
        await reader.press("enter")
        assert (reader.last.note, reader.last.rev) == ("odd  [bold]claim[/]", 1)
        await reader.press("a")
        await reader.type(", still")
        await reader.press("escape")
        assert reader.last.note == "odd  [bold]claim[/]"
        await reader.press("a", "ctrl+u", "escape", "a")
        await reader.type("!")
        await reader.press("enter")
        assert [record.note for record in reader.records] == ["odd [bold]claim[/]!"]
        await reader.press("a", "ctrl+u", "enter")
        assert reader.records == []
        assert "nothing was left" in reader.message
        await reader.press("u")
        assert reader.last.note == "odd [bold]claim[/]!"
        await reader.press("]", "u", "a", "escape", "a", "enter")
        assert len(reader.records) == 1


async def test_a_note_of_several_lines_is_not_squeezed_into_one(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=TREATY) as reader:
        written = ["first\n\nsecond"]

        def edited(app: object, config: object, corpus: object, text: str, quote: str) -> str:
            written.append(text)
            return written[0]

        monkeypatch.setattr(outside, "edit", edited)
        await reader.press("2", "G", "E")
        assert reader.last.note == "first\n\nsecond"
        await reader.press("a")
        assert reader.context == "READ"
        assert "E opens it" in reader.message
        assert reader.warned
        await reader.press("t")
        await reader.type("device/mockery")
        await reader.press("enter", "i", "enter")
        assert reader.last.note == "first\n\nsecond"
        assert reader.last.tags == ("device-mockery",)
        # The editor is given the note as it is, and what comes back replaces it.
        written[0] = "third"
        await reader.press("E")
        assert written[-1] == "first\n\nsecond"
        assert reader.last.note == "third"
        assert len(reader.records) == 1


async def test_an_editor_that_cannot_be_used_is_said(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("E")
        assert reader.warned
        assert "a types a note" in reader.message
        assert reader.records == []


async def test_tags_are_completed_and_several_are_kept_in_their_order(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked")
        await reader.press("t")
        await reader.type("mock")
        assert reader.completions == ["device/mockery"]
        await reader.press("ctrl+n")
        assert reader.screen.prompt.value == "device/mockery"
        await reader.type(", frame/security, confl")
        assert reader.completions == ["frame/conflict"]
        await reader.press("down", "enter")
        assert reader.last.tags == ("device-mockery", "frame-security", "frame-conflict")
        await reader.press("t")
        # What is typed now begins another tag, and what is left as it stands changes nothing.
        assert reader.screen.prompt.value == "device/mockery, frame/security, frame/conflict, "
        await reader.press("enter")
        assert reader.message.startswith("nothing was changed")
        assert reader.last.tags == ("device-mockery", "frame-security", "frame-conflict")
        await reader.press("t")
        await reader.press("ctrl+u", "enter")
        assert reader.records == []
        await reader.press("u", "t", "enter")
        assert reader.last.tags == ("device-mockery", "frame-security", "frame-conflict")


async def test_a_tag_that_stays_keeps_the_annotation(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press(",", "m", "a")
        await reader.type("n")
        await reader.press("enter")
        assert len(reader.records) == 1
        assert reader.message.startswith("note added")
        await reader.press("a")
        await reader.type("o")
        await reader.press("enter")
        assert reader.message.startswith("note changed")
        await reader.press("a", "enter")
        assert reader.message.startswith("nothing was changed")
        await reader.press("u", "t", "ctrl+u", "enter")
        assert (reader.last.tags, reader.last.note) == ((), "n")
        await reader.press("u", "a", "ctrl+u", "enter")
        assert (reader.last.tags, reader.last.note) == (("device-mockery",), "")
        await reader.press("t", "ctrl+u", "enter")
        assert reader.records == []
        await reader.press("2", "u", "t", "ctrl+u", "enter")
        assert (reader.last.tags, reader.last.note) == ((), "n")
        await reader.press("a", "ctrl+u", "enter")
        assert reader.records == []


async def test_a_citation_names_the_source_and_the_line(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=ARMS) as reader:
        copied: list[str] = []
        monkeypatch.setattr(reader.app, "copy_to_clipboard", copied.append)
        await reader.at("vassal state")
        await reader.press("v", "e", "e", "y")
        line = reader.text.count("\n", 0, reader.place_of("vassal state")) + 1
        [text] = copied
        assert text.startswith("“vassal state” (")
        assert "The Sunday Telegraph" in text
        assert text.endswith(f"; {ARMS}, line {line})")
        assert reader.message.startswith("copied: “vassal state”")


async def test_a_guessed_title_is_whole_where_it_is_corrected(app: OpenReader, seeds: Path) -> None:
    lead = (
        "Britain could buy weapons from its former Cold War foe for the first time under a landmark treaty."
    )
    (seeds / "untitled.txt").write_text(
        f"{lead} Another sentence follows.\n\nAnd one more paragraph of it.\n"
    )
    async with app(first="untitled.txt") as reader:
        assert reader.document.metadata.title.endswith("…")
        await reader.press("g", "m")
        await reader.type("ZZ")
        await reader.press("enter")
        assert reader.document.metadata.title == f"{lead}ZZ"
        assert "…" not in (seeds / "articles.csv").read_text()


async def test_what_is_known_of_an_article_is_corrected_by_keys(app: OpenReader, seeds: Path) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("3", "G")
        there = reader.caret
        await reader.press("g", "m", "tab", "tab")
        await reader.type("2023-02")
        await reader.press("enter")
        assert "kept in articles.csv: date" in reader.message
        assert (reader.document.metadata.date, reader.caret) == ("2023-02", there)
        assert any("2023-02" in row for row in reader.rows("list"))
        with (seeds / "articles.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["date"] for row in rows if row["path"] == ARMS] == ["2023-02"]
        before = (seeds / "articles.csv").read_bytes()
        await reader.press("g", "m")
        await reader.type("other")
        await reader.press("escape", "escape", "g", "m", "enter")
        assert (seeds / "articles.csv").read_bytes() == before
        await reader.press("g", "m", "tab", "tab")
        await reader.type("-99")
        await reader.press("enter")
        assert reader.app.screen is not reader.screen
        await reader.press("escape")
        assert (seeds / "articles.csv").read_bytes() == before


async def test_what_is_kept_of_a_form_is_told_whole_and_u_takes_back_what_it_can(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(
        'schema = 1\n[[scale]]\nid = "p"\nname = "P"\n'
        'label = [{id = "a", name = "a", key = "+", definition = "A."}]\n'
        '[[variable]]\nid = "g"\nname = "Genre"\nlevel = "article"\nvalues = ["news", "comment"]\n'
    )
    async with app(first=TREATY) as reader:
        await reader.press("g", "m", "tab", "tab")
        await reader.type("2014-01-26")
        await reader.press("tab", "tab", "tab", "ctrl+n", "enter")
        told = "the article's variables are kept; u takes them back"
        assert reader.message == f"kept in articles.csv: date; {told}"
        await reader.press("u")
        assert reader.message.startswith("taken back: ")
        assert TREATY not in reader.store.codings()


async def test_undo_right_after_an_edit_in_articles_csv_takes_nothing_else_back(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("g", "m", "tab", "tab", *"2023-02", "enter", "u")
        told = "what gm kept in articles.csv is not taken back by u"
        assert reader.message == f"{told}: gm again changes it"
        await reader.press("3", "G", "a", "x", "enter", "g", "m", *"T", "enter", "u")
        assert [record.note for record in reader.records] == ["x"]
        assert reader.message.startswith(f"{told}; u again takes back: note “x” ({ARMS} ¶")
        await reader.press("u")
        assert reader.records == []
        # What is coded afterwards is what undo means.
        await reader.press("g", "m", *"U", "enter", "a", "y", "enter", "u")
        assert reader.records == []


async def test_an_export_is_written_and_replaces_a_file_only_when_asked_twice(
    app: OpenReader, tmp_path: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("a", "x", "enter", "x")
        dialog = reader.app.screen
        assert dialog is not reader.screen
        await reader.press("ctrl+u")
        await reader.type("out.json")
        await reader.press("enter")
        assert (tmp_path / "out.json").read_bytes().startswith((b"{", b"["))
        # What the format cannot carry is said before one goes on.
        assert reader.app.screen is not reader.screen
        await reader.press("enter")
        assert "1 annotation written" in reader.message
        assert reader.app.screen is reader.screen
        (tmp_path / "out.json").write_text("precious")
        await reader.press("x", "ctrl+u")
        await reader.type("out.json")
        await reader.press("enter")
        assert (tmp_path / "out.json").read_text() == "precious"
        await reader.press("escape")
        assert reader.app.screen is reader.screen
        await reader.press("x", "ctrl+u")
        await reader.type("out.json")
        await reader.press("enter", "enter", "escape")
        assert (tmp_path / "out.json").read_text() != "precious"
        assert "1 annotation written" in reader.message
        await reader.press("x", "ctrl+u", "enter")
        assert reader.app.screen is not reader.screen
        await reader.type("no/such/folder.json")
        await reader.press("enter", "escape")
        assert reader.app.screen is reader.screen


async def test_an_export_replaces_no_article_and_none_is_proposed_that_would_become_one(
    app: OpenReader, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=TREATY) as reader:
        before = (seeds / ARMS).read_bytes()
        (tmp_path / "link").symlink_to(seeds / ARMS)
        for name in (f"seeds/{ARMS}", "link"):
            await reader.press("x", "ctrl+u")
            await reader.type(name)
            await reader.press("enter", "enter")
            told = reader.app.screen.query_one("#told", Label)
            assert "is an article of the corpus" in str(told.content)
            await reader.press("escape")
        assert (seeds / ARMS).read_bytes() == before
        monkeypatch.chdir(seeds)
        markdown = ("x", *("down",) * list(FORMATS).index("markdown"))
        await reader.press(*markdown)
        field = reader.app.screen.query_one("#path", Field)
        assert field.value == str(tmp_path / "seeds-markdown.md")
        await reader.press(*("up",) * (list(FORMATS).index("markdown") - list(FORMATS).index("csv")))
        assert field.value == str(seeds / "seeds-csv.csv")
        await reader.press("escape")
        # Where one stood is gone meanwhile.
        (tmp_path / "gone").mkdir()
        monkeypatch.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        await reader.press("x")
        assert str(reader.app.screen.query_one("#path", Field).value).startswith(str(tmp_path / "seeds-"))
        await reader.press("ctrl+u")
        await reader.type("out.json")
        await reader.press("enter")
        assert reader.running()
        assert "no such file" in str(reader.app.screen.query_one("#told", Label).content)
        monkeypatch.chdir(tmp_path)


async def test_a_note_on_the_article_is_shown_and_edited_in_its_pane(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.press("A")
        await reader.type("a repost")
        await reader.press("enter")
        assert reader.last.segments == ()
        await reader.press("g", "a", "enter")
        assert "whole article" in reader.message
        await reader.press("i")
        assert reader.field("note") == "a repost"
        await reader.press("escape", "g", "a", "d", "d")
        assert reader.records == []


async def test_other_words_of_a_draft_are_kept_when_a_note_is_added(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        start = reader.place_of("pioneering")
        draft = Draft(tags=("own",), values={"intensity": "strong"})
        reader.workspace.annotate(reader.document, [(start, start + 10)], draft)[1].result(20)
        await reader.at("pioneering")
        await reader.press("a", "x", "enter")
        [record] = reader.records
        assert (record.tags, record.values, record.note) == (("own",), {"intensity": "strong"}, "x")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (50, 16)])
async def test_all_that_an_export_does_not_carry_can_be_read_and_the_way_on_is_seen(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    lost = [f"what it leaves out, number {number}: {'words ' * 12}" for number in range(12)]
    losses = SimpleNamespace(lines=lambda: lost)
    monkeypatch.setattr("reader.tui.screens.export.export", lambda *_, **__: losses)
    async with app(first=TREATY, size=size) as reader:
        await reader.press("x", "enter")
        await reader.painted()
        dialog = reader.app.screen
        report, frame = dialog.query_one(VerticalScroll), dialog.query_one(Vertical)

        def shown() -> str:
            assert frame.content_region.contains_region(report.region), "the report is cut"
            return str(frame.border_subtitle)

        await reader.until(lambda: "more" in str(frame.border_subtitle), "how much more there is")
        more = int(shown().removesuffix(" more   Enter goes on").removeprefix("^f "))
        assert more == report.virtual_size.height - report.size.height > 10
        while "more" in shown():
            above = report.scroll_y
            await reader.press("ctrl+f")
            await reader.painted()
            assert 0 < report.scroll_y - above <= report.size.height
        assert report.scroll_y == report.max_scroll_y == more
        await reader.press("ctrl+b")
        await reader.painted()
        assert "more" in shown()
        await reader.press("enter")
        assert reader.app.screen is reader.screen
