"""The article view: what it paints, how its caret and page move, and how little it repaints."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Self, cast

import pytest
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from reader.corpus.corpus import Corpus
from reader.corpus.document import Block, Document, Metadata, Range, Zone
from reader.layout.cells import cells
from reader.layout.rows import BLANK
from reader.layout.spans import Span
from reader.tui.themes import PLAIN, textual_themes
from reader.tui.widgets.article_view import ArticleView


def article(text: str, zones: tuple[Zone, ...] = ()) -> Document:
    """Blank lines part paragraphs; the first is the title."""
    blocks, start = [], 0
    for number, part in enumerate(text.split("\n\n")):
        blocks.append(Block(start, start + len(part), "paragraph" if number else "title", number))
        start += len(part) + 2
    sentences = tuple(Range(b.start, b.end) for b in blocks)
    return Document("a.txt", text, "0" * 64, Metadata(), tuple(blocks), sentences, zones)


LONG = article("\n\n".join(["Headline", *(f"Paragraph {n} " + "of some words " * 20 for n in range(1, 60))]))


class Watched(ArticleView):
    """A view that remembers which lines it had sent anew; None stands for the whole screen."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: set[int | None] = set()

    def refresh(self, *regions: Region, **options: bool) -> Self:
        self.sent |= {y for region in regions for y in region.line_range} if regions else {None}
        return super().refresh(*regions, **options)

    def since(self) -> list[int | None]:
        """What was sent since this was asked last."""
        sent, self.sent = self.sent, set()
        return sorted(sent, key=str)


class Shown(App[None]):
    """A view that fills the screen, and what it says."""

    def __init__(
        self, document: Document, spans: tuple[Span, ...] = (), *, caret: int = 0, top: int | None = None
    ) -> None:
        super().__init__()
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = "close-dark"
        self.view = Watched()
        self.view.set_document(document, spans, caret=caret, top=top)
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_article_view_caret_moved(self, message: ArticleView.CaretMoved) -> None:
        self.said.append(message)

    def on_article_view_word_clicked(self, message: ArticleView.WordClicked) -> None:
        self.said.append(message)

    def on_article_view_selection_dragged(self, message: ArticleView.SelectionDragged) -> None:
        self.said.append(message)


def lines(view: ArticleView) -> list[Strip]:
    return view.render_lines(Region(0, 0, *view.size))


def shown(view: ArticleView) -> list[str]:
    return [line.text.rstrip() for line in lines(view)]


def styled(view: ArticleView, word: str) -> Segment:
    """The first segment on the screen that holds *word*."""
    return next(s for line in lines(view) for s in line if word in s.text)


async def test_words_margin_and_ruler_stand_where_they_belong() -> None:
    text = "Headline\n\nRussia denied it, and Western reports say so."
    spans = (
        Span(10, 16, "entity", "gpe", "gpe:RU"),
        Span(10, 26, "stance", "-", "1"),
        Span(10, 26, "note", "", "1"),
    )
    async with Shown(article(text), spans).run_test(size=(80, 6)) as pilot:
        view = cast(Shown, pilot.app).view
        assert shown(view)[:3] == [
            "        Headline",
            "",
            "   1 -† Russia denied it, and Western reports say so.".ljust(79) + "-",
        ]
        assert styled(view, "Russia").style.underline  # type: ignore[union-attr]
        assert styled(view, "eadline").style.bold  # type: ignore[union-attr]
        tinted, untinted = styled(view, " denied it"), styled(view, ", and Western")
        assert tinted.style.bgcolor != untinted.style.bgcolor  # type: ignore[union-attr]


@pytest.mark.parametrize("width", [1, 2, 5, 12, 40, 59, 80, 200])
async def test_every_line_is_exactly_as_wide_as_the_view(width: int) -> None:
    text = (
        "Заголовок\n\n中文 日本語 e\u0301te\u0301 👨\u200d👩\u200d👧 word " * 3 + "\n\n\x1b[31mred\u202e\tx"
    )
    async with Shown(article(text), (Span(0, 40, "stance", "+", "1"),)).run_test(size=(width, 12)) as pilot:
        view = cast(Shown, pilot.app).view
        for _ in range(6):
            for line in lines(view):
                assert sum(cells(s.text) for s in line) == width == line.cell_length
                assert "\x1b" not in line.text
                assert "\u202e" not in line.text
            view.row_end()
            view.move_rows(1)


async def test_measure_is_kept_and_centred() -> None:
    async with Shown(LONG).run_test(size=(140, 10)) as pilot:
        view = cast(Shown, pilot.app).view
        assert view.layout_of_text.width == 72
        assert shown(view)[0].index("Headline") == (140 - 1 - 8 - 72 - 1) // 2 + 8
        view.measure = 50
        assert view.layout_of_text.width == 50
        await pilot.resize_terminal(80, 10)
        assert view.layout_of_text.width == 50
        view.measure = 90
        assert view.layout_of_text.width == 70


async def test_a_caret_key_repaints_two_rows_and_keeps_every_other_strip() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        await pilot.pause()
        before = lines(view)
        view.since()
        view.move_rows(2)
        sent = view.since()
        after = lines(view)
        changed = [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new]
        assert changed == sent == [0, 3]


async def test_nothing_is_sent_when_new_spans_look_the_same() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        await pilot.pause()
        before = lines(view)
        view.since()
        view.set_spans([Span(len(LONG.text) - 5, len(LONG.text), "entity", "gpe")])
        assert view.since() == []
        assert all(old is new for old, new in zip(before, lines(view), strict=True))
        view.set_spans([Span(10, 19, "entity", "gpe")])
        assert view.since() == [2]


async def test_the_caret_moves_inside_the_page_and_scrolls_in_steps() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        tops = []
        for _ in range(60):
            view.move_rows(1)
            tops.append(view.top)
            line = view.line_of(view.caret)
            assert line is not None
            assert 0 <= line < 22
        assert len(set(tops)) < 12, "a line-by-line scroll would send the whole screen each time"
        view.move_rows(-1000)
        assert (view.top, view.caret_row) == (0, 0)


async def test_rows_keep_the_goal_cell() -> None:
    text = "Headline\n\nlong enough a row\n\nshort\n\nlong enough a row"
    async with Shown(article(text), caret=22).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        view.move_rows(1)
        assert view.caret == text.index("short") + 4
        view.move_rows(1)
        assert view.caret == text.rindex("long") + 12
        view.row_end()
        view.move_rows(-1)
        assert view.caret == text.index("short") + 4
        view.row_start()
        view.move_rows(1)
        assert view.caret == text.rindex("long")


async def test_pages_overlap_and_the_caret_keeps_its_line() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        view.move_rows(5)
        line = view.line_of(view.caret)
        view.page(1)
        assert view.top == 22
        assert abs((view.line_of(view.caret) or 0) - (line or 0)) <= 1
        view.half_page(1)
        assert view.top == 34
        view.page(-2)
        assert view.top == 0
        view.page(10_000)
        assert view.top == view.last_top
        view.page(1)
        assert view.caret_row == view.row_count - 1
        view.half_page(-10_000)
        view.half_page(-1)
        assert view.caret_row == 0


async def test_lines_of_the_screen_and_alignments() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        view.page(3)
        view.to_line("H")
        assert view.line_of(view.caret) in (2, 3)
        view.to_line("L")
        assert view.line_of(view.caret) in (20, 21)
        view.to_line("M")
        assert view.line_of(view.caret) in (11, 12)
        for where, line in (("t", 2), ("z", 12), ("b", 21)):
            view.align_caret(where)  # type: ignore[arg-type]
            assert view.line_of(view.caret) == line


async def resized(pilot: Pilot[None], width: int, height: int = 24) -> None:
    """Give the terminal another size, and wait until the view has it: Textual tells sizes with a delay."""
    view = cast(Shown, pilot.app).view
    await pilot.resize_terminal(width, height)
    while view.size != (width, height):
        await asyncio.sleep(0.005)


async def test_a_resize_keeps_the_text_at_the_top_and_comes_back() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        view.page(4)
        view.to_line("M")
        start, top = view.top_offset, view.top
        for width in (50, 33, 120):
            await resized(pilot, width)
            layout = view.layout_of_text
            assert layout.starts[view.top] <= start or view.line_of(view.caret) is not None
            assert view.top_offset == start
        await resized(pilot, 80)
        assert view.top == top


async def test_a_blank_row_at_the_top_comes_back_too() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        view.wheeled(25)
        assert view.layout_of_text.kinds[view.top] == BLANK
        for width in (50, 80):
            await resized(pilot, width)
            assert view.layout_of_text.kinds[view.top] == BLANK
        assert view.top == 25


class Measured(ArticleView):
    """A view whose size is what a test says, without any Resize event."""

    measured = Size(80, 24)

    @property
    def size(self) -> Size:
        return self.measured


def test_rows_are_those_of_the_present_size_before_the_view_is_told_of_it() -> None:
    """A key may come between the new layout of the screen and the Resize event."""
    view = Measured()
    view.set_document(LONG)
    view.page(2)
    start = view.top_offset
    view.measured = Size(40, 10)
    assert view.layout_of_text.width == 35
    assert view.layout_of_text.starts[view.top] == start
    view.measured = Size(80, 12)
    view.to_line("L")
    assert view.line_of(view.caret) in (8, 9)
    view.measured = Size(40, 24)
    assert view.top == view.layout_of_text.row_of(start)


def test_the_offset_at_the_top_is_kept_as_given_whatever_the_width() -> None:
    view = ArticleView()
    view.set_document(LONG, caret=5000, top=4900)
    assert view.top_offset == 4900


async def test_offset_of_the_top_is_restored() -> None:
    view_app = Shown(LONG, caret=5000, top=4900)
    async with view_app.run_test(size=(80, 24)):
        view = view_app.view
        assert view.caret == 5000
        assert view.layout_of_text.row_of(4900) == view.top
        view.top_offset = 0
        assert view.top == 0
        assert view.line_of(view.caret) is not None, "the caret came along"


async def test_reveal_leaves_room_under_the_passage() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        start, end = view.layout_of_text.starts[18], view.layout_of_text.ends[20]
        view.caret = start
        view.reveal(start, end, below=8)
        last = view.line_of(end - 1)
        assert last is not None
        assert last + 8 < 24
        assert view.line_of(start) is not None


async def test_moves_are_told_once() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.caret = 30
        app.view.caret = 30
        await pilot.pause()
        assert [cast(ArticleView.CaretMoved, m).offset for m in app.said] == [30]
        app.view.caret = 10**9
        assert app.view.caret == len(LONG.text) - 1


async def test_selection_unit_and_hits_repaint_only_their_rows() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        layout = view.layout_of_text
        await pilot.pause()
        lines(view)
        view.since()
        view.selection = (layout.starts[4] + 3, layout.starts[2])
        assert view.selection == (layout.starts[2], layout.starts[4] + 3)
        assert view.since() == [2, 3, 4]
        view.selection = (layout.starts[2], layout.starts[5] + 3)
        assert view.since() == [4, 5]
        view.unit = (layout.starts[8], layout.ends[8])
        assert view.since() == [8]
        view.set_hits([Span(layout.starts[10], layout.starts[10] + 4, "hit", "now")])
        assert view.since() == [0, 10], "the row, and the tick in the ruler"
        view.selection = view.unit = None
        view.set_hits(())
        assert not any(s.style and s.style.bold for s in lines(view)[10])


async def test_density_of_entities() -> None:
    text = "T\n\nPutin met Putin in Sochi\n\nPutin left"
    places = [i for i in range(len(text)) if text.startswith("Putin", i)]
    spans = [Span(i, i + 5, "entity", "person", "person:putin") for i in places]
    spans.append(Span(text.index("Sochi"), text.index("Sochi") + 5, "entity", "gpe", "gpe:sochi"))
    async with Shown(article(text), tuple(spans)).run_test(size=(80, 10)) as pilot:
        view = cast(Shown, pilot.app).view

        def marked() -> list[str]:
            return [s.text for line in lines(view) for s in line if s.style and s.style.underline]

        assert marked() == ["Putin", "Putin", "Sochi", "Putin"]
        view.set_density("first")
        assert marked() == ["Putin", "Sochi", "Putin"]
        view.set_density("kind", "gpe")
        assert marked() == ["Sochi"]
        assert (view.density, view.focused_kind) == ("kind", "gpe")
        view.set_density("off")
        assert marked() == []


async def test_folds_are_one_row_with_the_reason() -> None:
    text = "T\n\none\n\ntwo\n\nthree\n\nfour"
    zone = Zone(8, 18, "repeat", "sure", "repeats paragraphs 1-2")
    async with Shown(article(text, (zone,))).run_test(size=(80, 12)) as pilot:
        view = cast(Shown, pilot.app).view
        view.set_folds([zone])
        rows = [line.strip() for line in shown(view)]
        assert "▸ 2 paragraphs folded: repeats paragraphs 1-2" in rows
        assert not any("three" in row for row in rows)
        view.caret = text.index("three")
        assert view.line_of(view.caret) == 4
        view.set_folds(())
        assert any("three" in row for row in shown(view))


async def test_the_mouse_places_the_caret_drags_and_picks_a_word() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(ArticleView, offset=(8 + 4, 3))
        start = app.view.layout_of_text.starts[3]
        assert app.view.caret == start + 4
        await pilot.mouse_down(ArticleView, offset=(8, 2))
        await pilot.hover(ArticleView, offset=(8 + 7, 4))
        await pilot.mouse_up(ArticleView, offset=(8 + 7, 4))
        await pilot.pause()
        dragged = [m for m in app.said if isinstance(m, ArticleView.SelectionDragged)]
        assert (dragged[-1].anchor, dragged[-1].head) == (app.view.layout_of_text.starts[2], app.view.caret)
        await pilot.click(ArticleView, offset=(8 + 4, 3), times=2)
        await pilot.pause()
        assert any(isinstance(m, ArticleView.WordClicked) and m.offset == start + 4 for m in app.said)


async def test_the_wheel_scrolls_and_the_ruler_jumps() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        wheel = events.MouseScrollDown(app.view, 5, 5, 0, 0, 0, False, False, False)
        app.view.post_message(wheel)
        await pilot.pause()
        assert app.view.top == 3
        assert app.view.line_of(app.view.caret) == 0 or app.view.line_of(app.view.caret) == 1
        await pilot.click(ArticleView, offset=(79, 20))
        assert app.view.top > app.view.row_count // 2


async def test_a_view_without_a_size_or_a_text_paints_blanks() -> None:
    view = ArticleView()
    assert [line.text for line in view.render_lines(Region(0, 0, 4, 2))] == ["    ", "    "]
    app = Shown(article(""))
    async with app.run_test(size=(20, 4)) as pilot:
        app.view.move_rows(1)
        app.view.page(1)
        app.view.row_end()
        app.view.to_line("L")
        await pilot.pause()
        assert all(not line.strip() for line in shown(app.view))
        app.view.set_document(None)
        assert app.view.caret == 0


async def test_a_theme_is_taken_over_at_once() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = PLAIN.name
        await pilot.pause()
        assert app.view.painter.palette is PLAIN
        for line in lines(app.view):
            for segment in line:
                assert segment.style is None or segment.style.color is None or segment.style.color.is_default


async def test_memory_does_not_grow_with_what_was_read() -> None:
    app = Shown(article("\n\n".join(["T", *("word " * 200 for _ in range(300))])))
    async with app.run_test(size=(80, 24)):
        for _ in range(200):
            app.view.page(1)
            lines(app.view)
        assert len(app.view._strips) < 600


async def test_the_five_articles_show_their_words(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    for entry in corpus.entries:
        document = corpus.document(entry.path)
        app = Shown(document)
        async with app.run_test(size=(100, 40)):
            first = document.blocks[0]
            words = document.text[first.start : first.end].split()[:3]
            assert " ".join(words) in " ".join(" ".join(shown(app.view)).split()).replace("\u00a0", " ")
