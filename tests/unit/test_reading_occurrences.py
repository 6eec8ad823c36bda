"""Where the same stands elsewhere: whole words in any form, mentions of an entity; and what is left to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotations.model import Annotation, Segment
from reader.corpus import parse
from reader.corpus.document import Range
from reader.entities.mentions import Mention
from reader.marks import Anchored
from reader.occurrences import Occurrences, occurrences, to_correct, to_tag, whole_words
from reader.opened import Opened

TEXT = (
    "The arms\ntrade grew. ARMS\xa0TRADE, the “arms trade” and arms-traders. Army, arms; the trade of arms "
    "trades nothing: Minsk’s arms trade fell. Minsk and the capital agreed."
)
MENTIONS = (
    Mention(TEXT.index("Minsk’s"), TEXT.index("Minsk’s") + 5, "gpe", entity="gpe:minsk"),
    Mention(TEXT.index("Minsk and"), TEXT.index("Minsk and") + 5, "gpe", entity="gpe:minsk"),
    Mention(TEXT.index("the capital"), TEXT.index("the capital") + 11, "loc", entity="gpe:minsk"),
)
OPENED = Opened(parse("x.txt", TEXT), MENTIONS)


def words(places: tuple[Range, ...]) -> list[str]:
    return [TEXT[p.start : p.end] for p in places]


def test_whole_words_in_any_case_and_white_space() -> None:
    assert words(whole_words(OPENED, "arms trade")) == [
        "arms\ntrade",
        "ARMS\xa0TRADE",
        "arms trade",
        "arms trade",
    ]
    assert words(whole_words(OPENED, "“arms trade”")) == ["“arms trade”"]
    assert words(whole_words(OPENED, "army")) == ["Army"]
    assert whole_words(OPENED, "arm") == whole_words(OPENED, " ") == ()


def test_what_is_looked_for_is_the_selection_the_entity_or_the_word() -> None:
    at = TEXT.index("Minsk and")
    assert occurrences(OPENED, None, at) == Occurrences(
        "Minsk", tuple(Range(m.start, m.end) for m in MENTIONS)
    )
    chosen = Range(at, at + 9)
    found = occurrences(OPENED, chosen, at)
    assert found == Occurrences("Minsk and", (chosen,))
    plain = occurrences(OPENED, None, TEXT.index("grew"))
    assert plain is not None
    assert (plain.name, words(plain.places)) == ("grew", ["grew"])
    wrapped = occurrences(OPENED, Range(4, 14), 4)
    assert wrapped is not None
    assert wrapped.name == "arms trade"


@pytest.mark.parametrize("text", ["", "— … —", "\n\n"])
def test_without_words_there_is_nothing_to_look_for(text: str) -> None:
    assert occurrences(Opened(parse("x.txt", text)), None, 0) is None


def record(start: int, end: int, **fields: Any) -> Anchored:
    made = Annotation(
        "1", "d", "ann", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", segments=(Segment(start, end, ""),)
    )
    return Anchored(replace(made, **fields), "exact", ((start, end),))


def test_what_one_tagged_so_already_is_left_out() -> None:
    places = whole_words(OPENED, "arms trade")
    first, second, third, fourth = places
    opened = OPENED.with_annotations(
        (
            record(first.start, first.end, tags=("x", "y")),
            record(second.start, second.end, tags=("y",)),
            record(third.start, third.end, tags=("x",), annotator="bob"),
            record(fourth.start, fourth.end + 2, tags=("x",)),
        )
    )
    assert to_tag(opened, places, "x", "free", "ann") == (second, third, fourth)


def test_where_units_are_fixed_each_unit_is_offered_once() -> None:
    sentences = [OPENED.document.sentence_at(place.start) for place in whole_words(OPENED, "arms")]
    found = to_tag(OPENED, whole_words(OPENED, "arms"), "x", "sentence", "ann")
    assert list(found) == list(dict.fromkeys(sentences))
    assert len(found) < len(sentences)


def test_what_names_it_already_or_nothing_is_left_out() -> None:
    minsk = tuple(Range(m.start, m.end) for m in MENTIONS)
    other = whole_words(OPENED, "trade of arms")
    assert to_correct(OPENED, (*minsk, *other), "gpe") == (minsk[2], *other)
    assert to_correct(OPENED, (*other, *minsk), "") == minsk
    wide, inner = Range(minsk[1].start - 2, minsk[1].end + 1), Range(minsk[1].start, minsk[1].start + 2)
    assert to_correct(OPENED, (wide, inner), "") == (wide,)


def test_what_is_contested_can_be_said_whatever_it_names_now() -> None:
    minsk = tuple(Range(m.start, m.end) for m in MENTIONS)
    other = whole_words(OPENED, "trade of arms")
    inside = (Range(minsk[0].start + 1, minsk[0].end - 1),)
    assert to_correct(OPENED, minsk, "gpe", inside) == (minsk[0], minsk[2])
    assert to_correct(OPENED, (*other, *minsk), "", (*other, *inside)) == (*other, *minsk)
    beside = (Range(minsk[0].end, minsk[0].end + 3),)
    assert to_correct(OPENED, minsk, "gpe", beside) == (minsk[2],)
