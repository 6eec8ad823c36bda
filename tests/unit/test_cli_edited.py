"""Articles that are cleaned up under their annotations: each stays on its words, or says it cannot."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import Reader

TREATY = "000_305367dd2efea505.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
RENAMED = "2014/treaty.txt"
BEGINNING = "Nevertheless treaty is regarded"
"""Of eight paragraphs, which stand twice in the article about the treaty."""
END = "No comments:"
WRONG, RIGHT = "Volodomyr", "Volodymyr"


def words(text: str) -> Iterator[tuple[int, int]]:
    """Every eleventh run of three words: some in each paragraph."""
    found = list(re.finditer(r"\w+ \w+ \w+", text))
    return (match.span() for match in found[::11])


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """Annotations all over two articles, and on the misspelt name."""
    for path in (TREATY, ARMS):
        text = (seeds / path).read_text()
        places = [*words(text), *(match.span() for match in re.finditer(f"{WRONG} Zelensky", text))]
        for start, end in places:
            note = ("--note", f"{path} {start} {end}")
            assert reader("annotate", seeds, path, "--range", f"{start}:{end}", *note).status == 0
    return seeds


def without_pasted(text: str) -> tuple[str, int, int]:
    """*text* without the block that was pasted twice, and where that was."""
    begin = text.index(BEGINNING, text.index(BEGINNING) + 1)
    end = text.index(END)
    return text[:begin] + text[end:], begin, end


def check(reader: Reader, corpus: Path, path: str) -> None:
    """Every annotation is where it was; those in the block that is gone claim no other place."""
    begin, end = without_pasted((corpus.parent / TREATY).read_text())[1:]
    found: list[dict[str, Any]] = reader("annotations", corpus, "--json").json
    assert len(found) > 30
    gone = 0
    for one in found:
        was, *place = one["note"].split()[:3]
        start, stop = map(int, place)
        assert one["path"] == (path if was == TREATY else ARMS)
        if was == TREATY and start >= begin and stop <= end:
            gone += 1
            assert one["anchor"] in ("orphan", "ambiguous")
            continue
        moved = end - begin if was == TREATY and start >= end else 0
        assert one["places"] == [{"start": start - moved, "end": stop - moved}]
        assert one["anchor"] in ("exact", "moved")
    assert gone > 5


@pytest.mark.parametrize("looked_between", [True, False])
def test_renamed_and_rid_of_its_pasted_block(reader: Reader, coded: Path, looked_between: bool) -> None:
    (coded.parent / TREATY).write_text((coded / TREATY).read_text())
    (coded / "2014").mkdir()
    (coded / TREATY).rename(coded / RENAMED)
    if looked_between:
        # A save puts what was followed where it belongs.
        first = next(one for one in reader("annotations", coded, "--json").json if one["path"] == RENAMED)
        assert reader("edit", coded, first["id"], "--note", first["note"] + " again").status == 0
    text = (coded / RENAMED).read_text()
    (coded / RENAMED).write_text(without_pasted(text)[0])
    name = (coded / ARMS).read_text()
    (coded / ARMS).write_text(name.replace(WRONG, RIGHT))
    if not looked_between:
        assert f"reader move {coded} {TREATY} {RENAMED}" in reader("check", coded).out
        assert reader("move", coded, TREATY, RENAMED).status == 0
    check(reader, coded, RENAMED)
    (mended,) = [
        one for one in reader("annotations", coded, "--json").json if one["quote"] == f"{WRONG} Zelensky"
    ]
    place = mended["places"][0]
    assert (coded / ARMS).read_text()[place["start"] : place["end"]] == f"{RIGHT} Zelensky"


@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize("kept", [True, False])
def test_where_words_may_be_that_were_put_elsewhere_is_said_by_list_and_check(
    reader: Reader, seeds: Path, copies: int, kept: bool
) -> None:
    quote = "falling back on Cold War kit"
    (known,) = reader("annotate", seeds, "003", "--quote", quote, "--note", "here").lines
    text = (seeds / ARMS).read_text().replace(quote, "XX")
    text += f"\nSome said they were {quote} of late; others did not.\n" * copies
    (seeds / ARMS).write_text(text)
    if not kept:
        shutil.rmtree(seeds / "annotations" / "texts")
    places = [match.span() for match in re.finditer(quote, text)]
    (one,) = reader("annotations", seeds, "--json").json
    assert (one["anchor"], one["places"]) == ("ambiguous", [])
    assert one["candidates"] == [{"start": start, "end": end} for start, end in places]
    (found,) = (row for row in reader("check", seeds, "--json").json if row["kind"] == "ambiguous")
    assert [f"{start}:{end}" in found["message"] for start, end in places] == [True] * copies
    how = re.search(r"reader (edit \S+ \d+ --range \S+) puts", found["message"])
    assert how is not None
    assert reader(*how[1].split()).status == 0
    (one,) = reader("annotations", seeds, "--json").json
    assert (one["anchor"], one["candidates"], one["id"]) == ("exact", [], known)
    assert one["places"] == [{"start": places[0][0], "end": places[0][1]}]
