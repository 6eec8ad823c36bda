"""What is copied: the words, and where they come from, whole."""

from __future__ import annotations

from reader.citing import cited, whole_title
from reader.corpus.document import Metadata
from reader.corpus.parsing import parse

LEAD = "Britain could buy weapons from its former Cold War foe for the first time under a landmark treaty."


def test_the_source_is_whole_and_the_line_is_called_so() -> None:
    text = "A title\n\nMinisters said that they would buy forty new tanks from Germany, and soon."
    known = Metadata(outlet="The Times", date="2014-01-23", author="Ann Able")
    document = parse("a/x.txt", text, metadata=known)
    at = text.index("forty new")
    assert cited(document, at, at + 9) == (
        "“forty new” (Ann Able, A title, The Times, 2014-01-23; a/x.txt, line 3)"
    )


def test_an_article_without_a_title_is_called_by_its_first_sentence() -> None:
    document = parse("x.txt", f"{LEAD} Another sentence follows here.\n\nAnd one more paragraph of it.")
    assert document.metadata.title.endswith("…")
    assert cited(document, 0, 7) == f"“Britain” ({LEAD}; x.txt, line 1)"
    named = parse("x.txt", document.text, metadata=Metadata(title="Something else…"))
    assert cited(named, 0, 7) == "“Britain” (Something else…; x.txt, line 1)"


def test_a_short_first_sentence_does_not_leave_the_title_cut() -> None:
    document = parse("x.txt", f"Britain could buy. {LEAD} Another follows here.\n\nAnd one more paragraph.")
    assert document.metadata.title.endswith("…")
    assert whole_title(document) == f"Britain could buy. {LEAD}"
