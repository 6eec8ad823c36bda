"""export, import and check from the command line: what leaves comes back, and nothing is overwritten."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.formats.registry import FORMATS
from annotations.records import Correction, Memo
from annotations.store import AnnotationStore
from reader.commands import leaving, talk
from tests.running import Reader

MOCKED = "mocked Western intelligence reports"


def everything(corpus: Path) -> dict[str, Any]:
    """Every record of the annotator ``ann`` as plain TinyDB reads it, by file and key."""
    found: dict[str, Any] = {}
    for path in sorted((corpus / "annotations" / "ann").iterdir()):
        if not path.name.startswith("."):
            with TinyDB(path) as database:
                found[path.name] = {str(doc.doc_id): dict(doc) for doc in database.all()}
    return found


_MADE: list[Path] = []
"""Where the annotations of ``coded`` are kept once they were made: a command for each takes its time."""


@pytest.fixture
def coded(reader: Reader, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with annotations of every kind, some of them edited, one removed, and every other record."""
    if not _MADE:
        code(reader, seeds)
        kept = tmp_path_factory.mktemp("coded") / "annotations"
        shutil.copytree(seeds / "annotations", kept)
        _MADE.append(kept)
    else:
        shutil.copytree(_MADE[0], seeds / "annotations")
    return seeds


def code(reader: Reader, seeds: Path) -> None:
    holder = "the newspaper > diplomats & defense officials"
    first = reader(
        *("annotate", seeds, "001", "--quote", "diplomats and defense officials", "--stance", "favor"),
        *("--target", "the treaty", "--holder", holder, "--note", "emoji 😀 and\nlines"),
    )
    reader("annotate", seeds, "003", "--quote", MOCKED, "--stance", "claim/denies", "--tag", "device/mockery")
    reader("annotate", seeds, "002", "--whole", "--stance", "neutral", "--holder", "writer")
    reader(
        "annotate",
        seeds,
        "003",
        "--range",
        "10:30",
        "--range",
        "40:60",
        "--stance",
        "favor",
        "--holder",
        "unattributed",
    )
    gone = reader("annotate", seeds, "000", "--whole", "--note", "wrong")
    reader("remove", seeds, gone.out.strip())
    reader("edit", seeds, first.out.strip(), "--tag", "frame/security")
    reader("edit", seeds, first.out.strip(), "--mode", "indirect")
    reader("done", seeds, "004")
    reader("done", seeds, "003", "--not-codable", "too long")
    reader("done", seeds, "003", "--reopen")
    with_store(seeds)


def with_store(corpus: Path) -> None:
    """A memo and a correction, which no command makes yet."""
    store = AnnotationStore(corpus / "annotations", "ann")
    store.load()
    now = store.now()
    store.put(Memo(store.new_id(), "ann", now, now, title="On irony", body="It *is* hard."))
    store.put(
        Correction(store.new_id(), "ann", now, now, subject="entity", verdict="not one", data={"text": "x"})
    )
    store.close()


def empty_copy(seeds_source: Path, corpus: Path) -> Path:
    copy = corpus.parent / "copy"
    copy.mkdir()
    for article in seeds_source.glob("*.txt"):
        shutil.copyfile(article, copy / article.name)
    return copy


@pytest.mark.parametrize("form", ["w3c", "jsonl"])
def test_what_leaves_comes_back_whole(reader: Reader, coded: Path, seeds_source: Path, form: str) -> None:
    out = coded.parent / f"out.{form}"
    assert reader("export", coded, "--format", form, "-o", out).status == 0
    copy = empty_copy(seeds_source, coded)
    tried = reader("import", copy, out, "--dry-run")
    assert tried.status == 0
    assert "4 annotations and 5 other records would be added" in tried.out
    assert not (copy / "annotations").exists()
    taken = reader("import", copy, out)
    assert (taken.status, taken.err) == (0, "")
    wanted = everything(coded)
    # What was removed does not travel; all that did is there to the revision and its ancestors.
    wanted.pop("000_305367dd2efea505.txt.json")
    assert everything(copy) == wanted
    assert {one["rev"] for one in wanted["001_c52329024e729261.txt.json"].values() if "rev" in one} == {3}
    texts = {path.name for path in (coded / "annotations" / "texts").iterdir()}
    assert {path.name for path in (copy / "annotations" / "texts").iterdir()} <= texts
    assert reader("export", copy, "--format", form).out.encode() == out.read_bytes().replace(
        b'"seeds"', b'"copy"'
    ) or (form == "w3c")
    again = reader("import", copy, out)
    assert (again.status, again.out) == (0, "0 annotations and 0 other records added; 9 here already\n")
    assert everything(copy) == wanted
    # It was one action.
    assert reader("undo", copy).status == 0
    assert reader("annotations", copy).out == ""


def test_what_is_different_here_is_not_overwritten(reader: Reader, coded: Path) -> None:
    out = coded.parent / "out.jsonl"
    reader("export", coded, "--format", "jsonl", "-o", out)
    [one] = [r for r in reader("annotations", coded, "--json").json if r["path"].startswith("002")]
    reader("edit", coded, one["id"], "--note", "changed since")
    reader("done", coded, "004", "--reopen")
    before = everything(coded)
    ran = reader("import", coded, out)
    assert ran.status == 1
    assert "2 different here and left alone" in ran.out
    assert one["id"] in ran.err
    assert everything(coded) == before
    [told] = reader("import", coded, out, "--json").json
    assert (told["added"], told["same"], len(told["different"])) == ([], 7, 2)


@pytest.mark.parametrize("form", ["jsonl", "w3c", "csv"])
def test_a_removed_record_comes_back_by_import_which_is_said_and_can_be_undone(
    reader: Reader, coded: Path, form: str
) -> None:
    out = coded.parent / f"out.{form}"
    reader("export", coded, "--format", form, "-o", out)
    before = reader("annotations", coded, "--json").json
    [one] = [r for r in before if r["path"].startswith("002")]
    reader("remove", coded, one["id"])
    [told] = reader("import", coded, out, "--format", form, "--dry-run", "--json").json
    assert (told["added"], told["brought_back"]) == ([one["id"]], [one["id"]])
    ran = reader("import", coded, out, "--format", form)
    assert ran.out.startswith("1 annotation and 0 other records added, of which 1 you had removed; ")
    [back] = [r for r in reader("annotations", coded, "--json").json if r["path"].startswith("002")]
    assert (back["id"], back["stance"], back["created"], back["rev"]) == (
        one["id"],
        one["stance"],
        one["created"],
        3,
    )
    assert "had removed" not in reader("import", coded, out, "--format", form).out
    assert reader("undo", coded).status == 0
    assert reader("annotations", coded, "--json").json == [r for r in before if r != one]


def test_records_of_someone_else_stay_theirs(
    reader: Reader, coded: Path, seeds_source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = coded.parent / "out.jsonl"
    reader("export", coded, "--format", "jsonl", "-o", out)
    copy = empty_copy(seeds_source, coded)
    assert "--as 'ann'" in reader("import", copy, out, "--as", "bob").error
    assert not (copy / "annotations").exists()
    # Nobody is named: a copy of one person's annotations is that person's.
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "")
    assert reader("import", copy, out).status == 0
    assert [p.name for p in (copy / "annotations").iterdir() if p.is_dir()] in (
        ["ann", "texts"],
        ["texts", "ann"],
    )


def test_a_table_comes_back_on_the_words_it_quotes(reader: Reader, coded: Path, seeds_source: Path) -> None:
    out = coded.parent / "out.csv"
    assert reader("export", coded, "--format", "csv", "-o", out).status == 0
    copy = empty_copy(seeds_source, coded)
    article = next(copy.glob("001*"))
    article.write_text(
        "A line put before everything.\n\n" + article.read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert reader("import", copy, out).status == 0
    text = article.read_text(encoding="utf-8")
    rows = {r["path"][:3]: r for r in reader("annotations", copy, "--json").json}
    [place] = rows["001"]["places"]
    assert text[place["start"] : place["end"]] == "diplomats\xa0and defense officials" or (
        "defense" in text[place["start"] : place["end"]]
    )
    assert rows["001"]["anchor"] == "exact"
    assert reader("import", copy, out).out.startswith("0 annotations")


def test_a_table_of_ours_comes_back_on_its_places_as_someone_else(reader: Reader, seeds: Path) -> None:
    path, out = next(seeds.glob("001*")).name, seeds.parent / "out.csv"
    reader("annotate", seeds, path, "--range", "93:99", "--note", "a note")
    assert reader("export", seeds, "--format", "csv", "-o", out).status == 0
    assert reader("import", seeds, out, "--as", "carl").status == 0
    [one] = reader("annotations", seeds, "--json", "--as", "carl").json
    assert (one["anchor"], one["places"]) == ("exact", [{"start": 93, "end": 99}])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "bad.jsonl",
            b'{"format": "close-reader-jsonl", "version": 1}\n{"record": {"kind": "x"}}\n',
            "bad.jsonl:2: ",
        ),
        ("bad.jsonl", b'{"format": "close-reader-jsonl", "version": 1}\nnope\n', "bad.jsonl:2: "),
        ("bad.json", b'{"type": "AnnotationCollection",\n nope}', "bad.json:2: "),
        ("bad.json", b"[" * 200_000, "bad.json"),
        ("bad.csv", b"path,quote\na,b,c\n", "bad.csv:2: "),
        ("bad.bin", bytes(range(256)), "bad.bin: not a format"),
        ("empty.csv", b"", "empty.csv"),
    ],
)
def test_a_broken_file_changes_nothing(
    reader: Reader, seeds: Path, name: str, data: bytes, said: str
) -> None:
    (seeds.parent / name).write_bytes(data)
    assert said in reader("import", seeds, seeds.parent / name).error
    assert not (seeds / "annotations").exists()


def test_files_that_cannot_be_imported(reader: Reader, seeds: Path) -> None:
    os.mkfifo(seeds.parent / "pipe.json")
    assert "not a regular file" in reader("import", seeds, seeds.parent / "pipe.json").error
    assert "no such file" in reader("import", seeds, seeds.parent / "gone.json").error
    (seeds.parent / "x.md").write_text("x")
    assert (
        "cannot be read back" in reader("import", seeds, seeds.parent / "x.md", "--format", "markdown").error
    )
    assert "choose from" in reader("import", seeds, seeds.parent / "x.md", "--format", "word").error


def test_export_names_what_a_format_cannot_carry(reader: Reader, coded: Path) -> None:
    lines = reader("export", coded, "--format", "csv").err.splitlines()
    assert lines
    assert all(line.startswith("reader: not in csv: ") for line in lines)
    told = reader("export", coded, "--format", "csv", "--json-losses").err
    report = json.loads(told)
    assert report["format"] == "csv"
    assert len(report["losses"]) == len(lines)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_leaves_by_stdout_and_by_file(reader: Reader, coded: Path, form: str) -> None:
    path = coded.parent / "out"
    printed = reader("export", coded, "--format", form)
    assert printed.status == 0
    assert printed.out
    assert reader("export", coded, "--format", form, "-o", path).status == 0
    assert path.read_bytes() == printed.out.encode()
    assert "--force" in reader("export", coded, "--format", form, "-o", path).error
    assert reader("export", coded, "--format", form, "-o", path, "--force").status == 0
    assert sorted(p.name for p in coded.parent.iterdir() if p.name.startswith(".close-reader")) == []


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_an_export_to_a_terminal_has_nothing_between_its_lines(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(talk, "PATIENCE", -1.0)
    for module in (talk, leaving):
        monkeypatch.setattr(module, "is_terminal", lambda stream: stream is not None)
    printed = reader("export", coded, "--format", form)
    assert printed.out
    assert all(line.startswith("reader: not in ") for line in printed.err.splitlines())
    # Into a file there is nothing to mix with: it is said how far the work is.
    assert "finding entities: " in reader("export", coded, "--format", form, "-o", coded / "out").err


def test_exports_that_cannot_be(reader: Reader, seeds: Path) -> None:
    assert "choose from w3c" in reader("export", seeds, "--format", "word").error
    assert "--format is needed" in reader("export", seeds).error
    assert "name the corpus" in reader("export", "--format", "csv").error
    assert (
        "cannot be written" in reader("export", seeds, "--format", "csv", "-o", seeds / "no" / "x.csv").error
    )
    assert "nobody of that name" in reader("export", seeds, "--format", "csv", "--annotator", "zoe").error
    assert [line.split()[0] for line in reader("export", "--list-formats").lines] == list(FORMATS)


def test_exporting_nothing_is_said_and_done(reader: Reader, seeds: Path) -> None:
    ran = reader("export", seeds, "--format", "csv")
    assert ran.status == 0
    assert ran.out.startswith("uuid,")
    assert len(ran.lines) == 1
    assert "no annotations by ann here" in ran.err


def test_one_layer_is_exported(reader: Reader, coded: Path) -> None:
    reader("annotate", coded, "000", "--whole", "--note", "by bob", "--as", "bob")
    mine = reader("export", coded, "--format", "jsonl").out
    his = reader("export", coded, "--format", "jsonl", "--annotator", "bob").out
    assert "by bob" in his
    assert "by bob" not in mine
    assert MOCKED in mine
    assert MOCKED not in his


def test_excel_guards_formulas(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--whole", "--note", "=1+1")
    assert ",=1+1," in reader("export", seeds, "--format", "csv").out
    guarded = reader("export", seeds, "--format", "csv", "--excel").out
    assert guarded.startswith("\ufeff")
    assert ",=1+1," not in guarded


# -- check


def kinds(ran: Any) -> dict[str, str]:
    return {finding["kind"]: finding["severity"] for finding in ran.json}


def test_nothing_is_wrong_with_a_sound_corpus(reader: Reader, coded: Path) -> None:
    ran = reader("check", coded)
    assert (ran.status, ran.out, ran.err) == (0, "", "reader: nothing is wrong\n")


def test_check_finds_what_is_wrong(reader: Reader, coded: Path) -> None:
    reader("annotate", coded, "000", "--quote", "weapons", "--nth", "1", "--note", "x")
    (coded / "broken.txt").write_bytes(bytes(range(256)) * 20)
    (coded / "latin.txt").write_bytes(
        "Fianc\u00e9 of the caf\u00e9, ".encode() * 20 + b"one \x93odd\x94 quote\n"
    )
    next(coded.glob("001*")).unlink()
    article = next(coded.glob("003*"))
    article.write_text(
        "Before.\n\n" + article.read_text(encoding="utf-8").replace(MOCKED, "was amused"), encoding="utf-8"
    )
    shutil.copyfile(next(coded.glob("004*")), coded / "copy.txt")
    store = next((coded / "annotations" / "ann").glob("002*"))
    store.write_bytes(store.read_bytes()[:-40])
    (coded / "articles.csv").write_text("path,date\n002_7dfa6152b7d8daca.txt,soon\n")
    ran = reader("check", coded, "--json")
    assert ran.status == 1
    assert kinds(ran) == {
        "store": "problem",
        "vanished": "note",
        "articles.csv": "problem",
        "unreadable": "problem",
        "encoding": "note",
        "duplicate": "note",
        "gone": "problem",
        "orphan": "problem",
        "moved": "note",
    }
    text = reader("check", coded)
    assert text.status == 1
    assert len(text.lines) == len(ran.json)
    assert "the same text as " in text.out
