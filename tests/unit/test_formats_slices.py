"""Every exported slice equals its quote, whatever stands before it and in it, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from annotations.bundle import Bundle, BundleArticle, Span
from annotations.codebook import builtin
from annotations.formats import FORMATS, Options
from annotations.ids import text_hashes
from annotations.model import Annotation, Segment, Stance
from annotations.records import Coding

Slices = list[tuple[int, int, str]]
TRAPS = ["😀", "\u00a0", "“", "”", "‘", "Договор", "\n"]
"""What must stand before and inside every passage."""
PIECES = [
    *TRAPS,
    *("word ", "\r\n", "\r", "\t", " ", "    ", "-", "=", "+", "@", "'", '"', ",", ";", "|", "\\", "*", "_"),
    *(
        "#",
        "# ",
        "> ",
        "1. ",
        "1)",
        "``",
        "```",
        "~~~",
        "![x](y)",
        "[[z]]",
        "<b>",
        "</b>",
        "&amp;",
        "&",
        "<!--",
    ),
    *(
        "{{",
        "%%",
        "::",
        "^id",
        "$x$",
        "e\u0301",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\x85",
        "\u3000",
        "\x1b[0m",
        "＝",
    ),
    *("\u200d", "👩\u200d🚀", "[a]: http://b", "---", "===", "|a|b|", "- [ ] ", "://", "\x0b"),
]


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and a range with the traps before it and inside it."""
    some = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
    traps = st.permutations(TRAPS).map("".join)
    before = draw(some) + draw(traps) + draw(some)
    inside = draw(some) + draw(traps) + draw(some)
    return before + inside + draw(some), len(before), len(before) + len(inside)


def bundle_of(text: str, start: int, end: int) -> Bundle:
    sha = text_hashes(text)[0]
    units = (Span(0, start), Span(start, end), Span(end, len(text)))
    article = BundleArticle("a.txt", "d", text, sha, units=tuple(u for u in units if u.start < u.end))
    segments = (Segment(start, end, text[start:end]),)
    made = Annotation(
        "7", "d", "ann", "t", "t", segments, sha, stance=Stance("position", "favor"), tags=("t",)
    )
    coding = Coding("8", "d", "ann", "done", "t", "t")
    return Bundle("c", (article,), (("a.txt", made),), builtin(), "ann", (coding,))


def from_w3c(data: bytes, text: str) -> Slices:
    (item,) = json.loads(data)["first"]["items"]
    quote, position = item["target"]["selector"]
    start, end = position["start"], position["end"]
    assert text[:start].endswith(quote.get("prefix", ""))
    assert text[end:].startswith(quote.get("suffix", ""))
    return [(start, end, quote["exact"])]


def from_table(data: bytes, text: str) -> Slices:
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return [(int(row["start"]), int(row["end"]), row["quote"]) for row in rows]


def from_units(data: bytes, text: str) -> Slices:
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    marked = {(int(row["start"]), int(row["end"])) for row in rows if row["value"] == "1"}
    assert {row["value"] for row in rows} == {"0", "1"}
    return [(start, end, text[start:end].strip()) for start, end in sorted(marked)]


def from_jsonl(data: bytes, text: str) -> Slices:
    lines = [json.loads(line) for line in data.decode().splitlines()]
    return [(p["start"], p["end"], p["quote"]) for line in lines for p in line.get("places", [])]


def from_markdown(data: bytes, text: str) -> Slices:
    """By an independent parser of CommonMark: the paragraphs of the quotation, the last of them the place."""
    tokens = (
        MarkdownIt("commonmark", {"html": True}).enable("table").parse(data.decode().split("---\n", 2)[2])
    )
    first = next(i for i, t in enumerate(tokens) if t.type == "blockquote_open")
    last = next(i for i, t in enumerate(tokens) if t.type == "blockquote_close")
    inside = tokens[first + 1 : last]
    assert {t.type for t in inside} <= {"paragraph_open", "inline", "paragraph_close"}
    paragraphs = []
    for token in inside:
        if token.type == "inline":
            assert {t.type for t in token.children or []} <= {
                "text",
                "text_special",
                "hardbreak",
                "softbreak",
            }
            paragraphs.append("".join("\n" if "break" in t.type else t.content for t in token.children or []))
    place = re.fullmatch(r"\(lines? [\d–]+, characters (\d+)–(\d+)\)", paragraphs.pop())
    assert place
    return [(int(place[1]), int(place[2]), "\n".join(paragraphs))]


CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def line_ends(text: str) -> str:
    """Markdown has one kind of line end, and one empty line is as many."""
    return re.sub(r"[\r\n]+", "\n", text).strip("\n")


READERS: dict[str, Callable[[bytes, str], Slices]] = {
    "w3c": from_w3c,
    "csv": from_table,
    "csv-tags": from_table,
    "csv-units": from_units,
    "jsonl": from_jsonl,
    "markdown": from_markdown,
}


def test_every_format_is_checked() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("format_id", sorted(READERS))
@settings(max_examples=40, deadline=None)
@given(passages())
def test_slices_equal_their_quotes(format_id: str, made: tuple[str, int, int]) -> None:
    text, start, end = made
    stream = io.BytesIO()
    FORMATS[format_id].write(bundle_of(text, start, end), stream, Options())
    slices = READERS[format_id](stream.getvalue(), text)
    assert len(slices) == 1
    for begin, stop, quote in slices:
        assert start <= begin < stop <= end
        assert text[start:end].strip() == text[begin:stop].strip()
        if format_id == "markdown":
            assert line_ends(quote) == line_ends(CONTROL.sub("\ufffd", text[begin:stop]))
        elif format_id != "csv-units":
            assert quote == text[begin:stop] == quote.strip()
