"""Files that a person names: none of them may replace what the corpus is made of, or join it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotations.errors import StoreError
from reader.outgoing import ProtectedError, check_output, save_elsewhere
from reader.workspace import Workspace
from tests.running import Reader

ARTICLE = "003_b2f1ad3f4cdf42dc.txt"


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """The articles, with a table of them, a codebook and an annotation."""
    assert reader("set", seeds, "003", "author=X").status == 0
    (seeds / "codebook.toml").write_text("schema = 1\n")
    assert reader("annotate", seeds, "003", "--whole", "--note", "n").status == 0
    return seeds


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Inode and bytes, or where it leads, of everything in *folder*."""
    found = {}
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (path.lstat().st_ino, os.fsencode(path.readlink()) if path.is_symlink() else data)
    return found


NAMED = {
    "an article": ("seeds/" + ARTICLE, "is an article of the corpus"),
    "an article by its folder's link": ("linked/" + ARTICLE, "is an article of the corpus"),
    "a link to an article": ("link.csv", "is an article of the corpus"),
    "a hard link to an article": ("hard.csv", f"is {{}}/{ARTICLE} under another name"),
    "an article in other case": ("seeds/" + ARTICLE.upper(), "an article of the corpus"),
    "an article to be": ("seeds/new.md", "would be read as an article of the corpus"),
    "an article to be, deeper": ("seeds/notes/new.TXT", "would be read as an article of the corpus"),
    "a roundabout way": ("seeds/../seeds/" + ARTICLE, "is an article of the corpus"),
    "the codebook": ("seeds/codebook.toml", "is the codebook"),
    "the codebook in other case": ("seeds/Codebook.TOML", "is the codebook"),
    "the table": ("seeds/articles.csv", "is the table of the articles"),
    "a link to the table": ("table.csv", "is the table of the articles"),
    "a store file": ("seeds/annotations/ann/_corpus", "is a place of annotations"),
    "a hard link to a store file": ("store.csv", "/annotations/ann/_corpus under another name"),
    "new among the annotations": ("seeds/annotations/x.csv", "is a place of annotations"),
    "the annotations in other case": ("seeds/Annotations/x.csv", "is a place of annotations"),
    "the annotations themselves": ("seeds/annotations", "is a place of annotations"),
    "a folder": ("plain", "is no regular file"),
    "a device": ("pipe", "is no regular file"),
}


@pytest.mark.parametrize(("name", "said"), NAMED.values(), ids=NAMED.keys())
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["plain", "forced"])
def test_an_export_never_replaces_a_file_of_the_corpus(
    reader: Reader, coded: Path, name: str, said: str, force: tuple[str, ...]
) -> None:
    beside = coded.parent
    (beside / "linked").symlink_to(coded)
    (beside / "link.csv").symlink_to(coded / ARTICLE)
    (beside / "table.csv").symlink_to("seeds/articles.csv")
    (beside / "hard.csv").hardlink_to(coded / ARTICLE)
    (beside / "store.csv").hardlink_to(coded / "annotations" / "ann" / "_corpus")
    (beside / "plain").mkdir()
    os.mkfifo(beside / "pipe")
    (coded / "notes").mkdir()
    before = tree(beside)
    refused = reader("export", coded, "--format", "csv", "-o", beside / name, *force).error
    assert refused.startswith(f"reader: {beside / name}: ")
    assert said.format(coded) in refused
    assert {path: what for path, what in tree(beside).items() if "/own/" not in path} == {
        path: what for path, what in before.items() if "/own/" not in path
    }


def test_annotations_kept_elsewhere_are_protected_too(reader: Reader, coded: Path) -> None:
    kept = coded.parent / "kept"
    for name in ("kept/ann/x.json", "kept/x.csv", "kept", "seeds/annotations/x.csv"):
        argv = (
            "export",
            coded,
            "--annotations",
            kept,
            "--format",
            "csv",
            "-o",
            coded.parent / name,
            "--force",
        )
        assert "is a place of annotations" in reader(*argv).error
        assert not (kept / "x.csv").exists()
    assert reader("annotate", coded, "003", "--whole", "--note", "n", "--annotations", kept).status == 0
    (coded.parent / "kept link").symlink_to(kept)
    target = coded.parent / "kept link" / "ann" / "_corpus"
    argv = ("export", coded, "--annotations", kept, "--format", "csv", "-o", target, "--force")
    assert "is a place of annotations" in reader(*argv).error


def test_what_is_no_file_of_the_corpus_is_written_as_before(reader: Reader, coded: Path) -> None:
    (coded.parent / "other").mkdir()
    for name in ("seeds/out.csv", "other/003.txt", "out.md", "other/annotations", "other/codebook.toml"):
        path = coded.parent / name
        for force in ((), ("--force",)):
            assert reader("export", coded, "--format", "csv", "-o", path, *force).status == 0
        assert path.read_text().startswith("uuid,")


def test_folders_that_differ_in_case_are_two_where_the_disk_says_so(reader: Reader, coded: Path) -> None:
    other = coded.parent / "SEEDS"
    other.mkdir(exist_ok=True)
    status = reader("export", coded, "--format", "csv", "-o", other / ARTICLE).status
    assert status == (2 if other.samefile(coded) else 0)


def test_a_corpus_of_one_article_keeps_those_beside_it(reader: Reader, coded: Path) -> None:
    article, other = coded / ARTICLE, next(coded.glob("002*"))
    before = other.read_bytes()
    for path in (article, other):
        refused = reader("export", article, "--format", "markdown", "-o", path, "--force").error
        assert "is an article of the corpus" in refused
    assert other.read_bytes() == before
    assert reader("export", article, "--format", "markdown", "-o", coded / "notes.md").status == 0


def test_nothing_is_saved_elsewhere_in_the_corpus(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    for folder in (seeds, seeds / "deeper", seeds / "annotations"):
        with pytest.raises(StoreError, match="that is in the corpus"):
            save_elsewhere(workspace, folder)
    with pytest.raises(StoreError, match="everything is saved"):
        save_elsewhere(workspace, seeds.parent / "elsewhere")
    workspace.close()


def test_a_place_that_cannot_be_looked_at_is_left_to_who_writes(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    check_output(workspace, seeds.parent / "no" / "such" / "x.csv")
    with pytest.raises(ProtectedError):
        check_output(workspace, seeds / "no" / "such" / "x.txt")
    workspace.close()
