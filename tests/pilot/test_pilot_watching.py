"""What other programs change is noticed in terminals that tell nothing of the focus, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from reader.tui import following, foot
from tests.pilot.driving import OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_a_changed_article_is_taken_in_after_a_while(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AGAIN", 0.05)
    async with app(first=ARMS) as reader:
        text = (seeds / ARMS).read_text()
        (seeds / ARMS).write_text(text.replace("Dmitry Medvedev", "Dmitry Medvedjev", 1))
        await reader.until(lambda: "Medvedjev" in reader.document.text, "the new words")
        assert "read again" in reader.message
        (seeds / ARMS).write_text(text.replace("Dmitry Medvedev", "Dmitri Medvedev", 1))
        await reader.until(lambda: "Dmitri Medvedev" in reader.document.text, "the newest words")


async def test_looks_are_the_rarer_the_longer_they_take(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=ARMS) as reader:
        waits: list[float] = []
        monkeypatch.setattr(reader.screen, "set_timer", lambda seconds, call: waits.append(seconds))
        reader.screen.following._took = 0.01
        reader.screen.following.watch()
        reader.screen.following._took = 2.0
        reader.screen.following.watch()
        assert waits == [following.AGAIN, 200.0]


@pytest.mark.parametrize(
    ("keys", "ended"),
    [
        (("+", *"Russia"), ("enter",)),
        (("a", *"a note"), ("enter",)),
        (("t", *"econ"), ("enter",)),
        (("v", "i", "s"), ("+", *"Russia", "enter")),
        (("g", "*", *"econ", "enter"), ("y", "escape")),
    ],
)
async def test_what_is_being_done_is_done_on_the_words_it_was_begun_on(
    app: OpenReader, seeds: Path, keys: tuple[str, ...], ended: tuple[str, ...]
) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked Western")
        if keys[:2] == ("g", "*"):
            await reader.at("Medvedev, the former")
        meant = reader.screen.page.need().unit_at(reader.caret)
        assert meant is not None
        words = reader.text[meant.start : meant.end]
        for key in keys:
            await reader.press(key)
        context = reader.context
        text = (seeds / ARMS).read_text()
        (seeds / ARMS).write_text(f"A line that was put before all of it.\n\n{text}")
        reader.app.post_message(events.AppFocus())
        await reader.until(lambda: reader.screen.following._found, "what was seen")
        assert reader.context == context, "what is open stays open"
        for key in ended:
            await reader.press(key)
        await reader.until(lambda: reader.text.startswith("A line that was put"), "the new text")
        await reader.saved()
        [one] = reader.screen.page.need().annotations
        [(start, end)] = one.ranges
        made = reader.text[start:end]
        assert made in words
        assert made == one.annotation.segments[0].quote
        assert one.state in ("exact", "moved")


async def test_news_takes_the_place_of_an_answer_that_was_read(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foot, "READ", 0.2)
    async with app(first=ARMS) as reader:
        await reader.press("*")
        assert reader.message.startswith("hit ")
        reader.screen.foot.tell("something came")
        assert reader.message.startswith("hit "), "an answer is not taken from under the eyes"
        await reader.until(lambda: reader.message == "something came", "the news")
