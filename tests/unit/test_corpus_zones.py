"""Boilerplate by what it has in common, pasted repeats by hash; clean prose is left alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from reader.corpus import Corpus, parse
from reader.corpus.boilerplate import normalised_line
from reader.corpus.document import Document

PROSE = [
    "The minister of defence told parliament on Monday that the army would buy forty new tanks from Germany.",
    "The opposition rejected the plan as too costly and said that the money was needed for schools.",
    "A vote is expected next week, after a committee has heard experts on the state of the old tanks.",
    "The tanks would be delivered from 2016 on, according to a paper that was sent to members of the house.",
]


def boilerplate(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == "boilerplate"]


def article(*tail: str, head: tuple[str, ...] = ("Army to buy tanks",)) -> Document:
    return parse("x.txt", "\n\n".join([*head, *PROSE, *tail]))


def test_the_five_articles(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    found = {p: boilerplate(corpus.document(corpus.resolve(p))) for p in ("000", "001", "002", "003", "004")}
    assert found["000"] == ["No comments:", "Post a Comment"]
    assert found["001"][:2] == ["Support The Moscow Times!", "Read more"]
    assert len(found["001"]) == 5
    assert found["002"][1] == "Sign up for our free weekly newsletter"
    assert found["002"][-1] == "Read more"
    assert len(found["002"]) == 1 + 18
    assert found["003"] == ["Newspapers in English", "Newspapers from United Kingdom"]
    assert [text[:7] for text in found["004"]] == ["Заметил"]


def test_pasted_repeats_are_merged_and_keep_their_numbers(seeds: Path) -> None:
    document = Corpus.open(seeds).document("000_305367dd2efea505.txt")
    (repeat,) = [z for z in document.zones if z.kind == "repeat"]
    inside = [b.number for b in document.blocks if repeat.start <= b.start < repeat.end]
    assert inside == list(range(15, 23))
    assert repeat.reason == "repeats paragraphs 7-14"
    assert document.in_zone(repeat.end - 1)


def test_repeats_that_are_not_adjacent_are_apart() -> None:
    text = "\n\n".join([*PROSE, PROSE[2], PROSE[0], "Short line.", "Short line."])
    zones = [z for z in parse("x.txt", text).zones if z.kind == "repeat"]
    assert [z.reason for z in zones] == ["repeats paragraph 3", "repeats paragraph 1"]


def test_a_heading_that_comes_again_is_no_repeat_but_belongs_to_one() -> None:
    heading = "What the opposition said of it"
    apart = parse("x.txt", "\n\n".join([PROSE[0], heading, PROSE[1], heading, PROSE[2]]))
    assert [z for z in apart.zones if z.kind == "repeat"] == []
    pasted = parse("x.txt", "\n\n".join([heading, PROSE[0], PROSE[1], PROSE[2], heading, PROSE[0], PROSE[3]]))
    (zone,) = [z for z in pasted.zones if z.kind == "repeat"]
    assert PROSE[0] in pasted.text[zone.start : zone.end]


@pytest.mark.parametrize(
    "tail",
    [
        ("Share this article", "Follow us on Twitter"),
        (
            "Subscribe to our newsletter",
            "Get our best stories in your inbox every morning. Unsubscribe any time.",
        ),
        ("© 2014 Some Paper. All rights reserved.",),
        ("Комментарии к статье читайте на сайте",),
        ("Advertisement", "Log in", "Privacy Policy", "Terms of Use"),
    ],
)
def test_tails_of_other_sites_are_surely_boilerplate(tail: tuple[str, ...]) -> None:
    document = article(*tail)
    assert boilerplate(document) == list(tail)
    assert {z.tier for z in document.zones} == {"sure"}
    assert all(z.reason for z in document.zones)


@pytest.mark.parametrize("tail", [("More from Berlin",), ("Other papers", "Papers from Germany")])
def test_short_lines_at_the_end_are_only_probable(tail: tuple[str, ...]) -> None:
    document = article(*tail)
    assert boilerplate(document) == list(tail)
    assert {z.tier for z in document.zones} == {"probable"}


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PROSE),
        "\n\n".join(["Support for tanks falls", *PROSE]),
        "\n\n".join(
            ["Readers' comments on the war", *PROSE, "“We share your fears,” he told reporters. “Join us!”"]
        ),
        "\n\n".join([*PROSE, "We must support our readers abroad, the paper wrote.", PROSE[0][::-1]]),
        "\n\n".join([*PROSE, "The privacy law was agreed in 2012.", "He signed up for the army."]),
        "Read more",
        "Share\n\nFollow us",
    ],
)
def test_an_articles_own_words_are_left_alone(text: str) -> None:
    assert boilerplate(parse("x.txt", text)) == []


def repeated(*lines: str) -> frozenset[str]:
    return frozenset(map(normalised_line, lines))


def test_a_line_repeated_in_the_corpus_is_found_anywhere_but_never_sure_inside_the_article() -> None:
    text = "\n\n".join(["Tanks", PROSE[0], "Lesen Sie auch das:", *PROSE[1:]])
    assert boilerplate(parse("x.txt", text)) == []
    document = parse("x.txt", text, repeated_lines=repeated("Lesen Sie auch das:"))
    assert boilerplate(document) == ["Lesen Sie auch das:"]
    (zone,) = document.zones
    assert (zone.tier, zone.reason) == ("probable", "the line stands in other files too")


def test_a_repeated_line_at_the_end_is_sure_and_a_repeated_sentence_only_probable() -> None:
    line, sentence = "Lesen Sie auch das:", "He declined to comment."
    found = parse("x.txt", "\n\n".join([*PROSE, line]), repeated_lines=repeated(line))
    assert [(z.tier, z.reason) for z in found.zones] == [("sure", "the line stands in other files too")]
    found = parse("x.txt", "\n\n".join([*PROSE, sentence]), repeated_lines=repeated(sentence))
    assert [(z.tier, z.reason) for z in found.zones] == [
        ("probable", "the sentence stands in other files too")
    ]
    inside = parse(
        "x.txt", "\n\n".join([*PROSE[:2], sentence, *PROSE[2:]]), repeated_lines=repeated(sentence)
    )
    assert boilerplate(inside) == []


def test_byline_date_and_credit_come_back_and_are_not_boilerplate() -> None:
    head, credit = ("Army to buy tanks", "By Vladimir Khromov", "January 23, 2014"), "Reporting by Ann Lee"
    document = parse(
        "x.txt",
        "\n\n".join([*head, *PROSE, credit, "Share this article"]),
        repeated_lines=repeated(*head[1:], credit),
    )
    assert boilerplate(document) == ["Share this article"]
    assert (document.metadata.author, document.metadata.date) == ("Vladimir Khromov", "2014-01-23")
    assert document.blocks[-2].kind == "byline"


def test_a_column_that_is_always_called_so_keeps_its_title() -> None:
    text = "\n\n".join(["News in brief", *PROSE])
    document = parse("x.txt", text, repeated_lines=repeated("News in brief"))
    assert (boilerplate(document), document.metadata.title) == ([], "News in brief")
    above = parse("x.txt", f"Politics\n\n{text}", repeated_lines=repeated("Politics"))
    assert (boilerplate(above), above.metadata.title) == (["Politics"], "News in brief")


def test_zones_are_disjoint_and_found_by_offset() -> None:
    pasted = [PROSE[1], "Advertisement", PROSE[2]]
    text = "\n\n".join(["Tanks", *PROSE, *pasted, PROSE[0][::-1], "Share this article"])
    document = parse("x.txt", text)
    assert [z.kind for z in document.zones] == ["repeat", "boilerplate", "repeat", "boilerplate"]
    assert all(a.end <= b.start for a, b in pairwise(document.zones))
    for zone in document.zones:
        assert document.zone_at(zone.start) == document.zone_at(zone.end - 1) == zone
        assert document.zone_at(zone.end) is None
    assert document.zone_at(0) is None


def test_numbers_skip_boilerplate() -> None:
    document = article("Share this article", head=("Sign up!", "Army to buy tanks"))
    assert [b.number for b in document.blocks] == [0, 0, 1, 2, 3, 4, 0]


def test_a_whole_article_is_never_boilerplate() -> None:
    document = parse(
        "x.txt", "Subscribe to our newsletter\n\nYou can support our journalism with a donation."
    )
    assert [b.number for b in document.blocks] != [0, 0]
