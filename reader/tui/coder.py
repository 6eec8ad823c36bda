"""Coding from the screen: what is pinned, focused, being edited; from a draft to a saved record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotations.errors import StoreError
from reader.corpus.document import Range
from reader.jumps import Spot
from reader.tui.calls import Refusal
from reader.tui.drafting import Drafting, Subject
from reader.tui.messages import StoreChanged
from reader.tui.repeating import Repeating
from reader.tui.signing import ask_annotator
from reader.tui.standing import Standing

if TYPE_CHECKING:
    from annotations.changes import Action, Change
    from annotations.model import Annotation, Ref
    from annotations.store import Saved
    from reader.coding import Draft
    from reader.corpus.document import Document
    from reader.drafts import Sheet, Unfinished
    from reader.marks import Anchored
    from reader.proposals import HolderProposal, TargetProposal
    from reader.tui.screens.reading import ReadingScreen

BAR_COLUMNS = 84
"""Width the stance bar may take."""
LIT = 4
"""Rows of the passage that it leaves in sight, however many fields it has."""
RECENT = 200
"""Annotations looked through for targets and holders used before."""


class Coder(Standing):
    """The reading screen's hand on the annotations; it holds what the next key will mean."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.drafting = Drafting(screen)
        self.repeating = Repeating(screen)
        self.beside = False
        """Whether what was kept last is in articles.csv, where undo does not reach."""
        self._focused = ""
        self._editing: Annotation | None = None
        self._ranges: list[Range] = []
        self._passage = Range(0, 0)
        """What the open bar is about."""

    # -- which annotation is meant

    def here(self) -> Anchored | None:
        """The annotation at the caret: the one focused there, else the innermost."""
        opened = self._screen.page.opened
        if opened is None:
            return None
        covering = opened.annotations_at(self._screen.view.caret)
        focused = (one for one in covering if one.annotation.id == self._focused)
        return next(focused, None) or next(iter(covering), None)

    def own_here(self) -> Anchored | None:
        """One's own annotation at the caret, while nothing is selected: what a note or a tag is added to."""
        one = self.here() if self._screen.page.selection is None else None
        own = one is not None and one.annotation.annotator == self._workspace.store.annotator
        return one if own else None

    def touched(self, passage: Range) -> Anchored | None:
        """The annotation *passage* touches: the one focused, else the innermost at the caret, else any."""
        opened = self._screen.page.need()
        near = [
            a for a in opened.annotations if any(s < passage.end and e > passage.start for s, e in a.ranges)
        ]
        focused = (one for one in near if one.annotation.id == self._focused)
        return next(focused, None) or self.here() or next(iter(near), None)

    def meant(self) -> Anchored | None:
        """The annotation under the cursor of its pane when that has the keys, else the one at the caret."""
        return self.here() if self._screen.pane == "text" else self._screen.sides.chosen_annotation()

    def focus(self, annotation_id: str) -> None:
        """Mean this one where several overlap."""
        self._focused = annotation_id
        self._screen.sides.show_current_annotation()

    # -- writing

    def need_writable(self, path: str = "") -> None:
        """Raises ``Refusal`` with the reason when nothing can be annotated here: before it is typed.

        *path*: in that article.
        """
        store = self._workspace.store
        if why := store.barred(path) if path else store.read_only:
            raise Refusal(why)

    def annotate(self, ranges: Sequence[Range], draft: Draft, what: str) -> None:
        """Record *draft* on *ranges* (none: the whole article), say so, and drop the selection.

        *what* names it; empty: it is a repetition, which is named whole.
        """
        screen = self._screen
        if ask_annotator(screen, lambda: self.annotate(ranges, draft, what)):
            return
        document = screen.page.need().document
        record, saved = self._workspace.annotate(document, [(r.start, r.end) for r in ranges], draft)
        self.watch(saved)
        if ranges:
            self.repeating.made([record], draft)
        screen.state.hints_done = True
        self._focused = record.id
        screen.page.leave_selection()
        target = draft.stance.target if draft.stance is not None else None
        said = f"{what}{f' → {target.name}' if target is not None else ''}"
        if not what:
            from reader.steps import named

            said = f"again: {named(record, self._workspace.codebook)}"
        screen.say(f"{said}; u takes it back")

    def change(self, old: Annotation, new: Annotation, what: str) -> None:
        """Put *new* in the place of *old* and say *what* was done; one that says nothing now is removed."""
        screen = self._screen
        path = screen.page.need().document.path
        if new == old:
            screen.say("nothing was changed: it stays as it is")
            return
        from reader.coding import says_nothing

        if says_nothing(new):
            self.watch(self._workspace.store.remove(path, old.id))
            screen.say("nothing was left of it: removed; u brings it back")
            return
        self.watch(self._workspace.edit(path, old, new))
        screen.say(f"{what}; u takes it back")

    def describe(self, document: Document, values: Mapping[str, Any], besides: str = "") -> None:
        """Give *document* the *values* of its variables, its coding as far as it was; say *besides*, too."""
        self.need_writable()
        if ask_annotator(self._screen, lambda: self.describe(document, values, besides)):
            return
        old = self._workspace.tracking.coding(document)
        state, reason = (old.state, old.reason) if old is not None else ("open", "")
        self.watch(self._workspace.set_state(document, state, reason, values)[1])
        told = "the article's variables are kept; u takes them back"
        self._screen.say(f"{besides}; {told}" if besides else told)

    def watch(self, saved: Future[Saved]) -> None:
        """Have it said when a save does not succeed; nothing waits here."""
        self.beside = False
        self.drafting.saving(saved)
        saved.add_done_callback(self._settled)

    def _settled(self, saved: Future[Saved]) -> None:
        error = saved.exception()
        if error is not None:
            from annotations.changes import Event

            self._screen.post_message(StoreChanged(Event("notice", message=str(error))))

    def ask_held(self) -> bool:
        """Ask what is to become of a change that was made on an older version; false when there is none."""
        screen, held = self._screen, self._workspace.store.held()
        if not held:
            return False
        from reader import steps
        from reader.completing import Choice
        from reader.tui.widgets.prompt import Question

        def answered(value: str) -> None:
            said = value.strip().casefold()
            if said == "mine":
                self.watch(self._workspace.store.apply_held(held[0]))
            elif said == "theirs":
                self._workspace.store.drop_held(held[0])
            else:
                raise Refusal("your change is held, not saved: type mine or theirs, or ^n chooses")
            screen.say("written over it" if said == "mine" else "dropped: what is on the disk stays")
            self.ask_held()

        change, store = held[0].change, self._workspace.store
        try:
            theirs = store.get(change.id)[1]
        except StoreError:
            theirs = None
        if change.after is None and theirs is None:
            store.drop_held(held[0])
            screen.say("removed elsewhere as well: nothing is left to decide")
            return self.ask_held() or True
        # In one's own folder nobody else writes: it was oneself, in another program or another copy.
        both = steps.told_apart(
            change.after, theirs, self._workspace.codebook, f"removed by {store.annotator}"
        )
        choices = [Choice(name, text) for name, text in zip(("mine", "theirs"), both, strict=True)]
        what = steps.described([held[0].action], self._workspace)
        screen.prompt.ask(
            Question(
                "which stays",
                answered,
                hint="^n choose  Esc later",
                choices=choices,
                left=lambda _: screen.warn("your change is held, not saved: gw asks again"),
            )
        )
        screen.warn(f"changed elsewhere meanwhile: {what}")
        return True

    # -- the stance bar

    def open_bar(
        self,
        draft: Draft,
        ranges: Sequence[Range],
        editing: Annotation | None = None,
        begun: tuple[Unfinished, Sheet] | None = None,
    ) -> None:
        """Open the bar under *ranges* with *draft*; *editing* is the annotation it replaces.

        With what was *begun* earlier its fields hold what was typed then.
        """
        screen = self._screen
        self.need_writable(screen.page.need().document.path)
        if ask_annotator(screen, lambda: self.open_bar(draft, ranges, editing, begun)):
            return
        from reader import naming
        from reader.stance_form import Offers, StanceForm

        self._editing, self._ranges = editing, list(ranges)
        passage = ranges[0] if ranges else Range(0, 0)
        book = self._workspace.codebook
        offers = Offers(
            targets=lambda scale: self.targets(passage, scale),
            holders=self.holders(passage),
            codebook=book,
            target=lambda name, scale: naming.target(self._workspace, name, scale),
            fit=lambda stance, old: naming.need_fit(book, stance, old),
            holder=lambda text: naming.holder(self._workspace, text),
            tag=lambda name: naming.code(book, name),
        )
        what, sheet = begun or (None, None)
        scale = what.scale if what is not None else self.scale.id if self.scale is not None else ""
        form = StanceForm(draft, scale, offers)
        self.drafting.begin(Subject("stance", tuple(ranges), editing, sheet), form.shown)
        screen.bar.open(
            form,
            self.keep,
            typed=lambda texts: self.drafting.typed(texts, form.scale),
            left=self._left,
            texts=what.texts if what is not None else {},
        )
        self._make_room(passage)

    def _make_room(self, passage: Range) -> None:
        """Put the bar under the last row of *passage*, which stays lit and on the screen."""
        screen, view = self._screen, self._screen.view
        screen.enter("text")
        view.unit = None
        if passage.end > passage.start:
            view.selection = (passage.start, passage.end)
        self._passage = passage
        self.place_bar()

    def place_bar(self) -> None:
        """Under the last row of the passage; in a small terminal between text and status."""
        screen, view, passage = self._screen, self._screen.view, self._passage
        if not screen.bar.is_open:
            return
        small = screen.has_class("small")
        screen.bar.line_up(whole=not small, airy=screen.has_class("airy"))
        if small:
            screen.bar.styles.width, screen.bar.styles.max_height = "100%", "100%"
            screen.bar.styles.offset = (0, 0)
            screen.call_after_refresh(self._reveal)
            return
        region = view.region
        rows = min(screen.bar.rows, region.height - LIT)
        view.make_room(passage.start, passage.end, rows)
        line = view.line_of(max(passage.start, passage.end - 1))
        width, lowest = min(BAR_COLUMNS, region.width), region.bottom - rows
        screen.bar.styles.width, screen.bar.styles.max_height = width, rows
        screen.bar.styles.offset = (
            region.x + (region.width - width) // 2,
            min(region.y + line + 1, lowest) if line is not None else lowest,
        )

    def _reveal(self) -> None:
        """Have the passage in sight above a bar that has rows of its own."""
        if self._screen.bar.is_open:
            self._screen.view.make_room(self._passage.start, self._passage.end, 0)

    def _left(self) -> None:
        """The bar was left: the page is again as it was."""
        self._screen.view.leave_room()
        self.drafting.left()

    def keep(self, draft: Draft) -> None:
        """Make what the bar holds an annotation, or a change of one; the bar stays open when this raises."""
        with self.drafting.keeping():
            self._keep(draft)
        self._screen.view.leave_room()

    def _keep(self, draft: Draft) -> None:
        from reader.coding import says_nothing

        editing, ranges = self._editing, self._ranges
        if editing is not None:
            new = replace(editing, stance=draft.stance, tags=draft.tags, note=draft.note, values=draft.values)
            try:
                self.change(editing, replace(new, confirmed=draft.confirmed), "annotation changed")
            except StoreError as error:
                raise Refusal(self._look_again(editing) or str(error)) from error
        elif says_nothing(draft):
            self._screen.warn("nothing was filled in: nothing is kept")
        else:
            self.annotate(ranges, draft, draft.stance.label if draft.stance is not None else "annotation")

    def _look_again(self, editing: Annotation) -> str:
        """Edit what *editing* has become; what Enter does to that, or nothing if it is as it was."""
        own = self._workspace.store.annotations(annotator=editing.annotator)
        self._editing = next((one for one in own if one.id == editing.id), None)
        if self._editing is None:
            return "it was removed in the meantime: Enter makes it anew, Esc leaves it so"
        if self._editing != editing:
            return "it was changed in the meantime: Enter writes this over it, Esc leaves it so"
        return ""

    # -- what undo did

    def spare(self) -> None:
        """Let the first undo after something it does not reach take nothing else. Raises ``Refusal``."""
        if not self.beside:
            return
        from reader import steps

        self.beside = False
        told = "what gm kept in articles.csv is not taken back by u"
        try:
            would = steps.described([self._workspace.store.undoable()], self._workspace)
        except StoreError:
            raise Refusal(f"{told}: gm again changes it") from None
        raise Refusal(f"{told}; u again takes back: {would}")

    def show(self, actions: Sequence[Action], what: str, then: str) -> None:
        """Say *what* undo or redo did and the key *then*; go where it was done if nothing of it is here."""
        from reader import steps

        screen, changes = self._screen, [change for action in actions for change in action.changes]
        spots = [spot for spot in map(_spot, changes) if spot.path]
        paths = list(dict.fromkeys(spot.path for spot in spots))
        here = screen.page.opened.document.path if screen.page.opened is not None else ""
        told = steps.described(actions, self._workspace, here)
        if paths and here not in paths and spots[-1].path in self._workspace.paths:
            if here:
                screen.page.leave_place()
                then = f"^o comes back; {then}"
            screen.page.go_to(spots[-1])
        screen.say(f"{what}: {told}; {then}")

    # -- proposals

    def targets(self, passage: Range, scale: str) -> tuple[TargetProposal, ...]:
        """Targets for a stance on *scale* at *passage*, each with its reason."""
        from reader import proposals

        declared = [known.target for known in self._workspace.store.targets()]
        opened, entity = self._screen.page.need(), self._workspace.table.entity
        book = self._workspace.codebook
        return proposals.targets(opened, passage, book, scale, declared, self._recent(), entity)

    def holders(self, passage: Range) -> tuple[HolderProposal, ...]:
        """Holders for a stance at *passage*, each with its reason."""
        from reader import naming, proposals
        from reader.quotations import proposals as spoken_proposals

        opened, entity = self._screen.page.need(), self._workspace.table.entity

        def named(name: str) -> Ref:
            return naming.actor(self._workspace, name)

        spoken = spoken_proposals(opened.quotations, opened.document, passage.start)
        heard = [(proposals.heard(found, opened, entity, named), found.reason) for found in spoken]
        return proposals.holders(opened, passage, heard, self._recent(), entity)

    def _recent(self) -> list[Annotation]:
        records = self._workspace.store.annotations()
        return sorted(records, key=lambda record: record.modified)[-RECENT:]


def _spot(change: Change) -> Spot:
    """Where *change* was made; of no article: an empty path."""
    from annotations.model import Annotation
    from reader import steps

    record = change.after or change.before
    return Spot(steps.path_of(change), record.start if isinstance(record, Annotation) else 0)
