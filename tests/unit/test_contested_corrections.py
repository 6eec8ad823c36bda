"""Corrections that one annotator made in two copies and not alike: none counts, and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.records import Correction
from reader import answering
from reader.actors import Noted
from reader.same_as import TORN
from reader.workspace import Workspace
from tests.running import Reader
from tests.torture.branch import commit, git

TREATY, ARMS_TRADE = "001_c52329024e729261.txt", "002_7dfa6152b7d8daca.txt"
READ_MORE = "Read more"


@pytest.fixture(params=["here", "there"])
def clones(seeds: Path, tmp_path: Path, request: pytest.FixtureRequest) -> list[Path]:
    """Two clones; what is said first is said in the first."""
    git(seeds, "init", "-q", "-b", "main")
    commit(seeds)
    git(tmp_path, "clone", "-q", str(seeds), "there")
    both = [seeds, tmp_path / "there"]
    return both if request.param == "here" else both[::-1]


@contextmanager
def opened(corpus: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(corpus, annotator="ann", cache=None)
    _ = workspace.store
    yield workspace
    workspace.close()


def merge(clones: list[Path]) -> None:
    """Both have what was made in either."""
    here, there = clones
    commit(here)
    commit(there)
    git(here, "pull", "-q", "--no-rebase", "--no-edit", str(there), "main")
    git(there, "pull", "-q", "--no-rebase", "--no-edit", str(here), "main")


def rule(workspace: Workspace, boilerplate: bool) -> None:
    document = workspace.corrections.noted(TREATY)
    block = next(b for b in document.blocks if document.text[b.start : b.end].startswith(READ_MORE))
    workspace.corrections.rule(document, block, boilerplate).result(20)


def kind(workspace: Workspace) -> str:
    document = workspace.document(ARMS_TRADE)
    return next(b.kind for b in document.blocks if document.text[b.start : b.end].startswith(READ_MORE))


def test_two_rulings_on_a_line_leave_it_to_the_rules(reader: Reader, clones: list[Path]) -> None:
    for corpus, boilerplate in zip(clones, (False, True), strict=True):
        with opened(corpus) as workspace:
            rule(workspace, boilerplate)
            assert kind(workspace) == ("boilerplate" if boilerplate else "paragraph")
    merge(clones)
    for corpus in clones:
        with opened(corpus) as workspace:
            assert kind(workspace) == "boilerplate", "as if nobody had said anything"
            assert len(workspace.store.corrections()) == 2
        [problem] = [one for one in reader("check", corpus, "--json").json if one["severity"] == "problem"]
        assert (problem["kind"], problem["path"].endswith("annotations/ann/_corpus")) == ("contested", True)
        assert problem["message"] == (
            "the line 'Read more' is ruled boilerplate, and no boilerplate, in 'The Moscow Times', in "
            "copies of the annotations that were merged: neither counts until zx on that line says which "
            "holds"
        )
    with opened(clones[0]) as workspace:
        rule(workspace, False)
        assert kind(workspace) == "paragraph"
        assert [one.verdict for one in workspace.store.corrections()] == ["body"]
        workspace.store.undo()[1].result(20)
        assert kind(workspace) == "boilerplate"
        assert len(workspace.store.corrections()) == 2
        rule(workspace, False)
    assert reader("check", clones[0]).status == 0


def test_one_ruling_turned_round_in_both_copies_is_contested_too(reader: Reader, clones: list[Path]) -> None:
    with opened(clones[0]) as workspace:
        rule(workspace, False)
    merge(clones)
    with opened(clones[0]) as workspace:
        rule(workspace, True)
        rule(workspace, False)
    with opened(clones[1]) as workspace:
        rule(workspace, False)
        rule(workspace, True)
    merge(clones)
    for corpus in clones:
        with opened(corpus) as workspace:
            assert kind(workspace) == "boilerplate"
        assert "is ruled boilerplate, and no boilerplate" in reader("check", corpus).out


def test_what_words_name_is_left_to_recognition_until_it_is_said_again(
    reader: Reader, clones: list[Path]
) -> None:
    with opened(clones[0]) as workspace:
        workspace.tag([TREATY])
        before = workspace.mentions(TREATY)
        at = workspace.document(TREATY).text.index("Kalashnikov")
    place = (at, at + len("Kalashnikov"))
    for corpus, meant in zip(clones, ("law", ""), strict=True):
        with opened(corpus) as workspace:
            workspace.tag([TREATY])
            workspace.corrections.correct(workspace.document(TREATY), [place], meant).result(20)
            assert workspace.mentions(TREATY) != before
    merge(clones)
    for corpus in clones:
        with opened(corpus) as workspace:
            workspace.tag([TREATY])
            assert workspace.mentions(TREATY) == before
        [problem] = [one for one in reader("check", corpus, "--json").json if one["severity"] == "problem"]
        assert (problem["kind"], problem["path"]) == ("contested", TREATY)
        assert problem["message"] == (
            "'Kalashnikov' is law, and 'Kalashnikov' is no entity, in copies of the annotations that were "
            "merged: none of it counts until g* on these words says what they name"
        )
    with opened(clones[1]) as workspace:
        workspace.tag([TREATY])
        document = workspace.document(TREATY)
        assert [(one.start, one.end) for one in workspace.corrections.contested(document)] == [place] * 2
        workspace.corrections.correct(document, [place], "law").result(20)
        assert workspace.corrections.contested(document) == ()
        assert [m.kind for m in workspace.mentions(TREATY) if (m.start, m.end) == place] == ["law"]
    assert reader("check", clones[1]).status == 0


def test_two_answers_about_a_pair_are_asked_about_again(reader: Reader, clones: list[Path]) -> None:
    for corpus, same in zip(clones, (True, False), strict=True):
        with opened(corpus) as workspace:
            workspace.tag()
            doubt = workspace.table.same_as()[0]
            before = workspace.table.entity(doubt.one)
            [asked] = answering.questions(workspace, doubt.one)
            answering.give(workspace, asked, same).result(20)
    merge(clones)
    for corpus in clones:
        with opened(corpus) as workspace:
            workspace.tag()
            assert workspace.table.entity(doubt.one) == before
            [again] = answering.questions(workspace, doubt.one)
            assert (again.one, again.two, again.reason, again.answered) == (doubt.one, doubt.two, TORN, None)
        told = reader("check", corpus)
        assert told.status == 1
        assert "are said to be one, and to be two, in copies of the annotations that were merged" in told.out
    with opened(clones[0]) as workspace:
        workspace.tag()
        answering.give(workspace, again, same=True).result(20)
        answering.heed(workspace)
        assert workspace.table.entity(doubt.one) == workspace.table.entity(doubt.two)
        assert len(workspace.store.corrections()) == 1
    assert reader("check", clones[0]).status == 0


BOOK = """
schema = 1
[[variable]]
id = "party"
level = "actor"
required = true
[[variable]]
id = "role"
level = "actor"
[[scale]]
id = "p"
label = [{id = "yes"}]
"""


def test_values_of_an_actor_count_as_far_as_they_agree(reader: Reader, clones: list[Path]) -> None:
    (clones[0] / "codebook.toml").write_text(BOOK)
    commit(clones[0])
    git(clones[1], "pull", "-q", str(clones[0]), "main")
    for corpus, party in zip(clones, ("government", "opposition"), strict=True):
        reader("actor", corpus, "Medvedev", "--set", f"party={party}", "--set", "role=speaker")
    merge(clones)
    reader("annotate", clones[0], "003", "--whole", "--stance", "yes", "--holder", "Medvedev")
    assert "party of Dmitry Medvedev is empty" in reader("done", clones[0], "003").error
    for corpus in clones:
        [row] = reader("actor", corpus, "Medvedev", "--json").json
        assert (row["values"], row["contested"]) == (
            {"role": "speaker"},
            {"party": ["government", "opposition"]},
        )
        told = reader("check", corpus)
        assert told.status == 1
        assert (
            "party of 'Dmitry Medvedev' is government, and opposition, in copies of the annotations that "
            f"were merged: none counts until reader actor {corpus} 'Dmitry Medvedev' --set party=VALUE says "
            "which holds"
        ) in told.out
    shown = reader("actor", clones[0], "Medvedev")
    assert shown.lines == ["role=speaker"]
    assert "party is government, and opposition" in shown.err
    refused = reader("actor", clones[0], "Medvedev", "--set", "role=holder").error
    assert "party is government, and opposition" in refused
    assert reader("actor", clones[0], "Medvedev", "--set", "party=government").status == 0
    assert reader("actor", clones[0], "Medvedev").lines == ["party=government", "role=speaker"]
    assert reader("check", clones[0]).status == 0
    reader("undo", clones[0])
    assert reader("actor", clones[0], "Medvedev", "--unset", "party").status == 0
    assert reader("actor", clones[0], "Medvedev").lines == ["role=speaker"]


def test_of_two_actors_with_one_name_neither_is_meant_by_the_name_alone() -> None:
    plain = Correction("1", "ann", "t", "t", subject="actor", verdict="values", data={"name": "Smith"})
    jon, ann = (replace(plain, id=n, data={"name": "Smith", "id": f"person:{n}"}) for n in "23")
    known = Noted([plain, jon, ann], "ann")
    assert known.of("smith") == (plain,)
    assert known.of("Smith", "person:2") == (jon, plain)
    assert Noted([jon], "ann").of("Smith", "person:renamed") == (jon,)
    assert Noted([jon], "bob").of("Smith", "person:2") == ()
