"""How a command line is read: words and options in any order, errors in one line, nothing heavy imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reader import __version__
from reader.cli import main
from reader.commands.arguments import UsageError, first_word
from reader.commands.grammar import COMMANDS, VALUED, grammar, plain_opening
from reader.commands.parser import Parser

NAMES = {
    *(
        "open",
        "list",
        "show",
        "entities",
        "search",
        "annotate",
        "annotations",
        "edit",
        "remove",
        "undo",
        "redo",
    ),
    *(
        "log",
        "set",
        "actor",
        "done",
        "progress",
        "adjudicate",
        "export",
        "import",
        "move",
        "check",
        "keys",
        "paths",
        "completion",
    ),
}


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configuration, state and cache of a test are its own."""
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"CLOSE_READER_{kind}_DIR", str(tmp_path / "own" / kind.lower()))
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "ann")


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of talk a command ended with, and nothing on stdout."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("reader: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    return err


@pytest.mark.parametrize("words", [["a folder"], ["folder", "an article"], ["folder", ""]])
def test_the_usual_line_is_read_as_the_grammar_reads_it(words: list[str]) -> None:
    plain = plain_opening(["open", *words])
    assert plain is not None
    assert vars(plain) == vars(grammar("open").parser.parse_args(["open", *words]))


@pytest.mark.parametrize(
    "line", [["open"], ["open", "a", "b", "c"], ["open", "a", "-b"], ["open", "--", "a"], ["list", "a"]]
)
def test_any_other_line_needs_the_grammar(line: list[str]) -> None:
    assert plain_opening(line) is None


def test_without_a_word_there_is_one_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "reader --help" in one_line(capsys)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Close Reader {__version__}\n"


@pytest.mark.parametrize("line", [["--help"], ["--help", "list"], ["-h", "seeds"]])
def test_help_names_every_command(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line) == 0
    out = capsys.readouterr().out
    assert set(COMMANDS) == NAMES
    assert all(f"    {name} " in out for name in NAMES)


def test_only_the_parser_that_is_needed_is_built() -> None:
    assert list(grammar("list").parsers) == ["list"]
    assert grammar("nothing of that name").parsers.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_a_function(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"reader {name}" in capsys.readouterr().out
    parser = grammar(name).parsers[name]
    module, _, function = str(parser.get_default("run")).partition(":")
    imported = __import__(f"reader.commands.{module}", fromlist=[function])
    assert callable(getattr(imported, function))


@pytest.mark.parametrize(
    ("argv", "wanted"),
    [
        (["seeds"], 0),
        (["--as", "list", "seeds"], 2),
        (["--as=x", "--no-mouse", "seeds"], 2),
        (["--annotations", "a", "--color", "never"], -1),
        (["--", "--odd"], 1),
        (["-", "x"], 0),
    ],
)
def test_the_first_word(argv: list[str], wanted: int) -> None:
    assert first_word(argv, VALUED) == wanted


def parser() -> Parser:
    made = Parser(prog="reader x")
    made.add_argument("corpus")
    made.add_argument("query", nargs="*")
    made.add_argument("-k", "--limit", type=int)
    made.add_argument("--json", action="store_true")
    made.add_argument("--quote")
    return made


@pytest.mark.parametrize(
    ("argv", "query", "quote"),
    [
        (["c", "--json", "a", "b"], ["a", "b"], None),
        (["--json", "c", "a", "--quote", "- By James"], ["a"], "- By James"),
        (["c", "--quote", "-foo", "--json"], [], "-foo"),
        (["c", "--quote", "-", "--json", "a"], ["a"], "-"),
        (["c", "--json", "--quote=--json"], [], "--json"),
        (["c", "--json", "--", "-not", "--this"], ["-not", "--this"], None),
        (["c", "--json", "- By James Kilner"], ["- By James Kilner"], None),
    ],
)
def test_options_and_words_in_any_order(argv: list[str], query: list[str], quote: str | None) -> None:
    args = parser().parse_args(argv)
    assert (args.corpus, args.query, args.quote, args.json) == ("c", query, quote, "--json" in argv)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["c", "--nope"],
        ["c", "--quote"],
        ["c", "--quote", "--json"],
        ["c", "-k", "x"],
        ["c", "--lim", "3"],
    ],
)
def test_a_wrong_line_says_so(argv: list[str]) -> None:
    with pytest.raises(UsageError, match="reader x --help"):
        parser().parse_args(argv)


def test_a_value_may_be_tied_to_a_short_option() -> None:
    assert parser().parse_args(["c", "-k5"]).limit == 5
    assert parser().parse_args(["-k", "5", "c"]).limit == 5


def test_options_for_all_stand_anywhere(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    annotations = seeds.parent / "kept"
    before = [
        "--annotations",
        str(annotations),
        "--as",
        "bob",
        "annotate",
        str(seeds),
        "003",
        "--whole",
        "--note",
        "x",
    ]
    after = [
        "annotate",
        str(seeds),
        "003",
        "--whole",
        "--note",
        "y",
        "--as",
        "bob",
        "--annotations",
        str(annotations),
    ]
    assert main(before) == 0
    assert main(after) == 0
    assert (annotations / "bob").is_dir()
    assert not (seeds / "annotations").exists()
    capsys.readouterr()
    assert (
        main(["--annotations", str(annotations), "annotations", str(seeds), "--as", "bob", "has:note"]) == 0
    )
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_folder_called_like_a_command(
    seeds: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds.rename(seeds.parent / "list")
    monkeypatch.chdir(seeds.parent)
    assert main(["./list"]) == 2
    assert "needs a terminal" in one_line(capsys)
    assert main(["list"]) == 2
    assert "CORPUS" in one_line(capsys)


def test_a_command_misspelt(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["serach", "seeds"]) == 2
    assert "did you mean reader search?" in one_line(capsys)


def test_an_option_nobody_knows_is_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "x", "--\x1b[2J\u202e"]) == 2
    said = one_line(capsys)
    assert "\x1b" not in said
    assert "\u202e" not in said


IMPORTED = """
import sys
from reader.cli import main
status = main(sys.argv[1:])
heavy = {"textual", "rich", "numpy", "shtab", "reader.tui"} & set(sys.modules)
print("heavy:", sorted(heavy), "status:", status, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "argv", [["--help"], ["list", "SEEDS"], ["show", "SEEDS", "003"], ["progress", "SEEDS"]]
)
def test_nothing_heavy_is_imported(argv: list[str], seeds: Path) -> None:
    given = [str(seeds) if word == "SEEDS" else word for word in argv]
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTED, *given], capture_output=True, text=True, check=True, timeout=60
    )
    assert "heavy: [] status: 0" in ran.stderr


def test_search_imports_no_screen(seeds: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTED, "search", str(seeds), "Lukashenka"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "heavy: ['numpy'] status: 0" in ran.stderr
