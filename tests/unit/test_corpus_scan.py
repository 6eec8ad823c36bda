"""Which files are articles, and what is not followed, opened or waited for."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.folders import DEEPEST
from reader.corpus import ArticleError, Corpus, CorpusError
from reader.corpus import corpus as corpus_module
from reader.corpus.scan import Entry, look, read_edges


def listed(root: Path) -> dict[str, str]:
    return {entry.path: entry.problem for entry in Corpus.open(root).entries}


def test_only_articles_are_listed_by_path(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.TXT",
        "c.md",
        "d.text",
        "e.html",
        ".hidden.txt",
        "codebook.toml",
        "articles.csv",
    ):
        (tmp_path / name).write_text("x")
    for folder in ("annotations", ".git", "2014", "2014/annotations"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "z.txt").write_text("x")
    assert list(listed(tmp_path)) == [
        "2014/annotations/z.txt",
        "2014/z.txt",
        "a.TXT",
        "b.txt",
        "c.md",
        "d.text",
    ]


def test_a_file_is_looked_at_when_something_is_asked_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def looking(root: Path, path: str, raw: bytes, *, max_bytes: int) -> Entry:
        looked.append(path)
        return look(root, path, raw, max_bytes=max_bytes)

    monkeypatch.setattr(corpus_module, "look", looking)
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text("An article.")
    corpus = Corpus.open(tmp_path)
    assert corpus.names == ("a.txt", "b.txt", "c.txt", "d.txt")
    assert corpus.document("b.txt").text == "An article."
    assert corpus.resolve("c") == "c.txt"
    assert looked == []
    assert next(corpus.readable()) == "a.txt"
    assert (corpus.entry("b.txt").size, looked) == (11, ["a.txt"])
    assert [entry.size for entry in corpus.entries] == [11] * 4
    assert corpus.entries == corpus.entries
    assert looked == ["a.txt", "c.txt", "d.txt"]


def test_what_was_read_before_anything_was_looked_at_is_known_to_have_changed(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text("An article.")
    corpus = Corpus.open(tmp_path)
    corpus.document("b.txt")
    (tmp_path / "b.txt").write_text("Another article.")
    (tmp_path / "c.txt").unlink()
    (tmp_path / "e.txt").write_text("A new article.")
    assert corpus.refresh() == ("b.txt", "c.txt", "e.txt")
    assert corpus.refresh() == ()


def test_a_pipe_is_named_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    (tmp_path / "y.txt").write_text("An article.")
    corpus = Corpus.open(tmp_path)
    assert [e.problem for e in corpus.entries] == ["not a regular file but a pipe", ""]
    with pytest.raises(ArticleError, match="a pipe"):
        corpus.document("x.txt")
    assert corpus.document("y.txt").text == "An article."


def test_links_stay_inside_and_loops_are_cut(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not yours")
    root = tmp_path / "corpus"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.txt").write_text("a")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "gone.txt").symlink_to(root / "nowhere.txt")
    (root / "in.txt").symlink_to(root / "sub" / "a.txt")
    (root / "away").symlink_to(tmp_path)
    (root / "sub" / "loop").symlink_to(root)
    (root / "again").symlink_to(root / "sub")
    (root / "annotations").symlink_to(tmp_path)
    assert listed(root) == {
        "away/": "link that leaves the corpus",
        "gone.txt": "link to nothing",
        "in.txt": "",
        "out.txt": "link that leaves the corpus",
        "sub/a.txt": "",
    }
    corpus = Corpus.open(root)
    assert corpus.document("in.txt").text == "a"
    with pytest.raises(ArticleError, match="leaves the corpus"):
        corpus.document("out.txt")


@pytest.mark.parametrize(
    "target", ["nothing.txt", "../nothing.txt", "itself.txt", "../elsewhere.txt", "pipe"]
)
def test_a_link_that_cannot_be_read_has_one_reason_wherever_it_is_told(tmp_path: Path, target: str) -> None:
    root = tmp_path / "corpus"
    root.mkdir()
    (root / "a.txt").write_text("An article.")
    (tmp_path / "elsewhere.txt").write_text("Another.")
    os.mkfifo(root / "pipe")
    (root / "itself.txt").symlink_to(target)
    [listed] = [entry.problem for entry in Corpus.open(root).entries if entry.path == "itself.txt"]
    assert listed
    corpus = Corpus.open(root)
    with pytest.raises(ArticleError) as caught:
        corpus.document("itself.txt")
    assert str(caught.value) == f"itself.txt: {listed}"
    assert corpus.entry("itself.txt").problem == listed


def test_a_link_that_comes_to_nothing_later_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("An article.")
    (tmp_path / "link.txt").symlink_to("a.txt")
    corpus = Corpus.open(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ArticleError, match=r"^link\.txt: link to nothing$"):
        corpus.document("link.txt")
    with pytest.raises(ArticleError, match=r"^a\.txt: the file is gone$"):
        corpus.document("a.txt")


def test_a_file_that_becomes_a_link_outwards_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    root.mkdir()
    (root / "a.txt").write_text("mine")
    (tmp_path / "secret.txt").write_text("not yours")
    corpus = Corpus.open(root)
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(ArticleError, match="leaves the corpus"):
        corpus.document("a.txt")


def test_names_are_nfc_for_us_and_open_with_their_bytes(tmp_path: Path) -> None:
    raw = unicodedata.normalize("NFD", "Genève.txt")
    (tmp_path / raw).write_text("é")
    (tmp_path / "odd.txt").write_text("odd")
    os.rename(os.fsencode(tmp_path / "odd.txt"), os.fsencode(tmp_path) + b"/caf\xe9.txt")
    corpus = Corpus.open(tmp_path)
    assert [e.path for e in corpus.entries] == [unicodedata.normalize("NFC", raw), "caf\\xe9.txt"]
    assert corpus.document(corpus.entries[0].path).text == "é"
    assert corpus.document("caf\\xe9.txt").text == "odd"


def test_two_names_alike_in_nfc_are_both_there(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "é.txt")).write_text(form)
    corpus = Corpus.open(tmp_path)
    if len(list(tmp_path.iterdir())) == 2:
        assert {corpus.document(e.path).text for e in corpus.entries} == {"NFC", "NFD"}
    assert len({e.path for e in corpus.entries}) == len(corpus.entries)


def test_large_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 100)
    corpus = Corpus.open(tmp_path, max_bytes=50)
    assert corpus.entries[0].problem == "too large: 100 bytes or more, the limit is 50"
    with pytest.raises(ArticleError, match="too large"):
        corpus.document("a.txt")


def test_what_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("", "b", "c"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "a.txt").write_text("x")
        (tmp_path / folder / "a.txt").chmod(0o640)
    scandir, access = os.scandir, os.access

    def closed(path: bytes) -> Iterator[os.DirEntry[bytes]]:
        if path.endswith(b"/b"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    monkeypatch.setattr(
        os, "access", lambda path, mode: not path.endswith(b"/c/a.txt") and access(path, mode)
    )
    assert listed(tmp_path) == {
        "a.txt": "",
        "b/": "permission denied",
        "c/a.txt": "permission denied",
    }


def test_a_corpus_nobody_may_look_into_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("a")
    corpus = Corpus.open(tmp_path / "a.txt")

    def closed(path: bytes) -> Iterator[os.DirEntry[bytes]]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(CorpusError, match=rf"{tmp_path}: the folder cannot be read: permission denied"):
        Corpus.open(tmp_path)
    assert not corpus.holds("b.txt")


def test_a_sample_of_edges_follows_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    (root / "in").mkdir(parents=True)
    (root / "in" / "long.txt").write_text("abcdefghij")
    (root / "in" / "short.txt").write_text("abcd")
    (tmp_path / "secret.txt").write_text("not yours")
    (root / "in" / "out.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(root / "in" / "pipe.txt")
    (root / "away").symlink_to(tmp_path)
    names = [b"gone.txt", b"long.txt", b"out.txt", b"pipe.txt", b"short.txt"]
    assert list(read_edges(root, b"in", names, 2)) == [b"ab\n\nij", b"", b"abcd"]
    assert list(read_edges(root, b"away", [b"secret.txt"], 2)) == []
    assert list(read_edges(root, b"gone", names, 2)) == []


def test_a_folder_too_deep_to_keep_anything_of_is_said(tmp_path: Path) -> None:
    deepest = "/".join("d" * DEEPEST)
    (tmp_path / deepest / "d").mkdir(parents=True)
    for path in (f"{deepest}/in.txt", f"{deepest}/d/out.txt", "top.txt"):
        (tmp_path / path).write_text("An article.")
    assert listed(tmp_path) == {
        f"{deepest}/d/": f"more than {DEEPEST} folders deep: not read",
        f"{deepest}/in.txt": "",
        "top.txt": "",
    }


def test_one_file_as_corpus(seeds: Path) -> None:
    corpus = Corpus.open(seeds / "003_b2f1ad3f4cdf42dc.txt")
    assert (corpus.root, corpus.only) == (seeds.resolve(), "003_b2f1ad3f4cdf42dc.txt")
    assert [e.path for e in corpus.entries] == ["003_b2f1ad3f4cdf42dc.txt"]
    (seeds / "new.txt").write_text("another")
    assert corpus.refresh() == ()


def test_a_file_of_another_kind_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    with pytest.raises(CorpusError, match="not an article"):
        Corpus.open(tmp_path / "a.pdf")
