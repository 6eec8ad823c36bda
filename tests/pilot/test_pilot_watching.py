"""What other programs change is noticed in terminals that tell nothing of the focus, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui import following
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
