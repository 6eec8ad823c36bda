"""What changed while somebody else had the corpus: articles, their descriptions, annotations."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations import storage
from annotations.model import Annotation
from annotations.store import AnnotationStore
from reader.coding import Draft
from reader.refreshing import Refreshed
from reader.workspace import Workspace

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


@pytest.fixture
def workspace(seeds: Path) -> Iterator[Workspace]:
    """A corpus whose articles and annotations were read."""
    opened = Workspace.open(seeds, annotator="ann")
    opened.tag()
    document = opened.document(FIRST)
    opened.annotate(document, [(0, 20)], Draft(note="x"))[1].result(20)
    opened.store.flush()
    yield opened
    opened.close()


def other(seeds: Path) -> AnnotationStore:
    store = AnnotationStore(seeds / "annotations", "bob")
    store.load()
    return store


def made(store: AnnotationStore) -> Annotation:
    return Annotation(store.new_id(), "d0c", store.annotator, store.now(), store.now(), note="theirs")


def test_nothing_changed_is_told_without_reading_a_file(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_RACY_NS", 0)
    assert workspace.refresh() == Refreshed()
    read: list[object] = []
    real = os.open

    def opening(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if not flags & os.O_DIRECTORY:
            read.append(path)
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", opening)
    monkeypatch.setattr(io, "open", lambda *args, **kwargs: read.append(args))
    found = workspace.refresh()
    assert read == []
    assert not found
    # Nor does looking make the articles be parsed anew.
    for path in workspace.paths:
        workspace.document(path)
    assert read == []


def test_articles_that_changed_went_and_came(workspace: Workspace, seeds: Path) -> None:
    (seeds / TREATY).write_text("Another text.\n")
    (seeds / ARMS).unlink()
    (seeds / "sub").mkdir()
    (seeds / "sub" / "new.txt").write_text("A new one.\n")
    found = workspace.refresh()
    assert found == Refreshed(changed=(TREATY,), gone=(ARMS,), new=("sub/new.txt",))
    assert found
    assert workspace.document(TREATY).text == "Another text.\n"
    assert ARMS not in workspace.paths
    assert "sub/new.txt" in workspace.paths
    assert workspace.refresh() == Refreshed()


def test_an_article_that_cannot_be_read_any_more_is_a_changed_one(
    workspace: Workspace, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seeds / TREATY).chmod(0o600)
    real = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, mode, **how: not os.fsencode(path).endswith(TREATY.encode()) and real(path, mode, **how),
    )
    assert workspace.refresh() == Refreshed(changed=(TREATY,))
    assert TREATY not in workspace.paths
    assert workspace.refresh() == Refreshed()


def test_articles_that_are_gone_leave_the_entity_table(workspace: Workspace, seeds: Path) -> None:
    before = sum(count.corpus for count in workspace.table.entities())
    here = sum(count.here for count in workspace.table.entities(ARMS))
    (seeds / ARMS).unlink()
    workspace.forget(workspace.refresh().gone)
    assert not workspace.tagged(ARMS)
    assert workspace.mentions(ARMS) == ()
    assert sum(count.corpus for count in workspace.table.entities()) == before - here < before


def test_what_is_said_of_articles_elsewhere(workspace: Workspace, seeds: Path) -> None:
    table = seeds / "articles.csv"
    table.write_text(f"path,title\n{TREATY},Mine\n{ARMS},Too\n")
    assert workspace.refresh() == Refreshed(described=(TREATY, ARMS))
    assert workspace.document(TREATY).metadata.title == "Mine"
    workspace.document(FIRST)
    table.write_text(f"path,title\n{TREATY},Mine\n{ARMS},Other\n")
    # The table was read again for another article in between: that is no reason to keep it secret.
    workspace.document(FIRST)
    assert workspace.refresh() == Refreshed(described=(ARMS,))
    table.unlink()
    assert workspace.refresh() == Refreshed(described=(TREATY, ARMS))
    assert workspace.refresh() == Refreshed()


def test_what_is_said_when_a_corpus_is_opened_is_no_news(seeds: Path) -> None:
    (seeds / "articles.csv").write_text(f"path,title\n{TREATY},Mine\n")
    workspace = Workspace.open(seeds, annotator="ann")
    workspace.document(FIRST)
    assert workspace.refresh() == Refreshed()
    workspace.close()


def test_annotations_that_others_changed(workspace: Workspace, seeds: Path) -> None:
    mine = AnnotationStore(seeds / "annotations", "ann")
    mine.load()
    (one,) = mine.annotations(FIRST)
    mine.edit(FIRST, replace(one, note="edited elsewhere")).result(10)
    mine.close()
    assert workspace.refresh() == Refreshed(annotated=(FIRST,))
    assert [a.note for a in workspace.store.annotations(FIRST)] == ["edited elsewhere"]
    bob = other(seeds)
    bob.add(ARMS, made(bob)).result(10)
    bob.close()
    assert workspace.refresh() == Refreshed(annotated=("", ARMS))
    assert workspace.refresh() == Refreshed()


def test_a_folder_that_is_gone_takes_nothing_with_it(workspace: Workspace, seeds: Path) -> None:
    (record,) = workspace.store.annotations(FIRST)
    paths, mentions = workspace.paths, workspace.mentions(ARMS)
    away = seeds.rename(seeds.parent / "away")
    found = workspace.refresh()
    assert [str(problem) for problem in found.problems] == [
        f"{seeds.name}: the folder is gone: what was read of it stays"
    ]
    assert found == Refreshed(problems=found.problems)
    assert (workspace.paths, workspace.mentions(ARMS)) == (paths, mentions)
    assert workspace.store.annotations(FIRST) == (record,)
    away.rename(seeds)
    assert workspace.refresh() == Refreshed()
    assert workspace.document(ARMS).text


def test_damage_is_told_once(workspace: Workspace, seeds: Path) -> None:
    (path,) = (seeds / "annotations" / "ann").glob("000*")
    path.write_bytes(b"garbage")
    found = workspace.refresh()
    assert found.annotated == (FIRST,)
    assert "damaged: no record could be read" in found.problems[0].message
    assert workspace.problems == found.problems
    again = workspace.refresh()
    assert (again.annotated, again.problems) == ((), ())
    workspace.annotate(workspace.document(FIRST), [(0, 20)], Draft(note="new"))[1].result(20)
    assert workspace.problems == ()


def test_a_text_that_came_with_annotations_carries_them(workspace: Workspace, seeds: Path) -> None:
    document = workspace.document(FIRST)
    texts = seeds / "annotations" / "texts"
    kept = next(texts.iterdir())
    aside = seeds.parent / kept.name
    kept.rename(aside)
    again = Workspace.open(seeds, annotator="ann")
    (seeds / FIRST).write_text("Put before. " + document.text, newline="")
    assert again.anchored(again.document(FIRST))[0].state == "moved"
    carried = again.carrier.into(again.document(FIRST))
    assert carried(document.sha256) is None
    aside.rename(kept)
    bob = other(seeds)
    bob.add(ARMS, made(bob)).result(10)
    bob.close()
    again.refresh()
    assert carried(document.sha256) is not None
    again.close()


def test_annotations_that_were_not_read_yet_are_left_unread(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    assert workspace.refresh() == Refreshed()
    assert "store" not in vars(workspace)
    workspace.close()
