"""import from the command line of what other programs wrote: by quote, by position, and what is no place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Reader

MOCKED = "mocked Western intelligence reports"
FOREIGN = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "id": "http://example.org/a1",
    "type": "Annotation",
    "creator": {"name": "Someone Else"},
    "body": {"type": "TextualBody", "value": "a note", "purpose": "commenting"},
    "target": {"source": "PATH", "selector": {"type": "TextQuoteSelector", "exact": "QUOTE"}},
}


def foreign(folder: Path, path: str, quote: str) -> Path:
    data = json.dumps(FOREIGN).replace("PATH", path).replace("QUOTE", quote)
    (folder / "foreign.json").write_text(data)
    return folder / "foreign.json"


def test_other_programs_annotations_land_by_their_quote(reader: Reader, seeds: Path) -> None:
    path = next(seeds.glob("003*")).name
    ran = reader("import", seeds, foreign(seeds.parent, path, MOCKED))
    assert ran.status == 0
    [one] = reader("annotations", seeds, "--json").json
    assert (one["quote"], one["anchor"], one["annotator"], one["note"]) == (MOCKED, "exact", "ann", "a note")
    assert one["creator"] == "Someone Else"
    assert reader("import", seeds, seeds.parent / "foreign.json").out.startswith("0 annotations")
    lost = reader("import", seeds, foreign(seeds.parent, path, "never written here"), "--dry-run")
    assert "different here" in lost.out
    nowhere = reader("import", seeds, foreign(seeds.parent, "other.txt", MOCKED), "--as", "bob")
    assert (nowhere.status, nowhere.out) == (1, "0 annotations and 0 other records added; 1 left out\n")


def russia(seeds: Path, start: int, quote: str = "Russia", **context: str) -> tuple[str, Path]:
    """An article that says Russia often, and another program's annotation of it at code point *start*."""
    path = next(seeds.glob("001*")).name
    selectors = [
        {"type": "TextQuoteSelector", "exact": quote, **context},
        {"type": "TextPositionSelector", "start": start, "end": start + len(quote)},
    ]
    data = {**FOREIGN, "target": {"source": path, "selector": selectors}}
    (seeds.parent / "russia.json").write_text(json.dumps(data))
    return path, seeds.parent / "russia.json"


def test_a_position_that_agrees_with_its_quote_tells_copies_apart(reader: Reader, seeds: Path) -> None:
    path, file = russia(seeds, 93)
    text = (seeds / path).read_text(encoding="utf-8")
    assert text[93:99] == "Russia"
    assert text.count("Russia") > 1
    ran = reader("import", seeds, file)
    assert (ran.status, ran.out) == (0, "1 annotation and 0 other records added\n")
    [one] = reader("annotations", seeds, "--json").json
    assert (one["anchor"], one["places"]) == ("exact", [{"start": 93, "end": 99}])

    table = seeds.parent / "russia.csv"
    table.write_text(f"path,start,end,quote,note\n{path},93,99,Russia,a note\n")
    assert reader("import", seeds, table, "--as", "bob").status == 0
    [his] = reader("annotations", seeds, "--json", "--as", "bob").json
    assert (his["anchor"], his["places"]) == ("exact", [{"start": 93, "end": 99}])


@pytest.mark.parametrize(
    ("start", "quote", "context", "said"),
    [
        (94, "Russia", {}, "several times in"),
        (93, "Russia", {"prefix": "words that are not there, said of "}, "not in that context in"),
        (93, "Atlantis and its king", {}, "not in"),
    ],
    ids=["another offset", "another context", "other words"],
)
def test_a_position_that_is_contradicted_is_no_place(
    reader: Reader, seeds: Path, start: int, quote: str, context: dict[str, str], said: str
) -> None:
    path, file = russia(seeds, start, quote, **context)
    ran = reader("import", seeds, file)
    assert f"“{quote}”: {said} {path}: kept, without a place" in ran.out + ran.err
    [one] = reader("annotations", seeds, "--json").json
    assert one["places"] == []


def test_positions_counted_in_another_text_are_no_places(reader: Reader, seeds: Path) -> None:
    path, _ = russia(seeds, 93)
    table = seeds.parent / "russia.csv"
    table.write_text(f"path,start,end,quote,note,text\n{path},93,99,Russia,a note,{'0' * 64}\n")
    ran = reader("import", seeds, table)
    assert f"“Russia”: several times in {path}: kept, without a place" in ran.out + ran.err
