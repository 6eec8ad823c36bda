"""What a person said of two entities wins over the linker's rules, and stays true as articles come and go."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.entities import EntityTable, recognise
from reader.entities.verdicts import Verdicts

BILL, HILLARY, CLINTON = "person:bill-clinton", "person:hillary-clinton", "person:clinton"
COUPLE = "Bill Clinton and Hillary Clinton came. Then Clinton left."


def table(*texts: str, verdicts: Verdicts | None = None) -> EntityTable:
    out = EntityTable()
    if verdicts is not None:
        out.decide(verdicts)
    for path, text in zip("abcdefgh", texts, strict=False):
        out.add(path, text, recognise(text))
    return out


def ids(entities: EntityTable, path: str = "a") -> list[str]:
    return [m.entity for m in entities.mentions(path) if m.entity]


def asked(entities: EntityTable) -> set[tuple[str, str]]:
    return {(question.one, question.two) for question in entities.same_as()}


def test_two_that_are_one_have_one_line_and_all_their_names() -> None:
    known = table(COUPLE, "Clinton spoke.", verdicts=Verdicts(same=[(CLINTON, HILLARY)]))
    assert ids(known) == [BILL, HILLARY, HILLARY]
    assert ids(known, "b") == [HILLARY]
    entity = known.entity(CLINTON)
    assert entity is not None
    assert (entity.id, entity.name, entity.aliases) == (HILLARY, "Hillary Clinton", ("Clinton",))
    count = next(c for c in known.entities() if c.entity.id == HILLARY)
    assert (count.corpus, count.articles) == (3, 2)
    assert known.where(CLINTON) == known.where(HILLARY) == ("a", "b")
    assert asked(known) == set(), "whoever is known to be one full name is not asked about the others"


def test_what_was_asked_is_not_asked_again_after_a_no() -> None:
    known = table(COUPLE)
    assert asked(known) == {(BILL, CLINTON), (CLINTON, HILLARY)}
    known.decide(Verdicts(apart=[(HILLARY, CLINTON)]))
    assert asked(known) == {(BILL, CLINTON)}
    assert ids(known) == [BILL, HILLARY, CLINTON]
    known.decide(Verdicts())
    assert len(asked(known)) == 2, "an answer that is taken back is asked again"


def test_a_no_keeps_two_apart_where_a_rule_would_join_them() -> None:
    texts = ("Dmitry Rogozin spoke.", "Rogozin left.")
    assert ids(table(*texts), "b") == ["person:dmitry-rogozin"]
    known = table(*texts, verdicts=Verdicts(apart=[("person:rogozin", "person:dmitry-rogozin")]))
    assert ids(known, "b") == ["person:rogozin"]
    assert known.where("person:dmitry-rogozin") == ("a",)
    assert known.where("person:rogozin") == ("b",)


def test_a_no_holds_when_the_other_is_met_under_a_newer_name() -> None:
    apart = Verdicts(apart=[("person:alexander-lukashenka", "person:lukashenko")])
    known = table(
        "Alexander Lukashenko came. Alexander Lukashenko left.",
        "Alexander Lukashenka came.",
        "Lukashenko said so.",
        verdicts=apart,
    )
    assert ids(known, "b") == ["person:alexander-lukashenka"]
    assert ids(known, "c") == ["person:lukashenko"], "both would be one by rules: neither follows them"


def test_a_surname_of_two_spellings_that_are_one_finds_its_owner() -> None:
    texts = ("Jon Kerrison came.", "John Kerrison came.", "Kerrison left.")
    assert ids(table(*texts), "c") == ["person:kerrison"]
    known = table(*texts, verdicts=Verdicts(same=[("person:jon-kerrison", "person:john-kerrison")]))
    [one] = {*ids(known, "a"), *ids(known, "b"), *ids(known, "c")}
    assert one in ("person:jon-kerrison", "person:john-kerrison")


def test_a_state_stays_what_it_is_called() -> None:
    known = table(
        "Russia came. Ruthenia left. Ruthenia!", verdicts=Verdicts(same=[("gpe:RU", "gpe:ruthenia")])
    )
    entity = known.entity("gpe:ruthenia")
    assert entity is not None
    assert (entity.id, entity.name) == ("gpe:RU", "Russia")


def test_an_answer_outlives_the_article_it_was_given_on() -> None:
    known = table(COUPLE, "Clinton spoke.", verdicts=Verdicts(same=[(CLINTON, HILLARY)]))
    known.remove("a")
    assert ids(known, "b") == [HILLARY]
    entity = known.entity(HILLARY)
    assert entity is not None
    assert entity.name == "Clinton"
    known.add("a", COUPLE, recognise(COUPLE))
    assert ids(known) == [BILL, HILLARY, HILLARY]


def test_answers_are_transitive_and_a_no_wins_over_what_follows_from_them() -> None:
    text = "Anna Karlova came. Anna Karlowa came. Anna Karrlova came."
    a, b, c = "person:anna-karlova", "person:anna-karlowa", "person:anna-karrlova"
    apart = Verdicts(apart=[(a, b), (a, c), (b, c)])
    assert len(set(ids(table(text, verdicts=apart)))) == 3
    joined = table(text, verdicts=Verdicts(same=[(a, b), (c, b)]))
    assert len(set(ids(joined))) == 1
    torn = ids(table(text, verdicts=Verdicts(same=[(a, b), (c, b)], apart=[(a, c)])))
    assert len(set(torn)) == 2
    assert torn[0] != torn[2]


def test_a_yes_and_a_no_to_one_pair_keep_it_apart() -> None:
    known = table(COUPLE, verdicts=Verdicts(same=[(CLINTON, HILLARY)], apart=[(HILLARY, CLINTON)]))
    assert ids(known) == [BILL, HILLARY, CLINTON]


def test_the_articles_concerned_are_told() -> None:
    known = table(COUPLE, "Clinton spoke.", "Bill Clinton spoke.", "Dmitry Rogozin spoke.")
    joined = Verdicts(same=[(CLINTON, HILLARY)])
    assert known.decide(joined) == ("a", "b")
    assert known.decide(joined) == ()
    assert known.decide(Verdicts(apart=[(CLINTON, BILL)])) == ("a", "b", "c")
    assert known.decide(Verdicts()) == ("a", "b", "c")


def test_what_changed_between_two_sets_of_answers() -> None:
    old = Verdicts(same=[("b", "a")], apart=[("c", "d")])
    assert old.changed(old) == set()
    assert Verdicts().changed(old) == {("a", "b"), ("c", "d")}
    assert Verdicts(same=[("a", "b"), ("d", "c")]).changed(old) == {("c", "d")}


@pytest.mark.parametrize("pair", [("person:a?m", "person:a"), ("x", "x")])
def test_a_pair_of_one_changes_nothing(pair: tuple[str, str]) -> None:
    known = table(COUPLE, verdicts=Verdicts(same=[pair], apart=[pair]))
    assert ids(known) == [BILL, HILLARY, CLINTON]


NAMES = [
    f"{first} {last}" for first in ("Ivan", "Iwan", "Olga") for last in ("Petrenko", "Petrenka", "Smith")
]
KEYS = sorted(
    {f"person:{name.lower().replace(' ', '-')}" for name in NAMES} | {"person:smith", "person:petrenko"}
)
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=6)


@given(PAIRS, PAIRS, st.permutations(range(4)))
@example(
    [("person:ivan-smith", "person:iwan-petrenka"), ("person:iwan-petrenko", "person:olga-petrenko")],
    [("person:ivan-petrenka", "person:ivan-petrenko"), ("person:ivan-smith", "person:iwan-petrenko")],
    [0, 1, 2, 3],
)
def test_every_mention_stands_for_an_entity_that_stands_for_itself(
    same: list[tuple[str, str]], apart: list[tuple[str, str]], order: list[int]
) -> None:
    texts = [
        f"{NAMES[2 * n]} came. {NAMES[2 * n + 1]} came. {NAMES[8]} and Smith. Petrenko left."
        for n in range(4)
    ]
    verdicts = Verdicts(same, apart)
    known = EntityTable()
    known.decide(verdicts)
    for n in order:
        known.add(f"{n}", texts[n], recognise(texts[n]))
    total = 0
    for count in known.entities():
        total += count.corpus
        assert known.entity(count.entity.id) == count.entity
        assert len(known.where(count.entity.id)) == count.articles
    assert total == sum(len(ids(known, path)) for path in known.paths())
    for one, two in verdicts.apart:
        if one != two and not verdicts.kin(one) and not verdicts.kin(two) and {one, two} <= set(KEYS):
            met = {key for key in (one, two) if known.entity(key) is not None}
            meant = [known.entity(key) for key in met]
            assert len(met) < 2 or meant[0] != meant[1]
