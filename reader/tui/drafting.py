"""What is typed of an annotation, kept at every key until it is saved, and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

# This module is there at the first frame: what it does not need before something is typed is imported then.
if TYPE_CHECKING:
    from annotations.model import Annotation
    from annotations.store import Saved
    from reader.corpus.document import Range
    from reader.drafts import Kind, Sheet, Unfinished
    from reader.tui.screens.reading import ReadingScreen
    from reader.tui.widgets.prompt import Question


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is typed about."""

    kind: Kind
    ranges: tuple[Range, ...]
    """None: the whole article."""
    editing: Annotation | None = None
    sheet: Sheet | None = None
    """The draft that is taken up again."""


class Drafting:
    """The reading screen's hand on drafts: at most one is open, and one is on its way to the disk."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._sheet: Sheet | None = None
        """Where what is being typed goes."""
        self._begun: Callable[[Mapping[str, str]], Unfinished] | None = None
        self._kept: Sheet | None = None
        """What was answered and is not saved yet."""
        self._told = False
        self.waiting = 0
        """Drafts that can be taken up."""

    @cached_property
    def _folder(self) -> Path:
        from reader.paths import drafts_folder

        return drafts_folder(self._screen.workspace.corpus.root)

    def look(self) -> None:
        """Count the drafts that an ended program left; one whose note was saved after all goes."""
        from reader.drafts import waiting

        self.waiting = 0
        store = self._screen.workspace.store
        for sheet, what in waiting(self._folder):
            note = what.texts.get("note", "").strip()
            if what.kind == "note" and note and store.annotator:
                mine = store.annotations(what.path, annotator=store.annotator)
                if any(one.note == note and one.modified >= what.t for one in mine):
                    sheet.drop()
                    continue
            self.waiting += 1

    def offer(self) -> None:
        """Say that something was left unfinished, if it was."""
        self.look()
        if self.waiting:
            keys = self._screen.engine.keymap.keys_of("draft.resume", "READ")
            how = f"{keys[0]} goes on with it" if keys else "the command go on writing takes it up"
            self._screen.say(f"something was being written when the reader ended: {how}")

    # -- while it is typed

    def begin(self, subject: Subject) -> None:
        """Something is typed about *subject* from now on."""
        document, now = self._screen.page.need().document, self._screen.workspace.store.now()
        about: list[Unfinished] = []
        from reader.drafts import Sheet, Unfinished

        def begun(texts: Mapping[str, str]) -> Unfinished:
            if not about:
                from annotations.anchoring import describe

                segments = tuple(describe(document.text, r.start, r.end) for r in subject.ranges)
                editing = subject.editing.id if subject.editing is not None else ""
                about.append(
                    Unfinished(subject.kind, document.path, document.sha256, segments, now, {}, editing)
                )
            return replace(about[0], texts=texts)

        self._begun = begun
        self._sheet = subject.sheet or Sheet(self._folder)

    def typed(self, texts: Mapping[str, str], scale: str = "") -> None:
        """Keep *texts*, the fields as they are now."""
        if self._sheet is None or self._begun is None:
            return
        from reader.paths import PathsError

        try:
            self._sheet.write(replace(self._begun(texts), scale=scale))
        except PathsError as error:
            if not self._told:
                self._told = True
                self._screen.warn(f"no draft is kept of what is typed: {error}")

    def question(self, question: Question, subject: Subject) -> Question:
        """*question*, with what is typed as the note of *subject* kept as a draft until it is saved."""
        self.begin(subject)

        def answered(value: str) -> None:
            with self.keeping():
                question.answered(value)

        def left(value: str) -> None:
            self.left()
            question.left(value)

        return replace(
            question, changed=lambda value: self.typed({"note": value}), answered=answered, left=left
        )

    def edited(self, subject: Subject, note: str, quote: str) -> str:
        """*note* as it comes back from the user's editor. Raises ``OutsideError``; what is written stays."""
        from reader.drafts import Sheet
        from reader.tui import outside

        sheet = subject.sheet or Sheet(self._folder)
        self.begin(replace(subject, sheet=sheet))
        self.typed({"note": note})
        try:
            return outside.edit(self._screen.app, self._screen.setup.config, sheet.note, note, quote)
        except outside.OutsideError:
            if sheet.note.exists():
                self._kept, self._sheet = sheet, None
                self.spare()
            else:
                self.left()
            raise

    def left(self) -> None:
        """It was given up."""
        if self._sheet is not None:
            self._sheet.drop()
        self._sheet = self._begun = None

    # -- when it is answered

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """What is done within saves what was typed; when that raises, it stays, as a draft at least."""
        self._kept, self._sheet = self._sheet, None
        try:
            yield
        except BaseException:
            if self._screen.bar.is_open:
                self._sheet, self._kept = self._kept, None
            else:
                self.spare()
            raise
        if self._kept is not None and not self._screen.prompt.asking:
            self._kept.drop()  # nothing had to be saved
            self._kept = None

    def saving(self, saved: Future[Saved]) -> None:
        """What was typed is saved when *saved* is done."""
        sheet, self._kept = self._kept, None
        if sheet is None:
            return

        def settled(done: Future[Saved]) -> None:
            if done.exception() is None:
                sheet.drop()
            else:
                sheet.release()
                self.waiting += 1

        saved.add_done_callback(settled)

    def spare(self) -> None:
        """What was answered could not be saved: it can be taken up again."""
        if self._kept is not None:
            self._kept.release()
            self._kept = None
            self.look()

    # -- taken up again

    def take_up(self) -> tuple[Unfinished, Sheet] | None:
        """The oldest draft, claimed; ``None`` when there is none."""
        from reader.drafts import waiting

        for sheet, what in waiting(self._folder):
            if sheet.hold():
                return what, sheet
        self.waiting = 0
        return None
