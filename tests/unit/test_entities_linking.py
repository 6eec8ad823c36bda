"""Which mentions are one entity, in a document and over the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.corpus.document import Range
from reader.entities import EntityTable, Mention, recognise
from reader.entities.linking import abbreviates
from reader.entities.similar import bones, compare


def table(*texts: str) -> EntityTable:
    """A table over *texts* under the paths a, b, c..."""
    out = EntityTable()
    for path, text in zip("abcdefgh", texts, strict=False):
        out.add(path, text, recognise(text))
    return out


def ids(entities: EntityTable, path: str = "a") -> list[str]:
    return [m.entity for m in entities.mentions(path) if m.entity]


def meant(entities: EntityTable, path: str, text: str, form: str, occurrence: int = 0) -> str:
    """The entity that the given occurrence of *form* in *text* means."""
    at = -1
    for _ in range(occurrence + 1):
        at = text.index(form, at + 1)
    return next(m.entity for m in entities.mentions(path) if m.start <= at < m.end)


# --- one document --------------------------------------------------------------------------------


def test_a_surname_is_the_only_full_name() -> None:
    t = table("Dmitry Rogozin spoke in Minsk. Mr. Rogozin left; Rogozin’s men stayed.")
    assert ids(t) == ["person:dmitry-rogozin", "gpe:minsk", "person:dmitry-rogozin", "person:dmitry-rogozin"]


def test_a_surname_of_two_people_is_left_alone() -> None:
    t = table("Bill Clinton and Hillary Clinton came. Then Clinton left.")
    assert ids(t) == ["person:bill-clinton", "person:hillary-clinton", "person:clinton"]
    assert {(s.one, s.two) for s in t.same_as()} >= {
        ("person:bill-clinton", "person:clinton"),
        ("person:clinton", "person:hillary-clinton"),
    }


def test_mr_and_mrs_tell_two_of_one_surname() -> None:
    t = table("Bill Clinton and Hillary Clinton came. Then Mr Clinton left, and Mrs. Clinton spoke.")
    assert ids(t) == ["person:bill-clinton", "person:hillary-clinton"] * 2


def test_mr_is_never_a_woman() -> None:
    t = table("Hillary Clinton came. Then Mr Clinton left.", "Mrs Clinton slept, and Mr Clinton too.")
    assert ids(t) == ["person:hillary-clinton", "person:mr-clinton"]
    assert ids(t, "b") == ["person:hillary-clinton", "person:mr-clinton"]


def test_an_office_stands_for_its_one_holder() -> None:
    t = table("The Foreign Secretary, Boris Johnson, spoke. Later the Foreign Secretary left for Minsk.")
    assert ids(t) == ["person:boris-johnson", "person:boris-johnson", "gpe:minsk"]
    person = t.entity("person:boris-johnson")
    assert person is not None
    assert (person.name, person.aliases) == ("Boris Johnson", ("Foreign Secretary",))


def test_an_office_of_two_or_of_another_country_stands_for_nobody() -> None:
    two = table("President Barack Obama met President Vladimir Putin. Then the President slept.")
    assert ids(two) == ["person:barack-obama", "person:vladimir-putin"]
    other = table(
        "President Barack Obama left. Then the President of the club, and the President-elect, slept."
    )
    assert ids(other) == ["person:barack-obama"]


def test_particles_belong_to_the_surname() -> None:
    t = table("Ursula von der Leyen spoke. Mrs von der Leyen left. Then Ms Leyen slept.")
    assert set(ids(t)) == {"person:ursula-von-der-leyen"}


@pytest.mark.parametrize("form", ["Britain", "the United Kingdom", "British", "UK", "U.K.", "Britons"])
def test_names_and_demonyms_of_a_state_are_its_iso_code(form: str) -> None:
    assert ids(table(f"they said that {form} would pay")) == ["gpe:GB"]


def test_historic_states_and_capitals_stay_apart() -> None:
    t = table("The Soviet Union, the USSR and Soviet power; Russia and Moscow; Washington and the US.")
    assert ids(t) == ["gpe:SU", "gpe:SU", "gpe:SU", "gpe:RU", "gpe:moscow", "gpe:washington", "gpe:US"]


def test_ministries_are_keyed_by_words_and_country() -> None:
    text = (
        "The British Defense Ministry agreed. The UK MOD paid. The MoD and the Ministry of Defence waited. "
        "Russia is big, and the country's Defense Ministry slept. Russia's Defence Ministry woke."
    )
    t = table(text)
    british = "org:gb-ministry-of-defense"
    assert meant(t, "a", text, "British Defense Ministry") == british
    assert meant(t, "a", text, "UK MOD") == british
    assert meant(t, "a", text, "Defense Ministry", 1) == "org:ru-ministry-of-defense"
    assert meant(t, "a", text, "Defence Ministry") == "org:ru-ministry-of-defense"


def test_an_institution_says_whose_it_is() -> None:
    t = table(
        "Russia is big. The country's Defense Ministry slept.",
        "The UK MOD and the British Ministry of Defence.",
    )
    assert {c.entity.name for c in t.entities() if c.entity.kind == "org"} == {
        "Defense Ministry (Russia)",
        "British Ministry of Defence",
    }


def test_a_bare_ministry_takes_the_only_country_that_fits() -> None:
    text = "The UK MOD met Russians. The MoD and the Ministry of Defence smiled."
    t = table(text)
    assert meant(t, "a", text, "MoD") == "org:gb-ministry-of-defense"
    assert meant(t, "a", text, "Ministry of Defence") == "org:gb-ministry-of-defense"
    two = "The British Army met the Russian army in France. The Ministry of Defence smiled."
    assert meant(table(two), "a", two, "Ministry of Defence") == "org:ministry-of-defense"


def test_definitions_bind_their_acronyms() -> None:
    text = "It is run by the Zeta Monitoring Council (ZMC) of sorts. The ZMC was pleased."
    t = table(text, "Nobody at the ZMC answered.")
    assert set(ids(t)) == {"org:zeta-monitoring-council"}
    assert ids(t, "b") == ["org:zeta-monitoring-council"]
    assert t.entity("org:zmc") == t.entity("org:zeta-monitoring-council")


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("MTCA", "Military Technical Cooperation Agreement", True),
        ("OSCE", "Organization for Security and Co-operation in Europe", True),
        ("IISS", "International Institute for Strategic Studies", True),
        ("ABC", "Ministry of Defence", False),
        ("London", "Long Name", False),
    ],
)
def test_initials(short: str, long: str, fits: bool) -> None:
    assert abbreviates(short, long) is fits


def test_plural_designators_and_classes_are_one_weapon() -> None:
    t = table("One Mi-17 and two Mi-17s; a Mistral-class ship, the Mistral.")
    assert ids(t) == ["platform:mi-17", "platform:mi-17", "platform:mistral", "platform:mistral"]


def test_lexicon_variants_are_one() -> None:
    t = table(
        "after World War II and the Second World War, in the Sochi Olympics and the Sochi Winter Olympics"
    )
    assert ids(t) == ["event:world-war-ii"] * 2 + ["event:2014-winter-olympics"] * 2


# --- the corpus -------------------------------------------------------------------------------------


def test_a_surname_finds_its_full_name_in_another_article() -> None:
    t = table("Mr. Lukashenko spoke.", "Then Alexander Lukashenko slept.")
    assert ids(t, "a") == ["person:alexander-lukashenko"]
    t.remove("b")
    assert ids(t, "a") == ["person:lukashenko"]
    t.add(
        "c",
        "Alexander Lukashenko and Viktor Lukashenko met.",
        recognise("Alexander Lukashenko and Viktor Lukashenko met."),
    )
    assert ids(t, "a") == ["person:lukashenko"]


def test_articles_in_any_order_give_one_result(seeds_source: Path) -> None:
    texts = {p.name: p.read_text(encoding="utf-8") for p in seeds_source.glob("*.txt")}
    forth, back = EntityTable(), EntityTable()
    for name in sorted(texts):
        forth.add(name, texts[name], recognise(texts[name]))
    for name in sorted(texts, reverse=True):
        back.add(name, "Mr Nobody of Nowhere", recognise("Mr Nobody of Nowhere"))
        back.add(name, texts[name], recognise(texts[name]))
    assert forth.entities() == back.entities()
    assert all(forth.mentions(name) == back.mentions(name) for name in texts)
    for name in texts:
        back.remove(name)
    assert back.entities() == ()
    assert back.same_as() == ()


def test_a_misspelt_name_is_one_person_and_look_alikes_are_asked_about() -> None:
    t = table(
        "They met Volodymyr Zelensky. They met Volodymyr Zelensky.",
        "They met Volodomyr Zelensky.",
        "They met Kristin Wilkins and Kristen Wilkins.",
        "They met Anna Ivanova and Anna Ivanov.",
    )
    assert ids(t, "b") == ["person:volodymyr-zelensky"]
    assert ids(t, "c") == ["person:kristin-wilkins", "person:kristen-wilkins"]
    assert ids(t, "d") == ["person:anna-ivanova", "person:anna-ivanov"]
    asked = {(s.one, s.two): s.reason for s in t.same_as()}
    assert asked[("person:kristen-wilkins", "person:kristin-wilkins")] == "two first names that both exist"
    assert ("person:anna-ivanov", "person:anna-ivanova") in asked


def test_the_telegraph_stays_a_question() -> None:
    t = table("said the Telegraph today", "said The Daily Telegraph", "said The Sunday Telegraph")
    assert len({ids(t, p)[0] for p in "abc"}) == 3
    assert {(s.one, s.two) for s in t.same_as()} >= {
        ("org:daily-telegraph", "org:telegraph"),
        ("org:sunday-telegraph", "org:telegraph"),
    }


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        ("person:volodomyr-zelensky", "person:volodymyr-zelensky", "same"),
        ("person:alexander-lukashenko", "person:alexander-lukashenka", "same"),
        ("person:dmitri-medvedev", "person:dmitry-medvedev", "same"),
        ("person:xi-jinping", "person:jinping-xi", "same"),
        ("person:kristin-wilkins", "person:kristen-wilkins", "ask"),
        ("person:john-quincy-adams", "person:john-adams", "ask"),
        ("person:abu-bakr-al-baghdadi", "person:abu-omar-al-baghdadi", ""),
        ("person:john-brumpton", "person:john-bruton", "ask"),
        ("org:university-of-bonn", "org:university-of-london", ""),
        ("org:university-of-pisa", "org:university-of-paris", ""),
        ("org:social-democratic-party-of-austria", "org:social-democratic-party-of-croatia", ""),
        ("org:embassy-of-austria-in-minsk", "org:embassy-of-australia-in-minsk", "ask"),
        ("org:idaho-state-university", "org:ohio-state-university", ""),
        ("org:african-development-bank", "org:asian-development-bank", ""),
        ("org:dc-court-of-appeals", "org:us-court-of-appeals", ""),
        ("org:resolution-2254-committee", "org:resolution-2255-committee", ""),
        ("org:antioch-college", "org:college", ""),
        ("event:battle-of-carpi", "event:battle-of-chiari", ""),
        ("loc:chatham-islands", "loc:chatnam-islands", "same"),
    ],
)
def test_likeness_is_judged_word_by_word(one: str, two: str, verdict: str) -> None:
    assert compare(one, two)[0] == verdict
    assert compare(two, one) == compare(one, two)


def test_consonants_of_transliterations_agree() -> None:
    assert bones("lukashenko") == bones("lukashenka")
    assert bones("alexander") == bones("aleksandr")


def test_middle_names_join_unless_they_contradict() -> None:
    one = table("They met Vladimir Putin.", "They met Vladimir Vladimirovich Putin.")
    assert ids(one, "b") == ["person:vladimir-putin"]
    two = table("They met George Bush.", "They met George W. Bush.", "They met George H. W. Bush.")
    assert len({ids(two, p)[0] for p in "abc"}) == 3


def test_counts_names_and_aliases() -> None:
    t = table("Russia and Russians in Russia.", "The Russian Federation.")
    first = t.entities()[0]
    assert (first.entity.id, first.entity.name, first.here, first.corpus, first.articles) == (
        "gpe:RU",
        "Russia",
        0,
        4,
        2,
    )
    assert first.entity.aliases == ("Russian Federation", "Russians")
    assert [(c.entity.id, c.here, c.corpus) for c in t.entities("b")] == [("gpe:RU", 1, 4)]
    assert t.entities("nowhere") == ()
    assert t.mentions("nowhere") == ()
    assert t.entity("person:nobody") is None
    found = t.find("RUSSIA")
    assert found is not None
    assert found.id == "gpe:RU"
    assert t.find("Atlantis") is None


def test_mentions_in_zones_are_counted_apart() -> None:
    text = "Russia and Minsk. Russia left. Russia and Belarus came."
    zones = [Range(18, 30), Range(42, len(text))]
    assert text[31:42] == "Russia and "
    t = EntityTable()
    t.add("a", text, recognise(text), zones)
    t.add("b", "Belarus and Russia.", recognise("Belarus and Russia."))
    counts = {c.entity.id: c for c in t.entities("a")}
    russia, belarus = counts["gpe:RU"], counts["gpe:BY"]
    assert (russia.here, russia.here_aside, russia.corpus, russia.corpus_aside, russia.articles) == (
        2,
        1,
        3,
        1,
        2,
    )
    assert (belarus.here, belarus.here_aside, belarus.corpus, belarus.articles) == (0, 1, 1, 1)
    assert [c.entity.id for c in t.entities("a")][-1] == "gpe:BY", "what the body names comes first"
    t.remove("a")
    (left,) = [c for c in t.entities() if c.entity.id == "gpe:RU"]
    assert (left.corpus, left.corpus_aside) == (1, 0)


def test_values_are_not_linked() -> None:
    t = EntityTable()
    t.add("a", "for $5", [Mention(4, 6, "money", 0.9, "money")])
    assert t.mentions("a")[0].entity == ""
    assert t.entities() == ()


# --- the five articles: expectations of a reader, not of the program -------------------------------------


@pytest.fixture(scope="module")
def five() -> tuple[EntityTable, dict[str, str]]:
    folder = Path(__file__).parents[2] / "seeds"
    texts = {p.name[:3]: p.read_text(encoding="utf-8") for p in folder.glob("*.txt")}
    out = EntityTable()
    for path, text in sorted(texts.items()):
        out.add(path, text, recognise(text))
    return out, texts


GOLD = [
    ("000", "Mr Putin", 3, "001", "Vladimir Putin", 0, True),
    ("000", "President Putin", 10, "003", "Putin ally", 0, True),
    ("000", "The MoD", 4, "000", "Ministry of Defence", 0, True),
    ("000", "The MoD", 4, "001", "British Defense Ministry", 0, True),
    ("000", "UK MOD", 0, "003", "British Ministry of Defence", 0, True),
    ("001", "Britain's Defense Ministry", 12, "001", "British Defense Ministry", 0, True),
    ("001", "Britain's Defense Ministry", 12, "002", "Defense Ministry", 0, False),
    ("000", "Russian Federal Service", 0, "001", "Federal Service for", 0, True),
    ("003", "Alexander Lukashenko", 0, "004", "President Lukashenko", 10, True),
    ("003", "Mr Lukashenko", 3, "004", "Mr. Lukashenko", 4, True),
    ("000", "Britain could", 0, "003", "United Kingdom", 0, True),
    ("000", "British Army", 0, "000", "British Army", 0, True),
    ("000", "USSR", 0, "001", "Soviet Union", 0, True),
    ("000", "USSR", 0, "000", "Russia", 0, False),
    ("001", "Moscow are", 0, "001", "Russia could", 0, False),
    ("000", "the Telegraph", 4, "001", "The Daily Telegraph", 4, False),
    ("001", "The Daily Telegraph", 4, "003", "The Sunday Telegraph", 4, False),
    ("000", "Sochi Olympics", 0, "001", "Sochi Winter Olympics", 0, True),
    ("000", "MTCA", 0, "000", "Military Technical Cooperation Agreement", 0, True),
    ("000", "Alexander Litvinenko", 0, "001", "Alexander Litvinenko", 0, True),
    ("000", "World War II", 0, "001", "World War II", 0, True),
    ("003", "Dmitry Medvedev", 0, "003", "Mr Medvedev", 3, True),
    ("004", "Dmitry Rogozin", 0, "003", "Dmitry Medvedev", 0, False),
    ("004", "Vladimir Khromov", 0, "004", "Vladimir Semashko", 0, False),
    ("004", "Belarusian", 0, "004", "Republic of Belarus", 0, True),
]


@pytest.mark.parametrize(("one", "form", "skip", "two", "other", "into", "same"), GOLD)
def test_the_five_articles_link_as_a_reader_would(
    five: tuple[EntityTable, dict[str, str]],
    one: str,
    form: str,
    skip: int,
    two: str,
    other: str,
    into: int,
    same: bool,
) -> None:
    entities, texts = five

    def at(path: str, text: str, offset: int) -> str:
        place = texts[path].replace("\u00a0", " ").replace("’", "'").index(text.replace("’", "'")) + offset
        return next(m.entity for m in entities.mentions(path) if m.start <= place < m.end)

    left, right = at(one, form, skip), at(two, other, into)
    assert left
    assert (left == right) is same
