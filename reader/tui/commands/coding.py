"""Coding: a stance, a note, a tag on the selection or the unit; and changing what was coded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotations.codes import CodebookError
from annotations.errors import StoreError
from annotations.model import Stance
from reader import actors, naming, zoned
from reader.citing import cited
from reader.coding import Draft, whole_units
from reader.completing import Choice
from reader.corpus.document import Range
from reader.marks import Anchored, moved
from reader.proposals import told
from reader.sanitise import clean_line
from reader.tui import outside
from reader.tui.calls import Call, Refusal, command
from reader.tui.commands import codebook
from reader.tui.panes import counted
from reader.tui.signing import ask_annotator
from reader.tui.widgets.prompt import Question
from reader.variables import incomplete, unfilled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

    from annotations.changes import Action, Saved
    from reader.corpus.document import Document
    from reader.tui.screens.reading import ReadingScreen


@command("label")
def give_label(screen: ReadingScreen, call: Call) -> None:
    """The label of a key for the passage: saved at once with a pinned target, else through the bar."""
    key = call.operand
    label = screen.workspace.codebook.keys(screen.coder.scale.id).get(key) if screen.coder.scale else None
    if label is None or screen.coder.scale is None:
        raise Refusal(f"no label has the key {key} on this scale")
    book, scale, pinned = screen.workspace.codebook, screen.coder.scale, screen.coder.pinned
    passage = screen.page.passage()
    fits = pinned is not None and naming.fits(book, scale.id, pinned)
    stance = Stance(scale.id, label.id, pinned if fits else None)
    if fits and not unfilled(book, "passage", {}):
        screen.coder.annotate([passage], Draft(stance=stance, confirmed=("target",)), label.name)
        return
    screen.coder.open_bar(Draft(stance=stance), [passage])
    if pinned is not None and not fits:
        screen.warn(f"{pinned.name} is no target for the {scale.name} scale: choose one here")


@command("code")
def give_code(screen: ReadingScreen, call: Call) -> None:
    """The code of a key as a tag on the passage."""
    key = call.operand
    code = screen.workspace.codebook.code_keys.get(key)
    if code is None:
        raise Refusal(f"no code has the key {key}")
    screen.coder.annotate(
        [screen.page.passage()], Draft(tags=(code.id,)), f"#{screen.workspace.codebook.code_path(code.id)}"
    )


@command("stance.bar")
def stance_bar(screen: ReadingScreen, call: Call) -> None:
    """Open the bar and pick the label by typing; in the codebook it is the one under the cursor."""
    if screen.pane == "codebook":
        codebook.stance(screen)
        return
    screen.coder.open_bar(Draft(), [screen.page.passage()])


@command("scale.other")
def other_scale(screen: ReadingScreen, call: Call) -> None:
    """Label keys from the next scale of the codebook."""
    scales = screen.workspace.codebook.scales
    if len(scales) < 2 or screen.coder.scale is None:
        raise Refusal("the codebook has one scale only")
    if screen.bar.is_open:
        screen.say(screen.bar.other_scale())
        return
    screen.use_scale(scales[(scales.index(screen.coder.scale) + 1) % len(scales)])
    if screen.coder.unfit:
        screen.warn(f"{screen.coder.scale.name} scale: {screen.coder.unfit}")


@command("target.pin")
def pin(screen: ReadingScreen, call: Call) -> None:
    """Keep one target for the label keys; an empty answer lets go of it."""
    screen.page.need()
    if screen.pane == "codebook":
        codebook.pin(screen)
        return
    offers = screen.coder.targets(screen.page.passage(), screen.coder.scale.id if screen.coder.scale else "")
    by_name = {clean_line(offer.ref.name): offer for offer in offers}
    choices = [Choice(name, offer.reason, offer.ref, offer.aliases) for name, offer in by_name.items()]

    def answered(value: str) -> None:
        name = value.strip()
        if not name:
            screen.coder.pinned = None
            screen.say("no target is pinned: label keys open the bar")
            return
        known, pinned = by_name.get(name), screen.coder.pinned
        scale = screen.coder.scale.id if screen.coder.scale else ""
        if pinned is None or name != old:
            pinned = known.ref if known else naming.target(screen.workspace, name, scale)
        screen.coder.pin(pinned, "T with the line emptied lets go")

    def new(name: str) -> str:
        scale = screen.coder.scale.id if screen.coder.scale else ""
        return told(naming.target(screen.workspace, name, scale), name) if name else ""

    old, hint = screen.coder.pinned.name if screen.coder.pinned else "", "^n choose  Enter pin  empty: none"
    screen.prompt.ask(Question("target", answered, value=old, hint=hint, choices=choices, as_typed=new))


@command("tag.add")
def tag(screen: ReadingScreen, call: Call) -> None:
    """Tags on the selection or the unit, several with commas; on an annotation at the caret, its tags.

    In its pane it is the annotation under the cursor; in the codebook the code under the cursor is the tag.
    """
    screen.coder.need_writable(screen.page.need().document.path)
    if screen.pane == "codebook":
        codebook.tag(screen)
        return
    book = screen.workspace.codebook
    existing = _need_annotation(screen) if screen.pane == "annotations" else screen.coder.own_here()
    passage = screen.page.passage()
    old = ", ".join(book.code_path(t) for t in existing.annotation.tags) if existing is not None else ""

    def answered(value: str) -> None:
        try:
            kept = existing.annotation.tags if existing is not None else ()
            names = [name.strip() for name in value.split(",") if name.strip()]
            tags = tuple(dict.fromkeys(n if n in kept else naming.code(book, n) for n in names))
        except CodebookError as error:
            raise Refusal(str(error)) from None
        if existing is not None:
            what = f"{'tags changed' if kept else 'tagged'}: {_paths(screen, tags) or 'none'}"
            screen.coder.change(existing.annotation, replace(existing.annotation, tags=tags), what)
        elif tags:
            screen.coder.annotate([passage], Draft(tags=tags), _paths(screen, tags))

    screen.prompt.ask(
        Question(
            "tag",
            answered,
            value=old,
            behind=", " if old else "",
            hint="^n choose  , another  Enter keep",
            choices=[Choice(book.code_path(code.id), code.definition) for code in book.active_codes],
            several=True,
            as_typed="no such code",
            kept=False,
        )
    )


def _paths(screen: ReadingScreen, tags: Iterable[str]) -> str:
    """``#device/mockery #frame/conflict``."""
    return " ".join(f"#{screen.workspace.codebook.code_path(tag)}" for tag in tags)


@command("annotation.edit")
def edit(screen: ReadingScreen, call: Call) -> None:
    """Edit the annotation at the caret, or the one chosen in its pane, in the bar."""
    one = _need_annotation(screen)
    record = one.annotation
    draft = Draft(record.stance, record.tags, record.note, record.values, record.links, record.confirmed)
    ranges = [Range(start, end) for start, end in one.ranges]
    if ranges:
        screen.page.move_caret(ranges[0].start)
    screen.coder.open_bar(draft, ranges, editing=record)


@command("annotation.cycle")
def cycle(screen: ReadingScreen, call: Call) -> None:
    """To the next annotation that overlaps here: it is the one that i, dd and a then mean."""
    here = screen.page.need().annotations_at(screen.view.caret)
    if not here:
        raise Refusal("no annotation here; ]a goes to the next one")
    current = screen.coder.here()
    ids = [one.annotation.id for one in here]
    at = ids.index(current.annotation.id) if current is not None and current.annotation.id in ids else -1
    screen.coder.focus(here[(at + 1) % len(here)].annotation.id)
    screen.say(f"annotation {(at + 1) % len(here) + 1} of {len(here)} here")


@command("annotation.reanchor")
def reanchor(screen: ReadingScreen, call: Call) -> None:
    """Put the annotation chosen in its pane, or the one at the caret, on the selection."""
    document = screen.page.need().document
    chosen = screen.page.selected()
    if chosen is None:
        raise Refusal("select new words first (v, or v ia for those it has), then gr")
    one = _own(screen, screen.sides.chosen_annotation() or screen.coder.touched(chosen))
    if one is None:
        raise Refusal("choose the annotation first: ga, then gr")
    unit = screen.workspace.codebook.unit
    there = whole_units(document, moved(one.ranges, chosen), unit)
    if one.state == "exact" and there == tuple(one.ranges):
        whole = "" if unit == "free" else f": the codebook has whole {unit}s annotated"
        raise Refusal(f"it stands on these words already{whole}")
    _, saved = screen.workspace.relocate(document, one.annotation, there)
    screen.coder.watch(saved)
    screen.page.leave_selection()
    screen.coder.focus(one.annotation.id)
    screen.say("the annotation stands on the selection now; u takes it back")


@command("annotation.remove")
def remove(screen: ReadingScreen, call: Call) -> None:
    """Remove the annotation at the caret, or the one chosen in its pane; undo brings it back."""
    one = _need_annotation(screen)
    screen.coder.watch(screen.workspace.store.remove(screen.page.need().document.path, one.annotation.id))
    screen.say("removed; u brings it back")


@command("code.repeat")
def repeat(screen: ReadingScreen, call: Call) -> None:
    """Repeat the last coding on the selection or the unit."""
    screen.coder.repeating.repeat(screen.page.passage())


@command("undo")
def undo(screen: ReadingScreen, call: Call) -> None:
    """Take the last change back; while proposals are answered, the last answer."""
    if screen.proposing.is_open:
        screen.proposing.back()
        return
    screen.coder.spare()
    _step(screen, call, screen.workspace.store.undo, "taken back", "^r brings it again")


@command("redo")
def redo(screen: ReadingScreen, call: Call) -> None:
    """Bring the change back again."""
    if screen.proposing.is_open:
        raise Refusal("y keeps it again")
    _step(screen, call, screen.workspace.store.redo, "brought back", "u takes it away again")


def _step(
    screen: ReadingScreen,
    call: Call,
    take: Callable[[], tuple[Action, Future[Saved]]],
    what: str,
    then: str,
) -> None:
    """So many steps of undo or redo; what was done of them is shown even where the next is refused.

    Without a count all that one offer came to is one step.
    """
    if not screen.workspace.store.annotator and not screen.workspace.store.read_only:
        raise Refusal(f"nothing was coded yet: nothing can be {what}")
    done: list[Action] = []
    for _ in range(call.count or screen.proposing.steps):
        try:
            action, saved = take()
        except StoreError as error:
            if not done:
                raise
            then = f"{error}; {then}"
            break
        screen.coder.watch(saved)
        done.append(action)
    if call.count is None:
        screen.proposing.in_a_row(len(done))
    screen.coder.show(done, what, then)
    if any(action.moves for action in done):
        screen.following.search(thorough=True)


@command("copy.citation")
def copy(screen: ReadingScreen, call: Call) -> None:
    """Copy the passage with its source and line; in a pane, the passage or the title under the cursor."""
    document, passage = _passage_to_copy(screen)
    citation = cited(document, passage.start, passage.end)
    screen.say(outside.copy(screen.app, screen.setup.config, citation))


def _passage_to_copy(screen: ReadingScreen) -> tuple[Document, Range]:
    if screen.pane == "list" and screen.articles.current is not None:
        document = screen.workspace.document(screen.articles.current)
        titles = (block for block in document.blocks if block.kind == "title")
        first = next(titles, None) or next(iter(document.blocks), None)
        return document, Range(first.start, first.end) if first is not None else Range(0, 0)
    document, one = screen.page.need().document, screen.sides.chosen_annotation()
    if one is not None and one.ranges:
        return document, Range(one.start, one.end)
    if screen.pane != "text":
        raise Refusal("no passage is under the cursor of this pane; Tab goes on to the text")
    return document, screen.page.selected() or screen.page.passage()


@command("article.done")
def done(screen: ReadingScreen, call: Call) -> None:
    """Mark the article (in the list, the one under the cursor) as coded, or open it again."""
    if not screen.sides.open_listed() or ask_annotator(screen, lambda: done(screen, call)):
        return
    document = screen.page.need().document
    coding = screen.workspace.tracking.coding(document)
    if coding is not None and coding.state != "open":
        _, saved = screen.workspace.set_state(document, "open")
        screen.coder.watch(saved)
        screen.say("open again")
        return
    book, store = screen.workspace.codebook, screen.workspace.store
    empty = unfilled(book, "article", coding.values if coding is not None else {})
    if empty:
        raise Refusal(f"not done yet: {' and '.join(v.name for v in empty)} to be filled: gm")
    own = store.annotations(document.path, annotator=store.annotator)
    lacking = [(one.id, variables) for one, variables in incomplete(book, own)]
    if lacking:
        _show_incomplete(screen, lacking[0][0])
        named = " and ".join(variable.name for variable in lacking[0][1])
        raise Refusal(f"not done yet: {named} to be filled here: i ({counted(len(lacking), 'annotation')})")
    for who, wanted in actors.incomplete(book, own, store.corrections(), store.annotator):
        variable = wanted[0]
        how = f"reader actor … --set {variable.id}=VALUE in a shell"
        raise Refusal(f"not done yet: {variable.name} of {who.name} to be filled: {how}")
    _, saved = screen.workspace.set_state(document, "done")
    screen.coder.watch(saved)
    stances = {one.id for one in own if one.stance is not None and one.status == "accepted"}
    known = screen.page.need().annotations
    starts = [one.start for one in known if one.annotation.id in stances and one.ranges]
    more = zoned.added(document, starts)
    coded = counted(len(stances) - len(starts) + zoned.in_body(document, starts), "stance")
    said = f": {', '.join(filter(None, (coded, more)))}" if stances else ", with no stance: that is data too"
    screen.say(f"done{said}; gd opens it again")


def _show_incomplete(screen: ReadingScreen, annotation_id: str) -> None:
    """Put the caret on an annotation; where it has no place, the cursor in its pane."""
    one = next((a for a in screen.page.need().annotations if a.annotation.id == annotation_id), None)
    if one is not None and one.ranges:
        screen.enter("text")
        screen.page.leave_place()
        screen.page.move_caret(one.start)
        screen.coder.focus(annotation_id)
    else:
        screen.enter("annotations")
        screen.annotations.go_to(annotation_id)


def _need_annotation(screen: ReadingScreen) -> Anchored:
    if screen.pane == "list":
        raise Refusal("no annotation in the list: ga goes to those of the article")
    one = _own(screen, screen.coder.meant())
    if one is None:
        raise Refusal("no annotation here; ]a goes to the next one, ga lists them")
    return one


def _own(screen: ReadingScreen, one: Anchored | None) -> Anchored | None:
    """*one*, if it is one's own to change. Raises ``Refusal``."""
    if one is not None and one.annotation.annotator != screen.workspace.store.annotator:
        raise Refusal(f"this annotation is {one.annotation.annotator}'s; only one's own can be changed")
    return one
