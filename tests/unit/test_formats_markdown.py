"""Markdown: nothing in a quote is syntax, nothing in a note loads or breaks out, programs find their way."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotations.bundle import Bundle
from annotations.formats import FORMATS, Options
from annotations.formats.markdown import block_id, write_article
from annotations.formats.markdown_text import hash_tag, note_lines, plain, plain_lines, quote_block, wiki_link
from annotations.model import Annotation


def notes(bundle: Bundle) -> str:
    stream = io.BytesIO()
    FORMATS["markdown"].write(bundle, stream, Options())
    return stream.getvalue().decode()


def tokens(text: str) -> list[Token]:
    """Every token an independent parser of CommonMark sees, inline ones included."""
    blocks = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [t for block in blocks for t in (block, *(block.children or []))]


SIGNS = st.text(
    st.sampled_from("![]()<>`~#*_-+=|\\&;:{}%^$ \t\n\"'ax1./\u00a0") | st.characters(codec="utf-8"),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(SIGNS)
def test_quoted_text_is_only_text(text: str) -> None:
    kinds = {t.type for t in tokens("\n".join(["> x", ">", *quote_block(f"a {text}"), ""]))}
    allowed = {"blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "inline", "text"}
    assert kinds <= allowed | {"text_special", "softbreak", "hardbreak"}
    for line in plain_lines(text):
        assert not re.search(r"!\[|\[\[|```|~~~|<|(?<!\\)\{\{", line)
        assert not re.match(r"\s", line)


@settings(max_examples=100, deadline=None)
@given(SIGNS)
def test_notes_do_no_harm(text: str) -> None:
    lines = note_lines(text)
    body = "\n".join(f"  {line}" for line in lines)
    found = tokens(f"- note:\n\n{body}\n\nafter\n")
    assert not {t.type for t in found} & {"html_block", "html_inline", "image", "fence"}
    assert "[[" not in body
    assert "{{" not in body
    assert not re.search(r"`{3}|~{3}", body)


def test_notes_stay_markdown() -> None:
    assert note_lines("**bold** and `code`\n- [link](http://x.example)\n# title") == [
        "**bold** and `code`",
        "- [link](http://x.example)",
        "# title",
    ]
    assert note_lines("![[x]] [[[y]]] {{{z}}}") == ["!\\[\\[x]] \\[\\[\\[y]]] \\{\\{\\{z}}}"]
    assert note_lines("a < b & 1<2") == ["a < b & 1<2"]


def test_lines_that_could_begin_something() -> None:
    assert plain("- By James Kilner") == "\\- By James Kilner"
    assert plain("1. First") == "1\\. First"
    assert plain("3.5 million in 2014-15, R&D") == "3.5 million in 2014-15, R&D"
    assert plain_lines("a\r\n  b\n===") == ["a", "&#32;&#32;b", "\\=\\=\\="]


def test_links_and_tags() -> None:
    assert wiki_link("The [Source]|x") == "[[The Source x]]"
    assert wiki_link("Al-Jazeera / A^B\\C#d\x1b") == "[[Al-Jazeera A B C d]]"
    assert wiki_link("[]") == "\\[\\]"
    assert hash_tag("frame/mock ery!/Ж") == "#frame/mock-ery/Ж"
    assert hash_tag("2014") == "#code-2014"
    assert hash_tag("/ /") == "#tag"


def test_front_matter_is_quoted(exported_bundle: Bundle) -> None:
    evil = replace(exported_bundle, corpus='x"\n---\nevil: true\u2028', names={"ann-b": "- a: b # c"})
    head = notes(evil).split("\n---\n")[0].split("\n")
    assert head[0] == "---"
    fields = dict(line.split(": ", 1) for line in head[1:])
    assert set(fields) == {"title", "annotator", "articles", "annotations"}
    assert json.loads(fields["title"]) == evil.corpus
    assert json.loads(fields["annotator"]) == "- a: b # c"


def test_every_block_id_is_there_once(exported_bundle: Bundle) -> None:
    text = notes(exported_bundle)
    shown = [a for _, a in exported_bundle.annotations if a.status != "rejected"]
    for a in shown:
        assert re.fullmatch(r"cr-[0-9a-f]{12}", block_id(a))
        assert text.split("\n").count(f"^{block_id(a)}") == 1
    (hidden,) = (a for _, a in exported_bundle.annotations if a.status == "rejected")
    assert block_id(hidden) not in text


def test_what_a_person_reads(exported_bundle: Bundle) -> None:
    text = notes(exported_bundle)
    for line in (
        "> (lines 2–3, characters 10–67)",
        "- Position: **in favour** towards The treaty (issue)",
        "- held by: [[the newspaper]] › defence chiefs & co & [[diplomats]] › [[Interfax]]",
        "- held by: unattributed",
        "- held by: the writer",
        "- tags: #frame/mockery #loose-tag",
        "- Intensity: high",
        "- status: proposed",
        "- coding: done",
        "- Genre: news",
        "  &lt;script>x&lt;/script> **bold**",
        "- this article is not in the corpus any more",
        "> (not in the present text)",
    ):
        assert line in text.split("\n")
    kinds = {t.type for t in tokens(text.split("---\n", 2)[2])}
    assert not kinds & {"html_block", "html_inline", "image", "fence", "code_block"}


def test_mentions_are_linked(exported_bundle: Bundle) -> None:
    (article,) = (a for a in exported_bundle.articles if a.path == "а/treaty.txt")
    start = article.text.index("Defence")
    moved = replace(article, entities=(replace(article.entities[0], start=start, end=start + 7),))
    assert "- mentions: [[The Source x]]" in notes(replace(exported_bundle, articles=(moved,))).split("\n")


def test_one_article_alone(exported_bundle: Bundle) -> None:
    stream = io.BytesIO()
    losses = write_article(exported_bundle, "а/treaty.txt", stream)
    text = stream.getvalue().decode()
    assert losses
    assert text.startswith('---\ntitle: "Договор 😀"\noutlet: "The Paper: \\"daily\\""\ndate: "2014-01"\n')
    assert "\n# Договор 😀\n" in text
    assert "weapons" not in text
    assert "> Critics = mock it\n" in text


def test_control_characters_are_counted(exported_bundle: Bundle) -> None:
    made = Annotation("7", "", "ann", "t", "t", note="a\x1b[2Jb\x00")
    stream = io.BytesIO()
    losses = FORMATS["markdown"].write(
        replace(exported_bundle, annotations=(("weapons.txt", made),)), stream, Options()
    )
    assert {x.what: x.count for x in losses.items}["control characters (shown as U+FFFD)"] == 2
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", stream.getvalue().decode())


@pytest.mark.parametrize(
    "piece", ["(", '"', " ", "a.", "e\u0301", "[", "`", "&", "&a", "1", "<", "\\", "{{", "::"]
)
def test_long_runs_of_one_sign(piece: str) -> None:
    # What backtracks would not come back from this.
    text = piece * 50_000
    (line,) = plain_lines(text)
    assert len(line) >= len(text)
    assert len(note_lines(text)) == 1
