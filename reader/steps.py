"""What undo and redo took, in a few words: the thing that was made, changed or removed, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.changes import Action, Change
from annotations.codes import Codebook
from annotations.history import UNDO
from annotations.model import Annotation
from annotations.records import Coding, Correction, Memo, NewTarget, Record
from reader.corpus.corpus import ArticleError
from reader.holders import holder_text
from reader.sanitise import clean_line

if TYPE_CHECKING:
    from reader.workspace import Workspace

LONGEST = 40
"""Code points of a note, or of words that were corrected."""
MOST = 3
"""Articles between which records were moved that are named one by one."""


def described(actions: Sequence[Action], workspace: Workspace, here: str = "", *, ids: bool = False) -> str:
    """``against → Russia (¶5)``, ``change of note “x” (003.txt ¶2)``, ``3 annotations, 1 target``.

    *here* is the article that need not be named; *ids* names the record, too.
    """
    known = [(change, _verb(change, action.op == UNDO)) for action in actions for change in action.changes]
    moves = [move for action in actions for move in action.moves]
    moved = [f"move of {len(move.ids)} from {move.source} to {move.target}" for move in moves]
    if len(moved) > MOST:
        moved[1:] = [f"{len(moved) - 1} more such moves"]
    # A target that was declared in passing is no step of its own.
    main = [one for one in known if not isinstance(_record(one[0]), NewTarget)] or known
    if len(main) == 1 and not moved:
        [(change, verb)] = main
        where = ", ".join(filter(None, (_place(change, workspace, here), change.id if ids else "")))
        return clean_line(f"{verb}{_said(change, workspace.codebook)}{f' ({where})' if where else ''}")
    kinds = Counter((verb, _kind(_record(change))) for change, verb in main)
    counts = [f"{verb}{count} {kind}{'' if count == 1 else 's'}" for (verb, kind), count in kinds.items()]
    paths = {path for change, _ in main if (path := path_of(change))}
    where = f" in {len(paths)} articles" if len(paths) > 1 else "".join(f" ({p})" for p in paths - {here})
    return clean_line(", ".join((*moved, *counts)) + where)


def _verb(change: Change, undoing: bool) -> str:
    """What was done by the action that *change* belongs to, or, *undoing*, takes back: a beginning."""
    before, after = (change.after, change.before) if undoing else (change.before, change.after)
    return "removal of " if after is None else "change of " if before is not None else ""


def path_of(change: Change) -> str:
    """The article *change* is about, "" for none."""
    record = _record(change)
    return record.path if isinstance(record, Coding) else change.path


def _record(change: Change) -> Record | None:
    return change.after or change.before


def _kind(record: Record | None) -> str:
    if isinstance(record, Correction):
        subject = "boilerplate" if record.subject == "boilerplate" else "entity"
        return f"{subject} correction"
    return "article state" if isinstance(record, Coding) else record.kind if record is not None else "record"


def _place(change: Change, workspace: Workspace, here: str) -> str:
    record, path = _record(change), path_of(change)
    named = path if path != here else ""
    if not isinstance(record, Annotation):
        return named
    if not record.segments:
        return f"{named} whole article".strip()
    try:
        document = workspace.document(path)
    except ArticleError:
        return named
    block = document.block_at(record.start) if record.text == document.sha256 else None
    return " ".join(filter(None, (named, f"¶{block.number}" if block is not None and block.number else "")))


def _said(change: Change, book: Codebook) -> str:
    record = _record(change)
    if isinstance(record, Annotation):
        return named(record, book)
    if isinstance(record, Coding):
        return _coding(change)
    if isinstance(record, Correction):
        names = record.data.get("names")
        words = record.data.get("quote") or record.data.get("line")
        if isinstance(names, list) and not words:
            words = f"” {record.verdict} “".join(map(str, names))
        return f"{_kind(record)} “{_short(words)}”" if isinstance(words, str) else _kind(record)
    if isinstance(record, Memo):
        return f"memo “{_short(record.title)}”"
    return f"target {record.target.name}" if isinstance(record, NewTarget) else "record"


def named(record: Annotation, book: Codebook) -> str:
    """An annotation in a few words: ``against → Russia``, ``#device/mockery``, ``note “x”``."""
    stance = record.stance
    if stance is not None:
        label = book.label(stance.scale, stance.label)
        name = label.name if label is not None else stance.label
        return f"{name} → {stance.target.name}" if stance.target is not None else name
    if record.tags:
        return " ".join(f"#{book.code_path(tag)}" for tag in record.tags)
    return f"note “{_short(record.note)}”" if record.note else "annotation"


def told_apart(mine: Record | None, theirs: Record | None, book: Codebook, removed: str) -> tuple[str, str]:
    """Two versions of a record in words: of both what they differ in; *removed* for one that is not there."""
    first, second = _parts(mine, book), _parts(theirs, book)
    if mine is not None and theirs is not None:
        differ = {name for name in {*first, *second} if first.get(name) != second.get(name)}
        lacking = {name: "on the whole article" if name == "words" else f"no {name}" for name in differ}
        first, second = ({n: one.get(n, lacking[n]) for n in (*lacking,)} for one in (first, second))
    told = [clean_line(", ".join(one[n] for n in sorted(one, key=PARTS.index))) for one in (first, second)]
    return told[0] if mine is not None else removed, told[1] if theirs is not None else removed


PARTS = ("record", "stance", "holder", "mode", "tags", "values", "note", "words")
"""What there is to say of a record, in the order it is said in."""


def _parts(record: Record | None, book: Codebook) -> dict[str, str]:
    if record is None:
        return {}
    if not isinstance(record, Annotation):
        return {"record": _whole(record, book)}
    stance, found = record.stance, {}
    if stance is not None:
        found["stance"] = named(record, book)
        found["holder"] = f"held by {text}" if (text := holder_text(stance.holder)) else ""
        found["mode"] = stance.mode or ""
    found["tags"] = " ".join(f"#{book.code_path(tag)}" for tag in record.tags)
    found["values"] = " ".join(f"{name}: {value}" for name, value in sorted(record.values.items()))
    found["note"] = f"note “{record.note}”" if record.note else ""
    found["words"] = f"on “{_short(' … '.join(s.quote for s in record.segments))}”" if record.segments else ""
    return {name: text for name, text in found.items() if text}


def _whole(record: Record, book: Codebook) -> str:
    """What a record that is no annotation says."""
    if isinstance(record, Coding):
        values = [f"{name}: {value}" for name, value in sorted(record.values.items())]
        return ", ".join((f"article {record.state}", *filter(None, (record.reason,)), *values))
    if isinstance(record, Correction):
        return f"{_said(Change('', None, record), book)}: {record.verdict}"
    return _said(Change("", None, record), book)


def _coding(change: Change) -> str:
    old, new = change.before, change.after
    known = [one for one in (old, new) if isinstance(one, Coding)]
    if len({one.state for one in known}) == 1 and (len(known) == 2 or known[0].values):
        return "the article's variables"
    states = [one.state if isinstance(one, Coding) else "open" for one in (old, new)]
    return f"article {next((state for state in states if state != 'open'), 'open')}"


def _short(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
