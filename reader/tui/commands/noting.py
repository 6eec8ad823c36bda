"""Notes: in a line, in the editor, on the whole article; and those that were being written before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reader.coding import Draft
from reader.corpus.document import Range
from reader.draft_homes import home
from reader.drafts import Sheet, Unfinished
from reader.layout.cells import elide
from reader.sanitise import clean_line
from reader.tui import outside
from reader.tui.calls import Call, Refusal, command
from reader.tui.drafting import Subject
from reader.tui.panes import counted
from reader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from reader.corpus.document import Document
    from reader.tui.screens.reading import ReadingScreen


LEFT = "as you left it; Esc keeps it so, emptied it is dropped"
SHOWN = 30
"""Cells of a draft that a message shows."""


@command("note.add")
def note(screen: ReadingScreen, call: Call) -> None:
    """A note on the selection or the unit; on an annotation at the caret, its note."""
    subject = _here(screen)
    if "\n" in _old(subject):
        raise Refusal("this note has several lines: E opens it in the editor")
    _ask(screen, subject, _old(subject))


@command("note.editor")
def note_in_editor(screen: ReadingScreen, call: Call) -> None:
    """Write the note in the editor."""
    subject = replace(_here(screen), kind="editor")
    _edit(screen, subject, _old(subject))


@command("note.article")
def note_on_article(screen: ReadingScreen, call: Call) -> None:
    """A note on the whole article; in the list, on the one under the cursor."""
    screen.coder.need_writable()
    if not screen.sides.open_listed():
        return
    screen.coder.need_writable(screen.page.need().document.path)
    _ask(screen, Subject("note", ()), "")


@command("draft.resume")
def resume(screen: ReadingScreen, call: Call) -> None:
    """Go on with what was being written of an annotation when the reader ended: where it was, as it stood.

    What has lost its place is put on the selection, and waits until there is one.
    """
    screen.coder.need_writable()
    drafting, opened = screen.coder.drafting, screen.page.opened
    onto = screen.page.passage() if screen.page.selection is not None else None
    refused: Refusal | None = None

    def meant(what: Unfinished) -> bool:
        return onto is not None and opened is not None and _is_lost(what, opened.document)

    for what, sheet in drafting.take_up(meant):
        if what.kind != "editor":
            screen.say(LEFT)
        try:
            typed = what.texts.get("note", "")
            if what.kind == "editor":
                typed = outside.kept(sheet.note, what.quote, typed)
            subject = _there(screen, what, sheet, onto if meant(what) else None)
        except Refusal as refusal:
            # Others may do.
            sheet.release()
            refused = refused or refusal
            continue
        if subject is None:
            drafting.pass_by(sheet)
            return
        _go_on(screen, what, subject, typed)
        drafting.look()
        return
    drafting.look()
    raise refused or Refusal(drafting.problem or "nothing was left unfinished")


@command("draft.drop")
def drop(screen: ReadingScreen, call: Call) -> None:
    """Throw away what was left unfinished, the latest first."""
    drafting = screen.coder.drafting
    what = drafting.drop()
    words = next((text for text in map(clean_line, what.texts.values()) if text.strip()), "")
    left = f"{counted(drafting.waiting, 'draft')} left" if drafting.waiting else "none is left"
    screen.say(f"draft dropped: “{elide(words, SHOWN)}” on {clean_line(what.path)}; {left}")


def _go_on(screen: ReadingScreen, what: Unfinished, subject: Subject, typed: str) -> None:
    """Open the draft *what* about *subject*; *typed* is its note."""
    if what.kind == "stance" and subject.sheet is not None:
        record = subject.editing
        draft = Draft()
        if record is not None:
            draft = Draft(
                record.stance, record.tags, record.note, record.values, record.links, record.confirmed
            )
        screen.coder.open_bar(draft, subject.ranges, record, (what, subject.sheet))
    elif what.kind == "editor":
        _edit(screen, subject, typed)
    else:
        _ask(screen, subject, typed)


def _here(screen: ReadingScreen) -> Subject:
    """What a note is about: one's own annotation at the caret, else the selection or the unit."""
    screen.coder.need_writable(screen.page.need().document.path)
    existing = screen.coder.own_here()
    editing = existing.annotation if existing is not None else None
    return Subject("note", (screen.page.passage(),), editing)


def _is_lost(what: Unfinished, document: Document) -> bool:
    """Whether the passage of *what* is nowhere in *document*, its article, or at several places."""
    return what.path == document.path and what.places(document.text, document.sha256) is None


def _there(screen: ReadingScreen, what: Unfinished, sheet: Sheet, onto: Range | None) -> Subject | None:
    """Go to what a draft is about: *onto*, if that is where it is put now.

    ``None``: its words are lost, which is said. Raises ``Refusal`` when the article is gone or another one.
    """
    where = f"what was written about it is in {sheet.path}"
    if what.path not in screen.workspace.paths:
        raise Refusal(f"{clean_line(what.path)} is gone; {where}")
    if screen.workspace.corpus.entry(what.path).problem:
        raise Refusal(f"{clean_line(what.path)} cannot be read; {where}")
    if not home(screen.workspace, what):
        raise Refusal(f"{clean_line(what.path)} has another text now; {where}")
    if not screen.page.open(what.path):
        raise Refusal(f"{clean_line(what.path)} cannot be read; {where}")
    screen.enter("text")
    screen.coder.need_writable(what.path)
    document, store = screen.page.need().document, screen.workspace.store
    own = store.annotations(what.path, annotator=store.annotator) if store.annotator else ()
    editing = next((one for one in own if one.id == what.editing), None)
    places = what.places(document.text, document.sha256)
    ranges = (onto,) if onto is not None else tuple(Range(start, end) for start, end in places or ())
    if places is None and not ranges and editing is None:
        typed = next((text for text in map(clean_line, what.texts.values()) if text.strip()), "")
        lost, wrote = elide(clean_line(what.quote), SHOWN), elide(typed, SHOWN)
        how = "select other words for it (v), then gn"
        screen.warn(f"the draft “{wrote}” lost its place, “{lost}”: {how}")
        return None
    if ranges:
        screen.page.move_caret(ranges[0].start)
    return Subject(what.kind, ranges, editing, sheet)


def _old(subject: Subject) -> str:
    return subject.editing.note if subject.editing is not None else ""


def _ask(screen: ReadingScreen, subject: Subject, value: str) -> None:
    """Have the note of *subject* typed in a line, where *value* stands at first, or what was left of it."""
    old, drafting = _old(subject), screen.coder.drafting
    left = drafting.about(subject) if subject.sheet is None else None
    if left is not None:
        what, sheet = left
        subject, value = replace(subject, sheet=sheet), what.texts.get("note", "")
        screen.say(LEFT)

    def answered(typed: str) -> None:
        # What one sees of an old note is its line, cleaned: left as it stands, it is no change.
        _keep(screen, subject, old if old and typed == clean_line(old) else typed.strip())

    name = "note" if subject.ranges or subject.editing else "note on the article"
    question = Question(name, answered, value=value, hint="Enter keep  Esc leave")
    screen.prompt.ask(drafting.question(question, subject))
    if left is not None:
        drafting.look()


def _edit(screen: ReadingScreen, subject: Subject, value: str) -> None:
    """Have the note of *subject* written in the editor, which is given *value*."""
    text = screen.page.need().document.text
    quote = "".join(text[r.start : r.end] for r in subject.ranges[:1])
    drafting = screen.coder.drafting
    written = drafting.edited(subject, value, quote)
    with drafting.keeping():
        _keep(screen, subject, written)


def _keep(screen: ReadingScreen, subject: Subject, note: str) -> None:
    """Make *note* an annotation, or a change of the one it belongs to."""
    if subject.editing is not None:
        changed = "note changed" if subject.editing.note else "note added"
        screen.coder.change(subject.editing, replace(subject.editing, note=note), changed)
    elif note.strip():
        told = "note" if subject.ranges else "note on the article"
        screen.coder.annotate(subject.ranges, Draft(note=note), told)
    else:
        screen.say("nothing was written: no note is kept")
