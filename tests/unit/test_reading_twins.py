"""Two articles of the same text: what was said of one stays its own when the other is gone for a while."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reader.coding import Draft
from reader.workspace import Workspace

ARMS = "003_b2f1ad3f4cdf42dc.txt"
X, Y = f"x/{ARMS}", f"y/{ARMS}"


def opened(corpus: Path) -> Workspace:
    return Workspace.open(corpus, annotator="ann")


def note(workspace: Workspace, path: str, said: str) -> None:
    workspace.annotate(workspace.document(path), [(0, 9)], Draft(note=said))[1].result(20)


def shown(workspace: Workspace) -> dict[str, list[str]]:
    paths = workspace.store.paths()
    return {path: sorted(one.annotation.note for one in workspace.placed(path)) for path in paths}


@pytest.fixture
def twins(seeds: Path) -> Path:
    """One article in two folders, annotated in both; the second came when the first was annotated already."""
    (seeds / "x").mkdir()
    (seeds / "y").mkdir()
    (seeds / ARMS).rename(seeds / X)
    for path, said in ((X, "of x"), (Y, "of y")):
        if path == Y:
            shutil.copy(seeds / X, seeds / Y)
        workspace = opened(seeds)
        note(workspace, path, said)
        workspace.close()
    return seeds


@pytest.mark.parametrize("thorough", [False, True])
def test_a_twin_with_annotations_of_its_own_is_asked_about(twins: Path, thorough: bool) -> None:
    (twins / X).rename(twins.parent / "away")
    workspace = opened(twins)
    (asked,) = workspace.tracking.follow(thorough=thorough).asked
    assert (asked.path, asked.kind, asked.places) == (X, "twin", (Y,))
    assert asked.reason() == (
        f"the file is gone, {Y} has the same text by itself: reader move CORPUS {X} {Y} if that is it"
    )
    assert shown(workspace) == {X: ["of x"], Y: ["of y"]}
    note(workspace, Y, "more of y")
    workspace.close()
    (twins.parent / "away").rename(twins / X)
    again = opened(twins)
    assert again.tracking.follow(thorough=thorough).asked == ()
    assert shown(again) == {X: ["of x"], Y: ["more of y", "of y"]}
    again.close()


@pytest.mark.parametrize("said", ["annotated", "done"])
def test_a_twin_that_stood_beside_it_is_asked_about(seeds: Path, said: str) -> None:
    shutil.copy(seeds / ARMS, seeds / "twin.txt")
    size = len((seeds / ARMS).read_bytes())
    (seeds / "other.txt").write_bytes(b"x" * size)
    workspace = opened(seeds)
    if said == "annotated":
        note(workspace, ARMS, "of the first")
    else:
        workspace.set_state(workspace.document(ARMS), "done")[1].result(20)
    workspace.close()
    (seeds / ARMS).rename(seeds.parent / "away")
    later = opened(seeds)
    assert [(one.kind, one.places) for one in later.tracking.follow().asked] == [("twin", ("twin.txt",))]
    note(later, "twin.txt", "of the twin")
    later.close()
    (seeds.parent / "away").rename(seeds / ARMS)
    again = opened(seeds)
    assert again.tracking.follow().asked == ()
    assert shown(again).get(ARMS, []) == (["of the first"] if said == "annotated" else [])
    assert again.store.codings().keys() == ({ARMS} if said == "done" else set())
    again.close()
    # What is neither may be what it was renamed to.
    (seeds / ARMS).rename(seeds / "renamed.txt")
    last = opened(seeds)
    assert last.tracking.follow().asked == ()
    assert {*last.tracking.found.moved.values()} == {"renamed.txt"}
    last.close()


def test_where_both_were_renamed_a_person_says_which_is_which(twins: Path) -> None:
    (twins / X).rename(twins / "one.txt")
    (twins / Y).rename(twins / "two.txt")
    workspace = opened(twins)
    asked = {(one.path, one.kind, one.places) for one in workspace.tracking.follow().asked}
    assert asked == {(path, "several", ("one.txt", "two.txt")) for path in (X, Y)}
    workspace.close()


def test_only_what_has_the_same_text_is_named_beside(seeds: Path) -> None:
    workspace = opened(seeds)
    note(workspace, ARMS, "alone")
    assert [one.extra for one in workspace.store.annotations(ARMS)] == [{}]
    workspace.close()


def test_names_that_went_on_by_one_are_no_twins(seeds: Path) -> None:
    workspace = opened(seeds)
    names = sorted(workspace.paths)
    for path in names:
        note(workspace, path, path[:3])
    workspace.close()
    for old, new in reversed([*zip(names, [*names[1:], "005.txt"], strict=True)]):
        (seeds / old).rename(seeds / new)
    again = opened(seeds)
    # Without reading all of them only the first is missed; its place had another article's name till now.
    assert again.tracking.follow().moved == {(names[0], again.store.annotations(names[1])[0].doc): names[1]}
    assert again.tracking.follow(thorough=True).asked == ()
    assert shown(again) == dict(zip([*names[1:], "005.txt"], [[name[:3]] for name in names], strict=True))
    again.close()


def test_where_a_twin_was_renamed_while_the_article_is_away_that_is_asked_about(seeds: Path) -> None:
    shutil.copy(seeds / ARMS, seeds / "twin.txt")
    workspace = opened(seeds)
    note(workspace, ARMS, "of the first")
    workspace.close()
    (seeds / ARMS).rename(seeds.parent / "away")
    (seeds / "twin.txt").rename(seeds / "renamed.txt")
    workspace = opened(seeds)
    (asked,) = workspace.tracking.follow().asked
    assert (asked.path, asked.kind, asked.places) == (ARMS, "twin", ("renamed.txt",))
    assert shown(workspace) == {ARMS: ["of the first"]}
    workspace.close()
