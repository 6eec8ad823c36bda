"""The passage that is meant stays in sight, and the margin beside it is told in words."""

from __future__ import annotations

from reader.coding import Draft
from tests.pilot.driving import OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_in_a_narrow_terminal_enter_on_an_entity_shows_its_passage(app: OpenReader) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.known()
        await reader.press("G", "g", "e", "enter")
        await reader.painted()
        assert reader.context == "READ"
        assert reader.message.startswith("mention ")
        assert reader.screen.view.line_of(reader.caret) is not None
        assert reader.screen.query_one("#middle").display


async def test_beside_the_text_the_entities_keep_the_keys(app: OpenReader) -> None:
    async with app(first=ARMS, size=(120, 36)) as reader:
        await reader.known()
        await reader.press("g", "e", "enter")
        assert reader.context == "DETAILS"


async def test_the_digit_in_the_margin_is_told_where_the_caret_is(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.coded("mocked Western", Draft(tags=("a",)))
        await reader.coded("Western intelligence", Draft(tags=("b",)))
        assert "2 annotations begin in this row" in reader.facts
        await reader.press("g", "g")
        assert not any("annotations begin" in fact for fact in reader.facts)
