"""The mouse in the article view."""

from __future__ import annotations

from textual import events

from reader.tui.widgets.article_view import ArticleView
from tests.unit.shown_article import LONG, Shown


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
