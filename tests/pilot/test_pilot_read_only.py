"""Where nothing can be changed that is seen before one types, and said with what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.coding import Draft
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
BEGINNINGS = (("a",), ("A",), ("t",), ("+",), ("s",), ("E",), ("g", "*"))


async def refused(reader: Driver, said: str) -> None:
    """Whatever begins something to be saved is refused at once, because of what is *said*."""
    for keys in BEGINNINGS:
        await reader.press(*keys)
        assert (reader.context, reader.warned) == ("READ", True), keys
        assert reader.message.endswith(said), keys
    assert "read-only" in reader.facts


async def test_a_corpus_one_may_only_read_says_so_all_the_time(
    app: OpenReader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=TREATY) as reader:
        await reader.coded("pioneering", Draft(note="mine"))
        assert "saved" in reader.facts
    real = os.access
    # To a superuser everything is allowed.
    monkeypatch.setattr(
        os, "access", lambda path, mode, **how: not mode & os.W_OK and real(path, mode, **how)
    )
    async with app(first=TREATY) as reader:
        assert "read-only" in reader.facts
        assert "saved" not in reader.facts
        await refused(reader, "the annotations are read-only here; --annotations DIR keeps yours elsewhere")


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            "2",
            "written by a newer version (schema 2): it opens read-only here; use a newer Close Reader",
        ),
        ('"1"', "its schema is '1', which is no number: it opens read-only here; mend that by hand"),
    ],
)
async def test_a_file_this_version_must_not_write_refuses_before_one_types(
    app: OpenReader, seeds: Path, schema: str, said: str
) -> None:
    async with app(first=TREATY) as reader:
        await reader.coded("pioneering", Draft(note="mine"))
    [file] = (seeds / "annotations" / "ann").glob("001*.json")
    file.write_text(file.read_text().replace('"schema":1', f'"schema":{schema}'))
    async with app(first=TREATY) as reader:
        await refused(reader, said)
        await reader.open(ARMS)
        assert "read-only" not in reader.facts
        await reader.press("a", *"elsewhere", "enter")
        await reader.saved()
        assert sorted(record.note for record in reader.records) == ["elsewhere", "mine"]
