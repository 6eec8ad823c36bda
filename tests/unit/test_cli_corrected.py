"""The command line and exports count the body, say what zones add, and heed what readers corrected."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from reader.corpus.document import Block, Document
from reader.workspace import Workspace
from tests.running import Reader

BLOG, TREATY = "000_305367dd2efea505.txt", "001_c52329024e729261.txt"


@pytest.fixture
def ruled(seeds: Path) -> None:
    """Ann takes a paragraph for boilerplate, and two lines of it for the article's own."""
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    document = workspace.document(TREATY)
    _ = workspace.store
    for line in ("Read more", "Independent journalism"):
        workspace.corrections.rule(document, block(document, line), False).result(20)
    workspace.corrections.rule(document, block(document, "The\xa0paper reported"), True).result(20)
    workspace.close()


def block(document: Document, words: str) -> Block:
    return next(b for b in document.blocks if document.text[b.start : b.end].startswith(words))


def listed(reader: Reader, seeds: Path, path: str) -> dict[str, Any]:
    return next(row for row in reader("list", "--json", seeds).json if row["path"] == path)


def test_annotations_in_zones_are_counted_apart(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "000", "--quote", "Post a Comment", "--stance", "against")
    reader("annotate", seeds, "000", "--quote", "landmark defence treaty", "--stance", "favor")
    reader("annotate", seeds, "000", "--quote", "Greenpeace activists", "--nth", "2", "--note", "pasted")
    row = listed(reader, seeds, BLOG)
    assert (row["annotations"], row["stances"], row["notes"]) == (1, 1, 0)
    assert (row["in_boilerplate"], row["in_repeats"]) == (1, 1)


def test_entities_are_counted_in_the_body_and_it_is_said_what_zones_add(reader: Reader, seeds: Path) -> None:
    [blog] = reader("entities", seeds, "000", "--json").json
    russia = [e["zone"] for e in blog["entities"] if e["entity"] == "gpe:RU"]
    body, repeats = russia.count(None), russia.count("repeat")
    assert body > 0 < repeats
    everywhere = [
        e["zone"]
        for row in reader("entities", seeds, "--json").json
        for e in row["entities"]
        if e["entity"] == "gpe:RU"
    ]
    line = next(line for line in reader("entities", seeds).lines if line.split()[1] == "Russia")
    assert f"  {everywhere.count(None)} mentions in 5 articles, " in line
    assert f"+{len(everywhere) - everywhere.count(None)} in boilerplate or repeats" in line
    # Of some articles it is said first how often they name it.
    line = next(line for line in reader("entities", seeds, "000").lines if line.split()[1] == "Russia")
    assert (
        f"  {body} mentions, +{repeats} in boilerplate or repeats; {everywhere.count(None)} in 5 art" in line
    )
    both = reader("entities", seeds, "000", "003", "000").lines
    assert both[0].split()[1:4] == ["Russia", str(body + 12), "mentions,"]


@pytest.mark.usefixtures("ruled")
def test_rulings_hold_for_lists_shows_and_exports(reader: Reader, seeds: Path) -> None:
    shown = reader("show", seeds, "001", "--json").json[0]
    zones = [shown["text"][z["start"] : z["end"]] for z in shown["zones"]]
    assert not any("Read more" in zone for zone in zones)
    assert [z["reason"] for z in shown["zones"] if "a reader said so" in z["reason"]] == ["a reader said so"]
    numbers = [b["paragraph"] for b in shown["blocks"] if b["paragraph"]]
    assert numbers == list(range(1, len(numbers) + 1))
    other = reader("show", seeds, "002", "--json").json[0]
    assert not any("Read more" in other["text"][z["start"] : z["end"]] for z in other["zones"])
    # Bob has not said so.
    plain = reader("show", seeds, "001", "--json", "--as", "bob").json[0]
    assert any("Read more" in plain["text"][z["start"] : z["end"]] for z in plain["zones"])


@pytest.mark.usefixtures("ruled")
def test_a_unit_that_is_boilerplate_leaves_progress_and_export(reader: Reader, seeds: Path) -> None:
    def units(name: str) -> int:
        rows = reader("progress", seeds, "--json", "--as", name).json
        return next(int(row["units"]) for row in rows if row["path"] == TREATY)

    # "Read more" and two sentences are units now, one sentence is none any more.
    assert units("ann") == units("bob") + 2
    for name in ("ann", "bob"):
        reader("done", seeds, "001", "--as", name)
        table = reader("export", seeds, "--format", "csv-units", "--annotator", name).out
        keys = {row["unit"] for row in csv.DictReader(io.StringIO(table))}
        assert len(keys) == units(name)


def test_corrected_mentions_are_listed_and_exported(reader: Reader, seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    document = workspace.document(TREATY)
    at = document.text.index("Kalashnikov")
    workspace.corrections.correct(document, [(at, at + 11)], "event").result(20)
    bundle = workspace.bundle()
    assert len(bundle.corrections) == 1
    workspace.close()
    [row] = reader("entities", seeds, "001", "--json").json
    found = [e for e in row["entities"] if e["start"] == at]
    assert [(e["kind"], e["entity"].partition(":")[0]) for e in found] == [("event", "event")]
    [row] = reader("entities", seeds, "001", "--json", "--as", "bob").json
    assert ("event", at) not in [(e["kind"], e["start"]) for e in row["entities"]]
