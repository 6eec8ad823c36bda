"""Our own lossless line format: a header, then articles, then one record a line. See docs/formats.md."""

from __future__ import annotations

from typing import Any, BinaryIO

from annotations.bundle import Bundle
from annotations.fields import ModelError, Reader
from annotations.formats.collected import Collected, article_fields, article_from, place
from annotations.formats.imports import FormatError, Import, ImportedAnnotation, decode, read_bytes
from annotations.formats.json_text import json_line, sorted_keys, strict_json
from annotations.formats.losses import LossCount, Losses
from annotations.formats.options import DEFAULTS, Options
from annotations.ids import universal_id
from annotations.migrations import stamped
from annotations.model import Annotation
from annotations.records import record_from_dict

FORMAT = "close-reader-jsonl"
VERSION = 1
MAX_LINE = 16 * 1024 * 1024
"""Characters; a line longer than this is refused."""
NOT_OURS = (
    f'not JSON lines of Close Reader: the first line should be a header with "format": "{FORMAT}"; '
    "another format is named with --format"
)


def write(bundle: Bundle, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """Write *bundle* as JSON lines, UTF-8, LF. Raises ``FormatError`` for a value JSON does not have."""
    losses = LossCount()

    def put(value: dict[str, Any]) -> None:
        try:
            stream.write(json_line(value).encode() + b"\n")
        except ValueError as error:
            raise FormatError(FORMAT, 0, f"cannot be written: {error}") from None

    put(
        {
            "format": FORMAT,
            "version": VERSION,
            "corpus": bundle.corpus,
            "annotator": bundle.annotator,
            "names": sorted_keys(bundle.names),
            "codebook": bundle.codebook.hash,
            "annotations": len(bundle.ordered),
            "records": len(bundle.ordered) + len(bundle.others),
        }
    )
    for article in sorted(bundle.articles, key=lambda a: a.path):
        put({"article": article_fields(article)})
        losses.add("texts of articles (they stay in the corpus)", example=article.path)
    for path, annotation in bundle.ordered:
        places = [place(p) for p in bundle.passages(path, annotation)]
        if None in places:
            losses.add("passages not in the present text (kept by quote)", places.count(None), path)
        put(
            {
                "path": path,
                "uuid": universal_id(annotation.annotator, annotation.id),
                "places": places,
                "record": sorted_keys(stamped(annotation.to_dict())),
            }
        )
    for record in bundle.others:
        put({"record": sorted_keys(stamped(record.to_dict()))})
    return losses.report()


def read(stream: BinaryIO, source: str) -> Import:
    """The records in *stream*. Raises ``FormatError`` naming *source* and the line; nothing is half read."""
    text = decode(read_bytes(stream, source), source)
    found = Collected("jsonl", source)
    lines = text.split("\n")
    if FORMAT not in lines[0]:
        found.fail(1, NOT_OURS)
    header = _line(lines[0], source, 1)
    if header.get("format") != FORMAT:
        found.fail(1, NOT_OURS)
    version = header.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        found.fail(1, "the header's version should be a whole number from 1")
    if version > VERSION:
        found.fail(1, f"version {version} is newer than this program's {VERSION}: update Close Reader")
    found.name_people(header.get("names") or {}, 1)
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            _take(_line(line, source, number), found, number)
    expected = header.get("records")
    if expected is not None and expected != len(found):
        found.fail(
            len(lines),
            f"the header promises {str(expected)[:20]} records, {len(found)} are there: cut short?",
        )
    return found.finish()


def _line(text: str, source: str, number: int) -> dict[str, Any]:
    if len(text) > MAX_LINE:
        raise FormatError(source, number, f"a line of more than {MAX_LINE:,} characters")
    value = strict_json(text, source, number)
    if not isinstance(value, dict):
        raise FormatError(source, number, f"an object expected, got {type(value).__name__}")
    return value


def _take(value: dict[str, Any], found: Collected, line: int) -> None:
    try:
        if "article" in value:
            found.articles.append(article_from(value["article"]))
            return
        r = Reader(value, "line")
        record = record_from_dict(r.value("record"))
        path, uuid = r.text("path", ""), r.text("uuid", "")
    except ModelError as error:
        found.fail(line, str(error))
    if isinstance(record, Annotation):
        found.annotation(ImportedAnnotation(record, path, record.text, uuid, line))
    else:
        found.other(record, line)
