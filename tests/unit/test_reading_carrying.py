"""An article whose text changed: annotations follow the old text that was kept, wherever places are asked."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from pathlib import Path

import pytest

from annotations import positions
from annotations.folding import fold
from annotations.model import Annotation
from reader.coding import Draft
from reader.corpus.document import Document
from reader.workspace import Workspace
from tests.running import Reader

PASTED = "000_305367dd2efea505.txt"
"""It pastes eight of its paragraphs twice."""
PUT_IN = "It was reported so at the time, to some surprise. "


def sentences(document: Document) -> dict[tuple[int, int], bool]:
    """The sentences of *document*, and whether each stands there more than once."""
    ranges = [(s.start, s.end) for s in document.sentences]
    words = {one: fold(document.text[slice(*one)]).text.strip() for one in ranges}
    times = Counter(words.values())
    return {one: times[words[one]] > 1 for one in ranges}


class Edited:
    """A corpus in which every sentence of one article was noted, and all copies then got a new neighbour."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        workspace = Workspace.open(corpus, annotator="ann")
        document = workspace.document(PASTED)
        known = sentences(document)
        self.copies = [one for one, twice in known.items() if twice]
        self.made: dict[str, tuple[int, int]] = {}
        for one in known:
            record, saved = workspace.annotate(document, [one], Draft(note="x"))
            saved.result(20)
            self.made[record.id] = one
        workspace.close()
        text = document.text
        for start, _ in sorted(self.copies, reverse=True):
            text = text[:start] + PUT_IN + text[start:]
        (corpus / PASTED).write_bytes(text.encode())

    def place(self, record: Annotation) -> tuple[int, int]:
        """Where the passage of *record* is now."""
        start, end = self.made[record.id]
        shift = len(PUT_IN) * sum(copy <= start for copy, _ in self.copies)
        return start + shift, end + shift

    def is_copy(self, record: Annotation) -> bool:
        return self.made[record.id] in self.copies


@pytest.fixture
def edited(seeds: Path) -> Edited:
    return Edited(seeds)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The pairs of texts that were compared."""
    pairs: list[tuple[str, str]] = []

    class Counted(positions.PositionMap):
        def __init__(self, old: str, new: str) -> None:
            pairs.append((old, new))
            super().__init__(old, new)

    monkeypatch.setattr(positions, "PositionMap", Counted)
    return pairs


def test_with_the_old_text_every_annotation_lands_exactly(edited: Edited) -> None:
    workspace = Workspace.open(edited.corpus, annotator="ann")
    found = workspace.anchored(workspace.document(PASTED))
    assert len(found) == len(edited.made)
    assert len(edited.copies) >= 16
    for one in found:
        assert one.state in ("exact", "moved")
        assert one.ranges == (edited.place(one.annotation),)
    workspace.close()


def test_without_the_old_text_the_copies_are_ambiguous(edited: Edited) -> None:
    shutil.rmtree(edited.corpus / "annotations" / "texts")
    workspace = Workspace.open(edited.corpus, annotator="ann")
    found = workspace.anchored(workspace.document(PASTED))
    copies = [one for one in found if edited.is_copy(one.annotation)]
    assert Counter(one.state for one in copies)["ambiguous"] >= len(copies) * 3 // 4
    workspace.close()


def test_open_article_bundle_and_marks_agree(edited: Edited) -> None:
    workspace = Workspace.open(edited.corpus, annotator="ann")
    opened = workspace.open_article(workspace.document(PASTED))
    wanted = {one.annotation.id: edited.place(one.annotation) for one in opened.annotations}
    notes = {span.id: (span.start, span.end) for span in workspace.spans(opened) if span.layer == "note"}
    bundle = workspace.bundle()
    placed = {record.id: bundle.placement(record).ranges[0] for _, record in bundle.annotations}
    assert {one.annotation.id: one.ranges[0] for one in opened.annotations} == wanted
    assert notes == wanted
    assert placed == wanted
    workspace.close()


def test_the_command_line_knows_the_places(reader: Reader, edited: Edited) -> None:
    said = reader("check", edited.corpus, "--json").json
    assert {one["kind"] for one in said} <= {"moved"}
    listed = {one["id"]: one["places"] for one in reader("annotations", edited.corpus, "--json").json}
    text = (edited.corpus / PASTED).read_bytes().decode()
    for record, (start, end) in edited.made.items():
        (place,) = listed[record]
        assert end - start == place["end"] - place["start"]
    table = csv.DictReader(io.StringIO(reader("export", edited.corpus, "--format", "csv").out, newline=""))
    rows = list(table)
    assert len(rows) == len(edited.made)
    starts = {place["start"] for (place,) in listed.values()}
    assert {int(row["start"]) for row in rows} == starts
    assert all(text[int(row["start"]) : int(row["end"])] == row["quote"] for row in rows)


def test_a_pair_of_texts_is_compared_once_and_only_when_it_differs(
    edited: Edited, built: list[tuple[str, str]]
) -> None:
    workspace = Workspace.open(edited.corpus, annotator="ann")
    for path in workspace.paths:
        workspace.document(path)
    assert built == []
    for _ in range(3):
        workspace.open_article(workspace.document(PASTED))
        workspace.bundle()
    assert [new for _, new in built] == [workspace.document(PASTED).text]
    workspace.close()


def test_an_unchanged_article_is_never_compared(seeds: Path, built: list[tuple[str, str]]) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    document = workspace.document(PASTED)
    workspace.annotate(document, [(0, 10)], Draft(note="x"))[1].result(20)
    workspace.open_article(document)
    workspace.bundle()
    assert built == []
    workspace.close()
