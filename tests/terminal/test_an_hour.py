"""The habits of an hour's reading by keys alone, in one sitting and the beginning of the next."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from tests.terminal.pty_terminal import Start, audit, check_restored
from tests.terminal.reading import last, opened

ARTICLE = "003_b2f1ad3f4cdf42dc.txt"


def stored(corpus: Path) -> list[dict[str, Any]]:
    """What plain TinyDB reads of the article's annotations, in the order of the text."""
    with TinyDB(corpus / "annotations" / "ann" / f"{ARTICLE}.json") as database:
        records = [dict(record) for record in database.all() if record["kind"] == "annotation"]
    return sorted(records, key=lambda record: [part["start"] for part in record["segments"]])


def test_an_hour_of_reading(start: Start, seeds: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\nprintf "no figure is disputed\\nonly mocked\\n" | cat - "$1" > "$1.new"; mv "$1.new" $1\n'
    )
    editor.chmod(0o755)
    reader = start(seeds, columns=160, rows=45, env={"EDITOR": str(editor)})
    opened(reader)

    # What is not the article's own is folded at first; it opens, and folds again.
    reader.press("G")
    reader.until("▸ 8 paragraphs folded: repeats paragraphs 7-14")
    reader.press("zR")
    reader.until(lambda shown: "▸" not in shown and "Post a Comment" in shown)
    reader.press("G", "za")
    reader.until(lambda shown: shown.count("▸") == 1 and "Post a Comment" not in shown)
    reader.press("zM")
    reader.until(lambda shown: shown.count("▸") == 2)
    reader.press("3J")
    reader.until("The Sunday Telegraph · date unknown")

    # Hop, find, and select a clause with text objects.
    reader.press("gg", "]e")
    last(reader, "headline · 1 % · place Russia")
    reader.press("3G", "2]q")
    last(reader, "¶4 · ")
    reader.press("/", "mocked", "Enter")
    last(reader, "hit 1 of 1")
    reader.press("viw", "2e", "oo")
    last(reader, "SELECT")
    reader.press("t", "mock", "^n", "Enter")
    reader.until("#device/mockery")
    last(reader, "saved")
    reader.press("E")
    last(reader, "note added")
    [clause] = stored(seeds)
    assert clause["segments"][0]["quote"] == "mocked Western intelligence"
    assert clause["note"] == "no figure is disputed\nonly mocked"

    # Repeat, take back, bring back.
    reader.press("3G", ".")
    last(reader, "again")
    reader.press("u")
    last(reader, "taken back")
    reader.press("^r")
    last(reader, "brought back")
    reader.press("u")
    last(reader, "taken back")

    # A mark, a jump to the next article, and back to the mark's very word.
    reader.press("6G", "3w", "mQ", "gg", "K")
    reader.until("The Moscow Times")
    reader.press("'Q")
    reader.until("The Sunday Telegraph")
    last(reader, "¶6")

    # One target kept: five sentences with five keys.
    reader.press("2G", "T", "Western weapons", "Enter")
    last(reader, "target: Western weapons")
    for key in "+-=%~":
        reader.press(key)
        last(reader, "→ Western weapons")
        reader.press(")")
    last(reader, "saved")

    # Another size keeps the place; what is copied is said and goes through the terminal.
    reader.press("7G")
    last(reader, "¶7 · ")
    reader.resize(80, 24)
    reader.until(lambda shown: "¶7 · " in shown.splitlines()[-1] and "¶7 of 18" in shown.splitlines()[0])
    reader.resize(160, 45)
    reader.press("y")
    last(reader, "copied: ")
    [clipped] = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", bytes(reader.raw))
    assert "003_b2f1ad3f4cdf42dc.txt" in base64.b64decode(clipped).decode()
    before = reader.lines()
    reader.press("^q")
    assert reader.wait() == 0
    check_restored(audit(bytes(reader.raw)))

    records = stored(seeds)
    stances = [record["stance"] for record in records if "stance" in record]
    assert [stance["label"] for stance in stances] == ["favor", "against", "neutral", "mixed", "unclear"]
    assert {stance["target"]["name"] for stance in stances} == {"Western weapons"}
    assert len(records) == 6

    again = start(seeds, columns=160, rows=45, env={"EDITOR": str(editor)})
    opened(again)
    last(again, "¶7 · ")
    again.until(
        lambda _: [row[30:120] for row in again.lines()[1:30]] == [row[30:120] for row in before[1:30]]
    )
    again.press("q")
    assert again.wait() == 0
