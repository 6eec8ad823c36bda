"""Drafts and the articles they are about: found again by text or annotation, else listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotations.model import Segment
from reader.coding import Draft
from reader.draft_homes import home, left
from reader.drafts import Sheet, Unfinished, core
from reader.paths import drafts_folder, resolved
from reader.workspace import Workspace
from tests.running import Reader

TREATY, ARMS = "001_c52329024e729261.txt", "003_b2f1ad3f4cdf42dc.txt"


def draft(corpus: Path, path: str, *, editing: str = "", segments: tuple[Segment, ...] = ()) -> Unfinished:
    workspace = Workspace.open(corpus, annotator="ann", cache=None)
    document, size = workspace.document(path), workspace.corpus.entry(path).size
    workspace.close()
    what = Unfinished("note", path, document.sha256, segments, "2026-01-01T00:00:00Z", {"note": "half a"})
    about = (what.kind, what.path, what.text, what.segments, what.t, what.texts, editing, "")
    return Unfinished(*about, str(resolved(corpus)), size, core(document.text))


def kept(corpus: Path, what: Unfinished) -> Path:
    sheet = Sheet(drafts_folder(corpus))
    sheet.write(what)
    sheet.release()
    return sheet.path


def offered(corpus: Path) -> list[str]:
    workspace = Workspace.open(corpus, annotator="ann", cache=None)
    found = [what.path for _, what in left(workspace).drafts]
    workspace.close()
    return found


def test_a_draft_of_a_corpus_that_is_gone_belongs_where_its_text_is(
    reader: Reader, seeds: Path, tmp_path: Path
) -> None:
    kept(seeds, draft(seeds, TREATY))
    other = tmp_path / "other"
    other.mkdir()
    shutil.copyfile(seeds / ARMS, other / TREATY)
    assert offered(other) == []
    assert reader("check", other, "--json").json == [], "its corpus is there"
    moved = seeds.rename(tmp_path / "press")
    assert offered(moved) == [TREATY]
    assert offered(other) == [], "a text of the same name is another text"
    (moved / TREATY).rename(moved / "renamed.txt")
    assert offered(moved) == ["renamed.txt"]


def test_a_draft_of_an_article_that_was_edited_is_not_offered_in_a_copy_of_the_corpus(
    reader: Reader, seeds: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(seeds, tmp_path / "copy")
    kept(seeds, draft(seeds, TREATY))
    with (seeds / TREATY).open("a") as article:
        article.write("One more line.\n")
    assert (offered(seeds), offered(copy)) == ([TREATY], [])


def test_a_draft_whose_text_is_nowhere_is_listed(reader: Reader, seeds: Path, tmp_path: Path) -> None:
    corpus = str(resolved(seeds))
    path = kept(seeds, draft(seeds, TREATY))
    moved = seeds.rename(tmp_path / "press")
    assert reader("check", moved, "--json").json == []
    shutil.copyfile(moved / ARMS, moved / TREATY)
    found = [one for one in reader("check", moved, "--json").json if one["kind"] == "draft"]
    assert [(one["severity"], one["path"]) for one in found] == [("note", str(path))]
    assert found[0]["message"] == (
        f"what was being written about '{TREATY}' in {corpus}, and is no annotation yet: no article here "
        "has its text"
    )
    moved.rename(seeds)
    assert offered(seeds) == [TREATY], "of one's own corpus it is offered, and gn says so"
    assert "draft" in [one["kind"] for one in reader("check", seeds, "--json").json]


@pytest.mark.parametrize("whole", [True, False])
def test_an_edited_article_keeps_its_draft(seeds: Path, whole: bool) -> None:
    text = (seeds / TREATY).read_text()
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    segments = () if whole else _segments(workspace)
    workspace.close()
    what = draft(seeds, TREATY, segments=segments)
    (seeds / TREATY).write_text("A correction.\n\n" + text.replace("Moscow", "Minsk", 3))
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    assert home(workspace, what) == TREATY
    workspace.close()


def _segments(workspace: Workspace) -> tuple[Segment, ...]:
    from annotations.anchoring import describe

    text = workspace.document(TREATY).text
    at = text.index("Kalashnikov")
    return (describe(text, at, at + 80),)


def test_a_draft_about_an_annotation_goes_where_that_is(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    document = workspace.document(TREATY)
    at = document.text.index("Kalashnikov")
    record, saved = workspace.annotate(document, [(at, at + 11)], Draft(note="first"))
    saved.result(20)
    workspace.close()
    what = draft(seeds, TREATY, editing=record.id)
    (seeds / TREATY).rename(seeds / "renamed.txt")
    article = seeds / "renamed.txt"
    article.write_text(article.read_text().replace("Moscow", "Minsk"))
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    workspace.tracking.follow()
    assert home(workspace, what) == ""
    workspace.close()
    article.write_text(article.read_text().replace("Minsk", "Moscow"))
    workspace = Workspace.open(seeds, annotator="ann", cache=None)
    workspace.tracking.follow()
    assert home(workspace, what) == "renamed.txt"
    assert home(workspace, Unfinished.from_dict({**what.to_dict(), "size": 0})) == "renamed.txt"
    assert home(workspace, Unfinished.from_dict({**what.to_dict(), "size": 0, "editing": ""})) == ""
    workspace.close()
