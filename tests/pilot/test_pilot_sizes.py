"""What stands on the screen at each size: nothing swallowed, covered or clipped, and nothing crashes."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.widget import Widget

from annotations.formats.registry import FORMATS
from reader.layout.cells import cells
from reader.tui.screens.metadata import MetadataScreen
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
STANDARD = [(160, 45), (100, 30), (80, 24), (60, 20), (40, 10)]
PANES = ("Articles (gl)", "Entities (ge)", "Annotations (ga)")
SMALL = [(40, 10), (30, 8), (20, 5), (45, 40)]


def lines(reader: Driver) -> list[str]:
    """The screen as text, a line a row."""
    return [strip.text for strip in reader.app.screen._compositor.render_strips()]


def region(widget: Widget) -> Region:
    return widget.region if widget.display else Region()


def rows_seen(reader: Driver, words: str) -> list[int]:
    """The rows of the screen that hold *words*."""
    return [row for row, line in enumerate(lines(reader)) if words in line]


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (50, 30), (40, 10)])
async def test_the_keys_of_the_bar_are_told_once(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=TREATY, size=size) as reader:
        await reader.press("4", "G", "+")
        await reader.painted()
        assert len(rows_seen(reader, "Enter keep")) == 1
        status = rows_seen(reader, " STANCE ")
        assert (rows_seen(reader, "Enter keep") == status) == reader.screen.has_class("small")


@pytest.mark.parametrize("size", SMALL)
async def test_a_hint_leaves_the_line_it_is_about_room(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=TREATY, size=size) as reader:
        await reader.press("4", "G", "t")
        await reader.type("frame")
        await reader.painted()
        prompt = reader.screen.prompt
        assert prompt.field.region.width >= min(20, size[0] - 6)
        assert rows_seen(reader, "frame")
        hint = prompt.query_one("#prompt-hint")
        assert not hint.display
        assert prompt.untold
    async with app(first=TREATY, size=(100, 30)) as reader:
        await reader.press("4", "G", "t")
        await reader.painted()
        assert rows_seen(reader, "Enter keep")
        assert reader.screen.prompt.untold == ""


@pytest.mark.parametrize("size", SMALL)
async def test_the_bar_leaves_its_passage_in_sight_and_each_field_in_reach(
    app: OpenReader, size: tuple[int, int]
) -> None:
    async with app(first=ARMS, size=size) as reader:
        await reader.press("2", "G", "-")
        await reader.painted()
        screen, bar = reader.screen, reader.screen.bar
        start, end = screen.view.selection or (0, 0)
        assert end > start
        seen = range(*screen.view.visible_range())
        assert any(offset in seen for offset in range(start, end)), "the passage is on the screen"
        assert not region(bar).overlaps(region(screen.view)), "the bar covers no text"
        assert not region(bar).overlaps(region(screen.status)), "nor the status line"
        assert screen.status.region.height == 1
        assert screen.status.region.bottom == size[1]
        for _ in range(5):
            assert region(bar).contains_region(region(bar.input))
            assert sum(row.region.height for row in bar.query("Horizontal")) == 1, "one field at a time"
            await reader.press("tab")
            await reader.painted()
        await reader.type("no such thing")
        await reader.press("enter")
        assert reader.last.stance is not None


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24), (60, 20)])
async def test_the_bar_stands_under_its_passage_where_there_is_room(
    app: OpenReader, size: tuple[int, int]
) -> None:
    async with app(first=ARMS, size=size) as reader:
        await reader.press("9", "G", "-")
        await reader.painted()
        screen, bar = reader.screen, reader.screen.bar
        line = screen.view.line_of((screen.view.selection or (0, 0))[0])
        assert line is not None
        assert region(bar).y > screen.view.region.y + line, "the passage stays in sight"
        assert not region(bar).overlaps(region(screen.status))
        assert all(row.region.height == 1 for row in bar.query("Horizontal")), "all fields at once"
        proposals = bar.query_one("#bar-proposals").region
        assert proposals.x + 1 == bar.input.region.x, "proposals stand under what is typed"


async def test_the_bar_follows_a_change_of_the_terminals_size(app: OpenReader) -> None:
    async with app(first=ARMS, size=(120, 36)) as reader:
        await reader.press("2", "G", "-")
        await reader.painted()
        for width, height in ((40, 10), (120, 36), (30, 8), (160, 45)):
            await reader.pilot.resize_terminal(width, height)
            await reader.painted()
            await reader.painted()
            screen = reader.screen
            assert not region(screen.bar).overlaps(region(screen.status))
            assert region(screen.bar).right <= width
            assert reader.context == "BAR"
            seen = range(*screen.view.visible_range())
            start, end = screen.view.selection or (0, 0)
            assert any(offset in seen for offset in range(start, end))


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 5), (200, 2)])
async def test_no_size_is_too_small(app: OpenReader, size: tuple[int, int]) -> None:
    journey = (
        *("2", "G", "-", "tab", "tab", "escape", "a", "x", "escape", "g", "l", "g", "e", "g", "a", "escape"),
        *("?", "escape", ":", "e", "escape", "f", "a", "escape", "g", "m", "escape", "x", "escape", "v", "t"),
    )
    async with app(first=ARMS, size=size) as reader:
        for key in journey:
            await reader.press(key)
            await reader.painted()
            assert all(cells(line) == size[0] for line in lines(reader))
            assert len(lines(reader)) == size[1]
        await reader.pilot.resize_terminal(100, 30)
        await reader.press("escape", "escape")
        assert reader.context == "READ"


@pytest.mark.parametrize("size", STANDARD)
async def test_hints_of_the_search_are_whole(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(size=size) as reader:
        await reader.press("f")
        await reader.type("lukashenka")
        await reader.until(lambda: reader.hits, "hits")
        await reader.painted()
        last = lines(reader)[-1].strip()
        every = ("Enter open", "Esc back", "↑↓ choose", "^x exact or fuzzy", "^s stance here", "Tab copies")
        shown = [hint.strip() for hint in last.split("   ") if hint.strip()]
        assert shown == list(every[: len(shown)])
        assert len(shown) >= 3
        first = reader.searching._list.item(0)
        width = reader.searching._list.size.width
        line = next(line for line in first.lines if any(style in ("accent", "match") for _, style in line))
        told = "".join(text for text, style in line if style != "dim")
        assert cells(told[: told.index("Lukashenko")] + "Lukashenko") <= width - 3, "the hit is not elided"


@pytest.mark.parametrize("size", [(40, 10), (60, 20), (100, 30)])
async def test_help_keeps_most_of_its_room_for_words(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(size=size) as reader:
        await reader.press("?")
        await reader.type("to the beginning of the next word")
        await reader.painted()
        shown = "\n".join(line.strip(" │▌") for line in lines(reader))
        words = " ".join(shown.replace("\n", " ").replace("▐", " ").split())
        assert "w To the beginning of the next word" in words
        assert "…" not in "".join(lines(reader)[2:-2])


@pytest.mark.parametrize("size", [(30, 8), (40, 10), (80, 24), (160, 45)])
async def test_the_form_of_an_article_fits_whatever_field_is_typed_into(
    app: OpenReader, size: tuple[int, int]
) -> None:
    async with app(first=ARMS, size=size) as reader:
        await reader.press("g", "m")
        dialog = reader.app.screen_stack[-1]
        assert isinstance(dialog, MetadataScreen)
        for name, field in dialog._inputs.items():
            await reader.painted()
            shown = lines(reader)
            frame = dialog.children[0].region
            assert Region(0, 0, *size).contains_region(frame), name
            assert "Enter keep" in shown[frame.bottom - 1], name
            assert frame.contains_region(dialog._told.region), name
            assert frame.contains_region(field.region), name
            assert dialog.focused is field
            told = f"field {list(dialog._inputs).index(name) + 1} of {len(dialog._inputs)}"
            whole = all(one.region.height for one in dialog._inputs.values())
            assert (told in shown[frame.y]) == (not whole), "which one it is is told where some are not seen"
            assert whole or size[1] <= 10
            assert field.region.height == 1
            if size == (160, 45):
                assert frame.right < reader.screen.details.region.x, "a cell stays before the pane beside it"
            await reader.press("tab")
        await reader.press(*["tab"] * 2)
        await reader.painted()
        assert "2014-01-23" in " ".join(lines(reader)), "how a date is written is told where one is typed"


async def test_what_matters_most_of_a_list_stays_where_rows_and_columns_are_few(app: OpenReader) -> None:
    async with app(first=ARMS, size=(40, 10)) as reader:
        await reader.press("x")
        await reader.painted()
        shown = "\n".join(lines(reader))
        assert [name for name in FORMATS if f"{name} " not in shown] == []
        await reader.press("escape", "g", "b")
        await reader.painted()
        codebook = reader.screen.codebook.pane
        assert codebook.list.size.height >= codebook.definition.region.height == 4


async def test_each_pane_that_is_asked_for_gets_the_room(app: OpenReader) -> None:
    for size in ((80, 24), (40, 10), (120, 20)):
        async with app(first=ARMS, size=size) as reader:
            screen = reader.screen
            await reader.press("g", "e")
            await reader.painted()
            assert region(screen.entities).height >= size[1] - 3
            assert region(screen.annotations).height == 0
            await reader.press("g", "a")
            await reader.painted()
            assert region(screen.annotations).height >= size[1] - 3
            assert region(screen.entities).height == 0
            await reader.press("escape")
            await reader.painted()
            assert region(screen.view).height >= size[1] - 2
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("g", "e")
        await reader.painted()
        assert region(reader.screen.annotations).height > 10, "side by side where there is room for both"


async def test_the_smallest_terminals_keep_all_rows_but_one_for_the_text(app: OpenReader) -> None:
    async with app(first=ARMS, size=(40, 10)) as reader:
        await reader.press("2", "G")
        await reader.painted()
        assert reader.screen.view.region == Region(0, 0, 40, 9)
        assert reader.screen.status.region == Region(0, 9, 40, 1)
        assert "¶2" in lines(reader)[9]


async def test_the_pane_with_the_keys_is_told_without_colour(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        screen = reader.screen
        await reader.press("2", "G", "a", "n", "enter")
        for keys, heading in (
            (("g", "l"), "Articles (gl)"),
            (("g", "e"), "Entities (ge)"),
            (("g", "a"), "Annotations (ga)"),
            (("escape",), ""),
        ):
            await reader.press(*keys)
            await reader.painted()
            shown = "\n".join(lines(reader))
            marked = [name for name in PANES if f"▌{name}" in shown]
            assert marked == ([heading] if heading else [])
            lists = dict(zip(PANES, (screen.articles, screen.entities, screen.annotations), strict=True))
            for name, view in lists.items():
                bars = {line.text[0] for line in view.render_lines(Region(0, 0, *view.size))}
                assert ("▌" in bars) == (name == heading), name
                assert ("│" in bars) == (name != heading), f"{name} keeps a thin line where its cursor is"
            assert screen.view.active == (heading == "")


@pytest.mark.parametrize(("key", "label"), [("+", "favor"), ("-", "against")])
async def test_a_bar_of_one_field_names_the_label(app: OpenReader, key: str, label: str) -> None:
    async with app(first=ARMS, size=(40, 10)) as reader:
        await reader.press(key)
        await reader.painted()
        assert f"{label}: target" in "\n".join(lines(reader))
        await reader.press("tab")
        await reader.painted()
        assert f"{label}: holder" in "\n".join(lines(reader))
        await reader.press("shift+tab", "shift+tab")
        await reader.painted()
        assert f"{label}: stance" not in "\n".join(lines(reader)), "it stands in the field"
        # Where all fields are seen, it stands in the border, and in its own field.
        await reader.pilot.resize_terminal(120, 36)
        await reader.painted()
        assert f"{label}: target" not in "\n".join(lines(reader))
