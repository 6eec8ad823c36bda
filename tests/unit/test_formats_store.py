"""From one store through a file into an empty one: the same records, and the same lines on disk."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.bundle import Bundle
from annotations.changes import Action, Change
from annotations.formats import FORMATS, Options
from annotations.model import Annotation
from annotations.records import Record
from annotations.store import AnnotationStore


def fill(folder: Path, records: list[tuple[str, Record]], sha: str, text: str) -> AnnotationStore:
    store = AnnotationStore(folder, "ann-b")
    store.load()
    store.keep_text(sha, text)
    store.bring_in(Action("import", tuple(Change(path, None, record) for path, record in records))).result(10)
    return store


def layer(store: AnnotationStore) -> list[Record]:
    annotations: list[Record] = [a for path in store.paths() for a in store.annotations(path)]
    return [*annotations, *store.codings().values(), *store.memos(), *store.corrections(), *store.targets()]


def files(folder: Path) -> dict[str, list[bytes]]:
    """The lines of every file, sorted: records stand in the order in which they came."""
    return {
        str(path.relative_to(folder)): sorted(path.read_bytes().split(b"\n"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.parametrize("format_id", ["w3c", "jsonl"])
def test_an_export_fills_an_empty_copy(exported_bundle: Bundle, tmp_path: Path, format_id: str) -> None:
    article = exported_bundle.articles[1]
    mine: list[tuple[str, Record]] = [
        (p, a) for p, a in exported_bundle.annotations if a.annotator == "ann-b"
    ]
    mine += [("", r) for r in exported_bundle.others if r.annotator == "ann-b"]
    first = fill(tmp_path / "first", mine, article.sha256, article.text)
    bundle = replace(
        exported_bundle,
        annotations=tuple((path, a) for path in first.paths() for a in first.annotations(path)),
        codings=tuple(first.codings().values()),
        memos=first.memos(),
        corrections=first.corrections(),
        targets=first.targets(),
    )
    stream = io.BytesIO()
    FORMATS[format_id].write(bundle, stream, Options())
    read = FORMATS[format_id].read
    assert read
    found = read(io.BytesIO(stream.getvalue()), "file")
    theirs: list[tuple[str, Record]] = [(i.path, i.annotation) for i in found.annotations]
    others: list[Record] = [*found.codings, *found.memos, *found.corrections, *found.targets]
    theirs += [("", record) for record in others]
    second = fill(tmp_path / "second", theirs, article.sha256, article.text)
    assert len(layer(first)) == len(mine)
    assert layer(second) == layer(first)
    assert any(isinstance(r, Annotation) and r.extra for r in layer(second))
    first.close()
    second.close()
    assert files(tmp_path / "second") == files(tmp_path / "first")
