"""Rows of one entity: mentions under their articles, stances under their roles, filtered and found again."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Region

from annotations.model import Annotation, Ref, Segment, Stance
from reader.concordance import Group, Line
from reader.dossier import Said
from reader.holders import holder_chain
from reader.tui.entity_items import Mentioned, Rows, mentions, stances
from reader.tui.widgets.line_list import LineList


def line(start: int, before: str, after: str, number: int = 1, zone: str = "", over: str = "") -> Line:
    return Line(start, start + 4, before, "Kent", after, number, zone, over)


PLANET = Group(
    "a/planet_0123456789abcdef.txt",
    "Man flies",
    "The Daily Planet · 1938",
    (line(0, "", " flew over the city"), line(90, "a friend of ", " said so", 12, "repeat", over="-")),
)
GLOBE = Group("globe.txt", "Nobody flies", "outlet unknown", (line(5, "where was ", "?", 3),))
LOST = Group("lost.txt", problem="lost.txt: no such file")
RECORD = Annotation(
    "7",
    "d",
    "ann",
    "",
    "",
    (Segment(3, 9, "he  cannot\nfly"),),
    stance=Stance("claim", "denies", Ref("He flies")),
)
HELD = Said("holds", "globe.txt", RECORD, RECORD.stance or Stance("", ""))
BY = Stance("position", "against", Ref("Kent"), holder_chain("Lex"))
TOWARDS = Said("towards", "globe.txt", Annotation("8", "d", "ann", "", "", stance=BY), BY)
KNOWN = (*map(mentions, (PLANET, GLOBE, LOST)), *stances((TOWARDS, HELD), "ann"))
LABELS = {("claim", "denies"): ("-", "says no to"), ("position", "against"): ("~", "against")}


def rows(wanted: str = "", *, airy: bool = False, width: int = 80) -> Rows:
    return Rows(KNOWN, wanted, width, labels=LABELS, airy=airy)


def words(known: Rows, index: int, width: int = 80) -> str:
    return " ".join("".join(text for text, _ in known.item(index, width).lines[0]).split())


def test_rows_stand_under_headings_that_name_and_count() -> None:
    known = rows()
    assert [words(known, n) for n in range(known.count)] == [
        "planet Man fliesThe Daily Planet · 1938 · 1 mention +1 ≡",
        "¶1 Kent flew over the city",
        "- ≡¶12 a friend of Kent said so",
        "globe Nobody fliesoutlet unknown · 1 mention",
        "¶3 where was Kent?",
        "lost.txt: no such file",
        "stances held by it1 by ann",
        "- says no to → He flies “he cannot fly”globe",
        "stances towards it1 by ann",
        "~ against by Lexglobe",
    ]
    assert [known.item(n, 80).selectable for n in range(4)] == [False, True, True, False]
    assert (known.mentions, rows(airy=True).count) == (3, known.count + 4)
    assert [known.number(n) for n in (0, 1, 2, 4, 7)] == [0, 1, 2, 3, 0]


def test_a_quote_is_left_out_where_there_is_no_room() -> None:
    assert words(rows(), 7, 30) == "- says no to → He fliesglobe"


def test_the_keyword_is_lit_and_what_is_aside_is_dim() -> None:
    [first] = rows().item(1, 80).lines
    [aside] = rows().item(2, 80).lines
    assert [look for text, look in first if text == "Kent"] == ["match"]
    assert [look for text, look in first if "flew" in text] == ["body"]
    assert [look for text, look in aside if "said" in text] == ["dim"]
    assert ("-", "stance.-") in aside


def test_a_filter_wants_every_word_in_the_line_or_its_heading() -> None:
    assert [words(rows("PLANET said"), n) for n in range(2)] == [
        "planet Man fliesThe Daily Planet · 1938 · 1 mention +1 ≡",
        "- ≡¶12 a friend of Kent said so",
    ]
    assert rows("lex").count == rows("cannot fly").count == 2
    assert rows("man nobody").count == rows("nowhere").count == 0
    assert rows("city", width=80).count == 2
    assert rows("city", width=20).count == 0, "what there is no room for is not looked at"


def test_rows_are_found_again_by_what_they_are() -> None:
    known = rows()
    ids = [known.id_of(n) for n in range(known.count)]
    named = [one for one in ids if one]
    assert len(set(named)) == len(named) == 5
    for one in named:
        index = known.find(one)
        assert index is not None
        assert known.id_of(index) == one
    assert rows("where").find("globe.txt:5") == 1
    assert known.find("globe.txt:6") is None
    entry = known.entry(4)
    assert isinstance(entry, Mentioned)
    assert (entry.path, entry.line.start) == ("globe.txt", 5)
    assert known.entry(-1) is known.entry(99) is known.entry(0) is None


def test_steps_lead_from_heading_to_heading() -> None:
    known = rows(airy=True)
    first = known.step(0, 0)
    second = known.step(first + 1, 1)
    assert (words(known, first), words(known, second)) == ("¶1 Kent flew over the city", "¶3 where was Kent?")
    assert known.step(second, -1) == known.step(second, -9) == first
    assert known.heading(second) == second - 1
    assert known.heading(first + 1) == first - 1
    assert Rows().step(0, 1) == 0


class Listed(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.list = LineList()

    def compose(self) -> ComposeResult:
        yield self.list


async def test_a_list_passes_over_the_headings_of_its_source_and_shows_them() -> None:
    app, known = Listed(), rows()
    async with app.run_test(size=(40, 3)):
        app.list.set_source(known.count, 1, known.item)
        assert app.list.cursor == 1
        app.list.move(2)
        assert app.list.cursor == 4
        app.list.move(-1)
        assert app.list.cursor == 2
        app.list.move(1)
        shown = [line.text for line in app.list.render_lines(Region(0, 0, 40, 3))]
        assert "Nobody flies" in shown[1]
        assert "where was" in shown[2]
        app.list.first()
        assert (app.list.cursor, app.list.top) == (1, 0)
