"""The mouse: it puts the caret, selects, scrolls, and leaves alone what is being typed about."""

from __future__ import annotations

from textual import events

from reader.tui.widgets.article_view import ArticleView
from tests.pilot.driving import Driver, OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


def spot(reader: Driver, words: str) -> tuple[int, int]:
    """Column and line of the view where *words* begin."""
    view, place = reader.screen.view, reader.place_of(words)
    line = view.line_of(place)
    assert line is not None, f"{words!r} is not on the screen"
    return view.column_of(place), line


async def click(reader: Driver, words: str, times: int = 1) -> None:
    await reader.pilot.click(ArticleView, offset=spot(reader, words), times=times)
    await reader.settle()


async def drag(reader: Driver, begin: str, end: str) -> None:
    await reader.pilot.mouse_down(ArticleView, offset=spot(reader, begin))
    await reader.pilot.hover(ArticleView, offset=spot(reader, end))
    await reader.pilot.mouse_up(ArticleView, offset=spot(reader, end))
    await reader.settle()


async def test_a_click_puts_the_caret_takes_the_keys_and_ends_a_selection(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.painted()
        await click(reader, "Western intelligence")
        assert reader.caret == reader.place_of("Western intelligence")
        unit = reader.screen.view.unit
        assert unit is not None
        assert unit[0] <= reader.caret < unit[1]
        await reader.press("g", "l")
        assert reader.context == "LIST"
        await click(reader, "Western intelligence")
        assert reader.context == "READ", "a click where the caret stands takes the keys as well"
        await reader.press("v", "w")
        await click(reader, "ammunition")
        assert (reader.context, reader.selected) == ("READ", "")
        assert reader.caret == reader.place_of("ammunition")


async def test_two_clicks_select_the_word_and_a_drag_selects_what_it_covers(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.painted()
        await click(reader, "ntelligence reports", times=2)
        assert (reader.context, reader.selected) == ("VISUAL", "intelligence")
        await reader.press("a")
        await reader.type("whose?")
        await reader.press("enter")
        await reader.saved()
        assert reader.last.quote == "intelligence"
        await click(reader, " is expanding", times=2)
        assert (reader.context, reader.selected) == ("READ", ""), "there is no word between words"
        await drag(reader, "mocked", "reports that")
        assert (reader.context, reader.selected) == ("VISUAL", "mocked Western intelligence reports")
        await drag(reader, "reports that", "intelligence")
        assert reader.selected == "intelligence reports"


async def test_the_passage_of_an_open_bar_stays_lit_under_clicks(app: OpenReader) -> None:
    async with app(first=ARMS, size=(120, 50)) as reader:
        await reader.at("mocked Western")
        await reader.press("v", "e")
        passage, caret = reader.screen.page.passage(), reader.caret
        await reader.press("-")
        await reader.painted()
        for act in (
            click(reader, "expanding defence"),
            click(reader, "expanding defence", times=2),
            drag(reader, "expanding", "production"),
        ):
            await act
            assert reader.context == "BAR"
            assert reader.screen.view.selection == (passage.start, passage.end)
            assert reader.caret == caret
        await reader.type("Russia")
        await reader.press("enter")
        await reader.saved()
        assert reader.last.quote == reader.text[passage.start : passage.end]
        assert reader.last.stance is not None
        assert reader.last.stance.target is not None


async def test_a_click_while_a_line_is_typed_leaves_the_selection(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked Western")
        await reader.press("v", "e", "a")
        await reader.painted()
        await click(reader, "RUSSIA is")
        assert (reader.context, reader.selected) == ("PROMPT", "mocked")
        await reader.type("irony")
        await reader.press("enter")
        await reader.saved()
        assert (reader.last.quote, reader.last.note) == ("mocked", "irony")


async def test_the_wheel_takes_the_caret_along_and_what_depends_on_it(app: OpenReader) -> None:
    async with app(first=ARMS, size=(100, 16)) as reader:
        view = reader.screen.view
        await reader.painted()
        unit, facts = view.unit, reader.facts
        for _ in range(4):
            view.post_message(events.MouseScrollDown(view, 5, 5, 0, 0, 0, False, False, False))
        await reader.settle()
        assert view.top == 12
        assert view.line_of(reader.caret) is not None
        assert view.unit not in (unit, None)
        assert reader.facts != facts
