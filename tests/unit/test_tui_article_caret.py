"""The caret of the article view: how it and the page move, and what stays where it was."""

from __future__ import annotations

from typing import cast

from textual.geometry import Size

from reader.layout.rows import BLANK
from reader.tui.widgets.article_view import ArticleView
from tests.unit.shown_article import LONG, Shown, article, resized


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


async def test_a_caret_far_from_the_top_that_was_kept_is_on_the_screen_all_the_same() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        view.set_document(LONG, caret=5000, top=0)
        assert view.line_of(5000) is not None
        view.set_document(LONG, caret=300, top=0)
        assert view.top == 0


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
        view.align_caret("t")
        assert view.line_of(view.caret) == 2
        view.align_caret("z")
        assert view.line_of(view.caret) == 12
        view.align_caret("b")
        assert view.line_of(view.caret) == 21


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

    outer_size = size


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


async def test_what_sets_the_caret_is_not_told_and_no_place_is_outside_the_text() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.caret = 30
        app.view.page(3)
        app.view.caret = 10**9
        assert app.view.caret == len(LONG.text) - 1
        await pilot.pause()
        assert app.said == []
