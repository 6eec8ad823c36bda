"""Esc and a letter that follows at once reach the program as one key with Alt: they are two all the same."""

from __future__ import annotations

from textual import events

from tests.pilot.driving import Driver, OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def at_once(reader: Driver, letter: str) -> None:
    name = f"alt+shift+{letter.lower()}" if letter.isupper() else f"alt+{letter}"
    reader.app.post_message(events.Key(name, letter))
    await reader.settle()


async def test_esc_and_a_letter_are_two_keys_in_the_text_the_prompt_and_over_it(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("v")
        row = reader.screen.view.caret_row
        await at_once(reader, "j")
        assert (reader.context, reader.message) == ("READ", "")
        assert reader.screen.view.caret_row > row
        await reader.press("v")
        await at_once(reader, "J")
        assert reader.path > ARMS
        await reader.press("/")
        await reader.type("x")
        await at_once(reader, "v")
        assert reader.context == "VISUAL"
        await reader.press("escape", "f")
        await reader.type("drone")
        await at_once(reader, "v")
        assert reader.app.screen is reader.screen
        assert reader.context == "VISUAL"
