"""What stands above the mentions of an entity, and what is said of a codebook row: fitted and clean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.layout.cells import cells
from reader.tui.widgets.codebook_pane import Definition
from reader.tui.widgets.entity_head import LABEL, EntityHead, Head

NASTY = "Evil\x1b[31m \u202eName\x07 中文\n"
HEAD = Head(
    "Dmitry Medvedev",
    "person",
    ("4 mentions in 1 article", "+1 ≡ in boilerplate or repeats"),
    "Mr Medvedev, Medvedev, the former Russian president",
    (
        ("holds", "1 - denies → Russia is short of weapons · 2 - against → Ukraine"),
        ("towards", "1 = neutral"),
    ),
    "ann",
    ("same as?", ("Dmitri Medvedev", "spelt nearly alike", "1 of 2")),
    False,
    "Tab answers",
)


def lines(head: Head, width: int, *, low: bool = False) -> list[str]:
    widget = EntityHead()
    widget.head, widget._low = head, low
    return [line.plain for line in widget._lines(width)]


def test_a_line_for_everything_there_is_to_say() -> None:
    assert lines(HEAD, 100) == [
        f"{'Dmitry Medvedev  person':<45}4 mentions in 1 article, +1 ≡ in boilerplate or repeats",
        "also        Mr Medvedev, Medvedev, the former Russian president",
        f"{'holds       1 - denies → Russia is short of weapons · 2 - against → Ukraine':<92}  by ann",
        f"{'towards     1 = neutral':<100}",
        f"{'same as?    Dmitri Medvedev · spelt nearly alike · 1 of 2':<89}Tab answers",
    ]


def test_what_there_is_no_room_for_gives_way_in_order() -> None:
    narrow = lines(HEAD, 50)
    assert narrow[0] == "Dmitry Medvedev  person    4 mentions in 1 article"
    assert narrow[-1] == "same as?    Dmitri Medvedev            Tab answers"
    assert lines(replace(HEAD, ways=""), 50)[-1].startswith(
        "same as?    Dmitri Medvedev · spelt nearly alike"
    )
    # The name goes before its kind, and before what is counted.
    assert lines(HEAD, 42)[0] == "Dmitry Medvedev    4 mentions in 1 article"
    assert lines(HEAD, 30)[0] == "Dmitry Medvedev     4 mentions"
    assert lines(HEAD, 24)[0].rstrip() == "Dmitry Medvedev"
    assert lines(HEAD, 100, low=True) == [lines(HEAD, 100)[0], lines(HEAD, 100)[-1]]
    assert len(lines(Head("X", "org"), 40)) == 1


@pytest.mark.parametrize("width", [1, 2, 13, 30, 78, 200])
def test_whatever_is_said_fits_and_is_clean(width: int) -> None:
    head = Head(
        NASTY, "person", ("9 mentions",), NASTY * 9, ((NASTY[:4], NASTY),), NASTY, ("not", (NASTY,)), True
    )
    for line in lines(head, width):
        assert cells(line) <= max(width, LABEL + len("  by ") + cells("Evil\ufffd[31m Name\ufffd 中文"))
        assert line.isprintable()
        assert "\u202e" not in line


@pytest.mark.parametrize("width", [1, 5, 40])
def test_a_definition_is_wrapped_whole_and_clean(width: int) -> None:
    widget = Definition()
    widget.name_told = "frame/conflict"
    widget.parts = [("", "A contest between sides. " * 8 + NASTY), ("exclude", NASTY), ("key", ",c")]
    shown = [line.plain for line in widget._lines(width)]
    assert all(cells(line) <= max(2, width) and line.isprintable() for line in shown)
    if width == 40:
        assert " ".join(shown).count("contest") == 8
        assert "exclude: Evil" in "\n".join(shown)
        assert shown[-1] == "key: ,c"
