"""One commit: from queued actions to bytes on the disk, under the lock, record by record."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from annotations.folders import CORPUS_FILE, TEXTS
from annotations.git_files import GIT_FILES
from annotations.history import Log
from annotations.keeping import Entrance, KeptTexts, Leftovers
from annotations.layers import Layer, fits
from annotations.locks import LOCK_FILE, locked
from annotations.log_file import LogFile
from annotations.operations import Operation, Outcome, runs
from annotations.placing import MeanwhileError, instead_of, take_away
from annotations.planning import Plan, arrived_in, says_it, why_held
from annotations.quoting import one_line
from annotations.reading import UNREAD, read_store_file, split_file, unreadable
from annotations.reasons import FOLDER, cured, reason
from annotations.rows import Row, StoreFile, article_header, corpus_header, digest_of
from annotations.shifting import union
from annotations.storage import (
    create_once,
    forbidden,
    is_racy,
    keep_aside,
    look,
    obstacle,
    open_below,
    open_root,
    put_bytes,
    read_bytes,
    sync,
    sync_below,
    temporary_name,
)

_logger = logging.getLogger(__name__)
_PATIENCE = 20
"""How often a file is written anew because another program was quicker, before that is said."""


class Committer:
    """Writes one annotator's files. Used by one thread at a time, guarded by *io* against readers."""

    def __init__(
        self,
        folder: Path,
        layer: Layer,
        name: str,
        log: Log,
        mutex: threading.RLock,
        io: threading.Lock,
    ) -> None:
        self._folder = folder
        self._layer = layer
        self._name = name
        self.history = LogFile(log, mutex)
        self._mutex = mutex
        self._entrance = Entrance()
        self._texts = KeptTexts(self._entrance)
        self._displaced = 0
        """How often in a row another program was quicker."""
        self.leftovers = Leftovers(folder, layer.folder)
        self._lockless_said = False
        self._unlogged = ""
        """Why the last action is not in the log: that is said once."""
        self._io = io

    def commit(
        self, group: list[Operation], waiting: Callable[[str], None], give_up: Callable[[], bool]
    ) -> Outcome:
        """Write *group*, first come first served, one replace a file; each operation is told what is done."""
        outcome = Outcome()
        root = own = -1
        try:
            root = open_root(self._folder, create=True)
            with contextlib.suppress(FileNotFoundError):  # the first annotation of all
                own = open_below(root, [self._layer.folder])
            outcome.failure = self._in_the_way(own, group)
            if outcome.failure:
                return outcome
            barred = self._barred(root, group, outcome)
            if len(barred) == len(group):
                return outcome
            if own < 0:
                own = open_below(root, [self._layer.folder], create=True)
            with locked(own, waiting, give_up) as known, self._io:
                if not known and not self._lockless_said:
                    self._lockless_said = True
                    outcome.notices.append("this file system knows no locks: use one program at a time")
                stuck: set[str] = set()
                for run in runs(group):
                    # What waits for a file that could not be written waits, and what was done after it.
                    ready = []
                    for operation in run:
                        if operation in barred or not stuck.isdisjoint(operation.files()):
                            stuck |= operation.files()
                        else:
                            ready.append(operation)
                    if ready:
                        self._commit_ready(root, own, ready, outcome)
                    stuck.update(*(operation.files() for operation in run if not operation.done))
        except OSError as error:
            outcome.failure = outcome.failure or self._say(error)
        finally:
            for fd in (own, root):
                if fd >= 0:
                    os.close(fd)
        return outcome

    def _in_the_way(self, own: int, group: Iterable[Operation]) -> str:
        """Why nothing may be written: a link, a pipe or the like stands where something of ours goes."""
        if own < 0:
            return ""
        why = obstacle(own, LOCK_FILE, written=True) or obstacle(own, CORPUS_FILE)
        if not why:
            # One file in the way holds up what goes into it alone: the others are still written.
            files = sorted({step.file for operation in group for step in operation.unsaved()})
            whys = list(takewhile(bool, (obstacle(own, file) for file in files)))
            why = whys[0] if files and len(whys) == len(files) else ""
        return self._obstructed(f"{self._layer.folder}/{why}") if why else ""

    def _barred(self, root: int, group: Iterable[Operation], outcome: Outcome) -> list[Operation]:
        """Those of *group* in the place of whose texts something else stands; the first is said."""
        texts = sorted({sha for operation in group for sha in operation.texts})
        whys = {sha: why for sha in texts if (why := obstacle(root, f"{TEXTS}/{sha}.txt"))}
        for why in whys.values():
            outcome.failure = outcome.failure or self._obstructed(why)
        return [operation for operation in group if not whys.keys().isdisjoint(operation.texts)]

    def _obstructed(self, why: str) -> str:
        return f"not saved: {self._folder}/{cured(why, FOLDER)}"

    def _say(self, error: OSError, file: str = "") -> str:
        name = file or (os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else "")
        place = f"{self._folder}/{self._layer.folder}" + (
            f"/{name}" if file else f" ({name})" if name else ""
        )
        return f"not saved: {place}: {reason(error)}"

    def _commit_ready(self, root: int, own: int, group: list[Operation], outcome: Outcome) -> None:
        """Write *group* at once; each alone where one fails as nobody foresaw: no other waits for it."""
        try:
            self._commit_locked(root, own, group, outcome)
        except OSError:
            raise
        except Exception as error:
            if len(group) == 1:
                _logger.exception("a commit failed")
                outcome.failure = f"not saved: {type(error).__name__}: {one_line(str(error), 200)}"
                return
            stuck: set[str] = set()
            for operation in group:
                if stuck.isdisjoint(operation.files()):
                    self._commit_ready(root, own, [operation], outcome)
                if not operation.done:
                    stuck |= operation.files()

    def _commit_locked(self, root: int, own: int, group: list[Operation], outcome: Outcome) -> None:
        self.history.hear(own)
        plans: dict[str, Plan] = {}
        self._plan(own, plans, CORPUS_FILE, "", outcome)
        for operation in group:
            for index, step in enumerate(operation.steps):
                if index not in operation.settled:
                    plan = self._plan(own, plans, step.file, step.path, outcome)
                    plan.queue.append((operation, index))
            self._bring(own, operation, plans, outcome)
        for plan in plans.values():
            self._lay(plan, outcome)
        going = [plan for plan in plans.values() if plan.changed and not plan.failed]
        if not going and not any(operation.shifts for operation in group):
            return
        corpus = plans[CORPUS_FILE]
        if corpus.state.signature is None and not corpus.state.blocked and not corpus.changed:
            corpus.changed = True
            going.insert(0, corpus)
        laid = {operation for plan in going for operation, _ in plan.steps}
        moving = [operation for operation in group if operation.done or operation in laid or operation.shifts]
        self._entrance.enter(own, 2)
        for name, data in GIT_FILES.items():
            create_once(root, name, data)
        texts = {sha: text for operation in moving for sha, text in operation.texts.items()}
        self._keep(root, texts, outcome)
        why = self.history.add(own, moving)
        if why and why != self._unlogged:
            outcome.notices.append(f"the log of changes could not be written ({why}): no undo later")
        self._unlogged = why
        for operation in moving:
            operation.tried = True
        self._write(own, going, outcome)
        for operation in group:
            self._vacate(own, operation, plans, outcome)
            if operation.done and operation.logged and operation.entry.spans:
                self.history.done(own, operation)
        self._keep(root, texts, outcome)  # another branch, checked out meanwhile, may have taken them away

    def _keep(self, root: int, texts: Mapping[str, str], outcome: Outcome) -> None:
        try:
            self._texts.keep(root, texts)
        except OSError as error:
            outcome.failure = f"not saved: {self._folder}/{TEXTS}: {reason(error)}"
            raise

    def _bring(self, own: int, operation: Operation, plans: dict[str, Plan], outcome: Outcome) -> None:
        """Lay rows that go into another file over it; where they come from they stay until that is saved."""
        coming: dict[str, list[Mapping[str, Row]]] = {}
        for shift in operation.shifts:
            old = self._plan(own, plans, shift.old, shift.source, outcome)
            new = self._plan(own, plans, shift.file, shift.target, outcome)
            rows = {key: old.state.rows[key] for key in shift.rows if key in old.state.rows}
            if not shift.copied:
                old.leaving |= rows.keys()
            for plan in (old, new):
                if plan.state.blocked:
                    old.failed = new.failed = True
                    outcome.failure = self._blocked(plan)
            if rows:
                coming.setdefault(shift.file, []).append(rows)
        for file, found in coming.items():
            plans[file].rows = union(plans[file].rows, *found)
            plans[file].changed = True

    def _vacate(self, own: int, operation: Operation, plans: dict[str, Plan], outcome: Outcome) -> None:
        """Take what is in its new file out of the old one, which goes when nothing is left in it."""
        if any(plans[shift.file].failed for shift in operation.shifts):
            return
        for file in dict.fromkeys(shift.old for shift in operation.shifts if not shift.copied):
            plan = plans[file]
            state = outcome.states.get(file, plan.state)
            rows = {key: row for key, row in state.rows.items() if key not in plan.leaving}
            rest = Plan(state, plan.path, rows)
            if plan.failed:
                return
            if not rows and not state.tables:
                self._remove(own, rest, outcome)
            elif plan.leaving:
                self._write(own, [rest], outcome)
            if rest.failed:
                return
        operation.shifted = True

    def _remove(self, own: int, plan: Plan, outcome: Outcome) -> None:
        """Take a file away, durably; one that is gone already was taken away by an earlier attempt."""
        folders, name = split_file(plan.state.name)
        try:
            fd = open_below(own, folders)
            try:
                if plan.state.damaged and plan.state.signature is not None:
                    keep_aside(fd, name)
                if plan.state.signature is not None:
                    take_away(fd, name, temporary_name(), plan.state.signature)
                sync(fd)
            finally:
                os.close(fd)
        except FileNotFoundError:
            pass  # the folder went with the articles
        except OSError as error:
            plan.failed = True
            outcome.failure = self._say(error, plan.state.name)
            return
        outcome.states[plan.state.name] = StoreFile(plan.state.name, plan.path)

    def _plan(self, own: int, plans: dict[str, Plan], file: str, path: str, outcome: Outcome) -> Plan:
        if file not in plans:
            state = self._current(own, file, path, outcome)
            if state.signature is not None and not state.blocked and (why := forbidden(own, file)):
                state = replace(state, blocked=why)  # only for this time, too
            plans[file] = Plan(state, path, dict(state.rows))
        return plans[file]

    def _current(self, own: int, file: str, path: str, outcome: Outcome) -> StoreFile:
        """*file* as it is on the disk: what we know of it if nobody touched it, else read again."""
        with self._mutex:
            known = outcome.states.get(file) or self._layer.files.get(file)
        folders, name = split_file(file)
        state = StoreFile(file, path)
        fd = -1
        try:
            fd = open_below(own, folders)
        except FileNotFoundError:
            pass  # the first annotation in this folder
        except OSError as error:
            why = cured(obstacle(own, file) or reason(error), FOLDER)
            state = unreadable(file, f"{self._layer.folder}/{file}", why, known)
        if fd >= 0:
            try:
                signature = look(fd, name)
                if known is not None and signature == known.signature:
                    if signature is None or not is_racy(signature):
                        return known
                    if not known.blocked and digest_of(read_bytes(fd, name)[0]) == known.digest:
                        return known
                inside = "".join(f"{part}/" for part in folders)
                own_folder = self._layer.folder
                state = read_store_file(fd, name, inside=inside, annotator=own_folder, known=known)
            finally:
                os.close(fd)
        if state.signature == UNREAD:
            return state  # only for this time: what is shown stays, and the next attempt looks again
        if known is not None and state.signature is not None and state.digest == known.digest:
            now = state
            state = replace(known, signature=now.signature, blocked=now.blocked, noticed=now.noticed)
        elif known is not None or state.signature is not None:
            outcome.outside.add(file)
        if state.header is None and path:
            state = replace(state, path=path)  # it does not say, and its name may not tell
        outcome.states[file] = state
        return state

    def _lay(self, plan: Plan, outcome: Outcome) -> None:
        if plan.state.blocked:
            if plan.queue:
                plan.failed = True
                outcome.failure = self._blocked(plan)
            return
        arrived = arrived_in(plan)
        for at, (operation, index) in enumerate(plan.queue):
            step = operation.steps[index]
            current = plan.rows.get(step.row.key)
            if at <= arrived.get(step.row.key, -1):
                # It is in the file, but nobody knows whether the disk has it: it is written once more.
                plan.changed = True
                plan.steps.append((operation, index))
            elif fits(step, current):
                operation.idle.discard(index)  # an earlier attempt may have found it done
                plan.rows[step.row.key] = step.row
                plan.changed = True
                plan.steps.append((operation, index))
            elif says_it(step, current):
                # Another process has done the same, and nobody knows whether the disk has it: as above.
                operation.idle.add(index)
                outcome.outside.add(step.file)
                plan.changed = True
                plan.steps.append((operation, index))
            else:
                operation.settled.add(index)
                operation.held[index] = why_held(step, current)
                outcome.outside.add(step.file)

    def _write(self, own: int, plans: list[Plan], outcome: Outcome) -> None:
        """Put what is planned for each file in its place, then sync each folder once: then it is saved."""
        folders: dict[tuple[str, ...], list[Plan]] = {}
        for plan in plans:
            if self._put(own, plan, outcome):
                folders.setdefault(tuple(split_file(plan.state.name)[0]), []).append(plan)
        for inside, put in folders.items():
            try:
                sync_below(own, inside)
            except OSError as error:
                outcome.failure = self._say(error, put[0].state.name)
                for plan in put:
                    plan.failed = True
                continue
            for plan in put:
                outcome.states[plan.state.name] = plan.state
                for operation, index in plan.steps:
                    operation.settled.add(index)

    def _put(self, own: int, plan: Plan, outcome: Outcome) -> bool:
        """Bring the bytes of *plan* to the disk and under their name, not yet synced; whether that went."""
        file = plan.state.name
        folders, name = split_file(file)
        try:
            fd = open_below(own, folders, create=True)
            try:
                self._entrance.enter(fd, len(folders) + 2)
                if plan.state.damaged and plan.state.signature is not None:
                    outcome.notices.append(f"{file} was damaged: kept aside as {keep_aside(fd, name)}")
                header = article_header(plan.path) if plan.path else corpus_header(self._name)
                state = replace(plan.state, rows=plan.rows, damaged=False, noticed=())
                data = state.render(header)
                signature, displaced = put_bytes(fd, name, data, instead_of(plan.state.signature))
            finally:
                os.close(fd)
        except OSError as error:
            plan.failed = True
            self._displaced += isinstance(error, MeanwhileError)
            if not isinstance(error, MeanwhileError) or self._displaced > _PATIENCE:
                outcome.failure = self._say(error, file)
            return False
        self._displaced = 0
        self.leftovers.add(folders, displaced)
        plan.state = replace(state, header=state.first(header), signature=signature, digest=digest_of(data))
        return True

    def _blocked(self, plan: Plan) -> str:
        return f"not saved: {self._folder}/{self._layer.folder}/{plan.state.name}: {plan.state.blocked}"
