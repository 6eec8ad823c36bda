"""Where the stance bar stands: what is coded stays in sight above it, and the page comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.motions import Selection
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
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


async def test_where_rows_are_few_the_bar_takes_no_more_than_its_fields_and_three_proposals(
    app: OpenReader,
) -> None:
    async with app(first=TREATY, size=(80, 24)) as reader:
        await reader.press("6", "G", "+")
        await reader.painted()
        bar = reader.screen.bar
        fields = len(bar.query("Horizontal"))
        assert (fields, bar.region.height) == (7, 7 + 3 + 2)
        assert "supports, praises" in str(bar.border_title), "what the label means stands in the border"
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
