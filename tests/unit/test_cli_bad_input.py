"""What cannot be done is said in one clear line, with status 2 and without a traceback."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reader import cli
from reader.commands import reading
from reader.commands.arguments import UsageError
from reader.commands.grammar import COMMANDS
from reader.commands.session import Session
from tests.running import Reader

pytestmark = pytest.mark.usefixtures("reader")
"""Also those that start a program keep their own places: the environment is inherited."""

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def test_no_corpus(reader: Reader, tmp_path: Path) -> None:
    for command in ("open", "list", "check", "progress", "annotations", "log"):
        assert "no such file or folder" in reader(command, tmp_path / "nowhere").error
    assert "CORPUS" in reader("list").error


def test_an_empty_folder(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "image.png").write_bytes(b"x")
    assert "no articles here" in reader("list", tmp_path / "empty").error
    assert "no articles here" in reader(tmp_path / "empty").error
    assert "not an article" in reader("list", tmp_path / "empty" / "image.png").error


def test_files_that_are_no_texts(reader: Reader, seeds: Path) -> None:
    (seeds / "binary.txt").write_bytes(bytes(range(256)) * 20)
    os.mkfifo(seeds / "pipe.txt")
    for name in ("binary.txt", "pipe.txt"):
        for argv in (("show",), ("annotate", "--whole", "--note", "x"), ("done",)):
            assert name in reader(*argv, seeds, name).error
        assert name in reader("entities", seeds, name).error
    ran = reader("entities", seeds, "--json")
    assert (ran.status, len(ran.json)) == (0, 5)
    assert ran.err.count("is left out") == 2
    os.mkfifo(seeds / "codebook.toml")
    assert "codebook.toml: not a regular file" in reader("list", seeds).error


def test_a_file_that_may_not_be_read(reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, opening = next(seeds.glob("003*")), os.open

    def refusing(name: str | bytes, *args: int, **more: int) -> int:
        # Not by the file's mode: whoever is root may read everything.
        if os.fsencode(name).endswith(os.fsencode(path.name)):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opening(name, *args, **more)

    monkeypatch.setattr(os, "open", refusing)
    assert "permission denied" in reader("show", seeds, "003").error


def test_a_file_that_vanishes(reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = next(seeds.glob("003*"))
    tag = Session.tag

    def vanishing(session: Session, *given: Any, **named: Any) -> None:
        path.unlink()
        tag(session, *given, **named)

    monkeypatch.setattr(Session, "tag", vanishing)
    ran = reader("list", seeds, "--json")
    assert ran.status == 0
    assert {row["path"]: row["problem"] for row in ran.json}[path.name] == "the file is gone"
    monkeypatch.undo()
    assert "no such article" in reader("show", seeds, "003").error


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_broken_store_file(reader: Reader, seeds: Path, damage: bytes | None) -> None:
    one = reader("annotate", seeds, "003", "--whole", "--note", "one").out.strip()
    reader("annotate", seeds, "003", "--whole", "--note", "two")
    reader("annotate", seeds, "002", "--whole", "--note", "three")
    path = next((seeds / "annotations" / "ann").glob("003*"))
    path.write_bytes(path.read_bytes()[:-30] if damage is None else damage)
    broken = path.read_bytes()
    for argv in (("annotations", seeds), ("list", seeds), ("export", seeds, "--format", "jsonl")):
        ran = reader(*argv)
        assert ran.status == 2
        read = "no record could be read" if damage is not None else "1 record was read"
        assert f"annotations/ann/{path.name}: damaged: {read}; the file stays as it is" in ran.err
        assert f"keeps a copy beside it ({path.name}.corrupt-1)" in ran.err
        assert f"reader check {seeds} lists all that is wrong" in ran.err
        assert "Traceback" not in ran.err
        assert ran.out
    assert "three" in reader("annotations", seeds).out
    assert ("one" in reader("annotations", seeds).out) == (damage is None)
    assert path.read_bytes() == broken
    # Writing goes on, and what was there is kept aside.
    assert reader("annotate", seeds, "003", "--whole", "--note", "four").status == 0
    kept = [p for p in path.parent.iterdir() if ".corrupt-" in p.name]
    assert [p.read_bytes() for p in kept] == [broken]
    assert {r["note"] for r in reader("annotations", seeds, "--json").json} >= {"three", "four"}
    assert reader("annotations", seeds).status == 0
    assert one


def test_a_store_of_a_newer_program(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--whole", "--note", "one")
    path = next((seeds / "annotations" / "ann").glob("003*"))
    path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":9'))
    refused = reader("annotate", seeds, "003", "--whole", "--note", "x")
    assert (refused.status, refused.out) == (2, "")
    assert "newer version" in refused.err


def test_places_for_annotations_that_are_none(reader: Reader, seeds: Path) -> None:
    (seeds.parent / "file").write_text("x")
    refused = reader("list", seeds, "--annotations", seeds.parent / "file").error
    assert refused.startswith("reader: --annotations: ")
    assert "is not a folder" in refused
    assert "no such folder" in reader("list", seeds, "--annotations", seeds.parent / "no" / "where").error
    assert reader("list", seeds, "--annotations", "a\x1bb").error.startswith("reader: --annotations: ")
    (seeds / "annotations").symlink_to(seeds.parent)
    assert "link" in reader("annotate", seeds, "003", "--whole", "--note", "x").err


def test_what_cannot_be_saved_is_said_once(
    reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    said = reader("annotate", seeds, "003", "--whole", "--note", "x").error
    assert said.startswith("reader: not saved: ")
    assert said.endswith(": the disk is full\n")
    assert said.count("not saved") == 1


def test_a_configuration_that_is_wrong(
    reader: Reader, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own" / "config").mkdir(parents=True)
    (tmp_path / "own" / "config" / "config.toml").write_text("\ncolour = 1\n")
    assert "config.toml:2: no option is called" in reader("list", seeds).error
    (tmp_path / "own" / "config" / "config.toml").write_text("")
    monkeypatch.setenv("CLOSE_READER_MEASURE", "wide")
    assert "CLOSE_READER_MEASURE" in reader("list", seeds).error
    monkeypatch.delenv("CLOSE_READER_MEASURE")
    assert "--as: annotator should be one line" in reader("list", seeds, "--as", "a\x1bb").error


def test_a_codebook_that_is_wrong(reader: Reader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text('schema = 1\nunit = "word"\n')
    assert "codebook.toml:2: " in reader("list", seeds).error


def test_open_without_a_terminal(reader: Reader, seeds: Path) -> None:
    assert f"reader show {seeds} ARTICLE" in reader(seeds).error
    assert "no such article" in reader("open", seeds, "zzz").error


def test_unknown_words(reader: Reader, seeds: Path) -> None:
    assert "invalid choice" in reader("completion", "ksh").error
    assert reader("list", seeds, "more").error == (
        "reader: more: a word too many, reader list takes CORPUS; reader list --help says more\n"
    )
    assert "--colour" in reader("list", seeds, "--colour", "never").error
    for argv, told in (
        (("paths", "A"), "A: a word too many, reader paths takes none; reader paths --help says more"),
        (("keys", "A", "B"), "B: a word too many, reader keys takes CORPUS; reader keys --help says more"),
        (
            ("paths", "--", "-x"),
            "-x: a word too many, reader paths takes none; reader paths --help says more",
        ),
        (
            ("show", seeds, "001", "X"),
            "X: a word too many, reader show takes CORPUS ARTICLE; reader show --help says more",
        ),
        (("undo", seeds, "-5"), "reader undo has no option -5; reader undo --help says more"),
        (("list", seeds, "--jsn=1"), "reader list has no option --jsn; reader list --help says more"),
        (("--foo", "list", seeds), "reader has no option --foo; reader --help says more"),
        (("-x", "list", seeds), "reader has no option -x; reader --help says more"),
    ):
        assert reader(*argv).error == f"reader: {told}\n"


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_an_option_that_is_none_is_named_by_every_command(reader: Reader, seeds: Path, command: str) -> None:
    assert f"reader {command} has no option --stray; " in reader(command, seeds, "--stray").error


@pytest.mark.parametrize(
    "argv",
    [
        ["show", "SEEDS", "\x1b[2J\u202e"],
        ["list", "\x1b]0;x\x07"],
        ["\x9b2J/x"],
        ["export", "SEEDS", "--format", "\x1b[31m"],
        ["annotate", "SEEDS", "003", "--quote", "\x1b[2J\n", "--note", "x"],
        ["annotate", "SEEDS", "003", "--whole", "--stance", "\x1b[2J"],
        ["annotate", "SEEDS", "003", "--whole", "--tag", "\x1b[2J\u2066"],
        ["edit", "SEEDS", "\x1b[2J", "--note", "x"],
        ["set", "SEEDS", "003", "\x1b[2J=1"],
        ["import", "SEEDS", "\x1b[2J.json"],
        ["completion", "\x1b[2J"],
        ["list", "SEEDS", "--annotations", "/no\x1b[2J/x/y"],
        ["show", "SEEDS", "\udcff"],
    ],
)
def test_hostile_words_come_back_clean(reader: Reader, seeds: Path, argv: list[str]) -> None:
    said = reader(*(str(seeds) if word == "SEEDS" else word for word in argv)).error
    assert CONTROLS.search(said) is None


def test_hostile_names_are_listed_clean(reader: Reader, seeds: Path) -> None:
    name = "z\x1b[2J\x1b]0;x\x07\u202e.txt"
    (seeds / name).write_text("\x1b[31mTitle\n\nVladimir\x1b[2J Putin spoke \u202eof it.\n")
    said = ("--note", "x\x1b[2J", "--stance", "favor", "--target", "t\x1b[2J")
    assert reader("annotate", seeds, name, "--whole", *said).status == 0
    for argv in (
        ("list", seeds),
        ("show", seeds, name),
        ("entities", seeds),
        ("search", seeds, "Putin"),
        ("annotations", seeds),
        ("progress", seeds),
        ("log", seeds),
        ("check", seeds),
    ):
        ran = reader(*argv)
        assert ran.out or argv[0] == "check"
        assert CONTROLS.search(ran.out) is None
        assert CONTROLS.search(ran.err) is None
    for argv in (("list", seeds), ("show", seeds, name), ("annotations", seeds), ("search", seeds, "Putin")):
        ran = reader(*argv, "--json")
        assert CONTROLS.search(ran.out) is None
        assert repr(name)[1:-1] in str(ran.json)


def test_the_unexpected_goes_to_the_log(
    reader: Reader, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(args: object) -> int:
        secret_local = "in the \x1b[2J log"
        raise KeyError(secret_local)

    monkeypatch.setattr(reading, "list_articles", broken)
    said = reader("list", seeds).error
    log = tmp_path / "own" / "state" / "reader.log"
    assert str(log) in said
    assert "KeyError" in said
    text = log.read_text(encoding="utf-8")
    assert "secret_local" in text
    assert "Traceback" in text
    assert "\x1b" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    monkeypatch.setenv("CLOSE_READER_STATE_DIR", "/dev/null/x")
    assert "the log cannot be written" in reader("list", seeds).error


def test_an_interrupt_is_quiet(reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "list_articles", interrupted)
    ran = reader("list", seeds)
    assert (ran.status, ran.out, ran.err) == (130, "", "")


def test_a_closed_stdin_is_said(reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from reader.commands import talk

    monkeypatch.setattr(talk, "_stdin", lambda: io.BytesIO(b"x" * 200))
    with pytest.raises(UsageError, match="longer than 100 bytes"):
        list(talk.stdin_lines(100))
    monkeypatch.undo()
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UsageError, match="stdin is closed"):
        talk.stdin_all(10)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The working folder is gone."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    yield
    monkeypatch.undo()


@pytest.mark.parametrize(
    "argv",
    [
        (".",),
        ("../x",),
        ("list", "."),
        ("open", "x", "003"),
        ("paths", "--forget", "."),
        ("export", "SEEDS", "--format", "csv", "-o", "x.csv"),
        ("list", "SEEDS", "--annotations", "kept"),
    ],
    ids=" ".join,
)
def test_a_working_folder_that_is_gone(
    reader: Reader, seeds: Path, tmp_path: Path, nowhere: None, argv: tuple[str, ...]
) -> None:
    said = reader(*(seeds if word == "SEEDS" else word for word in argv)).error
    assert said == "reader: the working folder is gone: change to one that is there, or give full paths\n"
    assert not (tmp_path / "own" / "state" / "reader.log").exists()


def test_full_paths_need_no_working_folder(reader: Reader, seeds: Path, nowhere: None) -> None:
    assert "name a corpus" in reader().error
    assert reader("list", seeds).status == 0
    assert reader("annotate", seeds, "003", "--whole", "--note", "n").status == 0
    assert reader("export", seeds, "--format", "csv", "-o", seeds.parent / "x.csv").status == 0


PROGRAM = "import sys; from reader.cli import main; sys.exit(main())"


def test_a_pipe_that_closes_early_is_quiet(seeds: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "show", str(seeds), "003", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == cli.BROKEN_PIPE


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_disk_is_said(seeds: Path) -> None:
    with open("/dev/full", "wb") as full:
        argv = [sys.executable, "-c", PROGRAM, "list", str(seeds)]
        ran = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ran.returncode == 2
    assert ran.stderr.decode().splitlines() == ["reader: stdout cannot be written: no space left on device"]


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_terminal_that_is_not_utf_8(seeds: Path, encoding: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "show", str(seeds), "003"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert ran.stderr == b""
    assert ("‘ramping up" if encoding == "utf-8" else "\\u2018ramping up") in ran.stdout.decode(encoding)


def test_a_corpus_is_never_imported_from(seeds: Path) -> None:
    for module in ("tomllib", "orjson", "platformdirs", "reader"):
        (seeds / f"{module}.py").write_text("raise SystemExit(99)")
    script = Path(sys.executable).parent / "reader"
    ran = subprocess.run([script, "list", "."], cwd=seeds, capture_output=True, check=False)
    assert ran.returncode == 0
    assert len(ran.stdout.splitlines()) == 6
