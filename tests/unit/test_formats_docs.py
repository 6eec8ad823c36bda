"""docs/formats.md says what there is: every format, column, field and limit."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from annotations.bundle import Bundle
from annotations.formats import FORMATS, Options
from annotations.formats.imports import MAX_BYTES
from annotations.formats.json_text import MAX_DEPTH
from annotations.formats.jsonl import FORMAT, VERSION
from annotations.formats.w3c_terms import ANNO_CONTEXT, NAMESPACE

PAGE = (Path(__file__).parent.parent.parent / "docs" / "formats.md").read_text()


def written(bundle: Bundle, format_id: str) -> str:
    stream = io.BytesIO()
    FORMATS[format_id].write(bundle, stream, Options())
    return stream.getvalue().decode()


def test_every_format_has_its_line() -> None:
    lines = {
        m[1]: m[2].strip() for m in re.finditer(r"^\| `([\w-]+)` +\|[^|]+\|([^|]+)\|$", PAGE, re.MULTILINE)
    }
    assert {format_id: lines[format_id] != "no" for format_id in FORMATS} == {
        format_id: form.read is not None for format_id, form in FORMATS.items()
    }


@pytest.mark.parametrize("format_id", ["csv", "csv-tags", "csv-units"])
def test_every_column_is_explained(exported_bundle: Bundle, format_id: str) -> None:
    header = written(exported_bundle, format_id).split("\r\n")[0].split(",")
    derived = re.compile(r"holder_\d(_id)?|number|state|variable|code|tag")
    assert [name for name in header if not derived.fullmatch(name) and f"`{name}`" not in PAGE] == []


def test_every_field_of_a_record_is_named(exported_bundle: Bundle) -> None:
    for _, annotation in exported_bundle.annotations:
        for name in set(annotation.to_dict()) - set(annotation.extra) - {"kind"}:
            assert f"`{name}`" in PAGE


def test_versions_and_limits() -> None:
    assert f'{{"format": "{FORMAT}", "version": {VERSION},' in PAGE
    assert f"beyond {MAX_DEPTH} levels" in PAGE
    assert f"files over {MAX_BYTES // 1024 // 1024} MB" in PAGE
    assert ANNO_CONTEXT in PAGE
    assert NAMESPACE in PAGE
