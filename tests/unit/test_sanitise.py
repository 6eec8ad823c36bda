"""What a stranger's string may do to a terminal: nothing."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sanitise import BIDI_CONTROLS, clean, clean_line, json_safe


def dangerous(text: str, *, allowed: str = "") -> list[str]:
    """The characters of *text* that a terminal would obey or that hide other text."""
    return [
        c
        for c in text
        if c not in allowed and (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI_CONTROLS)
    ]


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("Plain [bold] text", "Plain [bold] text"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\x9b31mb\x7f", "a\ufffd31mb\ufffd"),
        ("one\ntwo\tthree\r\nfour\u2028five\x85six", "one two three four five six"),
        ("abc\u202edef\u202c", "abcdef"),
        ("\ud800", "\ufffd"),
        ("a\U000e0041b", "ab"),
        ("Лукашенко “мы” 中文 e\u0301", "Лукашенко “мы” 中文 e\u0301"),
        ("z" + "\u0336" * 30 + "y", "z" + "\u0336" * 4 + "y"),
        ("z" + "\u0336\u200d" * 30 + "y", "z" + "\u0336\u200d" * 2 + "y"),
    ],
)
def test_clean(raw: str, safe: str) -> None:
    assert clean(raw) == safe


def test_what_python_calls_printable_is_never_dangerous() -> None:
    printable = "".join(c for c in map(chr, range(0x110000)) if c.isprintable())
    assert dangerous(printable) == []


def test_line_breaks_and_tabs_stay_where_they_are_wanted() -> None:
    assert clean("a\r\nb\rc\u2029d\te\x1b", newline=True) == "a\nb\nc\nd\te\ufffd"


def test_clean_line_has_no_white_space_to_spare() -> None:
    assert clean_line("  a\n\n b\u00a0 c ") == "a b c"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40), st.booleans())
@settings(max_examples=100, deadline=None)
def test_nothing_dangerous_passes_and_cleaning_twice_changes_nothing(raw: str, newline: bool) -> None:
    safe = clean(raw, newline=newline)
    assert dangerous(safe, allowed="\n\t" if newline else "") == []
    assert clean(safe, newline=newline) == safe
    safe.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40), st.booleans())
@settings(max_examples=100, deadline=None)
def test_json_safe_means_the_same_and_shows_nothing_dangerous(raw: str, indented: bool) -> None:
    written = json.dumps({"k": [raw]}, ensure_ascii=False, indent=2 if indented else None)
    safe = json_safe(written)
    assert json.loads(safe) == {"k": [raw]}
    assert dangerous(safe, allowed="\n") == []
    safe.encode("utf-8")
