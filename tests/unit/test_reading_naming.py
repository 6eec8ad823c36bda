"""What a typed name means: a declared target, a known entity, or a new one; and what fits a scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.errors import PassageError
from annotations.model import Ref, Stance
from annotations.records import NewTarget
from reader import naming
from reader.workspace import Workspace

BOOK = """
schema = 1
[[scale]]
id = "position"
name = "Position"
for = ["entity", "issue"]
label = [{id = "favor"}]
[[scale]]
id = "claim"
name = "Claim"
for = ["claim"]
label = [{id = "denies"}]
[[scale]]
id = "people"
name = "People"
for = ["entity"]
label = [{id = "likes"}]
[[scale]]
id = "any"
name = "Any"
label = [{id = "yes"}]
[[target]]
id = "treaty"
kind = "issue"
text = "The treaty"
"""
TEXT = "The Department of Trade and Industry met Ann Smith in London. Mr. Smith left London.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "codebook.toml").write_text(BOOK)
    opened = Workspace.open(tmp_path, annotator="ann")
    opened.tag()
    return opened


def declare(workspace: Workspace, name: str, kind: str) -> None:
    store = workspace.store
    store.put(NewTarget(store.new_id(), "ann", store.now(), store.now(), target=Ref(name, kind))).result(20)


def test_a_name_is_a_declared_target_an_entity_or_new(workspace: Workspace) -> None:
    assert naming.target(workspace, "the TREATY", "position") == Ref("The treaty", "issue", "treaty")
    london = naming.target(workspace, "london", "position")
    assert (london.name, london.kind) == ("London", "entity")
    assert london.id
    assert naming.target(workspace, "Peace", "position") == Ref("Peace", "issue")
    # A city is a city whatever the scale: that it does not fit is for need_fit to say.
    assert naming.target(workspace, "London", "claim") == london
    assert naming.target(workspace, "London is lost", "claim") == Ref("London is lost", "claim")
    assert naming.target(workspace, "London", "claim", "claim") == Ref("London", "claim")
    assert naming.target(workspace, "Peace", "claim", "issue") == Ref("Peace", "issue")
    assert naming.target(workspace, "Nobody", "people") == Ref("Nobody", "entity")
    assert naming.target(workspace, "Peace", "any") == Ref("Peace", "issue")


def test_of_two_declared_targets_of_one_name_the_one_that_fits_is_meant(workspace: Workspace) -> None:
    declare(workspace, "Arms", "issue")
    declare(workspace, "Arms", "claim")
    assert naming.target(workspace, "arms", "position") == Ref("Arms", "issue")
    assert naming.target(workspace, "arms", "claim") == Ref("Arms", "claim")
    assert naming.target(workspace, "arms", "people") == Ref("Arms", "issue")
    assert naming.target(workspace, "arms", "position", "claim") == Ref("Arms", "claim")
    workspace.close()


@pytest.mark.parametrize(
    ("scale", "target", "said"),
    [
        ("position", Ref("x", "claim"), "'x' is a claim, the Position scale is for an entity or an issue"),
        (
            "claim",
            Ref("Ann", "person"),
            "'Ann' is an entity, the Claim scale is for a claim: a claim is a sentence, type what is claimed",
        ),
        ("people", Ref("x", "event"), "'x' is an event, the People scale is for an entity"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(
    workspace: Workspace, scale: str, target: Ref, said: str
) -> None:
    with pytest.raises(PassageError) as caught:
        naming.need_fit(workspace.codebook, Stance(scale, "x", target))
    assert str(caught.value).startswith(said)
    naming.need_fit(workspace.codebook, Stance(scale, "y", target), Stance(scale, "x", target))
    with pytest.raises(PassageError):
        naming.need_fit(workspace.codebook, Stance(scale, "x", target), Stance(scale, "x"))


def test_what_fits_passes(workspace: Workspace) -> None:
    for stance in (
        Stance("position", "favor", Ref("x", "issue")),
        Stance("position", "favor", Ref("x", "person")),
        Stance("position", "favor"),
        Stance("any", "yes", Ref("x", "claim")),
        Stance("no such scale", "yes", Ref("x", "claim")),
    ):
        naming.need_fit(workspace.codebook, stance)


def test_known_actors_are_linked_and_keep_the_and_of_their_name(workspace: Workspace) -> None:
    known = naming.known_entity(workspace, "Department of Trade and Industry")
    assert known is not None
    chain = naming.holder(workspace, "Ann Smith and Department of Trade and Industry > someone and no one")
    assert isinstance(chain, tuple)
    assert [[actor.name for actor in level] for level in chain] == [
        ["Ann Smith", known.name],
        ["someone", "no one"],
    ]
    assert [bool(actor.id) for level in chain for actor in level] == [True, True, False, False]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("Mr Ivanov", "person:boris-ivanov"),
        ("mr. ivanov", "person:boris-ivanov"),
        ("the former Prime Minister Ivanov", "person:boris-ivanov"),
        ("Gen Boris Ivanov", "person:boris-ivanov"),
        ("Mrs Ivanov", ""),
        ("Mr London", ""),
        ("Mr Smith", ""),
        ("Dr Who", ""),
    ],
)
def test_a_title_before_a_name_is_that_person_and_never_the_wrong_one(
    tmp_path: Path, typed: str, id: str
) -> None:
    (tmp_path / "a.txt").write_text("Boris Ivanov met Adam Smith and Paul Smith in London. Mr Ivanov left.\n")
    (tmp_path / "codebook.toml").write_text(BOOK)
    workspace = Workspace.open(tmp_path, annotator="ann")
    workspace.tag()
    known = naming.known_entity(workspace, typed)
    assert (known.id if known else "") == id
    chain = naming.holder(workspace, f"Adam Smith > {typed}")
    assert isinstance(chain, tuple)
    assert [level[0].id for level in chain] == ["person:adam-smith", id]
    assert naming.target(workspace, typed, "position").id == id


def test_a_person_is_no_issue_though_nobody_knows_which(workspace: Workspace) -> None:
    for typed in ("Mr Nobody", "Lord Nobody"):
        assert naming.target(workspace, typed, "position") == Ref(typed, "entity")
    for typed in ("Mr Nobody lies", "Defence spending", "General strike"):
        assert naming.target(workspace, typed, "position") == Ref(typed, "issue")
