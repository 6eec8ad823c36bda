"""The width of the column by keys: what is said of it is what is shown."""

from __future__ import annotations

from tests.pilot.driving import OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_the_column_is_as_wide_as_is_said(app: OpenReader) -> None:
    async with app(first=ARMS, size=(100, 30)) as reader:
        view = reader.screen.view
        for _ in range(20):
            before = view.column
            await reader.press("z", "+")
            if view.column == before:
                break
            assert reader.message == f"column of {view.column} cells"
        assert reader.message == f"the column stays at {before} cells: there is no room for more"
        await reader.press("z", "-")
        assert view.column < before, "it is narrowed from what is shown, not from what was wished for"
        for _ in range(20):
            await reader.press("z", "-")
        assert reader.message == f"the column stays at {view.column} cells: it can be no narrower"
        await reader.press("z", "=")
        assert reader.message == f"column of {view.column} cells"
