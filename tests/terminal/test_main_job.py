"""The main job by keys alone, in a real terminal: open, hop, tag, note, find, export, quit, come back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.formats.jsonl import read as read_jsonl
from tests.stores import stored
from tests.terminal.pty_terminal import Start, Terminal

ARTICLE = "003_b2f1ad3f4cdf42dc.txt"


def settled(terminal: Terminal) -> None:
    """Wait until entities are known and everything is saved."""
    terminal.until(lambda text: "reading " not in text.splitlines()[-1] and "saving" not in text)


def test_open_hop_tag_note_find_export_and_come_back(start: Start, seeds: Path, tmp_path: Path) -> None:
    reader = start("open", seeds, columns=160, rows=45)
    reader.until("Entities (ge) ")
    reader.until("here · corpus")
    reader.press("J", "J", "J")
    reader.until("The Sunday Telegraph · date unknown")
    reader.press("]e")
    reader.until(lambda text: " headline · " in text.splitlines()[-1])
    # A stance in two keystrokes and a target: 003's denial of the claim that Russia is short of weapons.
    reader.press("2G", "^t")
    reader.until("Claim scale:")
    reader.press("-")
    reader.until("denies · Claim scale")
    reader.press("Russia is short of weapons", "Tab", "^n")
    reader.until(lambda text: bool(re.search(r"holder\s+Dmitry Medvedev", text)))
    reader.press("Enter")
    reader.until("denies → Russia is short of weapons")
    reader.press("a")
    reader.until("note ")
    reader.press("mockery, no figure disputed", "Enter")
    reader.until("note added")
    reader.press("t", "mock", "^n", "Enter")
    reader.until("#device/mockery")
    settled(reader)

    [record] = stored(seeds, ARTICLE)
    assert record["note"] == "mockery, no figure disputed"
    assert record["tags"] == ["device-mockery"]
    stance = record["stance"]
    assert (stance["scale"], stance["label"]) == ("claim", "denies")
    assert stance["target"] == {"kind": "claim", "name": "Russia is short of weapons"}
    assert [[actor["name"] for actor in level] for level in stance["holder"]] == [["Dmitry Medvedev"]]

    # A misspelt name across the corpus, there and back.
    reader.press("f", "Lukashenka")
    reader.until(lambda text: "passages in 2 articles" in text and "Lukashenko: transliteration" in text)
    reader.press("Enter")
    reader.until("^o goes back to the hits")
    reader.press("^o")
    reader.until("Lukashenko: transliteration")
    reader.press("Esc")
    reader.until("READ")
    reader.press("^o")
    reader.until("The Sunday Telegraph · date unknown")
    reader.until(lambda text: "¶2 · " in text.splitlines()[-1])

    # Export.
    target = tmp_path / "out.jsonl"
    reader.press("x", "Up", "Down", "Down", "Down", "Down", "Down")
    reader.until("Export 1 annotation")
    reader.press("^u", str(target), "Enter")
    reader.until(lambda text: "1 annotation written" in text or "Enter goes on" in text)
    reader.press("Enter")
    with target.open("rb") as stream:
        assert [str(a.annotation.id) for a in read_jsonl(stream, str(target)).annotations] == [record["id"]]

    reader.until("READ")
    reader.press("q")
    assert reader.wait() == 0

    again = start("open", seeds, columns=160, rows=45)
    again.until("denies · Dmitry Medvedev")
    again.until("The Sunday Telegraph · date unknown")
    again.until(lambda text: "¶2 · " in text.splitlines()[-1])
    shown = again.until("here · corpus")
    assert re.search(r"2 -†\s+Dmitry Medvedev", shown), "the margin does not show the stance and the note"
    again.press("q")
    assert again.wait() == 0


def test_chain_of_three_levels_and_an_article_done_without_a_stance(start: Start, seeds: Path) -> None:
    reader = start("open", seeds, columns=120, rows=36)
    reader.until("entities")
    reader.press("J")
    reader.until("The Moscow Times · date unknown")
    reader.press("6G", "+", "the arms treaty", "Tab")
    reader.until("the newspaper > diplomats & defense officials")
    reader.press("^n", "Enter")
    reader.until("favor → the arms treaty")
    reader.press("J", "gd")
    reader.until("with no stance: that is data too")
    reader.until("1 of 5 articles coded")
    settled(reader)
    reader.kill()

    [record] = stored(seeds, "001_c52329024e729261.txt")
    stance = record["stance"]
    assert [[actor["name"] for actor in level] for level in stance["holder"]] == [
        ["the newspaper"],
        ["diplomats", "defense officials"],
    ]
    [segment] = record["segments"]
    assert segment["quote"].startswith("But the\xa0newspaper reported that diplomats")
    with TinyDB(seeds / "annotations" / "ann" / "_corpus") as database:
        [done] = [r for r in database.all() if r["kind"] == "coding"]
    assert (done["path"], done["state"]) == ("002_7dfa6152b7d8daca.txt", "done")
    assert not (seeds / "annotations" / "ann" / "002_7dfa6152b7d8daca.txt.json").exists()


@pytest.mark.parametrize("keys", [("u",), ("Esc", "dd", "Esc", "u")])
def test_nothing_is_on_disk_before_the_first_annotation(
    start: Start, seeds: Path, keys: tuple[str, ...]
) -> None:
    before = sorted(path.name for path in seeds.rglob("*"))
    reader = start("open", seeds, columns=80, rows=24)
    reader.until("READ")
    reader.press(*keys)
    reader.press("^q")
    assert reader.wait() == 0
    assert sorted(path.name for path in seeds.rglob("*")) == before
    assert json.dumps(before).count("annotations") == 0
