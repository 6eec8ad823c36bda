"""Key names: Textual's and people's lead to one form, and back."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.keys import _character_to_key

from reader.keys.names import KeyNameError, canonical, is_text, parse_keys, show_keys

KEYS = [
    *string.ascii_letters,
    *string.digits,
    *string.punctuation,
    *("Space", "Enter", "Esc", "Tab", "Backspace", "Delete", "Up", "PgDn", "PgUp", "Home", "End", "F5"),
    *("^d", "^t", "^@", "S-Tab", "S-Up", "^Left", "A-x", "^S-Left"),
]


@pytest.mark.parametrize("character", [*string.ascii_letters, *string.digits, *string.punctuation, *"жЭёїў№"])
def test_textual_name_of_a_character_is_the_character(character: str) -> None:
    assert canonical(_character_to_key(character)) == character


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ctrl+d", "^d"),
        ("ctrl+D", "^d"),
        ("ctrl+i", "Tab"),
        ("ctrl+m", "Enter"),
        ("ctrl+j", "Enter"),
        ("ctrl+h", "Backspace"),
        ("ctrl+left_square_bracket", "Esc"),
        ("ctrl+@", "^@"),
        ("ctrl+space", "^@"),
        ("ctrl+backslash", "^\\"),
        ("ctrl+underscore", "^_"),
        ("shift+tab", "S-Tab"),
        ("shift+g", "G"),
        ("alt+shift+a", "A-A"),
        ("ctrl+shift+left", "^S-Left"),
        ("pagedown", "PgDn"),
        ("escape", "Esc"),
        ("space", "Space"),
        (" ", "Space"),
        ("f12", "F12"),
        ("plus", "+"),
        ("<scroll-up>", "<scroll-up>"),
        ("ctrl+в", "^в"),
        ("\x1b", "?"),
    ],
)
def test_one_form(name: str, expected: str) -> None:
    assert canonical(name) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("g e", ("g", "e")),
        ("ge", ("g", "e")),
        ("]e", ("]", "e")),
        ("left_square_bracket e", ("[", "e")),
        ("^d", ("^d",)),
        ("^", ("^",)),
        ("^^", ("^^",)),
        ("C-d", ("^d",)),
        ("ctrl+d g", ("^d", "g")),
        ("z+", ("z", "+")),
        ("z-", ("z", "-")),
        ("''", ("'", "'")),
        (",f", (",", "f")),
        ("S-Tab", ("S-Tab",)),
        ("end", ("End",)),
        ("e n d", ("e", "n", "d")),
        ("z Enter", ("z", "Enter")),
        ("ctrl++", ("^+",)),
        ("^+", ("^+",)),
    ],
)
def test_spellings(spelling: str, expected: tuple[str, ...]) -> None:
    assert parse_keys(spelling) == expected


@pytest.mark.parametrize(
    "spelling", ["", "  ", "Entr", "Spcae", "hyper+x", "S-", "g Pgdwn", "a\x00", "g+e", "no_such"]
)
def test_unreadable_spellings_are_refused(spelling: str) -> None:
    with pytest.raises(KeyNameError) as caught:
        parse_keys(spelling)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("spelling", "better"), [("^i", "Tab"), ("ctrl+m", "Enter"), ("g ^h", "Backspace"), ("^[", "Esc")]
)
def test_keys_a_terminal_cannot_tell_apart_are_refused_with_the_better_name(
    spelling: str, better: str
) -> None:
    with pytest.raises(KeyNameError, match=f"write {better}"):
        parse_keys(spelling)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
def test_shown_keys_read_back(keys: list[str]) -> None:
    assert parse_keys(show_keys(tuple(keys))) == tuple(keys)


def test_keys_that_type_text() -> None:
    assert [
        key for key in ("a", "%", "ж", "Space", "Backspace", "Enter", "^x", "Tab", "Up") if is_text(key)
    ] == [
        "a",
        "%",
        "ж",
        "Space",
        "Backspace",
    ]
