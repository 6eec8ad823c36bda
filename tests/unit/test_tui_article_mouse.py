"""The mouse in the article view."""

from __future__ import annotations

from textual import events

from reader.tui.widgets.article_view import ArticleView
from tests.unit.shown_article import LONG, Shown


async def test_the_mouse_tells_of_clicks_words_and_drags_and_moves_nothing_itself() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        starts = app.view.layout_of_text.starts
        await pilot.click(ArticleView, offset=(8 + 4, 3))
        await pilot.mouse_down(ArticleView, offset=(8, 2))
        await pilot.hover(ArticleView, offset=(8 + 7, 4))
        await pilot.mouse_up(ArticleView, offset=(8 + 7, 4))
        await pilot.hover(ArticleView, offset=(8 + 9, 4))
        await pilot.pause()
        clicked = [m.offset for m in app.said if isinstance(m, ArticleView.Clicked)]
        assert clicked == [starts[3] + 4, starts[2]]
        dragged = [(m.anchor, m.head) for m in app.said if isinstance(m, ArticleView.SelectionDragged)]
        assert dragged == [(starts[2], starts[4] + 7)]
        await pilot.click(ArticleView, offset=(8 + 4, 3), times=2)
        await pilot.pause()
        words = [m.offset for m in app.said if isinstance(m, ArticleView.WordClicked)]
        assert words == [starts[3] + 4]
        assert (app.view.caret, app.view.selection) == (0, None)


async def test_the_wheel_scrolls_and_the_ruler_jumps() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        wheel = events.MouseScrollDown(app.view, 5, 5, 0, 0, 0, False, False, False)
        app.view.post_message(wheel)
        await pilot.pause()
        assert app.view.top == 3
        assert app.view.line_of(app.view.caret) in (0, 1)
        assert [m.offset for m in app.said if isinstance(m, ArticleView.CaretCarried)] == [app.view.caret]
        await pilot.click(ArticleView, offset=(79, 20))
        assert app.view.top > app.view.row_count // 2
