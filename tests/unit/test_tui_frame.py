"""What the frame says and how it is fitted: title row, banner, keys, names, snippets, kinds."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from reader.entities.mentions import Entity
from reader.layout.cells import cells
from reader.search.results import Highlight
from reader.tui.panes import EntityItems, EntityRow
from reader.tui.showing import entity_figures, short_name
from reader.tui.snippets import laid, pieces
from reader.tui.widgets.status import Banner, Facts, KeyHints, Title, titled

LONG = "The Sunday Telegraph, reprinted on the pages of somebody who kept a great many of them"
KNOWN = Title("003", LONG, "2023-01-23", "4 min", "done", "¶6 of 22")


class Alone(App[None]):
    """One widget on a screen of its own."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def told(widget: Widget) -> list[str]:
    return ["".join(segment.text for segment in widget.render_line(y)) for y in range(widget.size.height)]


def test_a_title_fits_its_row_and_keeps_date_and_place() -> None:
    for width in range(1, 140):
        line = titled(KNOWN, width)
        assert cells(line) == width
        if width >= 22:
            assert line.endswith("¶6 of 22")
            assert "2023-01-23" in line
        if width >= 40:
            assert "The Sunday" in line, "the outlet is elided, not dropped"
        if width >= 60:
            assert line.startswith("003 · ")
            assert "4 min" in line


def test_a_title_with_room_says_everything() -> None:
    short = KNOWN._replace(outlet="The Moscow Times", date="")
    assert titled(short, 90).split("  ")[0] == "003 · The Moscow Times · date unknown · 4 min · done"
    assert "unknown" not in titled(short, 56), "what is not known goes first"
    assert "4 min" in titled(short, 56)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2014/003_b2f1ad3f4cdf42dc.txt", "003"),
        ("Interested in tech.txt", "Interested in tech"),
        ("b2f1ad3f4cdf42dc.txt", "b2f1ad3f4cdf42dc"),
        ("facade_deadbeef.md", "facade"),
        ("a_2014.txt", "a_2014"),
        ("nothing", "nothing"),
        (f"{'x' * 60}.txt", f"{'x' * 23}…"),
    ],
)
def test_a_file_is_called_as_one_would_say_it(path: str, name: str) -> None:
    assert short_name(path) == name


WHY = "2 changes not saved: /home/somebody/a/long/way/to/annotations/ann/000.txt.json: the disk is full"
WAYS = (("gw", "try again"), ("gW", "save elsewhere"))


@pytest.mark.parametrize("width", [30, 40, 60, 100, 160])
async def test_a_banner_says_why_and_which_keys_help_at_every_width(width: int) -> None:
    app = Alone(Banner())
    async with app.run_test(size=(width, 10)) as pilot:
        banner = app.widget
        assert isinstance(banner, Banner)
        assert not banner.region.height
        banner.show(WHY, WAYS)
        await pilot.pause()
        rows = told(banner)
        assert len(rows) == {160: 1, 100: 2, 60: 2, 40: 3, 30: 4}[width]
        shown = " ".join(" ".join(rows).split())
        assert shown.startswith("! 2 changes not sav")
        assert "disk is full" in shown
        assert "000.txt.json: the disk is full" in shown, "no word is broken"
        if width >= 100:
            assert f"!{WHY} gw".replace(" ", "") in shown.replace(" ", ""), "nothing of it is left out"
        assert "gw try again" in shown
        banner.show("", ())
        await pilot.pause()
        assert not banner.region.height


async def test_hints_and_facts_are_shown_whole_or_not_at_all() -> None:
    hints = KeyHints(("Enter", "open"), ("Esc", "back"), ("^x", "exact or fuzzy"))
    app = Alone(hints)
    async with app.run_test(size=(31, 3)):
        assert told(hints)[0].strip() == "Enter open   Esc back"
    facts = Facts()
    app = Alone(facts)
    async with app.run_test(size=(31, 3)) as pilot:
        facts.show(("4 passages in 2 articles", "misspellings too", "2 ms"))
        await pilot.pause()
        assert told(facts)[0].strip() == "4 passages in 2 articles"


def test_the_kind_of_an_entity_stands_beside_it_in_words_where_the_name_leaves_room() -> None:
    rows = [
        EntityRow(Entity("person:a", "person", "Alexander Lukashenko"), 2, 5),
        EntityRow(Entity("gpe:b", "gpe", "Russia"), 1, 1980),
        EntityRow(Entity("platform:c", "platform", "Mistral"), 1, 3),
    ]
    for room, words in ((33, ["", "place", "vehicle"]), (60, ["person", "place", "vehicle"])):
        known = EntityItems(rows, corpus_known=True)
        items = [known.item(n, room) for n in range(3)]
        assert [item.lines[0][0][0] for item in items] == [row.entity.name for row in rows]
        assert [item.lines[0][2][0].strip() for item in items] == words


def test_names_that_begin_alike_are_told_apart_where_both_are_too_long() -> None:
    names = ("European Court of Human Rights", "European Convention on Human Affairs", "Emmanuel Macron")
    rows = [EntityRow(Entity(f"org:{n}", "org", name), 1, 1980) for n, name in enumerate(names)]
    known = EntityItems(rows, corpus_known=True)
    shown = [known.item(n, 28).lines[0][0][0] for n in range(3)]
    assert shown == ["European… Rights", "European… Affairs", "Emmanuel Macron"]
    assert all(cells(name) + cells("1 · 1980") + 1 <= 28 for name in shown)


def test_counts_stand_straight_with_what_boilerplate_adds() -> None:
    counts = ((12, 54, 0), (2, 5, 3), (0, 22, 1), (0, 0, 3))
    rows = [EntityRow(Entity(f"gpe:{n}", "gpe", "Here"), *row) for n, row in enumerate(counts)]
    known = EntityItems(rows, corpus_known=True)
    shown = ["".join(text for text, _ in known.item(n, 40).lines[0][2:]) for n in (0, 1, 3, 4)]
    assert [text[8:] for text in shown] == ["  12 · 54", "2 +3 ·  5", "   1 · 22", "   3     "]


def test_the_figures_of_an_entity_are_told_in_words() -> None:
    row = EntityRow(Entity("gpe:ru", "gpe", "Russia"), 2, 5, 3)
    told = entity_figures(row, corpus_known=True)
    assert told == "place, 2 here, +3 in boilerplate or repeats, 5 in the corpus"
    assert entity_figures(row._replace(aside=0), corpus_known=False) == "place, 2 here"


def test_a_snippet_begins_near_its_first_hit_and_breaks_between_words() -> None:
    text = "word " * 40 + "Lukashenko said\n\n so " + "again and again " * 20
    at = text.index("Lukashenko")
    for width in (12, 24, 60):
        parts = pieces(text, (Highlight(at, at + 10, "exact", "lukashenko"),), width // 3, 3 * width)
        rows = laid(parts, width, 2)
        assert len(rows) == 2
        first = "".join(text for text, _ in rows[0])
        assert cells(first) <= width
        assert "Lukashenko" in first or width == 12
        together = " ".join("".join(text for text, _ in row).strip() for row in rows)
        assert "  " not in together
        assert ("Lukashenko", "accent") in [piece for row in rows for piece in row]
    assert laid((("a" * 30, "body"),), 10, 2) == [(("a" * 10, "body"),), (("a" * 20, "body"),)]
    assert laid((), 10, 2) == []
    # Wrapped lines are one paragraph; where another begins there is a slash.
    [row] = laid((("in\r\nMinsk\r\n\r\nBy ", "body"), ("Khromov\n\n", "accent"), ("\n  He", "body")), 40, 2)
    assert "".join(text for text, _ in row) == "in Minsk / By Khromov / He"
