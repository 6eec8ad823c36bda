"""Names of articles and annotators that are hard to keep apart on a disk: each gets its own, and keeps it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.running import Reader

NAMES = [
    b"l" * 236 + b".txt",
    b"l" * 235 + b"m.txt",
    b"d" * 200 + b"/" + b"l" * 236 + b".txt",
    b"caf\xe9.txt",
    b"caf\xe8.txt",
    "cafe\u0301.txt".encode(),
    "caf\u00e9.txt".encode(),
    b"Case.txt",
    b"case.txt",
    b"one/same.txt",
    b"two/same.txt",
    b"_corpus.txt",
    b"a.corrupt-1.txt",
    b"a.sync-conflict-20200101-120000-ABC.txt",
    b"a\nb.txt",
    b"-n.txt",
]
ANNOTATORS = ["../../etc", "a/b", "..", "x" * 100, "CON", "con", "texts", "Łucja", "ann\u0301", "-rf"]
REFUSED = {"x" * 200: "100 characters", "a\tb": "not", "": "name", " ": "name"}


def words(name: bytes) -> str:
    return f"The words of number {NAMES.index(name)}."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = tmp_path / "corpus"
    for name in NAMES:
        path = os.path.join(os.fsencode(root), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(f"A title\n\n{words(name)} They stand in a paragraph.\n")
    return root


def test_every_article_has_a_file_of_its_own(reader: Reader, corpus: Path) -> None:
    listed = [row["path"] for row in reader("list", corpus, "--json").json]
    assert len(listed) == len(NAMES)
    for path in listed:
        shown = reader("show", corpus, "--", path).out
        (number,) = [n for n in range(len(NAMES)) if f"number {n}." in shown]
        quote = ("--quote", f"number {number}", "--note", f"on {number}")
        assert (path, reader("annotate", corpus, *quote, "--", path).err) == (path, "")
    found = reader("annotations", corpus, "--json").json
    assert sorted(one["note"] for one in found) == sorted(f"on {n}" for n in range(len(NAMES)))
    assert {one["path"] for one in found} == set(listed)
    assert {(one["note"], one["quote"]) for one in found} == {
        (f"on {n}", f"number {n}") for n in range(len(NAMES))
    }
    files = [path for path in (corpus / "annotations" / "ann").rglob("*.json") if path.is_file()]
    assert len(files) == len(NAMES)
    assert all(len(os.fsencode(path.name)) <= 255 for path in files)
    assert reader("check", corpus).out == ""
    # A name that two folders have is no name.
    said = reader("show", corpus, "same.txt").error
    assert "one/same.txt" in said
    assert "two/same.txt" in said


@pytest.mark.parametrize("name", ANNOTATORS)
def test_every_annotator_has_a_folder_in_the_corpus(reader: Reader, seeds: Path, name: str) -> None:
    before = {path.name for path in seeds.parent.iterdir()}
    note = ("--quote", "short of weapons", "--note", "mine")
    ran = reader("annotate", seeds, "003", *note, f"--as={name}")
    assert (ran.status, ran.err) == (0, "")
    (folder,) = [path for path in (seeds / "annotations").iterdir() if path.is_dir() and path.name != "texts"]
    assert folder.name not in ("con", "texts")
    assert {path.name for path in seeds.parent.iterdir()} - before <= {"own"}
    (one,) = reader("annotations", seeds, "--json", f"--as={name}").json
    assert (one["note"], one["annotator"]) == ("mine", name)
    # Nobody else is meant by it.
    assert reader("annotations", seeds, "--json", "--as", "ann").json == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_name_is_refused_before_anything_is_written(
    reader: Reader, seeds: Path, name: str
) -> None:
    said = reader(
        "annotate", seeds, "003", "--quote", "short of weapons", "--note", "mine", f"--as={name}"
    ).error
    assert REFUSED[name] in said
    assert not (seeds / "annotations").exists()


SHORTENED = {"l" * 236 + ".txt": "l" * 120, "a.corrupt-1.txt": "a-corrupt-1.txt", "d.orig/a.txt": "d.orig"}
"""Articles whose files are called otherwise, and how the names of these begin."""


@pytest.fixture(params=SHORTENED, ids=lambda name: str(name)[-12:])
def shortened(request: pytest.FixtureRequest, reader: Reader, tmp_path: Path) -> tuple[Path, str, str, Path]:
    """A corpus in which an article has a note: where, which, the id of the note, the file it is in."""
    name, root = str(request.param), tmp_path / "shortened"
    (root / name).parent.mkdir(parents=True)
    (root / name).write_text("Alpha one two three. Beta four five six.\n")
    (root / "z.txt").write_text("Another.\n")
    assert reader("annotate", root, name, "--quote", "Alpha one", "--note", "first").status == 0
    (one,) = reader("annotations", root, "--json").json
    (file,) = (root / "annotations" / "ann").rglob("*.json")
    assert file.relative_to(root / "annotations" / "ann").as_posix().startswith(f"{SHORTENED[name]}~")
    return root, name, one["id"], file


def goes_on(reader: Reader, root: Path, name: str) -> None:
    """The article *name* has its first note, takes a second, and nothing is wrong."""
    assert [(a["path"], a["note"]) for a in reader("annotations", root, "--json").json] == [(name, "first")]
    assert reader("annotate", root, name, "--quote", "Beta four", "--note", "second").err == ""
    assert {a["path"] for a in reader("annotations", root, "--json").json} == {name}
    assert [line for line in reader("check", root).lines if "kept aside" not in line] == []


@pytest.mark.parametrize("how", ["check", "log"])
@pytest.mark.parametrize("removed", [False, True])
def test_what_vanished_with_a_file_of_a_shortened_name_comes_back_to_its_article(
    reader: Reader, shortened: tuple[Path, str, str, Path], how: str, removed: bool
) -> None:
    root, name, key, file = shortened
    file.unlink()
    again = ("check", root, "--restore", key) if how == "check" else ("log", root, key, "--restore", "1")
    if removed:  # the article, too: nobody knows which it was
        (root / name).rename(root.parent / "aside.txt")
        assert "put the article back first whose file it was" in reader(*again).error
        assert not file.exists()
        (root / name).parent.mkdir(exist_ok=True)
        (root.parent / "aside.txt").rename(root / name)
    assert reader(*again).status == 0
    assert f'"path":"{name}"' in file.read_text()
    goes_on(reader, root, name)


@pytest.mark.parametrize("header", ["wrong", "none"])
def test_a_file_of_a_shortened_name_gets_its_first_record_back(
    reader: Reader, shortened: tuple[Path, str, str, Path], header: str
) -> None:
    root, name, _, file = shortened
    wrong = file.relative_to(root / "annotations" / "ann").as_posix().removesuffix(".json")
    if header == "wrong":
        file.write_text(file.read_text().replace(f'"path":"{name}"', f'"path":"{wrong}"'))
    else:
        begin, _, rest = file.read_text().partition("\n\n,")
        file.write_text(begin.partition("\n")[0] + "\n" + rest)
    (found,) = reader("check", root, "--json").json
    assert (found["severity"], found["kind"], found["path"]) == ("problem", "header", name)
    assert f"reader check {root} --repair puts that right" in found["message"]
    assert "check CORPUS --repair" in reader("annotate", root, name, "--quote", "Beta", "--note", "no").error
    assert "its annotator's" in reader("check", root, "--as", "bob").out
    repaired = reader("check", root, "--repair")
    assert [line.split()[0] for line in repaired.lines if "aside" not in line or "laid" in line] == [
        "repaired"
    ]
    assert f'"path":"{name}"' in file.read_text()
    goes_on(reader, root, name)


@pytest.mark.parametrize("raw", [b"n\xff.txt", b"two  spaces.txt"])
def test_every_command_takes_an_article_by_the_name_it_shows(reader: Reader, seeds: Path, raw: bytes) -> None:
    itself = os.fsdecode(raw)
    (seeds / "001_c52329024e729261.txt").rename(seeds / itself)
    shown = "n\\xff.txt" if raw == b"n\xff.txt" else "two spaces.txt"
    assert shown in reader("list", seeds).out
    for name, note in ((shown, "as shown"), (itself, "as it is")):
        assert "treaty" in reader("show", seeds, name).out
        assert reader("annotate", seeds, name, "--whole", "--note", note, "--as", "ann").status == 0
        assert reader("done", seeds, name, "--as", "ann").status == 0
        assert reader("set", seeds, name, "date=2014").status == 0
        assert reader("entities", seeds, name).status == 0
        assert reader("list", seeds / name).status == 0
        assert len(reader("annotations", seeds / name, "--as", "ann").lines) == (1 if name == shown else 2)
        assert "where they belong" in reader("move", seeds, name, name, "--as", "ann").err
