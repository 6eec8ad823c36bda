"""Where git reads what it is told of the files in a folder, and which paths the patterns there are about.

Those are files called the same in the folder, in those above it up to the top of the work tree, and in
those below it; and one in ``.git/info``, which a linked work tree has in common with the others. Nothing is
run, and no link is followed.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

from annotations.storage import open_below, open_root, read_bytes

_LONGEST = 1 << 14
"""Bytes of a file of git's that are read: nobody writes more by hand."""
_ABOVE = 64
"""Folders above that are looked at."""
_SHELL = "*?["
"""What is more than itself in a pattern, unless a backslash stands before it."""

Parts = tuple[str, ...]
Pattern = tuple["str | re.Pattern[str]", ...]
"""A pattern part by part: ``**``, a name as it is, or what fits some names."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file that tells git something."""

    file: str
    """As a message calls it: from the annotations folder, or, in ``.git/info``, as the system does."""
    at: Parts
    """The folders from the top of the work tree to the one that it speaks of."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Sources:
    """All of the files of one name that speak of an annotations folder."""

    lead: Parts
    """The folders from the top of the work tree to that of the annotations; none, where there is no tree."""
    found: tuple[Source, ...]
    """Those in folders, from the top down."""
    info: Source | None
    """The one of the whole repository."""


def sources(folder: Path, root: int, inner: Iterable[str], name: str, common: str) -> Sources:
    """The files called *name* that speak of the annotations folder *root*, which is *folder*.

    *inner* names the folders in it that may have one, each before those in it; *common* is what the one in
    ``.git/info`` is called.
    """
    above = _work_tree(Path(os.path.realpath(folder)))
    lead = tuple(one.name for one in above[1:])
    found = [
        Source("../" * (len(lead) - deep) + name, lead[:deep], _read_at(place, name))
        for deep, place in enumerate(above[:-1])
    ]
    found.append(Source(name, lead, _read(root, name)))
    for path in inner:
        base = tuple(path.strip("/").split("/"))
        with contextlib.suppress(OSError):  # who reads the annotations says so
            fd = open_below(root, base)
            try:
                found.append(Source("/".join((*base, name)), (*lead, *base), _read(fd, name)))
            finally:
                os.close(fd)
    info = _info(above[0]) if above else None
    told = Source(_shown(info / common), (), _read_at(info, common)) if info is not None else None
    return Sources(lead, tuple(found), told)


def lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines of *data* with their numbers, the first is 1."""
    yield from enumerate(data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n"), 1)


def pattern(text: str) -> Pattern:
    """*text* in parts; one without a slash before its end fits in any folder."""
    parts = tuple(_part(part) for part in text.strip("/").split("/"))
    return parts if "/" in text.rstrip("/") else ("**", *parts)


def fits(path: Parts, wanted: Pattern) -> bool:
    """Whether *wanted* is about *path*: how many parts of it the pattern may have taken, part by part."""
    # Most are of a name alone, or begin with that of another folder.
    if wanted[0] != "**":
        if not _is(wanted[0], path[0]):
            return False
    elif len(wanted) == 2 and wanted[1] != "**":
        return _is(wanted[1], path[-1])
    taken = {0}
    for part in wanted:
        if not taken:
            return False
        if part == "**":
            taken = set(range(min(taken), len(path)))
        else:
            taken = {n + 1 for n in taken if n < len(path) and _is(part, path[n])}
    return len(path) in taken or (wanted[-1] == "**" and bool(taken))


def _part(text: str) -> str | re.Pattern[str]:
    plain = re.sub(r"\\(.)", r"\1", text)
    if text == "**" or not any(mark in text for mark in _SHELL):
        return plain
    said = re.sub(r"\\(.)", lambda one: f"[{one[1]}]" if one[1] in _SHELL else one[1], text)
    return re.compile(translate(said.replace("[^", "[!")))


def _is(part: str | re.Pattern[str], name: str) -> bool:
    return part == name if isinstance(part, str) else part.match(name) is not None


def _work_tree(folder: Path) -> Sequence[Path]:
    """The folders from the top of the work tree which *folder* is in down to it; none: it is in none."""
    found = [folder, *folder.parents][:_ABOVE]
    for count, place in enumerate(found, 1):
        if os.path.lexists(place / ".git"):
            return found[:count][::-1]
    return []


def _info(top: Path) -> Path | None:
    """The folder of what is told of all work trees of the repository that *top* is one of."""
    git = top / ".git"
    if os.path.isdir(git):
        return git / "info"
    said, _, place = os.fsdecode(_read_at(top, ".git")).partition("\n")[0].partition(" ")
    if said != "gitdir:":
        return None
    git = top / place.rstrip("\r")
    return git / os.fsdecode(_read_at(git, "commondir")).partition("\n")[0] / "info"


def _shown(path: Path) -> str:
    return os.fsencode(os.path.normpath(path)).decode("utf-8", "replace")


def _read(folder: int, name: str) -> bytes:
    with contextlib.suppress(OSError):  # none there, or none that git would read
        return read_bytes(folder, name, _LONGEST)[0]
    return b""


def _read_at(place: Path, name: str) -> bytes:
    with contextlib.suppress(OSError, ValueError):  # also what can be the name of no file
        fd = open_root(place)
        try:
            return _read(fd, name)
        finally:
            os.close(fd)
    return b""
