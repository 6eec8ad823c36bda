"""Holders as they are typed and written: chains of sets of actors, and those that name nobody."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.errors import PassageError
from annotations.model import Holder, Ref
from reader.holders import holder_chain, holder_text

WORDS = st.sampled_from(
    ["and", "&", ">", '"', '""', " ", "\t", "writer", "the", "author", "unattributed", "AT&T", "a"]
)
NAMES = st.one_of(st.text(min_size=1), st.lists(WORDS, min_size=1).map("".join)).filter(str.strip)


def chain(*levels: tuple[str, ...]) -> Holder:
    return tuple(tuple(Ref(name) for name in level) for level in levels)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", None),
        ("  \t", None),
        ("writer", ()),
        (" Writer ", ()),
        ("UNATTRIBUTED", "unattributed"),
        ("the writer", ()),
        ("Author", ()),
        # Outermost the writer goes without saying.
        ("writer > the newspaper > A & B", chain(("the newspaper",), ("A", "B"))),
        ("The  author  > A and B", chain(("A", "B"))),
        ("author > writer", ()),
        ("writer > unattributed", "unattributed"),
        ('A > "writer"', chain(("A",), ("writer",))),
        ("writers > A", chain(("writers",), ("A",))),
        ('"author" > A', chain(("author",), ("A",))),
        ("Ann", chain(("Ann",))),
        (" The paper >  defence chiefs & diplomats ", chain(("The paper",), ("defence chiefs", "diplomats"))),
        ("defence chiefs and diplomats", chain(("defence chiefs", "diplomats"))),
        ("A > B > C", chain(("A",), ("B",), ("C",))),
        # What parts actors are words of their own.
        ("AT&T", chain(("AT&T",))),
        ("AT&T & Procter&Gamble", chain(("AT&T", "Procter&Gamble"))),
        ("Alexander and Sandy", chain(("Alexander", "Sandy"))),
        ("Rolland", chain(("Rolland",))),
        # And quotes make a name of them.
        ('"Trade and Industry" > "Procter & Gamble"', chain(("Trade and Industry",), ("Procter & Gamble",))),
        ('"the ""Moskva"" and her crew"', chain(('the "Moskva" and her crew',))),
        ('"Moskva" crew', chain(('"Moskva" crew',))),
        ('"half', chain(('"half',))),
        ('"writer"', chain(("writer",))),
        ('A > "unattributed" > "B>C"', chain(("A",), ("unattributed",), ("B>C",))),
    ],
)
def test_a_holder_as_typed(typed: str, meant: Holder) -> None:
    assert holder_chain(typed) == meant


def test_a_known_name_with_and_in_it_is_one_actor() -> None:
    known = {"Trade and Industry"}.__contains__
    assert holder_chain("Ann and Trade and Industry", known) == chain(("Ann", "Trade and Industry"))
    assert holder_chain("Trade & Industry", known) == chain(("Trade", "Industry"))
    assert holder_chain('Trade and "Industry"', known) == chain(("Trade", "Industry"))


@pytest.mark.parametrize(
    "typed",
    [
        ">",
        "A >",
        "> A",
        "A > > B",
        "A > & > B",
        "&",
        " & ",
        "> > > >",
        "and",
        '""',
        "writer >",
        "writer > > A",
        "A & & B",
        "A and and B",
        "& A",
        "A & ",
        'A & "" & B',
    ],
)
def test_a_missing_name_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(PassageError, match="empty level or actor") as caught:
        holder_chain(typed)
    assert typed.strip() in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("A >> B", "'A >> B' has a > inside"),
        ("A>B", "'A>B' has a > inside"),
        ("A > B >C & D", "'B >C' has a > inside"),
        ("A > unattributed", "unattributed names nobody"),
        ("Unattributed > B", "unattributed names nobody"),
        ("A & unattributed", "unattributed names nobody"),
        ("A > writer", "writer is who wrote the article, and stands alone or first: leave it out"),
        ("writer & A > B", "writer is who wrote the article"),
        ("A & the Author", "the Author is who wrote the article"),
    ],
)
def test_what_is_an_actor_only_by_mistake_is_refused(typed: str, said: str) -> None:
    with pytest.raises(PassageError, match="double quotes") as caught:
        holder_chain(typed)
    assert said in str(caught.value)


@settings(max_examples=300)
@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), min_size=1, max_size=3))
@example([["Procter & Gamble > Home"], ["writer"]])
@example([["unattributed"]])
@example([[' "x" ', "and", '"']])
def test_a_chain_reads_as_it_is_written(names: list[list[str]]) -> None:
    written = chain(*map(tuple, names))
    assert holder_chain(holder_text(written)) == written


@pytest.mark.parametrize("holder", [None, (), "unattributed"])
def test_those_that_name_nobody_read_as_they_are_written(holder: Holder) -> None:
    assert holder_chain(holder_text(holder)) == holder


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map("".join)))
def test_whatever_is_typed_is_a_holder_or_refused(typed: str) -> None:
    with contextlib.suppress(PassageError):
        found = holder_chain(typed)
        assert holder_chain(holder_text(found)) == found


def test_very_long_input_takes_no_longer_than_it_is_long() -> None:
    assert holder_chain("a" * 300_000) == chain(("a" * 300_000,))
    found = holder_chain("a & " * 50_000 + "b")
    assert isinstance(found, tuple)
    assert len(found[0]) == 50_001
    for typed in (
        '"a & ' * 50_000 + "b",
        '"x' + ' & ""y' * 50_000,
        '"' * 200_001,
        '" ' * 100_000,
        "a" + " " * 200_000 + "b",
        "the" + " " * 200_000 + "b",
        "writer > " * 50_000 + "writer" + " " * 200_000 + "b",
    ):
        assert holder_text(holder_chain(typed))
    with pytest.raises(PassageError):
        holder_chain("> " * 150_000)
