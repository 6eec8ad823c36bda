"""The configuration: what a person has chosen, from flags, the environment and config.toml, in that order.

Everything is checked when it is read; an error is one line and names the file and line, the variable or
the flag.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from reader.keys.names import near, quoted
from reader.paths import PathsError, config_file, read_bounded

LIMIT = 256_000
"""Bytes a configuration may have."""
MEASURES = range(20, 201)
"""Widths of the column of text, in cells."""

_SCAN_LIMIT = 1_000_000
"""Characters parsed to find a line: a value over thousands of lines is not worth a second of waiting."""

MOST_TOLD = 20
"""Faults of keys that are told at once."""
_LINE = r" \(at line (\d+), column \d+\)$|\s*\(at end of document\)$"


class ConfigError(ValueError):
    """A configuration that cannot be used; each argument is a line: where a fault is, what, what to do."""


class Config(NamedTuple):
    """What is configured. An empty value leaves the choice to the program.

    ``measure`` is in cells. ``editor`` and ``copy_command`` are argument lists, run without a shell.
    ``annotations_dir`` is absolute, and one folder for whatever corpus is open. ``keys``: context ->
    spelling -> action id, already checked. ``themes``: name -> what stands in ``[themes.NAME]``, unchecked:
    what a theme may hold is known where it is used. ``origins``: option, ``themes.NAME.OPTION`` or
    ``keys.CONTEXT.KEYS`` -> where its value comes from.
    """

    annotator: str = ""
    theme: str = ""
    measure: int = 0
    editor: tuple[str, ...] = ()
    copy_command: tuple[str, ...] = ()
    mouse: bool = True
    annotations_dir: Path | None = None
    keyboard: str = "auto"
    keys: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    themes: Mapping[str, Mapping[str, object]] = MappingProxyType({})
    origins: Mapping[str, str] = MappingProxyType({})

    def origin(self, option: str) -> str:
        """Where an option's value comes from, to begin a message: ``config.toml:3``, ``--theme``, default."""
        return self.origins.get(option, "default")


FLAGS = {"annotator": "--as", "annotations_dir": "--annotations"}
"""Options whose flag is called otherwise than they are."""
OPTIONS: tuple[str, ...] = tuple(name for name in Config._fields if name != "origins")


def load_config(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    path: Path | None = None,
) -> Config:
    """The configuration: a flag wins over ``CLOSE_READER_OPTION`` in the environment, that over the file.

    ``flags``: option -> value, None where not given. ``path``: the file, else the usual one; a missing
    file is an empty one. Raises ConfigError.
    """
    environ = os.environ if environ is None else environ
    path = path or config_file(environ)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    table, text = _read(path)
    lines = Lines(text)
    wrong: list[str] = []

    def place(*names: str) -> str:
        return f"{path}:{lines.of(*names)}"

    for option, value in table.items():
        try:
            if option not in OPTIONS:
                why = f"no option is called {quoted(option)}{near(option, OPTIONS)}"
                raise ConfigError(f"{place(option)}: {why}")
            origins[option] = place(option)
            if option == "keys":
                values[option] = _keys(value, place)
                for context, changes in value.items():
                    origins |= {f"keys.{context}.{each}": place("keys", context, each) for each in changes}
            elif option == "themes":
                values[option] = _themes(value, place)
                for name, colours in value.items():
                    origins |= {f"themes.{name}.{each}": place("themes", name, each) for each in colours}
                    origins[f"themes.{name}"] = place("themes", name)
            else:
                values[option] = _checked(option, value, place(option), from_file=True)
        except ConfigError as error:
            wrong += error.args
    if wrong:
        raise ConfigError(*wrong)
    for option in _CHECKS:
        name = f"CLOSE_READER_{option.upper()}"
        if environ.get(name):
            origins[option] = name
            values[option] = _checked(option, _from_environment(option, environ[name]), name)
    for option, flag in (flags or {}).items():
        if flag is not None:
            origins[option] = FLAGS.get(option, f"--{option.replace('_', '-')}")
            values[option] = _checked(option, flag, origins[option])
    return Config(**values, origins=origins)


def editor_command(config: Config, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The editor to run: the configured one, else VISUAL, else EDITOR, else vi. Raises ConfigError."""
    environ = os.environ if environ is None else environ
    if config.editor:
        return config.editor
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return _command(environ[name], name)
    return ("vi",)


class Lines:
    """The line on which each option of a TOML text begins: for messages, so looked for only when asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[tuple[str, ...], int] | None = None

    def of(self, *names: str) -> int:
        """The line (from 1) of an option, or of the nearest table around it."""
        if self._found is None:
            self._found = self._scan()
        for length in range(len(names), 0, -1):
            line = self._found.get(names[:length])
            if line is not None:
                return line
        return 1

    def _scan(self) -> dict[tuple[str, ...], int]:
        import tomllib

        # The text is valid TOML, so a statement is as many lines as it takes to parse.
        found: dict[tuple[str, ...], int] = {}
        header: tuple[str, ...] = ()
        statement, begun, spent = "", 1, 0
        for number, line in enumerate(self._text.split("\n"), start=1):
            if spent > _SCAN_LIMIT:
                break
            ends = not statement or line.rstrip().endswith(("]", "}", '"', "'")) or "#" in line
            begun = begun if statement else number
            statement += line + "\n"
            if not ends:
                continue
            spent += len(statement)
            try:
                parsed = tomllib.loads(statement)
            except (tomllib.TOMLDecodeError, RecursionError):
                continue
            table = statement.lstrip().startswith("[")
            for names in _paths(parsed):
                header = names if table else header
                whole = names if table else (*header, *names)
                for length in range(1, len(whole) + 1):
                    found.setdefault(whole[:length], begun)
            statement = ""
        return found


def _paths(value: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The names leading to every leaf and every empty table."""
    if isinstance(value, list) and above and value and all(isinstance(each, dict) for each in value):
        value = value[-1]
    if not isinstance(value, dict) or not value:
        return [above] if above else []
    return [names for name, each in value.items() for names in _paths(each, (*above, name))]


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        data = read_bounded(path, LIMIT)
    except PathsError as error:
        raise ConfigError(str(error)) from None
    try:
        text = (data or b"").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = (data or b"")[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: not UTF-8: save the file as UTF-8") from None
    text = text.replace("\r\n", "\n")
    if not text:
        return {}, text
    # Here and below: what only some options need is imported for them, since every start passes here.
    import tomllib

    try:
        return tomllib.loads(text), text
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = re.search(_LINE, message)
        line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
        from annotations.toml_lines import in_plain_words

        said = in_plain_words(re.sub(_LINE, "", message))
        raise ConfigError(f"{path}:{line}: not TOML: {said[:200]}") from None


def _keys(value: object, place: Callable[..., str]) -> dict[str, dict[str, str]]:
    """``[keys.READ]`` tables, checked against the registry."""
    if not isinstance(value, dict):
        raise ConfigError(f"{place('keys')}: keys should be tables such as [keys.READ], not {_kind(value)}")
    wrong: list[str] = []
    well: dict[str, dict[str, str]] = {}
    for context, changes in value.items():
        if not isinstance(changes, dict):
            said = f"keys.{quoted(context)} should be a table such as [keys.READ], not {_kind(changes)}"
            wrong.append(f"{place('keys', context)}: {said}")
            continue
        well[context] = {}
        for spelling, action in changes.items():
            if isinstance(action, str):
                well[context][spelling] = action
            else:
                said = f"keys {quoted(spelling)} should name an action in quotes, not {_kind(action)}"
                wrong.append(f"{place('keys', context, spelling)}: {said}")
    from reader.keys.keymap import KeymapError, build_keymap

    while len(wrong) < MOST_TOLD:
        try:
            build_keymap(overrides=well)
            break
        except KeymapError as error:
            names = [name for name in (error.context, error.keys) if name]
            wrong.append(f"{place('keys', *names)}: keys: {error}")
            # The others are looked at without it, as far as it is known which it is.
            table: dict[str, Any] = well.get(error.context, {}) if error.keys else well
            if table.pop(error.keys or error.context, None) is None:
                break
    if wrong:
        raise ConfigError(*wrong)
    return value


def _themes(value: object, place: Callable[..., str]) -> dict[str, dict[str, object]]:
    """``[themes.NAME]`` tables."""
    if not isinstance(value, dict):
        raise ConfigError(
            f"{place('themes')}: themes should be tables such as [themes.mine], not {_kind(value)}"
        )
    for name, colours in value.items():
        if not isinstance(colours, dict):
            where = place("themes", name)
            raise ConfigError(f"{where}: themes.{quoted(name)} should be a table, not {_kind(colours)}")
    return value


def _checked(option: str, value: object, origin: str, *, from_file: bool = False) -> object:
    if option not in _CHECKS:
        raise ConfigError(f"{origin}: no option is called {quoted(option)}{near(option, OPTIONS)}")
    checked = _CHECKS[option](value, f"{origin}: {option}")
    if from_file and option == "annotations_dir" and not os.path.isabs(os.path.expanduser(str(value))):
        raise ConfigError(
            f"{origin}: annotations_dir should be a whole path (/… or ~/…), not {quoted(str(value))}"
        )
    return checked


def _from_environment(option: str, value: str) -> object:
    """A variable's text as the type the option has, where it can be read so."""
    if option == "measure" and re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return int(value)
    truths = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    return truths.get(value.lower(), value) if option == "mouse" else value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{what} should be text in quotes, not {_kind(value)}")
    if not value.isprintable() or len(value) > 1000:
        raise ConfigError(f"{what} should be one line of printable text, not {quoted(value)}")
    return value.strip()


def _name(value: object, what: str) -> str:
    text = _text(value, what)
    if len(text) > 100:
        raise ConfigError(f"{what} should have at most 100 characters")
    return text


def _theme(value: object, what: str) -> str:
    text = _text(value, what)
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,60}", text):
        raise ConfigError(
            f"{what} should be a theme's name in letters, digits and hyphens, not {quoted(text)}"
        )
    return text


def _measure(value: object, what: str) -> int:
    wanted = f"{what} should be a whole number of columns from {MEASURES[0]} to {MEASURES[-1]}"
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"{wanted}, not {_kind(value)}")
    if value not in MEASURES:
        raise ConfigError(f"{wanted}, not {value if abs(value) < 10**9 else 'such a number'}")
    return value


def _command(value: object, what: str) -> tuple[str, ...]:
    if isinstance(value, str):
        import shlex

        try:
            parts: Sequence[object] = shlex.split(_text(value, what))
        except ValueError as error:
            raise ConfigError(f"{what}: {str(error).lower()} in {quoted(value)}") from None
    elif isinstance(value, (list, tuple)):
        parts = value
    else:
        raise ConfigError(f"{what} should be a command in quotes or a list of its words, not {_kind(value)}")
    return tuple(_text(part, f"{what}: each word") for part in parts)


def _switch(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        shown = quoted(value) if isinstance(value, str) else _kind(value)
        raise ConfigError(f"{what} should be true or false, not {shown}")
    return value


def _folder(value: object, what: str) -> Path | None:
    text = _text(os.fspath(value) if isinstance(value, Path) else value, what)
    return Path(os.path.abspath(os.path.expanduser(text))) if text else None


def _keyboard(value: object, what: str) -> str:
    from reader.keys.keyboards import SETTINGS

    text = _text(value, what)
    if text not in SETTINGS:
        raise ConfigError(f"{what} should be one of {', '.join(SETTINGS)}, not {quoted(text)}")
    return text


def _kind(value: object) -> str:
    """What a TOML value is, in words."""
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        dict: "a table",
        list: "a list",
    }
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a date or time")


_CHECKS: dict[str, Callable[[object, str], object]] = {
    "annotator": _name,
    "theme": _theme,
    "measure": _measure,
    "editor": _command,
    "copy_command": _command,
    "mouse": _switch,
    "annotations_dir": _folder,
    "keyboard": _keyboard,
}
