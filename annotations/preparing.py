"""From an action to the rows it puts into files: checked against what is there, nothing changed yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from annotations.changes import Action, Change
from annotations.errors import StoreError
from annotations.fields import ModelError
from annotations.folders import CONSENSUS
from annotations.history import Past, without_prev
from annotations.homes import article_of, placed
from annotations.layers import Layer, Step
from annotations.lines import nested
from annotations.model import Annotation
from annotations.quoting import quoted
from annotations.records import Unshown
from annotations.rows import Row, make_row, make_tombstone, successor, unshown
from annotations.shifting import Shift


class Preparation:
    """One action of *annotator*, whose layer is *own*, made into steps; each is made on those before it.

    *layers* are everyone's, *now* is when it happens. With *whole* a record that nobody had here keeps its
    revision.
    """

    def __init__(
        self,
        action: Action,
        folder: Path,
        own: Layer,
        layers: Collection[Layer],
        annotator: str,
        now: str,
        *,
        whole: bool,
    ) -> None:
        self._action = action
        self._place = f"{folder}/{own.folder}"
        self._own = own
        self._layers = layers
        self._annotator = annotator
        self._now = now
        self._whole = whole
        self._rows: dict[tuple[str, str], Row] = {}
        self._gone: set[str] = set()
        """Records that this action has removed, so far."""
        self.steps: list[Step] = []
        self.pasts: list[Past] = []
        """For the log: one a step."""

    def move(self, shift: Shift) -> None:
        """Let its rows be in their new file from now on. Raises ``StoreError``."""
        self._file(shift.target)
        for key, row in shift.rows.items():
            self._rows.setdefault((shift.file, key), self._own.row(shift.file, key) or row)

    def add(self, change: Change) -> None:
        """The next step. Raises ``StoreError`` for a change that is not possible."""
        record = change.after or change.before
        if record is None or (change.before and change.after and change.before.id != change.after.id):
            raise StoreError("a change is of one record")
        path = change.path if isinstance(record, Annotation | Unshown) else ""
        if isinstance(record, Annotation) and not path:
            raise StoreError(f"annotation {record.id}: the article is not named")
        file = self._file(path)
        current = self._rows.get((file, record.id)) or self._own.row(file, record.id)
        self._check(change, current)
        row = self._row(change, record.id, current)
        was = without_prev(current.data()) if current is not None and current.live else None
        now = row.data() if row.live else None
        found = current.rev if current else 0
        held = current.raw.decode() if current is not None and current.hidden else ""
        self.pasts.append(Past(file, record.id, found, row.rev, was, now, row.hash(), held))
        on = current.hash() if current else ""
        self.steps.append(Step(file, path, on, row, change, self._action))
        self._rows[file, row.key] = row
        (self._gone.discard if row.live else self._gone.add)(row.key)

    def keep(self, shifts: Iterable[Shift]) -> None:
        """Make a revision of what leaves a file for one that has the very line: a merge keeps a change.

        Else git would take the line out of both, if another clone took it out of the other one.
        """
        for shift in shifts:
            if shift.copied:
                continue
            state = self._own.files.get(shift.file)
            for key, row in shift.rows.items():
                there = state.rows.get(key) if state is not None else None
                now = self._rows[shift.file, key]
                same = there is not None and there.raw == row.raw == now.raw
                if same and isinstance(now.record, Annotation):
                    self.add(Change(shift.target, now.record, now.record))

    def _file(self, path: str) -> str:
        try:
            file = self._own.file_for(path)
        except ValueError as error:
            raise StoreError(str(error)) from None
        state = self._own.files.get(file)
        if state is not None and state.blocked:
            raise StoreError(f"{self._place}/{file}: {state.blocked}")
        if state is not None and state.path != path:
            wrong = f"{self._place}/{file} says that it is about {quoted(state.path)}, not {quoted(path)}"
            raise StoreError(
                f"{wrong}: reader check CORPUS --repair mends that, unless an article is called so"
            )
        return file

    def _row(self, change: Change, key: str, current: Row | None) -> Row:
        rev, prev = successor(current)
        if change.after is None:
            return make_tombstone(key, rev, prev, self._annotator, self._now)
        if self._whole and current is None:
            rev, prev = max(1, change.after.rev), change.after.prev
        try:
            if (rev, prev) == (change.after.rev, change.after.prev):
                return make_row(change.after)
            return make_row(replace(change.after, rev=rev, prev=prev))
        except ModelError as error:
            raise StoreError(str(error)) from None

    def _check(self, change: Change, current: Row | None) -> None:
        before, after = change.before, change.after
        if before is None and after is not None:
            if after.annotator != self._annotator and current is None:
                who, me = quoted(after.annotator), quoted(self._annotator)
                raise StoreError(f"{after.kind} {after.id} is by {who}, not by {me}")
            if after.id not in self._gone and any(layer.place(after.id) for layer in self._layers):
                raise StoreError(f"there is a record {after.id} already")
            if self._own.folder == CONSENSUS and isinstance(after, Annotation) and not after.derived_from:
                raise StoreError(
                    f"{CONSENSUS} is made of what others coded: each annotation of it names some of theirs"
                )
            if current is not None and not current.live and current.kind != "removed":
                raise StoreError(f"there is a record {after.id} that this version cannot read")
        elif before is not None:
            if current is not None and isinstance(before, Unshown) and unshown(current) == before:
                if nested(current.data(), current.raw):
                    raise StoreError(
                        f"{before.id}: nested too deep to be put back again: delete its line by hand"
                    )
                return
            if current is None or current.record is None:
                raise StoreError(f"you have no {before.kind} {before.id} to change")
            # Two branches may each have a revision of the same number and descent.
            path = article_of(before)[0]  # an article that moved is shown where it is today
            if (placed(current.record, path) if path else current.record) != before:
                raise StoreError(f"{before.kind} {before.id} was changed in the meantime: look at it again")
