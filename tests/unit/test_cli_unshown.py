"""A record that another program wrote and that is not of its shape: named, taken away, and put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.running import Reader

ARMS = "003_b2f1ad3f4cdf42dc.txt"
BROKEN = {
    "no fields": {"kind": "annotation", "note": "minimal"},
    "no kind": {"note": "minimal"},
    "a number too long": {"kind": "annotation", "note": "minimal", "n": 10**30},
}


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, reader: Reader, seeds: Path) -> tuple[Path, Path, str]:
    """A corpus with a note, the file of the note, and the id of a record that TinyDB has put beside it."""
    assert reader("annotate", seeds, "003", "--whole", "--note", "n").status == 0
    file = seeds / "annotations" / "ann" / f"{ARMS}.json"
    with TinyDB(file) as database:
        made = database.insert(BROKEN[request.param])
    assert reader("annotations", seeds).status == 2
    return seeds, file, str(made)


def stands(file: Path, record_id: str) -> dict[str, object]:
    """What is there under the id, without what says which revision it is."""
    found: dict[str, object] = json.loads(file.read_bytes())["_default"][record_id]
    return {name: value for name, value in found.items() if name not in ("rev", "prev")}


def test_check_says_how_to_be_rid_of_it(reader: Reader, broken: tuple[Path, Path, str]) -> None:
    corpus, _, made = broken
    said = reader("check", corpus, "--json")
    (found,) = (one for one in said.json if one["id"] == made)
    assert (said.status, found["severity"], found["kind"]) == (1, "problem", "store")
    assert "kept, but not shown" in found["message"]
    assert found["message"].endswith(f"; reader remove {corpus} {made} takes it away")


def test_it_is_taken_away_and_put_back(reader: Reader, broken: tuple[Path, Path, str]) -> None:
    corpus, file, made = broken
    before = stands(file, made)
    gone = reader("remove", corpus, made)
    assert (gone.status, gone.out) == (0, f"{made}\n")
    assert f"{made} held {{" in gone.err
    assert '"minimal"' in gone.err
    assert stands(file, made)["kind"] == "removed"
    listed = reader("annotations", corpus)
    assert (listed.status, listed.err, len(listed.lines)) == (0, "", 1)
    assert reader("check", corpus).status == 0
    for _ in range(2):
        assert reader("undo", corpus).status == 0
        assert stands(file, made) == before
        assert reader("annotations", corpus).status == 2
        assert reader("redo", corpus).status == 0
        assert stands(file, made)["kind"] == "removed"
        assert reader("annotations", corpus).status == 0


def test_it_goes_with_others_in_one_action(reader: Reader, broken: tuple[Path, Path, str]) -> None:
    corpus, file, made = broken
    note = reader("annotations", corpus, "--json").json[0]["id"]
    assert reader("remove", corpus, note, made).status == 0
    assert reader("annotations", corpus, "--json").out == ""
    assert reader("undo", corpus).status == 0
    assert stands(file, made)["note"] == "minimal"
    assert [one["id"] for one in reader("annotations", corpus, "--json").json] == [note]


def test_only_ones_own_is_taken_away(reader: Reader, broken: tuple[Path, Path, str]) -> None:
    corpus, file, made = broken
    before = file.read_bytes()
    assert "no annotation has an id" in reader("remove", corpus, made, "--as", "bob").err
    said = reader("check", corpus, "--as", "bob", "--json").json
    assert not any("takes it away" in one["message"] for one in said)
    assert file.read_bytes() == before


def test_what_could_not_be_put_back_stays(reader: Reader, seeds: Path) -> None:
    made = reader("annotate", seeds, "003", "--whole", "--note", "n").out.strip()
    file = seeds / "annotations" / "ann" / f"{ARMS}.json"
    file.write_text(file.read_text().replace('"note":"n"', f'"note":{"[" * 200}{"]" * 200}'))
    before = file.read_bytes()
    assert "nested too deep to be put back again" in reader("remove", seeds, made).err
    assert file.read_bytes() == before
