"""Which holder is lit while one is typed: a chain is completed from its last actor alone."""

from __future__ import annotations

import pytest

from annotations.errors import PassageError
from annotations.model import Holder, Ref
from reader.completing import Choice, Completion
from reader.holder_rows import completed_holder
from reader.holders import holder_chain, holder_text

RUSSIA = Ref("Russia", "gpe", "gpe:russia")
KNOWN = {"russia": RUSSIA, "moscow": RUSSIA}
INDUSTRY = Ref("Ministry of Industry and Trade", "org", "org:mit")


def means(text: str) -> Holder:
    chain = holder_chain(text)
    if chain is None or isinstance(chain, str):
        return chain
    return tuple(tuple(KNOWN.get(ref.name.casefold(), ref) for ref in level) for level in chain)


def proposal(holder: Holder) -> Choice:
    return Choice(holder_text(holder), value=holder)


CHOICES = [
    proposal(holder)
    for holder in (
        ((Ref("diplomats"), Ref("defense officials")),),
        ((Ref("the newspaper"),), (Ref("Western diplomats"),)),
        ((Ref("the newspaper"),),),
        ((Ref("Dmitry Medvedev", "person", "person:medvedev"),),),
        ((RUSSIA,),),
        ((INDUSTRY,),),
        (),
        "unattributed",
    )
]


def found(typed: str) -> Completion:
    return completed_holder(CHOICES, typed, means)


@pytest.mark.parametrize(
    "typed", ["diplomats", "officials", "def", "dipl", "the newspaper >", "Western dip", "m", "A > R"]
)
def test_several_are_not_lit_by_a_word_of_one_of_them(typed: str) -> None:
    assert found(typed).taken is None
    assert found(typed).text == typed


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("diplomats & def", "diplomats & defense officials"),
        ("diplomats and def", "diplomats and defense officials"),
        ("the newspaper > west", "the newspaper > Western diplomats"),
        ("newspaper > diplomats & rus", "newspaper > diplomats & Russia"),
        ("newspaper > rus", "newspaper > Russia"),
        ("newspaper > Medvedev", "newspaper > Dmitry Medvedev"),
        ("Ministry of Industry and Tr", '"Ministry of Industry and Trade"'),
        ("medv", "Dmitry Medvedev"),
        ("newspaper", "the newspaper"),
        ("diplomats & defense officials", "diplomats & defense officials"),
    ],
)
def test_of_a_chain_the_last_actor_is_completed_and_what_stands_before_it_stays(
    typed: str, line: str
) -> None:
    assert found(typed).text == line
    lit = found(typed).taken
    assert lit is not None
    assert lit.value in (means(line), ((INDUSTRY,),)) or holder_text(lit.value) == line  # type: ignore[arg-type]  # a holder's row


@pytest.mark.parametrize(
    "typed", ["newspaper > diplomats", "newspaper > diplomats & off", "newspaper & Western"]
)
def test_a_chain_that_is_typed_whole_is_kept_as_typed(typed: str) -> None:
    assert (found(typed).taken, found(typed).text, found(typed).rows[0].text) == (None, typed, typed)


def test_the_rows_of_a_chain_say_the_whole_line_and_what_was_typed_stays_in_reach() -> None:
    one = found("newspaper > ")
    assert (one.at, one.text, one.taken) == (0, "newspaper >", None)
    assert one.stepped(1).text == "newspaper > the newspaper"
    assert found("newspaper > rus").stepped(-1).text == "newspaper > rus"


def test_a_known_name_means_its_actor_before_any_that_it_begins() -> None:
    longer = proposal(((Ref("Moscow Times"),),))
    lit = completed_holder([longer], "moscow", means).taken
    assert lit is not None
    assert (lit.text, lit.value) == ("Russia", ((RUSSIA,),))


def test_what_means_no_holder_is_no_reason_to_fail() -> None:
    def never(text: str) -> Holder:
        raise PassageError(text)

    lit = completed_holder(CHOICES, "A > rus", never).taken
    assert lit is not None
    assert (lit.text, lit.value) == ("A > Russia", None)


def test_a_quoted_name_is_one_piece_while_it_is_typed() -> None:
    assert (
        found('newspaper > "Ministry of Industry and Tr').text
        == 'newspaper > "Ministry of Industry and Trade"'
    )
