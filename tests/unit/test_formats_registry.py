"""Formats by name, and a file that is written whole or not at all."""

from __future__ import annotations

import io
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from annotations.bundle import Bundle
from annotations.formats import FORMATS, Format, FormatError, Losses, Options, export, find, guess


def test_ids() -> None:
    assert list(FORMATS) == ["w3c", "csv", "csv-tags", "csv-units", "markdown", "jsonl"]
    assert all(key == form.id for key, form in FORMATS.items())
    assert [f.id for f in FORMATS.values() if f.read] == ["w3c", "csv", "jsonl"]
    assert find(" W3C ").id == "w3c"


def test_an_unknown_format_lists_the_choices() -> None:
    with pytest.raises(FormatError, match=r"'brat' is not known; choose from w3c, csv, csv-tags"):
        find("brat")


@pytest.mark.parametrize("format_id", ["w3c", "csv", "jsonl"])
@pytest.mark.parametrize("excel", [False, True])
def test_what_we_wrote_is_recognised(exported_bundle: Bundle, format_id: str, excel: bool) -> None:
    stream = io.BytesIO()
    form = FORMATS[format_id]
    form.write(exported_bundle, stream, Options(excel=excel))
    assert guess(stream.getvalue()[:1000], "some" + form.suffix) is form


def test_what_nobody_can_read_is_refused() -> None:
    with pytest.raises(FormatError, match=r"notes\.md: not a format that can be read"):
        guess(b"# notes", "notes.md")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "w.csv", "w.csv: the file is empty"),
        (b"\n \n", "w", "w: the file is empty"),
        (b'{"a": 1}\n{"b": 2}\n', "w.jsonl", "w.jsonl:1: not JSON lines of Close Reader"),
        (b"prose", "w.NDJSON", "w.NDJSON:1: not JSON lines of Close Reader"),
        (b'{"@context": 1}', "w.jsonl", "w.jsonl:1: not JSON lines of Close Reader"),
        (b'{"a": 1}', "w.json", "w.json:1: not Web Annotation JSON-LD"),
        (b'{"a": 1}', "w", "w:1: not Web Annotation JSON-LD"),
        (b"prose", "w.jsonld", "w.jsonld:1: not JSON: expecting value"),
        (b'{"a": 1}\n{"b": 2}\n', "w.json", "w.json:2: not JSON: something follows where it should end"),
        (b'{"a": [1, ', "w.jsonld", "w.jsonld:1: not JSON: it ends in the middle"),
        (b'{"a": 1}', "w.csv", "w.csv:1: not a table of annotations: no column 'path'"),
        (b"name;age\n", "w.tsv", "w.tsv:1: not a table of annotations: no column 'path'"),
        (b'path,quote\na,"b', "w.csv", "w.csv:2: not a table: unexpected end of data: cut short?"),
        (b"PK\x03\x04\x00\xff", "w.csv", "w.csv: not text: no file of annotations"),
        ("path,quote\na,\u00e9".encode("utf-16"), "w.csv", "w.csv:1: not UTF-8: save the file as UTF-8"),
        (b"path,quote\na,\xe9", "w.txt", "w.txt:2: not UTF-8: save the file as UTF-8"),
    ],
)
def test_a_file_is_measured_by_what_it_promises_to_be(data: bytes, name: str, says: str) -> None:
    def take() -> None:
        read = guess(data, name).read
        assert read is not None
        read(io.BytesIO(data), name)

    with pytest.raises(FormatError, match=f"^{re.escape(says)}"):
        take()


def test_export_writes_the_file(exported_bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    before = os.umask(0o027)
    try:
        losses = export(exported_bundle, FORMATS["jsonl"], path)
    finally:
        os.umask(before)
    stream = io.BytesIO()
    assert losses == FORMATS["jsonl"].write(exported_bundle, stream, Options())
    assert path.read_bytes() == stream.getvalue()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_export_replaces_only_with_force(exported_bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    with pytest.raises(FormatError, match="is there already: --force replaces it"):
        export(exported_bundle, FORMATS["csv"], path)
    never = Format("x", "X", ".x", lambda bundle, stream, options: pytest.fail("written for nothing"))
    with pytest.raises(FormatError, match="is there already"):
        export(exported_bundle, never, path)
    assert path.read_text() == "mine"
    export(exported_bundle, FORMATS["csv"], path, force=True)
    assert path.read_text().startswith("uuid,")
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_dangling_link_is_not_written_through(exported_bundle: Bundle, tmp_path: Path) -> None:
    path, elsewhere = tmp_path / "out.csv", tmp_path / "elsewhere"
    path.symlink_to(elsewhere)
    with pytest.raises(FormatError, match="is there already"):
        export(exported_bundle, FORMATS["csv"], path)
    export(exported_bundle, FORMATS["csv"], path, force=True)
    assert not elsewhere.exists()


@pytest.mark.parametrize("force", [False, True])
def test_a_failed_export_leaves_nothing(exported_bundle: Bundle, tmp_path: Path, force: bool) -> None:
    def fail(bundle: Bundle, stream: BinaryIO, options: Options) -> Losses:
        stream.write(b"half")
        raise FormatError("x", 0, "cannot be written")

    path = tmp_path / "out.x"
    with pytest.raises(FormatError, match="cannot be written"):
        export(exported_bundle, Format("x", "X", ".x", fail), path, force=force)
    assert os.listdir(tmp_path) == []


def test_a_file_that_comes_meanwhile_is_kept(exported_bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "out.x"

    def slow(bundle: Bundle, stream: BinaryIO, options: Options) -> Losses:
        path.write_text("theirs")
        return Losses()

    with pytest.raises(FormatError, match="is there already"):
        export(exported_bundle, Format("x", "X", ".x", slow), path)
    assert path.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["out.x"]
