"""articles.csv: read with care, believed over guesses, written without losing anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus import Corpus, CorpusError
from reader.corpus.articles_csv import ArticlesTable, read_table, with_fields, write_table
from reader.corpus.document import Metadata

PATH = "003_b2f1ad3f4cdf42dc.txt"


def test_it_wins_over_what_the_article_says(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    assert corpus.metadata(PATH).outlet == "The Sunday Telegraph"
    (seeds / "articles.csv").write_text(f"path,title,date\n{PATH},My title,2023-03\n")
    metadata = corpus.metadata(PATH)
    assert (metadata.title, metadata.date, metadata.outlet) == ("My title", "2023-03", "The Sunday Telegraph")
    assert corpus.document(PATH).metadata == metadata


def test_setting_writes_the_table_and_is_seen(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    assert corpus.set_metadata(PATH, date="2023-03-26", title="New").date == "2023-03-26"
    assert (seeds / "articles.csv").read_text() == (
        f"path,title,outlet,date,url,author\n{PATH},New,,2023-03-26,,\n"
    )
    assert Corpus.open(seeds).metadata(PATH).title == "New"
    assert corpus.set_metadata(PATH, title="").title.startswith("Russia ‘ramping up")
    assert [e.path for e in corpus.entries] == [e.path for e in Corpus.open(seeds).entries]


def test_foreign_columns_order_and_rows_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "b.txt").write_text("Text.")
    old = '\ufeffmine,Path,date\r\n"x, y",gone.txt,2014\r\n=1+1,a.txt,not a date\r\n'
    (tmp_path / "articles.csv").write_bytes(old.encode())
    corpus = Corpus.open(tmp_path)
    corpus.set_metadata("b.txt", outlet="Kurier")
    assert (tmp_path / "articles.csv").read_bytes().decode() == (
        '\ufeffmine,Path,date,outlet\r\n"x, y",gone.txt,2014\r\n=1+1,a.txt,not a date\r\n,b.txt,,Kurier\r\n'
    )


def test_bad_rows_are_named_by_line_and_not_believed(tmp_path: Path) -> None:
    rows = [
        "path,title,date,url",
        "a.txt,A,2014-02-30,",
        ",B,,",
        'c.txt,"two',
        'lines",,ftp://x',
        "a.txt,Z,,",
        "1,2,3,4,5",
    ]
    (tmp_path / "articles.csv").write_text("\n".join(rows))
    table = read_table(tmp_path)
    assert [p.split(":")[0] for p in table.problems] == [
        "articles.csv, line 2",
        "articles.csv, line 3",
        "articles.csv, line 5",
        "articles.csv, line 6",
        "articles.csv, line 7",
    ]
    assert table.known == {"a.txt": Metadata(title="A"), "c.txt": Metadata(title="two lines")}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_an_unclosed_quotation_mark_is_told_with_what_is_lost(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    data = f'path,title\na.txt,A\nb.txt,"open\nc.txt,C\nd.txt,D{end}'
    (tmp_path / "articles.csv").write_text(data, newline="")
    table = read_table(tmp_path)
    said = "articles.csv, line 3: a quotation mark is not closed; lines 3 to 5 are ignored"
    assert table.problems == (said,)
    assert table.known == {"a.txt": Metadata(title="A")}
    with pytest.raises(CorpusError, match=r"not closed.*mend or move the file first"):
        Corpus.open(tmp_path).set_metadata("a.txt", title="B")
    assert (tmp_path / "articles.csv").read_bytes() == data.encode()


def test_an_unclosed_quotation_mark_in_the_last_or_first_row(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text('path,title\na.txt,"open')
    assert read_table(tmp_path).problems == (
        "articles.csv, line 2: a quotation mark is not closed; this row is ignored",
    )
    (tmp_path / "articles.csv").write_text('path,"title\na.txt,A\n')
    table = read_table(tmp_path)
    assert (table.known, table.broken) == ({}, True)
    assert "line 1: a quotation mark is not closed; lines 1 to 2 are ignored" in table.problems[0]
    (tmp_path / "articles.csv").write_text('path,title\na.txt,"clo""sed"\nb.txt,5" disk\n')
    assert read_table(tmp_path).problems == ()


@pytest.mark.parametrize(
    "data",
    [b"title,date\nx,2014\n", b'path,title\na.txt,"' + b"x" * 140_000, bytes(range(32)) * 50, b"%PDF-1.4"],
    ids=["no path", "huge cell", "binary", "pdf"],
)
def test_a_file_that_is_no_table_is_not_written_over(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "articles.csv").write_bytes(data)
    corpus = Corpus.open(tmp_path)
    assert corpus.metadata("a.txt").title
    assert len(corpus.problems) == 1
    with pytest.raises(CorpusError, match=r"articles\.csv"):
        corpus.set_metadata("a.txt", title="x")
    assert (tmp_path / "articles.csv").read_bytes() == data


def test_a_pipe_or_link_in_its_place_does_no_harm(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    root.mkdir()
    (root / "a.txt").write_text("Text.")
    os.mkfifo(root / "articles.csv")
    corpus = Corpus.open(root)
    assert "a pipe" in corpus.problems[0]
    (root / "articles.csv").unlink()
    (tmp_path / "else.csv").write_text("path,title\na.txt,Stolen\n")
    (root / "articles.csv").symlink_to(tmp_path / "else.csv")
    assert corpus.metadata("a.txt").title == "Text."
    with pytest.raises(CorpusError):
        corpus.set_metadata("a.txt", title="x")
    assert (tmp_path / "else.csv").read_text() == "path,title\na.txt,Stolen\n"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("date", "23.1.2014", "is no date"),
        ("url", "javascript:alert(1)", "does not begin with http"),
        ("title", "x" * 3_000, "3,000 characters"),
        ("colour", "red", "no such field"),
    ],
)
def test_wrong_values_are_refused(seeds: Path, field: str, value: str, said: str) -> None:
    corpus = Corpus.open(seeds)
    with pytest.raises(CorpusError, match=said):
        corpus.set_metadata(PATH, **{field: value})
    assert not (seeds / "articles.csv").exists()


def test_an_article_that_is_not_there_gets_no_row(seeds: Path) -> None:
    with pytest.raises(CorpusError, match="no such article"):
        Corpus.open(seeds).set_metadata("nothing.txt", title="x")


def test_a_formula_is_written_harmless_and_read_back(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    corpus.set_metadata(PATH, title="=cmd|' /C calc'!A0")
    assert "'=cmd" in (seeds / "articles.csv").read_text()
    assert corpus.metadata(PATH).title == "=cmd|' /C calc'!A0"


def test_a_failed_write_leaves_the_old_file(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = Corpus.open(seeds)
    corpus.set_metadata(PATH, title="Old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(CorpusError, match="no space left"):
        corpus.set_metadata(PATH, title="New")
    assert "Old" in (seeds / "articles.csv").read_text()
    assert not [p for p in seeds.iterdir() if p.name.startswith(".")]
    assert corpus.metadata(PATH).title == "Old"


cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=5), cells)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], title: str
) -> None:
    root = tmp_path_factory.mktemp("table")
    table = ArticlesTable(("path", "x"), tuple(r for r in rows if r[0].strip()))
    table = with_fields(table, "a b.txt", {"title": title})
    write_table(root, table)
    again = read_table(root)
    assert again.known["a b.txt"].title == " ".join(title.split())
    assert [r[:2] for r in again.rows] == [r[:2] for r in table.rows]


def test_what_is_known_is_told_without_looking_at_the_disk(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("A headline\n\nWords of an article that go on for a while.\n")
    (tmp_path / "articles.csv").write_text("path,title\na.txt,One\n")
    corpus = Corpus.open(tmp_path)
    assert corpus.known_metadata("a.txt") == Metadata(title="One")
    (tmp_path / "articles.csv").write_text("path,title\na.txt,Two\n")
    assert corpus.known_metadata("a.txt") == Metadata(title="One")
    assert corpus.known_metadata("b.txt") is None
    corpus.document("b.txt")
    assert corpus.known_metadata("b.txt") == Metadata(title="A headline")
    assert corpus.known_metadata("a.txt") == Metadata(title="Two")
