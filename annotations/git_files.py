"""What git has to be told of an annotations folder, and whether it is told that.

Attributes are worked out as git does: of the lines that fit a path the last one counts, a file deeper down
before one further up, and ``.git/info/attributes`` before all. Nothing is run, and no link is followed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from annotations.folders import TEXTS
from annotations.quoting import one_line
from annotations.storage import open_below, open_root, read_bytes

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
_LONGEST = 1 << 14
"""Bytes of a file of git's that are read: nobody writes more by hand."""
_ABOVE = 64
"""Folders above that are looked at."""

Value = str | bool | None
"""What an attribute is: set, unset, a text, or as if no line had spoken of it."""
Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with what git is told, and what to do."""

    path: str
    """The file that says it or should, relative to the annotations folder."""
    message: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of attributes."""

    file: str
    """Where it stands, from the annotations folder, or as the system calls it."""
    number: int
    base: Parts
    """The folders from that of the annotations to its own; none, where that is above."""
    lead: Parts
    """The folders from its own to that of the annotations."""
    pattern: Parts
    values: Mapping[str, Value]

    def fits(self, path: Parts) -> bool:
        deep = len(self.base)
        return path[:deep] == self.base and _fits((*self.lead, *path[deep:]), self.pattern)


def attribute_troubles(folder: Path, root: int, paths: Iterable[str], inner: Iterable[str]) -> list[Trouble]:
    """What would keep git from merging the files *paths* of the annotations folder *root*, which is *folder*.

    *inner* names the folders in it that may have attributes of their own, each before those in it.
    """
    rules = list(_rules(folder, root, inner))
    kept: dict[tuple[str, int, str], list[str]] = {}
    for path in paths:
        parts = tuple(path.split("/"))
        text = parts[0] == TEXTS
        said: dict[str, tuple[Value, _Rule]] = {}
        for rule in rules:
            if rule.fits(parts):
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


def ignore_troubles(root: int, paths: Iterable[str]) -> Iterator[Trouble]:
    """Which files git would take in that are of no use to others, and which of *paths* it would leave out."""
    lines = list(_lines(_read(root, IGNORE)))
    ours = GIT_FILES[IGNORE].decode().split()
    lacking = [line for line, name in zip(ours, _IGNORED, strict=True) if not _ignored(lines, ("ann", name))]
    if lacking:
        add = ", ".join(f"`{line}`" for line in lacking)
        yield Trouble(IGNORE, f"git would take in files that are of use here alone: add the lines {add}")
    left_out = [path for path in paths if _ignored(lines, tuple(path.split("/")))]
    if left_out:
        yield Trouble(IGNORE, f"git would leave out {_several(left_out)}, by a line of it")


def _several(paths: Sequence[str]) -> str:
    return one_line(paths[0], 200) + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


def _ignored(lines: Iterable[tuple[int, str]], path: Parts) -> bool:
    ignored = False
    for _, line in lines:
        pattern = _pattern(line.removeprefix("!"))
        shortest = len(path) - 1 if line.endswith("/") else len(path)
        if any(_fits(path[:deep], pattern) for deep in range(1, shortest + 1)):
            ignored = not line.startswith("!")
    return ignored


def _rules(folder: Path, root: int, inner: Iterable[str]) -> Iterator[_Rule]:
    """All that is said of the files in *root*, the weakest first."""
    above = _repository(Path(os.path.realpath(folder)))
    for deep, place in enumerate(above[:-1], 1):
        up = "../" * (len(above) - deep) + ATTRIBUTES
        yield from _attributes(_read_at(place, ATTRIBUTES), up, (), _names(above[deep:]))
    yield from _attributes(_read(root, ATTRIBUTES), ATTRIBUTES, (), ())
    for path in inner:
        base = tuple(path.strip("/").split("/"))
        with contextlib.suppress(OSError):  # who reads the annotations says so
            fd = open_below(root, base)
            try:
                yield from _attributes(_read(fd, ATTRIBUTES), "/".join((*base, ATTRIBUTES)), base, ())
            finally:
                os.close(fd)
    if above:
        info = above[0] / ".git" / "info"
        yield from _attributes(_read_at(info, "attributes"), str(info / "attributes"), (), _names(above[1:]))


def _repository(folder: Path) -> list[Path]:
    """The folders from that of the git repository which *folder* is in down to it; none: it is in none."""
    found = [folder, *folder.parents][:_ABOVE]
    for count, place in enumerate(found, 1):
        if os.path.lexists(place / ".git"):
            return found[:count][::-1]
    return []


def _names(folders: Iterable[Path]) -> Parts:
    return tuple(one.name for one in folders)


def _attributes(data: bytes, file: str, base: Parts, lead: Parts) -> Iterator[_Rule]:
    for number, line in _lines(data):
        pattern, *words = line.split()
        if words and not pattern.endswith("/") and not pattern.startswith(("[attr]", "!")):
            yield _Rule(file, number, base, lead, _pattern(pattern), dict(_values(words)))


def _values(words: Iterable[str]) -> Iterator[tuple[str, Value]]:
    for word in words:
        name, equals, value = word.lstrip("-!").partition("=")
        if word == "binary":
            yield from (("diff", False), ("merge", False), ("text", False))
        elif word[0] in "-!":
            yield name, False if word[0] == "-" else None
        else:
            yield name, value if equals else True


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if (text := line.strip()) and not text.startswith("#"):
            yield number, text


def _pattern(text: str) -> Parts:
    """*text* in parts; one without a slash before its end fits in any folder."""
    parts = tuple(text.strip("/").split("/"))
    return parts if "/" in text.rstrip("/") else ("**", *parts)


def _fits(path: Parts, pattern: Parts) -> bool:
    """Whether *pattern* is about *path*: how many parts of it the pattern may have taken, part by part."""
    taken = {0}
    for part in pattern:
        if not taken:
            return False
        if part == "**":
            taken = set(range(min(taken), len(path)))
        else:
            taken = {n + 1 for n in taken if n < len(path) and fnmatchcase(path[n], part)}
    return len(path) in taken or (pattern[-1] == "**" and bool(taken))


def _read(folder: int, name: str) -> bytes:
    with contextlib.suppress(OSError):  # none there, or none that git would read
        return read_bytes(folder, name, _LONGEST)[0]
    return b""


def _read_at(place: Path, name: str) -> bytes:
    with contextlib.suppress(OSError):
        fd = open_root(place)
        try:
            return _read(fd, name)
        finally:
            os.close(fd)
    return b""
