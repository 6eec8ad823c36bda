"""Keys that arrive in one go, as over a slow line: each belongs to what the one before it opened."""

from __future__ import annotations

import re
from pathlib import Path

from tests.terminal.pty_terminal import Start


def test_a_burst_types_where_it_was_meant(start: Start, seeds: Path) -> None:
    reader = start("open", seeds, columns=120, rows=36)
    reader.until("+ favor")
    reader.press("aab\x15tidy note")
    reader.until(lambda text: bool(re.search(r"note +tidy note ", text)))
    reader.press("Esc")
    reader.until("READ")
    reader.press("-tr\tAB\t\t\t\tzz")
    shown = reader.until("against · Position scale")
    shown = reader.until(lambda text: "zz" in text)
    assert re.search(r"target +tr ", shown)
    assert re.search(r"holder +AB ", shown)
    assert re.search(r"note +zz ", shown)
    reader.press("Esc")
    reader.until("READ")
    reader.press("gm\t\ttuesday")
    shown = reader.until("tuesday")
    assert re.search(r"outlet +The Telegraph ", shown)
    assert re.search(r"date +tuesday ", shown)
    reader.press("Esc")
    reader.until("Esc again leaves without")
    reader.press("Esc")
    reader.until("READ")
    reader.press("tmock\x0e\r")
    reader.until("· saved ·")
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert '"tags":["device-mockery"]' in stored.read_text()
    reader.press("fLukashenka\r")
    reader.until("^o goes back to the hits")
    reader.press("Esc")
    reader.press("gg")
    reader.press("fLukashenka")
    reader.until("passages in 2 articles")
    reader.press("Esc")
    reader.until("READ")
    reader.press("/treaty\rn:pal\x1b[27uf")
    reader.until("words, “phrases”")
    reader.press("Esc")
    shown = reader.until("READ")
    assert "treatyn" not in shown
    reader.press("Esc")
    reader.press("xdd")
    reader.until(lambda text: "jsonlddd" in text)
    reader.press("Esc")
    reader.until("READ")
    reader.press("q")
    assert reader.wait() == 0


def test_esc_and_a_sign_or_a_digit_at_once_are_two_keys(start: Start, seeds: Path) -> None:
    reader = start("open", seeds, columns=120, rows=36)
    reader.until("+ favor")
    reader.press("v")
    reader.until("SELECT")
    reader.press("\x1b2]e")
    reader.until("READ")
    reader.press("v\x1b/treaty\r")
    shown = reader.until("; n and N go on")
    assert "READ" in shown.splitlines()[-1]
    reader.press("v\x1b]e")
    reader.until(lambda text: "READ" in text.splitlines()[-1] and "go on" not in text)
    reader.press("^q")
    assert reader.wait() == 0
