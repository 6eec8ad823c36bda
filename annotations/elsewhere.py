"""What could not be saved, in another folder: written there and taken in, as store files like any other.

Each record keeps the names of the revisions it comes from, so that one that is taken in (or a copy put beside
its original, as ``NAME.orig``) is taken for what it is: the next revision, or one that went a separate way.
A table of its own says which saved revision each was made on, so that none is brought to a branch without it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from annotations.fields import ModelError
from annotations.folders import CORPUS_FILE, TEXTS
from annotations.git_files import GIT_FILES
from annotations.layers import Step
from annotations.lines import Line, chain, dumps, render
from annotations.locks import held
from annotations.placing import instead_of, take_away
from annotations.reading import list_annotators, read_annotator, read_store_file, read_text, split_file
from annotations.resolving import id_apart, resolve
from annotations.rows import Row, StoreFile, article_header, corpus_header, make_row
from annotations.storage import (
    create_once,
    keep_aside,
    open_below,
    open_root,
    replace_bytes,
    sync,
    temporary_name,
)

_MADE_ON = "made_on"
"""The table of the saved revisions that records were made on: by id, ``{"hash": ..., "apart": ...}``."""

Find = Callable[[str, str], Row | None]
"""``(file, id)`` -> that record as it is now."""
TextOf = Callable[[str], str | None]
"""The sha256 of an article's text -> that text, if it is kept."""


class _Base(NamedTuple):
    """A saved revision that a record was made on."""

    hash: str = ""
    """``""``: none, it was added."""
    apart: str = ""
    """The id it has where a merge set it apart; ``""`` if that is not known."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in another folder now."""

    folder: Path
    files: tuple[Path, ...]
    """The files that hold the records, sorted."""
    ids: tuple[str, ...]
    """The records in them, each once; removals included."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in from one file of another folder."""

    name: str
    """The file, relative to the annotator's folder."""
    rows: Mapping[str, Row]
    aside: str
    """The name beside it under which the file stays, if not all of it could be read."""
    away: tuple[str, ...] = ()
    """The ids of records that stay there, as ``away`` says."""


def write_elsewhere(
    folder: Path, slug: str, name: str, steps: Iterable[Step], texts: Mapping[str, str]
) -> Written:
    """Write the rows of *steps* and the *texts* they were made on below *folder*, as annotator *name*.

    The folder is made if its parent is there. What it holds already is kept; of two revisions of a record the
    later one stays. Raises ``OSError``, also when another program is writing there.
    """
    rows: dict[str, dict[str, Row]] = {}
    paths: dict[str, str] = {CORPUS_FILE: ""}
    made_on: dict[str, dict[str, _Base]] = {}
    for step in steps:
        rows.setdefault(step.file, {})[step.row.key] = step.row
        paths.setdefault(step.file, step.path)
        made_on.setdefault(step.file, {}).setdefault(step.row.key, _base(step))
    with _entered(folder, slug) as (root, own):
        _write_texts(root, texts)
        for file, path in sorted(paths.items()):
            _write_file(own, slug, file, path, name, rows.get(file, {}), made_on.get(file, {}))
    files = tuple(folder / slug / file for file in sorted(rows))
    return Written(folder, files, tuple(dict.fromkeys(key for known in rows.values() for key in known)))


@contextlib.contextmanager
def _entered(folder: Path, slug: str) -> Iterator[tuple[int, int]]:
    """*folder* and that of annotator *slug* in it, open, made if need be, and locked. Raises ``OSError``."""
    root = open_root(folder, create=True)
    try:
        own = open_below(root, [slug], create=True)
        try:
            with held(own):
                yield root, own
        finally:
            os.close(own)
    finally:
        os.close(root)


def read_elsewhere(folder: Path) -> dict[str, list[StoreFile]]:
    """The files below *folder*, by the annotators' folders they are in; none where there is none.

    Rows that are not of their shape are left out, and such a file counts as damaged. Raises ``OSError`` when
    it cannot be listed.
    """
    try:
        root = open_root(folder)
    except FileNotFoundError:
        return {}
    try:
        return {slug: _read(root, slug) for slug in list_annotators(root)[0]}
    finally:
        os.close(root)


def _read(root: int, slug: str) -> list[StoreFile]:
    return [whole_records(state) for state in read_annotator(root, slug, {})[0]]


def whole_records(state: StoreFile) -> StoreFile:
    """*state* without rows that are not of their shape; where there are such, it counts as damaged."""
    rows = {key: row for key, row in state.rows.items() if not row.hidden}
    return replace(state, rows=rows, damaged=state.damaged or len(rows) < len(state.rows))


def take_in(folder: Path, slug: str, name: str, other: Path, find: Find) -> Iterator[Taken]:
    """Lay what annotator *slug* has in *other* over what is in *folder*; yield each file that is there then.

    As a merge would: of two revisions of a record the later one stays, of two that went separate ways both.
    What goes from *other* is on the disk here; what is ``away`` stays. A file of which not all could be read
    is kept aside. Raises ``OSError``, also when another program is writing in one of the two.
    """
    if not os.path.isdir(other / slug):
        return
    with _entered(other, slug) as (there, theirs):
        files = [left(state, find) for state in _read(there, slug) if not state.blocked]
        files = [state for state in files if state.rows or state.damaged]
        taken = lay_over(folder, slug, name, files, lambda sha256: read_text(other, sha256), find)
        for state, one in zip(files, taken, strict=True):
            done = one.rows or not one.away
            yield replace(one, aside=_leave(theirs, state, one.away, name)) if done else one


def lay_over(
    folder: Path, slug: str, name: str, files: Sequence[StoreFile], text_of: TextOf, find: Find
) -> Iterator[Taken]:
    """Lay *files* of annotator *slug* over what is in *folder*, as ``take_in`` does; yield what was laid.

    *text_of* has the texts they were made on. They stay where they are. Raises ``OSError``.
    """
    if not files:
        return
    with _entered(folder, slug) as (root, own):
        for git_file, data in GIT_FILES.items():
            create_once(root, git_file, data)
        _write_file(own, slug, CORPUS_FILE, "", name, {})
        for state in files:
            staying = away(state, find)
            rows = {key: row for key, row in state.rows.items() if key not in staying}
            texts = {str(row.data().get("text", "")) for row in rows.values()}
            _write_texts(root, {sha: text for sha in texts if (text := text_of(sha)) is not None})
            if rows:
                _write_file(own, slug, state.name, state.path, name, rows)
            yield Taken(state.name, rows, "", tuple(staying))


def _leave(theirs: int, state: StoreFile, staying: Sequence[str], name: str) -> str:
    """Leave but the records *staying* in the file of annotator *name*, or nothing, if it is as it was read.

    Returns the name under which it is kept aside, if it is damaged, else ``""``. Raises ``OSError``, also if
    another file stands there by now.
    """
    if state.signature is None:
        return ""
    folders, base = split_file(state.name)
    fd = open_below(theirs, folders)
    try:
        aside = keep_aside(fd, base) if state.damaged else ""
        if staying:
            known = _bases(state.tables)
            tables = {**state.tables, **_made_on({key: known[key] for key in staying})}
            header = state.first(_header(state.path, name))
            data = render([header, *((key, state.rows[key].raw) for key in staying)], tables)
            replace_bytes(fd, base, data, instead_of(state.signature))
        else:
            take_away(fd, base, temporary_name(), state.signature)
            sync(fd)
    finally:
        os.close(fd)
    return aside


def left(state: StoreFile, find: Find) -> StoreFile:
    """*state*, a file in another folder, with the records alone that are not here yet."""

    def here(key: str) -> Row | None:
        return find(state.name, key)

    return replace(state, rows={key: row for key, row in state.rows.items() if not _is_in(row, here)})


def away(state: StoreFile, find: Find) -> list[str]:
    """The ids of the records in *state* that were changed at a saved revision which is not here.

    Another branch has it, or it was taken away: to bring the change would bring that along.
    """
    bases = _bases(state.tables)
    return [
        key
        for key in state.rows
        if (base := bases.get(key, _Base())).hash
        and not _comes_of(base.hash, find(state.name, key))
        and not (base.apart and find(state.name, base.apart))  # whatever became of it there
    ]


def _comes_of(base: str, here: Row | None) -> bool:
    """Whether *here* is the revision of the hash *base*, or descends from it."""
    return here is not None and (here.hash() == base or base in chain(here.data()))


def _base(step: Step) -> _Base:
    """What *step* was made on."""
    before = step.change.before
    try:
        row = make_row(before) if step.on and before is not None else None
    except ModelError:
        row = None  # one that an older version wrote
    known = row is not None and row.hash() == step.on
    return _Base(step.on, id_apart(_line(row)) if row is not None and known else "")


def _bases(tables: Mapping[str, bytes]) -> dict[str, _Base]:
    """What the table among *tables* says that records were made on."""
    try:
        table = json.loads(tables.get(_MADE_ON, b"{}"))
    except (ValueError, RecursionError):
        return {}
    entries = table.items() if isinstance(table, dict) else ()
    return {
        key: _Base(*(str(one.get(name) or "") for name in _Base._fields))
        for key, one in entries
        if isinstance(one, dict)
    }


def _made_on(bases: Mapping[str, _Base]) -> dict[str, bytes]:
    return {_MADE_ON: dumps({key: base._asdict() for key, base in bases.items()})}


def _is_in(row: Row, here: Callable[[str], Row | None]) -> bool:
    """Whether all that comes of *row* and of the record as it is now is *here*, a copy set apart, too."""
    now = here(row.key)
    lines = _settled(now, row) if now is not None else []
    found = [(line, here(line.key)) for line in lines]
    return bool(found) and all(
        known is not None and _said(_settled(known, line)) == [(known.key, known.data())]
        for line, known in found
    )


def _settled(*of: Row | Line) -> list[Line]:
    return resolve(one if isinstance(one, Line) else _line(one) for one in of)[0]


def _line(row: Row) -> Line:
    return Line(row.key, row.raw, row.data(), 0)


def _said(lines: Iterable[Line]) -> list[tuple[str, dict[str, object]]]:
    return [(line.key, line.data) for line in lines]


def _header(path: str, name: str) -> dict[str, object]:
    return article_header(path) if path else corpus_header(name)


def _write_texts(root: int, texts: Mapping[str, str]) -> None:
    if not texts:
        return
    fd = open_below(root, [TEXTS], create=True)
    try:
        for sha256, text in texts.items():
            create_once(fd, f"{sha256}.txt", text.encode())
    finally:
        os.close(fd)


def _write_file(
    own: int,
    slug: str,
    file: str,
    path: str,
    name: str,
    rows: Mapping[str, Row],
    made_on: Mapping[str, _Base] | None = None,
) -> None:
    """Lay *rows* over what the file holds; one about the corpus is made if only to say the name.

    With *made_on*, the saved revisions they were made on, these are written beside them.
    """
    folders, base = split_file(file)
    fd = open_below(own, folders, create=True)
    try:
        there = read_store_file(fd, base, inside="".join(f"{part}/" for part in folders), annotator=slug)
        if there.blocked:
            raise OSError(f"{slug}/{file}: {there.blocked}")
        if there.signature is not None and not rows:
            return
        if there.damaged:
            keep_aside(fd, base)
        both = (*there.rows.values(), *rows.values())
        lines, _ = resolve(map(_line, both))
        header = there.first(_header(path, name))
        tables = dict(there.tables)
        if made_on:
            tables |= _made_on(_bases(tables) | dict(made_on))
        replace_bytes(fd, base, render([header, *((line.key, line.value) for line in lines)], tables))
    finally:
        os.close(fd)
