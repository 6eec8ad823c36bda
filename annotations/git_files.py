"""What git has to be told of an annotations folder, and whether it is told that.

It is worked out as git does: of the lines that fit a path the last one counts, a file deeper down before one
further up. Of attributes ``.git/info/attributes`` counts before all; of what is left out,
``.git/info/exclude`` counts after all, and nothing in a folder that is left out can be taken in again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.folders import TEXTS
from annotations.git_sources import Parts, Pattern, Source, fits, lines, pattern, sources
from annotations.quoting import one_line

ATTRIBUTES = ".gitattributes"
IGNORE = ".gitignore"
GIT_FILES: Mapping[str, bytes] = {
    ATTRIBUTES: (
        b"*.json text eol=lf merge=union\n_corpus text eol=lf merge=union\ntexts/*.txt -text -merge\n"
    ),
    IGNORE: b".lock\n.history*\n.tmp-*\n*.corrupt-*\n",
}
_IGNORED = (".lock", ".history.jsonl", ".tmp-1-0", "a.json.corrupt-1")
"""A file for each line of ``.gitignore`` that this line leaves out."""
KEPT_TEXT = f"{TEXTS}/{'0' * 64}.txt"
"""A file that stands for all of the texts that are kept."""

Value = str | bool | None
"""What an attribute is: set, unset, a text, or as if no line had spoken of it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with what git is told, and what to do."""

    path: str
    """The file that says it or should, relative to the annotations folder."""
    message: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of what git is told."""

    file: str
    """Where it stands, from the annotations folder, or as the system calls it."""
    number: int
    at: Parts
    """The folders from the top of the work tree to its own."""
    pattern: Pattern

    def fits(self, path: Parts) -> bool:
        """Whether it is about *path*, from the top of the work tree."""
        if not self.at:
            return fits(path, self.pattern)
        deep = len(self.at)
        return deep < len(path) and path[:deep] == self.at and fits(path[deep:], self.pattern)


@dataclass(frozen=True, slots=True)
class _Attributes(_Rule):
    """A line that says what *values* the attributes of some files have."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Ignoring(_Rule):
    """A line that leaves files out, or takes them in *again*."""

    again: bool
    folders: bool
    """Of folders alone."""


def attribute_troubles(folder: Path, root: int, paths: Iterable[str], inner: Iterable[str]) -> list[Trouble]:
    """What would keep git from merging the files *paths* of the annotations folder *root*, which is *folder*.

    *inner* names the folders in it that may have attributes of their own, each before those in it.
    """
    told = sources(folder, root, inner, ATTRIBUTES, "attributes")
    rules = [rule for one in (*told.found, told.info) if one is not None for rule in _attributes(one)]
    kept: dict[tuple[str, int, str], list[str]] = {}
    for path in paths:
        parts = tuple(path.split("/"))
        text = parts[0] == TEXTS
        said: dict[str, tuple[Value, _Rule]] = {}
        for rule in rules:
            if rule.fits((*told.lead, *parts)):
                said |= {name: (value, rule) for name, value in rule.values.items()}
        line = "texts/*.txt -text -merge" if text else f"{_glob(parts[-1])} text eol=lf merge=union"
        wanted: Mapping[str, Value] = {"text": False} if text else {"merge": "union"}
        for name, value in {**wanted, "filter": None}.items():
            found, by = said.get(name, (None, None))
            if found == value or (name == "filter" and not isinstance(found, str)):
                continue
            cure = f"{line.partition(' ')[0]} -filter" if name == "filter" else line
            where = (by.file, by.number) if by is not None else (ATTRIBUTES, 0)
            kept.setdefault((*where, cure), []).append(path)
    return [_trouble(file, number, cure, found) for (file, number, cure), found in kept.items()]


def _glob(name: str) -> str:
    return "*.json" if name.endswith(".json") else name


def _trouble(file: str, number: int, cure: str, paths: Sequence[str]) -> Trouble:
    harm = f"git would not merge {_several(paths)}"
    if cure.endswith("-filter"):
        harm = f"git would keep something else in the place of {_several(paths)}"
    elif cure.startswith(TEXTS):
        harm = "git may change the line ends of the texts that are kept"
    add = f"write `{cure}` on a last line of {ATTRIBUTES}"
    if not number:
        return Trouble(ATTRIBUTES, f"{harm}: {add}")
    if file == ATTRIBUTES or file.startswith("../"):
        return Trouble(ATTRIBUTES, f"{harm}, by line {number} of {file}: {add}")
    place = file if not os.path.isabs(file) else ATTRIBUTES
    return Trouble(place, f"{harm}, by line {number} of {file}: take that line away")


def taken_in(folder: Path, root: int, owners: Iterable[str], inner: Iterable[str]) -> list[Trouble]:
    """Which files in the folders *owners* git would take in though they are of use to nobody else.

    *folder*, *root* and *inner* as for the attributes.
    """
    left_out = _Ignored(folder, root, inner)
    ours = zip(GIT_FILES[IGNORE].decode().split(), _IGNORED, strict=True)
    owners = tuple(owners)
    lacking = [line for line, name in ours if any(left_out.by(f"{owner}/{name}") is None for owner in owners)]
    add = ", ".join(f"`{line}`" for line in lacking)
    said = f"git would take in files that are of use here alone: add the lines {add}"
    return [Trouble(IGNORE, said)] if lacking else []


def left_out(folder: Path, root: int, paths: Iterable[str], inner: Iterable[str]) -> list[Trouble]:
    """Which of *paths* git would leave out; *folder*, *root* and *inner* as for the attributes."""
    ignored = _Ignored(folder, root, inner)
    found: dict[tuple[str, int], list[str]] = {}
    for path in paths:
        if (rule := ignored.by(path)) is not None:
            found.setdefault((rule.file, rule.number), []).append(path)
    cure = "take that line away, unless the annotations are to stay here"
    return [
        Trouble(IGNORE, f"git would leave out {_several(ones)}, by line {number} of {file}: {cure}")
        for (file, number), ones in found.items()
    ]


def _several(paths: Sequence[str]) -> str:
    first = "the texts that are kept" if paths[0] == KEPT_TEXT else one_line(paths[0], 200)
    return first + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


class _Ignored:
    """What git leaves out of an annotations folder."""

    def __init__(self, folder: Path, root: int, inner: Iterable[str]) -> None:
        told = sources(folder, root, inner, IGNORE, "exclude")
        strongest = (*reversed(told.found), *([told.info] if told.info else ()))
        self._rules = [rule for one in strongest for rule in reversed([*_ignoring(one)])]
        self._lead = told.lead
        self._folders: dict[Parts, _Ignoring | None] = {(): None}

    def by(self, path: str) -> _Ignoring | None:
        """The line by which git leaves out the file *path* of the annotations folder, if it does."""
        parts = (*self._lead, *path.split("/"))
        for deep in range(1, len(parts)):
            above = parts[:deep]
            if above not in self._folders:
                self._folders[above] = self._folders[above[:-1]] or self._by(above, folder=True)
        return self._folders[parts[:-1]] or self._by(parts, folder=False)

    def _by(self, path: Parts, *, folder: bool) -> _Ignoring | None:
        said = (rule for rule in self._rules if (folder or not rule.folders) and rule.fits(path))
        last = next(said, None)
        return None if last is None or last.again else last


def _ignoring(source: Source) -> Iterator[_Ignoring]:
    for number, line in lines(source.data):
        text = line.removesuffix("\r")
        if text.startswith("#"):
            continue
        bare = text.rstrip(" ")
        if bare != text and (len(bare) - len(bare.rstrip("\\"))) % 2:
            bare += " "
        wanted = bare.removeprefix("!")
        if wanted.strip("/"):
            again, folders = bare.startswith("!"), wanted.endswith("/")
            yield _Ignoring(source.file, number, source.at, pattern(wanted), again, folders)


def _attributes(source: Source) -> Iterator[_Attributes]:
    for number, line in lines(source.data):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        wanted, *words = line.split()
        if words and not wanted.endswith("/") and not wanted.startswith(("[attr]", "!")):
            values = dict(_values(words))
            yield _Attributes(source.file, number, source.at, pattern(wanted), values)


def _values(words: Iterable[str]) -> Iterator[tuple[str, Value]]:
    for word in words:
        name, equals, value = word.lstrip("-!").partition("=")
        if word == "binary":
            yield from (("diff", False), ("merge", False), ("text", False))
        elif word[0] in "-!":
            yield name, False if word[0] == "-" else None
        else:
            yield name, value if equals else True
