"""What the log knows of and the files do not have: actions that broke off, records that vanished."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from annotations.changes import Action, Change
from annotations.errors import StoreError
from annotations.fields import ModelError
from annotations.folders import CORPUS_FILE, article_file, path_of_file, shortened
from annotations.history import Entry, Move, Past, Timeline, without_prev
from annotations.layers import Layer, Step
from annotations.quoting import one_line, quoted
from annotations.records import Record, record_from_dict
from annotations.rows import Row, make_row, make_tombstone, successor
from annotations.shifting import Shift


@dataclass(frozen=True, slots=True)
class CutShort:
    """An action over several files of which not all was written."""

    entry: Entry
    done: int
    """How many of its files have all that it did to them."""
    files: int
    missing: tuple[Past, ...]
    """What did not come to be."""
    moves: tuple[Move, ...]
    """What has not moved."""

    def __str__(self) -> str:
        what = f"{one_line(self.entry.op)} of {one_line(self.entry.t)}"
        return f"{what} broke off after {self.done} of {self.files} files: finish it or undo it"


@dataclass(frozen=True, slots=True)
class Vanished:
    """A record that is in no file any more, though nobody removed it here."""

    file: str
    """Where it was last, relative to the annotator's folder."""
    record: Record
    t: str
    """When it was last written."""


def cut_short(entry: Entry, timeline: Timeline, own: Layer, later: Collection[str] = ()) -> CutShort | None:
    """What is left to do of *entry*; ``None`` when nothing can be done, or nothing of it ever was.

    Left alone is a record that is not as the action found it, value for value (an earlier one that broke off
    may still bring it there), and one whose id is among those that a *later* action is to change, which broke
    off, too.
    """
    left: dict[str, list[Past]] = {}
    untouched = 0
    files = dict.fromkeys(past.file for past in entry.changes)
    for past in entry.changes:
        row = own.find(past.file, past.id)[1]
        rev = row.rev if row is not None else 0
        if timeline.at(past, rev) or (rev > past.to_rev and not timeline.at(past, rev, before=True)):
            continue
        untouched += 1
        if past.id not in later and _as_found(past, row):
            left.setdefault(past.file, []).append(past)
    moves = tuple(filter(None, (_unmoved(move, own) for move in entry.moves)))
    for move in entry.moves:
        files[_file(move)] = None
    undone = {*left, *(_file(move) for move in moves)}
    missing = tuple(past for pasts in left.values() for past in pasts)
    if not undone or (untouched == len(entry.changes) and moves == entry.moves):
        return None
    return CutShort(entry, len(files) - len(undone), len(files), missing, moves)


def _as_found(past: Past, row: Row | None) -> bool:
    """Whether *row* is the very revision that *past* found: another branch may have one of its number."""
    if row is None or row.rev != past.from_rev:
        return row is None and not past.from_rev
    if past.was is None or not row.live:
        return past.was is None and not row.live
    return without_prev(row.data()) == without_prev(past.was)


def _file(move: Move) -> str:
    return _file_of(move.target)


def _file_of(path: str) -> str:
    try:
        return article_file(path)
    except ValueError:
        return ""


def in_moves(entries: Iterable[Entry]) -> dict[str, str]:
    """The articles that the moves among *entries* name, by their files."""
    named = (path for entry in entries for move in entry.moves for path in (move.source, move.target))
    return {_file_of(path): path for path in named}


def article_with(file: str, own: Layer, paths: Mapping[str, str]) -> str:
    """The path of the article whose file is *file* (``""``: of the corpus), though that file may be gone.

    Where its name is shortened, *paths* tell, by file. Raises ``ValueError``: no article has such a file; as
    ``StoreError``: nobody knows which had it.
    """
    if file == CORPUS_FILE:
        return ""
    path = paths.get(file) or own.path_of_file(file)  # the first record of a file may be wrong
    if path is None and shortened(file):
        named = f"{one_line(file, 200)} is gone, and its name is shortened"
        raise StoreError(f"{named}: put the article back first whose file it was")
    path = path or path_of_file(file, "")
    if article_file(path) != file:
        raise ValueError(f"{quoted(file)} is the file of no article")
    return path


def _unmoved(move: Move, own: Layer) -> Move | None:
    """*move* of those records that are still in their old file."""
    try:
        state = own.files.get(article_file(move.source))
    except ValueError:
        return None
    left = tuple(key for key in move.ids if state is not None and key in state.rows)
    return replace(move, ids=left) if left else None


def remaining(
    one: CutShort, whole: Entry, own: Layer, paths: Mapping[str, str]
) -> tuple[tuple[Step, ...], tuple[Shift, ...]]:
    """What finishes *one*, whose entry is *whole*: the very rows meant; *paths* as ``article_with``.

    Raises ``ValueError``, as that does.
    """
    action = Action(one.entry.op)
    then = {(past.file, past.id): past for past in whole.changes}
    steps = []
    for past in one.missing:
        file, row = own.find(past.file, past.id)
        path = article_with(file, own, paths)
        now = then[past.file, past.id].now
        after = record_from_dict(dict(now)) if now is not None else None
        new = make_row(after) if after is not None else None
        if new is None:
            new = make_tombstone(past.id, past.to_rev, successor(row)[1], one.entry.by, one.entry.t)
        change = Change(path, row.record if row is not None else None, after)
        steps.append(Step(file, path, row.hash() if row is not None else "", new, change, action))
    return tuple(steps), tuple(own.shift(move) for move in one.moves)


def vanished(
    entries: Iterable[Entry], own: Layer, expected: Collection[str], unread: Callable[[str], bool]
) -> list[Vanished]:
    """The records that the last of *entries* about them left, and no file has; but for those *expected*.

    The entries hold what each record was afterwards. Of one whose last file is *unread* nobody knows whether
    it is there.
    """
    last: dict[str, tuple[Past, str]] = {}
    file_of: dict[str, str] = {}
    for entry in entries:
        last |= {past.id: (past, entry.t) for past in entry.changes}
        file_of |= {past.id: past.file for past in entry.changes}
        file_of |= {key: _file(move) for move in entry.moves for key in move.ids}
    found = []
    for key, (past, t) in last.items():
        if past.now is None or key in expected or own.knows(key) or unread(file_of[key]):
            continue
        try:
            found.append(Vanished(past.file, record_from_dict(dict(past.now)), t))
        except ModelError:
            continue  # a log is no place to restore from what is of no shape
    return found
