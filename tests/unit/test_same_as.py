"""Answers to "same as?": records that a store keeps, read back by the linker, changed and taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.records import Correction
from reader import answering
from reader.entities.mentions import Entity
from reader.entities.similar import SameAs
from reader.same_as import APART, SAME, TORN, Question, answer, answers, questions, torn, verdicts
from reader.workspace import Workspace
from tests.running import Reader

NAMES = {"a": "Ann", "b": "Bea", "c": "Cy"}
DOUBTS = (SameAs("a", "b", "alike"), SameAs("b", "c", "near"))


def known(entity_id: str) -> Entity | None:
    return Entity(entity_id, "person", NAMES[entity_id]) if entity_id in NAMES else None


def said(one: str, two: str, same: bool, number: int = 1, now: str = "2024-01-01T00:00:00Z") -> Correction:
    question = Question(one, two, NAMES.get(two, ""), "")
    return answer(
        question, (NAMES.get(one, ""), NAMES.get(two, "")), same, id=f"{number}", annotator="ann", now=now
    )


def test_a_doubt_is_a_question_of_either_side() -> None:
    assert questions("a", DOUBTS, (), known) == (Question("a", "b", "Bea", "alike"),)
    assert [q.name for q in questions("b", DOUBTS, (), known)] == ["Ann", "Cy"]
    assert questions("c", DOUBTS[:1], (), known) == ()
    [gone] = questions("a", [SameAs("a", "person:no-longer-met", "alike")], (), known)
    assert gone.name == "no longer met"


def test_an_answer_stands_behind_the_questions_and_can_be_changed() -> None:
    first = said("a", "b", same=False)
    open_one, answered = questions("b", DOUBTS[1:], [first], known)
    assert (open_one.name, open_one.answered) == ("Cy", None)
    assert (answered.two, answered.name, answered.answered) == ("a", "Ann", False)
    changed = answer(answered, ("", ""), True, id="9", annotator="ann", now="2024-02-02T00:00:00Z")
    assert changed == replace(first, verdict=SAME, modified="2024-02-02T00:00:00Z")


def test_of_a_pair_that_is_one_the_other_is_the_name_that_was_given_up() -> None:
    yes = said("b", "a", same=True)

    def merged(entity_id: str) -> Entity | None:
        return known("a" if entity_id == "b" else entity_id)

    [one] = questions("a", (), [yes], merged)
    assert (one.two, one.name, one.answered) == ("b", "Bea", True)


def test_a_pair_that_was_answered_both_ways_is_asked_about_again() -> None:
    old, new = said("a", "b", same=True), said("b", "a", same=False, number=2, now="2024-05-05T00:00:00Z")
    for both in ((old, new), (new, old)):
        assert verdicts(both, "ann").same == verdicts(both, "ann").apart == frozenset()
        assert answers(both, "ann") == ()
        for doubts in ((), DOUBTS[:1]):
            [asked] = questions("a", doubts, answers(both, "ann"), known, torn(both, "ann"))
            assert (asked.two, asked.name, asked.reason, asked.answered) == ("b", "Bea", TORN, None)
        assert questions("c", (), (), known, torn(both, "ann")) == ()


def test_ones_own_answer_holds_against_a_later_one_of_another() -> None:
    own, other = said("a", "b", same=True), said("a", "b", same=False, number=2, now="2024-05-05T00:00:00Z")
    both = (own, replace(other, annotator="bob"))
    assert verdicts(both, "ann").same == {("a", "b")}
    assert verdicts(both, "bob").apart == {("a", "b")}
    assert verdicts(both, "eve").same == verdicts(both, "eve").apart == frozenset(), (
        "of others neither is the later"
    )


@pytest.mark.parametrize(
    "data",
    [{}, {"one": "a"}, {"one": "a", "two": 2}, {"one": ["a"], "two": "b"}, {"one": "", "two": "b"}],
)
def test_what_is_no_answer_tells_nothing(data: dict[str, object]) -> None:
    odd = Correction("1", "ann", "t", "t", subject="entity", verdict=SAME, data=data)
    assert answers([odd], "ann") == ()
    whole = {"one": "a", "two": "b", "names": "Ann"}
    for other in (
        replace(odd, subject="boilerplate", data=whole),
        replace(odd, verdict="remove", data=whole),
    ):
        assert answers([other], "ann") == ()
    [nameless] = questions("a", (), [replace(odd, verdict=APART, data=whole)], known)
    assert nameless.name == "b"


def test_a_workspace_links_by_its_annotators_answers(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    workspace.tag()
    doubt = workspace.table.same_as()[0]
    before = {path: workspace.mentions(path) for path in workspace.paths}
    [asked] = answering.questions(workspace, doubt.one)
    named = set(workspace.table.where(doubt.one)) | set(workspace.table.where(doubt.two))
    answering.give(workspace, asked, same=True).result(10)
    assert set(answering.heed(workspace)) == named
    assert answering.heed(workspace) == ()
    merged = workspace.table.entity(doubt.one)
    assert merged is not None
    assert merged == workspace.table.entity(doubt.two)
    assert doubt not in workspace.table.same_as()
    still_asked, answered = answering.questions(workspace, merged.id)
    assert (still_asked.answered, answered.answered) == (None, True)
    workspace.store.undo()[1].result(10)
    assert set(answering.heed(workspace)) == named
    assert {path: workspace.mentions(path) for path in workspace.paths} == before
    workspace.store.redo()[1].result(10)
    workspace.close()

    again = Workspace.open(seeds, annotator="ann")
    again.tag()
    assert again.table.entity(doubt.one) == merged
    again.close()
    blind = Workspace.open(seeds, annotator="bob")
    blind.tag()
    assert blind.table.entity(doubt.one) != blind.table.entity(doubt.two)
    blind.close()
    bob = Workspace.open(seeds, annotator="bob", show_others=True)
    bob.tag()
    assert bob.table.entity(doubt.one) == merged
    hers = answering.questions(bob, merged.id)[-1]
    answering.give(bob, hers, same=False).result(10)
    answering.heed(bob)
    assert bob.table.entity(doubt.one) != bob.table.entity(doubt.two), "one's own word wins"
    assert {c.annotator for c in bob.store.corrections()} == {"ann", "bob"}
    bob.close()


def test_the_command_line_links_by_them_too(reader: Reader, seeds: Path) -> None:
    def lines() -> list[str]:
        ran = reader("entities", seeds)
        assert ran.status == 0, ran.err
        return [line for line in ran.lines if "Telegraph" in line]

    before = lines()
    workspace = Workspace.open(seeds, annotator="ann")
    workspace.tag()
    doubt = workspace.table.same_as()[0]
    answering.give(workspace, answering.questions(workspace, doubt.one)[0], same=True).result(10)
    workspace.close()
    assert len(lines()) == len(before) - 1
    assert reader("undo", seeds).status == 0
    assert lines() == before
