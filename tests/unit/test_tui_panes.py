"""What the panes show is made when it is shown: heights are known before, and thousands cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from annotations.codebook import builtin
from annotations.model import Annotation, Ref, Segment, Stance
from reader.cards import Card
from reader.corpus import parse
from reader.entities.mentions import Entity
from reader.layout.cells import cells
from reader.layout.wrapping import height, wrapped
from reader.marks import Anchored
from reader.opened import Opened
from reader.tui.panes import (
    EntityItems,
    EntityRow,
    annotation_height,
    annotation_item,
    article_height,
    article_item,
)
from reader.tui.showing import corpus_progress
from reader.tui.widgets import side_panes
from reader.tui.widgets.side_panes import ArticlesPane, DetailsPane

WORDS = st.lists(
    st.sampled_from(
        [
            "a",
            "Russia",
            "co-operation",
            "x" * 40,
            "中文",
            "e\u0301te\u0301",
            "\u202e",
            "\u200b",
            "\xa0",
            " ",
            "\n",
        ]
    ),
    max_size=12,
).map(" ".join)
WIDTHS = st.integers(1, 60)
BOOK = builtin()
DOCUMENT = parse("x.txt", "A title\n\nMinisters said that they would buy forty new tanks from Germany.")


@given(WORDS, WIDTHS)
@example("中", 1)
@example("\u202e \u202c", 9)
@example("“ ”", 2)
@example("“a  b”", 5)
@settings(max_examples=150, deadline=None)
def test_the_height_is_that_of_the_wrapped_text(text: str, width: int) -> None:
    assert height(text, width) == len(wrapped(text, width, 2))


@given(
    WORDS,
    st.builds(
        Card,
        path=st.just("a/b.txt"),
        outlet=WORDS,
        date=st.sampled_from(["", "2014-02-05"]),
        entities=st.none() | st.integers(0, 3),
        stances=st.integers(0, 2),
        notes=st.integers(0, 2),
        in_boilerplate=st.integers(0, 1),
        in_repeats=st.integers(0, 1),
        problem=st.just("") | WORDS,
    ),
    WIDTHS,
)
@settings(max_examples=150, deadline=None)
def test_the_height_of_an_article_is_known_before_it_is_made(title: str, card: Card, width: int) -> None:
    card = card._replace(title=title)
    assert article_height(card, width) == len(article_item(card, width).lines)


def note(number: int, text: str = "", quote: str = "tanks", tags: tuple[str, ...] = ()) -> Anchored:
    record = Annotation(
        str(number), "d", "ann", "", "", (Segment(0, 5, quote),) if quote else (), note=text, tags=tags
    )
    return Anchored(record, "exact", ((0, 5),) if quote else ())


@given(
    WORDS,
    WORDS,
    st.lists(st.just("frame"), max_size=2),
    st.none() | WORDS,
    st.none() | WORDS,
    WIDTHS,
    st.sampled_from([None, "ann", "ben"]),
)
@settings(max_examples=150, deadline=None)
def test_the_height_of_an_annotation_is_known_before_it_is_made(
    text: str, quote: str, tags: list[str], target: str | None, lost: str | None, width: int, me: str | None
) -> None:
    one = note(1, text, quote, tuple(tags))
    if lost is not None:
        gone = replace(one.annotation, segments=(Segment(0, 5, quote or "x", lost, "then"),))
        one = Anchored(gone, "orphan", ())
    if target is not None:
        stance = Stance("position", "favor", Ref(target, "issue"))
        one = one._replace(annotation=replace(one.annotation, stance=stance))
    opened = Opened(DOCUMENT, annotator=me)
    made = annotation_item(one, opened, BOOK, width, whole=False)
    assert annotation_height(one, opened, BOOK, width) == len(made.lines)


def test_an_annotation_in_full_has_its_values_and_the_lines_of_its_note() -> None:
    one = note(1, "First thought.\n\n- second\n- third", tags=("frame",))
    one = one._replace(annotation=replace(one.annotation, values={"intensity": "strong"}))
    made = annotation_item(one, Opened(DOCUMENT), BOOK, 40, whole=True)
    said = ["".join(text for text, _ in line).strip() for line in made.lines]
    assert said[said.index("#frame") + 1 :] == [
        "Intensity: strong",
        "First thought.",
        "",
        "- second",
        "- third",
        "",
    ]
    long = annotation_item(note(1, "line\n" * 50), Opened(DOCUMENT), BOOK, 40, whole=True)
    assert "".join(text for text, _ in long.lines[-2]).strip() == "…"


class Beside(App[None]):
    """One pane that fills the screen."""

    def __init__(self, pane: ArticlesPane | DetailsPane) -> None:
        super().__init__()
        self.pane = pane

    def compose(self) -> ComposeResult:
        yield self.pane


def counting(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> list[object]:
    """The first arguments (of a method: behind self) with which *name* is called from now on."""
    asked: list[object] = []
    called: Callable[..., object] = getattr(where, name)

    def counted(*arguments: object, **options: object) -> object:
        asked.append(arguments[isinstance(where, type)])
        return called(*arguments, **options)

    monkeypatch.setattr(where, name, counted)
    return asked


async def test_ten_thousand_articles_make_as_many_items_as_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counting(monkeypatch, side_panes, "article_item")
    measured = counting(monkeypatch, side_panes, "article_height")
    cards = [Card(f"{n:05}.txt", f"Title {n} " + "of some words " * (n % 5)) for n in range(10_000)]
    pane = ArticlesPane()
    pane.show(cards, "")
    pane.list.go_to("07000.txt")
    assert measured == [], "before the first layout there is nothing to measure by"
    async with Beside(pane).run_test(size=(40, 30)) as pilot:
        await pilot.pause()
        assert (pane.list.count, pane.list.current) == (10_000, "07000.txt")
        assert measured == cards
        assert pane.list.row_count == sum(article_height(card, 37) + 1 for card in cards)
        pane.list.last()
        assert pane.list.current == "09999.txt"
        assert pane.list.go_to("05000.txt")
        await pilot.pause()
        assert 10 < len(made) < 60
        measured.clear()
        cards[5000] = cards[5000]._replace(stances=3)
        pane.show(list(cards), "")
        assert measured == [cards[5000]]
        assert pane.list.current == "05000.txt"
        await pilot.pause()
        shown = "\n".join(line.text for line in pane.list.render_lines(pane.list.size.region))
        assert "3 stances" in shown
        pane.show(cards, "words title 9")
        assert pane.list.count == len([card for card in cards if "words" in card.title and "9" in card.path])
        pane.show(cards, "")
        assert pane.list.count == 10_000


async def test_thousands_of_entities_and_annotations_are_made_when_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = counting(monkeypatch, side_panes, "annotation_item")
    entities = counting(monkeypatch, EntityItems, "item")
    pane = DetailsPane()
    notes = tuple(note(n, f"note {n}") for n in range(3000))
    rows = [EntityRow(Entity(f"org:{n}", "org", f"Org {n}"), n % 7, n) for n in range(5000)]
    async with Beside(pane).run_test(size=(40, 30)) as pilot:
        pane.show_entities(rows, "", corpus_known=True)
        pane.show_annotations(Opened(DOCUMENT, annotations=notes), BOOK, "", "ann", hints=False)
        await pilot.pause()
        assert (pane.entities.count, pane.annotations.count) == (5001, 3000)
        pane.show_current("2500")
        await pilot.pause()
        assert pane.annotations.current == "2500"
        pane.entities.last()
        await pilot.pause()
        assert pane.entities.current == f"org:{max(n for n in range(5000) if n % 7 == 0)}"
        assert len(made) < 60
        assert len(set(entities)) < 60


@pytest.mark.parametrize(
    ("width", "total", "unread", "wanted", "said"),
    [
        (40, 18, 14, "", "Articles (gl)  18           14 unread"),
        (30, 18, 14, "", "Articles (gl)  18 14 unread"),
        (29, 18, 14, "", "Articles (gl)  18 ●14"),
        (30, 5000, 4999, "", "Articles (gl)  5,000 ●4,999"),
        (29, 5000, 4999, "", "Articles (gl)   4,999 unread"),
        (25, 5000, 4999, "", "Articles  4,999 unread"),
        (31, 5000, 4999, "4321.txt", "Articles (gl)     1 of 5,000"),
        (18, 5000, 4999, "4321.txt", "1 of 5,000"),
    ],
)
async def test_the_heading_of_the_list_drops_whole_facts(
    width: int, total: int, unread: int, wanted: str, said: str
) -> None:
    cards = [
        Card(f"{n}.txt", title=f"Title {n}.", reading="unread" if n < unread else "read")
        for n in range(total)
    ]
    pane = ArticlesPane()

    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield pane

    async with Alone().run_test(size=(width, 10)) as pilot:
        pane.show(cards, wanted)
        await pilot.pause()
        shown = "".join(segment.text for segment in pane.heading.render_line(0))
        assert " ".join(shown.split()) == " ".join(said.split())
        assert cells(shown) <= width


@pytest.mark.parametrize(
    ("width", "me", "by", "said"),
    [
        (60, "ann", ("ann", "ben"), "Annotations (ga)  2 by ann and others"),
        (33, "ann", ("ann", "ben"), "Annotations (ga)  2 + others"),
        (60, "ann", ("ann", "ann"), "Annotations (ga)  2 by ann"),
        (33, "Maximiliane Müller", ("Maximiliane Müller",), "Annotations (ga)  1 by Maximi…"),
        (28, "Maximiliane Müller", ("Maximiliane Müller",), "Annotations (ga)  1"),
    ],
)
async def test_the_heading_of_the_annotations_tells_whose_they_are(
    width: int, me: str, by: tuple[str, ...], said: str
) -> None:
    notes = tuple(
        one._replace(annotation=replace(one.annotation, annotator=name))
        for n, name in enumerate(by, 1)
        for one in [note(n, "x")]
    )
    pane = DetailsPane()
    async with Beside(pane).run_test(size=(width, 30)) as pilot:
        pane.show_annotations(Opened(DOCUMENT, annotations=notes, annotator=me), BOOK, "", me, hints=False)
        await pilot.pause()
        shown = "".join(segment.text for segment in pane.annotations_heading.render_line(0))
        assert " ".join(shown.split()) == " ".join(said.split())
        assert cells(shown) <= width


def test_what_a_line_of_a_card_cannot_hold_goes_to_the_next() -> None:
    known = Card("a.txt", title="Title", outlet="The Moscow Times", date="2014-02-05", stances=11)
    card = known._replace(in_boilerplate=2)

    def lines(width: int) -> list[str]:
        return ["".join(part[0] for part in line).strip() for line in article_item(card, width).lines[1:]]

    assert lines(60) == ["The Moscow Times · 2014-02-05", "11 stances  +2 in boilerplate"]
    assert lines(26) == ["The Moscow Times", "2014-02-05", "11 stances", "+2 in boilerplate"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("", "Articles (gl) 4 · 1 unreadable 4 unread"),
        ("title", "Articles (gl) 4 of 4 · 1 unreadable 4 unread"),
        ("Title 3", "Articles (gl) 1 of 4 · 1 unreadable 4 unread"),
    ],
)
async def test_an_article_that_is_gone_is_none_of_those_that_are_counted(wanted: str, said: str) -> None:
    cards = [Card(f"{n}.txt", title=f"Title {n}.") for n in range(4)]
    gone = Card("5.txt", title="Title 5.", problem="the file is gone; 1 annotation is kept")
    pane = ArticlesPane()

    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield pane

    async with Alone().run_test(size=(60, 10)) as pilot:
        pane.show([*cards, gone], wanted)
        await pilot.pause()
        shown = "".join(segment.text for segment in pane.heading.render_line(0))
        assert " ".join(shown.split()) == said
    assert corpus_progress([*cards, gone], short=True) == "0/4 coded"
    assert corpus_progress([*cards * 1000, gone], short=False) == "0 of 4,000 articles coded"
