"""Long lists: cursor, headings, what is elided, what is told."""

from __future__ import annotations

from typing import cast

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from reader.layout.cells import cells
from reader.tui.widgets.line_list import FILL, Item, LineList


def item(n: int) -> Item:
    return Item(f"i{n}", (((f"Title {n}", "text"),), (("source", "dim"), FILL, (f"{n} notes", "dim"))))


class Listed(App[None]):
    """A list that fills the screen, and what it says."""

    def __init__(self, *items: Item, empty: str = "") -> None:
        super().__init__()
        self.list = LineList(items, empty=empty)
        self.said: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_line_list_highlighted(self, message: LineList.Highlighted) -> None:
        self.said.append(("highlighted", message.item_id))

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        self.said.append(("chosen", message.item_id))


def shown(view: LineList) -> list[str]:
    return [line.text for line in view.render_lines(Region(0, 0, *view.size))]


async def test_lines_are_filled_from_both_sides() -> None:
    app = Listed(*map(item, range(3)))
    async with app.run_test(size=(30, 8)):
        assert shown(app.list)[:4] == [
            "▌Title 0".ljust(30),
            "▌source              0 notes  ",
            " Title 1".ljust(30),
            " source              1 notes  ",
        ]


async def test_what_is_too_long_ends_at_a_word_and_counts_stay_whole() -> None:
    long = Item("a", ((("The Sunday Times of all of London", "text"), FILL, ("12 notes", "dim")),))
    app = Listed(long)
    async with app.run_test(size=(30, 3)):
        assert shown(app.list)[0] == "▌The Sunday Times…  12 notes  "


@pytest.mark.parametrize("width", [1, 2, 3, 4, 9, 30, 100])
async def test_every_line_is_as_wide_as_the_list_and_clean(width: int) -> None:
    nasty = Item(
        "n",
        ((("● ", "accent"), ("中文\x1b[31m\u202e 👨\u200d👩 e\u0301", "text"), FILL, ("5 notes", "dim")), ()),
    )
    app = Listed(nasty, nasty, item(1))
    async with app.run_test(size=(width, 9)):
        for line in app.list.render_lines(Region(0, 0, width, 9)):
            assert sum(cells(s.text) for s in line) == width
            assert line.text.isprintable() or "\u0301" in line.text
            assert "\x1b" not in line.text


async def test_the_cursor_moves_stays_in_view_and_tells() -> None:
    app = Listed(*map(item, range(100)))
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.list
        view.move(1)
        view.move(-5)
        view.last()
        assert (view.current, view.top) == ("i99", 190)
        view.first()
        assert (view.current, view.top) == ("i0", 0)
        view.page(1)
        assert view.current == "i5"
        view.page(0.5)
        assert view.current in ("i7", "i8")
        view.choose()
        await pilot.pause()
        assert app.said == [("highlighted", view.current), ("chosen", view.current)]


async def test_headings_are_passed_over_and_shown_with_their_first_item() -> None:
    heading = Item("h", ((("ENTITIES", "dim"),),), selectable=False)
    app = Listed(
        heading, *map(item, range(20)), Item("h2", ((("MORE", "dim"),),), selectable=False), item(20)
    )
    async with app.run_test(size=(40, 6)):
        view = app.list
        assert view.current == "i0"
        view.move(-1)
        assert view.current == "i0"
        view.last()
        assert view.current == "i20"
        view.move(-1)
        assert view.current == "i19"
        view.first()
        assert (view.current, view.top) == ("i0", 0)


async def test_new_items_keep_the_cursor_on_its_item() -> None:
    app = Listed(*map(item, range(10)))
    async with app.run_test(size=(40, 6)) as pilot:
        view = app.list
        assert view.go_to("i7")
        assert not view.go_to("nowhere")
        await pilot.pause()
        app.said.clear()
        view.set_items([item(n) for n in (3, 7, 9)])
        assert view.current == "i7"
        await pilot.pause()
        assert app.said == []
        view.set_items([item(n) for n in (3, 9)])
        assert view.current == "i3"
        view.set_items([item(n) for n in (5, 3)], keep=False)
        assert view.current == "i5"
        await pilot.pause()
        assert app.said == [("highlighted", "i5")], "of several in a row, the last"
        view.set_items([])
        assert view.count == 0
        view.move(1)
        view.page(-1)
        view.choose()
        await pilot.pause()
        assert len(app.said) == 1


async def test_an_empty_list_says_so() -> None:
    app = Listed(empty="No articles match.")
    async with app.run_test(size=(40, 4)):
        assert shown(app.list)[0].strip() == "No articles match."
        assert app.list.current is None


async def test_only_what_is_on_the_screen_is_made() -> None:
    made: list[int] = []

    def at(index: int, width: int) -> Item:
        made.append(index)
        assert width == 37
        return item(index)

    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.set_source(10_000, 2, at)
        await pilot.pause()
        assert app.list.row_count == 20_000
        assert set(made) <= set(range(6))
        app.list.last()
        assert app.list.current == "i9999"
        assert "Title 9999" in "".join(shown(app.list))
        assert len(set(made)) < 20


async def test_items_of_a_source_are_known_by_their_ids_and_may_differ_in_height() -> None:
    made: list[int] = []

    def at(index: int, width: int) -> Item:
        made.append(index)
        return Item(f"n{index}", tuple(((f"{index}.{line}", "text"),) for line in range(1 + index % 3)))

    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        ids = [f"n{index}" for index in range(10_000)]
        app.list.set_source(10_000, (1 + index % 3 for index in range(10_000)), at, ids=ids)
        assert app.list.row_count == sum(1 + index % 3 for index in range(10_000))
        assert app.list.go_to("n7001")
        assert not app.list.go_to("n10000")
        await pilot.pause()
        lines = [line.strip() for line in shown(app.list)]
        at_cursor = lines.index("▌7001.0")
        assert lines[at_cursor : at_cursor + 3] == ["▌7001.0", "▌7001.1", "▌7001.2"]
        assert lines[0].endswith(".0"), "an item at the top has its head"
        app.list.set_source(4000, (1 + index % 3 for index in range(6000, 10_000)), at, ids=ids[6000:])
        assert app.list.current == "n7001"
        assert len(set(made)) < 30
        app.list.set_source(2, 1, at, ids=["a", "b"])
        assert app.list.current == "a"


async def test_the_same_items_again_send_nothing() -> None:
    app = Listed(*map(item, range(100)))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        before = app.list.render_lines(Region(0, 0, 40, 10))
        app.list.set_items([item(n) if n != 1 else item(900) for n in range(100)])
        after = app.list.render_lines(Region(0, 0, 40, 10))
        assert [a is b for a, b in zip(before, after, strict=True)] == [True] * 2 + [False] * 2 + [True] * 6


async def test_a_move_repaints_two_items() -> None:
    app = Listed(*map(item, range(5)))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        before = app.list.render_lines(Region(0, 0, 40, 10))
        app.list.move(1)
        after = app.list.render_lines(Region(0, 0, 40, 10))
        assert [a is b for a, b in zip(before, after, strict=True)] == [False] * 4 + [True] * 6


async def test_a_click_chooses() -> None:
    app = Listed(*map(item, range(5)))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(LineList, offset=(4, 5))
        await pilot.pause()
        assert cast(Listed, pilot.app).said == [("highlighted", "i2"), ("chosen", "i2")]


class Grown(App[None]):
    """A list as high as its items, six lines at most."""

    CSS = "LineList { height: auto; max-height: 6; }"

    def compose(self) -> ComposeResult:
        yield LineList(empty="nothing yet")


async def test_a_list_of_automatic_height_is_as_high_as_its_items() -> None:
    async with Grown().run_test(size=(40, 20)) as pilot:
        view = pilot.app.query_one(LineList)
        await pilot.pause()
        assert view.size.height == 1
        view.set_items([item(0), item(1)])
        await pilot.pause()
        assert view.size.height == 4
        view.set_items([item(n) for n in range(9)])
        await pilot.pause()
        assert view.size.height == 6
        view.last()
        assert shown(view)[4].startswith("▌Title 8")


async def test_the_item_at_the_top_keeps_its_head_however_the_list_is_scrolled() -> None:
    def card(number: int) -> Item:
        rows = 3 + number % 3
        return Item(f"c{number}", tuple(((f"{number}.{line}", "text"),) for line in range(rows)))

    app = Listed(*map(card, range(30)))
    async with app.run_test(size=(40, 11)) as pilot:
        view = app.list

        def heads() -> bool:
            return shown(view)[0].strip(" ▌│").endswith(".0")

        for _ in range(29):
            view.move(1)
            assert heads()
            assert any(line.strip(" ▌│") == f"{view.cursor}.0" for line in shown(view))
        assert any(line.strip(" ▌│") == "29.4" for line in shown(view))
        for step in (-3, -3, 3, -1, 1, -30, 200, -7):
            view.wheeled(step)
            assert heads(), step
        view.first()
        assert view.top == 0
        view.wheeled(1)
        assert view.top > 0, "a step that is shorter than an item goes on to the next"
        # Of one that is higher than the list the rest can be reached.
        view.set_items([Item("tall", tuple(((f"0.{n}", "text"),) for n in range(30))), card(1)])
        await pilot.pause()
        view.wheeled(3)
        assert shown(view)[0].strip(" ▌│") == "0.3"
