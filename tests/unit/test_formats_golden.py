"""The bytes are the contract: each format of the fixed bundle against its golden file."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.bundle import Bundle
from annotations.formats import FORMATS, Options

GOLDEN = Path(__file__).parent.parent / "golden" / "formats"
NAMES = {
    "w3c": "annotations.jsonld",
    "csv": "annotations.csv",
    "csv-tags": "tags.csv",
    "csv-units": "units.csv",
    "markdown": "notes.md",
    "jsonl": "annotations.jsonl",
}


def written(bundle: Bundle, format_id: str, options: Options | None = None) -> bytes:
    stream = io.BytesIO()
    FORMATS[format_id].write(bundle, stream, options or Options())
    return stream.getvalue()


def check(name: str, data: bytes) -> None:
    if os.environ.get("CLOSE_READER_NEW_GOLDEN"):
        (GOLDEN / name).write_bytes(data)
    assert data.decode() == (GOLDEN / name).read_bytes().decode()


def test_every_format_has_a_golden_file() -> None:
    assert set(NAMES) == set(FORMATS)


@pytest.mark.parametrize("format_id", sorted(NAMES))
def test_bytes(exported_bundle: Bundle, format_id: str) -> None:
    check(NAMES[format_id], written(exported_bundle, format_id))


def test_bytes_for_excel(exported_bundle: Bundle) -> None:
    check("annotations-excel.csv", written(exported_bundle, "csv", Options(excel=True)))


@pytest.mark.parametrize("format_id", sorted(NAMES))
def test_order_of_the_bundle_does_not_matter(exported_bundle: Bundle, format_id: str) -> None:
    b = exported_bundle
    turned = replace(
        b,
        articles=b.articles[::-1],
        annotations=b.annotations[::-1],
        codings=b.codings[::-1],
        memos=b.memos[::-1],
        names=dict(list(b.names.items())[::-1]),
    )
    assert written(turned, format_id) == written(b, format_id)


@pytest.mark.parametrize("format_id", sorted(NAMES))
def test_losses_are_named_and_counted(exported_bundle: Bundle, format_id: str) -> None:
    losses = FORMATS[format_id].write(exported_bundle, io.BytesIO(), Options())
    assert losses
    assert all(loss.what and loss.count > 0 for loss in losses.items)
    assert len({loss.what for loss in losses.items}) == len(losses.items)
    assert len(losses.lines()) == len(losses.to_dict()["losses"]) == len(losses.items)


def test_losses_of_each_format_say_what_stayed_behind(exported_bundle: Bundle) -> None:
    def counts(format_id: str) -> dict[str, int]:
        losses = FORMATS[format_id].write(exported_bundle, io.BytesIO(), Options())
        return {loss.what: loss.count for loss in losses.items}

    assert counts("jsonl") == counts("w3c")
    assert counts("w3c") == {
        "texts of articles (they stay in the corpus)": 2,
        "passages not in the present text (kept by quote)": 1,
    }
    table = counts("csv")
    assert table["tags (they are in csv-tags)"] == 3
    assert table["links"] == 2
    assert table["fields of a newer program"] == 6
    assert table["records: coding"] == 2
    assert counts("markdown")["rejected annotations"] == 1
    assert counts("csv-units")["proposed or rejected annotations (not counted)"] == 2
    assert counts("csv-units")["articles marked not codable"] == 1
