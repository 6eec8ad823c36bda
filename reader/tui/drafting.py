"""What is typed of an annotation, kept at every key until it is saved, and taken up again.

With Esc it stays, too: a draft goes when it is saved, or when its words were taken out before Esc.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.tui.calls import Refusal

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
        self._first: Mapping[str, str] = {}
        """What stood in the fields before anything was typed into them."""
        self._texts: Mapping[str, str] | None = None
        """What stands there now, once something was typed."""
        self._taken_up = False
        """Whether what is being typed was a draft before."""
        self._on_disk = True
        """Whether the last letter is."""
        self._passed: list[Path] = []
        """Drafts that were taken up and left as they were: others come first now."""
        self._kept: Sheet | None = None
        """What was answered and is not saved yet."""
        self._told = False
        self._warned = False
        """Whether one has tried to leave it so."""
        self.waiting = 0
        """Drafts that can be taken up."""
        self.problem = ""
        """What is to be said of changes that were never saved, or of drafts that cannot be read."""

    @cached_property
    def _folder(self) -> Path:
        from reader.paths import drafts_folder

        return drafts_folder(self._screen.workspace.corpus.root)

    def look(self) -> None:
        """Count the drafts that an ended program left; one whose note was saved after all goes."""
        from reader import rescued
        from reader.draft_homes import left as drafts_left

        self.waiting = 0
        store, left = self._screen.workspace.store, drafts_left(self._screen.workspace)
        for sheet, what in left.drafts:
            note = what.texts.get("note", "").strip()
            if what.kind == "note" and note and store.annotator:
                mine = store.annotations(what.path, annotator=store.annotator)
                if any(one.note == note and one.modified >= what.t for one in mine):
                    sheet.drop()
                    continue
            self.waiting += 1
        self.problem = rescued.told(self._screen.workspace) or _unreadable(left.damaged)

    def offer(self) -> None:
        """Say that something was left unfinished, if it was."""
        self.look()
        if self.waiting:
            kept, which = (f"{self.waiting} drafts", "the latest") if self.waiting > 1 else ("1 draft", "it")
            self._screen.say(f"{kept} kept: {self._way} goes on with {which}")

    def drop(self) -> Unfinished:
        """Throw away what would be taken up next. Raises ``Refusal`` when nothing was left."""
        for what, sheet in self.take_up():
            sheet.drop()
            self.look()
            return what
        raise Refusal(self.problem or "nothing was left unfinished")

    @property
    def _way(self) -> str:
        """How a draft is taken up."""
        keys = self._screen.engine.keymap.keys_of("draft.resume", "READ")
        return keys[0] if keys else "the command go on writing"

    # -- while it is typed

    def begin(self, subject: Subject, first: Mapping[str, str]) -> None:
        """Something is typed about *subject* from now on, in fields where *first* is what is kept so far."""
        document, workspace = self._screen.page.need().document, self._screen.workspace
        now = workspace.store.now()
        about: list[Unfinished] = []
        from reader.drafts import Sheet, Unfinished, core
        from reader.paths import resolved

        def begun(texts: Mapping[str, str]) -> Unfinished:
            if not about:
                from annotations.anchoring import describe

                segments = tuple(describe(document.text, r.start, r.end) for r in subject.ranges)
                editing = subject.editing.id if subject.editing is not None else ""
                corpus = str(resolved(workspace.corpus.root))
                size, middle = 0, core(document.text)
                if workspace.corpus.holds(document.path):
                    size = workspace.corpus.entry(document.path).size
                what = (subject.kind, document.path, document.sha256, segments, now)
                about.append(Unfinished(*what, {}, editing, "", corpus, size, middle))
            return replace(about[0], texts=texts)

        self._begun = begun
        self._sheet = subject.sheet or Sheet(self._folder)
        self._first, self._texts = first, None
        self._taken_up, self._on_disk = subject.sheet is not None, True

    def typed(self, texts: Mapping[str, str], scale: str = "") -> None:
        """Keep *texts*, the fields as they are now."""
        if self._sheet is None or self._begun is None:
            return
        from reader.paths import PathsError

        self._texts, self._on_disk, self._warned = texts, False, False
        try:
            self._sheet.write(replace(self._begun(texts), scale=scale))
            self._on_disk = True
        except PathsError as error:
            if not self._told:
                self._told = True
                self._screen.warn(f"no draft is kept of what is typed: {error}")

    def question(self, question: Question, subject: Subject) -> Question:
        """*question*, with what is typed as the note of *subject* kept as a draft until it is saved."""
        from reader.tui.widgets.prompt import REFUSED

        self.begin(subject, {"note": subject.editing.note if subject.editing is not None else ""})

        def answered(value: str) -> None:
            with self.keeping(asked_again=REFUSED):
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
        self.begin(replace(subject, sheet=sheet), {"note": note})
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

    def need_kept(self) -> None:
        """Raises ``Refusal`` when Esc would lose words, since they could not be written as a draft."""
        if self._would_be_lost:
            raise Refusal("no draft can be kept of this: Enter keeps it; empty the line, and Esc leaves")

    def warns_of_leaving(self) -> bool:
        """Whether the program should stay for words that would be lost: once for each that is typed."""
        warned, self._warned = self._warned, self._would_be_lost
        return self._warned and not warned

    @property
    def _would_be_lost(self) -> bool:
        """Whether words are being typed that could not be written as a draft."""
        return self._sheet is not None and not self._on_disk and self._worth

    @property
    def _worth(self) -> bool:
        """Whether words were typed, and stand there."""
        from reader.drafts import has_words

        return self._texts is not None and has_words(self._texts, self._first)

    def left(self) -> None:
        """Esc: what was typed stays as a draft; one whose words were taken out goes."""
        sheet, said = self._sheet, ""
        if sheet is None:
            return
        if self._worth:
            sheet.release()
            said = f"draft kept; {self._way} opens it"
        elif self._taken_up and self._texts is None:
            sheet.release()
            self._passed.append(sheet.path)
            said = "draft kept as it was"
        else:
            sheet.drop()
            said = "draft dropped: it was emptied" if self._taken_up else ""
        self._sheet = self._begun = None
        self.look()
        if said:
            self._screen.say(said)

    # -- when it is answered

    @contextmanager
    def keeping(self, asked_again: tuple[type[Exception], ...] = ()) -> Iterator[None]:
        """What is done within saves what was typed; when that raises, it stays, as a draft at least.

        After one of *asked_again* it is still being typed.
        """
        self._kept, self._sheet = self._sheet, None
        try:
            yield
        except BaseException as error:
            if self._screen.bar.is_open or isinstance(error, asked_again):
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

    def about(self, subject: Subject) -> tuple[Unfinished, Sheet] | None:
        """The note that was left unfinished about *subject*, claimed; ``None`` when there is none."""
        if not self.waiting:
            return None
        document = self._screen.page.need().document
        places = [(r.start, r.end) for r in subject.ranges]
        editing = subject.editing.id if subject.editing is not None else ""
        for what, sheet in self._left():
            if what.kind == "note" and what.is_about(document.path, document.sha256, places, editing):
                return (what, sheet) if sheet.hold() else None
        return None

    def take_up(
        self, first: Callable[[Unfinished], bool] = lambda what: False
    ) -> Iterator[tuple[Unfinished, Sheet]]:
        """The drafts, each claimed: those *first* holds for, then the newest; those passed at the end."""
        for what, sheet in sorted(self._left(), key=lambda one: (not first(one[0]), self._turn(one[1].path))):
            if sheet.hold():
                yield what, sheet

    def pass_by(self, sheet: Sheet) -> None:
        """Leave a draft that was claimed as it was: others come first now."""
        sheet.release()
        self._passed.append(sheet.path)
        self.look()

    def _left(self) -> list[tuple[Unfinished, Sheet]]:
        """The drafts that nobody writes, the newest first."""
        from reader.draft_homes import left

        return [(what, sheet) for sheet, what in reversed(left(self._screen.workspace).drafts)]

    def _turn(self, path: Path) -> int:
        """How lately a draft was passed; 0: not at all."""
        return max((n for n, passed in enumerate(self._passed, 1) if passed == path), default=0)


def _unreadable(damaged: Sequence[Path]) -> str:
    """What is to be said of these files."""
    if not damaged:
        return ""
    path = damaged[0] if len(damaged) == 1 else damaged[0].parent
    told = (
        "a draft is damaged and stays as it is"
        if len(damaged) == 1
        else f"{len(damaged)} drafts are damaged and stay as they are"
    )
    return f"{told}: {path}"
