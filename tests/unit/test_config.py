"""The configuration: precedence, strictness, and errors that name file and line."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.config import LIMIT, OPTIONS, Config, ConfigError, Lines, editor_command, load_config
from reader.keys.keymap import build_keymap

DOC = Path(__file__).parent.parent.parent / "docs" / "config.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refused(file: Path, text: str | bytes) -> str:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load_config(environ={}, path=file)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(file))
    return message.removeprefix(str(file))


def test_no_file_is_no_configuration(file: Path) -> None:
    assert load_config(environ={}, path=file) == Config()
    assert not file.exists()
    assert load_config(environ={"CLOSE_READER_CONFIG_DIR": str(file.parent)}) == Config()


def test_a_flag_wins_over_the_environment_and_that_over_the_file(file: Path) -> None:
    file.write_text('theme = "dark"\nmeasure = 60\nannotator = "Ann"\n')
    environ = {"CLOSE_READER_MEASURE": "66", "CLOSE_READER_ANNOTATOR": "Bea"}
    config = load_config({"annotator": "Cora", "theme": None}, environ, file)
    assert (config.theme, config.measure, config.annotator) == ("dark", 66, "Cora")
    assert config.origin("theme") == f"{file}:1"
    assert config.origin("measure") == "CLOSE_READER_MEASURE"
    assert config.origin("annotator") == "--as"
    assert config.origin("mouse") == "default"


def test_every_option_is_read(file: Path) -> None:
    file.write_text(
        'annotator = "Ann"\r\ntheme = "light"\neditor = "nvim -c \'set spell\'"\n'
        'copy_command = ["xclip", "-in"]\n'
        'mouse = false\nannotations_dir = "~/notes"\nkeyboard = "uk"\n[keys.READ]\n"gE" = "entities.show"\n'
    )
    config = load_config(environ={}, path=file)
    assert config.editor == ("nvim", "-c", "set spell")
    assert config.copy_command == ("xclip", "-in")
    assert config.annotations_dir == Path.home() / "notes"
    assert (config.mouse, config.keyboard) == (False, "uk")
    assert build_keymap(overrides=config.keys).keys_of("entities.show", "READ") == ("ge", "gE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('# mine\nthema = "dark"\n', ':2: no option is called "thema"; did you mean "theme"?'),
        ('# mine\nthemes = "dark"\n', ":2: themes should be tables such as [themes.mine], not text"),
        ('[themes]\nmine = "dark"\n', ':2: themes."mine" should be a table, not text'),
        ("[mouse]\n", ":1: mouse should be true or false, not a table"),
        ('measure = "72"\n', ":1: measure should be a whole number of columns from 20 to 200, not text"),
        ("measure = true\n", ":1: measure should be a whole number"),
        ("measure = 7\n", "from 20 to 200, not 7"),
        (f"measure = {'9' * 300}\n", "not such a number"),
        ('\n\nmouse = "no"\n', ':3: mouse should be true or false, not "no"'),
        ("annotator = 3\n", ":1: annotator should be text in quotes, not a number"),
        ('annotator = "a\\u001b[2J"\n', ":1: annotator should be one line of printable text"),
        (f'annotator = "{"a" * 101}"\n', "at most 100 characters"),
        ('theme = "../x"\n', ":1: theme should be a theme's name"),
        ('editor = "vim \'"\n', ":1: editor: no closing quotation"),
        ("copy_command = [1]\n", ":1: copy_command: each word should be text"),
        ("editor = 2024-01-01\n", "not a date or time"),
        ('annotations_dir = "notes"\n', ":1: annotations_dir should be a whole path"),
        ('keyboard = "ua"\n', ":1: keyboard should be one of auto, ru, uk, be, off"),
        ("keys = 1\n", ":1: keys should be tables such as [keys.READ], not a number"),
        ('[keys]\n"ge" = "entities.show"\n', ':2: keys."ge" should be a table'),
        ('[keys.READ]\n"ge" = 1\n', ':2: keys "ge" should name an action in quotes, not a number'),
        (
            '[keys.READ]\n\n"ge" = "entity.show"\n',
            ':3: keys: no action is called "entity.show"; did you mean',
        ),
        (
            '[keys.REED]\n"ge" = "entities.show"\n',
            ':1: keys: no context is called "REED"; did you mean "READ"?',
        ),
        ('theme = "x"\n[keys]\nREAD."d" = "undo"\n', ':3: keys: in READ "d" (undo) is the beginning of "dd"'),
        ('keys = { READ = { "d" = "undo" } }\n', ":1: keys: in READ"),
        ("[keys.READ]\n\"'a\" = 'undo'\n", ':2: keys: in READ "\'"'),
        ("theme = dark\n", ":1: not TOML: behind = comes a text in quotes"),
        ("a = 1\na = 2\n", ":2: not TOML: the same name stands there twice"),
        ('theme = """\n\n', ":1: not TOML: a text lacks the quotes at its end"),
        (b'theme = "x"\nannotator = "\xff"\n', ":2: not UTF-8"),
        ("x = " + "[" * 5000 + "]" * 5000, ": nested too deeply"),
        (b" " * (LIMIT + 1), f": larger than {LIMIT:,} bytes"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(file: Path, text: str | bytes, expected: str) -> None:
    assert expected in refused(file, text)


def test_a_file_that_is_none_is_refused_at_once(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="not a regular file"):
        load_config(environ={}, path=file)
    file.unlink()
    file.mkdir()
    with pytest.raises(ConfigError, match="not a regular file"):
        load_config(environ={}, path=file)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MEASURE", "wide", "CLOSE_READER_MEASURE: measure should be a whole number"),
        ("MOUSE", "maybe", 'CLOSE_READER_MOUSE: mouse should be true or false, not "maybe"'),
        ("EDITOR", 'vim "', "CLOSE_READER_EDITOR: editor: no closing quotation"),
    ],
)
def test_a_wrong_variable_is_named(file: Path, name: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(expected)):
        load_config(environ={f"CLOSE_READER_{name}": value}, path=file)


def test_variables_and_flags_are_read_by_type(file: Path) -> None:
    environ = {
        "CLOSE_READER_MOUSE": "off",
        "CLOSE_READER_COPY_COMMAND": "pbcopy -x",
        "CLOSE_READER_THEME": "",
    }
    config = load_config({"annotations_dir": Path("here")}, environ, file)
    assert (config.mouse, config.copy_command, config.theme) == (False, ("pbcopy", "-x"), "")
    assert config.annotations_dir == Path.cwd() / "here"
    with pytest.raises(ConfigError, match='--colour: no option is called "colour"'):
        load_config({"colour": "x"}, {}, file)


def test_the_editor_is_the_configured_one_else_the_environments() -> None:
    assert editor_command(Config(editor=("ed",)), {"VISUAL": "x"}) == ("ed",)
    assert editor_command(Config(), {"VISUAL": "code --wait", "EDITOR": "vim"}) == ("code", "--wait")
    assert editor_command(Config(), {"VISUAL": " ", "EDITOR": "nano"}) == ("nano",)
    assert editor_command(Config(), {}) == ("vi",)
    with pytest.raises(ConfigError, match="EDITOR"):
        editor_command(Config(), {"EDITOR": "vim '"})


NAMES = st.text(st.sampled_from("abc'\"[]# =."), min_size=1, max_size=5)


@settings(max_examples=100)
@given(
    st.dictionaries(
        NAMES, st.sampled_from(["1", '"#"', '"""\n[x]\n"""', "[\n 1, # ]\n 2\n]", "{a = 1}"]), max_size=6
    )
)
def test_lines_are_those_the_options_begin_on(options: dict[str, str]) -> None:
    text, expected, line = "[keys.READ]  # a table\n", {}, 2
    for name, value in options.items():
        spelt = '"' + name.replace('"', '\\"') + '"'
        text += f"\n  {spelt} = {value}\n"
        expected[name] = line + 1
        line += 2 + value.count("\n")
    assert set(tomllib.loads(text)["keys"]["READ"]) == set(options)
    lines = Lines(text)
    assert {name: lines.of("keys", "READ", name) for name in options} == expected
    assert lines.of("keys", "READ", "never written") == 1


def test_a_value_without_end_does_not_hold_up_the_message() -> None:
    lines = Lines("a = [\n" + "[1]\n,\n" * 20_000 + "]\nb = 1\n")
    assert lines.of("a") == lines.of("b") == 1


def test_the_documentation_names_every_option_and_its_example_is_valid(file: Path) -> None:
    page = DOC.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)`", page, re.MULTILINE) == list(OPTIONS)
    for option in OPTIONS:
        assert option in ("keys", "themes") or f"`CLOSE_READER_{option.upper()}`" in page
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    file.write_text(example[1])
    config = load_config(environ={}, path=file)
    assert {origin.partition(".")[0] for origin in config.origins} == set(OPTIONS)


def test_everything_that_is_wrong_is_told_at_once(file: Path) -> None:
    file.write_text(
        'measure = "wide"\nthema = "dark"\n[keys.READ]\n"g e" = "entity.show"\n"Q" = 3\n"j" = "move.up"\n'
        '"F9" = ""\n[keys.NOWHERE]\n"a" = "move.down"\n[mouse]\n'
    )
    with pytest.raises(ConfigError) as caught:
        load_config(path=file, environ={})
    assert [line.removeprefix(f"{file}:").partition(" ")[0] for line in caught.value.args] == [
        *("1:", "2:", "5:", "4:", "7:", "8:", "10:")
    ]
