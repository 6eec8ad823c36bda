"""Where the stance bar stands: what is coded stays in sight above it, and the page comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.motions import Selection
from reader.tui.widgets.choice_list import ChoiceList
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
SIZES = [(80, 24), (100, 30), (160, 45)]


def above(reader: Driver) -> range:
    """The lines of the screen between the top of the text and the bar."""
    return range(reader.screen.view.region.y, reader.screen.bar.region.y)


def line(reader: Driver, offset: int) -> int | None:
    """The line of the screen in which *offset* stands."""
    at = reader.screen.view.line_of(offset)
    return at if at is None else at + reader.screen.view.region.y


def page(reader: Driver) -> tuple[int, int]:
    """The first row on the screen, and the caret."""
    return reader.top_row, reader.caret


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("paragraph", ["1", "6", "8"])
async def test_the_whole_passage_stands_above_the_bar_and_esc_brings_the_page_back(
    app: OpenReader, size: tuple[int, int], paragraph: str
) -> None:
    async with app(first=TREATY, size=size) as reader:
        await reader.press(paragraph, "G", "v", "v")
        covered = reader.screen.page.selected()
        assert covered is not None
        before = page(reader)
        await reader.press("+")
        await reader.painted()
        assert line(reader, covered.start) in above(reader)
        assert line(reader, covered.end - 1) == above(reader)[-1], "right above the bar"
        assert reader.screen.bar.region.bottom <= reader.screen.status.region.y
        await reader.press("tab", "tab", "x", "escape")
        await reader.painted()
        assert page(reader) == before
        await reader.press("+")
        await reader.painted()
        await reader.press("enter")
        await reader.painted()
        assert (page(reader), len(reader.records)) == (before, 1)


@pytest.mark.parametrize("size", SIZES)
async def test_of_a_passage_that_does_not_fit_the_beginning_is_shown(
    app: OpenReader, size: tuple[int, int]
) -> None:
    async with app(first=TREATY, size=size) as reader:
        start = reader.place_of("The paper reported British Defense")
        await reader.press("z", "R")
        reader.screen.page.select(Selection(start, len(reader.text) - 1))
        await reader.painted()
        before = page(reader)
        assert before[0] > 0
        await reader.press("+")
        await reader.painted()
        assert line(reader, start) == above(reader)[0]
        assert reader.screen.bar.region.bottom == reader.screen.status.region.y
        await reader.press("escape")
        await reader.painted()
        assert page(reader) == before


async def test_where_rows_are_few_the_bar_takes_its_fields_three_proposals_and_what_the_label_means(
    app: OpenReader,
) -> None:
    async with app(first=TREATY, size=(80, 24)) as reader:
        await reader.press("6", "G", "+")
        await reader.painted()
        bar = reader.screen.bar
        fields = len(bar.query("Horizontal"))
        assert (fields, bar.region.height) == (7, 7 + 3 + 2 + 2)
        assert (str(bar.border_title), bar._definition.region.height) == ("favor · Position scale", 2)
        await reader.pilot.resize_terminal(100, 40)
        await reader.painted()
        await reader.painted()
        assert bar.region.height > fields + 5
        assert bar.region.bottom <= reader.screen.status.region.y


async def test_a_bar_of_many_fields_leaves_the_beginning_of_the_passage_in_sight(
    app: OpenReader, seeds: Path
) -> None:
    many = "".join(f'[[variable]]\nid = "v{n}"\nname = "Number {n}"\nlevel = "passage"\n' for n in range(30))
    scale = (
        '[[scale]]\nid = "s"\nname = "S"\nfor = ["issue"]\n[[scale.label]]\nid = "x"\nname = "X"\nkey = "+"\n'
    )
    (seeds / "codebook.toml").write_text(f"schema = 1\n{scale}{many}")
    async with app(first=TREATY, size=(80, 24)) as reader:
        await reader.press("6", "G", "+", *["tab"] * 30)
        await reader.painted()
        bar, unit = reader.screen.bar, reader.screen.view.selection
        assert unit is not None
        assert line(reader, unit[0]) == above(reader)[0]
        assert len(above(reader)) == 4
        assert bar.region.contains_region(bar.input.region)
        assert bar.region.bottom <= reader.screen.status.region.y


async def test_the_page_comes_back_when_the_bar_is_left_at_once(app: OpenReader) -> None:
    for size in ((80, 24), (60, 12)):
        async with app(first=TREATY, size=size) as reader:
            await reader.press("8", "G")
            await reader.painted()
            before = page(reader)
            await reader.burst("+", "escape")
            await reader.painted()
            assert page(reader) == before
            await reader.burst("+")
            await reader.painted()
            await reader.press("escape")
            await reader.painted()
            assert page(reader) == before


async def test_the_row_that_is_lit_and_what_the_codebook_says_are_told_in_full_where_rows_are_few(
    app: OpenReader,
) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.press("1", "0", "G", "-")
        await reader.painted()
        bar = reader.screen.bar
        assert (str(bar.border_title), bar._definition.region.height) == ("against · Position scale", 2)
        await reader.press("tab")
        await reader.painted()
        assert bar._definition.region.height == 1, "all of how a holder is typed in one row"
        await reader.type("Moscow > MoD & writer")
        await reader.painted()
        rows = reader.screen.query_one("#bar-proposals", ChoiceList)
        shown = [strip.text.strip() for strip in rows.render_lines(rows.size.region)]
        assert shown == [
            "▌Moscow > MoD & writer",
            "▌holder: writer is who wrote the article, and stands alone or",
            "▌first: leave it out; in double quotes it is somebody's name",
        ]
        # What fits the border stands there.
        await reader.press("ctrl+u", "tab")
        assert str(bar.border_title) == "against · Position scale: Codes of the codebook, parted by commas"
        assert not bar._definition.display
        # Another proposal stays in sight beside one that takes two rows.
        await reader.type("scare")
        await reader.painted()
        shown = [strip.text.strip() for strip in rows.render_lines(rows.size.region)]
        assert [line[:20] for line in shown] == [
            "scare   no code 'sca",
            "▌device/scare quotes",
            "▌Quotation marks or ",
        ]


async def test_a_refusal_of_two_rows_stands_below_the_bar(app: OpenReader) -> None:
    async with app(first=TREATY, size=(100, 30)) as reader:
        await reader.press("8", "G", "+")
        await reader.type("Russia")
        await reader.press("tab")
        await reader.type("Interfax > writer")
        bar, status = reader.screen.bar, reader.screen.status
        for key, rows in (("enter", 2), ("tab", 1)):
            await reader.press(key)
            await reader.painted()
            assert status.region.height == rows
            await reader.until(lambda: bar.region.bottom <= status.region.y, "the bar above what is said")
            unit = reader.screen.view.selection
            assert unit is not None
            assert line(reader, unit[0]) in above(reader)
