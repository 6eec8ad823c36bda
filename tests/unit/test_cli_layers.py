"""Whose annotations a command is about, and that it says so when nobody was named."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from reader.commands import session
from reader.paths import config_file
from reader.state import State
from tests.running import Reader

READING = [
    ("show", "003"),
    ("search", "Medvedev tag:frame"),
    ("search", "in:note Medvedev"),
    ("annotations",),
    ("annotations", "has:note"),
    ("progress",),
    ("check",),
]


@pytest.fixture
def shared(reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus that ann and bob annotated, read by someone who has not said a name."""
    for name in ("ann", "bob"):
        reader("annotate", seeds, "003", "--whole", "--note", f"by {name}", "--as", name)
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("", ""))
    return seeds


@pytest.mark.parametrize("command", READING)
def test_who_has_not_said_a_name_is_told_whose_there_are(
    reader: Reader, shared: Path, command: tuple[str, ...]
) -> None:
    name, *rest = command
    said = [line for line in reader(name, shared, *rest).err.splitlines() if "ann, bob" in line]
    assert len(said) == 1
    assert "--as NAME or --show-others" in said[0]
    (shown,) = [
        line
        for line in reader(name, shared, *rest, "--show-others").err.splitlines()
        if "annotations of ann, bob" in line
    ]
    assert shown.endswith("all are shown")
    assert "ann, bob" not in reader(name, shared, *rest, "--as", "bob").err


@pytest.mark.parametrize("command", [("list",), ("search", "Medvedev"), ("entities",)])
def test_where_annotations_are_not_the_answer_nothing_is_said_of_them(
    reader: Reader, shared: Path, command: tuple[str, ...]
) -> None:
    name, *rest = command
    assert "annotations of" not in reader(name, shared, *rest).err


def test_nothing_is_said_where_nobody_has_annotated(
    reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("", ""))
    assert reader("list", seeds).err == ""


def test_a_table_of_articles_that_breaks_off_is_said_by_list(reader: Reader, seeds: Path) -> None:
    (seeds / "articles.csv").write_text('path,title\n003_b2f1ad3f4cdf42dc.txt,"Open\n004.txt,x\n')
    assert "articles.csv, line 2: a quotation mark is not closed; lines 2 to 3 are ignored" in (
        reader("list", seeds).err
    )


def test_check_lists_what_is_wrong_once(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--whole", "--note", "one")
    path = next((seeds / "annotations" / "ann").glob("003*"))
    path.write_bytes(b"garbage")
    ran = reader("check", seeds)
    assert (ran.status, ran.out.count("damaged: no record could be read")) == (1, 1)
    assert "damaged" not in ran.err


def coded_by_two(reader: Reader, seeds: Path) -> None:
    """Ann and bob code the same words of 001, bob some of 003 as well."""
    for name in ("ann", "bob"):
        words = ("--quote", "diplomats and defense officials regarded", "--stance", "favor", "--target", "x")
        reader("annotate", seeds, "001", *words, "--note", f"by {name}", "--as", name)
    reader("annotate", seeds, "003", "--quote", "mocked", "--tag", "device/mockery", "--as", "bob")
    reader("done", seeds, "003", "--as", "bob")


def test_passages_coded_twice_never_count_twice(reader: Reader, seeds: Path) -> None:
    coded_by_two(reader, seeds)
    for shown in ((), ("--show-others",)):
        listed = {row["path"][:3]: row for row in reader("list", seeds, "--json", *shown).json}
        assert [(row["annotations"], row["stances"], row["notes"]) for row in listed.values()] == [
            (0, 0, 0),
            (1, 1, 1),
            (0, 0, 0),
            (0, 0, 0),
            (0, 0, 0),
        ]
        assert {row["coding"] for row in listed.values()} == {"open"}
        progress = {row["path"][:3]: row["coded"] for row in reader("progress", seeds, "--json", *shown).json}
        assert progress == {"000": 0, "001": 1, "002": 0, "003": 0, "004": 0}
        exported = reader("export", seeds, "--format", "jsonl", *shown).out
        assert "by ann" in exported
        assert "by bob" not in exported
    assert len(reader("annotations", seeds, "--show-others").lines) == 3
    bob = reader("list", seeds, "--json", "--as", "bob").json
    assert [(row["annotations"], row["coding"]) for row in bob][3] == (1, "done")
    theirs = reader("export", seeds, "--format", "jsonl", "--annotator", "bob").out
    assert "by bob" in theirs
    assert "by ann" not in theirs


def test_what_others_did_is_not_seen_unless_asked_for(reader: Reader, seeds: Path) -> None:
    coded_by_two(reader, seeds)
    reader("actor", seeds, "Dmitry Medvedev", "--as", "bob")
    for command in (
        ("annotations",),
        ("annotations", "has:note"),
        ("show", "001", "--json"),
        ("search", "in:note by"),
        ("log",),
        ("list", "--json"),
    ):
        name, *rest = command
        assert "bob" not in reader(name, seeds, *rest).out
        if name in ("annotations", "show", "search"):
            assert "bob" in reader(name, seeds, *rest, "--show-others").out


def test_with_an_article_done_what_others_said_of_it_is_seen(reader: Reader, seeds: Path) -> None:
    coded_by_two(reader, seeds)
    [theirs] = [
        row["id"] for row in reader("annotations", seeds, "--as", "bob", "--json").json if "note" in row
    ]
    counts = reader("list", seeds, "--json").json
    reader("done", seeds, "001")
    assert [row["note"] for row in reader("annotations", seeds, "--json").json] == ["by ann", "by bob"]
    assert [line.split("  ")[2] for line in reader("annotations", seeds).lines] == ["+ position/favor", "bob"]
    assert "  bob  " in reader("show", seeds, "001").out
    assert "by bob" in reader("search", seeds, "in:note by").out
    assert "only one's own can be changed" in reader("edit", seeds, theirs[:14], "--note", "x").error
    assert "mockery" not in reader("annotations", seeds).out, "003 is open"
    after = reader("list", seeds, "--json").json
    assert [{**row, "coding": "open"} for row in after] == counts, "counts are of one layer"
    assert "by bob" not in reader("export", seeds, "--format", "jsonl").out
    reader("done", seeds, "001", "--reopen")
    assert [row["note"] for row in reader("annotations", seeds, "--json").json] == ["by ann"]
    assert "no annotation" in reader("edit", seeds, theirs, "--note", "x").error
    reader("done", seeds, "003")
    assert "mockery" in reader("annotations", seeds).out, "also where one has said nothing"


@pytest.mark.parametrize("broken", ["garbage", "a folder in its place", "no permission", "a link"])
def test_a_broken_folder_of_another_leaves_the_rest_working(
    reader: Reader, seeds: Path, broken: str, tmp_path: Path
) -> None:
    coded_by_two(reader, seeds)
    folder = seeds / "annotations" / "bob"
    [theirs] = folder.glob("001*")
    data = theirs.read_bytes()
    if broken == "garbage":
        theirs.write_bytes(b"\xff\x00{")
        (folder / "_corpus").write_bytes(b"")
    elif broken == "a folder in its place":
        theirs.unlink()
        theirs.mkdir()
    elif broken == "a link":
        theirs.unlink()
        (tmp_path / "elsewhere").write_bytes(data)
        theirs.symlink_to(tmp_path / "elsewhere")
    else:
        theirs.chmod(0)
        folder.chmod(0o500)
    before = {p: p.lstat().st_mtime_ns for p in folder.rglob("*")}
    made = reader("annotate", seeds, "001", "--whole", "--note", "on we go")
    assert made.out.strip().isdigit()
    assert reader("edit", seeds, made.out.strip(), "--note", "further").status in (0, 2)
    reader("undo", seeds)
    assert [row["note"] for row in reader("annotations", seeds, "--json").json if "note" in row] == [
        "on we go",
        "by ann",
    ]
    assert reader("check", seeds, "--repair").out.count("annotations/bob/") >= (broken != "no permission")
    assert {p: p.lstat().st_mtime_ns for p in folder.rglob("*")} == before, "theirs is theirs"
    folder.chmod(0o700)


def test_a_folder_that_says_it_is_someone_elses_is_not_written(reader: Reader, seeds: Path) -> None:
    coded_by_two(reader, seeds)
    folder = seeds / "annotations"
    (folder / "bob").rename(folder / "bert")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for command in (
        ("annotate", "001", "--whole", "--note", "x"),
        ("done", "001"),
        ("undo",),
        ("log", "--purge", "--yes"),
        ("check", "--repair"),
    ):
        name, *rest = command
        ran = reader(name, seeds, *rest, "--as", "bert")
        assert ran.status == 2
        assert "bert is the folder of 'bob', by its _corpus" in ran.err
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert len(reader("annotations", seeds, "--as", "bert").lines) == 2, "to be read it is"


NAMES = {
    "../evil": "evil-2d6afc",
    "/etc": "etc-",
    "a/b": "a-b-",
    "..": "annotator-",
    ".git": "git-",
    "CON": "con-",
    "nul": "nul-",
    "texts": "texts-",
    "Ünï": "n-",
    "Ann Müller": "ann-m-ller-4911e2",
    "дмитро": "annotator-",
}


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_person_is_called_their_folder_is_a_plain_one(
    reader: Reader, seeds: Path, tmp_path: Path, name: str
) -> None:
    reader("annotate", seeds, "001", "--whole", "--note", "mine", "--as", name)
    assert {p.name for p in tmp_path.iterdir()} <= {"seeds", "own"}
    assert {p.name for p in seeds.iterdir() if p.suffix != ".txt"} == {"annotations"}
    [folder] = {p.name for p in (seeds / "annotations").iterdir()} - {".gitattributes", ".gitignore", "texts"}
    assert folder.startswith(NAMES[name])
    [record] = reader("annotations", seeds, "--as", name, "--json").json
    assert record["annotator"] == name
    assert name in reader("annotations", seeds, "--show-others", "--as", "ann").out


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 101, "x" * 200, "a\nb", "a\x1b[31mb", "a\u202eb", "a\u2028b", "\ud800", "a\tb"]
)
def test_names_that_are_none_are_refused_in_one_line(reader: Reader, seeds: Path, name: str) -> None:
    said = reader("annotate", seeds, "001", "--whole", "--note", "mine", "--as", name).error
    assert said.removesuffix("\n").isprintable()
    assert "--as" in said
    assert not (seeds / "annotations").exists()


def test_what_is_imported_is_signed_by_whoever_is_named(reader: Reader, seeds: Path, tmp_path: Path) -> None:
    coded_by_two(reader, seeds)
    table = tmp_path / "table.csv"
    reader("export", seeds, "--format", "csv", "-o", table, "--annotator", "bob")
    before = {p: p.read_bytes() for p in (seeds / "annotations").rglob("*.json")}
    taken = reader("import", seeds, table, "--as", "Carl Orff")
    assert taken.out.startswith("2 annotations")
    records = reader("annotations", seeds, "--as", "Carl Orff", "--json").json
    assert {(row["annotator"], row["creator"]) for row in records} == {("Carl Orff", "bob")}
    assert [row["note"] for row in records if "note" in row] == ["by bob"]
    assert all(p.read_bytes() == data for p, data in before.items()), "nobody else's file is written"
    assert {row["annotator"] for row in reader("annotations", seeds, "--json").json} == {"ann"}
    # The same file is another's, too, and taken in twice it is still there once.
    for outcome in ("2 annotations", "0 annotations"):
        assert reader("import", seeds, table, "--as", "dora").out.startswith(outcome)
    assert len(reader("annotations", seeds, "--as", "dora").lines) == 2
    assert "made of what others coded" in reader("import", seeds, table, "--as", "_consensus").error
    reader("undo", seeds, "--as", "Carl Orff")
    assert reader("annotations", seeds, "--as", "Carl Orff").out == ""


def test_the_name_one_signs_with_is_looked_for_where_the_page_says(
    reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = map(str, count())

    def signs(*more: str) -> str:
        assert reader("annotate", seeds, "001", "--whole", "--note", next(notes), *more).status == 0
        made = reader("annotations", seeds, "--json", "--show-others").json
        return str(max(made, key=lambda one: int(one["id"]))["annotator"])

    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("proposed", "git"))
    assert "whose annotation is it? Say --as NAME (git says 'proposed')" in (
        reader("annotate", seeds, "001", "--whole", "--note", "n").error
    )
    assert signs("--as", "proposed") == "proposed"
    assert signs() == "proposed", "who has annotated here goes on under the name that is proposed"
    state = State.load(seeds)
    state.annotator = "given in the reader"
    state.save()
    assert signs() == "given in the reader"
    config = config_file()
    config.parent.mkdir(parents=True)
    config.write_text('annotator = "configured"\n')
    assert signs() == "configured"
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "environment")
    assert signs() == "environment"
    assert signs("--as", "flag") == "flag"
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()
    [row] = [line for line in page.splitlines() if line.startswith("| `--as NAME` |")]
    places = ("CLOSE_READER_ANNOTATOR", "config.toml", "given in the reader")
    assert sorted(places, key=row.index) == [*places]
