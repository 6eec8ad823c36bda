"""A line that is longer than its field says so at its edges."""

from __future__ import annotations

from textual import events

from tests.pilot.driving import Driver, OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


def shown(reader: Driver) -> str:
    return reader.screen.prompt.field.render_line(0).text


async def test_a_note_longer_than_its_line_says_at_which_edge_there_is_more(app: OpenReader) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.press("a")
        await reader.type("words " * 5)
        assert "…" not in shown(reader)
        await reader.type("words " * 25)
        await reader.painted()
        line = shown(reader)
        assert line.startswith("…")
        assert line.rstrip().endswith("words")
        assert "…" not in line[1:]
        await reader.press("home")
        await reader.painted()
        line = shown(reader)
        assert line.startswith("words words")
        assert line.endswith("…")
        await reader.press(*["ctrl+right"] * 15, *["left"] * 10)
        await reader.painted()
        line = shown(reader)
        assert (line[0], line[-1]) == ("…", "…")
        await reader.type("中" * 60)
        await reader.painted()
        assert len({*shown(reader)} & {"中", "…"}) == 2
        assert reader.screen.prompt.field.render_line(0).cell_length == reader.screen.prompt.field.size.width


async def test_what_is_pasted_where_there_is_no_line_is_said(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        reader.app.post_message(events.Paste("dd dd"))
        await reader.settle()
        assert reader.message.startswith("there is no line here to paste into")
        await reader.press("/")
        reader.app.post_message(events.Paste("Russia"))
        await reader.settle()
        assert reader.screen.prompt.value == "Russia"
