"""What one text's entities are: kinds, bounds, and the traps of the press."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus.document import Range
from reader.entities import Mention, recognise
from reader.entities.mentions import KINDS
from reader.entities.resolve import resolve


def found(text: str, *kinds: str, blocks: list[Range] | None = None) -> list[tuple[str, str]]:
    """Texts and kinds of the mentions in *text*, of the *kinds* asked for."""
    return [(text[m.start : m.end], m.kind) for m in recognise(text, blocks) if not kinds or m.kind in kinds]


NAMES = ("person", "org", "gpe", "loc", "norp")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The treaty was signed by President Putin in Minsk.", [("Putin", "person"), ("Minsk", "gpe")]),
        ("He met Ursula von der Leyen there.", [("Ursula von der Leyen", "person")]),
        (
            "They met Osama bin Laden and Ban Ki-moon.",
            [("Osama bin Laden", "person"), ("Ban Ki-moon", "person")],
        ),
        ("It was run by George W. Bush for years.", [("George W. Bush", "person")]),
        ("the British Ministry of Defence said so", [("British Ministry of Defence", "org")]),
        ("talks between the UK MOD and others", [("UK MOD", "org")]),
        ("a member of the Russian Security Council spoke", [("Russian Security Council", "org")]),
        ("troops of the U.S. Army left", [("U.S. Army", "org")]),
        ("they sailed the Gulf of Finland then", [("Gulf of Finland", "loc")]),
        ("people of South Africa and Costa Rica", [("South Africa", "gpe"), ("Costa Rica", "gpe")]),
        ("some South African and Costa Rican firms", [("South African", "norp"), ("Costa Rican", "norp")]),
        ("we went to Bosnia and Herzegovina again", [("Bosnia and Herzegovina", "gpe")]),
        (
            "a ruling of the Ministry of Foreign Affairs and Trade there",
            [("Ministry of Foreign Affairs and Trade", "org")],
        ),
        ("the actress Paris Hilton saw Paris with him", [("Paris Hilton", "person"), ("Paris", "gpe")]),
        ("soldiers of the People's Liberation Army came", [("People's Liberation Army", "org")]),
        ("he read The Daily Telegraph at home", [("The Daily Telegraph", "org")]),
    ],
)
def test_names_have_their_kinds_and_bounds(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, *NAMES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two Mi-17s and a T-90 tank", [("Mi-17s", "platform"), ("T-90", "platform")]),
        ("an S-400 battery fired at a Su-27", [("S-400", "weapon"), ("Su-27", "platform")]),
        ("two Mistral-class ships", [("Mistral-class", "platform")]),
        ("a Leopard 2 and Kalashnikov rifles", [("Leopard 2", "platform"), ("Kalashnikov", "weapon")]),
        ("the guns of HMS Queen Elizabeth fell silent", [("HMS Queen Elizabeth", "platform")]),
        ("see page A-1 or the first-class cabin", []),
        ("under the Treaty of Lisbon it may", [("Treaty of Lisbon", "law")]),
        (
            "under UN Security Council Resolution 2254 it must",
            [("UN Security Council Resolution 2254", "law")],
        ),
        (
            "after the Cuban missile crisis and the Syrian civil war",
            [("Cuban missile crisis", "event"), ("Syrian civil war", "event")],
        ),
        ("a Patriot missile and some Patriot fans", [("Patriot missile", "weapon")]),
        ("the Sexual Offences Act 2003 says so", [("Sexual Offences Act 2003", "law")]),
        (
            "after World War II and the Sochi Winter Olympics",
            [("World War II", "event"), ("Sochi Winter Olympics", "event")],
        ),
        ("in the 2015 United Kingdom general election", [("2015 United Kingdom general election", "event")]),
    ],
)
def test_arms_laws_and_events(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, "weapon", "platform", "law", "event") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("worth 1.2 billion euros or $2", [("1.2 billion euros", "money"), ("$2", "money")]),
        ("about Rs 300 crore and 5 lakh rupees", [("Rs 300 crore", "money"), ("5 lakh rupees", "money")]),
        ("US$3bn, €5m and 30 roubles", [("US$3bn", "money"), ("€5m", "money"), ("30 roubles", "money")]),
        ("hundreds of millions of dollars", [("hundreds of millions of dollars", "money")]),
        ("on Feb. 7, 2014 and 5 May", [("Feb. 7, 2014", "date"), ("5 May", "date")]),
        ("from 2007-2012 and the 1990s", [("2007-2012", "date"), ("the 1990s", "date")]),
        ("at 10.30 a.m. and 14:05", [("10.30 a.m.", "time"), ("14:05", "time")]),
        ("25 per cent, 60% of it", [("25 per cent", "percent"), ("60%", "percent")]),
        ("3,000 tonnes over five miles", [("3,000 tonnes", "quantity"), ("five miles", "quantity")]),
        ("only 7,000 firms rose 10-fold", [("7,000", "number"), ("10-fold", "number")]),
    ],
)
def test_values(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, "money", "date", "time", "percent", "quantity", "number") == expected


def test_may_march_will_and_mark_are_read_by_their_place() -> None:
    text = "In May the army may march. Mark my words, it will. Theresa May met Mark Rutte in March."
    assert found(text) == [
        ("May", "date"),
        ("Theresa May", "person"),
        ("Mark Rutte", "person"),
        ("March", "date"),
    ]


def test_a_title_case_headline_is_not_one_name() -> None:
    headline = "Russia and Britain to Work Together on Defense Projects"
    assert found(headline) == [("Russia", "gpe"), ("Britain", "gpe")]
    assert found("Government Interested in Foreign Technology, Not Ready-Made Arms") == []


@pytest.mark.parametrize(
    "text",
    [
        "Post a Comment",
        "Newspapers in English",
        "No comments:",
        "Read more",
        "Once\nMonthly\nAnnual\nContinue",
    ],
)
def test_boilerplate_names_nobody(text: str) -> None:
    assert found(text) == []


def test_a_company_called_like_a_word_counts_in_mid_sentence_only() -> None:
    assert ("Integral", "org") in found("They work with Integral and MAZ in Minsk.")
    assert found("Integral calculus is hard.") == []


def test_apostrophes_inside_names_stay() -> None:
    text = "Da'esh fled. Then Conor O'Brien met Ibrahim al-Ja'afari's men."
    assert found(text) == [("Da'esh", "org"), ("Conor O'Brien", "person"), ("Ibrahim al-Ja'afari", "person")]
    curly = text.replace("'", "’")
    assert found(curly) == [(name.replace("'", "’"), kind) for name, kind in found(text)]


def test_hyphens_part_two_peoples_and_end_one() -> None:
    assert found("the Belarusian-Russian talks") == [("Belarusian", "norp"), ("Russian", "norp")]
    assert found("two French-made ships", "norp") == [("French", "norp")]


def test_a_possessive_splits_owner_and_owned() -> None:
    service = "Federal Service for Military Technical Cooperation"
    text = f"prepared by Britain's Defense Ministry and Russia's {service}."
    assert found(text) == [
        ("Britain", "gpe"),
        ("Defense Ministry", "org"),
        ("Russia", "gpe"),
        (service, "org"),
    ]


def test_a_name_over_a_newline_or_a_hard_space_is_one() -> None:
    text = (
        "There Vladimir\nPutin saw Alexander\u00a0Lukashenko and the "
        "Federal Service for Military\nTechnical Co-operation."
    )
    whole = [Range(0, len(text))]
    assert found(text, blocks=whole) == [
        ("Vladimir\nPutin", "person"),
        ("Alexander\u00a0Lukashenko", "person"),
        ("Federal Service for Military\nTechnical Co-operation", "org"),
    ]


def test_a_heading_is_not_glued_to_the_byline() -> None:
    text = "A visit to Minsk\nVladimir Khromov writes"
    blocks = [Range(0, 16), Range(17, len(text))]
    assert found(text, blocks=blocks) == [("Minsk", "gpe"), ("Vladimir Khromov", "person")]
    assert found(text) == found(text, blocks=blocks)


def test_a_name_found_once_is_found_everywhere() -> None:
    text = (
        "Vyacheslav Dzirkaln spoke. Later Dzirkaln left. "
        "Nobody saw DZIRKALN again, yet Dzirkaln’s men stayed."
    )
    assert found(text) == [
        ("Vyacheslav Dzirkaln", "person"),
        ("Dzirkaln", "person"),
        ("DZIRKALN", "person"),
        ("Dzirkaln", "person"),
    ]


def test_text_in_capitals_keeps_its_names() -> None:
    text = "THE PRIME MINISTER DAVID CAMERON MET VLADIMIR PUTIN IN MOSCOW"
    assert found(text) == [("DAVID CAMERON", "person"), ("VLADIMIR PUTIN", "person"), ("MOSCOW", "gpe")]


def test_cyrillic_text_gives_no_names() -> None:
    assert found("Заметили ошибку? Пожалуйста, выделите её и нажмите Ctrl+Enter. Владимир Путин") == []


def test_a_layer_joins_by_the_same_door() -> None:
    class Fixed:
        def recognise(self, text: str) -> list[Mention]:
            at = text.index("wolf")
            return [Mention(at, at + 4, "misc", 0.9, "fixed")]

    assert [m.kind for m in recognise("the wolf of Minsk", layers=[Fixed()])] == ["misc", "gpe"]


def test_the_whole_wins_over_its_parts_and_the_sure_over_the_weak() -> None:
    part, whole = Mention(0, 3, "gpe", 0.95), Mention(0, 9, "org", 0.6)
    weak = Mention(5, 20, "misc", 0.3)
    assert resolve([weak, part, whole]) == [whole]
    assert resolve([weak, part]) == [part, weak]


def test_every_article_gives_sorted_disjoint_mentions(seeds_source: Path) -> None:
    for article in seeds_source.glob("*.txt"):
        text = article.read_text(encoding="utf-8")
        mentions = recognise(text)
        assert len(mentions) > 20
        assert all(a.end <= b.start for a, b in pairwise(mentions))
        assert all(m.kind in KINDS and 0 < m.score <= 1 and m.source and not m.entity for m in mentions)
        assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in mentions)


WORDS = "Mr Putin the Ministry of Defence , . - Mi-17 $5 ( Russia and UK MOD & von May 5 IS"
PIECES = (*WORDS.split(), "\n", "\n\n", "’s", '"', "é", "e\u0301", "Путин", "\u00ad", "\u2028", "😀")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=40,
    ),
    st.sampled_from([" ", "", "\u00a0", "\n"]),
)
def test_any_text_gives_mentions_inside_it(parts: list[str], space: str) -> None:
    text = space.join(parts)
    mentions = recognise(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert recognise(text) == mentions
