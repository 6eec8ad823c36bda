"""Annotated articles that were renamed, moved, edited, taken away or replaced: followed, or asked about."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotations import anchoring, likeness, positions
from reader import whereabouts
from reader.coding import Draft
from reader.corpus import corpus as corpora
from reader.workspace import Workspace

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
LAST = "004_456d49786a4be5be.txt"


def opened(corpus: Path, annotator: str = "ann", *, show_others: bool = False) -> Workspace:
    return Workspace.open(corpus, annotator=annotator, show_others=show_others)


def code(workspace: Workspace, path: str, *notes: str) -> None:
    """A note on each of the first paragraphs of an article."""
    document = workspace.document(path)
    for block, note in zip(document.paragraphs, notes, strict=False):
        workspace.annotate(document, [(block.start, block.end)], Draft(note=note))[1].result(20)


@pytest.fixture
def coded(seeds: Path) -> Path:
    """Three notes on the article about the treaty, one on another, by ``ann``; one is marked as done."""
    workspace = opened(seeds)
    code(workspace, TREATY, "one", "two", "three")
    code(workspace, ARMS, "arms")
    workspace.set_state(workspace.document(TREATY), "done")[1].result(20)
    workspace.close()
    return seeds


@pytest.fixture
def workspace(coded: Path) -> Iterator[Workspace]:
    opened_later = opened(coded)
    yield opened_later
    opened_later.close()


def shown(workspace: Workspace, path: str) -> dict[str, str]:
    """The notes on an article and their states."""
    return {one.annotation.note: one.state for one in workspace.placed(path)}


def tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


EXACT = {"one": "exact", "two": "exact", "three": "exact"}


def asked(workspace: Workspace, *, thorough: bool = False) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.path, one.kind, one.places) for one in workspace.tracking.follow(thorough=thorough).asked]


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often texts are read, compared, aligned and searched for quotes."""
    found: dict[str, int] = {}

    def counting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        found[name] = 0

        def call(*args: Any, **kwargs: Any) -> Any:
            found[name] += 1
            return real(*args, **kwargs)

        return call

    for module, name in (
        (likeness, "shingles"),
        (likeness, "likeness"),
        (positions, "PositionMap"),
        (anchoring, "locate"),
        (corpora, "read_bytes"),
        (corpora, "text_hashes"),
    ):
        monkeypatch.setattr(module, name, counting(name, getattr(module, name)))
    return found


def test_nothing_is_read_or_compared_while_every_article_is_where_it_was(
    workspace: Workspace, counts: dict[str, int]
) -> None:
    assert workspace.tracking.follow() == whereabouts.Whereabouts()
    assert counts == dict.fromkeys(counts, 0)
    assert workspace.tracking.follow(thorough=True) == whereabouts.Whereabouts()
    # The two that are annotated were read and hashed: nothing else, and nothing was compared.
    unread = dict.fromkeys(counts, 0)
    assert counts == {**unread, "read_bytes": 2, "text_hashes": 2}
    for path in workspace.paths:
        workspace.placed(path)
    assert counts == {**unread, "read_bytes": 2 + len(workspace.paths), "text_hashes": 2}


@pytest.mark.parametrize("new", ["renamed.txt", "2014/deeper/still/001.md", f"2014/{TREATY}"])
def test_the_same_text_elsewhere_is_followed_at_once(workspace: Workspace, coded: Path, new: str) -> None:
    (coded / new).parent.mkdir(parents=True, exist_ok=True)
    (coded / TREATY).rename(coded / new)
    workspace.refresh()
    before = tree(coded / "annotations")
    found = workspace.tracking.follow()
    assert found.asked == ()
    assert set(found.moved.values()) == {new}
    assert shown(workspace, new) == EXACT
    assert workspace.store.codings()[new].state == "done"
    assert workspace.tracking.gone == {}
    assert tree(coded / "annotations") == before


def test_a_corpus_folder_is_split(seeds: Path) -> None:
    workspace = opened(seeds)
    for number, path in enumerate(workspace.paths):
        code(workspace, path, f"note {number}")
    workspace.close()
    again = opened(seeds)
    new = {path: f"{'early' if path < '002' else 'late'}/{path}" for path in again.paths}
    for old, path in new.items():
        (seeds / path).parent.mkdir(exist_ok=True)
        (seeds / old).rename(seeds / path)
    again.refresh()
    assert again.tracking.follow().asked == ()
    assert {path: shown(again, path) for path in new.values()} == {
        path: {f"note {number}": "exact"} for number, path in enumerate(new.values())
    }
    again.close()


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_renamed_with_other_line_ends_it_is_the_same_text(
    workspace: Workspace, coded: Path, ending: str
) -> None:
    text = (coded / TREATY).read_bytes().replace(b"\r\n", b"\n")
    (coded / TREATY).unlink()
    (coded / "renamed.txt").write_bytes(text.replace(b"\n", ending.encode()))
    workspace.refresh()
    assert workspace.tracking.follow().asked == ()
    document = workspace.document("renamed.txt")
    for one in workspace.anchored(document):
        assert one.state in ("exact", "moved")
        ((start, end),) = one.ranges
        plain = document.text[start:end].replace(ending, "\n")
        assert plain == one.annotation.quote.replace("\r\n", "\n")


def test_several_places_are_asked_about(workspace: Workspace, coded: Path) -> None:
    shutil.copy(coded / TREATY, coded / "copy.txt")
    (coded / TREATY).rename(coded / "other.txt")
    workspace.refresh()
    assert asked(workspace) == [(TREATY, "several", ("copy.txt", "other.txt"))]
    assert shown(workspace, "copy.txt") == shown(workspace, "other.txt") == {}
    assert shown(workspace, TREATY) == dict.fromkeys(EXACT, "orphan")
    (reason,) = workspace.tracking.gone.values()
    assert reason == (
        f"the file is gone, its text is in copy.txt and other.txt: reader move CORPUS {TREATY} NEW "
        "says which it is now"
    )


def edited(text: str) -> str:
    """With a paragraph put before it and words changed: much like it."""
    return "A line that was not there.\n\n" + text.replace("agreement", "arrangement").replace(
        "treaty", "pact"
    )


def test_renamed_and_changed_is_asked_about(workspace: Workspace, coded: Path) -> None:
    (coded / "changed.txt").write_text(edited((coded / TREATY).read_text()))
    (coded / TREATY).unlink()
    workspace.refresh()
    assert asked(workspace) == [(TREATY, "alike", ("changed.txt",))]
    assert shown(workspace, "changed.txt") == {}
    assert f"reader move CORPUS {TREATY} changed.txt if that is it" in workspace.tracking.gone[TREATY]


def test_an_article_that_is_annotated_itself_is_no_candidate(workspace: Workspace, coded: Path) -> None:
    (coded / "changed.txt").write_text(edited((coded / TREATY).read_text()))
    workspace.refresh()
    code(workspace, "changed.txt", "its own")
    (coded / TREATY).unlink()
    workspace.refresh()
    assert asked(workspace) == [(TREATY, "gone", ())]


def test_an_article_that_is_gone_is_listed_with_its_annotations(workspace: Workspace, coded: Path) -> None:
    (coded / TREATY).unlink()
    workspace.refresh()
    assert asked(workspace) == [(TREATY, "gone", ())]
    assert workspace.tracking.gone == {TREATY: "the file is gone"}
    assert shown(workspace, TREATY) == dict.fromkeys(EXACT, "orphan")
    assert TREATY in workspace.store.paths()


def test_one_that_comes_back_is_found_again(workspace: Workspace, coded: Path) -> None:
    aside = coded.parent / "aside.txt"
    (coded / TREATY).rename(aside)
    workspace.refresh()
    workspace.tracking.follow()
    aside.rename(coded / TREATY)
    workspace.refresh()
    assert workspace.tracking.follow() == whereabouts.Whereabouts()
    assert workspace.tracking.gone == {}
    assert shown(workspace, TREATY) == EXACT


def test_another_text_under_an_old_name_is_another_article(workspace: Workspace, coded: Path) -> None:
    old = workspace.doc_id(workspace.document(TREATY))
    shutil.copy(coded / LAST, coded / TREATY)
    (coded / LAST).unlink()
    workspace.refresh()
    found = workspace.anchored(workspace.document(TREATY))
    assert [(one.state, one.elsewhere, one.ranges) for one in found] == [("orphan", True, ())] * 3
    assert asked(workspace) == [(TREATY, "replaced", ())]
    # What is said of the new text is said of another article.
    code(workspace, TREATY, "new")
    (new,) = [a for a in workspace.store.annotations(TREATY) if a.note == "new"]
    assert new.doc == workspace.doc_id(workspace.document(TREATY)) != old
    assert shown(workspace, TREATY) == {**dict.fromkeys(EXACT, "orphan"), "new": "exact"}


def test_without_the_old_text_another_one_is_told_by_its_quotes(workspace: Workspace, coded: Path) -> None:
    shutil.rmtree(coded / "annotations" / "texts")
    text = (coded / TREATY).read_text()
    (coded / TREATY).write_text(edited(text))
    workspace.refresh()
    assert not any(one.elsewhere for one in workspace.placed(TREATY))
    quote = workspace.store.annotations(TREATY)[0].quote
    (coded / TREATY).write_text((coded / LAST).read_text() + "\n\n" + quote)
    workspace.refresh()
    assert [one.ranges for one in workspace.placed(TREATY) if one.elsewhere] == [(), (), ()]


def test_an_edited_article_stays_one_however_many_passages_it_lost(workspace: Workspace, coded: Path) -> None:
    text = (coded / TREATY).read_text()
    kept = workspace.document(TREATY).paragraphs[3].start
    (coded / TREATY).write_text(text[kept:])
    workspace.refresh()
    found = workspace.placed(TREATY)
    assert [one.state for one in found] == ["orphan"] * 3
    assert not any(one.elsewhere for one in found)
    assert asked(workspace, thorough=True) == []


def test_names_that_were_exchanged_are_followed(workspace: Workspace, coded: Path) -> None:
    (coded / TREATY).rename(coded / "aside.txt")
    (coded / ARMS).rename(coded / TREATY)
    (coded / "aside.txt").rename(coded / ARMS)
    workspace.refresh()
    assert asked(workspace, thorough=True) == []
    assert shown(workspace, ARMS) == EXACT
    assert shown(workspace, TREATY) == {"arms": "exact"}


def test_an_edited_article_is_not_left_for_a_backup_of_it(workspace: Workspace, coded: Path) -> None:
    shutil.copy(coded / TREATY, coded / "backup.txt")
    (coded / TREATY).write_text(edited((coded / TREATY).read_text()))
    workspace.refresh()
    assert asked(workspace, thorough=True) == []
    assert len(shown(workspace, TREATY)) == 3
    assert shown(workspace, "backup.txt") == {}


def test_all_annotators_are_followed_and_share_the_permanent_id(coded: Path) -> None:
    bob = opened(coded, "bob")
    code(bob, TREATY, "bob's")
    bob.close()
    (coded / TREATY).rename(coded / "renamed.txt")
    ann = opened(coded)
    ann.tracking.follow()
    code(ann, "renamed.txt", "four")
    ann.close()
    # The text changes after ann's file has moved: bob's is known by the permanent id alone.
    (coded / "renamed.txt").write_text(edited((coded / "renamed.txt").read_text()))
    bob = opened(coded, "bob", show_others=True)
    assert bob.tracking.follow().asked == ()
    assert {one.annotation.doc for one in bob.placed("renamed.txt")} == {
        bob.doc_id(bob.document("renamed.txt"))
    }
    assert {*shown(bob, "renamed.txt")} == {"one", "two", "three", "four", "bob's"}
    assert bob.tracking.gone == {}
    bob.close()
    carl = opened(coded, "carl")
    carl.tracking.follow()
    code(carl, "renamed.txt", "carl's")
    assert {a.doc for a in carl.store.annotations()} == {carl.doc_id(carl.document("renamed.txt"))}
    (mine,) = carl.store.annotations()
    assert mine.doc in {a.doc for a in carl.store.everyones("renamed.txt") if a.annotator == "ann"}
    carl.close()


def test_a_store_file_renamed_with_its_article_keeps_everything(workspace: Workspace, coded: Path) -> None:
    (coded / "sub").mkdir()
    (coded / "annotations" / "ann" / "sub").mkdir()
    (coded / TREATY).rename(coded / "sub" / "new.txt")
    mine = coded / "annotations" / "ann"
    (mine / f"{TREATY}.json").rename(mine / "sub" / "new.txt.json")
    again = opened(coded)
    assert again.tracking.follow().asked == ()
    assert shown(again, "sub/new.txt") == EXACT
    assert [*again.store.codings()] == ["sub/new.txt"]
    # What was done before can still be undone.
    again.store.undo()[1].result(20)
    again.store.undo()[1].result(20)
    again.store.undo()[1].result(20)
    assert {*shown(again, "sub/new.txt")} == {"one", "two"}
    again.close()


def test_a_store_file_renamed_alone_is_followed_back(workspace: Workspace, coded: Path) -> None:
    mine = coded / "annotations" / "ann"
    (mine / f"{TREATY}.json").rename(mine / "elsewhere.txt.json")
    again = opened(coded)
    assert again.tracking.follow().asked == ()
    assert shown(again, TREATY) == EXACT
    again.close()


def test_corrections_of_mentions_go_along(workspace: Workspace, coded: Path) -> None:
    document = workspace.document(TREATY)
    start = document.text.index("Britain")
    workspace.tag()
    workspace.corrections.correct(document, [(start, start + 7)], "")
    workspace.store.flush()
    (coded / TREATY).rename(coded / "renamed.txt")
    again = opened(coded)
    again.tracking.follow()
    again.tag()
    assert all(m.start != start for m in again.mentions("renamed.txt"))
    assert len(again.corrections.said("renamed.txt")) == 1
    again.close()


def test_in_a_corpus_of_one_file_the_others_are_not_gone(coded: Path) -> None:
    workspace = opened(coded / ARMS)
    assert workspace.tracking.follow() == whereabouts.Whereabouts()
    assert workspace.tracking.gone == {}
    (coded / TREATY).unlink()
    (coded / ARMS).rename(coded / "renamed.txt")
    workspace.close()
    again = opened(coded / "renamed.txt")
    assert asked(again) == [(TREATY, "gone", ())]
    assert shown(again, "renamed.txt") == {"arms": "exact"}
    again.close()


def test_many_articles_are_found_without_comparing_each_with_each(
    tmp_path: Path, counts: dict[str, int]
) -> None:
    corpus = tmp_path / "many"
    corpus.mkdir()
    words = [f"word{number}" for number in range(4000)]
    for number in range(60):
        body = " ".join(words[(number * 61 + step * 7) % 4000] for step in range(300))
        (corpus / f"{number:03}.txt").write_text(f"A title of {number}\n\n{body}.\n")
    workspace = opened(corpus)
    for path in workspace.paths:
        code(workspace, path, "a note")
    workspace.close()
    for number in range(60):
        old = corpus / f"{number:03}.txt"
        (corpus / f"new-{number:03}.txt").write_text(old.read_text() + "\nA line more.\n")
        old.unlink()
    again = opened(corpus)
    for name in counts:
        counts[name] = 0
    found = again.tracking.follow()
    assert [(one.path, one.places[0]) for one in found.asked] == [
        (f"{number:03}.txt", f"new-{number:03}.txt") for number in range(60)
    ]
    assert counts["likeness"] <= 60 * whereabouts.CLOSER
    again.close()
