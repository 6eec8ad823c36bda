"""Counts are of the body, and say what boilerplate and repeats add."""

from __future__ import annotations

from reader import zoned
from reader.cards import Card
from reader.corpus import parse
from reader.entities.mentions import Entity
from reader.tui.panes import EntityItems, EntityRow, article_item

PROSE = [
    "The minister of defence told parliament on Monday that the army would buy forty new tanks from Germany.",
    "The opposition rejected the plan as too costly and said that the money was needed for schools.",
    "A vote is expected next week, after a committee has heard experts on the state of the old tanks.",
]
DOCUMENT = parse("x.txt", "\n\n".join([*PROSE, PROSE[1], "Share this article"]))
BODY, REPEAT, BOILERPLATE = 0, DOCUMENT.blocks[3].start, DOCUMENT.blocks[4].start


def test_what_zones_add() -> None:
    assert zoned.added(DOCUMENT, [BODY, BODY + 1]) == ""
    assert (
        zoned.added(DOCUMENT, [REPEAT, BODY, BOILERPLATE, REPEAT + 1]) == "+1 in boilerplate, +2 in repeats"
    )
    assert zoned.counted(DOCUMENT, iter([REPEAT, BODY])) == "1, +1 in repeats"
    assert zoned.counted(DOCUMENT, [BODY]) == "1"


def test_which_one_of_many() -> None:
    places = [BODY, BODY + 9, REPEAT, BOILERPLATE]
    told = [zoned.placed("mention", DOCUMENT, places, at) for at in range(4)]
    here = "2 here, +1 in boilerplate, +1 in repeats"
    assert told == [
        f"mention 1 of {here}",
        f"mention 2 of {here}",
        f"mention in repeats; {here}",
        f"mention in boilerplate; {here}",
    ]
    assert zoned.placed("mention", DOCUMENT, [BODY], 0) == "mention 1 of 1 here"


def test_the_list_names_what_is_not_of_the_body() -> None:
    card = Card("x.txt", "Tanks", stances=3, in_boilerplate=1)
    words = ["".join(text for text, _ in line) for line in article_item(card, 40).lines]
    assert words[-1].split("  ")[1:] == ["3 stances", "+1 in boilerplate"]


def test_the_entities_of_the_body_come_first_with_what_zones_add_beside() -> None:
    rows = [
        EntityRow(Entity("gpe:RU", "gpe", "Russia"), 12, 41, 8),
        EntityRow(Entity("org:mt", "org", "The Moscow Times"), 0, 2, 3),
        EntityRow(Entity("gpe:GB", "gpe", "Britain"), 4, 9),
    ]
    known = EntityItems(rows, corpus_known=True)
    items = [known.item(n, 50) for n in range(4)]
    assert known.ids == [item.id for item in items] == ["gpe:RU", "gpe:GB", "", "org:mt"]
    counts = [item.lines[0][-1][0] for item in items if item.id]
    assert [" ".join(count.split()) for count in counts[:2]] == ["12 +8 · 41", "4 · 9"]
    assert counts[2].endswith(" 3 ·  2")
    assert len({len(count) for count in counts}) == 1, "the columns are straight"
