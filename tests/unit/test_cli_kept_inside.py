"""Annotations that are kept in another folder of the corpus than the usual one."""

from __future__ import annotations

from pathlib import Path

from reader.corpus.corpus import Corpus
from tests.running import Reader


def test_no_text_that_is_kept_with_the_annotations_is_an_article(reader: Reader, seeds: Path) -> None:
    kept = seeds / "coding" / "mine"
    kept.parent.mkdir()
    (kept.parent / "more.txt").write_text("An article beside it.\n")
    before = [row["path"] for row in reader("list", seeds, "--json").json]
    assert reader("annotate", seeds, "003", "--whole", "--note", "n", "--annotations", kept).status == 0
    assert [*(kept / "texts").glob("*.txt")]
    (seeds / "linked").symlink_to(kept)
    for given in (kept, seeds / "linked"):
        rows = reader("list", seeds, "--json", "--annotations", given).json
        assert [row["path"] for row in rows] == before
        assert sum(row["annotations"] for row in rows) == 1


def test_a_folder_that_comes_later_is_left_out_too(seeds: Path) -> None:
    kept = seeds / "mine"
    corpus = Corpus.open(seeds, apart=kept)
    (kept / "texts").mkdir(parents=True)
    (kept / "texts" / "a.txt").write_text("words")
    assert corpus.refresh() == ()


def test_the_corpus_itself_is_no_place_for_annotations(reader: Reader, seeds: Path) -> None:
    for path in (seeds, next(seeds.glob("003*"))):
        refused = reader("annotate", path, "003", "--whole", "--note", "n", "--annotations", seeds).error
        assert "is the corpus itself: name a folder in it, or elsewhere" in refused
    assert all(path.suffix == ".txt" for path in seeds.iterdir())
