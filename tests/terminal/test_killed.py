"""The program killed in the middle of a sentence: what it called saved is there, and once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tinydb import TinyDB

from tests.terminal.pty_terminal import Start, Terminal
from tests.terminal.reading import last, opened


def noted(reader: Terminal, paragraph: int, note: str) -> None:
    """A note on a paragraph, typed as a person does, and called saved."""
    reader.press(f"{paragraph}G", "a")
    last(reader, "TYPE")
    reader.press(note)
    reader.until(note)
    reader.press("Enter")
    last(reader, "READ")
    reader.until(lambda shown: note in shown and "· saved ·" in shown.splitlines()[-1])


def stored(corpus: Path) -> Counter[str]:
    """The notes that plain TinyDB finds, after every file turned out to be JSON."""
    found: Counter[str] = Counter()
    for path in (corpus / "annotations" / "ann").glob("*.json"):
        json.loads(path.read_text())
        with TinyDB(path, access_mode="r") as database:
            found.update(record["note"] for record in database.all() if record["kind"] == "annotation")
    return found


def test_killed_while_typing_all_that_was_called_saved_is_there(start: Start, seeds: Path) -> None:
    called_saved: list[str] = []
    for day in range(2):
        reader = start(seeds, columns=160)
        opened(reader)
        for number in range(3):
            note = f"thought {day}{number}"
            noted(reader, 2 + 3 * day + number, note)
            called_saved.append(note)
        reader.press("12G", "a")
        last(reader, "TYPE")
        reader.send("a burst of words that nobody ever")
        if day:
            reader.until("a burst")
        reader.kill()
        assert stored(seeds) == Counter(called_saved)
    again = start(seeds, columns=160)
    opened(again)
    again.press("2G")
    again.until("thought 00")
    again.press("q")
    assert again.wait() == 0
    assert stored(seeds) == Counter(called_saved)


def test_killed_after_the_first_annotation_the_name_typed_for_it_is_known(start: Start, seeds: Path) -> None:
    unnamed = {"CLOSE_READER_ANNOTATOR": ""}
    reader = start(seeds, columns=160, env=unnamed)
    opened(reader)
    reader.press("4G", "a")
    last(reader, "TYPE")
    reader.press("the first thought", "Enter")
    reader.until("your name")
    reader.press("^u", "Rosa Diamond", "Enter")
    reader.until(lambda shown: "· saved ·" in shown.splitlines()[-1])
    reader.kill()
    again = start(seeds, columns=160, env=unnamed)
    opened(again)
    again.press("4G")
    again.until("the first thought")
    again.press("6G", "a")
    last(again, "TYPE")
    again.press("the second", "Enter")
    again.until(lambda shown: "Annotations (ga)  2" in shown and "· saved ·" in shown.splitlines()[-1])
    again.press("q")
    assert again.wait() == 0
    [folder] = [path for path in (seeds / "annotations").iterdir() if path.is_dir() and path.name != "texts"]
    assert folder.name.startswith("rosa-diamond")
