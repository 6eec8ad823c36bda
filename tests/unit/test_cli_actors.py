"""Variables of actors from the command line, and what required ones hold up."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.running import Reader

BOOK = """
schema = 1
[[scale]]
id = "p"
name = "P"
label = [{id = "yes"}]
[[variable]]
id = "party"
name = "Party"
level = "actor"
values = ["government", "opposition"]
required = true
[[variable]]
id = "roles"
name = "Roles"
level = "actor"
exclusive = false
"""


@pytest.fixture(autouse=True)
def book(seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(BOOK)


def test_variables_of_an_actor_are_filled_changed_and_printed(reader: Reader, seeds: Path) -> None:
    assert (reader("actor", seeds, "Medvedev").status, reader("actor", seeds, "Medvedev").out) == (1, "")
    ran = reader(
        "actor", seeds, "Medvedev", "--set", "party=government", "--set", "roles=a", "--set", "roles=b"
    )
    assert (ran.status, ran.out) == (0, "")
    assert "Dmitry Medvedev: party: government, roles: a, b" in ran.err
    # Whoever goes by another of his names is the same actor.
    assert reader("actor", seeds, "Dmitry Medvedev").lines == ["party=government", "roles=a, b"]
    assert (
        reader("actor", seeds, "dmitry medvedev", "--set", "party=opposition", "--unset", "roles").status == 0
    )
    [shown] = reader("actor", seeds, "Medvedev", "--json").json
    assert shown["values"] == {"party": "opposition"}
    assert (shown["name"], shown["id"]) == ("Dmitry Medvedev", "person:dmitry-medvedev")
    with TinyDB(seeds / "annotations" / "ann" / "_corpus") as database:
        kept = [row for row in database.all() if row["kind"] == "correction"]
    assert len(kept) == 1
    assert (kept[0]["subject"], kept[0]["data"]["name"]) == ("actor", "Dmitry Medvedev")
    reader("undo", seeds)
    assert reader("actor", seeds, "Medvedev").lines == ["party=government", "roles=a, b"]


def test_somebody_unknown_is_known_by_name(reader: Reader, seeds: Path) -> None:
    reader("actor", seeds, "defence  chiefs", "--set", "party=government")
    assert reader("actor", seeds, "Defence Chiefs").lines == ["party=government"]
    assert reader("actor", seeds, "Defence Chiefs", "--as", "bob").status == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "--set", "party=mine"], "is none of its values: government, opposition"),
        (["x", "--set", "genre=news"], "no such variable of an actor"),
        (["x", "--unset", "party"], "it has no value"),
        ([" ", "--set", "party=government"], "a name is needed"),
    ],
)
def test_what_makes_no_sense_is_refused(reader: Reader, seeds: Path, words: list[str], said: str) -> None:
    assert said.casefold() in reader("actor", seeds, *words).error.casefold()


def test_done_waits_for_what_is_required_of_holders(reader: Reader, seeds: Path) -> None:
    say = ("annotate", seeds, "003", "--whole", "--stance", "yes")
    reader(*say, "--holder", "Dmitry Medvedev > someone & someone")
    reader(*say, "--holder", "Medvedev")
    reader(*say, "--holder", "writer")
    reader(*say, "--holder", "unattributed")
    refused = reader("done", seeds, "003").error
    assert "Party of Dmitry Medvedev is empty; Party of someone is empty" in refused
    assert refused.count("Medvedev") == 1
    reader("actor", seeds, "Medvedev", "--set", "party=government")
    assert "Medvedev" not in reader("done", seeds, "003").error
    reader("actor", seeds, "someone", "--set", "party=opposition")
    assert reader("done", seeds, "003").status == 0
