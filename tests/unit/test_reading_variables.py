"""Variables of the codebook: as typed, as shown, and what is still to be filled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.codes import Codebook, Level, Variable
from annotations.errors import PassageError
from annotations.model import Annotation, Stance
from reader.variables import asked, missing, of_level, shown, typed, unfilled


def variable(name: str, level: Level, *, required: bool = True) -> Variable:
    return Variable(name.casefold(), name, level, required=required)


BOOK = Codebook(
    "sentence",
    (),
    variables=(
        variable("Genre", "article"),
        variable("Optional", "article", required=False),
        variable("Strength", "passage"),
        variable("Role", "actor"),
    ),
)
TOPICS = Variable("topics", "Topics", "passage", ("arms", "Arms, trade", "oil"), exclusive=False)
FORCE = Variable("force", "Force", "passage", ("Low", "high"))


def test_required_variables_without_a_value_are_named() -> None:
    base = Annotation("7", "doc", "ann", "t", "t", stance=Stance("p", "favor"))
    assert missing(BOOK, {}, []) == ("Genre is empty",)
    assert missing(BOOK, {"genre": ""}, []) == ("Genre is empty",)
    assert missing(BOOK, {"genre": "news"}, []) == ()
    assert missing(BOOK, {"genre": "news"}, [base]) == ("annotation 7: Strength is empty",)
    filled = [
        replace(base, values={"strength": "low"}),
        replace(base, stance=None, note="n"),
        replace(base, status="proposed"),
    ]
    assert missing(BOOK, {"genre": "news"}, filled) == ()
    assert missing(Codebook("sentence", ()), {}, [base]) == ()


def test_variables_are_told_by_level_and_by_what_is_filled() -> None:
    assert [v.name for v in of_level(BOOK, "article")] == ["Genre", "Optional"]
    assert [v.name for v in unfilled(BOOK, "article", {"optional": "x"})] == ["Genre"]
    assert unfilled(BOOK, "article", {"genre": "news"}) == ()
    assert [v.name for v in unfilled(BOOK, "actor", {})] == ["Role"]
    assert asked(FORCE) == "Force is required: Low, high"
    assert "type a value" in asked(BOOK.variables[0])


@pytest.mark.parametrize(
    ("of", "text", "value"),
    [
        (FORCE, " low ", "Low"),
        (FORCE, "HIGH", "high"),
        (TOPICS, "oil, ARMS,, oil", ["oil", "arms"]),
        (TOPICS, "Arms, trade", ["Arms, trade"]),
        (BOOK.variables[2], "Any, text", "Any, text"),
    ],
)
def test_a_value_as_typed(of: Variable, text: str, value: object) -> None:
    assert typed(of, text) == value


@pytest.mark.parametrize(("of", "text"), [(FORCE, "low, high"), (FORCE, "middling"), (TOPICS, "oil, gas")])
def test_a_value_the_codebook_has_not_is_refused_with_those_it_has(of: Variable, text: str) -> None:
    with pytest.raises(PassageError) as caught:
        typed(of, text)
    assert all(value in str(caught.value) for value in of.values)


@given(st.lists(st.sampled_from(["arms", "oil"]), min_size=1, unique=True))
def test_several_values_read_as_they_are_shown(values: list[str]) -> None:
    assert typed(TOPICS, shown(values)) == values
