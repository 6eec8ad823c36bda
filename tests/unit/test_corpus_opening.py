"""A corpus opens without reading, and gives documents that follow their files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.corpus import ArticleError, Corpus, CorpusError
from reader.sanitise import clean_line


def test_the_five_articles_open(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    assert [e.path[:3] for e in corpus.entries] == ["000", "001", "002", "003", "004"]
    for entry in corpus.entries:
        document = corpus.document(entry.path)
        assert document.text == (seeds / entry.path).read_bytes().decode("utf-8")
        assert document.sentences
        assert corpus.document(entry.path) is document


def test_opening_writes_nothing(seeds: Path) -> None:
    before = {p.name: p.stat().st_mtime_ns for p in seeds.iterdir()}
    corpus = Corpus.open(seeds)
    for entry in corpus.entries:
        corpus.document(entry.path)
    assert {p.name: p.stat().st_mtime_ns for p in seeds.iterdir()} == before


def test_what_is_no_corpus_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no articles here"):
        Corpus.open(tmp_path)
    with pytest.raises(CorpusError, match="no such file or folder"):
        Corpus.open(tmp_path / "nowhere")


def test_an_unreadable_article_leaves_the_rest_open(seeds: Path) -> None:
    (seeds / "bad.txt").write_bytes(bytes(range(256)) * 20)
    corpus = Corpus.open(seeds)
    with pytest.raises(ArticleError, match=r"^bad\.txt: not a text: ") as caught:
        corpus.document("bad.txt")
    assert "\n" not in str(caught.value)
    assert {e.path: e.problem for e in corpus.entries}["bad.txt"].startswith("not a text")
    assert corpus.document(corpus.resolve("004")).sentences


def test_a_changed_file_is_read_again_and_a_vanished_one_named(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    path = corpus.resolve("004")
    old = corpus.document(path)
    (seeds / path).write_text("Something new.\n")
    assert corpus.document(path).text == "Something new.\n" != old.text
    assert corpus.refresh() == (path,)
    (seeds / path).unlink()
    with pytest.raises(ArticleError, match="the file is gone"):
        corpus.document(path)
    (seeds / "new.md").write_text("# New\n\nText.\n")
    assert corpus.refresh() == (path, "new.md")
    assert corpus.refresh() == ()
    with pytest.raises(ArticleError, match="no such article"):
        corpus.document(path)
    assert corpus.metadata("new.md").title == "New"


def test_a_repaired_file_loses_its_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"%PDF-1.4")
    corpus = Corpus.open(tmp_path)
    with pytest.raises(ArticleError):
        corpus.document("a.txt")
    (tmp_path / "a.txt").write_text("Now it is a text.")
    corpus.refresh()
    assert corpus.entries[0].problem == ""
    assert corpus.document("a.txt").text == "Now it is a text."


def test_names_are_resolved_or_refused_with_candidates(seeds: Path) -> None:
    for folder in ("x", "y"):
        (seeds / folder).mkdir()
        (seeds / folder / "same.txt").write_text("text")
    corpus = Corpus.open(seeds)
    full = "001_c52329024e729261.txt"
    for name in (full, "001", "./" + full, str(seeds / full), "001_c52329024e729261"):
        assert corpus.resolve(name) == full
    assert corpus.resolve("x/s") == "x/same.txt"
    with pytest.raises(ArticleError, match=r"2 articles fit, name one: x/same\.txt, y/same\.txt"):
        corpus.resolve("same.txt")
    for name in ("nothing", "../001"):
        with pytest.raises(ArticleError, match="no such article"):
            corpus.resolve(name)
    with pytest.raises(ArticleError, match="an article is needed, not an empty name"):
        corpus.resolve("")


ODD = (
    b"n\xff.txt",
    b"tab\there.txt",
    b"two  spaces.txt",
    b" first.txt",
    b"over\nleaf.txt",
    b"m\xe2\x80\xaeirror.txt",
)
"""Names that are not shown as they are."""


@pytest.mark.parametrize("raw", ODD)
def test_a_name_is_accepted_as_it_is_shown_and_as_it_is(tmp_path: Path, raw: bytes) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for one in (raw, b"other.txt"):
        (folder / os.fsdecode(one)).write_text("It is a text.")
    corpus = Corpus.open(folder)
    [path] = [name for name in corpus.names if name != "other.txt"]
    itself, shown = os.fsdecode(raw), clean_line(path)
    for name in (itself, shown, shown.removesuffix(".txt"), shown[:-5], f"./{shown}", str(folder / itself)):
        assert corpus.resolve(name) == path
    for name in (itself, shown):
        assert Corpus.open(folder / name).only == path
    with pytest.raises(CorpusError, match="no such file"):
        Corpus.open(folder / f"{shown}x")


def test_a_name_that_is_shown_alike_twice_is_asked_about(tmp_path: Path) -> None:
    for name in ("a b.txt", "a  b.txt", "c  d.txt", "c\td.txt"):
        (tmp_path / name).write_text("text")
    corpus = Corpus.open(tmp_path)
    assert corpus.resolve("a b.txt") == "a b.txt", "it is called so"
    assert corpus.resolve("a  b.txt") == "a  b.txt"
    with pytest.raises(ArticleError, match="2 articles fit"):
        corpus.resolve("c d.txt")
    with pytest.raises(CorpusError, match="no such file"):
        Corpus.open(tmp_path / "c d.txt")


def test_a_link_to_nothing_is_no_corpus_by_any_name(tmp_path: Path) -> None:
    (tmp_path / "to  nothing").symlink_to("nothing")
    for name in ("to  nothing", "to nothing"):
        with pytest.raises(CorpusError, match="no such file"):
            Corpus.open(tmp_path / name)


def test_paragraphs_are_numbered_without_headings_and_boilerplate(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    document = corpus.document(corpus.resolve("001"))
    sixth = next(b for b in document.blocks if b.number == 6)
    assert document.text[sixth.start : sixth.end].startswith("But the\xa0newspaper reported")
    assert [b.number for b in document.paragraphs] == list(range(1, 9))


def test_lines_that_several_files_share_are_the_sites(tmp_path: Path) -> None:
    body = "The minister of {0} told parliament in {0} on Monday that the {0} budget would be cut by a tenth."
    for n, place in enumerate(("Minsk", "Oslo", "Rome")):
        lines = [
            "Kurier am Abend",
            "",
            f"Budget of {place} cut",
            "",
            body.format(place),
            "",
            "Zum Seitenanfang",
        ]
        (tmp_path / f"{n}.txt").write_text("\n".join(lines))
    corpus = Corpus.open(tmp_path)
    document = corpus.document("1.txt")
    assert [b.kind for b in document.blocks] == ["boilerplate", "title", "paragraph", "boilerplate"]
    assert {z.reason for z in document.zones} == {"the line stands in other files too"}
    assert {z.tier for z in document.zones} == {"sure"}


def test_the_same_story_twice_is_not_boilerplate(tmp_path: Path) -> None:
    story = [
        "Budget cut",
        "",
        "The minister said on Monday that the budget would be cut.",
        "",
        "He gave no reason.",
    ]
    for n in range(2):
        (tmp_path / f"{n}.txt").write_text("\n".join(story))
    assert Corpus.open(tmp_path).document("0.txt").zones == ()


def test_a_corpus_inside_a_link_opens(tmp_path: Path, seeds: Path) -> None:
    os.symlink(seeds, tmp_path / "link")
    corpus = Corpus.open(tmp_path / "link")
    assert corpus.root == seeds.resolve()
    assert len(corpus.entries) == 5
