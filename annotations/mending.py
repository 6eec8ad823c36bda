"""What the log knows and the files do not have: found, finished, restored."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

from annotations.changes import Action, Change, Event, Saved
from annotations.errors import StoreError
from annotations.fields import ModelError
from annotations.folders import CORPUS_FILE, TEXTS
from annotations.history import HISTORY_FILE, Entry, Log, read_entries
from annotations.homes import article_of
from annotations.keeping import Entrance, KeptTexts
from annotations.library import Library
from annotations.model import Annotation
from annotations.operations import Operation, promised
from annotations.quoting import quoted, several
from annotations.reading import read_beside
from annotations.rows import REMOVED, Problem, Row, StoreFile, unshown
from annotations.storage import obstacle, open_root, reason

if TYPE_CHECKING:
    from pathlib import Path

    from annotations.auditing import Oddity
    from annotations.backups import Merge
    from annotations.elsewhere import Taken, TextOf
    from annotations.purging import Past
    from annotations.records import Unshown
    from annotations.recovering import CutShort, Vanished
    from annotations.repairing import Repaired
    from annotations.revisiting import Revision


class Mending(Library, ABC):
    """The part of the store that sees to what a killed program, or another one, has left."""

    _log: Log

    @abstractmethod
    def _writable(self) -> None:
        """Raise ``StoreError`` when nothing can be changed."""

    @abstractmethod
    def _submit(self, operation: Operation) -> None:
        """Do *operation* in memory now and on disk soon; called with the mutex held."""

    @abstractmethod
    def bring_in(self, action: Action) -> Future[Saved]:
        """Do *action* with records that keep their revisions."""

    def _state(self) -> tuple[tuple[Problem, ...], list[StoreFile]]:
        beside, files = super()._state()
        log = f"{self._own.folder}/{HISTORY_FILE}"
        told = [str(one) for one in self.cut_short()]
        if self._log.unread and all(problem.path not in (log, self._own.folder) for problem in beside):
            told.append(
                f"cannot be read: {self._log.unread}; what was done before cannot be undone until it can"
            )
        return (*beside, *(Problem(log, 0, one) for one in told)), files

    def log_unread(self) -> str:
        """Why the log of what was done cannot be read, or ``""``."""
        return self._log.unread

    def cut_short(self) -> tuple[CutShort, ...]:
        """Actions over several files that a killed program left half done."""
        with self._mutex:
            unfinished = self._log.unfinished()
            if not unfinished:
                return ()
            from annotations.recovering import cut_short

            timeline = self._log.timeline()
            found: list[CutShort] = []
            later: set[str] = set()
            for entry in reversed(unfinished):
                if (one := cut_short(entry, timeline, self._own, later)) is not None:
                    found.append(one)
                    later |= {past.id for past in one.missing}
            return tuple(reversed(found))

    def finish(self, one: CutShort, paths: Mapping[str, str] | None = None) -> Future[Saved]:
        """Do what is left by now of an action that broke off, as part of it. Raises ``StoreError``.

        *paths* are articles, by files whose names do not tell which they are of.
        """
        from annotations.recovering import remaining

        whole = next((entry for entry in self._whole_log() if entry.id == one.entry.id), one.entry)
        with self._mutex:
            self._writable()
            left = next((other for other in self.cut_short() if other.entry.id == one.entry.id), None)
            if left is None:
                raise StoreError(f"{one.entry.op} of {one.entry.t}: nothing of it is left to be done")
            try:
                steps, shifts = remaining(left, whole, self._own, self._articles(paths))
            except StoreError as error:
                raise StoreError(f"{left}: {error}") from None
            except (ModelError, ValueError) as error:
                raise StoreError(f"{left}: the log is damaged: {error}") from None
            action = Action(left.entry.op, tuple(step.change for step in steps), left.moves)
            operation = Operation(action, left.entry, steps, {}, promised(), shifts, logged=True)
            self._submit(operation)
        self._tell(Event("changed", *operation.concerns()))
        return operation.future

    def _articles(self, paths: Mapping[str, str] | None) -> dict[str, str]:
        """*paths*, by file, and what the log knows beside them; to be called with the mutex held."""
        from annotations.recovering import in_moves

        return {**in_moves(self._log.entries()), **(paths or {})}

    def vanished(self) -> tuple[Vanished, ...]:
        """Records that are in no file any more though nobody removed them here: taken away, or checked out.

        Not those that are where nothing can be read now. Reads the log, and whole.
        """
        from annotations.recovering import vanished

        entries = self._whole_log()
        try:
            root = open_root(self._folder)
        except OSError:
            return ()  # nor could the log be read
        try:
            with self._mutex:
                expected = {past.id for one in self.cut_short() for past in one.missing}
                return tuple(vanished(entries, self._own, expected, lambda file: self._unread(root, file)))
        finally:
            os.close(root)

    def _unread(self, root: int, file: str) -> bool:
        """Whether it cannot be known what one's own *file* below the open *root* holds."""
        state = self._own.files.get(file)
        if state is not None and state.blocked:
            return True
        try:
            return bool(obstacle(root, f"{self._own.folder}/{file}"))
        except ValueError:
            return False  # no file can be called what a log may say

    def removed(self) -> frozenset[str]:
        """The ids of one's own records that were removed."""
        with self._mutex:
            rows = {key: self._own.find("", key)[1] for key in self._own.ids()}
        return frozenset(key for key, row in rows.items() if row is not None and row.kind == REMOVED)

    def restore(self, records: Iterable[Vanished], paths: Mapping[str, str] | None = None) -> Future[Saved]:
        """Bring back records that vanished, in one action; *paths* as ``finish``. Raises ``StoreError``."""
        from annotations.recovering import article_with

        changes = []
        with self._mutex:
            articles = self._articles(paths)
        for one in records:
            try:
                path = article_with(one.file, self._own, articles)
            except ValueError as error:
                raise StoreError(f"{one.record.kind} {one.record.id}: {error}") from None
            if isinstance(one.record, Annotation):
                path = self._moved.get((path, one.record.doc), path)
            changes.append(Change(path, None, one.record))
        return self.bring_in(Action("restore", tuple(changes)))

    def revisions(self, id_prefix: str) -> tuple[str, tuple[Revision, ...]]:
        """``(id, what it was and is)`` of one's own record, removed ones too, the first revision first.

        Reads the log, and whole. Raises ``StoreError``: no such id, or several.
        """
        from annotations.revisiting import revisions

        entries = self._whole_log()
        logged = (past.id for entry in entries for past in entry.changes)
        with self._mutex:
            known = {key for key in (*self._own.ids(), *logged) if id_prefix and key.startswith(id_prefix)}
            if len(known) != 1 and id_prefix not in known:
                wrong = f"is the beginning of {len(known)} ids: {several(sorted(known))}"
                wrong = wrong if known else "no record of yours has, or had, an id beginning so"
                raise StoreError(f"{quoted(id_prefix)}: {wrong}")
            found = id_prefix if id_prefix in known else known.pop()
            file, row = self._own.find("", found)
            return found, revisions(entries, found, file, row)

    def unshown(self, id_prefix: str) -> tuple[tuple[str, Unshown], ...]:
        """One's own records, not of their shape, whose ids begin so, with their articles."""
        with self._mutex:
            own = self._own
            places = (own.find("", key) for key in own.ids() if id_prefix and key.startswith(id_prefix))
            found = ((own.path_of_file(file) or "", unshown(row)) for file, row in places if row is not None)
            return tuple((path, one) for path, one in found if one is not None)

    def go_back(self, to: Revision, paths: Mapping[str, str] | None = None) -> Future[Saved]:
        """Make a record again what it was, as its next revision; *paths* as ``finish``.

        Raises ``StoreError``.
        """
        from annotations.recovering import Vanished
        from annotations.revisiting import outliving, says_the_same

        record = to.record
        if record is None:
            raise StoreError(f"revision {to.rev} is its removal: there is nothing to bring back")
        entries = self._whole_log()
        with self._mutex:
            file, row = self._own.find(to.file, record.id)
            now = row.record if row is not None else None
            if now is not None and says_the_same(now, record):
                raise StoreError(f"{record.id} is as it was at revision {to.rev}")
            path = self._own.path_of_file(file)
            if row is None or path is None:
                return self.restore([Vanished(to.file, outliving(entries, record), to.t)], paths)
            return self.bring_in(Action("restore", (Change(path, now, record),)))

    def past(self, *, remove: bool = False) -> tuple[tuple[Past, ...], str]:
        """The files that hold nothing but one's own past, and why the texts are not among them, or ``""``.

        With *remove* these files are gone. Raises ``StoreError`` while something unfinished or unreadable may
        need them.
        """
        from annotations.purging import past, purge

        with self._mutex:
            if remove:
                self._writable()
            slug = self._own.folder
            others = [folder for folder in self._layers if folder != slug]
            unread = self.damaged()
            made_on = None if unread else self._made_on()
        mine = (f"{one}: cannot be read whole" for one in unread if one.startswith(f"{slug}/"))
        log = [f"{slug}/{HISTORY_FILE}: cannot be read: {self._log.unread}"] if self._log.unread else []
        for why in (*map(str, self.cut_short()), *mine, *log):
            raise StoreError(f"{why}: nothing old is removed before reader check --repair has seen to that")
        try:
            if not remove:
                found = past(self._folder, slug, others, made_on)
            else:
                with self._io:
                    found = tuple(purge(self._folder, slug, others, made_on))
                with self._mutex:
                    self._log.restart()
        except OSError as error:
            raise StoreError(f"{self._folder}: not removed: {reason(error)}") from None
        return found, f"{unread[0] or self._folder} cannot be read whole: the texts stay" if unread else ""

    def _made_on(self) -> Counter[str]:
        """How many records were made on each text, by its sha256."""
        layers = self._layers.values()
        found = Counter(article_of(one)[2] for layer in layers for _, one in layer.recorded((), bool))
        found.pop("", None)
        return found

    def _whole_log(self) -> tuple[Entry, ...]:
        """The log with what each record was afterwards."""
        return read_entries(read_beside(self._folder, self._own.folder, HISTORY_FILE), whole=True)

    # What lies in the folder

    def oddities(self) -> tuple[Oddity, ...]:
        """What there is besides records, in everyone's folders and among the texts. Reads all the texts."""
        from annotations.auditing import audit
        from annotations.misplaced import misplaced

        with self._mutex:
            layers = {layer.folder: [*layer.files.values()] for layer in self._layers.values()}
            made_on, whole = self._made_on(), not self.damaged()
        return (*misplaced(layers), *audit(self._folder, layers, made_on, whole))

    def strayed(self) -> tuple[str, ...]:
        """The folders that say they are one's own and are called otherwise: nothing in them counts so."""
        with self._mutex:
            others = [folder for folder in self._layers if folder != self._own.folder and self.annotator]
            return tuple(sorted(one for one in others if self._display_name(one) == self.annotator))

    def _display_name(self, folder: str) -> str:
        """The name in the ``_corpus`` of an annotator's *folder*, or ``""``."""
        corpus = self._layers[folder].files.get(CORPUS_FILE)
        return corpus.display_name if corpus is not None else ""

    def repair(self, paths: Mapping[str, str] | None = None) -> tuple[Repaired, ...]:
        """Put one's own files in order, and nobody else's; what was done. *paths* as ``finish``.

        Raises ``StoreError``.
        """
        from annotations.repairing import repair

        with self._mutex:
            self._writable()
        try:
            with self._io:
                return tuple(repair(self._folder, self._own.folder, self.annotator, paths or {}))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreError(f"{self._folder}/{self._own.folder}: not repaired: {reason(error)}") from None
        finally:
            self.refresh()

    def left_elsewhere(self, folder: Path) -> dict[str, list[StoreFile]]:
        """The files in another *folder* that hold what is not here, by the annotators' folders they are in.

        Of files that are one's own, with the records alone that are not here. Raises ``StoreError``.
        """
        from annotations.elsewhere import left, read_elsewhere

        try:
            found = read_elsewhere(folder)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be read: {reason(error)}") from None
        found |= {
            slug: [left(one, self._row) for one in files]
            for slug, files in found.items()
            if slug == self.own_folder
        }
        found = {
            slug: [one for one in files if one.rows or one.blocked or one.damaged]
            for slug, files in found.items()
        }
        return {slug: files for slug, files in found.items() if files}

    def away(self, state: StoreFile) -> list[str]:
        """The ids of those records in *state*, of one's own in another folder, whose base is not here."""
        from annotations.elsewhere import away

        return away(state, self._row)

    def _row(self, file: str, key: str) -> Row | None:
        with self._mutex:
            return self._own.find(file, key)[1]

    def take_in(self, folder: Path) -> tuple[Taken, ...]:
        """Take in what is one's own in another *folder*; what, file by file. Raises ``StoreError``."""
        from annotations.elsewhere import take_in

        with self._mutex:
            self._writable()
        try:
            with self._io:
                return tuple(take_in(self._folder, self._own.folder, self.annotator, folder, self._row))
        except OSError as error:
            raise StoreError(f"{folder}: not taken in: {reason(error)}") from None
        finally:
            self.refresh()

    def merge_of(self, files: Iterable[StoreFile]) -> Merge:
        """What would come of *files* of one's own, which are elsewhere, if they were taken in."""
        from annotations.backups import merge_of

        return merge_of(files, self._row)

    def merge(self, merge: Merge, text_of: TextOf) -> tuple[Taken, ...]:
        """Take in the files of *merge*, and leave them where they are; what, file by file.

        *text_of* has the texts they were made on. It is no action of the log. Raises ``StoreError``.
        """
        from annotations.elsewhere import lay_over

        with self._mutex:
            self._writable()
        try:
            with self._io:
                args = self._folder, self._own.folder, self.annotator, merge.files, text_of, self._row
                return tuple(lay_over(*args))
        except OSError as error:
            raise StoreError(f"{self._folder}: not taken in: {reason(error)}") from None
        finally:
            self.refresh()

    def keep_missing(self, texts: Mapping[str, str]) -> None:
        """Keep *texts*, by sha256, that records were made on. Raises ``StoreError``."""
        with self._mutex:
            self._writable()
        try:
            root = open_root(self._folder)
            try:
                KeptTexts(Entrance()).keep(root, texts)
            finally:
                os.close(root)
        except OSError as error:
            raise StoreError(f"{self._folder}/{TEXTS}: not repaired: {reason(error)}") from None
