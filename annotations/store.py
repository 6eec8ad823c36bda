"""The annotations of a corpus: in memory at once, on disk durably, undone across processes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

from annotations import ids
from annotations.apart import replacing
from annotations.changes import Action, Change, Event, Held, LoadReport, Move, Refreshed, Saved
from annotations.committing import Committer
from annotations.elsewhere import Written, write_elsewhere
from annotations.errors import StoreError
from annotations.folders import annotator_folder
from annotations.history import Entry, Log
from annotations.layers import Layer, Pending, Step
from annotations.mending import Mending
from annotations.model import Annotation
from annotations.operations import Operation, Outcome, promised
from annotations.preparing import Preparation
from annotations.records import Coding, Correction, Memo, NewTarget, Record
from annotations.rows import Problem, StoreFile
from annotations.shifting import Shift
from annotations.storage import reason
from annotations.undoing import last_undo, next_redo
from annotations.writer import Writer

__all__ = [
    "Action",
    "AnnotationStore",
    "Change",
    "Event",
    "Held",
    "LoadReport",
    "Move",
    "Problem",
    "Refreshed",
    "Saved",
    "StoreError",
    "Written",
]


class AnnotationStore(Mending):
    """Everyone's annotations of one corpus, of which one annotator's can be changed.

    *folder* is ``CORPUS/annotations`` or where the annotations are kept instead; it must not itself be a
    symbolic link (resolve a folder the user named). Construction reads and writes nothing. Every method is
    quick and does no input or output, except ``load``, ``refresh``, ``text``, ``save_elsewhere``, ``flush``
    and ``close``; ``undo``, ``undoable`` and ``redo`` look at the log, and refresh where another process has
    changed that. All may be called from any thread.
    """

    def __init__(self, folder: Path, annotator: str, *, show_others: bool = False) -> None:
        super().__init__(folder, show_others=show_others)
        self._held: list[Held] = []
        self._closed = False
        self._waiting = ""
        self._become(annotator)

    def _become(self, annotator: str) -> None:
        self.annotator = annotator.strip()
        slug = annotator_folder(self.annotator) if self.annotator else ""
        self._own = self._layers.setdefault(slug, Layer(slug, self.annotator)) if slug else Layer("")
        self._log = Log()
        self._committer = Committer(self._folder, self._own, self.annotator, self._log, self._mutex, self._io)
        tidy = self._committer.leftovers.discard
        self._writer = Writer(self._mutex, self._commit, self._settle, self._announce, tidy)

    def become(self, annotator: str) -> None:
        """Take *annotator* as whose annotations can be changed from now on. Reads again.

        Raises ``StoreError`` while changes of the one before are unsaved.
        """
        with self._mutex:
            if self._writer.pending():
                raise StoreError("there are unsaved changes: save them before you change the annotator")
            self._become(annotator)
        if self._loaded:
            self.load()
            self._tell(Event("external", (*self.paths(), "")))

    def _unsaved(self) -> list[Pending]:
        return self._writer.unsaved()

    def _hear(self, own: int) -> None:
        self._committer.history.hear(own)

    # Changing things

    def new_id(self) -> str:
        """An id that no record here has or had."""
        with self._mutex:
            while True:
                self._largest = ids.new_id(self._largest)
                if not any(layer.knows(str(self._largest)) for layer in self._layers.values()):
                    return str(self._largest)

    def now(self) -> str:
        """The time, as records hold it."""
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep *text* with the first record made on it; to be called before that record is added."""
        with self._mutex:
            self._texts[sha256] = text

    def add(self, path: str, annotation: Annotation) -> Future[Saved]:
        """Add *annotation* to the article *path*."""
        return self.apply(Action("add", (Change(path, None, annotation),)))

    def edit(self, path: str, annotation: Annotation) -> Future[Saved]:
        """Put *annotation* in the place of the revision it was made from, told by number and descent alone:
        after another branch may have been checked out, ``apply`` compares the whole record."""
        return self.apply(Action("edit", (Change(path, self._made_from(annotation), annotation),)))

    def remove(self, path: str, record_id: str) -> Future[Saved]:
        """Remove an annotation (*path*: its article) or a record about the corpus (``""``)."""
        with self._mutex:
            place = self._own.place(record_id)
        if place is None:
            raise StoreError(f"you have no annotation {record_id}")
        return self.apply(Action("remove", (Change(place[0], place[1], None),)))

    def set_coding(self, coding: Coding, known: Iterable[Coding] | None = None) -> Future[Saved]:
        """Say how far one is with an article; the records *known* of it, or those by its id, give way."""
        if known is None:
            known = [one for one in self.codings().of(coding.path) if one.doc == coding.doc]
        return self.apply(Action("set", replacing(coding, known)))

    def put(self, record: Coding | Memo | Correction | NewTarget) -> Future[Saved]:
        """Add or change a record about the corpus."""
        with self._mutex:
            place = self._own.place(record.id)
        before = self._made_from(record) if place else None
        return self.apply(Action("edit" if before else "add", (Change("", before, record),)))

    def _made_from(self, record: Record) -> Record:
        with self._mutex:
            place = self._own.place(record.id)
        if place is None:
            raise StoreError(f"you have no {record.kind} {record.id}")
        current = place[1]
        if (current.rev, current.prev) != (record.rev, record.prev):
            raise StoreError(
                f"{record.kind} {record.id} was changed in the meantime (it is at revision {current.rev}, "
                f"you changed revision {record.rev}): look at it again"
            )
        return current

    def apply(self, action: Action) -> Future[Saved]:
        """Do *action* in memory now and on disk soon.

        Returns a Future of its being durable; it carries ``StoreError`` if records were changed outside in
        the meantime (see ``held``). Raises ``StoreError`` at once, with nothing changed, for an action
        that is not possible or a record that is not of its shape.
        """
        return self._apply(action)

    def bring_in(self, action: Action) -> Future[Saved]:
        """``apply`` for records from another copy of these annotations: new ones keep revision and ``prev``.

        A record that was removed here comes back as the revision after its removal.
        """
        return self._apply(action, whole=True)

    def _apply(self, action: Action, of: str = "", *, whole: bool = False) -> Future[Saved]:
        with self._mutex:
            self._writable()
            if not action.changes and not action.moves:
                raise StoreError("there is nothing to change")
            now = self.now()
            prepared = Preparation(
                action, self._folder, self._own, self._counted(), self.annotator, now, whole=whole
            )
            shifts = self._shifts(action)
            changed = (key for change in action.changes for key in change.concerns())
            copies = self._own.copies(shifts, changed, self._unsaved()) if self._own.copied else []
            for shift in (*shifts, *copies):
                prepared.move(shift)
            for change in action.changes:
                prepared.add(change)
            prepared.keep([*shifts, *copies])
            steps = tuple(prepared.steps)
            moves = tuple(Move(shift.source, shift.target, tuple(shift.rows)) for shift in shifts)
            changes = tuple(prepared.pasts)
            entry = Entry(os.urandom(8).hex(), action.op, now, self.annotator, changes, of, moves)
            future = promised()
            self._log.wait(entry)
            operation = Operation(action, entry, steps, self._texts_of(steps), future, (*shifts, *copies))
            self._submit(operation)
        self._tell(Event("changed", *operation.concerns()))
        return operation.future

    def _submit(self, operation: Operation) -> None:
        for step in operation.steps:
            self._own.put(step)
        self._writer.submit(operation)
        if operation.shifts:
            self._own.relay(operation.shifts, self._unsaved())

    def _shifts(self, action: Action) -> list[Shift]:
        """The moves of *action*, and those that its changes bring along: what is shown with an article that
        moved comes into its file before that is written."""
        try:
            found = [self._own.shift(move) for move in action.moves]
            taken = {key for shift in found for key in shift.rows}
            for path in {change.path for change in action.changes if self._own.has_guests(change.path)}:
                more = self._own.shifts(path, self._unsaved())
                found += [shift for shift in more if taken.isdisjoint(shift.rows)]
        except ValueError as error:
            raise StoreError(str(error)) from None
        return found

    def _writable(self) -> None:
        if self._closed:
            raise StoreError("the annotations are closed")
        if not self._loaded:
            raise StoreError("the annotations have not been read yet")
        if not self.annotator:
            raise StoreError("whose annotations? name the annotator first")
        if self.read_only:
            raise StoreError(self.read_only)

    def _texts_of(self, steps: Iterable[Step]) -> dict[str, str]:
        made_on = {getattr(step.change.after, "text", "") for step in steps}
        return {sha: self._texts[sha] for sha in made_on if sha in self._texts}

    # Undo

    def _catch_up(self) -> None:
        """Take in what another process has done: what was done last is undone, on what is there then."""
        if self._loaded and self._committer.history.behind(self._folder, self._own.folder):
            self.refresh()

    def undo(self) -> tuple[Action, Future[Saved]]:
        """Take back the last action, whoever's process did it, as a new revision of each record.

        Raises ``StoreError``: nothing to undo, or a record was changed since (and by whom).
        """
        self._catch_up()
        with self._mutex:
            self._writable()
            of, action = last_undo(self._log, self._own)
            return action, self._apply(action, of)

    def undoable(self) -> Action:
        """What ``undo`` would do now. Raises as that does."""
        self._catch_up()
        with self._mutex:
            self._writable()
            return last_undo(self._log, self._own)[1]

    def redo(self) -> tuple[Action, Future[Saved]]:
        """Bring back what the last undo took away. Raises ``StoreError``."""
        self._catch_up()
        with self._mutex:
            self._writable()
            of, action = next_redo(self._log, self._own)
            return action, self._apply(action, of)

    def log(self, limit: int | None = None) -> list[Entry]:
        """What was done, oldest first; the last *limit* actions."""
        with self._mutex:
            entries = list(self._log.entries())
        return entries if limit is None else entries[len(entries) - min(limit, len(entries)) :]

    # What was put aside

    def held(self) -> tuple[Held, ...]:
        """Changes that were made on another version than the one on disk, and so were not written."""
        with self._mutex:
            return tuple(self._held)

    def drop_held(self, held: Held) -> None:
        """Forget a change that was put aside."""
        with self._mutex:
            self._held = [other for other in self._held if other is not held]

    def apply_held(self, held: Held) -> Future[Saved]:
        """Make a change that was put aside all the same, on the version there is now."""
        with self._mutex:
            place = self._own.place(held.change.id)
            before = place[1] if place else None
            after = held.change.after
            if before is None and after is None:
                raise StoreError(f"{held.change.id} is already removed")
            future = self.apply(Action(held.action.op, (Change(held.change.path, before, after),)))
            self.drop_held(held)
            return future

    # The thread that writes

    def _commit(self, group: list[Operation]) -> Outcome:
        try:
            return self._committer.commit(group, self._wait, self._writer.give_up)
        finally:
            if self._waiting:  # an error ended the wait
                self._wait("")

    def _wait(self, message: str) -> None:
        self._waiting = message
        self._tell(Event("waiting", message=message))

    def _settle(self, group: list[Operation], outcome: Outcome) -> None:
        for operation in group:
            if operation.done:
                self._log.settle(operation.entry, operation.happened())
                for index, why in sorted(operation.held.items()):
                    step = operation.steps[index]
                    self._held.append(Held(operation.action, step.change, why, step))
        unsaved = self._unsaved()
        moved = {file for operation in group if operation.shifts for file in operation.files()}
        news: list[StoreFile] = []
        for file in {*outcome.states, *outcome.outside}:
            state = outcome.states.get(file) or self._own.files.get(file)
            state = state or StoreFile(file, self._own.path_of_file(file) or "")
            if file in outcome.outside or file in moved:
                news.append(state)
            else:
                self._own.saved(state)
        self._own.set_files(news, unsaved)
        if outcome.outside:
            self._measure_ids()

    def _announce(self, done: list[Operation], outcome: Outcome) -> None:
        if outcome.outside:
            with self._mutex:
                paths = sorted(self._own.path_of_file(file) or "" for file in outcome.outside)
            self._tell(Event("external", tuple(paths)))
        for operation in done:
            if operation.held:
                message = "; ".join(operation.held[index] for index in sorted(operation.held))
                operation.future.set_exception(StoreError(message))
                self._tell(Event("held", *operation.concerns(), message))
            else:
                records = tuple(step.row.record for step in operation.steps)
                operation.future.set_result(Saved(operation.action, operation.entry.id, records))
                self._tell(Event("saved", *operation.concerns()))
        for notice in outcome.notices:
            self._tell(Event("notice", message=notice))
        if outcome.failure:
            self._tell(Event("failed", message=outcome.failure))

    def pending(self) -> int:
        """How many actions are not on the disk yet."""
        return self._writer.pending()

    def failure(self) -> str:
        """Why something could not be written, in one line, or ``""``; it stays in memory and queued."""
        return self._writer.failure

    def waiting(self) -> str:
        """Which other program is being waited for, or ``""``."""
        return self._waiting

    def retry(self) -> None:
        """Try again to write what could not be written."""
        self._writer.retry()

    def save_elsewhere(self, folder: Path) -> Written:
        """Write what is not saved, the changes put aside included, as store files into another *folder*.

        It stays queued (and put aside) here all the same: a later retry may still save it in its place.
        Raises ``StoreError`` when there is nothing to write, or *folder* cannot be written either.
        """
        with self._mutex:
            unsaved = (pending for pending in self._unsaved() if isinstance(pending, Step))
            steps = (*(held.step for held in self._held), *unsaved)
            self._writer.on_other_ways()
        if not steps and self.pending():
            raise StoreError("a move of annotations cannot be kept elsewhere: they stay where they were")
        if not steps:
            raise StoreError("everything is saved: there is nothing to save elsewhere")
        here = os.path.realpath(self._folder)
        if os.path.commonpath([here, os.path.realpath(folder)]) == here:
            raise StoreError(f"{folder}: that is where it could not be saved: name another folder")
        made_on = dict.fromkeys(getattr(step.change.after, "text", "") for step in steps)
        texts = {sha: text for sha in made_on if (text := self.text(sha)) is not None}
        try:
            return write_elsewhere(folder, self._own.folder, self.annotator, steps, texts)
        except OSError as error:
            raise StoreError(f"not saved elsewhere: {folder}: {reason(error)}") from None

    def flush(self, timeout: float | None = None) -> tuple[Action, ...]:
        """Wait until all is written or cannot be (or *timeout* seconds); what is unsaved, oldest first."""
        return self._writer.flush(timeout)

    def close(self, timeout: float = 10.0) -> tuple[Action, ...]:
        """Write what is left, for at most *timeout* seconds, and take no more changes; what is unsaved."""
        self._closed = True
        return self._writer.close(timeout)
