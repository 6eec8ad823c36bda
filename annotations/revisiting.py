"""The revisions of one record, as the log and the file know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotations.fields import ModelError
from annotations.history import Entry, without_prev
from annotations.lines import chain
from annotations.records import Record, record_from_dict
from annotations.rows import Row

_BOOKKEEPING = ("rev", "prev", "anchor")


@dataclass(frozen=True, slots=True)
class Revision:
    """A record as it was, or is."""

    rev: int
    op: str
    """What made it so: "add", "edit", "undo"; ``""`` where the log does not reach."""
    t: str
    by: str
    record: Record | None
    """``None``: it was removed."""
    file: str
    """Where it was, relative to the annotator's folder."""
    entry: str = ""
    """The id of the action in the log."""
    now: bool = False
    """Whether that is what it is today."""


def revisions(entries: Iterable[Entry], record_id: str, file: str, row: Row | None) -> tuple[Revision, ...]:
    """What the record *record_id* was, the first revision first; *row* is what it is today, in *file*.

    The entries hold what each record was afterwards. Two branches may both have made a revision of one
    number: both are there. What the log holds of no shape is passed over.
    """
    found: list[Revision] = []
    for entry in entries:
        for past in entry.changes:
            if past.id != record_id:
                continue
            was = _record(past.was)
            if was is not None and not any(_is(one, past.from_rev, was) for one in found):
                found.append(Revision(past.from_rev, "", was.modified, was.annotator, was, past.file))
            now = _record(past.now)
            if now is not None or past.now is None:
                found.append(Revision(past.to_rev, entry.op, entry.t, entry.by, now, past.file, entry.id))
    found.sort(key=lambda one: one.rev)
    if row is None:
        return tuple(found)
    at = next((at for at in reversed(range(len(found))) if _is(found[at], row.rev, row.record)), len(found))
    if at == len(found):
        found.append(_unlogged(row, file))
    return (*found[:at], replace(found[at], now=True), *found[at + 1 :])


def _record(data: Mapping[str, Any] | None) -> Record | None:
    """The record in *data*; ``None`` when there is none, or none of its shape."""
    try:
        return record_from_dict(dict(data)) if data is not None else None
    except ModelError:
        return None


def _is(one: Revision, rev: int, record: Record | None) -> bool:
    """Whether *one* is the revision *rev*, *record*: what the log has of it may lack its ``prev``."""
    if one.rev != rev or one.record is None or record is None:
        return one.rev == rev and one.record is record
    return replace(one.record, prev="") == replace(record, prev="")


def _unlogged(row: Row, file: str) -> Revision:
    """What *row* is, though the log says nothing of it: it was made elsewhere, or the log is gone."""
    record = row.record
    if record is not None:
        return Revision(row.rev, "", record.modified, record.annotator, record, file)
    data = row.data()
    return Revision(row.rev, "", str(data.get("t") or ""), str(data.get("by") or ""), None, file)


def outliving(entries: Iterable[Entry], record: Record) -> Record:
    """*record* as a revision after every removal of it that *entries* tell of and nobody took back.

    One that was removed on another branch would otherwise be gone again when the two are merged. The entries
    hold what each record was afterwards.
    """
    pasts = [past for entry in entries for past in entry.changes if past.id == record.id]
    nows = [(past, chain(past.now)) for past in pasts if past.now is not None]
    named = {name for _, names in nows for name in names}
    removals = [past for past in pasts if past.now is None and past.left and past.left not in named]
    if not removals:
        return record
    prev = [past.left for past in removals]
    for removal in removals:
        for past, names in nows:
            if past.to_rev == removal.from_rev and without_prev(past.now or {}) == removal.was:
                prev += [past.left, *names]
    rev = max(past.to_rev for past in removals) + 1
    return replace(record, rev=rev, prev=" ".join(dict.fromkeys(filter(None, (*prev, *record.prev.split())))))


def says_the_same(one: Record, other: Record) -> bool:
    """Whether two revisions of a record differ in nothing but their numbers."""
    plain = ({k: v for k, v in r.to_dict().items() if k not in _BOOKKEEPING} for r in (one, other))
    return next(plain) == next(plain)
