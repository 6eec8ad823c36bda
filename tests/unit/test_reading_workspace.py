"""A workspace as lists, marks, search and exports see it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations import committing
from annotations.changes import Action, Change
from annotations.codebook import builtin
from annotations.codes import Change as BookChange
from annotations.model import Annotation, Holder, Ref, Segment, Stance
from annotations.store import StoreError
from reader import bundling, indexing, marks
from reader.cards import Card, card
from reader.coding import Draft
from reader.outgoing import save_elsewhere
from reader.progress import progress
from reader.tui.panes import article_height, article_item
from reader.workspace import Workspace

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


@pytest.fixture
def workspace(seeds: Path) -> Iterator[Workspace]:
    opened = Workspace.open(seeds, annotator="ann")
    yield opened
    opened.close()


def annotate(workspace: Workspace, path: str, words: str, draft: Draft) -> Annotation:
    document = workspace.document(path)
    start = document.text.replace("\xa0", " ").index(words)
    record, saved = workspace.annotate(document, [(start, start + len(words))], draft)
    saved.result(20)
    return record


def test_a_card_counts_what_is_there(workspace: Workspace) -> None:
    bare = card(workspace, TREATY, "unread")
    assert (bare.annotations, bare.stances, bare.notes, bare.coding) == (0, 0, 0, "open")
    assert (bare.outlet, bare.reading, bare.entities, bare.problem) == (
        "The Moscow Times",
        "unread",
        None,
        "",
    )
    assert bare.title.startswith("Russia and Britain to Work Together")
    assert bare.words == workspace.document(TREATY).words
    assert bare.minutes == max(1, round((bare.words or 0) / 230))
    annotate(workspace, TREATY, "pioneering", Draft(Stance("position", "favor"), note="n"))
    annotate(workspace, TREATY, "Sochi", Draft(note="only a note"))
    suggested = annotate(workspace, TREATY, "London", Draft(Stance("position", "favor")))
    workspace.store.edit(TREATY, replace(suggested, status="proposed")).result(20)
    workspace.set_state(workspace.document(TREATY), "not codable", "a poem")[1].result(20)
    workspace.tag([TREATY])
    full = card(workspace, TREATY, "read")
    assert (full.annotations, full.stances, full.notes, full.coding) == (2, 1, 2, "not codable")
    assert full.reading == "read"
    document = workspace.document(TREATY)
    named = {m.entity for m in workspace.mentions(TREATY) if m.entity and not document.in_zone(m.start)}
    assert full.entities is not None
    assert 5 < full.entities <= len(named)
    assert card(workspace, FIRST, "unread").annotations == 0
    assert full.tags == 0
    annotate(workspace, TREATY, "Sochi", Draft(tags=("frame-conflict",)))
    tagged = card(workspace, TREATY, "read")
    assert (tagged.annotations, tagged.stances, tagged.notes, tagged.tags) == (3, 1, 2, 1)
    shown = "".join(text for line in article_item(tagged, 40).lines for text, _ in line)
    assert "1 stance  2 notes  1 tag" in shown
    only = Card("a", title="T", tags=1)
    assert len(article_item(only, 40).lines) == article_height(only, 40)


def test_a_card_of_an_article_that_cannot_be_read_says_why(workspace: Workspace) -> None:
    (workspace.corpus.root / FIRST).unlink()
    found = card(workspace, FIRST, "unread")
    assert FIRST in found.problem
    assert (found.title, found.words, found.minutes) == ("", None, 1)


def test_progress_counts_units_and_tells_the_state(workspace: Workspace) -> None:
    before = progress(workspace, TREATY)
    assert (before.coded, before.state) == (0, "open")
    annotate(workspace, TREATY, "pioneering", Draft(Stance("position", "favor")))
    annotate(workspace, TREATY, "for the first time", Draft(tags=("t",)))
    annotate(workspace, TREATY, "Sochi", Draft(note="n"))
    workspace.set_state(workspace.document(TREATY), "done")[1].result(20)
    after = progress(workspace, TREATY)
    assert (after.coded, after.units, after.state, after.path) == (1, before.units, "done", TREATY)


def test_annotations_stand_in_their_order_orphans_first(workspace: Workspace) -> None:
    late = annotate(workspace, TREATY, "Sochi", Draft(note="n"))
    early = annotate(workspace, TREATY, "pioneering", Draft(note="n"))
    wide = annotate(workspace, TREATY, "pioneering defense", Draft(note="n"))
    document = workspace.document(TREATY)
    lost = replace(
        early,
        id="999",
        text="0" * 64,
        text_lf="",
        segments=(Segment(5, 20, "words of another text", "a", "b"),),
    )
    found = marks.anchored(document, [late, wide, early, lost])
    assert [one.annotation.id for one in found] == ["999", early.id, wide.id, late.id]
    assert (found[0].state, found[0].ranges, found[0].start, found[0].end) == ("orphan", (), 0, 0)
    assert not found[0].covers(5)
    # One that was found in part has lost its place as a whole: half a passage says something else.
    half = replace(lost, segments=(*early.segments, *lost.segments))
    [shown] = marks.anchored(document, [half])
    assert (shown.state, shown.ranges) == ("orphan", ())
    assert all(one.state == "exact" for one in found[1:])
    assert found[1].covers(found[1].start)
    assert not found[1].covers(found[1].end)


def test_a_glyph_is_the_labels_and_a_question_mark_where_nobody_declared_it() -> None:
    book = builtin()
    bare = Annotation("1", "d", "ann", "t", "t")
    assert marks.glyph(book, bare) == ""
    assert marks.glyph(book, replace(bare, stance=Stance("position", "against"))) == "-"
    assert marks.glyph(book, replace(bare, stance=Stance("claim", "doubts"))) == "~"
    assert marks.glyph(book, replace(bare, stance=Stance("position", "gone"))) == "?"
    assert marks.glyph(book, replace(bare, stance=Stance("gone", "against"))) == "?"


def test_an_article_is_indexed_with_the_entities_it_is_linked_to(workspace: Workspace) -> None:
    workspace.tag([ARMS])
    document = workspace.document(ARMS)
    made = indexing.article(document, workspace.mentions(ARMS), workspace.table.entity, unread=True)
    assert (made.path, made.text, made.title, made.outlet) == (
        ARMS,
        document.text,
        document.metadata.title,
        "The Sunday Telegraph",
    )
    assert made.unread
    assert (made.blocks, made.sentences) == (document.blocks, document.sentences)
    medvedev = next(entity for entity in made.entities if entity.name == "Dmitry Medvedev")
    first = medvedev.ranges[0]
    assert document.text[first.start : first.end] == "Dmitry Medvedev"
    assert len(medvedev.ranges) >= 2
    assert all(entity.id for entity in made.entities)
    unknown = indexing.article(document, workspace.mentions(ARMS), lambda _: None)
    assert list(unknown.entities) == []
    assert not unknown.unread


@pytest.mark.parametrize(
    ("holder", "names"),
    [
        (None, ()),
        ((), (("writer",),)),
        ("unattributed", (("unattributed",),)),
        (((Ref("A"),), (Ref("B"), Ref("C"))), (("A",), ("B", "C"))),
    ],
)
def test_a_note_is_indexed_with_all_it_says(
    workspace: Workspace, holder: Holder, names: tuple[tuple[str, ...], ...]
) -> None:
    stance = Stance("position", "favor", Ref("treaty"), holder)
    draft = Draft(stance, ("device-mockery", "own"), "why")
    record = annotate(workspace, TREATY, "pioneering", draft)
    [one] = workspace.anchored(workspace.document(TREATY))
    made = indexing.note(TREATY, one, workspace.codebook)
    assert (made.path, made.annotation_id, made.start, made.end) == (TREATY, record.id, one.start, one.end)
    assert (made.note, made.tags, made.quote) == ("why", ("device/mockery", "own"), "pioneering")
    assert (made.stance, made.scale, made.target, made.holders) == ("favor", "position", "treaty", names)
    assert not made.stale
    bare = one._replace(annotation=replace(record, stance=None, tags=()), state="orphan", ranges=())
    lost = indexing.note(TREATY, bare, workspace.codebook)
    assert (lost.start, lost.end, lost.stance, lost.holders) == (-1, -1, "", ())
    whole = bare._replace(annotation=replace(record, segments=()), state="exact")
    assert (indexing.note(TREATY, whole, workspace.codebook).start) == 0


def test_what_was_coded_before_its_definition_changed_is_stale() -> None:
    record = Annotation(
        "1", "d", "ann", "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", stance=Stance("position", "favor")
    )

    def changed(subject: str, on: str) -> bool:
        book = replace(builtin(), changes=(BookChange(on, "definition", subject),))
        return indexing.is_stale(record, book)

    assert changed("label:position/favor", "2026-04-01")
    assert not changed("label:position/favor", "2026-02-01")
    assert not changed("label:position/against", "2026-04-01")
    assert not changed("code:device-mockery", "2026-04-01")


def test_a_bundle_is_one_layer_with_every_article_that_can_be_read(seeds: Path) -> None:
    other = Workspace.open(seeds, annotator="bob")
    annotate(other, TREATY, "London", Draft(note="of bob"))
    other.close()
    workspace = Workspace.open(seeds, annotator="ann", show_others=True)
    mine = annotate(
        workspace, TREATY, "pioneering", Draft(Stance("position", "favor", Ref("new thing", "issue")))
    )
    gone = annotate(workspace, FIRST, "Cold War", Draft(note="n"))
    workspace.set_state(workspace.document(ARMS), "done")[1].result(20)
    workspace.tag([TREATY])
    (seeds / FIRST).unlink()
    made = bundling.bundle(workspace, "ann")
    assert (made.corpus, made.annotator) == ("seeds", "ann")
    assert [path for path, _ in made.annotations] == [FIRST, TREATY]
    assert {record.id for _, record in made.annotations} == {mine.id, gone.id}
    assert FIRST not in [article.path for article in made.articles]
    assert [coding.path for coding in made.codings] == [ARMS]
    docs = {article.path: article.doc for article in made.articles}
    assert docs[TREATY] == mine.doc
    assert docs[ARMS] == made.codings[0].doc
    assert docs["004_456d49786a4be5be.txt"] == ""
    treaty = next(article for article in made.articles if article.path == TREATY)
    document = workspace.document(TREATY)
    assert (treaty.text, treaty.sha256, treaty.outlet) == (document.text, document.sha256, "The Moscow Times")
    assert len(treaty.paragraphs) == len(document.paragraphs)
    assert [(zone.start, zone.end, zone.kind) for zone in treaty.zones] == [
        (zone.start, zone.end, zone.kind) for zone in document.zones
    ]
    assert len(treaty.units) == progress(workspace, TREATY).units
    assert all(span.name and span.entity for span in treaty.entities)
    assert {span.name for span in treaty.entities} >= {"Russia", "Alexander Litvinenko"}
    assert not next(article for article in made.articles if article.path == ARMS).entities
    assert {record.id for _, record in bundling.bundle(workspace, "bob").annotations}.isdisjoint({mine.id})
    assert len(bundling.bundle(workspace, "bob").annotations) == 1
    with pytest.raises(StoreError, match="nobody"):
        bundling.bundle(workspace, "nobody")
    workspace.close()


def test_many_changes_are_one_action(workspace: Workspace) -> None:
    records = [
        annotate(workspace, TREATY, words, Draft(note="n")) for words in ("pioneering", "Sochi", "London")
    ]
    changes = tuple(Change(TREATY, record, None) for record in records)
    workspace.store.apply(Action("recode", changes)).result(20)
    assert workspace.store.annotations() == ()
    workspace.store.undo()[1].result(20)
    assert len(workspace.store.annotations()) == 3


def test_unsaved_changes_are_saved_outside_the_corpus_only(
    workspace: Workspace, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: int, name: str, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(committing, "put_bytes", full)
        document = workspace.document(TREATY)
        workspace.annotate(document, [(0, 10)], Draft(note="kept"))
        assert len(workspace.store.flush(10)) == 1
        for inside in (seeds, seeds / "more"):
            with pytest.raises(StoreError, match="in the corpus"):
                save_elsewhere(workspace, inside)
        written = save_elsewhere(workspace, tmp_path / "elsewhere")
    other = Workspace.open(seeds, annotator="ann", folder=written.folder)
    assert [a.note for a in other.store.annotations(TREATY)] == ["kept"]
    other.close()
