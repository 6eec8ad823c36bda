"""A corpus opens without reading, and gives documents whose offsets are those of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.corpus import ArticleError, Corpus, CorpusError


def test_the_five_articles_open(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    assert [e.path[:3] for e in corpus.entries] == ["000", "001", "002", "003", "004"]
    for entry in corpus.entries:
        document = corpus.document(entry.path)
        assert document.text == (seeds / entry.path).read_bytes().decode("utf-8")
        assert document.sentences


def test_lines_wrapped_by_hand_are_paragraphs(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    document = corpus.document(corpus.resolve("000"))
    third = document.blocks[2]
    assert document.text[third.start : third.end].startswith("The treaty allows arms companies")
    assert document.text[third.start : third.end].endswith("rifle as a result.")


def test_what_is_no_corpus_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no articles here"):
        Corpus.open(tmp_path)
    with pytest.raises(CorpusError, match="no such file or folder"):
        Corpus.open(tmp_path / "nowhere")


def test_an_unknown_article(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    with pytest.raises(ArticleError, match="no such article"):
        corpus.document("nothing.txt")
