"""Who holds a stance, as it is typed and written: a chain of sets of actors, or nobody by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from annotations.errors import PassageError
from annotations.quoting import one_line

if TYPE_CHECKING:
    from annotations.model import Holder

_SEPARATOR = re.compile(r"(?<!\S)(>|&|and)(?!\S)")
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*+)"(?=\s+(?:>|&|and)(?!\S)|\s*\Z)')
_OPEN = re.compile(r'\s*+"[^"]*+\Z')
_WRITER = re.compile(r"(?:(?:the\s++)?(?:writer|author)(?:\s++>\s++|\Z))+", re.IGNORECASE)
_NOBODY = "unattributed"


def holder_chain(text: str, known: Callable[[str], bool] = lambda name: False) -> Holder:
    """A holder as typed: ``A > B & C`` outermost first, ``unattributed``, ``writer``; empty is not coded.

    ``>``, ``&`` and ``and`` part actors only as words of their own: ``AT&T`` is one actor. A name with such a
    word or any ``>`` in it stands in double quotes (a quote in it twice); one that is *known* needs none for
    its ``and``. The writer (or author, unless quoted) goes without saying as the outermost level: it is left
    out. Raises ``PassageError`` for a level or an actor that is empty, and for what would be an actor's name
    only by mistake: one with ``>`` in it, ``unattributed`` or the writer beside others.
    """
    typed = text.strip()
    if not typed:
        return None
    writer = _WRITER.match(typed)
    said = typed[writer.end() :] if writer else typed
    if not said:
        return ()
    if said.casefold() == _NOBODY:
        return "unattributed"
    from annotations.model import Ref

    levels: list[list[str]] = [[]]
    before = voiced = ""
    for name, quoted, separator in _pieces(said):
        _need_name(name, quoted, typed)
        voiced = voiced or (name if not quoted and _WRITER.fullmatch(name) else "")
        whole = f"{levels[-1][-1]} and {name}" if before == "and" and not quoted else ""
        if whole and known(whole):
            levels[-1][-1] = whole
        else:
            levels[-1].append(name)
        if separator == ">":
            levels.append([])
        before = separator
    if voiced:
        raise PassageError(
            f"holder: {one_line(voiced, 200)} is who wrote the article, and stands alone or first: leave it "
            f"out; in double quotes it is somebody's name"
        )
    return tuple(tuple(Ref(name) for name in level) for level in levels)


def _need_name(name: str, quoted: bool, typed: str) -> None:
    """Raises ``PassageError`` when *name*, a piece of *typed*, is hardly meant as an actor's name."""
    if not name:
        raise PassageError(f"holder: an empty level or actor in {one_line(typed, 200)!r}; write 'A > B & C'")
    if quoted:
        return
    if ">" in name:
        raise PassageError(
            f"holder: {one_line(name, 200)!r} has a > inside: a chain has spaces around it, 'A > B'; "
            f"a name with one stands in double quotes"
        )
    if name.casefold() == _NOBODY:
        raise PassageError(
            f"holder: {_NOBODY} names nobody, so it stands alone, not as in {one_line(typed, 200)!r}; "
            f"leave it out, or put it in double quotes if someone goes by that name"
        )


def _pieces(typed: str) -> Iterator[tuple[str, bool, str]]:
    """Each name, whether it was quoted, and the separator behind it (empty: the last)."""
    at = 0
    while True:
        quoted = _QUOTED.match(typed, at)
        found = _SEPARATOR.search(typed, quoted.end() if quoted else at)
        end = found.start() if found else len(typed)
        name = quoted[1].replace('""', '"') if quoted else typed[at:end].strip()
        yield name, bool(quoted), found[1] if found else ""
        if found is None:
            return
        at = found.end()


def separators(typed: str) -> list[tuple[int, str]]:
    """Where each separator between names ends, and which it is; one behind an open quote is none."""
    found: list[tuple[int, str]] = []
    at = 0
    while True:
        quoted = _QUOTED.match(typed, at)
        separator = _SEPARATOR.search(typed, quoted.end() if quoted else at)
        if separator is None or _OPEN.match(typed, at):
            return found
        at = separator.end()
        found.append((at, separator[1]))


def holder_text(holder: Holder) -> str:
    """A holder as ``holder_chain`` reads it; empty when it was not coded."""
    if holder is None:
        return ""
    if isinstance(holder, str):
        return holder
    if not holder:
        return "writer"
    return " > ".join(" & ".join(_written(actor.name) for actor in level) for level in holder)


def _written(name: str) -> str:
    """A name as it can be told from what parts names."""
    plain = (
        name == name.strip() and not name.startswith('"') and not _SEPARATOR.search(name) and ">" not in name
    )
    voice = name.casefold() == _NOBODY or _WRITER.fullmatch(name)
    return name if plain and not voice else '"' + name.replace('"', '""') + '"'
