"""What a reader rules on a line wins over the rules, in every article of its outlet and in no other."""

from __future__ import annotations

from pathlib import Path

from reader.corpus import Corpus, parse
from reader.corpus.document import Document, Metadata
from reader.corpus.rulings import LONGEST, LinesOfArticles, Rulings, line_key, outlet_key

PROSE = [
    "The minister of defence told parliament on Monday that the army would buy forty new tanks from Germany.",
    "The opposition rejected the plan as too costly and said that the money was needed for schools.",
    "A vote is expected next week, after a committee has heard experts on the state of the old tanks.",
    "The tanks would be delivered from 2016 on, according to a paper that was sent to members of the house.",
]
TEXT = "\n\n".join(["The Daily Globe", "Army to buy tanks", *PROSE, "Share this article"])


def kinds(document: Document) -> list[str]:
    return [block.kind for block in document.blocks]


def ruled(line: str, boilerplate: bool, outlet: str = "The Daily Globe") -> Rulings:
    return {outlet_key(outlet): {line_key(line): boilerplate}}


def test_a_line_is_boilerplate_because_a_reader_said_so() -> None:
    plain = parse("x.txt", TEXT)
    assert [b.number for b in plain.blocks] == [0, 0, 1, 2, 3, 4, 0]
    document = parse("x.txt", TEXT, rulings=ruled(PROSE[1].upper() + " ", True))
    assert kinds(document)[3] == "boilerplate"
    assert [b.number for b in document.blocks] == [0, 0, 1, 0, 2, 3, 0]
    zone = document.zone_at(document.blocks[3].start)
    assert zone is not None
    assert (zone.kind, zone.tier, zone.reason) == ("boilerplate", "sure", "a reader said so")
    assert document.words == plain.words - len(PROSE[1].split())


def test_a_line_is_the_articles_own_because_a_reader_said_so() -> None:
    assert kinds(parse("x.txt", TEXT))[-1] == "boilerplate"
    document = parse("x.txt", TEXT, rulings=ruled("“Share this article!”", False))
    assert kinds(document)[-1] == "paragraph"
    assert document.zones == ()


def test_another_outlet_is_not_concerned() -> None:
    assert parse("x.txt", TEXT, rulings=ruled(PROSE[1], True, "The Globe")) == parse("x.txt", TEXT)
    # The outlet that a person named counts, not the one guessed.
    known = Metadata(outlet="The Globe")
    document = parse("x.txt", TEXT, metadata=known, rulings=ruled(PROSE[1], True, "the  globe"))
    assert "boilerplate" in kinds(document)[:-1]


def test_the_outlet_stays_what_it_was_without_the_rulings() -> None:
    footer = "The Evening Courier and its readers. Copyright 2014. All rights reserved."
    text = "\n\n".join(["Army to buy tanks", *PROSE, footer])
    assert parse("x.txt", text).metadata.outlet == "The Evening Courier"
    document = parse("x.txt", text, rulings=ruled(footer, False, "The Evening Courier"))
    assert document.zones == ()
    assert document.metadata.outlet == "The Evening Courier"


def test_a_title_that_is_boilerplate_gives_way_to_the_next_line() -> None:
    text = "\n\n".join(["News in brief", "Army to buy tanks", *PROSE])
    assert parse("x.txt", text).metadata.title == "News in brief"
    assert (
        parse("x.txt", text, rulings=ruled("News in brief", True, "")).metadata.title == "Army to buy tanks"
    )


def test_no_ruling_takes_the_last_words_of_an_article() -> None:
    rulings: Rulings = {"": dict.fromkeys(map(line_key, PROSE), True)}
    document = parse("x.txt", "\n\n".join([*PROSE, "Share this article"]), rulings=rulings)
    assert kinds(document) == ["paragraph"] * 4 + ["boilerplate"]


def test_marks_alone_are_told_apart_and_long_paragraphs_are_left_alone() -> None:
    assert line_key("* * *") == line_key(" *  * * ") != line_key("---")
    long = "word " * (LONGEST // 5 + 1)
    document = parse("x.txt", f"{TEXT}\n\n{long}", rulings=ruled(long, True))
    assert kinds(document)[-1] == "paragraph"


def test_a_corpus_heeds_rulings_at_once_and_parses_only_what_they_concern(tmp_path: Path) -> None:
    for name, outlet in (("a", "The Daily Globe"), ("b", "The Daily Globe"), ("c", "The Evening Courier")):
        (tmp_path / f"{name}.txt").write_text(TEXT.replace("The Daily Globe", outlet) + f"\n\n{name}" * 2)
    corpus = Corpus.open(tmp_path)
    before = {name: corpus.document(f"{name}.txt") for name in "abc"}
    corpus.rule(ruled("A vote is expected", True))
    assert all(corpus.document(f"{name}.txt") is not before[name] for name in "ab")
    assert corpus.document("c.txt") is before["c"]
    corpus.rule(ruled(PROSE[2], True))
    assert "boilerplate" in kinds(corpus.document("a.txt"))[:5]
    assert "boilerplate" not in kinds(corpus.document("c.txt"))[:5]
    corpus.rule(ruled("Army to buy tanks", True))
    assert corpus.metadata("a.txt").title != "Army to buy tanks"
    corpus.rule({})
    assert corpus.document("a.txt") == before["a"]
    assert corpus.metadata("a.txt").title == "Army to buy tanks"


def test_it_is_known_where_a_line_stands(tmp_path: Path) -> None:
    lines = LinesOfArticles()
    for name, outlet in (("b", "The Daily Globe"), ("a", "The Daily Globe"), ("c", "The Evening Courier")):
        lines.note(parse(f"{name}.txt", TEXT.replace("The Daily Globe", outlet)))
    assert lines.holding("the daily globe", "Share THIS article…") == ("a.txt", "b.txt")
    assert lines.holding("The Evening Courier", "Share this article") == ("c.txt",)
    assert lines.holding("The Daily Globe", "Share") == ()
    lines.note(parse("a.txt", "Nothing of it."))
    assert lines.holding("The Daily Globe", "Share this article") == ("b.txt",)


def test_what_a_reader_said_is_a_zone_apart_from_its_neighbours() -> None:
    text = "\n\n".join([*PROSE, "More from Berlin", "Share this article", "Follow us on Twitter"])
    (whole,) = parse("x.txt", text).zones
    zones = parse("x.txt", text, rulings=ruled("Share this article", True, "")).zones
    assert [text[z.start : z.end] for z in zones] == [
        "More from Berlin",
        "Share this article",
        "Follow us on Twitter",
    ]
    assert zones[0].reason == whole.reason
    assert [z.reason == "a reader said so" for z in zones] == [False, True, False]
